#include "app/statistics/roll.h"

#include "store/statistics.h"
#include "store/store.h"

struct rolling {
    int64_t now_ms;
    struct yb_stats_step step;
};

static int gather(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct rolling *rolling = context;

    return yb_stats_gather(tx, rolling->now_ms, &rolling->step, error);
}

static int keep(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct rolling *rolling = context;

    return yb_stats_keep(tx, &rolling->step, error);
}

static int clear(struct yb_tx *tx, void *context, struct yb_error *error)
{
    (void)context;
    return yb_stats_clear(tx, error);
}

int yb_app_statistics_roll(struct yb_app *app, int64_t now_ms, int64_t most,
                           struct yb_rolled *rolled, struct yb_error *error)
{
    struct rolling rolling = {.now_ms = now_ms, .step.most = most};
    struct yb_arena arena;
    int rc;

    /* Should the clock be wrong, and right again later: no id is made below the mark any more. */
    yb_id_next(&app->ids, now_ms);
    yb_arena_init(&arena, 1 << 14);
    rc = yb_store_read(app->store, gather, &rolling, &arena, error);
    if (rc == YB_OK && rolling.step.below != rolling.step.from)
        rc = yb_store_run(app->store, keep, &rolling, &arena, error);
    *rolled =
        (struct yb_rolled){yb_id_instant(rolling.step.below), rc == YB_OK && rolling.step.more};
    yb_arena_release(&arena);
    return rc;
}

int yb_app_statistics_clear(struct yb_app *app, struct yb_error *error)
{
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 12);
    rc = yb_store_run(app->store, clear, NULL, &arena, error);
    yb_arena_release(&arena);
    return rc;
}
