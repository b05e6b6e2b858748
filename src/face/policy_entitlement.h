/*
 * policy_entitlement.h - who is covered from when, and what it costs: the `entitlement` and
 * `waiting` of a pack as rows that an officer reads.
 *
 * Only what concerns the pack's scheme: residents' windows, late enrolment, newborns and prices;
 * employees' arrears and retirement years. A part that nobody states has no row.
 */
#ifndef YB_FACE_POLICY_ENTITLEMENT_H
#define YB_FACE_POLICY_ENTITLEMENT_H

#include "engine/policy/policy.h"

struct yb_entitlement_row {
    const char *name;    /* of the figure: "个人缴费" */
    struct yb_text text; /* the figure */
    int clause;
};

/* One part: "window" 集中缴费期. */
struct yb_entitlement_part {
    const char *key;
    struct yb_text title;
    const struct yb_entitlement_row *rows;
    size_t count;
};

/* All parts of a policy, in the arena; *count 0 and NULL when it has none, or memory ran out. */
const struct yb_entitlement_part *yb_entitlement_parts(const struct yb_policy *policy, bool english,
                                                       struct yb_arena *arena, size_t *count);

#endif
