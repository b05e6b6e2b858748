#include "app/catalogue/download.h"

#include <string.h>

#include "app/catalogue/download_table.h"
#include "app/transfer/exchange.h"
#include "app/transfer/zip.h"
#include "store/schema.h"
#include "test/app/catalogue/stock.h"

static struct stock stock;

struct ask {
    const char *infno, *ver;
    struct yb_download_catalogue_out out;
    struct yb_download_file_out file;
};

static int ask_file(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ask *ask = context;
    struct yb_download_catalogue_in in = {yb_text_of(ask->infno), yb_text_of(ask->ver)};
    struct yb_download_file_in get;
    int rc = yb_app_download_catalogue(call, &in, &ask->out, error);

    if (rc != YB_OK)
        return rc;
    get = (struct yb_download_file_in){ask->out.file_qury_no, ask->out.filename,
                                       YB_TEXT(YB_FILE_OF_CENTRE)};
    return yb_app_download_file(call, &get, &ask->file, error);
}

/* The text in the file of the answer. */
static struct yb_text text_of(struct ask *ask)
{
    struct yb_error error = {0};
    struct yb_text text;

    fixture_ok(stock_run(&stock, ask_file, ask, &error), &error);
    fixture_ok(yb_zip_read(ask->file.bytes, stock.arena, &text, &error), &error);
    return text;
}

/* Column `number` (from 1) of a line. */
static struct yb_text column(struct yb_text line, int number)
{
    struct yb_text value = YB_TEXT("");

    while (number--)
        value = yb_text_split(line, '\t', &line);
    return value;
}

static int columns_in(struct yb_text line)
{
    int count = 0;

    while (line.bytes) {
        yb_text_split(line, '\t', &line);
        count++;
    }
    return count;
}

static void import_ok(const char *kind, const char *csv)
{
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};

    fixture_ok(stock_import(&stock, kind, csv, &out, &error), &error);
}

static void a_list_is_a_file(void **state)
{
    struct ask ask = {.infno = "1301", .ver = "v0000"};
    struct yb_text text, line;

    stock_open(&stock, *state);
    import_ok("items", "med_list_codg,hilist_name,list_type,chrgitm_lv,lmt_scope,category_code,"
                       "begndate,enddate\n"
                       "A,阿莫西林,101,甲,限二线用药。,XJ01,2025-01-01,\n"
                       "S,床位,201,甲,,,2025-01-01,\n"
                       "B,头孢,101,乙,,,2025-01-01,2025-12-31\n");
    text = text_of(&ask);
    assert_int_equal(ask.out.data_cnt, 2);
    assert_true(yb_text_is(ask.out.filename, "1301_v0001.zip"));
    assert_int_equal(ask.out.dld_end_time_ms, FIXTURE_NOW + YB_FILE_DAYS * YB_DAY_MS);
    line = yb_text_split(text, '\n', &text);
    assert_int_equal(columns_in(line), 97);
    assert_true(yb_text_is(column(line, 1), "A"));
    assert_true(yb_text_is(column(line, 2), "null"));
    assert_true(yb_text_is(column(line, 4), "阿莫西林"));
    assert_true(yb_text_is(column(line, 5), "null"));
    assert_true(yb_text_is(column(line, 12), "XJ01"));
    assert_true(yb_text_is(column(line, 37), "2025-01-01"));
    assert_true(yb_text_is(column(line, 38), "null"));
    assert_true(yb_text_is(column(line, 57), "限二线用药。"));
    assert_true(yb_text_is(column(line, 81), "2021-06-15 10:00:00"));
    assert_true(yb_text_is(column(line, 83), "v0001"));
    assert_true(yb_text_is(column(line, 92), "01"));
    line = yb_text_split(text, '\n', &text);
    assert_true(yb_text_is(column(line, 1), "B"));
    assert_true(yb_text_is(column(line, 38), "2025-12-31"));
    assert_int_equal(text.length, 0);
    stock_close(&stock);
}

static void only_what_is_newer_comes(void **state)
{
    struct ask ask = {.infno = "1301", .ver = "v0001"};
    struct yb_error error = {0};
    struct yb_text text, first;

    stock_open(&stock, *state);
    import_ok("items", "med_list_codg,hilist_name,list_type,chrgitm_lv,begndate\n"
                       "A,a,101,甲,2025-01-01\nB,b,101,甲,2025-01-01\n");
    assert_int_equal(text_of(&ask).length, 0);
    assert_int_equal(ask.out.data_cnt, 0);
    import_ok("items", "med_list_codg,hilist_name,list_type,chrgitm_lv,begndate\n"
                       "A,a2,101,甲,2026-01-01\n");
    text = text_of(&ask);
    assert_int_equal(ask.out.data_cnt, 2); /* the new row and the one that ended */
    assert_true(yb_text_is(ask.out.ver, "v0002"));
    assert_true(yb_text_starts(text, "A\t"));
    first = ask.out.file_qury_no;
    text_of(&ask);
    assert_true(yb_text_equal(ask.out.file_qury_no, first)); /* kept */
    stock.now_ms += (YB_FILE_DAYS + 1) * YB_DAY_MS;
    text_of(&ask);
    assert_false(yb_text_equal(ask.out.file_qury_no, first)); /* made anew after its time */
    ask.ver = "v0003";
    assert_int_equal(stock_run(&stock, ask_file, &ask, &error), YB_E_VERSION_UNKNOWN);
    ask.ver = "2026";
    assert_int_equal(stock_run(&stock, ask_file, &ask, &error), YB_E_VERSION_UNKNOWN);
    ask.ver = "";
    assert_int_equal(stock_run(&stock, ask_file, &ask, &error), YB_E_VERSION_UNKNOWN);
    ask.infno = "1399";
    assert_int_equal(stock_run(&stock, ask_file, &ask, &error), YB_E_UNKNOWN_INFNO);
    stock_close(&stock);
}

static void code_lists_look_into_others(void **state)
{
    struct ask ask = {.infno = "1307", .ver = "v0000"};
    struct yb_text text;

    stock_open(&stock, *state);
    import_ok("icd10_chapter",
              "code,name,code_range,begndate\n9,循环系统疾病,I00-I99,2000-01-01\n");
    import_ok("icd10", "code,name,parent_code,chapter,grey,begndate\n"
                       "I10.x00x002,高血压,I10,9,0,2000-01-01\n");
    text = text_of(&ask);
    assert_int_equal(ask.out.data_cnt, 1);
    assert_int_equal(columns_in(text), 24);
    assert_true(yb_text_is(column(text, 2), "9"));
    assert_true(yb_text_is(column(text, 3), "I00-I99"));
    assert_true(yb_text_is(column(text, 4), "循环系统疾病"));
    assert_true(yb_text_is(column(text, 7), "I10"));
    assert_true(yb_text_is(column(text, 11), "I10.x00x002"));
    assert_true(yb_text_is(column(text, 12), "高血压"));
    assert_true(yb_text_is(column(text, 13), "1"));
    stock_close(&stock);
}

/* Every table names members that exist, so that no download can meet one that does not. */
static void the_tables_name_members(void **state)
{
    (void)state;
    assert_int_equal(yb_download_table_count, 16);
    for (size_t i = 0; i < yb_download_table_count; i++) {
        const struct yb_download_table *table = &yb_download_tables[i];
        bool items = table->list_name[0] >= '1' && table->list_name[0] <= '3';
        const struct yb_table_info *info = &yb_tables[items ? YB_T_med_item : YB_T_code_item];

        for (size_t k = 0; k < table->count; k++)
            if (table->columns[k].from == YB_DOWNLOAD_MEMBER)
                assert_true(yb_column_find(info, table->columns[k].key,
                                           strlen(table->columns[k].key)) >= 0);
    }
}

static void every_list_may_be_empty(void **state)
{
    stock_open(&stock, *state);
    for (size_t i = 0; i < yb_download_table_count; i++) {
        struct ask ask = {.infno = yb_download_tables[i].infno, .ver = "v0000"};

        assert_int_equal(text_of(&ask).length, 0);
        assert_int_equal(ask.out.data_cnt, 0);
    }
    stock_close(&stock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_list_is_a_file),
        FIXTURE_BOTH(only_what_is_newer_comes),
        FIXTURE_SQLITE(code_lists_look_into_others),
        FIXTURE_SQLITE(every_list_may_be_empty),
        cmocka_unit_test(the_tables_name_members),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
