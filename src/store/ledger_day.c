/*
 * ledger_day.c - what is done with a day's rows: totals of the shared accounts, the chain.
 *
 * Both read a day as a range of time-ordered ids, in id order, one row at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "store/chain.h"
#include "store/ledger_day.h"
#include "store/ledger_internal.h"
#include "store/message.h"

/* ---- totals ---- */

struct totals {
    struct yb_ledger_total_row *rows; /* by account_id: of the shared accounts only */
    size_t count;
    struct yb_arena row_arena;
};

static int by_account(const void *a, const void *b)
{
    const struct yb_ledger_total_row *x = a, *y = b;

    return (x->account_id > y->account_id) - (x->account_id < y->account_id);
}

static struct yb_ledger_total_row *total_of(struct totals *totals, int64_t account_id)
{
    struct yb_ledger_total_row key = {.account_id = account_id};

    return bsearch(&key, totals->rows, totals->count, sizeof(key), by_account);
}

static int add_transfer(void *context, const struct yb_cursor *cursor)
{
    struct totals *totals = context;
    struct yb_ledger_transfer_row t;
    struct yb_account_move room[2];
    struct yb_account_moves moves = {room, 0};
    size_t i;

    yb_arena_clear(&totals->row_arena);
    if (!yb_row_read(&yb_tables[YB_T_ledger_transfer], cursor, &totals->row_arena, &t))
        return YB_E_NO_MEMORY;
    yb_account_moves_add(&moves, &t);
    for (i = 0; i < moves.count; i++) {
        struct yb_ledger_total_row *total = total_of(totals, moves.moves[i].account_id);

        if (!total)
            continue;
        total->debits_pending_fen += moves.moves[i].debits_pending_fen;
        total->debits_posted_fen += moves.moves[i].debits_posted_fen;
        total->credits_pending_fen += moves.moves[i].credits_pending_fen;
        total->credits_posted_fen += moves.moves[i].credits_posted_fen;
        total->transfers++;
    }
    return YB_OK;
}

int yb_ledger_day_totals(struct yb_tx *tx, int32_t day, struct yb_ledger_total_list *list,
                         struct yb_error *error)
{
    const struct yb_value range[] = {yb_int(yb_ledger_day_floor(day)),
                                     yb_int(yb_ledger_day_floor(day + 1))};
    struct yb_ledger_account_list accounts;
    struct totals totals = {0};
    struct yb_call call = {.sql = YB_SQL_TRANSFER_RANGE,
                           .values = range,
                           .value_count = 2,
                           .row = add_transfer,
                           .context = &totals};
    size_t i, n = 0;
    int rc = yb_ledger_account_list(tx, &accounts, error);

    if (rc != YB_OK)
        return rc;
    totals.rows = YB_NEW_ARRAY(tx->arena, struct yb_ledger_total_row, accounts.count + 1);
    if (!totals.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    totals.count = accounts.count; /* in account_id order */
    for (i = 0; i < accounts.count; i++) {
        totals.rows[i].account_id = accounts.rows[i].account_id;
        totals.rows[i].day_no = day;
    }
    yb_arena_init(&totals.row_arena, 1 << 12);
    rc = yb_tx_run(tx, &call, 1, error);
    yb_arena_release(&totals.row_arena);
    for (i = 0; i < totals.count; i++)
        if (totals.rows[i].transfers)
            totals.rows[n++] = totals.rows[i];
    list->rows = totals.rows;
    list->count = n;
    return rc;
}

static int put_totals(struct yb_tx *tx, int32_t day, const struct yb_ledger_total_list *totals,
                      struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(day)};
    int rc = yb_tx_do(tx, YB_SQL_LEDGER_TOTAL_CLEAR, values, 1, NULL, error);

    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_LEDGER_TOTAL_ADD, totals->rows, totals->count, NULL, error);
    return rc;
}

int yb_ledger_roll(struct yb_tx *tx, int32_t day, struct yb_error *error)
{
    struct yb_ledger_total_list totals;
    int rc = yb_ledger_day_totals(tx, day, &totals, error);

    return rc == YB_OK ? put_totals(tx, day, &totals, error) : rc;
}

int yb_ledger_account_total(struct yb_tx *tx, int64_t account_id, int32_t day,
                            struct yb_ledger_total_row *total, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(account_id), yb_int(day)};
    int64_t sums[5];
    int rc = yb_tx_numbers(tx, YB_SQL_LEDGER_TOTAL_SUM, values, 2, sums, 5, error);

    *total =
        (struct yb_ledger_total_row){account_id, day, sums[0], sums[1], sums[2], sums[3], sums[4]};
    return rc;
}

/* ---- the chain ---- */

struct chain {
    const struct yb_keys *keys;
    enum yb_table_id table;      /* of the row that is linked */
    void (*see)(struct chain *); /* what to do with it before; may be NULL */
    struct yb_day_close_row *day;
    struct yb_link link;
    struct yb_arena row_arena, scratch;
    struct yb_ledger_account_list shared; /* by account_id */
    bool *moved;                          /* of each */
    union {
        struct yb_setl_row setl;
        struct yb_setl_detail_row detail;
        struct yb_setl_accu_row accu;
        struct yb_ledger_transfer_row transfer;
        struct yb_message_row message;
        struct yb_psn_account_row account;
    } row;
};

static void see_setl(struct chain *c)
{
    c->day->setl_count++;
    c->day->fund_pay_sumamt_fen += c->row.setl.fund_pay_sumamt_fen;
}

static int with_id(const void *key, const void *row)
{
    int64_t id = *(const int64_t *)key,
            its = ((const struct yb_ledger_account_row *)row)->account_id;

    return (id > its) - (id < its);
}

static void see_transfer(struct chain *c)
{
    const int64_t ids[] = {c->row.transfer.debit_account_id, c->row.transfer.credit_account_id};
    size_t i;

    c->day->transfer_count++;
    for (i = 0; i < YB_COUNT(ids); i++) {
        const struct yb_ledger_account_row *account =
            bsearch(&ids[i], c->shared.rows, c->shared.count, sizeof(*c->shared.rows), with_id);

        if (account)
            c->moved[account - c->shared.rows] = true;
    }
}

/* A reversal may come after the close: the message's settlement tells whether it should be there.
 */
static void see_message(struct chain *c)
{
    if (c->row.message.message_stas == YB_MESSAGE_REVERSED)
        c->row.message.message_stas = YB_MESSAGE_DONE;
}

/* Totals go on moving; the transfers tell what they should be. */
static void see_account(struct chain *c)
{
    struct yb_psn_account_row *row = &c->row.account;

    row->debits_pending_fen = row->debits_posted_fen = 0;
    row->credits_pending_fen = row->credits_posted_fen = 0;
}

static const struct {
    enum yb_table_id table;
    enum yb_sql sql;
    void (*see)(struct chain *c);
} parts[] = {{YB_T_setl, YB_SQL_SETL_RANGE, see_setl},
             {YB_T_setl_detail, YB_SQL_SETL_DETAIL_RANGE, NULL},
             {YB_T_setl_accu, YB_SQL_SETL_ACCU_RANGE, NULL},
             {YB_T_ledger_transfer, YB_SQL_TRANSFER_RANGE, see_transfer},
             {YB_T_message, YB_SQL_MESSAGE_RANGE, see_message},
             {YB_T_psn_account, YB_SQL_PSN_ACCOUNT_RANGE, see_account}};

static int link_row(void *context, const struct yb_cursor *cursor)
{
    struct chain *c = context;

    yb_arena_clear(&c->row_arena);
    if (!yb_row_read(&yb_tables[c->table], cursor, &c->row_arena, &c->row))
        return YB_E_NO_MEMORY;
    if (c->see)
        c->see(c);
    yb_link_row(&c->link, c->keys, c->table, &c->row, &c->scratch);
    return YB_OK;
}

static int link_parts(struct yb_tx *tx, struct chain *c, const struct yb_value range[2],
                      struct yb_error *error)
{
    size_t i;
    int rc = YB_OK;

    for (i = 0; i < YB_COUNT(parts) && rc == YB_OK; i++) {
        struct yb_call call = {
            .sql = parts[i].sql, .values = range, .value_count = 2, .row = link_row, .context = c};

        c->table = parts[i].table;
        c->see = parts[i].see;
        rc = yb_tx_run(tx, &call, 1, error);
    }
    for (i = 0; i < c->shared.count && rc == YB_OK; i++)
        if (c->moved[i])
            yb_link_row(&c->link, c->keys, YB_T_ledger_account, &c->shared.rows[i], &c->scratch);
    return rc;
}

/* The ids of a day; all that came before belong to the first that is closed. */
static void day_range(int32_t day, struct yb_text before, struct yb_value range[2])
{
    range[0] = yb_int(before.length ? yb_ledger_day_floor(day) : 0);
    range[1] = yb_int(yb_ledger_day_floor(day + 1));
}

int yb_day_link(struct yb_tx *tx, struct yb_text before, struct yb_day_close_row *row,
                struct yb_error *error)
{
    int32_t day = (int32_t)row->day_no;
    struct yb_value range[2];
    struct chain c = {.keys = tx->keys, .day = row};
    int rc = yb_ledger_account_list(tx, &c.shared, error);

    if (rc != YB_OK)
        return rc;
    c.moved = YB_NEW_ARRAY(tx->arena, bool, c.shared.count + 1);
    if (!c.moved)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    day_range(day, before, range);
    row->setl_count = row->transfer_count = row->fund_pay_sumamt_fen = 0;
    if (before.length == sizeof(c.link.bytes))
        memcpy(c.link.bytes, before.bytes, before.length);
    yb_link_number(&c.link, tx->keys, day);
    yb_link_number(&c.link, tx->keys, row->close_time);
    yb_arena_init(&c.row_arena, 1 << 12);
    yb_arena_init(&c.scratch, 1 << 12);
    rc = link_parts(tx, &c, range, error);
    yb_arena_release(&c.scratch);
    yb_arena_release(&c.row_arena);
    row->link =
        yb_text_copy(tx->arena, (struct yb_text){(const char *)c.link.bytes, sizeof(c.link.bytes)});
    if (rc == YB_OK && !row->link.bytes)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    return rc;
}

void yb_day_seal(const struct yb_keys *keys, const struct yb_day_close_row *last,
                 char seal[2 * YB_SM3_BYTES + 1])
{
    struct yb_link link = {{0}};

    if (last->link.length == sizeof(link.bytes))
        memcpy(link.bytes, last->link.bytes, sizeof(link.bytes));
    yb_link_number(&link, keys, -last->day_no); /* no day follows with this number */
    yb_hex(link.bytes, sizeof(link.bytes), seal);
}

static int put_seal(struct yb_tx *tx, const struct yb_day_close_row *last, struct yb_error *error)
{
    char seal[2 * YB_SM3_BYTES + 1];
    const struct yb_setting_row row = {YB_TEXT(YB_DAY_SEAL), {seal, sizeof(seal) - 1}};

    yb_day_seal(tx->keys, last, seal);
    return yb_tx_put(tx, YB_SQL_SETTING_PUT, YB_T_setting, &row, NULL, error);
}

int yb_ledger_first_day(struct yb_tx *tx, int32_t *day, struct yb_error *error)
{
    int64_t id;
    int rc = yb_tx_numbers(tx, YB_SQL_LEDGER_FIRST, NULL, 0, &id, 1, error);

    *day = id ? yb_ledger_day(id) : YB_DAY_NONE;
    return rc;
}

int yb_day_closed_last(struct yb_tx *tx, struct yb_day_close_row *row, struct yb_error *error)
{
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_DAY_CLOSE_LAST, NULL, 0, row, &found, error);

    if (!found)
        row->day_no = YB_DAY_NONE;
    return rc;
}

static int count_rows(struct yb_tx *tx, const struct yb_day_draft *draft, int64_t *rows,
                      struct yb_error *error)
{
    struct yb_value range[2];

    day_range((int32_t)draft->row.day_no, draft->last.link, range);
    return yb_tx_numbers(tx, YB_SQL_DAY_ROWS, range, 2, rows, 1, error);
}

int yb_day_draft(struct yb_tx *tx, int32_t day, int64_t now_ms, struct yb_day_draft *draft,
                 struct yb_error *error)
{
    struct yb_day_close_row *last = &draft->last;
    char text[11];
    int rc = yb_day_closed_last(tx, last, error);

    if (rc != YB_OK)
        return rc;
    yb_day_format(day, text);
    if (last->day_no != YB_DAY_NONE && day <= last->day_no)
        return yb_fail(error, YB_E_EXISTS, "day_close", text, NULL);
    if (last->day_no != YB_DAY_NONE && day != last->day_no + 1)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "day_no", text, NULL);
    draft->row = yb_day_close_row();
    draft->row.day_no = day;
    draft->row.close_time = now_ms;
    rc = yb_ledger_day_totals(tx, day, &draft->totals, error);
    if (rc == YB_OK)
        rc = yb_day_link(tx, last->link, &draft->row, error);
    return rc == YB_OK ? count_rows(tx, draft, &draft->rows, error) : rc;
}

int yb_day_close_draft(struct yb_tx *tx, const struct yb_day_draft *draft, struct yb_error *error)
{
    struct yb_day_close_row last;
    int64_t rows;
    int rc = yb_day_closed_last(tx, &last, error);

    if (rc == YB_OK)
        rc = count_rows(tx, draft, &rows, error);
    if (rc != YB_OK)
        return rc;
    if (last.day_no != draft->last.day_no || !yb_text_equal(last.link, draft->last.link) ||
        rows != draft->rows)
        return yb_fail(error, YB_E_STORE_CONFLICT, "day_close", NULL);
    rc = put_totals(tx, (int32_t)draft->row.day_no, &draft->totals, error);
    if (rc == YB_OK)
        rc = yb_tx_put(tx, YB_SQL_DAY_CLOSE_ADD, YB_T_day_close, &draft->row, NULL, error);
    return rc == YB_OK ? put_seal(tx, &draft->row, error) : rc;
}

int yb_day_close(struct yb_tx *tx, int32_t day, int64_t now_ms, struct yb_day_close_row *row,
                 struct yb_error *error)
{
    struct yb_day_draft draft;
    int rc = yb_day_draft(tx, day, now_ms, &draft, error);

    if (rc == YB_OK)
        rc = yb_day_close_draft(tx, &draft, error);
    if (rc == YB_OK)
        *row = draft.row;
    return rc;
}
