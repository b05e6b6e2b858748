/*
 * reconcile.h - the institution's books against the centre's (3201 total, 3202 detail).
 *
 * Both count the settlements of the calling institution by the settlement time that the centre gave
 * back, both days included. A refund counts as one more settlement with negative amounts:
 * refd_setl_flag "0" asks for the originals, "1" for the refunds, empty for both together.
 *
 * 3202 reads the file that was uploaded with 9101: a ZIP holding one TXT (or the TXT alone), UTF-8
 * with or without byte order mark, TAB between columns, LF or CRLF, empty as `null`; columns
 * setl_id mdtrt_id psn_no medfee_sumamt fund_pay_sumamt acct_pay refd_setl_flag. A first line that
 * begins with a column name is skipped. The result file (9102) has psn_no mdtrt_id setl_id msgid
 * stmt_rslt refd_setl_flag memo medfee_sumamt fund_pay_sumamt acct_pay, a row for every settlement
 * of either side; where the institution lacks the row, setl_id and mdtrt_id are empty.
 */
#ifndef YB_APP_RECONCILE_RECONCILE_H
#define YB_APP_RECONCILE_RECONCILE_H

#include "app/app.h"
#include "app/reconcile/compare.h"
#include "base/day.h"

#define YB_RECONCILE_ROWS_MAX 500000 /* settlements of one institution in one period */
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

/* 3202. Errors: NOT_FOUND (file), WRONG_FORMAT (a line of it), TOO_MANY, OUT_OF_RANGE; LINE_SUM is
 * not among them: sums stated in the message that the file does not add up to are WRONG_FORMAT. */
int yb_app_reconcile_detail(struct yb_call *call, const struct yb_reconcile_detail_in *in,
                            struct yb_reconcile_detail_out *out, struct yb_error *error);

#endif
