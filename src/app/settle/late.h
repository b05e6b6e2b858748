/*
 * late.h - a bill whose benefit day lies before that of bills settled already.
 *
 * The rule `late_bills` (rules.h) says what becomes of it. at_the_end (default): it is decided on
 * what the person's limits are when it is settled, as every bill; nobody's settled bill changes.
 * at_their_day: it is decided as if it had been settled in its turn (order.h), and the later ones
 * are decided again (resettle.h, cause `late`).
 *
 * Cost: nothing with at_the_end, nor for a bill of today, which cannot be late; a round trip for a
 * bill of an earlier day, and a few for each bill of that year when it is late indeed. Bulk
 * settlement decides such bills in its job, not ahead of it.
 */
#ifndef YB_APP_SETTLE_LATE_H
#define YB_APP_SETTLE_LATE_H

#include "app/settle/settle_internal.h"

/* After the accumulators are known: puts them back to what they were before the later bills. */
int yb_late_place(struct yb_settling *settling, struct yb_error *error);

/* After the decision: its movements, from what the accumulators stand at now. */
void yb_late_move(struct yb_settling *settling);

/* After it was written: notes its place and decides the later bills again. */
int yb_late_settled(struct yb_settling *settling, struct yb_error *error);

#endif
