/*
 * sqlite_internal.h - what sqlite.c and sqlite_wal.c share.
 */
#ifndef YB_STORE_SQLITE_INTERNAL_H
#define YB_STORE_SQLITE_INTERNAL_H

#include <sqlite3.h>

#include "store/driver.h"

struct sqlite_wal;

/* A statement of the catalogue, prepared on first use. */
struct sqlite_statement {
    sqlite3_stmt *statement;
    struct yb_value *bound; /* its parameters' values as last bound */
    size_t bound_count;     /* 0: none are known */
    enum yb_register_touch touch;
    int person; /* the parameter that says whose row it changes; -1: nobody's */
};

struct sqlite_conn {
    struct yb_conn head;
    sqlite3 *db;
    bool in_transaction;
    int64_t data_version; /* as PRAGMA data_version said: changes when others commit */
    sqlite3_stmt *data_version_get;
    sqlite3_stmt *begin, *commit, *savepoint, *release, *undo;
    struct sqlite_statement statements[YB_SQLS];
    struct yb_arena arena;       /* statement texts while they are prepared, packed columns */
    struct sqlite_wal *wal;      /* writers only */
    _Atomic(sqlite3_file *) log; /* of the last commit; what sqlite_sync syncs */
};

/* Fills *error with what a SQLite result code means; answers that code. */
int yb_sqlite_fail(struct sqlite_conn *c, int rc, struct yb_error *error);

/*
 * Checkpoints away from the commits: a thread with its own connection copies the log into the
 * database whenever it has grown by a quarter of log_mb. It cannot finish while the writer goes on,
 * so when the log passes log_mb (store.h) the writer itself copies the short rest between two
 * groups, and the log starts over.
 */
int yb_sqlite_wal_start(struct sqlite_conn *c, const struct yb_conn_options *options,
                        struct yb_error *error);
void yb_sqlite_wal_stop(struct sqlite_conn *c);
void yb_sqlite_wal_tidy(struct yb_conn *conn);

#endif
