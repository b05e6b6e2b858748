#include "app/user/password.h"

#include <string.h>

#include "test/test.h"

static const struct {
    const char *password;
    int rc;
    const char *rule;
} cases[] = {
    {"Abcdef1234", YB_OK, NULL},
    {"abcdef123!", YB_OK, NULL},
    {"密码很长1aBcdefg", YB_OK, NULL},
    {"Abcdef123", YB_E_PASSWORD_WEAK, "length_min"},
    {"", YB_E_PASSWORD_WEAK, "length_min"},
    {"abcdefghij", YB_E_PASSWORD_WEAK, "classes_min"},
    {"abcdef1234", YB_E_PASSWORD_WEAK, "classes_min"},
    {"Azhang.san1234", YB_E_NOT_ALLOWED, NULL},
};

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_error error = {0};

        assert_int_equal(yb_password_check_rules(&yb_password_rules_default, YB_TEXT("zhang.san"),
                                                 yb_text_of(cases[i].password), &error),
                         cases[i].rc);
        if (cases[i].rule)
            assert_string_equal(error.args[0], cases[i].rule);
        for (int k = 0; k < error.arg_count; k++) /* a refusal never repeats the password */
            assert_true(!cases[i].password[0] || !strstr(error.args[k], cases[i].password));
    }
}

static void test_length_limits(void **state)
{
    char password[514];
    struct yb_error error = {0};

    (void)state;
    memset(password, 'a', sizeof(password));
    memcpy(password, "A1", 2);
    assert_int_equal(yb_password_check_rules(&yb_password_rules_default, YB_TEXT("u1"),
                                             (struct yb_text){password, 512}, &error),
                     YB_OK);
    assert_int_equal(yb_password_check_rules(&yb_password_rules_default, YB_TEXT("u1"),
                                             (struct yb_text){password, 513}, &error),
                     YB_E_TOO_LONG);
}

static void test_hash(void **state)
{
    struct yb_arena arena;
    struct yb_error error = {0};
    struct yb_text hash, again;

    (void)state;
    yb_arena_init(&arena, 4096);
    assert_int_equal(yb_password_hash(&arena, YB_TEXT("Abcdef1234"), &hash, &error), YB_OK);
    assert_int_equal(yb_password_hash(&arena, YB_TEXT("Abcdef1234"), &again, &error), YB_OK);
    assert_true(yb_text_starts(hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
    assert_false(yb_text_equal(hash, again));
    assert_true(yb_password_is(&arena, hash, YB_TEXT("Abcdef1234")));
    assert_false(yb_password_is(&arena, hash, YB_TEXT("Abcdef1235")));
    assert_false(yb_password_is(&arena, hash, YB_TEXT("")));
    assert_false(yb_password_is(&arena, (struct yb_text){0}, YB_TEXT("Abcdef1234")));
    assert_false(yb_password_is(&arena, YB_TEXT("no hash"), YB_TEXT("Abcdef1234")));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_length_limits),
        cmocka_unit_test(test_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
