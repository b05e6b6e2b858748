/*
 * bare_sqlite.c - the rows of a settlement written by plain SQLite: prepared INSERTs, one
 * transaction per 64 settlements, WAL, synchronous=FULL, nothing read, nothing checked.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/store/settle.h"
#include "store/driver.h"

static sqlite3 *db;
static sqlite3_stmt *statements[YB_SQLS];
static struct yb_arena texts, scratch;

static void put(enum yb_sql sql, const struct yb_value *values, size_t count)
{
    sqlite3_stmt *s = statements[sql];
    size_t i;

    if (!s) {
        struct yb_buffer text;

        yb_buffer_init(&text, &texts);
        yb_sql_write(YB_SQLITE, sql, &text);
        sqlite3_prepare_v2(db, yb_buffer_text(&text).bytes, -1, &statements[sql], NULL);
        s = statements[sql];
    }
    for (i = 0; i < count; i++) {
        const char *bytes = values[i].text.bytes ? values[i].text.bytes : "";

        if (values[i].kind == YB_KIND_TEXT)
            sqlite3_bind_text(s, (int)i + 1, bytes, (int)values[i].text.length, SQLITE_STATIC);
        else if (values[i].kind == YB_KIND_BLOB)
            sqlite3_bind_blob(s, (int)i + 1, bytes, (int)values[i].text.length, SQLITE_STATIC);
        else if (values[i].kind == YB_KIND_DAY && values[i].number == YB_DAY_NONE)
            sqlite3_bind_null(s, (int)i + 1);
        else
            sqlite3_bind_int64(s, (int)i + 1, values[i].number);
    }
    if (sqlite3_step(s) == SQLITE_ERROR) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
    sqlite3_reset(s);
}

static void put_row(enum yb_sql sql, enum yb_table_id table, const void *row)
{
    struct yb_value values[YB_COLUMNS_MAX];

    yb_arena_clear(&scratch);
    yb_row_values(&yb_tables[table], row, &scratch, values);
    put(sql, values, yb_tables[table].column_count);
}

static void put_settlement(const struct bench_settlement *b)
{
    const struct sample_settlement *s = &b->settle;
    struct yb_setl_trace_row trace = {s->setl.setl_id, s->setl.psn_no, s->write.trace};
    struct yb_message_row message = s->message;
    size_t i;

    put_row(YB_SQL_MDTRT_ADD, YB_T_mdtrt, &b->mdtrt);
    for (i = 0; i < b->lines.count; i++)
        put_row(YB_SQL_FEEDETL_ADD, YB_T_feedetl, &b->lines.rows[i]);
    message.psn_no = s->setl.psn_no;
    put_row(YB_SQL_MESSAGE_ADD, YB_T_message, &message);
    put_row(YB_SQL_SETL_ADD, YB_T_setl, &s->setl);
    put_row(YB_SQL_SETL_TRACE_ADD, YB_T_setl_trace, &trace);
    for (i = 0; i < 3; i++) {
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
        put_row(YB_SQL_SETL_DETAIL_ADD, YB_T_setl_detail, &detail);
        put_row(YB_SQL_SETL_ACCU_ADD, YB_T_setl_accu, &accu);
        put(YB_SQL_ACCU_START, start, 5);
        put_row(YB_SQL_TRANSFER_ADD, YB_T_ledger_transfer, &transfer);
        if (i == 2)
            put(YB_SQL_PSN_ACCOUNT_MOVE, account, 6);
    }
}

double bench_bare_sqlite(const char *file, struct yb_id_source *ids, double seconds)
{
    struct yb_arena arena;
    double begin, now, cpu = bench_cpu();
    int64_t done = 0, psn = 0;

    yb_arena_init(&texts, 1 << 16);
    yb_arena_init(&scratch, 1 << 16);
    yb_arena_init(&arena, 1 << 20);
    sqlite3_open(file, &db);
    sqlite3_exec(db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                 "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 2048",
                 NULL, NULL, NULL);
    begin = now = bench_now();
    while (now - begin < seconds) {
        int i;

        yb_arena_clear(&arena);
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (i = 0; i < 64; i++) {
            struct bench_settlement b;

            psn = (psn + 7919) % BENCH_PEOPLE;
            bench_make(&b, &arena, ids, 1 + psn);
            put_settlement(&b);
        }
        if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            exit(1);
        done += 64;
        now = bench_now();
    }
    bench_report("bare", done, now - begin, bench_cpu() - cpu);
    return (double)done / (now - begin);
}
