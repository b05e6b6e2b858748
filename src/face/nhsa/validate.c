#include "face/nhsa/validate.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/money.h"
#include "face/json.h"

/* Where we are, from the inside out; made into words only for an error. */
struct path {
    const struct path *up;
    const char *name;
    int index; /* in an array; -1: not one */
};

struct check {
    const struct yb_nhsa_interface *interface;
    struct yb_arena *arena;
    struct yb_error *error;
};

static void add_path(struct yb_buffer *out, const struct path *path)
{
    if (!path)
        return;
    add_path(out, path->up);
    if (out->length > 0)
        yb_buffer_add_char(out, '.');
    yb_buffer_add_string(out, path->name);
    if (path->index >= 0)
        yb_buffer_addf(out, "[%d]", path->index);
}

static const char *path_text(struct yb_arena *arena, const struct path *path, const char *name_zh)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    add_path(&out, path);
    if (*name_zh)
        yb_buffer_addf(&out, "(%s)", name_zh);
    return yb_buffer_text(&out).bytes;
}

static int refuse(struct check *check, int code, const struct path *path, const char *detail)
{
    return yb_fail(check->error, code, path_text(check->arena, path, ""), detail, NULL);
}

static int out_of_memory(struct check *check)
{
    return yb_fail(check->error, YB_E_NO_MEMORY, NULL);
}

/* Digits before and after the point of a plain decimal, without needless zeros; false: it is none.
 */
static bool count_digits(struct yb_text text, size_t *whole, size_t *decimals, bool *negative)
{
    size_t at = 0, first, zeros = 0;

    *negative = text.length > 0 && text.bytes[0] == '-';
    if (text.length > 0 && (text.bytes[0] == '-' || text.bytes[0] == '+'))
        at++;
    first = at;
    while (at < text.length && text.bytes[at] >= '0' && text.bytes[at] <= '9')
        at++;
    if (at == first)
        return false;
    while (first < at && text.bytes[first] == '0')
        first++;
    *whole = at - first;
    *decimals = 0;
    if (at == text.length)
        return true;
    if (text.bytes[at++] != '.' || at == text.length)
        return false;
    for (; at < text.length; at++) {
        if (text.bytes[at] < '0' || text.bytes[at] > '9')
            return false;
        zeros = text.bytes[at] == '0' ? zeros + 1 : 0;
        ++*decimals;
    }
    *decimals -= zeros;
    return true;
}

#define WHOLE_DIGITS_UNSTATED  16 /* of a number without a printed length ... */
#define DECIMALS_UNSTATED      6  /* ... and its decimals */
#define MONEY_SCALE            2
#define NUMBER_TEXT_LENGTH_MAX 64

static int check_number(const struct yb_nhsa_field *field, const char *path, struct yb_text value,
                        struct yb_error *error)
{
    size_t whole, decimals;
    size_t whole_most = field->length ? field->length - field->scale : WHOLE_DIGITS_UNSTATED;
    size_t decimals_most = field->length ? field->scale : DECIMALS_UNSTATED;
    bool negative;
    char form[32];
    int64_t fen;

    snprintf(form, sizeof form, "number(%zu,%zu)", whole_most + decimals_most, decimals_most);
    if (value.length > NUMBER_TEXT_LENGTH_MAX || !count_digits(value, &whole, &decimals, &negative))
        return yb_fail(error, YB_E_WRONG_TYPE, path, form, NULL);
    if (whole > whole_most || decimals > decimals_most)
        return yb_fail(error, YB_E_TOO_LONG, path, form, NULL);
    if (negative && !field->negative && whole + decimals > 0)
        return yb_fail(error, YB_E_OUT_OF_RANGE, path, "< 0", NULL);
    if (field->scale == MONEY_SCALE && whole > 10 && !yb_money_parse(value, &fen))
        return yb_fail(error, YB_E_OUT_OF_RANGE, path, form, NULL);
    return YB_OK;
}

static int check_date(const char *path, struct yb_text value, const char *form,
                      struct yb_error *error)
{
    int64_t instant;

    /* Both forms are sent for both types; a date's time part is dropped by whoever reads it. */
    if (!yb_instant_parse(value, &instant))
        return yb_fail(error, YB_E_WRONG_FORMAT, path, form, NULL);
    return YB_OK;
}

static int check_division(const char *path, struct yb_text value, struct yb_error *error)
{
    bool digits = value.length == 6;

    for (size_t i = 0; digits && i < value.length; i++)
        digits = value.bytes[i] >= '0' && value.bytes[i] <= '9';
    return digits ? YB_OK : yb_fail(error, YB_E_WRONG_FORMAT, path, "999999", NULL);
}

/* Puts the national code in place of a variant; true when the dictionary has it. */
static bool is_code(const struct yb_nhsa_field *field, struct yb_text *value)
{
    const struct yb_nhsa_dict *dict = &yb_nhsa_dicts[field->dict];

    *value = yb_nhsa_code_canonical(dict, *value);
    return yb_nhsa_code_find(dict, *value) != NULL;
}

static int check_string(const struct yb_nhsa_field *field, const char *path, struct yb_text *value,
                        struct yb_error *error)
{
    char detail[2 * YB_ERROR_ARG_BYTES_MAX]; /* yb_fail cuts it at a character border */

    if (memchr(value->bytes, '\0', value->length))
        return yb_fail(error, YB_E_WRONG_FORMAT, path, "NUL", NULL);
    if (field->dict >= 0 && is_code(field, value))
        return YB_OK; /* some are longer than the printed length */
    if (field->length && value->length > field->length &&
        yb_text_characters(*value) > field->length) {
        snprintf(detail, sizeof detail, "%u", (unsigned int)field->length);
        return yb_fail(error, YB_E_TOO_LONG, path, detail, NULL);
    }
    if (field->dict == YB_NHSA_DICT_DIVISION)
        return check_division(path, *value, error);
    if (field->dict == YB_NHSA_DICT_NONE || !yb_nhsa_dicts[field->dict].enforced)
        return YB_OK;
    snprintf(detail, sizeof detail, YB_TEXT_FMT, YB_TEXT_ARG(*value));
    return yb_fail(error, YB_E_UNKNOWN_CODE, path, detail, NULL);
}

int yb_nhsa_check_value(const struct yb_nhsa_field *field, const char *path, struct yb_text *value,
                        struct yb_error *error)
{
    if (!value->bytes)
        return YB_OK;
    switch ((enum yb_nhsa_type)field->type) {
    case YB_NHSA_STRING:
        return check_string(field, path, value, error);
    case YB_NHSA_NUMBER:
        return check_number(field, path, *value, error);
    case YB_NHSA_DATE:
        return check_date(path, *value, "yyyy-MM-dd", error);
    case YB_NHSA_DATETIME:
        return check_date(path, *value, "yyyy-MM-dd HH:mm:ss", error);
    case YB_NHSA_BOOLEAN:
        if (yb_text_is(*value, "true") || yb_text_is(*value, "false"))
            return YB_OK;
        return yb_fail(error, YB_E_WRONG_TYPE, path, "boolean", NULL);
    case YB_NHSA_ANY:
    case YB_NHSA_OBJECT:
    case YB_NHSA_LIST:
    case YB_NHSA_BYTES:
        return YB_OK;
    }
    return YB_OK;
}

/* null, "", "null": a client's ways of saying nothing. */
static bool is_absent(const struct yb_json_value *value)
{
    if (!yb_json_is(value, YB_JSON_STRING))
        return !value || value->type == YB_JSON_NULL;
    return value->text.length == 0 || yb_text_is(value->text, "null");
}

static const struct yb_json_value *member(const struct yb_json_value *object, const char *name,
                                          const char *const *aliases)
{
    const struct yb_json_value *value = yb_json_get(object, name);

    for (; is_absent(value) && aliases && *aliases; aliases++)
        value = yb_json_get(object, *aliases);
    return is_absent(value) ? NULL : value;
}

/* The bytes of a file sent as a list of numbers, signed or not. */
static int read_bytes(struct check *check, const struct path *path,
                      const struct yb_json_value *value, struct yb_text *text)
{
    size_t count = 0;
    char *bytes;

    if (value->type != YB_JSON_LIST)
        return refuse(check, YB_E_WRONG_TYPE, path, "[0..255]");
    bytes = yb_arena_alloc(check->arena, value->count + 1);
    if (!bytes)
        return out_of_memory(check);
    for (const struct yb_json_value *byte = value->first; byte; byte = byte->next) {
        int64_t number;

        if (byte->type != YB_JSON_NUMBER || !yb_text_to_int64(byte->text, &number) ||
            number < -128 || number > 255)
            return refuse(check, YB_E_WRONG_TYPE, path, "[0..255]");
        bytes[count++] = (char)(number & 0xFF);
    }
    *text = (struct yb_text){bytes, count};
    return YB_OK;
}

static const char *const type_names[] = {"",       "string", "number", "date",   "datetime",
                                         "object", "list",   "bytes",  "boolean"};

/* A member's value as text; WRONG_TYPE for a JSON type that cannot stand for it. */
static int read_value(struct check *check, const struct yb_nhsa_field *field,
                      const struct path *path, const struct yb_json_value *value,
                      struct yb_text *text)
{
    bool container = value->type == YB_JSON_LIST || value->type == YB_JSON_OBJECT;
    bool right;

    if (field->type == YB_NHSA_BYTES)
        return read_bytes(check, path, value, text);
    if (field->type == YB_NHSA_ANY)
        right = true;
    else if (field->type == YB_NHSA_LIST || field->type == YB_NHSA_OBJECT)
        right = value->type == (field->type == YB_NHSA_LIST ? YB_JSON_LIST : YB_JSON_OBJECT);
    else
        right = !container && (value->type != YB_JSON_BOOLEAN || field->type == YB_NHSA_BOOLEAN);
    if (!right)
        return refuse(check, YB_E_WRONG_TYPE, path, type_names[field->type]);
    *text = value->text;
    return YB_OK;
}

static int check_field(struct check *check, const struct yb_json_value *object,
                       const struct path *path, const struct yb_nhsa_field *field,
                       struct yb_text *value)
{
    const struct yb_json_value *found = member(object, field->name, field->aliases);
    struct path at = {path, field->name, -1};
    struct yb_text raw = {NULL, 0};
    int result;

    *value = raw;
    if (!found)
        return field->required ? yb_fail(check->error, YB_E_MISSING,
                                         path_text(check->arena, &at, field->name_zh), NULL)
                               : YB_OK;
    result = read_value(check, field, &at, found, &raw);
    if (result < 0)
        return result;
    result = yb_nhsa_check_value(field, "", &raw, NULL);
    if (result < 0) /* once more, with words */
        return yb_nhsa_check_value(field, path_text(check->arena, &at, field->name_zh), &raw,
                                   check->error);
    *value = raw;
    return YB_OK;
}

/* The conditional members, once all values are there. */
static int check_conditions(struct check *check, const struct yb_nhsa_record *record,
                            const struct path *path)
{
    for (int i = 0; i < record->node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(record->node, i);
        struct path at = {path, field->name, -1};

        if (!field->when_field || record->values[i].bytes ||
            !yb_text_is(yb_nhsa_value(record, field->when_field), field->when_code))
            continue;
        return yb_fail(check->error, YB_E_MISSING, path_text(check->arena, &at, field->name_zh),
                       NULL);
    }
    return YB_OK;
}

static int check_children(struct check *check, const struct yb_json_value *object, int parent,
                          const struct path *path, struct yb_nhsa_record *record);

static int check_fields(struct check *check, const struct yb_json_value *object,
                        const struct path *path, struct yb_nhsa_record *record)
{
    const struct yb_nhsa_node *node = record->node;

    record->values = YB_NEW_ARRAY(check->arena, struct yb_text, node->field_count + 1);
    if (!record->values)
        return out_of_memory(check);
    for (int i = 0; i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);
        int result;

        result = check_field(check, object, path, field, &record->values[i]);
        if (result < 0)
            return result;
    }
    return check_conditions(check, record, path);
}

/* One object of node `index`; appended at *tail. */
static int check_object(struct check *check, const struct yb_json_value *object, int index,
                        const struct path *path, struct yb_nhsa_record ***tail)
{
    struct yb_nhsa_record *record = YB_NEW(check->arena, struct yb_nhsa_record);
    int result;

    if (!record)
        return out_of_memory(check);
    if (object->type != YB_JSON_OBJECT)
        return refuse(check, YB_E_WRONG_TYPE, path, "object");
    record->node = &yb_nhsa_nodes[check->interface->first_node + index];
    result = check_fields(check, object, path, record);
    if (result < 0)
        return result;
    **tail = record;
    *tail = &record->next;
    return check_children(check, object, index, path, record);
}

/* All objects of node `index` under `parent`: one, or a list of them. */
static int check_node(struct check *check, const struct yb_json_value *parent, int index,
                      const struct path *path, struct yb_nhsa_record ***tail)
{
    const struct yb_nhsa_node *node = &yb_nhsa_nodes[check->interface->first_node + index];
    const struct yb_json_value *value = member(parent, node->name, node->aliases);
    struct path at = {path, node->name, -1};

    if (yb_json_is(value, YB_JSON_LIST) && value->count == 0)
        value = NULL;
    if (!value)
        return node->required ? refuse(check, YB_E_MISSING, &at, NULL) : YB_OK;
    if (value->type != YB_JSON_LIST)
        return check_object(check, value, index, &at, tail);
    if (node->cardinality == YB_NHSA_ONE && value->count > 1)
        return refuse(check, YB_E_TOO_MANY, &at, "1");
    if (value->count > YB_LINES_PER_UPLOAD_MAX)
        return refuse(check, YB_E_TOO_MANY, &at,
                      yb_arena_format(check->arena, "%d", YB_LINES_PER_UPLOAD_MAX));
    at.index = 0;
    for (const struct yb_json_value *one = value->first; one; one = one->next, at.index++) {
        int result = check_object(check, one, index, &at, tail);

        if (result < 0)
            return result;
    }
    return YB_OK;
}

static int check_children(struct check *check, const struct yb_json_value *object, int parent,
                          const struct path *path, struct yb_nhsa_record *record)
{
    const struct yb_nhsa_node *nodes = &yb_nhsa_nodes[check->interface->first_node];
    struct yb_nhsa_record **tail = &record->child;

    for (int i = 0; i < check->interface->node_count; i++) {
        int result;

        if (nodes[i].direction != YB_NHSA_IN || nodes[i].parent != parent ||
            strcmp(nodes[i].name, "-") == 0)
            continue;
        result = check_node(check, object, i, path, &tail);
        if (result < 0)
            return result;
    }
    return YB_OK;
}

int yb_nhsa_validate(const struct yb_nhsa_interface *interface, const struct yb_json_value *input,
                     struct yb_arena *arena, struct yb_nhsa_record **root, struct yb_error *error)
{
    struct check check = {interface, arena, error};
    int result;

    *root = YB_NEW(arena, struct yb_nhsa_record);
    if (!*root)
        return out_of_memory(&check);
    if (!yb_json_is(input, YB_JSON_OBJECT))
        return yb_fail(error, YB_E_WRONG_TYPE, "input", "object", NULL);
    (*root)->node = yb_nhsa_node_find(interface, YB_NHSA_IN, "-");
    if ((*root)->node) {
        result = check_fields(&check, input, NULL, *root);
        if (result < 0)
            return result;
    }
    return check_children(&check, input, YB_NHSA_NODE_TOP, NULL, *root);
}

static const struct yb_nhsa_record *of_node(const struct yb_nhsa_record *record, const char *node)
{
    while (record && strcmp(record->node->name, node) != 0)
        record = record->next;
    return record;
}

const struct yb_nhsa_record *yb_nhsa_first(const struct yb_nhsa_record *parent, const char *node)
{
    return of_node(parent->child, node);
}

const struct yb_nhsa_record *yb_nhsa_next(const struct yb_nhsa_record *record)
{
    return of_node(record->next, record->node->name);
}

size_t yb_nhsa_count(const struct yb_nhsa_record *parent, const char *node)
{
    const struct yb_nhsa_record *record = yb_nhsa_first(parent, node);
    size_t count = 0;

    for (; record; record = yb_nhsa_next(record))
        count++;
    return count;
}

struct yb_text yb_nhsa_value(const struct yb_nhsa_record *record, const char *field)
{
    int index = record->node ? yb_nhsa_field_index(record->node, field) : -1;

    return index < 0 ? (struct yb_text){NULL, 0} : record->values[index];
}

/* "17:" */
static void add_count(struct yb_buffer *out, size_t count)
{
    char digits[24];
    size_t at = sizeof digits;

    digits[--at] = ':';
    do
        digits[--at] = (char)('0' + count % 10);
    while (count /= 10);
    yb_buffer_add(out, (struct yb_text){digits + at, sizeof digits - at});
}

static void add_record(struct yb_buffer *out, const struct yb_nhsa_record *record)
{
    const struct yb_nhsa_node *node = record->node;

    for (int i = 0; node && i < node->field_count; i++) {
        if (!record->values[i].bytes)
            continue;
        /* Lengths in front: no value can be read as two. */
        add_count(out, (size_t)i);
        add_count(out, record->values[i].length);
        yb_buffer_add(out, record->values[i]);
    }
    for (const struct yb_nhsa_record *child = record->child; child; child = child->next) {
        yb_buffer_add_string(out, child->node->name);
        yb_buffer_add_char(out, '{');
        add_record(out, child);
        yb_buffer_add_char(out, '}');
    }
}

struct yb_text yb_nhsa_canonical(const struct yb_nhsa_interface *interface,
                                 const struct yb_nhsa_record *root, struct yb_arena *arena)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    yb_buffer_add_string(&out, interface->infno);
    yb_buffer_add_char(&out, ':');
    add_record(&out, root);
    return yb_buffer_text(&out);
}
