/*
 * tx.h - what the subject modules build on: a transaction, its statements, whole rows.
 *
 * A failed call leaves the transaction poisoned: whatever run() answers, the job is undone and ends
 * with the first failure. So a module may return early without cleaning up.
 */
#ifndef YB_STORE_TX_H
#define YB_STORE_TX_H

#include "store/driver.h"

struct yb_tx {
    struct yb_store *store;
    struct yb_conn *conn;
    struct yb_arena *arena;
    const struct yb_keys *keys;
    struct yb_id_source *ids;
    int64_t chain_no;       /* of the access log */
    int64_t version;        /* a read's: of the register before it began (memo.h); else 0 */
    int poison;             /* the first failure, or 0 */
    struct yb_error *error; /* ... and its words, kept by whoever runs the job */
};

/* A list that grows in the arena while rows arrive. */
struct yb_collect {
    const struct yb_table_info *table;
    struct yb_arena *arena;
    char *rows;
    size_t count, capacity;
};

/* Makes `collect` ready and `call` fill it. */
void yb_collect_init(struct yb_collect *collect, struct yb_tx *tx, enum yb_table_id table);
struct yb_call yb_collect_call(struct yb_collect *collect, enum yb_sql sql,
                               const struct yb_value *values, size_t count);

/* Hands the rows over to a struct yb_NAME_list. */
#define YB_COLLECT_TO(collect, list)                                                               \
    ((list)->rows = (void *)(collect)->rows, (list)->count = (collect)->count)

/* Runs calls in one round trip. */
int yb_tx_run(struct yb_tx *tx, struct yb_call *calls, size_t count, struct yb_error *error);

/* Runs one statement with values; *changed may be NULL. */
int yb_tx_do(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
             int64_t *changed, struct yb_error *error);

/* Sends one statement whose outcome is learned at the latest with the commit (see driver.h). */
int yb_tx_defer(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
                struct yb_error *error);

/* Runs an inserting or updating statement whose parameters are a whole row; *changed may be NULL.
 */
int yb_tx_put(struct yb_tx *tx, enum yb_sql sql, enum yb_table_id table, const void *row,
              int64_t *changed, struct yb_error *error);

/* Runs an inserting statement for many rows (of one person, when the table is sharded). */
int yb_tx_put_many(struct yb_tx *tx, enum yb_sql sql, const void *rows, size_t count,
                   int64_t *changed, struct yb_error *error);

/* The same two, their outcome learned at the latest with the commit on a server: see yb_tx_defer.
 */
int yb_tx_put_later(struct yb_tx *tx, enum yb_sql sql, enum yb_table_id table, const void *row,
                    struct yb_error *error);
int yb_tx_put_many_later(struct yb_tx *tx, enum yb_sql sql, const void *rows, size_t count,
                         int64_t *changed, struct yb_error *error);

/* Reads rows into a struct yb_NAME_list, given as the address of its `rows` and its `count`. */
struct yb_list_out {
    void **rows;
    size_t *count;
};
#define YB_LIST(list) ((struct yb_list_out){(void **)(void *)&(list)->rows, &(list)->count})
int yb_tx_list(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
               struct yb_list_out out, struct yb_error *error);

/* Reads one row; *found tells. The row is emptied first (days YB_DAY_NONE) when there is none. */
int yb_tx_one(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
              void *row, bool *found, struct yb_error *error);

/*
 * What a file's writer has read before (memo.h): the row that `sql` gives for `key`. False when it
 * must be read, always so on a server. Only for statements that read the register or the shared
 * ledger accounts.
 */
bool yb_tx_recall(struct yb_tx *tx, enum yb_sql sql, struct yb_text key, void *row);
void yb_tx_remember(struct yb_tx *tx, enum yb_sql sql, struct yb_text key, const void *row);

/* Reads one row of `number_count` integers (a count, sums). */
int yb_tx_numbers(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
                  int64_t *numbers, size_t number_count, struct yb_error *error);

/* Fails the transaction with `code`: for refusals that come after something was written. */
int yb_tx_refuse(struct yb_tx *tx, int code, struct yb_error *error, const char *first,
                 const char *second);

/* A number as text in the arena, for an error's argument. */
const char *yb_tx_text(struct yb_tx *tx, int64_t number);

/* A text as a C string in the arena. */
const char *yb_tx_string(struct yb_tx *tx, struct yb_text text);

#define YB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
