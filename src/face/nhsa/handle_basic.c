/* Sign-in, people, institutions, dictionaries, entitlement: 9001, 9002, 1101, 1201, 1901, 2001,
 * 5101, 5102. */
#include "app/institution/institution.h"
#include "app/institution/sign.h"
#include "app/query/person.h"
#include "face/nhsa/handler.h"

static const struct yb_bind sign_in_in[] = {
    BIND_TEXT(yb_sign_in_in, opter_no),
    BIND_TEXT(yb_sign_in_in, mac),
    BIND_TEXT(yb_sign_in_in, ip),
};
static const struct yb_bind sign_in_out[] = {
    BIND_MS(yb_sign_in_out, sign_time),
    BIND_TEXT(yb_sign_in_out, sign_no),
};

static int sign_in(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_sign_in_in in = {0};
    struct yb_sign_in_out out;
    int result = YB_READ(x, "signIn", sign_in_in, &in, error);

    if (result == YB_OK)
        result = yb_app_sign_in(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "signinoutb", YB_BINDS(sign_in_out), &out);
    return result;
}

static const struct yb_bind sign_out_in[] = {
    BIND_TEXT(yb_sign_out_in, sign_no),
    BIND_TEXT(yb_sign_out_in, opter_no),
};
static const struct yb_bind sign_out_out[] = {BIND_MS(yb_sign_out_out, sign_time)};

static int sign_out(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_sign_out_in in = {0};
    struct yb_sign_out_out out;
    int result = YB_READ(x, "signOut", sign_out_in, &in, error);

    if (result == YB_OK)
        result = yb_app_sign_out(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "signoutoutb", YB_BINDS(sign_out_out), &out);
    return result;
}

static const struct yb_bind person_in[] = {
    BIND_CERTIFICATE(yb_query_person_in, certificate),
    BIND_MS(yb_query_person_in, begntime),
};
static const struct yb_bind person_base[] = {
    BIND_ID(yb_person_base, psn_no),        BIND_TEXT(yb_person_base, psn_cert_type),
    BIND_TEXT(yb_person_base, certno),      BIND_TEXT(yb_person_base, psn_name),
    BIND_TEXT(yb_person_base, gend),        BIND_TEXT(yb_person_base, naty),
    BIND_DAY(yb_person_base, brdy),         YB_BIND_AS(yb_person_base, age, "age", YB_BIND_INT),
    BIND_TEXT(yb_person_base, exp_content),
};

/* One insured relation with the person's number: a client reads it there. */
struct insured {
    int64_t psn_no;
    const struct yb_person_insured *row;
};

#define INSURED(field)     YB_BIND_VIA(insured, row, yb_person_insured, field, #field, YB_BIND_TEXT)
#define INSURED_DAY(field) YB_BIND_VIA(insured, row, yb_person_insured, field, #field, YB_BIND_DAY)

static const struct yb_bind person_insured[] = {
    BIND_ID(insured, psn_no),
    YB_BIND_VIA(insured, row, yb_person_insured, balc_fen, "balc", YB_BIND_FEN),
    INSURED(insutype),
    INSURED(psn_type),
    INSURED(psn_insu_stas),
    INSURED(cvlserv_flag),
    INSURED(insuplc_admdvs),
    INSURED(emp_name),
    INSURED_DAY(psn_insu_date),
    INSURED_DAY(paus_insu_date),
};
static const struct yb_bind person_identity[] = {
    BIND_TEXT(yb_person_identity, psn_idet_type),
    BIND_TEXT(yb_person_identity, psn_type_lv),
    BIND_TEXT(yb_person_identity, memo),
    YB_BIND_AS(yb_person_identity, begndate, "begntime", YB_BIND_DAY),
    YB_BIND_AS(yb_person_identity, enddate, "endtime", YB_BIND_DAY),
};

static int query_person(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_person_in in = {0};
    struct yb_query_person_out out;
    struct insured *insured;
    int result = YB_READ(x, "data", person_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_person(&x->call, &in, &out, error);
    if (result < 0)
        return result;
    insured = YB_NEW_ARRAY(x->call.arena, struct insured, out.insuinfo_count + 1);
    if (!insured)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < out.insuinfo_count; i++)
        insured[i] = (struct insured){out.baseinfo.psn_no, &out.insuinfo[i]};
    yb_nhsa_output_object(&x->output, "baseinfo", YB_BINDS(person_base), &out.baseinfo);
    yb_nhsa_output_rows(&x->output, "insuinfo", YB_BINDS(person_insured),
                        (struct yb_rows){insured, out.insuinfo_count, sizeof *insured});
    yb_nhsa_output_rows(&x->output, "idetinfo", YB_BINDS(person_identity),
                        (struct yb_rows){out.idetinfo, out.idetinfo_count, sizeof *out.idetinfo});
    return YB_OK;
}

static const struct yb_bind institution_in[] = {
    BIND_TEXT(yb_query_institutions_in, fixmedins_type),
    BIND_TEXT(yb_query_institutions_in, fixmedins_name),
    BIND_TEXT(yb_query_institutions_in, fixmedins_code),
};
static const struct yb_bind institution_row[] = {
    BIND_TEXT(yb_institution_row, fixmedins_code), BIND_TEXT(yb_institution_row, fixmedins_name),
    BIND_TEXT(yb_institution_row, uscc),           BIND_TEXT(yb_institution_row, fixmedins_type),
    BIND_TEXT(yb_institution_row, hosp_lv),        BIND_TEXT(yb_institution_row, exp_content),
};

static int query_institutions(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_institutions_in in = {0};
    struct yb_query_institutions_out out;
    int result = YB_READ(x, "medinsinfo", institution_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_institutions(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "medinsinfo", YB_BINDS(institution_row),
                            (struct yb_rows){out.medinsinfo, out.count, sizeof *out.medinsinfo});
    return result;
}

struct dictionary_row {
    struct yb_text type, label, value;
    int64_t sort, version;
    struct yb_text valiFlag, createUser;
};

static const struct yb_bind dictionary_row[] = {
    BIND_TEXT(dictionary_row, type),       BIND_TEXT(dictionary_row, label),
    BIND_TEXT(dictionary_row, value),      BIND_INTEGER(dictionary_row, sort),
    BIND_TEXT(dictionary_row, valiFlag),   BIND_INTEGER(dictionary_row, version),
    BIND_TEXT(dictionary_row, createUser),
};

/* 1901: the dictionaries of the tables. All are valid, none has a parent, the program brings them;
 * since when a code is in force the published editions do not say. */
static int query_dictionary(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    const struct yb_nhsa_record *data = yb_nhsa_first(x->input, "data");
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(yb_nhsa_value(data, "type"));
    bool none = !dict || yb_nhsa_value(data, "parentValue").length > 0 ||
                yb_text_is(yb_nhsa_value(data, "valiFlag"), "0");
    size_t count = none ? 0 : dict->code_count;
    struct dictionary_row *rows = YB_NEW_ARRAY(x->call.arena, struct dictionary_row, count + 1);

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct yb_nhsa_code *code = &yb_nhsa_codes[dict->first_code + i];

        rows[code->order - 1] = (struct dictionary_row){yb_text_of(dict->name),
                                                        yb_text_of(code->label_zh),
                                                        yb_text_of(code->code),
                                                        code->order,
                                                        1,
                                                        YB_TEXT("1"),
                                                        YB_TEXT("yibao")};
    }
    yb_nhsa_output_rows(&x->output, "list", YB_BINDS(dictionary_row),
                        (struct yb_rows){rows, count, sizeof *rows});
    return YB_OK;
}

static const struct yb_bind entitlement_in[] = {
    BIND_ID(yb_check_entitlement_in, psn_no),
    BIND_TEXT(yb_check_entitlement_in, insutype),
    BIND_TEXT(yb_check_entitlement_in, fixmedins_code),
    BIND_TEXT(yb_check_entitlement_in, med_type),
    BIND_TEXT(yb_check_entitlement_in, dise_codg),
    BIND_MS(yb_check_entitlement_in, begntime),
    BIND_UNTIL(yb_check_entitlement_in, endtime),
};
static const struct yb_bind entitlement_row[] = {
    BIND_ID(yb_entitlement_row, psn_no),          BIND_TEXT(yb_entitlement_row, trt_chk_type),
    BIND_TEXT(yb_entitlement_row, fund_pay_type), BIND_TEXT(yb_entitlement_row, trt_enjymnt_flag),
    BIND_DAY(yb_entitlement_row, begndate),       BIND_DAY(yb_entitlement_row, enddate),
    BIND_TEXT(yb_entitlement_row, trt_chk_rslt),
};

static int check_entitlement(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_check_entitlement_in in = {0};
    struct yb_check_entitlement_out out;
    int result = YB_READ(x, "data", entitlement_in, &in, error);

    if (result == YB_OK)
        result = yb_app_check_entitlement(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "trtinfo", YB_BINDS(entitlement_row),
                            (struct yb_rows){out.trtinfo, out.count, sizeof *out.trtinfo});
    return result;
}

#define DEPT_TEXT(field) BIND_TEXT(yb_dept_row, field)
#define DEPT_TIME(field) YB_BIND_AS(yb_dept_row, field, #field, YB_BIND_INSTANT)

static const struct yb_bind department_row[] = {
    DEPT_TEXT(hosp_dept_codg),
    DEPT_TEXT(hosp_dept_name),
    DEPT_TIME(begntime),
    DEPT_TIME(endtime),
    DEPT_TEXT(itro),
    DEPT_TEXT(dept_resper_name),
    DEPT_TEXT(dept_resper_tel),
    DEPT_TEXT(dept_med_serv_scp),
    DEPT_TEXT(caty),
    DEPT_TIME(dept_estbdat),
    BIND_INTEGER(yb_dept_row, aprv_bed_cnt),
    BIND_INTEGER(yb_dept_row, hi_crtf_bed_cnt),
    DEPT_TEXT(poolarea_no),
    BIND_INTEGER(yb_dept_row, dr_psncnt),
    BIND_INTEGER(yb_dept_row, phar_psncnt),
    BIND_INTEGER(yb_dept_row, nurs_psncnt),
    BIND_INTEGER(yb_dept_row, tecn_psncnt),
    DEPT_TEXT(memo),
};

static int query_departments(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_dept_list out;
    int result = yb_app_query_departments(&x->call, &out, error);

    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "feedetail", YB_BINDS(department_row),
                            (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return result;
}

static const struct yb_bind practitioner_in[] = {
    BIND_TEXT(yb_query_practitioners_in, prac_psn_type),
    BIND_TEXT(yb_query_practitioners_in, psn_cert_type),
    BIND_TEXT(yb_query_practitioners_in, certno),
    BIND_TEXT(yb_query_practitioners_in, prac_psn_name),
    BIND_TEXT(yb_query_practitioners_in, prac_psn_code),
};
#define PRACTITIONER(field, kind)                                                                  \
    YB_BIND_VIA(yb_practitioner_view, prac_psn, yb_prac_psn_row, field, #field, kind)

static const struct yb_bind practitioner_row[] = {
    PRACTITIONER(psn_cert_type, YB_BIND_TEXT), BIND_TEXT(yb_practitioner_view, certno),
    PRACTITIONER(prac_psn_no, YB_BIND_TEXT),   PRACTITIONER(prac_psn_code, YB_BIND_TEXT),
    PRACTITIONER(prac_psn_name, YB_BIND_TEXT), PRACTITIONER(prac_psn_type, YB_BIND_TEXT),
    PRACTITIONER(prac_psn_cert, YB_BIND_TEXT), PRACTITIONER(prac_cert_no, YB_BIND_TEXT),
    PRACTITIONER(hi_dr_flag, YB_BIND_TEXT),    PRACTITIONER(begntime, YB_BIND_INSTANT),
    PRACTITIONER(endtime, YB_BIND_INSTANT),    PRACTITIONER(chg_rea, YB_BIND_TEXT),
};

static int query_practitioners(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_practitioners_in in = {0};
    struct yb_query_practitioners_out out;
    int result = YB_READ(x, "data", practitioner_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_practitioners(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_rows(&x->output, "feedetail", YB_BINDS(practitioner_row),
                            (struct yb_rows){out.feedetail, out.count, sizeof *out.feedetail});
    return result;
}

const struct yb_nhsa_handler yb_nhsa_handlers_basic[] = {
    {"9001", YB_NHSA_RECORDED, sign_in},
    {"9002", YB_NHSA_RECORDED, sign_out},
    {"1101", YB_NHSA_LOOKED, query_person},
    {"1201", YB_NHSA_ASKED, query_institutions},
    {"1901", YB_NHSA_AT_ONCE, query_dictionary},
    {"2001", YB_NHSA_LOOKED, check_entitlement},
    {"5101", YB_NHSA_ASKED, query_departments},
    {"5102", YB_NHSA_ASKED, query_practitioners},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
