/* What a birth brings the father: applied for at the counter, with papers. */
#include <stdlib.h>

#include "app/app.h"
#include "app/maternity/maternity.h"
#include "app/person/insured.h"
#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/packs.h"
#include "app/settle/policy_on.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/maternity.h"
#include "store/psn.h"
#include "store/store.h"

#define APART_DAYS 60 /* no two births of one family lie closer */

struct applying {
    struct yb_call *call;
    const struct yb_matn_application *in;
    const struct yb_policy *policy;
    struct yb_psn_insu_row insu;
    enum yb_allowance_kind kind;
    enum yb_birth_kind birth;
};

static int check(struct applying *a, const struct yb_matn_deed *deed, struct yb_error *error)
{
    const int kind = yb_allowance_kind_find(a->in->allw_kind);
    const int birth = yb_birth_find(a->in->birth_kind);
    const int32_t today = yb_instant_day(a->call->now_ms);

    if (kind < 0 || kind == YB_ALLOWANCE_BIRTH)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "allw_kind", a->in->allw_kind);
    if (birth < 0 || birth == YB_BIRTH_NONE)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "birth_kind", a->in->birth_kind);
    if (kind == YB_ALLOWANCE_PATERNITY && birth == YB_BIRTH_MISCARRIAGE)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "birth_kind", "delivery, difficult", NULL);
    if (a->in->matn_date > today)
        return yb_refuse_days(error, YB_E_DAY_FUTURE, "matn_date", a->in->matn_date, today);
    if (!yb_text_trim(deed->reason).length)
        return yb_fail(error, YB_E_MISSING, "reason", NULL);
    a->kind = (enum yb_allowance_kind)kind;
    a->birth = (enum yb_birth_kind)birth;
    return YB_OK;
}

/* An active employee, of a code that says so or leaves it to the scheme. */
static bool is_active(const struct yb_app *app, const struct yb_psn_insu_row *insu)
{
    const int value = yb_code_map_value(app->codes, "psn_type", insu->psn_type, YB_DIM_PERSON);

    return value == YB_PERSON_ACTIVE || value == YB_CODE_BY_SCHEME;
}

/* A man at work on that day, within reach. */
static int find_father(struct applying *a, const struct yb_matn_deed *deed, struct yb_error *error)
{
    const struct yb_psn_insu_row *insu;
    struct yb_psn_insu_list list;
    struct yb_psn_row psn;
    int rc = yb_psn_lock(a->call->tx, a->in->psn_no, error);

    if (rc == YB_OK)
        rc = yb_psn_get(a->call->tx, a->in->psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_psn_insu_list(a->call->tx, a->in->psn_no, &list, error);
    if (rc != YB_OK)
        return rc;
    insu = yb_insured_on(&list, YB_TEXT("310"), a->in->matn_date);
    if (!insu || !yb_text_is(psn.gend, "1") || !insu->emp_no.length ||
        !is_active(a->call->app, insu))
        return yb_refuse_day(error, YB_E_ALLOWANCE_RIGHT, YB_TEXT("matn_date"), a->in->matn_date);
    if (!yb_reaches(deed->reach, insu->insuplc_admdvs, (struct yb_text){0}))
        return yb_refuse_id(error, YB_E_PSN_NOT_FOUND, a->in->psn_no, NULL);
    a->insu = *insu;
    return YB_OK;
}

/* The pack of the day of the birth gives it. */
static int find_policy(struct applying *a, struct yb_error *error)
{
    const bool paternity = a->kind == YB_ALLOWANCE_PATERNITY;
    int rc = yb_policy_on(a->call->app, YB_TEXT("310"), a->in->matn_date, &a->policy, error);
    const struct yb_allowance_rule *rule;

    if (rc != YB_OK)
        return rc;
    rule = &a->policy->allowance;
    if (rule->stated && (paternity ? rule->paternity_days > 0
                                   : rule->spouse_stated && rule->spouse_fen[a->birth] > 0))
        return YB_OK;
    return yb_fail(error, YB_E_POLICY_NOT_COVERED,
                   yb_arena_copy(a->call->arena, a->policy->title.bytes, a->policy->title.length),
                   paternity ? "paternity" : "unemployed_spouse", NULL);
}

static int check_twice(const struct applying *a, const struct yb_matn_allowance_list *list,
                       struct yb_error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_matn_allowance_row *other = &list->rows[i];

        if (yb_text_equal(other->allw_kind, a->in->allw_kind) && !other->gone &&
            !yb_text_is(other->birth_kind, "none") &&
            abs(other->matn_date - a->in->matn_date) < APART_DAYS)
            return yb_refuse_number(error, YB_E_ALLOWANCE_TWICE, "matn_date", other->setl_id);
    }
    return YB_OK;
}

static int make_row(const struct applying *a, const struct yb_matn_deed *deed,
                    struct yb_matn_allowance_row *row, struct yb_error *error)
{
    struct yb_call *call = a->call;
    const bool employer = call->app->rules->allowance_to_employer;

    *row = yb_matn_allowance_row();
    row->setl_id = yb_tx_id(call->tx, call->now_ms);
    row->psn_no = a->in->psn_no;
    row->rev = 1;
    row->allw_kind = yb_text_of(yb_allowance_kind_key(a->kind));
    row->insuplc_admdvs = a->insu.insuplc_admdvs;
    row->emp_no = a->insu.emp_no;
    row->emp_name = a->insu.emp_name;
    row->birth_kind = yb_text_of(yb_birth_key(a->birth));
    row->birth_user = deed->user;
    row->birth_rea = yb_identity_hidden(call->arena, deed->reason);
    row->matn_date = a->in->matn_date;
    row->wage_year = yb_day_year(row->matn_date) - 1;
    row->paid_to =
        employer && a->kind == YB_ALLOWANCE_PATERNITY ? YB_TEXT("employer") : YB_TEXT("person");
    row->crte_time = row->updt_time = call->now_ms;
    return yb_pack_of(call, a->policy, &row->policy_pack_id, error);
}

int yb_app_matn_apply(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_application *in, struct yb_matn_allowance_row *row,
                      struct yb_error *error)
{
    struct applying applying = {.call = call, .in = in};
    struct yb_matn_allowance_list list;
    int rc = check(&applying, deed, error);

    if (rc == YB_OK)
        rc = find_father(&applying, deed, error);
    if (rc == YB_OK)
        rc = find_policy(&applying, error);
    if (rc == YB_OK)
        rc = yb_matn_of_psn(call->tx, in->psn_no, &list, error);
    if (rc == YB_OK)
        rc = check_twice(&applying, &list, error);
    if (rc == YB_OK)
        rc = make_row(&applying, deed, row, error);
    if (rc == YB_OK)
        rc = yb_maternity_compute(call, &list, row, error);
    return rc == YB_OK ? yb_matn_add(call->tx, row, error) : rc;
}
