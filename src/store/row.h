/*
 * row.h - a C structure for every table of schema.def, and a list of each.
 *
 *     struct yb_mdtrt_row visit = yb_mdtrt_row();   // all empty, days YB_DAY_NONE
 *     visit.psn_no = 42;
 *     visit.med_type = yb_text_of("11");
 *
 * Read schema_*.def for the members: ID, INT, FEN, PPM, TIME are int64_t, DAY is int32_t, TEXT,
 * BLOB and MORE are struct yb_text. A row made with "= {0}" has 1970-01-01 in its days: use the
 * function.
 *
 * Rows that the store hands out live, with their texts, in the transaction's arena. Rows that it
 * is given stay the caller's and need to live only for the call.
 */
#ifndef YB_STORE_ROW_H
#define YB_STORE_ROW_H

#include "base/day.h"
#include "base/text.h"

/* Every member takes a multiple of eight bytes, so that one loop can walk any row. */
#define TABLE(name, spread, key) struct yb_##name##_row {
#define ID(name)                 int64_t name;
#define INT(name)                int64_t name;
#define FEN(name)                int64_t name;
#define PPM(name)                int64_t name;
#define TIME(name)               int64_t name;
#define DAY(name)                int32_t name __attribute__((aligned(8)));
#define TEXT(name)               struct yb_text name;
#define BLOB(name)               struct yb_text name;
#define PACKED(name)
#define MORE(name) struct yb_text name;
#define END(name)                                                                                  \
    }                                                                                              \
    ;                                                                                              \
    struct yb_##name##_list {                                                                      \
        struct yb_##name##_row *rows;                                                              \
        size_t count;                                                                              \
    };
#define UNIQUE(table, index, columns, where)
#define INDEX(table, index, columns, where)
#define LATER(table, index, columns, where)
#define PARENT(table)
#define RECENT(table, column)
#include "store/schema.def"
#include "store/schema_end.def"

/* struct yb_NAME_row yb_NAME_row(void): the empty row. */
#define TABLE(name, spread, key)                                                                   \
    static inline struct yb_##name##_row yb_##name##_row(void)                                     \
    {                                                                                              \
        struct yb_##name##_row row = {0};
#define ID(name)
#define INT(name)
#define FEN(name)
#define PPM(name)
#define TIME(name)
#define DAY(name) row.name = YB_DAY_NONE;
#define TEXT(name)
#define BLOB(name)
#define PACKED(name)
#define MORE(name)
#define END(name)                                                                                  \
    return row;                                                                                    \
    }
#define UNIQUE(table, index, columns, where)
#define INDEX(table, index, columns, where)
#define LATER(table, index, columns, where)
#define PARENT(table)
#define RECENT(table, column)
#include "store/schema.def"
#include "store/schema_end.def"

#endif
