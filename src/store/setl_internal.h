/*
 * setl_internal.h - reading many lists in one batch of calls; the register's part of a settlement.
 */
#ifndef YB_STORE_SETL_INTERNAL_H
#define YB_STORE_SETL_INTERNAL_H

#include "store/foresee.h"
#include "store/tx.h"

/* Collecting several lists from one batch of calls. */
struct yb_batch {
    struct yb_tx *tx;
    struct yb_call calls[16];
    struct yb_collect collects[16];
    size_t count;
};

struct yb_collect *yb_batch_ask(struct yb_batch *batch, enum yb_sql sql, enum yb_table_id table,
                                const struct yb_value *values, size_t count);

/* Who the person is and what hangs on that. */
struct yb_register_part {
    struct yb_collect *person, *insu, *idet, *filings;
};

/* Asks for it. `psn`: psn_no and an empty text; they live until the batch has run. */
void yb_batch_register(struct yb_batch *batch, enum yb_sql psn_sql, const struct yb_value psn[2],
                       struct yb_register_part *part);

/* Hands it over; the person has been found. */
void yb_register_take(const struct yb_register_part *part, struct yb_foreseen *seen);

#endif
