/*
 * order.h - in which order the bills of a person's year are decided.
 *
 * Each on the accumulators that those before it have moved. As a rule the order is that of
 * settlement (setl_id). Where the region says so (rule `late_bills`), a bill whose benefit day lies
 * before that of bills settled already is put before the first of them; that it was is recorded
 * with it (a row of setl_cause with adjust_setl_id 0), so that a rule changed later moves no bill.
 *
 * Cancelled bills keep their place: what is in order does not depend on what is cancelled since.
 */
#ifndef YB_APP_SETTLE_ORDER_H
#define YB_APP_SETTLE_ORDER_H

#include "app/settle/effective.h"
#include "store/resettle.h"

struct yb_bill_place {
    const struct yb_setl_row *setl;
    int32_t
        benefit_day; /* YB_DAY_NONE: not read, no bill of this year was ever put before another */
    bool live;
};

struct yb_bill_order {
    struct yb_bill_place *places;
    size_t count;
};

struct yb_order_of {
    struct yb_tx *tx;
    struct yb_arena *arena;
    const struct yb_setl_list *setls; /* all of the person, by setl_id */
    const struct yb_setl_cause_list *causes;
    struct yb_text insutype;
    int64_t setl_year;
    bool days; /* benefit days are wanted anyhow */
};

/* Originals of one scheme and year. Errors: the store's, TAMPERED (a record), NO_MEMORY. */
int yb_bills_in_order(const struct yb_order_of *of, struct yb_bill_order *order,
                      struct yb_error *error);

/* Where a bill of that day would be put: before the first later one; count: at the end. The order
 * has its days. */
size_t yb_bill_order_place(const struct yb_bill_order *order, int32_t benefit_day);

/* The index of a settlement; count when it is not there. */
size_t yb_bill_order_find(const struct yb_bill_order *order, int64_t setl_id);

#endif
