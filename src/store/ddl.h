/*
 * ddl.h - schema.def as DDL, in each engine's key order.
 *
 *   SQLite       STRICT; keys as written; one ID column: rowid, else WITHOUT ROWID
 *   PostgreSQL   psn_no in front of every key and unique index of a sharded table; optionally
 *                PARTITION BY HASH (psn_no); RECENT as BRIN
 *   Citus        PostgreSQL's, then create_distributed_table / create_reference_table
 */
#ifndef YB_STORE_DDL_H
#define YB_STORE_DDL_H

#include "base/text.h"
#include "store/schema.h"

enum yb_dialect { YB_SQLITE, YB_POSTGRES };

struct yb_ddl {
    enum yb_dialect dialect;
    int partitions; /* PostgreSQL: hash partitions of each sharded table; 0: none */
    bool citus;
    bool making; /* SQLite: without the indexes that come later */
};

/* Statements that create every table and index, each ended by ";\n". */
void yb_ddl_schema(const struct yb_ddl *ddl, struct yb_buffer *out);

/* The same of one table. */
void yb_ddl_table(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out);

/* Its indexes alone. */
void yb_ddl_indexes(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out);

/* What is left out of a file in the making. */
void yb_ddl_later(struct yb_buffer *out);

/* The key or index columns as this engine wants them: psn_no first on PostgreSQL when sharded. */
void yb_ddl_key(enum yb_dialect dialect, enum yb_table_id table, const char *columns,
                struct yb_buffer *out);

#endif
