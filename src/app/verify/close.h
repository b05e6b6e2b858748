/*
 * close.h - closing days: their rows are added to the chain, and no later edit goes unseen.
 *
 * A closed day's settlements, fund splits, movements, transfers, messages with their replies, and
 * the terms of its accounts are linked, with the store's chain key, to the day before, and the last
 * day is sealed; yibao verify recomputes links and seal. What belongs to an open day is
 * checked by its sums and by deciding again, but a text changed there is not seen: so days are
 * closed every night (yibao close, see doc/operating.md).
 */
#ifndef YB_APP_VERIFY_CLOSE_H
#define YB_APP_VERIFY_CLOSE_H

#include "app/app.h"

struct yb_close_out {
    int64_t days, settlements, transfers; /* closed by this call */
    int32_t last;                         /* the last closed day now; YB_DAY_NONE: none */
};

/*
 * Closes all days before `before` (China's) that are not closed, the first being the first with a
 * settlement or transfer, one transaction each. Nothing to close is no error. A day is read beside
 * the writer, which then only counts its rows and writes the link. Errors: the store's.
 */
int yb_app_close_days(struct yb_app *app, int32_t before, int64_t now_ms, struct yb_close_out *out,
                      struct yb_error *error);

#endif
