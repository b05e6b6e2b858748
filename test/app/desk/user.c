/* Users: rules of names and roles, passwords, lock-out (F5), the log. */
#include "app/session/session.h"
#include "app/user/user.h"

#include <string.h>

#include "test/app/desk/desk.h"

DESK_USE(add_user, struct yb_add_user_in, int64_t)

static struct yb_add_user_in clerk(const char *name)
{
    return (struct yb_add_user_in){.user_name = yb_text_of(name),
                                   .display_name = YB_TEXT("李经办"),
                                   .roles = YB_TEXT("clerk,viewer"),
                                   .password = YB_TEXT("Correct-Horse-9")};
}

/* What a sign-in is answered: YB_OK, or why not. */
static int answer(struct desk *desk, const char *name, const char *password)
{
    struct yb_login_in in = {.user_name = yb_text_of(name), .password = yb_text_of(password)};
    char token[YB_TOKEN_CHARACTERS + 1];
    struct yb_session session;

    return yb_login(&desk->app, &in, desk->now_ms, &desk->arena, token, &session, &desk->error);
}

/* What must be done first after a sign-in that succeeds. */
static const char *restriction(struct desk *desk, const char *name, const char *password)
{
    struct yb_login_in in = {.user_name = yb_text_of(name), .password = yb_text_of(password)};
    char token[YB_TOKEN_CHARACTERS + 1];
    struct yb_session session;

    desk_ok(desk,
            yb_login(&desk->app, &in, desk->now_ms, &desk->arena, token, &session, &desk->error));
    return session.restricted;
}

static int lock(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_lock_user(call, YB_TEXT("li.jingban"), *(bool *)context, error);
}

static int renew(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_set_password(call, YB_TEXT("li.jingban"), yb_text_of(context), error);
}

static void it_refuses_bad_users(void **state)
{
    static const struct {
        const char *name, *roles, *password;
        int rc;
    } cases[] = {
        {"a", "clerk", "Correct-Horse-9", YB_E_WRONG_FORMAT},
        {"Li", "clerk", "Correct-Horse-9", YB_E_WRONG_FORMAT},
        {"li jing", "clerk", "Correct-Horse-9", YB_E_WRONG_FORMAT},
        {"li'; drop table x --", "clerk", "Correct-Horse-9", YB_E_WRONG_FORMAT},
        {"li.jing", "", "Correct-Horse-9", YB_E_MISSING},
        {"li.jing", "king", "Correct-Horse-9", YB_E_UNKNOWN_CODE},
        {"li.jing", "clerk,,viewer", "Correct-Horse-9", YB_E_UNKNOWN_CODE},
        {"li.jing", "system_admin,audit_admin", "Correct-Horse-9", YB_E_NOT_ALLOWED},
        {"li.jing", "security_admin,clerk", "Correct-Horse-9", YB_E_NOT_ALLOWED},
        {"li.jing", "auditor,clerk", "Correct-Horse-9", YB_E_NOT_ALLOWED},
        {"li.jing", "provider,viewer", "Correct-Horse-9", YB_E_NOT_ALLOWED},
        {"li.jing", "clerk,finance", "Correct-Horse-9", YB_E_ROLES_APART},
        {"li.jing", "finance,viewer,reviewer", "Correct-Horse-9", YB_E_ROLES_APART},
        {"li.jing", "audit_admin", "short-1A", YB_E_PASSWORD_WEAK},
    };
    struct desk *desk = *state;
    int64_t id;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_add_user_in in = clerk(cases[i].name);

        in.roles = yb_text_of(cases[i].roles);
        in.password = yb_text_of(cases[i].password);
        assert_int_equal(add_user(desk, &in, &id), cases[i].rc);
    }
}

static void it_locks_after_five_failures(void **state)
{
    struct desk *desk = *state;
    struct yb_add_user_in in = clerk("li.jingban");
    int64_t id;

    desk_ok(desk, add_user(desk, &in, &id));
    assert_int_equal(add_user(desk, &in, &id), YB_E_EXISTS);
    assert_string_equal(desk->error.args[1], "li.jingban");
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_OK);
    assert_int_equal(answer(desk, "nobody", "Correct-Horse-9"), YB_E_LOGIN);
    for (int i = 0; i < 4; i++)
        assert_int_equal(answer(desk, "li.jingban", "wrong"), YB_E_LOGIN);
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_OK); /* starts again */
    for (int i = 0; i < 4; i++)
        assert_int_equal(answer(desk, "li.jingban", "wrong"), YB_E_LOGIN);
    assert_int_equal(answer(desk, "li.jingban", "wrong"), YB_E_USER_LOCKED);
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_E_USER_LOCKED);
    desk->now_ms += 10 * 60000 - 1;
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_E_USER_LOCKED);
    desk->now_ms += 1;
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_OK);
    assert_int_equal(desk_logged(desk, "login", "user:li.jingban"), 14);
    assert_int_equal(desk_logged(desk, "login", "user:nobody"), 1);
}

static void it_is_locked_and_renewed_by_hand(void **state)
{
    struct desk *desk = *state;
    struct yb_add_user_in in = clerk("li.jingban");
    bool yes = true, no = false;
    int64_t id;

    desk_ok(desk, add_user(desk, &in, &id));
    desk_ok(desk, desk_run(desk, lock, &yes));
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_E_USER_LOCKED);
    desk_ok(desk, desk_run(desk, lock, &no));
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_OK);
    assert_int_equal(desk_run(desk, renew, (void *)(uintptr_t) "weak"), YB_E_PASSWORD_WEAK);
    desk_ok(desk, desk_run(desk, renew, (void *)(uintptr_t) "Battery-Staple-8"));
    assert_int_equal(answer(desk, "li.jingban", "Correct-Horse-9"), YB_E_LOGIN);
    assert_int_equal(answer(desk, "li.jingban", "Battery-Staple-8"), YB_OK);
    desk->now_ms += 91 * YB_DAY_MS;
    assert_string_equal(restriction(desk, "li.jingban", "Battery-Staple-8"), "password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_refuses_bad_users),
        DESK_BOTH(it_locks_after_five_failures),
        DESK_BOTH(it_is_locked_and_renewed_by_hand),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
