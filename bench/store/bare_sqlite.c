/*
 * bare_sqlite.c - the rows of a settlement written by plain SQLite: prepared INSERTs, one
 * transaction per 64 settlements, WAL, synchronous=FULL, nothing read, nothing checked.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/store/settle.h"

static sqlite3 *db;
static sqlite3_stmt *statements[YB_SQLS];
static struct yb_arena texts, scratch;

static void put(void *context, enum yb_sql sql, const struct yb_value *values, size_t count)
{
    sqlite3_stmt *s = statements[sql];
    size_t i;

    (void)context;
    if (!s) {
        struct yb_buffer text;

        yb_buffer_init(&text, &texts);
        bench_sql(YB_SQLITE, sql, &text);
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
    if (sqlite3_step(s) != SQLITE_DONE) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(1);
    }
    sqlite3_reset(s);
}

double bench_bare_sqlite(const char *file, struct yb_id_source *ids, double seconds)
{
    struct yb_arena arena;
    double begin, now, cpu = bench_cpu();
    static int64_t psn;
    int64_t done = 0;

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
            yb_arena_clear(&scratch);
            bench_put(&b, false, &scratch, put, NULL);
        }
        if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            exit(1);
        done += 64;
        now = bench_now();
    }
    bench_report("bare", done, now - begin, bench_cpu() - cpu);
    for (size_t i = 0; i < YB_SQLS; i++) {
        sqlite3_finalize(statements[i]);
        statements[i] = NULL;
    }
    sqlite3_close(db);
    yb_arena_release(&texts);
    yb_arena_release(&scratch);
    yb_arena_release(&arena);
    return (double)done / (now - begin);
}
