#include "test/test.h"

#include <string.h>

#include "base/encoding.h"

static void files_become_utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        enum yb_encoding encoding;
        const char *text; /* NULL: refused */
        int code;
        const char *byte; /* last argument of the refusal */
    } rows[] = {
        {"abc", 3, YB_ENCODING_DETECT, "abc", 0, NULL},
        {"", 0, YB_ENCODING_DETECT, "", 0, NULL},
        {"\xE5\x8C\xBB\xE4\xBF\x9D", 6, YB_ENCODING_DETECT, "医保", 0, NULL},
        {"\xEF\xBB\xBF\xE5\x8C\xBB", 6, YB_ENCODING_DETECT, "医", 0, NULL},
        {"\xD2\xBD\xB1\xA3", 4, YB_ENCODING_DETECT, "医保", 0, NULL},
        {"\xD2\xBD\xB1\xA3", 4, YB_ENCODING_GB18030, "医保", 0, NULL},
        {"\x95\x32\x82\x36", 4, YB_ENCODING_GB18030, "𠀀", 0, NULL}, /* four bytes */
        {"\x3B\x53\xDD\x4F", 4, YB_ENCODING_GB18030, ";S軴", 0, NULL},
        {"\xFF\xFE\x3B\x53\xDD\x4F", 6, YB_ENCODING_DETECT, "医保", 0, NULL},
        {"\xFE\xFF\x53\x3B\x4F\xDD", 6, YB_ENCODING_DETECT, "医保", 0, NULL},
        {"a\xB9\xDA", 3, YB_ENCODING_UTF_8, NULL, YB_E_NOT_UTF8, "2"},
        {"ab\xFF", 3, YB_ENCODING_DETECT, NULL, YB_E_WRONG_FORMAT, "3"},
        {"ab\xD2", 3, YB_ENCODING_DETECT, NULL, YB_E_WRONG_FORMAT, "3"}, /* cut */
        {"a\0b", 3, YB_ENCODING_DETECT, NULL, YB_E_WRONG_FORMAT, "2"},
        {"\xEF\xBB\xBF\xB9\xDA", 5, YB_ENCODING_DETECT, NULL, YB_E_NOT_UTF8, "1"},
    };
    struct yb_arena arena;
    size_t i;

    (void)state;
    yb_arena_init(&arena, 4096);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_text bytes = {rows[i].bytes, rows[i].length}, text;
        struct yb_error error = {0};
        int code = yb_text_decode(bytes, rows[i].encoding, &arena, &text, &error);

        assert_int_equal(code, rows[i].code);
        if (rows[i].text)
            assert_true(yb_text_is(text, rows[i].text));
        else
            assert_string_equal(error.args[error.arg_count - 1], rows[i].byte);
    }
    yb_arena_release(&arena);
}

static void encodings_have_names(void **state)
{
    enum yb_encoding encoding;

    (void)state;
    assert_true(yb_encoding_of(YB_TEXT("gb18030"), &encoding));
    assert_int_equal(encoding, YB_ENCODING_GB18030);
    assert_false(yb_encoding_of(YB_TEXT("latin1"), &encoding));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_become_utf8),
        cmocka_unit_test(encodings_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
