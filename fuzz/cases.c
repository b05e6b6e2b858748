/*
 * A case file is refused with a place inside it, or its cases run: passed, or with differences.
 */
#include "fuzz/fuzz.h"

#include "base/yaml.h"
#include "engine/benefit/cases.h"
#include "engine/policy/read.h"

static const char pack[] =
    "pack: p\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2018-01-01}\n"
    "sources: {s: x}\nrounding: half_up\nlines: {class_b: {takes_first: 10 %, source: s}}\n"
    "tags: [essential_drug]\nlists: {a: {source: s, kinds: [白血病], codes: [C9*]}}\n"
    "accumulators: {admissions: {counts: visits}}\n"
    "limits: {year: {fund_pays_at_most: 120000.00, source: s}}\n"
    "layers:\n  - layer: pooling_fund\n    source: s\n    pays_from: hifp\n"
    "    works_on: in_scope\n    rules:\n"
    "      - rule: away\n        when: {place: in_province}\n        pays_nothing: true\n"
    "      - rule: inpatient\n        when: {care: inpatient}\n"
    "        deductible: {nth_of: admissions, any: [200.00, 100.00]}\n"
    "        pays: {essential_drug: 90 %, any: 80 %}\n        counts_toward: [year]\n"
    "  - {layer: account, kind: account, pays_from: acct, works_on: [in_scope, copay]}\n"
    "deductible_falls_on: untagged_first\nwaiting: {fixed_months: 3, source: s}\n"
    "account_credit: [{rate: 2 %, of: pension, source: s}]\n"
    "maternity_allowance: {divide_by_days: 30, source: s}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_policy_file file = {.name = "p.yaml"};
    struct yb_text text = {(const char *)data, size};
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_node *root;
    struct yb_cases cases;
    struct yb_error error;
    struct yb_arena arena;
    size_t i;
    int rc;

    yb_arena_init(&arena, 65536);
    yb_mistakes_init(&mistakes, &arena);
    rc = yb_yaml_read(yb_text_of(pack), "p.yaml", &arena, &root, &error);
    assert(rc == YB_OK);
    file.root = root;
    rc = yb_policy_read(&file, &arena, &mistakes, &policy);
    assert(rc == YB_OK);
    if (yb_yaml_read(text, "x.yaml", &arena, &root, &error) != YB_OK)
        goto out;
    rc = yb_cases_read(root, "x.yaml", policy, &arena, &mistakes, &cases);
    assert((rc == YB_OK) == (mistakes.total == 0));
    for (i = 0; rc == YB_OK && i < cases.count; i++) {
        struct yb_case_result result;
        size_t before = mistakes.total;

        rc = yb_case_run(policy, &cases.rows[i], &arena, &mistakes, &result);
        assert(rc == YB_OK && result.passed == (mistakes.total == before));
    }
    for (i = 0; i < mistakes.count; i++)
        assert(mistakes.errors[i].line >= 1);
out:
    yb_arena_release(&arena);
    return 0;
}
