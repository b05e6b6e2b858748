/* yibao policy draft, diff, cases, publish ...: the policy desk from the command line. */
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "app/approval/approval.h"
#include "app/journal/journal.h"
#include "app/policy/published.h"
#include "app/policy/version.h"
#include "app/session/session.h"
#include "base/file.h"
#include "engine/benefit/cases.h"
#include "face/cli/open.h"
#include "face/cli/password.h"
#include "face/policy_diff.h"
#include "store/store.h"

#define NAME_ARGUMENT                                                                              \
    {                                                                                              \
        "NAME", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "政策编号，如 371525-guanxian/2027-resident",  \
            "the policy's id", NULL, 0, 0                                                          \
    }

static const struct yb_option draft_options[] = {
    YB_STORE_OPTIONS,
    {"--base", YB_OPTION_TEXT, 0, "基础政策（新草案必填）", "the base (of a new draft)", NULL, 0,
     0},
    {"--overlay", YB_OPTION_PATH, 0, "改动文件（doc/policy-desk.md）", "file of the changes", NULL,
     0, 0},
    {"--cases", YB_OPTION_PATH, 0, "用例文件（不写：基础政策的）", "case file (the base's)", NULL,
     0, 0},
    {"--reason", YB_OPTION_TEXT, 0, "理由", "the reason", NULL, 0, 0},
    {"--discard", YB_OPTION_FLAG, 0, "放弃草案", "discard the draft", NULL, 0, 0},
    NAME_ARGUMENT,
    {.name = NULL},
};

static const struct yb_option name_options[] = {
    YB_STORE_OPTIONS,
    NAME_ARGUMENT,
    {.name = NULL},
};

static const struct yb_option diff_options[] = {
    YB_STORE_OPTIONS,
    {"BEFORE", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "旧：政策编号或草案", "old: id or draft", NULL,
     0, 0},
    {"AFTER", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "新：政策编号或草案", "new: id or draft", NULL, 0,
     0},
    {.name = NULL},
};

static const struct yb_option publish_options[] = {
    YB_STORE_OPTIONS,
    {"--from", YB_OPTION_DAY, YB_OPTION_REQUIRED, "生效日期", "first day in force", NULL, 0, 0},
    {"--retroactive", YB_OPTION_FLAG, 0, "追溯适用：生效日期可以是过去的某日",
     "for days past: what was settled has to be brought to it", NULL, 0, 0},
    YB_SIGN_OPTIONS,
    NAME_ARGUMENT,
    {.name = NULL},
};

static const struct yb_option withdraw_options[] = {
    YB_STORE_OPTIONS,
    YB_SIGN_OPTIONS,
    NAME_ARGUMENT,
    {.name = NULL},
};

static const struct yb_option approve_options[] = {
    YB_STORE_OPTIONS,
    YB_SIGN_OPTIONS,
    {"--refuse", YB_OPTION_FLAG, 0, "不批准", "refuse instead", NULL, 0, 0},
    {"NUMBER", YB_OPTION_INTEGER, YB_OPTION_REQUIRED, "复核事项编号", "number of the matter", NULL,
     1, INT64_MAX},
    {.name = NULL},
};

static const struct yb_option history_options[] = {YB_STORE_OPTIONS, {.name = NULL}};

/* What a command's use case works with. */
struct work {
    struct yb_cli *cli;
    struct yb_app app;
    struct yb_session session; /* of commands that sign in */
    int64_t approval_id;
    const char *action; /* of those: as the console's log has it */
    int refused;        /* what it was refused with */
};

static int run(struct work *w, int (*use_case)(struct yb_call *, void *, struct yb_error *))
{
    struct yb_cli *cli = w->cli;
    char login[64] = "";
    struct yb_actor actor = {.infno = YB_TEXT("cli")};
    struct yb_use use = {.app = &w->app,
                         .actor = &actor,
                         .arena = cli->arena,
                         .now_ms = yb_clock_now(),
                         .run = use_case,
                         .context = w};

    if (getlogin_r(login, sizeof(login)) != 0)
        snprintf(login, sizeof(login), "uid:%u", (unsigned)getuid());
    actor.opter = w->session.user_name.length ? w->session.user_name : yb_text_of(login);
    return yb_app_run(&use, &cli->error);
}

/* Opens the store, runs the use case, closes. */
static int open_and_run(struct yb_cli *cli,
                        int (*use_case)(struct yb_call *, void *, struct yb_error *))
{
    struct work *w = YB_NEW(cli->arena, struct work);
    int rc;

    if (!w)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    w->cli = cli;
    rc = yb_cli_open(cli, &w->app);
    if (rc != YB_OK)
        return rc;
    rc = run(w, use_case);
    yb_app_close(&w->app);
    return rc;
}

static struct yb_text text(const struct work *w, const char *name)
{
    return yb_text_of(yb_cli_text(w->cli, name));
}

static int read_file(struct work *w, const char *option, struct yb_text *out)
{
    const char *path = yb_cli_text(w->cli, option);

    return path ? yb_file_read(path, YB_DRAFT_TEXT_MAX, w->cli->arena, out, &w->cli->error) : YB_OK;
}

/* All mistakes; the overlay's by the name of the file that was given. */
static int report(struct work *w, const struct yb_mistakes *mistakes, const char *option)
{
    const char *path = option ? yb_cli_text(w->cli, option) : NULL;

    for (size_t i = 0; i < mistakes->count; i++) {
        struct yb_error error = mistakes->errors[i];

        if (path && error.file && strcmp(error.file, YB_OVERLAY_FILE) == 0)
            error.file = path;
        yb_cli_report(w->cli, &error);
    }
    return yb_mistakes_first(mistakes, NULL);
}

/* ---- drafts ---- */

static int save_draft(struct yb_call *call, struct work *w, const struct yb_policy_version_row *row,
                      struct yb_error *error)
{
    struct yb_draft_in in = {.version_id = row->version_id,
                             .rev = row->rev,
                             .overlay = row->overlay,
                             .reason = text(w, "--reason"),
                             .has_cases = yb_cli_text(w->cli, "--cases") != NULL};
    int64_t rev;
    int rc = read_file(w, "--overlay", &in.overlay);

    if (rc == YB_OK)
        rc = read_file(w, "--cases", &in.cases);
    return rc == YB_OK ? yb_app_draft_save(call, &in, &rev, error) : rc;
}

static int add_draft(struct yb_call *call, struct work *w, int64_t *version_id,
                     struct yb_error *error)
{
    struct yb_draft_in in = {.name = text(w, "NAME"),
                             .base = text(w, "--base"),
                             .reason = text(w, "--reason"),
                             .has_cases = yb_cli_text(w->cli, "--cases") != NULL};
    int rc = read_file(w, "--overlay", &in.overlay);

    if (rc == YB_OK && !in.base.length)
        rc = yb_fail(error, YB_E_MISSING, "--base", NULL);
    if (rc == YB_OK)
        rc = read_file(w, "--cases", &in.cases);
    return rc == YB_OK ? yb_app_draft_add(call, &in, version_id, error) : rc;
}

static int find_draft(struct yb_call *call, struct work *w, struct yb_policy_version_row *row,
                      struct yb_error *error)
{
    int rc = yb_app_version_find(call, text(w, "NAME"), row, error);

    if (rc == YB_OK && !yb_text_is(row->version_stas, "draft"))
        rc = yb_fail(error, YB_E_POLICY_STATE, yb_cli_text(w->cli, "NAME"), "published", NULL);
    return rc;
}

static void say(struct yb_cli *cli, const char *key, int64_t number, const char *words)
{
    struct json_object *object;

    if (!cli->json) {
        fprintf(cli->out, "%s %s\n", words, yb_cli_text(cli, "NAME"));
        return;
    }
    object = json_object_new_object();
    json_object_object_add(object, key, json_object_new_int64(number));
    yb_cli_write_json(cli, object);
}

static int draft(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_policy_version_row row;
    struct yb_policy_made made;
    int64_t version_id = 0;
    bool changed;
    int rc = find_draft(call, w, &row, error);

    if (rc == YB_E_NOT_FOUND && !yb_cli_flag(w->cli, "--discard"))
        rc = add_draft(call, w, &version_id, error);
    else if (rc == YB_OK && yb_cli_flag(w->cli, "--discard"))
        return yb_app_draft_discard(call, row.version_id, error);
    else if (rc == YB_OK)
        rc = save_draft(call, w, &row, error);
    if (rc == YB_OK)
        rc = yb_policy_version_get(call->tx, version_id ? version_id : row.version_id, &row, error);
    if (rc == YB_OK)
        rc = yb_app_version_made(call, &row, &made, &changed, error);
    if (rc == YB_OK) {
        report(w, &made.mistakes, "--overlay"); /* it is kept all the same */
        say(w->cli, "version_id", row.version_id, yb_cli_words(w->cli, "已存草案", "draft kept"));
    }
    return rc;
}

static int run_draft(struct yb_cli *cli)
{
    return open_and_run(cli, draft);
}

/* ---- what it says ---- */

static int need_policy(struct work *w, struct yb_call *call, struct yb_text name,
                       struct yb_policy_made *made, struct yb_error *error)
{
    int rc = yb_app_policy_by(call, name, made, error);

    if (rc == YB_OK && !made->policy) {
        report(w, &made->mistakes, NULL);
        rc = yb_mistakes_first(&made->mistakes, NULL);
        *error = (struct yb_error){0};
    }
    return rc;
}

static int diff(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_cli *cli = w->cli;
    struct yb_policy_made before, after;
    struct yb_policy_changes changes;
    struct yb_buffer out;
    struct yb_json json;
    int rc = need_policy(w, call, text(w, "BEFORE"), &before, error);

    if (rc == YB_OK)
        rc = need_policy(w, call, text(w, "AFTER"), &after, error);
    if (rc != YB_OK)
        return rc;
    if (yb_policy_diff(before.policy, after.policy, cli->english, cli->arena, &changes) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_buffer_init(&out, cli->arena);
    if (cli->json) {
        yb_json_init(&json, &out);
        yb_json_open(&json, '[');
        yb_policy_changes_write_json(&changes, &json);
        yb_json_close(&json, ']');
        yb_buffer_add_char(&out, '\n');
    } else {
        yb_policy_changes_write_text(&changes, cli->english, &out);
        if (!changes.count)
            yb_buffer_add_string(&out, yb_cli_words(cli, "没有不同\n", "no difference\n"));
    }
    yb_cli_write(cli, yb_buffer_text(&out));
    return YB_OK;
}

static int run_diff(struct yb_cli *cli)
{
    return open_and_run(cli, diff);
}

static int cases(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_policy_version_row row;
    struct yb_cases_run result;
    struct yb_mistakes mistakes;
    struct yb_policy_made made;
    int rc = yb_app_version_find(call, text(w, "NAME"), &row, error);

    if (rc == YB_OK)
        rc = need_policy(w, call, text(w, "NAME"), &made, error);
    if (rc != YB_OK)
        return rc;
    yb_mistakes_init(&mistakes, call->arena);
    rc = yb_policy_run_cases(made.policy, row.cases, &mistakes, &result, error);
    if (rc != YB_OK)
        return rc;
    rc = report(w, &mistakes, NULL);
    if (!w->cli->json)
        fprintf(w->cli->out,
                w->cli->english ? "%zu cases, %zu differ from what was expected\n"
                                : "%zu 个用例，%zu 个与预期不同\n",
                result.count, result.failed);
    else
        fprintf(w->cli->out, "{\"cases\":%zu,\"failed\":%zu}\n", result.count, result.failed);
    return rc; /* all was reported */
}

static int run_cases(struct yb_cli *cli)
{
    return open_and_run(cli, cases);
}

/* ---- two persons ---- */

/* The audit log says of a step what it says of the console's. */
static int note(struct yb_call *call, const struct work *w, const struct yb_propose_in *what,
                struct yb_error *error)
{
    const struct yb_journal_entry entry = {
        .action = yb_text_of(w->action),
        .target =
            yb_text_of(yb_arena_format(call->arena, "approval:%lld", (long long)w->approval_id)),
        .detail = yb_text_of(yb_arena_format(
            call->arena, YB_TEXT_FMT " <- " YB_TEXT_FMT ": " YB_TEXT_FMT, YB_TEXT_ARG(what->target),
            YB_TEXT_ARG(what->content), YB_TEXT_ARG(what->reason)))};

    return yb_journal_add(call, &entry, error);
}

static int note_refusal(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct work *w = context;
    const struct yb_journal_entry entry = {
        .action = yb_text_of(w->action),
        .target = w->approval_id ? yb_text_of(yb_arena_format(call->arena, "approval:%lld",
                                                              (long long)w->approval_id))
                                 : text(w, "NAME"),
        .detail = text(w, "--reason"),
        .result = w->refused};

    return yb_journal_add(call, &entry, error);
}

static int sign_in_and_run(struct yb_cli *cli, const char *action,
                           int (*use_case)(struct yb_call *, void *, struct yb_error *))
{
    struct work *w = YB_NEW(cli->arena, struct work);
    struct yb_error refusal;
    int rc;

    if (!w)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    w->cli = cli;
    w->action = action;
    rc = yb_cli_sign_in(cli, &w->app, &w->session);
    if (rc != YB_OK)
        return rc;
    rc = w->refused = run(w, use_case);
    if (rc != YB_OK) {
        refusal = cli->error;
        if (run(w, note_refusal) == YB_OK)
            cli->error = refusal;
        else
            rc = cli->error.code;
    }
    yb_app_close(&w->app);
    return rc;
}

static struct yb_approver approver(const struct work *w)
{
    return (struct yb_approver){w->session.user_id, w->session.user_name, &w->session.who};
}

static int propose(struct yb_call *call, struct work *w, enum yb_approval_kind kind,
                   const struct yb_policy_version_row *row, struct yb_text content,
                   struct yb_error *error)
{
    struct yb_approver by = approver(w);
    struct yb_propose_in in = {
        kind, yb_text_of(yb_arena_format(call->arena, "%lld", (long long)row->version_id)), content,
        text(w, "--reason")};
    int rc = yb_app_propose(call, &by, &in, &w->approval_id, error);

    if (rc == YB_OK)
        rc = note(call, w, &in, error);
    if (rc == YB_OK && !w->cli->json)
        fprintf(w->cli->out,
                w->cli->english ? "proposed as matter %lld: another person approves\n"
                                : "已提请，复核事项 %lld：须另一人批准\n",
                (long long)w->approval_id);
    else if (rc == YB_OK)
        say(w->cli, "approval_id", w->approval_id, "");
    return rc;
}

static int publish(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_policy_version_row row;
    struct yb_text content;
    int rc = find_draft(call, w, &row, error);

    if (rc == YB_OK)
        rc = yb_app_publish_content(call,
                                    &(struct yb_publish){row.version_id,
                                                         yb_cli_day(w->cli, "--from", 0),
                                                         yb_cli_flag(w->cli, "--retroactive")},
                                    &content, error);
    return rc == YB_OK ? propose(call, w, YB_APPROVAL_policy_publish, &row, content, error) : rc;
}

static int run_publish(struct yb_cli *cli)
{
    return sign_in_and_run(cli, "publish_policy", publish);
}

static int withdraw(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_policy_version_row row;
    int rc = yb_app_version_find(call, text(w, "NAME"), &row, error);

    return rc == YB_OK
               ? propose(call, w, YB_APPROVAL_policy_withdraw, &row, YB_TEXT("withdrawn"), error)
               : rc;
}

static int run_withdraw(struct yb_cli *cli)
{
    return sign_in_and_run(cli, "withdraw_policy", withdraw);
}

static int decide(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_approver by = approver(w);
    struct yb_decide_in in = {.approval_id = yb_cli_integer(w->cli, "NUMBER", 0),
                              .decision = yb_cli_flag(w->cli, "--refuse") ? YB_REFUSE : YB_APPROVE,
                              .reason = text(w, "--reason")};
    struct yb_approval_row row;
    int rc;

    w->approval_id = in.approval_id;
    rc = yb_app_decide(call, &by, &in, &row, error);
    if (rc == YB_OK)
        rc = note(call, w, &(struct yb_propose_in){0, row.target, row.content, in.reason}, error);
    if (rc == YB_OK && !w->cli->json)
        fprintf(w->cli->out, "%s：%s\n", yb_approval_title(row.approval_kind, w->cli->english),
                in.decision == YB_APPROVE ? yb_cli_words(w->cli, "已批准", "approved")
                                          : yb_cli_words(w->cli, "未批准", "refused"));
    else if (rc == YB_OK)
        fprintf(w->cli->out, "{\"approval_id\":%lld}\n", (long long)in.approval_id);
    return rc;
}

static int run_approve(struct yb_cli *cli)
{
    return sign_in_and_run(cli, yb_cli_flag(cli, "--refuse") ? "refuse" : "approve", decide);
}

/* ---- history ---- */

static void say_version(struct yb_cli *cli, const struct yb_policy_version_row *row)
{
    char from[11] = "";

    if (row->begndate != YB_DAY_NONE)
        yb_day_format(row->begndate, from);
    fprintf(cli->out,
            YB_TEXT_FMT "  " YB_TEXT_FMT "  %s  " YB_TEXT_FMT "  " YB_TEXT_FMT "/" YB_TEXT_FMT
                        "  " YB_TEXT_FMT "\n",
            YB_TEXT_ARG(row->name), YB_TEXT_ARG(row->version_stas), from, YB_TEXT_ARG(row->base),
            YB_TEXT_ARG(row->publish_user.length ? row->publish_user : row->crte_user),
            YB_TEXT_ARG(row->approve_user), YB_TEXT_ARG(row->reason));
}

static void write_version(struct yb_cli *cli, const struct yb_policy_version_row *row)
{
    const struct {
        const char *key;
        struct yb_text text;
    } members[] = {{"name", row->name},
                   {"state", row->version_stas},
                   {"base", row->base},
                   {"reason", row->reason},
                   {"crte_user", row->crte_user},
                   {"publish_user", row->publish_user},
                   {"approve_user", row->approve_user},
                   {"withdraw_user", row->withdraw_user},
                   {"withdraw_reason", row->withdraw_reason}};
    struct json_object *object = json_object_new_object();
    char from[11];

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        json_object_object_add(
            object, members[i].key,
            json_object_new_string_len(members[i].text.bytes ? members[i].text.bytes : "",
                                       (int)members[i].text.length));
    if (row->begndate != YB_DAY_NONE) {
        yb_day_format(row->begndate, from);
        json_object_object_add(object, "from_day", json_object_new_string(from));
    }
    json_object_object_add(object, "version_id", json_object_new_int64(row->version_id));
    yb_cli_write_json(cli, object);
}

static int history(struct yb_call *call, void *context, struct yb_error *error)
{
    struct work *w = context;
    struct yb_policy_version_list list;
    int rc = yb_policy_version_list(call->tx, YB_TEXT(""), YB_TEXT(""), &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        if (w->cli->json)
            write_version(w->cli, &list.rows[i]);
        else
            say_version(w->cli, &list.rows[i]);
    }
    return rc;
}

static int run_history(struct yb_cli *cli)
{
    return open_and_run(cli, history);
}

const struct yb_command yb_commands_desk[] = {
    {"policy", "draft", "起草：基础政策加改动", "a draft: a base and what it changes",
     draft_options, run_draft},
    {"policy", "diff", "两个版本逐条比较", "compare two versions table by table", diff_options,
     run_diff},
    {"policy", "cases", "用草案或版本运行它的用例", "run the cases of a draft or version",
     name_options, run_cases},
    {"policy", "publish", "提请发布（须另一人批准）", "propose to publish (another approves)",
     publish_options, run_publish},
    {"policy", "withdraw", "提请撤回未生效的版本", "propose to withdraw what is not yet in force",
     withdraw_options, run_withdraw},
    {"policy", "approve", "批准发布或撤回", "approve publishing or withdrawing", approve_options,
     run_approve},
    {"policy", "history", "草案与版本：何时、何人、为何", "drafts and versions: when, who, why",
     history_options, run_history},
    {.noun = NULL},
};
