/*
 * postgres.c - the PostgreSQL driver: libpq in pipeline mode.
 *
 * BEGIN travels with the first statement and COMMIT with the deferred ones, so a settlement is two
 * round trips: load, and write plus commit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/postgres_internal.h"

static struct pg_conn *self(struct yb_conn *conn)
{
    return (struct pg_conn *)conn;
}

static void be_quiet(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static void pg_disconnect(struct yb_conn *conn)
{
    struct pg_conn *c = self(conn);

    if (!c)
        return;
    PQfinish(c->pg);
    yb_arena_release(&c->arena);
    free(c);
}

/* Our settings come first: what the URL says overrides them. The server gives up before we do. */
static PGconn *open_connection(const struct yb_conn_options *options)
{
    int server_ms = options->busy_ms - options->busy_ms / 5;
    char timeout[16], settings[256], user_timeout[16];
    const char *const keys[] = {"connect_timeout",
                                "tcp_user_timeout",
                                "client_encoding",
                                "application_name",
                                "options",
                                "dbname",
                                NULL};
    const char *const values[] = {timeout,  user_timeout, "UTF8", "yibao",
                                  settings, options->url, NULL};

    snprintf(timeout, sizeof(timeout), "%d", options->busy_ms / 4000 + 1);
    snprintf(user_timeout, sizeof(user_timeout), "%d", options->busy_ms);
    snprintf(settings, sizeof(settings),
             "-c statement_timeout=%d -c lock_timeout=%d -c synchronous_commit=on"
             " -c idle_in_transaction_session_timeout=%d -c jit=off"
             " -c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0",
             server_ms, server_ms, options->busy_ms * 2 + 10000);
    return PQconnectdbParams(keys, values, 1);
}

static int pg_connect(const struct yb_conn_options *options, struct yb_conn **conn,
                      struct yb_error *error)
{
    struct pg_conn *c;
    int rc = yb_step(options->steps, error);

    if (rc != YB_OK)
        return rc;
    c = calloc(1, sizeof(*c));
    if (!c)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    c->head.driver = &yb_driver_postgres;
    c->head.steps = options->steps;
    c->busy_ms = options->busy_ms;
    c->writer = options->writer;
    yb_arena_init(&c->arena, 1 << 14);
    c->pg = open_connection(options);
    if (PQstatus(c->pg) != CONNECTION_OK || !PQenterPipelineMode(c->pg) ||
        PQsetnonblocking(c->pg, 1) != 0) {
        rc = yb_fail(error, YB_E_STORE_BUSY, PQerrorMessage(c->pg), NULL);
        pg_disconnect(&c->head);
        return rc;
    }
    PQsetNoticeReceiver(c->pg, be_quiet, NULL);
    *conn = &c->head;
    return YB_OK;
}

/* Counts a step; an injected loss looks like a real one. */
static int step(struct pg_conn *c, struct yb_error *error)
{
    int rc = yb_step(c->head.steps, error);

    return rc == YB_E_STORE_LOST ? yb_pg_lost(c, error) : rc;
}

static int pg_begin(struct yb_conn *conn, bool writer, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    int rc = step(c, error);

    c->begin_due = rc == YB_OK;
    c->open = false;
    c->writer = writer;
    c->item_count = 0;
    return rc;
}

/* Sends BEGIN before the first statement of a transaction. */
static int send_begin(struct pg_conn *c, struct yb_error *error)
{
    if (!c->begin_due)
        return YB_OK;
    c->begin_due = false;
    c->open = true;
    return yb_pg_send_text(c,
                           c->writer ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                           PG_PLAIN, NULL, error);
}

static int pg_commit(struct yb_conn *conn, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    int rc;

    if (!c->open)
        return step(c, error);
    rc = step(c, error);
    if (rc == YB_OK)
        rc = yb_pg_send_text(c, "COMMIT", PG_COMMIT, NULL, error);
    if (rc == YB_OK)
        rc = yb_pg_sync(c, false, error);
    if (rc == YB_OK) {
        c->open = false;
    } else if (c->head.lost) { /* it may have arrived */
        c->head.unknown = true;
        rc = yb_fail(error, YB_E_STORE_LOST, NULL);
    }
    return rc;
}

static void pg_rollback(struct yb_conn *conn)
{
    struct pg_conn *c = self(conn);

    if (c->open && !c->head.lost) {
        if (c->item_count)
            yb_pg_sync(c, false, NULL);
        if (!c->head.lost && yb_pg_send_text(c, "ROLLBACK", PG_PLAIN, NULL, NULL) == YB_OK)
            yb_pg_sync(c, false, NULL);
    }
    c->open = c->begin_due = false;
    c->item_count = 0;
}

/* A statement that reads everything has no time-out and hands out rows as they come. */
static int run_pass(struct pg_conn *c, struct yb_call *call, struct yb_error *error)
{
    int rc = send_begin(c, error);

    if (rc == YB_OK)
        rc = yb_pg_send_text(c, "SET LOCAL statement_timeout = 0", PG_PLAIN, NULL, error);
    if (rc == YB_OK)
        rc = yb_pg_send_prepare(c, call->sql, false, call->values, call->value_count, error);
    if (rc == YB_OK)
        rc = yb_pg_sync(c, false, error);
    if (rc == YB_OK)
        rc = yb_pg_send_call(c, call->sql, false, call->values, call->value_count, call, error);
    c->patient = true;
    if (rc == YB_OK)
        rc = yb_pg_sync(c, true, error);
    c->patient = false;
    return rc;
}

static int pg_run(struct yb_conn *conn, struct yb_call *calls, size_t count, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    size_t i;
    int rc = YB_OK;

    for (i = 0; i < count && rc == YB_OK; i++) {
        calls[i].changed = 0;
        rc = step(c, error);
    }
    if (rc == YB_OK && count == 1 && yb_sqls[calls->sql].path == YB_PATH_PASS)
        return run_pass(c, calls, error);
    if (rc == YB_OK)
        rc = send_begin(c, error);
    for (i = 0; i < count && rc == YB_OK; i++)
        rc = yb_pg_send_call(c, calls[i].sql, false, calls[i].values, calls[i].value_count,
                             &calls[i], error);
    return rc == YB_OK ? yb_pg_sync(c, false, error) : rc;
}

static int pg_defer(struct yb_conn *conn, const struct yb_call *call, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    int rc = step(c, error);

    if (rc == YB_OK)
        rc = send_begin(c, error);
    if (rc == YB_OK)
        rc = yb_pg_send_call(c, call->sql, false, call->values, call->value_count, NULL, error);
    return rc;
}

/* The rows turned into one array per column; psn_no of a sharded table stays one value. */
static int turn(struct yb_arena *arena, const struct yb_table_info *table, const void *rows,
                size_t count, struct yb_value *values)
{
    struct yb_value cells[YB_COLUMNS_MAX];
    size_t column, row;

    for (column = 0; column < table->column_count; column++) {
        enum yb_kind kind = table->columns[column].kind == YB_KIND_MORE
                                ? YB_KIND_BLOB
                                : table->columns[column].kind;
        size_t size = kind >= YB_KIND_TEXT  ? sizeof(struct yb_text)
                      : kind == YB_KIND_DAY ? sizeof(int32_t)
                                            : sizeof(int64_t);

        values[column] = yb_array((enum yb_kind)(kind + YB_KIND_INTS),
                                  yb_arena_alloc(arena, count * size), count);
        if (!values[column].array)
            return YB_E_NO_MEMORY;
    }
    for (row = 0; row < count; row++) {
        if (!yb_row_values(table, (const char *)rows + row * table->row_bytes, arena, cells))
            return YB_E_NO_MEMORY;
        for (column = 0; column < table->column_count; column++) {
            void *array = (void *)(uintptr_t)values[column].array;

            if (cells[column].kind >= YB_KIND_TEXT)
                ((struct yb_text *)array)[row] = cells[column].text;
            else if (cells[column].kind == YB_KIND_DAY)
                ((int32_t *)array)[row] = (int32_t)cells[column].number;
            else
                ((int64_t *)array)[row] = cells[column].number;
        }
    }
    for (column = 0; column < table->column_count; column++)
        if (table->spread == YB_SHARDED && !strcmp(table->columns[column].name, "psn_no"))
            values[column] = yb_int(((const int64_t *)values[column].array)[0]);
    return YB_OK;
}

/* Sends rows of one table as one statement. */
static int send_many(struct pg_conn *c, enum yb_sql sql, const void *rows, size_t count,
                     struct yb_call *call, struct yb_error *error)
{
    const struct yb_table_info *table = &yb_tables[yb_sql_table(sql)];
    struct yb_value values[YB_COLUMNS_MAX];
    struct yb_arena arena;
    int rc = step(c, error);

    yb_arena_init(&arena, 1 << 16);
    if (rc == YB_OK && turn(&arena, table, rows, count, values) != YB_OK)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = send_begin(c, error);
    if (rc == YB_OK)
        rc = yb_pg_send_call(c, sql, true, values, table->column_count, call, error);
    yb_arena_release(&arena);
    return rc;
}

static int pg_run_many(struct yb_conn *conn, enum yb_sql sql, const void *rows, size_t count,
                       int64_t *changed, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    struct yb_call call = {.sql = sql};
    int rc = send_many(c, sql, rows, count, &call, error);

    if (rc == YB_OK)
        rc = yb_pg_sync(c, false, error);
    *changed = call.changed;
    return rc;
}

static int pg_defer_many(struct yb_conn *conn, enum yb_sql sql, const void *rows, size_t count,
                         struct yb_error *error)
{
    return send_many(self(conn), sql, rows, count, NULL, error);
}

/* The end of a statement: ";\n" outside the body of a function. */
static const char *statement_end(const char *text)
{
    bool body = false;

    for (; *text; text++) {
        if (!strncmp(text, "$settle$", 8))
            body = !body;
        if (!body && text[0] == ';' && text[1] == '\n')
            return text;
    }
    return text;
}

static int pg_script(struct yb_conn *conn, const char *text, struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    int rc = YB_OK;

    c->patient = true;
    while (rc == YB_OK && *text) {
        const char *end = statement_end(text);
        char *statement;

        yb_arena_clear(&c->arena);
        statement = yb_arena_copy(&c->arena, text, (size_t)(end - text));
        rc = statement ? step(c, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);
        if (rc == YB_OK)
            rc = send_begin(c, error);
        if (rc == YB_OK)
            rc = yb_pg_send_text(c, statement, PG_PLAIN, NULL, error);
        if (rc == YB_OK)
            rc = yb_pg_sync(c, false, error);
        text = *end ? end + 2 : end;
    }
    c->patient = false;
    return rc;
}

static int pg_query(struct yb_conn *conn, const char *text,
                    int (*row)(void *context, const struct yb_cursor *cursor), void *context,
                    struct yb_error *error)
{
    struct pg_conn *c = self(conn);
    struct yb_call call = {.row = row, .context = context};
    int rc = step(c, error);

    if (rc == YB_OK)
        rc = send_begin(c, error);
    if (rc == YB_OK && c->item_count)
        rc = yb_pg_sync(c, false, error);
    if (rc == YB_OK)
        rc = yb_pg_send_text(c, text, PG_CALL, &call, error);
    c->patient = true;
    if (rc == YB_OK)
        rc = yb_pg_sync(c, true, error);
    c->patient = false;
    return rc;
}

static void pg_tidy(struct yb_conn *conn)
{
    (void)conn;
}

static int pg_backup(struct yb_conn *conn, const char *path, struct yb_error *error)
{
    (void)conn;
    (void)path;
    return yb_fail(error, YB_E_NOT_OFFERED, "backup", NULL);
}

const struct yb_driver yb_driver_postgres = {
    .dialect = YB_POSTGRES,
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .run = pg_run,
    .defer = pg_defer,
    .run_many = pg_run_many,
    .defer_many = pg_defer_many,
    .tidy = pg_tidy,
    .backup = pg_backup,
    .script = pg_script,
    .query = pg_query,
};
