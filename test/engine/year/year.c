/*
 * A year of claims keeps what it was given, in order, and says when it was damaged; a simulation
 * of it is what adjudicating claim by claim gives, however the people are divided.
 */
#include "test/engine/claim.h"
#include "test/engine/pack.h"
#include "test/engine/year/memory.h"

#include "base/day.h"
#include "engine/year/simulate.h"

#define CLAIMS               300
#define PERSONS              40
#define ADJUSTED             1 /* the claim that is corrected, and by how much of the account */
#define ADJUSTED_ACCOUNT_FEN 11

/* One of the claims that a year is made of. */
struct given {
    struct test_claim made;
    struct yb_year_entry entry;
    bool cancelled;
};

static struct given given[CLAIMS];

static struct memory first, second;

static const struct yb_year_sink to_first = {memory_write, &first},
                                 to_second = {memory_write, &second};

static const char pack[] = TEST_HEAD TEST_STATED
    "unstated: [off_site]\nlists: {major: {source: s, kinds: [白血病]}}\n"
    "limits:\n  year: {fund_pays_at_most: 20000.00, source: s}\n"
    "layers:\n  - layer: pool\n    source: s\n    pays_from: hifp\n    works_on: in_scope\n"
    "    rules:\n      - rule: ill\n        when: {disease: major}\n        pays: 90 %\n"
    "      - rule: all\n        deductible: {any: 300.00, source: s}\n"
    "        pays: {source: s, level_3: 50 %, any: 60 %}\n        counts_toward: year\n"
    "  - layer: account\n    source: s\n    pays_from: acct\n    kind: account\n"
    "    works_on: [deductible, copay]\n";

static struct yb_policy *policy_of(struct yb_arena *arena, const char *from, const char *to)
{
    struct yb_mistakes mistakes;
    const char *at = from ? strstr(pack, from) : NULL;
    struct yb_policy *policy;
    struct yb_buffer text;

    yb_buffer_init(&text, arena);
    yb_buffer_add(&text, (struct yb_text){pack, at ? (size_t)(at - pack) : strlen(pack)});
    if (at) {
        yb_buffer_add_string(&text, to);
        yb_buffer_add_string(&text, at + strlen(from));
    }
    policy = test_pack(arena, yb_buffer_text(&text).bytes, &mistakes);
    if (!policy)
        print_error("%s %s\n", mistakes.errors[0].args[0], mistakes.errors[0].args[1]);
    assert_non_null(policy);
    return policy;
}

static void make_claims(const struct yb_policy *policy, uint64_t *seed)
{
    for (int i = 0; i < CLAIMS; i++) {
        struct given *one = &given[i];

        memset(one, 0, sizeof(*one));
        test_claim_make(&one->made, policy, seed);
        for (int j = 0; j < TEST_LINES; j++)
            one->made.lines[j].amount_fen /= 10;
        one->entry = (struct yb_year_entry){
            .psn_no = 1000 + (int64_t)test_below(seed, PERSONS) * (INT64_C(1) << 40),
            .claim = {.setl_id = 5000 + 3 * i,
                      .account_fen = one->made.claim.account_fen,
                      .line_count = 1 + (uint32_t)test_below(seed, TEST_LINES),
                      .setl_day = yb_day_of(2018, 1, 1) + i,
                      .flags = test_below(seed, 2) ? YB_YEAR_ACCOUNT_USED : 0},
            .facts = one->made.claim.facts,
            .diseases = test_below(seed, 4) ? YB_TEXT("") : YB_TEXT("感冒\t白血病"),
            .institution = test_below(seed, 2) ? YB_TEXT("H1") : YB_TEXT("H2"),
            .lines = one->made.lines};
    }
}

static void give(struct yb_year_builder *builder, int from, int below)
{
    for (int i = from; i < below; i++)
        yb_year_builder_add(builder, &given[i].entry);
}

static const struct given *given_of(int64_t setl_id)
{
    return &given[(setl_id - 5000) / 3];
}

static void assert_claim(const struct yb_year *year, const struct yb_year_person *person,
                         const struct yb_year_claim *claim)
{
    const struct given *one = given_of(claim->setl_id);
    const struct yb_facts *facts = &year->kinds[claim->kind];

    assert_int_equal(person->psn_no, one->entry.psn_no);
    assert_int_equal(claim->line_count, one->entry.claim.line_count);
    assert_int_equal(claim->account_fen, one->entry.claim.account_fen);
    assert_int_equal(claim->flags, one->entry.claim.flags);
    assert_int_equal(facts->bits, one->entry.facts.bits);
    assert_int_equal(facts->age, one->entry.facts.age);
    assert_true(yb_text_equal(yb_year_word(year, claim->diseases), one->entry.diseases));
    assert_true(yb_text_equal(yb_year_word(year, claim->institution), one->entry.institution));
    for (uint32_t i = 0; i < claim->line_count; i++) {
        const struct yb_line *line = &one->entry.lines[i];

        assert_int_equal(year->amounts[claim->first_line + i], line->amount_fen);
        assert_int_equal(year->counts[claim->first_line + i], line->count_e4);
        assert_memory_equal(&year->terms[year->term_of[claim->first_line + i]], &line->terms,
                            sizeof(line->terms));
    }
}

/* Everything that was given and not cancelled is there once, by person and setl_id. */
static void assert_whole(const struct yb_year *year)
{
    uint64_t expected = 0;

    for (int i = 0; i < CLAIMS; i++)
        expected += !given[i].cancelled;
    assert_int_equal(year->head->count[YB_YEAR_CLAIMS], expected);
    for (uint64_t i = 0; i < year->head->count[YB_YEAR_PERSONS]; i++) {
        const struct yb_year_person *person = &year->persons[i];
        const struct yb_year_claim *claims = &year->claims[person->first_claim];

        assert_true(person->claim_count > 0);
        for (uint32_t j = 0; j < person->claim_count; j++) {
            assert_true(!j || claims[j].setl_id > claims[j - 1].setl_id);
            assert_false(given_of(claims[j].setl_id)->cancelled);
            assert_claim(year, person, &claims[j]);
        }
    }
}

/* At once, or a part first and the rest onto it: the same claims. */
static void a_year_keeps_what_it_was_given(void **state)
{
    uint64_t seed = test_seed();
    struct yb_year_builder builder;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_year year;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    make_claims(policy_of(&arena, NULL, NULL), &seed);
    first.size = second.size = 0;
    yb_year_builder_init(&builder, &arena, 2018, 390);
    give(&builder, 0, CLAIMS / 2);
    assert_int_equal(yb_year_builder_write(&builder, 7, 8, &to_first, &error), YB_OK);

    year = memory_open(&first);
    yb_year_builder_init(&builder, &arena, 2018, 390);
    yb_year_builder_take(&builder, &year);
    give(&builder, CLAIMS / 2, CLAIMS);
    for (int i = 0; i < CLAIMS; i += 7) {
        given[i].cancelled = true;
        yb_year_builder_cancel(&builder, given[i].entry.claim.setl_id);
    }
    yb_year_builder_adjust(&builder, given[ADJUSTED].entry.claim.setl_id,
                           &(struct yb_year_adjustment){ADJUSTED_ACCOUNT_FEN, 22, -33});
    yb_year_builder_adjust(&builder, 1, &(struct yb_year_adjustment){1, 1, 1}); /* nobody's */
    assert_int_equal(yb_year_builder_write(&builder, 9, 8, &to_second, &error), YB_OK);
    year = memory_open(&second);
    assert_int_equal(year.head->mark, 9);
    assert_whole(&year);
    for (uint64_t i = 0; i < year.head->count[YB_YEAR_CLAIMS]; i++)
        if (year.claims[i].setl_id == given[ADJUSTED].entry.claim.setl_id) {
            assert_int_equal(year.claims[i].acct_pay_fen, ADJUSTED_ACCOUNT_FEN);
            assert_int_equal(year.claims[i].psn_cash_pay_fen, -33);
        }
    yb_arena_release(&arena);
}

/* Any changed bit is found; so is any shorter file. */
static void damage_is_found(void **state)
{
    uint64_t seed = test_seed();
    struct yb_error error;
    struct yb_year year;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        size_t at = test_below(&seed, second.size);
        uint8_t bit = (uint8_t)(1 << test_below(&seed, 8)), *byte = (uint8_t *)second.bytes + at;

        if (at >= offsetof(struct yb_year_head, year) && at < offsetof(struct yb_year_head, count))
            continue; /* year, scheme, mark: any is as good; whoever maps it compares */
        *byte ^= bit;
        assert_int_equal(yb_year_open(second.bytes, second.size, &year, &error), YB_E_TAMPERED);
        *byte ^= bit;
    }
    for (int i = 0; i < 300; i++)
        assert_int_equal(yb_year_open(second.bytes, test_below(&seed, second.size), &year, &error),
                         YB_E_TAMPERED);
    memory_open(&second);
}

/* ---- simulation ---- */

/* The same, slowly: adjudication by adjudication, without plans, without the year. */
static void simulate_slowly(const struct yb_policy *policy, int64_t *fund, int64_t *account,
                            int64_t *cash)
{
    static int64_t before[PERSONS][YB_POLICY_ACCUMULATORS_MAX];
    int64_t drift[PERSONS] = {0};
    struct yb_error error;

    memset(before, 0, sizeof(before));
    *fund = *account = *cash = 0;
    for (int i = 0; i < CLAIMS; i++) {
        const struct yb_year_entry *entry = &given[i].entry;
        int person = (int)(entry->psn_no >> 40);
        struct yb_claim claim = {
            .facts = entry->facts, .lines = entry->lines, .line_count = entry->claim.line_count};
        struct yb_bill bill;

        if (given[i].cancelled)
            continue;
        claim.facts.diseases = entry->diseases.length ? 1 : 0;
        if (entry->claim.flags)
            claim.account_fen = entry->claim.account_fen + drift[person];
        if (claim.account_fen < 0)
            claim.account_fen = 0;
        assert_int_equal(yb_adjudicate(policy, &claim, before[person], NULL, NULL, &bill, &error),
                         YB_OK);
        memcpy(before[person], bill.after,
               (size_t)policy->accumulator_count * sizeof(bill.after[0]));
        drift[person] += (i == ADJUSTED ? ADJUSTED_ACCOUNT_FEN : 0) - bill.fund_fen[YB_FUND_ACCT];
        *fund += bill.fund_fen[YB_FUND_HIFP];
        *account += bill.fund_fen[YB_FUND_ACCT];
        *cash += bill.cash_fen;
    }
}

static void simulate(const struct yb_simulation_run *run, uint64_t parts, struct yb_simulation *sum)
{
    static struct yb_simulation one;
    uint64_t all = run->year->head->count[YB_YEAR_PERSONS];
    struct yb_error error;

    memset(sum, 0, sizeof(*sum));
    for (uint64_t i = parts; i-- > 0;) {
        uint64_t from = all * i / parts;

        assert_int_equal(yb_simulate(run, from, all * (i + 1) / parts - from, &one, &error), YB_OK);
        yb_simulation_add(sum, &one);
    }
}

static void a_simulation_is_the_claims_one_by_one(void **state)
{
    static struct yb_simulation whole, parted;
    struct yb_year year = memory_open(&second);
    struct yb_simulation_run run = {.year = &year};
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 20);
    run.arena = &arena;
    run.policies[YB_SIMULATED_OLD] = policy_of(&arena, NULL, NULL);
    run.policies[YB_SIMULATED_NEW] = policy_of(&arena, "60 %", "75 %");
    simulate(&run, 1, &whole);
    for (int side = 0; side < YB_SIMULATED; side++) {
        int64_t fund, account, cash;

        simulate_slowly(run.policies[side], &fund, &account, &cash);
        assert_int_equal(whole.all[side].fund_fen[YB_FUND_HIFP], fund);
        assert_int_equal(whole.all[side].fund_fen[YB_FUND_ACCT], account);
        assert_int_equal(whole.all[side].cash_fen, cash);
    }
    assert_true(whole.gain_count > 0);
    assert_true(whole.gained_fen - whole.lost_fen ==
                yb_simulated_funds(&whole.all[1]) - yb_simulated_funds(&whole.all[0]));
    for (uint64_t parts = 2; parts < 9; parts++) {
        simulate(&run, parts, &parted);
        assert_memory_equal(&whole, &parted, sizeof(whole));
    }
    yb_arena_release(&arena);
}

static void the_same_policy_changes_nothing(void **state)
{
    static struct yb_simulation same;
    struct yb_year year = memory_open(&second);
    struct yb_simulation_run run = {.year = &year};
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 20);
    run.arena = &arena;
    run.policies[0] = run.policies[1] = policy_of(&arena, NULL, NULL);
    simulate(&run, 1, &same);
    assert_memory_equal(&same.all[0], &same.all[1], sizeof(same.all[0]));
    assert_int_equal(same.gained_fen + same.lost_fen, 0);
    assert_int_equal(same.gain_count + same.lose_count, 0);
    assert_int_equal(same.persons, year.head->count[YB_YEAR_PERSONS]);
    yb_arena_release(&arena);
}

/* Without memory there is no year and no simulation, and no half of one. */
static void no_memory_is_said(void **state)
{
    static uint64_t buffer[1 << 18];
    static struct yb_simulation simulation;
    struct yb_year year = memory_open(&second);
    struct yb_simulation_run run = {.year = &year};
    uint64_t seed = test_seed();
    struct yb_year_builder builder;
    struct yb_arena arena, small;
    struct yb_error error;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    run.policies[0] = run.policies[1] = policy_of(&arena, NULL, NULL);
    run.arena = &small;
    for (size_t size = 0; size < sizeof(buffer); size += 4096 + test_below(&seed, 65536)) {
        int rc;

        yb_arena_init_fixed(&small, buffer, size);
        rc = yb_simulate(&run, 0, year.head->count[YB_YEAR_PERSONS], &simulation, &error);
        assert_true(rc == YB_OK || rc == YB_E_NO_MEMORY);
        yb_arena_init_fixed(&small, buffer, size);
        yb_year_builder_init(&builder, &small, 2018, 390);
        give(&builder, 0, CLAIMS);
        first.size = 0;
        rc = yb_year_builder_write(&builder, 1, 1, &to_first, &error);
        assert_true(rc == YB_OK || rc == YB_E_NO_MEMORY);
        if (rc == YB_OK)
            memory_open(&first);
    }
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_keeps_what_it_was_given),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(a_simulation_is_the_claims_one_by_one),
        cmocka_unit_test(the_same_policy_changes_nothing),
        cmocka_unit_test(no_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
