/* The institution's books against ours: totals, and details with planted differences (E2). */
#include "app/reconcile/reconcile.h"

#include <string.h>

#include "app/transfer/exchange.h"
#include "app/transfer/zip.h"
#include "base/money.h"
#include "test/app/desk/past.h"

DESK_USE(reconcile_total, struct yb_reconcile_total_in, struct yb_reconcile_total_out)
DESK_USE(reconcile_detail, struct yb_reconcile_detail_in, struct yb_reconcile_detail_out)
DESK_USE(upload_file, struct yb_upload_file_in, struct yb_upload_file_out)
DESK_USE(download_file, struct yb_download_file_in, struct yb_download_file_out)

enum { SETTLEMENTS = 12 };

static int64_t settle_one(struct desk *desk, int number)
{
    static char msgid[SETTLEMENTS][16];
    struct past_visit visit = {desk->resident, "11", "390", "2021-06-10 08:00:00"};
    struct past_settlement settlement = {.psn_no = desk->resident,
                                         .insutype = "390",
                                         .med_type = "11",
                                         .clr_type = number == 11 ? "14" : "11",
                                         .setl_time = "2021-06-15 09:00:00",
                                         .medfee_fen = 1000 + number,
                                         .fund_fen = 500 + number};

    snprintf(msgid[number], sizeof(msgid[number]), "M%d", number);
    settlement.msgid = msgid[number];
    settlement.mdtrt_id = past_visit(desk, &visit);
    return past_settle(desk, &settlement);
}

static struct yb_reconcile_total_in total(int64_t medfee_fen, int64_t fund_fen, int64_t count)
{
    return (struct yb_reconcile_total_in){.insutype = YB_TEXT("390"),
                                          .clr_type = YB_TEXT("11"),
                                          .setl_optins = YB_TEXT(DESK_REGION),
                                          .stmt_begndate = desk_day("2021-06-15"),
                                          .stmt_enddate = desk_day("2021-06-15"),
                                          .medfee_sumamt_fen = medfee_fen,
                                          .fund_pay_sumamt_fen = fund_fen,
                                          .fixmedins_setl_cnt = count};
}

static void it_compares_totals(void **state)
{
    struct desk *desk = *state;
    struct yb_reconcile_total_in in;
    struct yb_reconcile_total_out out;
    int64_t first = settle_one(desk, 0);

    settle_one(desk, 1);
    settle_one(desk, 11); /* of another clearing type */
    in = total(2001, 1001, 2);
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "0"));
    assert_int_equal(out.stmt_rslt_dscr.length, 0);
    in = total(2002, 1001, 3);
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "1"));
    assert_true(
        yb_text_is(out.stmt_rslt_dscr, "笔数：中心2，机构3；医疗费总额：中心20.01，机构20.02；"));
    past_cancel(desk, desk->resident, first, "R0"); /* one more settlement, with negative amounts */
    in = total(1001, 501, 3);
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "0"));
    in = total(2001, 1001, 2);
    in.refd_setl_flag = YB_TEXT("0");
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "0"));
    in = total(-1000, -500, 1);
    in.refd_setl_flag = YB_TEXT("1");
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "0"));
    desk_act_as(desk, DESK_OTHER); /* has none */
    in = total(0, 0, 0);
    desk_ok(desk, reconcile_total(desk, &in, &out));
    assert_true(yb_text_is(out.stmt_rslt, "0"));
    in.stmt_enddate = desk_day("2021-06-14");
    assert_int_equal(reconcile_total(desk, &in, &out), YB_E_OUT_OF_RANGE);
    in.stmt_enddate = in.stmt_begndate + YB_RECONCILE_DAYS_MAX;
    assert_int_equal(reconcile_total(desk, &in, &out), YB_E_OUT_OF_RANGE);
}

struct book {
    struct yb_buffer text;
    int64_t medfee_fen, fund_fen, count;
};

static void write_line(struct book *book, const struct desk *desk, int64_t setl_id, int64_t medfee,
                       int64_t fund, bool refund)
{
    char medfee_text[YB_DECIMAL_TEXT_MAX], fund_text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(medfee, medfee_text);
    yb_money_format(fund, fund_text);
    yb_buffer_addf(&book->text, "%lld\t9\t%lld\t%s\t%s\t0.00\t%d\r\n", (long long)setl_id,
                   (long long)desk->resident, medfee_text, fund_text, refund);
    book->medfee_fen += medfee;
    book->fund_fen += fund;
    book->count++;
}

static struct yb_reconcile_detail_in send(struct desk *desk, struct book *book, bool zipped)
{
    struct yb_upload_file_in file = {yb_buffer_text(&book->text), YB_TEXT("book.txt"),
                                     YB_TEXT(DESK_HOSPITAL)};
    struct yb_upload_file_out stored;

    if (zipped)
        desk_ok(desk, yb_zip_write(YB_TEXT("book.txt"), file.bytes, &desk->arena, &file.bytes,
                                   &desk->error));
    desk_ok(desk, upload_file(desk, &file, &stored));
    return (struct yb_reconcile_detail_in){.setl_optins = YB_TEXT(DESK_REGION),
                                           .file_qury_no = stored.file_qury_no,
                                           .stmt_begndate = desk_day("2021-06-15"),
                                           .stmt_enddate = desk_day("2021-06-15"),
                                           .medfee_sumamt_fen = book->medfee_fen,
                                           .fund_pay_sumamt_fen = book->fund_fen,
                                           .fixmedins_setl_cnt = book->count};
}

/* 12 settlements, one refunded; the institution's book with each kind of difference. */
static void it_finds_every_planted_difference(void **state)
{
    static const size_t want[YB_RECONCILE_OUTCOMES] = {
        [YB_RECONCILE_EQUAL] = 10 + 1, /* and the refund of settlement 1 */
        [YB_RECONCILE_OURS_ONLY] = 1,      [YB_RECONCILE_THEIRS_ONLY] = 2,
        [YB_RECONCILE_AMOUNT_DIFFERS] = 1, [YB_RECONCILE_STATE_DIFFERS] = 1,
    };
    struct desk *desk = *state;
    int64_t setl_id[SETTLEMENTS], red;
    struct book book = {0};
    struct yb_reconcile_detail_in in;
    struct yb_reconcile_detail_out out;
    struct yb_download_file_in fetch;
    struct yb_download_file_out file;
    struct yb_text text;

    for (int i = 0; i < SETTLEMENTS; i++)
        setl_id[i] = settle_one(desk, i);
    red = past_cancel(desk, desk->resident, setl_id[1], "R1");
    past_cancel(desk, desk->resident, setl_id[2], "R2"); /* which they do not know */
    yb_buffer_init(&book.text, &desk->arena);
    for (int i = SETTLEMENTS - 1; i >= 0; i--)
        if (i != 3) /* 3: they lack it */
            write_line(&book, desk, setl_id[i], 1000 + i + (i == 4), 500 + i, false);
    write_line(&book, desk, red, -1001, -501, true);       /* by the refund's own number */
    write_line(&book, desk, 4711, 100, 50, false);         /* they alone */
    write_line(&book, desk, setl_id[5], 1005, 505, false); /* twice */
    in = send(desk, &book, true);
    desk_ok(desk, reconcile_detail(desk, &in, &out));
    for (int i = 0; i < YB_RECONCILE_OUTCOMES; i++) {
        if (out.outcomes[i] != want[i])
            print_error("class %d\n", i);
        assert_int_equal(out.outcomes[i], want[i]);
    }
    fetch = (struct yb_download_file_in){out.file_qury_no, out.filename, {0}};
    desk_ok(desk, download_file(desk, &fetch, &file));
    desk_ok(desk, yb_zip_read(file.bytes, &desk->arena, &text, &desk->error));
    assert_non_null(memmem(text.bytes, text.length, "null\tnull\tM3\t1\t0\t", 17));
    assert_non_null(memmem(text.bytes, text.length, "null\tnull\tR2\t1\t1\t", 17));
    desk_act_as(desk, DESK_OTHER); /* not theirs to fetch */
    assert_int_equal(download_file(desk, &fetch, &file), YB_E_NOT_FOUND);
}

static void it_takes_equal_books(void **state)
{
    struct desk *desk = *state;
    struct book book = {0};
    struct yb_reconcile_detail_in in;
    struct yb_reconcile_detail_out out;
    int64_t setl_id = settle_one(desk, 0);

    yb_buffer_init(&book.text, &desk->arena);
    write_line(&book, desk, setl_id, 1000, 500, false);
    past_cancel(desk, desk->resident, setl_id, "R0");
    write_line(&book, desk, setl_id, -1000, -500, true); /* by the number of what it cancels */
    in = send(desk, &book, false);
    desk_ok(desk, reconcile_detail(desk, &in, &out));
    assert_int_equal(out.outcomes[YB_RECONCILE_EQUAL], 2);
    in.medfee_sumamt_fen++;
    assert_int_equal(reconcile_detail(desk, &in, &out), YB_E_SETL_TOTAL);
    assert_string_equal(desk->error.args[0], "medfee_sumamt");
    in.medfee_sumamt_fen--;
    in.fixmedins_setl_cnt++;
    assert_int_equal(reconcile_detail(desk, &in, &out), YB_E_SETL_TOTAL);
    in.fixmedins_setl_cnt--;
    in.file_qury_no = YB_TEXT("12345");
    assert_int_equal(reconcile_detail(desk, &in, &out), YB_E_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_compares_totals),
        DESK_BOTH(it_finds_every_planted_difference),
        DESK_BOTH(it_takes_equal_books),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
