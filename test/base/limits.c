/*
 * The limits of base at their value and one past it. The limits of a claim, a policy and a message
 * are tested where they are enforced, with the same names.
 */
#include "test/test.h"

#include <string.h>

#include "base/money.h"
#include "base/yaml.h"

static struct yb_arena arena;

static int read_yaml(struct yb_text text, struct yb_error *error)
{
    struct yb_node *root;

    return yb_yaml_read(text, "x.yaml", &arena, &root, error);
}

static void yaml_depth(void **state)
{
    struct yb_error error;
    struct yb_buffer text;
    int past, i;

    (void)state;
    for (past = 0; past < 2; past++) {
        yb_buffer_init(&text, &arena);
        for (i = 0; i < YB_YAML_DEPTH_MAX + past; i++)
            yb_buffer_add_char(&text, '[');
        for (i = 0; i < YB_YAML_DEPTH_MAX + past; i++)
            yb_buffer_add_char(&text, ']');
        assert_int_equal(read_yaml(yb_buffer_text(&text), &error), past ? YB_E_TOO_DEEP : YB_OK);
    }
    assert_string_equal(error.args[0], "32");
    assert_int_equal(error.column, YB_YAML_DEPTH_MAX + 1);
}

static void yaml_bytes(void **state)
{
    char *text = yb_arena_alloc(&arena, YB_YAML_BYTES_MAX + 1);
    struct yb_error error;

    (void)state;
    memset(text, 'x', YB_YAML_BYTES_MAX + 1);
    memcpy(text, "# ", 2);
    memcpy(text + YB_YAML_BYTES_MAX - 5, "\na: 1x", 6);
    assert_int_equal(read_yaml((struct yb_text){text, YB_YAML_BYTES_MAX}, &error), YB_OK);
    assert_int_equal(read_yaml((struct yb_text){text, YB_YAML_BYTES_MAX + 1}, &error),
                     YB_E_TOO_LARGE);
    assert_string_equal(error.args[1], "4194304");
}

static void amounts(void **state)
{
    int64_t fen = 0;

    (void)state;
    assert_true(yb_money_parse(YB_TEXT("-90000000000.00"), &fen));
    assert_true(fen == -YB_AMOUNT_FEN_MAX);
    assert_false(yb_money_parse(YB_TEXT("-90000000000.01"), &fen));
    assert_true(yb_money_times(YB_AMOUNT_FEN_MAX, YB_PPM, YB_ROUND_UP) == YB_AMOUNT_FEN_MAX);
    assert_true(yb_money_times(-YB_AMOUNT_FEN_MAX, YB_PPM, YB_ROUND_UP) == -YB_AMOUNT_FEN_MAX);
    assert_true(YB_AMOUNT_FEN_MAX <= INT64_MAX / YB_PPM);
}

static int start(void **state)
{
    (void)state;
    yb_arena_init(&arena, 65536);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_depth),
        cmocka_unit_test(yaml_bytes),
        cmocka_unit_test(amounts),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
