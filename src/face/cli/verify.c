#include "face/cli/open.h"

#include "app/verify/close.h"
#include "app/verify/verify.h"
#include "base/day.h"
#include "face/cli/progress.h"

static const struct yb_option options[] = {
    YB_STORE_OPTIONS,
    {"--psn", YB_OPTION_INTEGER, 0, "只核验一人（人员编号）", "one person only (psn_no)", NULL, 1,
     INT64_MAX},
    {.name = NULL},
};

struct verifying {
    struct yb_cli *cli;
    struct yb_progress progress;
};

static void print_difference(void *context, enum yb_verify_check check,
                             const struct yb_error *error)
{
    struct verifying *v = context;

    if (!v->cli->json)
        fprintf(v->cli->err, "%s: ", yb_verify_check_name(check, v->cli->english));
    yb_cli_report(v->cli, error);
}

static void step(void *context, int64_t done, int64_t total)
{
    struct verifying *v = context;

    (void)total;
    yb_progress_to(&v->progress, done);
}

struct row {
    const char *key, *words;
    int64_t value;
};

static void print_rows(struct yb_cli *cli, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cli->json)
            fprintf(cli->out, "%c\"%s\":%lld", i ? ',' : '{', rows[i].key,
                    (long long)rows[i].value);
        else
            fprintf(cli->out, "  %s %lld\n", rows[i].words, (long long)rows[i].value);
}

/* What was looked at, then the differences by check; returns their sum. */
static int64_t print_summary(struct yb_cli *cli, const struct yb_verify_out *out)
{
    const struct row seen[] = {
        {"people", yb_cli_words(cli, "人员", "people"), out->people},
        {"settlements", yb_cli_words(cli, "结算", "settlements"), out->settlements},
        {"transfers", yb_cli_words(cli, "分录", "transfers"), out->transfers},
        {"messages", yb_cli_words(cli, "报文", "messages"), out->messages},
    };
    struct row found[YB_VERIFY_CHECKS];
    int64_t differences = 0;

    for (int i = 0; i < YB_VERIFY_CHECKS; i++) {
        found[i] = (struct row){yb_verify_check_name((enum yb_verify_check)i, true),
                                yb_verify_check_name((enum yb_verify_check)i, cli->english),
                                out->differences[i]};
        differences += out->differences[i];
    }
    if (!cli->json)
        fprintf(cli->out, "%s\n", yb_cli_words(cli, "已核验", "Verified"));
    print_rows(cli, seen, sizeof(seen) / sizeof(seen[0]));
    fprintf(cli->out, "%s", cli->json ? ",\"differences\":" : "");
    if (!cli->json)
        fprintf(cli->out, "%s\n", yb_cli_words(cli, "不一致", "Differences"));
    print_rows(cli, found, YB_VERIFY_CHECKS);
    fputs(cli->json ? "}}\n" : "", cli->out);
    return differences;
}

static int run_verify(struct yb_cli *cli)
{
    struct verifying v = {.cli = cli};
    const struct yb_verify_in in = {.psn_no = yb_cli_integer(cli, "--psn", 0),
                                    .context = &v,
                                    .difference = print_difference,
                                    .progress = step};
    struct yb_verify_out out;
    struct yb_app app;
    int64_t differences;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    yb_progress_init(&v.progress, cli, "核验", "verifying", 0);
    rc = yb_app_verify(&app, &in, &out, &cli->error);
    yb_progress_end(&v.progress);
    yb_app_close(&app);
    if (rc != YB_OK)
        return rc;
    differences = print_summary(cli, &out);
    return differences ? YB_E_VERIFY : YB_OK;
}

static const struct yb_option close_options[] = {
    YB_STORE_OPTIONS,
    {.name = NULL},
};

static int run_close(struct yb_cli *cli)
{
    struct yb_close_out out;
    struct yb_app app;
    char last[11] = "-";
    int64_t now = yb_clock_now();
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    rc = yb_app_close_days(&app, yb_instant_day(now), now, &out, &cli->error);
    yb_app_close(&app);
    if (rc != YB_OK)
        return rc;
    if (out.last != YB_DAY_NONE)
        yb_day_format(out.last, last);
    if (cli->json)
        fprintf(cli->out,
                "{\"days\":%lld,\"settlements\":%lld,\"transfers\":%lld,\"last\":\"%s\"}\n",
                (long long)out.days, (long long)out.settlements, (long long)out.transfers, last);
    else
        fprintf(cli->out, "%s %lld  %s %lld  %s %lld  %s %s\n",
                yb_cli_words(cli, "结账日数", "days closed"), (long long)out.days,
                yb_cli_words(cli, "结算", "settlements"), (long long)out.settlements,
                yb_cli_words(cli, "分录", "transfers"), (long long)out.transfers,
                yb_cli_words(cli, "已结至", "up to"), last);
    return YB_OK;
}

const struct yb_command yb_commands_verify[] = {
    {"verify", NULL, "重新计算并核验全部结算", "recompute and verify every settlement", options,
     run_verify},
    {"close", NULL, "日结：结清今天之前的各日", "close the days before today", close_options,
     run_close},
    {.noun = NULL},
};
