#include "face/trial/node_json.h"

void yb_node_write_json(const struct yb_node *node, struct yb_json *json)
{
    const bool mapping = node->kind == YB_NODE_MAPPING;
    const struct yb_node *member;

    if (node->kind == YB_NODE_SCALAR) {
        yb_json_add_text(json, node->text);
        return;
    }
    yb_json_open(json, mapping ? '{' : '[');
    for (member = node->first; member; member = member->next) {
        if (mapping)
            yb_json_key_text(json, member->key);
        yb_node_write_json(member, json);
    }
    yb_json_close(json, mapping ? '}' : ']');
}

static bool copy(struct yb_text text, struct yb_arena *arena, struct yb_text *out)
{
    out->bytes = yb_arena_copy(arena, text.bytes, text.length);
    out->length = text.length;
    return out->bytes != NULL;
}

/* Depth is bounded by the reader of the JSON. */
struct yb_node *yb_node_of_json(const struct yb_json_value *value, struct yb_arena *arena)
{
    struct yb_node *node = YB_NEW(arena, struct yb_node), **tail;
    const struct yb_json_value *member;

    if (!node)
        return NULL;
    node->line = node->column = node->key_line = 1;
    if (value->type != YB_JSON_LIST && value->type != YB_JSON_OBJECT) {
        node->quoted = value->type == YB_JSON_STRING;
        if (value->type == YB_JSON_NULL)
            return copy(YB_TEXT(""), arena, &node->text) ? node : NULL;
        return copy(value->text, arena, &node->text) ? node : NULL;
    }
    node->kind = value->type == YB_JSON_OBJECT ? YB_NODE_MAPPING : YB_NODE_LIST;
    tail = &node->first;
    for (member = value->first; member; member = member->next) {
        *tail = yb_node_of_json(member, arena);
        if (!*tail || !copy(member->key, arena, &(*tail)->key))
            return NULL;
        tail = &(*tail)->next;
        node->count++;
    }
    return node;
}
