#include "app/catalogue/extra.h"

struct yb_text yb_extra_get(struct yb_text extra, struct yb_text key)
{
    while (extra.length) {
        struct yb_text value, pair = yb_text_split(extra, '\t', &extra);

        if (yb_text_equal(yb_text_split(pair, '=', &value), key))
            return value.bytes ? value : YB_TEXT("");
    }
    return YB_TEXT("");
}

void yb_extra_add(struct yb_buffer *extra, const char *key, struct yb_text value)
{
    if (!value.length)
        return;
    if (extra->length)
        yb_buffer_add_char(extra, '\t');
    yb_buffer_add_string(extra, key);
    yb_buffer_add_char(extra, '=');
    yb_buffer_add(extra, value);
}
