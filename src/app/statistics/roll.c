#include "app/statistics/roll.h"

#include "store/statistics.h"
#include "store/store.h"

struct rolling {
    int64_t now_ms;
    bool *more;
};

static int roll(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct rolling *rolling = context;

    return yb_stats_roll(tx, rolling->now_ms, rolling->more, error);
}

static int clear(struct yb_tx *tx, void *context, struct yb_error *error)
{
    (void)context;
    return yb_stats_clear(tx, error);
}

static int run(struct yb_app *app, int (*what)(struct yb_tx *, void *, struct yb_error *),
               void *context, struct yb_error *error)
{
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 14);
    rc = yb_store_run(app->store, what, context, &arena, error);
    yb_arena_release(&arena);
    return rc;
}

int yb_app_statistics_roll(struct yb_app *app, int64_t now_ms, bool *more, struct yb_error *error)
{
    struct rolling rolling = {now_ms, more};

    *more = false;
    return run(app, roll, &rolling, error);
}

int yb_app_statistics_clear(struct yb_app *app, struct yb_error *error)
{
    return run(app, clear, NULL, error);
}
