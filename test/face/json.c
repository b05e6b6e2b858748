#include "test/test.h"

#include "face/json.h"

static struct yb_arena arena;

static void test_writer(void **state)
{
    struct yb_buffer out;
    struct yb_json json;

    (void)state;
    yb_buffer_init(&out, &arena);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_json_key(&json, "a");
    yb_json_add_text(&json, YB_TEXT("医\"保\\\n\x01"));
    yb_json_key(&json, "b");
    yb_json_open(&json, '[');
    yb_json_add_decimal(&json, -5, 2);
    yb_json_add_integer(&json, 7);
    yb_json_open(&json, '{');
    yb_json_close(&json, '}');
    yb_json_add_boolean(&json, true);
    yb_json_close(&json, ']');
    yb_json_key(&json, "c");
    yb_json_add_raw(&json, YB_TEXT("null"));
    yb_json_close(&json, '}');
    assert_string_equal(
        yb_buffer_text(&out).bytes,
        "{\"a\":\"医\\\"保\\\\\\u000a\\u0001\",\"b\":[-0.05,7,{},true],\"c\":null}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_writer)};
    int failed;

    yb_arena_init(&arena, 65536);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    yb_arena_release(&arena);
    return failed;
}
