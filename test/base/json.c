#include "test/test.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"

static struct yb_arena arena;

static int parse(const char *bytes, size_t length, struct yb_json_value **root)
{
    struct yb_error error;
    char *exact = malloc(length + !length); /* so that a sanitizer sees a byte too many */
    int code;

    assert_non_null(exact);
    memcpy(exact, bytes, length);
    yb_arena_clear(&arena);
    code = yb_json_read((struct yb_text){exact, length}, &arena, root, &error);
    free(exact);
    assert_int_equal(code, code < 0 ? error.code : 0);
    assert_true(code < 0 ? *root == NULL : *root != NULL);
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
    {"{\"a\":\"\\u53cc\\ud83d\\ude00\\n\\/\"}", YB_OK},
    {"\"\\ud83d\"", YB_E_WRONG_JSON},
    {"\"\\ude00\"", YB_E_WRONG_JSON},
    {"\"\\ud83d\\u0041\"", YB_E_WRONG_JSON},
    {"\"\\u12\"", YB_E_WRONG_JSON},
    {"\"\\u12g4\"", YB_E_WRONG_JSON},
    {"\"\\x\"", YB_E_WRONG_JSON},
    {"\"a\\\"", YB_E_WRONG_JSON},
    {"[1,]", YB_E_WRONG_JSON},
    {"[,1]", YB_E_WRONG_JSON},
    {"[1", YB_E_WRONG_JSON},
    {"{\"a\":1 \"b\":2}", YB_E_WRONG_JSON},
    {"{\"a\" 1}", YB_E_WRONG_JSON},
    {"{1:1}", YB_E_WRONG_JSON},
    {"1.", YB_E_WRONG_JSON},
    {".5", YB_E_WRONG_JSON},
    {"1e", YB_E_WRONG_JSON},
    {"1e+", YB_E_WRONG_JSON},
    {"[1e5,-0.0E-2,0]", YB_OK},
    {"nul", YB_E_WRONG_JSON},
    {"truex", YB_E_WRONG_JSON},
    {"[]]", YB_E_WRONG_JSON},
    {"{\"a\":\"\xD5\xC5\"}", YB_E_NOT_UTF8}, /* a name in GB18030 */
    {"{\"a\":\"\xC0\x80\"}", YB_E_NOT_UTF8},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct yb_json_value *root;
        int code = parse(cases[i].text, strlen(cases[i].text), &root);

        if (code != cases[i].code)
            fail_msg("%s: %s", cases[i].text, yb_code_name(code));
    }
}

static void test_nul_and_position(void **state)
{
    struct yb_json_value *root;
    struct yb_error error;

    (void)state;
    assert_int_equal(parse("{\"a\0\":1}", 8, &root), YB_E_NOT_UTF8);
    assert_int_equal(yb_json_read(YB_TEXT("{\"a\":\"\xFF\"}"), &arena, &root, &error),
                     YB_E_NOT_UTF8);
    assert_string_equal(error.args[0], "7");
}

static void test_depth(void **state)
{
    char text[2 * YB_JSON_DEPTH_MAX + 2];
    struct yb_json_value *root;

    (void)state;
    memset(text, '[', YB_JSON_DEPTH_MAX + 1);
    memset(text + YB_JSON_DEPTH_MAX + 1, ']', YB_JSON_DEPTH_MAX + 1);
    assert_int_equal(parse(text, sizeof text, &root), YB_E_TOO_DEEP);
    assert_int_equal(parse(text + 1, sizeof text - 2, &root), YB_OK);
}

static void test_members(void **state)
{
    struct yb_json_value *root;

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
    }
}

static const struct yb_json_value *read_text(const char *text)
{
    struct yb_json_value *root;
    struct yb_error error;

    yb_arena_clear(&arena);
    assert_int_equal(yb_json_read(yb_text_of(text), &arena, &root, &error), YB_OK);
    return root;
}

static void test_numbers_keep_their_text(void **state)
{
    static const char *const numbers[] = {
        "100.10", "0.1", "90071992547409.93", "1.000000", "-0.50", "9007199254740993", "0", "1E5"};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_true(yb_text_is(yb_json_text(read_text(numbers[i])), numbers[i]));
}

static void test_escapes(void **state)
{
    (void)state;
    assert_true(yb_text_is(yb_json_text(read_text("\"\\u53cc\\ud83d\\ude00\\n\\/\\\"\\u00e9\"")),
                           "双😀\n/\"é"));
    assert_int_equal(yb_json_text(read_text("\"a\\u0000b\"")).length, 3);
}

static void test_tree(void **state)
{
    const struct yb_json_value *root = read_text(
                                   " {\"a\" : [ 1, {\"b\":null} ], \"c\":{\"q\":[1,{}] } } "),
                               *a;

    (void)state;
    a = yb_json_get(root, "a");
    assert_int_equal(root->count, 2);
    assert_true(yb_json_is(a, YB_JSON_LIST));
    assert_int_equal(a->count, 2);
    assert_true(yb_text_is(a->text, "[ 1, {\"b\":null} ]"));
    assert_true(yb_text_is(yb_json_at(a, 0)->text, "1"));
    assert_true(yb_json_is(yb_json_get(yb_json_at(a, 1), "b"), YB_JSON_NULL));
    assert_null(yb_json_at(a, 2));
    assert_null(yb_json_at(a, -1));
    assert_null(yb_json_at(root, 0));
    assert_null(yb_json_get(a, "b"));
    assert_null(yb_json_get(NULL, "b"));
    assert_null(yb_json_get(root, "q"));
    assert_true(yb_text_is(yb_json_get(root, "c")->text, "{\"q\":[1,{}] }"));
    assert_null(yb_json_text(a).bytes);
}

static void test_put(void **state)
{
    struct yb_json_value *root;
    struct yb_error error;

    (void)state;
    yb_arena_clear(&arena);
    assert_int_equal(yb_json_read(YB_TEXT("{\"a\":{\"b\":1}}"), &arena, &root, &error), YB_OK);
    assert_true(yb_json_put_text(root, &arena, "a", YB_TEXT("x")));
    assert_true(yb_json_put_list(root, &arena, "n"));
    assert_int_equal(root->count, 2);
    assert_true(yb_text_is(yb_json_text(yb_json_get(root, "a")), "x"));
    assert_true(yb_json_is(yb_json_get(root, "n"), YB_JSON_LIST));
    assert_ptr_equal(yb_json_find(root, "n"), yb_json_get(root, "n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_nul_and_position),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_numbers_keep_their_text),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_put),
    };
    int failed;

    yb_arena_init(&arena, 65536);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    yb_arena_release(&arena);
    return failed;
}
