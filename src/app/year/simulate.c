#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/year/year.h"

#define THREADS_MAX 256

struct worker {
    const struct yb_year_simulate *in;
    uint64_t first, count; /* persons */
    struct yb_simulation simulation;
    pthread_t thread;
    bool started;
    int rc;
    struct yb_error error;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct yb_arena arena;
    struct yb_simulation_run run = {.year = worker->in->year,
                                    .policies = {worker->in->policies[YB_SIMULATED_OLD],
                                                 worker->in->policies[YB_SIMULATED_NEW]},
                                    .arena = &arena};

    yb_arena_init(&arena, 1 << 20);
    worker->rc =
        yb_simulate(&run, worker->first, worker->count, &worker->simulation, &worker->error);
    yb_arena_release(&arena);
    return NULL;
}

/* People from `first` on who have about `claims` claims together. */
static uint64_t share(const struct yb_year *year, uint64_t first, uint64_t claims)
{
    uint64_t count = 0, all = year->head->count[YB_YEAR_PERSONS], sum = 0;

    for (; first + count < all && sum < claims; count++)
        sum += year->persons[first + count].claim_count;
    return count;
}

static int thread_count(int wanted)
{
    long cores = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (int)cores;
}

int yb_app_simulate(const struct yb_year_simulate *in, struct yb_simulation *simulation,
                    struct yb_error *error)
{
    int threads = thread_count(in->threads), rc = YB_OK;
    struct worker *workers = calloc((size_t)threads, sizeof(*workers));
    uint64_t first = 0;

    *simulation = (struct yb_simulation){0};
    if (!workers)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int i = 0; i < threads; i++) {
        struct worker *worker = &workers[i];
        uint64_t claims = in->year->head->count[YB_YEAR_CLAIMS] / (uint64_t)threads + 1;

        worker->in = in;
        worker->first = first;
        worker->count = i == threads - 1 ? in->year->head->count[YB_YEAR_PERSONS] - first
                                         : share(in->year, first, claims);
        first += worker->count;
        worker->started = pthread_create(&worker->thread, NULL, work, worker) == 0;
    }
    for (int i = 0; i < threads; i++) {
        struct worker *worker = &workers[i];

        if (worker->started)
            pthread_join(worker->thread, NULL);
        else
            work(worker);
        if (worker->rc && !rc) {
            rc = worker->rc;
            *error = worker->error;
        }
        yb_simulation_add(simulation, &worker->simulation);
    }
    free(workers);
    return rc;
}
