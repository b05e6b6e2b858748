/*
 * sql.h - the statement catalogue (sql.def), written out per engine.
 */
#ifndef YB_STORE_SQL_H
#define YB_STORE_SQL_H

#include "store/ddl.h"

enum yb_sql {
#define SQL(id, path, text) YB_SQL_##id,
#include "store/sql.def"
#undef SQL
    YB_SQLS
};

enum yb_sql_path { YB_PATH_OLTP, YB_PATH_DESK, YB_PATH_PASS };

struct yb_sql_info {
    const char *name;
    enum yb_sql_path path;
    const char *text;
};

extern const struct yb_sql_info yb_sqls[YB_SQLS];

/* Writes a statement out: words filled in, ?1 instead of $1 for SQLite. */
void yb_sql_write(enum yb_dialect dialect, enum yb_sql sql, struct yb_buffer *out);

/*
 * PostgreSQL: the statement for many rows at once. Its parameters are arrays, one for each column
 * of the table, but psn_no of a sharded table stays one value: all rows are one person's.
 */
void yb_sql_write_many(enum yb_sql sql, struct yb_buffer *out);

/* The table that a statement with {t:$} inserts into, or YB_TABLES. */
enum yb_table_id yb_sql_table(enum yb_sql sql);

/* The table whose columns a SELECT reads: "SELECT {t} ...". */
const struct yb_table_info *yb_sql_selected(enum yb_sql sql);

/* Fills in the words of any text, for statements outside the catalogue (functions, tests). */
void yb_sql_expand(enum yb_dialect dialect, const char *text, struct yb_buffer *out);

/* The parameter (from 0) that is the psn_no of a row inserted or of a condition; -1: none. */
int yb_sql_person(enum yb_sql sql);

#endif
