/*
 * usage: plan POLICIES   (the folder of the shipped packs)
 *
 * A bill by a plan of a book is the bill of yb_adjudicate, step by step; and with nobody asking
 * for the steps it is the same bill still, whatever the lines.
 */
#include "test/engine/claim.h"
#include "test/engine/pack.h"

#include "app/policy/load.h"
#include "engine/benefit/plan.h"

#define CLAIMS 400 /* of each pack */

static const char *folder;

/* One answer to a claim. */
struct answer {
    int code;
    struct yb_error error;
    struct yb_bill bill;
    struct yb_trace trace;
    struct yb_trace_row rows[YB_TRACE_ROWS(TEST_LINES)];
};

static void assert_same_bill(const struct yb_policy *policy, const struct answer *a,
                             const struct answer *b)
{
    const size_t layers = sizeof(a->bill.layers[0]) * (size_t)policy->layer_count;
    const size_t after = sizeof(a->bill.after[0]) * (size_t)policy->accumulator_count;

    assert_int_equal(a->code, b->code);
    if (a->code != YB_OK) {
        assert_string_equal(a->error.args[0], b->error.args[0]);
        return;
    }
    assert_int_equal(a->bill.total_fen, b->bill.total_fen);
    assert_int_equal(a->bill.cash_fen, b->bill.cash_fen);
    assert_memory_equal(a->bill.placed_fen, b->bill.placed_fen, sizeof(a->bill.placed_fen));
    assert_memory_equal(a->bill.opened_fen, b->bill.opened_fen, sizeof(a->bill.opened_fen));
    assert_memory_equal(a->bill.left_fen, b->bill.left_fen, sizeof(a->bill.left_fen));
    assert_memory_equal(a->bill.fund_fen, b->bill.fund_fen, sizeof(a->bill.fund_fen));
    assert_memory_equal(a->bill.layers, b->bill.layers, layers);
    assert_memory_equal(a->bill.after, b->bill.after, after);
}

static void start(struct answer *answer)
{
    memset(answer, 0, sizeof(*answer));
    answer->trace = (struct yb_trace){answer->rows, YB_TRACE_ROWS(TEST_LINES), 0};
}

/* The same claim four ways: by itself and by the book, with its steps and without. */
static void check_claim(struct yb_plan_book *book, const struct test_claim *s)
{
    static struct answer alone, booked, bare, bare_booked;
    const struct yb_plan *plan = yb_plan_book_find(book, &s->claim.facts);

    assert_non_null(plan);
    start(&alone), start(&booked), start(&bare), start(&bare_booked);
    alone.code = yb_adjudicate(book->policy, &s->claim, s->before, &alone.trace, NULL, &alone.bill,
                               &alone.error);
    booked.code = yb_adjudicate_planned(plan, &s->claim, s->before, &booked.trace, NULL,
                                        &booked.bill, &booked.error);
    bare.code =
        yb_adjudicate(book->policy, &s->claim, s->before, NULL, NULL, &bare.bill, &bare.error);
    bare_booked.code = yb_adjudicate_planned(plan, &s->claim, s->before, NULL, NULL,
                                             &bare_booked.bill, &bare_booked.error);
    assert_same_bill(book->policy, &alone, &booked);
    assert_same_bill(book->policy, &alone, &bare);
    assert_same_bill(book->policy, &alone, &bare_booked);
    if (alone.code == YB_OK) {
        assert_int_equal(alone.trace.count, booked.trace.count);
        assert_memory_equal(alone.rows, booked.rows, sizeof(alone.rows[0]) * alone.trace.count);
    }
}

/* Makes a line or two unusual: refunds, and numbers at the ends of their ranges and beyond. */
static void disturb(struct test_claim *s, uint64_t *seed)
{
    static const int64_t amounts[] = {0,
                                      -1,
                                      -500000,
                                      YB_AMOUNT_FEN_MAX,
                                      YB_AMOUNT_FEN_MAX + 1,
                                      INT64_C(1) << 43,
                                      (INT64_C(1) << 43) - 1,
                                      INT64_MAX,
                                      INT64_MIN,
                                      -YB_AMOUNT_FEN_MAX};
    static const int32_t shares[] = {-2,      0,         1000000,   1000001,
                                     1048575, INT32_MAX, INT32_MIN, -48577};
    int n;

    for (n = (int)test_below(seed, 3); n > 0; n--) {
        struct yb_line *line = &s->lines[test_below(seed, TEST_LINES)];

        if (test_below(seed, 2))
            line->amount_fen = amounts[test_below(seed, sizeof(amounts) / sizeof(amounts[0]))];
        else if (test_below(seed, 3))
            line->terms.self_pay_ppm = shares[test_below(seed, sizeof(shares) / sizeof(shares[0]))];
        else
            line->terms.item_class = (uint8_t)(YB_CLASSES + test_below(seed, 3));
    }
}

static void a_plan_is_the_policy(void **state)
{
    uint64_t seed = test_seed();
    struct yb_mistakes mistakes;
    struct yb_plan_book book;
    struct yb_policy_set set;
    struct yb_arena arena;
    struct test_claim s;
    size_t i;
    int n;

    (void)state;
    yb_arena_init(&arena, 1 << 20);
    yb_mistakes_init(&mistakes, &arena);
    assert_int_equal(yb_policy_load(&folder, 1, &arena, &set, &mistakes), YB_OK);
    for (i = 0; i < set.count; i++) {
        assert_int_equal(yb_plan_book_init(&book, set.entries[i].policy, &arena), YB_OK);
        for (n = 0; n < CLAIMS; n++) {
            test_claim_make(&s, book.policy, &seed);
            if (n % 2)
                disturb(&s, &seed);
            check_claim(&book, &s);
        }
        assert_true(book.count <= CLAIMS);
    }
    yb_arena_release(&arena);
}

/* A rule for an age, one that asks about diseases, and a level. */
static const char pack_of_bands[] = TEST_HEAD TEST_STATED
    "unstated: [off_site]\nlists: {major: {source: s, kinds: [白血病]}}\n"
    "layers:\n  - layer: pool\n    source: s\n    pays_from: hifp\n    works_on: in_scope\n"
    "    rules:\n      - rule: young\n        when: {age: {below: 18}}\n        pays: 80 %\n"
    "      - rule: ill\n        when: {disease: major}\n        pays: 70 %\n"
    "      - rule: old\n        pays: {source: s, level_3: 50 %, any: 60 %}\n";

static const struct yb_plan *plan_at(struct yb_plan_book *book, int age, int years,
                                     enum yb_value level, uint64_t diseases)
{
    struct yb_facts facts = yb_facts_default(390);

    facts.age = (int16_t)age;
    facts.continuous_years = (int16_t)years;
    facts.diseases = diseases;
    yb_facts_set(&facts, level);
    return yb_plan_book_find(book, &facts);
}

static void claims_alike_share_a_plan(void **state)
{
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_plan_book book;
    const struct yb_plan *plan;
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, pack_of_bands, &mistakes);
    assert_non_null(policy);
    assert_int_equal(yb_plan_book_init(&book, policy, &arena), YB_OK);
    plan = plan_at(&book, 40, 0, YB_LEVEL_LEVEL_1, 0);
    assert_ptr_equal(plan, plan_at(&book, 18, 9, YB_LEVEL_LEVEL_1, 0));
    assert_ptr_equal(plan, plan_at(&book, 99, 1, YB_LEVEL_LEVEL_1, 2));
    assert_int_equal(book.count, 1);
    assert_ptr_not_equal(plan, plan_at(&book, 17, 0, YB_LEVEL_LEVEL_1, 0));
    assert_ptr_not_equal(plan, plan_at(&book, 40, 0, YB_LEVEL_LEVEL_3, 0));
    assert_ptr_not_equal(plan, plan_at(&book, 40, 0, YB_LEVEL_LEVEL_1, 1));
    assert_int_equal(book.count, 4);
    yb_arena_release(&arena);
}

/* Days on which a figure changes, and every age of a formula, have plans of their own. */
static void days_and_ages_are_told_apart(void **state)
{
    static const char text[] = TEST_HEAD TEST_STATED
        "unstated: [off_site]\nfigures: {wage: {source: s, is: [{from: 2018-01-01, amount: "
        "1000.00}, {from: 2018-07-01, amount: 2000.00}]}}\n"
        "layers:\n  - layer: pool\n    source: s\n    pays_from: hifp\n    works_on: in_scope\n"
        "    rules:\n      - rule: old\n        deductible: 10 % of wage\n        pays: 75 %\n"
        "        adjust: [{when: {age: {from: 60}}, plus_per_year_of_age: 0.2 %}]\n";
    struct yb_facts facts = yb_facts_default(390);
    const struct yb_plan *plan, *other;
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_plan_book book;
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, text, &mistakes);
    assert_non_null(policy);
    assert_int_equal(yb_plan_book_init(&book, policy, &arena), YB_OK);
    facts.age = 70;
    facts.day = yb_day_of(2018, 6, 30);
    plan = yb_plan_book_find(&book, &facts);
    assert_int_equal(plan->layers[0].deductible->amount_fen[0], 10000);
    assert_int_equal(plan->layers[0].groups[0].segments[0].pays_ppm, 890000);
    facts.day++;
    other = yb_plan_book_find(&book, &facts);
    assert_int_equal(other->layers[0].deductible->amount_fen[0], 20000);
    facts.day += 4000;
    assert_ptr_equal(other, yb_plan_book_find(&book, &facts));
    facts.age = 71;
    assert_int_equal(yb_plan_book_find(&book, &facts)->layers[0].groups[0].segments[0].pays_ppm,
                     892000);
    facts.age = 130; /* nobody is; formulas count 120 */
    assert_int_equal(yb_plan_book_find(&book, &facts)->layers[0].groups[0].segments[0].pays_ppm,
                     990000);
    yb_arena_release(&arena);
}

/* Without memory there is no plan, and those made before stay. */
static void no_memory_is_no_plan(void **state)
{
    static uint64_t buffer[20000];
    uint64_t seed = test_seed();
    const struct yb_plan *first;
    struct yb_mistakes mistakes;
    struct yb_arena arena, small;
    struct yb_policy *policy;
    struct yb_plan_book book;
    size_t size;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy = test_pack(&arena, pack_of_bands, &mistakes);
    assert_non_null(policy);
    for (size = 0; size < sizeof(buffer); size += 64 + test_below(&seed, 512)) {
        yb_arena_init_fixed(&small, buffer, size);
        if (yb_plan_book_init(&book, policy, &small) != YB_OK)
            continue;
        first = plan_at(&book, 40, 0, YB_LEVEL_LEVEL_1, 0);
        if (first && !plan_at(&book, 10, 0, YB_LEVEL_LEVEL_1, 0))
            assert_ptr_equal(first, plan_at(&book, 41, 0, YB_LEVEL_LEVEL_1, 0));
    }
    yb_arena_release(&arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_is_the_policy),
        cmocka_unit_test(claims_alike_share_a_plan),
        cmocka_unit_test(days_and_ages_are_told_apart),
        cmocka_unit_test(no_memory_is_no_plan),
    };

    if (argc != 2)
        return 2;
    folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
