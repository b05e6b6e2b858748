#include "app/approval/approval.h"

#include <string.h>

#include "app/chronic/chronic.h"
#include "app/policy/version.h"
#include "app/refuse.h"
#include "app/settle/correct.h"
#include "app/settle/explain.h"
#include "app/statistics/budget.h"
#include "app/user/user.h"
#include "base/day.h"
#include "base/identity.h"
#include "store/approval.h"
#include "store/filing.h"
#include "store/setl.h"
#include "store/user.h"

/* ---- settings ---- */

const struct yb_setting_rule yb_setting_rules[] = {
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en)                              \
    {#name, standard, least, most, zh, en},
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
};
const int yb_setting_rule_count = sizeof(yb_setting_rules) / sizeof(yb_setting_rules[0]);

/* The rules with one of them changed. */
static int changed_rules(struct yb_call *call, struct yb_text name, struct yb_text value,
                         struct yb_password_rules *rules, struct yb_error *error)
{
    int64_t number;
    int rc = yb_app_password_rules(call, rules, error);

    if (rc != YB_OK)
        return rc;
    if (!yb_text_to_int64(value, &number) || number < 0 || number > 100000)
        return yb_fail(error, YB_E_WRONG_FORMAT, "value", "integer", NULL);
#define YB_PASSWORD_RULE(rule, option, standard, least, most, zh, en)                              \
    if (yb_text_is(name, #rule)) {                                                                 \
        if (number < (least) || number > (most))                                                   \
            return yb_fail(error, YB_E_OUT_OF_RANGE, "value", #least ".." #most, NULL);            \
        rules->rule = (int)number;                                                                 \
        return YB_OK;                                                                              \
    }
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
    return yb_refuse(error, YB_E_NOT_FOUND, "setting", name);
}

static int check_setting(struct yb_call *call, const struct yb_propose_in *in,
                         struct yb_error *error)
{
    struct yb_password_rules rules;

    return changed_rules(call, in->target, in->content, &rules, error);
}

static int do_setting(struct yb_call *call, const struct yb_approval_row *row,
                      struct yb_error *error)
{
    struct yb_password_rules rules;
    int rc = changed_rules(call, row->target, row->content, &rules, error);

    return rc == YB_OK ? yb_app_set_password_rules(call, &rules, error) : rc;
}

/* ---- roles ---- */

static int check_roles(struct yb_call *call, const struct yb_propose_in *in, struct yb_error *error)
{
    struct yb_user_account_row user;
    int rc = yb_user_find(call->tx, in->target, &user, error);

    if (rc == YB_OK)
        rc = yb_roles_check(in->content, error);
    if (rc == YB_OK && yb_text_is(in->content, "provider") && !user.fixmedins_code.length)
        rc = yb_fail(error, YB_E_MISSING, "fixmedins_code", NULL);
    return rc == YB_OK ? yb_roles_check_person(in->content, user.psn_no, error) : rc;
}

static int do_roles(struct yb_call *call, const struct yb_approval_row *row, struct yb_error *error)
{
    return yb_app_set_roles(call, row->target, row->content, error);
}

/* ---- budgets ---- */

static int check_budget(struct yb_call *call, const struct yb_propose_in *in,
                        struct yb_error *error)
{
    struct yb_budget budget;

    (void)call;
    return yb_budget_read(in->target, in->content, &budget, error);
}

static int do_budget(struct yb_call *call, const struct yb_approval_row *row,
                     struct yb_error *error)
{
    struct yb_budget budget;
    int rc = yb_budget_read(row->target, row->content, &budget, error);

    return rc == YB_OK ? yb_app_budget_put(call, &budget, error) : rc;
}

/* ---- settled fee lines ---- */

static int check_correction(struct yb_call *call, const struct yb_propose_in *in,
                            struct yb_error *error)
{
    const struct yb_correct_in correct = {
        .target = in->target, .content = in->content, .dry = true};
    struct yb_resettled out;

    return yb_app_correct_line(call, &correct, &out, error);
}

static int do_correction(struct yb_call *call, const struct yb_approval_row *row,
                         struct yb_error *error)
{
    const struct yb_correct_in correct = {.target = row->target,
                                          .content = row->content,
                                          .reason = row->reason,
                                          .approval_id = row->approval_id};
    struct yb_resettled out;

    return yb_app_correct_line(call, &correct, &out, error);
}

/* Where the bill is. */
static int place_correction(struct yb_call *call, struct yb_text target,
                            struct yb_approval_place *place, struct yb_error *error)
{
    struct yb_text rest, id = yb_text_split(target, '/', &rest);
    struct yb_setl_parts parts;
    int64_t setl_id, psn_no;
    int rc;

    if (!yb_text_to_int64(id, &setl_id))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "target", target);
    rc = yb_settlement_person(call->tx, setl_id, &psn_no, error);
    if (rc == YB_OK)
        rc = yb_setl_get(call->tx, psn_no, setl_id, &parts, error);
    if (rc == YB_OK)
        *place =
            (struct yb_approval_place){true, parts.setl.insuplc_admdvs, parts.setl.fixmedins_code};
    return rc;
}

/* ---- policies ---- */

static int check_policy_publish(struct yb_call *call, const struct yb_propose_in *in,
                                struct yb_error *error)
{
    return yb_app_publish_check(call, in->target, in->content, error);
}

static int do_policy_publish(struct yb_call *call, const struct yb_approval_row *row,
                             struct yb_error *error)
{
    return yb_app_publish(call, row, error);
}

static int check_policy_withdraw(struct yb_call *call, const struct yb_propose_in *in,
                                 struct yb_error *error)
{
    return yb_app_withdraw_check(call, in->target, error);
}

static int do_policy_withdraw(struct yb_call *call, const struct yb_approval_row *row,
                              struct yb_error *error)
{
    return yb_app_withdraw(call, row, error);
}

/* ---- chronic diseases ---- */

static int check_chronic_end(struct yb_call *call, const struct yb_propose_in *in,
                             struct yb_error *error)
{
    return yb_chronic_end_check(call, in->target, in->content, error);
}

static int do_chronic_end(struct yb_call *call, const struct yb_approval_row *row,
                          struct yb_error *error)
{
    return yb_chronic_end(call, row, error);
}

/* Where the entry is. */
static int place_chronic_end(struct yb_call *call, struct yb_text target,
                             struct yb_approval_place *place, struct yb_error *error)
{
    struct yb_text id, person = yb_text_split(target, '/', &id);
    struct yb_filing_row filing;
    int64_t psn_no, sn;
    int rc;

    if (!yb_text_to_int64(person, &psn_no) || !yb_text_to_int64(id, &sn))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "target", target);
    rc = yb_filing_get(call->tx, psn_no, sn, &filing, error);
    if (rc == YB_OK)
        *place = (struct yb_approval_place){true, filing.insuplc_admdvs, filing.fixmedins_code};
    return rc;
}

/* ---- the mechanism ---- */

static const struct kind {
    const char *word;
    enum yb_permission propose, decide;
    int days;
    const char *zh, *en;
    int (*check)(struct yb_call *call, const struct yb_propose_in *in, struct yb_error *error);
    int (*carry_out)(struct yb_call *call, const struct yb_approval_row *row,
                     struct yb_error *error);
} kinds[YB_APPROVAL_KINDS] = {
#define YB_APPROVAL(word, propose, decide, days, zh, en)                                           \
    {#word, YB_MAY_##propose, YB_MAY_##decide, days, zh, en, check_##word, do_##word},
#include "app/approval/kind.def"
#undef YB_APPROVAL
};

static const struct kind *kind_of(struct yb_text word)
{
    for (int i = 0; i < YB_APPROVAL_KINDS; i++)
        if (yb_text_is(word, kinds[i].word))
            return &kinds[i];
    return NULL;
}

/* The kinds that are about a person. */
static const struct {
    enum yb_approval_kind kind;
    int (*find)(struct yb_call *call, struct yb_text target, struct yb_approval_place *place,
                struct yb_error *error);
} places[] = {{YB_APPROVAL_correction, place_correction},
              {YB_APPROVAL_chronic_end, place_chronic_end}};

int yb_approval_place_of(struct yb_call *call, const struct yb_approval_row *row,
                         struct yb_approval_place *place, struct yb_error *error)
{
    const struct kind *kind = kind_of(row->approval_kind);

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (kind == &kinds[places[i].kind])
            return places[i].find(call, row->target, place, error);
    *place = (struct yb_approval_place){.admdvs = yb_text_of(call->app->region)};
    return YB_OK;
}

/* Has he the permission, and does it reach there? */
static bool may(const struct yb_approver *by, enum yb_permission what,
                const struct yb_approval_place *place)
{
    const struct yb_reach reach = yb_may(by->who, what);

    return yb_reaches(&reach, place->admdvs, place->fixmedins_code);
}

const char *yb_approval_title(struct yb_text word, bool english)
{
    const struct kind *kind = kind_of(word);

    return !kind ? "" : english ? kind->en : kind->zh;
}

int yb_app_propose(struct yb_call *call, const struct yb_approver *by,
                   const struct yb_propose_in *in, int64_t *approval_id, struct yb_error *error)
{
    const struct kind *kind = &kinds[in->kind];
    struct yb_approval_row row = yb_approval_row();
    struct yb_approval_place place;
    int rc;

    row.approval_kind = yb_text_of(kind->word);
    row.target = in->target;
    if (!yb_may(by->who, kind->propose).allowed)
        return yb_fail(error, YB_E_NOT_ALLOWED, kind->zh, NULL);
    if (!in->reason.length)
        return yb_fail(error, YB_E_MISSING, "reason", NULL);
    rc = kind->check(call, in, error);
    if (rc == YB_OK)
        rc = yb_approval_place_of(call, &row, &place, error);
    if (rc == YB_OK && !may(by, kind->propose, &place))
        rc = yb_fail(error, YB_E_NOT_ALLOWED, kind->zh, NULL);
    if (rc != YB_OK)
        return rc;
    row.approval_id = *approval_id = yb_id_next(&call->app->ids, call->now_ms);
    row.approval_stas = YB_TEXT("proposed");
    row.content = in->content;
    row.reason = yb_identity_hidden(call->arena, in->reason);
    if (!row.reason.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    row.propose_user_id = by->user_id;
    row.propose_user = by->user_name;
    row.propose_time = call->now_ms;
    row.expire_time = call->now_ms + kind->days * YB_DAY_MS;
    return yb_approval_add(call->tx, &row, error);
}

struct yb_text yb_approval_state(const struct yb_approval_row *row, int64_t now_ms)
{
    return yb_text_is(row->approval_stas, "proposed") && row->expire_time <= now_ms
               ? YB_TEXT("expired")
               : row->approval_stas;
}

bool yb_approval_may_see(const struct yb_approval_row *row, const struct yb_approval_place *place,
                         const struct yb_approver *by)
{
    const struct yb_who *who = by->who;

    if (!place->of_person || row->propose_user_id == by->user_id)
        return true;
    return who->fixmedins_code.length ? yb_text_equal(who->fixmedins_code, place->fixmedins_code)
                                      : yb_area_covers(who->admdvs, place->admdvs);
}

bool yb_approval_may_decide(const struct yb_approval_row *row,
                            const struct yb_approval_place *place, const struct yb_approver *by,
                            int64_t now_ms)
{
    const struct kind *kind = kind_of(row->approval_kind);

    return kind && yb_text_is(yb_approval_state(row, now_ms), "proposed") &&
           row->propose_user_id != by->user_id && may(by, kind->decide, place);
}

static int check_decision(struct yb_call *call, const struct yb_approver *by,
                          const struct yb_decide_in *in, const struct yb_approval_row *row,
                          struct yb_error *error)
{
    const struct kind *kind = kind_of(row->approval_kind);
    struct yb_text state = yb_approval_state(row, call->now_ms);
    struct yb_approval_place place;
    char word[16];
    int rc;

    if (!kind)
        return yb_refuse_text(error, YB_E_TAMPERED, row->approval_kind);
    if (!yb_text_is(state, "proposed"))
        return yb_refuse_id(error, YB_E_APPROVAL_STATE, row->approval_id,
                            yb_text_cut(state, word, sizeof(word)));
    if (in->decision == YB_WITHDRAW)
        return row->propose_user_id == by->user_id
                   ? YB_OK
                   : yb_fail(error, YB_E_NOT_ALLOWED, kind->zh, NULL);
    if (row->propose_user_id == by->user_id)
        return yb_fail(error, YB_E_APPROVAL_SELF, NULL);
    rc = yb_approval_place_of(call, row, &place, error);
    return rc != YB_OK || may(by, kind->decide, &place)
               ? rc
               : yb_fail(error, YB_E_NOT_ALLOWED, kind->zh, NULL);
}

int yb_app_decide(struct yb_call *call, const struct yb_approver *by, const struct yb_decide_in *in,
                  struct yb_approval_row *row, struct yb_error *error)
{
    static const char *const states[] = {
        [YB_APPROVE] = "approved", [YB_REFUSE] = "refused", [YB_WITHDRAW] = "withdrawn"};
    int rc = yb_approval_get(call->tx, in->approval_id, row, error);

    if (rc == YB_OK)
        rc = check_decision(call, by, in, row, error);
    if (rc != YB_OK)
        return rc;
    row->approval_stas = yb_text_of(states[in->decision]);
    row->decide_user_id = by->user_id;
    row->decide_user = by->user_name;
    row->decide_time = call->now_ms;
    row->decide_reason = yb_identity_hidden(call->arena, in->reason);
    if (!row->decide_reason.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_approval_decide(call->tx, row, error);
    if (rc == YB_OK && in->decision == YB_APPROVE)
        rc = kind_of(row->approval_kind)->carry_out(call, row, error);
    return rc;
}
