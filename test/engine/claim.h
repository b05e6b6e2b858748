/*
 * claim.h - random claims: any facts, lines and sums of the year that a policy can meet.
 */
#ifndef YB_TEST_ENGINE_CLAIM_H
#define YB_TEST_ENGINE_CLAIM_H

#include "test/test.h"

#include "engine/benefit/benefit.h"

#define TEST_LINES 12

/* A claim, its lines and the year before it. */
struct test_claim {
    struct yb_line lines[TEST_LINES];
    struct yb_claim claim;
    int64_t before[YB_POLICY_ACCUMULATORS_MAX];
};

static inline uint64_t test_below(uint64_t *seed, uint64_t n)
{
    return test_random(seed) % n;
}

static inline struct yb_line test_line(uint64_t *seed)
{
    struct yb_line line = {.amount_fen = (int64_t)test_below(seed, 3000000), .count_e4 = 20000};

    line.terms.item_class = (uint8_t)test_below(seed, 3);
    line.terms.self_pay_ppm = test_below(seed, 3) ? -1 : (int32_t)test_below(seed, 1000001);
    line.terms.price_cap_e6 = test_below(seed, 5) ? 0 : (int64_t)test_below(seed, 10000000000);
    line.terms.tags =
        (uint32_t)(test_random(seed) & test_random(seed) & test_random(seed)) & YB_TERMS_TAGS_MASK;
    return line;
}

static inline void test_claim_make(struct test_claim *s, const struct yb_policy *policy,
                                   uint64_t *seed)
{
    struct yb_facts facts = yb_facts_default(policy->insutype);
    int i;

    for (i = 0; i < YB_VALUES; i++)
        if (test_below(seed, 3) == 0 && yb_value_dimension((enum yb_value)i) != YB_DIM_PERSON)
            yb_facts_set(&facts, (enum yb_value)i);
    if (test_below(seed, 2))
        yb_facts_set(&facts, YB_CARE_INPATIENT);
    yb_facts_set(&facts, policy->insutype == 310
                             ? (enum yb_value)(YB_PERSON_ACTIVE + test_below(seed, 2))
                             : (enum yb_value)(YB_PERSON_ADULT + test_below(seed, 4)));
    facts.age = (int16_t)test_below(seed, 100);
    facts.continuous_years = (int16_t)test_below(seed, 8);
    facts.day = policy->from_day + (int32_t)test_below(seed, 1000);
    facts.diseases = test_random(seed) & test_random(seed);
    for (i = 0; i < TEST_LINES; i++)
        s->lines[i] = test_line(seed);
    for (i = 0; i < policy->accumulator_count; i++)
        s->before[i] = policy->accumulators[i].measure == YB_MEASURE_COUNT
                           ? (int64_t)test_below(seed, 4)
                           : (int64_t)test_below(seed, 8000000);
    s->claim = (struct yb_claim){facts, s->lines, TEST_LINES, (int64_t)test_below(seed, 100000),
                                 test_below(seed, 3) ? 0 : (int64_t)test_below(seed, 50000)};
}

#endif
