/* Users, roles, settings. */
#include <stdio.h>

#include "app/approval/approval.h"
#include "app/refuse.h"
#include "app/setup/setup.h"
#include "app/user/user.h"
#include "face/api/exchange.h"
#include "store/setting.h"
#include "store/store.h"
#include "store/user.h"

struct row {
    struct yb_user user;
    struct yb_text last; /* last_time as a text of one length, to sort by */
};

static struct yb_text key_of(const void *rows, size_t i)
{
    return ((const struct row *)rows)[i].user.user_name;
}

static struct yb_text order_of(const void *rows, size_t i, struct yb_text by)
{
    const struct row *row = &((const struct row *)rows)[i];

    return yb_text_is(by, "last_time") ? row->last : row->user.user_name;
}

static void put_user(struct yb_api_exchange *x, const void *rows, size_t i)
{
    const struct yb_user *user = &((const struct row *)rows)[i].user;

    yb_api_put_text(x, "user_name", user->user_name);
    yb_api_put_text(x, "display_name", user->display_name);
    yb_api_put_words(x, "roles", user->roles);
    yb_api_put_text(x, "admdvs", user->admdvs);
    yb_api_put_text(x, "fixmedins_code", user->fixmedins_code);
    yb_api_put_boolean(x, "locked", user->locked || user->locked_until_ms);
    yb_api_put_boolean(x, "second_factor", user->second_factor);
    yb_api_put_time(x, "last_time", user->last_time_ms);
}

static bool contains(struct yb_text text, struct yb_text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (yb_text_equal((struct yb_text){text.bytes + i, part.length}, part))
            return true;
    return false;
}

static bool has_word(struct yb_text words, struct yb_text word)
{
    for (struct yb_text rest = words; rest.length;)
        if (yb_text_equal(yb_text_split(rest, ',', &rest), word))
            return true;
    return false;
}

static int users(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text name = yb_api_text(x, "name"), role = yb_api_text(x, "role");
    struct yb_api_rows rows = {.key = key_of, .order = order_of, .write = put_user};
    const struct yb_user *all;
    struct row *kept;
    size_t count;
    int rc = yb_app_list_users(&x->call, &all, &count, error);

    if (rc != YB_OK)
        return rc;
    kept = YB_NEW_ARRAY(x->arena, struct row, count + 1);
    if (!kept)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < count; i++)
        if ((contains(all[i].user_name, name) || contains(all[i].display_name, name)) &&
            (!role.length || has_word(all[i].roles, role)))
            kept[rows.count++] = (struct row){
                all[i],
                yb_text_of(yb_arena_format(x->arena, "%016lld", (long long)all[i].last_time_ms))};
    rows.rows = kept;
    return yb_api_write_page(x, &rows, error);
}

static void note_user(struct yb_api_exchange *x, const char *reason)
{
    struct yb_text name = yb_api_text(x, "user_name");

    yb_api_note(x, "user:" YB_TEXT_FMT, YB_TEXT_ARG(name));
    if (reason)
        x->detail = yb_api_text(x, reason);
}

/* Runs a use case of its own with the call's actor. */
static int run(struct yb_api_exchange *x,
               int (*use_case)(struct yb_call *, void *, struct yb_error *), void *context,
               struct yb_error *error)
{
    struct yb_use use = {.app = x->call.app,
                         .actor = &x->actor,
                         .arena = x->arena,
                         .now_ms = x->call.now_ms,
                         .run = use_case,
                         .context = context};

    return yb_app_run(&use, error);
}

static int add(struct yb_call *call, void *context, struct yb_error *error)
{
    int64_t user_id;

    return yb_app_add_user(call, context, &user_id, error);
}

static int read_rules(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_call call = {.tx = tx, .arena = yb_tx_arena(tx)};

    return yb_app_password_rules(&call, context, error);
}

/* Checks a password and makes its hash, outside any transaction. */
static int make_hash(struct yb_api_exchange *x, struct yb_text user_name, struct yb_text *hash,
                     struct yb_error *error)
{
    struct yb_password_rules rules;
    struct yb_text password = yb_api_text(x, "password");
    int rc = yb_store_read(x->call.app->store, read_rules, &rules, x->arena, error);

    if (rc == YB_OK)
        rc = yb_password_check_rules(&rules, user_name, password, error);
    return rc == YB_OK ? yb_password_hash(x->arena, password, hash, error) : rc;
}

static int add_user(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_add_user_in in = {.user_name = yb_api_text(x, "user_name"),
                                .display_name = yb_api_text(x, "display_name"),
                                .admdvs = yb_api_text(x, "admdvs"),
                                .fixmedins_code = yb_api_text(x, "fixmedins_code"),
                                .psn_no = yb_api_number(x, "psn_no", 0),
                                .password = yb_api_text(x, "password"),
                                .without_roles = true,
                                .change_password = true};
    int rc = make_hash(x, in.user_name, &in.password_hash, error);

    note_user(x, NULL);
    if (rc == YB_OK)
        rc = run(x, add, &in, error);
    x->noted = rc == YB_OK;
    if (rc == YB_OK)
        yb_api_put_text(x, "user_name", in.user_name);
    return rc;
}

static int put_password(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_put_password(call, context, error);
}

static int done(struct yb_api_exchange *x, int rc)
{
    if (rc == YB_OK)
        yb_api_put_boolean(x, "done", true);
    return rc;
}

/*
 * Who could renew what another administrator or the auditor signs in with could act as him, and the
 * three would be one: that is done at the server, with the command.
 */
static int check_ordinary(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_api_exchange *x = context;
    struct yb_user_account_row user;
    int rc = yb_user_find(tx, yb_api_text(x, "user_name"), &user, error);

    return rc == YB_OK && yb_roles_administer(user.roles)
               ? yb_fail(error, YB_E_NOT_ALLOWED,
                         yb_api_words(x, "管理员与审计人员的账户，请在服务器上用 yibao user 命令",
                                      "an administrator's or auditor's account: yibao user"),
                         NULL)
               : rc;
}

static int reset_password(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_new_password in = {.user_name = yb_api_text(x, "user_name"), .change_password = true};
    int rc = yb_store_read(x->call.app->store, check_ordinary, x, x->arena, error);

    if (rc == YB_OK)
        rc = make_hash(x, in.user_name, &in.password_hash, error);
    note_user(x, NULL);
    if (rc == YB_OK)
        rc = run(x, put_password, &in, error);
    x->noted = rc == YB_OK;
    return done(x, rc);
}

static int lock_user(struct yb_api_exchange *x, struct yb_error *error)
{
    note_user(x, "reason");
    if (yb_text_equal(yb_api_text(x, "user_name"), x->session.user_name))
        return yb_fail(error, YB_E_NOT_ALLOWED, "user_name", NULL);
    return done(x, yb_app_lock_user(&x->call, yb_api_text(x, "user_name"),
                                    yb_api_number(x, "locked", 0) != 0, error));
}

static int reset_second_factor(struct yb_api_exchange *x, struct yb_error *error)
{
    int rc;

    note_user(x, "reason");
    rc = check_ordinary(x->call.tx, x, error);
    if (rc == YB_OK)
        rc = yb_app_reset_second_factor(&x->call, yb_api_text(x, "user_name"), error);
    return done(x, rc);
}

int yb_api_propose(struct yb_api_exchange *x, const struct yb_propose_in *in,
                   struct yb_error *error)
{
    const struct yb_approver by = {x->session.user_id, x->session.user_name, &x->session.who};
    int64_t approval_id;
    int rc = yb_app_propose(&x->call, &by, in, &approval_id, error);

    x->detail = yb_text_of(yb_arena_format(
        x->arena, YB_TEXT_FMT " <- " YB_TEXT_FMT ": " YB_TEXT_FMT, YB_TEXT_ARG(in->target),
        YB_TEXT_ARG(in->content), YB_TEXT_ARG(in->reason)));
    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "approval:%lld", (long long)approval_id);
    yb_api_put_id(x, "approval_id", approval_id);
    return YB_OK;
}

static int propose_roles(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_propose_in in = {YB_APPROVAL_roles, yb_api_text(x, "user_name"),
                                     yb_api_text(x, "roles"), yb_api_text(x, "reason")};

    return yb_api_propose(x, &in, error);
}

static int propose_setting(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_propose_in in = {YB_APPROVAL_setting, yb_api_text(x, "name"),
                                     yb_api_text(x, "value"), yb_api_text(x, "reason")};

    return yb_api_propose(x, &in, error);
}

static int roles(struct yb_api_exchange *x, struct yb_error *error)
{
    (void)error;
    yb_api_begin(x, "items", '[');
    for (int i = 0; i < yb_role_count; i++) {
        const struct yb_role *role = &yb_roles[i];
        struct yb_who who = {.roles = yb_text_of(role->word),
                             .admdvs = YB_TEXT("000000"),
                             .fixmedins_code = YB_TEXT("-"),
                             .signed_in = true};
        struct yb_who bound = who; /* to a person */

        bound.psn_no = 1;
        YB_API_EACH(x);
        yb_api_put_string(x, "role", role->word);
        yb_api_put_string(x, "title", yb_api_words(x, role->zh, role->en));
        yb_api_put_boolean(x, "alone", role->alone);
        yb_api_begin(x, "permissions", '[');
        for (int p = YB_MAY_self + 1; p < YB_PERMISSIONS; p++)
            if (yb_may(&who, (enum yb_permission)p).allowed ||
                yb_may(&bound, (enum yb_permission)p).allowed)
                yb_json_add_text(&x->json, yb_text_of(yb_permission_name((enum yb_permission)p)));
        YB_API_CLOSE(x);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int settings(struct yb_api_exchange *x, struct yb_error *error)
{
    yb_api_begin(x, "items", '[');
    for (int i = 0; i < yb_setting_rule_count; i++) {
        const struct yb_setting_rule *rule = &yb_setting_rules[i];
        struct yb_text name = yb_text_of(yb_arena_format(x->arena, "password_%s", rule->name));
        struct yb_text value;
        char standard[16];
        int rc = yb_setting_get(x->call.tx, name, &value, error);

        if (rc != YB_OK)
            return rc;
        snprintf(standard, sizeof(standard), "%d", rule->standard);
        YB_API_EACH(x);
        yb_api_put_string(x, "name", rule->name);
        yb_api_put_string(x, "title", yb_api_words(x, rule->zh, rule->en));
        yb_api_put_text(x, "value", value.length ? value : yb_text_of(standard));
        yb_api_put_string(x, "standard", standard);
        yb_api_put_integer(x, "least", rule->least);
        yb_api_put_integer(x, "greatest", rule->most);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_user[] = {
    {"users", users},
    {"add_user", add_user},
    {"lock_user", lock_user},
    {"reset_password", reset_password},
    {"reset_second_factor", reset_second_factor},
    {"propose_roles", propose_roles},
    {"roles", roles},
    {"settings", settings},
    {"propose_setting", propose_setting},
    {.id = NULL},
};
