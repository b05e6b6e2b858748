/*
 * coverage.h - which clauses and figures of a pack some passing case has met. Pure.
 *
 * A clause is met when a trace row cites it, or a visit's disease is of its list, or it says that
 * a sum which a claim added to has no limit. A figure (a row
 * of a table, one amount of a list by nth visit) is met when a trace row used it. National defaults
 * do not count: they are not the pack's.
 */
#ifndef YB_ENGINE_BENEFIT_COVERAGE_H
#define YB_ENGINE_BENEFIT_COVERAGE_H

#include "engine/benefit/cases.h"

struct yb_coverage {
    const struct yb_policy *policy;
    bool *clauses; /* met, by number */
    bool *amounts; /* by row, and so on */
    bool *segments;
    bool *adjusts;
    uint8_t *deductibles; /* bit n: the amount of the n-th visit */
    bool *rates;          /* first shares and guarantees */
    bool *continued;      /* by rule: a stay that goes on in another hospital */
};

/* NO_MEMORY or YB_OK. */
int yb_coverage_init(struct yb_coverage *coverage, const struct yb_policy *policy,
                     struct yb_arena *arena);

/* Adds what a case that passed has met. */
void yb_coverage_add(struct yb_coverage *coverage, const struct yb_case *one,
                     const struct yb_case_result *result);

/*
 * Adds a mistake POLICY_UNTESTED for every clause (with `figures` also every figure) not met, at
 * its line of `file`.
 */
void yb_coverage_report(const struct yb_coverage *coverage, const char *file, bool figures,
                        struct yb_mistakes *mistakes);

#endif
