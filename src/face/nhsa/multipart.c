#include "face/nhsa/multipart.h"

#include <string.h>
#include <strings.h>

#define TYPE         "multipart/form-data"
#define BOUNDARY_MAX 70

bool yb_multipart_is(const char *content_type)
{
    return strncasecmp(content_type, TYPE, strlen(TYPE)) == 0;
}

/* The value of a parameter: name=value or name="value", up to `;` or the end. */
static struct yb_text parameter(struct yb_text text, const char *name)
{
    size_t length = strlen(name);
    struct yb_text rest = text, part;

    while (rest.bytes) {
        part = yb_text_trim(yb_text_split(rest, ';', &rest));
        if (part.length <= length || strncasecmp(part.bytes, name, length) != 0 ||
            part.bytes[length] != '=')
            continue;
        part = (struct yb_text){part.bytes + length + 1, part.length - length - 1};
        if (part.length >= 2 && part.bytes[0] == '"' && part.bytes[part.length - 1] == '"')
            part = (struct yb_text){part.bytes + 1, part.length - 2};
        return part;
    }
    return YB_TEXT("");
}

static bool find(struct yb_text text, const char *what, size_t length, size_t *at)
{
    const char *found = text.bytes ? memmem(text.bytes, text.length, what, length) : NULL;

    if (found)
        *at = (size_t)(found - text.bytes);
    return found != NULL;
}

static struct yb_text after(struct yb_text text, size_t count)
{
    return (struct yb_text){text.bytes + count, text.length - count};
}

/* Reads a part's head lines; false when there is no name. */
static bool read_head(struct yb_text head, struct yb_multipart *part)
{
    static const char field[] = "Content-Disposition:";

    while (head.bytes) {
        struct yb_text line = yb_text_trim(yb_text_split(head, '\n', &head));

        if (line.length <= sizeof field - 1 ||
            strncasecmp(line.bytes, field, sizeof field - 1) != 0)
            continue;
        line = after(line, sizeof field - 1);
        part->name = parameter(line, "name");
        part->filename = parameter(line, "filename");
        return part->name.length > 0;
    }
    return false;
}

int yb_multipart_split(const char *content_type, struct yb_text body,
                       struct yb_multipart parts[YB_MULTIPART_PARTS_MAX])
{
    struct yb_text boundary = parameter(yb_text_of(content_type), "boundary");
    char mark[BOUNDARY_MAX + 5] = "\r\n--";
    size_t length = boundary.length + 4, at;
    int count = 0;

    if (!yb_multipart_is(content_type) || boundary.length == 0 || boundary.length > BOUNDARY_MAX)
        return -1;
    memcpy(mark + 4, boundary.bytes, boundary.length);
    /* The first mark may stand at the very beginning, without the line end in front. */
    if (!find(body, mark + 2, length - 2, &at))
        return -1;
    body = after(body, at + length - 2);
    while (yb_text_starts(body, "\r\n")) {
        struct yb_multipart *part = &parts[count];
        struct yb_text content;

        if (count == YB_MULTIPART_PARTS_MAX || !find(body, "\r\n\r\n", 4, &at))
            return -1;
        if (!read_head((struct yb_text){body.bytes + 2, at - 2 + (at < 2 ? 2 : 0)}, part))
            return -1;
        content = after(body, at + 4);
        if (!find(content, mark, length, &at))
            return -1;
        part->body = (struct yb_text){content.bytes, at};
        body = after(content, at + length);
        count++;
    }
    return yb_text_starts(body, "--") ? count : -1;
}
