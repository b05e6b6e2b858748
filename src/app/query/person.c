#include "app/query/person.h"

#include <string.h>

#include "store/access_log.h"
#include "store/ledger.h"
#include "store/psn.h"

struct yb_text yb_insured_state(const struct yb_psn_insu_row *insu, int32_t day)
{
    if (yb_text_is(insu->psn_insu_stas, "4") ||
        (insu->trt_enddate != YB_DAY_NONE && insu->trt_enddate < day))
        return YB_TEXT("4");
    if (yb_text_is(insu->psn_insu_stas, "2") ||
        (insu->paus_insu_date != YB_DAY_NONE && insu->paus_insu_date <= day))
        return YB_TEXT("2");
    if (insu->psn_insu_date != YB_DAY_NONE && insu->psn_insu_date > day)
        return YB_TEXT("0");
    return YB_TEXT("1");
}

int yb_person_open(struct yb_call *call, const struct yb_psn_row *row, int32_t day,
                   struct yb_person_base *base, struct yb_error *error)
{
    int rc;

    *base = (struct yb_person_base){.psn_no = row->psn_no,
                                    .psn_cert_type = row->psn_cert_type,
                                    .gend = row->gend,
                                    .naty = row->naty,
                                    .brdy = row->brdy};
    if (row->brdy != YB_DAY_NONE && row->brdy <= day)
        base->age = yb_day_age(row->brdy, day);
    rc = yb_open_text(call, row->certno, &base->certno, error);
    return rc == YB_OK ? yb_open_text(call, row->psn_name, &base->psn_name, error) : rc;
}

int yb_open_text(struct yb_call *call, struct yb_text sealed, struct yb_text *plain,
                 struct yb_error *error)
{
    *plain = (struct yb_text){0};
    return sealed.length ? yb_unseal(&call->app->keys, sealed, call->arena, plain, error) : YB_OK;
}

int yb_seal_text(struct yb_call *call, struct yb_text plain, struct yb_text *sealed,
                 struct yb_error *error)
{
    *sealed = (struct yb_text){0};
    return plain.length ? yb_seal(&call->app->keys, plain, call->arena, sealed, error) : YB_OK;
}

static int log_look(struct yb_call *call, int64_t psn_no, const char *result,
                    struct yb_error *error)
{
    const struct yb_actor *actor = call->actor;
    bool institution = actor->fixmedins_code.length > 0;
    struct yb_access_log_row entry = yb_access_log_row();

    entry.log_time = call->now_ms;
    entry.actor = institution ? actor->fixmedins_code : actor->opter;
    entry.actor_kind = institution ? YB_TEXT("fixmedins") : YB_TEXT("user");
    entry.action = actor->infno;
    entry.target = psn_no > 0
                       ? yb_text_of(yb_arena_format(call->arena, "psn:%lld", (long long)psn_no))
                       : YB_TEXT("psn:?");
    entry.result = yb_text_of(result);
    if (institution)
        entry.detail = actor->opter;
    return yb_access_log_add(call->tx, &entry, error);
}

int yb_log_look(struct yb_call *call, int64_t psn_no, struct yb_error *error)
{
    return log_look(call, psn_no, "OK", error);
}

int yb_log_refused_look(struct yb_call *call, int64_t psn_no, int refusal, struct yb_error *error)
{
    return log_look(call, psn_no, yb_code_name(refusal), error);
}

/* The person's account of a scheme; 0 when there is none. */
static int64_t balance_of(const struct yb_psn_account_list *accounts, struct yb_text insutype)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (yb_text_equal(accounts->rows[i].insutype, insutype))
            return yb_psn_account_available(&accounts->rows[i]);
    return 0;
}

/* Shown: relations not ended, and those that ended on or after the day asked from. */
static bool is_shown(const struct yb_psn_insu_row *insu, struct yb_text state, int32_t since)
{
    if (!yb_text_is(state, "4"))
        return true;
    if (insu->trt_enddate != YB_DAY_NONE && insu->trt_enddate < insu->psn_insu_date)
        return false; /* holds on no day */
    return since != YB_DAY_NONE && (insu->trt_enddate == YB_DAY_NONE || insu->trt_enddate >= since);
}

static int load_insured(struct yb_call *call, int64_t psn_no, int32_t since,
                        struct yb_query_person_out *out, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    struct yb_psn_account_list accounts;
    struct yb_person_insured *rows;
    int32_t today = yb_instant_day(call->now_ms);
    int rc = yb_psn_insu_list(call->tx, psn_no, &list, error);

    if (rc == YB_OK)
        rc = yb_psn_account_list(call->tx, psn_no, &accounts, error);
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_person_insured, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    out->insuinfo = rows;
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_psn_insu_row *insu = &list.rows[i];
        struct yb_text state = yb_insured_state(insu, today);

        if (!is_shown(insu, state, since))
            continue;
        rows[out->insuinfo_count++] =
            (struct yb_person_insured){.balc_fen = balance_of(&accounts, insu->insutype),
                                       .insutype = insu->insutype,
                                       .psn_type = insu->psn_type,
                                       .psn_insu_stas = state,
                                       .cvlserv_flag = insu->cvlserv_flag,
                                       .insuplc_admdvs = insu->insuplc_admdvs,
                                       .emp_name = insu->emp_name,
                                       .psn_insu_date = insu->psn_insu_date,
                                       .paus_insu_date = insu->paus_insu_date};
    }
    return YB_OK;
}

/* Identities that have not ended, or ended on or after the day asked from; none that was taken
 * back.
 */
static int load_identities(struct yb_call *call, int64_t psn_no, int32_t since,
                           struct yb_query_person_out *out, struct yb_error *error)
{
    const int32_t from = since == YB_DAY_NONE ? yb_instant_day(call->now_ms) : since;
    struct yb_psn_idet_list list;
    struct yb_person_identity *rows;
    int rc = yb_psn_idet_list(call->tx, psn_no, &list, error);

    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_person_identity, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    out->idetinfo = rows;
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_psn_idet_row *idet = &list.rows[i];

        if (idet->enddate != YB_DAY_NONE &&
            (idet->enddate < from || idet->enddate < idet->begndate))
            continue;
        rows[out->idetinfo_count++] =
            (struct yb_person_identity){.psn_idet_type = idet->psn_idet_type,
                                        .psn_type_lv = idet->psn_type_lv,
                                        .memo = idet->memo,
                                        .begndate = idet->begndate,
                                        .enddate = idet->enddate};
    }
    return YB_OK;
}

int yb_app_query_person(struct yb_call *call, const struct yb_query_person_in *in,
                        struct yb_query_person_out *out, struct yb_error *error)
{
    int32_t since = in->begntime_ms ? yb_instant_day(in->begntime_ms) : YB_DAY_NONE;
    struct yb_psn_row psn;
    int64_t psn_no;
    int rc = yb_app_find_person(call, &in->certificate, &psn_no, error);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK)
        rc = yb_psn_get(call->tx, psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_person_open(call, &psn, yb_instant_day(call->now_ms), &out->baseinfo, error);
    if (rc == YB_OK)
        rc = load_insured(call, psn_no, since, out, error);
    if (rc == YB_OK)
        rc = load_identities(call, psn_no, since, out, error);
    return rc == YB_OK ? yb_log_look(call, psn_no, error) : rc;
}
