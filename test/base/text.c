#include "test/test.h"

#include <string.h>

#include "base/error.h"
#include "base/identity.h"
#include "base/table.h"

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

static void arenas_fail_cleanly(void **state)
{
    uint8_t space[256];
    struct yb_arena arena;

    (void)state;
    yb_arena_init_fixed(&arena, space, sizeof(space));
    assert_non_null(yb_arena_alloc(&arena, 100));
    assert_null(yb_arena_alloc(&arena, 300));
    assert_true(yb_arena_failed(&arena));
    yb_arena_clear(&arena);
    assert_false(yb_arena_failed(&arena));
    assert_null(YB_NEW_ARRAY(&arena, int64_t, SIZE_MAX / 4));
    yb_arena_init(&arena, 4096);
    arena.fail_at = 2;
    assert_non_null(yb_arena_alloc(&arena, 8));
    assert_null(yb_arena_alloc(&arena, 8));
    assert_non_null(yb_arena_alloc(&arena, 100000));
    yb_arena_release(&arena);
    yb_arena_release(&arena);
}

static void errors_speak_both_languages(void **state)
{
    struct yb_arena arena;
    struct yb_error error;
    struct yb_buffer zh, en;

    (void)state;
    yb_arena_init(&arena, 4096);
    assert_int_equal(yb_fail(&error, YB_E_TOO_LONG, "psn_name", "50", NULL), YB_E_TOO_LONG);
    yb_buffer_init(&zh, &arena);
    yb_buffer_init(&en, &arena);
    yb_error_describe(&error, false, &zh);
    yb_error_describe(&error, true, &en);
    assert_string_equal(yb_buffer_text(&zh).bytes, "psn_name 超过允许长度 50");
    assert_string_equal(yb_buffer_text(&en).bytes, "psn_name is longer than 50 characters");
    assert_string_equal(yb_code_name(YB_E_TOO_LONG), "TOO_LONG");
    assert_int_equal(yb_fail(NULL, YB_E_STORE, NULL), YB_E_STORE);
    yb_arena_release(&arena);
}

static void identity_numbers_are_checked_and_masked(void **state)
{
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 4096);
    assert_true(yb_identity_is_valid(YB_TEXT("11010519491231002X"))); /* the standard's example */
    assert_true(yb_identity_is_valid(YB_TEXT("440524188001010014")) == false); /* before 1900 */
    assert_false(yb_identity_is_valid(YB_TEXT("110105194912310021")));
    assert_false(yb_identity_is_valid(YB_TEXT("110105194902300020")));
    assert_int_equal(yb_identity_sex(YB_TEXT("11010519491231002X")), 2);
    assert_string_equal(yb_mask_certno(&arena, YB_TEXT("11010519491231002X")).bytes,
                        "110105********002X");
    assert_string_equal(yb_mask_name(&arena, YB_TEXT("张三丰")).bytes, "张**");
    assert_string_equal(yb_mask_name(&arena, YB_TEXT("欧阳修")).bytes, "欧阳*");
    yb_arena_release(&arena);
}

static void tables_keep_what_they_are_told(void **state)
{
    struct yb_arena arena;
    struct yb_table table;
    int i;

    (void)state;
    yb_arena_init(&arena, 65536);
    yb_table_init(&table, &arena, 0);
    assert_int_equal(yb_table_get(&table, YB_TEXT("x"), -1), -1);
    for (i = 0; i < 5000; i++)
        assert_true(yb_table_put(&table, yb_text_of(yb_arena_format(&arena, "key%d", i)), i));
    for (i = 0; i < 5000; i++)
        assert_int_equal(yb_table_get(&table, yb_text_of(yb_arena_format(&arena, "key%d", i)), -1),
                         i);
    assert_int_equal(yb_table_get(&table, YB_TEXT("key5000"), -1), -1);
    assert_int_equal(table.count, 5000);
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(integers_stop_at_their_limits),
        cmocka_unit_test(arenas_fail_cleanly),
        cmocka_unit_test(errors_speak_both_languages),
        cmocka_unit_test(identity_numbers_are_checked_and_masked),
        cmocka_unit_test(tables_keep_what_they_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
