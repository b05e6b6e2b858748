/*
 * make.h - a policy from a base and an overlay: what a draft is, before it is anything.
 *
 * The made text is whole and normalised (base/yaml_write.h); its digest names it. Everything lives
 * in the arena, and so must the inputs. A text with mistakes is no error of these functions: it is
 * told in `mistakes`, each with the line of the overlay, or of the base where nothing was changed.
 */
#ifndef YB_APP_POLICY_MAKE_H
#define YB_APP_POLICY_MAKE_H

#include "app/app.h"
#include "engine/policy/overlay.h"
#include "engine/policy/set.h"

#define YB_OVERLAY_FILE "overlay" /* what mistakes of an overlay name as their file */

struct yb_policy_make_in {
    const struct yb_policy_set *set;
    const struct yb_policy_entry *base;
    struct yb_text name;    /* the id of what is made */
    struct yb_text overlay; /* may be empty: the base as it is */
    int32_t from_day;       /* in force from; YB_DAY_NONE: as the base */
};

struct yb_policy_made {
    const struct yb_policy *policy; /* NULL: there are mistakes */
    const struct yb_node *root, *national;
    struct yb_text text; /* of root; national excluded */
    uint8_t hash[YB_SM3_BYTES];
    struct yb_mistakes mistakes;
};

/* Errors: NO_MEMORY. */
int yb_policy_make(const struct yb_policy_make_in *in, struct yb_arena *arena,
                   struct yb_policy_made *made, struct yb_error *error);

/* SM3 of a pack as it is normalised, national defaults included: what it decides by. */
int yb_policy_digest(const struct yb_node *root, const struct yb_node *national,
                     struct yb_arena *arena, uint8_t hash[YB_SM3_BYTES]);

#endif
