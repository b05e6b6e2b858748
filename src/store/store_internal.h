/*
 * store_internal.h - struct yb_store, shared by store.c, executor.c and the passes over a store.
 */
#ifndef YB_STORE_STORE_INTERNAL_H
#define YB_STORE_STORE_INTERNAL_H

#include <pthread.h>

#include "store/tx.h"

/* A thread that runs jobs on its own connection. */
struct yb_worker {
    struct yb_store *store;
    pthread_t thread;
    struct yb_conn *conn; /* NULL while lost */
    int64_t chain_no;
    bool started;
};

struct yb_reader {
    struct yb_conn *conn;
    struct yb_reader *next;      /* of all */
    struct yb_reader *idle_next; /* of those nobody uses */
};

struct yb_store {
    const struct yb_driver *driver;
    struct yb_store_options options; /* defaults filled in; url is our copy */
    struct yb_steps steps;
    struct yb_register_clock clock; /* see memo.h */

    pthread_mutex_t mutex;
    pthread_cond_t work; /* a job came, or closing */
    struct yb_job *first, *last;
    int64_t queued;
    bool closing;

    struct yb_worker *workers;
    int worker_count;

    /* Groups that are committed and wait for the disk (executor_sync.c); under `mutex`. */
    pthread_t sync_thread;
    pthread_cond_t sync_work; /* a group came, or stopping */
    pthread_cond_t synced;    /* groups are done with */
    struct yb_group *committed, *committed_last;
    int committed_count;
    bool sync_started, sync_stopping, syncing;
    int64_t groups_begun, groups_done;
    _Atomic bool broken; /* the disk could not be synced */

    pthread_mutex_t reader_mutex;
    pthread_cond_t reader_free;
    struct yb_reader *readers; /* all */
    struct yb_reader *idle;    /* those nobody uses */

    _Atomic int64_t commits, jobs, retries, failures;
};

/* Jobs that ran in one transaction, on their way to the disk. */
struct yb_group {
    struct yb_job *jobs;
    bool changed; /* something was committed */
    struct yb_group *next;
};

/*
 * executor_sync.c: the thread that syncs. A group handed over is answered after the next sync, in
 * order. begin and hand_over are the writer's, wait_idle waits until nothing is under way.
 */
int yb_sync_start(struct yb_store *store, struct yb_error *error);
void yb_sync_stop(struct yb_store *store);
void yb_sync_begin(struct yb_store *store);
void yb_sync_hand_over(struct yb_store *store, struct yb_job *jobs, bool changed);
void yb_sync_wait_idle(struct yb_store *store);
/*
 * Waits until every group that had begun by now is on disk: for who has read their rows.
 * YB_E_STORE when a sync has failed: nobody knows which of those rows will still be there.
 */
int yb_sync_wait(struct yb_store *store, struct yb_error *error);

/* The job's outcome is certain. */
void yb_job_finish(struct yb_store *store, struct yb_job *job);

/* Gives every job of the group that had succeeded the group's own failure. */
void yb_jobs_fail(struct yb_job *group, int rc, const struct yb_error *error);

/* Starts and stops the threads that run jobs. Stopping waits for the queue to empty. */
int yb_executor_start(struct yb_store *store, struct yb_error *error);
void yb_executor_stop(struct yb_store *store);

/* Connects as the store's options say. */
int yb_store_connect(struct yb_store *store, bool writer, struct yb_conn **conn,
                     struct yb_error *error);

/* Milliseconds of a clock that only goes forward: for waits, never for data. */
int64_t yb_monotonic_ms(void);

/* The schema's version of this program. */
#define YB_SCHEMA_VERSION 2

#endif
