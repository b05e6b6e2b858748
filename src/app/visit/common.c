/* What the use cases of visits share. See visit_internal.h. */
#include "app/visit/visit_internal.h"

#include "app/institution/service.h"
#include "app/person/insured.h"
#include "app/refuse.h"
#include "store/psn.h"

static const char *const state_names[] = {
    [YB_MDTRT_OPEN] = "OPEN",
    [YB_MDTRT_DISCHARGED] = "DISCHARGED",
    [YB_MDTRT_SETTLED] = "SETTLED",
    [YB_MDTRT_CANCELLED] = "CANCELLED",
};

int yb_visit_state(const struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    int64_t stas = mdtrt->mdtrt_stas;
    bool known = stas >= YB_MDTRT_OPEN && stas <= YB_MDTRT_CANCELLED;

    return yb_refuse_id(error, YB_E_MDTRT_STATE, mdtrt->mdtrt_id, known ? state_names[stas] : "?");
}

int yb_visit_check(struct yb_call *call, const struct yb_certificate *certificate,
                   struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    int32_t day = yb_instant_day(mdtrt->begntime);
    struct yb_service service;
    int rc;

    if (day > yb_instant_day(call->now_ms))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "begntime", "> now", NULL);
    rc = yb_service_of(call, mdtrt->fixmedins_code, day, &service, error);
    if (!rc && !mdtrt->mdtrtarea_admdvs.length)
        mdtrt->mdtrtarea_admdvs = service.admdvs;
    if (!rc)
        rc = yb_psn_lock(call->tx, mdtrt->psn_no, error);
    if (!rc)
        rc = yb_app_check_proof(call, certificate, mdtrt->psn_no, error);
    return rc;
}

static int cover(struct yb_call *call, struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    const struct yb_psn_insu_row *insu;
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(call->tx, mdtrt->psn_no, &list, error);

    if (!rc)
        rc = yb_insured_pick(&list, mdtrt->insutype, yb_instant_day(mdtrt->begntime), &insu, error);
    if (rc)
        return rc;
    mdtrt->psn_type = insu->psn_type;
    mdtrt->cvlserv_flag = insu->cvlserv_flag;
    mdtrt->flxempe_flag = insu->flxempe_flag;
    mdtrt->nwb_flag = insu->nwb_flag;
    mdtrt->insu_optins = insu->insu_optins;
    mdtrt->emp_name = insu->emp_name;
    mdtrt->insuplc_admdvs = insu->insuplc_admdvs;
    return 0;
}

int yb_visit_start(struct yb_call *call, const struct yb_certificate *certificate,
                   struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    int rc;

    mdtrt->mdtrt_stas = YB_MDTRT_OPEN;
    mdtrt->fixmedins_code = call->actor->fixmedins_code;
    mdtrt->mdtrtarea_admdvs = call->actor->mdtrtarea_admvs;
    mdtrt->mdtrt_cert_type = yb_proof_type(certificate->mdtrt_cert_type);
    mdtrt->card_sn = certificate->card_sn;
    rc = yb_visit_check(call, certificate, mdtrt, error);
    if (!rc)
        rc = cover(call, mdtrt, error);
    if (!rc && certificate->mdtrt_cert_no.length)
        rc = yb_seal(&call->app->keys, certificate->mdtrt_cert_no, call->arena,
                     &mdtrt->mdtrt_cert_no, error);
    if (rc)
        return rc;
    mdtrt->mdtrt_id = yb_tx_id(call->tx, call->now_ms);
    mdtrt->opter_id = call->actor->opter;
    mdtrt->opter_name = call->actor->opter_name;
    mdtrt->opt_time = call->now_ms;
    call->made.psn_no = mdtrt->psn_no;
    call->made.mdtrt_id = mdtrt->mdtrt_id;
    return 0;
}

int yb_visit_load(struct yb_call *call, int64_t psn_no, int64_t mdtrt_id, unsigned states,
                  struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    struct yb_text here = call->actor->fixmedins_code;
    int rc = yb_psn_lock(call->tx, psn_no, error);

    if (!rc)
        rc = yb_mdtrt_get(call->tx, psn_no, mdtrt_id, mdtrt, error);
    if (rc)
        return rc;
    if (here.length && !yb_text_equal(mdtrt->fixmedins_code, here)) {
        const char *code = yb_arena_copy(call->arena, here.bytes, here.length);

        return yb_refuse_id(error, YB_E_MDTRT_OTHER, mdtrt_id, code);
    }
    if (!(YB_STATES(mdtrt->mdtrt_stas) & states))
        return yb_visit_state(mdtrt, error);
    call->made.psn_no = psn_no;
    call->made.mdtrt_id = mdtrt_id;
    return 0;
}

int yb_visit_is(struct yb_call *call, const struct yb_mdtrt_row *mdtrt, enum yb_care_kind kind,
                struct yb_error *error)
{
    enum yb_care_kind found;
    int rc = yb_care_kind_of(call->app->codes, mdtrt->med_type, &found, error);

    if (!rc && found != kind)
        rc = yb_refuse_id(error, YB_E_MDTRT_STATE, mdtrt->mdtrt_id, "med_type");
    return rc;
}

int yb_visit_put(struct yb_call *call, struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    mdtrt->opter_id = call->actor->opter;
    mdtrt->opter_name = call->actor->opter_name;
    mdtrt->opt_time = call->now_ms;
    return yb_mdtrt_put(call->tx, mdtrt, error);
}

static void fill_diagnosis(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                           const struct yb_diagnosis *in, struct yb_mdtrt_dise_row *row)
{
    row->mdtrt_id = mdtrt->mdtrt_id;
    row->psn_no = mdtrt->psn_no;
    row->diag_type = in->diag_type;
    row->diag_srt_no = in->diag_srt_no;
    row->maindiag_flag = in->maindiag_flag;
    if (!row->maindiag_flag.length)
        row->maindiag_flag = in->diag_srt_no == 1 ? YB_TEXT("1") : YB_TEXT("0");
    row->diag_code = in->diag_code;
    row->diag_name = in->diag_name;
    row->adm_cond = in->adm_cond;
    row->diag_dept = in->diag_dept;
    row->dise_dor_no = in->dise_dor_no;
    row->dise_dor_name = in->dise_dor_name;
    row->diag_time = in->diag_time_ms;
    row->vali_flag = in->vali_flag.length ? in->vali_flag : YB_TEXT("1");
    row->opter_id = call->actor->opter;
    row->opter_name = call->actor->opter_name;
    row->opt_time = call->now_ms;
}

static struct yb_mdtrt_dise_row *find_diagnosis(struct yb_mdtrt_dise_list *list,
                                                const struct yb_diagnosis *in)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].diag_srt_no == in->diag_srt_no &&
            yb_text_equal(list->rows[i].diag_type, in->diag_type))
            return &list->rows[i];
    return NULL;
}

/* The rows of one kind that stand, with room for `more`. */
static int load_diagnoses(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                          struct yb_text inout_diag_type, size_t more,
                          struct yb_mdtrt_dise_list *list, struct yb_error *error)
{
    struct yb_mdtrt_dise_list stored;
    int rc = yb_mdtrt_dise_list(call->tx, mdtrt->psn_no, mdtrt->mdtrt_id, &stored, error);

    if (rc)
        return rc;
    list->count = 0;
    list->rows = YB_NEW_ARRAY(call->arena, struct yb_mdtrt_dise_row, stored.count + more);
    if (!list->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < stored.count; i++)
        if (yb_text_equal(stored.rows[i].inout_diag_type, inout_diag_type))
            list->rows[list->count++] = stored.rows[i];
    return 0;
}

int yb_visit_diagnose(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                      struct yb_text inout_diag_type, const struct yb_diagnosis *diseinfo,
                      size_t count, struct yb_error *error)
{
    struct yb_mdtrt_dise_list list;
    int rc;

    if (!count)
        return 0;
    rc = load_diagnoses(call, mdtrt, inout_diag_type, count, &list, error);
    if (rc)
        return rc;
    for (size_t i = 0; i < count; i++) {
        struct yb_mdtrt_dise_row *row = find_diagnosis(&list, &diseinfo[i]);

        if (!row) {
            row = &list.rows[list.count++];
            *row = yb_mdtrt_dise_row();
            row->diag_info_id = yb_tx_id(call->tx, call->now_ms);
            row->inout_diag_type = inout_diag_type;
        }
        fill_diagnosis(call, mdtrt, &diseinfo[i], row);
    }
    if (list.count > YB_DIAGNOSES_PER_VISIT_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "diseinfo", "100", NULL);
    return yb_mdtrt_dise_put(call->tx, mdtrt, inout_diag_type, &list, error);
}

int yb_visit_has_no_lines(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                          struct yb_error *error)
{
    struct yb_feedetl_list lines;
    int rc = yb_feedetl_list(call->tx, mdtrt->psn_no, mdtrt->mdtrt_id, &lines, error);

    if (!rc && lines.count)
        rc = yb_refuse_id(error, YB_E_MDTRT_STATE, mdtrt->mdtrt_id, "feedetail");
    return rc;
}

int yb_visit_no_other_stay(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                           struct yb_error *error)
{
    const struct yb_mdtrt_query all = {.psn_no = mdtrt->psn_no, .to_ms = INT64_MAX};
    struct yb_mdtrt_list list;
    int rc = yb_mdtrt_list(call->tx, &all, &list, error);

    if (rc)
        return rc;
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_mdtrt_row *other = &list.rows[i];

        if (other->mdtrt_id != mdtrt->mdtrt_id && other->mdtrt_stas == YB_MDTRT_OPEN &&
            yb_text_is(other->inhosp_stas, "1"))
            return yb_refuse_id(error, YB_E_MDTRT_OPEN, other->mdtrt_id, NULL);
    }
    return 0;
}
