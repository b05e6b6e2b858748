/* The shipped rules are the defaults; every mistake is named with its line. */
#include "test/test.h"

#include "app/chronic/chronic.h"
#include "app/settle/rules.h"

#include <string.h>
#include <unistd.h>

static void test_shipped(void **state)
{
    struct yb_settle_rules defaults, shipped;
    const char *data = getenv("YB_DATA");
    struct yb_error error;
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1024);
    memset(&shipped, 0xFF, sizeof(shipped));
    yb_settle_rules_init(&defaults);
    assert_int_equal(yb_settle_rules_read(
                         yb_arena_format(&arena, "%s/interface/rules.yaml", data ? data : "data"),
                         &shipped, &error),
                     0);
    assert_int_equal(shipped.benefit_day_is_admission, defaults.benefit_day_is_admission);
    assert_int_equal(shipped.benefit_day_is_transfer, defaults.benefit_day_is_transfer);
    assert_true(shipped.final_settlement_needs_discharge && shipped.chronic_needs_filing);
    assert_false(shipped.unknown_item_is_self_paid || shipped.presettled_amounts_must_agree);
    assert_int_equal(shipped.local_division_digits, defaults.local_division_digits);
    assert_int_equal(shipped.minor_below_age, defaults.minor_below_age);
    assert_int_equal(shipped.elderly_from_age, defaults.elderly_from_age);
    assert_int_equal(shipped.reversal_days, defaults.reversal_days);
    assert_int_equal(shipped.transfer_within_days, defaults.transfer_within_days);
    assert_int_equal(shipped.own_account_before_family, defaults.own_account_before_family);
    assert_int_equal(shipped.family_relations, defaults.family_relations);
    assert_int_equal(shipped.line_tolerance_fen, defaults.line_tolerance_fen);
    assert_false(shipped.chronic_reviewed || shipped.chronic_only_where_chosen);
    assert_int_equal(shipped.chronic_round_months, defaults.chronic_round_months);
    assert_int_equal(shipped.chronic_valid_months, defaults.chronic_valid_months);
    assert_int_equal(shipped.chronic_expiring_days, defaults.chronic_expiring_days);
    assert_int_equal(shipped.chronic_institutions_most, defaults.chronic_institutions_most);
    assert_string_equal(shipped.chronic_at_once, defaults.chronic_at_once);
    assert_string_equal(shipped.chronic_evidence, defaults.chronic_evidence);
    assert_true(shipped.two_diseases_need_filing && !shipped.maternity_needs_filing);
    assert_false(shipped.special_drugs_need_filing);
    assert_string_equal(shipped.two_diseases, defaults.two_diseases);
    assert_string_equal(shipped.mutual_recognition, defaults.mutual_recognition);
    assert_false(shipped.recognised_by_their_catalogue || shipped.place_catalogue_needed);
    yb_arena_release(&arena);
}

static const struct {
    const char *text;
    int code, line;
} files[] = {
    {"minor_below_age: 16\n", 0, 0},
    {"inpatient_benefit_day: admission\n", 0, 0},
    {"transfer_benefit_day: transfer\n", 0, 0},
    {"transfer_benefit_day: admission\n", YB_E_WRONG_FORMAT, 1},
    {"a: 1\n", YB_E_UNKNOWN_KEY, 1},
    {"family_relations: 1,5\n", 0, 0},
    {"family_relations: 1,0\n", YB_E_WRONG_FORMAT, 1},
    {"family_relations: 1,\n", YB_E_WRONG_FORMAT, 1},
    {"minor_below_age: 16\nelderly_from_age: old\n", YB_E_WRONG_FORMAT, 2},
    {"local_division_digits: 7\n", YB_E_WRONG_FORMAT, 1},
    {"card_sn_needed: yes\n", YB_E_WRONG_FORMAT, 1},
    {"inpatient_benefit_day: birthday\n", YB_E_WRONG_FORMAT, 1},
    {"line_tolerance: -0.01\n", YB_E_WRONG_FORMAT, 1},
    {"chronic_confirmed_by: agency\nchronic_round_months: 3,6,9,12\n", 0, 0},
    {"chronic_round_months: 0\n", YB_E_WRONG_FORMAT, 1},
    {"chronic_round_months: 5,\n", YB_E_WRONG_FORMAT, 1},
    {"chronic_at_once: M00500,M0160\n", 0, 0},
    {"chronic_at_once: M00500,,M0160\n", YB_E_WRONG_FORMAT, 1},
    {"chronic_evidence: none\n", 0, 0},
    {"mutual_recognition: 5113,H51050000001\nplace_catalogue_missing: refused\n", 0, 0},
    {"recognised_catalogue: theirs\n", YB_E_WRONG_FORMAT, 1},
    {"- 1\n", YB_E_WRONG_FORMAT, 1},
};

static void test_files(void **state)
{
    char path[] = "/tmp/yb_rules_XXXXXX";
    int handle = mkstemp(path);

    (void)state;
    assert_true(handle >= 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct yb_settle_rules rules;
        struct yb_error error = {0};
        FILE *file = fopen(path, "w");

        fputs(files[i].text, file);
        fclose(file);
        assert_int_equal(yb_settle_rules_read(path, &rules, &error), files[i].code);
        assert_int_equal(error.line, files[i].line);
    }
    close(handle);
    unlink(path);
}

/* So many months from the end of one go to the end of another, not to the day before it. */
static void test_last_day_of_a_register(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *last;
    } rows[] = {{"2018-05-10", 24, "2020-05-09"}, {"2024-01-01", 12, "2024-12-31"},
                {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-28"},
                {"2023-08-31", 6, "2024-02-29"},  {"2023-03-01", 12, "2024-02-29"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct yb_filing_row filing = {.begndate = YB_DAY_NONE, .enddate = YB_DAY_NONE};
        struct yb_settle_rules rules = {.chronic_valid_months = rows[i].months};
        int32_t begndate, enddate = YB_DAY_NONE;
        char last[11];

        assert_true(yb_day_parse(yb_text_of(rows[i].from), &begndate));
        yb_chronic_dates(&rules, &filing, begndate, &begndate, &enddate);
        yb_day_format(enddate, last);
        assert_string_equal(last, rows[i].last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_last_day_of_a_register),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
