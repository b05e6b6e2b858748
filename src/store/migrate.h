/*
 * migrate.h - brings a store's tables from one version to the next.
 *
 * Every step is one transaction that also writes the new version, on both engines: interrupted
 * anywhere, the step has not happened and runs again. Version 0 is an empty store: the first step
 * makes all tables of schema.def as they are today, so it is of the newest version at once. What
 * came after version 1 is a step for the stores that were founded before.
 */
#ifndef YB_STORE_MIGRATE_H
#define YB_STORE_MIGRATE_H

#include "store/driver.h"

struct yb_migration {
    int64_t version;                                                /* what the store is after it */
    void (*write)(const struct yb_ddl *ddl, struct yb_buffer *out); /* the statements */
};

extern const struct yb_migration yb_migrations[];
extern const size_t yb_migration_count;

/* The store's version; 0 when it has no tables. */
int yb_schema_version(struct yb_conn *conn, int64_t *version, struct yb_error *error);

/* Runs the steps above the store's version in order; YB_E_STORE_VERSION when it is newer than all.
 */
int yb_migrate(struct yb_conn *conn, const struct yb_ddl *ddl,
               const struct yb_migration *migrations, size_t count, struct yb_error *error);

/* Server-side functions of the current version (PostgreSQL; nothing on SQLite). */
void yb_ddl_functions(const struct yb_ddl *ddl, struct yb_buffer *out);

#endif
