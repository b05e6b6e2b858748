/*
 * rows.c - the rows that one settlement leaves, each given to one INSERT: what a bare engine
 * writes.
 */
#include "bench/store/settle.h"

struct putting {
    struct yb_arena *arena;
    bench_put_fn *put;
    void *context;
};

static void put_row(const struct putting *p, enum yb_sql sql, enum yb_table_id table,
                    const void *row)
{
    struct yb_value values[YB_COLUMNS_MAX];

    yb_row_values(&yb_tables[table], row, p->arena, values);
    p->put(p->context, sql, values, yb_tables[table].column_count);
}

static void put_part(const struct putting *p, const struct sample_settlement *s, int i)
{
    struct yb_setl_detail_row detail = s->details[i];
    struct yb_setl_accu_row accu = s->accus[i];
    struct yb_ledger_transfer_row transfer = s->transfers[i];
    const struct yb_value start[] = {yb_int(s->setl.psn_no), yb_string(accu.insutype),
                                     yb_int(accu.accu_year), yb_string(accu.accu_name),
                                     yb_int(accu.value_after)};
    const struct yb_value account[] = {yb_int(s->setl.psn_no),
                                       yb_int(transfer.debit_account_id),
                                       yb_int(0),
                                       yb_int(transfer.amount_fen),
                                       yb_int(0),
                                       yb_int(0)};

    detail.setl_id = accu.setl_id = transfer.setl_id = s->setl.setl_id;
    detail.psn_no = accu.psn_no = transfer.psn_no = s->setl.psn_no;
    detail.srt_no = accu.srt_no = (int64_t)i + 1;
    put_row(p, YB_SQL_SETL_DETAIL_ADD, YB_T_setl_detail, &detail);
    put_row(p, YB_SQL_SETL_ACCU_ADD, YB_T_setl_accu, &accu);
    p->put(p->context, YB_SQL_ACCU_START, start, 5);
    put_row(p, YB_SQL_TRANSFER_ADD, YB_T_ledger_transfer, &transfer);
    if (transfer.debit_account_id == sample_account(s->setl.psn_no))
        p->put(p->context, YB_SQL_PSN_ACCOUNT_MOVE, account, 6);
}

void bench_put(const struct bench_settlement *b, bool route, struct yb_arena *arena,
               bench_put_fn *put, void *context)
{
    const struct putting p = {arena, put, context};
    const struct sample_settlement *s = &b->settle;
    const struct yb_setl_trace_row trace = {s->setl.setl_id, s->setl.psn_no, s->write.trace};
    const struct yb_message_route_row way = {s->message.fixmedins_code, s->message.msgid,
                                             s->setl.psn_no};
    struct yb_message_row message = s->message;
    struct yb_mdtrt_row mdtrt = b->mdtrt;
    size_t i;

    mdtrt.mdtrt_stas = YB_MDTRT_SETTLED;
    message.psn_no = s->setl.psn_no;
    message.mdtrt_id = mdtrt.mdtrt_id;
    message.setl_id = s->setl.setl_id;
    put_row(&p, YB_SQL_MDTRT_ADD, YB_T_mdtrt, &mdtrt);
    for (i = 0; i < b->lines.count; i++)
        put_row(&p, YB_SQL_FEEDETL_ADD, YB_T_feedetl, &b->lines.rows[i]);
    if (route)
        put_row(&p, YB_SQL_MESSAGE_ROUTE_ADD, YB_T_message_route, &way);
    put_row(&p, YB_SQL_MESSAGE_ADD, YB_T_message, &message);
    put_row(&p, YB_SQL_SETL_ADD, YB_T_setl, &s->setl);
    put_row(&p, YB_SQL_SETL_TRACE_ADD, YB_T_setl_trace, &trace);
    for (i = 0; i < 3; i++)
        put_part(&p, s, (int)i);
}

void bench_sql(enum yb_dialect dialect, enum yb_sql sql, struct yb_buffer *out)
{
    size_t from = out->length, i;

    if (sql != YB_SQL_ACCU_START) {
        yb_sql_write(dialect, sql, out);
        return;
    }
    yb_sql_expand(dialect,
                  "INSERT INTO accu (psn_no, insutype, accu_year, accu_name, value)"
                  " VALUES ($1, $2, $3, $4, $5)"
                  " ON CONFLICT ({accu:key}) DO UPDATE SET value = excluded.value",
                  out);
    for (i = from; dialect == YB_SQLITE && i < out->length; i++)
        if (out->bytes[i] == '$')
            out->bytes[i] = '?';
}
