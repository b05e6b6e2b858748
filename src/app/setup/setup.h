/*
 * setup.h - founding a store, and opening the application on one.
 *
 * A store is a database plus a master key. The key is 32 random bytes in hex in a file of mode 0600
 * that lies beside the database file ("county.db.key") or where it was said; without it no identity
 * number in the store can be read again, so it is backed up apart from the database. A store knows
 * a check value of its key: opening it with another one is refused.
 *
 *     yb_app_found(&setup, &in, error)                    once: tables, key, region
 *     yb_app_open(&app, &setup, error)                    every program
 *     ... app->store ...
 *     yb_app_close(&app)
 *
 * Catalogues and people are imported afterwards (app/catalogue, app/transfer).
 *
 * The data folder holds policies/, catalogue/, interface/ and demo/: the one given, else the first
 * that exists of <program>/../share/yibao and, in a build tree, <program>/../../../data.
 */
#ifndef YB_APP_SETUP_SETUP_H
#define YB_APP_SETUP_SETUP_H

#include "app/app.h"

struct yb_setup {
    const char *store; /* a file, or "postgresql://..." */
    const char *key;   /* the key file; NULL: "<store>.key", for a file only */
    const char *data;  /* the data folder; NULL: as said above */
    int workers;       /* of PostgreSQL; 0: the store's default */
    int partitions;    /* of PostgreSQL, when founded; 0: none */
    bool citus;        /* of PostgreSQL, when founded */
    int bulk;          /* of a file that is made at once: jobs in one commit; see yb_app_made */
    bool service;      /* the server; else a command beside it: other ids, another log chain */
};

struct yb_found_in {
    const char *region; /* admdvs of the pooling region to be served, six digits */
    bool demo;          /* plays with data/demo's policies besides the real ones */
};

/*
 * Makes the tables and the key, and notes the region. A key file that exists already is used, so
 * that a second database may share it. Errors: EXISTS (the store is founded), FILE, WRONG_FORMAT
 * (region), MISSING (key), those of the store.
 */
int yb_app_found(const struct yb_setup *setup, const struct yb_found_in *in,
                 struct yb_error *error);

/*
 * The end of a file that was founded and filled with setup->bulk, after it was closed: only now is
 * it a store like any other, and on disk (store.h, yb_store_made). Errors: those of the store.
 */
int yb_app_made(const struct yb_setup *setup, struct yb_error *error);

/* Does the store of a setup stand in a file? */
bool yb_setup_is_file(const struct yb_setup *setup);

/*
 * Opens the store, reads keys, region, policies, code tables, rules and the catalogue. Everything
 * of *app lives until yb_app_close. Errors: FILE (a missing key, one that others may read, a data
 * file), TAMPERED (not this store's key), STORE_VERSION, mistakes of the policy packs (error->file
 * is good until this thread's next failure).
 */
int yb_app_open(struct yb_app *app, const struct yb_setup *setup, struct yb_error *error);

/* Waits for queued jobs and gives everything back. A zeroed struct is fine. */
void yb_app_close(struct yb_app *app);

/* The data folder, in the arena; FILE when there is none. */
int yb_data_folder(const char *given, struct yb_arena *arena, const char **folder,
                   struct yb_error *error);

/* One use case, to be run as a job of its own. */
struct yb_use {
    struct yb_app *app;
    const struct yb_actor *actor; /* NULL: the program itself */
    struct yb_arena *arena;
    int64_t now_ms;
    int (*run)(struct yb_call *call, void *context, struct yb_error *error);
    void *context;
};

/* Runs it and waits until it is committed or undone: for commands and tests. */
int yb_app_run(const struct yb_use *use, struct yb_error *error);

#endif
