#include "test/face/nhsa/message.h"

#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "base/error.h"

#define NOT_APPLICABLE 1

const char *const message_fault_names[FAULTS] = {
    "missing",  "empty",    "null word", "too long", "wrong type", "list type", "negative",
    "NaN text", "exponent", "decimals",  "NUL",      "bad date",   "no date",   "unknown code"};

static struct json_object *text_value(const struct yb_nhsa_field *field)
{
    const struct yb_nhsa_dict *dict = field->dict >= 0 ? &yb_nhsa_dicts[field->dict] : NULL;
    char most[64];

    if (field->dict == YB_NHSA_DICT_DIVISION)
        return json_object_new_string("371525");
    if (dict && dict->enforced)
        return json_object_new_string(yb_nhsa_codes[dict->first_code].code);
    memset(most, '7', sizeof most);
    return json_object_new_string_len(most, field->length && field->length < 30 ? (int)field->length
                                                                                : 30);
}

static struct json_object *number_value(const struct yb_nhsa_field *field)
{
    /* As often text as a number: both must be taken. */
    if (field->length && field->length == field->scale)
        return json_object_new_string("0");
    return field->scale ? json_object_new_string("1.5") : json_object_new_int(1);
}

struct json_object *message_value(const struct yb_nhsa_field *field)
{
    struct json_object *list;

    switch ((enum yb_nhsa_type)field->type) {
    case YB_NHSA_STRING:
        return text_value(field);
    case YB_NHSA_NUMBER:
        return number_value(field);
    case YB_NHSA_DATE:
        return json_object_new_string("2024-02-29");
    case YB_NHSA_DATETIME:
        return json_object_new_string("2024-02-29 23:59:59");
    case YB_NHSA_BOOLEAN:
        return json_object_new_boolean(1);
    case YB_NHSA_OBJECT:
        return json_object_new_object();
    case YB_NHSA_LIST:
    case YB_NHSA_BYTES:
        list = json_object_new_array();
        json_object_array_add(list, json_object_new_int(80));
        return list;
    case YB_NHSA_ANY:
        return json_object_new_string("1");
    }
    return NULL;
}

static void fill(const struct yb_nhsa_interface *interface, int index,
                 const struct yb_nhsa_node *node, struct json_object *object)
{
    const struct yb_nhsa_node *nodes = &yb_nhsa_nodes[interface->first_node];

    for (int i = 0; node && i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);

        json_object_object_add(object, field->name, message_value(field));
    }
    for (int i = 0; i < interface->node_count; i++) {
        struct json_object *child, *list;

        if (nodes[i].direction != YB_NHSA_IN || nodes[i].parent != index ||
            strcmp(nodes[i].name, "-") == 0)
            continue;
        child = json_object_new_object();
        fill(interface, i, &nodes[i], child);
        if (nodes[i].cardinality == YB_NHSA_MANY) {
            list = json_object_new_array();
            json_object_array_add(list, child);
            child = list;
        }
        json_object_object_add(object, nodes[i].name, child);
    }
}

struct json_object *message_input(const struct yb_nhsa_interface *interface)
{
    struct json_object *input = json_object_new_object();

    fill(interface, YB_NHSA_NODE_TOP, yb_nhsa_node_find(interface, YB_NHSA_IN, "-"), input);
    return input;
}

static int put(struct json_object *object, const struct yb_nhsa_field *field,
               struct json_object *value, int code)
{
    json_object_object_add(object, field->name, value);
    return code;
}

static struct json_object *repeated(char c, size_t count)
{
    char text[8192];

    memset(text, c, count);
    return json_object_new_string_len(text, (int)count);
}

static int spoil_text(struct json_object *object, const struct yb_nhsa_field *field,
                      enum message_fault fault)
{
    bool enforced = field->dict >= 0 && yb_nhsa_dicts[field->dict].enforced;

    switch (fault) {
    case FAULT_TOO_LONG:
        if (!field->length || field->length >= 8192)
            return NOT_APPLICABLE;
        return put(object, field, repeated('7', field->length + 1), YB_E_TOO_LONG);
    case FAULT_NUL:
        return put(object, field, json_object_new_string_len("a\0b", 3), YB_E_WRONG_FORMAT);
    case FAULT_UNKNOWN_CODE:
        return enforced ? put(object, field, json_object_new_string("~"), YB_E_UNKNOWN_CODE)
                        : NOT_APPLICABLE;
    default:
        return NOT_APPLICABLE;
    }
}

static int spoil_number(struct json_object *object, const struct yb_nhsa_field *field,
                        enum message_fault fault)
{
    char text[16];

    switch (fault) {
    case FAULT_TOO_LONG:
        return put(object, field,
                   repeated('9', (field->length ? field->length - field->scale : 16) + 1u),
                   YB_E_TOO_LONG);
    case FAULT_NEGATIVE:
        return put(object, field, json_object_new_string("-1"),
                   field->negative ? YB_OK : YB_E_OUT_OF_RANGE);
    case FAULT_NAN:
        return put(object, field, json_object_new_string("NaN"), YB_E_WRONG_TYPE);
    case FAULT_EXPONENT:
        return put(object, field, json_object_new_string("1e3"), YB_E_WRONG_TYPE);
    case FAULT_DECIMALS:
        snprintf(text, sizeof text, "0.%0*d", (field->length ? field->scale : 6) + 1, 1);
        return put(object, field, json_object_new_string(text), YB_E_TOO_LONG);
    default:
        return NOT_APPLICABLE;
    }
}

static int spoil_date(struct json_object *object, const struct yb_nhsa_field *field,
                      enum message_fault fault)
{
    if (fault == FAULT_BAD_DATE)
        return put(object, field, json_object_new_string("2023-02-29"), YB_E_WRONG_FORMAT);
    if (fault == FAULT_NO_DATE)
        return put(object, field, json_object_new_string("yesterday"), YB_E_WRONG_FORMAT);
    return NOT_APPLICABLE;
}

static bool is_required(const struct yb_nhsa_field *field, struct json_object *object)
{
    struct json_object *other;

    if (field->required || !field->when_field)
        return field->required;
    return json_object_object_get_ex(object, field->when_field, &other) &&
           strcmp(json_object_get_string(other), field->when_code) == 0;
}

int message_spoil(struct json_object *object, const struct yb_nhsa_field *field,
                  enum message_fault fault)
{
    int absent = is_required(field, object) ? YB_E_MISSING : YB_OK;
    bool container = field->type == YB_NHSA_LIST || field->type == YB_NHSA_BYTES ||
                     field->type == YB_NHSA_OBJECT;

    if (fault == FAULT_MISSING)
        json_object_object_del(object, field->name);
    if (fault == FAULT_MISSING)
        return absent;
    if (fault == FAULT_EMPTY)
        return put(object, field, json_object_new_string(""), absent);
    if (fault == FAULT_NULL_WORD)
        return put(object, field, json_object_new_string("null"), absent);
    if (field->type == YB_NHSA_ANY)
        return NOT_APPLICABLE;
    if (fault == FAULT_WRONG_TYPE)
        return put(object, field,
                   container ? json_object_new_string("x") : json_object_new_object(),
                   YB_E_WRONG_TYPE);
    if (fault == FAULT_LIST_TYPE && !container)
        return put(object, field, json_object_new_array(), YB_E_WRONG_TYPE);
    if (field->type == YB_NHSA_STRING)
        return spoil_text(object, field, fault);
    if (field->type == YB_NHSA_NUMBER)
        return spoil_number(object, field, fault);
    if (field->type == YB_NHSA_DATE || field->type == YB_NHSA_DATETIME)
        return spoil_date(object, field, fault);
    return NOT_APPLICABLE;
}
