/* Overlays over a pack's tree; trees as normalised text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/yaml.h"
#include "base/yaml_write.h"
#include "engine/policy/overlay.h"
#include "test/test.h"

static const char base_text[] =
    "pack: p\n"
    "sources: {s: x}\n"
    "limits:\n"
    "  year: {fund_pays_at_most: 120.00, source: s 1}\n"
    "layers:\n"
    "  - layer: pool\n"
    "    rules:\n"
    "      - rule: inpatient\n"
    "        deductible: {nth_of: n, level_1 / unrated: [200.00, 100.00]}\n"
    "        pays: {level_2: 70 %, any: 60 %}\n"
    "        segments:\n"
    "          - {above: 0.00, pays: 50 %}\n"
    "          - {above: 100.00, pays: 60 %}\n";

static struct yb_node *tree(struct yb_arena *arena, const char *text)
{
    struct yb_node *root = NULL;
    struct yb_error error;

    if (yb_yaml_read(yb_text_of(text), "text", arena, &root, &error) != YB_OK)
        fail_msg("%d %s", error.line, error.args[0]);
    return root;
}

static struct yb_text written(struct yb_arena *arena, const struct yb_node *root)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    yb_yaml_write(root, &out);
    return yb_text_copy(arena, yb_buffer_text(&out));
}

/* What stands at a place afterwards, or what was refused. */
static const struct {
    const char *overlay, *at, *after; /* after NULL: it is gone */
    int code, line;
} rows[] = {
    {"", "limits > year > fund_pays_at_most", "120.00", 0, 0},
    {"note: n\nchanges:\n", "limits > year > fund_pays_at_most", "120.00", 0, 0},
    {"changes:\n  - {at: limits > year > fund_pays_at_most, to: 150.00}\n",
     "limits > year > fund_pays_at_most", "150.00", 0, 0},
    {"changes:\n  - {at: layers > pool > rules > inpatient > pays > level_2, was: 70 %, to: 75 "
     "%}\n",
     "layers > pool > rules > inpatient > pays > level_2", "75 %", 0, 0},
    {"changes:\n  - {at: layers > 1 > rules > 1 > deductible > level_1 / unrated > 2, to: 80.00}\n",
     "layers > pool > rules > inpatient > deductible > level_1 / unrated > 2", "80.00", 0, 0},
    {"changes:\n  - {at: layers > pool > rules > inpatient > segments > 1, remove: true}\n",
     "layers > pool > rules > inpatient > segments > 1 > pays", "60 %", 0, 0},
    {"changes:\n  - {at: layers > pool > rules > inpatient > pays > level_3, to: 55 %}\n",
     "layers > pool > rules > inpatient > pays > level_3", "55 %", 0, 0},
    {"changes:\n  - {at: layers > pool > rules, add: {rule: first, x: 1}, before: inpatient}\n",
     "layers > pool > rules > 1 > rule", "first", 0, 0},
    {"changes:\n  - {at: layers > pool > rules, add: {rule: last}}\n",
     "layers > pool > rules > 2 > rule", "last", 0, 0},
    {"changes:\n  - {at: limits > year, remove: true}\n", "limits > year", NULL, 0, 0},
    {"changes:\n  - {at: limits > none > x, to: 1}\n", "", NULL, YB_E_NOT_FOUND, 2},
    {"changes:\n  - {at: limits > none, remove: true}\n", "", NULL, YB_E_NOT_FOUND, 2},
    {"changes:\n  - {at: layers > 2, to: 1}\n", "", NULL, YB_E_NOT_FOUND, 2},
    {"changes:\n\n  - at: limits > year > fund_pays_at_most\n    was: 1.00\n    to: 2.00\n", "",
     NULL, YB_E_POLICY_WAS, 4},
    {"changes:\n  - {at: limits, to: 1, remove: true}\n", "", NULL, YB_E_WRONG_FORMAT, 2},
    {"changes:\n  - {at: limits}\n", "", NULL, YB_E_WRONG_FORMAT, 2},
    {"changes:\n  - {to: 1}\n", "", NULL, YB_E_MISSING, 2},
    {"changes:\n  - {at: limits, too: 1}\n", "", NULL, YB_E_UNKNOWN_KEY, 2},
    {"changes:\n  - {at: limits, remove: yes}\n", "", NULL, YB_E_WRONG_FORMAT, 2},
    {"changes:\n  - {at: limits, add: 1}\n", "", NULL, YB_E_WRONG_TYPE, 2},
    {"changes: 1\n", "", NULL, YB_E_WRONG_TYPE, 1},
    {"changed: []\n", "", NULL, YB_E_UNKNOWN_KEY, 1},
    {"- 1\n", "", NULL, YB_E_WRONG_TYPE, 1},
    {"hello\n", "", NULL, YB_E_WRONG_TYPE, 1},
};

static void changes_are_made_or_refused_at_their_line(void **state)
{
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_node *base = tree(&arena, base_text), *made = NULL;
        struct yb_node *overlay = *rows[i].overlay ? tree(&arena, rows[i].overlay) : NULL;
        struct yb_text before = written(&arena, base);
        const struct yb_node *found;
        struct yb_mistakes mistakes;
        int rc;

        yb_mistakes_init(&mistakes, &arena);
        rc = yb_overlay_apply(base, overlay, "o.yaml", &mistakes, &made);
        assert_int_equal(rc, rows[i].code);
        assert_true(yb_text_equal(before, written(&arena, base))); /* the base is not touched */
        if (rc != YB_OK) {
            assert_int_equal(mistakes.errors[0].line, rows[i].line);
            assert_string_equal(mistakes.errors[0].file, "o.yaml");
            assert_string_not_equal(mistakes.errors[0].args[0], ""); /* it says what is wrong */
            continue;
        }
        found = yb_overlay_find(made, yb_text_of(rows[i].at));
        assert_int_equal(found != NULL, rows[i].after != NULL);
        if (found)
            assert_true(yb_text_is(found->text, rows[i].after));
    }
    yb_arena_release(&arena);
}

static void mistakes_at_what_was_laid_over_name_its_line(void **state)
{
    struct yb_arena arena;
    struct yb_mistakes mistakes;
    struct yb_node *made;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    yb_mistakes_init(&mistakes, &arena);
    assert_int_equal(
        yb_overlay_apply(tree(&arena, base_text),
                         tree(&arena, "changes:\n  - at: limits > year > source\n    to: none\n"),
                         "o.yaml", &mistakes, &made),
        YB_OK);
    yb_mistakes_add(&mistakes, "base.yaml",
                    yb_overlay_find(made, YB_TEXT("limits > year > source")), YB_E_MISSING, "a",
                    NULL, NULL);
    yb_mistakes_add(&mistakes, "base.yaml",
                    yb_overlay_find(made, YB_TEXT("limits > year > fund_pays_at_most")),
                    YB_E_MISSING, "a", NULL, NULL);
    yb_overlay_settle(&mistakes, 0, "o.yaml");
    assert_string_equal(mistakes.errors[0].file, "o.yaml");
    assert_int_equal(mistakes.errors[0].line, 3);
    assert_string_equal(mistakes.errors[1].file, "base.yaml");
    assert_int_equal(mistakes.errors[1].line, 4);
    yb_arena_release(&arena);
}

static void figures_are_found_again_by_their_place(void **state)
{
    static const char *const places[] = {
        "limits > year > fund_pays_at_most",
        "layers > pool > rules > inpatient > deductible > level_1 / unrated > 1",
        "layers > pool > rules > inpatient > deductible > level_1 / unrated > 2",
        "layers > pool > rules > inpatient > pays > level_2",
        "layers > pool > rules > inpatient > pays > any",
        "layers > pool > rules > inpatient > segments > 1 > above",
        "layers > pool > rules > inpatient > segments > 1 > pays",
        "layers > pool > rules > inpatient > segments > 2 > above",
        "layers > pool > rules > inpatient > segments > 2 > pays",
    };
    struct yb_figures figures;
    struct yb_arena arena;
    struct yb_node *root;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    root = tree(&arena, base_text);
    assert_int_equal(yb_overlay_figures(root, &arena, &figures), YB_OK);
    assert_int_equal(figures.count, sizeof(places) / sizeof(places[0]));
    for (size_t i = 0; i < figures.count; i++) {
        const struct yb_node *found = yb_overlay_find(root, figures.rows[i].at);

        assert_true(yb_text_is(figures.rows[i].at, places[i]));
        assert_non_null(found);
        assert_true(yb_text_equal(found->text, figures.rows[i].value));
    }
    yb_arena_release(&arena);
}

/* ---- normalised text ---- */

static void assert_same(const struct yb_node *a, const struct yb_node *b)
{
    for (; a && b; a = a->next, b = b->next) {
        assert_int_equal(a->kind, b->kind);
        assert_true(yb_text_equal(a->key, b->key));
        assert_true(yb_text_equal(a->text, b->text));
        assert_int_equal(a->count, b->count);
        assert_same(a->first, b->first);
    }
    assert_true(!a && !b);
}

static void read_back(struct yb_arena *arena, const struct yb_node *root)
{
    struct yb_text once = written(arena, root);
    struct yb_node *again = tree(arena, yb_arena_copy(arena, once.bytes, once.length));

    assert_same(root->first, again->first);
    assert_true(yb_text_equal(once, written(arena, again)));
}

static void strange_texts_are_read_back(void **state)
{
    static const char *const texts[] = {
        "a: 'x: y'\nb: \"#\"\nc: '- x'\nd: ''\n",
        "a: \"line\\nline\\ttab \\\"quoted\\\" \\\\\"\n'k: 1': v\n",
        "a: []\nb: {}\nc: [[1, 2], [], [{x: 1, y: [2]}]]\nd:\n",
        "a: -5 %\nb: a#b\nc: a:b\nd: \"true\"\ne: '  x '\nf: '*x'\n",
        "- 1\n- {a: 1, b: {c: 2}}\n- [x]\n",
    };
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        read_back(&arena, tree(&arena, texts[i]));
    yb_arena_release(&arena);
}

static void read_back_folder(struct yb_arena *arena, const char *folder)
{
    const char **names;
    size_t count = 0;
    struct yb_error error;

    assert_int_equal(yb_folder_list(folder, "", arena, &names, &count, &error), YB_OK);
    for (size_t i = 0; i < count; i++) {
        const char *path = yb_arena_format(arena, "%s/%s", folder, names[i]);
        struct yb_text text;

        if (yb_is_folder(path)) {
            read_back_folder(arena, path);
        } else if (strstr(names[i], ".yaml") && !strstr(names[i], ".cases.") &&
                   !strstr(folder, "inconsistent")) {
            assert_int_equal(yb_file_read(path, 1 << 20, arena, &text, &error), YB_OK);
            read_back(arena, tree(arena, yb_arena_copy(arena, text.bytes, text.length)));
        }
    }
}

static void shipped_packs_are_read_back(void **state)
{
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 20);
    read_back_folder(&arena, yb_arena_format(&arena, "%s/policies", getenv("YB_DATA")));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_made_or_refused_at_their_line),
        cmocka_unit_test(mistakes_at_what_was_laid_over_name_its_line),
        cmocka_unit_test(figures_are_found_again_by_their_place),
        cmocka_unit_test(strange_texts_are_read_back),
        cmocka_unit_test(shipped_packs_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
