#include "face/demo/request.h"

#include <string.h>

void yb_variables_init(struct yb_variables *variables, struct yb_arena *arena)
{
    variables->arena = arena;
    variables->rows = YB_NEW_ARRAY(arena, struct yb_variable, YB_VARIABLES_MAX);
    variables->count = 0;
}

void yb_variables_set(struct yb_variables *variables, struct yb_text name, struct yb_text value)
{
    size_t i = 0;

    while (i < variables->count && !yb_text_equal(variables->rows[i].name, name))
        i++;
    if (!variables->rows || i == YB_VARIABLES_MAX)
        return;
    variables->rows[i] = (struct yb_variable){name, value};
    if (i == variables->count)
        variables->count++;
}

struct yb_text yb_variables_get(const struct yb_variables *variables, struct yb_text name)
{
    for (size_t i = 0; i < variables->count; i++)
        if (yb_text_equal(variables->rows[i].name, name))
            return variables->rows[i].value;
    return (struct yb_text){0};
}

static int refuse(const struct yb_request_source *source, const struct yb_node *node, int code,
                  struct yb_text what, struct yb_error *error)
{
    return yb_node_fail(error, source->file, node, code, "input",
                        yb_arena_copy(source->arena, what.bytes, what.length), NULL);
}

/* The scalar with every ${name} replaced. */
static int fill_in(const struct yb_request_source *source, const struct yb_node *node,
                   struct yb_text *value, struct yb_error *error)
{
    struct yb_text rest = node->text;
    struct yb_buffer out;

    yb_buffer_init(&out, source->arena);
    while (rest.length) {
        const char *open = memmem(rest.bytes, rest.length, "${", 2);
        size_t before = open ? (size_t)(open - rest.bytes) : rest.length;
        struct yb_text name, found;

        yb_buffer_add(&out, (struct yb_text){rest.bytes, before});
        if (!open)
            break;
        name = yb_text_split((struct yb_text){open + 2, rest.length - before - 2}, '}', &rest);
        found = yb_variables_get(source->variables, name);
        if (!found.bytes)
            return refuse(source, node, YB_E_NOT_FOUND, name, error);
        yb_buffer_add(&out, found);
    }
    *value = yb_buffer_text(&out);
    return YB_OK;
}

static int write_value(const struct yb_request_source *source, const struct yb_node *node,
                       struct yb_json *json, struct yb_error *error);

static int write_member(const struct yb_request_source *source, struct yb_text key,
                        const struct yb_node *node, struct yb_json *json, struct yb_error *error)
{
    yb_json_key(json, yb_arena_copy(source->arena, key.bytes, key.length));
    return write_value(source, node, json, error);
}

/* The members of a mapping; `part: NAME` stands for those of that part. */
static int write_members(const struct yb_request_source *source, const struct yb_node *mapping,
                         struct yb_json *json, struct yb_error *error)
{
    int rc = YB_OK;

    for (const struct yb_node *m = mapping->first; rc == YB_OK && m; m = m->next) {
        const char *name = yb_arena_copy(source->arena, m->text.bytes, m->text.length);
        const struct yb_node *part =
            source->parts && name ? yb_node_get(source->parts, name) : NULL;

        if (!yb_text_is(m->key, "part"))
            rc = write_member(source, m->key, m, json, error);
        else if (part && part->kind == YB_NODE_MAPPING)
            rc = write_members(source, part, json, error);
        else
            rc = refuse(source, m, YB_E_NOT_FOUND, m->text, error);
    }
    return rc;
}

static int write_row(const struct yb_request_source *source, const struct yb_node *table,
                     const struct yb_node *row, struct yb_json *json, struct yb_error *error)
{
    const struct yb_node *each = yb_node_get(table, "each");
    const struct yb_node *column = yb_node_get(table, "columns")->first;
    int rc;

    yb_json_open(json, '{');
    rc = each ? write_members(source, each, json, error) : YB_OK;
    for (const struct yb_node *cell = row->first; rc == YB_OK && cell; cell = cell->next) {
        if (!column)
            return refuse(source, cell, YB_E_TOO_MANY, cell->text, error);
        rc = write_member(source, column->text, cell, json, error);
        column = column->next;
    }
    yb_json_close(json, '}');
    return rc;
}

static int write_table(const struct yb_request_source *source, const struct yb_node *table,
                       struct yb_json *json, struct yb_error *error)
{
    const struct yb_node *rows = yb_node_get(table, "rows");
    int rc = YB_OK;

    if (!rows)
        return refuse(source, table, YB_E_MISSING, YB_TEXT("rows"), error);
    yb_json_open(json, '[');
    for (const struct yb_node *row = rows->first; rc == YB_OK && row; row = row->next)
        rc = write_row(source, table, row, json, error);
    yb_json_close(json, ']');
    return rc;
}

static int write_list(const struct yb_request_source *source, const struct yb_node *list,
                      struct yb_json *json, struct yb_error *error)
{
    int rc = YB_OK;

    yb_json_open(json, '[');
    for (const struct yb_node *one = list->first; rc == YB_OK && one; one = one->next)
        rc = write_value(source, one, json, error);
    yb_json_close(json, ']');
    return rc;
}

static int write_value(const struct yb_request_source *source, const struct yb_node *node,
                       struct yb_json *json, struct yb_error *error)
{
    struct yb_text value;
    int rc;

    if (node->kind == YB_NODE_LIST)
        return write_list(source, node, json, error);
    if (node->kind == YB_NODE_MAPPING && yb_node_get(node, "columns"))
        return write_table(source, node, json, error);
    if (node->kind == YB_NODE_MAPPING) {
        yb_json_open(json, '{');
        rc = write_members(source, node, json, error);
        yb_json_close(json, '}');
        return rc;
    }
    rc = fill_in(source, node, &value, error);
    if (rc == YB_OK)
        yb_json_add_text(json, value);
    return rc;
}

int yb_request_write(const struct yb_request_source *source, const struct yb_node *node,
                     struct yb_json *json, struct yb_error *error)
{
    if (node)
        return write_value(source, node, json, error);
    yb_json_open(json, '{');
    yb_json_close(json, '}');
    return YB_OK;
}
