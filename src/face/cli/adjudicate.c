#include "face/cli/cli.h"

#include <string.h>

#include "app/policy/load.h"
#include "app/policy/load_cases.h"
#include "face/bill.h"

static const struct yb_option options[] = {
    {"--policy", YB_OPTION_PATH, 0, "政策包文件或文件夹（不写则用用例旁边的）",
     "pack or folder of packs (without it: beside the cases)", NULL, 0, 0},
    {"--explain", YB_OPTION_FLAG, 0, "逐步说明并注明依据", "every step with its clause", NULL, 0,
     0},
    {"CASES", YB_OPTION_PATH, YB_OPTION_REQUIRED | YB_OPTION_MANY, "用例文件", "case files", NULL,
     0, 0},
    {.name = NULL},
};

struct printer {
    struct yb_cli *cli;
    bool explain;
    bool first;
};

static void write_out(struct printer *p, struct yb_buffer *out)
{
    yb_cli_write(p->cli, yb_buffer_text(out));
}

/* One line of JSON a bill. */
static void print_json(struct printer *p, const struct yb_case *one, const struct yb_case_visit *v,
                       const struct yb_bill_view *view, const struct yb_visit_result *result)
{
    struct yb_buffer out;
    struct yb_json json;
    char day[11];

    yb_buffer_init(&out, p->cli->arena);
    yb_json_init(&json, &out);
    yb_day_format(v->day, day);
    yb_json_open(&json, '{');
    yb_json_key(&json, "case");
    yb_json_add_text(&json, one->name);
    yb_json_key(&json, "day");
    yb_json_add_text(&json, yb_text_of(day));
    if (result->code == YB_OK) {
        yb_json_key(&json, "bill");
        yb_bill_write_json(view, &json);
    } else {
        yb_json_key(&json, "error");
        yb_json_add_text(&json, yb_text_of(yb_code_name(result->code)));
    }
    yb_json_close(&json, '}');
    yb_buffer_add_char(&out, '\n');
    write_out(p, &out);
}

static void print_text(struct printer *p, const struct yb_case *one, const struct yb_case_visit *v,
                       const struct yb_bill_view *view, const struct yb_visit_result *result)
{
    struct yb_buffer out;
    char day[11];

    yb_buffer_init(&out, p->cli->arena);
    yb_day_format(v->day, day);
    yb_buffer_addf(&out, "%s%s" YB_TEXT_FMT "  %s\n", p->first ? "" : "\n",
                   yb_cli_words(p->cli, "用例：", "Case: "), YB_TEXT_ARG(one->name), day);
    p->first = false;
    if (result->code == YB_OK) {
        yb_bill_write_text(view, &out);
    } else {
        yb_error_describe(&result->error, p->cli->english, &out);
        yb_buffer_add_char(&out, '\n');
    }
    write_out(p, &out);
}

static void print_visit(struct printer *p, const struct yb_policy *policy,
                        const struct yb_case *one, size_t i, const struct yb_visit_result *result)
{
    const struct yb_case_visit *visit = &one->visits[i];
    const struct yb_claim claim = {
        .facts = visit->facts, .lines = visit->lines, .line_count = visit->line_count};
    const struct yb_bill_view view = {.policy = policy,
                                      .claim = &claim,
                                      .bill = result->bill,
                                      .lines = result->lines,
                                      .names = visit->notes,
                                      .trace = p->explain ? &result->trace : NULL,
                                      .english = p->cli->english};

    if (p->cli->json)
        print_json(p, one, visit, &view, result);
    else
        print_text(p, one, visit, &view, result);
}

/* Waiting, credit, allowance: one line. */
static void print_other(struct printer *p, const struct yb_case *one,
                        const struct yb_case_result *result)
{
    char amount[YB_DECIMAL_TEXT_MAX], day[11];
    struct yb_buffer out;
    struct yb_json json;

    yb_buffer_init(&out, p->cli->arena);
    yb_money_format(result->amount_fen, amount);
    yb_day_format(result->from_day, day);
    if (p->cli->json) {
        yb_json_init(&json, &out);
        yb_json_open(&json, '{');
        yb_json_key(&json, "case");
        yb_json_add_text(&json, one->name);
        yb_json_key(&json, one->kind == YB_CASE_WAITING ? "months" : "amount");
        yb_json_add_decimal(&json,
                            one->kind == YB_CASE_WAITING ? result->months : result->amount_fen,
                            one->kind == YB_CASE_WAITING ? 0 : 2);
        yb_json_close(&json, '}');
    } else if (one->kind == YB_CASE_WAITING) {
        yb_buffer_addf(&out, YB_TEXT_FMT "  %d %s %s", YB_TEXT_ARG(one->name), result->months,
                       yb_cli_words(p->cli, "个月，起", "months, from"), day);
    } else {
        yb_buffer_addf(&out, YB_TEXT_FMT "  %s", YB_TEXT_ARG(one->name), amount);
    }
    yb_buffer_add_char(&out, '\n');
    write_out(p, &out);
}

static int print_file(struct printer *p, const struct yb_case_file *file,
                      struct yb_mistakes *mistakes)
{
    size_t i, j;

    for (i = 0; i < file->cases.count; i++) {
        const struct yb_case *one = &file->cases.rows[i];
        struct yb_case_result result;
        int rc = yb_case_run(file->policy, one, p->cli->arena, mistakes, &result);

        if (rc != YB_OK)
            return yb_fail(&p->cli->error, rc, NULL);
        if (one->kind != YB_CASE_CLAIMS)
            print_other(p, one, &result);
        for (j = 0; one->kind == YB_CASE_CLAIMS && j < one->visit_count; j++)
            print_visit(p, file->policy, one, j, &result.visits[j]);
    }
    return YB_OK;
}

/* The folders of the case files, when no pack was given. */
static int load_set(struct yb_cli *cli, const char *const *files, size_t count,
                    struct yb_mistakes *mistakes, struct yb_policy_set *set)
{
    const char *given = yb_cli_text(cli, "--policy");
    const char **folders = YB_NEW_ARRAY(cli->arena, const char *, count);
    size_t i, n = 0;

    if (given)
        return yb_policy_load(&given, 1, cli->arena, set, mistakes);
    if (!folders)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count; i++) {
        const char *slash = strrchr(files[i], '/');
        const char *folder =
            slash ? yb_arena_copy(cli->arena, files[i], (size_t)(slash - files[i])) : ".";

        if (folder && (!n || strcmp(folders[n - 1], folder)))
            folders[n++] = folder;
    }
    return yb_policy_load(folders, n, cli->arena, set, mistakes);
}

static int run(struct yb_cli *cli)
{
    struct printer printer = {cli, yb_cli_flag(cli, "--explain"), true};
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    const char *const *files;
    size_t count = yb_cli_many(cli, "CASES", &files), i;
    int rc;

    yb_mistakes_init(&mistakes, cli->arena);
    rc = load_set(cli, files, count, &mistakes, &set);
    for (i = 0; rc == YB_OK && i < count; i++) {
        struct yb_case_file file;

        rc = yb_policy_load_cases(files[i], &set, cli->arena, &mistakes, &file);
        if (rc == YB_OK)
            rc = print_file(&printer, &file, &mistakes);
    }
    for (i = 0; i < mistakes.count; i++)
        yb_cli_report(cli, &mistakes.errors[i]);
    return rc != YB_OK ? rc : yb_mistakes_first(&mistakes, NULL);
}

const struct yb_command yb_commands_adjudicate[] = {
    {"adjudicate", NULL, "按政策结算用例并打印账单", "adjudicate cases and print their bills",
     options, run},
    {.noun = NULL},
};
