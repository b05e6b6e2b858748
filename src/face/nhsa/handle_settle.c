/* Settlement, its cancellation and reversal, reconciliation: 2101-2103, 2206-2208, 2303-2305 and A
 * variants, 2601, 3201, 3202. */
#include "app/reconcile/reconcile.h"
#include "app/settle/cancel.h"
#include "app/settle/reverse.h"
#include "app/settle/settle.h"
#include "face/nhsa/handle_fee.h"
#include "face/nhsa/handler.h"

static const struct yb_bind settle_in[] = {
    BIND_CERTIFICATE(yb_settle_in, certificate),
    BIND_ID(yb_settle_in, psn_no),
    BIND_ID(yb_settle_in, mdtrt_id),
    BIND_TEXT(yb_settle_in, psn_type),
    BIND_TEXT(yb_settle_in, insutype),
    BIND_TEXT(yb_settle_in, med_type),
    BIND_TEXT(yb_settle_in, chrg_bchno),
    BIND_TEXT(yb_settle_in, mid_setl_flag),
    BIND_TEXT(yb_settle_in, psn_setlway),
    BIND_TEXT(yb_settle_in, acct_used_flag),
    BIND_TEXT(yb_settle_in, invono),
    BIND_TEXT(yb_settle_in, dise_codg),
    BIND_TEXT(yb_settle_in, exp_content),
    YB_BIND_AS(yb_settle_in, dscgTime_day, "dscgTime", YB_BIND_DAY),
    BIND_FEN(yb_settle_in, medfee_sumamt),
    YB_BIND_AS(yb_settle_in, fulamt_ownpay_amt_fen, "fulamt_ownpay_amt", YB_BIND_FEN_SAID),
    YB_BIND_AS(yb_settle_in, overlmt_selfpay_fen, "overlmt_selfpay", YB_BIND_FEN_SAID),
    YB_BIND_AS(yb_settle_in, preselfpay_amt_fen, "preselfpay_amt", YB_BIND_FEN_SAID),
    YB_BIND_AS(yb_settle_in, inscp_scp_amt_fen, "inscp_scp_amt", YB_BIND_FEN_SAID),
};

static const struct yb_bind setlinfo[] = {
    BIND_ID(yb_setlinfo, setl_id),
    BIND_ID(yb_setlinfo, mdtrt_id),
    BIND_ID(yb_setlinfo, psn_no),
    BIND_SEALED(yb_setlinfo, psn_name),
    BIND_TEXT(yb_setlinfo, psn_cert_type),
    BIND_SEALED(yb_setlinfo, certno),
    BIND_TEXT(yb_setlinfo, gend),
    BIND_TEXT(yb_setlinfo, naty),
    YB_BIND_AS(yb_setlinfo, brdy_day, "brdy", YB_BIND_DAY),
    BIND_INTEGER(yb_setlinfo, age),
    BIND_TEXT(yb_setlinfo, insutype),
    BIND_TEXT(yb_setlinfo, psn_type),
    BIND_TEXT(yb_setlinfo, cvlserv_flag),
    BIND_MS(yb_setlinfo, setl_time),
    BIND_TEXT(yb_setlinfo, mdtrt_cert_type),
    BIND_TEXT(yb_setlinfo, med_type),
    BIND_FEN(yb_setlinfo, medfee_sumamt),
    BIND_FEN(yb_setlinfo, fulamt_ownpay_amt),
    BIND_FEN(yb_setlinfo, overlmt_selfpay),
    BIND_FEN(yb_setlinfo, preselfpay_amt),
    BIND_FEN(yb_setlinfo, inscp_scp_amt),
    BIND_FEN(yb_setlinfo, act_pay_dedc),
    BIND_FEN(yb_setlinfo, crt_dedc),
    BIND_PPM(yb_setlinfo, pool_prop_selfpay),
    BIND_FEN(yb_setlinfo, hifp_pay),
    BIND_FEN(yb_setlinfo, cvlserv_pay),
    BIND_FEN(yb_setlinfo, hifes_pay),
    BIND_FEN(yb_setlinfo, hifmi_pay),
    BIND_FEN(yb_setlinfo, hifob_pay),
    BIND_FEN(yb_setlinfo, maf_pay),
    BIND_FEN(yb_setlinfo, oth_pay),
    BIND_FEN(yb_setlinfo, hifdm_pay),
    BIND_FEN(yb_setlinfo, fund_pay_sumamt),
    BIND_FEN(yb_setlinfo, psn_part_amt),
    BIND_FEN(yb_setlinfo, acct_pay),
    BIND_FEN(yb_setlinfo, psn_cash_pay),
    YB_BIND_AS(yb_setlinfo, psn_cash_pay_fen, "pdn_cash_pay", YB_BIND_FEN), /* 2208's slip */
    BIND_FEN(yb_setlinfo, hosp_part_amt),
    BIND_FEN(yb_setlinfo, balc),
    BIND_FEN(yb_setlinfo, acct_mulaid_pay),
    BIND_TEXT(yb_setlinfo, medins_setl_id),
    BIND_TEXT(yb_setlinfo, clr_optins),
    BIND_TEXT(yb_setlinfo, clr_way),
    BIND_TEXT(yb_setlinfo, clr_type),
    BIND_TEXT(yb_setlinfo, insu_admdvs),
    BIND_TEXT(yb_setlinfo, setl_type),
    BIND_TEXT(yb_setlinfo, invono),
    YB_BIND_AS(yb_setlinfo, begndate_day, "begndate", YB_BIND_DAY),
    YB_BIND_AS(yb_setlinfo, enddate_day, "enddate", YB_BIND_DAY),
};

static const struct yb_bind setldetail[] = {
    BIND_TEXT(yb_setldetail, fund_pay_type), BIND_TEXT(yb_setldetail, fund_pay_type_name),
    BIND_FEN(yb_setldetail, inscp_scp_amt),  BIND_FEN(yb_setldetail, crt_payb_lmt_amt),
    BIND_FEN(yb_setldetail, fund_payamt),    BIND_TEXT(yb_setldetail, setl_proc_info),
};

static void write_settlement(struct yb_nhsa_exchange *x, const struct yb_settle_out *out)
{
    yb_nhsa_output_object(&x->output, "setlinfo", YB_BINDS(setlinfo), &out->setlinfo);
    yb_nhsa_output_rows(
        &x->output, "setldetail", YB_BINDS(setldetail),
        (struct yb_rows){out->setldetail, out->setldetail_count, sizeof *out->setldetail});
}

typedef int settle_use(struct yb_call *, const struct yb_settle_in *, struct yb_settle_out *,
                       struct yb_error *);

static int settle(struct yb_nhsa_exchange *x, settle_use *use, struct yb_error *error)
{
    struct yb_settle_in in = {0};
    struct yb_settle_out out;
    int result = YB_READ(x, "data", settle_in, &in, error);

    if (result == YB_OK)
        result = use(&x->call, &in, &out, error);
    if (result == YB_OK)
        write_settlement(x, &out);
    return result;
}

static int presettle_outpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return settle(x, yb_app_presettle_outpatient, error);
}

static int settle_outpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return settle(x, yb_app_settle_outpatient, error);
}

static int presettle_inpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return settle(x, yb_app_presettle_inpatient, error);
}

static int settle_inpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return settle(x, yb_app_settle_inpatient, error);
}

static const struct yb_bind pharmacy_in[] = {
    BIND_CERTIFICATE(yb_pharmacy_in, certificate),
    BIND_ID(yb_pharmacy_in, psn_no),
    BIND_TEXT(yb_pharmacy_in, psn_type),
    BIND_TEXT(yb_pharmacy_in, insutype),
    BIND_TEXT(yb_pharmacy_in, med_type),
    BIND_TEXT(yb_pharmacy_in, dise_codg),
    BIND_TEXT(yb_pharmacy_in, dise_name),
    BIND_TEXT(yb_pharmacy_in, acct_used_flag),
    BIND_TEXT(yb_pharmacy_in, invono),
    BIND_TEXT(yb_pharmacy_in, exp_content),
    BIND_MS(yb_pharmacy_in, begntime),
    BIND_FEN(yb_pharmacy_in, medfee_sumamt),
};
static const struct yb_bind drug_trace_in[] = {
    BIND_TEXT(yb_drug_trace_in, feedetl_sn),
    BIND_TEXT(yb_drug_trace_in, drug_trac_codg),
    BIND_TEXT(yb_drug_trace_in, trdn_flag),
};

/* Trace codes stand beside the lines, or inside each. */
static int read_traces(struct yb_nhsa_exchange *x, struct yb_pharmacy_in *in,
                       struct yb_error *error)
{
    const struct yb_nhsa_record *line = yb_nhsa_first(x->input, "drugdetail");
    struct yb_drug_trace_in *rows;
    size_t count = yb_nhsa_count(x->input, "drug_trac_info"), next = 0;

    for (const struct yb_nhsa_record *l = line; l; l = yb_nhsa_next(l))
        count += yb_nhsa_count(l, "drug_trac_info");
    in->drug_trac_info = rows = YB_NEW_ARRAY(x->call.arena, struct yb_drug_trace_in, count + 1);
    in->drug_trac_info_count = count;
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (const struct yb_nhsa_record *parent = x->input; parent;
         parent = parent == x->input ? line : yb_nhsa_next(parent)) {
        const struct yb_nhsa_record *trace = yb_nhsa_first(parent, "drug_trac_info");

        for (; trace; trace = yb_nhsa_next(trace)) {
            int result = yb_bind_read(YB_BINDS(drug_trace_in), trace, &rows[next++], error);

            if (result < 0)
                return result;
        }
    }
    return YB_OK;
}

static int sell(struct yb_nhsa_exchange *x,
                int (*use)(struct yb_call *, const struct yb_pharmacy_in *, struct yb_settle_out *,
                           struct yb_error *),
                struct yb_error *error)
{
    struct yb_pharmacy_in in = {0};
    struct yb_settle_out out;
    int result = YB_READ(x, "druginfo", pharmacy_in, &in, error);

    if (result == YB_OK)
        result =
            yb_nhsa_read_fees(x, "drugdetail", false, &in.drugdetail, &in.drugdetail_count, error);
    if (result == YB_OK)
        result = read_traces(x, &in, error);
    if (result == YB_OK)
        result = use(&x->call, &in, &out, error);
    if (result < 0)
        return result;
    write_settlement(x, &out);
    yb_nhsa_write_fees(x, "detlcutinfo", out.detlcutinfo, out.detlcutinfo_count);
    return YB_OK;
}

static int presettle_pharmacy(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return sell(x, yb_app_presettle_pharmacy, error);
}

static int settle_pharmacy(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return sell(x, yb_app_settle_pharmacy, error);
}

static const struct yb_bind cancel_in[] = {
    BIND_ID(yb_cancel_settlement_in, setl_id),
    BIND_ID(yb_cancel_settlement_in, mdtrt_id),
    BIND_ID(yb_cancel_settlement_in, psn_no),
};

static int cancel(struct yb_nhsa_exchange *x,
                  int (*use)(struct yb_call *, const struct yb_cancel_settlement_in *,
                             struct yb_settle_out *, struct yb_error *),
                  struct yb_error *error)
{
    struct yb_cancel_settlement_in in = {0};
    struct yb_settle_out out;
    int result = YB_READ(x, "data", cancel_in, &in, error);

    if (result == YB_OK)
        result = use(&x->call, &in, &out, error);
    if (result == YB_OK)
        write_settlement(x, &out);
    return result;
}

static int cancel_outpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_outpatient, error);
}

static int cancel_inpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_inpatient, error);
}

static int cancel_pharmacy(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_pharmacy, error);
}

static const struct yb_bind reverse_in[] = {
    BIND_ID(yb_reverse_in, psn_no),
    BIND_TEXT(yb_reverse_in, omsgid),
    BIND_TEXT(yb_reverse_in, oinfno),
};

static int reverse(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_reverse_in in = {0};
    int result = YB_READ(x, "data", reverse_in, &in, error);

    return result < 0 ? result : yb_app_reverse(&x->call, &in, error);
}

static const struct yb_bind total_in[] = {
    BIND_TEXT(yb_reconcile_total_in, insutype),
    BIND_TEXT(yb_reconcile_total_in, clr_type),
    BIND_TEXT(yb_reconcile_total_in, setl_optins),
    BIND_TEXT(yb_reconcile_total_in, refd_setl_flag),
    BIND_DAY(yb_reconcile_total_in, stmt_begndate),
    BIND_DAY(yb_reconcile_total_in, stmt_enddate),
    BIND_FEN(yb_reconcile_total_in, medfee_sumamt),
    BIND_FEN(yb_reconcile_total_in, fund_pay_sumamt),
    BIND_FEN(yb_reconcile_total_in, acct_pay),
    BIND_INTEGER(yb_reconcile_total_in, fixmedins_setl_cnt),
};
static const struct yb_bind total_out[] = {
    BIND_TEXT(yb_reconcile_total_out, setl_optins),
    BIND_TEXT(yb_reconcile_total_out, stmt_rslt),
    BIND_TEXT(yb_reconcile_total_out, stmt_rslt_dscr),
};

static int reconcile_total(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_reconcile_total_in in = {0};
    struct yb_reconcile_total_out out;
    int result = YB_READ(x, "data", total_in, &in, error);

    if (result == YB_OK)
        result = yb_app_reconcile_total(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "stmtinfo", YB_BINDS(total_out), &out);
    return result;
}

static const struct yb_bind detail_in[] = {
    BIND_TEXT(yb_reconcile_detail_in, setl_optins),
    BIND_TEXT(yb_reconcile_detail_in, file_qury_no),
    BIND_TEXT(yb_reconcile_detail_in, clr_type),
    BIND_TEXT(yb_reconcile_detail_in, refd_setl_flag),
    BIND_DAY(yb_reconcile_detail_in, stmt_begndate),
    BIND_DAY(yb_reconcile_detail_in, stmt_enddate),
    BIND_FEN(yb_reconcile_detail_in, medfee_sumamt),
    BIND_FEN(yb_reconcile_detail_in, fund_pay_sumamt),
    BIND_FEN(yb_reconcile_detail_in, cash_payamt),
    BIND_INTEGER(yb_reconcile_detail_in, fixmedins_setl_cnt),
};
static const struct yb_bind detail_out[] = {
    BIND_TEXT(yb_reconcile_detail_out, file_qury_no),
    BIND_TEXT(yb_reconcile_detail_out, filename),
    BIND_MS(yb_reconcile_detail_out, dld_endtime),
};

static int reconcile_detail(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_reconcile_detail_in in = {0};
    struct yb_reconcile_detail_out out;
    int result = YB_READ(x, "data", detail_in, &in, error);

    if (result == YB_OK)
        result = yb_app_reconcile_detail(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "fileinfo", YB_BINDS(detail_out), &out);
    return result;
}

const struct yb_nhsa_handler yb_nhsa_handlers_settle[] = {
    {"2101", YB_NHSA_ASKED, presettle_pharmacy},
    {"2102", YB_NHSA_RECORDED, settle_pharmacy},
    {"2103", YB_NHSA_RECORDED, cancel_pharmacy},
    {"2206", YB_NHSA_ASKED, presettle_outpatient},
    {"2206A", YB_NHSA_ASKED, presettle_outpatient},
    {"2207", YB_NHSA_RECORDED, settle_outpatient},
    {"2207A", YB_NHSA_RECORDED, settle_outpatient},
    {"2208", YB_NHSA_RECORDED, cancel_outpatient},
    {"2303", YB_NHSA_ASKED, presettle_inpatient},
    {"2303A", YB_NHSA_ASKED, presettle_inpatient},
    {"2304", YB_NHSA_RECORDED, settle_inpatient},
    {"2304A", YB_NHSA_RECORDED, settle_inpatient},
    {"2305", YB_NHSA_RECORDED, cancel_inpatient},
    {"2601", YB_NHSA_RECORDED, reverse},
    {"3201", YB_NHSA_RECORDED, reconcile_total},
    {"3202", YB_NHSA_RECORDED, reconcile_detail},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
