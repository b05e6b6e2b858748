/*
 * executor.c - runs jobs: in groups on an engine with one writer, one by one on a server.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/store_internal.h"

#define RETRY_PAUSE_MS 5  /* after a serialization failure, growing */
#define LOST_PAUSE_MS  50 /* before connecting again */
#define GATHER         16 /* jobs of a group that is formed while the disk is busy */

int64_t yb_monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(int64_t ms)
{
    struct timespec span = {ms / 1000, (ms % 1000) * 1000000};

    nanosleep(&span, NULL);
}

/* Runs the body of a job; answers its outcome, which is also in the job. */
static int run_body(struct yb_worker *worker, struct yb_job *job)
{
    struct yb_error poison = {0};
    struct yb_tx tx = {.store = worker->store,
                       .conn = worker->conn,
                       .arena = job->arena,
                       .keys = worker->store->options.keys,
                       .ids = worker->store->options.ids,
                       .chain_no = worker->chain_no,
                       .error = &poison};

    memset(&job->error, 0, sizeof(job->error));
    job->rc = job->run(&tx, job->context, &job->error);
    if (job->rc == YB_OK && tx.poison != YB_OK) { /* a failure that run() passed over */
        job->rc = tx.poison;
        job->error = poison;
    }
    return job->rc;
}

void yb_job_finish(struct yb_store *store, struct yb_job *job)
{
    atomic_fetch_add(&store->jobs, 1);
    if (job->rc != YB_OK)
        atomic_fetch_add(&store->failures, 1);
    job->done(job->context, job->rc, &job->error);
}

void yb_jobs_fail(struct yb_job *group, int rc, const struct yb_error *error)
{
    struct yb_job *job;

    for (job = group; job; job = job->next)
        if (job->rc == YB_OK) {
            job->rc = rc;
            job->error = *error;
        }
}

/* Connects if need be. */
static int ensure(struct yb_worker *worker, struct yb_error *error)
{
    if (worker->conn && worker->conn->lost) {
        yb_sync_wait_idle(worker->store); /* it may be syncing by this connection */
        worker->conn->driver->disconnect(worker->conn);
        worker->conn = NULL;
    }
    return worker->conn ? YB_OK : yb_store_connect(worker->store, true, &worker->conn, error);
}

/* Runs one job of a group so that it can be undone alone. Answers what ends the whole group. */
static int run_in_savepoint(struct yb_worker *worker, struct yb_job *job, struct yb_error *error)
{
    const struct yb_driver *driver = worker->conn->driver;
    int rc = driver->savepoint(worker->conn, error);

    if (rc != YB_OK)
        return rc;
    run_body(worker, job);
    if (worker->conn->aborted) {
        *error = job->error;
        return job->rc != YB_OK ? job->rc : yb_fail(error, YB_E_STORE, "rolled back", NULL);
    }
    return driver->release(worker->conn, job->rc == YB_OK, error);
}

static int run_in_savepoints(struct yb_worker *worker, struct yb_job *group, bool *any,
                             struct yb_error *error)
{
    struct yb_job *job;
    int rc = YB_OK;

    for (job = group; job && rc == YB_OK; job = job->next) {
        rc = run_in_savepoint(worker, job, error);
        *any |= job->rc == YB_OK;
    }
    return rc;
}

static int run_alone_in_group(struct yb_worker *worker, struct yb_job *job, bool *any,
                              struct yb_error *error)
{
    int rc = run_body(worker, job);

    *any = rc == YB_OK;
    *error = job->error;
    return worker->conn->aborted && rc != YB_OK ? rc : YB_OK;
}

/* False when a job failed after it had written: what it wrote stands among the others' rows. */
static bool run_plainly(struct yb_worker *worker, struct yb_job *group, bool *any)
{
    const struct yb_driver *driver = worker->conn->driver;
    struct yb_job *job;

    for (job = group; job; job = job->next) {
        int64_t before = driver->written(worker->conn);

        if (run_body(worker, job) == YB_OK)
            *any = true;
        else if (worker->conn->aborted || driver->written(worker->conn) != before)
            return false;
    }
    return true;
}

/*
 * While the disk is busy a group waits to be larger: each commit writes the pages that all share.
 * When the sync is done, whatever is there goes on.
 */
static bool gathering(const struct yb_store *store)
{
    return !store->closing && !store->options.linger_ms && store->syncing && store->queued < GATHER;
}

/* The first `most` jobs of the queue. Under the mutex. */
static struct yb_job *cut_queue(struct yb_store *store, int most)
{
    struct yb_job *group = NULL, *last = NULL;

    while (store->first && most-- > 0) {
        struct yb_job *job = store->first;

        store->first = job->next;
        job->rc = YB_OK;
        store->queued--;
        if (last)
            last->next = job;
        else
            group = job;
        last = job;
    }
    if (!store->first)
        store->last = NULL;
    if (last)
        last->next = NULL;
    return group;
}

/* Takes up to `most` jobs; NULL when closing and empty. */
static struct yb_job *take(struct yb_store *store, int most)
{
    struct yb_job *group;

    pthread_mutex_lock(&store->mutex);
    while ((!store->first && !store->closing) || gathering(store))
        pthread_cond_wait(&store->work, &store->mutex);
    group = cut_queue(store, most);
    pthread_mutex_unlock(&store->mutex);
    return group;
}

/* Jobs for a group of `count` that stays open for more; NULL when none came in time. */
static struct yb_job *take_more(struct yb_store *store, int count)
{
    int most = store->options.group_max - count, rc = 0;
    struct yb_job *more;
    struct timespec until;

    if (most <= 0 || !store->options.linger_ms)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)store->options.linger_ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&store->mutex);
    while (!store->first && !store->closing && rc == 0)
        rc = pthread_cond_timedwait(&store->work, &store->mutex, &until);
    more = cut_queue(store, most);
    pthread_mutex_unlock(&store->mutex);
    return more;
}

/*
 * A savepoint makes SQLite copy every page before a job first touches it, four times the bytes that
 * the job changes. Jobs seldom fail once they have written, so a group runs without; when one does,
 * the group is rolled back and runs again, each job in a savepoint. Until then it stays open for
 * more, as the store's options say.
 */
static int run_bodies(struct yb_worker *worker, struct yb_job *group, bool *any,
                      struct yb_error *error)
{
    const struct yb_driver *driver = worker->conn->driver;
    struct yb_store *store = worker->store;
    struct yb_job *last = group, *from = group;
    int count = 1, rc;

    if (!group->next && !store->options.linger_ms) /* the transaction itself is its savepoint */
        return run_alone_in_group(worker, group, any, error);
    while (run_plainly(worker, from, any)) {
        for (; last->next; last = last->next)
            count++;
        last->next = from = take_more(store, count);
        if (!from)
            return YB_OK;
    }
    *any = false;
    driver->rollback(worker->conn);
    rc = driver->begin(worker->conn, true, error);
    return rc == YB_OK ? run_in_savepoints(worker, group, any, error) : rc;
}

/*
 * begin -> every job -> commit -> hand over to whoever syncs and answers. Whatever fails outside a
 * job fails all of its group.
 */
static void run_group(struct yb_worker *worker, struct yb_job *group)
{
    struct yb_store *store = worker->store;
    struct yb_error error = {0};
    bool any = false;
    int rc = ensure(worker, &error);

    yb_sync_begin(store);
    if (rc == YB_OK && atomic_load(&store->broken))
        rc = yb_fail(&error, YB_E_STORE, "sync", NULL);
    if (rc == YB_OK)
        rc = worker->conn->driver->begin(worker->conn, true, &error);
    if (rc == YB_OK) {
        rc = run_bodies(worker, group, &any, &error);
        if (rc == YB_OK && any)
            rc = worker->conn->driver->commit(worker->conn, &error);
        if (rc != YB_OK || !any)
            worker->conn->driver->rollback(worker->conn);
    }
    if (rc != YB_OK) {
        yb_jobs_fail(group, rc, &error);
        if (worker->conn && (rc == YB_E_STORE || rc == YB_E_STORE_LOST))
            worker->conn->lost = true; /* a fresh connection knows nothing of the fault */
    } else if (any) {
        atomic_fetch_add(&store->commits, 1);
    }
    yb_sync_hand_over(store, group, rc == YB_OK && any);
    if (worker->conn && !worker->conn->lost)
        worker->conn->driver->tidy(worker->conn);
}

/* One try of one job in its own transaction. */
static int run_once(struct yb_worker *worker, struct yb_job *job)
{
    const struct yb_driver *driver;
    int rc = ensure(worker, &job->error);

    if (rc != YB_OK)
        return job->rc = rc;
    driver = worker->conn->driver;
    worker->conn->retry = worker->conn->unknown = false;
    rc = driver->begin(worker->conn, true, &job->error);
    if (rc == YB_OK)
        rc = run_body(worker, job);
    if (rc == YB_OK)
        rc = driver->commit(worker->conn, &job->error);
    if (rc != YB_OK)
        driver->rollback(worker->conn);
    return job->rc = rc;
}

/*
 * True when the job should run again: what failed was the server or the timing, not the job. A lost
 * connection is closed at once: on the server it may still hold the person's lock.
 */
static bool may_retry(struct yb_worker *worker, const struct yb_job *job, bool *lost)
{
    struct yb_conn *conn = worker->conn;
    bool again;

    *lost = !conn || conn->lost;
    if (!conn) /* the server does not answer */
        return true;
    again = conn->lost ? !conn->unknown || job->idempotent : conn->retry;
    if (conn->lost) {
        conn->driver->disconnect(conn);
        worker->conn = NULL;
    }
    return again;
}

/* True for a job that has waited as long as it may and would only wait for the server to come back.
 */
static bool is_too_late(const struct yb_worker *worker, const struct yb_job *job)
{
    bool connected = worker->conn && !worker->conn->lost;

    return !connected && yb_monotonic_ms() - job->queued_ms >= worker->store->options.busy_ms / 2;
}

static void run_alone(struct yb_worker *worker, struct yb_job *job)
{
    struct yb_store *store = worker->store;
    int64_t began = yb_monotonic_ms(), pause = RETRY_PAUSE_MS;
    bool lost;

    if (is_too_late(worker, job)) {
        job->rc = yb_fail(&job->error, YB_E_STORE_BUSY, "connection", NULL);
        yb_job_finish(store, job);
        return;
    }
    while (run_once(worker, job) != YB_OK && may_retry(worker, job, &lost) &&
           yb_monotonic_ms() < (lost ? job->queued_ms : began) + store->options.busy_ms) {
        atomic_fetch_add(&store->retries, 1);
        pause_ms(lost ? LOST_PAUSE_MS : pause);
        pause *= 2;
    }
    if (job->rc == YB_OK)
        atomic_fetch_add(&store->commits, 1);
    yb_job_finish(store, job);
}

static void *work(void *argument)
{
    struct yb_worker *worker = argument;
    bool groups = worker->store->driver->savepoint != NULL;
    int most = groups ? worker->store->options.group_max : 1;
    struct yb_job *jobs;

    while ((jobs = take(worker->store, most)) != NULL) {
        if (groups)
            run_group(worker, jobs);
        else
            run_alone(worker, jobs);
    }
    return NULL;
}

int yb_executor_start(struct yb_store *store, struct yb_error *error)
{
    int i;

    store->workers = calloc((size_t)store->worker_count, sizeof(*store->workers));
    if (!store->workers)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < store->worker_count; i++) {
        struct yb_worker *worker = &store->workers[i];
        int rc;

        worker->store = store;
        worker->chain_no = store->options.chain_no + i;
        rc = yb_store_connect(store, true, &worker->conn, error);
        if (rc != YB_OK)
            return rc;
        if (pthread_create(&worker->thread, NULL, work, worker) != 0)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        worker->started = true;
    }
    return yb_sync_start(store, error);
}

void yb_executor_stop(struct yb_store *store)
{
    int i;

    pthread_mutex_lock(&store->mutex);
    store->closing = true;
    pthread_cond_broadcast(&store->work);
    pthread_mutex_unlock(&store->mutex);
    for (i = 0; store->workers && i < store->worker_count; i++)
        if (store->workers[i].started)
            pthread_join(store->workers[i].thread, NULL);
    yb_sync_stop(store);
    for (i = 0; store->workers && i < store->worker_count; i++)
        store->driver->disconnect(store->workers[i].conn);
    free(store->workers);
    store->workers = NULL;
}

int yb_store_submit(struct yb_store *store, struct yb_job *job, struct yb_error *error)
{
    int rc = YB_OK;

    job->next = NULL;
    job->queued_ms = yb_monotonic_ms();
    pthread_mutex_lock(&store->mutex);
    if (store->closing || store->queued >= store->options.queue_max) {
        rc = yb_fail(error, YB_E_STORE_BUSY, NULL);
    } else {
        if (store->last)
            store->last->next = job;
        else
            store->first = job;
        store->last = job;
        store->queued++;
        pthread_cond_signal(&store->work);
    }
    pthread_mutex_unlock(&store->mutex);
    return rc;
}

struct waiter {
    pthread_mutex_t mutex;
    pthread_cond_t ready;
    bool done;
    int rc;
    struct yb_error error;
    int (*run)(struct yb_tx *tx, void *context, struct yb_error *error);
    void *context;
};

static int waiter_run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct waiter *w = context;

    return w->run(tx, w->context, error);
}

static void waiter_done(void *context, int rc, const struct yb_error *error)
{
    struct waiter *w = context;

    pthread_mutex_lock(&w->mutex);
    w->rc = rc;
    w->error = *error;
    w->done = true;
    pthread_cond_signal(&w->ready);
    pthread_mutex_unlock(&w->mutex);
}

int yb_store_run(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                 void *context, struct yb_arena *arena, struct yb_error *error)
{
    struct waiter w = {.run = run, .context = context};
    struct yb_job job = {.run = waiter_run, .done = waiter_done, .context = &w, .arena = arena};
    int rc;

    pthread_mutex_init(&w.mutex, NULL);
    pthread_cond_init(&w.ready, NULL);
    rc = yb_store_submit(store, &job, error);
    if (rc == YB_OK) {
        pthread_mutex_lock(&w.mutex);
        while (!w.done)
            pthread_cond_wait(&w.ready, &w.mutex);
        pthread_mutex_unlock(&w.mutex);
        rc = w.rc;
        if (error)
            *error = w.error;
    }
    pthread_cond_destroy(&w.ready);
    pthread_mutex_destroy(&w.mutex);
    return rc;
}
