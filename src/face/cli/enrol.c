/* yibao enrol: who is covered, from a file of acts, and of one person. */
#include <json-c/json.h>
#include <unistd.h>

#include "app/enrol/file.h"
#include "app/person/person.h"
#include "app/settle/ordered.h"
#include "app/query/person.h"
#include "base/file.h"
#include "face/cli/open.h"
#include "store/store.h"

#define ORDERS_AT_ONCE 256

static const struct yb_option import_options[] = {
    YB_STORE_OPTIONS,
    {"--dry-run", YB_OPTION_FLAG, 0, "只试算：列出会改变的已结算账单，不写入",
     "only try: list the settled bills that would change, keep nothing", NULL, 0, 0},
    {"FILE", YB_OPTION_PATH, YB_OPTION_REQUIRED, "CSV 文件（每行一件事，全部成功才写入）",
     "CSV file (an act a line, all or nothing)", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option show_options[] = {
    YB_STORE_OPTIONS,
    {"--known", YB_OPTION_TEXT, 0, "按当时所知（YYYY-MM-DD，当日终了）",
     "as known at the end of that day", NULL, 0, 0},
    {"CERTNO", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "证件号码", "identity number", NULL, 0, 0},
    {.name = NULL},
};

static void say_touched(void *context, int64_t row, const struct yb_touched_bill *bill)
{
    struct yb_cli *cli = context;
    char day[11];

    if (cli->json)
        return;
    yb_day_format(bill->setl->begndate, day);
    fprintf(cli->out,
            cli->english ? "row %lld: bill %lld of %s (%s)\n" : "第%lld行：账单%lld（%s，%s）\n",
            (long long)row, (long long)bill->setl->setl_id, day, yb_touch_key(bill->reason));
}

static void say_counts(struct yb_cli *cli, const struct yb_enrol_file *file)
{
    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "rows", json_object_new_int64(file->report->rows));
        json_object_object_add(object, "refused", json_object_new_int64(file->report->refused));
        json_object_object_add(object, "bills", json_object_new_int64(file->bills));
        json_object_object_add(object, "kept", json_object_new_boolean(!file->dry));
        yb_cli_write_json(cli, object);
    } else {
        fprintf(cli->out,
                cli->english ? "%lld rows, %lld settled bills touched, %s\n"
                             : "共%lld行，涉及%lld张已结算账单，%s\n",
                (long long)file->report->rows, (long long)file->bills,
                file->dry ? yb_cli_words(cli, "未写入", "nothing kept")
                          : yb_cli_words(cli, "已写入", "kept"));
    }
}

/* The bills that the file touches are decided again before the command ends. */
static int settle_again(struct yb_cli *cli, struct yb_app *app)
{
    struct yb_orders_worked now, all = {0};
    int rc;

    do {
        rc = yb_app_work_off(app, yb_clock_now(), ORDERS_AT_ONCE, &now, &cli->error);
        all.done += now.done;
        all.refused += now.refused;
        all.adjusted += now.adjusted;
    } while (rc == YB_OK && now.done + now.refused);
    if (rc == YB_OK && !cli->json && all.done + all.refused)
        fprintf(cli->out,
                cli->english ? "settled again: %lld bills came out otherwise; %lld orders refused\n"
                             : "重新结算：%lld张账单有变动，%lld件未能办理\n",
                (long long)all.adjusted, (long long)all.refused);
    return rc;
}

static int run_import(struct yb_cli *cli)
{
    struct yb_csv_report report = {.say = yb_cli_report_row, .context = cli};
    struct yb_enrol_file file = {.now_ms = yb_clock_now(),
                                 .dry = yb_cli_flag(cli, "--dry-run"),
                                 .touched = say_touched,
                                 .report = &report};
    struct yb_app app;
    char opter[32];
    int rc = yb_file_read(yb_cli_text(cli, "FILE"), YB_CSV_BYTES_MAX, cli->arena, &file.csv,
                          &cli->error);

    snprintf(opter, sizeof(opter), "uid:%u", (unsigned)getuid());
    file.opter = yb_text_of(opter);
    if (rc == YB_OK)
        rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = yb_app_enrol_file(&app, &file, &cli->error);
    if (rc == YB_OK)
        say_counts(cli, &file);
    if (rc == YB_OK && !file.dry)
        rc = settle_again(cli, &app);
    yb_app_close(&app);
    return rc;
}

struct show {
    struct yb_cli *cli;
    struct yb_app *app;
    int64_t known_ms;
    struct yb_entitlement_view view;
};

static int load(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const struct yb_actor program = {.opter = {"yibao", 5}, .infno = {"enrol show", 10}};
    struct show *show = context;
    struct yb_call call = {.app = show->app,
                           .tx = tx,
                           .arena = show->cli->arena,
                           .now_ms = yb_clock_now(),
                           .actor = &program};
    const struct yb_certificate who = {.certno = yb_text_of(yb_cli_text(show->cli, "CERTNO"))};
    int64_t psn_no;
    int rc = yb_app_find_person(&call, &who, &psn_no, error);

    if (rc == YB_OK)
        rc = yb_app_entitlement(&call, psn_no, show->known_ms, &show->view, error);
    return rc == YB_OK ? yb_log_look(&call, psn_no, error) : rc;
}

static void say_clause(struct yb_cli *cli, const struct yb_policy *policy, int number)
{
    const struct yb_clause *clause;

    if (!policy || number < 0)
        return;
    clause = &policy->clauses[number];
    fprintf(cli->out, "  [" YB_TEXT_FMT " " YB_TEXT_FMT "%s]", YB_TEXT_ARG(clause->source),
            YB_TEXT_ARG(clause->place), clause->national ? "；全国默认值" : "");
}

static void say_period(struct yb_cli *cli, const struct yb_cover_period *p)
{
    char from[11], to[11] = "";

    yb_day_format(p->from, from);
    if (p->to != YB_DAY_MAX)
        yb_day_format(p->to, to);
    fprintf(cli->out, "%d  %s..%-10s  %s  %s", p->insutype, from, to,
            cli->english ? yb_cover_state_key(p->state) : yb_cover_state_title(p->state),
            cli->english ? yb_cover_reason_key(p->begins.reason)
                         : yb_cover_reason_title(p->begins.reason));
    say_clause(cli, p->begins.policy, p->begins.clause);
    fputc('\n', cli->out);
}

/* "390  2018  应缴 190.00  个人缴费  [...]"; a part that no source gives is named, not guessed. */
static void say_due(struct yb_cli *cli, const struct yb_due *due)
{
    static const char *const english[] = {"individual part", "free in the year of birth",
                                          "full price, with the government's part"};
    char amount[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(due->amount_fen < 0 ? due->individual_fen - due->aid_fen : due->amount_fen, 2,
                      amount);
    fprintf(cli->out, "390  %d  %s %s%s  %s", due->year, yb_cli_words(cli, "应缴", "owes"), amount,
            due->amount_fen >= 0 ? ""
                                 : yb_cli_words(cli, "+政府补助（来源没有写）",
                                                " + the government's part (not stated)"),
            cli->english ? english[due->price] : yb_due_price_title(due->price));
    if (due->if_parent_insured)
        fputs(yb_cli_words(cli, "（父母一方参保的）", " (if a parent is insured)"), cli->out);
    if (due->aid_fen) {
        yb_decimal_format(due->aid_fen, 2, amount);
        fprintf(cli->out, "  %s %s", yb_cli_words(cli, "资助", "aid"), amount);
    }
    say_clause(cli, due->policy, due->clause);
    say_clause(cli, due->policy, due->price_clause);
    say_clause(cli, due->policy, due->aid_clause);
    fputc('\n', cli->out);
}

static void say_retirement(struct yb_cli *cli, const struct yb_retirement *years)
{
    int missing = years->months_needed - years->months;
    char amount[YB_DECIMAL_TEXT_MAX];

    fprintf(cli->out, "310  %s %d/%d",
            yb_cli_words(cli, "退休年限：已有/须满（月）", "months for retirement: paid/needed"),
            years->months, years->months_needed);
    if (missing > 0 && years->one_off_fen >= 0) {
        yb_decimal_format(years->one_off_fen, 2, amount);
        fprintf(cli->out, "  %s %s",
                yb_cli_words(cli, "所缺一次性补缴", "the missing ones at once"), amount);
        say_clause(cli, years->policy, years->one_off_clause);
    }
    say_clause(cli, years->policy, years->clause);
    fputc('\n', cli->out);
}

static int run_show(struct yb_cli *cli)
{
    const char *known = yb_cli_text(cli, "--known");
    struct yb_app app;
    struct show show = {.cli = cli, .app = &app, .known_ms = INT64_MAX};
    int32_t day;
    int rc;

    if (known && !yb_day_parse(yb_text_of(known), &day))
        return yb_fail(&cli->error, YB_E_WRONG_FORMAT, "--known", known, NULL);
    if (known)
        show.known_ms = (int64_t)(day + 1) * YB_DAY_MS - YB_CST_MS - 1;
    rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = yb_store_run(app.store, load, &show, cli->arena, &cli->error);
    for (size_t i = 0; rc == YB_OK && i < show.view.cover.cover.count; i++)
        say_period(cli, &show.view.cover.cover.periods[i]);
    for (size_t i = 0; rc == YB_OK && i < show.view.dues.count; i++)
        say_due(cli, &show.view.dues.rows[i]);
    if (rc == YB_OK && show.view.working && show.view.retirement.months_needed)
        say_retirement(cli, &show.view.retirement);
    yb_app_close(&app);
    return rc;
}

const struct yb_command yb_commands_enrol[] = {
    {"enrol", "import", "从 CSV 办理参保、停保、身份、缴费等",
     "record acts of entitlement from CSV", import_options, run_import},
    {"enrol", "show", "一个人的待遇享受期间、应缴与依据",
     "a person's cover by day and what is owed, with reasons", show_options, run_show},
    {.noun = NULL},
};
