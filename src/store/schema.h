/*
 * schema.h - schema.def as data: tables, columns, indexes.
 */
#ifndef YB_STORE_SCHEMA_H
#define YB_STORE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

/* What few settlements are, as the index setl_rare and the searches on it say it: beside plain,
 * chronic and hospital care and purchases, and the two great schemes; and the cancelling entries.
 */
#define YB_SETL_RARE                                                                               \
    "med_type NOT IN ('11', '14', '21', '41') OR insutype NOT IN ('310', '390')"                   \
    " OR refd_setl_flag = '1'"

/* How a column travels; the arrays exist as parameters only. */
enum yb_kind {
    YB_KIND_INT,
    YB_KIND_DAY,
    YB_KIND_TEXT,
    YB_KIND_BLOB,
    YB_KIND_INTS,
    YB_KIND_DAYS,
    YB_KIND_TEXTS,
    YB_KIND_BLOBS,
    YB_KIND_MORE /* a column: the packed members, a BLOB to the engine */
};

/* Where rows live in a distributed engine. */
enum yb_spread { YB_SHARDED, YB_REFERENCE, YB_LOCAL };

enum yb_table_id {
#define TABLE(name, spread, key) YB_T_##name,
#define ID(name)
#define INT(name)
#define FEN(name)
#define PPM(name)
#define TIME(name)
#define DAY(name)
#define TEXT(name)
#define BLOB(name)
#define PACKED(name)
#define MORE(name)
#define END(name)
#define UNIQUE(table, index, columns, where)
#define INDEX(table, index, columns, where)
#define LATER(table, index, columns, where)
#define PARENT(table)
#define RECENT(table, column)
#include "store/schema.def"
#include "store/schema_end.def"
    YB_TABLES
};

struct yb_column {
    const char *name;
    enum yb_kind kind;
};

struct yb_table_info {
    const char *name;
    enum yb_spread spread;
    const char *key;                 /* column names, ", " between, in SQLite's order */
    const struct yb_column *columns; /* of the table in the engine */
    size_t column_count;
    const char *const *packed; /* names of the members inside the last column */
    size_t packed_count;
    size_t row_bytes; /* of struct yb_NAME_row */
};

enum yb_index_kind {
    YB_INDEX_PLAIN,
    YB_INDEX_LATER, /* the same, but of a file that is being made: see ddl.h */
    YB_INDEX_UNIQUE,
    YB_INDEX_RECENT,
    YB_INDEX_PARENT
};

struct yb_index_info {
    enum yb_table_id table;
    enum yb_index_kind kind;
    const char *name; /* NULL for PARENT and RECENT */
    const char *columns;
    const char *where; /* "" for all rows */
};

extern const struct yb_table_info yb_tables[YB_TABLES];
extern const struct yb_index_info yb_indexes[];
extern const size_t yb_index_count;

/* The table of a name of `length` bytes, or YB_TABLES. */
enum yb_table_id yb_table_find(const char *name, size_t length);

/* The column's place in its table, or -1. */
int yb_column_find(const struct yb_table_info *table, const char *name, size_t length);

/* True when `name` stands in a ", " separated list. */
bool yb_list_has(const char *list, const char *name);

/* True for tables made from others: not dumped, not compared. */
bool yb_table_is_derived(enum yb_table_id table);

/* The most columns of any table. */
#define YB_COLUMNS_MAX 96

#endif
