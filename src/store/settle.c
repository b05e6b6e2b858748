/*
 * settle.c - the one write path of a settlement, and its cancellation.
 *
 * Order of writing = order of refusals: message, settlement, visit, accumulators, ledger. Whatever
 * refuses poisons the transaction, so nothing partial can be committed.
 */
#include <string.h>

#include "store/settle_internal.h"

static int no_memory(struct yb_error *error)
{
    return yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static void complete_message(struct yb_settle_rows *rows)
{
    const struct yb_message_row *message = rows->write->message;

    if (!message)
        return;
    rows->message = *message;
    rows->message.psn_no = rows->setl->psn_no;
    rows->message.mdtrt_id = rows->setl->mdtrt_id;
    rows->message.setl_id = rows->setl->setl_id;
}

/* Copies the parts and writes the settlement's ids into them. */
static int complete(struct yb_tx *tx, const struct yb_settle_write *write,
                    struct yb_settle_rows *rows, struct yb_error *error)
{
    const struct yb_setl_row *setl = write->setl;
    size_t i;

    memset(rows, 0, sizeof(*rows));
    rows->write = write;
    rows->setl = setl;
    rows->details = YB_NEW_ARRAY(tx->arena, struct yb_setl_detail_row, write->detail_count + 1);
    rows->accus = YB_NEW_ARRAY(tx->arena, struct yb_setl_accu_row, write->accu_count + 1);
    rows->transfers =
        YB_NEW_ARRAY(tx->arena, struct yb_ledger_transfer_row, write->transfer_count + 1);
    rows->moves.moves =
        YB_NEW_ARRAY(tx->arena, struct yb_account_move, 2 * write->transfer_count + 1);
    if (!rows->details || !rows->accus || !rows->transfers || !rows->moves.moves)
        return no_memory(error);
    for (i = 0; i < write->detail_count; i++) {
        rows->details[i] = write->details[i];
        rows->details[i].setl_id = setl->setl_id;
        rows->details[i].psn_no = setl->psn_no;
        rows->details[i].srt_no = (int64_t)i + 1;
    }
    for (i = 0; i < write->accu_count; i++) {
        rows->accus[i] = write->accus[i];
        rows->accus[i].setl_id = setl->setl_id;
        rows->accus[i].psn_no = setl->psn_no;
        rows->accus[i].srt_no = (int64_t)i + 1;
    }
    for (i = 0; i < write->transfer_count; i++) {
        rows->transfers[i] = write->transfers[i];
        rows->transfers[i].setl_id = setl->setl_id;
        rows->transfers[i].psn_no = setl->psn_no;
        if (rows->transfers[i].transfer_kind != YB_TRANSFER_POSTED ||
            rows->transfers[i].amount_fen <= 0)
            return yb_tx_refuse(tx, YB_E_OUT_OF_RANGE, error, "amount_fen",
                                yb_tx_text(tx, rows->transfers[i].transfer_id));
        yb_account_moves_add(&rows->moves, &rows->transfers[i]);
    }
    complete_message(rows);
    return YB_OK;
}

/* ---- row by row ---- */

static int write_setl(struct yb_tx *tx, const struct yb_settle_rows *rows, struct yb_error *error)
{
    int rc = yb_tx_put(tx, YB_SQL_SETL_ADD, YB_T_setl, rows->setl, NULL, error);

    if (rc == YB_E_EXISTS && rows->setl->init_setl_id)
        rc = yb_fail(error, YB_E_SETL_CANCELLED, yb_tx_text(tx, rows->setl->init_setl_id), NULL);
    return rc;
}

static int move_visit(struct yb_tx *tx, const struct yb_settle_rows *rows, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(rows->setl->psn_no), yb_int(rows->setl->mdtrt_id),
                                      yb_int((int64_t)rows->write->mdtrt_from),
                                      yb_int((int64_t)rows->write->mdtrt_to)};
    int64_t changed;
    int rc;

    if (!rows->write->mdtrt_from)
        return YB_OK;
    rc = yb_tx_do(tx, YB_SQL_MDTRT_MOVE, values, YB_COUNT(values), &changed, error);
    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_MDTRT_STATE, error, yb_tx_text(tx, rows->setl->mdtrt_id),
                          "mdtrt_stas");
    return rc;
}

/* An accumulator that stands at 0 may not exist yet. */
static int move_accu(struct yb_tx *tx, const struct yb_setl_accu_row *accu, struct yb_error *error)
{
    const struct yb_value start[] = {yb_int(accu->psn_no), yb_string(accu->insutype),
                                     yb_int(accu->accu_year), yb_string(accu->accu_name),
                                     yb_int(accu->value_after)};
    const struct yb_value move[] = {yb_int(accu->psn_no),       yb_string(accu->insutype),
                                    yb_int(accu->accu_year),    yb_string(accu->accu_name),
                                    yb_int(accu->value_before), yb_int(accu->value_after)};
    int64_t changed;
    int rc = accu->value_before ? yb_tx_do(tx, YB_SQL_ACCU_MOVE, move, 6, &changed, error)
                                : yb_tx_do(tx, YB_SQL_ACCU_START, start, 5, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, yb_tx_string(tx, accu->accu_name), NULL);
    return rc;
}

static int write_trace(struct yb_tx *tx, const struct yb_settle_rows *rows, struct yb_error *error)
{
    struct yb_setl_trace_row trace = {rows->setl->setl_id, rows->setl->psn_no, rows->write->trace};

    if (!trace.trace.length)
        return YB_OK;
    return yb_tx_put(tx, YB_SQL_SETL_TRACE_ADD, YB_T_setl_trace, &trace, NULL, error);
}

static int write_rows(struct yb_tx *tx, const struct yb_settle_rows *rows, struct yb_error *error)
{
    const struct yb_settle_write *write = rows->write;
    size_t i;
    int rc = YB_OK;

    if (write->message)
        rc = yb_message_add(tx, &rows->message, error);
    if (rc == YB_OK)
        rc = write_setl(tx, rows, error);
    if (rc == YB_OK)
        rc = move_visit(tx, rows, error);
    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_SETL_DETAIL_ADD, rows->details, write->detail_count, NULL,
                            error);
    for (i = 0; rc == YB_OK && i < write->accu_count; i++)
        rc = move_accu(tx, &rows->accus[i], error);
    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_SETL_ACCU_ADD, rows->accus, write->accu_count, NULL, error);
    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_TRANSFER_ADD, rows->transfers, write->transfer_count, NULL,
                            error);
    if (rc == YB_OK)
        rc = yb_account_moves_apply(tx, rows->setl->psn_no, &rows->moves, error);
    if (rc == YB_OK)
        rc = write_trace(tx, rows, error);
    return rc;
}

int yb_settle_write(struct yb_tx *tx, const struct yb_settle_write *write, struct yb_error *error)
{
    struct yb_settle_rows rows;
    int rc = complete(tx, write, &rows, error);

    if (rc != YB_OK)
        return rc;
    return tx->conn->driver->dialect == YB_POSTGRES ? yb_settle_on_server(tx, &rows, error)
                                                    : write_rows(tx, &rows, error);
}

/* ---- cancelling ---- */

/* What the negative of a settlement is made of. */
struct red {
    struct yb_setl_parts parts;
    struct yb_accu_list accu; /* today's values */
    struct yb_settle_write write;
};

/* The exact negative of every amount: columns whose names end in _fen. */
static void negate(enum yb_table_id table, void *row)
{
    const struct yb_table_info *info = &yb_tables[table];
    char *p = row;
    size_t i;

    for (i = 0; i < info->column_count; i++) {
        size_t length = strlen(info->columns[i].name);

        if (length > 4 && !strcmp(info->columns[i].name + length - 4, "_fen")) {
            int64_t amount;

            memcpy(&amount, p, sizeof(amount));
            amount = -amount;
            memcpy(p, &amount, sizeof(amount));
        }
        p += info->columns[i].kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    }
}

static void negate_setl(const struct yb_settle_cancel *cancel, const struct yb_setl_row *setl,
                        struct yb_setl_row *red)
{
    *red = *setl;
    negate(YB_T_setl, red);
    red->setl_id = cancel->new_setl_id;
    red->init_setl_id = setl->setl_id;
    red->adjust_setl_id = 0;
    red->crt_dedc_fen = setl->crt_dedc_fen; /* a term, not an amount that moved */
    red->balc_fen = setl->balc_fen + setl->acct_pay_fen - setl->acct_mulaid_pay_fen;
    red->refd_setl_flag = YB_TEXT("1");
    red->setl_time = red->opt_time = cancel->setl_time;
    red->medins_setl_id = cancel->medins_setl_id;
    red->opter_id = cancel->opter_id;
    red->opter_name = cancel->opter_name;
}

static int64_t accu_value(const struct yb_accu_list *list, const struct yb_setl_accu_row *accu)
{
    size_t i;

    for (i = 0; i < list->count; i++)
        if (list->rows[i].accu_year == accu->accu_year &&
            yb_text_equal(list->rows[i].insutype, accu->insutype) &&
            yb_text_equal(list->rows[i].accu_name, accu->accu_name))
            return list->rows[i].value;
    return 0;
}

/* The difference the settlement made is taken back from what the accumulator is today. */
static void reverse_accus(struct yb_tx *tx, struct red *red, struct yb_setl_accu_row *accus)
{
    size_t i, n = red->parts.accus.count;

    (void)tx;
    for (i = 0; i < n; i++) {
        const struct yb_setl_accu_row *then = &red->parts.accus.rows[i];

        accus[i] = *then;
        accus[i].value_before = accu_value(&red->accu, then);
        accus[i].value_after = accus[i].value_before - (then->value_after - then->value_before);
    }
    red->write.accus = accus;
    red->write.accu_count = n;
}

static void reverse_transfers(struct yb_tx *tx, const struct yb_settle_cancel *cancel,
                              struct red *red, struct yb_ledger_transfer_row *transfers)
{
    size_t i, n = red->parts.transfers.count;

    for (i = 0; i < n; i++) {
        const struct yb_ledger_transfer_row *then = &red->parts.transfers.rows[i];

        transfers[i] = *then;
        transfers[i].transfer_id = yb_tx_id(tx, cancel->setl_time);
        transfers[i].debit_account_id = then->credit_account_id;
        transfers[i].credit_account_id = then->debit_account_id;
    }
    red->write.transfers = transfers;
    red->write.transfer_count = n;
}

static int load_red(struct yb_tx *tx, const struct yb_settle_cancel *cancel, struct red *red,
                    int64_t *mdtrt_stas, struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_setl_get(tx, cancel->psn_no, cancel->setl_id, &red->parts, error);

    if (rc == YB_OK && (red->parts.cancelled_by || red->parts.setl.init_setl_id))
        rc = yb_fail(error, YB_E_SETL_CANCELLED, yb_tx_text(tx, cancel->setl_id), NULL);
    if (rc == YB_OK)
        rc = yb_accu_list(tx, cancel->psn_no, &red->accu, error);
    if (rc == YB_OK)
        rc = yb_mdtrt_get(tx, cancel->psn_no, red->parts.setl.mdtrt_id, &mdtrt, error);
    *mdtrt_stas = rc == YB_OK ? mdtrt.mdtrt_stas : 0;
    return rc;
}

int yb_settle_cancel(struct yb_tx *tx, const struct yb_settle_cancel *cancel,
                     struct yb_setl_row *out, struct yb_error *error)
{
    struct yb_setl_accu_row *accus;
    struct yb_ledger_transfer_row *transfers;
    struct red red = {0};
    int64_t stas;
    size_t i;
    int rc = load_red(tx, cancel, &red, &stas, error);

    if (rc != YB_OK)
        return rc;
    accus = YB_NEW_ARRAY(tx->arena, struct yb_setl_accu_row, red.parts.accus.count + 1);
    transfers =
        YB_NEW_ARRAY(tx->arena, struct yb_ledger_transfer_row, red.parts.transfers.count + 1);
    if (!accus || !transfers)
        return no_memory(error);
    negate_setl(cancel, &red.parts.setl, out);
    for (i = 0; i < red.parts.details.count; i++)
        negate(YB_T_setl_detail, &red.parts.details.rows[i]);
    reverse_accus(tx, &red, accus);
    reverse_transfers(tx, cancel, &red, transfers);
    red.write.setl = out;
    red.write.details = red.parts.details.rows;
    red.write.detail_count = red.parts.details.count;
    red.write.trace = red.parts.trace;
    red.write.mdtrt_from = (enum yb_mdtrt_stas)stas;
    red.write.mdtrt_to = cancel->mdtrt_to;
    red.write.message = cancel->message;
    return yb_settle_write(tx, &red.write, error);
}
