#include "test/test.h"

#include <string.h>

#include "base/error.h"

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

/* Whoever writes an argument: no identity number gets through, whole or halved by the cut. */
static void identity_numbers_are_masked(void **state)
{
    static const char certno[] = "11010519491231002X";
    char text[YB_ERROR_ARG_BYTES_MAX + 40];
    struct yb_error error;

    (void)state;
    yb_fail(&error, YB_E_NOT_FOUND, "11010519491231002X", "a11010519491231002x,11010519491231002X",
            NULL);
    assert_string_equal(error.args[0], "110105********002X");
    assert_string_equal(error.args[1], "a110105********002x,110105********002X");
    /* A message's number holds a date and may hold anything: a longer run is none of them. */
    yb_fail(&error, YB_E_MESSAGE_DIFFERS, "H110105194912310020001", "111010519491231002X", NULL);
    assert_string_equal(error.args[0], "H110105194912310020001");
    assert_string_equal(error.args[1], "111010519491231002X");
    for (size_t at = 0; at < YB_ERROR_ARG_BYTES_MAX; at++) {
        memset(text, 'z', sizeof(text));
        memcpy(text + at, certno, sizeof(certno));
        yb_fail(&error, YB_E_NOT_FOUND, text, NULL);
        assert_null(strstr(error.args[0], "19491231"));
    }
}

static const struct {
    int code;
    const char *name, *zh, *en;
} rows[] = {
#define YB_ERROR(name, number, zh, en) {YB_E_##name, #name, zh, en},
#include "base/error.def"
#undef YB_ERROR
};

/* The largest n of the %n in a template; -1 when it holds another sort of "%". */
static int most_args(const char *template)
{
    int most = 0;

    for (; *template; template ++) {
        if (*template != '%')
            continue;
        template ++;
        if (*template == '%')
            continue;
        if (*template <'1' || *template > '0' + YB_ERROR_ARGS_MAX)
            return -1;
        if (*template - '0' > most)
            most = *template - '0';
    }
    return most;
}

static void every_row_is_complete(void **state)
{
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_in_range(-rows[i].code, 1, 999);
        for (k = 0; k < i; k++)
            assert_int_not_equal(rows[i].code, rows[k].code);
        assert_string_equal(yb_code_name(rows[i].code), rows[i].name);
        assert_string_equal(yb_code_template(rows[i].code, false), rows[i].zh);
        assert_string_equal(yb_code_template(rows[i].code, true), rows[i].en);
        assert_int_not_equal(most_args(rows[i].zh), -1);
        assert_int_equal(most_args(rows[i].zh), most_args(rows[i].en));
    }
    assert_string_equal(yb_code_name(YB_OK), "OK");
    assert_string_equal(yb_code_name(-12345), "UNKNOWN");
    assert_string_equal(yb_code_template(-12345, true), "");
}

static void arguments_are_cut_between_characters(void **state)
{
    struct yb_error error;
    char text[3 * 60 + 1] = "";
    size_t n;

    (void)state;
    for (n = 0; n < 60; n++)
        memcpy(text + 3 * n, "医", 4);
    yb_fail(&error, YB_E_MISSING, text, NULL);
    assert_int_equal(strlen(error.args[0]), 117); /* 39 characters; the limit is 119 bytes */
    assert_true(yb_text_is_utf8(yb_text_of(error.args[0]), NULL));
    text[119] = 0;
    memset(text, 'x', 119);
    yb_fail(&error, YB_E_MISSING, text, NULL);
    assert_string_equal(error.args[0], text);
    yb_fail(&error, YB_E_MISSING, "1", "2", "3", "4", "5", NULL);
    assert_int_equal(error.arg_count, YB_ERROR_ARGS_MAX);
}

static void a_place_stands_in_front(void **state)
{
    struct yb_arena arena;
    struct yb_error error;
    struct yb_buffer text;

    (void)state;
    yb_arena_init(&arena, 4096);
    yb_buffer_init(&text, &arena);
    yb_fail(&error, YB_E_POLICY_RATIO, "pays", "120%", NULL);
    error.file = "冠县.yaml";
    error.line = 12;
    yb_error_describe(&error, true, &text);
    assert_string_equal(yb_buffer_text(&text).bytes,
                        "冠县.yaml:12: pays has a ratio above 100%: 120%");
    yb_arena_release(&arena);
}

/* Kept in no language, read in either; what was kept as words before stays. */
static void a_refusal_is_kept_for_later(void **state)
{
    static const char *const kept[][3] = {
        {"PSN_NOT_COVERED\t310\t2023-11-13", "险种 310 在 2023-11-13 未参保或待遇未生效",
         "scheme 310 gives no cover on 2023-11-13"},
        {"310 在 2023-11-13 未参保", "310 在 2023-11-13 未参保", "310 在 2023-11-13 未参保"},
        {"", "", ""},
        {"EXISTS\t", " 已存在：", " exists already: "},
        {"MISSING\ta\tb\tc\td\te", "缺少必填项：a", "required field is missing: a"},
    };
    struct yb_arena arena;
    struct yb_error error;
    struct yb_buffer text;

    (void)state;
    yb_arena_init(&arena, 4096);
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        for (int english = 0; english < 2; english++) {
            yb_buffer_init(&text, &arena);
            yb_error_describe_packed(yb_text_of(kept[i][0]), english, &text);
            assert_string_equal(yb_buffer_text(&text).bytes, kept[i][1 + english]);
        }
    yb_fail(&error, YB_E_PSN_NOT_COVERED, "3\t10", "2023-11-13", NULL);
    yb_buffer_init(&text, &arena);
    yb_error_pack(&error, &text);
    assert_string_equal(yb_buffer_text(&text).bytes, "PSN_NOT_COVERED\t3 10\t2023-11-13");
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_speak_both_languages),
        cmocka_unit_test(identity_numbers_are_masked),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(arguments_are_cut_between_characters),
        cmocka_unit_test(a_place_stands_in_front),
        cmocka_unit_test(a_refusal_is_kept_for_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
