/*
 * settle.c - settlements per second through the store, and the bare engine writing the same rows.
 *
 *     settle STORE [clients] [seconds] [rounds]
 *
 * One settlement: lock and load the person; a visit with 20 fee lines; settle_write (header, three
 * funds, accumulators, transfers, trace, message with a 2 kB reply). "Bare" writes the rows that
 * this leaves into the same tables: on SQLite by prepared statements in one transaction per 64
 * settlements (bare_sqlite.c), on PostgreSQL by pipelines on as many connections as the store has
 * (bare_postgres.c). The two take turns; the last line is the median round's ratio.
 */
#include "bench/store/settle.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "test/store/fixture.h"

double bench_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double bench_cpu(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

void bench_make(struct bench_settlement *b, struct yb_arena *arena, struct yb_id_source *ids,
                int64_t psn_no)
{
    static const int64_t zero[3];

    b->mdtrt = sample_mdtrt(arena, psn_no, yb_id_next(ids, FIXTURE_NOW));
    sample_lines(arena, &b->mdtrt, yb_id_next(ids, FIXTURE_NOW), BENCH_LINES, &b->lines);
    for (size_t i = 0; i < BENCH_LINES; i++)
        yb_id_next(ids, FIXTURE_NOW);
    sample_settle(&b->settle, arena, &b->mdtrt, yb_id_next(ids, FIXTURE_NOW), zero);
    for (int i = 0; i < 16; i++)
        yb_id_next(ids, FIXTURE_NOW);
}

/* ---- through the store ---- */

struct run {
    struct yb_store *store;
    struct yb_id_source *ids;
    double until;
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    int64_t in_flight, done, failed, next_psn;
    double *latency; /* of the first LATENCIES */
    int64_t latencies;
};

#define LATENCIES  2000000
#define ROUNDS_MAX 99

struct client {
    struct run *run;
    struct yb_job job;
    struct yb_arena arena;
    int64_t psn_no;
    double started;
};

static int settle_job(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct client *c = context;
    struct yb_settle_load load = {.psn_no = c->psn_no};
    struct bench_settlement b;
    size_t i, k;
    int rc;

    b.mdtrt.mdtrt_id = 0;
    bench_make(&b, yb_tx_arena(tx), c->run->ids, c->psn_no);
    load.fixmedins_code = b.mdtrt.fixmedins_code;
    load.msgid = b.settle.message.msgid;
    rc = yb_settle_load(tx, &load, error);
    for (i = 0; i < load.accu.count; i++) /* go on from where the person is */
        for (k = 0; k < 3; k++)
            if (yb_text_equal(load.accu.rows[i].accu_name, b.settle.accus[k].accu_name)) {
                b.settle.accus[k].value_before += load.accu.rows[i].value;
                b.settle.accus[k].value_after += load.accu.rows[i].value;
            }
    if (rc == YB_OK)
        rc = yb_mdtrt_add(tx, &b.mdtrt, error);
    if (rc == YB_OK)
        rc = yb_feedetl_add(tx, &b.lines, error);
    return rc == YB_OK ? yb_settle_write(tx, &b.settle.write, error) : rc;
}

static void start(struct client *c);

static void settle_done(void *context, int rc, const struct yb_error *error)
{
    struct client *c = context;
    struct run *r = c->run;
    double now = bench_now();
    bool go_on;

    pthread_mutex_lock(&r->mutex);
    if (r->latencies < LATENCIES)
        r->latency[r->latencies++] = now - c->started;
    r->done += rc == YB_OK;
    r->failed += rc != YB_OK;
    if (rc != YB_OK && r->failed == 1)
        fprintf(stderr, "%s: %s\n", yb_code_name(rc), error->args[0]);
    go_on = now < r->until;
    if (!go_on && --r->in_flight == 0)
        pthread_cond_signal(&r->idle);
    pthread_mutex_unlock(&r->mutex);
    if (go_on)
        start(c);
}

static void start(struct client *c)
{
    struct run *r = c->run;

    yb_arena_clear(&c->arena);
    c->psn_no = 1 + (int64_t)((uint64_t)__atomic_add_fetch(&r->next_psn, 7919, __ATOMIC_RELAXED) %
                              BENCH_PEOPLE);
    c->job =
        (struct yb_job){.run = settle_job, .done = settle_done, .context = c, .arena = &c->arena};
    c->started = bench_now();
    if (yb_store_submit(r->store, &c->job, NULL) != YB_OK)
        abort();
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void bench_report(const char *what, int64_t done, double seconds, double cpu)
{
    printf("%-28s %8.0f /s  %8.1f us of processor each of %lld\n", what, (double)done / seconds,
           cpu / (double)done * 1e6, (long long)done);
    fflush(stdout);
}

static double run_store(struct yb_store *store, struct yb_id_source *ids, int clients,
                        double seconds)
{
    struct run r = {.store = store, .ids = ids, .in_flight = clients};
    struct client *c = calloc((size_t)clients, sizeof(*c));
    double begin = bench_now(), cpu = bench_cpu(), span;
    int i;

    r.latency = malloc(LATENCIES * sizeof(double));
    r.until = begin + seconds;
    pthread_mutex_init(&r.mutex, NULL);
    pthread_cond_init(&r.idle, NULL);
    for (i = 0; i < clients; i++) {
        c[i].run = &r;
        yb_arena_init(&c[i].arena, 1 << 16);
        start(&c[i]);
    }
    pthread_mutex_lock(&r.mutex);
    while (r.in_flight)
        pthread_cond_wait(&r.idle, &r.mutex);
    pthread_mutex_unlock(&r.mutex);
    span = bench_now() - begin;
    qsort(r.latency, (size_t)r.latencies, sizeof(double), by_size);
    bench_report("store", r.done, span, bench_cpu() - cpu);
    printf("%-28s %8.2f ms p50, %.2f ms p99, %lld failed\n", "", r.latency[r.latencies / 2] * 1e3,
           r.latency[r.latencies * 99 / 100] * 1e3, (long long)r.failed);
    for (i = 0; i < clients; i++)
        yb_arena_release(&c[i].arena);
    free(r.latency);
    free(c);
    return (double)r.done / span;
}

/* ---- people to settle for ---- */

static int add_people(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int64_t *next = context, end = *next + 1000;
    int rc = YB_OK;

    for (; *next < end && rc == YB_OK; ++*next) {
        struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), *next);
        struct yb_psn_insu_row insu = sample_insu(*next);
        struct yb_psn_account_row account = yb_psn_account_row();

        account.psn_no = *next;
        account.account_id = sample_account(*next);
        account.insutype = YB_TEXT("310");
        rc = yb_psn_add(tx, &psn, error);
        if (rc == YB_OK)
            rc = yb_psn_insu_put(tx, &insu, error);
        if (rc == YB_OK)
            rc = yb_psn_account_open(tx, &account, error);
    }
    return rc;
}

static void check(int rc, const struct yb_error *error)
{
    if (rc == YB_OK)
        return;
    fprintf(stderr, "%s: %s %s\n", yb_code_name(rc), error->args[0], error->args[1]);
    exit(1);
}

static struct yb_store *open_store(const char *url, const struct yb_keys *keys,
                                   struct yb_id_source *ids)
{
    struct yb_store_options options = {
        .url = url, .keys = keys, .ids = ids, .workers = BENCH_CONNECTIONS};
    struct yb_store *store;
    struct yb_arena arena;
    struct yb_error error;
    int64_t next = 1;

    check(yb_store_upgrade(&options, &error), &error);
    check(yb_store_open(&store, &options, &error), &error);
    yb_arena_init(&arena, 1 << 20);
    while (next <= BENCH_PEOPLE) {
        yb_arena_clear(&arena);
        check(yb_store_run(store, add_people, &next, &arena, &error), &error);
    }
    yb_arena_release(&arena);
    return store;
}

static double round_of(struct yb_store *store, const char *url, struct yb_id_source *ids,
                       int clients, double seconds)
{
    double ours = run_store(store, ids, clients, seconds);
    double bare = yb_store_is_file(store)
                      ? bench_bare_sqlite(url, ids, seconds)
                      : bench_bare_postgres(url, ids, BENCH_CONNECTIONS, seconds);

    printf("%-28s %8.1f %%\n", "store / bare", 100 * ours / bare);
    return ours / bare;
}

int main(int argc, char **argv)
{
    int clients = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 64, i;
    double seconds = argc > 3 ? strtod(argv[3], NULL) : 5, ratios[ROUNDS_MAX];
    int rounds = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 1;
    struct yb_keys keys;
    struct yb_id_source ids;
    struct yb_store *store;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    memset(&keys, 7, sizeof(keys));
    yb_id_source_init(&ids, 1);
    store = open_store(argv[1], &keys, &ids);
    for (i = 0; i < rounds; i++)
        ratios[i] = round_of(store, argv[1], &ids, clients, seconds);
    yb_store_close(store);
    qsort(ratios, (size_t)rounds, sizeof(double), by_size);
    printf("%-28s %8.1f %%\n", "median of store / bare", 100 * ratios[rounds / 2]);
    return 0;
}
