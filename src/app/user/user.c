#include "app/user/user.h"

#include <string.h>

#include "app/permission/permission.h"
#include "app/refuse.h"
#include "base/day.h"
#include "store/access_log.h"
#include "store/psn.h"
#include "store/user.h"

#define IN_USE  YB_TEXT("1")
#define LOCKED  YB_TEXT("2")
#define INSURED "insured"

static int check_name(struct yb_text user_name, struct yb_error *error)
{
    if (user_name.length < 2 || user_name.length > 32)
        return yb_fail(error, YB_E_WRONG_FORMAT, "user_name", "2..32", NULL);
    for (size_t i = 0; i < user_name.length; i++) {
        char c = user_name.bytes[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-", c)))
            return yb_fail(error, YB_E_WRONG_FORMAT, "user_name", "a-z 0-9 . _ -", NULL);
    }
    return YB_OK;
}

static bool has_role(struct yb_text words, const char *role)
{
    for (struct yb_text rest = words; rest.bytes;)
        if (yb_text_is(yb_text_trim(yb_text_split(rest, ',', &rest)), role))
            return true;
    return false;
}

static int check_apart(struct yb_text words, struct yb_error *error)
{
    static const char *const apart[][2] = {
#define YB_APART(one, other) {#one, #other},
#include "app/user/apart.def"
#undef YB_APART
    };

    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
        if (has_role(words, apart[i][0]) && has_role(words, apart[i][1]))
            return yb_fail(error, YB_E_ROLES_APART, apart[i][0], apart[i][1], NULL);
    return YB_OK;
}

int yb_roles_check(struct yb_text words, struct yb_error *error)
{
    size_t count = 0;
    bool alone = false;

    if (!words.length)
        return yb_fail(error, YB_E_MISSING, "roles", NULL);
    for (struct yb_text rest = words; rest.bytes;) {
        struct yb_text word = yb_text_trim(yb_text_split(rest, ',', &rest));
        int i = 0;

        while (i < yb_role_count && !yb_text_is(word, yb_roles[i].word))
            i++;
        if (i == yb_role_count)
            return yb_refuse(error, YB_E_UNKNOWN_CODE, "roles", word);
        alone |= yb_roles[i].alone;
        count++;
    }
    if (alone && count > 1)
        return yb_refuse_text(error, YB_E_NOT_ALLOWED, words);
    return check_apart(words, error);
}

bool yb_roles_administer(struct yb_text words)
{
    for (int i = 0; i < yb_role_count; i++)
        if (yb_roles[i].alone && yb_text_is(words, yb_roles[i].word) &&
            strcmp(yb_roles[i].word, "provider") != 0 && !yb_text_is(words, INSURED))
            return true;
    return false;
}

int yb_roles_check_person(struct yb_text words, int64_t psn_no, struct yb_error *error)
{
    if (yb_text_is(words, INSURED) && !psn_no)
        return yb_fail(error, YB_E_MISSING, "psn_no", NULL);
    if (words.length && !yb_text_is(words, INSURED) && psn_no)
        return yb_refuse_text(error, YB_E_NOT_ALLOWED, words);
    return YB_OK;
}

static int log_change(struct yb_call *call, struct yb_text user_name, const char *action,
                      struct yb_error *error)
{
    struct yb_access_log_row entry = yb_access_log_row();

    entry.log_time = call->now_ms;
    entry.actor = call->actor->opter;
    entry.actor_kind = YB_TEXT("user");
    entry.action = yb_text_of(action);
    entry.target =
        yb_text_of(yb_arena_format(call->arena, "user:" YB_TEXT_FMT, YB_TEXT_ARG(user_name)));
    entry.result = YB_TEXT("OK");
    entry.ip = call->actor->ip;
    return yb_access_log_add(call->tx, &entry, error);
}

int yb_app_add_user(struct yb_call *call, const struct yb_add_user_in *in, int64_t *user_id,
                    struct yb_error *error)
{
    struct yb_user_account_row user = yb_user_account_row();
    struct yb_password_rules rules;
    struct yb_psn_row psn;
    int rc = check_name(in->user_name, error);

    if (rc == YB_OK && (in->roles.length || !in->without_roles))
        rc = yb_roles_check(in->roles, error);
    if (rc == YB_OK)
        rc = yb_roles_check_person(in->roles, in->psn_no, error);
    if (rc == YB_OK && in->psn_no)
        rc = yb_psn_get(call->tx, in->psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_app_password_rules(call, &rules, error);
    if (rc == YB_OK)
        rc = yb_password_check_rules(&rules, in->user_name, in->password, error);
    user.password_hash = in->password_hash;
    if (rc == YB_OK && !in->password_hash.length)
        rc = yb_password_hash(call->arena, in->password, &user.password_hash, error);
    if (rc != YB_OK)
        return rc;
    user.user_id = yb_id_next(&call->app->ids, call->now_ms);
    user.user_name = in->user_name;
    user.display_name = in->display_name.length ? in->display_name : in->user_name;
    user.roles = in->roles;
    user.admdvs = in->admdvs.length ? in->admdvs : yb_text_of(call->app->region);
    user.fixmedins_code = in->fixmedins_code;
    user.psn_no = in->psn_no;
    user.user_stas = IN_USE;
    user.crte_time = user.updt_time = call->now_ms;
    user.password_time = in->change_password ? 0 : call->now_ms;
    *user_id = user.user_id;
    rc = yb_user_add(call->tx, &user, error);
    if (rc == YB_E_EXISTS)
        return yb_refuse(error, YB_E_EXISTS, "user_name", in->user_name);
    return rc == YB_OK ? log_change(call, in->user_name, "user add", error) : rc;
}

int yb_app_list_users(struct yb_call *call, const struct yb_user **users, size_t *count,
                      struct yb_error *error)
{
    struct yb_user_account_list list;
    struct yb_user *rows;
    int rc = yb_user_list(call->tx, &list, error);

    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_user, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_user_account_row *row = &list.rows[i];

        rows[i] = (struct yb_user){.user_id = row->user_id,
                                   .user_name = row->user_name,
                                   .display_name = row->display_name,
                                   .roles = row->roles,
                                   .admdvs = row->admdvs,
                                   .fixmedins_code = row->fixmedins_code,
                                   .psn_no = row->psn_no,
                                   .second_factor = row->second_stas == YB_SECOND_IN_USE,
                                   .locked = !yb_text_equal(row->user_stas, IN_USE),
                                   .locked_until_ms =
                                       row->locked_until > call->now_ms ? row->locked_until : 0,
                                   .password_time_ms = row->password_time,
                                   .last_time_ms = row->last_time};
    }
    *users = rows;
    *count = list.count;
    return YB_OK;
}

int yb_app_lock_user(struct yb_call *call, struct yb_text user_name, bool locked,
                     struct yb_error *error)
{
    struct yb_user_account_row user;
    int64_t ended;
    int rc = yb_user_find(call->tx, user_name, &user, error);

    if (rc != YB_OK)
        return rc;
    user.user_stas = locked ? LOCKED : IN_USE;
    user.failures = 0;
    user.locked_until = 0;
    user.updt_time = call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    if (rc == YB_OK && locked)
        rc = yb_session_end_user(call->tx, user.user_id, call->now_ms, &ended, error);
    return rc == YB_OK ? log_change(call, user_name, locked ? "user lock" : "user unlock", error)
                       : rc;
}

int yb_app_put_password(struct yb_call *call, const struct yb_new_password *in,
                        struct yb_error *error)
{
    struct yb_user_account_row user;
    int64_t ended;
    int rc = yb_user_find(call->tx, in->user_name, &user, error);

    if (rc != YB_OK)
        return rc;
    user.password_hash = in->password_hash;
    user.failures = 0;
    user.locked_until = 0;
    user.updt_time = call->now_ms;
    user.password_time = in->change_password ? 0 : call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    if (rc == YB_OK)
        rc = yb_session_end_user(call->tx, user.user_id, call->now_ms, &ended, error);
    return rc == YB_OK ? log_change(call, in->user_name, "user password", error) : rc;
}

int yb_app_set_password(struct yb_call *call, struct yb_text user_name, struct yb_text password,
                        struct yb_error *error)
{
    struct yb_new_password in = {.user_name = user_name};
    struct yb_password_rules rules;
    int rc = yb_app_password_rules(call, &rules, error);

    if (rc == YB_OK)
        rc = yb_password_check_rules(&rules, user_name, password, error);
    if (rc == YB_OK)
        rc = yb_password_hash(call->arena, password, &in.password_hash, error);
    return rc == YB_OK ? yb_app_put_password(call, &in, error) : rc;
}

int yb_app_set_roles(struct yb_call *call, struct yb_text user_name, struct yb_text roles,
                     struct yb_error *error)
{
    struct yb_user_account_row user;
    int64_t ended;
    int rc = yb_roles_check(roles, error);

    if (rc == YB_OK)
        rc = yb_user_find(call->tx, user_name, &user, error);
    if (rc == YB_OK)
        rc = yb_roles_check_person(roles, user.psn_no, error);
    if (rc != YB_OK)
        return rc;
    user.roles = roles;
    user.updt_time = call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    if (rc == YB_OK)
        rc = yb_session_end_user(call->tx, user.user_id, call->now_ms, &ended, error);
    return rc == YB_OK ? log_change(call, user_name, "user roles", error) : rc;
}

int yb_app_reset_second_factor(struct yb_call *call, struct yb_text user_name,
                               struct yb_error *error)
{
    struct yb_user_account_row user;
    int rc = yb_user_find(call->tx, user_name, &user, error);

    if (rc != YB_OK)
        return rc;
    user.second_secret = YB_TEXT("");
    user.second_stas = YB_SECOND_NONE;
    user.updt_time = call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    return rc == YB_OK ? log_change(call, user_name, "user second factor", error) : rc;
}
