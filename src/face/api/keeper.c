/*
 * keeper.c - work that nobody waits for: totals of the overview, exports, old files, bills that a
 * register's change or a retroactive policy touches. It looks in
 * reads, and asks for a job only when there is something to write.
 */
#include <time.h>

#include "app/settle/run.h"
#include "app/statistics/roll.h"
#include "face/api/export.h"
#include "face/api/simulation_job.h"
#include "store/file.h"
#include "store/store.h"

#define REST_SECONDS 1
#define SWEEP_MS     60000 /* files last a day */
#define ORDERS_MOST  64

static int sweep(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const int64_t *now_ms = context;
    int64_t deleted;

    return yb_stored_file_sweep(tx, *now_ms, &deleted, error);
}

int yb_api_tick(struct yb_api *api, bool *more, struct yb_error *error)
{
    struct yb_app *app = api->options.app;
    int64_t now_ms = yb_api_now(api);
    struct yb_rolled rolled;
    bool any = false, run = false;
    struct yb_orders_worked worked = {0};
    struct yb_arena arena;
    int rc = yb_app_statistics_roll(app, now_ms, 0, &rolled, error);

    if (rc == YB_E_STORE_CONFLICT) /* another process rolls */
        rc = YB_OK;
    if (rc == YB_OK && !rolled.more && now_ms - api->swept_ms >= SWEEP_MS) {
        yb_arena_init(&arena, 1 << 14);
        rc = yb_store_run(app->store, sweep, &now_ms, &arena, error);
        yb_arena_release(&arena);
        api->swept_ms = now_ms;
    }
    if (rc == YB_OK)
        rc = yb_export_run(api, &any, error);
    if (rc == YB_OK && !any && api->options.by_hand)
        rc = yb_simulation_run(api, &any, error);
    if (rc == YB_OK) /* last: one that cannot be done now keeps nobody waiting */
        rc = yb_app_work_off(app, now_ms, ORDERS_MOST, &worked, error);
    if (rc == YB_OK)
        rc = yb_app_run_step(app, now_ms, &run, error);
    *more = rolled.more || any || worked.done || worked.refused || run;
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
