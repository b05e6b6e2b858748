/*
 * decision.h - a claim decided: facts, lines and accumulators in, bill and record out; and the
 * bill as the national settlement's amounts. Pure but for the arena.
 *
 * Used by settlement, by the recomputation after a cancellation and by verify: what is settled,
 * recomputed and checked is decided by the same call.
 */
#ifndef YB_APP_SETTLE_DECISION_H
#define YB_APP_SETTLE_DECISION_H

#include "app/settle/facts.h"
#include "app/settle/record.h"
#include "store/row.h"

struct yb_decision {
    const struct yb_policy *policy;
    struct yb_record record; /* facts, benefit_day, account_fen: in; trace: out */
    int64_t before[YB_POLICY_ACCUMULATORS_MAX];
    struct yb_line *lines; /* as many as placed */
    struct yb_bill_line *placed;
    size_t line_count;
    struct yb_bill bill;
};

/* Takes the lines: amounts, quantities and recorded terms. Errors: NO_MEMORY. */
int yb_decision_lines(struct yb_decision *decision, struct yb_feedetl_row *const *rows,
                      size_t count, struct yb_arena *arena, struct yb_error *error);

/* The person's values of the policy's accumulators in a scheme and year. */
void yb_decision_before(struct yb_decision *decision, const struct yb_accu_list *accu,
                        struct yb_text insutype, int64_t accu_year);

/* Adjudicates. Errors: NO_MEMORY, those of yb_adjudicate. */
int yb_decide(struct yb_decision *decision, struct yb_arena *arena, struct yb_error *error);

/* The amounts of a settlement row, from medfee_sumamt to psn_cash_pay. */
void yb_decision_amounts(const struct yb_decision *decision, struct yb_setl_row *setl);

/* What each paying layer paid, one row a layer; room for YB_POLICY_LAYERS_MAX. Returns how many. */
size_t yb_decision_details(const struct yb_decision *decision, const struct yb_code_map *codes,
                           struct yb_text insutype, struct yb_arena *arena,
                           struct yb_setl_detail_row *details);

/* The accumulators that move; room for YB_POLICY_ACCUMULATORS_MAX. Returns how many. */
size_t yb_decision_accus(const struct yb_decision *decision, struct yb_text insutype,
                         int64_t accu_year, struct yb_setl_accu_row *accus);

/* The fund columns by fund; NULL for YB_FUND_HOSP's and others' where there is none. */
int64_t *yb_setl_fund(struct yb_setl_row *setl, enum yb_fund fund);

/*
 * The identities of settle.h hold in a row (and its details, when given). Errors: INTERNAL, naming
 * the first that does not.
 */
int yb_setl_check(const struct yb_setl_row *setl, const struct yb_setl_detail_row *details,
                  size_t detail_count, struct yb_error *error);

#endif
