#include "store/sqlite_internal.h"

#include <pthread.h>
#include <stdlib.h>

#define LOG_MB       32 /* unless the options say otherwise */
#define PAGES_PER_MB 256

struct sqlite_wal {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    sqlite3 *db;  /* the thread's own connection */
    int hard;     /* pages at which the writer lets the log start over */
    int soft;     /* pages of growth at which the thread copies */
    int frames;   /* in the log, as of the writer's last commit; the writer's thread only */
    int asked_at; /* frames when the thread was last woken; the writer's thread only */
    bool asked;   /* guarded by mutex, as the rest */
    bool busy;
    bool stop;
};

static int count_frames(void *context, sqlite3 *db, const char *name, int frames)
{
    struct sqlite_wal *wal = context;

    (void)db;
    (void)name;
    wal->frames = frames;
    return SQLITE_OK;
}

static void *run(void *argument)
{
    struct sqlite_wal *wal = argument;

    pthread_mutex_lock(&wal->mutex);
    while (!wal->stop) {
        if (!wal->asked) {
            pthread_cond_wait(&wal->wake, &wal->mutex);
            continue;
        }
        wal->asked = false;
        wal->busy = true;
        pthread_mutex_unlock(&wal->mutex);
        /* a failure (disk full) is met again, and reported, by the writer's own commit */
        sqlite3_wal_checkpoint_v2(wal->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        pthread_mutex_lock(&wal->mutex);
        wal->busy = false;
    }
    pthread_mutex_unlock(&wal->mutex);
    return NULL;
}

int yb_sqlite_wal_start(struct sqlite_conn *c, const struct yb_conn_options *options,
                        struct yb_error *error)
{
    struct sqlite_wal *wal = calloc(1, sizeof(*wal));
    int rc;

    if (!wal)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    wal->hard = (options->log_mb ? options->log_mb : LOG_MB) * PAGES_PER_MB;
    wal->soft = wal->hard / 4;
    rc = sqlite3_open_v2(options->url, &wal->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    /* a connection that has read nothing does not know that the database has a log */
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(wal->db, "PRAGMA synchronous = FULL; SELECT count(*) FROM sqlite_schema",
                          NULL, NULL, NULL);
    pthread_mutex_init(&wal->mutex, NULL);
    pthread_cond_init(&wal->wake, NULL);
    if (rc == SQLITE_OK && pthread_create(&wal->thread, NULL, run, wal) != 0)
        rc = SQLITE_NOMEM;
    if (rc != SQLITE_OK) {
        sqlite3_close(wal->db);
        free(wal);
        return yb_sqlite_fail(c, rc, error);
    }
    c->wal = wal;
    sqlite3_wal_hook(c->db, count_frames, wal);
    return YB_OK;
}

void yb_sqlite_wal_stop(struct sqlite_conn *c)
{
    struct sqlite_wal *wal = c->wal;

    if (!wal)
        return;
    pthread_mutex_lock(&wal->mutex);
    wal->stop = true;
    pthread_cond_signal(&wal->wake);
    pthread_mutex_unlock(&wal->mutex);
    pthread_join(wal->thread, NULL);
    sqlite3_close(wal->db);
    pthread_cond_destroy(&wal->wake);
    pthread_mutex_destroy(&wal->mutex);
    free(wal);
    c->wal = NULL;
}

void yb_sqlite_wal_tidy(struct yb_conn *conn)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    struct sqlite_wal *wal = c->wal;
    bool busy;

    if (!wal)
        return;
    if (wal->frames < wal->asked_at)
        wal->asked_at = 0; /* the log has started over */
    if (wal->frames - wal->asked_at < wal->soft)
        return;
    pthread_mutex_lock(&wal->mutex);
    busy = wal->busy || wal->asked;
    if (!busy && wal->frames < wal->hard) {
        wal->asked = true;
        wal->asked_at = wal->frames;
        pthread_cond_signal(&wal->wake);
    }
    pthread_mutex_unlock(&wal->mutex);
    if (!busy && wal->frames >= wal->hard) {
        sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        wal->asked_at = wal->frames;
    }
}
