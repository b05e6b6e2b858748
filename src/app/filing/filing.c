#include "app/filing/filing.h"

#include <string.h>

#include "app/filing/filing_internal.h"
#include "app/institution/service.h"
#include "app/person/insured.h"
#include "app/person/person.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/catalogue.h"
#include "store/filing.h"
#include "store/psn.h"

#define APPLIED   YB_TEXT("0")
#define IN_FORCE  YB_TEXT("1")
#define WITHDRAWN YB_TEXT("2")

static bool is_in_force(const struct yb_filing_row *filing)
{
    return yb_text_equal(filing->filing_stas, IN_FORCE);
}

static bool is_live(const struct yb_filing_row *filing)
{
    return is_in_force(filing) || yb_text_equal(filing->filing_stas, APPLIED);
}

/* True when the days of force of two filings meet. An end of YB_DAY_NONE is open. */
static bool overlaps(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return (a->enddate == YB_DAY_NONE || b->begndate <= a->enddate) &&
           (b->enddate == YB_DAY_NONE || a->begndate <= b->enddate);
}

/* The scheme: as asked, or the one the person is insured in; it must be in force on the first day.
 */
static int check_insured(struct yb_call *call, struct yb_filing_row *filing, struct yb_error *error)
{
    const struct yb_psn_insu_row *insured;
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(call->tx, filing->psn_no, &list, error);

    if (rc == YB_OK)
        rc = yb_insured_pick(&list, filing->insutype, filing->begndate, &insured, error);
    if (rc == YB_OK) {
        filing->insutype = insured->insutype;
        filing->insuplc_admdvs = insured->insuplc_admdvs;
    }
    return rc;
}

static int check_days(const struct yb_filing_row *filing, struct yb_error *error)
{
    if (filing->enddate == YB_DAY_NONE || filing->enddate >= filing->begndate)
        return YB_OK;
    return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), filing->enddate);
}

/* An institution of this region must be in service, and has its name; one elsewhere is taken by the
 * name that was sent. */
static int check_institution(struct yb_call *call, struct yb_filing_row *filing,
                             const struct yb_filing_kind *kind, struct yb_error *error)
{
    struct yb_service service;
    int rc;

    if (filing->mdtrtarea_admdvs.length && !yb_text_is(filing->mdtrtarea_admdvs, call->app->region))
        return YB_OK;
    if (!filing->fixmedins_code.length && kind->place_may_be_open)
        return YB_OK;
    rc = yb_service_of(call, filing->fixmedins_code, filing->begndate, &service, error);
    if (rc == YB_OK && !filing->fixmedins_name.length)
        filing->fixmedins_name = service.fixmedins_name;
    return rc;
}

/* Whether a code may be of a list: it is in it, or no such list has been published here. */
static int may_be_of(struct yb_call *call, const char *list_name, struct yb_text code, bool *may,
                     struct yb_error *error)
{
    struct yb_catalogue_ver_list versions;
    struct yb_code_item_list codes;
    int rc = yb_catalogue_ver_list(call->tx, YB_TEXT(""), yb_text_of(list_name), &versions, error);

    *may = rc == YB_OK && versions.count == 0;
    if (rc != YB_OK || *may)
        return rc;
    rc = yb_code_item_find(call->tx, yb_text_of(list_name), code, &codes, error);
    *may = rc == YB_OK && codes.count != 0;
    return rc;
}

int yb_filing_check_code(struct yb_call *call, const struct yb_filing_kind *kind,
                         struct yb_text code, struct yb_error *error)
{
    bool may = false;
    int rc = may_be_of(call, kind->disease_list, code, &may, error);

    if (rc == YB_OK && !may && kind->other_list)
        rc = may_be_of(call, kind->other_list, code, &may, error);
    return rc == YB_OK && !may ? yb_refuse(error, YB_E_UNKNOWN_CODE, kind->disease_field, code)
                               : rc;
}

bool yb_filing_same_disease(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return yb_text_equal(a->insutype, b->insutype) && yb_text_equal(a->dise_codg, b->dise_codg);
}

static bool same_place(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return yb_text_equal(a->biz_appy_type, b->biz_appy_type) &&
           (yb_text_equal(a->fix_srt_no, b->fix_srt_no) ||
            yb_text_equal(a->fixmedins_code, b->fixmedins_code));
}

static bool same_referral(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return yb_text_equal(a->fixmedins_code, b->fixmedins_code) &&
           yb_text_equal(a->dise_codg, b->dise_codg);
}

static bool same_injury(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return a->trum_time == b->trum_time && yb_text_equal(a->fixmedins_code, b->fixmedins_code);
}

static const struct yb_filing_kind referral = {
    .infno = "2501", .disease_list = "icd10", .disease_field = "diag_code", .same = same_referral};
static const struct yb_filing_kind emergency = {.infno = "2580",
                                                .disease_list = "icd10",
                                                .disease_field = "diag_code",
                                                .same = same_referral,
                                                .place_may_be_open = true};
static const struct yb_filing_kind chronic = {.infno = "2503",
                                              .disease_list = "opsp_dise",
                                              .disease_field = "opsp_dise_code",
                                              .same = yb_filing_same_disease};
static const struct yb_filing_kind designated = {.infno = "2505", .same = same_place};
static const struct yb_filing_kind injury = {
    .infno = "2507", .same = same_injury, .place_may_be_open = true};

/* Refuses a second filing in force of the same thing in the same days. */
static int check_alone(struct yb_call *call, const struct yb_filing_row *filing,
                       const struct yb_filing_kind *kind, struct yb_error *error)
{
    struct yb_filing_list list;
    int rc = yb_filing_list(call->tx, filing->psn_no, filing->filing_kind, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (list.rows[i].trt_dcla_detl_sn != filing->trt_dcla_detl_sn && is_live(&list.rows[i]) &&
            overlaps(&list.rows[i], filing) && kind->same(&list.rows[i], filing))
            rc = yb_refuse_id(error, YB_E_FILING_OVERLAPS, list.rows[i].trt_dcla_detl_sn, NULL);
    return rc;
}

int yb_filing_seal(struct yb_call *call, const struct yb_filing_plain *plain,
                   struct yb_filing_row *filing, struct yb_error *error)
{
    const struct {
        struct yb_text from, *to;
    } pairs[] = {{plain->tel, &filing->tel},
                 {plain->addr, &filing->addr},
                 {plain->agnter_certno, &filing->agnter_certno},
                 {plain->agnter_tel, &filing->agnter_tel},
                 {plain->agnter_addr, &filing->agnter_addr},
                 {plain->agnter_name, &filing->agnter_name},
                 {plain->spus_name, &filing->spus_name},
                 {plain->spus_certno, &filing->spus_certno}};
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < sizeof(pairs) / sizeof(pairs[0]); i++)
        rc = yb_seal_text(call, pairs[i].from, pairs[i].to, error);
    return rc;
}

int yb_filing_write(struct yb_call *call, struct yb_filing_row *filing,
                    const struct yb_filing_kind *kind, struct yb_file_out *out,
                    struct yb_error *error)
{
    int rc = check_days(filing, error);

    filing->filing_kind = yb_text_of(kind->infno);
    if (kind->biz_appy_type)
        filing->biz_appy_type = yb_text_of(kind->biz_appy_type);
    if (rc == YB_OK)
        rc = yb_psn_lock(call->tx, filing->psn_no, error);
    if (rc == YB_OK)
        rc = check_insured(call, filing, error);
    if (rc == YB_OK)
        rc = check_institution(call, filing, kind, error);
    if (rc == YB_OK && kind->disease_list)
        rc = yb_filing_check_code(call, kind, filing->dise_codg, error);
    if (rc == YB_OK)
        rc = check_alone(call, filing, kind, error);
    if (rc != YB_OK)
        return rc;
    filing->trt_dcla_detl_sn = yb_id_next(&call->app->ids, call->now_ms);
    if (!filing->filing_stas.length)
        filing->filing_stas = IN_FORCE;
    filing->opter_id = call->actor->opter;
    filing->crte_time = call->now_ms;
    out->trt_dcla_detl_sn = filing->trt_dcla_detl_sn;
    call->made.psn_no = filing->psn_no;
    return yb_filing_add(call->tx, filing, error);
}

int yb_app_file_referral(struct yb_call *call, const struct yb_file_referral_in *in,
                         struct yb_file_out *out, struct yb_error *error)
{
    struct yb_filing_row filing = yb_filing_row();
    struct yb_filing_plain plain = {.tel = in->tel, .addr = in->addr};
    int rc = yb_filing_seal(call, &plain, &filing, error);

    filing.psn_no = in->psn_no;
    filing.insutype = in->insutype;
    filing.insu_optins = in->insu_optins;
    filing.dise_codg = in->diag_code;
    filing.dise_name = in->diag_name;
    filing.dise_cond_dscr = in->dise_cond_dscr;
    filing.fixmedins_code = in->reflin_medins_no;
    filing.fixmedins_name = in->reflin_medins_name;
    filing.mdtrtarea_admdvs = in->mdtrtarea_admdvs;
    filing.hosp_agre_refl_flag = in->hosp_agre_refl_flag;
    filing.refl_type = in->refl_type;
    filing.refl_date = in->refl_date;
    filing.refl_rea = in->refl_rea;
    filing.refl_opnn = in->refl_opnn;
    filing.refl_old_mdtrt_id = in->refl_old_mdtrt_id;
    filing.refl_used_flag = in->refl_used_flag;
    filing.exp_content = in->exp_content;
    filing.begndate = in->begndate == YB_DAY_NONE ? in->refl_date : in->begndate;
    filing.enddate = in->enddate;
    return rc == YB_OK
               ? yb_filing_write(call, &filing, in->emergency ? &emergency : &referral, out, error)
               : rc;
}

int yb_chronic_check_alone(struct yb_call *call, const struct yb_filing_row *filing,
                           struct yb_error *error)
{
    return check_alone(call, filing, &chronic, error);
}

void yb_filing_to_review(const struct yb_call *call, struct yb_filing_row *filing)
{
    filing->filing_stas = APPLIED;
    filing->rev_round =
        yb_chronic_round(call->app->rules, filing->dise_codg, yb_instant_day(call->now_ms));
}

/* Where the agency reviews, and at the counter, it is applied for first. */
static void apply_terms(struct yb_call *call, const struct yb_chronic_terms *terms,
                        struct yb_filing_row *filing)
{
    const struct yb_settle_rules *rules = call->app->rules;

    filing->apply_souc = terms->counter ? YB_TEXT("2") : YB_TEXT("1");
    filing->apply_user = terms->apply_user;
    filing->idet_std = terms->idet_std;
    filing->fix_medins = terms->fix_medins;
    if (terms->renews_sn)
        filing->renews_sn =
            yb_text_of(yb_arena_format(call->arena, "%lld", (long long)terms->renews_sn));
    if (!terms->decided && (terms->counter || rules->chronic_reviewed))
        yb_filing_to_review(call, filing);
}

int yb_app_file_chronic(struct yb_call *call, const struct yb_file_chronic_in *in,
                        struct yb_file_out *out, struct yb_error *error)
{
    return yb_file_chronic(call, in, &(struct yb_chronic_terms){0}, out, error);
}

int yb_file_chronic(struct yb_call *call, const struct yb_file_chronic_in *in,
                    const struct yb_chronic_terms *terms, struct yb_file_out *out,
                    struct yb_error *error)
{
    struct yb_filing_row filing = yb_filing_row();
    struct yb_filing_plain plain = {.tel = in->tel, .addr = in->addr};
    int rc = yb_filing_seal(call, &plain, &filing, error);

    filing.psn_no = in->psn_no;
    filing.insutype = in->insutype;
    filing.insu_optins = in->insu_optins;
    filing.dise_codg = in->opsp_dise_code;
    filing.dise_name = in->opsp_dise_name;
    filing.fixmedins_code = in->ide_fixmedins_no;
    filing.fixmedins_name = in->ide_fixmedins_name;
    filing.hosp_ide_date = in->hosp_ide_date;
    filing.diag_dr_codg = in->diag_dr_codg;
    filing.diag_dr_name = in->diag_dr_name;
    filing.begndate = in->begndate;
    filing.enddate = in->enddate;
    filing.selfdef_splm_flag = in->selfdef_splm_flag;
    filing.memo = in->memo;
    filing.exp_content = in->exp_content;
    apply_terms(call, terms, &filing);
    return rc == YB_OK ? yb_filing_write(call, &filing, &chronic, out, error) : rc;
}

int yb_app_file_institution(struct yb_call *call, const struct yb_file_institution_in *in,
                            struct yb_file_out *out, struct yb_error *error)
{
    struct yb_filing_row filing = yb_filing_row();
    struct yb_filing_plain plain = {.tel = in->tel,
                                    .addr = in->addr,
                                    .agnter_certno = in->agnter_certno,
                                    .agnter_tel = in->agnter_tel,
                                    .agnter_addr = in->agnter_addr,
                                    .agnter_name = in->agnter_name};
    int rc = yb_filing_seal(call, &plain, &filing, error);

    filing.psn_no = in->psn_no;
    filing.biz_appy_type = in->biz_appy_type;
    filing.agnter_cert_type = in->agnter_cert_type;
    filing.agnter_rlts = in->agnter_rlts;
    filing.fix_srt_no = in->fix_srt_no;
    filing.fixmedins_code = in->fixmedins_code;
    filing.fixmedins_name = in->fixmedins_name;
    filing.begndate = in->begndate;
    filing.enddate = in->enddate;
    filing.memo = in->memo;
    filing.exp_content = in->exp_content;
    return rc == YB_OK ? yb_filing_write(call, &filing, &designated, out, error) : rc;
}

int yb_filing_check_who(struct yb_call *call, const struct yb_certificate *said, int64_t psn_no,
                        struct yb_error *error)
{
    int64_t found = 0;
    int rc = yb_app_find_person(call, said, &found, error);

    if (rc == YB_OK && psn_no != found)
        rc = yb_refuse_text(error, YB_E_PSN_NOT_FOUND, yb_mask_certno(call->arena, said->certno));
    return rc;
}

/* Nobody is hurt after today, or after the filing's last day. */
static int check_injury(struct yb_call *call, const struct yb_file_injury_in *in,
                        struct yb_error *error)
{
    const struct yb_certificate said = {
        .psn_cert_type = in->psn_cert_type, .certno = in->certno, .psn_name = in->psn_name};

    if (in->trum_time != YB_DAY_NONE &&
        (in->trum_time > yb_instant_day(call->now_ms) ||
         (in->enddate != YB_DAY_NONE && in->trum_time > in->enddate)))
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("trum_time"), in->trum_time);
    return yb_filing_check_who(call, &said, in->psn_no, error);
}

int yb_app_file_injury(struct yb_call *call, const struct yb_file_injury_in *in,
                       struct yb_file_out *out, struct yb_error *error)
{
    struct yb_filing_row filing = yb_filing_row();
    struct yb_filing_plain plain = {.tel = in->tel,
                                    .addr = in->addr,
                                    .agnter_certno = in->agnter_certno,
                                    .agnter_tel = in->agnter_tel,
                                    .agnter_addr = in->agnter_addr,
                                    .agnter_name = in->agnter_name};
    int rc = check_injury(call, in, error);

    if (rc == YB_OK)
        rc = yb_filing_seal(call, &plain, &filing, error);
    filing.psn_no = in->psn_no;
    filing.insutype = in->insutype;
    filing.mdtrtarea_admdvs = in->mdtrtarea_admdvs;
    filing.fixmedins_code = in->fixmedins_code;
    filing.fixmedins_name = in->fixmedins_name;
    filing.agnter_cert_type = in->agnter_cert_type;
    filing.agnter_rlts = in->agnter_rlts;
    filing.trum_site = in->trum_site;
    filing.trum_rea = in->trum_rea;
    filing.trum_time = in->trum_time;
    filing.adm_time = in->adm_time;
    filing.chk_pay_flag = in->chk_pay_flag;
    filing.begndate = in->begndate;
    filing.enddate = in->enddate;
    filing.memo = in->memo;
    return rc == YB_OK ? yb_filing_write(call, &filing, &injury, out, error) : rc;
}

/* Registrations of the two diseases share the kind of the chronic register they stand in. */
static bool is_of(const struct yb_filing_row *filing, const struct yb_filing_kind *kind)
{
    if (!yb_text_is(filing->filing_kind, kind->infno))
        return false;
    return kind->biz_appy_type ? yb_text_is(filing->biz_appy_type, kind->biz_appy_type)
                               : !yb_filing_is_two_diseases(filing);
}

int yb_filing_withdraw(struct yb_call *call, const struct yb_cancel_filing_in *in,
                       const struct yb_filing_kind *kind, struct yb_error *error)
{
    struct yb_filing_row filing;
    int rc = yb_psn_lock(call->tx, in->psn_no, error);

    if (rc == YB_OK)
        rc = yb_filing_get(call->tx, in->psn_no, in->trt_dcla_detl_sn, &filing, error);
    if (rc == YB_OK && !is_of(&filing, kind))
        rc = yb_refuse_id(error, YB_E_FILING_NOT_FOUND, in->trt_dcla_detl_sn, NULL);
    if (rc == YB_OK && !is_live(&filing))
        rc = yb_refuse_id(error, YB_E_FILING_STATE, in->trt_dcla_detl_sn, NULL);
    if (rc != YB_OK)
        return rc;
    filing.filing_stas = WITHDRAWN;
    filing.cancel_time = call->now_ms;
    filing.cancel_memo = in->memo;
    call->made.psn_no = filing.psn_no;
    return yb_filing_put(call->tx, &filing, error);
}

int yb_app_cancel_referral(struct yb_call *call, const struct yb_cancel_filing_in *in,
                           struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &referral, error);
}

int yb_app_cancel_emergency(struct yb_call *call, const struct yb_cancel_filing_in *in,
                            struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &emergency, error);
}

int yb_app_cancel_chronic(struct yb_call *call, const struct yb_cancel_filing_in *in,
                          struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &chronic, error);
}

int yb_app_cancel_institution(struct yb_call *call, const struct yb_cancel_filing_in *in,
                              struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &designated, error);
}
