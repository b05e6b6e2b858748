/* The text files of a detailed reconciliation. */
#include "app/reconcile/statement.h"

#include <string.h>

#include "test/test.h"

static struct yb_arena arena;
static struct yb_error error;
static struct yb_reconcile_row *rows;
static size_t count;

static const struct {
    const char *text;
    int rc;
    size_t count;
    const char *at, *column; /* of a refusal */
} cases[] = {
    {"", YB_OK, 0, NULL, NULL},
    {"\n\n", YB_OK, 0, NULL, NULL},
    {"1\t2\t3\t10.00\t5\t0.5\t0\n", YB_OK, 1, NULL, NULL},
    {"\xEF\xBB\xBF"
     "1\t2\t3\t10.00\t5\t0\t0\r\n1\t2\t3\t-10\t-5\t0\t1",
     YB_OK, 2, NULL, NULL},
    {"setl_id\tmdtrt_id\tpsn_no\tm\tf\ta\tr\n1\t2\t3\t1\t1\t0\t0\n", YB_OK, 1, NULL, NULL},
    {"1\t2\t3\t1\t1\t0\t0\t\t\n", YB_OK, 1, NULL, NULL},
    {"1\t2\t3\t1\t1\t0\t0\tx\n", YB_E_IMPORT_ROW, 0, "1", "TAB"},
    {"1\t2\t3\t1\t1\t0\n", YB_E_IMPORT_ROW, 0, "1", "TAB"},
    {"null\t2\t3\t1\t1\t0\t0\n", YB_E_IMPORT_ROW, 0, "1", "setl_id"},
    {"1\t2\t3\t1\t1\t0\t0\n1\t2\t\t1\t1\t0\t0\n", YB_E_IMPORT_ROW, 0, "2", "psn_no"},
    {"1\t2\t3\t1.001\t1\t0\t0\n", YB_E_IMPORT_ROW, 0, "1", "medfee_sumamt"},
    {"1\t2\t3\t1\t1e2\t0\t0\n", YB_E_IMPORT_ROW, 0, "1", "fund_pay_sumamt"},
    {"1\t2\t3\t1\t1\tnull\t0\n", YB_E_IMPORT_ROW, 0, "1", "acct_pay"},
    {"1\t2\t3\t1\t1\t0\t2\n", YB_E_IMPORT_ROW, 0, "1", "refd_setl_flag"},
    {"1234567890123456789012345678901\t2\t3\t1\t1\t0\t0\n", YB_E_IMPORT_ROW, 0, "1", "setl_id"},
    {"1\t\xFF\t3\t1\t1\t0\t0\n", YB_E_NOT_UTF8, 0, "2", NULL},
};

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_text text = yb_text_of(cases[i].text);

        memset(&error, 0, sizeof(error));
        assert_int_equal(yb_statement_read(text, &arena, &rows, &count, &error), cases[i].rc);
        if (cases[i].rc == YB_OK)
            assert_int_equal(count, cases[i].count);
        if (cases[i].at)
            assert_string_equal(error.args[0], cases[i].at);
        if (cases[i].column)
            assert_string_equal(error.args[1], cases[i].column);
    }
}

static void test_values(void **state)
{
    (void)state;
    assert_int_equal(yb_statement_read(YB_TEXT("S\tM\tP\t-12.34\t-10\t-0.5\t1\r\n"), &arena, &rows,
                                       &count, &error),
                     YB_OK);
    assert_true(yb_text_is(rows[0].setl_id, "S") && yb_text_is(rows[0].mdtrt_id, "M") &&
                yb_text_is(rows[0].psn_no, "P"));
    assert_int_equal(rows[0].medfee_sumamt_fen, -1234);
    assert_int_equal(rows[0].fund_pay_sumamt_fen, -1000);
    assert_int_equal(rows[0].acct_pay_fen, -50);
    assert_true(rows[0].refd_setl_flag);
}

/* One row of each outcome; a row that only we have comes without the settlement's number. */
static void test_write(void **state)
{
    struct yb_reconcile_row ours = {.setl_id = YB_TEXT("1"),
                                    .mdtrt_id = YB_TEXT("2"),
                                    .psn_no = YB_TEXT("3"),
                                    .msgid = YB_TEXT("m"),
                                    .medfee_sumamt_fen = 1000,
                                    .fund_pay_sumamt_fen = 600};
    struct yb_reconcile_row theirs = ours;
    struct yb_reconcile_result results[] = {
        {YB_RECONCILE_EQUAL, &ours, &theirs},
        {YB_RECONCILE_OURS_ONLY, &ours, NULL},
        {YB_RECONCILE_THEIRS_ONLY, NULL, &theirs},
    };
    struct yb_buffer out;

    (void)state;
    yb_buffer_init(&out, &arena);
    yb_statement_write(results, 3, &out);
    assert_string_equal(
        yb_buffer_text(&out).bytes,
        "3\t2\t1\tm\t0\t0\t一致\t10.00\t6.00\t0.00\n"
        "3\tnull\tnull\tm\t1\t0\t中心有、机构无：请以报文ID冲正\t10.00\t6.00\t0.00\n"
        "3\t2\t1\tnull\t1\t0\t机构有、中心无：请核实后重新结算或销账\t10.00\t6.00\t"
        "0.00\n");
}

static void test_too_many(void **state)
{
    const char *line = "1\t2\t3\t1\t1\t0\t0\n";
    size_t length = strlen(line), lines = YB_STATEMENT_ROWS_MAX + 1;
    char *text = yb_arena_alloc(&arena, lines * length);

    (void)state;
    for (size_t i = 0; i < lines; i++)
        memcpy(text + i * length, line, length);
    assert_int_equal(
        yb_statement_read((struct yb_text){text, lines * length}, &arena, &rows, &count, &error),
        YB_E_TOO_MANY);
    assert_int_equal(yb_statement_read((struct yb_text){text, (lines - 1) * length}, &arena, &rows,
                                       &count, &error),
                     YB_OK);
    assert_int_equal(count, YB_STATEMENT_ROWS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_too_many),
    };
    int failed;

    yb_arena_init(&arena, 1 << 20);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    yb_arena_release(&arena);
    return failed;
}
