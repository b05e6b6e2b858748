#include "app/transfer/zip.h"

#include <string.h>

#include "test/test.h"

static struct yb_arena arena;
static struct yb_error error;

static void test_round_trip(void **state)
{
    struct yb_text text = YB_TEXT("a\tb\n甲\t乙\n"), bytes, again, back;

    (void)state;
    assert_int_equal(yb_zip_write(YB_TEXT("对账.txt"), text, &arena, &bytes, &error), YB_OK);
    assert_true(yb_text_starts(bytes, "PK"));
    assert_int_equal(yb_zip_read(bytes, &arena, &back, &error), YB_OK);
    assert_true(yb_text_equal(text, back));
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    tzset();
    assert_int_equal(yb_zip_write(YB_TEXT("对账.txt"), text, &arena, &again, &error), YB_OK);
    assert_true(yb_text_equal(bytes, again));
}

static void test_empty_and_large(void **state)
{
    struct yb_text bytes, back, large;
    char *filler = yb_arena_alloc(&arena, 5000000);

    (void)state;
    for (size_t i = 0; i < 5000000; i++)
        filler[i] = (char)('0' + i % 10);
    large = (struct yb_text){filler, 5000000};
    assert_int_equal(yb_zip_write(YB_TEXT("e"), YB_TEXT(""), &arena, &bytes, &error), YB_OK);
    assert_int_equal(yb_zip_read(bytes, &arena, &back, &error), YB_OK);
    assert_int_equal(back.length, 0);
    assert_int_equal(yb_zip_write(YB_TEXT("l"), large, &arena, &bytes, &error), YB_OK);
    assert_int_equal(yb_zip_read(bytes, &arena, &back, &error), YB_OK);
    assert_true(yb_text_equal(large, back));
}

static void test_plain_text_passes(void **state)
{
    struct yb_text back;

    (void)state;
    assert_int_equal(yb_zip_read(YB_TEXT("1\t2\n"), &arena, &back, &error), YB_OK);
    assert_true(yb_text_is(back, "1\t2\n"));
}

/* Every cut and every flipped byte is refused or leaves the text as it was; nothing crashes. */
static void test_damage(void **state)
{
    struct yb_text text = YB_TEXT("123\t456\n123\t456\n"), bytes, back;

    (void)state;
    assert_int_equal(yb_zip_write(YB_TEXT("a.txt"), text, &arena, &bytes, &error), YB_OK);
    for (size_t i = 2; i < bytes.length; i++) {
        char *copy = yb_arena_copy(&arena, bytes.bytes, bytes.length);
        int rc = yb_zip_read((struct yb_text){copy, i}, &arena, &back, &error);

        assert_int_equal(rc, YB_E_WRONG_FORMAT);
        copy[i] = (char)(copy[i] ^ 0x55);
        rc = yb_zip_read((struct yb_text){copy, bytes.length}, &arena, &back, &error);
        if (rc == YB_OK)
            assert_true(yb_text_equal(text, back));
        else
            assert_true(rc == YB_E_WRONG_FORMAT || rc == YB_E_TOO_LONG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_empty_and_large),
        cmocka_unit_test(test_plain_text_passes),
        cmocka_unit_test(test_damage),
    };
    int failed;

    yb_arena_init(&arena, 1 << 20);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    yb_arena_release(&arena);
    return failed;
}
