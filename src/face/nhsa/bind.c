#include "face/nhsa/bind.h"

#include <assert.h>
#include <string.h>

#include "base/day.h"
#include "app/settle/settle.h"
#include "base/money.h"

#define SECOND_MS  1000
#define FIELDS_MAX 128 /* members of one node; a test holds the tables to it */

static const struct {
    int decimals; /* of the kinds that are scaled integers; -1: none */
} kinds[] = {
    [YB_BIND_TEXT] = {-1}, [YB_BIND_ID] = {-1},  [YB_BIND_FEN] = {2},      [YB_BIND_E2] = {2},
    [YB_BIND_E4] = {4},    [YB_BIND_E6] = {6},   [YB_BIND_PPM] = {6},      [YB_BIND_INTEGER] = {0},
    [YB_BIND_INT] = {0},   [YB_BIND_DAY] = {-1}, [YB_BIND_INSTANT] = {-1},
};

static int read_number(const struct yb_bind *bind, struct yb_text value, int64_t *number)
{
    bool money = bind->kind == YB_BIND_FEN || bind->kind == YB_BIND_FEN_SAID;
    bool right;

    *number = bind->kind == YB_BIND_FEN_SAID ? YB_FEN_NOT_STATED : 0;
    if (!value.bytes)
        return YB_OK;
    right = money ? yb_money_parse(value, number)
                  : yb_decimal_parse(value, kinds[bind->kind].decimals, number);
    return right ? YB_OK : YB_E_OUT_OF_RANGE;
}

static int read_instant(const struct yb_bind *bind, struct yb_text value, int64_t *instant)
{
    *instant = 0;
    if (!value.bytes)
        return YB_OK;
    if (!yb_instant_parse(value, instant))
        return YB_E_WRONG_FORMAT;
    if (bind->kind == YB_BIND_UNTIL && value.length == 10)
        *instant += YB_DAY_MS - SECOND_MS;
    return YB_OK;
}

static int read_id(struct yb_text value, int64_t *id)
{
    *id = 0;
    if (!value.bytes)
        return YB_OK;
    return yb_text_to_int64(value, id) && *id >= 0 ? YB_OK : YB_E_WRONG_FORMAT;
}

/* Stores one value; a negative code when it does not fit the kind. */
static int read_value(const struct yb_bind *bind, struct yb_text value, char *at)
{
    int64_t number = 0;
    int32_t day = YB_DAY_NONE;
    int result = YB_OK;

    switch (bind->kind) {
    case YB_BIND_TEXT:
        value = value.bytes ? value : YB_TEXT("");
        memcpy(at, &value, sizeof value);
        return YB_OK;
    case YB_BIND_DAY:
        if (value.bytes && yb_instant_parse(value, &number))
            day = yb_instant_day(number);
        memcpy(at, &day, sizeof day);
        return YB_OK;
    case YB_BIND_INSTANT:
    case YB_BIND_UNTIL:
        result = read_instant(bind, value, &number);
        break;
    case YB_BIND_ID:
        result = read_id(value, &number);
        break;
    default:
        result = read_number(bind, value, &number);
        break;
    }
    if (bind->kind == YB_BIND_INT) {
        int small = (int)number;

        memcpy(at, &small, sizeof small);
        return small == number ? result : YB_E_OUT_OF_RANGE;
    }
    memcpy(at, &number, sizeof number);
    return result;
}

int yb_bind_read(struct yb_binds binds, const struct yb_nhsa_record *record, void *out,
                 struct yb_error *error)
{
    for (size_t i = 0; i < binds.count; i++) {
        const struct yb_bind *bind = &binds.binds[i];
        struct yb_text value =
            record ? yb_nhsa_value(record, bind->field) : (struct yb_text){NULL, 0};
        int result;

        assert(bind->via == YB_BIND_DIRECT);
        result = read_value(bind, value, (char *)out + bind->offset);
        if (result < 0)
            return yb_fail(error, result, bind->field, "", NULL);
    }
    return YB_OK;
}

int yb_bind_read_all(struct yb_binds binds, const struct yb_nhsa_record *parent, const char *node,
                     size_t row_size, struct yb_arena *arena, struct yb_bound_rows *out,
                     struct yb_error *error)
{
    const struct yb_nhsa_record *record = yb_nhsa_first(parent, node);
    char *row;

    out->count = yb_nhsa_count(parent, node);
    out->rows = row = yb_arena_array(arena, out->count + 1, row_size);
    if (!row)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (; record; record = yb_nhsa_next(record), row += row_size) {
        int result = yb_bind_read(binds, record, row, error);

        if (result < 0)
            return result;
    }
    return YB_OK;
}

void yb_nhsa_output_init(struct yb_nhsa_output *output, const struct yb_nhsa_interface *interface,
                         struct yb_arena *arena)
{
    *output = (struct yb_nhsa_output){.interface = interface};
    yb_buffer_init(&output->buffer, arena);
    yb_json_init(&output->json, &output->buffer);
}

/* Output is one object around the nodes, but for a transaction whose output is the list itself. */
static void open_output(struct yb_nhsa_output *output)
{
    if (!output->opened && output->interface->output != YB_NHSA_SHAPE_ARRAY)
        yb_json_open(&output->json, '{');
    output->opened = true;
}

/* The empty form of a member's type. */
static void write_empty(struct yb_json *json, const struct yb_nhsa_field *field)
{
    switch ((enum yb_nhsa_type)field->type) {
    case YB_NHSA_NUMBER:
        yb_json_add_decimal(json, 0, field->scale);
        break;
    case YB_NHSA_BOOLEAN:
        yb_json_add_boolean(json, false);
        break;
    case YB_NHSA_LIST:
        yb_json_add_raw(json, YB_TEXT("[]"));
        break;
    case YB_NHSA_OBJECT:
        yb_json_add_raw(json, YB_TEXT("{}"));
        break;
    default:
        yb_json_add_text(json, YB_TEXT(""));
        break;
    }
}

static void write_text(struct yb_json *json, const struct yb_nhsa_field *field, struct yb_text text)
{
    int64_t number;

    if (field->type != YB_NHSA_NUMBER)
        yb_json_add_text(json, text);
    else if (yb_decimal_parse(text, 6, &number))
        yb_json_add_raw(json, text);
    else
        write_empty(json, field);
}

static void write_instant(struct yb_json *json, const struct yb_nhsa_field *field, int64_t instant)
{
    char text[20];

    yb_instant_format(instant, text);
    if (field->type == YB_NHSA_DATE)
        text[10] = '\0';
    yb_json_add_text(json, instant ? yb_text_of(text) : YB_TEXT(""));
}

static void write_day(struct yb_json *json, const struct yb_nhsa_field *field, int32_t day)
{
    if (day == YB_DAY_NONE)
        yb_json_add_text(json, YB_TEXT(""));
    else
        write_instant(json, field, (int64_t)day * YB_DAY_MS - YB_CST_MS);
}

static void write_number(struct yb_json *json, const struct yb_nhsa_field *field,
                         const struct yb_bind *bind, int64_t number)
{
    char text[YB_DECIMAL_TEXT_MAX];
    int decimals = kinds[bind->kind].decimals;

    if (bind->kind == YB_BIND_PPM) { /* four decimals of a share are exact to 0.01 % */
        number = yb_muldiv(number, 1, 100, YB_ROUND_HALF_UP);
        decimals = 4;
    }
    if (field->type == YB_NHSA_NUMBER)
        yb_json_add_decimal(json, number, decimals);
    else
        yb_json_add_text(json, (struct yb_text){text, yb_decimal_format(number, decimals, text)});
}

static void write_bound(struct yb_json *json, const struct yb_nhsa_field *field,
                        const struct yb_bind *bind, const char *row)
{
    const char *at = row;
    struct yb_text text;
    int64_t number;
    int32_t small;

    if (bind->via != YB_BIND_DIRECT)
        memcpy(&at, row + bind->via, sizeof at);
    if (!at) {
        write_empty(json, field);
        return;
    }
    at += bind->offset;
    switch (bind->kind) {
    case YB_BIND_TEXT:
        memcpy(&text, at, sizeof text);
        write_text(json, field, text);
        return;
    case YB_BIND_DAY:
        memcpy(&small, at, sizeof small);
        write_day(json, field, small);
        return;
    case YB_BIND_INT:
        memcpy(&small, at, sizeof small);
        number = small;
        break;
    default:
        memcpy(&number, at, sizeof number);
        break;
    }
    if (bind->kind == YB_BIND_INSTANT || bind->kind == YB_BIND_UNTIL)
        write_instant(json, field, number);
    else if (bind->kind == YB_BIND_ID && number == 0)
        write_empty(json, field);
    else if (bind->kind == YB_BIND_ID)
        write_number(json, field, &(struct yb_bind){.kind = YB_BIND_INTEGER}, number);
    else
        write_number(json, field, bind, number);
}

/* For every member of the node the row of the table that binds it, or NULL. */
static void match(const struct yb_nhsa_node *node, struct yb_binds binds,
                  const struct yb_bind *matched[FIELDS_MAX])
{
    assert(node->field_count <= FIELDS_MAX);
    for (int i = 0; i < node->field_count; i++) {
        const char *name = yb_nhsa_field_at(node, i)->name;

        matched[i] = NULL;
        for (size_t b = 0; b < binds.count && !matched[i]; b++)
            if (strcmp(binds.binds[b].field, name) == 0)
                matched[i] = &binds.binds[b];
    }
}

static void write_members(struct yb_json *json, const struct yb_nhsa_node *node,
                          const struct yb_bind *const *matched, const void *row)
{
    for (int i = 0; i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);
        const char *const *alias = field->aliases;
        const char *name = field->name;

        for (; name; name = alias ? *alias++ : NULL) {
            yb_json_key(json, name);
            if (matched[i])
                write_bound(json, field, matched[i], row);
            else
                write_empty(json, field);
        }
    }
}

static void write_node(struct yb_json *json, const struct yb_nhsa_node *node, struct yb_binds binds,
                       struct yb_rows rows)
{
    const struct yb_bind *matched[FIELDS_MAX];
    bool list = node->cardinality == YB_NHSA_MANY;

    assert(list || rows.count == 1);
    match(node, binds, matched);
    if (list)
        yb_json_open(json, '[');
    for (size_t i = 0; i < rows.count; i++) {
        yb_json_open(json, '{');
        write_members(json, node, matched, (const char *)rows.rows + i * rows.row_size);
        yb_json_close(json, '}');
    }
    if (list)
        yb_json_close(json, ']');
}

void yb_nhsa_output_rows(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                         struct yb_rows rows)
{
    const struct yb_nhsa_node *node = yb_nhsa_node_find(output->interface, YB_NHSA_OUT, name);
    const char *const *alias;

    assert(node);
    open_output(output);
    if (output->interface->output == YB_NHSA_SHAPE_ARRAY) {
        write_node(&output->json, node, binds, rows);
        return;
    }
    for (alias = node->aliases; name; name = alias ? *alias++ : NULL) {
        yb_json_key(&output->json, name);
        write_node(&output->json, node, binds, rows);
    }
}

void yb_nhsa_output_object(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                           const void *row)
{
    const struct yb_nhsa_node *node = yb_nhsa_node_find(output->interface, YB_NHSA_OUT, name);

    assert(node);
    if (strcmp(name, "-") == 0) {
        const struct yb_bind *matched[FIELDS_MAX];

        open_output(output);
        match(node, binds, matched);
        write_members(&output->json, node, matched, row);
    } else {
        yb_nhsa_output_rows(output, name, binds, (struct yb_rows){row, 1, 0});
    }
}

void yb_nhsa_output_page(struct yb_nhsa_output *output, const struct yb_page_out *page)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"size", page->size},        {"startRow", page->start_row},
                   {"endRow", page->end_row},   {"pageSize", page->page_size},
                   {"pageNum", page->page_num}, {"recordCounts", page->record_counts},
                   {"pages", page->pages}};

    open_output(output);
    yb_json_key(&output->json, "firstPage");
    yb_json_add_boolean(&output->json, page->first_page);
    yb_json_key(&output->json, "lastPage");
    yb_json_add_boolean(&output->json, page->last_page);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        yb_json_key(&output->json, numbers[i].name);
        yb_json_add_integer(&output->json, numbers[i].value);
    }
}

struct yb_text yb_nhsa_output_text(struct yb_nhsa_output *output)
{
    bool array = output->interface->output == YB_NHSA_SHAPE_ARRAY;

    if (!output->opened)
        return array ? YB_TEXT("[]") : YB_TEXT("{}");
    if (!array)
        yb_json_close(&output->json, '}');
    return yb_buffer_text(&output->buffer);
}
