/*
 * bare_postgres.c - the rows of a settlement written by plain libpq, the way one would write it by
 * hand: one connection a thread, every INSERT prepared once, binary parameters, all of a
 * settlement and its COMMIT in one pipeline, so one round trip and one durable commit each.
 * Nothing is read, nothing is checked, nobody is locked.
 */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/store/settle.h"
#include "store/driver.h"

struct bare {
    const char *url;
    struct yb_id_source *ids;
    double until;
    int64_t next_psn;
};

struct connection {
    struct bare *bare;
    pthread_t thread;
    PGconn *pg;
    struct yb_arena texts, row;    /* statements for ever; one row's parameters */
    const char *prepared[YB_SQLS]; /* a statement's name, once it has been prepared */
    int expected;                  /* results of the pipeline before its sync */
    int64_t done;
};

static void fail(struct connection *c, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, PQerrorMessage(c->pg));
    exit(1);
}

/* One parameter in binary; NULL for an SQL NULL. */
static const char *encode(struct connection *c, const struct yb_value *v, int *length)
{
    uint32_t *wire;

    if (v->kind >= YB_KIND_TEXT) {
        *length = (int)v->text.length;
        return v->text.bytes ? v->text.bytes : "";
    }
    if (v->kind == YB_KIND_DAY && v->number == YB_DAY_NONE)
        return NULL;
    wire = yb_arena_alloc(&c->row, 8);
    *length = v->kind == YB_KIND_DAY ? 4 : 8;
    if (v->kind == YB_KIND_DAY) {
        wire[0] = htonl((uint32_t)v->number);
    } else {
        wire[0] = htonl((uint32_t)((uint64_t)v->number >> 32));
        wire[1] = htonl((uint32_t)v->number);
    }
    return (const char *)wire;
}

/* Prepares by a round trip of its own, outside what is measured but for the first settlement. */
static void prepare(struct connection *c, enum yb_sql sql, const struct yb_value *values,
                    size_t count)
{
    static const Oid oids[] = {
        [YB_KIND_INT] = 20, [YB_KIND_DAY] = 23, [YB_KIND_TEXT] = 25, [YB_KIND_BLOB] = 17};
    Oid types[YB_COLUMNS_MAX];
    struct yb_buffer text;

    for (size_t i = 0; i < count; i++)
        types[i] = oids[values[i].kind];
    yb_buffer_init(&text, &c->texts);
    bench_sql(YB_POSTGRES, sql, &text);
    c->prepared[sql] = yb_sqls[sql].name;
    if (!PQsendPrepare(c->pg, c->prepared[sql], yb_buffer_text(&text).bytes, (int)count, types))
        fail(c, "prepare");
    c->expected++;
}

static void put(void *context, enum yb_sql sql, const struct yb_value *values, size_t count)
{
    struct connection *c = context;
    const char *bytes[YB_COLUMNS_MAX];
    int lengths[YB_COLUMNS_MAX], formats[YB_COLUMNS_MAX];

    if (!c->prepared[sql])
        prepare(c, sql, values, count);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = encode(c, &values[i], &lengths[i]);
        formats[i] = 1;
    }
    if (!PQsendQueryPrepared(c->pg, c->prepared[sql], (int)count, bytes, lengths, formats, 1))
        fail(c, yb_sqls[sql].name);
    c->expected++;
}

static void send_text(struct connection *c, const char *text)
{
    if (!PQsendQueryParams(c->pg, text, 0, NULL, NULL, NULL, NULL, 1))
        fail(c, text);
    c->expected++;
}

/* Everything that was sent has succeeded. */
static void finish(struct connection *c)
{
    PGresult *result;

    if (!PQpipelineSync(c->pg))
        fail(c, "sync");
    for (; c->expected; c->expected--)
        while ((result = PQgetResult(c->pg)) != NULL) {
            if (PQresultStatus(result) != PGRES_COMMAND_OK &&
                PQresultStatus(result) != PGRES_TUPLES_OK)
                fail(c, "result");
            PQclear(result);
        }
    result = PQgetResult(c->pg);
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC)
        fail(c, "end of pipeline");
    PQclear(result);
}

static void *work(void *argument)
{
    struct connection *c = argument;
    struct bare *bare = c->bare;
    struct yb_arena arena;

    yb_arena_init(&arena, 1 << 16);
    while (bench_now() < bare->until) {
        int64_t psn = __atomic_add_fetch(&bare->next_psn, 7919, __ATOMIC_RELAXED) % BENCH_PEOPLE;
        struct bench_settlement b;

        yb_arena_clear(&arena);
        yb_arena_clear(&c->row);
        bench_make(&b, &arena, bare->ids, 1 + psn);
        send_text(c, "BEGIN");
        bench_put(&b, true, &c->row, put, c);
        send_text(c, "COMMIT");
        finish(c);
        c->done++;
    }
    yb_arena_release(&arena);
    return NULL;
}

static void open_connection(struct connection *c)
{
    yb_arena_init(&c->texts, 1 << 16);
    yb_arena_init(&c->row, 1 << 16);
    c->pg = PQconnectdb(c->bare->url);
    if (PQstatus(c->pg) != CONNECTION_OK)
        fail(c, "connect");
    PQclear(PQexec(c->pg, "SET synchronous_commit = on"));
    PQclear(PQexec(c->pg, "SET jit = off"));
    if (!PQenterPipelineMode(c->pg))
        fail(c, "pipeline");
}

double bench_bare_postgres(const char *url, struct yb_id_source *ids, int connections,
                           double seconds)
{
    static int64_t next_psn;
    struct bare bare = {.url = url, .ids = ids, .next_psn = next_psn};
    struct connection *c = calloc((size_t)connections, sizeof(*c));
    double begin, cpu, span;
    int64_t done = 0;
    int i;

    for (i = 0; i < connections; i++) {
        c[i].bare = &bare;
        open_connection(&c[i]);
    }
    begin = bench_now();
    cpu = bench_cpu();
    bare.until = begin + seconds;
    for (i = 0; i < connections; i++)
        if (pthread_create(&c[i].thread, NULL, work, &c[i]) != 0)
            exit(1);
    for (i = 0; i < connections; i++) {
        pthread_join(c[i].thread, NULL);
        done += c[i].done;
    }
    span = bench_now() - begin;
    bench_report("bare", done, span, bench_cpu() - cpu);
    for (i = 0; i < connections; i++) {
        PQfinish(c[i].pg);
        yb_arena_release(&c[i].texts);
        yb_arena_release(&c[i].row);
    }
    free(c);
    next_psn = bare.next_psn;
    return (double)done / span;
}
