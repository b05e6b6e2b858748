/*
 * postgres_internal.h - what postgres.c and postgres_wire.c share.
 *
 * A connection is always in libpq's pipeline mode. What has been sent and not yet read stands in
 * `items`; a sync point reads all of it.
 */
#ifndef YB_STORE_POSTGRES_INTERNAL_H
#define YB_STORE_POSTGRES_INTERNAL_H

#include <libpq-fe.h>

#include "store/driver.h"

#define PG_ITEMS_MAX (2 * YB_STORE_BATCH_MAX + 64)

enum pg_item_kind { PG_PLAIN, PG_PREPARE, PG_CALL, PG_COMMIT };

/* Something sent whose result is still to be read. */
struct pg_item {
    enum pg_item_kind kind;
    bool *prepared;       /* PREPARE: to be unset when it fails */
    struct yb_call *call; /* CALL: whose rows; NULL: nobody's */
};

struct pg_conn {
    struct yb_conn head;
    PGconn *pg;
    int busy_ms;
    bool writer;
    bool begin_due; /* begin was called, BEGIN not sent yet */
    bool open;      /* BEGIN was sent */
    bool patient;   /* the statement under way may take as long as it takes */
    struct pg_item items[PG_ITEMS_MAX];
    size_t item_count;
    bool prepared[YB_SQLS], prepared_many[YB_SQLS];
    struct yb_arena arena; /* parameters and statement texts while they are sent */
};

/* Sends a statement given as text; its result is checked at the next sync. */
int yb_pg_send_text(struct pg_conn *c, const char *text, enum pg_item_kind kind,
                    struct yb_call *call, struct yb_error *error);

/* Sends the preparation of a catalogue statement, unless it has been sent before. */
int yb_pg_send_prepare(struct pg_conn *c, enum yb_sql sql, bool many, const struct yb_value *values,
                       size_t count, struct yb_error *error);

/* Sends a catalogue statement (`many`: its array form), prepared on first use. */
int yb_pg_send_call(struct pg_conn *c, enum yb_sql sql, bool many, const struct yb_value *values,
                    size_t count, struct yb_call *call, struct yb_error *error);

/* Sync point: sends it, reads everything outstanding, answers the first failure. `single`: rows of
 * the only outstanding call come one by one. */
int yb_pg_sync(struct pg_conn *c, bool single, struct yb_error *error);

/* The connection is gone: marks it and answers the code for "not done, try again". */
int yb_pg_lost(struct pg_conn *c, struct yb_error *error);

#endif
