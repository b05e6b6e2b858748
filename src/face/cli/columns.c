#include "face/cli/columns.h"

#include <utf8proc.h>

/* The columns of the character at `text`; *length are its bytes. What is no UTF-8 is one each. */
static size_t measure(struct yb_text text, size_t *length)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text.bytes,
                                              (utf8proc_ssize_t)text.length, &point);

    *length = bytes > 0 ? (size_t)bytes : 1;
    return bytes > 0 ? (size_t)utf8proc_charwidth(point) : 1;
}

static struct yb_text behind(struct yb_text text, size_t at)
{
    return (struct yb_text){text.bytes + at, text.length - at};
}

size_t yb_text_columns(struct yb_text text)
{
    size_t columns = 0, length;

    for (size_t at = 0; at < text.length; at += length)
        columns += measure(behind(text, at), &length);
    return columns;
}

size_t yb_text_fitting(struct yb_text text, size_t columns)
{
    size_t at = 0, used = 0, length;

    while (at < text.length) {
        used += measure(behind(text, at), &length);
        if (used > columns && at)
            break;
        at += length;
    }
    return at;
}

void yb_buffer_add_column(struct yb_buffer *buffer, struct yb_text text, size_t columns, bool right)
{
    size_t width = yb_text_columns(text);
    size_t blanks = width < columns ? columns - width : 0;

    if (!right)
        yb_buffer_add(buffer, text);
    for (; blanks; blanks--)
        yb_buffer_add_char(buffer, ' ');
    if (right)
        yb_buffer_add(buffer, text);
}
