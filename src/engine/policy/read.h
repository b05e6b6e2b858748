/*
 * read.h - a pack file, as a tree of nodes, into a policy. Pure and strict.
 *
 * Everything that can be known to be wrong from the file alone is refused here, with file, line and
 * reason, and all of it at once: an unknown key, dates that miss, a figure without a source, a name
 * that nothing declares, a table that mixes dimensions, a row or rule that can never apply, ratios
 * that leave a circumstance out, segments with a gap, an overlap or in disorder, a ratio that can
 * come out above 100 % or below 0 % after its adjustments, a cap below a deductible, a parameter
 * that is neither stated nor taken from the national defaults.
 *
 * Overlaps between packs are the set's to see (set.h).
 */
#ifndef YB_ENGINE_POLICY_READ_H
#define YB_ENGINE_POLICY_READ_H

#include "engine/policy/mistakes.h"
#include "engine/policy/policy.h"

struct yb_policy_file {
    const char *name;               /* for messages; must outlive them */
    struct yb_text id;              /* of the policy: folder and file without suffix */
    const struct yb_node *root;     /* the pack */
    const struct yb_node *national; /* the national defaults; NULL: none, nothing may be unstated */
    const char *national_name;
};

/*
 * Reads a pack. Everything of *policy lives in the arena; the nodes' texts are not copied and must
 * live as long. Mistakes are added to `mistakes`; returns the first one's code, YB_E_NO_MEMORY when
 * the arena is exhausted, or YB_OK.
 */
int yb_policy_read(const struct yb_policy_file *file, struct yb_arena *arena,
                   struct yb_mistakes *mistakes, struct yb_policy **policy);

/* Checks a file of national defaults by itself. */
int yb_policy_check_national(const struct yb_node *national, const char *name,
                             struct yb_arena *arena, struct yb_mistakes *mistakes);

#endif
