/* F5: lock-out, idle logout, no fixation, tokens, CSRF, the second factor; and the head fields. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "app/user/totp.h"
#include "test/face/api/seat.h"

static void nobody_comes_in_without_a_session(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    assert_string_equal(seat_get(&seat, "code"), "SESSION");
    assert_int_equal(seat_call(&seat, "GET", "/openapi.json", NULL), 200);
    assert_string_equal(seat_get(&seat, "openapi"), "3.1.0");
    snprintf(seat.cookie, sizeof(seat.cookie), "yibao_session=%064d", 0);
    assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 401);
    snprintf(seat.cookie, sizeof(seat.cookie), "yibao_session=short");
    assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 401);
    seat_close(&seat);
}

static void every_answer_is_strict(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    for (int signed_in = 0; signed_in <= 1; signed_in++) {
        seat_call(&seat, "GET", signed_in ? "/nothing" : "/session", NULL);
        assert_true(client_has_line(&seat.client, "X-Content-Type-Options: nosniff"));
        assert_true(client_has_line(&seat.client, "X-Frame-Options: DENY"));
        assert_true(client_has_line(&seat.client, "Cache-Control: no-store"));
        assert_non_null(strstr(seat.client.head, "Content-Security-Policy: default-src 'self';"));
        assert_null(strstr(seat.client.head, "script-src 'self' 'unsafe"));
    }
    seat_close(&seat);
}

/* A token is 256 bits of chance, new at every login; what a client brings along is worth nothing.
 */
static void a_session_cannot_be_fixed(void **state)
{
    struct seat seat;
    char first[96], brought[96];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    assert_non_null(strstr(seat.client.head, "; Path=/; HttpOnly; SameSite=Strict"));
    assert_null(strstr(seat.client.head, "; Secure"));
    snprintf(first, sizeof(first), "%s", seat.cookie);
    assert_int_equal(strlen(first), strlen("yibao_session=") + 64);

    snprintf(brought, sizeof(brought), "yibao_session=%064d", 7);
    snprintf(seat.head, sizeof(seat.head), "Cookie: %s\r\nX-Forwarded-Proto: https\r\n", brought);
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    assert_non_null(strstr(seat.client.head, "; Secure"));
    seat.head[0] = 0;
    assert_string_not_equal(seat.cookie, brought);
    assert_string_not_equal(seat.cookie, first);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 200);
    snprintf(seat.cookie, sizeof(seat.cookie), "%s", brought);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    seat_close(&seat);
}

struct scan {
    const char *token;
    bool found;
};

static void scan_line(void *context, struct yb_text line)
{
    struct scan *scan = context;

    scan->found |= memmem(line.bytes, line.length, scan->token, 64) != NULL;
}

static void the_store_does_not_know_the_token(void **state)
{
    struct seat seat;
    struct scan scan = {0};
    struct yb_error error;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    scan.token = strchr(seat.cookie, '=') + 1;
    assert_int_equal(yb_store_dump(seat.desk->app.store, scan_line, &scan, &error), YB_OK);
    assert_false(scan.found);
    scan.token = seat.csrf;
    assert_int_equal(yb_store_dump(seat.desk->app.store, scan_line, &scan, &error), YB_OK);
    assert_false(scan.found);
    seat_close(&seat);
}

static void unsafe_methods_need_the_csrf_token(void **state)
{
    struct seat seat;
    char right[72];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    snprintf(right, sizeof(right), "%s", seat.csrf);
    seat.csrf[0] = 0;
    assert_int_equal(seat_call(&seat, "DELETE", "/session", NULL), 403);
    assert_string_equal(seat_get(&seat, "code"), "CSRF");
    snprintf(seat.csrf, sizeof(seat.csrf), "%s", right);
    seat.csrf[63] ^= 1;
    assert_int_equal(seat_call(&seat, "POST", "/persons/search", "{\"psn_no\":\"1\"}"), 403);
    assert_string_equal(seat_get(&seat, "code"), "CSRF");
    snprintf(seat.csrf, sizeof(seat.csrf), "%s", right);
    assert_int_equal(seat_call(&seat, "POST", "/persons/search", "{\"psn_no\":\"1\"}"), 200);
    assert_int_equal(seat_call(&seat, "DELETE", "/session", NULL), 200);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    seat_close(&seat);
}

static void idle_and_old_sessions_end(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    seat_rule(&seat, "idle_minutes", "15");
    seat_rule(&seat, "session_hours", "1");
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    for (int i = 0; i < 4; i++) { /* used now and then it lives on */
        seat.desk->now_ms += 14 * 60000;
        assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 200);
    }
    seat.desk->now_ms += 5 * 60000; /* 61 minutes */
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    seat.desk->now_ms += 15 * 60000 + 1;
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    seat_close(&seat);
}

/* F5: five failures in ten minutes; a right password then tells nothing. */
static void five_failures_lock(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(seat_login_as(&seat, "li.jingban", "wrong", ""), 401);
        assert_string_equal(seat_get(&seat, "code"), "LOGIN");
    }
    for (int i = 0; i < 2; i++) { /* nobody learns that the name exists: only the log says why */
        assert_int_equal(seat_login_as(&seat, "li.jingban", i ? SEAT_PASSWORD : "wrong", ""), 401);
        assert_string_equal(seat_get(&seat, "code"), "LOGIN");
    }
    assert_int_equal(seat_logged(&seat, "login", "USER_LOCKED"), 2);
    seat.desk->now_ms += 10 * 60000;
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    assert_int_equal(seat_login(&seat, "nobody"), 401);
    assert_string_equal(seat_get(&seat, "code"), "LOGIN");
    seat_close(&seat);
}

/* The secret as the page shows it, back in bytes. */
static struct yb_text from_base32(const char *text, char out[YB_TOTP_SECRET_BYTES + 1])
{
    uint32_t bits = 0;
    int count = 0;
    size_t length = 0;

    for (; *text; text++) {
        bits = bits << 5 | (uint32_t)(*text >= 'A' ? *text - 'A' : *text - '2' + 26);
        count += 5;
        if (count >= 8) {
            count -= 8;
            out[length++] = (char)(bits >> count);
        }
    }
    return (struct yb_text){out, length};
}

static void code_now(struct seat *seat, struct yb_text secret, char body[40], char code[7])
{
    yb_totp_code(secret, seat->desk->now_ms / YB_TOTP_STEP_MS, 6, code);
    snprintf(body, 40, "{\"code\":\"%s\"}", code);
}

static void a_second_factor_is_asked_for(void **state)
{
    struct seat seat;
    struct yb_text secret;
    char bytes[YB_TOTP_SECRET_BYTES + 1], body[40], code[7];

    seat_open(&seat, *state);
    seat_user(&seat, "secadmin", "security_admin", "371525", "");
    seat_rule(&seat, "second_factor", "1"); /* administrators must */
    assert_int_equal(seat_login(&seat, "secadmin"), 200);
    assert_string_equal(seat_get(&seat, "restricted"), "second_factor");
    assert_int_equal(seat_call(&seat, "GET", "/users", NULL), 403);
    assert_string_equal(seat_get(&seat, "code"), "RESTRICTED");

    assert_int_equal(seat_call(&seat, "POST", "/session/second-factor", "{}"), 200);
    secret = from_base32(seat_get(&seat, "secret"), bytes);
    assert_int_equal(secret.length, YB_TOTP_SECRET_BYTES);
    assert_int_equal(seat_call(&seat, "PUT", "/session/second-factor", "{\"code\":\"000000\"}"),
                     401);
    code_now(&seat, secret, body, code);
    assert_int_equal(seat_call(&seat, "PUT", "/session/second-factor", body), 200);
    assert_int_equal(seat_call(&seat, "GET", "/users", NULL), 200);

    assert_int_equal(seat_login(&seat, "secadmin"), 401);
    assert_string_equal(seat_get(&seat, "code"), "SECOND_FACTOR");
    seat_login_as(&seat, "secadmin", SEAT_PASSWORD, code); /* was used to set up */
    assert_string_equal(seat_get(&seat, "code"), "LOGIN");
    seat.desk->now_ms += YB_TOTP_STEP_MS;
    code_now(&seat, secret, body, code);
    assert_int_equal(seat_login_as(&seat, "secadmin", SEAT_PASSWORD, code), 200);
    seat_login_as(&seat, "secadmin", SEAT_PASSWORD, code);
    assert_string_equal(seat_get(&seat, "code"), "LOGIN");
    seat_close(&seat);
}

static void a_password_is_changed_by_its_owner(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    assert_int_equal(seat_call(&seat, "PUT", "/session/password",
                               "{\"old_password\":\"no\",\"new_password\":\"Battery-Staple-8\"}"),
                     401);
    assert_string_equal(seat_get(&seat, "field"), "old_password");
    assert_int_equal(seat_call(&seat, "PUT", "/session/password",
                               "{\"old_password\":\"" SEAT_PASSWORD
                               "\",\"new_password\":\"short\"}"),
                     400);
    assert_int_equal(seat_call(&seat, "PUT", "/session/password",
                               "{\"old_password\":\"" SEAT_PASSWORD
                               "\",\"new_password\":\"Battery-Staple-8\"}"),
                     200);
    assert_int_equal(seat_login(&seat, "li.jingban"), 401);
    assert_int_equal(seat_login_as(&seat, "li.jingban", "Battery-Staple-8", ""), 200);
    seat_close(&seat);
}

/* Guessing from inside, at an unattended page: counted as at the door, and the fifth ends it. */
static void guesses_inside_count_too(void **state)
{
    static const char *const guesses[][3] = {
        {"PUT", "/session/password",
         "{\"old_password\":\"no\",\"new_password\":\"Battery-8-Staple\"}"},
        {"PUT", "/session/second-factor", "{\"code\":\"000000\"}"},
    };

    for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
        struct seat seat;
        char name[24];

        seat_open(&seat, *state);
        snprintf(name, sizeof(name), "li.%zu", i);
        seat_user(&seat, name, "clerk", "371525", "");
        assert_int_equal(seat_login(&seat, name), 200);
        assert_int_equal(seat_call(&seat, "POST", "/session/second-factor", "{}"), 200);
        for (int k = 0; k < 5; k++)
            assert_int_equal(seat_call(&seat, guesses[i][0], guesses[i][1], guesses[i][2]), 401);
        assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
        assert_int_equal(seat_login(&seat, name), 401);
        seat.desk->now_ms += 10 * 60000;
        assert_int_equal(seat_login(&seat, name), 200);
        seat_close(&seat);
    }
}

/* Signing in again ends the session that the browser had. */
static void a_session_ends_with_the_next(void **state)
{
    struct seat seat;
    char first[96], second[96];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    snprintf(first, sizeof(first), "%s", seat.cookie);
    snprintf(seat.head, sizeof(seat.head), "Cookie: %s\r\n", first);
    seat.cookie[0] = 0;
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    seat.head[0] = 0;
    snprintf(second, sizeof(second), "%s", seat.cookie);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 200);
    snprintf(seat.cookie, sizeof(seat.cookie), "%s", first);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    snprintf(seat.cookie, sizeof(seat.cookie), "%s", second);
    seat.desk->now_ms -= 4 * 60000; /* a clock is put right ... */
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 200);
    seat.desk->now_ms -= 2 * 60000; /* ... or somebody keeps a session alive */
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 401);
    seat_close(&seat);
}

/* Wrong input is refused by the name of the field, and in the reader's language. */
static void wrong_input_is_named(void **state)
{
    static const struct {
        const char *method, *path, *body, *code, *field;
    } cases[] = {
        {"GET", "/settlements?colour=red", NULL, "UNKNOWN_KEY", "colour"},
        {"GET", "/settlements?from=2018-02-30", NULL, "WRONG_FORMAT", "from"},
        {"GET", "/settlements?limit=0", NULL, "OUT_OF_RANGE", "limit"},
        {"GET", "/settlements?limit=201", NULL, "OUT_OF_RANGE", "limit"},
        {"GET", "/settlements?limit=x", NULL, "WRONG_FORMAT", "limit"},
        {"GET", "/settlements?least=1.234", NULL, "WRONG_FORMAT", "least"},
        {"GET", "/settlements?state=odd", NULL, "UNKNOWN_CODE", "state"},
        {"GET", "/settlements?sort=psn_no", NULL, "UNKNOWN_CODE", "sort"},
        {"GET", "/settlements?after=1.2.3", NULL, "WRONG_FORMAT", "after"},
        {"GET", "/settlements?med_type=1234567", NULL, "TOO_LONG", "med_type"},
        {"GET", "/settlements?from=2018-02-01&to=2018-01-01", NULL, "OUT_OF_RANGE", "to"},
        {"GET", "/overview?from=2018-13", NULL, "WRONG_FORMAT", "from"},
        {"GET", "/settlements/abc", NULL, "WRONG_FORMAT", "setl_id"},
        {"POST", "/persons/search", "{}", "MISSING", "certno"},
        {"POST", "/persons/search", "{\"psn_no\":[]}", "WRONG_TYPE", "psn_no"},
        {"POST", "/persons/search", "{\"name\":\"x\"}", "UNKNOWN_KEY", "name"},
        {"POST", "/persons/search", "[1]", "WRONG_JSON", ""},
        {"POST", "/persons/search", "{\"psn_no\":", "WRONG_JSON", ""},
        {"POST", "/persons/1/reveal", "{}", "MISSING", "reason"},
        {"POST", "/trial", "{\"policy\":\"x\",\"input\":1}", "WRONG_TYPE", "input"},
    };
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    assert_int_equal(seat_login(&seat, "li.jingban"), 200);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(seat_call(&seat, cases[i].method, cases[i].path, cases[i].body), 400);
        assert_string_equal(seat_get(&seat, "code"), cases[i].code);
        assert_string_equal(seat_get(&seat, "field"), cases[i].field);
    }
    seat_call(&seat, "GET", "/settlements?limit=0&lang=en", NULL);
    assert_string_equal(seat_get(&seat, "message"), "limit is out of range: 1..200");
    snprintf(seat.head, sizeof(seat.head), "Accept-Language: en-GB\r\n");
    seat_call(&seat, "GET", "/settlements?limit=0", NULL);
    assert_string_equal(seat_get(&seat, "message"), "limit is out of range: 1..200");
    seat_close(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEAT_SQLITE(nobody_comes_in_without_a_session),
        SEAT_SQLITE(every_answer_is_strict),
        DESK_BOTH(a_session_cannot_be_fixed),
        SEAT_SQLITE(the_store_does_not_know_the_token),
        SEAT_SQLITE(unsafe_methods_need_the_csrf_token),
        DESK_BOTH(idle_and_old_sessions_end),
        DESK_BOTH(five_failures_lock),
        DESK_BOTH(a_second_factor_is_asked_for),
        SEAT_SQLITE(a_password_is_changed_by_its_owner),
        SEAT_SQLITE(guesses_inside_count_too),
        SEAT_SQLITE(a_session_ends_with_the_next),
        SEAT_SQLITE(wrong_input_is_named),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
