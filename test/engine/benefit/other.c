#include "test/engine/pack.h"

#include <string.h>

#include "engine/benefit/maternity.h"
#include "engine/enrol/credit.h"
#include "engine/enrol/waiting.h"

static void waiting(void **state)
{
    static const char national[] =
        "waiting: {fixed_months: 3, months_per_broken_year: 1, repair_months_per_year_paid: 1,\n"
        "          long_break: {from_years: 4, at_least_months: 6}, source: s}\n";
    static const char every_year[] = "waiting: {fixed_months: 3, months_per_broken_year: 1, "
                                     "first_broken_year_counts: true, source: s}\n";
    static const char plain[] = "waiting: {fixed_months: 3, at_least_months: 4, source: s}\n";
    static const struct {
        const char *rule;
        int broken, repaired, code, months;
    } rows[] = {
        {national, 0, 0, YB_OK, 3},
        {national, 1, 0, YB_OK, 3},
        {national, 2, 0, YB_OK, 4},
        {national, 2, 1, YB_OK, 3},
        {national, 2, 2, YB_OK, 3},
        {national, 3, 0, YB_OK, 5},
        {national, 4, 0, YB_OK, 6},
        {national, 4, 3, YB_OK, 6},
        {national, 6, 0, YB_OK, 8},
        {national, 6, 1, YB_OK, 7},
        {every_year, 2, 0, YB_OK, 5},
        {plain, 9, 0, YB_OK, 4},
        {national, -1, 0, YB_E_OUT_OF_RANGE, 0},
        {national, 101, 0, YB_E_OUT_OF_RANGE, 0},
        {national, 1, 2, YB_E_OUT_OF_RANGE, 0},
        {"", 0, 0, YB_E_POLICY_NOT_STATED, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_waiting_case in = {yb_day_of(2027, 1, 31), rows[i].broken, rows[i].repaired};
        struct yb_mistakes mistakes;
        struct yb_waiting out;
        struct yb_policy *policy;
        struct yb_arena arena;
        struct yb_error error;

        yb_arena_init(&arena, 1 << 14);
        policy =
            test_pack(&arena, yb_arena_format(&arena, "%s%s", TEST_HEAD, rows[i].rule), &mistakes);
        assert_non_null(policy);
        assert_int_equal(yb_waiting_of(policy, &in, &out, &error), rows[i].code);
        if (rows[i].code == YB_OK) {
            assert_int_equal(out.months, rows[i].months);
            assert_int_equal(out.from_day, yb_day_add_months(in.paid_day, out.months));
        }
        yb_arena_release(&arena);
    }
}

static void credit(void **state)
{
    static const char text[] =
        TEST_HEAD "rounding: truncate\n"
                  "account_credit:\n"
                  "  - {when: {age: {from: 70}}, monthly: 100.00, source: s}\n"
                  "  - {when: {person: elderly}, rate: 4.5 %, of: pension, source: s}\n"
                  "  - {when: {age: {from: 45}}, rate: 3.2 %, of: monthly_wage, rounding: half_up, "
                  "source: s}\n";
    static const struct {
        int age;
        enum yb_value person;
        int64_t wage, pension;
        int code, row;
        int64_t amount;
    } rows[] = {
        {70, YB_PERSON_ELDERLY, 1, 1, YB_OK, 0, 10000},
        {69, YB_PERSON_ELDERLY, -1, 300011, YB_OK, 1, 13500},
        {50, YB_PERSON_ADULT, 300017, -1, YB_OK, 2, 9601},
        {44, YB_PERSON_ADULT, 300017, -1, YB_OK, -1, 0},
        {50, YB_PERSON_ADULT, -1, 5, YB_E_MISSING, 0, 0},
        {50, YB_PERSON_ADULT, YB_AMOUNT_FEN_MAX + 1, 5, YB_E_OUT_OF_RANGE, 0, 0},
    };
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_arena arena;
    size_t i;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    policy = test_pack(&arena, text, &mistakes);
    assert_non_null(policy);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_credit_case in = {yb_facts_default(390), rows[i].wage, -1, rows[i].pension};
        struct yb_credit out;
        struct yb_error error;

        in.facts.age = (int16_t)rows[i].age;
        yb_facts_set(&in.facts, rows[i].person);
        assert_int_equal(yb_credit_of(policy, &in, &out, &error), rows[i].code);
        if (rows[i].code != YB_OK)
            continue;
        assert_int_equal(out.row, rows[i].row);
        assert_int_equal(out.amount_fen, rows[i].amount);
    }
    yb_arena_release(&arena);
}

static void allowance(void **state)
{
    static const struct {
        const char *rule;
        int64_t wage, average;
        int days, code;
        int64_t amount;
    } rows[] = {
        {"divide_by_days: 30, rounding: half_up", 600000, -1, 98, YB_OK, 1960000},
        {"divide_by_days: 30, rounding: truncate", 269500, -1, 95, YB_OK, 853416},
        {"divide_by_days: 30, rounding: half_up", 269500, -1, 95, YB_OK, 853417},
        {"divide_by_days: 30.4, rounding: half_up", 304000, -1, 10, YB_OK, 100000},
        {"divide_by_days: 30, rounding: half_up, wage_at_least: 60 %, wage_at_most: 300 %", 100000,
         600000, 30, YB_OK, 360000},
        {"divide_by_days: 30, rounding: half_up, wage_at_least: 60 %, wage_at_most: 300 %", 9000000,
         600000, 30, YB_OK, 1800000},
        {"divide_by_days: 30, rounding: half_up, wage_at_least: 60 %", 1, -1, 30, YB_E_MISSING, 0},
        {"divide_by_days: 30, rounding: half_up", -1, -1, 30, YB_E_OUT_OF_RANGE, 0},
        {"divide_by_days: 30, rounding: half_up", 1, -1, 367, YB_E_OUT_OF_RANGE, 0},
        {"divide_by_days: 30, rounding: truncate, wage_of: employer_base", 269500, -1, 95, YB_OK,
         853416},
        {"divide_by_days: 30.4, rounding: half_up, wage_of: own_base, wage_at_least: 60 %", 100000,
         500000, 98, YB_OK, 967105},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_allowance_case in = {rows[i].wage, rows[i].average, rows[i].days};
        struct yb_mistakes mistakes;
        struct yb_allowance out;
        struct yb_policy *policy;
        struct yb_arena arena;
        struct yb_error error;

        yb_arena_init(&arena, 1 << 14);
        policy = test_pack(&arena,
                           yb_arena_format(&arena, "%smaternity_allowance: {%s, source: s}\n",
                                           TEST_HEAD, rows[i].rule),
                           &mistakes);
        assert_non_null(policy);
        assert_int_equal(yb_allowance_of(policy, &in, &out, &error), rows[i].code);
        if (rows[i].code == YB_OK)
            assert_int_equal(out.amount_fen, rows[i].amount);
        yb_arena_release(&arena);
    }
}

/* The nation's days, a pack's own, and what neither has. */
static void leave(void **state)
{
    static const char national[] =
        "days: {delivery: 98, difficult_plus: 15, further_child_plus: 15,"
        " early_miscarriage: 15, miscarriage: 42, early_below_weeks: 16}";
    static const char extended[] =
        "days: {delivery: 98, difficult_plus: 15, further_child_plus: 15, extension: 60,"
        " early_miscarriage: 15, miscarriage: 42, early_below_weeks: 16}";
    static const struct {
        const char *rule;
        struct yb_birth birth;
        int code, days;
    } rows[] = {
        {national, {YB_BIRTH_DELIVERY, 0, 1, YB_ALLOWANCE_BIRTH}, YB_OK, 98},
        {national, {YB_BIRTH_DELIVERY, 0, 0, YB_ALLOWANCE_BIRTH}, YB_OK, 98},
        {national, {YB_BIRTH_DIFFICULT, 39, 1, YB_ALLOWANCE_BIRTH}, YB_OK, 113},
        {national, {YB_BIRTH_DIFFICULT, 39, 2, YB_ALLOWANCE_BIRTH}, YB_OK, 128},
        {national, {YB_BIRTH_DELIVERY, 37, 3, YB_ALLOWANCE_BIRTH}, YB_OK, 128},
        {national, {YB_BIRTH_MISCARRIAGE, 15, 0, YB_ALLOWANCE_BIRTH}, YB_OK, 15},
        {national, {YB_BIRTH_MISCARRIAGE, 16, 0, YB_ALLOWANCE_BIRTH}, YB_OK, 42},
        {national, {YB_BIRTH_MISCARRIAGE, 16, 2, YB_ALLOWANCE_BIRTH}, YB_OK, 42},
        {national, {YB_BIRTH_NONE, 0, 0, YB_ALLOWANCE_BIRTH}, YB_OK, 0},
        {extended, {YB_BIRTH_DELIVERY, 0, 1, YB_ALLOWANCE_BIRTH}, YB_OK, 158},
        {extended, {YB_BIRTH_MISCARRIAGE, 8, 0, YB_ALLOWANCE_BIRTH}, YB_OK, 15},
        {national, {YB_BIRTH_MISCARRIAGE, 0, 0, YB_ALLOWANCE_BIRTH}, YB_E_OUT_OF_RANGE, 0},
        {national, {YB_BIRTH_MISCARRIAGE, 46, 0, YB_ALLOWANCE_BIRTH}, YB_E_OUT_OF_RANGE, 0},
        {national, {YB_BIRTH_DELIVERY, 0, 10, YB_ALLOWANCE_BIRTH}, YB_E_OUT_OF_RANGE, 0},
        {"divide_by_days: 30",
         {YB_BIRTH_DELIVERY, 0, 1, YB_ALLOWANCE_BIRTH},
         YB_E_POLICY_NOT_STATED,
         0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool stated = strncmp(rows[i].rule, "days", 4) == 0;
        struct yb_mistakes mistakes;
        struct yb_policy *policy;
        struct yb_arena arena;
        struct yb_error error;
        struct yb_leave out;

        yb_arena_init(&arena, 1 << 14);
        policy = test_pack(&arena,
                           yb_arena_format(&arena,
                                           "%srounding: half_up\nmaternity_allowance: "
                                           "{%s%s, source: s}\n",
                                           TEST_HEAD, stated ? "divide_by_days: 30, " : "",
                                           rows[i].rule),
                           &mistakes);
        assert_non_null(policy);
        assert_int_equal(yb_allowance_days(policy, &rows[i].birth, &out, &error), rows[i].code);
        if (rows[i].code == YB_OK) {
            assert_int_equal(out.days, rows[i].days);
            assert_int_equal(out.days, out.base + out.difficult + out.further + out.extension);
        }
        yb_arena_release(&arena);
    }
    for (int kind = 0; kind < YB_BIRTH_KINDS; kind++)
        assert_int_equal(yb_birth_find(yb_text_of(yb_birth_key((enum yb_birth_kind)kind))), kind);
    assert_int_equal(yb_birth_find(YB_TEXT("birth")), -1);
}

/* What a birth brings the father: days paid by the formula, a fixed amount for his wife's care. */
static void father(void **state)
{
    static const char both[] =
        "divide_by_days: 30, paternity: {days: 15, source: s},"
        " unemployed_spouse: {delivery: 1200.00, difficult: 1600.00, miscarriage: 0.00}";
    static const struct {
        const char *rule;
        struct yb_birth birth;
        int code, days;
        int64_t fen;
    } rows[] = {
        {both, {YB_BIRTH_DELIVERY, 0, 0, YB_ALLOWANCE_PATERNITY}, YB_OK, 15, 0},
        {both, {YB_BIRTH_DIFFICULT, 0, 2, YB_ALLOWANCE_PATERNITY}, YB_OK, 15, 0},
        {both, {YB_BIRTH_NONE, 0, 0, YB_ALLOWANCE_PATERNITY}, YB_OK, 0, 0},
        {both, {YB_BIRTH_MISCARRIAGE, 10, 0, YB_ALLOWANCE_PATERNITY}, YB_E_OUT_OF_RANGE, 0, 0},
        {both, {YB_BIRTH_DELIVERY, 0, 0, YB_ALLOWANCE_SPOUSE}, YB_OK, 0, 120000},
        {both, {YB_BIRTH_DIFFICULT, 0, 0, YB_ALLOWANCE_SPOUSE}, YB_OK, 0, 160000},
        {both, {YB_BIRTH_MISCARRIAGE, 0, 0, YB_ALLOWANCE_SPOUSE}, YB_OK, 0, 0},
        {both, {YB_BIRTH_NONE, 0, 0, YB_ALLOWANCE_SPOUSE}, YB_E_OUT_OF_RANGE, 0, 0},
        {"divide_by_days: 30",
         {YB_BIRTH_DELIVERY, 0, 0, YB_ALLOWANCE_PATERNITY},
         YB_E_POLICY_NOT_STATED,
         0,
         0},
        {"divide_by_days: 30",
         {YB_BIRTH_DELIVERY, 0, 0, YB_ALLOWANCE_SPOUSE},
         YB_E_POLICY_NOT_STATED,
         0,
         0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_allowance amount = {0};
        struct yb_mistakes mistakes;
        struct yb_policy *policy;
        struct yb_arena arena;
        struct yb_error error;
        struct yb_leave out;
        int rc;

        yb_arena_init(&arena, 1 << 14);
        policy = test_pack(&arena,
                           yb_arena_format(&arena,
                                           "%srounding: half_up\nmaternity_allowance: "
                                           "{%s, source: s}\n",
                                           TEST_HEAD, rows[i].rule),
                           &mistakes);
        assert_non_null(policy);
        rc = yb_allowance_days(policy, &rows[i].birth, &out, &error);
        if (rc == YB_OK && rows[i].birth.of == YB_ALLOWANCE_SPOUSE)
            rc = yb_spouse_allowance_of(policy, rows[i].birth.kind, &amount, &error);
        assert_int_equal(rc, rows[i].code);
        if (rc == YB_OK) {
            assert_int_equal(out.days, rows[i].days);
            assert_int_equal(amount.amount_fen, rows[i].fen);
        }
        yb_arena_release(&arena);
    }
    for (int kind = 0; kind < YB_ALLOWANCE_KINDS; kind++)
        assert_int_equal(
            yb_allowance_kind_find(yb_text_of(yb_allowance_kind_key((enum yb_allowance_kind)kind))),
            kind);
    assert_int_equal(yb_allowance_kind_find(YB_TEXT("father")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting), cmocka_unit_test(credit), cmocka_unit_test(allowance),
        cmocka_unit_test(father),  cmocka_unit_test(leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
