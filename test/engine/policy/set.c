#include "test/engine/pack.h"

#include "engine/policy/cover.h"
#include "engine/policy/set.h"

static struct yb_node *tree(struct yb_arena *arena, const char *text)
{
    struct yb_node *root = NULL;
    struct yb_error error;

    assert_int_equal(yb_yaml_read(yb_text_of(text), "t", arena, &root, &error), YB_OK);
    return root;
}

static int add(struct yb_policy_set *set, const char *region, const char *scheme,
               const char *in_force, struct yb_mistakes *mistakes)
{
    const char *text =
        yb_arena_format(set->arena, "pack: t\nregion: \"%s\"\nscheme: %s\nin_force: {%s}\n", region,
                        scheme, in_force);
    const char *name = yb_arena_format(set->arena, "%s %s", region, in_force);

    return yb_policy_set_add(set, tree(set->arena, text), name, yb_text_of(name), mistakes);
}

static const char *found(const struct yb_policy_set *set, const char *region, int insutype,
                         int year, int month)
{
    const struct yb_policy *policy =
        yb_policy_set_find(set, yb_text_of(region), insutype, yb_day_of(year, month, 1));

    return policy ? policy->id.bytes : "none";
}

static void the_nearest_region_in_force_is_found(void **state)
{
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    yb_mistakes_init(&mistakes, &arena);
    assert_int_equal(yb_policy_set_init(&set, &arena), YB_OK);
    add(&set, "371525", "resident", "from: 2018-01-01, to: 2018-12-31", &mistakes);
    add(&set, "370000", "resident", "from: 2010-01-01", &mistakes);
    add(&set, "371525", "resident", "from: 2020-01-01", &mistakes);
    add(&set, "371500", "resident", "from: 2017-01-01, to: 2019-06-30", &mistakes);
    add(&set, "371525", "employee", "from: 2018-01-01", &mistakes);
    assert_int_equal(yb_policy_set_finish(&set, &mistakes), YB_OK);
    assert_string_equal(found(&set, "371525", 390, 2018, 5),
                        "371525 from: 2018-01-01, to: 2018-12-31");
    assert_string_equal(found(&set, "371525", 390, 2017, 5),
                        "371500 from: 2017-01-01, to: 2019-06-30");
    assert_string_equal(found(&set, "371525", 390, 2019, 5),
                        "371500 from: 2017-01-01, to: 2019-06-30");
    assert_string_equal(found(&set, "371525", 390, 2019, 8), "370000 from: 2010-01-01");
    assert_string_equal(found(&set, "371525", 390, 2020, 1), "371525 from: 2020-01-01");
    assert_string_equal(found(&set, "371502", 390, 2018, 1),
                        "371500 from: 2017-01-01, to: 2019-06-30");
    assert_string_equal(found(&set, "371525", 310, 2019, 1), "371525 from: 2018-01-01");
    assert_string_equal(found(&set, "371500", 310, 2019, 1), "none");
    assert_string_equal(found(&set, "371525", 390, 2009, 1), "none");
    assert_string_equal(found(&set, "3715", 390, 2018, 1), "none");
    yb_arena_release(&arena);
}

static void packs_may_not_overlap(void **state)
{
    static const struct {
        const char *first, *second;
        bool overlap;
    } rows[] = {
        {"from: 2018-01-01, to: 2018-12-31", "from: 2019-01-01", false},
        {"from: 2018-01-01, to: 2019-01-01", "from: 2019-01-01", true},
        {"from: 2018-01-01", "from: 2019-01-01", true},
        {"from: 2018-01-01", "from: 2018-01-01", true},
        {"from: 2018-01-01, to: 2020-01-01", "from: 2018-06-01, to: 2018-07-01", true},
    };
    size_t i;
    int turned;

    (void)state;
    for (i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_mistakes mistakes;
        struct yb_policy_set set;
        struct yb_arena arena;

        turned = i % 2;
        yb_arena_init(&arena, 1 << 16);
        yb_mistakes_init(&mistakes, &arena);
        assert_int_equal(yb_policy_set_init(&set, &arena), YB_OK);
        add(&set, "371525", "resident", turned ? rows[i / 2].second : rows[i / 2].first, &mistakes);
        add(&set, "371525", "resident", turned ? rows[i / 2].first : rows[i / 2].second, &mistakes);
        assert_int_equal(yb_policy_set_finish(&set, &mistakes),
                         rows[i / 2].overlap ? YB_E_POLICY_OVERLAP : YB_OK);
        assert_true(!rows[i / 2].overlap || mistakes.errors[0].line == 4);
        yb_arena_release(&arena);
    }
}

/* Random conditions: what cover.c says is what trying every circumstance says. */
static void covers_are_what_trying_shows(void **state)
{
    const uint64_t level = yb_dimension_mask(YB_DIM_LEVEL), place = yb_dimension_mask(YB_DIM_PLACE);
    uint64_t seed = test_seed();
    int round, gaps = 0;

    (void)state;
    for (round = 0; round < 3000; round++) {
        struct yb_condition rows[5], *c;
        const struct yb_condition *pointers[5];
        struct yb_region region = yb_region_of(390), gap;
        int count = (int)(test_random(&seed) % 5), i, l, p, age, d;
        bool full = true;

        for (i = 0; i < count; i++) {
            c = &rows[i];
            *c = YB_CONDITION_ALWAYS;
            pointers[i] = c;
            if (test_random(&seed) % 2)
                c->excluded |= level & (test_random(&seed) << 20 | test_random(&seed) >> 44);
            if (test_random(&seed) % 3 == 0)
                c->excluded |= place & test_random(&seed);
            if (test_random(&seed) % 3 == 0)
                c->age_from = (int16_t)(test_random(&seed) % 3);
            if (test_random(&seed) % 3 == 0)
                c->age_below = (int16_t)(c->age_from + 1 + (int)(test_random(&seed) % 3));
            if (test_random(&seed) % 3 == 0)
                c->diseases = 1 + test_random(&seed) % 3;
        }
        for (l = 0; l < 4; l++)
            for (p = 0; p < 3; p++)
                for (age = 0; age < 7; age++)
                    for (d = 0; d < 4; d++) {
                        struct yb_facts facts = yb_facts_default(390);
                        bool some = false;

                        yb_facts_set(&facts, (enum yb_value)(YB_LEVEL_UNRATED + l));
                        yb_facts_set(&facts, (enum yb_value)(YB_PLACE_LOCAL + p));
                        facts.age = (int16_t)age;
                        facts.diseases = (uint64_t)d;
                        for (i = 0; i < count; i++) {
                            struct yb_condition sealed = rows[i];

                            sealed.excluded |= YB_CONDITION_MORE;
                            some |= yb_condition_holds(&sealed, &facts);
                        }
                        full &= some;
                    }
        assert_int_equal(yb_region_covered(&region, pointers, count, &gap),
                         full ? YB_COVER_FULL : YB_COVER_GAP);
        gaps += !full;
    }
    assert_in_range(gaps, 100, 2900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_region_in_force_is_found),
        cmocka_unit_test(packs_may_not_overlap),
        cmocka_unit_test(covers_are_what_trying_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
