#include "store/schema.h"

#include <assert.h>
#include <string.h>

#include "store/row.h"

/* The columns of each table ... */
#define TABLE(name, spread, key) static const struct yb_column name##_columns[] = {
#define ID(name)                 {#name, YB_KIND_INT},
#define INT(name)                {#name, YB_KIND_INT},
#define FEN(name)                {#name, YB_KIND_INT},
#define PPM(name)                {#name, YB_KIND_INT},
#define TIME(name)               {#name, YB_KIND_INT},
#define DAY(name)                {#name, YB_KIND_DAY},
#define TEXT(name)               {#name, YB_KIND_TEXT},
#define BLOB(name)               {#name, YB_KIND_BLOB},
#define PACKED(name)             {#name, YB_KIND_MORE},
#define MORE(name)
#define END(name)                                                                                  \
    }                                                                                              \
    ;                                                                                              \
    static_assert(sizeof(name##_columns) / sizeof(name##_columns[0]) <= YB_COLUMNS_MAX,            \
                  "raise YB_COLUMNS_MAX");
#define UNIQUE(table, index, columns, where)
#define INDEX(table, index, columns, where)
#define LATER(table, index, columns, where)
#define PARENT(table)
#define RECENT(table, column)
#include "store/schema.def"
#include "store/schema_end.def"

/* ... the members of their packed columns, behind a NULL that keeps the list from being empty ...
 */
#define TABLE(name, spread, key) static const char *const name##_packed[] = {NULL,
#define ID(name)
#define INT(name)
#define FEN(name)
#define PPM(name)
#define TIME(name)
#define DAY(name)
#define TEXT(name)
#define BLOB(name)
#define PACKED(name)
#define MORE(name) #name,
#define END(name)                                                                                  \
    }                                                                                              \
    ;
#define UNIQUE(table, index, columns, where)
#define INDEX(table, index, columns, where)
#define LATER(table, index, columns, where)
#define PARENT(table)
#define RECENT(table, column)
#include "store/schema.def"
#include "store/schema_end.def"

/* ... the tables ... */
const struct yb_table_info yb_tables[YB_TABLES] = {
#define TABLE(name, spread, key)                                                                   \
    {#name,                                                                                        \
     YB_##spread,                                                                                  \
     key,                                                                                          \
     name##_columns,                                                                               \
     sizeof(name##_columns) / sizeof(name##_columns[0]),                                           \
     name##_packed + 1,                                                                            \
     sizeof(name##_packed) / sizeof(name##_packed[0]) - 1,                                         \
     sizeof(struct yb_##name##_row)},
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
};

/* ... and what else is said of them. */
const struct yb_index_info yb_indexes[] = {
#define TABLE(name, spread, key)
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
#define UNIQUE(table, index, columns, where)                                                       \
    {YB_T_##table, YB_INDEX_UNIQUE, #index, columns, where},
#define INDEX(table, index, columns, where) {YB_T_##table, YB_INDEX_PLAIN, #index, columns, where},
#define LATER(table, index, columns, where) {YB_T_##table, YB_INDEX_LATER, #index, columns, where},
#define PARENT(table)                       {YB_T_##table, YB_INDEX_PARENT, NULL, "psn_no", ""},
#define RECENT(table, column)               {YB_T_##table, YB_INDEX_RECENT, NULL, #column, ""},
#include "store/schema.def"
#include "store/schema_end.def"
};
const size_t yb_index_count = sizeof(yb_indexes) / sizeof(yb_indexes[0]);

enum yb_table_id yb_table_find(const char *name, size_t length)
{
    int i;

    for (i = 0; i < YB_TABLES; i++)
        if (strlen(yb_tables[i].name) == length && !memcmp(yb_tables[i].name, name, length))
            break;
    return (enum yb_table_id)i;
}

int yb_column_find(const struct yb_table_info *table, const char *name, size_t length)
{
    size_t i;

    for (i = 0; i < table->column_count; i++)
        if (strlen(table->columns[i].name) == length &&
            !memcmp(table->columns[i].name, name, length))
            return (int)i;
    return -1;
}

bool yb_list_has(const char *list, const char *name)
{
    size_t length = strlen(name);
    const char *p;

    for (p = list; (p = strstr(p, name)) != NULL; p += length)
        if ((p == list || p[-1] == ' ') && (p[length] == 0 || p[length] == ','))
            return true;
    return false;
}

bool yb_table_is_derived(enum yb_table_id table)
{
    return table == YB_T_message_route || table == YB_T_ledger_total || table == YB_T_setting ||
           table == YB_T_access_head;
}
