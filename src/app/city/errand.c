#include "app/city/errand.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/store.h"

#define ERRANDS     4096
#define ARENA_BYTES (16 * 1024)

struct slot {
    struct yb_errand shown; /* first: the caller's pointer is ours */
    struct yb_errands *all;
    struct yb_arena arena;
    struct yb_job job;
    bool out;
};

struct yb_errands {
    struct yb_app *app;
    pthread_mutex_t mutex;
    pthread_cond_t done;
    int code; /* the first failure */
    struct yb_error error;
    size_t next;
    struct slot slots[ERRANDS];
};

int yb_errands_new(struct yb_errands **made, struct yb_app *app, struct yb_error *error)
{
    struct yb_errands *errands = calloc(1, sizeof(*errands));

    if (!errands)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    errands->app = app;
    pthread_mutex_init(&errands->mutex, NULL);
    pthread_cond_init(&errands->done, NULL);
    for (size_t i = 0; i < ERRANDS; i++) {
        errands->slots[i].all = errands;
        yb_arena_init(&errands->slots[i].arena, ARENA_BYTES);
    }
    *made = errands;
    return 0;
}

static void wait_for(struct slot *slot)
{
    pthread_mutex_lock(&slot->all->mutex);
    while (slot->out)
        pthread_cond_wait(&slot->all->done, &slot->all->mutex);
    pthread_mutex_unlock(&slot->all->mutex);
}

struct yb_errand *yb_errands_next(struct yb_errands *errands)
{
    struct slot *slot = &errands->slots[errands->next];

    errands->next = (errands->next + 1) % ERRANDS;
    wait_for(slot);
    yb_arena_clear(&slot->arena);
    slot->shown = (struct yb_errand){.arena = &slot->arena};
    return &slot->shown;
}

static int run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const struct yb_actor program = {.opter = {"yibao", 5}, .infno = {"city", 4}};
    struct slot *slot = context;
    struct yb_call call = {.app = slot->all->app,
                           .tx = tx,
                           .arena = &slot->arena,
                           .now_ms = slot->shown.now_ms,
                           .actor = &program};

    return slot->shown.run(&call, &slot->shown, error);
}

static void finish(void *context, int rc, const struct yb_error *error)
{
    struct slot *slot = context;
    struct yb_errands *all = slot->all;

    pthread_mutex_lock(&all->mutex);
    if (rc && !all->code) {
        all->code = rc;
        all->error = *error;
    }
    if (!rc && slot->shown.made)
        *slot->shown.made = slot->shown.result;
    slot->out = false;
    pthread_cond_signal(&all->done);
    pthread_mutex_unlock(&all->mutex);
}

void yb_errands_send(struct yb_errands *errands, struct yb_errand *errand)
{
    struct slot *slot = (struct slot *)errand;
    struct yb_error error = {0};
    int rc;

    slot->out = true;
    slot->job = (struct yb_job){.run = run, .done = finish, .context = slot, .arena = &slot->arena};
    rc = yb_store_submit(errands->app->store, &slot->job, &error);
    if (rc)
        finish(slot, rc, &error);
}

int yb_errands_wait(struct yb_errands *errands, struct yb_error *error)
{
    int rc;

    for (size_t i = 0; i < ERRANDS; i++) {
        wait_for(&errands->slots[i]);
        yb_arena_release(&errands->slots[i].arena);
        yb_arena_init(&errands->slots[i].arena, ARENA_BYTES);
    }
    rc = errands->code;
    if (rc && error)
        *error = errands->error;
    errands->code = 0;
    return rc;
}

void yb_errands_free(struct yb_errands *errands)
{
    if (!errands)
        return;
    for (size_t i = 0; i < ERRANDS; i++) {
        wait_for(&errands->slots[i]);
        yb_arena_release(&errands->slots[i].arena);
    }
    pthread_cond_destroy(&errands->done);
    pthread_mutex_destroy(&errands->mutex);
    free(errands);
}
