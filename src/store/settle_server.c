/*
 * settle_server.c - the server's side of a settlement: one function, called once.
 *
 * The function is written from schema.def, so its columns cannot drift from the tables'. A header
 * row travels as three arrays (numbers, days, texts), rows that repeat as one array per column.
 * Refusals are raised with SQLSTATE YBnnn, nnn being the code of error.def (postgres.c reads it).
 *
 * Where the tables are distributed, the function is sent to the person's node as one call
 * (rule R7). message_route, which is no person's, is then left out: see message.c.
 */
#include <string.h>

#include "store/migrate.h"
#include "store/settle_internal.h"

#define REFUSE(code, words)                                                                        \
    "    RAISE EXCEPTION USING ERRCODE = 'YB" #code "', MESSAGE = " words ";\n"

static const char parameters[] =
    "p_psn_no bigint, p_mdtrt_id bigint, p_setl_id bigint, p_from bigint, p_to bigint,\n"
    "  p_init bigint, s_ints bigint[], s_days integer[], s_texts text[],\n"
    "  d_type text[], d_name text[], d_scope bigint[], d_limit bigint[], d_pay bigint[],\n"
    "  d_info text[],\n"
    "  a_insutype text[], a_year bigint[], a_name text[], a_before bigint[], a_after bigint[],\n"
    "  t_id bigint[], t_debit bigint[], t_credit bigint[], t_amount bigint[], t_fund text[],\n"
    "  t_year bigint[], t_memo text[],\n"
    "  c_account bigint[], c_debit bigint[], c_credit bigint[], p_trace bytea,\n"
    "  m_id bigint, m_code text, m_msgid text, m_infno text, m_hash bytea, m_inf bigint,\n"
    "  m_crte bigint, m_reply bytea";

/* clang-format off */
/* The unique key of message_route refuses a msgid that was used before (postgres_wire.c names it);
 * where there is none, the person's messages are looked at. */
static const char route[] = "    INSERT INTO message_route (fixmedins_code, msgid, psn_no)\n"
                            "      VALUES (m_code, m_msgid, p_psn_no);\n";

static const char no_route[] =
    "    IF EXISTS (SELECT 1 FROM message WHERE psn_no = p_psn_no AND fixmedins_code = m_code\n"
    "               AND msgid = m_msgid) THEN\n"
    REFUSE(305, "m_msgid")
    "    END IF;\n";

static const char message[] =
    "    INSERT INTO message (message_id, psn_no, fixmedins_code, msgid, infno, message_stas,\n"
    "      request_hash, mdtrt_id, setl_id, inf_time, crte_time, reply)\n"
    "      VALUES (m_id, p_psn_no, m_code, m_msgid, m_infno, 1, m_hash, p_mdtrt_id, p_setl_id,\n"
    "      m_inf, m_crte, m_reply);\n"
    "  END IF;\n";

/* Two IFs: one condition with a query in it is a query, even when its first half is false. */
static const char red[] =
    "  IF p_init > 0 THEN\n"
    "    IF EXISTS (SELECT 1 FROM setl WHERE psn_no = p_psn_no AND init_setl_id = p_init\n"
    "               AND init_setl_id > 0) THEN\n"
    REFUSE(416, "p_init::text")
    "    END IF;\n"
    "  END IF;\n";

static const char visit[] =
    "  IF p_from > 0 THEN\n"
    "    UPDATE mdtrt SET mdtrt_stas = p_to\n"
    "      WHERE psn_no = p_psn_no AND mdtrt_id = p_mdtrt_id AND mdtrt_stas = p_from;\n"
    "    IF NOT FOUND THEN\n"
    REFUSE(406, "p_mdtrt_id::text || '|mdtrt_stas'")
    "    END IF;\n"
    "  END IF;\n"
    "  INSERT INTO setl_detail (setl_id, srt_no, psn_no, fund_pay_type, fund_pay_type_name,\n"
    "    inscp_scp_amt_fen, crt_payb_lmt_amt_fen, fund_payamt_fen, setl_proc_info)\n"
    "    SELECT p_setl_id, generate_subscripts(d_type, 1), p_psn_no, unnest(d_type),\n"
    "      unnest(d_name), unnest(d_scope), unnest(d_limit), unnest(d_pay), unnest(d_info);\n";

static const char accumulators[] =
    "  UPDATE accu SET value = u.after\n"
    "    FROM unnest(a_insutype, a_year, a_name, a_before, a_after)\n"
    "      AS u (insutype, year, name, before, after)\n"
    "    WHERE accu.psn_no = p_psn_no AND accu.insutype = u.insutype\n"
    "      AND accu.accu_year = u.year AND accu.accu_name = u.name AND accu.value = u.before;\n"
    "  GET DIAGNOSTICS n = ROW_COUNT;\n"
    "  IF n < cardinality(a_name) THEN\n"
    "    INSERT INTO accu (psn_no, insutype, accu_year, accu_name, value)\n"
    "      SELECT p_psn_no, u.insutype, u.year, u.name, u.after\n"
    "      FROM unnest(a_insutype, a_year, a_name, a_before, a_after)\n"
    "        AS u (insutype, year, name, before, after)\n"
    "      WHERE u.before = 0 ON CONFLICT DO NOTHING;\n"
    "    GET DIAGNOSTICS k = ROW_COUNT;\n"
    "    IF n + k < cardinality(a_name) THEN\n"
    "      SELECT u.name INTO bad\n"
    "        FROM unnest(a_insutype, a_year, a_name, a_after) WITH ORDINALITY\n"
    "          AS u (insutype, year, name, after, srt)\n"
    "        WHERE NOT EXISTS (SELECT 1 FROM accu WHERE accu.psn_no = p_psn_no\n"
    "          AND accu.insutype = u.insutype AND accu.accu_year = u.year\n"
    "          AND accu.accu_name = u.name AND accu.value = u.after) ORDER BY u.srt LIMIT 1;\n"
    REFUSE(307, "coalesce(bad, 'accu')")
    "    END IF;\n"
    "  END IF;\n"
    "  INSERT INTO setl_accu (setl_id, srt_no, psn_no, insutype, accu_year, accu_name,\n"
    "    value_before, value_after)\n"
    "    SELECT p_setl_id, generate_subscripts(a_name, 1), p_psn_no, unnest(a_insutype),\n"
    "      unnest(a_year), unnest(a_name), unnest(a_before), unnest(a_after);\n";

static const char books[] =
    "  INSERT INTO ledger_transfer (transfer_id, psn_no, transfer_kind, pending_id,\n"
    "    debit_account_id, credit_account_id, amount_fen, pending_amount_fen, setl_id,\n"
    "    fund_pay_type, transfer_year, expire_time, memo)\n"
    "    SELECT unnest(t_id), p_psn_no, 1, 0, unnest(t_debit), unnest(t_credit),\n"
    "      unnest(t_amount), 0, p_setl_id, unnest(t_fund), unnest(t_year), 0, unnest(t_memo);\n"
    "  WITH moved AS (\n"
    "    UPDATE psn_account SET debits_posted_fen = debits_posted_fen + u.debit,\n"
    "        credits_posted_fen = credits_posted_fen + u.credit\n"
    "      FROM unnest(c_account, c_debit, c_credit) AS u (id, debit, credit)\n"
    "      WHERE psn_account.psn_no = p_psn_no AND psn_account.account_id = u.id\n"
    "      RETURNING account_id, u.debit > 0 AND debits_must_not_exceed_credits <> 0\n"
    "        AND debits_posted_fen + debits_pending_fen > credits_posted_fen AS exceeds)\n"
    "    SELECT min(account_id)::text INTO bad FROM moved WHERE exceeds;\n"
    "  IF bad IS NOT NULL THEN\n"
    REFUSE(311, "bad")
    "  END IF;\n"
    "  IF length(p_trace) > 0 THEN\n"
    "    INSERT INTO setl_trace (setl_id, psn_no, trace) VALUES (p_setl_id, p_psn_no, p_trace);\n"
    "  END IF;\n";
/* clang-format on */

/* The columns of setl out of the three arrays. */
static void write_setl_values(struct yb_buffer *out)
{
    static const char *const arrays[] = {"s_ints", "s_days", "s_texts"};
    const struct yb_table_info *table = &yb_tables[YB_T_setl];
    size_t used[3] = {0}, i;

    for (i = 0; i < table->column_count; i++)
        yb_buffer_addf(out, "%s%s[%zu]", i ? ", " : "", arrays[table->columns[i].kind],
                       ++used[table->columns[i].kind]);
}

void yb_ddl_functions(const struct yb_ddl *ddl, struct yb_buffer *out)
{
    if (ddl->dialect != YB_POSTGRES)
        return;
    yb_buffer_addf(out, "CREATE OR REPLACE FUNCTION settle_write(%s)\n", parameters);
    yb_buffer_add_string(out, "RETURNS void LANGUAGE plpgsql AS $settle$\n"
                              "DECLARE\n  n bigint; k bigint; bad text;\n"
                              "BEGIN\n"
                              "  IF m_id > 0 THEN\n");
    yb_buffer_add_string(out, ddl->citus ? no_route : route);
    yb_buffer_add_string(out, message);
    yb_buffer_add_string(out, red);
    yb_sql_expand(YB_POSTGRES, "  INSERT INTO setl ({setl}) VALUES (", out);
    write_setl_values(out);
    yb_buffer_add_string(out, ");\n");
    yb_buffer_add_string(out, visit);
    yb_buffer_add_string(out, accumulators);
    yb_buffer_add_string(out, books);
    yb_buffer_add_string(out, "END $settle$;\n");
    if (ddl->citus)
        yb_buffer_add_string(out, "SELECT create_distributed_function(oid::regprocedure,"
                                  " 'p_psn_no', colocate_with => 'psn')"
                                  " FROM pg_proc WHERE proname = 'settle_write';\n");
}

/* ---- the call ---- */

/* One column of repeating rows as an array in the transaction's arena. */
static struct yb_value column(struct yb_tx *tx, enum yb_table_id table, const char *name,
                              const void *rows, size_t count)
{
    const struct yb_table_info *info = &yb_tables[table];
    size_t offset = 0, size, i;
    enum yb_kind kind;
    char *array;

    for (i = 0; strcmp(info->columns[i].name, name) != 0; i++)
        offset += info->columns[i].kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    kind = info->columns[i].kind >= YB_KIND_TEXT ? YB_KIND_TEXTS : YB_KIND_INTS;
    size = kind == YB_KIND_TEXTS ? sizeof(struct yb_text) : 8;
    array = yb_arena_alloc(tx->arena, (count + 1) * size);
    for (i = 0; array && i < count; i++)
        memcpy(array + i * size, (const char *)rows + i * info->row_bytes + offset, size);
    return yb_array(kind, array, array ? count : 0);
}

/* The header row as three arrays. */
static void pack_setl(struct yb_tx *tx, const struct yb_setl_row *setl, struct yb_value *values)
{
    const struct yb_table_info *table = &yb_tables[YB_T_setl];
    struct yb_value cells[YB_COLUMNS_MAX];
    int64_t *ints = YB_NEW_ARRAY(tx->arena, int64_t, YB_COLUMNS_MAX);
    int32_t *days = YB_NEW_ARRAY(tx->arena, int32_t, YB_COLUMNS_MAX);
    struct yb_text *texts = YB_NEW_ARRAY(tx->arena, struct yb_text, YB_COLUMNS_MAX);
    size_t n = 0, d = 0, t = 0, i;

    if (!ints || !days || !texts)
        return; /* the arena remembers */
    if (!yb_row_values(table, setl, tx->arena, cells))
        return;
    for (i = 0; i < table->column_count; i++)
        if (cells[i].kind == YB_KIND_INT)
            ints[n++] = cells[i].number;
        else if (cells[i].kind == YB_KIND_DAY)
            days[d++] = (int32_t)cells[i].number;
        else
            texts[t++] = cells[i].text;
    values[0] = yb_array(YB_KIND_INTS, ints, n);
    values[1] = yb_array(YB_KIND_DAYS, days, d);
    values[2] = yb_array(YB_KIND_TEXTS, texts, t);
}

static void pack_moves(struct yb_tx *tx, const struct yb_account_moves *moves,
                       struct yb_value *values)
{
    int64_t *ids = YB_NEW_ARRAY(tx->arena, int64_t, 3 * moves->count + 1);
    size_t i, n = moves->count;

    if (!ids)
        return;
    for (i = 0; i < n; i++) {
        ids[i] = moves->moves[i].account_id;
        ids[n + i] = moves->moves[i].debits_posted_fen;
        ids[2 * n + i] = moves->moves[i].credits_posted_fen;
    }
    values[0] = yb_array(YB_KIND_INTS, ids, n);
    values[1] = yb_array(YB_KIND_INTS, ids + n, n);
    values[2] = yb_array(YB_KIND_INTS, ids + 2 * n, n);
}

static void pack_message(const struct yb_settle_rows *rows, struct yb_value *values)
{
    const struct yb_message_row *m = &rows->message;

    values[0] = yb_int(rows->write->message ? m->message_id : 0);
    values[1] = yb_string(m->fixmedins_code);
    values[2] = yb_string(m->msgid);
    values[3] = yb_string(m->infno);
    values[4] = yb_bytes(m->request_hash);
    values[5] = yb_int(m->inf_time);
    values[6] = yb_int(m->crte_time);
    values[7] = yb_bytes(m->reply);
}

/* Which column of which rows each array parameter carries, in the function's order. */
static const struct {
    enum yb_table_id table;
    const char *column;
} repeats[] = {
    {YB_T_setl_detail, "fund_pay_type"},
    {YB_T_setl_detail, "fund_pay_type_name"},
    {YB_T_setl_detail, "inscp_scp_amt_fen"},
    {YB_T_setl_detail, "crt_payb_lmt_amt_fen"},
    {YB_T_setl_detail, "fund_payamt_fen"},
    {YB_T_setl_detail, "setl_proc_info"},
    {YB_T_setl_accu, "insutype"},
    {YB_T_setl_accu, "accu_year"},
    {YB_T_setl_accu, "accu_name"},
    {YB_T_setl_accu, "value_before"},
    {YB_T_setl_accu, "value_after"},
    {YB_T_ledger_transfer, "transfer_id"},
    {YB_T_ledger_transfer, "debit_account_id"},
    {YB_T_ledger_transfer, "credit_account_id"},
    {YB_T_ledger_transfer, "amount_fen"},
    {YB_T_ledger_transfer, "fund_pay_type"},
    {YB_T_ledger_transfer, "transfer_year"},
    {YB_T_ledger_transfer, "memo"},
};

int yb_settle_on_server(struct yb_tx *tx, const struct yb_settle_rows *rows, struct yb_error *error)
{
    const struct yb_settle_write *write = rows->write;
    struct yb_value values[39];
    size_t i, n = 0;

    values[n++] = yb_int(rows->setl->psn_no);
    values[n++] = yb_int(rows->setl->mdtrt_id);
    values[n++] = yb_int(rows->setl->setl_id);
    values[n++] = yb_int((int64_t)write->mdtrt_from);
    values[n++] = yb_int((int64_t)write->mdtrt_to);
    values[n++] = yb_int(rows->setl->init_setl_id);
    pack_setl(tx, rows->setl, values + n);
    n += 3;
    for (i = 0; i < YB_COUNT(repeats); i++) {
        enum yb_table_id table = repeats[i].table;
        const void *from = table == YB_T_setl_detail ? (const void *)rows->details
                           : table == YB_T_setl_accu ? (const void *)rows->accus
                                                     : (const void *)rows->transfers;
        size_t count = table == YB_T_setl_detail ? write->detail_count
                       : table == YB_T_setl_accu ? write->accu_count
                                                 : write->transfer_count;

        values[n++] = column(tx, table, repeats[i].column, from, count);
    }
    pack_moves(tx, &rows->moves, values + n);
    n += 3;
    values[n++] = yb_bytes(write->trace);
    pack_message(rows, values + n);
    n += 8;
    if (yb_arena_failed(tx->arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return yb_tx_defer(tx, YB_SQL_SETTLE_WRITE, values, n, error);
}
