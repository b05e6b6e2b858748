/*
 * adjustments.h - bills that came out otherwise: the clerk's list, and the history of one bill.
 *
 * What a person is owed or owes is in the list: psn_cash_pay below 0 is to be paid out, above 0 to
 * be claimed; `sum` adds up all that fit, not only the page. Inside a read.
 */
#ifndef YB_APP_QUERY_ADJUSTMENTS_H
#define YB_APP_QUERY_ADJUSTMENTS_H

#include "app/permission/permission.h"
#include "app/settle/resettle.h"
#include "store/resettle.h"

struct yb_adjustments_in {
    const struct yb_reach *reach;
    int32_t from_day, to_day; /* YB_DAY_NONE: open */
    int64_t psn_no;           /* 0: everybody's */
    struct yb_text cause_kind, fixmedins_code;
    struct yb_text direction; /* refund, claim; empty: any */
    int64_t at_time, at_id;   /* go on after this row; at_id 0: from the newest */
    int64_t most;
};

struct yb_adjustments {
    struct yb_setl_cause_row *rows;
    struct yb_text *psn_names;
    size_t count;
    bool more;
    struct yb_cause_sum sum;
};

int yb_app_adjustments(struct yb_call *call, const struct yb_adjustments_in *in,
                       struct yb_adjustments *out, struct yb_error *error);

/* One settlement in a bill's history. */
struct yb_history_entry {
    const struct yb_setl_row *setl;        /* the original, an adjustment or the red entry */
    const struct yb_setl_cause_row *cause; /* of an adjustment; NULL */
    struct yb_adjusted adjusted;           /* of an adjustment: both records */
};

struct yb_history {
    struct yb_history_entry *entries;
    size_t count;
    struct yb_setl_row stands;    /* all of them added up */
    struct yb_feedetl_list lines; /* of the bill, as corrected */
};

/* Of the bill that setl_id is, or belongs to. Errors: SETL_NOT_FOUND, TAMPERED, the store's. */
int yb_settlement_history(struct yb_call *call, int64_t setl_id, struct yb_history *out,
                          struct yb_error *error);

#endif
