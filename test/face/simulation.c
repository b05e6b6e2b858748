/* A simulation's two forms say the same sums, and every table adds up to them. */
#include "test/engine/claim.h"
#include "test/engine/pack.h"
#include "test/engine/year/memory.h"

#include "base/day.h"
#include "face/simulation.h"

#define CLAIMS 60

static struct memory file;

static const char pack[] = TEST_HEAD TEST_STATED
    "unstated: [off_site]\nlayers:\n  - layer: pool\n    title: 统筹\n    source: s\n"
    "    pays_from: hifp\n    works_on: in_scope\n"
    "    rules:\n      - rule: all\n        pays: {source: s, level_3: 50 %, any: 60 %}\n";

static const char other_pack[] = TEST_HEAD TEST_STATED
    "unstated: [off_site]\nlayers:\n  - layer: pool\n    title: 统筹\n    source: s\n"
    "    pays_from: hifp\n    works_on: in_scope\n"
    "    rules:\n      - rule: all\n        pays: 70 %\n"
    "  - layer: aid\n    title: 救助\n    source: s\n    pays_from: maf\n"
    "    works_on: [deductible, copay]\n    rules:\n      - rule: all\n        pays: 10 %\n";

static const struct yb_policy *policy_of(struct yb_arena *arena, const char *text)
{
    struct yb_mistakes mistakes;
    const struct yb_policy *policy = test_pack(arena, text, &mistakes);

    if (!policy)
        print_error("%s %s\n", mistakes.errors[0].args[0], mistakes.errors[0].args[1]);
    assert_non_null(policy);
    return policy;
}

static void make_year(struct yb_arena *arena, const struct yb_policy *policy)
{
    const struct yb_year_sink sink = {memory_write, &file};
    struct yb_year_builder builder;
    uint64_t seed = test_seed();
    struct yb_error error;

    yb_year_builder_init(&builder, arena, 2018, 390);
    for (int i = 0; i < CLAIMS; i++) {
        struct test_claim made;
        struct yb_year_entry entry = {.psn_no = 1 + i % 7,
                                      .claim = {.setl_id = i + 1,
                                                .line_count = TEST_LINES,
                                                .setl_day = yb_day_of(2018, 1 + i % 12, 1)}};

        test_claim_make(&made, policy, &seed);
        entry.facts = made.claim.facts;
        entry.lines = made.lines;
        yb_year_builder_add(&builder, &entry);
    }
    assert_int_equal(yb_year_builder_write(&builder, 1, 1, &sink, &error), YB_OK);
}

static int64_t fen_of(const struct yb_json_value *object, const char *name)
{
    const struct yb_json_value *value = yb_json_get(object, name);
    int64_t fen = 0;

    assert_true(!value || yb_money_parse(value->text, &fen));
    return fen;
}

/* The sum of one side's funds over a list of rows. */
static int64_t sum_of(const struct yb_json_value *list, const char *side)
{
    int64_t sum = 0;

    for (const struct yb_json_value *row = list->first; row; row = row->next)
        sum += fen_of(yb_json_get(row, side), "fund_pay_sumamt");
    return sum;
}

static int64_t layers_of(const struct yb_json_value *root, const char *side)
{
    int64_t sum = 0;

    for (const struct yb_json_value *layer = yb_json_get(root, "layers")->first; layer;
         layer = layer->next)
        for (const struct yb_json_value *month = yb_json_get(layer, side)->first; month;
             month = month->next) {
            int64_t fen;

            assert_true(yb_money_parse(month->text, &fen));
            sum += fen;
        }
    return sum;
}

static void check_json(const struct yb_simulation_view *view, struct yb_arena *arena)
{
    static const char *const sides[] = {"old", "new"};
    struct yb_json_value *root;
    struct yb_buffer out;
    struct yb_error error;
    struct yb_json json;

    yb_buffer_init(&out, arena);
    yb_json_init(&json, &out);
    yb_simulation_write_json(view, &json);
    assert_int_equal(yb_json_read(yb_buffer_text(&out), arena, &root, &error), YB_OK);
    assert_int_equal(yb_json_get(root, "layers")->count, 2);
    for (int side = 0; side < 2; side++) {
        const struct yb_json_value *groups = yb_json_get(root, "groups");
        int64_t funds = yb_simulated_funds(&view->simulation->all[side]);

        assert_true(funds > 0);
        assert_int_equal(fen_of(yb_json_get(root, sides[side]), "fund_pay_sumamt"), funds);
        assert_int_equal(sum_of(yb_json_get(root, "months"), sides[side]), funds);
        assert_int_equal(layers_of(root, sides[side]), funds);
        for (const struct yb_json_value *group = groups->first; group; group = group->next)
            assert_int_equal(sum_of(group, sides[side]), funds);
    }
}

static void check_text(struct yb_simulation_view *view, struct yb_arena *arena)
{
    static const char *const words[][2] = {{"救助", "aid"},
                                           {"政策范围内报销比", "funds / in-scope"},
                                           {"按医院等级", "by level"},
                                           {"受益", "Pay less"}};

    for (int english = 0; english < 2; english++) {
        struct yb_buffer out;
        char total[YB_DECIMAL_TEXT_MAX];

        view->english = english != 0;
        yb_buffer_init(&out, arena);
        yb_simulation_write_text(view, &out);
        yb_money_format(yb_simulated_funds(&view->simulation->all[1]), total);
        assert_non_null(strstr(yb_buffer_text(&out).bytes, total));
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
            assert_non_null(strstr(yb_buffer_text(&out).bytes, words[i][english]));
    }
}

static void both_forms_say_the_same(void **state)
{
    static struct yb_simulation simulation;
    struct yb_simulation_view view = {.simulation = &simulation};
    struct yb_simulation_run run;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_year year;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    view.policies[0] = policy_of(&arena, pack);
    view.policies[1] = policy_of(&arena, other_pack);
    make_year(&arena, view.policies[0]);
    year = memory_open(&file);
    run = (struct yb_simulation_run){&year, {view.policies[0], view.policies[1]}, &arena};
    assert_int_equal(yb_simulate(&run, 0, year.head->count[YB_YEAR_PERSONS], &simulation, &error),
                     YB_OK);
    view.year = &year;
    check_json(&view, &arena);
    check_text(&view, &arena);
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_forms_say_the_same)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
