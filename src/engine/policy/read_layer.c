#include "engine/policy/read_internal.h"

#include <string.h>

static const char *const kinds[] = {"shares", "guarantee", "fixed", "account", NULL};

static struct yb_text read_title(struct yb_reader *r, const struct yb_node *mapping,
                                 struct yb_text name)
{
    const struct yb_node *title = yb_node_get(mapping, "title");

    return title ? yb_read_text(r, title) : name;
}

/* works_on: in_scope | [part, ...] | {part: weight, ...} */
static void read_part(struct yb_reader *r, const struct yb_node *node, struct yb_text name,
                      struct yb_layer *layer, int64_t weight_ppm)
{
    int part = yb_part_find(name), i;

    if (part < 0) {
        yb_reader_refuse(r, node, YB_E_UNKNOWN_CODE, "works_on", name.bytes);
        return;
    }
    for (i = 0; i < layer->parts; i++)
        if (layer->part[i] == (enum yb_part)part) {
            yb_reader_refuse(r, node, YB_E_DUPLICATE_KEY, name.bytes, NULL);
            return;
        }
    if (weight_ppm > YB_PPM)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO, "works_on", node->text.bytes);
    layer->part[layer->parts] = (enum yb_part)part;
    layer->weight_ppm[layer->parts++] = weight_ppm;
}

static void read_works_on(struct yb_reader *r, const struct yb_node *node, struct yb_layer *layer)
{
    const struct yb_node *item;

    if (node->kind == YB_NODE_SCALAR) {
        read_part(r, node, node->text, layer, YB_PPM);
        if (!yb_text_is(node->text, "in_scope"))
            yb_reader_refuse(r, node, YB_E_WRONG_TYPE, "works_on", "in_scope, or a list");
        layer->opens = layer->kind == YB_LAYER_SHARES || layer->kind == YB_LAYER_FIXED;
        return;
    }
    for (item = node->first; item; item = item->next) {
        if (node->kind == YB_NODE_LIST)
            read_part(r, item, item->text, layer, YB_PPM);
        else
            read_part(r, item, item->key, layer, yb_read_rate(r, item));
    }
    if (!node->first)
        yb_reader_refuse(r, node, YB_E_MISSING, "works_on", NULL);
}

/* only: TAG, or except: TAG */
static void read_only(struct yb_reader *r, const struct yb_node *mapping, struct yb_layer *layer)
{
    const struct yb_node *only = yb_node_get(mapping, "only");
    const struct yb_node *except = yb_node_get(mapping, "except"), *node = only ? only : except;
    int tag, i;

    if (!node)
        return;
    if (only && except)
        yb_reader_refuse(r, except, YB_E_UNKNOWN_KEY, "except", NULL);
    tag = node->kind == YB_NODE_SCALAR ? yb_find_tag(r, node->text) : -1;
    layer->except = !only;
    if (tag < 0)
        yb_reader_refuse(r, node, YB_E_POLICY_NO_LIST, "tag", node->text.bytes);
    layer->tag = yb_cost_tag(r, node, tag);
    for (i = 0; i < layer->parts; i++)
        if (layer->part[i] != YB_PART_IN_SCOPE && layer->part[i] != YB_PART_SELF_PAID)
            yb_reader_refuse(r, node, YB_E_WRONG_TYPE, yb_part_key(layer->part[i]),
                             "in_scope, self_paid");
}

/* Each accumulator once, in order. */
static void add_count(struct yb_reader *r, const struct yb_node *node, int first, int accumulator)
{
    int i;

    if (accumulator < 0)
        return;
    for (i = first; i < yb_row_count(r, YB_ROW_COUNT); i++)
        if (((struct yb_count *)yb_row_at(r, YB_ROW_COUNT, i))->accumulator == accumulator)
            return;
    ((struct yb_count *)yb_row_add(r, YB_ROW_COUNT, node))->accumulator = accumulator;
}

static bool is_of_stay(const struct yb_reader *r, int accumulator)
{
    const struct yb_accumulator *row = yb_row_at(r, YB_ROW_ACCUMULATOR, accumulator);

    return row->measure == YB_MEASURE_STAY;
}

static void read_counts(struct yb_reader *r, const struct yb_node *mapping, struct yb_rule *rule)
{
    const struct yb_node *node = yb_node_get(mapping, "counts_toward");
    const struct yb_node *item = node && node->kind == YB_NODE_LIST ? node->first : node;
    int first = yb_row_count(r, YB_ROW_COUNT);

    for (; item; item = node->kind == YB_NODE_LIST ? item->next : NULL) {
        const int number = yb_read_accumulator(r, item);

        if (number >= 0 && is_of_stay(r, number))
            yb_reader_refuse(r, item, YB_E_WRONG_TYPE, "counts_toward", "stay_sums_in");
        add_count(r, item, first, number);
    }
    add_count(r, mapping, first, rule->count_accumulator);
    add_count(r, mapping, first, rule->deductible_accumulator);
    add_count(r, mapping, first, rule->year_cap_accumulator);
    add_count(r, mapping, first, rule->stay_accumulator);
    add_count(r, mapping, first, rule->base_accumulator);
    rule->counts = yb_row_run(r, YB_ROW_COUNT, first);
}

static void read_year_at_most(struct yb_reader *r, const struct yb_node *node, int clause,
                              struct yb_rule *rule)
{
    static const char *const keys[] = {"amount", "sums_in", "source", NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, yb_read_clause(r, node, clause)};
    const struct yb_node *amount, *sums_in;

    if (!yb_read_mapping(r, node, keys))
        return;
    amount = yb_read_member(r, node, "amount");
    sums_in = yb_read_member(r, node, "sums_in");
    if (amount)
        yb_read_amounts(r, amount, &place, true, &rule->year_caps);
    if (sums_in)
        rule->year_cap_accumulator = yb_read_measured(r, sums_in, YB_MEASURE_DEDUCTIBLE);
}

static bool has_lists(const struct yb_reader *r, struct yb_run run)
{
    int i;

    for (i = 0; i < run.count; i++) {
        const struct yb_deductible_row *row = yb_row_at(r, YB_ROW_DEDUCTIBLE, run.first + i);

        if (row->amounts > 1)
            return true;
    }
    return false;
}

static void read_deductible(struct yb_reader *r, const struct yb_node *node, int clause,
                            struct yb_rule *rule)
{
    static const char *const periods[] = {"visit", "year", NULL};
    static const char *const keys[] = {"per",          "nth_of", "sums_in", "stay_sums_in",
                                       "year_at_most", "amount", "source",  NULL};
    static const char *const share_keys[] = {"per",          "nth_of",
                                             "sums_in",      "stay_sums_in",
                                             "year_at_most", "share_of_total",
                                             "at_least",     "at_most",
                                             "source",       NULL};
    static const char *const falling_keys[] = {
        "per",   "nth_of",          "sums_in",         "stay_sums_in", "year_at_most",
        "first", "each_next_times", "each_next_minus", "at_least",     "source",
        NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, clause};
    const struct yb_node *per = yb_node_get(node, "per"), *nth = yb_node_get(node, "nth_of");
    const struct yb_node *sums = yb_node_get(node, "sums_in");
    const struct yb_node *stay = yb_node_get(node, "stay_sums_in");
    const struct yb_node *year = yb_node_get(node, "year_at_most");

    if (yb_node_get(node, "amount"))
        yb_read_mapping(r, node, keys);
    else if (yb_node_get(node, "share_of_total"))
        yb_read_mapping(r, node, share_keys);
    else if (yb_node_get(node, "first"))
        yb_read_mapping(r, node, falling_keys);
    place.clause = yb_read_clause(r, node, clause);
    yb_read_deductibles(r, node, &place, &rule->deductibles);
    if (per && yb_read_choice(r, per, periods) == 1)
        rule->deductible_per = YB_PER_YEAR;
    if (nth)
        rule->count_accumulator = yb_read_measured(r, nth, YB_MEASURE_COUNT);
    else if (has_lists(r, rule->deductibles))
        yb_reader_refuse(r, node, YB_E_MISSING, "nth_of", NULL);
    if (sums)
        rule->deductible_accumulator = yb_read_measured(r, sums, YB_MEASURE_DEDUCTIBLE);
    if ((rule->deductible_per == YB_PER_YEAR) != (sums != NULL))
        yb_reader_refuse(r, node, YB_E_MISSING, sums ? "per: year" : "sums_in", NULL);
    if (stay)
        rule->stay_accumulator = yb_read_measured(r, stay, YB_MEASURE_STAY);
    if (stay && rule->deductible_per == YB_PER_YEAR)
        yb_reader_refuse(r, stay, YB_E_MISSING, "per: visit", NULL);
    if (year)
        read_year_at_most(r, year, place.clause, rule);
}

static bool any_by_tag(const struct yb_reader *r, struct yb_run run)
{
    int i;

    for (i = 0; i < run.count; i++) {
        const struct yb_pays_row *row = yb_row_at(r, YB_ROW_PAYS, run.first + i);

        if (row->tag >= 0)
            return true;
    }
    return false;
}

static void read_pays(struct yb_reader *r, const struct yb_node *node, int clause,
                      const struct yb_layer *layer, struct yb_rule *rule)
{
    static const char *const axes[] = {"cost", "above_deductible", NULL};
    static const char *const keys[] = {"axis", "accumulates", "segments", "rate", "source", NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, yb_read_clause(r, node, clause)};
    const struct yb_node *axis = yb_node_get(node, "axis");
    const struct yb_node *accumulates = yb_node_get(node, "accumulates");

    if (yb_node_get(node, "segments") || yb_node_get(node, "rate"))
        yb_read_mapping(r, node, keys);
    yb_read_pays(r, node, &place, &rule->pays);
    rule->by_tag = any_by_tag(r, rule->pays);
    if (rule->by_tag && (layer->parts != 1 || (layer->part[0] != YB_PART_IN_SCOPE &&
                                               layer->part[0] != YB_PART_SELF_PAID)))
        yb_reader_refuse(r, node, YB_E_POLICY_TABLE, "tags", NULL);
    if (axis)
        rule->axis = (enum yb_axis)yb_read_choice(r, axis, axes);
    if (!accumulates)
        return;
    rule->base_accumulator = yb_read_measured(r, accumulates, YB_MEASURE_COST);
    if (rule->axis == YB_AXIS_ABOVE_DEDUCTIBLE && rule->deductible_accumulator < 0)
        yb_reader_refuse(r, accumulates, YB_E_MISSING, "sums_in", NULL);
}

static void read_fixed(struct yb_reader *r, const struct yb_node *node, int clause,
                       struct yb_rule *rule)
{
    static const char *const keys[] = {"amount", "source", NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, yb_read_clause(r, node, clause)};
    const struct yb_node *amount;

    if (!yb_read_mapping(r, node, keys))
        return;
    amount = yb_read_member(r, node, "amount");
    if (amount)
        yb_read_amounts(r, amount, &place, false, &rule->fixed);
}

/* National rows that can never apply to this rule are left out, not refused. */
static void read_off_site(struct yb_reader *r, const struct yb_node *entry)
{
    const struct yb_node *list = yb_node_get(entry, "adjust");
    const char *file = r->file;

    r->file = r->input->national_name;
    r->national = true;
    if (list)
        yb_read_adjusts(r, list, yb_read_clause(r, entry, -1));
    r->national = false;
    r->file = file;
}

/* A change may be a table of many rows, of which one is taken. */
static int changes_in(struct yb_reader *r, const struct yb_run *adjusts)
{
    int i, count = 0, group = -1;

    for (i = adjusts->first; i < adjusts->first + adjusts->count; i++) {
        const struct yb_adjust_row *row = yb_row_at(r, YB_ROW_ADJUST, i);

        count += row->group != group;
        group = row->group;
    }
    return count;
}

static void read_rule_adjusts(struct yb_reader *r, const struct yb_node *node,
                              const struct yb_layer *layer, struct yb_rule *rule)
{
    const struct yb_node *list = yb_node_get(node, "adjust");
    int first = yb_row_count(r, YB_ROW_ADJUST), i;

    if (list)
        yb_read_adjusts(r, list, rule->clause);
    if (r->off_site && layer->fund == YB_FUND_HIFP)
        read_off_site(r, r->off_site);
    rule->adjusts = yb_row_run(r, YB_ROW_ADJUST, first);
    if (changes_in(r, &rule->adjusts) > YB_POLICY_ADJUSTMENTS_MAX)
        yb_reader_refuse(r, list ? list : node, YB_E_TOO_MANY, "adjust", "16");
    for (i = 0; i < rule->adjusts.count; i++) {
        const struct yb_adjust_row *row = yb_row_at(r, YB_ROW_ADJUST, first + i);

        if (!yb_adjust_is_ratio(row->op) && !rule->deductibles.count)
            yb_reader_refuse(r, yb_row_node(r, YB_ROW_ADJUST, first + i), YB_E_MISSING,
                             "deductible", NULL);
    }
}

static struct yb_rule *new_rule(struct yb_reader *r, const struct yb_node *node,
                                const struct yb_layer *layer)
{
    struct yb_rule *rule = yb_row_add(r, YB_ROW_RULE, node);
    const struct yb_node *rounding = yb_node_get(node, "rounding");

    rule->when = YB_CONDITION_ALWAYS;
    rule->layer = yb_row_count(r, YB_ROW_LAYER) - 1;
    rule->count_accumulator = rule->deductible_accumulator = rule->stay_accumulator = -1;
    rule->year_cap_accumulator = rule->base_accumulator = -1;
    rule->rounding = rounding ? yb_read_rounding(r, rounding) : r->policy->rounding;
    rule->clause = yb_read_clause(r, node, layer->clause);
    yb_read_when(r, yb_node_get(node, "when"), &rule->when);
    return rule;
}

static void read_shares(struct yb_reader *r, const struct yb_node *node,
                        const struct yb_layer *layer, struct yb_rule *rule)
{
    const struct yb_node *first = yb_node_get(node, "takes_first");
    const struct yb_node *deductible = yb_node_get(node, "deductible");
    const struct yb_node *pays = yb_read_member(r, node, "pays");
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, rule->clause};

    if (first)
        yb_read_rates(r, first, &place, "rate", &rule->firsts);
    if (deductible)
        read_deductible(r, deductible, rule->clause, rule);
    if (pays)
        read_pays(r, pays, rule->clause, layer, rule);
    read_rule_adjusts(r, node, layer, rule);
    r->needs_falls_on |= rule->by_tag && (deductible || first);
}

static void read_rule(struct yb_reader *r, const struct yb_node *node, const struct yb_layer *layer)
{
    static const char *const shares_keys[] = {
        "rule", "title",        "source", "when",          "takes_first", "deductible",
        "pays", "pays_nothing", "adjust", "counts_toward", "rounding",    NULL};
    static const char *const fixed_keys[] = {"rule",          "title",    "source",
                                             "when",          "pays",     "pays_nothing",
                                             "counts_toward", "rounding", NULL};
    static const char *const nothing_keys[] = {"rule", "title",        "source",
                                               "when", "pays_nothing", NULL};
    const struct yb_node *nothing, *name;
    struct yb_rule *rule;

    if (node->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, "rule", "mapping");
        return;
    }
    nothing = yb_node_get(node, "pays_nothing");
    yb_read_mapping(r, node,
                    nothing                         ? nothing_keys
                    : layer->kind == YB_LAYER_FIXED ? fixed_keys
                                                    : shares_keys);
    rule = new_rule(r, node, layer);
    name = yb_read_member(r, node, "rule");
    rule->name = name ? yb_read_name(r, name) : YB_TEXT("");
    rule->title = read_title(r, node, rule->name);
    if (nothing) {
        rule->nothing = true;
        yb_need_clause(r, nothing, rule->clause);
        if (!yb_read_bool(r, nothing))
            yb_reader_refuse(r, nothing, YB_E_OUT_OF_RANGE, "pays_nothing", "false");
        return;
    }
    if (layer->kind == YB_LAYER_FIXED) {
        const struct yb_node *pays = yb_read_member(r, node, "pays");

        if (pays)
            read_fixed(r, pays, rule->clause, rule);
    } else {
        read_shares(r, node, layer, rule);
    }
    read_counts(r, node, rule);
}

static void read_guarantees(struct yb_reader *r, const struct yb_node *node, struct yb_layer *layer,
                            struct yb_rule *rule)
{
    static const char *const keys[] = {"share", "of", "source", NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, -1};
    const struct yb_node *share, *of, *item;

    if (!yb_read_mapping(r, node, keys))
        return;
    place.clause = yb_read_clause(r, node, layer->clause);
    share = yb_read_member(r, node, "share");
    of = yb_read_member(r, node, "of");
    if (share)
        yb_read_rates(r, share, &place, "share", &rule->shares);
    if (of && of->kind == YB_NODE_SCALAR && yb_text_is(of->text, "total")) {
        layer->guarantee_of = (1u << YB_PARTS) - 1;
        return;
    }
    for (item = of && of->kind == YB_NODE_LIST ? of->first : of; item;
         item = item == of ? NULL : item->next) {
        int part = item->kind == YB_NODE_SCALAR ? yb_part_find(item->text) : -1;

        if (part < 0 || part >= YB_PART_DEDUCTIBLE)
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE, "of", item->text.bytes);
        else
            layer->guarantee_of |= 1u << part;
    }
}

/* A guarantee or an account is a layer with one rule of its own name. */
static void read_lone_rule(struct yb_reader *r, const struct yb_node *node, struct yb_layer *layer)
{
    struct yb_rule *rule = new_rule(r, node, layer);
    const struct yb_node *guarantees;

    rule->name = layer->name;
    rule->title = layer->title;
    if (layer->kind == YB_LAYER_GUARANTEE) {
        guarantees = yb_read_member(r, node, "guarantees");
        if (guarantees)
            read_guarantees(r, guarantees, layer, rule);
    }
    read_counts(r, node, rule);
}

static void read_rules(struct yb_reader *r, const struct yb_node *node,
                       const struct yb_layer *layer)
{
    const struct yb_node *rules = yb_read_member(r, node, "rules"), *rule;

    if (!rules)
        return;
    if (rules->kind != YB_NODE_LIST || !rules->first) {
        yb_reader_refuse(r, rules, YB_E_WRONG_TYPE, "rules", "list");
        return;
    }
    for (rule = rules->first; rule; rule = rule->next)
        read_rule(r, rule, layer);
}

static void read_layer_keys(struct yb_reader *r, const struct yb_node *node,
                            enum yb_layer_kind kind)
{
    static const char *const keys[] = {"layer", "title",  "kind",   "pays_from", "works_on",
                                       "only",  "except", "source", "rules",     NULL};
    static const char *const lone_keys[] = {
        "layer", "title",  "kind",       "pays_from",     "works_on", "only", "except",
        "when",  "source", "guarantees", "counts_toward", "rounding", NULL};

    yb_read_mapping(r, node, kind == YB_LAYER_SHARES || kind == YB_LAYER_FIXED ? keys : lone_keys);
    if (kind == YB_LAYER_ACCOUNT && yb_node_get(node, "guarantees"))
        yb_reader_refuse(r, yb_node_get(node, "guarantees"), YB_E_UNKNOWN_KEY, "guarantees", NULL);
}

static void read_layer(struct yb_reader *r, const struct yb_node *node)
{
    const struct yb_node *kind, *name, *fund, *works_on;
    struct yb_layer *layer = yb_row_add(r, YB_ROW_LAYER, node);
    int first_rule = yb_row_count(r, YB_ROW_RULE), found;

    layer->tag = -1;
    layer->clause = -1;
    if (node->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, "layer", "mapping");
        return;
    }
    kind = yb_node_get(node, "kind");
    layer->kind = kind ? (enum yb_layer_kind)yb_read_choice(r, kind, kinds) : YB_LAYER_SHARES;
    read_layer_keys(r, node, layer->kind);
    name = yb_read_member(r, node, "layer");
    layer->name = name ? yb_read_name(r, name) : YB_TEXT("");
    layer->title = read_title(r, node, layer->name);
    layer->clause = yb_read_clause(r, node, -1);
    fund = yb_read_member(r, node, "pays_from");
    found = fund && fund->kind == YB_NODE_SCALAR ? yb_fund_find(fund->text) : -1;
    if (fund && found < 0)
        yb_reader_refuse(r, fund, YB_E_UNKNOWN_CODE, "pays_from", fund->text.bytes);
    if (fund && (found == YB_FUND_ACCT) != (layer->kind == YB_LAYER_ACCOUNT))
        yb_reader_refuse(r, fund, YB_E_WRONG_TYPE, "pays_from", "acct");
    layer->fund = found < 0 ? YB_FUND_OTH : (enum yb_fund)found;
    works_on = yb_read_member(r, node, "works_on");
    if (works_on)
        read_works_on(r, works_on, layer);
    read_only(r, node, layer);
    if (layer->kind == YB_LAYER_SHARES || layer->kind == YB_LAYER_FIXED)
        read_rules(r, node, layer);
    else
        read_lone_rule(r, node, layer);
    layer->rules = yb_row_run(r, YB_ROW_RULE, first_rule);
}

static void check_names(struct yb_reader *r, enum yb_row_kind kind, int first)
{
    int i, j, count = yb_row_count(r, kind);

    for (i = first; i < count; i++) {
        /* Both rows begin with their name. */
        const struct yb_text *name = yb_row_at(r, kind, i);

        for (j = first; j < i; j++)
            if (name->length && yb_text_equal(*name, *(struct yb_text *)yb_row_at(r, kind, j)))
                yb_reader_refuse(r, yb_row_node(r, kind, i), YB_E_DUPLICATE_KEY, name->bytes, NULL);
    }
}

void yb_read_layers(struct yb_reader *r, const struct yb_node *list)
{
    const struct yb_node *node;

    if (list->kind != YB_NODE_LIST || !list->first) {
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "layers", "list");
        return;
    }
    for (node = list->first; node; node = node->next) {
        int first_rule = yb_row_count(r, YB_ROW_RULE);

        read_layer(r, node);
        check_names(r, YB_ROW_RULE, first_rule);
    }
    check_names(r, YB_ROW_LAYER, 0);
}
