#include "face/json.h"

#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "base/money.h"

/* One open object or list of the scan. */
struct level {
    bool object;
    bool at_key; /* the next string of the object is a member's name */
    size_t first_key;
};

struct key {
    struct yb_text text;
    uint64_t hash;
};

struct scan {
    struct yb_text text;
    struct yb_arena *arena;
    struct level levels[YB_JSON_DEPTH_MAX];
    int depth;
    struct key *keys; /* of all open objects, innermost last */
    size_t key_count, key_capacity;
    struct yb_error *error;
};

static int fail_at(struct scan *scan, const char *what, size_t at)
{
    return yb_fail(scan->error, YB_E_WRONG_JSON,
                   yb_arena_format(scan->arena, "%s, byte %zu", what, at + 1), NULL);
}

static uint64_t hash_of(struct yb_text text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (uint8_t)text.bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static int add_key(struct scan *scan, struct level *level, struct yb_text text, size_t at)
{
    uint64_t hash = hash_of(text);

    if (memchr(text.bytes, '\\', text.length))
        return fail_at(scan, "escape in a member's name", at);
    for (size_t i = level->first_key; i < scan->key_count; i++)
        if (scan->keys[i].hash == hash && yb_text_equal(scan->keys[i].text, text))
            return yb_fail(scan->error, YB_E_DUPLICATE_KEY,
                           yb_arena_copy(scan->arena, text.bytes, text.length), NULL);
    if (scan->key_count - level->first_key >= YB_JSON_MEMBERS_MAX)
        return yb_fail(scan->error, YB_E_TOO_MANY, "JSON members", "1024", NULL);
    if (scan->key_count == scan->key_capacity) {
        size_t capacity = scan->key_capacity ? scan->key_capacity * 2 : 128;
        struct key *keys = YB_NEW_ARRAY(scan->arena, struct key, capacity);

        if (!keys)
            return yb_fail(scan->error, YB_E_NO_MEMORY, NULL);
        if (scan->key_count > 0)
            memcpy(keys, scan->keys, scan->key_count * sizeof *keys);
        scan->keys = keys;
        scan->key_capacity = capacity;
    }
    scan->keys[scan->key_count++] = (struct key){text, hash};
    return YB_OK;
}

/* Skips the string that opens at *at; a member's name is remembered. */
static int scan_string(struct scan *scan, size_t *at)
{
    struct level *level = scan->depth ? &scan->levels[scan->depth - 1] : NULL;
    size_t first = *at + 1, end = first;

    while (end < scan->text.length && scan->text.bytes[end] != '"') {
        if ((uint8_t)scan->text.bytes[end] < 0x20)
            return fail_at(scan, "control character in a string", end);
        end += scan->text.bytes[end] == '\\' ? 2 : 1;
    }
    *at = end;
    if (!level || !level->object || !level->at_key || end > scan->text.length)
        return YB_OK;
    level->at_key = false;
    return add_key(scan, level, (struct yb_text){scan->text.bytes + first, end - first}, first);
}

/* Skips a number; one that is an integer must fit 64 bits. */
static int scan_number(struct scan *scan, size_t *at)
{
    const char *start = scan->text.bytes + *at, *limit = scan->text.bytes + scan->text.length;
    const char *digits = start + (*start == '-'), *end = digits;

    while (end < limit && *end >= '0' && *end <= '9')
        end++;
    if (end - digits > 19 || (end - digits == 19 && memcmp(digits, "9223372036854775807", 19) > 0))
        return fail_at(scan, "integer beyond 64 bits, send it as text", *at);
    while (end < limit && *end != '\0' && strchr("+-.eE0123456789", *end))
        end++;
    *at = (size_t)(end - scan->text.bytes) - (end > start);
    return YB_OK;
}

static int open_level(struct scan *scan, bool object)
{
    if (scan->depth == YB_JSON_DEPTH_MAX)
        return yb_fail(scan->error, YB_E_TOO_DEEP,
                       yb_arena_format(scan->arena, "%d", YB_JSON_DEPTH_MAX), NULL);
    scan->levels[scan->depth++] = (struct level){object, object, scan->key_count};
    return YB_OK;
}

/* One byte outside strings and numbers. What JSON has no use for (single quotes, comments, NaN,
 * Infinity) is refused here: the parser takes some of it even when strict. */
static int scan_byte(struct scan *scan, char c, size_t at)
{
    switch (c) {
    case '{':
    case '[':
        return open_level(scan, c == '{');
    case '}':
    case ']':
        if (scan->depth > 0)
            scan->key_count = scan->levels[--scan->depth].first_key;
        return YB_OK;
    case ',':
        if (scan->depth > 0)
            scan->levels[scan->depth - 1].at_key = true;
        return YB_OK;
    default:
        return c && strchr(" \t\r\n:truefalsn", c) ? YB_OK : fail_at(scan, "stray character", at);
    }
}

/* Finds what the parser would let pass; leaves the grammar to it. */
static int scan_all(struct scan *scan)
{
    for (size_t at = 0; at < scan->text.length; at++) {
        char c = scan->text.bytes[at];
        int result;

        if (c == '"')
            result = scan_string(scan, &at);
        else if (c == '-' || (c >= '0' && c <= '9'))
            result = scan_number(scan, &at);
        else
            result = scan_byte(scan, c, at);
        if (result < 0)
            return result;
    }
    return YB_OK;
}

static int parse(struct yb_text text, struct json_object **root, struct yb_error *error)
{
    struct json_tokener *tokener = json_tokener_new_ex(YB_JSON_DEPTH_MAX + 1);
    enum json_tokener_error why;
    char place[100];
    int result = YB_OK;

    if (!tokener)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    /* The closing NUL of the text ends a number or a literal at top level. */
    *root = json_tokener_parse_ex(tokener, text.bytes, (int)text.length + 1);
    why = json_tokener_get_error(tokener);
    if (why != json_tokener_success) {
        snprintf(place, sizeof place, "%s, byte %zu", json_tokener_error_desc(why),
                 json_tokener_get_parse_end(tokener) + 1);
        json_object_put(*root);
        *root = NULL;
        result = yb_fail(error, YB_E_WRONG_JSON, place, NULL);
    }
    json_tokener_free(tokener);
    return result;
}

int yb_json_parse(struct yb_text text, struct yb_arena *arena, struct json_object **root,
                  struct yb_error *error)
{
    struct scan scan = {.arena = arena, .error = error};
    size_t bad;
    int result;

    *root = NULL;
    if (yb_text_starts(text, "\xEF\xBB\xBF"))
        text = (struct yb_text){text.bytes + 3, text.length - 3};
    if (!yb_text_is_utf8(text, &bad))
        return yb_fail(error, YB_E_NOT_UTF8, yb_arena_format(arena, "%zu", bad + 1), NULL);
    scan.text = yb_text_trim(text);
    if (scan.text.length == 0 || scan.text.length > YB_REQUEST_BYTES_MAX)
        return yb_fail(error, YB_E_WRONG_JSON, scan.text.length ? "too long" : "empty", NULL);
    result = scan_all(&scan);
    if (result < 0)
        return result;
    text = yb_text_copy(arena, scan.text);
    return text.bytes ? parse(text, root, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

struct yb_text yb_json_text(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_string:
        return (struct yb_text){json_object_get_string(value),
                                (size_t)json_object_get_string_len(value)};
    case json_type_int:
    case json_type_double:
        return yb_text_of(json_object_to_json_string(value));
    default:
        return (struct yb_text){NULL, 0};
    }
}

/* The end of the string that opens at `at`: the place of its closing quote. */
static size_t string_end(struct yb_text text, size_t at)
{
    for (at++; at < text.length && text.bytes[at] != '"'; at++)
        at += text.bytes[at] == '\\';
    return at;
}

struct yb_text yb_json_member(struct yb_text object, const char *name)
{
    struct yb_text found = YB_TEXT(""), key = found;
    size_t value = 0;
    int depth = 0;

    for (size_t at = 0; at < object.length; at++) {
        char c = object.bytes[at];

        if (c == '"') {
            size_t end = string_end(object, at);

            if (depth == 1 && value == 0 && end < object.length)
                key = (struct yb_text){object.bytes + at + 1, end - at - 1};
            at = end;
        } else if (c == ':' && depth == 1) {
            value = at + 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth == 1 && (c == ',' || c == '}')) {
            if (value > 0 && yb_text_is(key, name))
                found = yb_text_trim((struct yb_text){object.bytes + value, at - value});
            value = 0;
            depth -= c == '}';
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return found;
}

void yb_json_init(struct yb_json *json, struct yb_buffer *out)
{
    *json = (struct yb_json){.out = out};
}

static void separate(struct yb_json *json)
{
    if (json->comma)
        yb_buffer_add_char(json->out, ',');
    json->comma = true;
}

void yb_json_open(struct yb_json *json, char bracket)
{
    separate(json);
    yb_buffer_add_char(json->out, bracket);
    json->comma = false;
}

void yb_json_close(struct yb_json *json, char bracket)
{
    yb_buffer_add_char(json->out, bracket);
    json->comma = true;
}

static bool needs_escape(struct yb_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.bytes[i];

        if (c < 0x20 || c == '"' || c == '\\')
            return true;
    }
    return false;
}

static void add_quoted(struct yb_buffer *out, struct yb_text text)
{
    size_t from = 0;

    yb_buffer_add_char(out, '"');
    if (!needs_escape(text)) {
        yb_buffer_add(out, text);
        yb_buffer_add_char(out, '"');
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        uint8_t c = (uint8_t)text.bytes[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        yb_buffer_add(out, (struct yb_text){text.bytes + from, i - from});
        if (c == '"' || c == '\\')
            yb_buffer_addf(out, "\\%c", c);
        else
            yb_buffer_addf(out, "\\u%04x", (unsigned int)c);
        from = i + 1;
    }
    yb_buffer_add(out, (struct yb_text){text.bytes + from, text.length - from});
    yb_buffer_add_char(out, '"');
}

void yb_json_key(struct yb_json *json, const char *key)
{
    separate(json);
    yb_buffer_add_char(json->out, '"');
    yb_buffer_add_string(json->out, key);
    yb_buffer_add(json->out, YB_TEXT("\":"));
    json->comma = false;
}

void yb_json_add_text(struct yb_json *json, struct yb_text text)
{
    separate(json);
    add_quoted(json->out, text);
}

void yb_json_add_integer(struct yb_json *json, int64_t value)
{
    yb_json_add_decimal(json, value, 0);
}

void yb_json_add_decimal(struct yb_json *json, int64_t value, int decimals)
{
    char text[YB_DECIMAL_TEXT_MAX];
    size_t length = yb_decimal_format(value, decimals, text);

    yb_json_add_raw(json, (struct yb_text){text, length});
}

void yb_json_add_boolean(struct yb_json *json, bool value)
{
    yb_json_add_raw(json, yb_text_of(value ? "true" : "false"));
}

void yb_json_add_raw(struct yb_json *json, struct yb_text text)
{
    separate(json);
    yb_buffer_add(json->out, text);
}
