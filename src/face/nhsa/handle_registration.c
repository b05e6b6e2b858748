/* Registrations: 2572, 2573, 2585, 2586, 2591, 2594-2596, 2691-2693, 5372, 5385, 5391, 5395. */
#include "app/filing/drug.h"
#include "face/nhsa/handler.h"

#include <string.h>

/*
 * One table reads what is sent and writes what is shown: a message has those members that its node
 * has. Where one value has several names, the one that is sent stands last.
 */
#define FILED(field, name, kind) YB_BIND_AS(yb_registration, filing.field, name, kind)
#define FILED_TEXT(field)        FILED(field, #field, YB_BIND_TEXT)
#define SHOWN(field)             BIND_TEXT(yb_registration, field)

#define PERSON                                                                                     \
    FILED(psn_no, "psn_no", YB_BIND_ID), FILED_TEXT(insutype), SHOWN(psn_cert_type),               \
        SHOWN(certno), SHOWN(psn_name), SHOWN(gend), SHOWN(naty), BIND_DAY(yb_registration, brdy), \
        SHOWN(emp_no), SHOWN(emp_name), SHOWN(addr), SHOWN(tel)
#define AGENT                                                                                      \
    SHOWN(agnter_name), FILED_TEXT(agnter_cert_type), SHOWN(agnter_certno), SHOWN(agnter_tel),     \
        FILED_TEXT(agnter_rlts), SHOWN(agnter_addr)
#define DAYS                                                                                       \
    FILED(begndate, "begndate", YB_BIND_DAY), FILED(enddate, "enddate", YB_BIND_DAY),              \
        FILED_TEXT(memo), FILED_TEXT(exp_content)
/* One event, one matter, one step of it: the registration. */
#define NUMBERS                                                                                    \
    FILED(trt_dcla_detl_sn, "evtsn", YB_BIND_ID),                                                  \
        FILED(trt_dcla_detl_sn, "serv_matt_inst_id", YB_BIND_ID),                                  \
        FILED(trt_dcla_detl_sn, "serv_matt_node_inst_id", YB_BIND_ID),                             \
        FILED(trt_dcla_detl_sn, "evt_inst_id", YB_BIND_ID),                                        \
        FILED(trt_dcla_detl_sn, "trt_dcla_detl_sn", YB_BIND_ID), FILED_TEXT(evt_type),             \
        BIND_ID(yb_registration, psn_insu_rlts_id), SHOWN(insu_admdvs), SHOWN(vali_flag),          \
        SHOWN(rchk_flag), FILED_TEXT(fixmedins_code), FILED_TEXT(fixmedins_name)

static const struct yb_bind maternity[] = {
    YB_BIND_AS(yb_registration, psn_name, "appy_psn_name", YB_BIND_TEXT),
    NUMBERS,
    PERSON,
    DAYS,
    BIND_INTEGER(yb_registration, geso_val),
    BIND_INTEGER(yb_registration, fetts),
    FILED_TEXT(matn_trt_dclaer_type),
    FILED_TEXT(fpsc_no),
    FILED_TEXT(last_mena_date),
    FILED_TEXT(plan_matn_date),
    BIND_DAY(yb_registration, dcla_date),
    SHOWN(spus_name),
    FILED_TEXT(spus_cert_type),
    SHOWN(spus_certno),
    FILED_TEXT(poolarea_no),
    FILED_TEXT(matn_type),
};

static const struct yb_bind by_disease[] = {
    NUMBERS,
    PERSON,
    AGENT,
    DAYS,
    SHOWN(psn_type),
    SHOWN(hosp_lv),
    FILED_TEXT(dcla_souc),
    FILED(dise_codg, "bydise_setl_list_code", YB_BIND_TEXT),
    FILED(dise_name, "bydise_setl_dise_name", YB_BIND_TEXT),
    FILED_TEXT(oprn_oprt_code),
    FILED_TEXT(oprn_oprt_name),
    FILED_TEXT(fix_blng_admdvs),
    FILED(appy_time, "appy_date", YB_BIND_TEXT),
    FILED_TEXT(appy_rea),
};

static const struct yb_bind two_diseases[] = {
    PERSON,
    AGENT,
    DAYS,
    FILED_TEXT(dcla_souc),
    FILED(dise_codg, "dise_code", YB_BIND_TEXT),
    FILED_TEXT(dise_name),
    BIND_FEN(yb_registration, lmt),
    FILED_TEXT(trt_schm),
    FILED_TEXT(dise_cond_dscr),
    FILED(fixmedins_code, "appy_fixmedins_no", YB_BIND_TEXT),
    FILED(fixmedins_name, "appy_fixmedins_name", YB_BIND_TEXT),
    FILED_TEXT(dept_code),
    FILED_TEXT(dept_name),
    FILED_TEXT(dept_tel),
    FILED(diag_dr_codg, "dr_codg", YB_BIND_TEXT),
    FILED_TEXT(hosp_opnn),
    FILED_TEXT(hosp_opnn_time),
    FILED_TEXT(dr_opnn),
    FILED_TEXT(dr_opnn_time),
    FILED_TEXT(appy_time),
    FILED_TEXT(appy_rea),
    FILED(trt_dcla_detl_sn, "trt_dcla_detl_sn", YB_BIND_ID),
    SHOWN(chk_stas),
};

/* The same as 2691 spells it; and its answer. */
static const struct yb_bind two_diseases_spelt[] = {
    FILED(psn_no, "psn_no", YB_BIND_ID),
    BIND_DAY(yb_registration, brdy),
    FILED(dcla_souc, "dclaSouc", YB_BIND_TEXT),
    FILED_TEXT(insutype),
    YB_BIND_AS(yb_registration, psn_name, "psnName", YB_BIND_TEXT),
    SHOWN(certno),
    YB_BIND_AS(yb_registration, psn_cert_type, "psnCertType", YB_BIND_TEXT),
    SHOWN(gend),
    SHOWN(naty),
    YB_BIND_AS(yb_registration, emp_name, "empName", YB_BIND_TEXT),
    YB_BIND_AS(yb_registration, emp_no, "empNo", YB_BIND_TEXT),
    SHOWN(addr),
    FILED(dise_codg, "opsp_dise_code", YB_BIND_TEXT),
    FILED(dise_name, "opsp_dise_name", YB_BIND_TEXT),
    FILED(dise_codg, "diseCode", YB_BIND_TEXT),
    FILED(dise_name, "diseName", YB_BIND_TEXT),
    BIND_FEN(yb_registration, lmt),
    FILED(trt_schm, "trtSchm", YB_BIND_TEXT),
    FILED(dise_cond_dscr, "diseCondDscr", YB_BIND_TEXT),
    FILED(fixmedins_code, "appyFixmedinsNo", YB_BIND_TEXT),
    FILED(fixmedins_name, "appyFixmedinsName", YB_BIND_TEXT),
    FILED(dept_code, "deptCode", YB_BIND_TEXT),
    FILED(dept_name, "deptName", YB_BIND_TEXT),
    FILED(dept_tel, "deptTel", YB_BIND_TEXT),
    FILED(diag_dr_codg, "drCodg", YB_BIND_TEXT),
    FILED(hosp_opnn, "hospOpnn", YB_BIND_TEXT),
    FILED(hosp_opnn_time, "hospOpnnTime", YB_BIND_TEXT),
    FILED(dr_opnn, "drOpnn", YB_BIND_TEXT),
    FILED(dr_opnn_time, "drOpnnTime", YB_BIND_TEXT),
    FILED(appy_time, "appyTime", YB_BIND_TEXT),
    FILED(appy_rea, "appyRea", YB_BIND_TEXT),
    FILED_TEXT(memo),
    FILED(begndate, "begndate", YB_BIND_DAY),
    FILED(enddate, "enddate", YB_BIND_DAY),
    YB_BIND_AS(yb_registration, agnter_name, "agnterName", YB_BIND_TEXT),
    FILED(agnter_cert_type, "agnterCertType", YB_BIND_TEXT),
    YB_BIND_AS(yb_registration, agnter_certno, "agnterCertno", YB_BIND_TEXT),
    YB_BIND_AS(yb_registration, agnter_tel, "agnterTel", YB_BIND_TEXT),
    FILED(agnter_rlts, "agnterRlts", YB_BIND_TEXT),
    YB_BIND_AS(yb_registration, agnter_addr, "agnterAddr", YB_BIND_TEXT),
    FILED(appy_type, "appyType", YB_BIND_TEXT),
    FILED(trt_dcla_detl_sn, "trtDclaDetlSn", YB_BIND_ID),
    YB_BIND_AS(yb_registration, chk_stas, "chkStas", YB_BIND_TEXT),
};

/* Node data, or the members directly under input. */
static const struct yb_nhsa_record *data_of(const struct yb_nhsa_exchange *x)
{
    const struct yb_nhsa_record *data = yb_nhsa_first(x->input, "data");

    return data ? data : x->input;
}

static int enter(struct yb_nhsa_exchange *x, struct yb_binds binds,
                 int (*use)(struct yb_call *, struct yb_registration *, struct yb_error *),
                 struct yb_error *error)
{
    struct yb_registration registration = yb_registration_new();
    int result = yb_bind_read(binds, data_of(x), &registration, error);

    if (result == YB_OK)
        result = use(&x->call, &registration, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output,
                              yb_nhsa_node_find(x->interface, YB_NHSA_OUT, "-") ? "-" : "data",
                              binds, &registration);
    return result;
}

static int enter_maternity(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return enter(x, YB_BINDS(maternity), yb_app_register_maternity, error);
}

static int enter_by_disease(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return enter(x, YB_BINDS(by_disease), yb_app_register_by_disease, error);
}

static int enter_two_diseases(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return enter(x, YB_BINDS(two_diseases), yb_app_register_two_diseases, error);
}

static int enter_two_diseases_spelt(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return enter(x, YB_BINDS(two_diseases_spelt), yb_app_register_two_diseases, error);
}

/* ---- withdrawn ---- */

static const struct yb_bind matter[] = {
    YB_BIND_AS(yb_cancel_filing_in, trt_dcla_detl_sn, "serv_matt_inst_id", YB_BIND_ID),
    BIND_ID(yb_cancel_filing_in, psn_no),
};

static int cancel_maternity(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_cancel_filing_in in = {0};
    int result = YB_READ(x, "data", matter, &in, error);

    return result < 0 ? result : yb_app_cancel_maternity(&x->call, &in, error);
}

static int cancel_by_disease(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_cancel_filing_in in = {0};
    int result = YB_READ(x, "data", matter, &in, error);

    return result < 0 ? result : yb_app_cancel_by_disease(&x->call, &in, error);
}

static int cancel_two_diseases(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    static const struct yb_bind numbers[][1] = {
        {BIND_ID(yb_cancel_filing_in, trt_dcla_detl_sn)},
        {YB_BIND_AS(yb_cancel_filing_in, trt_dcla_detl_sn, "trtDclaDetlSn", YB_BIND_ID)}};
    bool spelt = strcmp(x->interface->infno, "2692") == 0;
    struct yb_cancel_filing_in in = {0};
    int result = yb_bind_read(YB_BINDS(numbers[spelt]), data_of(x), &in, error);

    return result < 0 ? result : yb_app_cancel_two_diseases(&x->call, in.trt_dcla_detl_sn, error);
}

/* ---- asked for ---- */

static const struct yb_bind asked_by_institution[] = {
    BIND_TEXT(yb_registered_in, fixmedins_code),
    BIND_TEXT(yb_registered_in, certno),
    YB_BIND_AS(yb_registered_in, chk_stas, "check_state", YB_BIND_TEXT),
    BIND_INTEGER(yb_registered_in, page_num),
    BIND_INTEGER(yb_registered_in, page_size),
};

static const struct yb_bind asked_by_days[] = {
    BIND_ID(yb_registered_in, psn_no),          BIND_TEXT(yb_registered_in, chk_stas),
    BIND_TEXT(yb_registered_in, insu_admdvs),   BIND_DAY(yb_registered_in, begndate),
    BIND_DAY(yb_registered_in, enddate),        BIND_DAY(yb_registered_in, apply_begn_date),
    BIND_DAY(yb_registered_in, apply_end_date), BIND_INTEGER(yb_registered_in, page_num),
    BIND_INTEGER(yb_registered_in, page_size),
};

static const struct yb_bind asked_by_days_spelt[] = {
    YB_BIND_AS(yb_registered_in, psn_no, "psnNo", YB_BIND_ID),
    YB_BIND_AS(yb_registered_in, chk_stas, "chkStas", YB_BIND_TEXT),
    YB_BIND_AS(yb_registered_in, insu_admdvs, "insuAdmdvs", YB_BIND_TEXT),
    BIND_DAY(yb_registered_in, begndate),
    BIND_DAY(yb_registered_in, enddate),
    YB_BIND_AS(yb_registered_in, apply_begn_date, "applyBegnDate", YB_BIND_DAY),
    YB_BIND_AS(yb_registered_in, apply_end_date, "applyEndDate", YB_BIND_DAY),
    YB_BIND_AS(yb_registered_in, page_num, "pageNum", YB_BIND_INTEGER),
    YB_BIND_AS(yb_registered_in, page_size, "pageSize", YB_BIND_INTEGER),
};

static const struct yb_bind page_numbers[] = {
    YB_BIND_AS(yb_page_out, end_row, "endRow", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, start_row, "startRow", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, size, "size", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, page_num, "pageNum", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, page_size, "pageSize", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, pages, "pages", YB_BIND_INTEGER),
    YB_BIND_AS(yb_page_out, record_counts, "recordCounts", YB_BIND_INTEGER),
};

/* How one transaction asks and is answered. */
struct query {
    const char *infno;
    enum yb_registered what;
    const char *state_field;
    struct yb_binds asked, shown;
};

#define TABLE(table)                                                                               \
    {                                                                                              \
        table, sizeof(table) / sizeof((table)[0])                                                  \
    }

static const struct query queries[] = {
    {"5372", YB_REGISTERED_MATERNITY, "check_state", TABLE(asked_by_institution), TABLE(maternity)},
    {"5385", YB_REGISTERED_BY_DISEASE, "check_state", TABLE(asked_by_institution),
     TABLE(by_disease)},
    {"5395", YB_REGISTERED_TWO_DISEASES, "chk_stas", TABLE(asked_by_days), TABLE(two_diseases)},
    {"2693", YB_REGISTERED_TWO_DISEASES, "chkStas", TABLE(asked_by_days_spelt),
     TABLE(two_diseases_spelt)},
};

static int ask(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    const struct query *query = queries;
    struct yb_registered_in in = {.begndate = YB_DAY_NONE,
                                  .enddate = YB_DAY_NONE,
                                  .apply_begn_date = YB_DAY_NONE,
                                  .apply_end_date = YB_DAY_NONE};
    struct yb_registered_out out;
    int result;

    while (strcmp(query->infno, x->interface->infno) != 0)
        query++;
    in.what = query->what;
    in.state_field = query->state_field;
    result = yb_bind_read(query->asked, data_of(x), &in, error);
    if (result == YB_OK)
        result = yb_app_query_registered(&x->call, &in, &out, error);
    if (result != YB_OK)
        return result;
    yb_nhsa_output_rows(&x->output, "data", query->shown,
                        (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    if (yb_nhsa_node_find(x->interface, YB_NHSA_OUT, "-"))
        yb_nhsa_output_object(&x->output, "-", YB_BINDS(page_numbers), &out.page);
    return YB_OK;
}

/* ---- special drugs ---- */

static const struct yb_bind drug_person[] = {
    PERSON,
    AGENT,
    DAYS,
    FILED(appy_time, "appy_date", YB_BIND_TEXT),
    FILED_TEXT(cond_abst),
    YB_BIND_AS(yb_registration, lmt_fen, "appy_lmt", YB_BIND_FEN),
    FILED(diag_dr_codg, "dr_no", YB_BIND_TEXT),
    FILED(diag_dr_name, "dr_name", YB_BIND_TEXT),
};

static const struct yb_bind filed_drug[] = {
    BIND_TEXT(yb_filed_drug, appy_dise_code),
    BIND_TEXT(yb_filed_drug, appy_dise_name),
    BIND_TEXT(yb_filed_drug, med_list_codg),
    BIND_TEXT(yb_filed_drug, med_list_name),
};

static const struct yb_bind filed_place[] = {
    BIND_TEXT(yb_filed_place, fixmedins_code),
    BIND_TEXT(yb_filed_place, fixmedins_name),
    BIND_TEXT(yb_filed_place, poolarea_no),
};

static const struct yb_bind drugs_filed[] = {
    YB_BIND_AS(yb_file_out, trt_dcla_detl_sn, "mihi_opsp_reg_sn", YB_BIND_ID)};

static int file_drugs(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_file_drugs_in in = {.psninfo = yb_registration_new()};
    struct yb_bound_rows drugs, places;
    struct yb_file_out out;
    int result = YB_READ(x, "psninfo", drug_person, &in.psninfo, error);

    if (result == YB_OK)
        result = yb_bind_read_all(YB_BINDS(filed_drug), x->input, "druginfo",
                                  sizeof(struct yb_filed_drug), x->call.arena, &drugs, error);
    if (result == YB_OK)
        result = yb_bind_read_all(YB_BINDS(filed_place), x->input, "medinsinfo",
                                  sizeof(struct yb_filed_place), x->call.arena, &places, error);
    if (result != YB_OK)
        return result;
    in.druginfo = drugs.rows;
    in.drug_count = drugs.count;
    in.medinsinfo = places.rows;
    in.place_count = places.count;
    result = yb_app_file_drugs(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "data", YB_BINDS(drugs_filed), &out);
    return result;
}

static const struct yb_bind drugs_cancelled[] = {
    YB_BIND_AS(yb_cancel_filing_in, trt_dcla_detl_sn, "mihi_opsp_reg_sn", YB_BIND_ID),
    BIND_ID(yb_cancel_filing_in, psn_no),
    BIND_TEXT(yb_cancel_filing_in, memo),
};

static int cancel_drugs(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_cancel_filing_in in = {0};
    int result = YB_READ(x, "data", drugs_cancelled, &in, error);

    return result < 0 ? result : yb_app_cancel_drugs(&x->call, &in, error);
}

static const struct yb_bind drugs_asked[] = {
    BIND_ID(yb_query_filed_drugs_in, psn_no),
    BIND_DAY(yb_query_filed_drugs_in, begndate),
    BIND_DAY(yb_query_filed_drugs_in, enddate),
};

static int query_drugs(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_filed_drugs_in in = {0};
    struct yb_query_filed_drugs_out out;
    int result = YB_READ(x, "data", drugs_asked, &in, error);

    if (result == YB_OK)
        result = yb_app_query_filed_drugs(&x->call, &in, &out, error);
    if (result != YB_OK)
        return result;
    yb_nhsa_output_rows(&x->output, "psninfo", YB_BINDS(drug_person),
                        (struct yb_rows){out.psninfo, out.count, sizeof *out.psninfo});
    yb_nhsa_output_rows(&x->output, "druginfo", YB_BINDS(filed_drug),
                        (struct yb_rows){out.druginfo, out.count, sizeof *out.druginfo});
    yb_nhsa_output_rows(&x->output, "medinsinfo", YB_BINDS(filed_place),
                        (struct yb_rows){out.medinsinfo, out.count, sizeof *out.medinsinfo});
    return YB_OK;
}

const struct yb_nhsa_handler yb_nhsa_handlers_registration[] = {
    {"2591", YB_NHSA_RECORDED, file_drugs},
    {"2594", YB_NHSA_RECORDED, cancel_drugs},
    {"5391", YB_NHSA_LOOKED, query_drugs},
    {"2572", YB_NHSA_RECORDED, enter_maternity},
    {"2573", YB_NHSA_RECORDED, cancel_maternity},
    {"2585", YB_NHSA_RECORDED, enter_by_disease},
    {"2586", YB_NHSA_RECORDED, cancel_by_disease},
    {"2595", YB_NHSA_RECORDED, enter_two_diseases},
    {"2596", YB_NHSA_RECORDED, cancel_two_diseases},
    {"2691", YB_NHSA_RECORDED, enter_two_diseases_spelt},
    {"2692", YB_NHSA_RECORDED, cancel_two_diseases},
    {"2693", YB_NHSA_LOOKED, ask},
    {"5372", YB_NHSA_LOOKED, ask},
    {"5385", YB_NHSA_LOOKED, ask},
    {"5395", YB_NHSA_LOOKED, ask},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
