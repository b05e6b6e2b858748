#include "store/sql.h"

#include <assert.h>
#include <string.h>

const struct yb_sql_info yb_sqls[YB_SQLS] = {
#define SQL(id, path, text) {#id, YB_PATH_##path, text},
#include "store/sql.def"
#undef SQL
};

static bool in_key(const struct yb_table_info *table, const char *column)
{
    return yb_list_has(table->key, column) ||
           (table->spread == YB_SHARDED && !strcmp(column, "psn_no"));
}

/* One word of the catalogue: how a column is written, for which columns, with what between. */
static const struct word {
    const char *name;
    enum { EVERY, KEY, NO_KEY } columns;
    const char *between;
    enum { NAME, PARAMETER, ASSIGN, EXCLUDED } form;
} words[] = {
    {"", EVERY, ", ", NAME},
    {"$", EVERY, ", ", PARAMETER},
    {"set", NO_KEY, ", ", ASSIGN},
    {"where", KEY, " AND ", ASSIGN},
    {"excluded", NO_KEY, ", ", EXCLUDED},
};

static void write_word(const struct yb_table_info *table, const struct word *word,
                       struct yb_buffer *out)
{
    bool first = true;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        const char *name = table->columns[i].name;
        bool key = in_key(table, name);

        if ((word->columns == KEY && !key) || (word->columns == NO_KEY && key))
            continue;
        if (!first)
            yb_buffer_add_string(out, word->between);
        first = false;
        if (word->form == NAME)
            yb_buffer_add_string(out, name);
        else if (word->form == PARAMETER)
            yb_buffer_addf(out, "$%zu", i + 1);
        else if (word->form == ASSIGN)
            yb_buffer_addf(out, "%s = $%zu", name, i + 1);
        else
            yb_buffer_addf(out, "%s = excluded.%s", name, name);
    }
}

static void fill(enum yb_dialect dialect, struct yb_text braces, struct yb_buffer *out)
{
    struct yb_text form, name = yb_text_split(braces, ':', &form);
    enum yb_table_id table;
    size_t i;

    if (yb_text_is(braces, "lock")) {
        yb_buffer_add_string(out, dialect == YB_POSTGRES ? " FOR UPDATE" : "");
        return;
    }
    table = yb_table_find(name.bytes, name.length);
    assert(table < YB_TABLES);
    if (yb_text_is(form, "key")) {
        yb_ddl_key(dialect, table, yb_tables[table].key, out);
        return;
    }
    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (yb_text_is(form, words[i].name)) {
            write_word(&yb_tables[table], &words[i], out);
            return;
        }
    assert(!"unknown word in a statement");
}

void yb_sql_expand(enum yb_dialect dialect, const char *text, struct yb_buffer *out)
{
    const char *p, *end;

    for (p = text; *p; p++) {
        if (*p != '{') {
            yb_buffer_add_char(out, *p);
            continue;
        }
        end = strchr(p, '}');
        assert(end);
        fill(dialect, (struct yb_text){p + 1, (size_t)(end - p - 1)}, out);
        p = end;
    }
}

void yb_sql_write(enum yb_dialect dialect, enum yb_sql sql, struct yb_buffer *out)
{
    size_t from = out->length, i;

    yb_sql_expand(dialect, yb_sqls[sql].text, out);
    if (dialect == YB_SQLITE && !out->failed)
        for (i = from; i < out->length; i++)
            if (out->bytes[i] == '$')
                out->bytes[i] = '?';
}

enum yb_table_id yb_sql_table(enum yb_sql sql)
{
    const char *text = yb_sqls[sql].text, *values = strstr(text, "VALUES ({");
    const char *colon = values ? strchr(values, ':') : NULL;

    if (!colon || colon[1] != '$')
        return YB_TABLES;
    return yb_table_find(values + 9, (size_t)(colon - values - 9));
}

static const char *array_type(enum yb_kind kind)
{
    static const char *const names[] = {"bigint[]", "integer[]", "text[]", "bytea[]"};

    return names[kind == YB_KIND_MORE ? YB_KIND_BLOB : kind];
}

static bool is_scalar(const struct yb_table_info *table, size_t column)
{
    return table->spread == YB_SHARDED && !strcmp(table->columns[column].name, "psn_no");
}

/* SELECT unnest($1::bigint[]), $2::bigint, ...: in step, and much cheaper than FROM unnest(...),
 * which first copies every array into a table of its own. */
static void write_unnest(const struct yb_table_info *table, struct yb_buffer *out)
{
    size_t i;

    yb_buffer_add_string(out, "SELECT ");
    for (i = 0; i < table->column_count; i++) {
        yb_buffer_add_string(out, i ? ", " : "");
        if (is_scalar(table, i))
            yb_buffer_addf(out, "$%zu::bigint", i + 1);
        else
            yb_buffer_addf(out, "unnest($%zu::%s)", i + 1, array_type(table->columns[i].kind));
    }
}

const struct yb_table_info *yb_sql_selected(enum yb_sql sql)
{
    const char *open = strchr(yb_sqls[sql].text, '{'), *close = strchr(open, '}');

    return &yb_tables[yb_table_find(open + 1, (size_t)(close - open - 1))];
}

void yb_sql_write_many(enum yb_sql sql, struct yb_buffer *out)
{
    const char *text = yb_sqls[sql].text, *values = strstr(text, "VALUES ({"), *end;
    enum yb_table_id table = yb_sql_table(sql);
    struct yb_buffer front;

    assert(values && table < YB_TABLES);
    end = strchr(values, ')');
    yb_buffer_init(&front, out->arena);
    yb_buffer_add(&front, (struct yb_text){text, (size_t)(values - text)});
    yb_sql_expand(YB_POSTGRES, yb_buffer_text(&front).bytes, out);
    write_unnest(&yb_tables[table], out);
    yb_sql_expand(YB_POSTGRES, end + 1, out);
}

int yb_sql_person(enum yb_sql sql)
{
    const char *text = yb_sqls[sql].text, *condition = strstr(text, "psn_no = $");
    enum yb_table_id table = yb_sql_table(sql);

    if (condition) /* $1 .. $9; nobody's beyond */
        return condition[11] >= '0' && condition[11] <= '9' ? -1 : condition[10] - '1';
    if (strncmp(text, "UPDATE ", 7) == 0 && strstr(text, ":where}"))
        table = yb_table_find(text + 7, strcspn(text + 7, " ")); /* numbered as its columns */
    if (table == YB_TABLES)
        return -1;
    for (size_t i = 0; i < yb_tables[table].column_count; i++)
        if (!strcmp(yb_tables[table].columns[i].name, "psn_no"))
            return (int)i;
    return -1;
}
