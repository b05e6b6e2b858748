/*
 * work.h - what one adjudication works on. Private to engine/benefit.
 *
 * Cost that lines with different tags caused is kept apart in cells, as far as the policy asks:
 * cell number = one bit per cost tag of the policy. A policy that asks about no tag has one cell.
 *
 * The steps are written once with a constant `tracing`, and compiled twice, so that the bare path
 * pays nothing for the trace.
 */
#ifndef YB_ENGINE_BENEFIT_WORK_H
#define YB_ENGINE_BENEFIT_WORK_H

#include "engine/benefit/plan.h"

#define YB_INLINE static inline __attribute__((always_inline))

struct yb_work {
    const struct yb_plan *plan;
    const struct yb_policy *policy; /* the plan's */
    const struct yb_claim *claim;
    const int64_t *before;
    struct yb_bill *bill;
    struct yb_trace *trace;
    struct yb_bill_line *lines_out; /* NULL: not wanted */
    int layer, rule;                /* at work; -1 */
    int cells;
    bool trace_is_full;
    bool past_range;                  /* an accumulator would leave its range */
    int64_t entered[YB_PARTS];        /* the base of the layer at work, by position in its parts */
    int64_t cost[YB_PLAN_GROUPS_MAX]; /* what the cells of its groups hold of the rest */
    int64_t in_scope[YB_CELLS_MAX];
    int64_t self_paid[YB_CELLS_MAX];
};

/* What is added before the division, by rounding, for an amount >= 0. */
YB_INLINE int64_t yb_rounding_bias(enum yb_rounding rounding)
{
    static const int64_t biases[YB_ROUNDINGS] = {
        [YB_ROUND_HALF_UP] = YB_PPM / 2, [YB_ROUND_TRUNCATE] = 0, [YB_ROUND_UP] = YB_PPM - 1};

    return biases[rounding];
}

/* amount x rate + bias, divided: one multiplication, one constant divisor. 0 <= amount. */
YB_INLINE int64_t yb_share_biased(int64_t amount_fen, int64_t rate_ppm, int64_t bias)
{
    uint64_t product = (uint64_t)amount_fen * (uint64_t)rate_ppm;

    return (int64_t)((product + (uint64_t)bias) / (uint64_t)YB_PPM);
}

/* yb_money_times for 0 <= amount <= YB_AMOUNT_FEN_MAX. */
YB_INLINE int64_t yb_share_of(int64_t amount_fen, int64_t rate_ppm, enum yb_rounding rounding)
{
    return yb_share_biased(amount_fen, rate_ppm, yb_rounding_bias(rounding));
}

/* Writes a step down, of the layer and rule at work. */
YB_INLINE void yb_trace_add(struct yb_work *w, struct yb_trace_row row)
{
    if (__builtin_expect(w->trace->count == w->trace->capacity, 0)) {
        w->trace_is_full = true;
        return;
    }
    row.layer = (int16_t)w->layer;
    row.rule = (int16_t)w->rule;
    w->trace->rows[w->trace->count++] = row;
}

/*
 * lines.c: places every line; fills bill->total_fen, placed_fen, left_fen and the cells. Refuses
 * lines whose numbers are out of range, and parts that add up below zero.
 */
int yb_work_lines(struct yb_work *w, struct yb_error *error);

/* layer.c: runs the layers, until one is past the range of its accumulators. */
void yb_work_layers(struct yb_work *w);

#endif
