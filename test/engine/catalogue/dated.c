#include "test/test.h"

#include <string.h>

#include "engine/catalogue/dated.h"

static struct yb_arena arena;

static int clear(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    yb_arena_init(&arena, 1 << 16);
    return 0;
}

static int build(struct yb_dated *dated, const struct yb_dated_key *keys, int32_t count,
                 int32_t *order, struct yb_error *error)
{
    struct yb_dated_keys all = {keys, count};
    struct yb_dated_order to = {order, NULL};

    return yb_dated_build(dated, &arena, &all, &to, error);
}

static void edge_days(void **state)
{
    const struct yb_dated_key keys[] = {
        {YB_TEXT("B"), 100, 199},        {YB_TEXT("A"), 10, 20},
        {YB_TEXT("B"), 300, YB_DAY_MAX}, /* a gap of 201..299 */
        {YB_TEXT("B"), 200, 200},        /* one day, adjoining */
        {YB_TEXT("BB"), 0, 5},
    };
    static const struct {
        const char *code;
        int32_t day, given; /* number of the given key, -1 */
    } rows[] = {
        {"A", 9, -1},   {"A", 10, 1},         {"A", 20, 1},   {"A", 21, -1},
        {"B", 99, -1},  {"B", 100, 0},        {"B", 199, 0},  {"B", 200, 3},
        {"B", 201, -1}, {"B", 299, -1},       {"B", 300, 2},  {"BB", 0, 4},
        {"BB", 6, -1},  {"B", YB_DAY_MAX, 2}, {"C", 100, -1}, {"", 100, -1},
    };
    struct yb_dated dated;
    int32_t order[5], row;
    size_t i;

    (void)state;
    assert_int_equal(build(&dated, keys, 5, order, NULL), YB_OK);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        row = yb_dated_find(&dated, yb_text_of(rows[i].code), rows[i].day);
        assert_int_equal(row < 0 ? -1 : order[row], rows[i].given);
    }
    assert_int_equal(yb_dated_first(&dated, YB_TEXT("B")), 1);
    assert_int_equal(yb_dated_first(&dated, YB_TEXT("X")), -1);
}

static void overlaps_are_refused(void **state)
{
    static const struct {
        int32_t from_1, to_1, from_2, to_2;
        bool refused;
    } rows[] = {
        {0, 10, 11, 20, false}, {0, 10, 10, 20, true}, {0, 10, 0, 10, true},
        {5, 6, 0, 4, false},    {5, 6, 0, 5, true},    {0, 100, 50, 60, true},
    };
    struct yb_error error = {0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_dated_key keys[] = {{YB_TEXT("X1"), rows[i].from_1, rows[i].to_1},
                                      {YB_TEXT("X1"), rows[i].from_2, rows[i].to_2}};
        struct yb_dated dated;
        int32_t order[2];

        assert_int_equal(build(&dated, keys, 2, order, &error),
                         rows[i].refused ? YB_E_OVERLAP : YB_OK);
        if (rows[i].refused)
            assert_string_equal(error.args[0], "X1");
    }
}

static void nothing_is_fine(void **state)
{
    struct yb_dated dated;

    (void)state;
    assert_int_equal(build(&dated, NULL, 0, NULL, NULL), YB_OK);
    assert_int_equal(yb_dated_find(&dated, YB_TEXT("A"), 0), -1);
}

static int32_t scan(const struct yb_dated_key *keys, int32_t count, struct yb_text code,
                    int32_t day)
{
    int32_t i;

    for (i = 0; i < count; i++)
        if (yb_text_equal(keys[i].code, code) && keys[i].from_day <= day && day <= keys[i].to_day)
            return i;
    return -1;
}

static bool is_known(const struct yb_dated_key *keys, int32_t count, struct yb_text code)
{
    int32_t i;

    for (i = 0; i < count; i++)
        if (yb_text_equal(keys[i].code, code))
            return true;
    return false;
}

/* Codes that begin one another, spans with and without gaps, in a shuffled order. */
static int32_t make_keys(uint64_t *seed, struct yb_dated_key *keys, int32_t most)
{
    int32_t count = 0, codes = 1 + (int32_t)(test_random(seed) % 60), i;

    for (i = 0; i < codes; i++) {
        char *code = yb_arena_format(&arena, "%0*d", 1 + (int)(test_random(seed) % 3), i);
        int32_t day = (int32_t)(test_random(seed) % 50), spans = (int32_t)(test_random(seed) % 5);

        if (is_known(keys, count, yb_text_of(code)))
            continue;
        for (; spans && count < most; spans--) {
            keys[count].code = yb_text_of(code);
            keys[count].from_day = day;
            keys[count].to_day = day + (int32_t)(test_random(seed) % 20);
            day = keys[count++].to_day + 1 + (int32_t)(test_random(seed) % 3);
        }
    }
    for (i = count - 1; i > 0; i--) {
        int32_t other = (int32_t)(test_random(seed) % (uint64_t)(i + 1));
        struct yb_dated_key spare = keys[i];

        keys[i] = keys[other];
        keys[other] = spare;
    }
    return count;
}

static void find_agrees_with_a_scan(void **state)
{
    uint64_t seed = test_seed();
    int round;

    (void)state;
    for (round = 0; round < 200; round++) {
        struct yb_dated_key keys[300];
        int32_t order[300], count, i;
        struct yb_dated dated;

        clear(NULL);
        count = make_keys(&seed, keys, 300);
        assert_int_equal(build(&dated, keys, count, order, NULL), YB_OK);
        for (i = 0; i < 500; i++) {
            char *code = yb_arena_format(&arena, "%0*d", 1 + (int)(test_random(&seed) % 3),
                                         (int)(test_random(&seed) % 60));
            int32_t day = (int32_t)(test_random(&seed) % 160);
            int32_t row = yb_dated_find(&dated, yb_text_of(code), day);

            assert_int_equal(row < 0 ? -1 : order[row], scan(keys, count, yb_text_of(code), day));
        }
    }
}

static void codes_have_a_longest(void **state)
{
    static char bytes[YB_DATED_CODE_MAX + 1];
    struct yb_dated_key key = {{bytes, YB_DATED_CODE_MAX}, 0, 1};
    struct yb_dated dated;
    struct yb_error error;
    int32_t order[1];

    (void)state;
    memset(bytes, 'x', sizeof(bytes));
    assert_int_equal(build(&dated, &key, 1, order, NULL), YB_OK);
    assert_int_equal(yb_dated_find(&dated, key.code, 1), 0);
    key.code.length++;
    assert_int_equal(yb_dated_find(&dated, key.code, 1), -1);
    assert_int_equal(build(&dated, &key, 1, order, &error), YB_E_TOO_LONG);
}

static void memory_may_run_out(void **state)
{
    const struct yb_dated_key keys[] = {{YB_TEXT("A"), 0, 1}, {YB_TEXT("B"), 0, 1}};
    struct yb_dated dated;
    int32_t order[2];
    int64_t n;

    (void)state;
    for (n = 1;; n++) {
        struct yb_error error = {0};
        int code;

        clear(NULL);
        arena.fail_at = n;
        code = build(&dated, keys, 2, order, &error);
        if (code == YB_OK)
            break;
        assert_int_equal(code, YB_E_NO_MEMORY);
    }
    assert_true(n > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(edge_days, clear),
        cmocka_unit_test_setup(overlaps_are_refused, clear),
        cmocka_unit_test_setup(nothing_is_fine, clear),
        cmocka_unit_test_setup(find_agrees_with_a_scan, clear),
        cmocka_unit_test_setup(codes_have_a_longest, clear),
        cmocka_unit_test_setup_teardown(memory_may_run_out, clear, clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
