#include "test/test.h"

#include "base/money.h"

static void rounding_is_named_at_every_step(void **state)
{
    static const struct {
        int64_t a, b, c, half_up, truncate, up;
    } rows[] = {
        {10, 1, 4, 3, 2, 3},     /* 2.5 */
        {-10, 1, 4, -3, -2, -3}, /* a cancelled amount is the exact negative */
        {7, 1, 3, 2, 2, 3},      /* 2.33 */
        {8, 1, 3, 3, 2, 3},      /* 2.67 */
        {9, 1, 3, 3, 3, 3},      /* exact */
        {0, 5, 7, 0, 0, 0},
        {269500, 95, 30, 853417, 853416, 853417}, /* the maternity allowance printed truncated */
        {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(yb_muldiv(rows[i].a, rows[i].b, rows[i].c, YB_ROUND_HALF_UP),
                         rows[i].half_up);
        assert_int_equal(yb_muldiv(rows[i].a, rows[i].b, rows[i].c, YB_ROUND_TRUNCATE),
                         rows[i].truncate);
        assert_int_equal(yb_muldiv(rows[i].a, rows[i].b, rows[i].c, YB_ROUND_UP), rows[i].up);
    }
}

static void times_agrees_with_muldiv(void **state)
{
    uint64_t seed = test_seed();
    int i, r;

    (void)state;
    for (i = 0; i < 100000; i++) {
        int64_t amount =
            (int64_t)(test_random(&seed) % (2 * (uint64_t)YB_AMOUNT_FEN_MAX)) - YB_AMOUNT_FEN_MAX;
        int64_t rate = (int64_t)(test_random(&seed) % 1000001);

        for (r = 0; r < YB_ROUNDINGS; r++)
            assert_int_equal(yb_money_times(amount, rate, (enum yb_rounding)r),
                             yb_muldiv(amount, rate, YB_PPM, (enum yb_rounding)r));
    }
}

static void amounts_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t fen;
    } rows[] = {
        {"1234.56", true, 123456},
        {"0.1", true, 10},
        {"100", true, 10000},
        {"-3.50", true, -350},
        {"+1.00", true, 100},
        {"1.500", true, 150},
        {"1.234", false, 0},
        {"", false, 0},
        {".", false, 0},
        {"1.", false, 0},
        {".5", true, 50},
        {"1e3", false, 0},
        {" 1", false, 0},
        {"1,000", false, 0},
        {"--1", false, 0},
        {"NaN", false, 0},
        {"0x10", false, 0},
        {"90000000000", true, YB_AMOUNT_FEN_MAX},
        {"90000000000.01", false, 0},
        {"99999999999999999999", false, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t fen = 0;

        assert_int_equal(yb_money_parse(yb_text_of(rows[i].text), &fen), rows[i].ok);
        assert_int_equal(fen, rows[i].fen);
    }
}

static void rates_are_percentages(void **state)
{
    char out[YB_DECIMAL_TEXT_MAX];
    int64_t ppm;

    (void)state;
    assert_true(yb_rate_parse(YB_TEXT("80 %"), &ppm));
    assert_int_equal(ppm, 800000);
    assert_true(yb_rate_parse(YB_TEXT("0.45%"), &ppm));
    assert_int_equal(ppm, 4500);
    assert_false(yb_rate_parse(YB_TEXT("0.8"), &ppm));
    assert_false(yb_rate_parse(YB_TEXT("-5 %"), &ppm));
    yb_rate_format(888000, out);
    assert_string_equal(out, "88.8%");
    yb_rate_format(1000000, out);
    assert_string_equal(out, "100%");
    yb_money_format(-5, out);
    assert_string_equal(out, "-0.05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_is_named_at_every_step),
        cmocka_unit_test(times_agrees_with_muldiv),
        cmocka_unit_test(amounts_are_read_exactly),
        cmocka_unit_test(rates_are_percentages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
