#include "test/engine/pack.h"

#include "engine/benefit/benefit.h"
#include "engine/catalogue/item.h"

static const char sheet[] =
    TEST_HEAD TEST_STATED "unstated: [deductible_falls_on, off_site]\ntags: [essential_drug]\n"
                          "accumulators: {admissions: {counts: visits}}\n"
                          "limits: {year: {fund_pays_at_most: 120000.00, source: s}}\n"
                          "layers:\n"
                          "  - layer: pooling_fund\n    pays_from: hifp\n    works_on: in_scope\n"
                          "    rules:\n"
                          "      - rule: inpatient\n        source: s 二(二)\n"
                          "        when: {care: inpatient}\n"
                          "        deductible:\n          nth_of: admissions\n"
                          "          level_1 / unrated: [200.00, 100.00, 0.00]\n"
                          "          any: [900.00, 450.00, 0.00]\n"
                          "        pays:\n"
                          "          level_1 / unrated: {essential_drug: 90 %, any: 80 %}\n"
                          "          any: 60 %\n"
                          "        counts_toward: [year]\n";

static void the_first_bill_of_the_manual(void **state)
{
    struct yb_line lines[] = {
        {120000, 0, {0, -1, 0, YB_CLASS_A, 0}},
        {50000, 0, {0, 100000, 1 << YB_TAG_ESSENTIAL_DRUG, YB_CLASS_B, 0}},
        {9000, 30000, {25000000, -1, 0, YB_CLASS_A, 0}},
        {8000, 0, {0, -1, 0, YB_CLASS_C, 0}},
    };
    struct yb_claim claim = {.lines = lines, .line_count = 4};
    struct yb_trace_row rows[YB_TRACE_ROWS(4)];
    struct yb_trace trace = {rows, YB_TRACE_ROWS(4), 0};
    struct yb_bill bill, bare;
    struct yb_mistakes mistakes;
    int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0};
    struct yb_bill_line out[4];
    struct yb_policy *policy;
    struct yb_arena arena;
    struct yb_error error;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, sheet, &mistakes);
    assert_non_null(policy);
    claim.facts = yb_facts_default(390);
    yb_facts_set(&claim.facts, YB_CARE_INPATIENT);
    yb_facts_set(&claim.facts, YB_LEVEL_LEVEL_1);
    assert_int_equal(yb_adjudicate(policy, &claim, before, &trace, out, &bill, &error), YB_OK);
    assert_int_equal(bill.total_fen, 187000);
    assert_int_equal(bill.placed_fen[YB_PART_SELF_PAID], 8000);
    assert_int_equal(bill.placed_fen[YB_PART_OVER_LIMIT], 1500);
    assert_int_equal(bill.placed_fen[YB_PART_ADVANCE], 5000);
    assert_int_equal(bill.placed_fen[YB_PART_IN_SCOPE], 172500);
    assert_int_equal(bill.opened_fen[YB_PART_DEDUCTIBLE], 20000);
    assert_int_equal(bill.fund_fen[YB_FUND_HIFP], 126500);
    assert_int_equal(bill.left_fen[YB_PART_COPAY], 26000);
    assert_int_equal(bill.cash_fen, 60500);
    assert_int_equal(bill.after[yb_policy_accumulator(policy, YB_TEXT("admissions"))], 1);
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bare, &error), YB_OK);
    assert_memory_equal(bare.fund_fen, bill.fund_fen, sizeof(bill.fund_fen));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_bill_of_the_manual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
