/* A record comes back as it went in, and damaged bytes are refused, never read past. */
#include "test/test.h"

#include "app/settle/postings.h"
#include "app/settle/record.h"

#include <string.h>

#define ROWS 60

static int64_t some(uint64_t *seed)
{
    int64_t value = (int64_t)(test_random(seed) >> (test_random(seed) % 64));

    return test_random(seed) & 1 ? value : -value;
}

static void fill(struct yb_record *record, struct yb_trace_row *rows, uint64_t *seed)
{
    memset(rows, 0, ROWS * sizeof(*rows));
    *record = (struct yb_record){
        .facts = {test_random(seed), test_random(seed), (int16_t)(test_random(seed) % 120), 7, 0},
        .benefit_day = (int32_t)(test_random(seed) % 40000),
        .account_fen = some(seed),
        .trace = {rows, ROWS, test_random(seed) % (ROWS + 1)},
    };
    yb_facts_fill(&record->facts);
    for (size_t i = 0; i < record->trace.count; i++) {
        struct yb_trace_row *row = &rows[i];

        row->op = (uint8_t)(test_random(seed) % YB_TRACE_OPS);
        row->rounding = (uint8_t)(test_random(seed) % YB_ROUNDINGS);
        row->layer = (int16_t)(test_random(seed) % 17) - 1;
        row->rule = (int16_t)(test_random(seed) % 500) - 1;
        row->clause = (int16_t)(test_random(seed) % 300) - 1;
        row->index = (int32_t)(test_random(seed) % 20000);
        row->base = some(seed);
        row->value = some(seed);
        row->before = some(seed);
        row->amount = test_random(seed) & 1 ? 0 : some(seed);
    }
}

static void test_round_trip(void **state)
{
    uint64_t seed = test_seed();
    struct yb_trace_row rows[ROWS];
    struct yb_record record, back;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_text bytes;

    (void)state;
    yb_arena_init(&arena, 64 * 1024);
    for (int i = 0; i < 2000; i++) {
        fill(&record, rows, &seed);
        assert_int_equal(yb_record_encode(&record, &arena, &bytes, &error), 0);
        assert_int_equal(yb_record_decode(bytes, &arena, &back, &error), 0);
        assert_int_equal(back.facts.bits, record.facts.bits);
        assert_int_equal(back.facts.diseases, record.facts.diseases);
        assert_int_equal(back.facts.age, record.facts.age);
        assert_int_equal(back.facts.continuous_years, record.facts.continuous_years);
        assert_int_equal(back.facts.day, record.benefit_day);
        assert_int_equal(back.benefit_day, record.benefit_day);
        assert_int_equal(back.account_fen, record.account_fen);
        assert_int_equal(back.trace.count, record.trace.count);
        assert_memory_equal(back.trace.rows, rows, back.trace.count * sizeof(rows[0]));
        yb_arena_clear(&arena);
    }
    yb_arena_release(&arena);
}

/* A record of before a dimension existed reads as that dimension's first value. */
static void test_older(void **state)
{
    const uint64_t later = yb_dimension_mask(YB_DIM_KIND) | yb_dimension_mask(YB_DIM_NETWORK) |
                           yb_dimension_mask(YB_DIM_COHORT) | yb_dimension_mask(YB_DIM_SUPPLEMENT) |
                           yb_dimension_mask(YB_DIM_PRODUCT) | yb_dimension_mask(YB_DIM_STAY);
    struct yb_record record = {.facts = yb_facts_default(310)}, back;
    const uint64_t bits = record.facts.bits;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_text bytes;

    (void)state;
    yb_arena_init(&arena, 4096);
    assert_int_equal(YB_REFERRAL_UPWARD, 49); /* where stored facts have it */
    record.facts.bits &= ~later;
    assert_int_equal(yb_record_encode(&record, &arena, &bytes, &error), 0);
    assert_int_equal(yb_record_decode(bytes, &arena, &back, &error), 0);
    assert_true(back.facts.bits == bits);
    yb_arena_release(&arena);
}

/* Every shortening is refused; any change of bytes is either refused or read without a fault. */
static void test_damage(void **state)
{
    uint64_t seed = test_seed();
    struct yb_trace_row rows[ROWS];
    struct yb_record record, back;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_text bytes;

    (void)state;
    yb_arena_init(&arena, 64 * 1024);
    for (int i = 0; i < 300; i++) {
        char *copy;

        fill(&record, rows, &seed);
        assert_int_equal(yb_record_encode(&record, &arena, &bytes, &error), 0);
        for (size_t length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
            copy = malloc(length + 1);
            memcpy(copy, bytes.bytes, length);
            assert_int_equal(
                yb_record_decode((struct yb_text){copy, length}, &arena, &back, &error),
                YB_E_TAMPERED);
            free(copy);
        }
        copy = malloc(bytes.length);
        memcpy(copy, bytes.bytes, bytes.length);
        copy[test_random(&seed) % bytes.length] = (char)test_random(&seed);
        yb_record_decode((struct yb_text){copy, bytes.length}, &arena, &back, &error);
        free(copy);
        yb_arena_clear(&arena);
    }
    yb_arena_release(&arena);
}

static void test_postings(void **state)
{
    struct yb_posting_source source = {.psn_account_id = 5, .counter_account_id = 9};
    struct yb_posting out[YB_POSTINGS_MAX];

    (void)state;
    assert_int_equal(yb_postings_of(&source, out), 0);
    source.fund_fen[YB_FUND_HIFP] = 700;
    source.fund_account_id[YB_FUND_HIFP] = 3;
    source.fund_fen[YB_FUND_HOSP] = 50; /* never posted */
    source.fund_fen[YB_FUND_ACCT] = -20;
    assert_int_equal(yb_postings_of(&source, out), 2);
    assert_int_equal(out[0].debit_account_id, 3);
    assert_int_equal(out[0].credit_account_id, 9);
    assert_int_equal(out[0].amount_fen, 700);
    assert_int_equal(out[1].debit_account_id, 9);
    assert_int_equal(out[1].credit_account_id, 5);
    assert_int_equal(out[1].amount_fen, 20);
    assert_int_equal(out[1].fund, YB_FUND_ACCT);
    assert_true(yb_account_id(1, YB_TEXT("371525:390:390100")) > 0);
    assert_int_not_equal(yb_account_id(1, YB_TEXT("a")), yb_account_id(2, YB_TEXT("a")));
    assert_int_equal(yb_account_id(1, YB_TEXT("a")), yb_account_id(1, YB_TEXT("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_older),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_postings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
