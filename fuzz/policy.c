/*
 * A text is refused with a place inside it, or it is a policy under which any claim is adjudicated:
 * every fen in one place (the engine asserts it), traced and bare alike.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/yaml.h"
#include "engine/benefit/benefit.h"
#include "engine/policy/read.h"

#define LINES 6

static const char national[] =
    "defaults: d\nsources: {d: x}\nrounding: {is: half_up, source: d}\n"
    "class_a_takes_first: {is: 1 %, source: d}\nclass_b_takes_first: {is: 10 %, source: d}\n"
    "deductible_falls_on: {is: tagged_first, source: d}\n"
    "off_site: {source: d, adjust: [{when: {place: in_province, filing: unfiled}, minus: 20 %}]}\n";

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void make_line(struct yb_line *line, uint64_t *state)
{
    *line = (struct yb_line){.amount_fen = (int64_t)(next(state) % 100000000),
                             .count_e4 = (int64_t)(next(state) % 100000)};
    line->terms.item_class = (uint8_t)(next(state) % YB_CLASSES);
    line->terms.self_pay_ppm = next(state) % 2 ? -1 : (int32_t)(next(state) % 1000001);
    line->terms.price_cap_e6 = next(state) % 4 ? 0 : (int64_t)next(state);
    line->terms.tags = (uint32_t)next(state) & YB_TERMS_TAGS_MASK;
}

static void adjudicate(const struct yb_policy *policy, uint64_t *state, struct yb_arena *arena)
{
    struct yb_line lines[LINES];
    struct yb_claim claim = {yb_facts_default(policy->insutype), lines, LINES, 0, 0};
    struct yb_trace trace = {.capacity = YB_TRACE_ROWS(LINES) * 16};
    int64_t before[YB_POLICY_ACCUMULATORS_MAX];
    struct yb_bill bare, traced;
    struct yb_error error;
    int i, rc;

    for (i = 0; i < YB_VALUES; i++)
        if (next(state) % 3 == 0)
            yb_facts_set(&claim.facts, (enum yb_value)i);
    claim.facts.age = (int16_t)(next(state) % 200);
    claim.facts.day = policy->from_day + (int32_t)(next(state) % 1000);
    claim.facts.diseases = next(state);
    claim.account_fen = (int64_t)(next(state) % 1000000);
    for (i = 0; i < LINES; i++)
        make_line(&lines[i], state);
    for (i = 0; i < policy->accumulator_count; i++)
        before[i] = (int64_t)(next(state) % 10000000);
    trace.rows = YB_NEW_ARRAY(arena, struct yb_trace_row, trace.capacity);
    if (!trace.rows)
        return;
    rc = yb_adjudicate(policy, &claim, before, NULL, NULL, &bare, &error);
    assert(rc == YB_OK || rc == YB_E_OUT_OF_RANGE);
    assert(yb_adjudicate(policy, &claim, before, &trace, NULL, &traced, &error) == rc);
    assert(rc != YB_OK || !memcmp(bare.fund_fen, traced.fund_fen, sizeof(bare.fund_fen)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_policy_file file = {.name = "x.yaml", .national_name = "d.yaml"};
    struct yb_text text = {(const char *)data, size};
    struct yb_node *root, *defaults;
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_error error;
    struct yb_arena arena;
    uint64_t state = size;
    int rc, i;

    yb_arena_init(&arena, 65536);
    yb_mistakes_init(&mistakes, &arena);
    rc = yb_yaml_read(yb_text_of(national), "d.yaml", &arena, &defaults, &error);
    assert(rc == YB_OK);
    if (yb_yaml_read(text, "x.yaml", &arena, &root, &error) != YB_OK)
        goto out;
    file.root = root;
    file.national = defaults;
    rc = yb_policy_read(&file, &arena, &mistakes, &policy);
    assert((rc == YB_OK) == (mistakes.total == 0));
    for (i = 0; rc == YB_OK && i < 8; i++)
        adjudicate(policy, &state, &arena);
    for (i = 0; i < (int)mistakes.count; i++)
        assert(mistakes.errors[i].line >= 1 && mistakes.errors[i].file);
out:
    yb_arena_release(&arena);
    return 0;
}
