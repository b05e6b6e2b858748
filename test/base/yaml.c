/*
 * Every refusal of the YAML reader with the place it names, and what it accepts.
 */
#include "test/fail.h"

#include <string.h>

#include "base/yaml.h"

static struct yb_arena arena;

static void refusals_name_their_place(void **state)
{
    static const struct {
        const char *text;
        int code, line, column;
        const char *arg;
    } rows[] = {
        {"", YB_E_WRONG_YAML, 1, 1, "one document is expected"},
        {"a: 1\n---\nb: 2\n", YB_E_WRONG_YAML, 2, 1, "one document is expected"},
        {"a: 1\n...\nb: 2\n", YB_E_WRONG_YAML, 3, 1, NULL},
        {"a: 1\nb: &x 2\n", YB_E_WRONG_YAML, 2, 4, "anchor or tag"},
        {"a: &x {b: 1}\n", YB_E_WRONG_YAML, 1, 4, "anchor or tag"},
        {"a: !!int 1\n", YB_E_WRONG_YAML, 1, 4, "anchor or tag"},
        {"a: !x [1]\n", YB_E_WRONG_YAML, 1, 4, "anchor or tag"},
        {"&k a: 1\n", YB_E_WRONG_YAML, 1, 1, "anchor or tag"},
        {"a: 1\nb: *x\n", YB_E_WRONG_YAML, 2, 4, "alias"},
        {"b:\n  <<: {a: 1}\n", YB_E_WRONG_YAML, 2, 3, "merge key"},
        {"? [a]\n: 1\n", YB_E_WRONG_YAML, 1, 3, "key is not a scalar"},
        {"a: 1\nb: 2\na: 3\n", YB_E_DUPLICATE_KEY, 3, 1, "a"},
        {"x:\n  - {医保: 1, 医保: 2}\n", YB_E_DUPLICATE_KEY, 2, 13, "医保"},
        {"a: b: c\n", YB_E_WRONG_YAML, 1, 5, NULL},
        {"a: [1, 2\nb: 3\n", YB_E_WRONG_YAML, 2, 2, NULL},
        {"a:\n\t- 1\n", YB_E_WRONG_YAML, 2, 1, NULL},
        {"a: \"x\n", YB_E_WRONG_YAML, 2, 1, NULL},
        {"a: 1\nb: \"\\0\"\n", YB_E_WRONG_YAML, 2, 4, "NUL character"},
        {"a: 1\nb: 医\x01\n", YB_E_WRONG_YAML, 2, 5, NULL},
        {"a: 1\nb: 医\xB9\xDA\n", YB_E_NOT_UTF8, 2, 5, "11"},
        {"a: \"\\uD800\"\n", YB_E_WRONG_YAML, 1, 7, NULL},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_error error = {0};
        struct yb_node *root;

        yb_arena_clear(&arena);
        assert_int_equal(yb_yaml_read(yb_text_of(rows[i].text), "x.yaml", &arena, &root, &error),
                         rows[i].code);
        assert_int_equal(error.code, rows[i].code);
        assert_string_equal(error.file, "x.yaml");
        if (error.line != rows[i].line || error.column != rows[i].column)
            print_error("row %zu: %d:%d %s\n", i, error.line, error.column, error.args[0]);
        assert_int_equal(error.line, rows[i].line);
        assert_int_equal(error.column, rows[i].column);
        assert_int_equal(error.arg_count, 1);
        if (rows[i].arg)
            assert_string_equal(error.args[0], rows[i].arg);
    }
}

static const char sample[] = "# 政策包\n"
                             "pack: 冠县\n"
                             "pays: 80 %\n"
                             "code: \"001\"\n"
                             "empty:\n"
                             "segments:\n"
                             "  - {above: 12000.00, pays: 50 %}\n"
                             "  - above: 1\n"
                             "    pays: |\n"
                             "      two\n"
                             "      lines\n";

static void trees_keep_text_order_and_place(void **state)
{
    const struct yb_node *segments, *second;
    struct yb_error error;
    struct yb_node *root;

    (void)state;
    assert_int_equal(yb_yaml_read(yb_text_of(sample), NULL, &arena, &root, &error), YB_OK);
    assert_int_equal(root->kind, YB_NODE_MAPPING);
    assert_int_equal(root->count, 5);
    assert_true(yb_text_is(root->first->key, "pack"));
    assert_int_equal(root->first->key_line, 2);
    assert_true(yb_text_is(yb_node_get(root, "pays")->text, "80 %"));
    assert_int_equal(yb_node_get(root, "pays")->line, 3);
    assert_int_equal(yb_node_get(root, "pays")->column, 7);
    assert_true(yb_text_is(yb_node_get(root, "code")->text, "001"));
    assert_true(yb_node_get(root, "code")->quoted);
    assert_false(yb_node_get(root, "pack")->quoted);
    assert_int_equal(yb_node_get(root, "empty")->text.length, 0);
    assert_null(yb_node_get(root, "absent"));
    segments = yb_node_get(root, "segments");
    assert_int_equal(segments->kind, YB_NODE_LIST);
    assert_int_equal(segments->count, 2);
    second = segments->first->next;
    assert_int_equal(second->line, 8);
    assert_true(yb_text_is(yb_node_get(second, "pays")->text, "two\nlines\n"));
    assert_null(second->next);
    assert_null(yb_node_get(segments, "above"));
    assert_null(yb_node_get(NULL, "above"));
}

static void a_big_mapping_is_read_in_one_pass(void **state)
{
    struct yb_error error;
    struct yb_node *root;
    struct yb_buffer text;
    int i;

    (void)state;
    yb_buffer_init(&text, &arena);
    for (i = 0; i < 100000; i++)
        yb_buffer_addf(&text, "key%d: %d\n", i, i);
    assert_int_equal(yb_yaml_read(yb_buffer_text(&text), NULL, &arena, &root, &error), YB_OK);
    assert_int_equal(root->count, 100000);
    yb_buffer_addf(&text, "key0: again\n");
    assert_int_equal(yb_yaml_read(yb_buffer_text(&text), NULL, &arena, &root, &error),
                     YB_E_DUPLICATE_KEY);
    assert_int_equal(error.line, 100001);
}

static int read_sample(struct yb_arena *fresh, void *context)
{
    struct yb_error error;
    struct yb_node *root;

    (void)context;
    return yb_yaml_read(yb_text_of(sample), NULL, fresh, &root, &error);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_in_range(test_every_allocation(read_sample, NULL), 20, 200);
    test_every_malloc(read_sample, NULL);
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
        cmocka_unit_test(refusals_name_their_place),
        cmocka_unit_test(trees_keep_text_order_and_place),
        cmocka_unit_test(a_big_mapping_is_read_in_one_pass),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
