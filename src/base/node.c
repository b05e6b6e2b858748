#include "base/node.h"

#include <stdarg.h>
#include <string.h>

const struct yb_node *yb_node_get(const struct yb_node *mapping, const char *key)
{
    const struct yb_node *member;

    if (!mapping || mapping->kind != YB_NODE_MAPPING)
        return NULL;
    for (member = mapping->first; member; member = member->next)
        if (yb_text_is(member->key, key))
            return member;
    return NULL;
}

int yb_node_fail(struct yb_error *error, const char *file, const struct yb_node *node, int code,
                 ...)
{
    const char *args[YB_ERROR_ARGS_MAX + 1] = {NULL};
    va_list list;
    int i;

    va_start(list, code);
    for (i = 0; i < YB_ERROR_ARGS_MAX; i++) {
        args[i] = va_arg(list, const char *);
        if (!args[i])
            break;
    }
    va_end(list);
    yb_fail(error, code, args[0], args[1], args[2], args[3], NULL);
    if (error) {
        error->file = file;
        error->line = node ? node->line : 0;
        error->column = node ? node->column : 0;
    }
    return code;
}
