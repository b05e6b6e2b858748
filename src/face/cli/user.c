/* yibao user: the agency's own users. */
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "app/user/user.h"
#include "base/day.h"
#include "face/cli/columns.h"
#include "face/cli/open.h"
#include "face/cli/password.h"

static const struct yb_option add_options[] = {
    YB_STORE_OPTIONS,
    {"--roles", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "角色，逗号分隔", "roles, comma between", NULL,
     0, 0},
    {"--full-name", YB_OPTION_TEXT, 0, "姓名", "the person's name", NULL, 0, 0},
    {"--area", YB_OPTION_TEXT, 0, "可见的医保区划（默认本统筹区）",
     "division whose rows are visible (the region)", NULL, 0, 0},
    {"--institution", YB_OPTION_TEXT, 0, "只可见的定点医药机构编号",
     "institution whose rows alone are visible", NULL, 0, 0},
    {"--psn-no", YB_OPTION_INTEGER, 0, "参保人本人的登录（角色 insured）：人员编号",
     "an insured person's own login (role insured): the person", NULL, 1, INT64_MAX},
    {"NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "用户名（口令从标准输入读）",
     "user name (the password is read from standard input)", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option list_options[] = {YB_STORE_OPTIONS, {.name = NULL}};

static const struct yb_option lock_options[] = {
    YB_STORE_OPTIONS,
    {"--unlock", YB_OPTION_FLAG, 0, "解锁", "unlock instead", NULL, 0, 0},
    {"NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "用户名", "user name", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option second_options[] = {
    YB_STORE_OPTIONS,
    {"NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "用户名", "user name", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option password_options[] = {
    YB_STORE_OPTIONS,
    {"NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "用户名（新口令从标准输入读）",
     "user name (the new password is read from standard input)", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option rules_options[] = {
    YB_STORE_OPTIONS,
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en)                              \
    {option, YB_OPTION_INTEGER, 0, zh, en, NULL, least, most},
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
    {.name = NULL},
};

/* One command's use case: opens the store, runs it, closes. */
static int run(struct yb_cli *cli, int (*use_case)(struct yb_call *, void *, struct yb_error *),
               void *context)
{
    struct yb_app app;
    char name[64] = "";
    struct yb_actor actor = {.infno = YB_TEXT("cli")};
    struct yb_use use = {.app = &app,
                         .actor = &actor,
                         .arena = cli->arena,
                         .now_ms = yb_clock_now(),
                         .run = use_case,
                         .context = context};
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    if (getlogin_r(name, sizeof(name)) != 0)
        snprintf(name, sizeof(name), "uid:%u", (unsigned)getuid());
    actor.opter = yb_text_of(name);
    rc = yb_app_run(&use, &cli->error);
    yb_app_close(&app);
    return rc;
}

static int say_done(struct yb_cli *cli, const char *zh, const char *en)
{
    if (cli->json) {
        struct json_object *done = json_object_new_object();

        json_object_object_add(done, "user_name", json_object_new_string(yb_cli_text(cli, "NAME")));
        yb_cli_write_json(cli, done);
    } else {
        fprintf(cli->out, "%s%s\n", yb_cli_words(cli, zh, en), yb_cli_text(cli, "NAME"));
    }
    return YB_OK;
}

static int add(struct yb_call *call, void *context, struct yb_error *error)
{
    int64_t user_id;

    return yb_app_add_user(call, context, &user_id, error);
}

static int run_add(struct yb_cli *cli)
{
    struct yb_add_user_in in = {.user_name = yb_text_of(yb_cli_text(cli, "NAME")),
                                .display_name = yb_text_of(yb_cli_text(cli, "--full-name")),
                                .roles = yb_text_of(yb_cli_text(cli, "--roles")),
                                .admdvs = yb_text_of(yb_cli_text(cli, "--area")),
                                .fixmedins_code = yb_text_of(yb_cli_text(cli, "--institution")),
                                .psn_no = yb_cli_integer(cli, "--psn-no", 0)};
    int rc = yb_cli_read_password(cli, &in.password);

    if (rc == YB_OK)
        rc = run(cli, add, &in);
    return rc == YB_OK ? say_done(cli, "已增加用户 ", "added user ") : rc;
}

struct listing {
    const struct yb_user *users;
    size_t count;
};

static int list(struct yb_call *call, void *context, struct yb_error *error)
{
    struct listing *listing = context;

    return yb_app_list_users(call, &listing->users, &listing->count, error);
}

static struct json_object *text_json(struct yb_text text)
{
    return json_object_new_string_len(text.bytes ? text.bytes : "", (int)text.length);
}

static struct json_object *user_json(const struct yb_user *user)
{
    struct json_object *object = json_object_new_object();
    char time[20] = "";

    if (user->last_time_ms)
        yb_instant_format(user->last_time_ms, time);
    json_object_object_add(object, "user_name", text_json(user->user_name));
    json_object_object_add(object, "display_name", text_json(user->display_name));
    json_object_object_add(object, "roles", text_json(user->roles));
    json_object_object_add(object, "admdvs", text_json(user->admdvs));
    json_object_object_add(object, "fixmedins_code", text_json(user->fixmedins_code));
    json_object_object_add(object, "locked",
                           json_object_new_boolean(user->locked || user->locked_until_ms));
    json_object_object_add(object, "last_time", json_object_new_string(time));
    return object;
}

static void write_user(struct yb_cli *cli, const struct yb_user *user, struct yb_buffer *out)
{
    yb_buffer_add_column(out, user->user_name, 18, false);
    yb_buffer_add_column(out, user->display_name, 18, false);
    yb_buffer_add_column(out, user->roles, 30, false);
    yb_buffer_add_string(out, user->locked || user->locked_until_ms
                                  ? yb_cli_words(cli, "锁定", "locked")
                                  : yb_cli_words(cli, "在用", "in use"));
    yb_buffer_add_char(out, '\n');
}

static int run_list(struct yb_cli *cli)
{
    struct listing listing;
    struct yb_buffer out;
    int rc = run(cli, list, &listing);

    if (rc != YB_OK)
        return rc;
    if (cli->json) {
        struct json_object *array = json_object_new_array();

        for (size_t i = 0; i < listing.count; i++)
            json_object_array_add(array, user_json(&listing.users[i]));
        yb_cli_write_json(cli, array);
        return YB_OK;
    }
    yb_buffer_init(&out, cli->arena);
    for (size_t i = 0; i < listing.count; i++)
        write_user(cli, &listing.users[i], &out);
    yb_cli_write(cli, yb_buffer_text(&out));
    return YB_OK;
}

struct locking {
    struct yb_text user_name;
    bool locked;
};

static int lock(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct locking *locking = context;

    return yb_app_lock_user(call, locking->user_name, locking->locked, error);
}

static int run_lock(struct yb_cli *cli)
{
    struct locking locking = {yb_text_of(yb_cli_text(cli, "NAME")), !yb_cli_flag(cli, "--unlock")};
    int rc = run(cli, lock, &locking);

    if (rc != YB_OK)
        return rc;
    return locking.locked ? say_done(cli, "已锁定 ", "locked ")
                          : say_done(cli, "已解锁 ", "unlocked ");
}

struct new_password {
    struct yb_text user_name, password;
};

static int set_password(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct new_password *in = context;

    return yb_app_set_password(call, in->user_name, in->password, error);
}

static int run_password(struct yb_cli *cli)
{
    struct new_password in = {.user_name = yb_text_of(yb_cli_text(cli, "NAME"))};
    int rc = yb_cli_read_password(cli, &in.password);

    if (rc == YB_OK)
        rc = run(cli, set_password, &in);
    return rc == YB_OK ? say_done(cli, "已更改口令：", "password changed: ") : rc;
}

static int reset_second(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_reset_second_factor(call, *(const struct yb_text *)context, error);
}

static int run_second(struct yb_cli *cli)
{
    struct yb_text user_name = yb_text_of(yb_cli_text(cli, "NAME"));
    int rc = run(cli, reset_second, &user_name);

    return rc == YB_OK ? say_done(cli, "已清除动态口令：", "second factor taken away: ") : rc;
}

struct ruling {
    const struct yb_cli *cli;
    struct yb_password_rules rules;
};

/* What was given replaces what holds; nothing given changes nothing. */
static int rule(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ruling *ruling = context;
    struct yb_password_rules *rules = &ruling->rules, before;
    int rc = yb_app_password_rules(call, rules, error);

    before = *rules;
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en)                              \
    rules->name = (int)yb_cli_integer(ruling->cli, option, rules->name);
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
    if (rc != YB_OK || memcmp(rules, &before, sizeof(before)) == 0)
        return rc;
    return yb_app_set_password_rules(call, rules, error);
}

static int run_rules(struct yb_cli *cli)
{
    struct ruling ruling = {.cli = cli};
    struct json_object *object;
    int rc = run(cli, rule, &ruling);

    if (rc != YB_OK)
        return rc;
    object = json_object_new_object();
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en)                              \
    json_object_object_add(object, #name, json_object_new_int(ruling.rules.name));                 \
    if (!cli->json)                                                                                \
        fprintf(cli->out, "%-15s %5d  %s\n", option, ruling.rules.name, yb_cli_words(cli, zh, en));
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
    if (cli->json)
        yb_cli_write_json(cli, object);
    else
        json_object_put(object);
    return YB_OK;
}

const struct yb_command yb_commands_user[] = {
    {"user", "add", "增加用户", "add a user", add_options, run_add},
    {"user", "list", "列出用户", "list users", list_options, run_list},
    {"user", "lock", "锁定或解锁用户", "lock or unlock a user", lock_options, run_lock},
    {"user", "password", "更改口令", "set a password", password_options, run_password},
    {"user", "rules", "显示或更改口令规则", "show or change the rules of passwords", rules_options,
     run_rules},
    {"user", "second-factor", "清除动态口令", "take a second factor away", second_options,
     run_second},
    {.noun = NULL},
};
