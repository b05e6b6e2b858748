/* yibao statistics: the totals of the console's overview, made anew. */
#include "face/cli/open.h"
#include "store/statistics.h"
#include "store/store.h"

static const struct yb_option options[] = {YB_STORE_OPTIONS, {.name = NULL}};

static int clear(struct yb_tx *tx, void *context, struct yb_error *error)
{
    (void)context;
    return yb_stats_clear(tx, error);
}

struct rolling {
    int64_t now_ms;
    bool more;
};

static int roll(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct rolling *rolling = context;

    return yb_stats_roll(tx, rolling->now_ms, &rolling->more, error);
}

static int run_rebuild(struct yb_cli *cli)
{
    struct rolling rolling = {.now_ms = yb_clock_now(), .more = true};
    struct yb_app app;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    rc = yb_store_run(app.store, clear, NULL, cli->arena, &cli->error);
    while (rc == YB_OK && rolling.more) {
        struct yb_arena step;

        yb_arena_init(&step, 1 << 16);
        rc = yb_store_run(app.store, roll, &rolling, &step, &cli->error);
        yb_arena_release(&step);
    }
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
