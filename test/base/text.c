#include "test/test.h"

#include <string.h>

#include "base/text.h"

static void utf8_is_checked(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        bool ok;
        size_t bad_at;
    } rows[] = {
        {"abc", 3, true, 0},
        {"医保", 6, true, 0},
        {"\xF0\xA0\xAE\xB7", 4, true, 0}, /* U+20BB7, a rare character of names */
        {"a\0b", 3, false, 1},
        {"\xC0\x80", 2, false, 0},         /* overlong */
        {"x\xED\xA0\x80", 4, false, 1},    /* surrogate */
        {"\xF4\x90\x80\x80", 4, false, 0}, /* over U+10FFFF */
        {"\xE5\x8C", 2, false, 0},         /* cut */
        {"\xB9\xDA\xCF\xD8", 4, false, 0}, /* GB18030 */
    };
    size_t i, bad;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_text text = {rows[i].bytes, rows[i].length};

        bad = 0;
        assert_int_equal(yb_text_is_utf8(text, &bad), rows[i].ok);
        assert_int_equal(bad, rows[i].bad_at);
    }
}

static void integers_stop_at_their_limits(void **state)
{
    int64_t value;

    (void)state;
    assert_true(yb_text_to_int64(YB_TEXT("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(yb_text_to_int64(YB_TEXT("9223372036854775807"), &value));
    assert_false(yb_text_to_int64(YB_TEXT("9223372036854775808"), &value));
    assert_false(yb_text_to_int64(YB_TEXT("-"), &value));
    assert_false(yb_text_to_int64(YB_TEXT("1 "), &value));
}

static void slices_split_trim_and_compare(void **state)
{
    struct yb_text rest;

    (void)state;
    assert_true(yb_text_is(yb_text_trim(YB_TEXT(" \t a b\r\n")), "a b"));
    assert_int_equal(yb_text_trim(YB_TEXT(" \n")).length, 0);
    assert_true(yb_text_is(yb_text_split(YB_TEXT("a,b,c"), ',', &rest), "a"));
    assert_true(yb_text_is(rest, "b,c"));
    assert_true(yb_text_is(yb_text_split(YB_TEXT("a,"), ',', &rest), "a"));
    assert_non_null(rest.bytes); /* an empty last part is still a part */
    assert_int_equal(rest.length, 0);
    assert_true(yb_text_is(yb_text_split(YB_TEXT("a"), ',', &rest), "a"));
    assert_null(rest.bytes);
    assert_true(yb_text_compare(YB_TEXT("a"), YB_TEXT("ab")) < 0);
    assert_true(yb_text_compare(YB_TEXT("b"), YB_TEXT("ab")) > 0);
    assert_int_equal(yb_text_compare(YB_TEXT(""), (struct yb_text){NULL, 0}), 0);
    assert_true(yb_text_starts(YB_TEXT("医保局"), "医保"));
    assert_false(yb_text_starts(YB_TEXT("医"), "医保"));
    assert_int_equal(yb_text_characters(YB_TEXT("a医\xF0\xA0\xAE\xB7")), 3);
    assert_int_equal(yb_text_of(NULL).length, 0);
}

static void texts_are_cut_between_characters(void **state)
{
    static const struct {
        const char *text;
        size_t size;
        const char *cut;
    } rows[] = {{"abc", 4, "abc"},   {"abc", 3, "ab"},      {"abc", 1, ""},
                {"", 1, ""},         {"a医保", 8, "a医保"}, {"a医保", 7, "a医"},
                {"a医保", 5, "a医"}, {"a医保", 4, "a"},     {"医", 3, ""}};
    char out[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(yb_text_cut(yb_text_of(rows[i].text), out, rows[i].size), rows[i].cut);
}

static void buffers_grow_and_fail_for_good(void **state)
{
    struct yb_arena arena;
    struct yb_buffer buffer;
    int i;

    (void)state;
    yb_arena_init(&arena, 1024);
    yb_buffer_init(&buffer, &arena);
    assert_string_equal(yb_buffer_text(&buffer).bytes, "");
    for (i = 0; i < 3000; i++)
        yb_buffer_addf(&buffer, "%d", i % 10);
    yb_buffer_add_char(&buffer, '|');
    yb_buffer_add_string(&buffer, "医保");
    yb_buffer_add(&buffer, YB_TEXT("!"));
    assert_int_equal(yb_buffer_text(&buffer).length, 3000 + 1 + 6 + 1);
    assert_string_equal(yb_buffer_text(&buffer).bytes + 2998, "89|医保!");
    arena.fail_at = 1;
    for (i = 0; i < 10000; i++)
        yb_buffer_add_char(&buffer, 'x');
    assert_null(yb_buffer_text(&buffer).bytes);
    assert_int_equal(yb_buffer_text(&buffer).length, 0);
    yb_arena_release(&arena);
}

static void numbers_are_written_in_decimal(void **state)
{
    static const int64_t numbers[] = {0, 7, -7, 10, 1700000000000, INT64_MAX, INT64_MIN};
    uint8_t bytes[512];
    struct yb_arena arena;
    struct yb_buffer buffer;

    (void)state;
    yb_arena_init_fixed(&arena, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        yb_arena_clear(&arena);
        yb_buffer_init(&buffer, &arena);
        yb_buffer_add_number(&buffer, numbers[i]);
        assert_string_equal(yb_buffer_text(&buffer).bytes,
                            yb_arena_format(&arena, "%lld", (long long)numbers[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(integers_stop_at_their_limits),
        cmocka_unit_test(slices_split_trim_and_compare),
        cmocka_unit_test(texts_are_cut_between_characters),
        cmocka_unit_test(buffers_grow_and_fail_for_good),
        cmocka_unit_test(numbers_are_written_in_decimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
