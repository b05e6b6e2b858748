/*
 * cancel.h - taking a settlement back: 2103, 2208, 2305.
 *
 * A cancellation is a new, red entry: a settlement with the negative of every amount of the
 * original, with its own setl_id, that names the original (init_setl_id). At most one stands for an
 * original (unique index); the original is never touched. Adjustments of the original (below) are
 * taken back by one more adjustment. Its lines are free
 * again, a stay goes back to DISCHARGED (or stays ADMITTED), the account is credited, and the
 * accumulators go back by exactly what the original had moved.
 *
 * Later settlements of the same person, scheme and policy year were decided on accumulators that no
 * longer hold: they are decided again, see resettle.h.
 *
 * Parts of one stay (mid_setl_flag) and settlements of one chrg_bchno are taken back in the reverse
 * order: while a later one stands, the earlier is refused with SETL_EXISTS.
 *
 * Sources: 2103, 2208, 2305 of the interface ("allowed after clearing; the reverse amounts go into
 * the next period").
 */
#ifndef YB_APP_SETTLE_CANCEL_H
#define YB_APP_SETTLE_CANCEL_H

#include "app/settle/settle.h"

struct yb_cancel_settlement_in {
    int64_t setl_id, mdtrt_id, psn_no;
};

/*
 * 2208, 2305, 2103: of a settlement of that kind of care. out->setlinfo has the red entry's setl_id
 * and negative amounts. Errors: SETL_NOT_FOUND (also: another person's, visit's or kind's),
 * MDTRT_OTHER (another institution's), SETL_CANCELLED (cancelled already, or itself a red entry or
 * an adjustment).
 */
int yb_app_cancel_outpatient(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                             struct yb_settle_out *out, struct yb_error *error);
int yb_app_cancel_inpatient(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                            struct yb_settle_out *out, struct yb_error *error);
int yb_app_cancel_pharmacy(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                           struct yb_settle_out *out, struct yb_error *error);

#endif
