/*
 * Whatever is taken as JSON is taken by json-c too, which reads the same values from it, and is not
 * deeper than the limit.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include <json-c/json.h>

#include "base/json.h"

static void compare(const struct yb_json_value *ours, struct json_object *theirs, int depth);

static void compare_members(const struct yb_json_value *ours, struct json_object *theirs, int depth)
{
    size_t index = 0;

    for (const struct yb_json_value *one = ours->first; one; one = one->next) {
        struct json_object *other = NULL;
        char name[256];

        if (ours->type == YB_JSON_LIST) {
            other = json_object_array_get_idx(theirs, index++);
        } else if (one->key.length < sizeof name) {
            memcpy(name, one->key.bytes, one->key.length);
            name[one->key.length] = 0;
            assert(json_object_object_get_ex(theirs, name, &other));
        } else {
            continue;
        }
        compare(one, other, depth + 1);
    }
}

static void compare(const struct yb_json_value *ours, struct json_object *theirs, int depth)
{
    assert(depth <= YB_JSON_DEPTH_MAX);
    switch (ours->type) {
    case YB_JSON_NULL:
        assert(!theirs);
        break;
    case YB_JSON_BOOLEAN:
        assert(json_object_get_boolean(theirs) == (ours->text.bytes[0] == 't'));
        break;
    case YB_JSON_NUMBER:
        assert(json_object_is_type(theirs, json_type_int) ||
               json_object_is_type(theirs, json_type_double));
        break;
    case YB_JSON_STRING:
        assert(yb_text_equal(ours->text,
                             (struct yb_text){json_object_get_string(theirs),
                                              (size_t)json_object_get_string_len(theirs)}));
        break;
    case YB_JSON_LIST:
        assert(json_object_array_length(theirs) == ours->count);
        compare_members(ours, theirs, depth);
        break;
    case YB_JSON_OBJECT:
        assert(json_object_object_length(theirs) == (int)ours->count);
        compare_members(ours, theirs, depth);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    struct yb_json_value *ours;
    struct json_tokener *tokener;
    struct json_object *theirs;
    struct yb_arena arena;
    char *copy;

    yb_arena_init(&arena, 4096);
    if (yb_json_read(text, &arena, &ours, NULL) == YB_OK) {
        if (yb_text_starts(text, "\xEF\xBB\xBF"))
            text = (struct yb_text){text.bytes + 3, text.length - 3};
        copy = yb_arena_copy(&arena, text.bytes, text.length);
        tokener = json_tokener_new_ex(YB_JSON_DEPTH_MAX + 1);
        theirs = json_tokener_parse_ex(tokener, copy, (int)text.length + 1);
        assert(json_tokener_get_error(tokener) == json_tokener_success);
        compare(ours, theirs, 0);
        json_object_put(theirs);
        json_tokener_free(tokener);
    }
    yb_arena_release(&arena);
    return 0;
}
