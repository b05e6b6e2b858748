/* Visits and fee lines: 2201-2205, 2203A, 2301, 2302, 2401-2405. */
#include "app/fee/fee.h"
#include "app/visit/visit.h"
#include "face/nhsa/handle_fee.h"
#include "face/nhsa/handler.h"

static const struct yb_bind register_in[] = {
    BIND_CERTIFICATE(yb_register_visit_in, certificate),
    BIND_ID(yb_register_visit_in, psn_no),
    BIND_TEXT(yb_register_visit_in, insutype),
    BIND_MS(yb_register_visit_in, begntime),
    BIND_TEXT(yb_register_visit_in, psn_type),
    BIND_TEXT(yb_register_visit_in, ipt_otp_no),
    BIND_TEXT(yb_register_visit_in, atddr_no),
    BIND_TEXT(yb_register_visit_in, dr_name),
    BIND_TEXT(yb_register_visit_in, dept_code),
    BIND_TEXT(yb_register_visit_in, dept_name),
    BIND_TEXT(yb_register_visit_in, caty),
    BIND_TEXT(yb_register_visit_in, exp_content),
};
static const struct yb_bind register_out[] = {
    BIND_ID(yb_register_visit_out, mdtrt_id),
    BIND_ID(yb_register_visit_out, psn_no),
    BIND_TEXT(yb_register_visit_out, ipt_otp_no),
};

static int register_visit(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_register_visit_in in = {0};
    struct yb_register_visit_out out;
    int result = YB_READ(x, "data", register_in, &in, error);

    if (result == YB_OK)
        result = yb_app_register_visit(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "data", YB_BINDS(register_out), &out);
    return result;
}

static const struct yb_bind visit_in[] = {
    BIND_ID(yb_visit_in, psn_no),
    BIND_ID(yb_visit_in, mdtrt_id),
    BIND_TEXT(yb_visit_in, ipt_otp_no),
};

/* 2202, 2404, 2405: they differ in what they cancel only. */
static int cancel(struct yb_nhsa_exchange *x,
                  int (*use)(struct yb_call *, const struct yb_visit_in *, struct yb_error *),
                  struct yb_error *error)
{
    struct yb_visit_in in = {0};
    int result = YB_READ(x, "data", visit_in, &in, error);

    return result < 0 ? result : use(&x->call, &in, error);
}

static int cancel_registration(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_registration, error);
}

static int cancel_admission(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_admission, error);
}

static int cancel_discharge(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_discharge, error);
}

static const struct yb_bind diagnosis[] = {
    BIND_TEXT(yb_diagnosis, diag_type),      BIND_TEXT(yb_diagnosis, maindiag_flag),
    BIND_INTEGER(yb_diagnosis, diag_srt_no), BIND_TEXT(yb_diagnosis, diag_code),
    BIND_TEXT(yb_diagnosis, diag_name),      BIND_TEXT(yb_diagnosis, adm_cond),
    BIND_TEXT(yb_diagnosis, diag_dept),      BIND_TEXT(yb_diagnosis, dise_dor_no),
    BIND_TEXT(yb_diagnosis, dise_dor_name),  BIND_MS(yb_diagnosis, diag_time),
    BIND_TEXT(yb_diagnosis, vali_flag),
};

static int read_diagnoses(struct yb_nhsa_exchange *x, const struct yb_diagnosis **rows,
                          size_t *count, struct yb_error *error)
{
    struct yb_bound_rows bound;
    int result = yb_bind_read_all(YB_BINDS(diagnosis), x->input, "diseinfo",
                                  sizeof(struct yb_diagnosis), x->call.arena, &bound, error);

    *rows = bound.rows;
    *count = bound.count;
    return result;
}

static const struct yb_bind describe_in[] = {
    BIND_ID(yb_describe_visit_in, mdtrt_id),
    BIND_ID(yb_describe_visit_in, psn_no),
    BIND_TEXT(yb_describe_visit_in, med_type),
    BIND_MS(yb_describe_visit_in, begntime),
    BIND_TEXT(yb_describe_visit_in, main_cond_dscr),
    BIND_TEXT(yb_describe_visit_in, dise_type_code),
    BIND_TEXT(yb_describe_visit_in, dise_codg),
    BIND_TEXT(yb_describe_visit_in, dise_name),
    BIND_TEXT(yb_describe_visit_in, birctrl_type),
    BIND_TEXT(yb_describe_visit_in, matn_type),
    BIND_INTEGER(yb_describe_visit_in, geso_val),
    BIND_DAY(yb_describe_visit_in, birctrl_matn_date),
    BIND_TEXT(yb_describe_visit_in, exp_content),
};

static int describe_visit(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_describe_visit_in in = {0};
    int result = YB_READ(x, "mdtrtinfo", describe_in, &in, error);

    if (result == YB_OK)
        result = read_diagnoses(x, &in.diseinfo, &in.diseinfo_count, error);
    return result < 0 ? result : yb_app_describe_visit(&x->call, &in, error);
}

#define ADMISSION_MEMBERS                                                                          \
    BIND_CERTIFICATE(yb_admission_in, certificate), BIND_ID(yb_admission_in, mdtrt_id),            \
        BIND_ID(yb_admission_in, psn_no), BIND_TEXT(yb_admission_in, insutype),                    \
        BIND_TEXT(yb_admission_in, coner_name), BIND_TEXT(yb_admission_in, tel),                   \
        BIND_MS(yb_admission_in, begntime), BIND_MS(yb_admission_in, endtime),                     \
        BIND_TEXT(yb_admission_in, psn_type), BIND_TEXT(yb_admission_in, med_type),                \
        BIND_TEXT(yb_admission_in, medrcdno), BIND_TEXT(yb_admission_in, atddr_no),                \
        BIND_TEXT(yb_admission_in, chfpdr_name), BIND_TEXT(yb_admission_in, adm_diag_dscr),        \
        BIND_TEXT(yb_admission_in, adm_dept_codg), BIND_TEXT(yb_admission_in, adm_dept_name),      \
        BIND_TEXT(yb_admission_in, adm_bed), BIND_TEXT(yb_admission_in, dscg_maindiag_code),       \
        BIND_TEXT(yb_admission_in, dscg_maindiag_name),                                            \
        BIND_TEXT(yb_admission_in, main_cond_dscr), BIND_TEXT(yb_admission_in, dise_type_code),    \
        BIND_TEXT(yb_admission_in, dise_codg), BIND_TEXT(yb_admission_in, dise_name),              \
        BIND_TEXT(yb_admission_in, oprn_oprt_code), BIND_TEXT(yb_admission_in, oprn_oprt_name),    \
        BIND_TEXT(yb_admission_in, fpsc_no), BIND_TEXT(yb_admission_in, matn_type),                \
        BIND_TEXT(yb_admission_in, birctrl_type), BIND_TEXT(yb_admission_in, latechb_flag),        \
        BIND_TEXT(yb_admission_in, pret_flag), BIND_INTEGER(yb_admission_in, geso_val),            \
        BIND_INTEGER(yb_admission_in, fetts), BIND_INTEGER(yb_admission_in, fetus_cnt),            \
        BIND_DAY(yb_admission_in, birctrl_matn_date), BIND_PPM(yb_admission_in, ttp_pay_prop),     \
        BIND_TEXT(yb_admission_in, exp_content)

static const struct yb_bind admission_in[] = {
    ADMISSION_MEMBERS,
    YB_BIND_AS(yb_admission_in, ipt_otp_no, "ipt_no", YB_BIND_TEXT),
};
static const struct yb_bind admission_change_in[] = {
    ADMISSION_MEMBERS,
    BIND_TEXT(yb_admission_in, ipt_otp_no),
};
static const struct yb_bind admit_out[] = {BIND_ID(yb_admit_out, mdtrt_id)};

static int admit(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_admission_in in = {0};
    struct yb_admit_out out;
    int result = YB_READ(x, "mdtrtinfo", admission_in, &in, error);

    if (result == YB_OK)
        result = read_diagnoses(x, &in.diseinfo, &in.diseinfo_count, error);
    if (result == YB_OK)
        result = yb_app_admit(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "result", YB_BINDS(admit_out), &out);
    return result;
}

static int change_admission(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_admission_in in = {0};
    int result = YB_READ(x, "adminfo", admission_change_in, &in, error);

    if (result == YB_OK)
        result = read_diagnoses(x, &in.diseinfo, &in.diseinfo_count, error);
    return result < 0 ? result : yb_app_change_admission(&x->call, &in, error);
}

static const struct yb_bind discharge_in[] = {
    BIND_ID(yb_discharge_in, mdtrt_id),         BIND_ID(yb_discharge_in, psn_no),
    BIND_TEXT(yb_discharge_in, insutype),       BIND_MS(yb_discharge_in, endtime),
    BIND_TEXT(yb_discharge_in, dise_codg),      BIND_TEXT(yb_discharge_in, dise_name),
    BIND_TEXT(yb_discharge_in, oprn_oprt_code), BIND_TEXT(yb_discharge_in, oprn_oprt_name),
    BIND_TEXT(yb_discharge_in, fpsc_no),        BIND_TEXT(yb_discharge_in, matn_type),
    BIND_TEXT(yb_discharge_in, birctrl_type),   BIND_TEXT(yb_discharge_in, latechb_flag),
    BIND_TEXT(yb_discharge_in, pret_flag),      BIND_TEXT(yb_discharge_in, cop_flag),
    BIND_TEXT(yb_discharge_in, dscg_dept_codg), BIND_TEXT(yb_discharge_in, dscg_dept_name),
    BIND_TEXT(yb_discharge_in, dscg_bed),       BIND_TEXT(yb_discharge_in, dscg_way),
    BIND_INTEGER(yb_discharge_in, geso_val),    BIND_INTEGER(yb_discharge_in, fetts),
    BIND_INTEGER(yb_discharge_in, fetus_cnt),   BIND_DAY(yb_discharge_in, birctrl_matn_date),
    BIND_DAY(yb_discharge_in, die_date),        BIND_TEXT(yb_discharge_in, exp_content),
};

static int discharge(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_discharge_in in = {0};
    int result = YB_READ(x, "dscginfo", discharge_in, &in, error);

    if (result == YB_OK)
        result = read_diagnoses(x, &in.diseinfo, &in.diseinfo_count, error);
    return result < 0 ? result : yb_app_discharge(&x->call, &in, error);
}

#define FEE_LINE_MEMBERS                                                                           \
    BIND_TEXT(yb_fee_line_in, feedetl_sn), BIND_TEXT(yb_fee_line_in, init_feedetl_sn),             \
        BIND_ID(yb_fee_line_in, mdtrt_id), BIND_ID(yb_fee_line_in, psn_no),                        \
        BIND_TEXT(yb_fee_line_in, chrg_bchno), BIND_TEXT(yb_fee_line_in, rx_circ_flag),            \
        BIND_TEXT(yb_fee_line_in, med_type), BIND_TEXT(yb_fee_line_in, dise_codg),                 \
        BIND_MS(yb_fee_line_in, fee_ocur_time), BIND_TEXT(yb_fee_line_in, med_list_codg),          \
        BIND_TEXT(yb_fee_line_in, medins_list_codg),                                               \
        BIND_FEN(yb_fee_line_in, det_item_fee_sumamt), BIND_E4(yb_fee_line_in, cnt),               \
        BIND_E6(yb_fee_line_in, pric), BIND_TEXT(yb_fee_line_in, sin_dos_dscr),                    \
        BIND_TEXT(yb_fee_line_in, used_frqu_dscr), BIND_TEXT(yb_fee_line_in, medc_way_dscr),       \
        BIND_E2(yb_fee_line_in, prd_days), BIND_TEXT(yb_fee_line_in, bilg_dept_codg),              \
        BIND_TEXT(yb_fee_line_in, bilg_dept_name), BIND_TEXT(yb_fee_line_in, bilg_dr_codg),        \
        BIND_TEXT(yb_fee_line_in, bilg_dr_name), BIND_TEXT(yb_fee_line_in, acord_dept_codg),       \
        BIND_TEXT(yb_fee_line_in, acord_dept_name), BIND_TEXT(yb_fee_line_in, orders_dr_code),     \
        BIND_TEXT(yb_fee_line_in, orders_dr_name), BIND_TEXT(yb_fee_line_in, hosp_appr_flag),      \
        BIND_TEXT(yb_fee_line_in, tcmdrug_used_way), BIND_TEXT(yb_fee_line_in, etip_flag),         \
        BIND_TEXT(yb_fee_line_in, etip_hosp_code), BIND_TEXT(yb_fee_line_in, dscg_tkdrug_flag),    \
        BIND_TEXT(yb_fee_line_in, matn_fee_flag), BIND_TEXT(yb_fee_line_in, comb_no),              \
        BIND_TEXT(yb_fee_line_in, memo), BIND_TEXT(yb_fee_line_in, exp_content)

static const struct yb_bind outpatient_line[] = {
    FEE_LINE_MEMBERS,
    YB_BIND_AS(yb_fee_line_in, rx_drord_no, "rxno", YB_BIND_TEXT),
};
static const struct yb_bind inpatient_line[] = {
    FEE_LINE_MEMBERS,
    YB_BIND_AS(yb_fee_line_in, rx_drord_no, "drord_no", YB_BIND_TEXT),
};

int yb_nhsa_read_fees(struct yb_nhsa_exchange *x, const char *node, bool inpatient,
                      const struct yb_fee_line_in **lines, size_t *count, struct yb_error *error)
{
    struct yb_bound_rows bound;
    int result =
        yb_bind_read_all(inpatient ? YB_BINDS(inpatient_line) : YB_BINDS(outpatient_line), x->input,
                         node, sizeof(struct yb_fee_line_in), x->call.arena, &bound, error);

    *lines = bound.rows;
    *count = bound.count;
    return result;
}

static const struct yb_bind placed_line[] = {
    BIND_TEXT(yb_fee_line_out, feedetl_sn),
    BIND_FEN(yb_fee_line_out, det_item_fee_sumamt),
    BIND_E4(yb_fee_line_out, cnt),
    BIND_E6(yb_fee_line_out, pric),
    BIND_E6(yb_fee_line_out, pric_uplmt_amt),
    BIND_PPM(yb_fee_line_out, selfpay_prop),
    BIND_FEN(yb_fee_line_out, fulamt_ownpay_amt),
    BIND_FEN(yb_fee_line_out, overlmt_amt),
    BIND_FEN(yb_fee_line_out, preselfpay_amt),
    BIND_FEN(yb_fee_line_out, inscp_scp_amt),
    BIND_FEN(yb_fee_line_out, hosp_part_amt),
    BIND_TEXT(yb_fee_line_out, chrgitm_lv),
    BIND_TEXT(yb_fee_line_out, med_chrgitm_type),
    BIND_TEXT(yb_fee_line_out, bas_medn_flag),
    BIND_TEXT(yb_fee_line_out, hi_nego_drug_flag),
    BIND_TEXT(yb_fee_line_out, chld_medc_flag),
    BIND_TEXT(yb_fee_line_out, list_sp_item_flag),
    BIND_TEXT(yb_fee_line_out, lmt_used_flag),
    BIND_TEXT(yb_fee_line_out, drt_reim_flag),
    BIND_TEXT(yb_fee_line_out, memo),
};

void yb_nhsa_write_fees(struct yb_nhsa_exchange *x, const char *node,
                        const struct yb_fee_line_out *lines, size_t count)
{
    yb_nhsa_output_rows(&x->output, node, YB_BINDS(placed_line),
                        (struct yb_rows){lines, count, sizeof *lines});
}

static int upload_outpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_upload_fees_in in = {0};
    struct yb_upload_fees_out out;
    int result =
        yb_nhsa_read_fees(x, "feedetail", false, &in.feedetail, &in.feedetail_count, error);

    if (result == YB_OK)
        result = yb_app_upload_outpatient_fees(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_write_fees(x, "result", out.result, out.result_count);
    return result;
}

static int upload_inpatient(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_upload_fees_in in = {0};
    struct yb_upload_fees_out out;
    int result = yb_nhsa_read_fees(x, "feedetail", true, &in.feedetail, &in.feedetail_count, error);

    if (result == YB_OK)
        result = yb_app_upload_inpatient_fees(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_write_fees(x, "result", out.result, out.result_count);
    return result;
}

static const struct yb_bind cancel_fees_in[] = {
    BIND_ID(yb_cancel_fees_in, mdtrt_id),
    BIND_ID(yb_cancel_fees_in, psn_no),
    BIND_TEXT(yb_cancel_fees_in, chrg_bchno),
    BIND_TEXT(yb_cancel_fees_in, feedetl_sn),
};

static int cancel_outpatient_fees(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_cancel_fees_in in = {0};
    int result = YB_READ(x, "data", cancel_fees_in, &in, error);

    return result < 0 ? result : yb_app_cancel_outpatient_fees(&x->call, &in, error);
}

static int cancel_inpatient_fees(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_bound_rows rows;
    int result = yb_bind_read_all(YB_BINDS(cancel_fees_in), x->input, "data",
                                  sizeof(struct yb_cancel_fees_in), x->call.arena, &rows, error);

    return result < 0 ? result
                      : yb_app_cancel_inpatient_fees(&x->call, rows.rows, rows.count, error);
}

const struct yb_nhsa_handler yb_nhsa_handlers_care[] = {
    {"2201", YB_NHSA_RECORDED, register_visit},
    {"2202", YB_NHSA_RECORDED, cancel_registration},
    {"2203", YB_NHSA_RECORDED, describe_visit},
    {"2203A", YB_NHSA_RECORDED, describe_visit},
    {"2204", YB_NHSA_RECORDED, upload_outpatient},
    {"2205", YB_NHSA_RECORDED, cancel_outpatient_fees},
    {"2301", YB_NHSA_RECORDED, upload_inpatient},
    {"2302", YB_NHSA_RECORDED, cancel_inpatient_fees},
    {"2401", YB_NHSA_RECORDED, admit},
    {"2402", YB_NHSA_RECORDED, discharge},
    {"2403", YB_NHSA_RECORDED, change_admission},
    {"2404", YB_NHSA_RECORDED, cancel_admission},
    {"2405", YB_NHSA_RECORDED, cancel_discharge},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
