/*
 * Whatever is taken as JSON is taken again from its own writing, is not deeper than the limit, and
 * its members have different names.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include <json-c/json.h>

#include "face/json.h"

static int depth_of(struct json_object *value);

static int deeper(int deepest, struct json_object *member)
{
    int depth = depth_of(member) + 1;

    return depth > deepest ? depth : deepest;
}

static int depth_of(struct json_object *value)
{
    int deepest = 0;

    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            deepest = deeper(deepest, json_object_array_get_idx(value, i));
    } else if (json_object_is_type(value, json_type_object)) {
        struct json_object_iterator at = json_object_iter_begin(value);
        struct json_object_iterator end = json_object_iter_end(value);

        for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
            deepest = deeper(deepest, json_object_iter_peek_value(&at));
    }
    return deepest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    struct json_object *first, *second;
    struct yb_arena arena;
    struct yb_error error;
    const char *written;

    yb_arena_init(&arena, 4096);
    if (yb_json_parse(text, &arena, &first, &error) == YB_OK) {
        assert(depth_of(first) <= YB_JSON_DEPTH_MAX);
        written = json_object_to_json_string_ext(first, JSON_C_TO_STRING_PLAIN |
                                                            JSON_C_TO_STRING_NOSLASHESCAPE);
        assert(yb_json_parse(yb_text_of(written), &arena, &second, &error) == YB_OK);
        assert(json_object_equal(first, second));
        json_object_put(second);
        json_object_put(first);
    }
    yb_json_member(text, "input"); /* reads no byte behind, well-formed or not */
    yb_arena_release(&arena);
    return 0;
}
