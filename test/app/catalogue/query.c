#include "app/catalogue/query.h"

#include <string.h>

#include "store/fixmedins.h"
#include "test/app/catalogue/stock.h"

static const char items[] =
    "med_list_codg,hilist_name,list_type,chrgitm_lv,selfpay_prop,selfpay_prop_390,pric_uplmt,"
    "pric_uplmt_1,tags,lmt_scope,care,pinyin,begndate,enddate\n"
    "A,阿莫西林胶囊,101,甲,,,,,,,,AMXL,2025-01-01,\n"
    "B,乙药,101,乙,,,5,3,,限二线用药。,,YY,2024-01-01,2024-12-31\n"
    "B,乙药,101,乙,20 %,30 %,,,,,,YY,2025-01-01,\n"
    "C,丙项目,201,丙,,,,,,,,,2025-01-01,\n"
    "H,丁香,102,甲,,,,,not_paid_alone,,,,2025-01-01,\n"
    "M,缩宫素,101,甲,,,,,,,maternity,,2025-01-01,\n";

static struct stock stock;

static void stock_up(void **state)
{
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};

    stock_open(&stock, *state);
    fixture_ok(stock_import(&stock, "items", items, &out, &error), &error);
}

struct ask {
    struct yb_query_items_in in;
    struct yb_query_items_out out;
};

static int ask_items(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ask *ask = context;

    return yb_app_query_items(call, &ask->in, &ask->out, error);
}

static struct ask any_items(void)
{
    return (struct ask){.in = {.query_day = YB_DAY_NONE,
                               .begn_day = YB_DAY_NONE,
                               .page = {.page_num = 1, .page_size = 100}}};
}

/* The codes of the page, in order. */
static const char *codes_of(const struct yb_query_items_out *out)
{
    static char codes[100];
    size_t used = 0;

    codes[0] = 0;
    for (size_t i = 0; i < out->count; i++)
        used += (size_t)snprintf(codes + used, sizeof(codes) - used, YB_TEXT_FMT,
                                 YB_TEXT_ARG(out->rows[i].med_list_codg));
    return codes;
}

static void items_are_filtered(void **state)
{
    struct yb_error error = {0};
    struct ask ask;

    stock_up(state);
#define EXPECT(condition, codes)                                                                   \
    do {                                                                                           \
        ask = any_items();                                                                         \
        ask.in.condition;                                                                          \
        fixture_ok(stock_run(&stock, ask_items, &ask, &error), &error);                            \
        assert_string_equal(codes_of(&ask.out), codes);                                            \
        assert_int_equal(ask.out.page.record_counts, strlen(codes));                               \
    } while (0)
    EXPECT(rid = 0, "ABBCHM");
    EXPECT(list_type = YB_TEXT("101"), "ABBM");
    EXPECT(med_list_codg = YB_TEXT("B"), "BB");
    EXPECT(hilist_code = YB_TEXT("C"), "C");
    EXPECT(hilist_name = YB_TEXT("西林"), "A");
    EXPECT(med_chrgitm_type = YB_TEXT("10"), "H");
    EXPECT(chrgitm_lv = YB_TEXT("02"), "BB");
    EXPECT(chrgitm_lv = YB_TEXT("9"), "");
    EXPECT(lmt_used_flag = YB_TEXT("1"), "B");
    EXPECT(med_use_flag = YB_TEXT("0"), "M");
    EXPECT(matn_used_flag = YB_TEXT("1"), "ABBCHM");
    EXPECT(lmt_cpnd_type = YB_TEXT("2"), "H");
    EXPECT(vali_flag = YB_TEXT("1"), "ABBCHM");
    EXPECT(vali_flag = YB_TEXT("0"), "");
    EXPECT(pinyin = YB_TEXT("YY"), "BB");
    EXPECT(pinyin = YB_TEXT("XX"), "");
    EXPECT(query_day = yb_day_of(2024, 12, 31), "B");
    EXPECT(query_day = yb_day_of(2025, 1, 1), "ABCHM");
    EXPECT(begn_day = yb_day_of(2024, 1, 2), "ABCHM");
    EXPECT(updt_time_ms = FIXTURE_NOW, "ABBCHM");
    EXPECT(updt_time_ms = FIXTURE_NOW + 1, "");
#undef EXPECT
    assert_true(yb_text_is(yb_text_of(stock.app.region), "371525"));
    stock_close(&stock);
}

static void pages_add_up(void **state)
{
    static const struct {
        int64_t num, size;
        const char *codes;
        int64_t start, end;
        bool first, last;
    } rows[] = {
        {1, 4, "ABBC", 1, 4, true, false},     {2, 4, "HM", 5, 6, false, true},
        {3, 4, "", 0, 0, false, true},         {1, 6, "ABBCHM", 1, 6, true, true},
        {1, 1000, "ABBCHM", 1, 6, true, true},
    };
    struct yb_error error = {0};
    struct ask ask;

    stock_up(state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ask = any_items();
        ask.in.page = (struct yb_page_in){rows[i].num, rows[i].size};
        fixture_ok(stock_run(&stock, ask_items, &ask, &error), &error);
        assert_string_equal(codes_of(&ask.out), rows[i].codes);
        assert_int_equal(ask.out.page.record_counts, 6);
        assert_int_equal(ask.out.page.start_row, rows[i].start);
        assert_int_equal(ask.out.page.end_row, rows[i].end);
        assert_int_equal(ask.out.page.first_page, rows[i].first);
        assert_int_equal(ask.out.page.last_page, rows[i].last);
    }
    ask = any_items();
    ask.in.page = (struct yb_page_in){0, 10};
    assert_int_equal(stock_run(&stock, ask_items, &ask, &error), YB_E_OUT_OF_RANGE);
    ask.in.page = (struct yb_page_in){1, YB_PAGE_SIZE_MAX + 1};
    assert_int_equal(stock_run(&stock, ask_items, &ask, &error), YB_E_OUT_OF_RANGE);
    assert_string_equal(error.args[0], "page_size");
    stock_close(&stock);
    ask = any_items();
    assert_int_equal(stock_run(&stock, ask_items, &ask, &error), YB_E_BUSY); /* nothing loaded */
}

struct ask_terms {
    struct yb_query_terms_in in;
    struct yb_query_caps_out caps;
    struct yb_query_selfpay_out shares;
};

static int ask_caps(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ask_terms *ask = context;

    return yb_app_query_caps(call, &ask->in, &ask->caps, error);
}

static int ask_shares(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ask_terms *ask = context;

    return yb_app_query_selfpay(call, &ask->in, &ask->shares, error);
}

static struct ask_terms any_terms(void)
{
    return (struct ask_terms){.in = {.query_day = YB_DAY_NONE,
                                     .begn_day = YB_DAY_NONE,
                                     .end_day = YB_DAY_NONE,
                                     .page = {.page_num = 1, .page_size = 100}}};
}

static void caps_are_by_level(void **state)
{
    struct ask_terms ask = any_terms();
    struct yb_error error = {0};

    stock_up(state);
    fixture_ok(stock_run(&stock, ask_caps, &ask, &error), &error);
    assert_int_equal(ask.caps.count, 3);
    assert_int_equal(ask.caps.rows[0].pric_uplmt_e6, 3000000);
    assert_int_equal(ask.caps.rows[1].pric_uplmt_e6, 5000000);
    assert_int_equal(ask.caps.rows[2].hilist_lmtpric_type, 3);
    assert_int_equal(ask.caps.rows[0].end_day, yb_day_of(2024, 12, 31));
    assert_true(yb_text_is(ask.caps.rows[0].hilist_code, "B"));
    ask.in.type = YB_TEXT("2");
    fixture_ok(stock_run(&stock, ask_caps, &ask, &error), &error);
    assert_int_equal(ask.caps.count, 1);
    ask.in.page.page_size = 0;
    assert_int_equal(stock_run(&stock, ask_caps, &ask, &error), YB_E_OUT_OF_RANGE);
    stock_close(&stock);
}

static void shares_are_by_scheme(void **state)
{
    struct ask_terms ask = any_terms();
    struct yb_error error = {0};

    stock_up(state);
    ask.in.hilist_code = YB_TEXT("B");
    fixture_ok(stock_run(&stock, ask_shares, &ask, &error), &error);
    assert_int_equal(ask.shares.count, 4);
    assert_int_equal(ask.shares.rows[0].selfpay_ppm, 100000); /* not stated: the default */
    assert_int_equal(ask.shares.rows[1].selfpay_ppm, 100000);
    assert_int_equal(ask.shares.rows[2].selfpay_ppm, 200000);
    assert_int_equal(ask.shares.rows[3].selfpay_ppm, 300000);
    assert_int_equal(ask.shares.rows[3].selfpay_prop_psn_type, 390);
    assert_int_equal(ask.shares.rows[3].end_day, YB_DAY_NONE);
    ask.in.hilist_code = YB_TEXT("C");
    ask.in.type = YB_TEXT("310");
    fixture_ok(stock_run(&stock, ask_shares, &ask, &error), &error);
    assert_int_equal(ask.shares.count, 1);
    assert_int_equal(ask.shares.rows[0].selfpay_ppm, YB_PPM);
    stock_close(&stock);
}

static int put_mappings(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const char *const names[] = {"一", "二", "三"};
    int rc = YB_OK;

    (void)context;
    for (int i = 0; i < 3 && rc == YB_OK; i++) {
        struct yb_item_map_row row = yb_item_map_row();

        row.fixmedins_code = YB_TEXT("H37152500001");
        row.fixmedins_hilist_id = yb_text_of(names[i]);
        row.fixmedins_hilist_name = yb_text_of(names[i]);
        row.list_type = YB_TEXT("101");
        row.med_list_codg = YB_TEXT("A");
        row.begndate = yb_day_of(2025, 1, 1 + i);
        row.vali_flag = YB_TEXT("1");
        row.updt_time = FIXTURE_NOW;
        rc = yb_item_map_put(tx, &row, error);
    }
    return rc;
}

struct ask_mappings {
    struct yb_query_mappings_in in;
    struct yb_query_mappings_out out;
};

static int ask_mappings(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ask_mappings *ask = context;

    return yb_app_query_mappings(call, &ask->in, &ask->out, error);
}

static void mappings_are_ones_own(void **state)
{
    struct ask_mappings ask = {
        .in = {.query_day = YB_DAY_NONE, .begn_day = YB_DAY_NONE, .page = {1, 2}}};
    struct yb_error error = {0};

    stock_up(state);
    fixture_ok(fixture_run(*state, put_mappings, NULL, &error), &error);
    fixture_ok(stock_run(&stock, ask_mappings, &ask, &error), &error);
    assert_int_equal(ask.out.count, 2);
    assert_int_equal(ask.out.page.record_counts, 3);
    ask.in.page.page_num = 2;
    fixture_ok(stock_run(&stock, ask_mappings, &ask, &error), &error);
    assert_int_equal(ask.out.count, 1);
    ask.in = (struct yb_query_mappings_in){.medins_list_name = YB_TEXT("二"),
                                           .query_day = yb_day_of(2025, 1, 2),
                                           .begn_day = YB_DAY_NONE,
                                           .page = {1, 10}};
    fixture_ok(stock_run(&stock, ask_mappings, &ask, &error), &error);
    assert_int_equal(ask.out.count, 1);
    assert_true(yb_text_is(ask.out.rows[0].fixmedins_hilist_id, "二"));
    ask.in.query_day = yb_day_of(2025, 1, 1);
    fixture_ok(stock_run(&stock, ask_mappings, &ask, &error), &error);
    assert_int_equal(ask.out.count, 0);
    ask.in.fixmedins_code = YB_TEXT("H37152500002");
    assert_int_equal(stock_run(&stock, ask_mappings, &ask, &error), YB_E_NOT_ALLOWED);
    stock_close(&stock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(items_are_filtered),    FIXTURE_SQLITE(pages_add_up),
        FIXTURE_SQLITE(caps_are_by_level),   FIXTURE_SQLITE(shares_are_by_scheme),
        FIXTURE_BOTH(mappings_are_ones_own),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
