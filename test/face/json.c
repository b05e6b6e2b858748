#include "test/test.h"

#include <string.h>

#include <json-c/json.h>

#include "face/json.h"

static struct yb_arena arena;

static int parse(const char *bytes, size_t length, struct json_object **root)
{
    struct yb_error error;
    int code;

    yb_arena_clear(&arena);
    code = yb_json_parse((struct yb_text){bytes, length}, &arena, root, &error);
    assert_int_equal(code, code < 0 ? error.code : 0);
    assert_true(code < 0 ? *root == NULL : true);
    return code;
}

static const struct {
    const char *text;
    int code;
} cases[] = {
    {"{}", YB_OK},
    {" {\"a\":1,\"b\":[{\"a\":1},{\"a\":2}]} ", YB_OK},
    {"\xEF\xBB\xBF{}", YB_OK},
    {"null", YB_OK},
    {"\"x\"", YB_OK},
    {"12.30", YB_OK},
    {"", YB_E_WRONG_JSON},
    {"  ", YB_E_WRONG_JSON},
    {"{", YB_E_WRONG_JSON},
    {"{\"a\"}", YB_E_WRONG_JSON},
    {"{\"a\":1,}", YB_E_WRONG_JSON},
    {"{'a':1}", YB_E_WRONG_JSON},
    {"{} x", YB_E_WRONG_JSON},
    {"{}{}", YB_E_WRONG_JSON},
    {"[1 2]", YB_E_WRONG_JSON},
    {"// note\n{}", YB_E_WRONG_JSON},
    {"{\"a\":+1}", YB_E_WRONG_JSON},
    {"{\"a\":01}", YB_E_WRONG_JSON},
    {"{\"a\":\"line\nbreak\"}", YB_E_WRONG_JSON},
    {"\"open", YB_E_WRONG_JSON},
    {"\"open\\", YB_E_WRONG_JSON},
    {"NaN", YB_E_WRONG_JSON},
    {"-Infinity", YB_E_WRONG_JSON},
    {"{\"a\":/**/1}", YB_E_WRONG_JSON},
    {"-", YB_E_WRONG_JSON},
    {"{\"a\":1,\"a\":1}", YB_E_DUPLICATE_KEY},
    {"{\"x\":{\"a\":1,\"b\":{\"a\":1},\"a\":1}}", YB_E_DUPLICATE_KEY},
    {"{\"a\":1,\"\\u0061\":1}", YB_E_WRONG_JSON},
    {"9223372036854775807", YB_OK},
    {"9223372036854775808", YB_E_WRONG_JSON},
    {"[-99999999999999999999]", YB_E_WRONG_JSON},
    {"{\"a\":\"\xD5\xC5\"}", YB_E_NOT_UTF8}, /* a name in GB18030 */
    {"{\"a\":\"\xC0\x80\"}", YB_E_NOT_UTF8},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json_object *root;
        int code = parse(cases[i].text, strlen(cases[i].text), &root);

        if (code != cases[i].code)
            fail_msg("%s: %s", cases[i].text, yb_code_name(code));
        json_object_put(root);
    }
}

static void test_nul_and_position(void **state)
{
    struct json_object *root;
    struct yb_error error;

    (void)state;
    assert_int_equal(parse("{\"a\0\":1}", 8, &root), YB_E_NOT_UTF8);
    assert_int_equal(yb_json_parse(YB_TEXT("{\"a\":\"\xFF\"}"), &arena, &root, &error),
                     YB_E_NOT_UTF8);
    assert_string_equal(error.args[0], "7");
}

static void test_depth(void **state)
{
    char text[2 * YB_JSON_DEPTH_MAX + 2];
    struct json_object *root;

    (void)state;
    memset(text, '[', YB_JSON_DEPTH_MAX + 1);
    memset(text + YB_JSON_DEPTH_MAX + 1, ']', YB_JSON_DEPTH_MAX + 1);
    assert_int_equal(parse(text, sizeof text, &root), YB_E_TOO_DEEP);
    assert_int_equal(parse(text + 1, sizeof text - 2, &root), YB_OK);
    json_object_put(root);
}

static void test_members(void **state)
{
    struct json_object *root;

    (void)state;
    for (int count = YB_JSON_MEMBERS_MAX; count <= YB_JSON_MEMBERS_MAX + 1; count++) {
        static char text[16 * (YB_JSON_MEMBERS_MAX + 2)];
        size_t length = 0;

        for (int i = 0; i < count; i++)
            length += (size_t)snprintf(text + length, sizeof text - length, "%c\"%d\":1",
                                       i ? ',' : '{', i);
        text[length++] = '}';
        assert_int_equal(parse(text, length, &root),
                         count > YB_JSON_MEMBERS_MAX ? YB_E_TOO_MANY : YB_OK);
        json_object_put(root);
    }
}

static void test_numbers_keep_their_text(void **state)
{
    static const char *const numbers[] = {
        "100.10", "0.1", "90071992547409.93", "1.000000", "-0.50", "9007199254740993", "0"};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct json_object *root;

        assert_int_equal(parse(numbers[i], strlen(numbers[i]), &root), YB_OK);
        assert_true(yb_text_is(yb_json_text(root), numbers[i]));
        json_object_put(root);
    }
}

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

static void test_member(void **state)
{
    static const char object[] =
        "{ \"a\\\"\":{\"input\":1}, \"b\":\"x,\\\"}\", \"input\" : {\"q\":[1,{}],\"r\":\"}\"} }";

    (void)state;
    assert_true(
        yb_text_is(yb_json_member(yb_text_of(object), "input"), "{\"q\":[1,{}],\"r\":\"}\"}"));
    assert_true(yb_text_is(yb_json_member(yb_text_of(object), "b"), "\"x,\\\"}\""));
    assert_int_equal(yb_json_member(yb_text_of(object), "q").length, 0);
    assert_int_equal(yb_json_member(YB_TEXT(""), "q").length, 0);
    assert_int_equal(yb_json_member(YB_TEXT("{\"q"), "q").length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_member),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_nul_and_position),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_numbers_keep_their_text),
    };
    int failed;

    yb_arena_init(&arena, 65536);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    yb_arena_release(&arena);
    return failed;
}
