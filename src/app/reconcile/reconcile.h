/*
 * reconcile.h - the institution's books against the centre's (3201 total, 3202 detail).
 *
 * Both count the settlements of the calling institution by the settlement time that the centre gave
 * back, both days included. A refund counts as one more settlement with negative amounts:
 * refd_setl_flag "0" asks for the originals, "1" for the refunds, empty for both together.
 *
 * 3202 reads the file that was uploaded with 9101 (statement.h; a ZIP holding one TXT, or the TXT
 * alone), compares (compare.h), and offers the result as a ZIP for 9102: a row for every settlement
 * of either side. A refund may be named by its own number or by the number of what it cancels.
 * Every statement and every difference is kept.
 */
#ifndef YB_APP_RECONCILE_RECONCILE_H
#define YB_APP_RECONCILE_RECONCILE_H

#include "app/app.h"
#include "app/reconcile/compare.h"
#include "base/day.h"

#define YB_RECONCILE_DAYS_MAX 366

struct yb_reconcile_total_in {
    struct yb_text insutype, clr_type, setl_optins, refd_setl_flag;
    int32_t stmt_begndate, stmt_enddate;
    int64_t medfee_sumamt_fen, fund_pay_sumamt_fen, acct_pay_fen, fixmedins_setl_cnt;
};

struct yb_reconcile_total_out {
    struct yb_text setl_optins;
    struct yb_text stmt_rslt;      /* "0" equal, "1" differs */
    struct yb_text stmt_rslt_dscr; /* both sides of every figure that differs */
};

/* 3201. Errors: OUT_OF_RANGE (days reversed or too far apart). */
int yb_app_reconcile_total(struct yb_call *call, const struct yb_reconcile_total_in *in,
                           struct yb_reconcile_total_out *out, struct yb_error *error);

struct yb_reconcile_detail_in {
    struct yb_text setl_optins, file_qury_no, clr_type, refd_setl_flag;
    int32_t stmt_begndate, stmt_enddate;
    int64_t medfee_sumamt_fen, fund_pay_sumamt_fen, cash_payamt_fen, fixmedins_setl_cnt;
};

struct yb_reconcile_detail_out {
    struct yb_text file_qury_no, filename;
    int64_t dld_endtime_ms;
    size_t outcomes[YB_RECONCILE_OUTCOMES]; /* rows of each class */
};

/* 3202. Errors: NOT_FOUND (file), WRONG_FORMAT (ZIP), IMPORT_ROW (a line of the file), SETL_TOTAL
 * (the message's sums are not the file's), TOO_MANY, OUT_OF_RANGE. */
int yb_app_reconcile_detail(struct yb_call *call, const struct yb_reconcile_detail_in *in,
                            struct yb_reconcile_detail_out *out, struct yb_error *error);

#endif
