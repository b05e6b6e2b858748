/*
 * executor_sync.c - from committed to durable.
 *
 *     writer: begin -> jobs -> commit -> hand over -> begin -> jobs -> ...
 *     here:                               sync, then answer all handed over before it began
 *
 * The writer does not wait for the disk, so a sync covers what has been committed while the last
 * one ran. Answers keep the order of commits: a refusal that rests on a row is not sent before that
 * row is on disk. At most COMMITTED_MAX groups wait; then the writer does too.
 */
#include <stdlib.h>

#include "store/store_internal.h"

#define COMMITTED_MAX 64

static void wait_for(pthread_cond_t *what, struct yb_store *store)
{
    pthread_cond_wait(what, &store->mutex);
}

/* After one failure nothing is synced again: the kernel may have forgotten what it could not write,
 * and what was committed since rests on it. */
static int sync_disk(struct yb_store *store, struct yb_error *error)
{
    int rc = atomic_load(&store->broken) ? yb_fail(error, YB_E_STORE, "sync", NULL)
                                         : store->driver->sync(store->workers[0].conn, error);

    if (rc != YB_OK)
        atomic_store(&store->broken, true);
    return rc;
}

static void finish_groups(struct yb_store *store, struct yb_group *group, int rc,
                          const struct yb_error *error)
{
    struct yb_group *next_group;
    struct yb_job *job, *next;

    for (; group; group = next_group) {
        next_group = group->next;
        if (rc != YB_OK)
            yb_jobs_fail(group->jobs, rc, error);
        for (job = group->jobs; job; job = next) {
            next = job->next;
            yb_job_finish(store, job);
        }
        free(group);
    }
}

/* Takes all that wait. Under the mutex. */
static struct yb_group *take_groups(struct yb_store *store, int *count, bool *changed)
{
    struct yb_group *groups = store->committed;

    *changed = false;
    for (struct yb_group *group = groups; group; group = group->next)
        *changed |= group->changed;
    *count = store->committed_count;
    store->committed = store->committed_last = NULL;
    store->committed_count = 0;
    return groups;
}

static void *run(void *argument)
{
    struct yb_store *store = argument;

    pthread_mutex_lock(&store->mutex);
    while (!store->sync_stopping || store->committed) {
        struct yb_error error = {0};
        struct yb_group *groups;
        bool changed;
        int count, rc = YB_OK;

        if (!store->committed) {
            wait_for(&store->sync_work, store);
            continue;
        }
        groups = take_groups(store, &count, &changed);
        store->syncing = true;
        pthread_mutex_unlock(&store->mutex);
        if (changed)
            rc = sync_disk(store, &error);
        finish_groups(store, groups, rc, &error);
        pthread_mutex_lock(&store->mutex);
        store->syncing = false;
        store->groups_done += count;
        pthread_cond_broadcast(&store->synced);
        pthread_cond_signal(&store->work); /* the writer may be gathering a group */
    }
    pthread_mutex_unlock(&store->mutex);
    return NULL;
}

int yb_sync_start(struct yb_store *store, struct yb_error *error)
{
    if (!store->driver->sync)
        return YB_OK;
    if (pthread_create(&store->sync_thread, NULL, run, store) != 0)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    store->sync_started = true;
    return YB_OK;
}

void yb_sync_stop(struct yb_store *store)
{
    if (!store->sync_started)
        return;
    pthread_mutex_lock(&store->mutex);
    store->sync_stopping = true;
    pthread_cond_signal(&store->sync_work);
    pthread_mutex_unlock(&store->mutex);
    pthread_join(store->sync_thread, NULL);
    store->sync_started = false;
}

void yb_sync_begin(struct yb_store *store)
{
    pthread_mutex_lock(&store->mutex);
    store->groups_begun++;
    pthread_mutex_unlock(&store->mutex);
}

/* Without memory for the note, or without the thread, the writer waits for the disk itself. */
static void sync_here(struct yb_store *store, struct yb_job *jobs, bool changed)
{
    struct yb_job *job, *next;
    struct yb_error error = {0};
    int rc;

    yb_sync_wait_idle(store);
    rc = changed && store->driver->sync ? sync_disk(store, &error) : YB_OK;
    if (rc != YB_OK)
        yb_jobs_fail(jobs, rc, &error);
    for (job = jobs; job; job = next) {
        next = job->next;
        yb_job_finish(store, job);
    }
    pthread_mutex_lock(&store->mutex);
    store->groups_done++;
    pthread_cond_broadcast(&store->synced);
    pthread_mutex_unlock(&store->mutex);
}

void yb_sync_hand_over(struct yb_store *store, struct yb_job *jobs, bool changed)
{
    struct yb_group *group = store->sync_started ? calloc(1, sizeof *group) : NULL;

    if (!group) {
        sync_here(store, jobs, changed);
        return;
    }
    group->jobs = jobs;
    group->changed = changed;
    pthread_mutex_lock(&store->mutex);
    while (store->committed_count >= COMMITTED_MAX)
        wait_for(&store->synced, store);
    if (store->committed_last)
        store->committed_last->next = group;
    else
        store->committed = group;
    store->committed_last = group;
    store->committed_count++;
    pthread_cond_signal(&store->sync_work);
    pthread_mutex_unlock(&store->mutex);
}

void yb_sync_wait_idle(struct yb_store *store)
{
    pthread_mutex_lock(&store->mutex);
    while (store->syncing || store->committed)
        wait_for(&store->synced, store);
    pthread_mutex_unlock(&store->mutex);
}

int yb_sync_wait(struct yb_store *store, struct yb_error *error)
{
    int64_t begun;

    if (!store->driver->sync)
        return YB_OK;
    pthread_mutex_lock(&store->mutex);
    begun = store->groups_begun;
    while (store->groups_done < begun)
        wait_for(&store->synced, store);
    pthread_mutex_unlock(&store->mutex);
    return atomic_load(&store->broken) ? yb_fail(error, YB_E_STORE, "sync", NULL) : YB_OK;
}
