/* The packed form's reader: from its bytes to JSON. See answer.h. */
#include "face/nhsa/answer.h"
#include "face/nhsa/answer_internal.h"

#include <assert.h>
#include <string.h>

#include "base/day.h"
#include "base/money.h"
#include "face/json.h"

#define MEMBERS_MAX 256 /* of one row; more is no packed output */

struct value {
    uint32_t hash;
    int tag;
    int64_t number;
    struct yb_text text;
};

struct row {
    struct value values[MEMBERS_MAX];
    size_t count;
};

struct render {
    const struct yb_nhsa_interface *interface;
    const struct yb_keys *keys;
    struct yb_text rest;
    struct yb_json json;
    struct yb_error *error;
    struct row row;
};

static int tampered(struct render *r)
{
    return yb_fail(r->error, YB_E_TAMPERED, "output", NULL);
}

static bool take(struct render *r, void *to, size_t size)
{
    if (r->rest.length < size)
        return false;
    memcpy(to, r->rest.bytes, size);
    r->rest.bytes += size;
    r->rest.length -= size;
    return true;
}

static bool take_number(struct render *r, int64_t *number)
{
    uint64_t value = 0;
    uint8_t byte = 0x80;

    for (int shift = 0; shift < 64 && byte & 0x80; shift += 7) {
        if (!take(r, &byte, 1))
            return false;
        value |= (uint64_t)(byte & 0x7F) << shift;
    }
    *number = (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
    return !(byte & 0x80);
}

static bool take_text(struct render *r, struct yb_text *text)
{
    int64_t length;

    if (!take_number(r, &length) || length < 0 || (uint64_t)length > r->rest.length)
        return false;
    *text = (struct yb_text){r->rest.bytes, (size_t)length};
    r->rest.bytes += length;
    r->rest.length -= (size_t)length;
    return true;
}

static bool take_value(struct render *r, struct value *value)
{
    uint8_t tag;

    if (!take(r, &tag, 1))
        return false;
    value->tag = tag;
    if (tag == YB_PACK_TEXT || tag == YB_PACK_SEALED)
        return take_text(r, &value->text);
    return take_number(r, &value->number) &&
           (tag == YB_PACK_ID || tag == YB_PACK_DAY || tag == YB_PACK_INSTANT ||
            (tag >= YB_PACK_NUMBER && tag <= YB_PACK_NUMBER + YB_PACK_DECIMALS_MAX));
}

/* Reads a row's values and opens the sealed ones. */
static int take_row(struct render *r)
{
    struct yb_arena *arena = r->json.out->arena;
    struct row *row = &r->row;

    for (row->count = 0;; row->count++) {
        struct value *value = &row->values[row->count];
        int result = YB_OK;

        if (row->count == MEMBERS_MAX || !take(r, &value->hash, sizeof value->hash))
            return tampered(r);
        if (!value->hash)
            return YB_OK;
        if (!take_value(r, value))
            return tampered(r);
        if (value->tag == YB_PACK_SEALED)
            result = yb_unseal(r->keys, value->text, arena, &value->text, r->error);
        if (result < 0)
            return result;
    }
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
    yb_json_add_text(json, yb_text_of(text));
}

static void write_number(struct yb_json *json, const struct yb_nhsa_field *field, int64_t number,
                         int decimals)
{
    char text[YB_DECIMAL_TEXT_MAX];

    if (field->type == YB_NHSA_NUMBER)
        yb_json_add_decimal(json, number, decimals);
    else
        yb_json_add_text(json, (struct yb_text){text, yb_decimal_format(number, decimals, text)});
}

static void write_value(struct yb_json *json, const struct yb_nhsa_field *field,
                        const struct value *value)
{
    switch (value->tag) {
    case YB_PACK_TEXT:
    case YB_PACK_SEALED:
        write_text(json, field, value->text);
        break;
    case YB_PACK_INSTANT:
        write_instant(json, field, value->number);
        break;
    case YB_PACK_DAY:
        write_instant(json, field, value->number * YB_DAY_MS - YB_CST_MS);
        break;
    case YB_PACK_ID:
        write_number(json, field, value->number, 0);
        break;
    default:
        write_number(json, field, value->number, value->tag - YB_PACK_NUMBER);
        break;
    }
}

/* The value of a member, looked for from where the last one stood: mostly they come in order. */
static const struct value *find(const struct row *row, const char *name, size_t *from)
{
    uint32_t hash = yb_nhsa_name_hash(name);

    for (size_t i = 0; i < row->count; i++) {
        size_t at = *from + i < row->count ? *from + i : *from + i - row->count;

        if (row->values[at].hash == hash) {
            *from = at + 1 < row->count ? at + 1 : 0;
            return &row->values[at];
        }
    }
    return NULL;
}

static void write_members(struct render *r, const struct yb_nhsa_node *node)
{
    size_t from = 0;

    for (int i = 0; i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);
        const struct value *value = find(&r->row, field->name, &from);
        const char *const *alias = field->aliases;
        const char *name = field->name;

        for (; name; name = alias ? *alias++ : NULL) {
            yb_json_key(&r->json, name);
            if (value)
                write_value(&r->json, field, value);
            else
                write_empty(&r->json, field);
        }
    }
}

static int write_rows(struct render *r, const struct yb_nhsa_node *node, int64_t count, bool list)
{
    if (list)
        yb_json_open(&r->json, '[');
    for (int64_t i = 0; i < count; i++) {
        int result = take_row(r);

        if (result < 0)
            return result;
        yb_json_open(&r->json, '{');
        write_members(r, node);
        yb_json_close(&r->json, '}');
    }
    if (list)
        yb_json_close(&r->json, ']');
    return YB_OK;
}

/* A node under its name and its aliases: the rows are read again for each. */
static int write_node(struct render *r, const struct yb_nhsa_node *node, int64_t count)
{
    bool list = node->cardinality == YB_NHSA_MANY || count != 1;
    struct yb_text rows = r->rest;
    const char *const *alias = node->aliases;
    int result = YB_OK;

    if (r->interface->output == YB_NHSA_SHAPE_ARRAY)
        return write_rows(r, node, count, list);
    for (const char *name = node->name; name && result == YB_OK; name = alias ? *alias++ : NULL) {
        r->rest = rows;
        yb_json_key(&r->json, name);
        result = write_rows(r, node, count, list);
    }
    return result;
}

/* Members that stand directly under output. */
static int write_top(struct render *r, const struct yb_nhsa_node *node)
{
    int result = take_row(r);

    if (result == YB_OK)
        write_members(r, node);
    return result;
}

/* A node that the tables no longer have: its rows are passed over. */
static int skip_rows(struct render *r, int64_t count)
{
    int result = YB_OK;

    for (int64_t i = 0; i < count && result == YB_OK; i++)
        result = take_row(r);
    return result;
}

static const struct yb_nhsa_node *node_of(const struct yb_nhsa_interface *interface, uint32_t hash)
{
    for (int i = 0; i < interface->node_count; i++) {
        const struct yb_nhsa_node *node = &yb_nhsa_nodes[interface->first_node + i];

        if (node->direction == YB_NHSA_OUT && yb_nhsa_name_hash(node->name) == hash)
            return node;
    }
    return NULL;
}

static int write_page(struct render *r)
{
    static const char *const names[YB_PACK_PAGE_NUMBERS] = {
        "firstPage", "lastPage", "size",         "startRow", "endRow",
        "pageSize",  "pageNum",  "recordCounts", "pages",
    };

    for (size_t i = 0; i < YB_PACK_PAGE_NUMBERS; i++) {
        int64_t number;

        if (!take_number(r, &number))
            return tampered(r);
        yb_json_key(&r->json, names[i]);
        if (i < 2)
            yb_json_add_boolean(&r->json, number != 0);
        else
            yb_json_add_integer(&r->json, number);
    }
    return YB_OK;
}

static int write_piece(struct render *r)
{
    const struct yb_nhsa_node *node;
    int64_t count = 1;
    uint32_t hash;
    char mark;

    if (!take(r, &mark, 1))
        return tampered(r);
    if (mark == YB_PACK_PAGE)
        return write_page(r);
    if ((mark != YB_PACK_OBJECT && mark != YB_PACK_ROWS) || !take(r, &hash, sizeof hash))
        return tampered(r);
    if (mark == YB_PACK_ROWS && (!take_number(r, &count) || count < 0))
        return tampered(r);
    node = node_of(r->interface, hash);
    if (!node)
        return skip_rows(r, count);
    return strcmp(node->name, "-") == 0 && mark == YB_PACK_OBJECT ? write_top(r, node)
                                                                  : write_node(r, node, count);
}

int yb_nhsa_render(const struct yb_nhsa_interface *interface, struct yb_text packed,
                   const struct yb_keys *keys, struct yb_buffer *out, struct yb_error *error)
{
    bool array = interface->output == YB_NHSA_SHAPE_ARRAY;
    struct render *r = YB_NEW(out->arena, struct render);
    int result = YB_OK;

    if (!r)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    r->interface = interface;
    r->keys = keys;
    r->rest = packed;
    r->error = error;
    yb_json_init(&r->json, out);
    if (array && !packed.length)
        yb_json_add_raw(&r->json, YB_TEXT("[]"));
    if (!array)
        yb_json_open(&r->json, '{');
    while (r->rest.length && result == YB_OK)
        result = write_piece(r);
    if (!array)
        yb_json_close(&r->json, '}');
    return result < 0 || !out->failed ? result : yb_fail(error, YB_E_NO_MEMORY, NULL);
}
