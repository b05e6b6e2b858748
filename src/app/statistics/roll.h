/*
 * roll.h - the overview's totals take in what has been settled since (store/statistics.h).
 */
#ifndef YB_APP_STATISTICS_ROLL_H
#define YB_APP_STATISTICS_ROLL_H

#include "app/app.h"

struct yb_rolled {
    int64_t until_ms; /* settlements made before this instant are in the totals */
    bool more;        /* call again */
};

/*
 * One step, added up in a read and kept in a short job, so that settlements hardly wait; when there
 * is nothing to keep, only the read.
 * At most `most` settlements; 0: few enough for a server at work.
 * Errors: STORE_CONFLICT when another process rolls; the store's.
 */
int yb_app_statistics_roll(struct yb_app *app, int64_t now_ms, int64_t most,
                           struct yb_rolled *rolled, struct yb_error *error);

/* Throws all totals away; what follows makes them anew. */
int yb_app_statistics_clear(struct yb_app *app, struct yb_error *error);

#endif
