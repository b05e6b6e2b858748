#include "base/json.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"

struct reader {
    const char *start, *at, *end;
    struct yb_arena *arena;
    struct yb_error *error;
    int depth;
};

static int fail_at(struct reader *r, const char *what, const char *at)
{
    return yb_fail(r->error, YB_E_WRONG_JSON,
                   yb_arena_format(r->arena, "%s, byte %zu", what, (size_t)(at - r->start) + 1),
                   NULL);
}

static uint32_t hash_of(struct yb_text text)
{
    uint32_t hash = UINT32_C(2166136261);

    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (uint8_t)text.bytes[i]) * UINT32_C(16777619);
    return hash;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

/* Takes `c` if it is the next byte. */
static bool take(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

/* Four hexadecimal digits, or -1. */
static int32_t read_hex(struct reader *r)
{
    int32_t value = 0;

    if (r->end - r->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

        if (digit < 0 || digit > 15 || (c > '9' && digit < 10))
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static char *put_utf8(char *out, int32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (c & 0x3F));
    return out;
}

/* After "\u": the character, of two halves when it is beyond the first plane; -1: half of one. */
static int32_t read_character(struct reader *r)
{
    int32_t high = read_hex(r), low;

    if (high < 0 || (high & 0xFC00) == 0xDC00)
        return -1;
    if ((high & 0xFC00) != 0xD800)
        return high;
    if (!take(r, '\\') || !take(r, 'u'))
        return -1;
    low = read_hex(r);
    return (low & 0xFC00) == 0xDC00 ? 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF)) : -1;
}

/* After a backslash. */
static char *undo_escape(struct reader *r, char *out)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char c = *r->at++; /* the closing quote stands behind it at the latest */
    const char *found = c ? strchr(names, c) : NULL;
    int32_t character;

    if (c == 'u') {
        character = read_character(r);
        return character < 0 ? NULL : put_utf8(out, character);
    }
    if (!found)
        return NULL;
    *out++ = meant[found - names];
    return out;
}

/* The characters between two quotes, of which some are escaped. `end`: the closing quote. */
static int unescape(struct reader *r, const char *end, struct yb_text *text)
{
    char *bytes = yb_arena_alloc(r->arena, (size_t)(end - r->at) + 1), *out = bytes;

    if (!bytes)
        return yb_fail(r->error, YB_E_NO_MEMORY, NULL);
    while (r->at < end) {
        if (*r->at != '\\') {
            *out++ = *r->at++;
            continue;
        }
        r->at++;
        out = undo_escape(r, out);
        if (!out || r->at > end)
            return fail_at(r, "wrong escape", r->at);
    }
    *out = '\0';
    *text = (struct yb_text){bytes, (size_t)(out - bytes)};
    return YB_OK;
}

/* A string whose opening quote has been taken. */
static int read_string(struct reader *r, struct yb_text *text, bool *escaped)
{
    const char *from = r->at, *at = r->at;
    int rc = YB_OK;

    *escaped = false;
    while (at < r->end && *at != '"') {
        if ((uint8_t)*at < 0x20)
            return fail_at(r, "control character in a string", at);
        *escaped |= *at == '\\';
        at += *at == '\\' ? 2 : 1;
    }
    if (at >= r->end)
        return fail_at(r, "string without end", from);
    if (*escaped)
        rc = unescape(r, at, text);
    else
        *text = (struct yb_text){from, (size_t)(at - from)};
    r->at = at + 1;
    return rc;
}

static size_t skip_digits(struct reader *r)
{
    const char *from = r->at;

    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return (size_t)(r->at - from);
}

static int read_number(struct reader *r, struct yb_text *text)
{
    const char *from = r->at, *digits;
    size_t count;

    take(r, '-');
    digits = r->at;
    count = skip_digits(r);
    if (count == 0 || (count > 1 && *digits == '0'))
        return fail_at(r, "wrong number", from);
    if (count > 19 || (count == 19 && memcmp(digits, "9223372036854775807", 19) > 0))
        return fail_at(r, "integer beyond 64 bits, send it as text", from);
    if (take(r, '.') && skip_digits(r) == 0)
        return fail_at(r, "wrong number", from);
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '-'))
            take(r, '+');
        if (skip_digits(r) == 0)
            return fail_at(r, "wrong number", from);
    }
    *text = (struct yb_text){from, (size_t)(r->at - from)};
    return YB_OK;
}

static int read_word(struct reader *r, struct yb_json_value *value)
{
    static const struct {
        struct yb_text word;
        enum yb_json_type type;
    } words[] = {{{"null", 4}, YB_JSON_NULL},
                 {{"true", 4}, YB_JSON_BOOLEAN},
                 {{"false", 5}, YB_JSON_BOOLEAN}};
    struct yb_text rest = {r->at, (size_t)(r->end - r->at)};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rest.length >= words[i].word.length &&
            memcmp(rest.bytes, words[i].word.bytes, words[i].word.length) == 0) {
            value->type = words[i].type;
            value->text = (struct yb_text){r->at, words[i].word.length};
            r->at += words[i].word.length;
            return YB_OK;
        }
    return fail_at(r, "stray character", r->at);
}

static int read_value(struct reader *r, struct yb_json_value *value);

/* "name": of the member in hand; refuses a second one of the name. */
static int read_key(struct reader *r, const struct yb_json_value *object,
                    struct yb_json_value *member)
{
    const char *from = r->at;
    bool escaped;
    int rc;

    if (!take(r, '"'))
        return fail_at(r, "member's name expected", from);
    rc = read_string(r, &member->key, &escaped);
    if (rc != YB_OK)
        return rc;
    if (escaped)
        return fail_at(r, "escape in a member's name", from);
    member->hash = hash_of(member->key);
    for (const struct yb_json_value *other = object->first; other; other = other->next)
        if (other->hash == member->hash && yb_text_equal(other->key, member->key))
            return yb_fail(r->error, YB_E_DUPLICATE_KEY,
                           yb_arena_copy(r->arena, member->key.bytes, member->key.length), NULL);
    if (object->count == YB_JSON_MEMBERS_MAX)
        return yb_fail(r->error, YB_E_TOO_MANY, "JSON members", "1024", NULL);
    skip_blanks(r);
    if (!take(r, ':'))
        return fail_at(r, "':' expected", r->at);
    skip_blanks(r);
    return YB_OK;
}

/* What follows an opening bracket, to the closing one. */
static int read_inside(struct reader *r, struct yb_json_value *container, char close)
{
    struct yb_json_value **tail = &container->first;

    skip_blanks(r);
    if (take(r, close))
        return YB_OK;
    for (;;) {
        struct yb_json_value *value = YB_NEW(r->arena, struct yb_json_value);
        int rc = YB_OK;

        if (!value)
            return yb_fail(r->error, YB_E_NO_MEMORY, NULL);
        skip_blanks(r);
        if (container->type == YB_JSON_OBJECT)
            rc = read_key(r, container, value);
        if (rc == YB_OK)
            rc = read_value(r, value);
        if (rc != YB_OK)
            return rc;
        *tail = value;
        tail = &value->next;
        container->count++;
        skip_blanks(r);
        if (take(r, close))
            return YB_OK;
        if (!take(r, ','))
            return fail_at(r, "',' or closing bracket expected", r->at);
    }
}

static int read_container(struct reader *r, struct yb_json_value *value, enum yb_json_type type)
{
    const char *from = r->at++;
    int rc;

    if (r->depth == YB_JSON_DEPTH_MAX)
        return yb_fail(r->error, YB_E_TOO_DEEP, yb_arena_format(r->arena, "%d", YB_JSON_DEPTH_MAX),
                       NULL);
    r->depth++;
    value->type = type;
    rc = read_inside(r, value, type == YB_JSON_OBJECT ? '}' : ']');
    r->depth--;
    value->text = (struct yb_text){from, (size_t)(r->at - from)};
    return rc;
}

static int read_value(struct reader *r, struct yb_json_value *value)
{
    char c = r->at < r->end ? *r->at : '\0';
    bool escaped;

    if (c == '{')
        return read_container(r, value, YB_JSON_OBJECT);
    if (c == '[')
        return read_container(r, value, YB_JSON_LIST);
    if (c == '"') {
        r->at++;
        value->type = YB_JSON_STRING;
        return read_string(r, &value->text, &escaped);
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        value->type = YB_JSON_NUMBER;
        return read_number(r, &value->text);
    }
    return r->at < r->end ? read_word(r, value) : fail_at(r, "value expected", r->at);
}

static int read_whole(struct reader *r, struct yb_json_value *root)
{
    int rc;

    skip_blanks(r);
    if (r->at == r->end)
        return yb_fail(r->error, YB_E_WRONG_JSON, "empty", NULL);
    rc = read_value(r, root);
    skip_blanks(r);
    return rc == YB_OK && r->at < r->end ? fail_at(r, "stray character", r->at) : rc;
}

int yb_json_read(struct yb_text text, struct yb_arena *arena, struct yb_json_value **root,
                 struct yb_error *error)
{
    struct reader r = {.start = text.bytes, .arena = arena, .error = error};
    struct yb_json_value *value;
    size_t bad;
    int rc;

    *root = NULL;
    r.at = text.bytes + (yb_text_starts(text, "\xEF\xBB\xBF") ? 3 : 0);
    r.end = text.bytes + text.length;
    if (text.length > YB_REQUEST_BYTES_MAX)
        return yb_fail(error, YB_E_WRONG_JSON, "too long", NULL);
    if (!yb_text_is_utf8(text, &bad))
        return yb_fail(error, YB_E_NOT_UTF8, yb_arena_format(arena, "%zu", bad + 1), NULL);
    value = YB_NEW(arena, struct yb_json_value);
    if (!value)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = read_whole(&r, value);
    *root = rc == YB_OK ? value : NULL;
    return rc;
}

const struct yb_json_value *yb_json_get(const struct yb_json_value *object, const char *name)
{
    struct yb_text wanted = yb_text_of(name);
    uint32_t hash = hash_of(wanted);

    if (!yb_json_is(object, YB_JSON_OBJECT))
        return NULL;
    for (const struct yb_json_value *member = object->first; member; member = member->next)
        if (member->hash == hash && yb_text_equal(member->key, wanted))
            return member;
    return NULL;
}

struct yb_json_value *yb_json_find(struct yb_json_value *object, const char *name)
{
    return (struct yb_json_value *)(uintptr_t)yb_json_get(object, name);
}

const struct yb_json_value *yb_json_at(const struct yb_json_value *list, int64_t index)
{
    const struct yb_json_value *value = yb_json_is(list, YB_JSON_LIST) ? list->first : NULL;

    if (index < 0)
        return NULL;
    while (value && index--)
        value = value->next;
    return value;
}

struct yb_text yb_json_text(const struct yb_json_value *value)
{
    if (yb_json_is(value, YB_JSON_STRING) || yb_json_is(value, YB_JSON_NUMBER))
        return value->text;
    return (struct yb_text){NULL, 0};
}

/* The member of that name, made when there is none; NULL: out of memory. */
static struct yb_json_value *put(struct yb_json_value *object, struct yb_arena *arena,
                                 const char *name)
{
    struct yb_json_value *member = yb_json_find(object, name);

    assert(object->type == YB_JSON_OBJECT);
    if (member)
        return member;
    member = YB_NEW(arena, struct yb_json_value);
    if (!member)
        return NULL;
    member->key = yb_text_of(name);
    member->hash = hash_of(member->key);
    member->next = object->first;
    object->first = member;
    object->count++;
    return member;
}

bool yb_json_put_text(struct yb_json_value *object, struct yb_arena *arena, const char *name,
                      struct yb_text text)
{
    struct yb_json_value *member = put(object, arena, name);

    if (!member)
        return false;
    member->type = YB_JSON_STRING;
    member->text = text;
    member->first = NULL;
    member->count = 0;
    return true;
}

bool yb_json_put_list(struct yb_json_value *object, struct yb_arena *arena, const char *name)
{
    struct yb_json_value *member = put(object, arena, name);

    if (!member)
        return false;
    member->type = YB_JSON_LIST;
    member->text = YB_TEXT("[]");
    member->first = NULL;
    member->count = 0;
    return true;
}
