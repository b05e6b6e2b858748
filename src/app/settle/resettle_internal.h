/*
 * resettle_internal.h - one re-settlement on its way. See resettle.h.
 *
 *     load the person  ->  for each year concerned: order -> rewind -> decide again -> adjust
 */
#ifndef YB_APP_SETTLE_RESETTLE_INTERNAL_H
#define YB_APP_SETTLE_RESETTLE_INTERNAL_H

#include "app/settle/order.h"
#include "app/settle/resettle.h"

/* Whom a difference is settled with: owed_by of setl_cause. */
#define YB_OWED_PERSON      "1"
#define YB_OWED_INSTITUTION "2"

struct yb_resettling {
    struct yb_call *call;
    const struct yb_resettle *in;
    struct yb_resettled *out;

    /* The person. */
    struct yb_setl_list setls;
    struct yb_setl_cause_list causes;
    struct yb_feedetl_fix_list fixes;
    struct yb_accu_list accu;
    struct yb_psn_account_list accounts;
    struct yb_psn_row psn; /* this and the next two: only where facts are derived again */
    struct yb_psn_insu_list insu;
    struct yb_psn_idet_list idet;

    /* The scheme and year looked at. */
    struct yb_text insutype;
    int64_t setl_year;
    struct yb_bill_order order;
    struct yb_moves now;     /* accumulators as they stand */
    struct yb_moves running; /* as they were before the bill that is looked at */
};

/* An adjustment to be made. */
struct yb_adjusting {
    const struct yb_effective *standing; /* the bill as it stands */
    struct yb_effective by;      /* amounts and movements to add, the record from now on; its
                                    sum.policy_pack_id is that record's */
    bool institution;            /* settled with the institution */
    struct yb_adjusted adjusted; /* for the caller: all but before and by */
};

/* Writes it (unless dry) and adds it to r->out. */
int yb_adjust(struct yb_resettling *r, struct yb_adjusting *adjusting, struct yb_error *error);

/* TOO_MANY. */
int yb_too_many_accumulators(struct yb_error *error);

#endif
