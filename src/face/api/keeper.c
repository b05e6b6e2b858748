/* keeper.c - work that nobody waits for: totals of the overview, exports, old files. */
#include <time.h>

#include "face/api/export.h"
#include "store/file.h"
#include "store/statistics.h"
#include "store/store.h"

#define REST_SECONDS 1

struct rolling {
    int64_t now_ms;
    bool more;
};

static int roll(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct rolling *rolling = context;

    return yb_stats_roll(tx, rolling->now_ms, &rolling->more, error);
}

static int sweep(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct rolling *rolling = context;
    int64_t deleted;

    return yb_stored_file_sweep(tx, rolling->now_ms, &deleted, error);
}

int yb_api_tick(struct yb_api *api, bool *more, struct yb_error *error)
{
    struct rolling rolling = {.now_ms = yb_api_now(api)};
    struct yb_store *store = api->options.app->store;
    struct yb_arena arena;
    bool any = false;
    int rc;

    yb_arena_init(&arena, 1 << 14);
    rc = yb_store_run(store, roll, &rolling, &arena, error);
    if (rc == YB_E_STORE_CONFLICT) /* another process rolls */
        rc = YB_OK;
    if (rc == YB_OK && !rolling.more)
        rc = yb_store_run(store, sweep, &rolling, &arena, error);
    yb_arena_release(&arena);
    if (rc == YB_OK)
        rc = yb_export_run(api, &any, error);
    *more = rolling.more || any;
    return rc;
}

void *yb_api_keep(void *context)
{
    struct yb_api *api = context;
    struct yb_error error;
    bool closing = false;

    while (!closing) {
        bool more = false;
        int rc = yb_api_tick(api, &more, &error);
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += REST_SECONDS;
        pthread_mutex_lock(&api->mutex);
        if (!api->closing && (rc != YB_OK || !more))
            pthread_cond_timedwait(&api->rest, &api->mutex, &until);
        closing = api->closing;
        pthread_mutex_unlock(&api->mutex);
    }
    return NULL;
}
