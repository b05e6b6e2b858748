/*
 * stock.h - a store with an application over it, and imports in one line.
 *
 * Built with STOCK_QUICK the tests of a file run on SQLite only.
 */
#ifndef YB_TEST_APP_CATALOGUE_STOCK_H
#define YB_TEST_APP_CATALOGUE_STOCK_H

#include "app/catalogue/import.h"
#include "app/catalogue/snapshot.h"
#include "test/store/fixture.h"

#ifdef STOCK_QUICK
#undef FIXTURE_BOTH
#define FIXTURE_BOTH(f) FIXTURE_SQLITE(f)
#endif

struct stock {
    struct yb_app app;
    struct yb_actor actor;
    struct yb_arena *arena; /* the fixture's */
    int64_t now_ms;
};

/* Over the fixture's store; region 371525, the actor an institution. */
void stock_open(struct stock *stock, struct fixture *f);
void stock_close(struct stock *stock);

/* Runs a use case as a job. */
int stock_run(struct stock *stock,
              int (*use)(struct yb_call *call, void *context, struct yb_error *error),
              void *context, struct yb_error *error);

/* An import of `csv`; `kind` "items" or a list. The snapshot is refreshed when it succeeds. */
int stock_import(struct stock *stock, const char *kind, const char *csv,
                 struct yb_import_catalogue_out *out, struct yb_error *error);
int stock_import_in(struct stock *stock, struct yb_import_catalogue_in in,
                    struct yb_import_catalogue_out *out, struct yb_error *error);

/* What stock_import imports with. */
struct yb_import_catalogue_in stock_in(struct stock *stock, const char *kind, const char *csv);

#endif
