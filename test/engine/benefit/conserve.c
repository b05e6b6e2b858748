/*
 * usage: conserve POLICIES SETTLEMENTS   (the folder of the shipped packs)
 *
 * Years of random persons under every pack, settled visit by visit, $YB_SCALE times as many: no
 * settlement creates or loses a fen, and neither do they all together. Of one visit in eight the
 * trace is added up too.
 */
#include "test/engine/claim.h"

#include <string.h>

#include "app/policy/load.h"

#define VISITS 10 /* of a person's year */

static const char *folder;
static long settlements;

/* What all settlements of a pack came to. */
struct totals {
    int64_t cost_fen, fund_fen[YB_FUNDS], cash_fen;
};

/* The lines' parts are the lines' amounts, and the bill's parts are the lines'. */
static int64_t check_lines(const struct yb_claim *claim, const struct yb_bill_line *placed,
                           const struct yb_bill *bill)
{
    struct yb_bill_line sum = {0};
    int64_t cost = 0;
    size_t i;

    for (i = 0; i < claim->line_count; i++) {
        const struct yb_bill_line *p = &placed[i];

        assert_int_equal(p->self_paid_fen + p->over_limit_fen + p->advance_fen + p->in_scope_fen,
                         claim->lines[i].amount_fen);
        sum.self_paid_fen += p->self_paid_fen;
        sum.over_limit_fen += p->over_limit_fen;
        sum.advance_fen += p->advance_fen;
        sum.in_scope_fen += p->in_scope_fen;
        cost += claim->lines[i].amount_fen;
    }
    assert_int_equal(bill->placed_fen[YB_PART_SELF_PAID], sum.self_paid_fen);
    assert_int_equal(bill->placed_fen[YB_PART_OVER_LIMIT], sum.over_limit_fen);
    assert_int_equal(bill->placed_fen[YB_PART_ADVANCE], sum.advance_fen);
    assert_int_equal(bill->placed_fen[YB_PART_IN_SCOPE], sum.in_scope_fen);
    assert_int_equal(bill->total_fen, cost);
    return cost;
}

/* Every fen is with one fund or the person, and each layer's payment with its fund. */
static void check_pockets(const struct yb_policy *policy, const struct yb_bill *bill,
                          struct totals *totals)
{
    int64_t layers[YB_FUNDS] = {0}, pockets = bill->cash_fen, left = 0;
    int i;

    for (i = 0; i < policy->layer_count; i++) {
        assert_true(bill->layers[i].pay_fen >= 0);
        assert_true(bill->layers[i].pay_fen <= bill->layers[i].base_fen);
        layers[policy->layers[i].fund] += bill->layers[i].pay_fen;
    }
    assert_true(bill->family_fen >= 0);
    layers[YB_FUND_ACCT] += bill->family_fen;
    for (i = 0; i < YB_FUNDS; i++) {
        assert_int_equal(bill->fund_fen[i], layers[i]);
        pockets += bill->fund_fen[i];
        totals->fund_fen[i] += bill->fund_fen[i];
    }
    for (i = 0; i < YB_PARTS; i++) {
        assert_true(bill->left_fen[i] >= 0);
        left += bill->left_fen[i];
    }
    assert_int_equal(left, bill->cash_fen);
    assert_int_equal(pockets, bill->total_fen);
    totals->cash_fen += bill->cash_fen;
}

/* The steps that people read add up to the bill. */
static void check_trace(const struct yb_policy *policy, const struct test_claim *s,
                        const struct yb_bill *bill)
{
    static struct yb_trace_row rows[YB_TRACE_ROWS(TEST_LINES)];
    struct yb_trace trace = {rows, YB_TRACE_ROWS(TEST_LINES), 0};
    int64_t in_scope = 0, paid = 0, cash = 0, added[YB_POLICY_ACCUMULATORS_MAX] = {0};
    struct yb_bill traced;
    struct yb_error error;
    size_t i;
    int k;

    assert_int_equal(yb_adjudicate(policy, &s->claim, s->before, &trace, NULL, &traced, &error),
                     YB_OK);
    assert_memory_equal(traced.left_fen, bill->left_fen, sizeof(bill->left_fen));
    assert_memory_equal(traced.fund_fen, bill->fund_fen, sizeof(bill->fund_fen));
    for (i = 0; i < trace.count; i++) {
        in_scope += rows[i].op == YB_TRACE_IN_SCOPE ? rows[i].amount : 0;
        paid += rows[i].op == YB_TRACE_PAY || rows[i].op == YB_TRACE_FAMILY ? rows[i].amount : 0;
        cash += rows[i].op == YB_TRACE_CASH ? rows[i].amount : 0;
        if (rows[i].op == YB_TRACE_ACCUMULATE)
            added[rows[i].index] += rows[i].amount;
    }
    assert_int_equal(in_scope, bill->placed_fen[YB_PART_IN_SCOPE]);
    assert_int_equal(cash, bill->cash_fen);
    assert_int_equal(paid + cash, bill->total_fen);
    for (k = 0; k < policy->accumulator_count; k++)
        assert_int_equal(s->before[k] + added[k], bill->after[k]);
}

/* One visit: a random claim on top of the year so far. */
static void visit(const struct yb_policy *policy, struct test_claim *s, uint64_t *seed,
                  struct totals *totals)
{
    struct yb_bill_line placed[TEST_LINES];
    int64_t year[YB_POLICY_ACCUMULATORS_MAX];
    const size_t size = sizeof(year[0]) * (size_t)policy->accumulator_count;
    struct yb_error error;
    struct yb_bill bill;
    int i;

    memcpy(year, s->before, size);
    test_claim_make(s, policy, seed);
    memcpy(s->before, year, size);
    s->claim.line_count = 1 + test_below(seed, TEST_LINES);
    assert_int_equal(yb_adjudicate(policy, &s->claim, s->before, NULL,
                                   test_below(seed, 2) ? placed : NULL, &bill, &error),
                     YB_OK);
    check_pockets(policy, &bill, totals);
    if (test_below(seed, 8) == 0) {
        struct yb_bill again;

        assert_int_equal(yb_adjudicate(policy, &s->claim, s->before, NULL, placed, &again, &error),
                         YB_OK);
        assert_int_equal(check_lines(&s->claim, placed, &bill), again.total_fen);
        check_trace(policy, s, &bill);
    }
    for (i = 0; i < policy->accumulator_count; i++)
        if (policy->accumulators[i].measure != YB_MEASURE_STAY) /* a new stay begins anew */
            assert_true(bill.after[i] >= s->before[i]);
    for (i = 0; i < (int)s->claim.line_count; i++)
        totals->cost_fen += s->lines[i].amount_fen;
    memcpy(s->before, bill.after, size);
}

/* All persons of one pack; then the whole again, from its totals. */
static void check_pack(const struct yb_policy *policy, long visits, uint64_t *seed)
{
    struct totals totals = {0};
    struct test_claim s;
    int64_t pockets;
    long i;
    int fund;

    for (i = 0; i < visits; i++) {
        if (i % VISITS == 0)
            memset(s.before, 0, sizeof(s.before));
        visit(policy, &s, seed, &totals);
    }
    pockets = totals.cash_fen;
    for (fund = 0; fund < YB_FUNDS; fund++)
        pockets += totals.fund_fen[fund];
    assert_int_equal(pockets, totals.cost_fen);
}

static void every_fen_ends_in_one_pocket(void **state)
{
    uint64_t seed = test_seed();
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    struct yb_arena arena;
    size_t i;

    (void)state;
    settlements *= test_scale();
    yb_arena_init(&arena, 1 << 20);
    yb_mistakes_init(&mistakes, &arena);
    assert_int_equal(yb_policy_load(&folder, 1, &arena, &set, &mistakes), YB_OK);
    assert_true(set.count > 5);
    for (i = 0; i < set.count; i++)
        check_pack(set.entries[i].policy, settlements / (long)set.count + 1, &seed);
    yb_arena_release(&arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fen_ends_in_one_pocket),
    };

    if (argc != 3)
        return 2;
    folder = argv[1];
    settlements = strtol(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
