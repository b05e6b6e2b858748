/*
 * outbox.h - work that must follow a commit exactly once in effect: written in the same job, done
 * later by a dispatcher that reads waiting rows by id and marks them (at least once; the receiver
 * is idempotent by outbox_id).
 */
#ifndef YB_STORE_OUTBOX_H
#define YB_STORE_OUTBOX_H

#include "store/store.h"

enum yb_outbox_stas { YB_OUTBOX_WAITING = 0, YB_OUTBOX_DONE = 1, YB_OUTBOX_GIVEN_UP = 2 };

/* Adds a row in state WAITING. */
int yb_outbox_add(struct yb_tx *tx, const struct yb_outbox_row *row, struct yb_error *error);

/* Waiting rows after `after`, in order, at most `most`. */
int yb_outbox_list(struct yb_tx *tx, int64_t after, size_t most, struct yb_outbox_list *list,
                   struct yb_error *error);

/* Sets state, attempts and done_time. */
int yb_outbox_mark(struct yb_tx *tx, const struct yb_outbox_row *row, struct yb_error *error);

#endif
