#include "engine/benefit/work.h"

#include <assert.h>
#include <string.h>

static int refuse_before(const struct yb_policy *policy, const struct yb_claim *claim,
                         const int64_t *before, struct yb_error *error)
{
    int i;

    for (i = 0; i < policy->accumulator_count; i++)
        if ((uint64_t)before[i] > (uint64_t)YB_AMOUNT_FEN_MAX)
            return yb_fail(error, YB_E_OUT_OF_RANGE, "before", policy->accumulators[i].name.bytes,
                           NULL);
    if ((uint64_t)claim->account_fen > (uint64_t)YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "balc", "", NULL);
    if ((uint64_t)claim->family_fen > (uint64_t)YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "acct_mulaid_pay", "", NULL);
    return YB_OK;
}

static int start_bill(const struct yb_work *w, struct yb_error *error)
{
    struct yb_bill *bill = w->bill;
    /* as unsigned, a negative number is large */
    uint64_t joined = (uint64_t)w->claim->account_fen | (uint64_t)w->claim->family_fen;
    int i;

    bill->family_fen = 0;
    memset(bill->placed_fen, 0, sizeof(bill->placed_fen));
    memset(bill->opened_fen, 0, sizeof(bill->opened_fen));
    memset(bill->left_fen, 0, sizeof(bill->left_fen));
    memset(bill->fund_fen, 0, sizeof(bill->fund_fen));
    for (i = 0; i < w->policy->accumulator_count; i++) {
        bill->after[i] = w->before[i];
        joined |= (uint64_t)w->before[i];
    }
    if (joined <= (uint64_t)YB_AMOUNT_FEN_MAX)
        return YB_OK;
    return refuse_before(w->policy, w->claim, w->before, error);
}

/* A relative's account pays of what is left, in the order of the parts. */
static void pay_by_family(struct yb_work *w)
{
    struct yb_bill *bill = w->bill;
    int64_t shared = 0, room = w->claim->family_fen;
    int i;

    for (i = 0; i < YB_PARTS; i++) {
        int64_t left = w->policy->family_parts >> i & 1 ? bill->left_fen[i] : 0;
        int64_t pay = left < room ? left : room;

        shared += left;
        room -= pay;
        bill->left_fen[i] -= pay;
        bill->family_fen += pay;
    }
    bill->fund_fen[YB_FUND_ACCT] += bill->family_fen;
    w->layer = w->rule = -1;
    if (w->trace)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_FAMILY,
                                              .clause = (int16_t)w->policy->family_clause,
                                              .base = shared,
                                              .value = w->claim->family_fen,
                                              .amount = bill->family_fen});
}

/* Every fen of the claim is in one part or paid by one fund. */
static void close_bill(struct yb_work *w)
{
    struct yb_bill *bill = w->bill;
    int64_t paid = 0, cash = 0, signs = 0;
    int i;

    for (i = 0; i < YB_PARTS; i++) {
        signs |= bill->left_fen[i];
        cash += bill->left_fen[i];
    }
    for (i = 0; i < YB_FUNDS; i++) {
        signs |= bill->fund_fen[i];
        paid += bill->fund_fen[i];
    }
    assert(signs >= 0); /* of all: none is negative */
    assert(paid + cash == bill->total_fen);
    bill->cash_fen = cash;
    w->layer = w->rule = -1;
    if (w->trace)
        yb_trace_add(w, (struct yb_trace_row){.op = YB_TRACE_CASH,
                                              .clause = YB_CLAUSE_NONE,
                                              .base = bill->total_fen,
                                              .amount = bill->cash_fen});
}

int yb_adjudicate_planned(const struct yb_plan *plan, const struct yb_claim *claim,
                          const int64_t *before, struct yb_trace *trace,
                          struct yb_bill_line *lines_out, struct yb_bill *bill,
                          struct yb_error *error)
{
    struct yb_work w;
    int rc;

    if (!claim->line_count)
        return yb_fail(error, YB_E_CLAIM_EMPTY, NULL);
    if (claim->line_count > YB_LINES_PER_CLAIM_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "lines", "20000", NULL);
    w.plan = plan;
    w.policy = plan->policy;
    w.claim = claim;
    w.before = before;
    w.bill = bill;
    w.trace = trace;
    w.lines_out = lines_out;
    w.layer = w.rule = -1;
    w.cells = 1 << w.policy->cost_tag_count;
    w.trace_is_full = w.past_range = false;
    if (trace)
        trace->count = 0;
    rc = start_bill(&w, error);
    if (rc == YB_OK)
        rc = yb_work_lines(&w, error);
    if (rc != YB_OK)
        return rc;
    yb_work_layers(&w);
    if (w.past_range)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "accumulator", "90000000000.00", NULL);
    if (claim->family_fen)
        pay_by_family(&w);
    close_bill(&w);
    if (w.trace_is_full)
        return yb_fail(error, YB_E_TOO_MANY, "trace", "", NULL);
    return YB_OK;
}

int yb_adjudicate(const struct yb_policy *policy, const struct yb_claim *claim,
                  const int64_t *before, struct yb_trace *trace, struct yb_bill_line *lines_out,
                  struct yb_bill *bill, struct yb_error *error)
{
    struct yb_plan_layer layers[YB_POLICY_LAYERS_MAX];
    struct yb_plan plan;

    plan.layers = layers;
    yb_plan_make(policy, &claim->facts, &plan);
    return yb_adjudicate_planned(&plan, claim, before, trace, lines_out, bill, error);
}
