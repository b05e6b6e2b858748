/*
 * cases_cover.h - cases of kind `cover`: a person's history in, periods and what is owed out. Part
 * of cases.h; the form is in doc/policy-language.md, section "Entitlement".
 */
#ifndef YB_ENGINE_BENEFIT_CASES_COVER_H
#define YB_ENGINE_BENEFIT_CASES_COVER_H

#include "engine/enrol/dues.h"
#include "engine/policy/mistakes.h"

/* One expected period; texts as they stand in the case. */
struct yb_cover_expect {
    const struct yb_node *node;
    int insutype;
    enum yb_cover_state state;
    int32_t from, to; /* to YB_DAY_MAX: open */
    int because;      /* enum yb_cover_reason */
    int until;        /* -1: not said */
    int32_t since;    /* continuous_since; YB_DAY_NONE: not said */
};

/* One expected year of contributions. */
struct yb_due_expect {
    const struct yb_node *node;
    int year;
    enum yb_due_price price;
    int64_t amount_fen, subsidy_fen; /* -1: not stated by the sources */
    int64_t aid_fen;
};

struct yb_cover_case {
    struct yb_history history;
    int32_t today;                   /* the day of the case, on which contributions are asked for */
    const struct yb_node *dues_node; /* NULL: not asked */
    struct yb_due_expect *dues;
    size_t due_count;
    struct yb_cover_expect *expects;
    size_t expect_count;
    int32_t retires; /* YB_DAY_NONE: not asked */
    bool man;
    int credited_months;
    int shortfall;                        /* months expected to be missing on `retires` */
    const struct yb_node *shortfall_node; /* NULL: not said */
};

/* Reads `cover:` and `expect:` of a case. Mistakes name file and line; NULL after NO_MEMORY. */
struct yb_cover_case *yb_cover_case_read(const struct yb_node *cover, const struct yb_node *expect,
                                         const char *file, struct yb_arena *arena,
                                         struct yb_mistakes *mistakes);

/* What came of it. */
struct yb_cover_result {
    struct yb_cover cover;
    struct yb_dues dues; /* none: not asked */
    struct yb_retirement retirement;
};

/*
 * Runs it under `policy` alone, whatever the day and scheme. True when all is as expected; each
 * difference is a mistake POLICY_CASE_DIFFERS of `name`. *code: of yb_cover_of.
 */
bool yb_cover_case_run(const struct yb_cover_case *one, const struct yb_policy *policy,
                       const char *file, const char *name, struct yb_arena *arena,
                       struct yb_mistakes *mistakes, struct yb_cover_result *result, int *code);

#endif
