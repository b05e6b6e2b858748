/* Goods in and out of a pharmacy, and what is refused. */
#include "test/app/county.h"

#include "app/goods/goods.h"
#include "store/goods.h"

static int use_upload(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)out;
    return yb_app_upload_goods(call, in, error);
}

static int use_delete(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)out;
    return yb_app_delete_goods(call, in, error);
}

static int take_back(struct county *c, const char *type, struct yb_error *error)
{
    const struct yb_goods_batch batch = {YB_TEXT("B1"), yb_text_of(type)};

    return county_run(c, use_delete, &(struct yb_delete_goods_in){&batch, 1, NULL}, NULL, error);
}

static int use_list(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct yb_goods_query query = {
        .fixmedins_code = yb_text_of(in), .from_ms = 0, .to_ms = INT64_MAX};

    return yb_goods_list(call->tx, &query, out, error);
}

static struct yb_goods_in goods(struct county *c, int64_t count)
{
    return (struct yb_goods_in){.med_list_codg = YB_TEXT(COUNTY_DRUG_A),
                                .fixmedins_hilist_id = YB_TEXT("A1"),
                                .fixmedins_hilist_name = YB_TEXT("甲药"),
                                .fixmedins_bchno = YB_TEXT("B1"),
                                .rx_flag = YB_TEXT("0"),
                                .invdate = YB_DAY_NONE,
                                .manu_date = yb_day_of(2017, 1, 1),
                                .expy_end = yb_day_of(2020, 1, 1),
                                .goods_time_ms = c->now_ms,
                                .cnt_e4 = count * 10000,
                                .certno = YB_TEXT("379999197001010015")};
}

static int upload(struct county *c, enum yb_goods_kind kind, struct yb_goods_in in,
                  const char *field)
{
    const struct yb_upload_goods_in all = {kind, &in, 1, NULL};
    struct yb_error error = {0};
    int rc = county_run(c, use_upload, &all, NULL, &error);

    if (field)
        assert_string_equal(error.args[0], field);
    return rc;
}

/* What is in stock of all items by the records: taken, bought and changed less sold. */
static int64_t stock(struct county *c)
{
    static const int sign[] = {0, 1, 1, 1, -1, -1, 1};
    struct yb_goods_list list;
    struct yb_error error;
    int64_t sum = 0;

    fixture_ok(county_run(c, use_list, COUNTY_PHARMACY, &list, &error), &error);
    for (size_t i = 0; i < list.count; i++) {
        sum += sign[list.rows[i].goods_kind.bytes[0] - '0'] * list.rows[i].cnt_e4;
        assert_true(list.rows[i].certno.length > 18); /* sealed */
    }
    return sum / 10000;
}

static void goods_come_and_go(void **state)
{
    struct county *c = county_open(*state);
    struct yb_goods_in taken;
    struct yb_error error;

    county_at(c, COUNTY_PHARMACY);
    taken = goods(c, 100);
    taken.invdate = yb_instant_day(c->now_ms);
    assert_int_equal(upload(c, YB_GOODS_TAKEN, taken, NULL), 0);
    assert_int_equal(upload(c, YB_GOODS_BOUGHT, goods(c, 50), NULL), 0);
    assert_int_equal(upload(c, YB_GOODS_BOUGHT_BACK, goods(c, 5), NULL), 0);
    assert_int_equal(upload(c, YB_GOODS_SOLD, goods(c, 30), NULL), 0);
    assert_int_equal(upload(c, YB_GOODS_SOLD_BACK, goods(c, 2), NULL), 0);
    assert_int_equal(upload(c, YB_GOODS_CHANGED, goods(c, -7), NULL), 0);
    assert_int_equal(stock(c), 100 + 50 - 5 - 30 + 2 - 7);
    /* 3507: purchases and their returns of the batch, once */
    fixture_ok(take_back(c, "3", &error), &error);
    assert_int_equal(stock(c), 100 - 30 + 2 - 7);
    assert_int_equal(take_back(c, "3", &error), YB_E_NOT_FOUND);
    county_at(c, COUNTY_HOSPITAL); /* another's records are not its own */
    assert_int_equal(take_back(c, "4", &error), YB_E_NOT_FOUND);
    county_close(c);
}

static void what_cannot_be_is_refused(void **state)
{
    struct county *c = county_open(*state);
    struct yb_goods_in in;
    struct yb_error error;

    county_at(c, COUNTY_PHARMACY);
    assert_int_equal(upload(c, YB_GOODS_SOLD, goods(c, 0), "sel_retn_cnt"), YB_E_OUT_OF_RANGE);
    assert_int_equal(upload(c, YB_GOODS_BOUGHT, goods(c, -1), "purc_retn_cnt"), YB_E_OUT_OF_RANGE);
    in = goods(c, 1);
    in.expy_end = in.manu_date - 1;
    assert_int_equal(upload(c, YB_GOODS_BOUGHT, in, "expy_end"), YB_E_OUT_OF_RANGE);
    in = goods(c, 1);
    in.goods_time_ms = c->now_ms + 1;
    assert_int_equal(upload(c, YB_GOODS_CHANGED, in, "inv_chg_time"), YB_E_OUT_OF_RANGE);
    in = goods(c, -1);
    in.invdate = yb_instant_day(c->now_ms);
    assert_int_equal(upload(c, YB_GOODS_TAKEN, in, "inv_cnt"), YB_E_OUT_OF_RANGE);
    in = goods(c, 1);
    in.med_list_codg = YB_TEXT("NONE");
    assert_int_equal(upload(c, YB_GOODS_SOLD, in, "NONE"), YB_E_ITEM_NOT_FOUND);
    assert_int_equal(take_back(c, "9", &error), YB_E_UNKNOWN_CODE);
    assert_int_equal(stock(c), 0);
    county_close(c);
}

static void one_wrong_record_stops_no_others(void **state)
{
    struct county *c = county_open(*state);
    struct yb_goods_in in[3] = {goods(c, 10), goods(c, 0), goods(c, 20)};
    struct yb_goods_batch batches[2] = {{YB_TEXT("B1"), YB_TEXT("3")},
                                        {YB_TEXT("B1"), YB_TEXT("4")}};
    struct yb_goods_done done[3];
    struct yb_upload_goods_in all = {YB_GOODS_BOUGHT, in, 3, done};
    struct yb_error error;

    county_at(c, COUNTY_PHARMACY);
    fixture_ok(county_run(c, use_upload, &all, NULL, &error), &error);
    assert_true(done[0].goods_id > 0 && done[2].goods_id > done[0].goods_id);
    assert_int_equal(done[1].goods_id, 0);
    assert_int_equal(done[1].error.code, YB_E_OUT_OF_RANGE);
    assert_string_equal(done[1].error.args[0], "purc_retn_cnt");
    assert_int_equal(done[0].error.code, 0);
    assert_int_equal(stock(c), 30);
    all.done = NULL; /* all or none */
    assert_int_equal(county_run(c, use_upload, &all, NULL, &error), YB_E_OUT_OF_RANGE);
    all = (struct yb_upload_goods_in){YB_GOODS_BOUGHT, &in[1], 1, done}; /* nothing is left */
    fixture_ok(county_run(c, use_upload, &all, NULL, &error), &error);
    assert_int_equal(stock(c), 30);
    fixture_ok(
        county_run(c, use_delete, &(struct yb_delete_goods_in){batches, 2, done}, NULL, &error),
        &error);
    assert_int_equal(done[0].error.code, 0);
    assert_int_equal(done[1].error.code, YB_E_NOT_FOUND);
    assert_int_equal(stock(c), 0);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(goods_come_and_go),
        FIXTURE_BOTH(what_cannot_be_is_refused),
        FIXTURE_BOTH(one_wrong_record_stops_no_others),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
