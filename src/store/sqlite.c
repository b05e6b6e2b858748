/*
 * sqlite.c - the SQLite driver.
 *
 * WAL. A commit is written but not synced (synchronous=NORMAL: the log's header and checkpoints
 * are); the executor calls sync for many commits at once, while the writer goes on, and answers
 * nobody before. So an answer means what synchronous=FULL would mean, without its waiting. The
 * automatic checkpoint is off: it would run inside a commit that clients wait for. sqlite_wal.c
 * moves it to its own thread.
 *
 * A file in the making has no log: a page is written once, to its place, by the commit. None goes
 * there early, because a writer that has begun to write shuts the readers out until it commits.
 */
#include "store/sqlite_internal.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sqlite_conn *self(struct yb_conn *conn)
{
    return (struct sqlite_conn *)conn;
}

/* What SQLite's result codes mean to a caller. First match wins; low byte when `code` is below 256.
 */
static const struct {
    int code;
    int meaning;
} meanings[] = {
    {SQLITE_CONSTRAINT_PRIMARYKEY, YB_E_EXISTS},
    {SQLITE_CONSTRAINT_UNIQUE, YB_E_EXISTS},
    {SQLITE_CONSTRAINT_ROWID, YB_E_EXISTS},
    {SQLITE_CONSTRAINT_FOREIGNKEY, YB_E_PSN_NOT_FOUND},
    {SQLITE_FULL, YB_E_STORE_FULL},
    {SQLITE_READONLY, YB_E_STORE_READ_ONLY},
    {SQLITE_BUSY, YB_E_STORE_BUSY},
    {SQLITE_LOCKED, YB_E_STORE_BUSY},
    {SQLITE_NOMEM, YB_E_NO_MEMORY},
};

/* "UNIQUE constraint failed: feedetl.mdtrt_id, feedetl.feedetl_sn" -> "feedetl"; others as they
 * are. */
static const char *table_of(const char *words, char *out, size_t size)
{
    const char *colon = strstr(words, "failed: ");
    size_t length = colon ? strcspn(colon + 8, ".") : 0;

    if (!colon)
        return words;
    snprintf(out, size, "%.*s", (int)length, colon + 8);
    return out;
}

/* SQLite itself only knows ENOSPC. */
static bool is_full(int system_error)
{
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

int yb_sqlite_fail(struct sqlite_conn *c, int rc, struct yb_error *error)
{
    int system_error = errno; /* of the failed call, if it was one */
    char table[64];
    const char *words = c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(rc);
    size_t i;

    if (c->db && (rc & 0xFF) == (sqlite3_extended_errcode(c->db) & 0xFF))
        rc = sqlite3_extended_errcode(c->db);
    if (c->db && c->in_transaction && sqlite3_get_autocommit(c->db)) {
        c->head.aborted = true;
        c->in_transaction = false;
    }
    if (rc == SQLITE_IOERR_WRITE && is_full(system_error))
        return yb_fail(error, YB_E_STORE_FULL, words, NULL);
    for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
        if (meanings[i].code == (meanings[i].code < 256 ? rc & 0xFF : rc))
            return yb_fail(error, meanings[i].meaning, table_of(words, table, sizeof(table)), "",
                           NULL);
    return yb_fail(error, YB_E_STORE, words, NULL);
}

static void set_global(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* a lock less per allocation */
    /* Sorting maps its files of up to 2 GB each: the index of a city's lines would not be built
     * within 4 GB of addresses. */
    sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, INT64_C(0), INT64_C(0));
    sqlite3_initialize();
}

static int pragma(struct sqlite_conn *c, const char *text, struct yb_error *error)
{
    int rc = sqlite3_exec(c->db, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? YB_OK : yb_sqlite_fail(c, rc, error);
}

static int set_up(struct sqlite_conn *c, const struct yb_conn_options *options,
                  struct yb_error *error)
{
    static const char writer[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                 "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536;";
    static const char reader[] = "PRAGMA query_only = ON; PRAGMA cache_size = -8192;";
    static const char maker[] = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                                "PRAGMA cache_size = -1572864; PRAGMA cache_spill = OFF;";
    int rc;

    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, options->busy_ms);
    rc = pragma(c,
                "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                "PRAGMA secure_delete = OFF;",
                error);
    if (rc == YB_OK && options->create)
        rc = pragma(c, "PRAGMA page_size = 4096;", error);
    if (rc == YB_OK)
        rc = pragma(c, "PRAGMA foreign_keys = ON;", error);
    if (rc == YB_OK)
        rc = pragma(c, !options->writer ? reader : options->making ? maker : writer, error);
    if (rc == YB_OK && options->writer && !options->making)
        rc = yb_sqlite_wal_start(c, options, error);
    if (rc == YB_OK && options->writer && options->clock) {
        c->head.memo = yb_memo_new(options->clock);
        rc = c->head.memo ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    return rc;
}

static void sqlite_disconnect(struct yb_conn *conn)
{
    struct sqlite_conn *c = self(conn);
    int i;

    if (!c)
        return;
    yb_sqlite_wal_stop(c);
    yb_memo_free(c->head.memo);
    for (i = 0; i < YB_SQLS; i++) {
        sqlite3_finalize(c->statements[i].statement);
        free(c->statements[i].bound);
    }
    sqlite3_finalize(c->data_version_get);
    sqlite3_finalize(c->begin);
    sqlite3_finalize(c->commit);
    sqlite3_finalize(c->savepoint);
    sqlite3_finalize(c->release);
    sqlite3_finalize(c->undo);
    sqlite3_close(c->db);
    yb_arena_release(&c->arena);
    free(c);
}

static int sqlite_connect(const struct yb_conn_options *options, struct yb_conn **conn,
                          struct yb_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite_conn *c;
    int rc, flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    pthread_once(&once, set_global);
    rc = yb_step(options->steps, error);
    if (rc != YB_OK)
        return rc;
    c = calloc(1, sizeof(*c));
    if (!c)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    c->head.driver = &yb_driver_sqlite;
    c->head.steps = options->steps;
    yb_arena_init(&c->arena, 1 << 14);
    if (options->create)
        flags |= SQLITE_OPEN_CREATE;
    rc = sqlite3_open_v2(options->url, &c->db, flags, NULL);
    if (rc == SQLITE_OK)
        rc = set_up(c, options, error);
    else if ((rc & 0xFF) == SQLITE_CANTOPEN)
        rc = yb_fail(error, YB_E_FILE, options->url, sqlite3_errstr(rc), NULL);
    else
        rc = yb_sqlite_fail(c, rc, error);
    if (rc != YB_OK) {
        sqlite_disconnect(&c->head);
        return rc;
    }
    *conn = &c->head;
    return YB_OK;
}

/* Runs one of the connection's own statements (BEGIN ...), prepared on first use. */
static int own(struct sqlite_conn *c, sqlite3_stmt **statement, const char *text,
               struct yb_error *error)
{
    int rc = SQLITE_OK;

    if (!*statement)
        rc = sqlite3_prepare_v3(c->db, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(*statement);
        if (rc == SQLITE_DONE)
            rc = SQLITE_OK;
        else
            rc = yb_sqlite_fail(c, rc, error);
        sqlite3_reset(*statement);
        return rc;
    }
    return yb_sqlite_fail(c, rc, error);
}

/* The log's file stays open as long as the connection. */
static int find_log(struct sqlite_conn *c, struct yb_error *error)
{
    sqlite3_file *log = NULL;
    int rc;

    if (!c->wal) /* in the making */
        return YB_OK;
    rc = sqlite3_file_control(c->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods)
        return yb_fail(error, YB_E_STORE, "no log", NULL);
    atomic_store(&c->log, log);
    return YB_OK;
}

/* Has another connection committed? Asked inside a transaction, whose snapshot is then known. */
static int look_around(struct sqlite_conn *c, struct yb_error *error)
{
    int64_t version = 0;
    int rc = SQLITE_OK;

    if (!c->data_version_get)
        rc = sqlite3_prepare_v3(c->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
                                &c->data_version_get, NULL);
    if (rc == SQLITE_OK && sqlite3_step(c->data_version_get) == SQLITE_ROW)
        version = sqlite3_column_int64(c->data_version_get, 0);
    if (rc == SQLITE_OK)
        rc = sqlite3_reset(c->data_version_get);
    if (rc != SQLITE_OK)
        return yb_sqlite_fail(c, rc, error);
    if (version != c->data_version)
        yb_memo_others(c->head.memo);
    c->data_version = version;
    yb_memo_begin(c->head.memo);
    return YB_OK;
}

static void end_memo(struct sqlite_conn *c, bool kept)
{
    if (c->head.memo)
        yb_memo_end(c->head.memo, kept);
}

static int sqlite_begin(struct yb_conn *conn, bool writer, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    int rc = yb_step(conn->steps, error);

    conn->aborted = false;
    if (rc == YB_OK)
        rc = own(c, &c->begin, writer ? "BEGIN IMMEDIATE" : "BEGIN", error);
    c->in_transaction = rc == YB_OK;
    if (rc == YB_OK && conn->memo)
        rc = look_around(c, error);
    return rc == YB_OK && writer ? find_log(c, error) : rc;
}

static int sqlite_commit(struct yb_conn *conn, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    int rc = yb_step(conn->steps, error);

    if (rc == YB_OK)
        rc = own(c, &c->commit, "COMMIT", error);
    if (rc != YB_OK)
        return rc;
    c->in_transaction = false;
    end_memo(c, true);
    return YB_OK;
}

static int sqlite_sync(struct yb_conn *conn, struct yb_error *error)
{
    sqlite3_file *log = atomic_load(&self(conn)->log);
    int rc = atomic_load(&conn->steps->fault) == YB_FAULT_SYNC ? SQLITE_IOERR_FSYNC
             : !log                                            ? SQLITE_OK /* in the making */
                    : log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);

    return rc == SQLITE_OK ? YB_OK : yb_fail(error, YB_E_STORE, sqlite3_errstr(rc), NULL);
}

static void sqlite_rollback(struct yb_conn *conn)
{
    struct sqlite_conn *c = self(conn);

    if (!sqlite3_get_autocommit(c->db))
        sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    c->in_transaction = false;
    end_memo(c, false);
}

static int sqlite_savepoint(struct yb_conn *conn, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    int rc = yb_step(conn->steps, error);

    return rc != YB_OK ? rc : own(c, &c->savepoint, "SAVEPOINT job", error);
}

static int sqlite_release(struct yb_conn *conn, bool keep, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    int rc = YB_OK;

    if (!keep)
        rc = own(c, &c->undo, "ROLLBACK TO job", error);
    if (!keep)
        end_memo(c, false);
    if (rc == YB_OK)
        rc = own(c, &c->release, "RELEASE job", error);
    return rc;
}

static int64_t sqlite_written(struct yb_conn *conn)
{
    return sqlite3_total_changes64(self(conn)->db);
}

static int prepare(struct sqlite_conn *c, enum yb_sql sql, struct yb_error *error)
{
    struct sqlite_statement *s = &c->statements[sql];
    struct yb_buffer text;
    int rc;

    if (s->statement)
        return YB_OK;
    yb_arena_clear(&c->arena);
    yb_buffer_init(&text, &c->arena);
    yb_sql_write(YB_SQLITE, sql, &text);
    if (text.failed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = sqlite3_prepare_v3(c->db, yb_buffer_text(&text).bytes, -1, SQLITE_PREPARE_PERSISTENT,
                            &s->statement, NULL);
    if (rc != SQLITE_OK)
        return yb_sqlite_fail(c, rc, error);
    s->touch = yb_sql_touches(sql);
    s->person = yb_sql_person(sql);
    s->bound = calloc((size_t)sqlite3_bind_parameter_count(s->statement) + 1, sizeof(*s->bound));
    if (s->bound)
        return YB_OK;
    sqlite3_finalize(s->statement);
    s->statement = NULL;
    return yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static bool is_bound(const struct yb_value *bound, const struct yb_value *v)
{
    if (bound->kind != v->kind)
        return false;
    if (v->kind < YB_KIND_TEXT)
        return bound->number == v->number;
    return bound->text.bytes == v->text.bytes && bound->text.length == v->text.length;
}

/* A statement keeps its values: only those that differ from its last run's are bound. Texts are
 * bound by address, so what stands there by now is what the statement reads. */
static int bind(struct sqlite_statement *s, const struct yb_value *values, size_t count)
{
    sqlite3_stmt *statement = s->statement;
    int rc = SQLITE_OK;
    size_t i;

    for (i = 0; i < count && rc == SQLITE_OK; i++) {
        const struct yb_value *v = &values[i];
        const char *bytes = v->text.bytes ? v->text.bytes : "";
        int at = (int)i + 1;

        if (i < s->bound_count && is_bound(&s->bound[i], v))
            continue;
        if (v->kind == YB_KIND_TEXT)
            rc = sqlite3_bind_text(statement, at, bytes, (int)v->text.length, SQLITE_STATIC);
        else if (v->kind == YB_KIND_BLOB)
            rc = sqlite3_bind_blob(statement, at, bytes, (int)v->text.length, SQLITE_STATIC);
        else if (v->kind == YB_KIND_DAY && v->number == YB_DAY_NONE)
            rc = sqlite3_bind_null(statement, at);
        else
            rc = sqlite3_bind_int64(statement, at, v->number);
        s->bound[i] = *v;
    }
    s->bound_count = rc == SQLITE_OK ? count : 0;
    return rc;
}

static bool cell_is_null(const struct yb_cursor *cursor, int column)
{
    return sqlite3_column_type(cursor->state, column) == SQLITE_NULL;
}

static int64_t cell_number(const struct yb_cursor *cursor, int column)
{
    return sqlite3_column_int64(cursor->state, column);
}

static struct yb_text cell_text(const struct yb_cursor *cursor, int column)
{
    struct yb_text text;

    /* right for both: a BLOB column is not converted, a TEXT column is UTF-8 already */
    text.bytes = sqlite3_column_blob(cursor->state, column);
    text.length = (size_t)sqlite3_column_bytes(cursor->state, column);
    return text;
}

/* Steps a bound statement to its end. */
static int walk(struct sqlite_conn *c, sqlite3_stmt *statement, struct yb_call *call,
                struct yb_error *error)
{
    struct yb_cursor cursor = {cell_is_null, cell_number, cell_text, statement, 0};
    enum yb_register_touch touch = call->value_count ? c->statements[call->sql].touch : 0;
    int rc, answer = YB_OK, person = c->statements[call->sql].person;

    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        if (call->row)
            answer = call->row(call->context, &cursor);
        if (answer != YB_OK)
            break;
        cursor.row++;
    }
    if (answer != YB_OK)
        answer = yb_fail(error, answer, NULL);
    else if (rc != SQLITE_DONE)
        answer = yb_sqlite_fail(c, rc, error);
    else if (!sqlite3_stmt_readonly(statement))
        call->changed = sqlite3_changes64(c->db);
    if (call->changed && c->head.memo && touch != YB_TOUCH_NOTHING)
        yb_memo_touch(c->head.memo, touch, person >= 0 ? call->values[person].number : 0);
    sqlite3_reset(statement);
    return answer;
}

static int run_one(struct sqlite_conn *c, struct yb_call *call, struct yb_error *error)
{
    struct sqlite_statement *statement = &c->statements[call->sql];
    int rc = yb_step(c->head.steps, error);

    call->changed = 0;
    if (rc == YB_OK)
        rc = prepare(c, call->sql, error);
    if (rc != YB_OK)
        return rc;
    assert(sqlite3_bind_parameter_count(statement->statement) == (int)call->value_count);
    rc = bind(statement, call->values, call->value_count);
    return rc == SQLITE_OK ? walk(c, statement->statement, call, error)
                           : yb_sqlite_fail(c, rc, error);
}

static int sqlite_run(struct yb_conn *conn, struct yb_call *calls, size_t count,
                      struct yb_error *error)
{
    size_t i;
    int rc = YB_OK;

    for (i = 0; i < count && rc == YB_OK; i++)
        rc = run_one(self(conn), &calls[i], error);
    return rc;
}

static int sqlite_run_many(struct yb_conn *conn, enum yb_sql sql, const void *rows, size_t count,
                           int64_t *changed, struct yb_error *error)
{
    const struct yb_table_info *table = &yb_tables[yb_sql_table(sql)];
    struct yb_value values[YB_COLUMNS_MAX];
    struct sqlite_conn *c = self(conn);
    size_t i;
    int rc = prepare(c, sql, error); /* first: it uses the arena */

    *changed = 0;
    for (i = 0; i < count && rc == YB_OK; i++) {
        struct yb_call call = {.sql = sql, .values = values, .value_count = table->column_count};

        yb_arena_clear(&c->arena);
        rc = yb_row_values(table, (const char *)rows + i * table->row_bytes, &c->arena, values)
                 ? run_one(c, &call, error)
                 : yb_fail(error, YB_E_NO_MEMORY, NULL);
        *changed += call.changed;
    }
    return rc;
}

static int sqlite_script(struct yb_conn *conn, const char *text, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    const char *rest = text;
    int rc = YB_OK;

    if (conn->memo)
        yb_memo_touch(conn->memo, YB_TOUCH_REGISTER, 0); /* whatever the text does */
    while (rc == YB_OK && *rest) {
        sqlite3_stmt *statement = NULL;

        rc = yb_step(conn->steps, error);
        if (rc != YB_OK)
            break;
        rc = sqlite3_prepare_v2(c->db, rest, -1, &statement, &rest);
        if (rc == SQLITE_OK && statement)
            while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
                ;
        rc = rc == SQLITE_OK || rc == SQLITE_DONE ? YB_OK : yb_sqlite_fail(c, rc, error);
        sqlite3_finalize(statement);
    }
    return rc;
}

static int sqlite_query(struct yb_conn *conn, const char *text,
                        int (*row)(void *context, const struct yb_cursor *cursor), void *context,
                        struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    struct yb_call call = {.row = row, .context = context};
    sqlite3_stmt *statement = NULL;
    int rc = yb_step(conn->steps, error);

    if (rc != YB_OK)
        return rc;
    rc = sqlite3_prepare_v2(c->db, text, -1, &statement, NULL);
    rc = rc == SQLITE_OK ? walk(c, statement, &call, error) : yb_sqlite_fail(c, rc, error);
    sqlite3_finalize(statement);
    return rc;
}

static int sqlite_backup(struct yb_conn *conn, const char *path, struct yb_error *error)
{
    struct sqlite_conn *c = self(conn);
    struct sqlite_conn copy = {0};
    sqlite3_backup *backup = NULL;
    int rc = sqlite3_open_v2(
        path, &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc == SQLITE_OK)
        backup = sqlite3_backup_init(copy.db, "main", c->db, "main");
    if (backup) {
        rc = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
        rc = rc == SQLITE_DONE ? sqlite3_errcode(copy.db) : rc;
    } else if (rc == SQLITE_OK) {
        rc = sqlite3_errcode(copy.db);
    }
    rc = rc == SQLITE_OK ? YB_OK : yb_sqlite_fail(&copy, rc, error);
    sqlite3_close(copy.db);
    return rc;
}

const struct yb_driver yb_driver_sqlite = {
    .dialect = YB_SQLITE,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .sync = sqlite_sync,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .written = sqlite_written,
    .run = sqlite_run,
    .run_many = sqlite_run_many,
    .tidy = yb_sqlite_wal_tidy,
    .backup = sqlite_backup,
    .script = sqlite_script,
    .query = sqlite_query,
};
