#include "test/engine/pack.h"

#include "engine/benefit/cases.h"
#include "engine/benefit/coverage.h"

static const char pack[] =
    TEST_HEAD TEST_STATED "unstated: [off_site]\n"
                          "lists: {a: {source: s 三, kinds: [白血病]}}\n"
                          "accumulators: {visits: {counts: visits}}\n"
                          "limits: {year: {fund_pays_at_most: 1000.00, source: s 二}}\n"
                          "layers:\n  - layer: pool\n    source: s 一\n    pays_from: hifp\n"
                          "    works_on: in_scope\n    rules:\n"
                          "      - rule: in\n        when: {care: inpatient}\n"
                          "        deductible: {nth_of: visits, any: [100.00, 50.00]}\n"
                          "        pays: 80 %\n        counts_toward: [year]\n"
                          "      - rule: ill\n        when: {disease: a}\n        pays: 50 %\n"
                          "waiting: {fixed_months: 3, source: s 四}\n";

struct run {
    struct yb_arena arena;
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_cases cases;
    int rc;
};

static void start(struct run *run, const char *text)
{
    struct yb_node *root;
    struct yb_error error;

    yb_arena_init(&run->arena, 1 << 16);
    run->policy = test_pack(&run->arena, pack, &run->mistakes);
    assert_non_null(run->policy);
    assert_int_equal(yb_yaml_read(yb_text_of(text), "c.yaml", &run->arena, &root, &error), YB_OK);
    run->rc = yb_cases_read(root, "c.yaml", run->policy, &run->arena, &run->mistakes, &run->cases);
}

#define CASES(text) "pack: t.yaml\ncases:\n" text
#define ONE(text)                                                                                  \
    CASES("  - case: 甲\n    day: 2018-03-01\n    visit: {care: inpatient}\n"                     \
          "    lines: [{amount: 1100.00}]\n" text)

static void wrong_files_are_refused(void **state)
{
    static const struct {
        const char *text;
        int code, line;
    } rows[] = {
        {"pack: t.yaml\n", YB_E_MISSING, 1},
        {"pack: t.yaml\ncases: {}\n", YB_E_WRONG_TYPE, 2},
        {CASES("  - case: a\n    dya: 2018-01-01\n"), YB_E_UNKNOWN_KEY, 4},
        {CASES("  - case: a\n    day: 2018-13-01\n    lines: []\n    expect: {}\n"),
         YB_E_WRONG_FORMAT, 4},
        {CASES("  - case: a\n    day: 2017-12-31\n    lines: []\n    expect: {}\n"),
         YB_E_OUT_OF_RANGE, 4},
        {CASES("  - case: a\n    day: 2018-01-01\n    expect: {}\n"), YB_E_MISSING, 3},
        {ONE(""), YB_E_MISSING, 3},
        {ONE("    expect: {pool: 1.00}\n"), YB_E_UNKNOWN_KEY, 7},
        {ONE("    expect: {layers: {poll: 1.00}}\n"), YB_E_POLICY_NO_LIST, 7},
        {ONE("    expect: {funds: {gold: 1.00}}\n"), YB_E_POLICY_NO_LIST, 7},
        {ONE("    expect: {after: {gold: 1.00}}\n"), YB_E_POLICY_NO_LIST, 7},
        {ONE("    expect: {total: 1100}\n"), YB_E_WRONG_FORMAT, 7},
        {ONE("    expect: {}\n    before: {visits: 1.00}\n"), YB_E_OUT_OF_RANGE, 8},
        {ONE("    expect: {}\n    before: {year: 1}\n"), YB_E_WRONG_FORMAT, 8},
        {ONE("    expect: {}\n    before: {gold: 1}\n"), YB_E_POLICY_NO_LIST, 8},
        {ONE("    expect: {}\n    person: {person: king}\n"), YB_E_UNKNOWN_CODE, 8},
        {ONE("    expect: {}\n    person: {age: old}\n"), YB_E_OUT_OF_RANGE, 8},
        {ONE("    expect: {rates: [{of: cash, in: total}]}\n"), YB_E_MISSING, 7},
        {ONE("    expect: {rates: [{of: gold, in: total, is: 1 %}]}\n"), YB_E_UNKNOWN_CODE, 7},
        {ONE("    expect: {rates: [{of: cash, in: total, is: 0.1}]}\n"), YB_E_WRONG_FORMAT, 7},
        {ONE("    expect: {}\n    printed: {cash: 1.00}\n"), YB_E_MISSING, 8},
        {CASES("  - case: a\n    day: 2018-01-01\n    lines: [{amount: 1.00, class: D}]\n"
               "    expect: {}\n"),
         YB_E_UNKNOWN_CODE, 5},
        {CASES("  - case: a\n    day: 2018-01-01\n    lines: [{amount: 1.00, tags: [gold]}]\n"
               "    expect: {}\n"),
         YB_E_UNKNOWN_CODE, 5},
        {CASES("  - case: a\n    visits: []\n"), YB_E_WRONG_TYPE, 4},
        {CASES("  - case: a\n    day: 2018-01-01\n    waiting: {years: 1}\n    expect: {}\n"),
         YB_E_UNKNOWN_KEY, 5},
        {CASES("  - case: a\n    day: 2018-01-01\n    maternity_allowance: {own_base: 1.00}\n"
               "    expect: {}\n"),
         YB_E_UNKNOWN_KEY, 5},
        {CASES("  - case: a\n    day: 2018-01-01\n    maternity_allowance: {kind: father}\n"
               "    expect: {}\n"),
         YB_E_UNKNOWN_CODE, 5},
    };
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct run run;

        start(&run, rows[i].text);
        assert_int_not_equal(run.rc, YB_OK);
        for (j = 0; j < run.mistakes.count; j++)
            if (run.mistakes.errors[j].code == rows[i].code &&
                run.mistakes.errors[j].line == rows[i].line)
                break;
        if (j == run.mistakes.count)
            fail_msg("%s at %d expected in\n%s", yb_code_name(rows[i].code), rows[i].line,
                     rows[i].text);
        yb_arena_release(&run.arena);
    }
}

static void cases_pass_or_differ(void **state)
{
    static const struct {
        const char *text;
        size_t differences;
    } rows[] = {
        {ONE("    expect: {total: 1100.00, deductible: 100.00, layers: {pool: 800.00}, copay: "
             "200.00, "
             "cash: 300.00, after: {visits: 1, year: 800.00}}\n"),
         0},
        {ONE("    expect: {total: 1100.01, deductible: 99.00, layers: {pool: 800.00}}\n"), 2},
        {ONE("    before: {visits: 1, year: 900.00}\n"
             "    expect: {deductible: 50.00, above_cap: 925.00, funds: {hifp: 100.00}}\n"),
         0},
        {ONE("    expect: {error: CLAIM_NEGATIVE}\n"), 1},
        {ONE("    expect: {rates: [{of: hifp, in: total, is: 72.7 %}]}\n"), 0},
        {ONE("    expect: {rates: [{of: hifp, in: total, is: 72.72 %}]}\n"), 1},
        {ONE("    expect: {rates: [{of: hifp, in: [hifp, cash], is: 72.72 %, rounding: "
             "truncate}]}\n"),
         0},
        {ONE("    expect: {cash: 300.00}\n    printed: {why: x, cash: 299.00}\n"), 0},
        {ONE("    expect: {cash: 300.00}\n    printed: {why: x, cash: 300.00}\n"), 1},
        {CASES("  - case: a\n    day: 2018-01-01\n    lines: [{amount: -1.00}]\n"
               "    expect: {error: CLAIM_NEGATIVE}\n"),
         0},
        {CASES(
             "  - case: a\n    day: 2018-01-01\n    lines: []\n    expect: {error: CLAIM_EMPTY}\n"),
         0},
        {CASES("  - case: a\n    visits:\n"
               "      - {day: 2018-01-01, visit: {care: inpatient}, lines: [{amount: 1100.00}],\n"
               "         expect: {layers: {pool: 800.00}}}\n"
               "      - {day: 2018-02-01, visit: {care: inpatient}, lines: [{amount: 1100.00}],\n"
               "         expect: {layers: {pool: 200.00}, after: {visits: 2}}}\n"),
         0},
        {CASES("  - case: a\n    day: 2018-01-31\n    waiting: {broken_years: 0}\n"
               "    expect: {months: 3, from: 2018-04-30}\n"),
         0},
        {CASES("  - case: a\n    day: 2018-01-31\n    waiting: {broken_years: 0}\n"
               "    expect: {months: 2, from: 2018-05-01}\n"),
         2},
        {CASES("  - case: a\n    day: 2018-01-31\n    maternity_allowance: {days: 3}\n"
               "    expect: {error: POLICY_NOT_STATED}\n"),
         0},
        {CASES("  - case: a\n    day: 2018-01-31\n    maternity_allowance: {kind: paternity}\n"
               "    expect: {error: POLICY_NOT_STATED}\n"),
         0},
        {CASES("  - case: a\n    day: 2018-01-31\n    maternity_allowance: {kind: spouse}\n"
               "    expect: {error: MISSING}\n"),
         0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_case_result result;
        struct run run;

        start(&run, rows[i].text);
        assert_int_equal(run.rc, YB_OK);
        assert_int_equal(
            yb_case_run(run.policy, run.cases.rows, &run.arena, &run.mistakes, &result), YB_OK);
        assert_int_equal(run.mistakes.total, rows[i].differences);
        assert_int_equal(result.passed, !rows[i].differences);
        yb_arena_release(&run.arena);
    }
}

static bool untested(const struct run *run, const char *what)
{
    size_t i;

    for (i = 0; i < run->mistakes.count; i++)
        if (!strcmp(run->mistakes.errors[i].args[0], what))
            return true;
    return false;
}

static void what_no_case_meets_is_named(void **state)
{
    struct yb_coverage coverage;
    struct yb_case_result result;
    struct run run;

    (void)state;
    start(&run, ONE("    expect: {cash: 300.00}\n"));
    assert_int_equal(yb_coverage_init(&coverage, run.policy, &run.arena), YB_OK);
    assert_int_equal(yb_case_run(run.policy, run.cases.rows, &run.arena, &run.mistakes, &result),
                     YB_OK);
    yb_coverage_add(&coverage, run.cases.rows, &result);
    yb_coverage_report(&coverage, "t.yaml", false, &run.mistakes);
    assert_int_equal(run.mistakes.total, 3); /* the share of class B, too */
    assert_true(untested(&run, "三") && untested(&run, "四"));
    assert_int_equal(run.mistakes.errors[0].code, YB_E_POLICY_UNTESTED);
    run.mistakes.count = run.mistakes.total = 0;
    yb_coverage_report(&coverage, "t.yaml", true, &run.mistakes);
    assert_int_equal(run.mistakes.total, 5);
    assert_true(untested(&run, "50.00") && untested(&run, "50%"));
    yb_arena_release(&run.arena);
}

static void the_nth_allocation_fails(void **state)
{
    static const char text[] = ONE("    expect: {layers: {pool: 800.00}, cash: 300.00}\n");
    int64_t n;

    (void)state;
    for (n = 1; n < 10000; n++) {
        struct yb_case_result result;
        struct yb_cases cases;
        struct yb_node *root;
        struct yb_error error;
        struct run run;
        int rc;

        start(&run, text);
        run.arena.fail_at = n;
        rc = yb_yaml_read(yb_text_of(text), "c.yaml", &run.arena, &root, &error);
        if (rc == YB_OK)
            rc = yb_cases_read(root, "c.yaml", run.policy, &run.arena, &run.mistakes, &cases);
        if (rc == YB_OK)
            rc = yb_case_run(run.policy, cases.rows, &run.arena, &run.mistakes, &result);
        assert_true(rc == YB_OK || rc == YB_E_NO_MEMORY);
        assert_int_equal(rc != YB_OK, yb_arena_failed(&run.arena));
        yb_arena_release(&run.arena);
        if (rc == YB_OK)
            break;
    }
    assert_in_range(n, 20, 9999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_files_are_refused),
        cmocka_unit_test(cases_pass_or_differ),
        cmocka_unit_test(what_no_case_meets_is_named),
        cmocka_unit_test(the_nth_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
