#include "face/policy_text.h"

#include "engine/catalogue/item.h"
#include "face/policy_entitlement.h"

/* What is being written, and how: lines of text, or rows of JSON. */
struct writer {
    const struct yb_policy *policy;
    struct yb_buffer *out;
    bool english;
    struct yb_json *json; /* NULL: lines of text */
    struct yb_buffer row; /* JSON: the figure of the row being written; out points here */
};

static const char *words(const struct writer *w, const char *zh, const char *en)
{
    return w->english ? en : zh;
}

static void add(struct writer *w, const char *text)
{
    yb_buffer_add_string(w->out, text);
}

static void add_text(struct writer *w, struct yb_text text)
{
    yb_buffer_add(w->out, text);
}

static void add_money(struct writer *w, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(fen, text);
    add(w, text);
}

static void add_rate(struct writer *w, int64_t ppm)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_rate_format(ppm, text);
    add(w, text);
}

static void add_values(struct writer *w, uint64_t excluded, enum yb_dimension dimension,
                       bool *first)
{
    uint64_t mask = yb_dimension_mask(dimension), left = mask & ~excluded;
    int v;
    bool begun = false;

    if (left == mask)
        return;
    add(w, *first ? "" : words(w, "，", ", "));
    for (v = 0; v < YB_VALUES; v++) {
        if (!(left & YB_VALUE_BIT(v)))
            continue;
        add(w, begun ? "/" : "");
        add(w, w->english ? yb_value_key((enum yb_value)v) : yb_value_title((enum yb_value)v));
        begun = true;
    }
    *first = false;
}

static void add_range(struct writer *w, int from, int below, const char *name, bool *first)
{
    if (!from && below == INT16_MAX)
        return;
    yb_buffer_addf(w->out, "%s%s ", *first ? "" : words(w, "，", ", "), name);
    if (below == INT16_MAX)
        yb_buffer_addf(w->out, "≥ %d", from);
    else
        yb_buffer_addf(w->out, "%d-%d", from, below - 1);
    *first = false;
}

static void add_days(struct writer *w, const struct yb_condition *c, bool *first)
{
    char day[11];

    if (c->day_from <= YB_DAY_MIN && c->day_below > YB_DAY_MAX)
        return;
    add(w, *first ? "" : words(w, "，", ", "));
    if (c->day_from > YB_DAY_MIN) {
        yb_day_format(c->day_from, day);
        yb_buffer_addf(w->out, "%s%s%s", words(w, "", "from "), day, words(w, "起", ""));
    }
    if (c->day_below <= YB_DAY_MAX) {
        yb_day_format(c->day_below - 1, day);
        yb_buffer_addf(w->out, "%s%s%s", words(w, "", c->day_from > YB_DAY_MIN ? " to " : "to "),
                       words(w, "至", ""), day);
    }
    *first = false;
}

static void add_condition(struct writer *w, const struct yb_condition *c)
{
    static const char *const zh[YB_LISTS_OF] = {"病种 ", "参保地 ", "机构 "};
    static const char *const en[YB_LISTS_OF] = {"disease ", "division ", "institution "};
    bool first = true;
    int i;

    for (i = 0; i < YB_DIMENSIONS; i++)
        add_values(w, c->excluded, (enum yb_dimension)i, &first);
    add_range(w, c->age_from, c->age_below, words(w, "年龄", "age"), &first);
    add_range(w, c->years_from, c->years_below, words(w, "连续参保年数", "continuous years"),
              &first);
    add_days(w, c, &first);
    for (i = 0; i < w->policy->list_count; i++)
        if (c->diseases >> i & 1) {
            add(w, first ? "" : words(w, "，", ", "));
            add(w, w->english ? en[w->policy->lists[i].of] : zh[w->policy->lists[i].of]);
            add_text(w, w->policy->lists[i].title);
            first = false;
        }
}

static void put(struct yb_json *json, const char *key, struct yb_text text)
{
    yb_json_key(json, key);
    yb_json_add_text(json, text.bytes ? text : YB_TEXT(""));
}

/* "      name 200.00（condition）〔clause〕" is begun with the indent and the name. */
static void begin(struct writer *w, int indent, const char *name)
{
    if (!w->json) {
        yb_buffer_addf(w->out, "%*s%s ", indent, "", name);
        return;
    }
    yb_json_open(w->json, '{');
    put(w->json, "name", yb_text_of(name));
    yb_buffer_init(&w->row, w->json->out->arena);
    w->out = &w->row;
}

/* {"name":..., "text": the figure, "when": condition, "clause": its index} */
static void end_row(struct writer *w, struct yb_text when, int clause)
{
    put(w->json, "text", yb_text_trim(yb_buffer_text(&w->row)));
    put(w->json, "when", when);
    if (clause >= 0) {
        yb_json_key(w->json, "clause");
        yb_json_add_integer(w->json, clause);
    }
    yb_json_close(w->json, '}');
}

static void end(struct writer *w, const struct yb_condition *when, int clause)
{
    struct yb_buffer text;
    struct writer inside = {.policy = w->policy, .out = &text, .english = w->english};

    yb_buffer_init(&text, w->out->arena);
    if (when)
        add_condition(&inside, when);
    if (w->json) {
        end_row(w, yb_buffer_text(&text), clause);
        return;
    }
    if (text.length) {
        add(w, words(w, "（", " ("));
        add_text(w, yb_buffer_text(&text));
        add(w, words(w, "）", ")"));
    }
    if (clause >= 0) {
        const struct yb_clause *c = &w->policy->clauses[clause];

        add(w, "  〔");
        if (c->national)
            add(w, words(w, "全国默认值 ", "national default "));
        if (c->parameter)
            add(w, words(w, "参数 ", "parameter "));
        add_text(w, c->place.length ? c->place : c->source);
        add(w, "〕");
    }
    add(w, "\n");
}

static void add_rates(struct writer *w, struct yb_run run, const char *name)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++) {
        const struct yb_rate_row *row = &w->policy->rates[i];

        begin(w, 6, name);
        add_rate(w, row->rate_ppm);
        end(w, &row->when, row->clause);
    }
}

static void add_amounts(struct writer *w, struct yb_run run, int indent, const char *name)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++) {
        const struct yb_amount_row *row = &w->policy->amounts[i];

        begin(w, indent, name);
        if (row->amount_fen == INT64_MAX)
            add(w, words(w, "不设", "none"));
        else
            add_money(w, row->amount_fen);
        end(w, &row->when, row->clause);
    }
}

static void add_deductibles(struct writer *w, const struct yb_rule *rule)
{
    int i, j;

    for (i = rule->deductibles.first; i < rule->deductibles.first + rule->deductibles.count; i++) {
        const struct yb_deductible_row *row = &w->policy->deductibles[i];

        begin(w, 6,
              rule->deductible_per == YB_PER_YEAR
                  ? words(w, "起付标准（年度）", "deductible a year")
                  : words(w, "起付标准", "deductible"));
        for (j = 0; j < row->amounts; j++) {
            add(w, j ? words(w, "、", ", ") : "");
            add_money(w, row->amount_fen[j]);
        }
        if (!row->amounts) {
            add(w, words(w, "总费用×", "of the total "));
            add_rate(w, row->share_of_total_ppm);
            add(w, words(w, "，至少 ", ", at least "));
            add_money(w, row->at_least_fen);
            if (row->at_most_fen != INT64_MAX) {
                add(w, words(w, "，至多 ", ", at most "));
                add_money(w, row->at_most_fen);
            }
        }
        end(w, &row->when, row->clause);
    }
    if (rule->stay_accumulator >= 0) {
        begin(w, 6, words(w, "转院续住的起付标准", "deductible of a continued stay"));
        add(w, words(w, "只补差额，不另计次数", "only the difference, no visit more"));
        end(w, NULL, -1);
    }
    add_amounts(w, rule->year_caps, 6,
                words(w, "全年起付标准至多", "deductibles of the year at most"));
}

static void add_segment(struct writer *w, const struct yb_segment *s)
{
    if (s->above_fen || s->up_to_fen != INT64_MAX) {
        add_money(w, s->above_fen);
        add(w, "–");
        if (s->up_to_fen != INT64_MAX)
            add_money(w, s->up_to_fen);
        add(w, " ");
    }
    add_rate(w, s->pays_ppm);
}

static void add_tag(struct writer *w, enum yb_tag tag)
{
    yb_buffer_addf(w->out, "%s%s%s", words(w, "（", " ("),
                   w->english ? yb_tag_key(tag) : yb_tag_name(tag), words(w, "）", ")"));
}

static void add_pays(struct writer *w, const struct yb_rule *rule)
{
    int i, j;

    for (i = rule->pays.first; i < rule->pays.first + rule->pays.count; i++) {
        const struct yb_pays_row *row = &w->policy->pays[i];

        for (j = row->segments.first; j < row->segments.first + row->segments.count; j++) {
            begin(w, 6, words(w, "支付", "pays"));
            add_segment(w, &w->policy->segments[j]);
            if (row->tag >= 0)
                add_tag(w, (enum yb_tag)w->policy->cost_tags[row->tag]);
            end(w, &row->when, w->policy->segments[j].clause);
        }
    }
}

static void add_adjusts(struct writer *w, const struct yb_rule *rule)
{
    static const char *const zh[] = {"比例增减", "每岁比例增加", "个人自付×", "比例×",
                                     "比例至少", "比例至多",     "起付标准×", "起付标准增减"};
    static const char *const en[] = {"points",       "points a year of age", "copay x",
                                     "ratio x",      "ratio at least",       "ratio at most",
                                     "deductible x", "deductible +"};
    int i;

    for (i = rule->adjusts.first; i < rule->adjusts.first + rule->adjusts.count; i++) {
        const struct yb_adjust_row *row = &w->policy->adjusts[i];

        begin(w, 6, w->english ? en[row->op] : zh[row->op]);
        if (row->op == YB_ADJUST_DEDUCTIBLE_PLUS) {
            add_money(w, row->value);
        } else {
            add(w, row->value < 0 ? "-" : "");
            add_rate(w, row->value < 0 ? -row->value : row->value);
        }
        end(w, &row->when, row->clause);
    }
}

static void add_counts(struct writer *w, const struct yb_rule *rule)
{
    int i;

    if (!rule->counts.count)
        return;
    begin(w, 6, words(w, "计入", "counts toward"));
    for (i = rule->counts.first; i < rule->counts.first + rule->counts.count; i++) {
        add(w, i > rule->counts.first ? words(w, "、", ", ") : "");
        add_text(w, w->policy->accumulators[w->policy->counts[i].accumulator].title);
    }
    end(w, NULL, -1);
}

static void add_rule_rows(struct writer *w, const struct yb_rule *rule)
{
    if (rule->nothing) {
        begin(w, 6, words(w, "不支付", "pays nothing"));
        end(w, NULL, -1);
    }
    add_rates(w, rule->firsts, words(w, "个人先行负担", "the person first bears"));
    add_deductibles(w, rule);
    add_pays(w, rule);
    add_amounts(w, rule->fixed, 6, words(w, "定额", "fixed amount"));
    add_rates(w, rule->shares, words(w, "保底", "guaranteed"));
    add_adjusts(w, rule);
    add_counts(w, rule);
}

static void add_rule(struct writer *w, const struct yb_rule *rule)
{
    begin(w, 4, "-");
    add_text(w, rule->title);
    end(w, &rule->when, rule->clause);
    add_rule_rows(w, rule);
}

static void add_base(struct writer *w, const struct yb_layer *layer)
{
    for (int i = 0; i < layer->parts; i++) {
        add(w, i ? words(w, "、", ", ") : "");
        add(w, w->english ? yb_part_key(layer->part[i]) : yb_part_title(layer->part[i]));
        if (layer->weight_ppm[i] != YB_PPM) {
            add(w, "×");
            add_rate(w, layer->weight_ppm[i]);
        }
    }
}

static void add_layer(struct writer *w, const struct yb_layer *layer)
{
    int i;

    yb_buffer_addf(w->out, "  " YB_TEXT_FMT " [%s]  %s", YB_TEXT_ARG(layer->title),
                   w->english ? yb_fund_key(layer->fund) : yb_fund_title(layer->fund),
                   words(w, "费用：", "works on "));
    add_base(w, layer);
    add(w, "\n");
    for (i = layer->rules.first; i < layer->rules.first + layer->rules.count; i++)
        add_rule(w, &w->policy->rules[i]);
}

/* A tag's words, and what is said of its lines. */
static void add_tag_rule(struct writer *w, const struct yb_line_rule *rule)
{
    const enum yb_tag tag = (enum yb_tag)__builtin_ctz(rule->tag_bit);
    const char *name = w->english ? yb_tag_key(tag) : yb_tag_name(tag);

    if (rule->self_paid < 0) {
        add_rates(w, rule->shares, name);
        return;
    }
    begin(w, 6, name);
    add(w, words(w, "全自费", "self-paid"));
    end(w, NULL, rule->self_paid);
}

/* How a fee line is placed: first shares by class and tag, what the person pays all of. */
static void add_lines(struct writer *w)
{
    const struct yb_policy *policy = w->policy;

    add_rates(w, policy->class_rules[YB_CLASS_A].shares,
              words(w, "甲类先行自付", "class A, first share"));
    add_rates(w, policy->class_rules[YB_CLASS_B].shares,
              words(w, "乙类先行自付", "class B, first share"));
    for (int i = 0; i < policy->tag_rule_count; i++)
        add_tag_rule(w, &policy->tag_rules[i]);
}

static void add_head(struct writer *w)
{
    const struct yb_policy *p = w->policy;
    char from[11], to[11];
    int i;

    yb_day_format(p->from_day, from);
    yb_day_format(p->to_day, to);
    yb_buffer_addf(w->out, YB_TEXT_FMT "\n  " YB_TEXT_FMT "  %s  " YB_TEXT_FMT "  %s – %s\n",
                   YB_TEXT_ARG(p->title), YB_TEXT_ARG(p->id),
                   p->insutype == 310 ? words(w, "职工", "employee") : words(w, "居民", "resident"),
                   YB_TEXT_ARG(p->region), from, p->to_day == YB_DAY_MAX ? "" : to);
    yb_buffer_addf(w->out, "  %s%s\n", words(w, "舍入：", "rounding: "),
                   w->english ? yb_rounding_key(p->rounding) : yb_rounding_title(p->rounding));
    for (i = 0; i < p->unstated_count; i++)
        yb_buffer_addf(w->out, "  %s%s\n", words(w, "按全国默认值：", "national default: "),
                       yb_parameter_title(p->unstated[i], w->english));
    for (i = 0; i < p->clause_count; i++)
        if (p->clauses[i].parameter)
            yb_buffer_addf(w->out, "  %s" YB_TEXT_FMT "\n",
                           words(w, "参数（须核定）：", "parameter (to be confirmed): "),
                           YB_TEXT_ARG(p->clauses[i].place));
    for (i = 0; i < p->reading_count; i++)
        yb_buffer_addf(w->out, "  %s" YB_TEXT_FMT "\n", words(w, "说明：", "note: "),
                       YB_TEXT_ARG(p->readings[i].says));
}

const char *yb_parameter_title(struct yb_text name, bool english)
{
    static const struct {
        const char *key, *zh, *en;
    } rows[] = {
        {"rounding", "金额舍入", "rounding"},
        {"class_a_takes_first", "甲类先行自付比例", "first share of class A"},
        {"class_b_takes_first", "乙类先行自付比例", "first share of class B"},
        {"deductible_falls_on", "起付标准由哪部分费用承担", "what the deductible falls on"},
        {"off_site", "异地就医待遇", "care elsewhere"},
        {"outside_disease_list", "不在病种目录内的药品和项目", "what is not on a disease's list"},
        {"maternity_days", "产假天数", "days of maternity leave"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (yb_text_is(name, rows[i].key))
            return english ? rows[i].en : rows[i].zh;
    return "";
}

static void add_entitlement(struct writer *w)
{
    size_t count;
    const struct yb_entitlement_part *parts =
        yb_entitlement_parts(w->policy, w->english, w->out->arena, &count);

    for (size_t i = 0; i < count; i++) {
        yb_buffer_addf(w->out, "  " YB_TEXT_FMT "\n", YB_TEXT_ARG(parts[i].title));
        for (size_t j = 0; j < parts[i].count; j++) {
            begin(w, 6, parts[i].rows[j].name);
            add_text(w, parts[i].rows[j].text);
            end(w, NULL, parts[i].rows[j].clause);
        }
    }
}

void yb_policy_write_text(const struct yb_policy *policy, bool english, struct yb_buffer *out)
{
    struct writer writer = {.policy = policy, .out = out, .english = english}, *w = &writer;
    int i;

    add_head(w);
    for (i = 0; i < policy->accumulator_count; i++) {
        const struct yb_accumulator *acc = &policy->accumulators[i];
        struct yb_buffer name;

        if (!acc->limits.count)
            continue;
        yb_buffer_init(&name, out->arena);
        yb_buffer_addf(&name, "%s" YB_TEXT_FMT "%s", words(w, "限额“", "limit \""),
                       YB_TEXT_ARG(acc->title), words(w, "”", "\""));
        add_amounts(w, acc->limits, 2, yb_buffer_text(&name).bytes);
    }
    if (policy->layer_count) {
        yb_buffer_addf(out, "  %s\n", words(w, "费用怎样摆放", "how lines are placed"));
        add_lines(w);
    }
    for (i = 0; i < policy->layer_count; i++)
        add_layer(w, &policy->layers[i]);
    add_entitlement(w);
}

void yb_condition_write(const struct yb_policy *policy, const struct yb_condition *condition,
                        bool english, struct yb_buffer *out)
{
    struct writer writer = {.policy = policy, .out = out, .english = english};

    add_condition(&writer, condition);
}

static void put_clauses(struct writer *w)
{
    yb_json_key(w->json, "clauses");
    yb_json_open(w->json, '[');
    for (int i = 0; i < w->policy->clause_count; i++) {
        const struct yb_clause *clause = &w->policy->clauses[i];

        yb_json_open(w->json, '{');
        put(w->json, "source", clause->source);
        put(w->json, "place", clause->place);
        yb_json_key(w->json, "national");
        yb_json_add_boolean(w->json, clause->national);
        yb_json_key(w->json, "parameter");
        yb_json_add_boolean(w->json, clause->parameter);
        yb_json_close(w->json, '}');
    }
    yb_json_close(w->json, ']');
}

static void put_rows(struct writer *w)
{
    yb_json_key(w->json, "rows");
    yb_json_open(w->json, '[');
}

static void put_limits(struct writer *w)
{
    yb_json_key(w->json, "limits");
    yb_json_open(w->json, '[');
    for (int i = 0; i < w->policy->accumulator_count; i++) {
        const struct yb_accumulator *acc = &w->policy->accumulators[i];

        if (!acc->limits.count)
            continue;
        yb_json_open(w->json, '{');
        put(w->json, "name", acc->name);
        put(w->json, "title", acc->title);
        put_rows(w);
        add_amounts(w, acc->limits, 0, words(w, "限额", "limit"));
        yb_json_close(w->json, ']');
        yb_json_close(w->json, '}');
    }
    yb_json_close(w->json, ']');
}

static void put_rule(struct writer *w, const struct yb_rule *rule)
{
    struct yb_buffer when;

    yb_buffer_init(&when, w->json->out->arena);
    yb_condition_write(w->policy, &rule->when, w->english, &when);
    yb_json_open(w->json, '{');
    put(w->json, "name", rule->name);
    put(w->json, "title", rule->title);
    put(w->json, "when", yb_buffer_text(&when));
    if (rule->clause >= 0) {
        yb_json_key(w->json, "clause");
        yb_json_add_integer(w->json, rule->clause);
    }
    put_rows(w);
    add_rule_rows(w, rule);
    yb_json_close(w->json, ']');
    yb_json_close(w->json, '}');
}

static void put_layers(struct writer *w)
{
    yb_json_key(w->json, "layers");
    yb_json_open(w->json, '[');
    for (int i = 0; i < w->policy->layer_count; i++) {
        const struct yb_layer *layer = &w->policy->layers[i];
        struct yb_buffer base;

        yb_json_open(w->json, '{');
        put(w->json, "name", layer->name);
        put(w->json, "title", layer->title);
        put(w->json, "fund",
            yb_text_of(w->english ? yb_fund_key(layer->fund) : yb_fund_title(layer->fund)));
        yb_buffer_init(&base, w->json->out->arena);
        w->out = &base;
        add_base(w, layer);
        put(w->json, "works_on", yb_buffer_text(&base));
        yb_json_key(w->json, "rules");
        yb_json_open(w->json, '[');
        for (int j = layer->rules.first; j < layer->rules.first + layer->rules.count; j++)
            put_rule(w, &w->policy->rules[j]);
        yb_json_close(w->json, ']');
        yb_json_close(w->json, '}');
    }
    yb_json_close(w->json, ']');
}

static void put_entitlement(struct writer *w)
{
    size_t count;
    const struct yb_entitlement_part *parts =
        yb_entitlement_parts(w->policy, w->english, w->json->out->arena, &count);

    yb_json_key(w->json, "entitlement");
    yb_json_open(w->json, '[');
    for (size_t i = 0; i < count; i++) {
        yb_json_open(w->json, '{');
        put(w->json, "name", yb_text_of(parts[i].key));
        put(w->json, "title", parts[i].title);
        put_rows(w);
        for (size_t j = 0; j < parts[i].count; j++) {
            begin(w, 0, parts[i].rows[j].name);
            add_text(w, parts[i].rows[j].text);
            end(w, NULL, parts[i].rows[j].clause);
        }
        yb_json_close(w->json, ']');
        yb_json_close(w->json, '}');
    }
    yb_json_close(w->json, ']');
}

void yb_policy_write_json(const struct yb_policy *policy, bool english, struct yb_json *json)
{
    struct writer writer = {.policy = policy, .english = english, .json = json}, *w = &writer;

    put(json, "rounding",
        yb_text_of(english ? yb_rounding_key(policy->rounding)
                           : yb_rounding_title(policy->rounding)));
    put_clauses(w);
    yb_json_key(json, "unstated");
    yb_json_open(json, '[');
    for (int i = 0; i < policy->unstated_count; i++)
        yb_json_add_text(json, yb_text_of(yb_parameter_title(policy->unstated[i], english)));
    yb_json_close(json, ']');
    yb_json_key(json, "readings");
    yb_json_open(json, '[');
    for (int i = 0; i < policy->reading_count; i++)
        yb_json_add_text(json, policy->readings[i].says);
    yb_json_close(json, ']');
    put_limits(w);
    yb_json_key(json, "lines");
    yb_json_open(json, '[');
    if (policy->layer_count)
        add_lines(w);
    yb_json_close(json, ']');
    put_layers(w);
    put_entitlement(w);
}
