/*
 * usage: property POLICIES   (the folder of the shipped packs)
 */
#include "test/engine/claim.h"
#include "test/engine/pack.h"

#include "app/policy/load.h"

static const char *folder;

static void adjudicate(const struct yb_policy *policy, const struct test_claim *s,
                       struct yb_bill *bill)
{
    struct yb_error error;

    assert_int_equal(yb_adjudicate(policy, &s->claim, s->before, NULL, NULL, bill, &error), YB_OK);
}

static int64_t funds_of(const struct yb_bill *bill)
{
    return bill->total_fen - bill->cash_fen;
}

static void assert_same(const struct yb_policy *policy, const struct yb_bill *a,
                        const struct yb_bill *b)
{
    assert_memory_equal(a->placed_fen, b->placed_fen, sizeof(a->placed_fen));
    assert_memory_equal(a->opened_fen, b->opened_fen, sizeof(a->opened_fen));
    assert_memory_equal(a->left_fen, b->left_fen, sizeof(a->left_fen));
    assert_memory_equal(a->fund_fen, b->fund_fen, sizeof(a->fund_fen));
    assert_memory_equal(a->layers, b->layers, sizeof(a->layers[0]) * (size_t)policy->layer_count);
    assert_memory_equal(a->after, b->after, sizeof(int64_t) * (size_t)policy->accumulator_count);
}

/* The parts of the total are whole, nothing is negative, nothing counted goes down. */
static void check_conserved(const struct yb_policy *policy, const struct test_claim *s,
                            const struct yb_bill *bill)
{
    int64_t total = 0, left = 0, paid = 0;
    int i;

    for (i = 0; i < TEST_LINES; i++)
        total += s->lines[i].amount_fen;
    for (i = 0; i < YB_PARTS; i++) {
        assert_true(bill->left_fen[i] >= 0);
        left += bill->left_fen[i];
    }
    for (i = 0; i < YB_FUNDS; i++) {
        assert_true(bill->fund_fen[i] >= 0);
        paid += bill->fund_fen[i];
    }
    assert_int_equal(bill->total_fen, total);
    assert_int_equal(bill->cash_fen, left);
    assert_int_equal(left + paid, total);
    for (i = 0; i < policy->accumulator_count; i++)
        if (policy->accumulators[i].measure != YB_MEASURE_STAY) /* a new stay begins it anew */
            assert_true(bill->after[i] >= s->before[i]);
}

static void check_shuffled(const struct yb_policy *policy, struct test_claim *s,
                           const struct yb_bill *bill, uint64_t *seed)
{
    struct yb_bill other;
    int i;

    for (i = TEST_LINES - 1; i > 0; i--) {
        uint64_t j = test_below(seed, (uint64_t)i + 1);
        struct yb_line line = s->lines[i];

        s->lines[i] = s->lines[j];
        s->lines[j] = line;
    }
    adjudicate(policy, s, &other);
    assert_same(policy, bill, &other);
}

/* A refund line and its original leave no mark. */
static void check_refunded(const struct yb_policy *policy, const struct test_claim *s,
                           const struct yb_bill *bill)
{
    struct yb_line lines[TEST_LINES + 2];
    struct test_claim other = *s;
    struct yb_bill refunded;

    memcpy(lines, s->lines, sizeof(s->lines));
    lines[TEST_LINES] = s->lines[3];
    lines[TEST_LINES + 1] = s->lines[3];
    lines[TEST_LINES + 1].amount_fen *= -1;
    lines[TEST_LINES + 1].count_e4 *= -1;
    other.claim.lines = lines;
    other.claim.line_count = TEST_LINES + 2;
    adjudicate(policy, &other, &refunded);
    assert_same(policy, bill, &refunded);
}

/* More cost inside the scope never pays less. */
static void check_monotone(const struct yb_policy *policy, struct test_claim *s,
                           const struct yb_bill *bill, uint64_t *seed)
{
    struct yb_bill more;

    s->lines[0].amount_fen += 100 + (int64_t)test_below(seed, 1000000);
    if (s->lines[0].terms.item_class == YB_CLASS_C || s->lines[0].terms.price_cap_e6)
        return;
    adjudicate(policy, s, &more);
    assert_true(funds_of(&more) >= funds_of(bill));
    if (policy->layer_count)
        assert_true(more.layers[0].pay_fen >= bill->layers[0].pay_fen);
}

static void every_pack_keeps_its_promises(void **state)
{
    uint64_t seed = test_seed();
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    struct yb_arena arena;
    size_t i;
    int n;

    (void)state;
    yb_arena_init(&arena, 1 << 20);
    yb_mistakes_init(&mistakes, &arena);
    assert_int_equal(yb_policy_load(&folder, 1, &arena, &set, &mistakes), YB_OK);
    assert_true(set.count > 5);
    for (i = 0; i < set.count; i++)
        for (n = 0; n < 300 * test_scale(); n++) {
            const struct yb_policy *policy = set.entries[i].policy;
            struct yb_bill bill;
            struct test_claim s;

            test_claim_make(&s, policy, &seed);
            adjudicate(policy, &s, &bill);
            check_conserved(policy, &s, &bill);
            check_refunded(policy, &s, &bill);
            check_shuffled(policy, &s, &bill, &seed);
            check_monotone(policy, &s, &bill, &seed);
        }
    yb_arena_release(&arena);
}

/* One burden in one claim, or in many: the segments of a year pay the same in all. */
static void split_burdens_pay_the_same(void **state)
{
    static const char *const axes[] = {
        "        pays:\n          accumulates: a\n          segments:\n",
        "        deductible: {per: year, sums_in: d, any: 12000.00}\n        pays:\n"
        "          axis: above_deductible\n          accumulates: a\n          segments:\n"};
    uint64_t seed = test_seed();
    int round;

    (void)state;
    for (round = 0; round < 300 * test_scale(); round++) {
        struct yb_line line = {.terms = {.self_pay_ppm = -1}};
        struct yb_claim claim = {yb_facts_default(390), &line, 1, 0, 0};
        int64_t before[YB_POLICY_ACCUMULATORS_MAX] = {0}, whole, sum = 0, left;
        struct yb_mistakes mistakes;
        struct yb_policy *policy;
        struct yb_arena arena;
        struct yb_error error;
        struct yb_buffer text;
        struct yb_bill bill;

        yb_arena_init(&arena, 1 << 16);
        yb_buffer_init(&text, &arena);
        yb_buffer_addf(
            &text,
            TEST_HEAD "rounding: %s\nunstated: [off_site, class_b_takes_first]\n"
                      "accumulators: {a: {sums: base}, d: {sums: deductible}}\n"
                      "layers:\n  - layer: l\n    source: s\n    pays_from: oth\n"
                      "    works_on: in_scope\n    rules:\n      - rule: r\n%s"
                      "          - {above: %s, up_to: 20000.00, pays: %d.%02d %%}\n"
                      "          - {above: 20000.00, up_to: 50000.00, pays: %d.%02d %%}\n"
                      "          - {above: 50000.00, pays: %d.%02d %%}\n",
            yb_rounding_key((enum yb_rounding)(round % YB_ROUNDINGS)), axes[round % 2],
            round % 4 ? "0.00" : "3000.00", (int)test_below(&seed, 100),
            (int)test_below(&seed, 100), (int)test_below(&seed, 100), (int)test_below(&seed, 100),
            (int)test_below(&seed, 100), (int)test_below(&seed, 100));
        policy = test_pack(&arena, yb_buffer_text(&text).bytes, &mistakes);
        assert_non_null(policy);
        left = line.amount_fen = 1 + (int64_t)test_below(&seed, 9000000);
        assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error), YB_OK);
        whole = bill.fund_fen[YB_FUND_OTH];
        while (left) {
            line.amount_fen = 1 + (int64_t)test_below(&seed, (uint64_t)left);
            left -= line.amount_fen;
            assert_int_equal(yb_adjudicate(policy, &claim, before, NULL, NULL, &bill, &error),
                             YB_OK);
            sum += bill.fund_fen[YB_FUND_OTH];
            memcpy(before, bill.after, sizeof(int64_t) * (size_t)policy->accumulator_count);
        }
        assert_int_equal(sum, whole);
        yb_arena_release(&arena);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pack_keeps_its_promises),
        cmocka_unit_test(split_burdens_pay_the_same),
    };

    if (argc != 2)
        return 2;
    folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
