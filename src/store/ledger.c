/*
 * ledger.c - accounts and the booking of transfers. Roll-ups and day closing: ledger_day.c.
 *
 * Booking goes in fixed order: every transfer is checked for itself, against an earlier one of the
 * same id, and against what it resolves; then everything is written. What is written first cannot
 * fail later but by the account's limit, which undoes the job.
 */
#include "store/ledger.h"

#include <string.h>

#include "store/ledger_internal.h"
#include "store/psn.h"
#include "store/tx.h"

int32_t yb_ledger_day(int64_t id)
{
    return yb_instant_day(yb_id_instant(id));
}

int64_t yb_ledger_day_floor(int32_t day)
{
    return yb_id_floor((int64_t)day * YB_DAY_MS - YB_CST_MS);
}

#define ACCOUNT_KEY_BYTES 80 /* a longer key is read every time */

/* Kind and key in one; empty when that is too long. */
static struct yb_text memo_key(const struct yb_ledger_account_row *account,
                               char bytes[ACCOUNT_KEY_BYTES])
{
    size_t length = account->account_key.length;

    if (!length || length >= ACCOUNT_KEY_BYTES)
        return (struct yb_text){NULL, 0};
    bytes[0] = (char)account->account_kind;
    memcpy(bytes + 1, account->account_key.bytes, length);
    return (struct yb_text){bytes, length + 1};
}

bool yb_ledger_account_recall(struct yb_tx *tx, struct yb_ledger_account_row *account)
{
    char bytes[ACCOUNT_KEY_BYTES];
    struct yb_text key = memo_key(account, bytes);

    return key.length && yb_tx_recall(tx, YB_SQL_LEDGER_ACCOUNT_FIND, key, account);
}

static void remember(struct yb_tx *tx, const struct yb_ledger_account_row *account)
{
    char bytes[ACCOUNT_KEY_BYTES];
    struct yb_text key = memo_key(account, bytes);

    if (key.length)
        yb_tx_remember(tx, YB_SQL_LEDGER_ACCOUNT_FIND, key, account);
}

int yb_ledger_account_open(struct yb_tx *tx, struct yb_ledger_account_row *account,
                           struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(account->account_kind),
                                      yb_string(account->account_key)};
    struct yb_ledger_account_row there;
    bool found;
    int rc = yb_tx_put(tx, YB_SQL_LEDGER_ACCOUNT_ADD, YB_T_ledger_account, account, NULL, error);

    if (rc == YB_OK)
        rc = yb_tx_one(tx, YB_SQL_LEDGER_ACCOUNT_FIND, values, 2, &there, &found, error);
    if (rc == YB_OK && !found)
        rc = yb_tx_refuse(tx, YB_E_ACCOUNT_NOT_FOUND, error, yb_tx_string(tx, account->account_key),
                          NULL);
    if (rc != YB_OK)
        return rc;
    remember(tx, &there);
    *account = there;
    return YB_OK;
}

int yb_ledger_account_list(struct yb_tx *tx, struct yb_ledger_account_list *list,
                           struct yb_error *error)
{
    return yb_tx_list(tx, YB_SQL_LEDGER_ACCOUNT_LIST, NULL, 0, YB_LIST(list), error);
}

int yb_psn_account_open(struct yb_tx *tx, const struct yb_psn_account_row *account,
                        struct yb_error *error)
{
    struct yb_psn_account_row empty = *account;

    empty.debits_pending_fen = empty.debits_posted_fen = 0;
    empty.credits_pending_fen = empty.credits_posted_fen = 0;
    return yb_tx_put(tx, YB_SQL_PSN_ACCOUNT_ADD, YB_T_psn_account, &empty, NULL, error);
}

int yb_psn_account_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_account_list *list,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_PSN_ACCOUNT_LIST, values, 1, YB_LIST(list), error);
}

int64_t yb_psn_account_available(const struct yb_psn_account_row *account)
{
    return account->credits_posted_fen - account->debits_posted_fen - account->debits_pending_fen;
}

static struct yb_account_move *move_of(struct yb_account_moves *moves, int64_t account_id)
{
    size_t i;

    for (i = 0; i < moves->count; i++)
        if (moves->moves[i].account_id == account_id)
            return &moves->moves[i];
    moves->moves[moves->count] = (struct yb_account_move){.account_id = account_id};
    return &moves->moves[moves->count++];
}

/* What a kind does with its own amount: adds it to pending, to posted, or to neither. */
static const struct {
    int64_t pending, posted;
} effects[] = {
    [YB_TRANSFER_POSTED] = {0, 1}, [YB_TRANSFER_PENDING] = {1, 0}, [YB_TRANSFER_POST] = {0, 1},
    [YB_TRANSFER_VOID] = {0, 0},   [YB_TRANSFER_EXPIRE] = {0, 0},
};

void yb_account_moves_add(struct yb_account_moves *moves,
                          const struct yb_ledger_transfer_row *transfer)
{
    /* a kind that there is not (a tampered row) moves nothing; the chain tells of it */
    uint64_t known = (uint64_t)transfer->transfer_kind < YB_COUNT(effects)
                         ? (uint64_t)transfer->transfer_kind
                         : 0;
    int64_t in_pending =
        effects[known].pending * transfer->amount_fen - transfer->pending_amount_fen;
    int64_t in_posted = effects[known].posted * transfer->amount_fen;
    struct yb_account_move *debit = move_of(moves, transfer->debit_account_id), *credit;

    debit->debits_pending_fen += in_pending;
    debit->debits_posted_fen += in_posted;
    credit = move_of(moves, transfer->credit_account_id);
    credit->credits_pending_fen += in_pending;
    credit->credits_posted_fen += in_posted;
}

/* Would the account owe more than it may? A move that takes nothing out is always allowed. */
static bool exceeds(const struct yb_psn_account_row *account, const struct yb_account_move *move)
{
    int64_t taken = move->debits_posted_fen + move->debits_pending_fen;

    return account->debits_must_not_exceed_credits && taken > 0 &&
           yb_psn_account_available(account) + move->credits_posted_fen < taken;
}

static int apply_one(struct yb_tx *tx, const struct yb_psn_account_row *account,
                     const struct yb_account_move *move, struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_int(account->psn_no),           yb_int(move->account_id),
        yb_int(move->debits_pending_fen),  yb_int(move->debits_posted_fen),
        yb_int(move->credits_pending_fen), yb_int(move->credits_posted_fen),
    };

    if (exceeds(account, move))
        return yb_tx_refuse(tx, YB_E_TRANSFER_EXCEEDS, error, yb_tx_text(tx, move->account_id),
                            NULL);
    return yb_tx_do(tx, YB_SQL_PSN_ACCOUNT_MOVE, values, YB_COUNT(values), NULL, error);
}

int yb_account_moves_apply(struct yb_tx *tx, int64_t psn_no, const struct yb_account_moves *moves,
                           struct yb_error *error)
{
    struct yb_psn_account_list accounts;
    size_t i, k;
    int rc;

    if (!psn_no || !moves->count)
        return YB_OK;
    rc = yb_psn_account_list(tx, psn_no, &accounts, error);
    for (i = 0; i < accounts.count; i++)
        for (k = 0; rc == YB_OK && k < moves->count; k++)
            if (moves->moves[k].account_id == accounts.rows[i].account_id)
                rc = apply_one(tx, &accounts.rows[i], &moves->moves[k], error);
    return rc;
}

/* ---- booking ---- */

static int check_form(struct yb_tx *tx, const struct yb_ledger_transfer_row *t, int64_t psn_no,
                      struct yb_error *error)
{
    bool resolves = t->transfer_kind >= YB_TRANSFER_POST;
    const char *field = NULL;

    if (t->transfer_id <= 0)
        field = "transfer_id";
    else if (t->amount_fen <= 0 || t->amount_fen > YB_AMOUNT_FEN_MAX)
        field = "amount_fen";
    else if (t->transfer_kind < YB_TRANSFER_POSTED || t->transfer_kind > YB_TRANSFER_EXPIRE)
        field = "transfer_kind";
    else if (t->psn_no != psn_no)
        field = "psn_no";
    else if (t->debit_account_id <= 0 || t->debit_account_id == t->credit_account_id)
        field = "debit_account_id";
    else if (t->credit_account_id <= 0)
        field = "credit_account_id";
    else if (resolves != (t->pending_id > 0))
        field = "pending_id";
    return field ? yb_fail(error, YB_E_OUT_OF_RANGE, field, yb_tx_text(tx, t->transfer_id), NULL)
                 : YB_OK;
}

/* The first column in which two transfers differ, or NULL. What the store fills in is passed over.
 */
static const char *difference(struct yb_arena *arena, const struct yb_ledger_transfer_row *a,
                              const struct yb_ledger_transfer_row *b)
{
    const struct yb_table_info *table = &yb_tables[YB_T_ledger_transfer];
    struct yb_value left[YB_COLUMNS_MAX], right[YB_COLUMNS_MAX];
    size_t i;

    if (!yb_row_values(table, a, arena, left) || !yb_row_values(table, b, arena, right))
        return "";
    for (i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, "pending_amount_fen") == 0)
            continue;
        else if (left[i].kind >= YB_KIND_TEXT ? !yb_text_equal(left[i].text, right[i].text)
                                              : left[i].number != right[i].number)
            return table->columns[i].name;
    return NULL;
}

/* What is known of the transfers before any is written. */
struct booking {
    const struct yb_ledger_transfer_list *transfers;
    int64_t now_ms;
    struct yb_ledger_transfer_row *fresh; /* those not booked before */
    size_t fresh_count;
    struct yb_account_moves moves;
};

static int get(struct yb_tx *tx, enum yb_sql sql, int64_t psn_no, int64_t id,
               struct yb_ledger_transfer_row *row, bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(id)};

    return yb_tx_one(tx, sql, values, 2, row, found, error);
}

static int bad_state(struct yb_tx *tx, int64_t pending_id, const char *why, struct yb_error *error)
{
    return yb_fail(error, YB_E_TRANSFER_STATE, yb_tx_text(tx, pending_id), why, NULL);
}

/* A resolution of the same pending transfer earlier in this very call? */
static bool resolved_here(const struct booking *b, int64_t pending_id)
{
    size_t i;

    for (i = 0; i < b->fresh_count; i++)
        if (b->fresh[i].pending_id == pending_id)
            return true;
    return false;
}

static int check_resolution(struct yb_tx *tx, const struct booking *b,
                            const struct yb_ledger_transfer_row *t,
                            struct yb_ledger_transfer_row *pending, struct yb_error *error)
{
    struct yb_ledger_transfer_row other;
    bool found, overdue;
    int rc = get(tx, YB_SQL_TRANSFER_GET, t->psn_no, t->pending_id, pending, &found, error);

    if (rc != YB_OK)
        return rc;
    if (!found)
        return yb_fail(error, YB_E_NOT_FOUND, "pending_id", yb_tx_text(tx, t->pending_id), NULL);
    if (pending->transfer_kind != YB_TRANSFER_PENDING)
        return bad_state(tx, t->pending_id, "not pending", error);
    rc = get(tx, YB_SQL_TRANSFER_RESOLVED, t->psn_no, t->pending_id, &other, &found, error);
    if (rc != YB_OK)
        return rc;
    if (found || resolved_here(b, t->pending_id))
        return bad_state(tx, t->pending_id, "resolved", error);
    overdue = pending->expire_time && pending->expire_time <= b->now_ms;
    if (overdue != (t->transfer_kind == YB_TRANSFER_EXPIRE))
        return bad_state(tx, t->pending_id, overdue ? "expired" : "not expired", error);
    if (t->debit_account_id != pending->debit_account_id ||
        t->credit_account_id != pending->credit_account_id)
        return bad_state(tx, t->pending_id, "other accounts", error);
    if (t->amount_fen > pending->amount_fen ||
        (t->transfer_kind != YB_TRANSFER_POST && t->amount_fen != pending->amount_fen))
        return bad_state(tx, t->pending_id, "amount", error);
    return YB_OK;
}

static int check(struct yb_tx *tx, struct booking *b, const struct yb_ledger_transfer_row *t,
                 struct yb_error *error)
{
    struct yb_ledger_transfer_row earlier, pending;
    bool found;
    int rc = check_form(tx, t, b->transfers->rows[0].psn_no, error);

    if (rc == YB_OK)
        rc = get(tx, YB_SQL_TRANSFER_GET, t->psn_no, t->transfer_id, &earlier, &found, error);
    if (rc != YB_OK)
        return rc;
    if (found) {
        const char *field = difference(tx->arena, t, &earlier);

        return field ? yb_fail(error, YB_E_TRANSFER_DIFFERS, yb_tx_text(tx, t->transfer_id), field,
                               NULL)
                     : YB_OK;
    }
    if (t->pending_id)
        rc = check_resolution(tx, b, t, &pending, error);
    if (rc != YB_OK)
        return rc;
    b->fresh[b->fresh_count] = *t;
    b->fresh[b->fresh_count].pending_amount_fen = t->pending_id ? pending.amount_fen : 0;
    yb_account_moves_add(&b->moves, &b->fresh[b->fresh_count++]);
    return YB_OK;
}

int yb_ledger_post(struct yb_tx *tx, const struct yb_ledger_transfer_list *transfers,
                   int64_t now_ms, struct yb_error *error)
{
    struct booking b = {.transfers = transfers, .now_ms = now_ms};
    size_t i;
    int rc = YB_OK;

    b.fresh = YB_NEW_ARRAY(tx->arena, struct yb_ledger_transfer_row, transfers->count + 1);
    b.moves.moves = YB_NEW_ARRAY(tx->arena, struct yb_account_move, 2 * transfers->count + 1);
    if (!b.fresh || !b.moves.moves)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (transfers->count && transfers->rows[0].psn_no)
        rc = yb_psn_lock(tx, transfers->rows[0].psn_no, error);
    for (i = 0; i < transfers->count && rc == YB_OK; i++)
        rc = check(tx, &b, &transfers->rows[i], error);
    if (rc != YB_OK)
        return rc;
    /* from here on everything is allowed but an account's limit */
    rc = yb_tx_put_many(tx, YB_SQL_TRANSFER_ADD, b.fresh, b.fresh_count, NULL, error);
    if (rc == YB_OK && b.fresh_count)
        rc = yb_account_moves_apply(tx, transfers->rows[0].psn_no, &b.moves, error);
    return rc;
}

int yb_ledger_transfer_get(struct yb_tx *tx, int64_t psn_no, int64_t transfer_id,
                           struct yb_ledger_transfer_row *transfer, bool *found,
                           struct yb_error *error)
{
    return get(tx, YB_SQL_TRANSFER_GET, psn_no, transfer_id, transfer, found, error);
}

int yb_ledger_sweep(struct yb_tx *tx, int64_t now_ms, size_t most, int64_t *expired,
                    struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(now_ms), yb_int((int64_t)most)};
    struct yb_ledger_transfer_list overdue;
    size_t i;
    int rc = yb_tx_list(tx, YB_SQL_TRANSFER_OVERDUE, values, 2, YB_LIST(&overdue), error);

    *expired = 0;
    for (i = 0; rc == YB_OK && i < overdue.count; i++) {
        struct yb_ledger_transfer_row end = overdue.rows[i];
        struct yb_ledger_transfer_list one = {&end, 1};

        end.transfer_kind = YB_TRANSFER_EXPIRE;
        end.pending_id = end.transfer_id;
        end.transfer_id = yb_tx_id(tx, now_ms);
        end.expire_time = 0;
        rc = yb_ledger_post(tx, &one, now_ms, error);
        *expired += rc == YB_OK;
    }
    return rc;
}
