/* What was recorded: 5201-5206, 5303. */
#include "app/query/care.h"
#include "face/nhsa/handler.h"

#define VISIT(field, kind)  YB_BIND_VIA(yb_visit_view, mdtrt, yb_mdtrt_row, field, #field, kind)
#define PERSON(field, kind) YB_BIND_VIA(yb_visit_view, person, yb_person_base, field, #field, kind)

static const struct yb_bind visit_view[] = {
    VISIT(mdtrt_id, YB_BIND_ID),
    VISIT(psn_no, YB_BIND_ID),
    PERSON(psn_cert_type, YB_BIND_TEXT),
    PERSON(certno, YB_BIND_TEXT),
    PERSON(psn_name, YB_BIND_TEXT),
    PERSON(gend, YB_BIND_TEXT),
    PERSON(naty, YB_BIND_TEXT),
    PERSON(brdy, YB_BIND_DAY),
    PERSON(age, YB_BIND_INT),
    BIND_TEXT(yb_visit_view, coner_name),
    BIND_TEXT(yb_visit_view, tel),
    BIND_TEXT(yb_visit_view, out_flag),
    BIND_INTEGER(yb_visit_view, ipt_days),
    VISIT(insutype, YB_BIND_TEXT),
    VISIT(psn_type, YB_BIND_TEXT),
    VISIT(maf_psn_flag, YB_BIND_TEXT),
    VISIT(cvlserv_flag, YB_BIND_TEXT),
    VISIT(flxempe_flag, YB_BIND_TEXT),
    VISIT(nwb_flag, YB_BIND_TEXT),
    VISIT(insu_optins, YB_BIND_TEXT),
    VISIT(emp_name, YB_BIND_TEXT),
    VISIT(begntime, YB_BIND_INSTANT),
    VISIT(endtime, YB_BIND_INSTANT),
    YB_BIND_VIA(yb_visit_view, mdtrt, yb_mdtrt_row, begntime, "begndate", YB_BIND_INSTANT),
    VISIT(mdtrt_cert_type, YB_BIND_TEXT),
    VISIT(med_type, YB_BIND_TEXT),
    VISIT(ars_year_ipt_flag, YB_BIND_TEXT),
    VISIT(pre_pay_flag, YB_BIND_TEXT),
    VISIT(ipt_otp_no, YB_BIND_TEXT),
    VISIT(medrcdno, YB_BIND_TEXT),
    VISIT(atddr_no, YB_BIND_TEXT),
    VISIT(chfpdr_name, YB_BIND_TEXT),
    VISIT(adm_dept_codg, YB_BIND_TEXT),
    VISIT(adm_dept_name, YB_BIND_TEXT),
    VISIT(adm_bed, YB_BIND_TEXT),
    VISIT(dscg_maindiag_code, YB_BIND_TEXT),
    VISIT(dscg_maindiag_name, YB_BIND_TEXT),
    VISIT(dscg_dept_codg, YB_BIND_TEXT),
    VISIT(dscg_dept_name, YB_BIND_TEXT),
    VISIT(dscg_bed, YB_BIND_TEXT),
    VISIT(dscg_way, YB_BIND_TEXT),
    VISIT(main_cond_dscr, YB_BIND_TEXT),
    VISIT(dise_codg, YB_BIND_TEXT),
    VISIT(dise_name, YB_BIND_TEXT),
    VISIT(oprn_oprt_code, YB_BIND_TEXT),
    VISIT(oprn_oprt_name, YB_BIND_TEXT),
    VISIT(otp_diag_info, YB_BIND_TEXT),
    VISIT(inhosp_stas, YB_BIND_TEXT),
    VISIT(die_date, YB_BIND_DAY),
    VISIT(fpsc_no, YB_BIND_TEXT),
    VISIT(matn_type, YB_BIND_TEXT),
    VISIT(birctrl_type, YB_BIND_TEXT),
    VISIT(latechb_flag, YB_BIND_TEXT),
    VISIT(geso_val, YB_BIND_INTEGER),
    VISIT(fetts, YB_BIND_INTEGER),
    VISIT(fetus_cnt, YB_BIND_INTEGER),
    VISIT(pret_flag, YB_BIND_TEXT),
    VISIT(birctrl_matn_date, YB_BIND_DAY),
    VISIT(cop_flag, YB_BIND_TEXT),
    VISIT(opter_id, YB_BIND_TEXT),
    VISIT(opter_name, YB_BIND_TEXT),
    VISIT(opt_time, YB_BIND_INSTANT),
    VISIT(memo, YB_BIND_TEXT),
};

static const struct yb_bind visits_in[] = {
    BIND_ID(yb_query_visits_in, psn_no),     BIND_ID(yb_query_visits_in, mdtrt_id),
    BIND_MS(yb_query_visits_in, begntime),   BIND_UNTIL(yb_query_visits_in, endtime),
    BIND_TEXT(yb_query_visits_in, med_type),
};

static int query_visits(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_visits_in in = {0};
    struct yb_visit_views out;
    int result = YB_READ(x, "data", visits_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_visits(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "mdtrtinfo", YB_BINDS(visit_view),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

static const struct yb_bind inpatients_in[] = {
    BIND_ID(yb_query_inpatients_in, psn_no),
    BIND_MS(yb_query_inpatients_in, begntime),
    BIND_UNTIL(yb_query_inpatients_in, endtime),
};

static int query_inpatients(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_inpatients_in in = {0};
    struct yb_visit_views out;
    int result = YB_READ(x, "data", inpatients_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_inpatients(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "data", YB_BINDS(visit_view),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

static const struct yb_bind one_visit[] = {
    BIND_ID(yb_query_settlement_in, psn_no),
    BIND_ID(yb_query_settlement_in, mdtrt_id),
    BIND_ID(yb_query_settlement_in, setl_id),
};

static const struct yb_bind diagnosis_row[] = {
    BIND_ID(yb_mdtrt_dise_row, diag_info_id),
    BIND_ID(yb_mdtrt_dise_row, mdtrt_id),
    BIND_ID(yb_mdtrt_dise_row, psn_no),
    BIND_TEXT(yb_mdtrt_dise_row, inout_diag_type),
    BIND_TEXT(yb_mdtrt_dise_row, diag_type),
    BIND_TEXT(yb_mdtrt_dise_row, maindiag_flag),
    BIND_INTEGER(yb_mdtrt_dise_row, diag_srt_no),
    BIND_TEXT(yb_mdtrt_dise_row, diag_code),
    BIND_TEXT(yb_mdtrt_dise_row, diag_name),
    BIND_TEXT(yb_mdtrt_dise_row, adm_cond),
    BIND_TEXT(yb_mdtrt_dise_row, diag_dept),
    BIND_TEXT(yb_mdtrt_dise_row, dise_dor_no),
    BIND_TEXT(yb_mdtrt_dise_row, dise_dor_name),
    YB_BIND_AS(yb_mdtrt_dise_row, diag_time, "diag_time", YB_BIND_INSTANT),
    BIND_TEXT(yb_mdtrt_dise_row, opter_id),
    BIND_TEXT(yb_mdtrt_dise_row, opter_name),
    YB_BIND_AS(yb_mdtrt_dise_row, opt_time, "opt_time", YB_BIND_INSTANT),
};

static int query_diagnoses(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_settlement_in in = {0};
    struct yb_mdtrt_dise_list out;
    int result = YB_READ(x, "data", one_visit, &in, error);

    if (result == YB_OK)
        result = yb_app_query_diagnoses(&x->call, in.psn_no, in.mdtrt_id, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "diseinfo", YB_BINDS(diagnosis_row),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

#define SETL(field, kind) YB_BIND_VIA(yb_settlement_view, setl, yb_setl_row, field, #field, kind)
#define SETL_FEN(field)                                                                            \
    YB_BIND_VIA(yb_settlement_view, setl, yb_setl_row, field##_fen, #field, YB_BIND_FEN)
#define SETL_FEN_AS(field, name)                                                                   \
    YB_BIND_VIA(yb_settlement_view, setl, yb_setl_row, field##_fen, name, YB_BIND_FEN)
#define OF_PERSON(field, kind)                                                                     \
    YB_BIND_VIA(yb_settlement_view, person, yb_person_base, field, #field, kind)

static const struct yb_bind settlement_view[] = {
    SETL(setl_id, YB_BIND_ID),
    SETL(mdtrt_id, YB_BIND_ID),
    SETL(psn_no, YB_BIND_ID),
    OF_PERSON(psn_name, YB_BIND_TEXT),
    OF_PERSON(psn_cert_type, YB_BIND_TEXT),
    OF_PERSON(certno, YB_BIND_TEXT),
    OF_PERSON(gend, YB_BIND_TEXT),
    OF_PERSON(naty, YB_BIND_TEXT),
    OF_PERSON(brdy, YB_BIND_DAY),
    OF_PERSON(age, YB_BIND_INT),
    SETL(insutype, YB_BIND_TEXT),
    SETL(psn_type, YB_BIND_TEXT),
    SETL(cvlserv_flag, YB_BIND_TEXT),
    SETL(flxempe_flag, YB_BIND_TEXT),
    SETL(nwb_flag, YB_BIND_TEXT),
    SETL(insu_optins, YB_BIND_TEXT),
    SETL(emp_name, YB_BIND_TEXT),
    SETL(pay_loc, YB_BIND_TEXT),
    SETL(fixmedins_code, YB_BIND_TEXT),
    BIND_TEXT(yb_settlement_view, fixmedins_name),
    BIND_TEXT(yb_settlement_view, fixmedins_poolarea),
    BIND_TEXT(yb_settlement_view, refd_setl_flag),
    SETL(hosp_lv, YB_BIND_TEXT),
    SETL(lmtpric_hosp_lv, YB_BIND_TEXT),
    SETL(dedc_hosp_lv, YB_BIND_TEXT),
    SETL(begndate, YB_BIND_DAY),
    SETL(enddate, YB_BIND_DAY),
    SETL(setl_time, YB_BIND_INSTANT),
    SETL(mdtrt_cert_type, YB_BIND_TEXT),
    SETL(med_type, YB_BIND_TEXT),
    SETL(clr_type, YB_BIND_TEXT),
    SETL(clr_way, YB_BIND_TEXT),
    SETL(clr_optins, YB_BIND_TEXT),
    SETL_FEN(medfee_sumamt),
    SETL_FEN(fulamt_ownpay_amt),
    SETL_FEN(overlmt_selfpay),
    SETL_FEN(preselfpay_amt),
    SETL_FEN(inscp_scp_amt),
    SETL_FEN(act_pay_dedc),
    SETL_FEN(hifp_pay),
    YB_BIND_VIA(yb_settlement_view, setl, yb_setl_row, pool_prop_selfpay_ppm, "pool_prop_selfpay",
                YB_BIND_PPM),
    SETL_FEN(cvlserv_pay),
    SETL_FEN(hifes_pay),
    SETL_FEN(hifmi_pay),
    SETL_FEN(hifob_pay),
    SETL_FEN(maf_pay),
    SETL_FEN(pref_fund_pay),
    SETL_FEN_AS(pref_fund_pay, "PREF_FUND_PAY"),
    SETL_FEN(oth_pay),
    SETL_FEN(fund_pay_sumamt),
    SETL_FEN_AS(psn_part_amt, "psn_pay"),
    SETL_FEN(acct_pay),
    SETL_FEN_AS(psn_cash_pay, "cash_payamt"),
    SETL_FEN(balc),
    SETL_FEN(acct_mulaid_pay),
    SETL(medins_setl_id, YB_BIND_TEXT),
    YB_BIND_VIA(yb_settlement_view, setl, yb_setl_row, setl_year, "year", YB_BIND_INTEGER),
    SETL(dise_codg, YB_BIND_TEXT),
    SETL(dise_name, YB_BIND_TEXT),
    SETL(invono, YB_BIND_TEXT),
    SETL(opter_id, YB_BIND_TEXT),
    SETL(opter_name, YB_BIND_TEXT),
    SETL(opt_time, YB_BIND_INSTANT),
};
static const struct yb_bind detail_row[] = {
    BIND_TEXT(yb_setl_detail_row, fund_pay_type), BIND_TEXT(yb_setl_detail_row, fund_pay_type_name),
    BIND_FEN(yb_setl_detail_row, inscp_scp_amt),  BIND_FEN(yb_setl_detail_row, crt_payb_lmt_amt),
    BIND_FEN(yb_setl_detail_row, fund_payamt),    BIND_TEXT(yb_setl_detail_row, setl_proc_info),
};

static int query_settlement(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_settlement_in in = {0};
    struct yb_settlement_view out;
    int result = YB_READ(x, "data", one_visit, &in, error);

    if (result == YB_OK)
        result = yb_app_query_settlement(&x->call, &in, &out, error);
    if (result < 0)
        return result;
    yb_nhsa_output_object(&x->output, "setlinfo", YB_BINDS(settlement_view), &out);
    yb_nhsa_output_rows(
        &x->output, "setldetail", YB_BINDS(detail_row),
        (struct yb_rows){out.setldetail.rows, out.setldetail.count, sizeof *out.setldetail.rows});
    return YB_OK;
}

#define FEE(field, kind) YB_BIND_VIA(yb_fee_view, feedetl, yb_feedetl_row, field, #field, kind)
#define FEE_TEXT(field)  FEE(field, YB_BIND_TEXT)
#define FEE_UNIT(field, unit, kind)                                                                \
    YB_BIND_VIA(yb_fee_view, feedetl, yb_feedetl_row, field##unit, #field, kind)

static const struct yb_bind fee_view[] = {
    FEE(mdtrt_id, YB_BIND_ID),
    FEE(psn_no, YB_BIND_ID),
    BIND_ID(yb_fee_view, setl_id),
    BIND_TEXT(yb_fee_view, fixmedins_code),
    BIND_TEXT(yb_fee_view, fixmedins_name),
    FEE_TEXT(feedetl_sn),
    FEE_TEXT(rx_drord_no),
    FEE_TEXT(med_type),
    FEE(fee_ocur_time, YB_BIND_INSTANT),
    FEE_UNIT(cnt, _e4, YB_BIND_E4),
    FEE_UNIT(pric, _e6, YB_BIND_E6),
    FEE_TEXT(sin_dos_dscr),
    FEE_TEXT(used_frqu_dscr),
    FEE_UNIT(prd_days, _e2, YB_BIND_E2),
    FEE_TEXT(medc_way_dscr),
    FEE_UNIT(det_item_fee_sumamt, _fen, YB_BIND_FEN),
    FEE_UNIT(pric_uplmt_amt, _e6, YB_BIND_E6),
    FEE_UNIT(selfpay_prop, _ppm, YB_BIND_PPM),
    FEE_UNIT(fulamt_ownpay_amt, _fen, YB_BIND_FEN),
    FEE_UNIT(overlmt_amt, _fen, YB_BIND_FEN),
    FEE_UNIT(preselfpay_amt, _fen, YB_BIND_FEN),
    FEE_UNIT(inscp_scp_amt, _fen, YB_BIND_FEN),
    FEE_TEXT(chrgitm_lv),
    FEE_TEXT(hilist_code),
    FEE_TEXT(hilist_name),
    FEE_TEXT(list_type),
    FEE_TEXT(med_list_codg),
    FEE_TEXT(medins_list_codg),
    FEE_TEXT(medins_list_name),
    FEE_TEXT(med_chrgitm_type),
    FEE_TEXT(prodname),
    FEE_TEXT(spec),
    FEE_TEXT(dosform_name),
    FEE_TEXT(bilg_dept_codg),
    FEE_TEXT(bilg_dept_name),
    FEE_TEXT(bilg_dr_codg),
    FEE_TEXT(bilg_dr_name),
    FEE_TEXT(acord_dept_codg),
    FEE_TEXT(acord_dept_name),
    FEE_TEXT(orders_dr_code),
    FEE_TEXT(orders_dr_name),
    FEE_TEXT(lmt_used_flag),
    FEE_TEXT(hosp_prep_flag),
    FEE_TEXT(hosp_appr_flag),
    FEE_TEXT(tcmdrug_used_way),
    FEE_TEXT(prodplac_type),
    FEE_TEXT(bas_medn_flag),
    FEE_TEXT(hi_nego_drug_flag),
    FEE_TEXT(chld_medc_flag),
    FEE_TEXT(etip_flag),
    FEE_TEXT(etip_hosp_code),
    FEE_TEXT(dscg_tkdrug_flag),
    FEE_TEXT(list_sp_item_flag),
    FEE_TEXT(matn_fee_flag),
    FEE_TEXT(drt_reim_flag),
    FEE_TEXT(memo),
    FEE_TEXT(opter_id),
    FEE_TEXT(opter_name),
    FEE(opt_time, YB_BIND_INSTANT),
};

static int query_fees(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_settlement_in in = {0};
    struct yb_fee_views out;
    int result = YB_READ(x, "data", one_visit, &in, error);

    if (result == YB_OK)
        result = yb_app_query_fees(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "-", YB_BINDS(fee_view),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

static const struct yb_bind drugs_in[] = {
    BIND_ID(yb_query_drugs_in, psn_no),
    BIND_MS(yb_query_drugs_in, begntime),
    BIND_UNTIL(yb_query_drugs_in, endtime),
};

static int query_chronic_drugs(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_drugs_in in = {0};
    struct yb_fee_views out;
    int result = YB_READ(x, "data", drugs_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_chronic_drugs(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "feedetail", YB_BINDS(fee_view),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

struct cumulatives_in {
    int64_t psn_no;
    struct yb_text cum_ym;
};

static const struct yb_bind cumulatives_in[] = {
    BIND_ID(cumulatives_in, psn_no),
    BIND_TEXT(cumulatives_in, cum_ym),
};
static const struct yb_bind cumulative_row[] = {
    BIND_TEXT(yb_cumulative_row, insutype), BIND_TEXT(yb_cumulative_row, year),
    BIND_TEXT(yb_cumulative_row, cum_ym),   BIND_TEXT(yb_cumulative_row, cum_type_code),
    BIND_E2(yb_cumulative_row, cum),
};

static int query_cumulatives(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct cumulatives_in in = {0};
    struct yb_cumulative_rows out;
    int result = YB_READ(x, "data", cumulatives_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_cumulatives(&x->call, in.psn_no, in.cum_ym, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "cuminfo", YB_BINDS(cumulative_row),
                            (struct yb_rows){out.cuminfo, out.count, sizeof *out.cuminfo});
    return result;
}

const struct yb_nhsa_handler yb_nhsa_handlers_query[] = {
    {"5201", YB_NHSA_LOOKED, query_visits},        {"5202", YB_NHSA_LOOKED, query_diagnoses},
    {"5203", YB_NHSA_LOOKED, query_settlement},    {"5204", YB_NHSA_LOOKED, query_fees},
    {"5205", YB_NHSA_LOOKED, query_chronic_drugs}, {"5206", YB_NHSA_LOOKED, query_cumulatives},
    {"5303", YB_NHSA_LOOKED, query_inpatients},    {NULL, YB_NHSA_AT_ONCE, NULL},
};
