/* One-time codes: the test vectors of RFC 6238 (appendix B, SHA-1) and RFC 4648. */
#include "app/user/totp.h"

#include <string.h>

#include "test/test.h"

#define SECRET YB_TEXT("12345678901234567890")

static void it_makes_the_published_codes(void **state)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } cases[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                 {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char code[9];

        yb_totp_code(SECRET, cases[i].seconds / 30, 8, code);
        assert_string_equal(code, cases[i].code);
    }
}

static void a_code_serves_once_and_near_its_time(void **state)
{
    int64_t now = INT64_C(1234567890) * 1000, last = 0;
    char code[7];

    (void)state;
    yb_totp_code(SECRET, now / YB_TOTP_STEP_MS, 6, code);
    assert_false(yb_totp_check(SECRET, yb_text_of(code), now + 2 * YB_TOTP_STEP_MS, &last));
    assert_false(yb_totp_check(SECRET, YB_TEXT("00592"), now, &last));
    assert_false(yb_totp_check(SECRET, YB_TEXT(""), now, &last));
    assert_false(yb_totp_check(YB_TEXT("another secret is it"), yb_text_of(code), now, &last));
    assert_int_equal(last, 0);
    assert_true(yb_totp_check(SECRET, yb_text_of(code), now + YB_TOTP_STEP_MS, &last));
    assert_false(yb_totp_check(SECRET, yb_text_of(code), now, &last));
    assert_int_equal(last, now / YB_TOTP_STEP_MS);
}

static void base32_is_the_published_one(void **state)
{
    static const char *const cases[][2] = {{"", ""},
                                           {"f", "MY"},
                                           {"fo", "MZXQ"},
                                           {"foo", "MZXW6"},
                                           {"foob", "MZXW6YQ"},
                                           {"fooba", "MZXW6YTB"},
                                           {"foobar", "MZXW6YTBOI"}};
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 10);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_text text = yb_base32(&arena, yb_text_of(cases[i][0]));

        assert_true(yb_text_is(text, cases[i][1]) || (!text.length && !cases[i][1][0]));
    }
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_makes_the_published_codes),
        cmocka_unit_test(a_code_serves_once_and_near_its_time),
        cmocka_unit_test(base32_is_the_published_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
