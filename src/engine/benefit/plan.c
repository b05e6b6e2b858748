#include "engine/benefit/work.h"

#include <assert.h>
#include <string.h>

static const struct yb_rate_row *rate_of(const struct yb_policy *policy, struct yb_run run,
                                         const struct yb_facts *facts)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++)
        if (yb_condition_holds(&policy->rates[i].when, facts))
            return &policy->rates[i];
    return NULL;
}

static const struct yb_amount_row *amount_of(const struct yb_policy *policy, struct yb_run run,
                                             const struct yb_facts *facts)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++)
        if (yb_condition_holds(&policy->amounts[i].when, facts))
            return &policy->amounts[i];
    return NULL;
}

static const struct yb_deductible_row *
deductible_of(const struct yb_policy *policy, struct yb_run run, const struct yb_facts *facts)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++)
        if (yb_condition_holds(&policy->deductibles[i].when, facts))
            return &policy->deductibles[i];
    return NULL;
}

/* An amount that bounds something; a row without one bounds nothing. */
static const struct yb_amount_row *bound_of(const struct yb_policy *policy, struct yb_run run,
                                            const struct yb_facts *facts)
{
    const struct yb_amount_row *row = amount_of(policy, run, facts);

    return row && row->amount_fen != INT64_MAX ? row : NULL;
}

void yb_plan_lines_make(const struct yb_policy *policy, const struct yb_facts *facts,
                        struct yb_plan_lines *lines)
{
    int i, count = 0;

    for (i = YB_CLASS_A; i <= YB_CLASS_B; i++) {
        const struct yb_rate_row *row = rate_of(policy, policy->class_rules[i].shares, facts);

        lines->class_ppm[i] = row ? row->rate_ppm : 0;
        lines->class_scope[i] = UINT64_MAX;
        lines->class_clause[i] = row ? row->clause : YB_CLAUSE_NONE;
    }
    lines->class_ppm[YB_CLASS_C] = 0;
    lines->class_scope[YB_CLASS_C] = 0;
    lines->class_clause[YB_CLASS_C] = YB_CLAUSE_CATALOGUE;
    lines->tags = lines->self_paid = 0;
    lines->cost_bit = 0;
    if (policy->cost_tag_count)
        lines->cost_bit = UINT32_C(1) << policy->cost_tags[0];
    lines->bias = yb_rounding_bias(policy->rounding);
    for (i = 0; i < policy->tag_rule_count; i++) {
        const struct yb_line_rule *rule = &policy->tag_rules[i];
        const struct yb_rate_row *row = rate_of(policy, rule->shares, facts);

        if (rule->self_paid >= 0)
            lines->self_paid |= rule->tag_bit;
        else if (!row)
            continue;
        lines->tags |= rule->tag_bit;
        if (!row)
            continue;
        lines->tag_bit[count] = rule->tag_bit;
        lines->tag_ppm[count] = row->rate_ppm;
        lines->tag_clause[count++] = row->clause;
    }
}

/* The cells of cost that a tag selects; -1: all. A cell's number has one bit a tag. */
static uint64_t cells_with(const struct yb_policy *policy, int tag)
{
    static const uint64_t with[YB_POLICY_COST_TAGS_MAX] = {
        UINT64_C(0xAAAAAAAAAAAAAAAA), UINT64_C(0xCCCCCCCCCCCCCCCC), UINT64_C(0xF0F0F0F0F0F0F0F0),
        UINT64_C(0xFF00FF00FF00FF00), UINT64_C(0xFFFF0000FFFF0000), UINT64_C(0xFFFFFFFF00000000)};
    const uint64_t all = UINT64_MAX >> (YB_CELLS_MAX - (1 << policy->cost_tag_count));

    return tag < 0 ? all : all & with[tag];
}

/* The rule's rows of ratios: each speaks of the cells that none before it spoke of. */
static void plan_groups(const struct yb_policy *policy, const struct yb_facts *facts,
                        struct yb_plan_layer *out)
{
    const struct yb_run run = out->rule->pays;
    uint64_t open = out->cells;
    int i;

    for (i = run.first; i < run.first + run.count && open; i++) {
        const struct yb_pays_row *row = &policy->pays[i];
        const uint64_t cells = open & cells_with(policy, row->tag);

        if (!cells || !yb_condition_holds(&row->when, facts))
            continue;
        assert(out->group_count < YB_PLAN_GROUPS_MAX);
        out->groups[out->group_count++] =
            (struct yb_plan_group){row, &policy->segments[row->segments.first], cells};
        open &= ~cells;
    }
}

/* The deductible falls on what comes first. Rows of a table stand with tags before `any`. */
static void order_groups(const struct yb_policy *policy, struct yb_plan_layer *out)
{
    int i;

    if (policy->deductible_falls_on != YB_FALLS_UNTAGGED_FIRST)
        return;
    for (i = 1; i < out->group_count; i++) {
        const struct yb_plan_group group = out->groups[i];

        if (group.row->tag < 0) {
            memmove(&out->groups[1], &out->groups[0], (size_t)i * sizeof(group));
            out->groups[0] = group;
        }
    }
}

static void plan_limits(const struct yb_policy *policy, const struct yb_facts *facts,
                        struct yb_plan_layer *out)
{
    const struct yb_run run = out->rule->counts;
    int i;

    for (i = run.first; i < run.first + run.count; i++) {
        const struct yb_count *count = &policy->counts[i];
        const struct yb_amount_row *row = bound_of(policy, count->limits, facts);

        out->counts_visits |=
            count->measure == YB_MEASURE_COUNT || count->measure == YB_MEASURE_STAY;
        if (row)
            out->limits[out->limit_count++] = (struct yb_plan_limit){row, count};
    }
}

/* Of each `adjust` entry the first row that holds, of ratios and of the deductible. */
static void plan_changes(const struct yb_policy *policy, const struct yb_facts *facts,
                         struct yb_plan_layer *out)
{
    const struct yb_run run = out->rule->adjusts;
    int i, ratio_group = -1, deductible_group = -1;

    for (i = run.first; i < run.first + run.count; i++) {
        const struct yb_adjust_row *row = &policy->adjusts[i];
        const bool of_ratio = yb_adjust_is_ratio(row->op);
        int *group = of_ratio ? &ratio_group : &deductible_group;

        if (row->group == *group || !yb_condition_holds(&row->when, facts))
            continue;
        *group = row->group;
        if (of_ratio)
            out->ratio_changes[out->ratio_change_count++] = (uint16_t)i;
        else
            out->deductible_changes[out->deductible_change_count++] = (uint16_t)i;
    }
}

static void plan_rule(const struct yb_policy *policy, const struct yb_facts *facts,
                      struct yb_plan_layer *out)
{
    const struct yb_rule *rule = out->rule;

    out->first = rate_of(policy, rule->firsts, facts);
    out->share = rate_of(policy, rule->shares, facts);
    out->fixed = amount_of(policy, rule->fixed, facts);
    out->year_cap = bound_of(policy, rule->year_caps, facts);
    out->deductible = deductible_of(policy, rule->deductibles, facts);
    plan_groups(policy, facts, out);
    order_groups(policy, out);
    plan_limits(policy, facts, out);
    plan_changes(policy, facts, out);
    out->age = (uint8_t)(facts->age < 0                    ? 0
                         : facts->age < YB_FORMULA_AGE_MAX ? facts->age
                                                           : YB_FORMULA_AGE_MAX);
    out->ratios_are_final = !out->ratio_change_count;
    out->continues =
        rule->stay_accumulator >= 0 && (facts->bits & YB_VALUE_BIT(YB_STAY_CONTINUED)) != 0;
}

static void plan_layer(const struct yb_policy *policy, const struct yb_facts *facts,
                       const struct yb_layer *layer, struct yb_plan_layer *out)
{
    const struct yb_run run = layer->rules;
    const uint64_t with = cells_with(policy, layer->tag);
    int i;

    out->layer = layer;
    out->rule = NULL;
    out->rule_number = -1;
    out->cells = layer->except ? cells_with(policy, -1) & ~with : with;
    out->counts_visits = out->continues = false;
    out->group_count = out->limit_count = 0;
    out->ratio_change_count = out->deductible_change_count = 0;
    for (i = run.first; i < run.first + run.count && !out->rule; i++)
        if (yb_condition_holds(&policy->rules[i].when, facts)) {
            out->rule = &policy->rules[i];
            out->rule_number = i;
        }
    if (out->rule)
        plan_rule(policy, facts, out);
}

void yb_plan_make(const struct yb_policy *policy, const struct yb_facts *facts,
                  struct yb_plan *plan)
{
    int i;

    plan->policy = policy;
    yb_plan_lines_make(policy, facts, &plan->lines);
    for (i = 0; i < policy->layer_count; i++)
        plan_layer(policy, facts, &policy->layers[i], &plan->layers[i]);
}

int64_t yb_plan_ratio(const struct yb_policy *policy, const struct yb_plan_layer *layer,
                      int64_t ratio_ppm)
{
    int i;

    for (i = 0; i < layer->ratio_change_count; i++)
        ratio_ppm =
            yb_plan_change(&policy->adjusts[layer->ratio_changes[i]], layer->age, ratio_ppm);
    assert(ratio_ppm >= 0 && ratio_ppm <= YB_PPM);
    return ratio_ppm;
}
