#include "engine/policy/mistakes.h"

#include <string.h>

void yb_mistakes_init(struct yb_mistakes *mistakes, struct yb_arena *arena)
{
    memset(mistakes, 0, sizeof(*mistakes));
    mistakes->arena = arena;
}

/* Where the next mistake goes; NULL: only counted. */
static struct yb_error *next(struct yb_mistakes *mistakes)
{
    mistakes->total++;
    if (!mistakes->errors)
        mistakes->errors = YB_NEW_ARRAY(mistakes->arena, struct yb_error, YB_POLICY_MISTAKES_MAX);
    if (!mistakes->errors)
        return &mistakes->last_resort;
    if (mistakes->count == YB_POLICY_MISTAKES_MAX)
        return NULL;
    return &mistakes->errors[mistakes->count++];
}

void yb_mistakes_add(struct yb_mistakes *mistakes, const char *file, const struct yb_node *node,
                     int code, const char *first, const char *second, const char *third)
{
    yb_node_fail(next(mistakes), file, node, code, first, second, third, NULL);
}

void yb_mistakes_take(struct yb_mistakes *mistakes, const struct yb_error *error)
{
    struct yb_error *to = next(mistakes);

    if (to)
        *to = *error;
}

int yb_mistakes_first(const struct yb_mistakes *mistakes, struct yb_error *error)
{
    const struct yb_error *first = mistakes->count ? &mistakes->errors[0] : &mistakes->last_resort;

    if (!mistakes->total)
        return YB_OK;
    if (error)
        *error = *first;
    return first->code;
}

int yb_mistakes_since(const struct yb_mistakes *mistakes, size_t before)
{
    if (mistakes->total == before)
        return YB_OK;
    if (before < mistakes->count)
        return mistakes->errors[before].code;
    return mistakes->last_resort.code ? mistakes->last_resort.code : YB_E_TOO_MANY;
}
