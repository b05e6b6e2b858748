/* Filings and mappings: 2501-2507, 2501A, 2580, 2581, 3301, 3302, 5301, 5302, 5304, 5380. */
#include "app/filing/filing.h"
#include "app/institution/mapping.h"
#include "face/nhsa/handler.h"

#include <string.h>

static const struct yb_bind filed[] = {BIND_ID(yb_file_out, trt_dcla_detl_sn)};

static const struct yb_bind referral_in[] = {
    BIND_ID(yb_file_referral_in, psn_no),
    BIND_TEXT(yb_file_referral_in, insutype),
    BIND_TEXT(yb_file_referral_in, tel),
    BIND_TEXT(yb_file_referral_in, addr),
    BIND_TEXT(yb_file_referral_in, insu_optins),
    BIND_TEXT(yb_file_referral_in, diag_code),
    BIND_TEXT(yb_file_referral_in, diag_name),
    BIND_TEXT(yb_file_referral_in, dise_cond_dscr),
    BIND_TEXT(yb_file_referral_in, reflin_medins_no),
    BIND_TEXT(yb_file_referral_in, reflin_medins_name),
    BIND_TEXT(yb_file_referral_in, mdtrtarea_admdvs),
    BIND_TEXT(yb_file_referral_in, hosp_agre_refl_flag),
    BIND_TEXT(yb_file_referral_in, refl_type),
    BIND_TEXT(yb_file_referral_in, refl_rea),
    BIND_TEXT(yb_file_referral_in, refl_opnn),
    BIND_TEXT(yb_file_referral_in, refl_old_mdtrt_id),
    BIND_TEXT(yb_file_referral_in, refl_used_flag),
    BIND_TEXT(yb_file_referral_in, exp_content),
    BIND_DAY(yb_file_referral_in, refl_date),
    BIND_DAY(yb_file_referral_in, begndate),
    BIND_DAY(yb_file_referral_in, enddate),
};

static int file_referral(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_file_referral_in in = {0};
    struct yb_file_out out;
    int result = YB_READ(x, "refmedin", referral_in, &in, error);

    in.emergency = strcmp(x->interface->infno, "2580") == 0;
    if (result == YB_OK)
        result = yb_app_file_referral(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "result", YB_BINDS(filed), &out);
    return result;
}

static const struct yb_bind chronic_in[] = {
    BIND_ID(yb_file_chronic_in, psn_no),
    BIND_TEXT(yb_file_chronic_in, insutype),
    BIND_TEXT(yb_file_chronic_in, opsp_dise_code),
    BIND_TEXT(yb_file_chronic_in, opsp_dise_name),
    BIND_TEXT(yb_file_chronic_in, tel),
    BIND_TEXT(yb_file_chronic_in, addr),
    BIND_TEXT(yb_file_chronic_in, insu_optins),
    BIND_TEXT(yb_file_chronic_in, ide_fixmedins_no),
    BIND_TEXT(yb_file_chronic_in, ide_fixmedins_name),
    BIND_TEXT(yb_file_chronic_in, diag_dr_codg),
    BIND_TEXT(yb_file_chronic_in, diag_dr_name),
    BIND_TEXT(yb_file_chronic_in, exp_content),
    BIND_TEXT(yb_file_chronic_in, selfdef_splm_flag),
    BIND_TEXT(yb_file_chronic_in, memo),
    BIND_DAY(yb_file_chronic_in, hosp_ide_date),
    BIND_DAY(yb_file_chronic_in, begndate),
    BIND_DAY(yb_file_chronic_in, enddate),
};

static int file_chronic(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_file_chronic_in in = {0};
    struct yb_file_out out;
    int result = YB_READ(x, "data", chronic_in, &in, error);

    if (result == YB_OK)
        result = yb_app_file_chronic(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "result", YB_BINDS(filed), &out);
    return result;
}

static const struct yb_bind designated_in[] = {
    BIND_ID(yb_file_institution_in, psn_no),
    BIND_TEXT(yb_file_institution_in, tel),
    BIND_TEXT(yb_file_institution_in, addr),
    BIND_TEXT(yb_file_institution_in, biz_appy_type),
    BIND_TEXT(yb_file_institution_in, agnter_name),
    BIND_TEXT(yb_file_institution_in, agnter_cert_type),
    BIND_TEXT(yb_file_institution_in, agnter_certno),
    BIND_TEXT(yb_file_institution_in, agnter_tel),
    BIND_TEXT(yb_file_institution_in, agnter_addr),
    BIND_TEXT(yb_file_institution_in, agnter_rlts),
    BIND_TEXT(yb_file_institution_in, fix_srt_no),
    BIND_TEXT(yb_file_institution_in, fixmedins_code),
    BIND_TEXT(yb_file_institution_in, fixmedins_name),
    BIND_TEXT(yb_file_institution_in, memo),
    BIND_TEXT(yb_file_institution_in, exp_content),
    BIND_DAY(yb_file_institution_in, begndate),
    BIND_DAY(yb_file_institution_in, enddate),
};

static int file_institution(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_file_institution_in in = {0};
    struct yb_file_out out;
    int result = YB_READ(x, "data", designated_in, &in, error);

    if (result == YB_OK)
        result = yb_app_file_institution(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "result", YB_BINDS(filed), &out);
    return result;
}

static const struct yb_bind injury_in[] = {
    BIND_ID(yb_file_injury_in, psn_no),
    BIND_TEXT(yb_file_injury_in, insutype),
    BIND_TEXT(yb_file_injury_in, psn_cert_type),
    BIND_TEXT(yb_file_injury_in, certno),
    BIND_TEXT(yb_file_injury_in, psn_name),
    BIND_TEXT(yb_file_injury_in, tel),
    BIND_TEXT(yb_file_injury_in, addr),
    BIND_TEXT(yb_file_injury_in, mdtrtarea_admdvs),
    BIND_TEXT(yb_file_injury_in, fixmedins_code),
    BIND_TEXT(yb_file_injury_in, fixmedins_name),
    BIND_TEXT(yb_file_injury_in, trum_site),
    BIND_TEXT(yb_file_injury_in, trum_rea),
    BIND_TEXT(yb_file_injury_in, chk_pay_flag),
    BIND_TEXT(yb_file_injury_in, agnter_name),
    BIND_TEXT(yb_file_injury_in, agnter_cert_type),
    BIND_TEXT(yb_file_injury_in, agnter_certno),
    BIND_TEXT(yb_file_injury_in, agnter_tel),
    BIND_TEXT(yb_file_injury_in, agnter_addr),
    BIND_TEXT(yb_file_injury_in, agnter_rlts),
    BIND_TEXT(yb_file_injury_in, memo),
    BIND_DAY(yb_file_injury_in, adm_time),
    BIND_DAY(yb_file_injury_in, trum_time),
    BIND_DAY(yb_file_injury_in, begndate),
    BIND_DAY(yb_file_injury_in, enddate),
};

static int file_injury(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_file_injury_in in = {0};
    struct yb_file_out out;
    int result = YB_READ(x, "data", injury_in, &in, error);

    if (result == YB_OK)
        result = yb_app_file_injury(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "result", YB_BINDS(filed), &out);
    return result;
}

static const struct yb_bind cancel_in[] = {
    BIND_ID(yb_cancel_filing_in, trt_dcla_detl_sn),
    BIND_ID(yb_cancel_filing_in, psn_no),
    BIND_TEXT(yb_cancel_filing_in, memo),
};

static int cancel(struct yb_nhsa_exchange *x,
                  int (*use)(struct yb_call *, const struct yb_cancel_filing_in *,
                             struct yb_error *),
                  struct yb_error *error)
{
    struct yb_cancel_filing_in in = {0};
    int result = YB_READ(x, "data", cancel_in, &in, error);

    return result < 0 ? result : use(&x->call, &in, error);
}

static int cancel_referral(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_referral, error);
}

static int cancel_emergency(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_emergency, error);
}

static int cancel_chronic(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_chronic, error);
}

static int cancel_institution(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    return cancel(x, yb_app_cancel_institution, error);
}

struct asked {
    int64_t psn_no;
    struct yb_text biz_appy_type;
};

static const struct yb_bind asked[] = {BIND_ID(asked, psn_no), BIND_TEXT(asked, biz_appy_type)};

static const struct yb_bind chronic_row[] = {
    BIND_TEXT(yb_chronic_row, opsp_dise_code),
    BIND_TEXT(yb_chronic_row, opsp_dise_name),
    BIND_DAY(yb_chronic_row, begndate),
    BIND_DAY(yb_chronic_row, enddate),
};

static int query_chronic(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct asked in = {0};
    struct yb_query_chronic_out out;
    int result = YB_READ(x, "data", asked, &in, error);

    if (result == YB_OK)
        result = yb_app_query_chronic(&x->call, in.psn_no, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "feedetail", YB_BINDS(chronic_row),
                            (struct yb_rows){out.feedetail, out.count, sizeof *out.feedetail});
    return result;
}

static const struct yb_bind designated_row[] = {
    BIND_ID(yb_designated_row, psn_no),           BIND_TEXT(yb_designated_row, insutype),
    BIND_TEXT(yb_designated_row, fix_srt_no),     BIND_TEXT(yb_designated_row, fixmedins_code),
    BIND_TEXT(yb_designated_row, fixmedins_name), BIND_TEXT(yb_designated_row, memo),
    BIND_DAY(yb_designated_row, begndate),        BIND_DAY(yb_designated_row, enddate),
};

static int query_designated(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct asked in = {0};
    struct yb_query_designated_out out;
    int result = YB_READ(x, "data", asked, &in, error);

    if (result == YB_OK)
        result = yb_app_query_designated(&x->call, in.psn_no, in.biz_appy_type, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "psnfixmedin", YB_BINDS(designated_row),
                            (struct yb_rows){out.psnfixmedin, out.count, sizeof *out.psnfixmedin});
    return result;
}

static const struct yb_bind referrals_asked[] = {
    BIND_ID(yb_query_referrals_in, psn_no),
    BIND_MS(yb_query_referrals_in, begntime),
    BIND_UNTIL(yb_query_referrals_in, endtime),
};

static const struct yb_bind referral_row[] = {
    BIND_ID(yb_referral_row, psn_no),
    BIND_TEXT(yb_referral_row, insutype),
    BIND_TEXT(yb_referral_row, dcla_souc),
    BIND_TEXT(yb_referral_row, psn_cert_type),
    BIND_TEXT(yb_referral_row, certno),
    BIND_TEXT(yb_referral_row, psn_name),
    BIND_TEXT(yb_referral_row, gend),
    BIND_DAY(yb_referral_row, brdy),
    BIND_TEXT(yb_referral_row, tel),
    BIND_TEXT(yb_referral_row, addr),
    BIND_TEXT(yb_referral_row, insu_optins),
    BIND_TEXT(yb_referral_row, emp_name),
    BIND_TEXT(yb_referral_row, diag_code),
    BIND_TEXT(yb_referral_row, diag_name),
    BIND_TEXT(yb_referral_row, dise_cond_dscr),
    BIND_TEXT(yb_referral_row, reflin_medins_no),
    BIND_TEXT(yb_referral_row, reflin_medins_name),
    BIND_TEXT(yb_referral_row, out_flag),
    BIND_DAY(yb_referral_row, refl_date),
    BIND_TEXT(yb_referral_row, refl_rea),
    BIND_DAY(yb_referral_row, begndate),
    BIND_DAY(yb_referral_row, enddate),
    BIND_TEXT(yb_referral_row, hosp_agre_refl_flag),
    BIND_TEXT(yb_referral_row, opter_id),
    BIND_TEXT(yb_referral_row, exp_content),
    BIND_MS(yb_referral_row, opt_time),
};

static int query_referrals(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_referrals_in in = {0};
    struct yb_query_referrals_out out;
    int result = YB_READ(x, "data", referrals_asked, &in, error);

    in.emergency = strcmp(x->interface->infno, "5380") == 0;
    if (result == YB_OK)
        result = yb_app_query_referrals(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "refmedin", YB_BINDS(referral_row),
                            (struct yb_rows){out.refmedin, out.count, sizeof *out.refmedin});
    return result;
}

static const struct yb_bind mapping_row[] = {
    BIND_TEXT(yb_mapping_row, fixmedins_hilist_id),
    BIND_TEXT(yb_mapping_row, fixmedins_hilist_name),
    BIND_TEXT(yb_mapping_row, list_type),
    BIND_TEXT(yb_mapping_row, med_list_codg),
    BIND_DAY(yb_mapping_row, begndate),
    BIND_DAY(yb_mapping_row, enddate),
    BIND_TEXT(yb_mapping_row, aprvno),
    BIND_TEXT(yb_mapping_row, dosform),
    BIND_TEXT(yb_mapping_row, exct_cont),
    BIND_TEXT(yb_mapping_row, item_cont),
    BIND_TEXT(yb_mapping_row, prcunt),
    BIND_TEXT(yb_mapping_row, spec),
    BIND_TEXT(yb_mapping_row, pacspec),
    BIND_TEXT(yb_mapping_row, memo),
};

static int upload_mappings(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_bound_rows rows;
    struct yb_upload_mappings_in in = {0};
    int result = yb_bind_read_all(YB_BINDS(mapping_row), x->input, "data",
                                  sizeof(struct yb_mapping_row), x->call.arena, &rows, error);

    if (result < 0)
        return result;
    in = (struct yb_upload_mappings_in){rows.rows, rows.count};
    return yb_app_upload_mappings(&x->call, &in, error);
}

static const struct yb_bind mapping_key[] = {
    BIND_TEXT(yb_cancel_mapping_in, fixmedins_code),
    BIND_TEXT(yb_cancel_mapping_in, fixmedins_hilist_id),
    BIND_TEXT(yb_cancel_mapping_in, list_type),
    BIND_TEXT(yb_cancel_mapping_in, med_list_codg),
};

static int cancel_mapping(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_cancel_mapping_in in = {0};
    int result = YB_READ(x, "data", mapping_key, &in, error);

    return result < 0 ? result : yb_app_cancel_mapping(&x->call, &in, error);
}

const struct yb_nhsa_handler yb_nhsa_handlers_filing[] = {
    {"2501", YB_NHSA_RECORDED, file_referral},
    {"2501A", YB_NHSA_RECORDED, file_referral},
    {"2502", YB_NHSA_RECORDED, cancel_referral},
    {"2503", YB_NHSA_RECORDED, file_chronic},
    {"2504", YB_NHSA_RECORDED, cancel_chronic},
    {"2505", YB_NHSA_RECORDED, file_institution},
    {"2506", YB_NHSA_RECORDED, cancel_institution},
    {"2507", YB_NHSA_RECORDED, file_injury},
    {"5304", YB_NHSA_LOOKED, query_referrals},
    {"3301", YB_NHSA_RECORDED, upload_mappings},
    {"3302", YB_NHSA_RECORDED, cancel_mapping},
    {"5301", YB_NHSA_LOOKED, query_chronic},
    {"2580", YB_NHSA_RECORDED, file_referral},
    {"2581", YB_NHSA_RECORDED, cancel_emergency},
    {"5380", YB_NHSA_LOOKED, query_referrals},
    {"5302", YB_NHSA_LOOKED, query_designated},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
