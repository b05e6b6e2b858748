/*
 * fee.h - fee lines: upload (2204, 2301) and withdrawal (2205, 2302), all or nothing.
 *
 * A line is priced by the catalogue row in force on the day of fee_ocur_time and placed by the
 * policy in force on that day; the settlement places it again by the policy of its own day. A code
 * that no row knows is refused (ITEM_NOT_FOUND) or taken as class C, by the rule
 * `unknown_item_is_self_paid` (default: refused).
 *
 * hosp_appr_flag against the row's limit on use: a limited row with 0 or 2 is wholly self-paid,
 * with 1 as the row says; an unlimited row with 2 is wholly self-paid (2204 of the interface).
 *
 * Checks, in this order, the first that fails is the answer:
 *   the visit is the person's, this institution's and in a state that takes lines (MDTRT_*);
 *   feedetl_sn is new in the visit and in the request (LINE_EXISTS);
 *   |pric x cnt - det_item_fee_sumamt| <= 0.01 yuan, amount and cnt of one sign (LINE_SUM);
 *   fee_ocur_time is not before the visit began (LINE_BEFORE_ADMISSION), after the discharge
 *   (LINE_AFTER_DISCHARGE) or in the future (OUT_OF_RANGE); days are compared, not hours;
 *   a negative line names its original by init_feedetl_sn, of the same visit and item, and all
 *   refunds of that original together do not exceed its cnt and amount (LINE_REFUND).
 */
#ifndef YB_APP_FEE_FEE_H
#define YB_APP_FEE_FEE_H

#include "app/app.h"

struct yb_fee_line_in {
    struct yb_text feedetl_sn;
    struct yb_text init_feedetl_sn; /* 2301 refunds */
    int64_t mdtrt_id, psn_no;       /* the same in every line of a request */
    struct yb_text chrg_bchno;      /* 2204 */
    struct yb_text rx_drord_no;     /* rxno in 2204, drord_no in 2301 */
    struct yb_text rx_circ_flag;
    struct yb_text med_type; /* 2301 */
    struct yb_text dise_codg;
    int64_t fee_ocur_time_ms;
    struct yb_text med_list_codg, medins_list_codg;
    int64_t det_item_fee_sumamt_fen, cnt_e4, pric_e6;
    struct yb_text sin_dos_dscr, used_frqu_dscr, medc_way_dscr;
    int64_t prd_days_e2;
    struct yb_text bilg_dept_codg, bilg_dept_name, bilg_dr_codg, bilg_dr_name, acord_dept_codg,
        acord_dept_name, orders_dr_code, orders_dr_name, hosp_appr_flag, tcmdrug_used_way,
        etip_flag, etip_hosp_code, dscg_tkdrug_flag, matn_fee_flag, comb_no, memo, exp_content;
};

/* How one line was priced and placed: 2204, 2301 result and 2101, 2102 detlcutinfo. */
struct yb_fee_line_out {
    struct yb_text feedetl_sn;
    int64_t det_item_fee_sumamt_fen, cnt_e4, pric_e6;
    int64_t pric_uplmt_amt_e6; /* 0: no cap */
    int64_t selfpay_prop_ppm;
    int64_t fulamt_ownpay_amt_fen, overlmt_amt_fen, preselfpay_amt_fen, inscp_scp_amt_fen;
    int64_t hosp_part_amt_fen;       /* 0 */
    struct yb_text chrgitm_lv;       /* 01 A, 02 B, 03 C */
    struct yb_text med_chrgitm_type; /* 01..14 */
    struct yb_text bas_medn_flag, hi_nego_drug_flag, chld_medc_flag, list_sp_item_flag,
        lmt_used_flag, drt_reim_flag;
    struct yb_text memo; /* why a line is self-paid against its row */
};

struct yb_upload_fees_in {
    const struct yb_fee_line_in *feedetail;
    size_t feedetail_count;
};

struct yb_upload_fees_out {
    const struct yb_fee_line_out *result; /* as many and in the order of feedetail */
    size_t result_count;
};

/* 2204 and 2301. Errors: those above; TOO_MANY (YB_LINES_PER_UPLOAD_MAX, YB_LINES_PER_CLAIM_MAX);
 * MISSING (chrg_bchno in 2204); ITEM_NOT_FOUND; OUT_OF_RANGE (an amount). */
int yb_app_upload_outpatient_fees(struct yb_call *call, const struct yb_upload_fees_in *in,
                                  struct yb_upload_fees_out *out, struct yb_error *error);
int yb_app_upload_inpatient_fees(struct yb_call *call, const struct yb_upload_fees_in *in,
                                 struct yb_upload_fees_out *out, struct yb_error *error);

/* 2205 (chrg_bchno) and one row of 2302 (feedetl_sn); "0000": every line not settled yet. */
struct yb_cancel_fees_in {
    int64_t mdtrt_id, psn_no;
    struct yb_text chrg_bchno;
    struct yb_text feedetl_sn;
};

/* 2205. Errors: MDTRT_*; SETL_EXISTS (the batch is settled); NOT_FOUND (no such batch; "0000" with
 * nothing to withdraw is no error). */
int yb_app_cancel_outpatient_fees(struct yb_call *call, const struct yb_cancel_fees_in *in,
                                  struct yb_error *error);

/* 2302, all rows or none. Errors: MDTRT_*; SETL_EXISTS; NOT_FOUND (feedetl_sn); LINE_REFUND (a line
 * whose refund stands). */
int yb_app_cancel_inpatient_fees(struct yb_call *call, const struct yb_cancel_fees_in *rows,
                                 size_t row_count, struct yb_error *error);

#endif
