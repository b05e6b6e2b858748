/*
 * Multipart bodies, times, and what an answer looks like.
 */
#include "test/test.h"

#include <string.h>

#include "base/day.h"
#include "face/nhsa/envelope.h"
#include "face/nhsa/multipart.h"

static void multipart_bodies(void **state)
{
    static const struct {
        const char *type, *body;
        int parts;
    } cases[] = {
        {"multipart/form-data; boundary=b",
         "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n", 1},
        {"Multipart/Form-Data; charset=utf-8; boundary=\"b c\"",
         "preamble\r\n--b c\r\ncontent-disposition: form-data; name=x; filename=\"f\"\r\nA: b"
         "\r\n\r\n1\r\n--b c\r\nContent-Disposition: form-data; name=y\r\n\r\n\r\n--b c--",
         2},
        {"multipart/form-data; boundary=b", "--b--\r\n", 0},
        {"multipart/form-data; boundary=b", "", -1},
        {"multipart/form-data; boundary=b", "--b\r\n", -1},
        {"multipart/form-data; boundary=b", "--b\r\n\r\n\r\n\r\n--b--", -1},
        {"multipart/form-data; boundary=b",
         "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno end", -1},
        {"multipart/form-data; boundary=b", "--b\r\nContent-Type: a\r\n\r\n1\r\n--b--", -1},
        {"multipart/form-data", "--b--", -1},
        {"multipart/form-data; boundary=", "--b--", -1},
        {"text/plain; boundary=b", "--b--", -1},
    };
    struct yb_multipart parts[YB_MULTIPART_PARTS_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (yb_multipart_split(cases[i].type, yb_text_of(cases[i].body), parts) != cases[i].parts)
            fail_msg("case %zu", i);
    assert_int_equal(yb_multipart_split(cases[1].type, yb_text_of(cases[1].body), parts), 2);
    assert_true(yb_text_is(parts[0].name, "x"));
    assert_true(yb_text_is(parts[0].filename, "f"));
    assert_true(yb_text_is(parts[0].body, "1"));
    assert_true(yb_text_is(parts[1].name, "y"));
    assert_int_equal(parts[1].body.length, 0);
}

static void times(void **state)
{
    static const char *const same[] = {"2024-01-31 08:30:05", "20240131083005",
                                       "2024-01-31T08:30:05", "2024-01-31T08:30:05.123+08:00"};
    static const char *const wrong[] = {"", "2024", "2024-01-31 08:30:05x", "2024-13-31 08:30:05",
                                        "20240230083005"};
    int64_t first, instant;

    (void)state;
    assert_true(yb_nhsa_time_parse(yb_text_of(same[0]), &first));
    for (size_t i = 1; i < sizeof same / sizeof same[0]; i++) {
        assert_true(yb_nhsa_time_parse(yb_text_of(same[i]), &instant));
        assert_int_equal(instant, first);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(yb_nhsa_time_parse(yb_text_of(wrong[i]), &instant));
}

static void answers(void **state)
{
    struct yb_nhsa_answer answer = {.division = "371525", .serial = INT64_C(12345678901)};
    struct yb_arena arena;
    struct yb_error error;
    struct yb_text text;
    char path[400] = "data.";

    (void)state;
    assert_true(yb_instant_parse(YB_TEXT("2024-01-31 08:30:05"), &answer.received_ms));
    answer.responded_ms = answer.received_ms + 12;
    yb_arena_init(&arena, 4096);
    assert_string_equal(
        yb_nhsa_answer_ok(&answer, YB_TEXT("{}"), &arena).bytes,
        "{\"infcode\":0,\"inf_refmsgid\":\"371525202401310830052345678901\",\"refmsg_time\":"
        "\"20240131083005000\",\"respond_time\":\"20240131083005012\",\"err_msg\":\"\","
        "\"output\":{}}");
    answer.infcode_text = true;
    yb_fail(&error, YB_E_MISSING, "data.psn_no", NULL);
    assert_string_equal(
        yb_nhsa_answer_error(&answer, &error, &arena).bytes,
        "{\"infcode\":\"-2\",\"inf_refmsgid\":\"371525202401310830052345678901\",\"refmsg_time\":"
        "\"20240131083005000\",\"respond_time\":\"20240131083005012\",\"err_msg\":"
        "\"缺少必填项：data.psn_no\",\"output\":{}}");
    /* a long text is cut at a character */
    for (size_t i = 5; i + 3 < 110; i += 3)
        memcpy(path + i, "医", 4);
    yb_fail(&error, YB_E_SETL_TOTAL, path, path, path, path, NULL);
    text = yb_nhsa_answer_error(&answer, &error, &arena);
    assert_true(yb_text_is_utf8(text, NULL));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multipart_bodies),
        cmocka_unit_test(times),
        cmocka_unit_test(answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
