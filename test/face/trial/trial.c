/*
 * usage: trial POLICIES          (the folder of the shipped packs)
 *        trial POLICIES --dump   one JSON line a case file: {"id", "pack", "cases", "answer"}
 */
#include "test/test.h"

#include <stdio.h>
#include <string.h>

#include "app/policy/load.h"
#include "base/file.h"
#include "base/yaml.h"
#include "face/trial/node_json.h"
#include "face/trial/trial.h"

static const char *folder;

/* A pack with its case file, both as they travel. */
struct travel {
    struct yb_text pack, cases;
    const struct yb_policy *policy;
};

struct packs {
    struct yb_arena arena;
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
};

static void load(struct packs *packs)
{
    yb_arena_init(&packs->arena, 1 << 20);
    yb_mistakes_init(&packs->mistakes, &packs->arena);
    assert_int_equal(yb_policy_load(&folder, 1, &packs->arena, &packs->set, &packs->mistakes),
                     YB_OK);
    assert_true(packs->set.count > 5);
}

static struct yb_node *read_file(struct packs *packs, const char *name)
{
    struct yb_error error;
    struct yb_text text;
    struct yb_node *root;

    if (yb_file_read(name, 1 << 24, &packs->arena, &text, &error) != YB_OK)
        return NULL;
    assert_int_equal(yb_yaml_read(text, name, &packs->arena, &root, &error), YB_OK);
    return root;
}

/* The case file beside a pack; false: it has none. */
static bool pack_up(struct packs *packs, const struct yb_policy_entry *entry, struct travel *travel)
{
    const size_t stem = strlen(entry->file) - strlen(".yaml");
    const char *name = yb_arena_format(&packs->arena, "%.*s.cases.yaml", (int)stem, entry->file);
    const struct yb_node *cases = read_file(packs, name);
    struct yb_buffer pack_out, cases_out;
    struct yb_json json;

    if (!cases)
        return false;
    yb_buffer_init(&pack_out, &packs->arena);
    yb_json_init(&json, &pack_out);
    yb_trial_write_pack(&packs->set, entry, &json);
    yb_buffer_init(&cases_out, &packs->arena);
    yb_json_init(&json, &cases_out);
    yb_node_write_json(cases, &json);
    *travel = (struct travel){yb_buffer_text(&pack_out), yb_buffer_text(&cases_out), entry->policy};
    return true;
}

static struct yb_text run(const struct yb_policy *policy, struct yb_text cases, bool english,
                          struct yb_arena *arena)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    assert_int_equal(yb_trial_run(policy, cases, english, arena, &out), YB_OK);
    return yb_buffer_text(&out);
}

static struct yb_text check(const struct yb_policy *policy, struct yb_text cases,
                            struct yb_arena *arena)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    assert_int_equal(yb_trial_check(policy, cases, false, arena, &out), YB_OK);
    return yb_buffer_text(&out);
}

/* Before and after its journey a pack makes the same bills. */
static void a_pack_survives_its_journey(void **state)
{
    const struct yb_policy *arrived;
    struct packs packs;
    struct travel travel;
    struct yb_error error;
    size_t i, seen = 0;

    (void)state;
    load(&packs);
    for (i = 0; i < packs.set.count; i++) {
        struct yb_text here, there;

        if (!pack_up(&packs, &packs.set.entries[i], &travel))
            continue;
        assert_int_equal(yb_trial_read_pack(travel.pack, &packs.arena, &arrived, &error), YB_OK);
        here = run(travel.policy, travel.cases, false, &packs.arena);
        there = run(arrived, travel.cases, false, &packs.arena);
        assert_int_equal(here.length, there.length);
        assert_memory_equal(here.bytes, there.bytes, here.length);
        assert_non_null(strstr(here.bytes, "{\"bills\":[{\"case\":"));
        assert_null(strstr(here.bytes, "mistakes"));
        there = check(arrived, travel.cases, &packs.arena);
        assert_non_null(strstr(there.bytes, "{\"cases\":[{\"case\":"));
        assert_null(strstr(there.bytes, "\"passed\":false"));
        seen++;
    }
    assert_true(seen > 5);
    yb_arena_release(&packs.arena);
}

/* A case that expects another figure than its pack gives is told with both. */
static void a_case_that_fails_is_told(void **state)
{
    static const char right[] = "{\"cases\":[{\"case\":\"x\",\"clause\":\"s\",\"day\":"
                                "\"2018-03-01\",\"visit\":{\"care\":\"general_outpatient\","
                                "\"tier\":\"village\"},\"lines\":[{\"amount\":\"100.00\"}],"
                                "\"expect\":{\"cash\":\"50.00\"}}]}";
    const struct yb_policy *policy = NULL;
    struct packs packs;
    struct yb_text verdict;
    char wrong[sizeof(right)];
    size_t i;

    (void)state;
    load(&packs);
    for (i = 0; i < packs.set.count; i++)
        if (yb_text_is(packs.set.entries[i].policy->id, "371525-guanxian/2018-resident"))
            policy = packs.set.entries[i].policy;
    assert_non_null(policy);
    verdict = check(policy, yb_text_of(right), &packs.arena);
    assert_string_equal(verdict.bytes,
                        "{\"cases\":[{\"case\":\"x\",\"passed\":true,\"differences\":[]}]}");
    memcpy(wrong, right, sizeof(right));
    strstr(wrong, "50.00")[1] = '1';
    verdict = check(policy, yb_text_of(wrong), &packs.arena);
    assert_string_equal(verdict.bytes,
                        "{\"cases\":[{\"case\":\"x\",\"passed\":false,\"differences\":[{"
                        "\"what\":\"cash\",\"expected\":\"51.00\",\"actual\":\"50.00\"}]}]}");
    yb_arena_release(&packs.arena);
}

struct refusal {
    const char *cases, *answer; /* what the answer holds */
};

static const struct refusal refusals[] = {
    {"", "\"code\":\"WRONG_JSON\""},
    {"{", "\"code\":\"WRONG_JSON\""},
    {"[]", "\"mistakes\""},
    {"{\"cases\":[{\"case\":\"x\",\"clause\":\"s\",\"day\":\"2018-13-01\"}]}", "2018-13-01"},
    {"{\"cases\":[{\"case\":\"x\",\"clause\":\"s\",\"day\":\"2018-03-01\",\"visit\":{\"care\":"
     "\"flying\"},\"lines\":[{\"amount\":\"1\"}]}]}",
     "flying"},
    {"{\"cases\":[{\"case\":\"x\",\"clause\":\"s\",\"day\":\"2018-03-01\",\"visit\":{\"care\":"
     "\"inpatient\"},\"lines\":[{\"amount\":\"much\"}]}]}",
     "much"},
};

/* A wrong case is answered with what is wrong with it. */
static void mistakes_are_named(void **state)
{
    struct packs packs;
    size_t i;

    (void)state;
    load(&packs);
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct yb_text answer =
            run(packs.set.entries[0].policy, yb_text_of(refusals[i].cases), i % 2, &packs.arena);

        if (!strstr(answer.bytes, refusals[i].answer))
            fail_msg("%s -> %s", refusals[i].cases, answer.bytes);
        assert_null(strstr(answer.bytes, "\"bill\""));
    }
    yb_arena_release(&packs.arena);
}

static void wrong_packs_are_refused(void **state)
{
    static const char *const packs[] = {"", "{}", "{\"id\":\"x\"}", "{\"id\":\"x\",\"pack\":{}}",
                                        "{\"id\":\"x\",\"pack\":[1,2]}"};
    const struct yb_policy *policy;
    struct yb_arena arena;
    struct yb_error error;
    size_t i;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    for (i = 0; i < sizeof(packs) / sizeof(packs[0]); i++)
        assert_int_not_equal(yb_trial_read_pack(yb_text_of(packs[i]), &arena, &policy, &error),
                             YB_OK);
    yb_arena_release(&arena);
}

static int dump(void)
{
    struct packs packs;
    struct travel travel;
    size_t i;
    int english;

    load(&packs);
    for (i = 0; i < packs.set.count; i++)
        for (english = 0; pack_up(&packs, &packs.set.entries[i], &travel) && english < 2;
             english++) {
            struct yb_text answer = run(travel.policy, travel.cases, english, &packs.arena);

            printf("%d\n" YB_TEXT_FMT "\n" YB_TEXT_FMT "\n" YB_TEXT_FMT "\n", english,
                   YB_TEXT_ARG(travel.pack), YB_TEXT_ARG(travel.cases), YB_TEXT_ARG(answer));
        }
    yb_arena_release(&packs.arena);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_survives_its_journey),
        cmocka_unit_test(a_case_that_fails_is_told),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(wrong_packs_are_refused),
    };

    if (argc < 2)
        return 2;
    folder = argv[1];
    return argc > 2 ? dump() : cmocka_run_group_tests(tests, NULL, NULL);
}
