/* yibao statistics: the totals of the console's overview, made anew. */
#include "app/statistics/roll.h"
#include "face/cli/open.h"
#include "face/cli/progress.h"

#define STEP 20000 /* settlements; a job keeps their totals in a tenth of a second */

static const struct yb_option options[] = {YB_STORE_OPTIONS, {.name = NULL}};

static int run_rebuild(struct yb_cli *cli)
{
    int64_t now_ms = yb_clock_now();
    struct yb_rolled rolled = {.more = true};
    struct yb_progress progress;
    struct yb_app app;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    yb_progress_init(&progress, cli, "汇总（日）", "adding up, days", 0);
    rc = yb_app_statistics_clear(&app, &cli->error);
    for (int64_t first = 0; rc == YB_OK && rolled.more;) {
        rc = yb_app_statistics_roll(&app, now_ms, STEP, &rolled, &cli->error);
        if (!first) { /* how long ago the oldest settlement was is not known before */
            first = rolled.until_ms;
            progress.total = (now_ms - first) / YB_DAY_MS;
        }
        yb_progress_to(&progress, (rolled.until_ms - first) / YB_DAY_MS);
    }
    yb_progress_end(&progress);
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
