#include "store/ddl.h"

#include <string.h>

void yb_ddl_key(enum yb_dialect dialect, enum yb_table_id table, const char *columns,
                struct yb_buffer *out)
{
    const struct yb_table_info *info = &yb_tables[table];
    struct yb_text rest = yb_text_of(columns), column;

    if (dialect == YB_SQLITE || info->spread != YB_SHARDED) {
        yb_buffer_add_string(out, columns);
        return;
    }
    yb_buffer_add_string(out, "psn_no");
    while (rest.length) {
        column = yb_text_trim(yb_text_split(rest, ',', &rest));
        if (!yb_text_is(column, "psn_no"))
            yb_buffer_addf(out, ", " YB_TEXT_FMT, YB_TEXT_ARG(column));
    }
}

static const char *type_name(enum yb_dialect dialect, enum yb_kind kind)
{
    static const char *const names[2][4] = {
        {"INTEGER", "INTEGER", "TEXT", "BLOB"},
        {"bigint", "integer", "text COLLATE \"C\"", "bytea"},
    };

    return names[dialect][kind == YB_KIND_MORE ? YB_KIND_BLOB : kind];
}

/* One ID column: SQLite can use it as the rowid. */
static bool key_is_rowid(const struct yb_table_info *info)
{
    int column = yb_column_find(info, info->key, strlen(info->key));

    return column >= 0 && info->columns[column].kind == YB_KIND_INT;
}

static bool has_parent(enum yb_table_id table)
{
    size_t i;

    for (i = 0; i < yb_index_count; i++)
        if (yb_indexes[i].table == table && yb_indexes[i].kind == YB_INDEX_PARENT)
            return true;
    return false;
}

static void add_columns(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out)
{
    const struct yb_table_info *info = &yb_tables[table];
    size_t i;

    for (i = 0; i < info->column_count; i++) {
        const struct yb_column *column = &info->columns[i];

        yb_buffer_addf(out, "%s\n  %s %s", i ? "," : "", column->name,
                       type_name(ddl->dialect, column->kind));
        if (column->kind != YB_KIND_DAY || yb_list_has(info->key, column->name))
            yb_buffer_add_string(out, " NOT NULL");
    }
    yb_buffer_add_string(out, ",\n  PRIMARY KEY (");
    yb_ddl_key(ddl->dialect, table, info->key, out);
    yb_buffer_add_string(out, ")");
    if (has_parent(table))
        yb_buffer_add_string(out, ",\n  FOREIGN KEY (psn_no) REFERENCES psn (psn_no)");
}

static void add_index(const struct yb_ddl *ddl, const struct yb_index_info *index,
                      struct yb_buffer *out)
{
    const char *table = yb_tables[index->table].name;

    if (index->kind == YB_INDEX_PARENT || (ddl->making && index->kind == YB_INDEX_LATER))
        return;
    if (index->kind == YB_INDEX_RECENT) {
        if (ddl->dialect == YB_POSTGRES)
            yb_buffer_addf(out,
                           "CREATE INDEX %s_%s_recent ON %s USING brin (%s) "
                           "WITH (pages_per_range = 16, autosummarize = on);\n",
                           table, index->columns, table, index->columns);
        return;
    }
    yb_buffer_addf(out, "CREATE %sINDEX %s ON %s (",
                   index->kind == YB_INDEX_UNIQUE ? "UNIQUE " : "", index->name, table);
    if (index->kind == YB_INDEX_UNIQUE)
        yb_ddl_key(ddl->dialect, index->table, index->columns, out);
    else
        yb_buffer_add_string(out, index->columns);
    yb_buffer_addf(out, ")%s%s;\n", *index->where ? " WHERE " : "", index->where);
}

static void add_spread(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out)
{
    const struct yb_table_info *info = &yb_tables[table];
    int i;

    if (ddl->dialect == YB_POSTGRES && info->spread == YB_SHARDED && !ddl->citus)
        for (i = 0; i < ddl->partitions; i++)
            yb_buffer_addf(out,
                           "CREATE TABLE %s_p%d PARTITION OF %s FOR VALUES WITH "
                           "(MODULUS %d, REMAINDER %d);\n",
                           info->name, i, info->name, ddl->partitions, i);
    if (ddl->citus && info->spread == YB_SHARDED)
        yb_buffer_addf(out, "SELECT create_distributed_table('%s', 'psn_no'%s);\n", info->name,
                       table == YB_T_psn ? "" : ", colocate_with => 'psn'");
    if (ddl->citus && info->spread == YB_REFERENCE)
        yb_buffer_addf(out, "SELECT create_reference_table('%s');\n", info->name);
}

void yb_ddl_table(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out)
{
    const struct yb_table_info *info = &yb_tables[table];

    yb_buffer_addf(out, "CREATE TABLE %s (", info->name);
    add_columns(ddl, table, out);
    yb_buffer_add_string(out, "\n)");
    if (ddl->dialect == YB_SQLITE)
        yb_buffer_add_string(out, key_is_rowid(info) ? " STRICT" : " STRICT, WITHOUT ROWID");
    else if (info->spread == YB_SHARDED && ddl->partitions && !ddl->citus)
        yb_buffer_add_string(out, " PARTITION BY HASH (psn_no)");
    yb_buffer_add_string(out, ";\n");
    add_spread(ddl, table, out);
    yb_ddl_indexes(ddl, table, out);
}

void yb_ddl_indexes(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out)
{
    for (size_t i = 0; i < yb_index_count; i++)
        if (yb_indexes[i].table == table)
            add_index(ddl, &yb_indexes[i], out);
}

void yb_ddl_later(struct yb_buffer *out)
{
    const struct yb_ddl ddl = {.dialect = YB_SQLITE};

    for (size_t i = 0; i < yb_index_count; i++)
        if (yb_indexes[i].kind == YB_INDEX_LATER)
            add_index(&ddl, &yb_indexes[i], out);
}

void yb_ddl_schema(const struct yb_ddl *ddl, struct yb_buffer *out)
{
    int table;

    for (table = 0; table < YB_TABLES; table++)
        yb_ddl_table(ddl, (enum yb_table_id)table, out);
}
