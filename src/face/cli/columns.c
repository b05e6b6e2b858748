#include "face/cli/columns.h"

#include <utf8proc.h>

size_t yb_text_columns(struct yb_text text)
{
    size_t at = 0, columns = 0;

    while (at < text.length) {
        utf8proc_int32_t point;
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text.bytes + at,
                                                   (utf8proc_ssize_t)(text.length - at), &point);

        if (length <= 0)
            return columns + (text.length - at);
        columns += (size_t)utf8proc_charwidth(point);
        at += (size_t)length;
    }
    return columns;
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
