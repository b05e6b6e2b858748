/*
 * recompute.h - later bills after a cancellation: see cancel.h for what and why.
 */
#ifndef YB_APP_SETTLE_RECOMPUTE_H
#define YB_APP_SETTLE_RECOMPUTE_H

#include "app/settle/effective.h"
#include "app/app.h"

/*
 * `cancelled` was cancelled in this transaction. Takes back its adjustments, then decides every
 * later live settlement of the same person, scheme and policy year again, in order, and books the
 * differences. *adjustments is how many were written.
 */
int yb_settle_recompute(struct yb_call *call, const struct yb_setl_row *cancelled,
                        int64_t *adjustments, struct yb_error *error);

#endif
