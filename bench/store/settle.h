/*
 * settle.h - what settle.c and its bare counterparts share.
 */
#ifndef YB_BENCH_STORE_SETTLE_H
#define YB_BENCH_STORE_SETTLE_H

#include "store/driver.h"
#include "test/store/sample.h"

#ifndef BENCH_LINES
#define BENCH_LINES 20
#endif
#ifndef BENCH_PEOPLE
#define BENCH_PEOPLE 20000
#endif
#define BENCH_CONNECTIONS 8 /* PostgreSQL: of the store's workers, and of the bare client */

struct bench_settlement {
    struct yb_mdtrt_row mdtrt;
    struct yb_feedetl_list lines;
    struct sample_settlement settle;
};

/* A visit, its lines and its settlement, with fresh ids. */
void bench_make(struct bench_settlement *b, struct yb_arena *arena, struct yb_id_source *ids,
                int64_t psn_no);

/*
 * Calls put for every row that the settlement leaves behind (rows.c): inserting statements of the
 * catalogue, and the two that change what stands (accumulators, the person's account). `route`:
 * message_route too, as PostgreSQL has it. The arena holds packed columns.
 */
typedef void bench_put_fn(void *context, enum yb_sql sql, const struct yb_value *values,
                          size_t count);
void bench_put(const struct bench_settlement *b, bool route, struct yb_arena *arena,
               bench_put_fn *put, void *context);

/* The text of such a statement; an accumulator is set whatever it stands at. */
void bench_sql(enum yb_dialect dialect, enum yb_sql sql, struct yb_buffer *out);

double bench_now(void);
double bench_cpu(void);
void bench_report(const char *what, int64_t done, double seconds, double cpu);

/* Settlements per second of the bare engine, rows as above. */
double bench_bare_sqlite(const char *file, struct yb_id_source *ids, double seconds);
double bench_bare_postgres(const char *url, struct yb_id_source *ids, int connections,
                           double seconds);

#endif
