/*
 * Jobs: each runs once in effect, its done() comes once and after the commit, one that fails leaves
 * nothing and takes nobody with it, a full queue refuses.
 */
#include "test/store/fixture.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "store/ledger.h"
#include "store/message.h"
#include "store/psn.h"
#include "store/setl.h"
#include "store/tx.h"
#include "test/store/sample.h"

/* ---- many jobs from many threads ---- */

enum { THREADS = 4, JOBS_EACH = 300 };

struct counted {
    struct yb_job job;
    struct crowd *crowd;
    struct yb_arena arena;
    int64_t number;
    int times;
    int rc;
};

struct crowd {
    struct fixture *f;
    struct counted jobs[THREADS * JOBS_EACH];
    pthread_mutex_t mutex;
    pthread_cond_t all;
    int left;
};

/* Every seventh job fails after it has written. */
static int add_message(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct counted *c = context;
    struct yb_message_row m = yb_message_row();
    char msgid[32];
    int rc;

    snprintf(msgid, sizeof(msgid), "m%lld", (long long)c->number);
    m.message_id = c->number + 1;
    m.psn_no = c->number % 10;
    m.fixmedins_code = YB_TEXT("H1");
    m.msgid = yb_text_of(msgid);
    m.message_stas = YB_MESSAGE_DONE;
    rc = yb_message_add(tx, &m, error);
    if (rc == YB_OK && c->number % 7 == 3)
        rc = yb_fail(error, YB_E_CLAIM_EMPTY, NULL);
    return rc;
}

static void count_done(void *context, int rc, const struct yb_error *error)
{
    struct counted *c = context;

    (void)error;
    pthread_mutex_lock(&c->crowd->mutex);
    c->times++;
    c->rc = rc;
    if (--c->crowd->left == 0)
        pthread_cond_signal(&c->crowd->all);
    pthread_mutex_unlock(&c->crowd->mutex);
}

struct submitter {
    struct crowd *crowd;
    int first;
};

static void *submit_some(void *context)
{
    struct submitter *s = context;
    int i;

    for (i = 0; i < JOBS_EACH; i++) {
        struct counted *c = &s->crowd->jobs[s->first + i];

        if (yb_store_submit(s->crowd->f->store, &c->job, NULL) != YB_OK)
            abort();
    }
    return NULL;
}

static int count_messages(void *context, const struct yb_cursor *cursor)
{
    *(int64_t *)context = cursor->number(cursor, 0);
    return YB_OK;
}

static int read_count(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return tx->conn->driver->query(tx->conn, "SELECT count(*) FROM message", count_messages,
                                   context, error);
}

static void every_job_ends_once(void **state)
{
    struct crowd *crowd = calloc(1, sizeof(*crowd));
    struct submitter submitters[THREADS];
    pthread_t threads[THREADS];
    struct yb_store_stats stats;
    struct yb_error error;
    int64_t stored = 0;
    int i, failed = 0;

    assert_non_null(crowd);
    crowd->f = *state;
    crowd->left = THREADS * JOBS_EACH;
    pthread_mutex_init(&crowd->mutex, NULL);
    pthread_cond_init(&crowd->all, NULL);
    for (i = 0; i < THREADS * JOBS_EACH; i++) {
        struct counted *c = &crowd->jobs[i];

        c->crowd = crowd;
        c->number = i;
        yb_arena_init(&c->arena, 1024);
        c->job = (struct yb_job){
            .run = add_message, .done = count_done, .context = c, .arena = &c->arena};
    }
    for (i = 0; i < THREADS; i++) {
        submitters[i] = (struct submitter){crowd, i * JOBS_EACH};
        assert_int_equal(pthread_create(&threads[i], NULL, submit_some, &submitters[i]), 0);
    }
    pthread_mutex_lock(&crowd->mutex);
    while (crowd->left)
        pthread_cond_wait(&crowd->all, &crowd->mutex);
    pthread_mutex_unlock(&crowd->mutex);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (i = 0; i < THREADS * JOBS_EACH; i++) {
        assert_int_equal(crowd->jobs[i].times, 1);
        assert_int_equal(crowd->jobs[i].rc, i % 7 == 3 ? YB_E_CLAIM_EMPTY : YB_OK);
        failed += i % 7 == 3;
        yb_arena_release(&crowd->jobs[i].arena);
    }
    fixture_ok(fixture_read(crowd->f, read_count, &stored, &error), &error);
    assert_int_equal(stored, THREADS * JOBS_EACH - failed);
    yb_store_stats(crowd->f->store, &stats);
    assert_int_equal(stats.jobs, THREADS * JOBS_EACH);
    assert_int_equal(stats.failures, failed);
    assert_int_equal(stats.queued, 0);
    if (crowd->f->engine == YB_SQLITE)
        assert_true(stats.commits < stats.jobs); /* groups were made */
    free(crowd);
}

/* ---- failures ---- */

static int fail_and_hide(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), 5);

    (void)context;
    if (yb_psn_add(tx, &psn, error) == YB_OK)
        yb_psn_add(tx, &psn, error); /* refused; and nobody looks */
    return YB_OK;
}

static int get_five(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_psn_get(tx, 5, context, error);
}

/* ... also when groups stay open for more, with jobs that fail in the middle of them. */
static void every_job_of_an_open_group_ends_once(void **state)
{
    struct fixture *f = *state;
    struct yb_error error;

    yb_store_close(f->store);
    f->options.group_max = 300;
    f->options.linger_ms = 10;
    f->options.log_mb = 1;
    fixture_ok(yb_store_open(&f->store, &f->options, &error), &error);
    every_job_ends_once(state);
}

/* ---- a file that is made at once ---- */

static int add_line(void *context, const struct yb_cursor *cursor)
{
    yb_buffer_add(context, cursor->text(cursor, 0));
    yb_buffer_add_char(context, '\n');
    return YB_OK;
}

/* What SQLite says of the file: tables and indexes, its log, its soundness. */
static int describe(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const char *const questions[] = {
        "SELECT sql FROM sqlite_schema WHERE sql > '' ORDER BY name", "PRAGMA journal_mode",
        "PRAGMA integrity_check"};
    int rc = YB_OK;

    for (size_t i = 0; !rc && i < YB_COUNT(questions); i++)
        rc = tx->conn->driver->query(tx->conn, questions[i], add_line, context, error);
    return rc;
}

static struct yb_text description(struct fixture *f)
{
    struct yb_buffer text;
    struct yb_error error;

    yb_buffer_init(&text, &f->arena);
    fixture_ok(fixture_read(f, describe, &text, &error), &error);
    return yb_buffer_text(&text);
}

/* Groups that start over included, it ends as a store like any other. */
static void a_file_made_at_once_is_a_store_like_others(void **state)
{
    struct fixture *other = *state, made = {0};
    const struct yb_store_options options = {.making = true, .group_max = 300, .linger_ms = 10};
    struct yb_error error;
    void *its_state = &made;

    fixture_open(&made, YB_SQLITE, &options);
    every_job_ends_once(&its_state);
    assert_false(yb_text_equal(description(&made), description(other)));
    yb_store_close(made.store);
    fixture_ok(yb_store_made(&made.options, &error), &error);
    made.options.making = false;
    fixture_ok(yb_store_open(&made.store, &made.options, &error), &error);
    every_job_ends_once(state);
    assert_true(yb_text_equal(description(&made), description(other)));
    fixture_same(&made, other);
    fixture_close(&made);
}

static void a_failure_that_is_passed_over_still_fails_the_job(void **state)
{
    struct fixture *f = *state;
    struct yb_psn_row psn;
    struct yb_error error;

    assert_int_equal(fixture_run(f, fail_and_hide, NULL, &error), YB_E_EXISTS);
    assert_string_equal(error.args[0], "psn");
    assert_int_equal(fixture_read(f, get_five, &psn, &error), YB_E_PSN_NOT_FOUND);
}

static int add_five(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), 5);

    (void)context;
    return yb_psn_add(tx, &psn, error);
}

static void a_read_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct yb_psn_row psn;
    struct yb_error error;

    assert_int_equal(fixture_read(f, add_five, NULL, &error), YB_E_STORE_READ_ONLY);
    assert_int_equal(fixture_read(f, get_five, &psn, &error), YB_E_PSN_NOT_FOUND);
    fixture_ok(fixture_run(f, add_five, NULL, &error), &error);
    fixture_ok(fixture_read(f, get_five, &psn, &error), &error);
    assert_true(yb_text_is(psn.certno, "sealed-certno-5"));
    assert_int_equal(psn.die_date, YB_DAY_NONE);
}

/* ---- a full queue ---- */

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    bool open;
    int inside, done;
};

static int wait_at_gate(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct gate *g = context;

    (void)tx;
    (void)error;
    pthread_mutex_lock(&g->mutex);
    g->inside++;
    pthread_cond_broadcast(&g->moved);
    while (!g->open)
        pthread_cond_wait(&g->moved, &g->mutex);
    pthread_mutex_unlock(&g->mutex);
    return YB_OK;
}

static void pass_gate(void *context, int rc, const struct yb_error *error)
{
    struct gate *g = context;

    (void)rc;
    (void)error;
    pthread_mutex_lock(&g->mutex);
    g->done++;
    pthread_cond_broadcast(&g->moved);
    pthread_mutex_unlock(&g->mutex);
}

static void a_full_queue_refuses(void **state)
{
    enum { QUEUE = 5, WORKERS = 1 };
    static const struct yb_store_options small = {.queue_max = QUEUE, .workers = WORKERS};
    enum yb_dialect engine = ((struct fixture *)*state)->engine;
    struct gate g = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, 0, 0};
    struct yb_job jobs[QUEUE + 2];
    struct yb_arena arena;
    struct fixture f;
    struct yb_error error;
    int i;

    fixture_open(&f, engine, &small);
    yb_arena_init(&arena, 1024);
    for (i = 0; i < QUEUE + 2; i++)
        jobs[i] =
            (struct yb_job){.run = wait_at_gate, .done = pass_gate, .context = &g, .arena = &arena};
    fixture_ok(yb_store_submit(f.store, &jobs[0], &error), &error);
    pthread_mutex_lock(&g.mutex);
    while (!g.inside) /* the worker holds one, the queue is empty */
        pthread_cond_wait(&g.moved, &g.mutex);
    pthread_mutex_unlock(&g.mutex);
    for (i = 1; i <= QUEUE; i++)
        fixture_ok(yb_store_submit(f.store, &jobs[i], &error), &error);
    assert_int_equal(yb_store_submit(f.store, &jobs[QUEUE + 1], &error), YB_E_STORE_BUSY);
    pthread_mutex_lock(&g.mutex);
    g.open = true;
    pthread_cond_broadcast(&g.moved);
    pthread_mutex_unlock(&g.mutex);
    yb_store_close(f.store); /* waits for what is queued */
    f.store = NULL;
    assert_int_equal(g.done, QUEUE + 1);
    yb_arena_release(&arena);
    fixture_close(&f);
}

/* ---- two jobs about one person ---- */

static int add_to_accu(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct yb_value start[] = {yb_int(5), yb_string(YB_TEXT("390")), yb_int(2021),
                                     yb_string(YB_TEXT("burden")), yb_int(1)};
    struct yb_accu_list list;
    int rc = yb_psn_lock(tx, 5, error);

    (void)context;
    if (rc == YB_OK)
        rc = yb_accu_list(tx, 5, &list, error);
    if (rc != YB_OK)
        return rc;
    if (list.count) {
        const struct yb_value move[] = {start[0],
                                        start[1],
                                        start[2],
                                        start[3],
                                        yb_int(list.rows[0].value),
                                        yb_int(list.rows[0].value + 1)};
        int64_t changed;

        rc = yb_tx_do(tx, YB_SQL_ACCU_MOVE, move, 6, &changed, error);
        return rc == YB_OK && !changed ? yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "x", NULL)
                                       : rc;
    }
    return yb_tx_do(tx, YB_SQL_ACCU_START, start, 5, NULL, error);
}

static void *add_often(void *context)
{
    struct fixture *f = context;
    struct yb_arena arena;
    int i;

    yb_arena_init(&arena, 4096);
    for (i = 0; i < 50; i++)
        if (yb_store_run(f->store, add_to_accu, NULL, &arena, NULL) != YB_OK)
            abort();
    yb_arena_release(&arena);
    return NULL;
}

static int accus_of_five(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_accu_list(tx, 5, context, error);
}

static void no_update_is_lost(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[THREADS];
    struct yb_accu_list list;
    struct yb_error error;
    int i;

    fixture_ok(fixture_run(f, add_five, NULL, &error), &error);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_often, f), 0);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    fixture_ok(fixture_read(f, accus_of_five, &list, &error), &error);
    assert_int_equal(list.rows[0].value, THREADS * 50);
}

/* ---- one shared account, first needed by several at once ---- */

enum { ACCOUNTS = 100 };

static pthread_barrier_t together;

static int open_shared(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const int *number = context;
    struct yb_ledger_account_row account = yb_ledger_account_row();
    char key[16];

    snprintf(key, sizeof(key), "H%d", *number);
    account.account_id = 1000 + *number; /* as in life: it follows from the key */
    account.account_kind = YB_ACCOUNT_FIXMEDINS;
    account.account_key = yb_text_of(key);
    return yb_ledger_account_open(tx, &account, error);
}

static void *open_all(void *context)
{
    struct fixture *f = context;
    struct yb_arena arena;
    int number;

    yb_arena_init(&arena, 4096);
    for (number = 0; number < ACCOUNTS; number++) {
        pthread_barrier_wait(&together);
        if (yb_store_run(f->store, open_shared, &number, &arena, NULL) != YB_OK)
            abort();
    }
    yb_arena_release(&arena);
    return NULL;
}

static void a_shared_account_is_opened_by_many(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[THREADS];
    int i;

    assert_int_equal(pthread_barrier_init(&together, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_all, f), 0);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&together);
}

/* ---- a disk that cannot be synced ---- */

/* What was committed may be lost: nobody is told that it is done, and nothing is built on it. */
static void an_unsynced_disk_stops_the_store(void **state)
{
    struct fixture *f = *state;
    struct counted one = {.number = 1}, two = {.number = 2};
    struct yb_error error;

    fixture_ok(fixture_run(f, add_message, &one, &error), &error);
    yb_store_fault(f->store, 1, YB_FAULT_SYNC);
    assert_int_equal(fixture_run(f, add_message, &two, &error), YB_E_STORE);
    yb_store_fault(f->store, 0, YB_FAULT_NONE);
    two.number = 4;
    assert_int_equal(fixture_run(f, add_message, &two, &error), YB_E_STORE);
    fixture_reopen(f); /* whatever is in the file now is read from it */
    fixture_ok(fixture_run(f, add_message, &two, &error), &error);
}

/* ---- a read must not outrun the disk ---- */

enum { UNSYNCED = 16 }; /* enough for the writer to commit them while the disk is busy */

/*
 * The first message is on disk and the sync thread is held in telling so; what is committed
 * meanwhile waits for its sync. A reader has seen all of it.
 */
struct hold {
    struct crowd crowd; /* jobs 0 and 1 to UNSYNCED */
    pthread_cond_t changed;
    bool held, let_go, read, returned; /* under the crowd's mutex */
    int64_t seen;
    int rc;
};

static void tell(struct hold *h, bool *what)
{
    pthread_mutex_lock(&h->crowd.mutex);
    *what = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->crowd.mutex);
}

static void wait_until(struct hold *h, const bool *what)
{
    pthread_mutex_lock(&h->crowd.mutex);
    while (!*what)
        pthread_cond_wait(&h->changed, &h->crowd.mutex);
    pthread_mutex_unlock(&h->crowd.mutex);
}

static void hold_sync(void *context, int rc, const struct yb_error *error)
{
    struct counted *c = context;
    struct hold *h = (struct hold *)c->crowd; /* its first member */

    tell(h, &h->held);
    wait_until(h, &h->let_go);
    count_done(context, rc, error);
}

static int read_and_tell(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct hold *h = context;
    int rc = read_count(tx, &h->seen, error);

    tell(h, &h->read);
    return rc;
}

static void *read_all(void *context)
{
    struct hold *h = context;
    struct yb_arena arena;

    yb_arena_init(&arena, 4096);
    h->rc = yb_store_read(h->crowd.f->store, read_and_tell, h, &arena, NULL);
    yb_arena_release(&arena);
    tell(h, &h->returned);
    return NULL;
}

/* Ends with the sync still held, the reader having seen what is not on disk. */
static void hold_begin(struct hold *h, struct fixture *f, pthread_t *reader)
{
    struct yb_store_stats stats;
    int i;

    h->crowd.f = f;
    h->crowd.left = 1 + UNSYNCED;
    pthread_mutex_init(&h->crowd.mutex, NULL);
    pthread_cond_init(&h->crowd.all, NULL);
    pthread_cond_init(&h->changed, NULL);
    for (i = 0; i <= UNSYNCED; i++) {
        struct counted *c = &h->crowd.jobs[i];

        c->crowd = &h->crowd;
        c->number = i * 7; /* none that fails */
        yb_arena_init(&c->arena, 1024);
        c->job = (struct yb_job){.run = add_message,
                                 .done = i ? count_done : hold_sync,
                                 .context = c,
                                 .arena = &c->arena};
        assert_int_equal(yb_store_submit(f->store, &c->job, NULL), YB_OK);
        if (i == 0)
            wait_until(h, &h->held);
    }
    do {
        usleep(1000);
        yb_store_stats(f->store, &stats);
    } while (stats.commits < 2);
    assert_int_equal(pthread_create(reader, NULL, read_all, h), 0);
    wait_until(h, &h->read);
    assert_int_equal(h->seen, 1 + UNSYNCED);
    usleep(50000); /* long enough for a reader that does not wait */
    pthread_mutex_lock(&h->crowd.mutex);
    assert_false(h->returned);
    pthread_mutex_unlock(&h->crowd.mutex);
}

static void hold_end(struct hold *h, pthread_t reader)
{
    int i;

    tell(h, &h->let_go);
    pthread_join(reader, NULL);
    pthread_mutex_lock(&h->crowd.mutex);
    while (h->crowd.left)
        pthread_cond_wait(&h->crowd.all, &h->crowd.mutex);
    pthread_mutex_unlock(&h->crowd.mutex);
    for (i = 0; i <= UNSYNCED; i++)
        yb_arena_release(&h->crowd.jobs[i].arena);
}

static void a_read_waits_for_the_disk(void **state)
{
    struct hold *h = calloc(1, sizeof(*h));
    pthread_t reader;

    assert_non_null(h);
    hold_begin(h, *state, &reader);
    hold_end(h, reader);
    assert_int_equal(h->rc, YB_OK);
    assert_int_equal(h->crowd.jobs[UNSYNCED].rc, YB_OK);
    free(h);
}

/* Those who wrote were told that it is not done; a reader must not be told that it is. */
static void a_read_of_what_could_not_be_synced_fails(void **state)
{
    struct fixture *f = *state;
    struct hold *h = calloc(1, sizeof(*h));
    struct yb_error error;
    pthread_t reader;
    char path[400];
    int64_t seen;

    assert_non_null(h);
    hold_begin(h, f, &reader);
    yb_store_fault(f->store, 1, YB_FAULT_SYNC);
    hold_end(h, reader);
    assert_int_equal(h->crowd.jobs[0].rc, YB_OK);
    assert_int_equal(h->crowd.jobs[UNSYNCED].rc, YB_E_STORE);
    assert_int_equal(h->rc, YB_E_STORE);
    free(h);
    yb_store_fault(f->store, 0, YB_FAULT_NONE);
    assert_int_equal(fixture_read(f, read_count, &seen, &error), YB_E_STORE);
    snprintf(path, sizeof(path), "%s/copy.db", f->folder);
    assert_int_equal(yb_store_backup(f->store, path, &error), YB_E_STORE);
    fixture_reopen(f);
    fixture_ok(fixture_read(f, read_count, &seen, &error), &error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(every_job_ends_once),
        FIXTURE_SQLITE(every_job_of_an_open_group_ends_once),
        FIXTURE_SQLITE(a_file_made_at_once_is_a_store_like_others),
        FIXTURE_BOTH(a_failure_that_is_passed_over_still_fails_the_job),
        FIXTURE_BOTH(a_read_cannot_write),
        FIXTURE_BOTH(a_full_queue_refuses),
        FIXTURE_BOTH(no_update_is_lost),
        FIXTURE_BOTH(a_shared_account_is_opened_by_many),
        FIXTURE_SQLITE(an_unsynced_disk_stops_the_store),
        FIXTURE_SQLITE(a_read_waits_for_the_disk),
        FIXTURE_SQLITE(a_read_of_what_could_not_be_synced_fails),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
