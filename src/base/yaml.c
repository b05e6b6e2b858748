#include "base/yaml.h"
#include "base/money.h"
#include "base/table.h"

#include <assert.h>
#include <string.h>
#include <yaml.h> /* libyaml */

struct reader {
    yaml_parser_t parser;
    struct yb_text text;
    struct yb_arena *arena;
    const char *file;
    struct yb_error *error;
};

static int fail_at(struct reader *reader, yaml_mark_t mark, int code, const char *arg)
{
    struct yb_node place = {.line = (int)mark.line + 1, .column = (int)mark.column + 1};

    return yb_node_fail(reader->error, reader->file, &place, code, arg, NULL);
}

/* The place of a byte, for what is found before there are marks. Columns count characters. */
static yaml_mark_t mark_of(struct yb_text text, size_t offset)
{
    yaml_mark_t mark = {.index = offset};
    size_t i;

    for (i = 0; i < offset && i < text.length; i++) {
        if (text.bytes[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else {
            mark.column += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
        }
    }
    return mark;
}

static int next(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return YB_OK;
    if (reader->parser.error == YAML_MEMORY_ERROR)
        return fail_at(reader, reader->parser.mark, YB_E_NO_MEMORY, NULL);
    if (reader->parser.error == YAML_READER_ERROR)
        reader->parser.problem_mark = mark_of(reader->text, reader->parser.problem_offset);
    return fail_at(reader, reader->parser.problem_mark, YB_E_WRONG_YAML,
                   reader->parser.problem ? reader->parser.problem : "?");
}

static struct yb_node *new_node(struct reader *reader, const yaml_event_t *event,
                                enum yb_node_kind kind)
{
    struct yb_node *node = YB_NEW(reader->arena, struct yb_node);

    if (!node)
        return NULL;
    node->kind = kind;
    node->line = (int)event->start_mark.line + 1;
    node->column = (int)event->start_mark.column + 1;
    return node;
}

static int read_scalar(struct reader *reader, const yaml_event_t *event, struct yb_node **out)
{
    struct yb_node *node;

    if (event->data.scalar.anchor || event->data.scalar.tag)
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "anchor or tag");
    if (memchr(event->data.scalar.value, 0, event->data.scalar.length))
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "NUL character");
    node = new_node(reader, event, YB_NODE_SCALAR);
    if (!node)
        return fail_at(reader, event->start_mark, YB_E_NO_MEMORY, NULL);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text =
        yb_text_copy(reader->arena, (struct yb_text){(const char *)event->data.scalar.value,
                                                     event->data.scalar.length});
    *out = node;
    return node->text.bytes ? YB_OK : fail_at(reader, event->start_mark, YB_E_NO_MEMORY, NULL);
}

static int read_node(struct reader *reader, const yaml_event_t *event, int depth,
                     struct yb_node **out);

static int read_list(struct reader *reader, struct yb_node *list, int depth)
{
    struct yb_node **tail = &list->first;
    yaml_event_t event;
    int rc;

    for (;;) {
        rc = next(reader, &event);
        if (rc != YB_OK)
            return rc;
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return YB_OK;
        }
        rc = read_node(reader, &event, depth, tail);
        yaml_event_delete(&event);
        if (rc != YB_OK)
            return rc;
        tail = &(*tail)->next;
        list->count++;
    }
}

/* `seen`: the mapping's keys so far, so that a huge mapping is still read in one pass. */
static int read_key(struct reader *reader, const yaml_event_t *event, struct yb_table *seen,
                    struct yb_text *key)
{
    struct yb_node *scalar;
    int rc;

    if (event->type != YAML_SCALAR_EVENT)
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "key is not a scalar");
    rc = read_scalar(reader, event, &scalar);
    if (rc != YB_OK)
        return rc;
    *key = scalar->text;
    if (yb_text_is(*key, "<<"))
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "merge key");
    if (yb_table_get(seen, *key, 0))
        return fail_at(reader, event->start_mark, YB_E_DUPLICATE_KEY, key->bytes);
    if (!yb_table_put(seen, *key, 1))
        return fail_at(reader, event->start_mark, YB_E_NO_MEMORY, NULL);
    return YB_OK;
}

static int read_mapping(struct reader *reader, struct yb_node *mapping, int depth)
{
    struct yb_node **tail = &mapping->first;
    struct yb_table seen;
    yaml_event_t event;
    struct yb_text key;
    int rc, key_line;

    yb_table_init(&seen, reader->arena, 0);
    for (;;) {
        rc = next(reader, &event);
        if (rc != YB_OK)
            return rc;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return YB_OK;
        }
        key_line = (int)event.start_mark.line + 1;
        rc = read_key(reader, &event, &seen, &key);
        yaml_event_delete(&event);
        if (rc != YB_OK)
            return rc;
        rc = next(reader, &event);
        if (rc != YB_OK)
            return rc;
        rc = read_node(reader, &event, depth, tail);
        yaml_event_delete(&event);
        if (rc != YB_OK)
            return rc;
        (*tail)->key = key;
        (*tail)->key_line = key_line;
        tail = &(*tail)->next;
        mapping->count++;
    }
}

static int read_node(struct reader *reader, const yaml_event_t *event, int depth,
                     struct yb_node **out)
{
    bool is_list = event->type == YAML_SEQUENCE_START_EVENT;

    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event, out);
    if (event->type == YAML_ALIAS_EVENT)
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "alias");
    assert(is_list || event->type == YAML_MAPPING_START_EVENT);
    if (depth >= YB_YAML_DEPTH_MAX)
        return fail_at(reader, event->start_mark, YB_E_TOO_DEEP, YB_LIMIT(YB_YAML_DEPTH_MAX));
    if (is_list ? event->data.sequence_start.anchor || event->data.sequence_start.tag
                : event->data.mapping_start.anchor || event->data.mapping_start.tag)
        return fail_at(reader, event->start_mark, YB_E_WRONG_YAML, "anchor or tag");
    *out = new_node(reader, event, is_list ? YB_NODE_LIST : YB_NODE_MAPPING);
    if (!*out)
        return fail_at(reader, event->start_mark, YB_E_NO_MEMORY, NULL);
    return is_list ? read_list(reader, *out, depth + 1) : read_mapping(reader, *out, depth + 1);
}

/* Stream start, document start, one node, document end, stream end. */
static int read_document(struct reader *reader, struct yb_node **root)
{
    static const yaml_event_type_t order[] = {YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT,
                                              YAML_NO_EVENT, YAML_DOCUMENT_END_EVENT,
                                              YAML_STREAM_END_EVENT};
    size_t i;

    for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        yaml_event_t event;
        int rc = next(reader, &event);

        if (rc != YB_OK)
            return rc;
        if (order[i] == YAML_NO_EVENT)
            rc = read_node(reader, &event, 0, root);
        else if (event.type != order[i])
            rc = fail_at(reader, event.start_mark, YB_E_WRONG_YAML, "one document is expected");
        yaml_event_delete(&event);
        if (rc != YB_OK)
            return rc;
    }
    return YB_OK;
}

int yb_yaml_read(struct yb_text text, const char *file, struct yb_arena *arena,
                 struct yb_node **root, struct yb_error *error)
{
    struct reader reader = {.text = text, .arena = arena, .file = file, .error = error};
    struct yb_node start = {.line = 1, .column = 1};
    size_t bad;
    int rc;

    if (text.length > YB_YAML_BYTES_MAX)
        return yb_node_fail(error, file, &start, YB_E_TOO_LARGE, "YAML",
                            YB_LIMIT(YB_YAML_BYTES_MAX), NULL);
    if (!yb_text_is_utf8(text, &bad)) {
        char at[YB_DECIMAL_TEXT_MAX];

        yb_decimal_format((int64_t)bad, 0, at);
        return fail_at(&reader, mark_of(text, bad), YB_E_NOT_UTF8, at);
    }
    if (!yaml_parser_initialize(&reader.parser))
        return fail_at(&reader, mark_of(text, 0), YB_E_NO_MEMORY, NULL);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.bytes, text.length);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    *root = NULL;
    rc = read_document(&reader, root);
    yaml_parser_delete(&reader.parser);
    return rc;
}
