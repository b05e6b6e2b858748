#include "face/trial/trial.h"

#include "engine/benefit/cases.h"
#include "engine/policy/read.h"
#include "face/bill.h"
#include "face/trial/node_json.h"

#define NAME "trial"

struct trial {
    const struct yb_policy *policy;
    struct yb_arena *arena;
    struct yb_json json;
    bool english;
    bool verdicts; /* not the bills, but whether each case comes to what it expects */
};

void yb_trial_write_pack(const struct yb_policy_set *set, const struct yb_policy_entry *entry,
                         struct yb_json *json)
{
    const struct yb_node *national = entry->national ? entry->national : set->national;

    yb_json_open(json, '{');
    yb_json_key(json, "id");
    yb_json_add_text(json, entry->policy->id);
    yb_json_key(json, "pack");
    yb_node_write_json(entry->root, json);
    if (national) {
        yb_json_key(json, "national");
        yb_node_write_json(national, json);
    }
    yb_json_close(json, '}');
}

int yb_trial_read_pack(struct yb_text json, struct yb_arena *arena, const struct yb_policy **policy,
                       struct yb_error *error)
{
    struct yb_policy_file file = {.name = NAME, .national_name = NAME};
    const struct yb_json_value *pack, *national, *id;
    struct yb_mistakes mistakes;
    struct yb_json_value *root;
    struct yb_policy *read;
    int rc = yb_json_read(json, arena, &root, error);

    if (rc != YB_OK)
        return rc;
    pack = yb_json_get(root, "pack");
    national = yb_json_get(root, "national");
    id = yb_json_get(root, "id");
    if (!pack || !id)
        return yb_fail(error, YB_E_MISSING, pack ? "id" : "pack", NULL);
    file.root = yb_node_of_json(pack, arena);
    file.national = national ? yb_node_of_json(national, arena) : NULL;
    file.id.bytes = yb_arena_copy(arena, id->text.bytes, id->text.length);
    file.id.length = id->text.length;
    if (!file.root || (national && !file.national) || !file.id.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_mistakes_init(&mistakes, arena);
    if (yb_policy_read(&file, arena, &mistakes, &read) != YB_OK)
        return yb_mistakes_first(&mistakes, error);
    *policy = read;
    return YB_OK;
}

static void add_text(struct trial *trial, const char *key, struct yb_text text)
{
    yb_json_key(&trial->json, key);
    yb_json_add_text(&trial->json, text);
}

static void write_error(struct trial *trial, const struct yb_error *error)
{
    struct yb_buffer text;

    yb_buffer_init(&text, trial->arena);
    yb_error_describe(error, trial->english, &text);
    yb_json_open(&trial->json, '{');
    add_text(trial, "code", yb_text_of(yb_code_name(error->code)));
    add_text(trial, "text", yb_buffer_text(&text));
    yb_json_close(&trial->json, '}');
}

static void write_mistakes(struct trial *trial, const struct yb_mistakes *mistakes)
{
    size_t i;

    yb_json_open(&trial->json, '{');
    yb_json_key(&trial->json, "mistakes");
    yb_json_open(&trial->json, '[');
    for (i = 0; i < mistakes->count; i++)
        write_error(trial, &mistakes->errors[i]);
    yb_json_close(&trial->json, ']');
    yb_json_close(&trial->json, '}');
}

static void write_day(struct trial *trial, const char *key, int32_t day)
{
    char text[11];

    yb_day_format(day, text);
    add_text(trial, key, yb_text_of(text));
}

static void write_visit(struct trial *trial, const struct yb_case *one, size_t number,
                        const struct yb_visit_result *result)
{
    const struct yb_case_visit *visit = &one->visits[number];
    const struct yb_claim claim = {
        .facts = visit->facts, .lines = visit->lines, .line_count = visit->line_count};
    const struct yb_bill_view view = {.policy = trial->policy,
                                      .claim = &claim,
                                      .bill = result->bill,
                                      .lines = result->lines,
                                      .names = visit->notes,
                                      .trace = &result->trace,
                                      .english = trial->english};

    yb_json_open(&trial->json, '{');
    add_text(trial, "case", one->name);
    write_day(trial, "day", visit->day);
    if (result->code == YB_OK) {
        yb_json_key(&trial->json, "bill");
        yb_bill_write_json(&view, &trial->json);
    } else {
        yb_json_key(&trial->json, "error");
        write_error(trial, &result->error);
    }
    yb_json_close(&trial->json, '}');
}

/* Waiting, credit, allowance. */
static void write_other(struct trial *trial, const struct yb_case *one,
                        const struct yb_case_result *result)
{
    yb_json_open(&trial->json, '{');
    add_text(trial, "case", one->name);
    if (one->kind == YB_CASE_WAITING) {
        yb_json_key(&trial->json, "months");
        yb_json_add_integer(&trial->json, result->months);
        write_day(trial, "from", result->from_day);
    } else {
        yb_json_key(&trial->json, "amount");
        yb_json_add_decimal(&trial->json, result->amount_fen, 2);
    }
    yb_json_close(&trial->json, '}');
}

/* The arguments of POLICY_CASE_DIFFERS after the first, which is the case's name. */
static void write_difference(struct trial *trial, const struct yb_error *error)
{
    static const char *const keys[] = {"what", "expected", "actual"};
    int i;

    yb_json_open(&trial->json, '{');
    for (i = 0; i < 3; i++)
        add_text(trial, keys[i], yb_text_of(error->args[i + 1]));
    yb_json_close(&trial->json, '}');
}

static void write_verdict(struct trial *trial, const struct yb_case *one,
                          const struct yb_case_result *result,
                          const struct yb_mistakes *differences)
{
    size_t i;

    yb_json_open(&trial->json, '{');
    add_text(trial, "case", one->name);
    yb_json_key(&trial->json, "passed");
    yb_json_add_boolean(&trial->json, result->passed);
    yb_json_key(&trial->json, "differences");
    yb_json_open(&trial->json, '[');
    for (i = 0; i < differences->count; i++)
        write_difference(trial, &differences->errors[i]);
    yb_json_close(&trial->json, ']');
    yb_json_close(&trial->json, '}');
}

static int run_case(struct trial *trial, const struct yb_case *one)
{
    struct yb_case_result result;
    struct yb_mistakes differences;
    size_t i;
    int rc;

    yb_mistakes_init(&differences, trial->arena);
    rc = yb_case_run(trial->policy, one, trial->arena, &differences, &result);
    if (rc != YB_OK)
        return rc;
    if (trial->verdicts) {
        write_verdict(trial, one, &result, &differences);
        return YB_OK;
    }
    if (one->kind != YB_CASE_CLAIMS)
        write_other(trial, one, &result);
    for (i = 0; one->kind == YB_CASE_CLAIMS && i < one->visit_count; i++)
        write_visit(trial, one, i, &result.visits[i]);
    return YB_OK;
}

static int run_cases(struct trial *trial, const struct yb_node *root)
{
    struct yb_mistakes mistakes;
    struct yb_cases cases;
    int rc = YB_OK;
    size_t i;

    yb_mistakes_init(&mistakes, trial->arena);
    if (yb_cases_read(root, NAME, trial->policy, trial->arena, &mistakes, &cases) != YB_OK) {
        write_mistakes(trial, &mistakes);
        return YB_OK;
    }
    yb_json_open(&trial->json, '{');
    yb_json_key(&trial->json, trial->verdicts ? "cases" : "bills");
    yb_json_open(&trial->json, '[');
    for (i = 0; rc == YB_OK && i < cases.count; i++)
        rc = run_case(trial, &cases.rows[i]);
    yb_json_close(&trial->json, ']');
    yb_json_close(&trial->json, '}');
    return rc;
}

static int answer(struct trial trial, struct yb_text cases, struct yb_buffer *out)
{
    struct yb_arena *arena = trial.arena;
    struct yb_mistakes mistakes;
    struct yb_json_value *value;
    struct yb_error error;
    struct yb_node *root;

    yb_json_init(&trial.json, out);
    if (yb_json_read(cases, arena, &value, &error) != YB_OK) {
        yb_mistakes_init(&mistakes, arena);
        yb_mistakes_take(&mistakes, &error);
        write_mistakes(&trial, &mistakes);
        return error.code == YB_E_NO_MEMORY ? YB_E_NO_MEMORY : YB_OK;
    }
    root = yb_node_of_json(value, arena);
    if (!root)
        return YB_E_NO_MEMORY;
    return yb_arena_failed(arena) ? YB_E_NO_MEMORY : run_cases(&trial, root);
}

int yb_trial_run(const struct yb_policy *policy, struct yb_text cases, bool english,
                 struct yb_arena *arena, struct yb_buffer *out)
{
    const struct trial trial = {.policy = policy, .arena = arena, .english = english};

    return answer(trial, cases, out);
}

int yb_trial_check(const struct yb_policy *policy, struct yb_text cases, bool english,
                   struct yb_arena *arena, struct yb_buffer *out)
{
    const struct trial trial = {
        .policy = policy, .arena = arena, .english = english, .verdicts = true};

    return answer(trial, cases, out);
}
