/*
 * mistakes.h - all that is wrong with a file, not only the first thing.
 *
 * A strict reader refuses a file, and whoever writes it wants to see every reason at once. The
 * first YB_POLICY_MISTAKES_MAX are kept, in the order found; more are only counted.
 */
#ifndef YB_ENGINE_POLICY_MISTAKES_H
#define YB_ENGINE_POLICY_MISTAKES_H

#include "base/node.h"

struct yb_mistakes {
    struct yb_error *errors; /* in the arena; NULL until the first */
    size_t count;            /* kept */
    size_t total;            /* found */
    struct yb_arena *arena;
    struct yb_error last_resort; /* when the arena is exhausted */
};

void yb_mistakes_init(struct yb_mistakes *mistakes, struct yb_arena *arena);

/* Writes one down: `code`, the place of `node` in `file`, up to three arguments, closing NULL. */
void yb_mistakes_add(struct yb_mistakes *mistakes, const char *file, const struct yb_node *node,
                     int code, const char *first, const char *second, const char *third);

/* Writes down an error that some reader gave back. */
void yb_mistakes_take(struct yb_mistakes *mistakes, const struct yb_error *error);

/* The code of the first (YB_OK: none), which is copied to *error (may be NULL). */
int yb_mistakes_first(const struct yb_mistakes *mistakes, struct yb_error *error);

/* The code of the first mistake after `before` ones; YB_OK: none. */
int yb_mistakes_since(const struct yb_mistakes *mistakes, size_t before);

#endif
