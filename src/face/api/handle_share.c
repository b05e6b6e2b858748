/* Who may use whose personal account: shown, granted, ended. */
#include "app/family/share.h"
#include "app/person/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "face/api/exchange.h"
#include "store/psn.h"

#define REASON_CHARACTERS 4

static const char *const states[] = {[YB_SHARE_IN_FORCE] = "in_force",
                                     [YB_SHARE_TO_COME] = "to_come",
                                     [YB_SHARE_ENDED] = "ended",
                                     [YB_SHARE_WITHDRAWN] = "withdrawn"};

/* The person of the path, within reach. */
static int path_person(struct yb_api_exchange *x, int64_t *psn_no, struct yb_error *error)
{
    struct yb_psn_row psn;

    *psn_no = yb_api_number(x, "psn_no", 0);
    yb_api_note(x, "psn:%lld", (long long)*psn_no);
    return yb_api_reach_person(x, *psn_no, &psn, error);
}

static void put_share(struct yb_api_exchange *x, const struct yb_share_view *view)
{
    const struct yb_acct_share_row *row = view->row;

    YB_API_EACH(x);
    yb_api_put_id(x, "share_id", row->share_id);
    yb_api_put_string(x, "share_role", view->holds ? "holder" : "user");
    yb_api_put_id(x, "other_psn_no", row->other_psn_no);
    yb_api_put_text(x, "other_name", row->other_name);
    yb_api_put_text(x, "share_rlts", row->share_rlts);
    yb_api_put_day(x, "begndate", row->begndate);
    yb_api_put_day(x, "enddate", row->enddate);
    yb_api_put_string(x, "state", states[view->state]);
    yb_api_put_fen(x, "pay_amt", view->pay_amt_fen);
    yb_api_put_text(x, "opter_id", row->opter_id);
    yb_api_put_time(x, "crte_time", row->crte_time);
    YB_API_DONE(x);
}

static int shares(struct yb_api_exchange *x, struct yb_error *error)
{
    unsigned relations = x->call.app->rules->family_relations;
    struct yb_shares_out out;
    int64_t psn_no;
    int rc = path_person(x, &psn_no, error);

    if (rc == YB_OK)
        rc = yb_app_shares(&x->call, psn_no, &out, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "psn_no", psn_no);
    yb_api_put_day(x, "today", yb_instant_day(x->call.now_ms));
    yb_api_put_boolean(x, "has_account", out.has_account);
    yb_api_begin(x, "relations", '[');
    for (int code = 1; code <= 9; code++)
        if (relations >> code & 1U)
            yb_json_add_text(&x->json, yb_text_of(yb_arena_format(x->arena, "%d", code)));
    YB_API_CLOSE(x);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < out.count; i++)
        put_share(x, &out.items[i]);
    YB_API_CLOSE(x);
    return YB_OK;
}

/* Whoever has that number, within reach; somebody outside it is nobody. */
static int find_user(struct yb_api_exchange *x, int64_t *psn_no, struct yb_error *error)
{
    const struct yb_certificate certificate = {.certno =
                                                   yb_text_trim(yb_api_text(x, "user_certno"))};
    struct yb_psn_row psn;
    int rc = yb_app_find_person(&x->call, &certificate, psn_no, error);

    if (rc == YB_OK)
        rc = yb_api_reach_person(x, *psn_no, &psn, error);
    return rc == YB_E_PSN_NOT_FOUND ? yb_fail(error, YB_E_FAMILY_NOBODY, "user_certno", NULL) : rc;
}

static int share_account(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_share_in in = {.share_rlts = yb_api_text(x, "share_rlts"),
                             .begndate = (int32_t)yb_api_number(x, "begndate", YB_DAY_NONE),
                             .enddate = (int32_t)yb_api_number(x, "enddate", YB_DAY_NONE)};
    struct yb_share_out out;
    int rc = path_person(x, &in.psn_no, error);

    if (rc == YB_OK)
        rc = find_user(x, &in.user_psn_no, error);
    if (rc == YB_OK)
        rc = yb_app_share_account(&x->call, &in, &out, error);
    if (rc != YB_OK)
        return rc;
    x->detail = yb_text_of(yb_arena_format(x->arena, "share:%lld user psn:%lld",
                                           (long long)out.share_id, (long long)in.user_psn_no));
    yb_api_put_id(x, "share_id", out.share_id);
    return YB_OK;
}

static int end_share(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_unshare_in in = {.share_id = yb_api_number(x, "share_id", 0),
                               .enddate = (int32_t)yb_api_number(x, "enddate", YB_DAY_NONE)};
    struct yb_text reason = yb_text_trim(yb_api_text(x, "reason"));
    int rc;

    x->detail = yb_text_of(yb_arena_format(x->arena, "share:%lld " YB_TEXT_FMT,
                                           (long long)in.share_id, YB_TEXT_ARG(reason)));
    rc = path_person(x, &in.psn_no, error);
    if (rc == YB_OK && yb_text_characters(reason) < REASON_CHARACTERS)
        rc = yb_fail(error, YB_E_WRONG_FORMAT, "reason", "4..200", NULL);
    return rc == YB_OK ? yb_app_unshare_account(&x->call, &in, error) : rc;
}

const struct yb_api_handler yb_api_handlers_share[] = {
    {"shares", shares},
    {"share_account", share_account},
    {"end_share", end_share},
    {.id = NULL},
};
