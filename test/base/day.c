#include "test/test.h"

#include "base/day.h"

static void every_day_comes_back(void **state)
{
    int32_t day, last = YB_DAY_NONE;
    char text[11];

    (void)state;
    for (day = YB_DAY_MIN; day <= YB_DAY_MAX; day++) {
        struct yb_civil civil = yb_day_civil(day);
        int32_t back;

        assert_int_equal(yb_day_of(civil.year, civil.month, civil.day), day);
        yb_day_format(day, text);
        assert_true(yb_day_parse(yb_text_of(text), &back));
        assert_int_equal(back, day);
        last = day;
    }
    assert_int_equal(last, YB_DAY_MAX);
    assert_int_equal(yb_day_of(1970, 1, 1), 0);
    assert_int_equal(yb_day_of(2018, 1, 1), 17532);
}

static void impossible_dates_are_refused(void **state)
{
    static const char *const bad[] = {"2018-02-29", "2018-13-01", "2018-00-10", "2018-1-1",
                                      "20180101",   "1899-12-31", "2100-01-01", "2018-01-01 ",
                                      "",           "2018-04-31", "abcd-ef-gh"};
    int32_t day;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(yb_day_parse(yb_text_of(bad[i]), &day));
    assert_true(yb_day_parse(YB_TEXT("2020-02-29"), &day));
}

static void months_and_ages(void **state)
{
    (void)state;
    assert_int_equal(yb_day_add_months(yb_day_of(2024, 1, 31), 1), yb_day_of(2024, 2, 29));
    assert_int_equal(yb_day_add_months(yb_day_of(2024, 10, 15), 3), yb_day_of(2025, 1, 15));
    assert_int_equal(yb_day_add_months(yb_day_of(2024, 3, 31), -1), yb_day_of(2024, 2, 29));
    assert_int_equal(yb_day_age(yb_day_of(1950, 6, 2), yb_day_of(2020, 6, 1)), 69);
    assert_int_equal(yb_day_age(yb_day_of(1950, 6, 1), yb_day_of(2020, 6, 1)), 70);
}

static void instants_are_china_time(void **state)
{
    int64_t instant;
    char text[20], text17[18];

    (void)state;
    assert_true(yb_instant_parse(YB_TEXT("2018-01-01 07:59:59"), &instant));
    assert_int_equal(instant, INT64_C(1514764799000));
    assert_int_equal(yb_instant_day(instant), yb_day_of(2018, 1, 1));
    yb_instant_format(instant, text);
    assert_string_equal(text, "2018-01-01 07:59:59");
    yb_instant_format_17(instant + 7, text17);
    assert_string_equal(text17, "20180101075959007");
    assert_false(yb_instant_parse(YB_TEXT("2018-01-01 24:00:00"), &instant));
    assert_false(yb_instant_parse(YB_TEXT("2018-01-01T07:59:59"), &instant));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(months_and_ages),
        cmocka_unit_test(instants_are_china_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
