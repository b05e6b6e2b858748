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
        {120000, 0, {0, -1, 0, YB_CLASS_A}},
        {50000, 0, {0, 100000, 1 << YB_TAG_ESSENTIAL_DRUG, YB_CLASS_B}},
        {9000, 30000, {25000000, -1, 0, YB_CLASS_A}},
        {8000, 0, {0, -1, 0, YB_CLASS_C}},
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

/* One line under the sheet, with nothing before it. */
static int run_line(struct yb_line line, struct yb_trace *trace, struct yb_bill *bill,
                    struct yb_error *error)
{
    struct yb_claim claim = {yb_facts_default(390), &line, 1, 0, 0};
    int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0};
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, sheet, &mistakes);
    assert_non_null(policy);
    yb_facts_set(&claim.facts, YB_CARE_INPATIENT);
    rc = yb_adjudicate(policy, &claim, before, trace, NULL, bill, error);
    yb_arena_release(&arena);
    return rc;
}

static void wrong_lines_are_refused(void **state)
{
    static const struct {
        struct yb_line line;
        int code;
    } rows[] = {
        {{YB_AMOUNT_FEN_MAX, 0, {0, -1, 0, YB_CLASS_A}}, YB_OK},
        {{YB_AMOUNT_FEN_MAX + 1, 0, {0, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{INT64_MAX, 0, {0, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{INT64_MIN, 0, {0, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{-YB_AMOUNT_FEN_MAX - 1, 0, {0, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{-1, 0, {0, -1, 0, YB_CLASS_A}}, YB_E_CLAIM_NEGATIVE},
        {{-1, 0, {0, -1, 0, YB_CLASS_C}}, YB_E_CLAIM_NEGATIVE},
        {{0, 0, {0, -1, 0, YB_CLASS_A}}, YB_OK},
        {{100, 0, {0, 1000000, 0, YB_CLASS_A}}, YB_OK},
        {{100, 0, {0, 1000001, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{100, 0, {0, INT32_MAX, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{-100, 0, {0, 1000001, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{100, 0, {0, INT32_MIN, 0, YB_CLASS_A}}, YB_OK}, /* not stated */
        {{100, 0, {0, -1, 0, YB_CLASSES}}, YB_E_OUT_OF_RANGE},
        {{100, 0, {0, -1, 0, 255}}, YB_E_OUT_OF_RANGE},
        {{100, 10000, {-1, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{100, -10000, {1, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{-100, INT64_MIN, {1, -1, 0, YB_CLASS_A}}, YB_E_OUT_OF_RANGE},
        {{100, INT64_MAX, {INT64_MAX, -1, 0, YB_CLASS_A}}, YB_OK},
    };
    struct yb_trace_row steps[YB_TRACE_ROWS(1)];
    struct yb_trace trace = {steps, YB_TRACE_ROWS(1), 0};
    struct yb_error error;
    struct yb_bill bill;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(run_line(rows[i].line, NULL, &bill, &error), rows[i].code);
        assert_int_equal(run_line(rows[i].line, &trace, &bill, &error), rows[i].code);
    }
}

static void a_short_trace_is_refused(void **state)
{
    struct yb_line line = {100000, 0, {0, -1, 0, YB_CLASS_A}};
    struct yb_trace_row rows[YB_TRACE_ROWS(1)];
    struct yb_trace trace = {rows, YB_TRACE_ROWS(1), 0};
    struct yb_error error;
    struct yb_bill bill;
    size_t needed;

    (void)state;
    assert_int_equal(run_line(line, &trace, &bill, &error), YB_OK);
    needed = trace.count;
    trace.capacity = needed;
    assert_int_equal(run_line(line, &trace, &bill, &error), YB_OK);
    trace.capacity = needed - 1;
    assert_int_equal(run_line(line, &trace, &bill, &error), YB_E_TOO_MANY);
}

static void the_year_before_is_checked(void **state)
{
    struct yb_line line = {100000, 0, {0, -1, 0, YB_CLASS_A}};
    struct yb_claim claim = {yb_facts_default(390), &line, 1, 0, 0};
    int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0};
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_arena arena;
    struct yb_error error;
    struct yb_bill bill;
    int year;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, sheet, &mistakes);
    assert_non_null(policy);
    year = yb_policy_accumulator(policy, YB_TEXT("year"));
    yb_facts_set(&claim.facts, YB_CARE_INPATIENT);
    before[year] = -1;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                     YB_E_OUT_OF_RANGE);
    assert_string_equal(error.args[1], "year");
    before[year] = YB_AMOUNT_FEN_MAX;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error), YB_OK);
    assert_int_equal(bill.fund_fen[YB_FUND_HIFP], 0);
    before[year] = 0;
    claim.account_fen = -1;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                     YB_E_OUT_OF_RANGE);
    claim.account_fen = 0;
    claim.line_count = 0;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                     YB_E_CLAIM_EMPTY);
    claim.line_count = YB_LINES_PER_CLAIM_MAX + 1;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                     YB_E_TOO_MANY);
    yb_arena_release(&arena);
}

/* 60.00 stays with the person: 20.00 of another class, 10.00 first share, 30.00 of ratio. */
static const char shares[] = TEST_HEAD TEST_STATED
    "unstated: [off_site]\nlayers:\n  - layer: l\n    pays_from: hifp\n    works_on: in_scope\n"
    "    rules:\n      - {rule: r, source: s 一, pays: {any: 60 %}}\n"
    "family_account: {pays: PARTS, source: s 二}\n";

static int64_t family_pays(const char *parts, int64_t has_fen, struct yb_bill *bill)
{
    struct yb_line lines[] = {{2000, 0, {0, -1, 0, YB_CLASS_C}},
                              {10000, 0, {0, -1, 0, YB_CLASS_B}}};
    struct yb_claim claim = {.lines = lines, .line_count = 2, .family_fen = has_fen};
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_buffer text;
    struct yb_arena arena;
    struct yb_error error;
    int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0};
    const char *at = strstr(shares, "PARTS");

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_buffer_addf(&text, "%.*s%s%s", (int)(at - shares), shares, parts, at + 5);
    policy = test_pack(&arena, yb_buffer_text(&text).bytes, &mistakes);
    assert_non_null(policy);
    claim.facts = yb_facts_default(390);
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, bill, &error), YB_OK);
    yb_arena_release(&arena);
    assert_int_equal(bill->fund_fen[YB_FUND_ACCT], bill->family_fen);
    assert_int_equal(bill->total_fen,
                     bill->fund_fen[YB_FUND_HIFP] + bill->family_fen + bill->cash_fen);
    return bill->family_fen;
}

static void a_relative_pays_what_the_pack_shares(void **state)
{
    struct yb_bill bill;

    (void)state;
    assert_int_equal(family_pays("all", 100000, &bill), 6600);
    assert_int_equal(bill.cash_fen, 0);
    assert_int_equal(family_pays("all", 2500, &bill), 2500);
    assert_int_equal(family_pays("none", 100000, &bill), 0);
    assert_int_equal(family_pays("[copay]", 100000, &bill), 3600);
    assert_int_equal(bill.left_fen[YB_PART_SELF_PAID], 2000);
    assert_int_equal(family_pays("[advance, copay]", 4599, &bill), 4599);
    assert_int_equal(bill.cash_fen, 2001);
}

static void the_most_lines_are_taken(void **state)
{
    struct yb_line *lines = calloc(YB_LINES_PER_CLAIM_MAX, sizeof(*lines));
    struct yb_claim claim = {yb_facts_default(390), lines, YB_LINES_PER_CLAIM_MAX, 0, 0};
    int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0};
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_arena arena;
    struct yb_error error;
    struct yb_bill bill;
    int i;

    (void)state;
    assert_non_null(lines);
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, sheet, &mistakes);
    for (i = 0; i < YB_LINES_PER_CLAIM_MAX; i++)
        lines[i] = (struct yb_line){100, 0, {0, -1, 0, YB_CLASS_A}};
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error), YB_OK);
    assert_int_equal(bill.total_fen, 100 * YB_LINES_PER_CLAIM_MAX);
    lines[0].amount_fen = YB_AMOUNT_FEN_MAX;
    assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                     YB_E_OUT_OF_RANGE);
    yb_arena_release(&arena);
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_bill_of_the_manual),
        cmocka_unit_test(wrong_lines_are_refused),
        cmocka_unit_test(a_short_trace_is_refused),
        cmocka_unit_test(the_year_before_is_checked),
        cmocka_unit_test(a_relative_pays_what_the_pack_shares),
        cmocka_unit_test(the_most_lines_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
