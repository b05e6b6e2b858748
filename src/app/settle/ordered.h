/*
 * ordered.h - bills that a change of a register touches, decided again without anybody asking.
 *
 * Whoever changes a register orders it in the transaction of the change: no change is ever kept
 * without its order, and no order without its change. Afterwards the orders are worked off, each in
 * a transaction of its own, by the re-settlement of every other cause (resettle.h): the differences
 * are booked with the act as their reason. An order that cannot be done - a bill's day is not
 * covered any more - stays with the refusal (packed, base/error.h), for a clerk; ordered anew it is
 * tried again. One that was done already does nothing.
 *
 * Cost of working off: one re-settlement an order. No order: one indexed read.
 */
#ifndef YB_APP_SETTLE_ORDERED_H
#define YB_APP_SETTLE_ORDERED_H

#include "app/settle/resettle.h"
#include "store/resettle.h"

#define YB_ORDER_WAITING YB_TEXT("waiting")
#define YB_ORDER_DONE    YB_TEXT("done")
#define YB_ORDER_REFUSED YB_TEXT("refused")

/* Writes `order` as the actor's: order_id, state, time and who are filled in here. */
int yb_order_resettlement(struct yb_call *call, struct yb_resettle_order_row *order,
                          struct yb_error *error);

/* A refused order waits again. NOT_FOUND; STORE_CONFLICT: it was not refused. */
int yb_order_again(struct yb_call *call, int64_t psn_no, int64_t order_id, struct yb_error *error);

/*
 * Looks at the refused orders of a person after his bills were decided again for whatever reason:
 * what nothing would change any more is done. Part of every re-settlement here, of yb_app_resettle
 * and of a run.
 */
int yb_orders_settled(struct yb_call *call, int64_t psn_no, struct yb_error *error);

/* A clerk's re-settlement of a person, by hand: yb_settle_resettle with the person locked, and the
 * orders that it has seen to. Not dry. */
int yb_app_resettle(struct yb_call *call, const struct yb_resettle *resettle,
                    struct yb_resettled *out, struct yb_error *error);

/* What the order asks for. */
struct yb_resettle yb_order_asks(const struct yb_resettle_order_row *order, bool dry);

struct yb_orders_worked {
    int64_t done, refused, adjusted; /* orders; bills that came out otherwise */
};

/*
 * Works off at most `most` waiting orders, oldest first, in transactions of its own. An order that
 * another process takes at the same time is done once.
 */
int yb_app_work_off(struct yb_app *app, int64_t now_ms, int64_t most, struct yb_orders_worked *out,
                    struct yb_error *error);

#endif
