/*
 * cover.h - which circumstances a condition, or a table of conditions, leaves out.
 *
 * Used when a pack is read: a row that earlier rows leave nothing is a mistake, and so is a table
 * of ratios that leaves some circumstance without one.
 *
 * A region is a set of circumstances: values of every dimension, ranges of age, years and days,
 * which disease lists surely do not match, and that at least one of some lists does.
 */
#ifndef YB_ENGINE_POLICY_COVER_H
#define YB_ENGINE_POLICY_COVER_H

#include "engine/policy/policy.h"

struct yb_region {
    uint64_t excluded; /* value bits outside */
    uint64_t hit_any;  /* 0: nothing known; else at least one of these lists matches */
    uint64_t not_hit;  /* lists that do not match */
    int age_from, age_below, years_from, years_below, day_from, day_below;
};

/* Every circumstance of a person of this scheme (310, 390; 0: of any). */
struct yb_region yb_region_of(int insutype);

/*
 * Narrows the region to where the condition holds; false when nothing is left. Two conditions on
 * diseases are joined as far as one region can say it, which may leave too much, never too little.
 */
bool yb_region_narrow(struct yb_region *region, const struct yb_condition *condition);

/* True when the condition holds everywhere in the region. */
bool yb_region_implies(const struct yb_region *region, const struct yb_condition *condition);

enum yb_cover { YB_COVER_FULL, YB_COVER_GAP, YB_COVER_TOO_COMPLEX };

/*
 * Whether the conditions together hold everywhere in the region; *gap (may be NULL) gets a part
 * where none does. Cost: grows with the dimensions that the rows mix; stops at a fixed number of
 * steps with TOO_COMPLEX.
 */
enum yb_cover yb_region_covered(const struct yb_region *region,
                                const struct yb_condition *const *conditions, int count,
                                struct yb_region *gap);

#endif
