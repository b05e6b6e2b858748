#include "test/test.h"

#include <string.h>

#include "app/catalogue/extra.h"
#include "app/catalogue/item_file.h"
#include "app/catalogue/item_row.h"
#include "base/file.h"

static struct yb_arena arena;

static int setup(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    yb_arena_init(&arena, 1 << 20);
    return 0;
}

static int read_file(const char *csv, const char *sets, struct yb_item_file *file,
                     struct yb_import_report *report, struct yb_error *error)
{
    struct yb_catalogue_defaults defaults;
    struct yb_limit_phrases none = {NULL, 0};
    struct yb_item_file_options options = {&defaults, &none, yb_text_of(sets)};

    yb_catalogue_defaults_init(&defaults);
    yb_import_report_init(report, &arena);
    return yb_item_file_read(yb_text_of(csv), &options, &arena, file, report, error);
}

static void a_row_becomes_a_row(void **state)
{
    static const char csv[] =
        "med_list_codg,hilist_name,list_type,chrgitm_lv,selfpay_prop,selfpay_prop_390,pric_uplmt,"
        "pric_uplmt_1,tags,sex,category_code,begndate,enddate\n"
        "X1,阿莫西林,101,乙,10 %,0 %,12.5,3,\"essential_drug child_drug\",2,XJ01,2025-01-01,\n";
    struct yb_import_report report;
    struct yb_item_file file;
    const struct yb_med_item_row *item;
    struct yb_catalogue_item seen;

    (void)state;
    assert_int_equal(read_file(csv, "", &file, &report, NULL), YB_OK);
    assert_int_equal(report.rows, 1);
    assert_int_equal(report.refused, 0);
    assert_int_equal(file.count, 1);
    item = &file.rows[0].item;
    assert_true(yb_text_is(item->med_list_codg, "X1"));
    assert_true(yb_text_is(item->hilist_code, "X1"));
    assert_true(yb_text_is(item->med_list_name, "阿莫西林"));
    assert_true(yb_text_is(item->chrgitm_lv, "02"));
    assert_true(yb_text_is(item->med_chrgitm_type, "09"));
    assert_true(yb_text_is(item->tags, "essential_drug,child_drug"));
    assert_true(yb_text_is(item->bas_medn_flag, "1"));
    assert_true(yb_text_is(item->chld_medc_flag, "1"));
    assert_true(yb_text_is(item->hi_nego_drug_flag, "0"));
    assert_true(yb_text_is(yb_extra_get(item->extra, YB_TEXT("sex")), "2"));
    assert_true(yb_text_is(yb_extra_get(item->extra, YB_TEXT("category_code")), "XJ01"));
    assert_int_equal(item->selfpay_prop_ppm, 100000);
    assert_true(yb_text_is(yb_extra_get(item->extra, YB_TEXT("selfpay_prop_390")), "0 %"));
    assert_int_equal(item->pric_uplmt_e6, 12500000);
    assert_int_equal(yb_item_of_row(item, &seen, NULL), YB_OK);
    assert_int_equal(seen.resident_self_pay_ppm, 0);
    assert_true(seen.cap_by_level);
    assert_int_equal(seen.level_cap_e6[YB_CAP_LEVEL_1], 3000000);
    assert_int_equal(seen.level_cap_e6[YB_CAP_LEVEL_3], 12500000);
    assert_int_equal(seen.limits.sex, 2);
    assert_int_equal(item->begndate, yb_day_of(2025, 1, 1));
    assert_int_equal(item->enddate, YB_DAY_NONE);
}

static void what_is_not_stated_stays_so(void **state)
{
    struct yb_import_report report;
    struct yb_item_file file;

    (void)state;
    assert_int_equal(read_file("med_list_codg,hilist_name,chrgitm_lv\nX1,a,乙\n",
                               "list_type=101\tbegndate=2025-01-01", &file, &report, NULL),
                     YB_OK);
    assert_int_equal(file.count, 1);
    assert_int_equal(file.rows[0].item.selfpay_prop_ppm, -1);
    assert_int_equal(file.rows[0].item.pric_uplmt_e6, 0);
    assert_int_equal(file.rows[0].item.begndate, yb_day_of(2025, 1, 1));
}

#define GOOD_HEAD "med_list_codg,hilist_name,list_type,chrgitm_lv,begndate"

static void refused_rows_say_why(void **state)
{
    static const struct {
        const char *column, *cell; /* put behind a good row; column NULL: in `good` */
        const char *row;           /* instead of the good row */
        int code;
        const char *field;
    } rows[] = {
        {"enddate", "", NULL, YB_OK, NULL},
        {"enddate", "2024-12-31", NULL, YB_E_OUT_OF_RANGE, "enddate"},
        {"enddate", "20251231", NULL, YB_E_WRONG_FORMAT, "enddate"},
        {"enddate", "2025-02-29", NULL, YB_E_WRONG_FORMAT, "enddate"},
        {"selfpay_prop", "0.1", NULL, YB_E_WRONG_FORMAT, "selfpay_prop"},
        {"selfpay_prop", "100 %", NULL, YB_OK, NULL},
        {"selfpay_prop", "101 %", NULL, YB_E_OUT_OF_RANGE, "selfpay_prop"},
        {"selfpay_prop_390", "x", NULL, YB_E_WRONG_FORMAT, "selfpay_prop_390"},
        {"pric_uplmt", "0", NULL, YB_E_OUT_OF_RANGE, "pric_uplmt"},
        {"pric_uplmt", "-1", NULL, YB_E_OUT_OF_RANGE, "pric_uplmt"},
        {"pric_uplmt", "1.2345678", NULL, YB_E_WRONG_FORMAT, "pric_uplmt"},
        {"pric_uplmt_2", "1,5", NULL, YB_E_WRONG_FORMAT, "pric_uplmt_2"},
        {"tags", "essential", NULL, YB_E_UNKNOWN_CODE, "tags"},
        {"sex", "3", NULL, YB_E_OUT_OF_RANGE, "sex"},
        {"care", "bed", NULL, YB_E_WRONG_FORMAT, "care"},
        {"med_chrgitm_type", "15", NULL, YB_E_OUT_OF_RANGE, "med_chrgitm_type"},
        {"med_chrgitm_type", "x", NULL, YB_E_OUT_OF_RANGE, "med_chrgitm_type"},
        {"spec", "a\tb", NULL, YB_E_WRONG_FORMAT, "spec"},
        {"otc_flag", "12", NULL, YB_E_TOO_LONG, "otc_flag"},
        {"memo", "", ",a,101,甲,2025-01-01", YB_E_MISSING, "med_list_codg"},
        {"memo", "", "X,,101,甲,2025-01-01", YB_E_MISSING, "hilist_name"},
        {"memo", "", "X,a,,甲,2025-01-01", YB_E_MISSING, "list_type"},
        {"memo", "", "X,a,107,甲,2025-01-01", YB_E_OUT_OF_RANGE, "list_type"},
        {"memo", "", "X,a,101,,2025-01-01", YB_E_MISSING, "chrgitm_lv"},
        {"memo", "", "X,a,101,丁,2025-01-01", YB_E_UNKNOWN_CODE, "chrgitm_lv"},
        {"memo", "", "X,a,101,甲,", YB_E_MISSING, "begndate"},
        {"memo", "", "X,a,101,甲,2025-1-1", YB_E_WRONG_FORMAT, "begndate"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_import_report report;
        struct yb_item_file file;
        char csv[400];

        snprintf(csv, sizeof(csv), GOOD_HEAD ",%s\nA,a,101,甲,2025-01-01,\n%s,\"%s\"\n",
                 rows[i].column, rows[i].row ? rows[i].row : "X,a,101,甲,2025-01-01", rows[i].cell);
        assert_int_equal(read_file(csv, "", &file, &report, NULL), YB_OK);
        assert_int_equal(report.rows, 2);
        assert_int_equal(file.count, rows[i].code ? 1 : 2);
        assert_int_equal(report.refused, rows[i].code ? 1 : 0);
        if (!rows[i].code)
            continue;
        assert_int_equal(report.first->row, 3);
        assert_int_equal(report.first->error.code, rows[i].code);
        assert_string_equal(report.first->error.args[0], rows[i].field);
        assert_null(report.first->next);
    }
}

static void wrong_files_are_refused_whole(void **state)
{
    static const struct {
        const char *csv, *sets;
        int code;
        const char *word;
    } rows[] = {
        {"", "", YB_E_MISSING, "CSV"},
        {"hilist_name\n", "", YB_E_MISSING, "med_list_codg"},
        {"med_list_codg,hilist_name,price\n", "", YB_E_UNKNOWN_KEY, "price"},
        {"med_list_codg,hilist_name,spec,spec\n", "", YB_E_DUPLICATE_KEY, "spec"},
        {"med_list_codg,hilist_name\n", "colour=red", YB_E_UNKNOWN_KEY, "colour"},
        {"med_list_codg,hilist_name\n\"A,b\n", "", YB_E_WRONG_FORMAT, "CSV"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_import_report report;
        struct yb_item_file file;
        struct yb_error error = {0};

        assert_int_equal(read_file(rows[i].csv, rows[i].sets, &file, &report, &error),
                         rows[i].code);
        assert_string_equal(error.args[0], rows[i].word);
    }
}

static void overlapping_days_are_refused(void **state)
{
    static const char csv[] = GOOD_HEAD ",enddate\n"
                                        "A,later,101,甲,2026-01-01,\n"
                                        "A,first,101,甲,2025-01-01,2025-12-31\n"
                                        "A,inside,101,甲,2025-06-01,2025-06-30\n"
                                        "A,again,201,甲,2026-01-01,\n"
                                        "B,other,101,甲,2025-06-01,\n";
    struct yb_import_report report;
    struct yb_item_file file;

    (void)state;
    assert_int_equal(read_file(csv, "", &file, &report, NULL), YB_OK);
    assert_int_equal(report.refused, 2);
    assert_int_equal(report.first->row, 4);
    assert_int_equal(report.first->error.code, YB_E_OVERLAP);
    assert_int_equal(report.first->next->row, 5);
    assert_int_equal(file.count, 3);
}

static void class_b_may_be_written(void **state)
{
    struct yb_catalogue_defaults defaults;
    struct yb_limit_phrases none = {NULL, 0};
    struct yb_item_file_options options = {&defaults, &none, YB_TEXT("")};
    struct yb_import_report report;
    struct yb_item_file file;

    (void)state;
    assert_int_equal(yb_catalogue_defaults_read(
                         YB_TEXT("class_b_self_pay: 15 %\nclass_b_self_pay_written: yes\n"),
                         "d.yaml", &arena, (yb_catalogue_defaults_init(&defaults), &defaults),
                         NULL),
                     YB_OK);
    yb_import_report_init(&report, &arena);
    assert_int_equal(yb_item_file_read(YB_TEXT("med_list_codg,hilist_name,list_type,chrgitm_lv,"
                                               "selfpay_prop,begndate\nA,a,101,乙,,2025-01-01\n"
                                               "B,b,101,甲,,2025-01-01\n"
                                               "C,c,101,乙,5 %,2025-01-01\n"),
                                       &options, &arena, &file, &report, NULL),
                     YB_OK);
    assert_int_equal(file.rows[0].item.selfpay_prop_ppm, 150000);
    assert_int_equal(file.rows[1].item.selfpay_prop_ppm, -1);
    assert_int_equal(file.rows[2].item.selfpay_prop_ppm, 50000);
}

static void wrong_defaults_are_refused(void **state)
{
    static const struct {
        const char *yaml;
        int code, line;
    } rows[] = {
        {"class_b_self_pay: 10 %\n", YB_OK, 0},
        {"class_b_self_pay: 0.1\n", YB_E_WRONG_FORMAT, 1},
        {"hilist_use_type: \"2\"\nclass_b_self_pay_written: maybe\n", YB_E_WRONG_FORMAT, 2},
        {"class_a_self_pay: 10 %\n", YB_E_UNKNOWN_KEY, 1},
        {"class_b_self_pay: {rate: 10 %}\n", YB_E_WRONG_FORMAT, 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_catalogue_defaults defaults;
        struct yb_error error = {0};

        yb_catalogue_defaults_init(&defaults);
        assert_int_equal(yb_catalogue_defaults_read(yb_text_of(rows[i].yaml), "d.yaml", &arena,
                                                    &defaults, &error),
                         rows[i].code);
        assert_int_equal(error.line, rows[i].line);
    }
}

/* The lists that ship are taken whole. */
static void shipped_items_are_taken(void **state)
{
    static const struct {
        const char *file, *sets;
        size_t rows;
    } lists[] = {
        {"nrdl-2024/drugs.csv", "list_type=101", 3826},
        {"nrdl-2024/herbs.csv", "list_type=102\tbegndate=2025-01-01", 923},
        {"demo/services.csv", "", 436},
        {"demo/consumables.csv", "", 201},
        {"demo/drugs.csv", "", 96},
    };
    struct yb_catalogue_defaults defaults;
    struct yb_limit_phrases phrases;
    struct yb_text csv;
    size_t i;

    (void)state;
    yb_catalogue_defaults_init(&defaults);
    assert_int_equal(
        yb_file_read(yb_arena_format(&arena, "%s/catalogue/limits.csv", getenv("YB_DATA")), 1 << 20,
                     &arena, &csv, NULL),
        YB_OK);
    assert_int_equal(yb_limit_phrases_read(csv, "limits.csv", &arena, &phrases, NULL), YB_OK);
    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct yb_item_file_options options = {&defaults, &phrases, yb_text_of(lists[i].sets)};
        const char *path =
            yb_arena_format(&arena, "%s/catalogue/%s", getenv("YB_DATA"), lists[i].file);
        struct yb_import_report report;
        struct yb_item_file file;

        yb_import_report_init(&report, &arena);
        assert_int_equal(yb_file_read(path, 1 << 22, &arena, &csv, NULL), YB_OK);
        assert_int_equal(yb_item_file_read(csv, &options, &arena, &file, &report, NULL), YB_OK);
        assert_int_equal(report.refused, 0);
        assert_int_equal(file.count, lists[i].rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_becomes_a_row, setup),
        cmocka_unit_test_setup(what_is_not_stated_stays_so, setup),
        cmocka_unit_test_setup(refused_rows_say_why, setup),
        cmocka_unit_test_setup(wrong_files_are_refused_whole, setup),
        cmocka_unit_test_setup(overlapping_days_are_refused, setup),
        cmocka_unit_test_setup(class_b_may_be_written, setup),
        cmocka_unit_test_setup(wrong_defaults_are_refused, setup),
        cmocka_unit_test_setup(shipped_items_are_taken, setup),
    };

    return cmocka_run_group_tests(tests, NULL, setup);
}
