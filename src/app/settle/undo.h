/*
 * undo.h - taking one settlement back, for the cancellations and the reversal. See cancel.h.
 */
#ifndef YB_APP_SETTLE_UNDO_H
#define YB_APP_SETTLE_UNDO_H

#include "app/app.h"
#include "store/setl.h"

struct yb_undo {
    int64_t psn_no, setl_id;
    int64_t mdtrt_id; /* 0: any */
    unsigned kinds;   /* bits: 1 << enum yb_care_kind */
};

struct yb_undone {
    struct yb_setl_row setl; /* the original */
    struct yb_setl_detail_list details;
    struct yb_setl_row red;
    int64_t adjustments; /* how many later bills were corrected */
};

/* Errors: SETL_NOT_FOUND, MDTRT_OTHER, SETL_CANCELLED, SETL_EXISTS (a later part stands). */
int yb_settlement_undo(struct yb_call *call, const struct yb_undo *undo, struct yb_undone *undone,
                       struct yb_error *error);

#endif
