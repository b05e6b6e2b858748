/*
 * plan.h - what a policy says to all claims of the same facts: every condition is decided, every
 * share and ratio final. Pure.
 *
 * yb_adjudicate makes a plan for its one claim. Who decides many claims (a simulation, a batch)
 * keeps the plans in a book: many claims are alike in what the policy asks about.
 *
 *     yb_plan_book_init(&book, policy, arena);
 *     for each claim: plan = yb_plan_book_find(&book, &claim.facts);
 *                     yb_adjudicate_planned(plan, &claim, before, trace, lines_out, &bill, &error);
 */
#ifndef YB_ENGINE_BENEFIT_PLAN_H
#define YB_ENGINE_BENEFIT_PLAN_H

#include "base/arena.h"
#include "engine/benefit/benefit.h"

#define YB_CELLS_MAX       (1 << YB_POLICY_COST_TAGS_MAX)
#define YB_PLAN_GROUPS_MAX (YB_POLICY_COST_TAGS_MAX + 1)

/* What the person pays first of a line: by tag, else by the catalogue row, else by class. */
struct yb_plan_lines {
    int64_t class_ppm[YB_CLASSES];
    uint64_t class_scope[YB_CLASSES]; /* all bits; none for a class outside the catalogue */
    int class_clause[YB_CLASSES];
    uint32_t tags;                        /* those that say something */
    uint32_t self_paid;                   /* of them, those that the person pays all of */
    uint32_t tag_bit[YB_POLICY_TAGS_MAX]; /* of shares, in the order in which they are asked */
    int64_t tag_ppm[YB_POLICY_TAGS_MAX];
    int tag_clause[YB_POLICY_TAGS_MAX];
    uint32_t cost_bit; /* the first tag that keeps cost apart; 0: none does */
    int64_t bias;      /* of the pack's rounding */
};

/* A row of ratios that holds. */
struct yb_plan_group {
    const struct yb_pays_row *row;
    const struct yb_segment *segments; /* their ratios are final in a plan of a book */
    uint64_t cells;                    /* whose cost it is the first row to speak of */
};

/* A limit that holds and has an amount. */
struct yb_plan_limit {
    const struct yb_amount_row *row;
    const struct yb_count *count;
};

/* One layer. What the rule does not have, or what does not hold, is NULL or none. */
struct yb_plan_layer {
    const struct yb_layer *layer;
    const struct yb_rule *rule; /* NULL: none holds */
    int rule_number;            /* index into policy->rules; -1 */
    const struct yb_rate_row *first, *share;
    const struct yb_amount_row *year_cap, *fixed;
    const struct yb_deductible_row *deductible;
    uint64_t cells;     /* of the layer's base */
    bool counts_visits; /* an accumulator of the rule counts them, or tells stays apart */
    bool continues; /* the stay goes on in another hospital, and the rule takes that into account */
    bool ratios_are_final;
    uint8_t group_count, limit_count, ratio_change_count, deductible_change_count;
    uint8_t age;                                       /* for formulas of age */
    uint16_t ratio_changes[YB_POLICY_ADJUSTMENTS_MAX]; /* of policy->adjusts, in order */
    uint16_t deductible_changes[YB_POLICY_ADJUSTMENTS_MAX];
    struct yb_plan_group groups[YB_PLAN_GROUPS_MAX];
    struct yb_plan_limit limits[YB_POLICY_ACCUMULATORS_MAX];
};

/* A view of tables of its policy, which must outlive it. */
struct yb_plan {
    const struct yb_policy *policy;
    struct yb_plan_lines lines;
    struct yb_plan_layer *layers; /* policy->layer_count */
};

/* Fills a plan whose `layers` has room for the policy's. Cost: each condition once. */
void yb_plan_make(const struct yb_policy *policy, const struct yb_facts *facts,
                  struct yb_plan *plan);

/* Only its `lines`. */
void yb_plan_lines_make(const struct yb_policy *policy, const struct yb_facts *facts,
                        struct yb_plan_lines *lines);

/* The ratio of a segment after a layer's changes. */
int64_t yb_plan_ratio(const struct yb_policy *policy, const struct yb_plan_layer *layer,
                      int64_t ratio_ppm);

/* One change of a ratio. On the way it may leave 0..100 %; at the end it never does (check.c). */
static inline int64_t yb_plan_change(const struct yb_adjust_row *row, int age, int64_t ratio_ppm)
{
    switch (row->op) {
    case YB_ADJUST_POINTS:
        return ratio_ppm + row->value;
    case YB_ADJUST_AGE_POINTS:
        return ratio_ppm + row->value * age;
    case YB_ADJUST_COPAY_TIMES:
        return YB_PPM - yb_money_times(YB_PPM - ratio_ppm, row->value, YB_ROUND_HALF_UP);
    case YB_ADJUST_RATIO_TIMES:
        return yb_money_times(ratio_ppm, row->value, YB_ROUND_HALF_UP);
    case YB_ADJUST_RATIO_AT_LEAST:
        return ratio_ppm > row->value ? ratio_ppm : row->value;
    default:
        return ratio_ppm < row->value ? ratio_ppm : row->value;
    }
}

/* The plans of one policy by what it asks of the facts. One thread at a time. */
struct yb_plan_book {
    const struct yb_policy *policy;
    struct yb_arena *arena;
    uint64_t bits, diseases;      /* those that some condition asks about */
    int32_t *ages, *years, *days; /* where some condition begins or ends, ascending */
    int age_count, years_count, day_count;
    struct yb_plan_entry *entries; /* a hash table; its size is a power of two */
    uint32_t size, count;
};

/* NO_MEMORY or YB_OK. The arena keeps the plans and must outlive the book. */
int yb_plan_book_init(struct yb_plan_book *book, const struct yb_policy *policy,
                      struct yb_arena *arena);

/* The plan for these facts, made when they are met first; NULL: no memory. */
const struct yb_plan *yb_plan_book_find(struct yb_plan_book *book, const struct yb_facts *facts);

/* yb_adjudicate by a plan that was made of the claim's facts (which are not looked at). */
int yb_adjudicate_planned(const struct yb_plan *plan, const struct yb_claim *claim,
                          const int64_t *before, struct yb_trace *trace,
                          struct yb_bill_line *lines_out, struct yb_bill *bill,
                          struct yb_error *error);

#endif
