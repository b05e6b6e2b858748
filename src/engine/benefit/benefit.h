/*
 * benefit.h - adjudication: one claim under one policy, a bill out. Pure.
 *
 *     adjudicate(policy, claim, before) -> bill { lines, layers, funds, trace, after }
 *
 * 1. Lines. Each fee line is placed: outside the catalogue, or with a tag that the pack leaves to
 *    the person (`self_paid` in `lines`) -> SELF_PAID; over its price cap ->
 *    OVER_LIMIT; its first self-pay share -> ADVANCE; the rest -> IN_SCOPE.
 * 2. Layers, in the pack's order. The first rule of a layer whose condition holds decides. It works
 *    on its base, takes the deductible, runs the segments, meets the caps, and pays. What it pays
 *    leaves the parts of its base in the stated order; a layer on IN_SCOPE turns the rest into
 *    DEDUCTIBLE, COPAY and ABOVE_CAP.
 * 3. A relative's personal account (家庭共济) pays of what is left, as far as the pack shares it:
 *    policy->family_parts. It is part of YB_FUND_ACCT, and bill->family_fen tells how much of it.
 * 4. What is left in the parts then is the person's cash.
 *
 * Only layers[0 .. policy->layer_count) and after[0 .. policy->accumulator_count) of a bill are
 * written; the rest of those arrays is not to be read.
 *
 * Invariants (asserted at the end of every bill): total = sum of funds + cash; every part >= 0;
 * fund payments >= 0; no accumulator decreases, but that of a stay when a new one begins.
 *
 * No I/O, clock, allocation or floating point; deterministic. Cost: see bench/adjudicate. Who
 * decides many claims saves a quarter of it by keeping what the policy says to like claims: plan.h.
 */
#ifndef YB_ENGINE_BENEFIT_H
#define YB_ENGINE_BENEFIT_H

#include "engine/policy/policy.h"

#define YB_TERMS_TAGS 24

/* What adjudication needs of a catalogue row. */
struct yb_item_terms {
    int64_t price_cap_e6;          /* yuan/10^6 for one unit; 0: no cap */
    int32_t self_pay_ppm;          /* first self-pay share; -1: not stated, the class rule holds */
    uint32_t tags : YB_TERMS_TAGS; /* bit i: enum yb_tag i (engine/catalogue/tag.def) */
    uint32_t item_class : 8;       /* enum yb_class */
};
#define YB_TERMS_TAGS_MASK ((UINT32_C(1) << YB_TERMS_TAGS) - 1)

struct yb_line {
    int64_t amount_fen; /* det_item_fee_sumamt; negative for a refund line */
    int64_t count_e4;   /* cnt; used with a price cap only */
    struct yb_item_terms terms;
};

struct yb_claim {
    struct yb_facts facts;
    const struct yb_line *lines;
    size_t line_count;
    int64_t account_fen; /* balance of the personal account that may be used; 0: not used */
    int64_t family_fen;  /* what a relative's personal account may pay of the rest; 0: not used */
};

/* Where one line went; amounts add up to the line's amount. */
struct yb_bill_line {
    int64_t self_paid_fen, over_limit_fen, advance_fen, in_scope_fen;
};

struct yb_bill_layer {
    int rule; /* index into policy->rules; -1: no rule applied */
    int64_t base_fen;
    int64_t deductible_fen;
    int64_t pay_fen;
};

struct yb_bill {
    int64_t total_fen;
    int64_t placed_fen[YB_PARTS]; /* after the lines: SELF_PAID, OVER_LIMIT, ADVANCE, IN_SCOPE */
    int64_t opened_fen[YB_PARTS]; /* DEDUCTIBLE, COPAY, ABOVE_CAP as the layers opened them */
    int64_t left_fen[YB_PARTS];   /* what the person bears of each part in the end */
    int64_t fund_fen[YB_FUNDS];
    int64_t family_fen; /* of fund_fen[YB_FUND_ACCT]: a relative's */
    int64_t cash_fen;
    struct yb_bill_layer layers[YB_POLICY_LAYERS_MAX];
    int64_t after[YB_POLICY_ACCUMULATORS_MAX];
};

/*
 * What a step of the trace says; `amount` is its result. The meaning of the other numbers stands
 * beside each; a number that is not named is 0.
 */
enum yb_trace_op {
    /* index: the line; base: its amount */
    YB_TRACE_SELF_PAID,  /* value: the tag because of which, when its clause is the pack's */
    YB_TRACE_OVER_LIMIT, /* value: the price cap, yuan/10^6 */
    YB_TRACE_ADVANCE,    /* a line's first share. base: what is shared; value: the rate */
    YB_TRACE_IN_SCOPE,

    YB_TRACE_NO_RULE,    /* no rule of the layer applies */
    YB_TRACE_BASE,       /* amount: the layer's base */
    YB_TRACE_FIRST,      /* a rule's first share. base: what is shared; value: the rate */
    YB_TRACE_DEDUCTIBLE, /* index: row; base: what is due; value: the stated amount; before: the
                            visits, or the deductibles of the year or the stay, so far */
    YB_TRACE_YEAR_CAP,  /* index: accumulator; value: the cap; before: sum of the year; amount: what
                           is left */
    YB_TRACE_ADJUST,    /* index: row; base: ratio or fen before it; value: the row's */
    YB_TRACE_BELOW,     /* below the first segment. index: segment; value: where it begins; before:
                           position on the axis */
    YB_TRACE_SEGMENT,   /* index: segment; base: cost; value: final ratio; before: position */
    YB_TRACE_BEYOND,    /* beyond the last one. index: segment; value: where it ends; before:
                           position */
    YB_TRACE_LIMIT,     /* index: accumulator; value: the limit; before: used so far; amount: cost
                           or payment cut off */
    YB_TRACE_GUARANTEE, /* base: share of what; value: the share; before: paid so far; amount: what
                           is missing */
    YB_TRACE_FIXED,     /* index: row; value: the fixed amount */
    YB_TRACE_ACCOUNT,   /* value: the balance */
    YB_TRACE_NOTHING,   /* the rule pays nothing */
    YB_TRACE_PAY,       /* base: the layer's; amount: the layer pays */
    YB_TRACE_ACCUMULATE, /* index: accumulator; before: before; amount: added */

    YB_TRACE_CASH,   /* base: the total; amount: the person's cash */
    YB_TRACE_FAMILY, /* before CASH. base: what the pack shares of the rest; value: what the
                        relative's account has for it; amount: it pays */
    YB_TRACE_OPS
};

/* One step. The trace is data: the console, the paper bill and the tests read the same rows. */
struct yb_trace_row {
    uint8_t op;       /* enum yb_trace_op */
    uint8_t rounding; /* enum yb_rounding of the step, where a product was rounded */
    int16_t layer;    /* -1: lines or cash */
    int16_t rule;     /* index into policy->rules; -1 */
    int16_t clause;   /* index into policy->clauses, or YB_CLAUSE_* */
    int32_t index;
    int64_t base, value, before, amount;
};

struct yb_trace {
    struct yb_trace_row *rows; /* the caller's */
    size_t capacity;
    size_t count;
};

/* Rows that suffice for a claim of `lines` lines under any policy that people write. */
#define YB_TRACE_ROWS(lines) ((size_t)(lines)*3 + (size_t)YB_POLICY_LAYERS_MAX * 64)

/*
 * Adjudicates `claim`. `before` has policy->accumulator_count values. With a trace (may be NULL)
 * every step is written down. `lines_out` (may be NULL) has claim->line_count elements.
 *
 * Errors: YB_E_CLAIM_EMPTY; YB_E_CLAIM_NEGATIVE (a part adds up below zero); YB_E_OUT_OF_RANGE
 * (an amount past YB_AMOUNT_FEN_MAX, a share above 100 %, a class that is none); YB_E_TOO_MANY
 * (lines; steps of the trace). *bill is unspecified after an error. A claim that no rule of a layer
 * speaks of is no error: that layer pays nothing, and the trace says so.
 */
int yb_adjudicate(const struct yb_policy *policy, const struct yb_claim *claim,
                  const int64_t *before, struct yb_trace *trace, struct yb_bill_line *lines_out,
                  struct yb_bill *bill, struct yb_error *error);

/*
 * Places one line by itself, as an adjudication under `facts` does: what the upload of a fee line
 * is answered with. *share_ppm is the share that the person pays first; 100 % outside the
 * catalogue. Errors: YB_E_OUT_OF_RANGE.
 */
int yb_line_place(const struct yb_policy *policy, const struct yb_facts *facts,
                  const struct yb_line *line, struct yb_bill_line *out, int64_t *share_ppm,
                  struct yb_error *error);

#endif
