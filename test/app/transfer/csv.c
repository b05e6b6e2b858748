#include "app/transfer/csv.h"

#include <string.h>

#include "test/test.h"

static const struct yb_csv_column columns[] = {
    {.name = "code", .required = true, .length_max = 4},
    {.name = "name", .required = true},
    {.name = "memo"},
};

struct seen {
    struct yb_buffer text;
    int64_t refused_row;
    int refused_code;
};

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct seen *seen = context;

    if (yb_text_is(row->values[0], "bad"))
        return yb_fail(error, YB_E_UNKNOWN_CODE, "code", "bad", NULL);
    if (yb_text_is(row->values[0], "disk"))
        return yb_fail(error, YB_E_STORE_FULL, NULL);
    yb_buffer_addf(&seen->text, "[%d:" YB_TEXT_FMT "|" YB_TEXT_FMT "|" YB_TEXT_FMT "]",
                   (int)row->number, YB_TEXT_ARG(row->values[0]), YB_TEXT_ARG(row->values[1]),
                   YB_TEXT_ARG(row->values[2]));
    return YB_OK;
}

static void say(void *context, int64_t row, const struct yb_error *error)
{
    struct seen *seen = context;

    seen->refused_row = row;
    seen->refused_code = error->code;
}

static const struct {
    const char *text;
    int rc;
    const char *seen;
    int64_t rows, refused, refused_row;
    int refused_code;
} cases[] = {
    {"code,name\n1,a\n2,b\n", YB_OK, "[2:1|a|][3:2|b|]", 2, 0, 0, 0},
    {"\xEF\xBB\xBFname,code\r\na,1\r\n", YB_OK, "[2:1|a|]", 1, 0, 0, 0},
    {"code,name,memo\n1,\"a,\"\"b\"\"\nc\",m\n", YB_OK, "[2:1|a,\"b\"\nc|m]", 1, 0, 0, 0},
    {"code,name\n1,a", YB_OK, "[2:1|a|]", 1, 0, 0, 0},
    {"code,name\n,a\n2,b\n", YB_OK, "[3:2|b|]", 2, 1, 2, YB_E_MISSING},
    {"code,name\n1\n2,b\n", YB_OK, "[3:2|b|]", 2, 1, 2, YB_E_MISSING},
    {"code,name\n1,a,x\n2,b\n", YB_OK, "[3:2|b|]", 2, 1, 2, YB_E_TOO_MANY},
    {"code,name\n甲乙丙丁,a\n", YB_OK, "[2:甲乙丙丁|a|]", 1, 0, 0, 0},
    {"code,name\n12345,a\n", YB_OK, "", 1, 1, 2, YB_E_TOO_LONG},
    {"code,name\n1,\xFF\n", YB_OK, "", 1, 1, 2, YB_E_WRONG_FORMAT},
    {"code,name\nbad,a\n2,b\n", YB_OK, "[3:2|b|]", 2, 1, 2, YB_E_UNKNOWN_CODE},
    {"code,name\n1,a\ndisk,b\n3,c\n", YB_E_STORE_FULL, "[2:1|a|]", 1, 0, 0, 0},
    {"code\n1\n", YB_E_MISSING, "", 0, 0, 0, 0},
    {"code,name,other\n1,a,b\n", YB_E_UNKNOWN_KEY, "", 0, 0, 0, 0},
    {"code,name,code\n1,a,b\n", YB_E_DUPLICATE_KEY, "", 0, 0, 0, 0},
    {"code,name\n1,\"a\n", YB_E_WRONG_FORMAT, "", 0, 0, 0, 0},
    {"", YB_E_MISSING, "", 0, 0, 0, 0},
};

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_arena arena;
        struct seen seen = {0};
        struct yb_csv_report report = {.say = say, .context = &seen};
        struct yb_csv_sink sink = {take, &seen, &report};
        struct yb_error error = {0};

        yb_arena_init(&arena, 4096);
        yb_buffer_init(&seen.text, &arena);
        print_message("%s\n", cases[i].text);
        assert_int_equal(yb_csv_read(yb_text_of(cases[i].text), columns, 3, &sink, &error),
                         cases[i].rc);
        assert_int_equal(error.code, cases[i].rc);
        assert_true(yb_text_is(yb_buffer_text(&seen.text), cases[i].seen));
        assert_int_equal(report.rows, cases[i].rows);
        assert_int_equal(report.refused, cases[i].refused);
        assert_int_equal(seen.refused_row, cases[i].refused_row);
        assert_int_equal(seen.refused_code, cases[i].refused_code);
        yb_arena_release(&arena);
    }
}

static void test_write(void **state)
{
    struct yb_arena arena;
    struct yb_buffer out;

    (void)state;
    yb_arena_init(&arena, 4096);
    yb_buffer_init(&out, &arena);
    yb_csv_add(&out, YB_TEXT("a"), ',');
    yb_csv_add(&out, YB_TEXT("b,\"c\"\n"), ',');
    yb_csv_add(&out, YB_TEXT(""), '\n');
    assert_true(yb_text_is(yb_buffer_text(&out), "a,\"b,\"\"c\"\"\n\",\n"));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
