/* yibao statistics: the totals of the console's overview, made anew. */
#include "app/statistics/roll.h"
#include "face/cli/open.h"

#define STEP 20000 /* settlements; a job keeps their totals in a tenth of a second */

static const struct yb_option options[] = {YB_STORE_OPTIONS, {.name = NULL}};

static int run_rebuild(struct yb_cli *cli)
{
    int64_t now_ms = yb_clock_now();
    struct yb_app app;
    bool more = true;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    rc = yb_app_statistics_clear(&app, &cli->error);
    while (rc == YB_OK && more)
        rc = yb_app_statistics_roll(&app, now_ms, STEP, &more, &cli->error);
    yb_app_close(&app);
    if (rc == YB_OK)
        fprintf(cli->out, "%s\n", yb_cli_words(cli, "统计已重做", "statistics made anew"));
    return rc;
}

const struct yb_command yb_commands_statistics[] = {
    {"statistics", "rebuild", "重做概览的汇总（补入了更早的结算以后）",
     "make the overview's totals anew (after older settlements were brought in)", options,
     run_rebuild},
    {.noun = NULL},
};
