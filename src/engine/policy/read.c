#include "engine/policy/read_internal.h"

#include <string.h>

#include "engine/catalogue/item.h"

/* The member of the national defaults that a name of `unstated` stands for. */
static const struct yb_node *national(const struct yb_reader *r, const char *key)
{
    return yb_node_get(r->input->national, key);
}

static bool is_unstated(const struct yb_reader *r, const char *key)
{
    const struct yb_node *list = yb_node_get(r->input->root, "unstated");
    const struct yb_node *item = list && list->kind == YB_NODE_LIST ? list->first : NULL;

    for (; item; item = item->next)
        if (item->kind == YB_NODE_SCALAR && yb_text_is(item->text, key))
            return true;
    return false;
}

void yb_reader_national(struct yb_reader *r, bool national)
{
    r->file = national ? r->input->national_name : r->input->name;
    r->national = national;
}

static void begin_national(struct yb_reader *r)
{
    yb_reader_national(r, true);
}

static void end_national(struct yb_reader *r)
{
    yb_reader_national(r, false);
}

static void read_sources(struct yb_reader *r, const struct yb_node *mapping)
{
    const struct yb_node *member;

    if (mapping->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, mapping, YB_E_WRONG_TYPE, "sources", "mapping");
        return;
    }
    for (member = mapping->first; member; member = member->next) {
        struct yb_named_source *source = yb_row_add(r, YB_ROW_SOURCE, member);

        source->name = member->key;
        source->title = yb_read_text(r, member);
        source->national = r->national;
    }
}

static void read_in_force(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const keys[] = {"from", "to", NULL};
    const struct yb_node *node = yb_node_get(root, "in_force");
    const struct yb_node *from = yb_node_get(node, "from"), *to = yb_node_get(node, "to");
    struct yb_policy *policy = r->policy;

    policy->to_day = YB_DAY_MAX;
    if (!node || !from) {
        yb_reader_refuse(r, node ? node : root, YB_E_POLICY_NO_DATES, node ? "from" : "in_force",
                         NULL);
        return;
    }
    yb_read_mapping(r, node, keys);
    policy->from_day = yb_read_day(r, from);
    if (to)
        policy->to_day = yb_read_day(r, to);
    if (policy->to_day < policy->from_day)
        yb_reader_refuse(r, to, YB_E_OUT_OF_RANGE, "to", to->text.bytes);
}

static void read_region(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const schemes[] = {"resident", "employee", NULL};
    const struct yb_node *region = yb_read_member(r, root, "region");
    const struct yb_node *scheme = yb_read_member(r, root, "scheme");
    int64_t number;

    r->policy->insutype = 390;
    if (scheme && yb_read_choice(r, scheme, schemes) == 1)
        r->policy->insutype = 310;
    if (!region)
        return;
    r->policy->region = yb_read_text(r, region);
    if (!region->quoted || region->text.length != 6 || !yb_text_to_int64(region->text, &number) ||
        number < 100000)
        yb_reader_refuse(r, region, YB_E_WRONG_FORMAT, "region", region->text.bytes);
}

static void read_year_start(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *node = yb_node_get(root, "policy_year_starts");
    struct yb_text day = YB_TEXT(""), month;
    int64_t m = 0, d = 0;

    r->policy->year_start_month = r->policy->year_start_day = 1;
    if (!node)
        return;
    month = yb_text_split(node->text, '-', &day);
    /* 2001 is no leap year: a policy year begins on a day that every year has. */
    if (node->kind != YB_NODE_SCALAR || node->text.length != 5 || month.length != 2 ||
        !yb_text_to_int64(month, &m) || !yb_text_to_int64(day, &d) ||
        yb_day_of(2001, (int)m, (int)d) == YB_DAY_NONE) {
        yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, "policy_year_starts", node->text.bytes);
        return;
    }
    r->policy->year_start_month = (int)m;
    r->policy->year_start_day = (int)d;
}

static void read_unstated(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const known[] = {
        "rounding", "class_a_takes_first",  "class_b_takes_first", "deductible_falls_on",
        "off_site", "outside_disease_list", "maternity_days",      NULL};
    const struct yb_node *list = yb_node_get(root, "unstated"), *item;

    r->policy->unstated = yb_read_texts(r, list, &r->policy->unstated_count);
    for (item = list && list->kind == YB_NODE_LIST ? list->first : NULL; item; item = item->next)
        if (item->kind != YB_NODE_SCALAR || !yb_key_in(item->text, known))
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE, "unstated", item->text.bytes);
        else if (!national(r, item->text.bytes))
            yb_reader_refuse(r, item, YB_E_NOT_FOUND, "defaults.yaml", item->text.bytes);
}

/*
 * Where a parameter is stated: the pack's member, else (when the pack lists it) the default's.
 * `needed` refuses when it is neither. *is_national tells which.
 */
static const struct yb_node *parameter(struct yb_reader *r, const struct yb_node *stated,
                                       const char *key, bool needed, bool *is_national)
{
    bool listed = is_unstated(r, key);

    *is_national = !stated && listed;
    if (stated && listed)
        yb_reader_refuse(r, yb_node_get(r->input->root, "unstated"), YB_E_POLICY_STATED, key, NULL);
    if (!stated && !listed && needed)
        yb_reader_refuse(r, r->input->root, YB_E_POLICY_NOT_STATED, key, NULL);
    return stated ? stated : listed ? national(r, key) : NULL;
}

/* {is: WORD, source: ...} of the national defaults. */
static const struct yb_node *default_value(struct yb_reader *r, const struct yb_node *node,
                                           int *clause)
{
    static const char *const keys[] = {"is", "source", NULL};
    const struct yb_node *value;

    if (!yb_read_mapping(r, node, keys))
        return NULL;
    value = yb_read_member(r, node, "is");
    *clause = yb_read_clause(r, node, -1);
    if (value)
        yb_need_clause(r, value, *clause);
    return value;
}

static bool needs_rounding(const struct yb_node *root)
{
    const struct yb_node *allowance = yb_node_get(root, "maternity_allowance");
    const struct yb_node *credits = yb_node_get(root, "account_credit"), *row;

    for (row = credits ? credits->first : NULL; row; row = row->next)
        if (yb_node_get(row, "rate") && !yb_node_get(row, "rounding"))
            return true;
    return yb_node_get(root, "layers") || (allowance && !yb_node_get(allowance, "rounding"));
}

static void read_pack_rounding(struct yb_reader *r, const struct yb_node *root)
{
    bool from_national;
    const struct yb_node *node = parameter(r, yb_node_get(root, "rounding"), "rounding",
                                           needs_rounding(root), &from_national);

    r->policy->rounding_clause = -1;
    if (from_national && node) {
        begin_national(r);
        node = default_value(r, node, &r->policy->rounding_clause);
    }
    if (node)
        r->policy->rounding = yb_read_rounding(r, node);
    end_national(r);
}

static void read_falls_on(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const choices[] = {"untagged_first", "tagged_first", NULL};
    bool from_national;
    const struct yb_node *node =
        parameter(r, yb_node_get(root, "deductible_falls_on"), "deductible_falls_on",
                  r->needs_falls_on, &from_national);

    r->policy->falls_on_clause = -1;
    if (from_national && node) {
        begin_national(r);
        node = default_value(r, node, &r->policy->falls_on_clause);
    }
    if (node)
        r->policy->deductible_falls_on = (enum yb_falls_on)yb_read_choice(r, node, choices);
    end_national(r);
}

static void read_off_site_parameter(struct yb_reader *r)
{
    static const char *const keys[] = {"source", "adjust", NULL};

    if (!is_unstated(r, "off_site"))
        return;
    r->off_site = national(r, "off_site");
    if (!r->off_site)
        return;
    begin_national(r);
    if (!yb_read_mapping(r, r->off_site, keys) || !yb_read_member(r, r->off_site, "adjust"))
        r->off_site = NULL;
    end_national(r);
}

static void check_off_site(struct yb_reader *r, const struct yb_node *root)
{
    if (!yb_node_get(root, "layers"))
        return;
    if (r->states_off_site && r->off_site)
        yb_reader_refuse(r, yb_node_get(root, "unstated"), YB_E_POLICY_STATED, "off_site", NULL);
    if (!r->states_off_site && !is_unstated(r, "off_site"))
        yb_reader_refuse(r, root, YB_E_POLICY_NOT_STATED, "off_site", NULL);
}

static void read_tags(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *list = yb_node_get(root, "tags"), *item;

    if (list && list->kind != YB_NODE_LIST)
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "tags", "list");
    for (item = list && list->kind == YB_NODE_LIST ? list->first : NULL; item; item = item->next) {
        int tag = yb_tag_bit(item->text);

        if (item->kind != YB_NODE_SCALAR || tag < 0)
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE, "tags", item->text.bytes);
        else if (r->policy->tags >> tag & 1)
            yb_reader_refuse(r, item, YB_E_DUPLICATE_KEY, item->text.bytes, NULL);
        else
            r->policy->tags |= UINT32_C(1) << tag;
    }
}

/* {takes_first: RATE or table, source: ...}; of a tag also {self_paid: true, source: ...} */
static void read_line_rule(struct yb_reader *r, const struct yb_node *node,
                           struct yb_line_rule *rule)
{
    static const char *const keys[] = {"takes_first", "source", NULL};
    static const char *const own_keys[] = {"self_paid", "source", NULL};
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, yb_read_clause(r, node, -1)};
    const struct yb_node *share, *own = rule->tag_bit ? yb_node_get(node, "self_paid") : NULL;

    if (!yb_read_mapping(r, node, own ? own_keys : keys))
        return;
    if (own) {
        yb_need_clause(r, own, place.clause);
        if (!yb_read_bool(r, own))
            yb_reader_refuse(r, own, YB_E_OUT_OF_RANGE, "self_paid", "false");
        rule->self_paid = place.clause;
        return;
    }
    share = yb_read_member(r, node, "takes_first");
    if (share)
        yb_read_rates(r, share, &place, "rate", &rule->shares);
}

static void read_class(struct yb_reader *r, const struct yb_node *lines, enum yb_class class)
{
    static const char *const keys[YB_CLASSES] = {"class_a", "class_b", "class_c"};
    static const char *const names[YB_CLASSES] = {"class_a_takes_first", "class_b_takes_first",
                                                  NULL};
    struct yb_line_rule *rule = &r->policy->class_rules[class];
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, -1};
    bool from_national, needed = class == YB_CLASS_B && yb_node_get(r->input->root, "layers");
    const struct yb_node *node =
        parameter(r, yb_node_get(lines, keys[class]), names[class], needed, &from_national);

    rule->self_paid = YB_CLAUSE_NONE;
    if (!node)
        return;
    if (!from_national) {
        read_line_rule(r, node, rule);
        return;
    }
    begin_national(r);
    node = default_value(r, node, &place.clause);
    if (node)
        yb_read_rates(r, node, &place, "rate", &rule->shares);
    end_national(r);
}

static struct yb_line_rule *new_tag_rule(struct yb_policy *policy, int tag)
{
    struct yb_line_rule *rule = &policy->tag_rules[policy->tag_rule_count++];

    *rule = (struct yb_line_rule){.tag_bit = UINT32_C(1) << tag, .self_paid = YB_CLAUSE_NONE};
    return rule;
}

static void read_lines(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *lines = yb_node_get(root, "lines"), *node;
    struct yb_policy *policy = r->policy;

    read_class(r, lines, YB_CLASS_A);
    read_class(r, lines, YB_CLASS_B);
    for (node = yb_read_members(r, root, "lines"); node; node = node->next) {
        int tag = yb_find_tag(r, node->key);

        if (yb_text_is(node->key, "class_a") || yb_text_is(node->key, "class_b"))
            continue;
        if (tag < 0) {
            yb_reader_refuse(r, node, YB_E_POLICY_NO_LIST, "tag", node->key.bytes);
            continue;
        }
        read_line_rule(r, node, new_tag_rule(policy, tag));
    }
}

/* Does a rule pay for visits of a registered disease? */
static bool pays_for_registered(const struct yb_reader *r)
{
    const uint64_t registered =
        YB_VALUE_BIT(YB_CARE_CHRONIC_OUTPATIENT) | YB_VALUE_BIT(YB_CARE_TWO_DISEASES);

    for (int i = 0; i < yb_row_count(r, YB_ROW_LAYER); i++) {
        const struct yb_layer *layer = yb_row_at(r, YB_ROW_LAYER, i);

        for (int j = 0; layer->opens && j < layer->rules.count; j++) {
            const struct yb_rule *rule = yb_row_at(r, YB_ROW_RULE, layer->rules.first + j);

            if (!rule->nothing && (rule->when.excluded & registered) != registered)
                return true;
        }
    }
    return false;
}

/*
 * What is not on the list of the visit's disease: the pack's own when it asks about the tag, else
 * as everywhere, which a pack that pays for such visits has to say. Last of all, so that the
 * numbers of the pack's own clauses stay.
 */
static void read_outside_disease(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const ways[] = {"self_paid", "in_scope", NULL};
    const struct yb_node *node = national(r, "outside_disease_list");
    const bool asks = r->policy->tags >> YB_TAG_OUTSIDE_DISEASE_LIST & 1;
    bool from_national;
    int clause;

    if (!node || !yb_node_get(root, "layers"))
        return;
    parameter(r, asks ? yb_node_get(root, "tags") : NULL, "outside_disease_list",
              pays_for_registered(r), &from_national);
    if (asks)
        return;
    begin_national(r);
    node = default_value(r, node, &clause);
    if (node && yb_read_choice(r, node, ways) == 0)
        new_tag_rule(r->policy, YB_TAG_OUTSIDE_DISEASE_LIST)->self_paid = clause;
    end_national(r);
}

static struct yb_accumulator *new_accumulator(struct yb_reader *r, const struct yb_node *node)
{
    struct yb_accumulator *row = yb_row_add(r, YB_ROW_ACCUMULATOR, node);
    const struct yb_node *title = yb_node_get(node, "title"), key = {.kind = YB_NODE_SCALAR,
                                                                     .line = node->line,
                                                                     .column = node->column,
                                                                     .text = node->key};

    row->name = yb_read_name(r, &key);
    row->title = title ? yb_read_text(r, title) : row->name;
    row->clause = -1;
    return row;
}

static void read_accumulators(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const keys[] = {"counts", "sums", "title", NULL};
    static const char *const counts_words[] = {"visits", NULL};
    static const char *const sums_words[] = {"fund_pay", "base", "deductible", "deductible_of_stay",
                                             NULL};
    static const enum yb_measure measures[] = {YB_MEASURE_FUND_PAY, YB_MEASURE_COST,
                                               YB_MEASURE_DEDUCTIBLE, YB_MEASURE_STAY};
    const struct yb_node *node;

    for (node = yb_read_members(r, root, "accumulators"); node; node = node->next) {
        struct yb_accumulator *row = new_accumulator(r, node);
        const struct yb_node *counts = yb_node_get(node, "counts");
        const struct yb_node *sums = yb_node_get(node, "sums");

        if (!yb_read_mapping(r, node, keys))
            continue;
        if (!counts == !sums)
            yb_reader_refuse(r, node, YB_E_MISSING, "counts, sums", NULL);
        row->measure = YB_MEASURE_COUNT;
        if (counts)
            yb_read_choice(r, counts, counts_words);
        else if (sums)
            row->measure = measures[yb_read_choice(r, sums, sums_words)];
    }
}

static void read_limits(struct yb_reader *r, const struct yb_node *root)
{
    static const char *const keys[] = {
        "fund_pays_at_most", "cost_at_most", "per", "title", "source", NULL};
    static const char *const periods[] = {"year", "visit", NULL};
    const struct yb_node *node;

    for (node = yb_read_members(r, root, "limits"); node; node = node->next) {
        struct yb_accumulator *row = new_accumulator(r, node);
        const struct yb_node *pay = yb_node_get(node, "fund_pays_at_most");
        const struct yb_node *cost = yb_node_get(node, "cost_at_most");
        const struct yb_node *per = yb_node_get(node, "per");
        struct yb_place place = {YB_CONDITION_ALWAYS, -1, -1};

        if (!yb_read_mapping(r, node, keys))
            continue;
        if (!pay == !cost)
            yb_reader_refuse(r, node, YB_E_MISSING, "fund_pays_at_most, cost_at_most", NULL);
        row->measure = cost ? YB_MEASURE_COST : YB_MEASURE_FUND_PAY;
        row->per = per && yb_read_choice(r, per, periods) == 1 ? YB_PER_VISIT : YB_PER_YEAR;
        row->clause = place.clause = yb_read_clause(r, node, -1);
        if (pay || cost)
            yb_read_amounts(r, pay ? pay : cost, &place, true, &row->limits);
    }
}

static void check_accumulators(struct yb_reader *r)
{
    int i, j;

    for (i = 0; i < yb_row_count(r, YB_ROW_ACCUMULATOR); i++)
        for (j = 0; j < i; j++) {
            const struct yb_accumulator *a = yb_row_at(r, YB_ROW_ACCUMULATOR, i);
            const struct yb_accumulator *b = yb_row_at(r, YB_ROW_ACCUMULATOR, j);

            if (a->name.length && yb_text_equal(a->name, b->name))
                yb_reader_refuse(r, yb_row_node(r, YB_ROW_ACCUMULATOR, i), YB_E_DUPLICATE_KEY,
                                 a->name.bytes, NULL);
        }
}

static void hand_over(struct yb_reader *r)
{
    struct yb_policy *p = r->policy;
    const struct {
        enum yb_row_kind kind;
        void *items;
        int *count;
    } arrays[] = {
        {YB_ROW_CLAUSE, &p->clauses, &p->clause_count},
        {YB_ROW_ACCUMULATOR, &p->accumulators, &p->accumulator_count},
        {YB_ROW_LAYER, &p->layers, &p->layer_count},
        {YB_ROW_RULE, &p->rules, &p->rule_count},
        {YB_ROW_AMOUNT, &p->amounts, &p->amount_count},
        {YB_ROW_RATE, &p->rates, &p->rate_count},
        {YB_ROW_DEDUCTIBLE, &p->deductibles, &p->deductible_count},
        {YB_ROW_PAYS, &p->pays, &p->pays_count},
        {YB_ROW_SEGMENT, &p->segments, &p->segment_count},
        {YB_ROW_ADJUST, &p->adjusts, &p->adjust_count},
        {YB_ROW_COUNT, &p->counts, &p->count_count},
        {YB_ROW_LIST, &p->lists, &p->list_count},
        {YB_ROW_CREDIT, &p->credits, &p->credit_count},
    };
    size_t i;

    for (i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        memcpy(arrays[i].items, &r->rows[arrays[i].kind].items, sizeof(void *));
        *arrays[i].count = r->rows[arrays[i].kind].count;
    }
}

/* A condition that asks for more than dimensions says so, now that cover.c has seen it plain. */
static void seal(struct yb_condition *c)
{
    if (c->diseases || c->age_from || c->years_from || c->age_below != INT16_MAX ||
        c->years_below != INT16_MAX || c->day_from > YB_DAY_MIN || c->day_below <= YB_DAY_MAX)
        c->excluded |= YB_CONDITION_MORE;
}

static void seal_layer(struct yb_layer *layer)
{
    int i;

    layer->whole = layer->tag < 0;
    for (i = 0; i < layer->parts; i++)
        layer->whole &= layer->weight_ppm[i] == YB_PPM;
}

static void seal_count(const struct yb_policy *p, struct yb_count *count)
{
    const struct yb_accumulator *acc = &p->accumulators[count->accumulator];

    count->measure = acc->measure;
    count->per = acc->per;
    count->limits = acc->limits;
}

/* What adjudication reads is put where it looks for it. */
static void seal_all(struct yb_policy *p)
{
    int i;

    for (i = 0; i < p->rule_count; i++)
        seal(&p->rules[i].when);
    for (i = 0; i < p->amount_count; i++)
        seal(&p->amounts[i].when);
    for (i = 0; i < p->rate_count; i++)
        seal(&p->rates[i].when);
    for (i = 0; i < p->deductible_count; i++)
        seal(&p->deductibles[i].when);
    for (i = 0; i < p->pays_count; i++)
        seal(&p->pays[i].when);
    for (i = 0; i < p->adjust_count; i++)
        seal(&p->adjusts[i].when);
    for (i = 0; i < p->credit_count; i++)
        seal(&p->credits[i].when);
    for (i = 0; i < p->reading_count; i++)
        seal(&p->readings[i].when);
    for (i = 0; i < p->layer_count; i++)
        seal_layer(&p->layers[i]);
    for (i = 0; i < p->count_count; i++)
        seal_count(p, &p->counts[i]);
}

static const char *const pack_keys[] = {
    "pack",           "region",      "scheme",   "in_force",       "policy_year_starts",
    "rounding",       "sources",     "unstated", "readings",       "deductible_falls_on",
    "figures",        "lists",       "tags",     "lines",          "accumulators",
    "limits",         "layers",      "waiting",  "account_credit", "maternity_allowance",
    "family_account", "entitlement", NULL};

static void read_head(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *sources = yb_node_get(root, "sources");
    const struct yb_node *title = yb_read_member(r, root, "pack");

    if (r->input->national && yb_node_get(r->input->national, "sources")) {
        begin_national(r);
        read_sources(r, yb_node_get(r->input->national, "sources"));
        end_national(r);
    }
    if (sources)
        read_sources(r, sources);
    r->policy->id = r->input->id;
    if (title)
        r->policy->title = yb_read_text(r, title);
    read_region(r, root);
    read_in_force(r, root);
    read_year_start(r, root);
    read_unstated(r, root);
    read_pack_rounding(r, root);
}

static uint32_t layer_bit(struct yb_reader *r, const struct yb_node *name)
{
    struct yb_text word = yb_read_text(r, name);

    for (int i = 0; i < yb_row_count(r, YB_ROW_LAYER); i++) {
        const struct yb_layer *layer = yb_row_at(r, YB_ROW_LAYER, i);

        if (yb_text_equal(layer->name, word))
            return UINT32_C(1) << i;
    }
    yb_reader_refuse(r, name, YB_E_POLICY_NO_LIST, "layer", word.bytes);
    return 0;
}

static void read_reading(struct yb_reader *r, const struct yb_node *node,
                         struct yb_reading *reading)
{
    static const char *const keys[] = {"says", "when", "layers", NULL};
    const struct yb_node *says, *layers;

    *reading = (struct yb_reading){.when = YB_CONDITION_ALWAYS};
    if (node->kind != YB_NODE_MAPPING) {
        reading->says = yb_read_text(r, node);
        return;
    }
    if (!yb_read_mapping(r, node, keys))
        return;
    if ((says = yb_read_member(r, node, "says")))
        reading->says = yb_read_text(r, says);
    yb_read_when(r, yb_node_get(node, "when"), &reading->when);
    layers = yb_node_get(node, "layers");
    if (layers && layers->kind != YB_NODE_LIST)
        yb_reader_refuse(r, layers, YB_E_WRONG_TYPE, "layers", "list");
    else if (layers)
        for (const struct yb_node *item = layers->first; item; item = item->next)
            reading->layers |= layer_bit(r, item);
}

static void read_readings(struct yb_reader *r, const struct yb_node *list)
{
    struct yb_policy *p = r->policy;

    if (!list)
        return;
    if (list->kind != YB_NODE_LIST) {
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "readings", "list");
        return;
    }
    p->readings = YB_NEW_ARRAY(r->arena, struct yb_reading, list->count + 1);
    for (const struct yb_node *item = list->first; p->readings && item; item = item->next)
        read_reading(r, item, &p->readings[p->reading_count++]);
}

/* NAME: {title:, source:, is: [{from: DAY, amount: AMOUNT, source:}, ...]} */
static void read_figure(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const keys[] = {"title", "source", "is", NULL};
    static const char *const row_keys[] = {"from", "amount", "source", NULL};
    const struct yb_node *list, *item, *from, *amount;
    int32_t last = YB_DAY_MIN - 1;
    int clause, own;

    if (!yb_read_mapping(r, node, keys))
        return;
    clause = yb_read_clause(r, node, -1);
    list = yb_read_member(r, node, "is");
    if (list && (list->kind != YB_NODE_LIST || !list->first)) {
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "is", "list");
        return;
    }
    for (item = list ? list->first : NULL; item; item = item->next) {
        struct yb_figure *figure = yb_row_add(r, YB_ROW_FIGURE, item);

        figure->name = node->key;
        if (!yb_read_mapping(r, item, row_keys))
            continue;
        from = yb_read_member(r, item, "from");
        amount = yb_read_member(r, item, "amount");
        figure->from_day = from ? yb_read_day(r, from) : 0;
        figure->amount_fen = amount ? yb_read_amount(r, amount) : 0;
        own = yb_read_clause(r, item, clause);
        yb_need_clause(r, item, own);
        figure->parameter =
            own >= 0 && ((const struct yb_clause *)yb_row_at(r, YB_ROW_CLAUSE, own))->parameter;
        if (figure->from_day <= last)
            yb_reader_refuse(r, item, YB_E_POLICY_ORDER, "from", NULL);
        if (item == list->first && figure->from_day > r->policy->from_day)
            yb_reader_refuse(r, item, YB_E_POLICY_NO_DATES, node->key.bytes, NULL);
        last = figure->from_day;
    }
}

static void read_figures(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *node;

    for (node = yb_read_members(r, root, "figures"); node; node = node->next) {
        const struct yb_node key = {
            .kind = YB_NODE_SCALAR, .line = node->line, .column = node->column, .text = node->key};

        yb_read_name(r, &key);
        read_figure(r, node);
    }
}

/* A pack without `waiting` waits as everywhere. */
static void read_national_waiting(struct yb_reader *r, const struct yb_node *root)
{
    if (yb_node_get(root, "waiting") || !national(r, "waiting"))
        return;
    begin_national(r);
    yb_read_waiting(r, national(r, "waiting"));
    end_national(r);
}

/* An allowance without `days` has the nation's. */
static void read_national_days(struct yb_reader *r, const struct yb_node *allowance)
{
    const struct yb_node *days = yb_node_get(allowance, "days");
    bool from_national;

    if (!national(r, "maternity_days"))
        return;
    parameter(r, days, "maternity_days", true, &from_national);
    if (days)
        return;
    begin_national(r);
    yb_read_leave(r, national(r, "maternity_days"), -1);
    end_national(r);
}

static void read_pack(struct yb_reader *r, const struct yb_node *root)
{
    const struct yb_node *node;

    if (!yb_read_mapping(r, root, pack_keys))
        return;
    read_head(r, root);
    read_figures(r, root);
    yb_read_lists(r, root);
    read_tags(r, root);
    read_lines(r, root);
    read_accumulators(r, root);
    read_limits(r, root);
    check_accumulators(r);
    read_off_site_parameter(r);
    node = yb_node_get(root, "layers");
    if (node)
        yb_read_layers(r, node);
    read_readings(r, yb_node_get(root, "readings"));
    check_off_site(r, root);
    read_falls_on(r, root);
    if ((node = yb_node_get(root, "waiting")))
        yb_read_waiting(r, node);
    if ((node = yb_node_get(root, "account_credit")))
        yb_read_credits(r, node);
    if ((node = yb_node_get(root, "maternity_allowance"))) {
        yb_read_allowance(r, node);
        read_national_days(r, node);
    }
    yb_read_family(r, yb_node_get(root, "family_account"));
    yb_read_entitlement(r, yb_node_get(root, "entitlement"), national(r, "entitlement"));
    read_national_waiting(r, root);
    read_outside_disease(r, root);
}

int yb_policy_read(const struct yb_policy_file *file, struct yb_arena *arena,
                   struct yb_mistakes *mistakes, struct yb_policy **policy)
{
    struct yb_reader *r = YB_NEW(arena, struct yb_reader);
    size_t before = mistakes->total;

    *policy = YB_NEW(arena, struct yb_policy);
    if (!r || !*policy) {
        yb_mistakes_add(mistakes, file->name, file->root, YB_E_NO_MEMORY, NULL, NULL, NULL);
        return YB_E_NO_MEMORY;
    }
    *r = (struct yb_reader){.arena = arena,
                            .mistakes = mistakes,
                            .input = file,
                            .file = file->name,
                            .policy = *policy,
                            .figure_day = YB_DAY_NONE};
    read_pack(r, file->root);
    hand_over(r);
    if (yb_arena_failed(arena)) {
        yb_mistakes_add(mistakes, file->name, file->root, YB_E_NO_MEMORY, NULL, NULL, NULL);
        return YB_E_NO_MEMORY;
    }
    if (mistakes->total == before)
        yb_check_policy(r);
    seal_all(*policy);
    if (mistakes->total == before)
        return YB_OK;
    return yb_mistakes_since(mistakes, before);
}

static void check_default(struct yb_reader *r, const char *key, int kind)
{
    static const char *const falls[] = {"untagged_first", "tagged_first", NULL};
    static const char *const ways[] = {"self_paid", "in_scope", NULL};
    const struct yb_node *node = yb_node_get(r->input->root, key), *value;
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, -1};
    struct yb_run run;

    value = node ? default_value(r, node, &place.clause) : NULL;
    if (!value)
        return;
    if (kind == 0)
        yb_read_rounding(r, value);
    else if (kind == 1)
        yb_read_choice(r, value, falls);
    else if (kind == 3)
        yb_read_choice(r, value, ways);
    else
        yb_read_rates(r, value, &place, "rate", &run);
}

int yb_policy_check_national(const struct yb_node *root, const char *name, struct yb_arena *arena,
                             struct yb_mistakes *mistakes)
{
    static const char *const keys[] = {"defaults",
                                       "sources",
                                       "rounding",
                                       "class_a_takes_first",
                                       "class_b_takes_first",
                                       "deductible_falls_on",
                                       "outside_disease_list",
                                       "off_site",
                                       "waiting",
                                       "entitlement",
                                       "maternity_days",
                                       NULL};
    const struct yb_policy_file input = {.name = name, .root = root, .national_name = name};
    struct yb_reader *r = YB_NEW(arena, struct yb_reader);
    struct yb_policy *policy = YB_NEW(arena, struct yb_policy);
    const struct yb_node *sources, *off_site;
    size_t before = mistakes->total;

    if (!r || !policy)
        return YB_E_NO_MEMORY;
    *r = (struct yb_reader){.arena = arena,
                            .mistakes = mistakes,
                            .input = &input,
                            .file = name,
                            .national = true,
                            .policy = policy,
                            .figure_day = YB_DAY_NONE};
    if (!yb_read_mapping(r, root, keys))
        return YB_E_WRONG_TYPE;
    sources = yb_read_member(r, root, "sources");
    if (sources)
        read_sources(r, sources);
    check_default(r, "rounding", 0);
    check_default(r, "deductible_falls_on", 1);
    check_default(r, "class_a_takes_first", 2);
    check_default(r, "class_b_takes_first", 2);
    check_default(r, "outside_disease_list", 3);
    off_site = yb_node_get(root, "off_site");
    if (off_site && yb_read_member(r, off_site, "adjust"))
        yb_read_adjusts(r, yb_node_get(off_site, "adjust"), yb_read_clause(r, off_site, -1));
    yb_read_entitlement(r, NULL, yb_node_get(root, "entitlement"));
    yb_reader_national(r, true);
    if (yb_node_get(root, "waiting"))
        yb_read_waiting(r, yb_node_get(root, "waiting"));
    if (yb_node_get(root, "maternity_days"))
        yb_read_leave(r, yb_node_get(root, "maternity_days"), -1);
    if (mistakes->total == before)
        return yb_arena_failed(arena) ? YB_E_NO_MEMORY : YB_OK;
    return yb_mistakes_since(mistakes, before);
}
