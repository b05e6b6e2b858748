#include "face/api/tables.h"

#include <string.h>

const struct yb_api_operation *yb_api_operation_of(struct yb_text id)
{
    for (int i = 0; i < yb_api_operation_count; i++)
        if (yb_text_is(id, yb_api_operations[i].id))
            return &yb_api_operations[i];
    return NULL;
}

static bool is_name(struct yb_text part)
{
    return part.length > 2 && part.bytes[0] == '{';
}

bool yb_api_path_fits(const struct yb_api_operation *operation, struct yb_text path)
{
    struct yb_text wanted = yb_text_of(operation->path);

    while (wanted.bytes && path.bytes) {
        struct yb_text want = yb_text_split(wanted, '/', &wanted);
        struct yb_text part = yb_text_split(path, '/', &path);

        if (is_name(want) ? !part.length : !yb_text_equal(want, part))
            return false;
    }
    return !wanted.bytes && !path.bytes;
}

struct yb_text yb_api_path_part(const struct yb_api_operation *operation, struct yb_text path,
                                const char *name)
{
    struct yb_text wanted = yb_text_of(operation->path);

    while (wanted.bytes && path.bytes) {
        struct yb_text want = yb_text_split(wanted, '/', &wanted);
        struct yb_text part = yb_text_split(path, '/', &path);

        if (is_name(want) && yb_text_is((struct yb_text){want.bytes + 1, want.length - 2}, name))
            return part;
    }
    return (struct yb_text){NULL, 0};
}
