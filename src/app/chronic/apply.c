/* Applications at the counter. */
#include "app/chronic/chronic.h"
#include "app/institution/service.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/catalogue.h"
#include "store/document.h"
#include "store/filing.h"
#include "store/psn.h"

/* Institutions chosen: in service on the first day, none twice, not too many. */
static int check_chosen(struct yb_call *call, struct yb_text chosen, int32_t day,
                        struct yb_error *error)
{
    int count = 0, rc = YB_OK;

    while (rc == YB_OK && chosen.length) {
        struct yb_text code = yb_text_split(chosen, ',', &chosen), rest = chosen;
        struct yb_service service;

        if (++count > call->app->rules->chronic_institutions_most)
            return yb_refuse_number(error, YB_E_TOO_MANY, "fix_medins",
                                    call->app->rules->chronic_institutions_most);
        while (rest.length)
            if (yb_text_equal(yb_text_split(rest, ',', &rest), code))
                return yb_refuse(error, YB_E_EXISTS, "fix_medins", code);
        rc = yb_service_of(call, code, day, &service, error);
    }
    return rc;
}

/* The first day after what it renews; that must be this person's, of this disease, and ending. */
static int check_renewed(struct yb_call *call, const struct yb_chronic_apply_in *in, int32_t today,
                         int32_t *first, struct yb_error *error)
{
    struct yb_filing_row old;
    enum yb_chronic_state state;
    int rc;

    if (!in->renews_sn)
        return YB_OK;
    rc = yb_chronic_get(call, in->reach, in->filing.psn_no, in->renews_sn, &old, error);
    if (rc != YB_OK)
        return rc;
    state = yb_chronic_state_of(call->app->rules, &old, today);
    if ((state != YB_CHRONIC_EXPIRING && state != YB_CHRONIC_ENDED) ||
        yb_filing_is_two_diseases(&old) || !yb_text_equal(old.dise_codg, in->filing.opsp_dise_code))
        return yb_refuse_id(error, YB_E_FILING_STATE, in->renews_sn, NULL);
    if (*first <= old.enddate)
        *first = old.enddate + 1;
    return YB_OK;
}

/* The disease's name, by the published list; where there is none the code must do. */
static int find_name(struct yb_call *call, struct yb_file_chronic_in *filing,
                     struct yb_error *error)
{
    struct yb_code_item_list codes;
    int rc =
        yb_code_item_find(call->tx, YB_TEXT("opsp_dise"), filing->opsp_dise_code, &codes, error);

    if (rc == YB_OK)
        filing->opsp_dise_name =
            codes.count ? codes.rows[codes.count - 1].name : filing->opsp_dise_code;
    return rc;
}

static int prepare(struct yb_call *call, const struct yb_chronic_apply_in *in,
                   struct yb_file_chronic_in *filing, struct yb_error *error)
{
    int32_t today = yb_instant_day(call->now_ms);
    struct yb_service service;
    int rc;

    *filing = in->filing;
    if (filing->hosp_ide_date > today) /* a hospital has identified, or it has not */
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("hosp_ide_date"),
                             filing->hosp_ide_date);
    if (filing->begndate == YB_DAY_NONE)
        filing->begndate = today;
    rc = check_renewed(call, in, today, &filing->begndate, error);
    if (rc == YB_OK)
        rc = find_name(call, filing, error);
    if (rc == YB_OK)
        rc = yb_service_of(call, filing->ide_fixmedins_no, today, &service, error);
    if (rc == YB_OK)
        rc = check_chosen(call, in->fix_medins, today, error);
    if (rc == YB_OK)
        filing->ide_fixmedins_name = service.fixmedins_name;
    return rc;
}

static int add_documents(struct yb_call *call, const struct yb_chronic_apply_in *in,
                         int64_t trt_dcla_detl_sn, struct yb_error *error)
{
    const struct yb_document_of of = {in->filing.psn_no, trt_dcla_detl_sn, in->user};
    struct yb_document_list list;
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < in->document_count; i++)
        rc = yb_app_add_document(call, &of, &in->documents[i], error);
    if (rc == YB_OK)
        rc = yb_document_list(call->tx, of.psn_no, of.owner_id, &list, error);
    return rc == YB_OK ? yb_documents_check(call, yb_text_of(call->app->rules->chronic_evidence),
                                            &list, error)
                       : rc;
}

int yb_app_chronic_apply(struct yb_call *call, const struct yb_chronic_apply_in *in,
                         struct yb_file_out *out, struct yb_error *error)
{
    const struct yb_chronic_terms terms = {.counter = true,
                                           .apply_user = in->user,
                                           .idet_std =
                                               yb_identity_hidden(call->arena, in->idet_std),
                                           .fix_medins = in->fix_medins,
                                           .renews_sn = in->renews_sn};
    struct yb_file_chronic_in filing;
    struct yb_filing_row row;
    int rc = prepare(call, in, &filing, error);

    if (rc == YB_OK)
        rc = yb_file_chronic(call, &filing, &terms, out, error);
    if (rc == YB_OK)
        rc = yb_filing_get(call->tx, filing.psn_no, out->trt_dcla_detl_sn, &row, error);
    if (rc == YB_OK && !yb_reaches(in->reach, row.insuplc_admdvs, row.fixmedins_code))
        rc = yb_refuse_id(error, YB_E_PSN_NOT_FOUND, filing.psn_no, NULL);
    return rc == YB_OK ? add_documents(call, in, out->trt_dcla_detl_sn, error) : rc;
}
