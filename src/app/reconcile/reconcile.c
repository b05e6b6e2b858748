#include "app/reconcile/reconcile.h"

#include <string.h>

#include "app/reconcile/statement.h"
#include "app/refuse.h"
#include "app/transfer/exchange.h"
#include "app/transfer/zip.h"
#include "base/money.h"
#include "base/table.h"
#include "store/file.h"
#include "store/setl.h"

#define PAGE 5000 /* settlements read at a time */

/* The settlements that a statement speaks of: the caller's, by settlement time, both days whole. */
static int query_of(const struct yb_call *call, struct yb_stmt_row *stmt,
                    struct yb_setl_query *query, struct yb_error *error)
{
    if (stmt->stmt_enddate < stmt->stmt_begndate ||
        stmt->stmt_enddate - stmt->stmt_begndate >= YB_RECONCILE_DAYS_MAX)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("stmt_enddate"), stmt->stmt_enddate);
    *query = (struct yb_setl_query){.fixmedins_code = call->actor->fixmedins_code,
                                    .from_ms = (int64_t)stmt->stmt_begndate * YB_DAY_MS - YB_CST_MS,
                                    .to_ms = ((int64_t)stmt->stmt_enddate + 1) * YB_DAY_MS -
                                             YB_CST_MS - 1,
                                    .insutype = stmt->insutype,
                                    .clr_type = stmt->clr_type,
                                    .refd_setl_flag = stmt->refd_setl_flag};
    return YB_OK;
}

static struct yb_stmt_row statement_of(struct yb_call *call, const char *infno)
{
    struct yb_stmt_row stmt = yb_stmt_row();

    stmt.stmt_id = yb_id_next(&call->app->ids, call->now_ms);
    stmt.infno = yb_text_of(infno);
    stmt.fixmedins_code = call->actor->fixmedins_code;
    stmt.crte_time = call->now_ms;
    return stmt;
}

static void say_amount(struct yb_buffer *out, const char *name, int64_t ours_fen,
                       int64_t theirs_fen)
{
    char ours[YB_DECIMAL_TEXT_MAX], theirs[YB_DECIMAL_TEXT_MAX];

    if (ours_fen == theirs_fen)
        return;
    yb_money_format(ours_fen, ours);
    yb_money_format(theirs_fen, theirs);
    yb_buffer_addf(out, "%s：中心%s，机构%s；", name, ours, theirs);
}

/* Both sides of every figure that differs, as far as 200 characters go. */
static struct yb_text describe(const struct yb_stmt_row *stmt, struct yb_arena *arena)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    if (stmt->our_setl_cnt != stmt->fixmedins_setl_cnt)
        yb_buffer_addf(&out, "笔数：中心%lld，机构%lld；", (long long)stmt->our_setl_cnt,
                       (long long)stmt->fixmedins_setl_cnt);
    say_amount(&out, "医疗费总额", stmt->our_medfee_sumamt_fen, stmt->medfee_sumamt_fen);
    say_amount(&out, "基金支付", stmt->our_fund_pay_sumamt_fen, stmt->fund_pay_sumamt_fen);
    say_amount(&out, "个人账户", stmt->our_acct_pay_fen, stmt->acct_pay_fen);
    return yb_buffer_text(&out);
}

int yb_app_reconcile_total(struct yb_call *call, const struct yb_reconcile_total_in *in,
                           struct yb_reconcile_total_out *out, struct yb_error *error)
{
    struct yb_stmt_row stmt = statement_of(call, "3201");
    struct yb_setl_query query;
    struct yb_setl_sum sum;
    int rc;

    stmt.insutype = in->insutype;
    stmt.clr_type = in->clr_type;
    stmt.setl_optins = in->setl_optins;
    stmt.refd_setl_flag = in->refd_setl_flag;
    stmt.stmt_begndate = in->stmt_begndate;
    stmt.stmt_enddate = in->stmt_enddate;
    stmt.medfee_sumamt_fen = in->medfee_sumamt_fen;
    stmt.fund_pay_sumamt_fen = in->fund_pay_sumamt_fen;
    stmt.acct_pay_fen = in->acct_pay_fen;
    stmt.fixmedins_setl_cnt = in->fixmedins_setl_cnt;
    rc = query_of(call, &stmt, &query, error);
    if (rc == YB_OK)
        rc = yb_setl_sum(call->tx, &query, &sum, error);
    if (rc != YB_OK)
        return rc;
    stmt.our_medfee_sumamt_fen = sum.medfee_sumamt_fen;
    stmt.our_fund_pay_sumamt_fen = sum.fund_pay_sumamt_fen;
    stmt.our_acct_pay_fen = sum.acct_pay_fen;
    stmt.our_cash_payamt_fen = sum.psn_cash_pay_fen;
    stmt.our_setl_cnt = sum.setl_cnt;
    stmt.stmt_rslt_dscr = describe(&stmt, call->arena);
    stmt.stmt_rslt = stmt.stmt_rslt_dscr.length ? YB_TEXT("1") : YB_TEXT("0");
    *out = (struct yb_reconcile_total_out){stmt.setl_optins, stmt.stmt_rslt, stmt.stmt_rslt_dscr};
    return yb_stmt_add(call->tx, &stmt, &(struct yb_stmt_detail_list){0}, error);
}

static struct yb_text number_text(struct yb_arena *arena, int64_t number)
{
    return yb_text_of(yb_arena_format(arena, "%lld", (long long)number));
}

/* A settlement as the institution knows it: a refund goes by the number of what it cancels. */
static struct yb_reconcile_row row_of(struct yb_arena *arena, const struct yb_setl_row *setl)
{
    int64_t setl_id = setl->init_setl_id ? setl->init_setl_id : setl->setl_id;

    return (struct yb_reconcile_row){.setl_id = number_text(arena, setl_id),
                                     .mdtrt_id = number_text(arena, setl->mdtrt_id),
                                     .psn_no = number_text(arena, setl->psn_no),
                                     .msgid = setl->medins_setl_id,
                                     .refd_setl_flag = setl->init_setl_id != 0,
                                     .medfee_sumamt_fen = setl->medfee_sumamt_fen,
                                     .fund_pay_sumamt_fen = setl->fund_pay_sumamt_fen,
                                     .acct_pay_fen = setl->acct_pay_fen};
}

/* Our side of a detailed statement. */
struct books {
    struct yb_reconcile_row *ours;
    size_t our_count, our_capacity;
    struct yb_reconcile_row *theirs;
    size_t their_count;
    struct yb_table refunds; /* number of a refund -> its place in `ours` */
    int64_t our_cash_fen;
};

static bool make_room(struct yb_arena *arena, struct books *books)
{
    size_t capacity = books->our_capacity ? 2 * books->our_capacity : 1024;
    struct yb_reconcile_row *rows;

    if (books->our_count < books->our_capacity)
        return true;
    rows = YB_NEW_ARRAY(arena, struct yb_reconcile_row, capacity);
    if (!rows)
        return false;
    if (books->our_count)
        memcpy(rows, books->ours, books->our_count * sizeof(*rows));
    books->ours = rows;
    books->our_capacity = capacity;
    return true;
}

static int add_page(struct yb_call *call, const struct yb_setl_list *page, struct books *books,
                    struct yb_error *error)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct yb_setl_row *setl = &page->rows[i];
        struct yb_reconcile_row row = row_of(call->arena, setl);

        if (!make_room(call->arena, books))
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        if (books->our_count == YB_STATEMENT_ROWS_MAX)
            return yb_fail(error, YB_E_TOO_MANY, "setl_id", "200000", NULL);
        if (row.refd_setl_flag &&
            !yb_table_put(&books->refunds, number_text(call->arena, setl->setl_id),
                          (int32_t)books->our_count))
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        books->our_cash_fen += setl->psn_cash_pay_fen;
        books->ours[books->our_count++] = row;
    }
    return YB_OK;
}

static int load_ours(struct yb_call *call, struct yb_setl_query *query, struct books *books,
                     struct yb_error *error)
{
    struct yb_setl_list page = {.count = PAGE};
    int rc = YB_OK;

    yb_table_init(&books->refunds, call->arena, 64);
    query->most = PAGE;
    while (rc == YB_OK && page.count == PAGE) {
        rc = yb_setl_list_fixmedins(call->tx, query, &page, error);
        if (rc == YB_OK)
            rc = add_page(call, &page, books, error);
        if (rc == YB_OK && page.count)
            query->after_setl_id = page.rows[page.count - 1].setl_id;
    }
    return rc;
}

/* Institutions name a refund by its own number or by that of what it cancels: one key for both. */
static void rename_refunds(struct books *books)
{
    for (size_t i = 0; i < books->their_count; i++) {
        struct yb_reconcile_row *row = &books->theirs[i];
        int32_t at = row->refd_setl_flag ? yb_table_get(&books->refunds, row->setl_id, -1) : -1;

        if (at >= 0)
            row->setl_id = books->ours[at].setl_id;
    }
}

static int load_theirs(struct yb_call *call, struct yb_text file_qury_no, struct books *books,
                       struct yb_error *error)
{
    struct yb_download_file_in want = {.file_qury_no = file_qury_no};
    struct yb_download_file_out file;
    struct yb_text text;
    int rc = yb_app_download_file(call, &want, &file, error);

    if (rc == YB_OK)
        rc = yb_zip_read(file.bytes, call->arena, &text, error);
    if (rc == YB_OK)
        rc = yb_statement_read(text, call->arena, &books->theirs, &books->their_count, error);
    return rc;
}

/* What the message says must be what its file adds up to. */
static int check_sums(const struct yb_reconcile_detail_in *in, const struct books *books,
                      struct yb_error *error)
{
    int64_t medfee_fen = 0, fund_fen = 0;

    for (size_t i = 0; i < books->their_count; i++) {
        medfee_fen += books->theirs[i].medfee_sumamt_fen;
        fund_fen += books->theirs[i].fund_pay_sumamt_fen;
    }
    if (medfee_fen != in->medfee_sumamt_fen)
        return yb_fail(error, YB_E_SETL_TOTAL, "medfee_sumamt", "file_qury_no", NULL);
    if (fund_fen != in->fund_pay_sumamt_fen)
        return yb_fail(error, YB_E_SETL_TOTAL, "fund_pay_sumamt", "file_qury_no", NULL);
    if ((int64_t)books->their_count != in->fixmedins_setl_cnt)
        return yb_fail(error, YB_E_SETL_TOTAL, "fixmedins_setl_cnt", "file_qury_no", NULL);
    return YB_OK;
}

/* What is kept of every difference. */
static struct yb_stmt_detail_row detail_of(const struct yb_reconcile_result *result)
{
    struct yb_stmt_detail_row row = yb_stmt_detail_row();
    const struct yb_reconcile_row *ours = result->ours, *theirs = result->theirs;
    const struct yb_reconcile_row *any = ours ? ours : theirs;

    if (!yb_text_to_int64(any->psn_no, &row.psn_no))
        row.psn_no = 0;
    row.mdtrt_id = theirs ? theirs->mdtrt_id : (struct yb_text){0};
    row.setl_id = any->setl_id;
    row.msgid = ours ? ours->msgid : (struct yb_text){0};
    row.stmt_rslt = YB_TEXT("1");
    row.refd_setl_flag = any->refd_setl_flag ? YB_TEXT("1") : YB_TEXT("0");
    row.medfee_sumamt_fen = theirs ? theirs->medfee_sumamt_fen : 0;
    row.fund_pay_sumamt_fen = theirs ? theirs->fund_pay_sumamt_fen : 0;
    row.acct_pay_fen = theirs ? theirs->acct_pay_fen : 0;
    row.our_medfee_sumamt_fen = ours ? ours->medfee_sumamt_fen : 0;
    row.our_fund_pay_sumamt_fen = ours ? ours->fund_pay_sumamt_fen : 0;
    row.our_acct_pay_fen = ours ? ours->acct_pay_fen : 0;
    row.memo = yb_text_of(yb_reconcile_memo(result->outcome));
    return row;
}

static int keep(struct yb_call *call, struct yb_stmt_row *stmt,
                const struct yb_reconcile_result *results, size_t count, struct yb_error *error)
{
    struct yb_stmt_detail_list details = {
        .rows = YB_NEW_ARRAY(call->arena, struct yb_stmt_detail_row, count)};

    if (!details.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < count; i++)
        if (results[i].outcome != YB_RECONCILE_EQUAL)
            details.rows[details.count++] = detail_of(&results[i]);
    for (size_t i = 0; i < details.count; i++) {
        details.rows[i].stmt_id = stmt->stmt_id;
        details.rows[i].srt_no = (int64_t)i + 1;
    }
    stmt->stmt_rslt = details.count ? YB_TEXT("1") : YB_TEXT("0");
    return yb_stmt_add(call->tx, stmt, &details, error);
}

/* The result file, offered to the caller. */
static int offer(struct yb_call *call, const struct yb_stmt_row *stmt,
                 const struct yb_reconcile_result *results, size_t count,
                 struct yb_reconcile_detail_out *out, struct yb_error *error)
{
    struct yb_buffer text;
    struct yb_upload_file_in file = {.fixmedins_code = stmt->fixmedins_code};
    struct yb_upload_file_out stored;
    const char *name = yb_arena_format(call->arena, "3202_%lld", (long long)stmt->stmt_id);
    int rc;

    yb_buffer_init(&text, call->arena);
    yb_statement_write(results, count, &text);
    if (text.failed || !name)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    file.filename = yb_text_of(yb_arena_format(call->arena, "%s.zip", name));
    rc = yb_zip_write(yb_text_of(yb_arena_format(call->arena, "%s.txt", name)),
                      yb_buffer_text(&text), call->arena, &file.bytes, error);
    if (rc == YB_OK)
        rc = yb_app_offer_file(call, &file, &stored, error);
    if (rc != YB_OK)
        return rc;
    out->file_qury_no = stored.file_qury_no;
    out->filename = stored.filename;
    out->dld_endtime_ms = stored.dld_endtime_ms;
    return YB_OK;
}

static struct yb_stmt_row detailed_statement(struct yb_call *call,
                                             const struct yb_reconcile_detail_in *in)
{
    struct yb_stmt_row stmt = statement_of(call, "3202");

    stmt.clr_type = in->clr_type;
    stmt.setl_optins = in->setl_optins;
    stmt.refd_setl_flag = in->refd_setl_flag;
    stmt.stmt_begndate = in->stmt_begndate;
    stmt.stmt_enddate = in->stmt_enddate;
    stmt.medfee_sumamt_fen = in->medfee_sumamt_fen;
    stmt.fund_pay_sumamt_fen = in->fund_pay_sumamt_fen;
    stmt.cash_payamt_fen = in->cash_payamt_fen;
    stmt.fixmedins_setl_cnt = in->fixmedins_setl_cnt;
    return stmt;
}

static void sum_books(const struct books *books, struct yb_stmt_row *stmt)
{
    for (size_t i = 0; i < books->our_count; i++) {
        stmt->our_medfee_sumamt_fen += books->ours[i].medfee_sumamt_fen;
        stmt->our_fund_pay_sumamt_fen += books->ours[i].fund_pay_sumamt_fen;
        stmt->our_acct_pay_fen += books->ours[i].acct_pay_fen;
    }
    for (size_t i = 0; i < books->their_count; i++)
        stmt->acct_pay_fen += books->theirs[i].acct_pay_fen;
    stmt->our_cash_payamt_fen = books->our_cash_fen;
    stmt->our_setl_cnt = (int64_t)books->our_count;
}

int yb_app_reconcile_detail(struct yb_call *call, const struct yb_reconcile_detail_in *in,
                            struct yb_reconcile_detail_out *out, struct yb_error *error)
{
    struct yb_stmt_row stmt = detailed_statement(call, in);
    struct yb_setl_query query;
    struct books books = {0};
    struct yb_reconcile_result *results;
    size_t count;
    int rc = query_of(call, &stmt, &query, error);

    *out = (struct yb_reconcile_detail_out){0};
    if (rc == YB_OK)
        rc = load_theirs(call, in->file_qury_no, &books, error);
    if (rc == YB_OK)
        rc = check_sums(in, &books, error);
    if (rc == YB_OK)
        rc = load_ours(call, &query, &books, error);
    if (rc != YB_OK)
        return rc;
    results =
        YB_NEW_ARRAY(call->arena, struct yb_reconcile_result, books.our_count + books.their_count);
    if (!results)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    sum_books(&books, &stmt);
    rename_refunds(&books);
    count =
        yb_reconcile_compare(books.ours, books.our_count, books.theirs, books.their_count, results);
    for (size_t i = 0; i < count; i++)
        out->outcomes[results[i].outcome]++;
    rc = offer(call, &stmt, results, count, out, error);
    if (rc == YB_OK && !yb_text_to_int64(out->file_qury_no, &stmt.file_id))
        rc = yb_fail(error, YB_E_INTERNAL, "file_qury_no", NULL);
    return rc == YB_OK ? keep(call, &stmt, results, count, error) : rc;
}
