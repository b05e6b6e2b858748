/*
 * driver.h - what an engine must be able to do; sqlite.c and postgres.c do it.
 *
 * A connection belongs to one thread at a time. A statement is named by its place in the catalogue
 * and prepared once per connection. Several calls given together are one round trip where the
 * engine has round trips.
 *
 * Every statement, savepoint, commit and connect is a step that a test can make fail (yb_fault).
 *
 * Refusals that a driver recognises: YB_E_EXISTS (a unique key; first argument: the table; on a
 * server YB_E_LINE_EXISTS for feedetl's, YB_E_MESSAGE_DIFFERS for message_route's),
 * YB_E_PSN_NOT_FOUND (the only foreign keys), the codes that a server-side function raises, and the
 * store's own (store.h). After any failed call the transaction can only be rolled back.
 */
#ifndef YB_STORE_DRIVER_H
#define YB_STORE_DRIVER_H

#include <stdatomic.h>

#include "store/memo.h"
#include "store/sql.h"
#include "store/store.h"

/*
 * A parameter. A DAY of YB_DAY_NONE is NULL. Arrays (servers only) point at int64_t, int32_t or
 * struct yb_text elements: `array`, and their number in `number`.
 */
struct yb_value {
    enum yb_kind kind;
    int64_t number;
    struct yb_text text;
    const void *array;
};

static inline struct yb_value yb_array(enum yb_kind kind, const void *array, size_t count)
{
    return (struct yb_value){.kind = kind, .number = (int64_t)count, .array = array};
}

/* One parameter of each kind. */
static inline struct yb_value yb_int(int64_t number)
{
    return (struct yb_value){.kind = YB_KIND_INT, .number = number};
}
static inline struct yb_value yb_string(struct yb_text text)
{
    return (struct yb_value){.kind = YB_KIND_TEXT, .text = text};
}
static inline struct yb_value yb_bytes(struct yb_text bytes)
{
    return (struct yb_value){.kind = YB_KIND_BLOB, .text = bytes};
}

/* A row of a result, valid during the row function. */
struct yb_cursor {
    bool (*is_null)(const struct yb_cursor *cursor, int column);
    int64_t (*number)(const struct yb_cursor *cursor, int column);
    struct yb_text (*text)(const struct yb_cursor *cursor, int column);
    void *state;
    int row;
};

struct yb_call {
    enum yb_sql sql;
    const struct yb_value *values;
    size_t value_count;
    int (*row)(void *context, const struct yb_cursor *cursor); /* may be NULL; 0 or an error code */
    void *context;
    int64_t changed; /* out: rows inserted, updated or deleted */
};

/* Counts steps and makes one of them fail; shared by the connections of a store. */
struct yb_steps {
    _Atomic int64_t count;
    _Atomic int64_t fault_at; /* 0: never */
    _Atomic int fault;
};

/* Counts a step; answers the injected fault's code, filling *error, or 0. YB_FAULT_KILL does not
 * return. */
int yb_step(struct yb_steps *steps, struct yb_error *error);

struct yb_driver;

/* The common head of a driver's connection. */
struct yb_conn {
    const struct yb_driver *driver;
    struct yb_steps *steps;
    bool retry;           /* the last failure may go away when the job runs again */
    bool lost;            /* the connection is gone */
    bool unknown;         /* it went during a commit: the outcome is unknown */
    bool aborted;         /* the engine itself has rolled the whole transaction back */
    struct yb_memo *memo; /* of a file's writer; else NULL */
};

struct yb_conn_options {
    const char *url;
    struct yb_steps *steps;
    int busy_ms;
    bool writer;
    bool create; /* make the file */
    bool making; /* a file's writer, as the next: see store.h */
    int log_mb;
    struct yb_register_clock *clock; /* see memo.h; NULL: no memo */
};

struct yb_driver {
    enum yb_dialect dialect;

    int (*connect)(const struct yb_conn_options *options, struct yb_conn **conn,
                   struct yb_error *error);
    void (*disconnect)(struct yb_conn *conn); /* NULL is fine */

    /* A transaction: begin ... commit or rollback. Rollback cannot fail in a way that matters. */
    int (*begin)(struct yb_conn *conn, bool writer, struct yb_error *error);
    int (*commit)(struct yb_conn *conn, struct yb_error *error);
    void (*rollback)(struct yb_conn *conn);

    /*
     * Puts on disk what has been committed: NULL where a commit has done so. Called by another
     * thread while the connection goes on; it must not be closed meanwhile.
     */
    int (*sync)(struct yb_conn *conn, struct yb_error *error);

    /* A part of a transaction that can be undone alone. */
    int (*savepoint)(struct yb_conn *conn, struct yb_error *error);
    int (*release)(struct yb_conn *conn, bool keep, struct yb_error *error);
    /* Rows changed so far by this connection, also by what was undone. With savepoints only. */
    int64_t (*written)(struct yb_conn *conn);

    /* Runs calls in order; stops at the first failure. */
    int (*run)(struct yb_conn *conn, struct yb_call *calls, size_t count, struct yb_error *error);

    /*
     * Servers only: sends a call whose outcome is learned with the next run or the commit. Its
     * values are not needed after the return. NULL where run costs no round trip.
     */
    int (*defer)(struct yb_conn *conn, const struct yb_call *call, struct yb_error *error);

    /* Runs an inserting statement for `count` rows of its table; *changed is their sum (when it
     * fails on SQLite: the number of rows before the one that failed). */
    int (*run_many)(struct yb_conn *conn, enum yb_sql sql, const void *rows, size_t count,
                    int64_t *changed, struct yb_error *error);

    /* Servers only: the same, its outcome learned as defer's is. */
    int (*defer_many)(struct yb_conn *conn, enum yb_sql sql, const void *rows, size_t count,
                      struct yb_error *error);

    /* House-keeping of a writer between transactions (SQLite: checkpoints). */
    void (*tidy)(struct yb_conn *conn);

    /* Copies the whole store to a new file, or YB_E_NOT_OFFERED. */
    int (*backup)(struct yb_conn *conn, const char *path, struct yb_error *error);

    /* Runs plain statements, ";" between, outside the catalogue (schema, tests). */
    int (*script)(struct yb_conn *conn, const char *text, struct yb_error *error);

    /* Walks the rows of one statement outside the catalogue (dump). */
    int (*query)(struct yb_conn *conn, const char *text,
                 int (*row)(void *context, const struct yb_cursor *cursor), void *context,
                 struct yb_error *error);
};

extern const struct yb_driver yb_driver_sqlite;
extern const struct yb_driver yb_driver_postgres;

/* The driver that a URL names. */
const struct yb_driver *yb_driver_of(const char *url);

/*
 * Writes and reads whole rows by walking their columns. The arena holds packed columns on the way
 * out, texts on the way in; both answer false when it is exhausted.
 */
bool yb_row_values(const struct yb_table_info *table, const void *row, struct yb_arena *arena,
                   struct yb_value *values);
/* The texts of a packed column, slices of it; absent ones are empty. */
void yb_row_unpack(struct yb_text packed, struct yb_text *texts, size_t count);

/* The other way; see above. Without an arena the texts stay where the cursor has them. */
bool yb_row_read(const struct yb_table_info *table, const struct yb_cursor *cursor,
                 struct yb_arena *arena, void *row);

/* Do two rows of a table say the same? */
bool yb_row_equal(const struct yb_table_info *table, const void *a, const void *b);

/* A row with its texts in the arena; false when that is exhausted. */
bool yb_row_copy(const struct yb_table_info *table, const void *row, struct yb_arena *arena,
                 void *copy);

#endif
