/*
 * settle.h - what settle.c and its bare counterparts share.
 */
#ifndef YB_BENCH_STORE_SETTLE_H
#define YB_BENCH_STORE_SETTLE_H

#include "test/store/sample.h"

#ifndef BENCH_LINES
#define BENCH_LINES 20
#endif
#ifndef BENCH_PEOPLE
#define BENCH_PEOPLE 100000
#endif

struct bench_settlement {
    struct yb_mdtrt_row mdtrt;
    struct yb_feedetl_list lines;
    struct sample_settlement settle;
};

/* A visit, its lines and its settlement, with fresh ids. */
void bench_make(struct bench_settlement *b, struct yb_arena *arena, struct yb_id_source *ids,
                int64_t psn_no);

double bench_now(void);
double bench_cpu(void);
void bench_report(const char *what, int64_t done, double seconds, double cpu);

/* Settlements per second of the bare engine, rows as above. */
double bench_bare_sqlite(const char *file, struct yb_id_source *ids, double seconds);

#endif
