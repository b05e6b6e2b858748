#include <string.h>

#include "app/catalogue/disease.h"
#include "app/settle/rules.h"
#include "base/file.h"
#include "store/catalogue.h"
#include "test/app/catalogue/stock.h"

#define HEAD "med_list_codg,hilist_name,list_type,chrgitm_lv,begndate,enddate,pric_uplmt_2\n"

static int32_t day(int year, int month, int date)
{
    return yb_day_of(year, month, date);
}

static const struct yb_catalogue_item *item_on(struct yb_catalogue_snapshot *snapshot,
                                               const char *code, int32_t on)
{
    int32_t row = yb_catalogue_find(snapshot->items, yb_text_of(code), on);

    return row < 0 ? NULL : &snapshot->items->items[row];
}

static void an_import_is_found_on_its_days(void **state)
{
    struct yb_import_catalogue_out out;
    struct yb_catalogue_snapshot *snapshot;
    const struct yb_catalogue_item *item;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    fixture_ok(yb_catalogue_refresh(&stock.app, &error), &error);
    snapshot = yb_catalogue_hold(&stock.app);
    assert_non_null(snapshot);
    assert_int_equal(snapshot->items->count, 0);
    fixture_ok(stock_import(&stock, "items",
                            HEAD "A,阿莫西林,101,甲,2025-01-01,,\n"
                                 "S,床位,201,乙,2024-01-01,2024-12-31,40\n",
                            &out, &error),
               &error);
    assert_int_equal(out.report.added, 2);
    assert_int_equal(out.version_count, 2);
    assert_true(yb_text_is(out.versions[0].ver, "v0001"));
    assert_int_equal(snapshot->items->count, 0); /* held: the old one */
    yb_catalogue_drop(snapshot);
    snapshot = yb_catalogue_hold(&stock.app);
    item = item_on(snapshot, "A", day(2025, 1, 1));
    assert_non_null(item);
    assert_true(yb_text_is(item->name, "阿莫西林"));
    assert_true(item->rid > 0);
    assert_null(item_on(snapshot, "A", day(2024, 12, 31)));
    item = item_on(snapshot, "S", day(2024, 12, 31));
    assert_int_equal(yb_item_terms_for(item, YB_CAP_LEVEL_2, 310).price_cap_e6, 40000000);
    assert_int_equal(yb_item_terms_for(item, YB_CAP_LEVEL_3, 310).price_cap_e6, 0);
    assert_null(item_on(snapshot, "S", day(2025, 1, 1)));
    yb_catalogue_drop(snapshot);
    stock_close(&stock);
}

static void a_second_import_changes_nothing(void **state)
{
    static const char csv[] = HEAD "A,a,101,甲,2025-01-01,,\nB,b,101,甲,2025-01-01,,\n";
    struct fixture *f = *state;
    uint8_t before[YB_SM3_BYTES], after[YB_SM3_BYTES];
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, f);
    fixture_ok(stock_import(&stock, "items", csv, &out, &error), &error);
    fixture_ok(yb_store_digest(f->store, before, &error), &error);
    stock.now_ms += YB_DAY_MS;
    fixture_ok(stock_import(&stock, "items", csv, &out, &error), &error);
    assert_int_equal(out.report.unchanged, 2);
    assert_int_equal(out.version_count, 0);
    fixture_ok(yb_store_digest(f->store, after, &error), &error);
    assert_memory_equal(before, after, YB_SM3_BYTES);
    fixture_ok(
        stock_import(&stock, "icd10", "code,name,begndate\nI10,x,2000-01-01\n", &out, &error),
        &error);
    fixture_ok(yb_store_digest(f->store, before, &error), &error);
    fixture_ok(
        stock_import(&stock, "icd10", "code,name,begndate\nI10,x,2000-01-01\n", &out, &error),
        &error);
    fixture_ok(yb_store_digest(f->store, after, &error), &error);
    assert_memory_equal(before, after, YB_SM3_BYTES);
    stock_close(&stock);
}

static void a_refused_row_stops_the_file(void **state)
{
    static const char csv[] = HEAD "A,a,101,甲,2025-01-01,,\nB,b,101,丁,2025-01-01,,\n";
    struct fixture *f = *state;
    uint8_t before[YB_SM3_BYTES], after[YB_SM3_BYTES];
    struct yb_import_catalogue_out out;
    struct yb_import_catalogue_in in;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, f);
    fixture_ok(yb_store_digest(f->store, before, &error), &error);
    assert_int_equal(stock_import(&stock, "items", csv, &out, &error), YB_E_IMPORT_REFUSED);
    assert_string_equal(error.args[0], "1");
    assert_int_equal(out.report.first->row, 3);
    assert_string_equal(out.report.first->error.args[0], "chrgitm_lv");
    fixture_ok(yb_store_digest(f->store, after, &error), &error);
    assert_memory_equal(before, after, YB_SM3_BYTES);
    in = stock_in(&stock, "items", csv);
    in.partial = true;
    fixture_ok(stock_import_in(&stock, in, &out, &error), &error);
    assert_int_equal(out.report.added, 1);
    assert_int_equal(out.report.refused, 1);
    assert_int_equal(((struct yb_catalogue_snapshot *)stock.app.catalogue)->items->count, 1);
    stock_close(&stock);
}

static void editions_follow_each_other(void **state)
{
    struct yb_import_catalogue_out out;
    struct yb_import_catalogue_in in;
    struct yb_catalogue_snapshot *snapshot;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    fixture_ok(stock_import(&stock, "items",
                            HEAD "A,old,101,乙,2025-01-01,,\nB,b,101,甲,2025-01-01,,\n"
                                 "S,s,201,甲,2025-01-01,,\n",
                            &out, &error),
               &error);
    stock.now_ms += YB_DAY_MS;
    in = stock_in(&stock, "items", HEAD "A,new,101,甲,2026-01-01,,\n");
    in.complete_from = day(2026, 1, 1);
    fixture_ok(stock_import_in(&stock, in, &out, &error), &error);
    assert_int_equal(out.report.added, 1);
    assert_int_equal(out.report.ended, 2);
    assert_int_equal(out.version_count, 1);
    assert_true(yb_text_is(out.versions[0].ver, "v0002"));
    assert_int_equal(out.versions[0].data_cnt, 3);
    snapshot = yb_catalogue_hold(&stock.app);
    assert_true(yb_text_is(item_on(snapshot, "A", day(2025, 12, 31))->name, "old"));
    assert_true(yb_text_is(item_on(snapshot, "A", day(2026, 1, 1))->name, "new"));
    assert_non_null(item_on(snapshot, "B", day(2025, 12, 31)));
    assert_null(item_on(snapshot, "B", day(2026, 1, 1)));
    assert_non_null(item_on(snapshot, "S", day(2026, 1, 1)));
    yb_catalogue_drop(snapshot);
    stock_close(&stock);
}

static void overlaps_with_the_store_are_refused(void **state)
{
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    fixture_ok(
        stock_import(&stock, "items", HEAD "A,a,101,甲,2025-01-01,2025-12-31,\n", &out, &error),
        &error);
    assert_int_equal(stock_import(&stock, "items", HEAD "A,a,101,甲,2025-06-01,,\n", &out, &error),
                     YB_E_IMPORT_REFUSED);
    assert_int_equal(out.report.first->error.code, YB_E_OVERLAP);
    stock_close(&stock);
}

/* Rows, days, editions and versions of one region leave every other's alone. */
static void a_region_has_a_catalogue_of_its_own(void **state)
{
    static const struct {
        const char *region, *kind;
        int code;
    } wrong[] = {{"3701", "items", YB_E_WRONG_FORMAT},
                 {"37010x", "items", YB_E_WRONG_FORMAT},
                 {"371500", "items", YB_E_REGION_AT_HOME},
                 {"370100", "icd10", YB_E_REGION_LIST}};
    struct yb_settle_rules rules;
    struct yb_catalogue_snapshot *snapshot;
    const struct yb_region_catalogue *there;
    struct yb_import_catalogue_out out;
    struct yb_import_catalogue_in in;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    yb_settle_rules_init(&rules);
    stock.app.rules = &rules;
    fixture_ok(stock_import(&stock, "items",
                            HEAD "A,a,101,甲,2025-01-01,,\nB,b,101,甲,2025-01-01,,\n", &out,
                            &error),
               &error);
    in = stock_in(&stock, "items", HEAD "A,a,101,乙,2025-01-01,,\nC,c,101,丁,2025-01-01,,\n");
    in.region = YB_TEXT("370100");
    assert_int_equal(stock_import_in(&stock, in, &out, &error), YB_E_IMPORT_REFUSED);
    assert_int_equal(out.report.first->row, 3);
    in.partial = true;
    fixture_ok(stock_import_in(&stock, in, &out, &error), &error);
    assert_int_equal(out.report.added, 1);
    assert_true(yb_text_is(out.versions[0].ver, "v0001"));
    in.content = YB_TEXT(HEAD "A,a,101,甲,2026-01-01,,\n");
    in.complete_from = day(2026, 1, 1);
    fixture_ok(stock_import_in(&stock, in, &out, &error), &error);
    assert_int_equal(out.report.ended, 1);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        in.region = yb_text_of(wrong[i].region);
        in.kind = yb_text_of(wrong[i].kind);
        assert_int_equal(stock_import_in(&stock, in, &out, &error), wrong[i].code);
    }
    snapshot = yb_catalogue_hold(&stock.app);
    assert_int_equal(snapshot->region_count, 2);
    assert_int_equal(snapshot->items->count, 2);
    assert_int_equal(item_on(snapshot, "B", day(2026, 1, 1))->terms.item_class, YB_CLASS_A);
    assert_int_equal(item_on(snapshot, "A", day(2025, 6, 1))->terms.item_class, YB_CLASS_A);
    there = yb_catalogue_region(snapshot, YB_TEXT("370100"));
    assert_int_equal(there->items->count, 2);
    assert_int_equal(there->list_count, 1);
    assert_int_equal(there->lists[0].from_day, day(2025, 1, 1));
    assert_true(yb_text_is(there->lists[0].ver, "v0002"));
    assert_true(yb_text_is(snapshot->regions[0].lists[0].ver, "v0001"));
    assert_null(yb_catalogue_region(snapshot, YB_TEXT("370200")));
    yb_catalogue_drop(snapshot);
    stock_close(&stock);
}

static void code_lists_are_loaded(void **state)
{
    struct yb_import_catalogue_out out;
    struct yb_catalogue_snapshot *snapshot;
    const struct yb_code_row *row;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    fixture_ok(stock_import(&stock, "opsp_dise",
                            "code,name,grey,begndate,enddate\nM03900,高血压,0,2000-01-01,\n"
                            "M1,旧,1,2000-01-01,2001-01-01\n",
                            &out, &error),
               &error);
    snapshot = yb_catalogue_hold(&stock.app);
    row = yb_code_list_find(snapshot->codes[YB_CODES_CHRONIC], YB_TEXT("M03900"), 20000);
    assert_true(row && yb_text_is(row->name, "高血压") && !row->grey);
    assert_null(yb_code_list_find(snapshot->codes[YB_CODES_CHRONIC], YB_TEXT("M1"), 20000));
    row = yb_code_list_find(snapshot->codes[YB_CODES_CHRONIC], YB_TEXT("M1"), day(2001, 1, 1));
    assert_true(row && row->grey);
    assert_int_equal(snapshot->codes[YB_CODES_DISEASE]->count, 0);
    yb_catalogue_drop(snapshot);
    assert_int_equal(stock_import(&stock, "icd11", "code,name\n", &out, &error), YB_E_NOT_FOUND);
    assert_int_equal(stock_import(&stock, "101", "code,name\n", &out, &error), YB_E_NOT_FOUND);
    stock_close(&stock);
}

static bool excludes(const struct yb_catalogue_snapshot *snapshot, const char *disease,
                     const char *item, const char *hilist, int32_t on)
{
    const struct yb_disease_use use = {.opsp_dise_code = yb_text_of(disease),
                                       .med_list_codg = yb_text_of(item),
                                       .hilist_code = yb_text_of(hilist),
                                       .day = on};

    return yb_disease_excludes(snapshot, &use);
}

/* By code, by the code of the insurance list, by a beginning, on its days; without one all count.
 */
static void a_disease_has_its_own_list(void **state)
{
    static const char good[] = "parent_code,code,name,begndate,enddate\n"
                               "M01600,XA10*,降血糖药,2020-01-01,\n"
                               "M01600,S1,糖化血红蛋白,2020-01-01,2020-12-31\n"
                               "M039,S1,心电图,2020-01-01,\n"
                               "M04600,H7,阿司匹林,2021-01-01,2021-12-31\n";
    static const char bad[] = "parent_code,code,name,begndate\n"
                              "M01600,XA10*,降血糖药,2020-06-01\n"
                              "M01600,XA10*,降血糖药,2020-06-01\n"
                              ",S2,血糖,2020-01-01\n"
                              "M99999,S2,血糖,2020-01-01\n";
    static const struct {
        int64_t row;
        int code;
    } wrong[] = {{4, YB_E_MISSING}, {3, YB_E_OVERLAP}, {5, YB_E_UNKNOWN_CODE}};
    const int32_t in_2020 = day(2020, 6, 1), in_2021 = day(2021, 6, 1);
    struct yb_catalogue_snapshot *snapshot;
    struct yb_import_catalogue_out out;
    const struct yb_refused_row *row;
    struct yb_error error = {0};
    struct stock stock;

    stock_open(&stock, *state);
    fixture_ok(stock_import(&stock, "opsp_dise",
                            "code,name,begndate\nM01600,糖尿病,2000-01-01\nM039,高血压,2000-01-01\n"
                            "M04600,冠心病,2000-01-01\n",
                            &out, &error),
               &error);
    assert_int_equal(stock_import(&stock, "opsp_item", bad, &out, &error), YB_E_IMPORT_REFUSED);
    row = out.report.first;
    for (size_t i = 0; i < 3; i++, row = row->next) {
        assert_int_equal(row->row, wrong[i].row);
        assert_int_equal(row->error.code, wrong[i].code);
    }
    fixture_ok(stock_import(&stock, "opsp_item", good, &out, &error), &error);
    assert_int_equal(out.report.added, 4);
    fixture_ok(stock_import(&stock, "opsp_item", good, &out, &error), &error);
    assert_int_equal(out.report.unchanged, 4);
    snapshot = yb_catalogue_hold(&stock.app);
    assert_int_equal(yb_disease_rows(snapshot, YB_TEXT("M01600")).count, 2);
    assert_int_equal(yb_disease_rows(snapshot, YB_TEXT("M0390")).count, 0);
    assert_false(excludes(snapshot, "M01600", "XA10BA02", "XA10BA02", in_2020));
    assert_false(excludes(snapshot, "M01600", "D9", "XA10", in_2020));
    assert_true(excludes(snapshot, "M01600", "XA1", "XA1", in_2020));
    assert_true(excludes(snapshot, "M01600", "D9", "H7", in_2020));
    assert_false(excludes(snapshot, "M01600", "S1", "S1", in_2020));
    assert_true(excludes(snapshot, "M01600", "S1", "S1", in_2021));
    assert_false(excludes(snapshot, "M039", "S1", "S1", in_2021));
    assert_true(excludes(snapshot, "M039", "S10", "S10", in_2021));
    assert_false(excludes(snapshot, "M04600", "S10", "S10", in_2020)); /* no list yet */
    assert_true(excludes(snapshot, "M04600", "S10", "S10", in_2021));
    assert_false(excludes(snapshot, "", "S10", "S10", in_2021));
    yb_catalogue_drop(snapshot);
    stock_close(&stock);
}

static void names_of_lists_and_kinds_agree(void **state)
{
    int kind;

    (void)state;
    for (kind = 0; kind < YB_CODE_LISTS; kind++)
        assert_int_equal(
            yb_code_list_kind_of(yb_text_of(yb_code_list_name((enum yb_code_list_kind)kind))),
            kind);
    assert_int_equal(yb_code_list_kind_of(YB_TEXT("101")), YB_CODE_LISTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(an_import_is_found_on_its_days),
        FIXTURE_BOTH(a_second_import_changes_nothing),
        FIXTURE_BOTH(a_refused_row_stops_the_file),
        FIXTURE_BOTH(editions_follow_each_other),
        FIXTURE_BOTH(overlaps_with_the_store_are_refused),
        FIXTURE_BOTH(a_region_has_a_catalogue_of_its_own),
        FIXTURE_BOTH(code_lists_are_loaded),
        FIXTURE_BOTH(a_disease_has_its_own_list),
        cmocka_unit_test(names_of_lists_and_kinds_agree),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
