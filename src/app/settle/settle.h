/*
 * settle.h - settlement: outpatient (2206, 2207 and A), inpatient (2303, 2304 and A), pharmacy
 * (2101, 2102).
 *
 * One sentence: load the visit, its unsettled lines, the person and the year's accumulators; derive
 * the facts (facts.h); take the policy in force on the benefit day; adjudicate; write the
 * settlement. Pre-settlement is the same sentence without the last clause, so its amounts are those
 * of the settlement as long as nothing moved.
 *
 * Benefit day (rule `inpatient_benefit_day`): a stay by its day of discharge (default) or of
 * admission; a stay not discharged yet by dscgTime, else by today; everything else by the day the
 * visit began. The policy of that day, the accumulators of its policy year, and age are taken.
 *
 * Lines: an outpatient settlement takes the unsettled lines of chrg_bchno; an inpatient one all
 * unsettled lines. A final inpatient settlement needs the discharge (rule
 * `final_settlement_needs_discharge`, default yes); with mid_setl_flag 1 the stay goes on.
 *
 * Identities (checked before writing; a breach is INTERNAL, nothing is written):
 *   medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt
 *   psn_part_amt  = acct_pay + psn_cash_pay
 *   medfee_sumamt = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt
 *   fund_pay_sumamt = sum of the fund columns = sum of setldetail.fund_payamt
 *
 * Errors: PSN_NOT_FOUND, PSN_NOT_COVERED, FIXMEDINS_*, MDTRT_*, SETL_EXISTS (nothing left of the
 * batch or stay, and it was settled), CLAIM_EMPTY, SETL_TOTAL (medfee_sumamt is not the lines'
 * sum), CLAIM_NEGATIVE, POLICY_NO_RULE (no policy in force), UNKNOWN_CODE (a code without a
 * meaning in data/interface/facts.csv), FILING_NOT_FOUND (chronic care without its filing, rule
 * `chronic_needs_filing`).
 */
#ifndef YB_APP_SETTLE_SETTLE_H
#define YB_APP_SETTLE_SETTLE_H

#include "app/app.h"
#include "app/fee/fee.h"
#include "app/person/person.h"
#include "base/day.h"

#define YB_FEN_NOT_STATED INT64_MIN

/* 2206, 2207, 2303, 2304 and their A variants. */
struct yb_settle_in {
    int64_t psn_no, mdtrt_id;
    struct yb_certificate certificate;
    struct yb_text psn_type, insutype;
    struct yb_text med_type;       /* outpatient; empty: the visit's */
    struct yb_text chrg_bchno;     /* outpatient */
    struct yb_text mid_setl_flag;  /* inpatient; empty: "0" */
    struct yb_text psn_setlway;    /* 01 by item, 02 by quota */
    struct yb_text acct_used_flag; /* 0 no, 1 own account, 2 of a relative; empty: "0" */
    struct yb_text invono, dise_codg, exp_content;
    int32_t dscgTime_day; /* 2303; YB_DAY_NONE */
    int64_t medfee_sumamt_fen;
    /* What a pre-settlement said; compared (rule `presettled_amounts_must_agree`) unless
     * YB_FEN_NOT_STATED. */
    int64_t fulamt_ownpay_amt_fen, overlmt_selfpay_fen, preselfpay_amt_fen, inscp_scp_amt_fen;
};

/* The union of setlinfo in all settlement, pre-settlement and cancellation answers. */
struct yb_setlinfo {
    int64_t setl_id; /* 0 in a pre-settlement */
    int64_t mdtrt_id, psn_no;
    struct yb_text psn_name_sealed, certno_sealed; /* yb_unseal with the store's keys */
    struct yb_text psn_cert_type, gend, naty;
    int32_t brdy_day;
    int64_t age; /* whole years on the benefit day */
    struct yb_text insutype, psn_type, cvlserv_flag;
    int64_t setl_time_ms;
    struct yb_text mdtrt_cert_type, med_type;
    int64_t medfee_sumamt_fen;
    int64_t fulamt_ownpay_amt_fen, overlmt_selfpay_fen, preselfpay_amt_fen, inscp_scp_amt_fen;
    int64_t act_pay_dedc_fen;      /* what was deducted */
    int64_t crt_dedc_fen;          /* the stated deductible */
    int64_t pool_prop_selfpay_ppm; /* the pooling fund's share of what it worked on */
    int64_t hifp_pay_fen, cvlserv_pay_fen, hifes_pay_fen, hifmi_pay_fen, hifob_pay_fen, maf_pay_fen,
        oth_pay_fen, hifdm_pay_fen;
    int64_t fund_pay_sumamt_fen, psn_part_amt_fen, acct_pay_fen, psn_cash_pay_fen,
        hosp_part_amt_fen;
    int64_t balc_fen; /* personal account afterwards */
    int64_t acct_mulaid_pay_fen;
    struct yb_text medins_setl_id; /* the sender's msgid */
    struct yb_text clr_optins, clr_way, clr_type;
    /* 2305 besides: */
    struct yb_text insu_admdvs, setl_type, invono;
    int32_t begndate_day, enddate_day;
    int64_t init_setl_id; /* of a cancellation: what it cancels */
};

struct yb_setldetail {
    struct yb_text fund_pay_type, fund_pay_type_name;
    int64_t inscp_scp_amt_fen; /* what the layer worked on */
    int64_t
        crt_payb_lmt_amt_fen; /* what was left of its limit before this settlement; 0: no limit */
    int64_t fund_payamt_fen;
    struct yb_text setl_proc_info; /* the layer's steps in words, with their clauses */
};

struct yb_settle_out {
    struct yb_setlinfo setlinfo;
    const struct yb_setldetail *setldetail;
    size_t setldetail_count;
    const struct yb_fee_line_out *detlcutinfo; /* pharmacy only */
    size_t detlcutinfo_count;
};

/* 2206, 2206A; 2207, 2207A; 2303, 2303A; 2304, 2304A. */
int yb_app_presettle_outpatient(struct yb_call *call, const struct yb_settle_in *in,
                                struct yb_settle_out *out, struct yb_error *error);
int yb_app_settle_outpatient(struct yb_call *call, const struct yb_settle_in *in,
                             struct yb_settle_out *out, struct yb_error *error);
int yb_app_presettle_inpatient(struct yb_call *call, const struct yb_settle_in *in,
                               struct yb_settle_out *out, struct yb_error *error);
int yb_app_settle_inpatient(struct yb_call *call, const struct yb_settle_in *in,
                            struct yb_settle_out *out, struct yb_error *error);

struct yb_drug_trace_in {
    struct yb_text feedetl_sn, drug_trac_codg, trdn_flag;
};

/* 2101, 2102: druginfo, drugdetail, drug_trac_info. */
struct yb_pharmacy_in {
    int64_t psn_no;
    struct yb_certificate certificate;
    struct yb_text psn_type, insutype, med_type, dise_codg, dise_name, acct_used_flag, invono,
        exp_content;
    int64_t begntime_ms;
    int64_t medfee_sumamt_fen;
    const struct yb_fee_line_in *drugdetail; /* mdtrt_id 0, psn_no may be 0 */
    size_t drugdetail_count;
    const struct yb_drug_trace_in *drug_trac_info;
    size_t drug_trac_info_count;
};

/* 2101, 2102: visit, lines and settlement at once. mdtrt_id is 0 in a pre-settlement. */
int yb_app_presettle_pharmacy(struct yb_call *call, const struct yb_pharmacy_in *in,
                              struct yb_settle_out *out, struct yb_error *error);
int yb_app_settle_pharmacy(struct yb_call *call, const struct yb_pharmacy_in *in,
                           struct yb_settle_out *out, struct yb_error *error);

#endif
