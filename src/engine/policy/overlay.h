/*
 * overlay.h - what a draft changes against its base: a list of changes to a pack's tree. Pure.
 *
 *     note: 2027年起提高二级医院住院比例                         (may be left out)
 *     changes:
 *       - at: layers > pooling_fund > rules > inpatient > pays > level_2
 *         was: 70 %                                              (may be left out; else it must be
 * so) to: 75 % why: ...                                               (may be left out)
 *       - at: layers > catastrophic > rules > catastrophic > pays > segments > 1
 *         remove: true
 *       - at: layers > pooling_fund > rules
 *         before: inpatient                                      (may be left out: at the end)
 *         add: {rule: ..., ...}
 *
 * A place is a way through the tree, " > " between: a member's key; of a list the element whose
 * first member is that text (a layer, a rule), or its number from 1. `to` puts a value in the
 * place, of any kind; a new key may be put into a mapping that is there. Changes are made one after
 * the other. Read strictly: an unknown key, a place that is not there, another value than `was` are
 * mistakes at their line.
 */
#ifndef YB_ENGINE_POLICY_OVERLAY_H
#define YB_ENGINE_POLICY_OVERLAY_H

#include "engine/policy/mistakes.h"

#define YB_OVERLAY_CHANGES_MAX 500
#define YB_OVERLAY_BETWEEN     " > "

/*
 * Makes *made from a copy of `base` and the changes of `overlay` (NULL: none). Everything lives in
 * the arena but the texts, which are the inputs'. Returns the first mistake's code or YB_OK; the
 * nodes that come from the overlay keep their places, told apart by yb_overlay_settle.
 */
int yb_overlay_apply(const struct yb_node *base, const struct yb_node *overlay, const char *file,
                     struct yb_mistakes *mistakes, struct yb_node **made);

/*
 * Mistakes after `before` ones that were found in a made tree: those at a node of the overlay get
 * the overlay's `file` and its line; the others stay with the file that they name.
 */
void yb_overlay_settle(struct yb_mistakes *mistakes, size_t before, const char *file);

/* The figures of a tree: every scalar that is an amount or a rate, with its place. */
struct yb_figure {
    struct yb_text at, value;
};
struct yb_figures {
    struct yb_figure *rows;
    size_t count;
};
int yb_overlay_figures(const struct yb_node *root, struct yb_arena *arena,
                       struct yb_figures *figures);

/* The node of a place, or NULL. */
const struct yb_node *yb_overlay_find(const struct yb_node *root, struct yb_text at);

#endif
