#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/foresee.h"
#include "store/migrate.h"
#include "store/store_internal.h"

static void set_default(int *value, int standard)
{
    if (*value <= 0)
        *value = standard;
}

int yb_store_connect(struct yb_store *store, bool writer, struct yb_conn **conn,
                     struct yb_error *error)
{
    struct yb_conn_options options = {.url = store->options.url,
                                      .steps = &store->steps,
                                      .clock = &store->clock,
                                      .busy_ms = store->options.busy_ms,
                                      .making = store->options.making,
                                      .log_mb = store->options.log_mb,
                                      .writer = writer};

    return store->driver->connect(&options, conn, error);
}

static int check_version(struct yb_store *store, struct yb_error *error)
{
    int64_t version;
    char found[24], wanted[24];
    int rc = yb_schema_version(store->readers->conn, &version, error);

    if (rc != YB_OK || version == YB_SCHEMA_VERSION)
        return rc;
    snprintf(found, sizeof(found), "%lld", (long long)version);
    snprintf(wanted, sizeof(wanted), "%d", YB_SCHEMA_VERSION);
    return yb_fail(error, YB_E_STORE_VERSION, found, wanted, NULL);
}

static int open_readers(struct yb_store *store, struct yb_error *error)
{
    int i, rc = YB_OK;

    for (i = 0; i < store->options.readers && rc == YB_OK; i++) {
        struct yb_reader *reader = calloc(1, sizeof(*reader));

        if (!reader)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        rc = yb_store_connect(store, false, &reader->conn, error);
        if (rc != YB_OK) {
            free(reader);
            break;
        }
        reader->next = store->readers;
        store->readers = reader;
    }
    return rc;
}

static void release_reader(struct yb_store *store, struct yb_reader *reader)
{
    pthread_mutex_lock(&store->reader_mutex);
    reader->idle_next = store->idle;
    store->idle = reader;
    pthread_cond_signal(&store->reader_free);
    pthread_mutex_unlock(&store->reader_mutex);
}

int yb_store_open(struct yb_store **out, const struct yb_store_options *options,
                  struct yb_error *error)
{
    struct yb_store *store = calloc(1, sizeof(*store));
    pthread_condattr_t attributes;
    struct yb_reader *reader;
    int rc;

    *out = NULL;
    if (!store)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    pthread_condattr_init(&attributes);
    pthread_mutex_init(&store->mutex, NULL);
    pthread_cond_init(&store->sync_work, NULL);
    pthread_cond_init(&store->synced, NULL);
    pthread_mutex_init(&store->reader_mutex, NULL);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->work, &attributes);
    pthread_cond_init(&store->reader_free, &attributes);
    pthread_condattr_destroy(&attributes);
    store->options = *options;
    store->options.url = strdup(options->url);
    store->driver = yb_driver_of(options->url);
    set_default(&store->options.workers, 8);
    set_default(&store->options.readers, 4);
    set_default(&store->options.queue_max, 10000);
    set_default(&store->options.group_max, 512);
    set_default(&store->options.busy_ms, 5000);
    store->worker_count = store->driver->savepoint ? 1 : store->options.workers;
    rc = store->options.url ? open_readers(store, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = check_version(store, error);
    for (reader = store->readers; rc == YB_OK && reader; reader = reader->next)
        release_reader(store, reader);
    if (rc == YB_OK)
        rc = yb_executor_start(store, error);
    if (rc != YB_OK)
        yb_store_close(store);
    else
        *out = store;
    return rc;
}

void yb_store_close(struct yb_store *store)
{
    struct yb_reader *reader;

    if (!store)
        return;
    yb_executor_stop(store);
    while ((reader = store->readers) != NULL) {
        store->readers = reader->next;
        store->driver->disconnect(reader->conn);
        free(reader);
    }
    pthread_cond_destroy(&store->reader_free);
    pthread_mutex_destroy(&store->reader_mutex);
    pthread_cond_destroy(&store->synced);
    pthread_cond_destroy(&store->sync_work);
    pthread_cond_destroy(&store->work);
    pthread_mutex_destroy(&store->mutex);
    free((char *)(uintptr_t)store->options.url);
    free(store);
}

/* A reader nobody uses, or NULL after busy_ms. */
static struct yb_reader *take_reader(struct yb_store *store)
{
    struct yb_reader *reader;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += store->options.busy_ms / 1000;
    until.tv_nsec += (long)(store->options.busy_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&store->reader_mutex);
    while (!store->idle)
        if (pthread_cond_timedwait(&store->reader_free, &store->reader_mutex, &until) == ETIMEDOUT)
            break;
    reader = store->idle;
    if (reader)
        store->idle = reader->idle_next;
    pthread_mutex_unlock(&store->reader_mutex);
    return reader;
}

static int read_once(struct yb_store *store, struct yb_reader *reader, struct yb_tx *tx,
                     int (*run)(struct yb_tx *, void *, struct yb_error *), void *context)
{
    struct yb_error *error = tx->error;
    int rc = YB_OK;

    if (reader->conn && reader->conn->lost) {
        store->driver->disconnect(reader->conn);
        reader->conn = NULL;
    }
    if (!reader->conn)
        rc = yb_store_connect(store, false, &reader->conn, error);
    if (rc != YB_OK)
        return rc;
    tx->conn = reader->conn;
    tx->poison = YB_OK;
    rc = store->driver->begin(reader->conn, false, error);
    if (rc == YB_OK)
        rc = run(tx, context, error);
    if (rc == YB_OK && tx->poison != YB_OK)
        rc = tx->poison;
    store->driver->rollback(reader->conn);
    return rc;
}

/* Without waiting for the disk. */
static int read_rows(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                     void *context, struct yb_arena *arena, struct yb_error *error)
{
    struct yb_reader *reader = take_reader(store);
    struct yb_error words = {0};
    struct yb_tx tx = {.store = store,
                       .arena = arena,
                       .keys = store->options.keys,
                       .ids = store->options.ids,
                       .version = atomic_load(&store->clock.now),
                       .error = &words};
    int rc;

    if (!reader)
        return yb_fail(error, YB_E_STORE_BUSY, NULL);
    rc = read_once(store, reader, &tx, run, context);
    if (rc != YB_OK && reader->conn && reader->conn->lost) /* once more on a new connection */
        rc = read_once(store, reader, &tx, run, context);
    release_reader(store, reader);
    if (rc != YB_OK && error)
        *error = words;
    return rc;
}

int yb_store_read(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                  void *context, struct yb_arena *arena, struct yb_error *error)
{
    int rc = read_rows(store, run, context, arena, error);
    /* who tells of a row, or refuses because of one, must not outrun the disk */
    int unsynced = yb_sync_wait(store, error);

    return unsynced == YB_OK ? rc : unsynced;
}

int yb_store_foresee(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                     void *context, struct yb_arena *arena, struct yb_error *error)
{
    return store->driver->sync ? read_rows(store, run, context, arena, error) : YB_OK;
}

int yb_store_backup(struct yb_store *store, const char *path, struct yb_error *error)
{
    struct yb_reader *reader = take_reader(store);
    int rc;

    if (!reader)
        return yb_fail(error, YB_E_STORE_BUSY, NULL);
    rc = store->driver->backup(reader->conn, path, error);
    release_reader(store, reader);
    return rc == YB_OK ? yb_sync_wait(store, error) : rc;
}

void yb_store_stats(struct yb_store *store, struct yb_store_stats *stats)
{
    pthread_mutex_lock(&store->mutex);
    stats->queued = store->queued;
    pthread_mutex_unlock(&store->mutex);
    stats->commits = atomic_load(&store->commits);
    stats->jobs = atomic_load(&store->jobs);
    stats->retries = atomic_load(&store->retries);
    stats->failures = atomic_load(&store->failures);
}

bool yb_store_is_file(const struct yb_store *store)
{
    return store->driver->dialect == YB_SQLITE;
}

void yb_store_fault(struct yb_store *store, int64_t n, enum yb_fault fault)
{
    atomic_store(&store->steps.fault, (int)fault);
    atomic_store(&store->steps.fault_at,
                 n && fault != YB_FAULT_NONE ? atomic_load(&store->steps.count) + n : 0);
}

int64_t yb_store_steps(const struct yb_store *store)
{
    return atomic_load(&((struct yb_store *)(uintptr_t)store)->steps.count);
}
