/*
 * fixture.h - a fresh store for a test, on either engine.
 *
 *     static void it_keeps_people(void **state)
 *     {
 *         struct fixture *f = *state;
 *         ... f->store, f->arena ...
 *     }
 *     const struct CMUnitTest tests[] = {FIXTURE_BOTH(it_keeps_people)};
 *     return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
 *
 * FIXTURE_BOTH runs a test twice: on SQLite in a temporary folder, and on PostgreSQL in a database
 * of its own. The server is test/postgres-cluster.sh's: one for all tests of this tree, gone a few
 * seconds after the last. $YB_TEST_POSTGRES names another to use instead, such as
 * "host=/run/postgresql user=me"; the tests make and drop databases there.
 * $YB_TEST_PARTITIONS=16 hash-partitions the tables.
 */
#ifndef YB_TEST_STORE_FIXTURE_H
#define YB_TEST_STORE_FIXTURE_H

#include "test/test.h"

#include "store/ddl.h"
#include "store/store.h"

struct fixture {
    enum yb_dialect engine;
    struct yb_store *store;
    struct yb_store_options options; /* how it was opened; url is ours */
    struct yb_keys keys;
    struct yb_id_source ids;
    struct yb_arena arena; /* for the test's own use */
    char url[352];
    char folder[64];   /* SQLite: where the file is */
    char database[64]; /* PostgreSQL: its name */
    bool reusable;     /* ... and it has the usual tables */
};

/* The instant that tests call now: 2021-06-15 10:00:00 in China. */
#define FIXTURE_NOW INT64_C(1623722400000)

/*
 * Makes an empty store and opens it. The members of `options` that are not 0 are used, url, keys
 * and ids excepted; it may be NULL.
 */
void fixture_open(struct fixture *f, enum yb_dialect engine,
                  const struct yb_store_options *options);

/* Makes the place for a store (folder or database) without any table in it. */
void fixture_place(struct fixture *f, enum yb_dialect engine);

/* Closes and opens the same store again, as a program would after a restart. */
void fixture_reopen(struct fixture *f);

/* Closes and removes. */
void fixture_close(struct fixture *f);

/* Fails the test with the error's words unless rc is 0. */
void fixture_ok(int rc, const struct yb_error *error);

/* The next id at FIXTURE_NOW. */
int64_t fixture_id(struct fixture *f);

/* Runs a job, or a read, and answers its outcome; *error may be NULL. */
int fixture_run(struct fixture *f, int (*run)(struct yb_tx *, void *, struct yb_error *),
                void *context, struct yb_error *error);
int fixture_read(struct fixture *f, int (*run)(struct yb_tx *, void *, struct yb_error *),
                 void *context, struct yb_error *error);

/* Runs plain statements behind the program's back, each ending in ";\n". */
void fixture_sql(struct fixture *f, const char *text);

/* Fails unless two stores hold the same, and prints the first line in which they differ. */
void fixture_same(struct fixture *a, struct fixture *b);

/* Set-up and tear-down of FIXTURE_BOTH, and of the group. */
int fixture_setup_sqlite(void **state);
int fixture_setup_postgres(void **state);
int fixture_teardown(void **state);
int fixture_group_start(void **state);
int fixture_group_stop(void **state);

#define FIXTURE_SQLITE(f)                                                                          \
    {                                                                                              \
#f " on SQLite", f, fixture_setup_sqlite, fixture_teardown, NULL                           \
    }
#define FIXTURE_POSTGRES(f)                                                                        \
    {                                                                                              \
#f " on PostgreSQL", f, fixture_setup_postgres, fixture_teardown, NULL                     \
    }
#define FIXTURE_BOTH(f) FIXTURE_SQLITE(f), FIXTURE_POSTGRES(f)

/*
 * A server of this program's own, for tests that stop or kill it: call before the first store is
 * opened. fixture_server is its process id (0: none); fixture_server_start starts it again on the
 * same data after it has ended.
 */
void fixture_server_own(void);
int fixture_server(void);
void fixture_server_start(void);

#endif
