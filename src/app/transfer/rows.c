#include "app/transfer/rows.h"

#include "app/family/share.h"
#include "app/filing/filing.h"
#include "app/person/person.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "base/day.h"
#include "base/identity.h"
#include "base/money.h"
#include "engine/policy/policy.h"
#include "store/fixmedins.h"
#include "store/goods.h"

/* ---- cells ---- */

static int read_TEXT(struct yb_call *call, const char *name, struct yb_text cell,
                     struct yb_text *value, struct yb_error *error)
{
    (void)call, (void)name, (void)error;
    *value = cell;
    return YB_OK;
}

static int read_INT(struct yb_call *call, const char *name, struct yb_text cell, int64_t *value,
                    struct yb_error *error)
{
    (void)call;
    *value = 0;
    if (!cell.length || (yb_text_to_int64(cell, value) && *value >= 0))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, name, cell);
}

static int read_DAY(struct yb_call *call, const char *name, struct yb_text cell, int32_t *value,
                    struct yb_error *error)
{
    (void)call;
    *value = YB_DAY_NONE;
    if (!cell.length || yb_day_parse(cell, value))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, name, cell);
}

static int read_TIME(struct yb_call *call, const char *name, struct yb_text cell, int64_t *value,
                     struct yb_error *error)
{
    (void)call;
    *value = 0;
    if (!cell.length || yb_instant_parse(cell, value))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, name, cell);
}

static int read_SEALED(struct yb_call *call, const char *name, struct yb_text cell,
                       struct yb_text *value, struct yb_error *error)
{
    (void)name;
    return yb_seal_text(call, cell, value, error);
}

/* An empty cell keeps what stands in *value. */
static int read_KEPT(struct yb_call *call, const char *name, struct yb_text cell,
                     struct yb_text *value, struct yb_error *error)
{
    if (!cell.length)
        return YB_OK;
    return read_TEXT(call, name, yb_text_is(cell, "none") ? (struct yb_text){0} : cell, value,
                     error);
}

static int read_SECRET(struct yb_call *call, const char *name, struct yb_text cell,
                       struct yb_text *value, struct yb_error *error)
{
    if (!cell.length)
        return YB_OK;
    return read_SEALED(call, name, yb_text_is(cell, "none") ? (struct yb_text){0} : cell, value,
                       error);
}

/* One column after the other into the field of its name; stops at the first mistake. */
#define READ_COLUMN(type, name)                                                                    \
    if (rc == YB_OK)                                                                               \
        rc = read_##type(call, #name, *values++, &row->name, error);

static bool is_one_of(struct yb_text value, const char *const *words)
{
    while (*words && !yb_text_is(value, *words))
        words++;
    return *words != NULL;
}

static struct yb_text or_else(struct yb_text value, const char *otherwise)
{
    return value.length ? value : yb_text_of(otherwise);
}

/* ---- institutions, departments, practitioners ---- */

static int fill_institution(struct yb_call *call, const struct yb_text *values,
                            struct yb_fixmedins_row *row, struct yb_error *error)
{
    int rc = YB_OK;

#define YB_INSTITUTION_COLUMN(type, name, required, length) READ_COLUMN(type, name)
#include "app/transfer/table.def"
    row->fixmedins_stas = or_else(row->fixmedins_stas, "1");
    row->updt_time = call->now_ms;
    return rc;
}

/* Words of dimension.def about the institution itself, of each dimension one at most. */
static bool are_words(struct yb_text words)
{
    static const uint64_t known =
        UINT64_C(1) << YB_DIM_TIER | UINT64_C(1) << YB_DIM_KIND | UINT64_C(1) << YB_DIM_NETWORK;
    uint64_t met = 0;

    while (words.length) {
        const int value = yb_value_find(yb_text_split(words, ' ', &words));
        const uint64_t bit =
            value < 0 ? 0 : UINT64_C(1) << yb_value_dimension((enum yb_value)value);

        if (!(bit & known & ~met))
            return false;
        met |= bit;
    }
    return true;
}

static int check_institution(const struct yb_fixmedins_row *row, struct yb_error *error)
{
    static const char *const types[] = {"1", "2", "3", "4", "5", NULL};
    static const char *const states[] = {"1", "2", "3", NULL};
    int64_t number;

    if (row->fixmedins_code.length != 12)
        return yb_refuse(error, YB_E_WRONG_FORMAT, "fixmedins_code", row->fixmedins_code);
    if (!is_one_of(row->fixmedins_type, types))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "fixmedins_type", row->fixmedins_type);
    if (!are_words(row->tier))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "tier", row->tier);
    if (!is_one_of(row->fixmedins_stas, states))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "fixmedins_stas", row->fixmedins_stas);
    if (row->admdvs.length != 6 || !yb_text_to_int64(row->admdvs, &number))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "admdvs", row->admdvs);
    if (row->enddate != YB_DAY_NONE && row->enddate < row->begndate)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), row->enddate);
    return YB_OK;
}

int yb_take_institution(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    struct yb_fixmedins_row row;
    struct yb_error absent;
    int rc = yb_fixmedins_get(call->tx, values[0], &row, &absent);

    if (rc == YB_E_FIXMEDINS_NOT_FOUND)
        row = yb_fixmedins_row();
    else if (rc != YB_OK) {
        *error = absent;
        return rc;
    }
    rc = fill_institution(call, values, &row, error);
    if (rc == YB_OK)
        rc = check_institution(&row, error);
    return rc == YB_OK ? yb_fixmedins_put(call->tx, &row, error) : rc;
}

static int check_known(struct yb_call *call, struct yb_text fixmedins_code, struct yb_error *error)
{
    struct yb_fixmedins_row institution;

    return yb_fixmedins_get(call->tx, fixmedins_code, &institution, error);
}

static int check_times(int64_t begntime, int64_t endtime, struct yb_error *error)
{
    if (!endtime || endtime >= begntime)
        return YB_OK;
    return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("endtime"), yb_instant_day(endtime));
}

static int fill_department(struct yb_call *call, const struct yb_text *values,
                           struct yb_dept_row *row, struct yb_error *error)
{
    int rc = YB_OK;

#define YB_DEPARTMENT_COLUMN(type, name, required, length) READ_COLUMN(type, name)
#include "app/transfer/table.def"
    row->updt_time = call->now_ms;
    return rc;
}

int yb_take_department(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    struct yb_dept_row row = yb_dept_row();
    int rc = fill_department(call, values, &row, error);

    if (rc == YB_OK)
        rc = check_times(row.begntime, row.endtime, error);
    if (rc == YB_OK)
        rc = check_known(call, row.fixmedins_code, error);
    return rc == YB_OK ? yb_dept_put(call->tx, &row, error) : rc;
}

static int fill_practitioner(struct yb_call *call, const struct yb_text *values,
                             struct yb_prac_psn_row *row, struct yb_error *error)
{
    int rc = YB_OK;

#define YB_PRACTITIONER_COLUMN(type, name, required, length) READ_COLUMN(type, name)
#include "app/transfer/table.def"
    row->psn_cert_type = or_else(row->psn_cert_type, "01");
    row->hi_dr_flag = or_else(row->hi_dr_flag, "1");
    row->dr_stas = or_else(row->dr_stas, "1");
    row->updt_time = call->now_ms;
    return rc;
}

enum practitioner_column {
#define YB_PRACTITIONER_COLUMN(type, name, required, length) PRACTITIONER_##name,
#include "app/transfer/table.def"
    PRACTITIONER_COLUMNS
};

int yb_take_practitioner(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    static const char *const types[] = {"1", "2", "3", "4", NULL};
    struct yb_prac_psn_row row = yb_prac_psn_row();
    struct yb_text certno = values[PRACTITIONER_certno];
    uint8_t hash[YB_SM3_BYTES];
    int rc = fill_practitioner(call, values, &row, error);

    if (rc != YB_OK)
        return rc;
    if (!is_one_of(row.prac_psn_type, types))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "prac_psn_type", row.prac_psn_type);
    if (yb_text_is(row.psn_cert_type, "01") && !yb_identity_is_valid(certno))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "certno", yb_mask_certno(call->arena, certno));
    yb_proof_hash(&call->app->keys, certno, hash);
    row.certno_hash = (struct yb_text){(const char *)hash, sizeof(hash)};
    rc = check_times(row.begntime, row.endtime, error);
    if (rc == YB_OK)
        rc = check_known(call, row.fixmedins_code, error);
    return rc == YB_OK ? yb_prac_psn_put(call->tx, &row, error) : rc;
}

/* ---- people ---- */

enum person_column {
#define YB_PERSON_COLUMN(name, required, length) PERSON_##name,
#include "app/transfer/table.def"
    PERSON_COLUMNS
};

#define IDENTITIES_MAX 8 /* of one row */

/* "2303 2018-01-01 2018-12-31": one identity class. */
static int read_identity(struct yb_text cell, struct yb_identity_class_in *identity,
                         struct yb_error *error)
{
    struct yb_text rest = cell;
    struct yb_text type = yb_text_split(rest, ' ', &rest);
    struct yb_text from = yb_text_split(rest, ' ', &rest);

    *identity = (struct yb_identity_class_in){.psn_idet_type = type, .enddate = YB_DAY_NONE};
    if (yb_day_parse(from, &identity->begndate) &&
        (!rest.length || yb_day_parse(rest, &identity->enddate)))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, "idetinfo", cell);
}

static int read_identities(struct yb_text cell, struct yb_identity_class_in *identities,
                           size_t *count, struct yb_error *error)
{
    int rc = YB_OK;

    *count = 0;
    for (struct yb_text rest = cell; rc == YB_OK && rest.length;) {
        struct yb_text one = yb_text_trim(yb_text_split(rest, ';', &rest));

        if (*count == IDENTITIES_MAX)
            return yb_fail(error, YB_E_TOO_MANY, "idetinfo", "8", NULL);
        rc = read_identity(one, &identities[(*count)++], error);
    }
    return rc;
}

static int read_insured(struct yb_call *call, const struct yb_text *values,
                        struct yb_insured_in *insured, struct yb_error *error)
{
    struct yb_text balc = values[PERSON_balc];
    int rc;

    *insured = (struct yb_insured_in){.insutype = values[PERSON_insutype],
                                      .psn_type = values[PERSON_psn_type],
                                      .clct_tier = values[PERSON_clct_tier],
                                      .cvlserv_flag = values[PERSON_cvlserv_flag],
                                      .insuplc_admdvs = values[PERSON_insuplc_admdvs],
                                      .emp_no = values[PERSON_emp_no],
                                      .emp_name = values[PERSON_emp_name]};
    rc = read_DAY(call, "psn_insu_date", values[PERSON_psn_insu_date], &insured->psn_insu_date,
                  error);
    if (rc == YB_OK)
        rc = read_DAY(call, "paus_insu_date", values[PERSON_paus_insu_date],
                      &insured->paus_insu_date, error);
    if (rc == YB_OK)
        rc = read_DAY(call, "cont_clct_date", values[PERSON_cont_clct_date],
                      &insured->cont_clct_date, error);
    if (rc == YB_OK && balc.length && !yb_money_parse(balc, &insured->balc_fen))
        rc = yb_refuse(error, YB_E_WRONG_FORMAT, "balc", balc);
    return rc;
}

int yb_take_person(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    struct yb_insured_in insured;
    struct yb_identity_class_in identities[IDENTITIES_MAX];
    struct yb_register_person_in person = {.psn_cert_type = values[PERSON_psn_cert_type],
                                           .certno = values[PERSON_certno],
                                           .psn_name = values[PERSON_psn_name],
                                           .gend = values[PERSON_gend],
                                           .naty = values[PERSON_naty],
                                           .card_no = values[PERSON_card_no],
                                           .token = values[PERSON_token],
                                           .tel = values[PERSON_tel],
                                           .addr = values[PERSON_addr],
                                           .insuinfo = &insured,
                                           .insuinfo_count = 1,
                                           .idetinfo = identities};
    struct yb_register_person_out out;
    int rc = read_DAY(call, "brdy", values[PERSON_brdy], &person.brdy, error);

    if (!values[PERSON_insutype].length && !values[PERSON_psn_type].length &&
        !values[PERSON_psn_insu_date].length)
        person.insuinfo_count = 0;
    else if (rc == YB_OK)
        rc = read_insured(call, values, &insured, error);
    if (rc == YB_OK)
        rc = read_identities(values[PERSON_idetinfo], identities, &person.idetinfo_count, error);
    return rc == YB_OK ? yb_app_register_person(call, &person, &out, error) : rc;
}

/* ---- filings ---- */

enum filing_column {
#define YB_FILING_COLUMN(name, required, length) FILING_##name,
#include "app/transfer/table.def"
    FILING_COLUMNS
};

struct filing_days {
    int32_t begndate, enddate;
};

static int take_referral(struct yb_call *call, int64_t psn_no, const struct yb_text *values,
                         struct filing_days days, struct yb_error *error)
{
    struct yb_file_referral_in in = {.psn_no = psn_no,
                                     .insutype = values[FILING_insutype],
                                     .diag_code = values[FILING_dise_codg],
                                     .diag_name = values[FILING_dise_name],
                                     .reflin_medins_no = values[FILING_fixmedins_code],
                                     .reflin_medins_name = values[FILING_fixmedins_name],
                                     .mdtrtarea_admdvs = values[FILING_mdtrtarea_admdvs],
                                     .refl_type = values[FILING_refl_type],
                                     .refl_rea = values[FILING_refl_rea],
                                     .refl_date = days.begndate,
                                     .begndate = days.begndate,
                                     .enddate = days.enddate};
    struct yb_file_out out;

    return yb_app_file_referral(call, &in, &out, error);
}

static int take_chronic(struct yb_call *call, int64_t psn_no, const struct yb_text *values,
                        struct filing_days days, struct yb_error *error)
{
    struct yb_file_chronic_in in = {.psn_no = psn_no,
                                    .insutype = values[FILING_insutype],
                                    .opsp_dise_code = values[FILING_dise_codg],
                                    .opsp_dise_name = values[FILING_dise_name],
                                    .ide_fixmedins_no = values[FILING_fixmedins_code],
                                    .ide_fixmedins_name = values[FILING_fixmedins_name],
                                    .diag_dr_codg = values[FILING_diag_dr_codg],
                                    .diag_dr_name = values[FILING_diag_dr_name],
                                    .memo = values[FILING_memo],
                                    .hosp_ide_date = days.begndate,
                                    .begndate = days.begndate,
                                    .enddate = days.enddate};
    struct yb_file_out out;

    return yb_file_chronic(call, &in, &(struct yb_chronic_terms){.decided = true}, &out, error);
}

static int take_designated(struct yb_call *call, int64_t psn_no, const struct yb_text *values,
                           struct filing_days days, struct yb_error *error)
{
    struct yb_file_institution_in in = {.psn_no = psn_no,
                                        .biz_appy_type =
                                            or_else(values[FILING_biz_appy_type], "03"),
                                        .fix_srt_no = or_else(values[FILING_fix_srt_no], "1"),
                                        .fixmedins_code = values[FILING_fixmedins_code],
                                        .fixmedins_name = values[FILING_fixmedins_name],
                                        .memo = values[FILING_memo],
                                        .begndate = days.begndate,
                                        .enddate = days.enddate};
    struct yb_file_out out;

    return yb_app_file_institution(call, &in, &out, error);
}

int yb_take_filing(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    static const struct {
        const char *kind;
        int (*take)(struct yb_call *, int64_t, const struct yb_text *, struct filing_days,
                    struct yb_error *);
    } kinds[] = {{"2501", take_referral}, {"2503", take_chronic}, {"2505", take_designated}};
    struct yb_certificate certificate = {.mdtrt_cert_type = YB_TEXT("02"),
                                         .mdtrt_cert_no = values[FILING_certno]};
    struct filing_days days;
    int64_t psn_no;
    int rc = yb_app_find_person(call, &certificate, &psn_no, error);

    if (rc == YB_OK)
        rc = read_DAY(call, "begndate", values[FILING_begndate], &days.begndate, error);
    if (rc == YB_OK)
        rc = read_DAY(call, "enddate", values[FILING_enddate], &days.enddate, error);
    if (rc != YB_OK)
        return rc;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (yb_text_is(values[FILING_filing_kind], kinds[i].kind))
            return kinds[i].take(call, psn_no, values, days, error);
    return yb_refuse(error, YB_E_UNKNOWN_CODE, "filing_kind", values[FILING_filing_kind]);
}

enum share_column {
#define YB_SHARE_COLUMN(name, required, length) SHARE_##name,
#include "app/transfer/table.def"
};

int yb_take_share(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    const struct yb_certificate holder = {.certno = values[SHARE_certno]};
    const struct yb_certificate user = {.certno = values[SHARE_user_certno]};
    struct yb_share_in in = {.share_rlts = values[SHARE_share_rlts]};
    struct yb_share_out out;
    int rc = yb_app_find_person(call, &holder, &in.psn_no, error);

    if (rc == YB_OK)
        rc = yb_app_find_person(call, &user, &in.user_psn_no, error);
    if (rc == YB_OK)
        rc = read_DAY(call, "begndate", values[SHARE_begndate], &in.begndate, error);
    if (rc == YB_OK)
        rc = read_DAY(call, "enddate", values[SHARE_enddate], &in.enddate, error);
    return rc == YB_OK ? yb_app_share_account(call, &in, &out, error) : rc;
}

/* "12345": each day once, rising. */
static bool are_weekdays(struct yb_text days)
{
    for (size_t i = 0; i < days.length; i++)
        if (days.bytes[i] < '1' || days.bytes[i] > '7' || (i && days.bytes[i] <= days.bytes[i - 1]))
            return false;
    return days.length > 0;
}

int yb_take_duty(struct yb_call *call, const struct yb_text *values, struct yb_error *error)
{
    struct yb_prac_duty_row duty = yb_prac_duty_row(), *row = &duty;
    struct yb_fixmedins_row institution;
    int rc = yb_fixmedins_get(call->tx, values[0], &institution, error);

#define YB_DUTY_COLUMN(type, name, required, length) READ_COLUMN(type, name)
#include "app/transfer/table.def"
    if (rc == YB_OK && !are_weekdays(row->weekdays))
        rc = yb_refuse(error, YB_E_WRONG_FORMAT, "weekdays", row->weekdays);
    if (rc == YB_OK && row->enddate != YB_DAY_NONE && row->enddate < row->begndate)
        rc = yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), row->enddate);
    row->updt_time = call->now_ms;
    return rc == YB_OK ? yb_prac_duty_put(call->tx, row, error) : rc;
}
