#include "test/test.h"

#include "app/catalogue/code_file.h"
#include "app/catalogue/extra.h"
#include "base/file.h"

static struct yb_arena arena;

static int setup(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    yb_arena_init(&arena, 1 << 20);
    return 0;
}

static int read_file(const char *csv, const char *sets, struct yb_code_file *file,
                     struct yb_import_report *report)
{
    struct yb_code_file_options options = {YB_TEXT("icd10"), yb_text_of(sets)};

    yb_import_report_init(report, &arena);
    return yb_code_file_read(yb_text_of(csv), &options, &arena, file, report, NULL);
}

static void a_row_becomes_a_row(void **state)
{
    struct yb_import_report report;
    struct yb_code_file file;
    const struct yb_code_item_row *code;

    (void)state;
    assert_int_equal(read_file("code,name,parent_code,grey,chapter\nI10.x00,高血压,I10,1,9\n",
                               "begndate=2000-01-01", &file, &report),
                     YB_OK);
    assert_int_equal(file.count, 1);
    code = &file.rows[0].code;
    assert_true(yb_text_is(code->list_name, "icd10"));
    assert_true(yb_text_is(code->code, "I10.x00"));
    assert_true(yb_text_is(code->name, "高血压"));
    assert_true(yb_text_is(code->parent_code, "I10"));
    assert_true(yb_text_is(yb_extra_get(code->extra, YB_TEXT("use_flag")), "0"));
    assert_true(yb_text_is(yb_extra_get(code->extra, YB_TEXT("chapter")), "9"));
    assert_int_equal(code->begndate, yb_day_of(2000, 1, 1));
    assert_int_equal(code->enddate, YB_DAY_NONE);
}

static void refused_rows_say_why(void **state)
{
    static const struct {
        const char *row;
        int code;
        const char *field;
    } rows[] = {
        {"A,a,,2025-01-01,2025-01-01", YB_OK, NULL},
        {",a,,2025-01-01,", YB_E_MISSING, "code"},
        {"A,,,2025-01-01,", YB_E_MISSING, "name"},
        {"A,a,,,", YB_E_MISSING, "begndate"},
        {"A,a,,2025-13-01,", YB_E_WRONG_FORMAT, "begndate"},
        {"A,a,,2025-01-01,2024-12-31", YB_E_OUT_OF_RANGE, "enddate"},
        {"A,a,2,2025-01-01,", YB_E_WRONG_FORMAT, "grey"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_import_report report;
        struct yb_code_file file;
        char csv[200];

        snprintf(csv, sizeof(csv), "code,name,grey,begndate,enddate\n%s\n", rows[i].row);
        assert_int_equal(read_file(csv, "", &file, &report), YB_OK);
        assert_int_equal(report.refused, rows[i].code ? 1 : 0);
        if (!rows[i].code)
            continue;
        assert_int_equal(report.first->row, 2);
        assert_int_equal(report.first->error.code, rows[i].code);
        assert_string_equal(report.first->error.args[0], rows[i].field);
    }
}

static void only_some_reasons_are_kept(void **state)
{
    struct yb_import_report report;
    struct yb_code_file file;
    const struct yb_refused_row *row;
    struct yb_buffer csv;
    int i, kept = 0;

    (void)state;
    yb_buffer_init(&csv, &arena);
    yb_buffer_add_string(&csv, "code,name\n");
    for (i = 0; i <= YB_REFUSED_ROWS_KEPT; i++)
        yb_buffer_add_string(&csv, "A,a\n");
    assert_int_equal(read_file(yb_buffer_text(&csv).bytes, "", &file, &report), YB_OK);
    assert_int_equal(report.refused, YB_REFUSED_ROWS_KEPT + 1);
    for (row = report.first; row; row = row->next)
        kept++;
    assert_int_equal(kept, YB_REFUSED_ROWS_KEPT);
}

static void shipped_lists_are_taken(void **state)
{
    static const struct {
        const char *file;
        size_t rows;
    } lists[] = {
        {"icd/icd10-yb2.csv", 33307},      {"icd/icd9cm3-yb2.csv", 13686},
        {"icd/icd10-chapters.csv", 22},    {"opsp-diseases.csv", 45},
        {"nrdl-2024/categories.csv", 602},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct yb_import_report report;
        struct yb_code_file file;
        struct yb_text csv;

        assert_int_equal(yb_file_read(yb_arena_format(&arena, "%s/catalogue/%s", getenv("YB_DATA"),
                                                      lists[i].file),
                                      1 << 22, &arena, &csv, NULL),
                         YB_OK);
        assert_int_equal(read_file(csv.bytes, "begndate=2000-01-01", &file, &report), YB_OK);
        assert_int_equal(report.refused, 0);
        assert_int_equal(file.count, lists[i].rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_becomes_a_row, setup),
        cmocka_unit_test_setup(refused_rows_say_why, setup),
        cmocka_unit_test_setup(only_some_reasons_are_kept, setup),
        cmocka_unit_test_setup(shipped_lists_are_taken, setup),
    };

    return cmocka_run_group_tests(tests, NULL, setup);
}
