#include "face/simulation.h"

#include <stdio.h>

#include "base/money.h"
#include "face/cli/columns.h"

#define LABEL_COLUMNS  28
#define NUMBER_COLUMNS 18

/* The groups that a simulation is broken down by. */
static const enum yb_dimension groups[] = {YB_DIM_CARE, YB_DIM_LEVEL, YB_DIM_PLACE, YB_DIM_PERSON,
                                           YB_DIM_RELIEF};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

/* A layer of either policy; the new policy's -1: it does not have it, and the other way round. */
struct layer_pair {
    const struct yb_layer *layer;
    int number[YB_SIMULATED];
};

static int find_layer(const struct yb_policy *policy, struct yb_text name)
{
    for (int i = 0; i < policy->layer_count; i++)
        if (yb_text_equal(policy->layers[i].name, name))
            return i;
    return -1;
}

/* The old policy's layers in order, then those that only the new one has. */
static int pair_layers(const struct yb_simulation_view *view,
                       struct layer_pair pairs[2 * YB_POLICY_LAYERS_MAX])
{
    const struct yb_policy *older = view->policies[YB_SIMULATED_OLD];
    const struct yb_policy *newer = view->policies[YB_SIMULATED_NEW];
    int count = 0;

    for (int i = 0; i < older->layer_count; i++)
        pairs[count++] =
            (struct layer_pair){&older->layers[i], {i, find_layer(newer, older->layers[i].name)}};
    for (int i = 0; i < newer->layer_count; i++)
        if (find_layer(older, newer->layers[i].name) < 0)
            pairs[count++] = (struct layer_pair){&newer->layers[i], {-1, i}};
    return count;
}

static int64_t layer_sum(const struct yb_simulation *simulation, int side, int layer)
{
    int64_t sum = 0;

    for (int i = 0; layer >= 0 && i < YB_SIMULATION_MONTHS; i++)
        sum += simulation->layer_fen[side][layer][i];
    return sum;
}

/* ---- text ---- */

/* A macro, so that formats are checked. */
#define WORDS(view, zh, en) ((view)->english ? (en) : (zh))

static void add_label(struct yb_buffer *out, struct yb_text label)
{
    yb_buffer_add_string(out, "  ");
    yb_buffer_add_column(out, label, LABEL_COLUMNS, false);
}

static void add_amount(struct yb_buffer *out, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];
    size_t length = yb_money_format(fen, text);

    yb_buffer_add_column(out, (struct yb_text){text, length}, NUMBER_COLUMNS, true);
}

static void add_head(const struct yb_simulation_view *view, struct yb_buffer *out, const char *zh,
                     const char *en)
{
    const char *titles[] = {WORDS(view, "旧", "old"), WORDS(view, "新", "new"),
                            WORDS(view, "差额", "change")};

    yb_buffer_addf(out, "\n%s\n", WORDS(view, zh, en));
    add_label(out, YB_TEXT(""));
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
        yb_buffer_add_column(out, yb_text_of(titles[i]), NUMBER_COLUMNS, true);
    yb_buffer_add_char(out, '\n');
}

static void add_pair(struct yb_buffer *out, struct yb_text label, int64_t older, int64_t newer)
{
    add_label(out, label);
    add_amount(out, older);
    add_amount(out, newer);
    add_amount(out, newer - older);
    yb_buffer_add_char(out, '\n');
}

static void add_ratio(struct yb_buffer *out, int64_t ppm)
{
    char text[YB_DECIMAL_TEXT_MAX + 2];
    int64_t e2 = yb_muldiv(ppm, 1, 100, YB_ROUND_HALF_UP); /* hundredths of a percent */
    size_t length = yb_decimal_format(e2, 2, text);

    snprintf(text + length, sizeof(text) - length, "%%");
    yb_buffer_add_column(out, (struct yb_text){text, length + 1}, NUMBER_COLUMNS, true);
}

static void add_ratios(struct yb_buffer *out, struct yb_text label,
                       const struct yb_simulated *sides[YB_SIMULATED])
{
    int64_t older = yb_simulated_ratio(sides[0]), newer = yb_simulated_ratio(sides[1]);

    add_label(out, label);
    add_ratio(out, older);
    add_ratio(out, newer);
    add_ratio(out, newer - older);
    yb_buffer_add_char(out, '\n');
}

static void add_sums(const struct yb_simulation_view *view, struct yb_buffer *out)
{
    const struct yb_simulation *s = view->simulation;
    const struct yb_simulated *sides[] = {&s->all[0], &s->all[1]};

    add_head(view, out, "合计", "Sums");
    add_pair(out, yb_text_of(WORDS(view, "费用总额", "total cost")), sides[0]->total_fen,
             sides[1]->total_fen);
    add_pair(out, yb_text_of(WORDS(view, "政策范围内费用", "in-scope cost")),
             sides[0]->in_scope_fen, sides[1]->in_scope_fen);
    add_pair(out, yb_text_of(WORDS(view, "基金支付", "funds")), yb_simulated_funds(sides[0]),
             yb_simulated_funds(sides[1]));
    for (int fund = 0; fund < YB_FUNDS; fund++)
        if (sides[0]->fund_fen[fund] || sides[1]->fund_fen[fund])
            add_pair(out,
                     yb_text_of(view->english ? yb_fund_key((enum yb_fund)fund)
                                              : yb_fund_title((enum yb_fund)fund)),
                     sides[0]->fund_fen[fund], sides[1]->fund_fen[fund]);
    add_pair(out, yb_text_of(WORDS(view, "个人现金", "cash")), sides[0]->cash_fen,
             sides[1]->cash_fen);
    add_ratios(out, yb_text_of(WORDS(view, "政策范围内报销比", "funds / in-scope")), sides);
}

static void add_layers(const struct yb_simulation_view *view, struct yb_buffer *out)
{
    struct layer_pair pairs[2 * YB_POLICY_LAYERS_MAX];
    int count = pair_layers(view, pairs);

    add_head(view, out, "各层支付", "By layer");
    for (int i = 0; i < count; i++)
        add_pair(out, view->english ? pairs[i].layer->name : pairs[i].layer->title,
                 layer_sum(view->simulation, 0, pairs[i].number[0]),
                 layer_sum(view->simulation, 1, pairs[i].number[1]));
}

static void add_months(const struct yb_simulation_view *view, struct yb_buffer *out)
{
    const struct yb_simulation *s = view->simulation;

    add_head(view, out, "各月基金支付", "Funds by month");
    for (int i = 0; i < YB_SIMULATION_MONTHS; i++) {
        char label[16];

        snprintf(label, sizeof(label), "%d%s", i + 1, WORDS(view, "月", ""));
        if (s->month[0][i].claims)
            add_pair(out, yb_text_of(label), yb_simulated_funds(&s->month[0][i]),
                     yb_simulated_funds(&s->month[1][i]));
    }
}

static void add_group(const struct yb_simulation_view *view, enum yb_dimension dimension,
                      struct yb_buffer *out)
{
    const struct yb_simulation *s = view->simulation;
    char zh[96], en[96];

    snprintf(zh, sizeof(zh), "基金支付和报销比，按%s", yb_dimension_title(dimension));
    snprintf(en, sizeof(en), "Funds and ratio by %s", yb_dimension_key(dimension));
    add_head(view, out, zh, en);
    for (uint64_t bits = yb_dimension_mask(dimension); bits; bits &= bits - 1) {
        int value = __builtin_ctzll(bits);
        const struct yb_simulated *sides[] = {&s->value[0][value], &s->value[1][value]};

        if (!sides[0]->claims)
            continue;
        add_pair(out,
                 yb_text_of(view->english ? yb_value_key((enum yb_value)value)
                                          : yb_value_title((enum yb_value)value)),
                 yb_simulated_funds(sides[0]), yb_simulated_funds(sides[1]));
        add_ratios(out, YB_TEXT(""), sides);
    }
}

static void add_people(const struct yb_simulation_view *view, struct yb_buffer *out,
                       const int64_t classes[YB_SIMULATION_CLASSES], int64_t sum_fen)
{
    char amount[YB_DECIMAL_TEXT_MAX];
    int64_t people = 0;

    for (int i = 1; i < YB_SIMULATION_CLASSES; i++)
        people += classes[i];
    yb_money_format(sum_fen, amount);
    yb_buffer_addf(out, WORDS(view, "%lld 人，合计 %s 元：", "%lld people, %s yuan in all:"),
                   (long long)people, amount);
    for (int i = 1; i < YB_SIMULATION_CLASSES; i++)
        if (i + 1 < YB_SIMULATION_CLASSES)
            yb_buffer_addf(out, WORDS(view, " ≤%lld元 %lld", " <=%lld: %lld"),
                           (long long)(yb_simulation_class_fen[i] / 100), (long long)classes[i]);
        else
            yb_buffer_addf(out, WORDS(view, " 以上 %lld", " above: %lld"), (long long)classes[i]);
    yb_buffer_add_char(out, '\n');
}

static void add_examples(const struct yb_simulation_view *view, struct yb_buffer *out,
                         const struct yb_simulated_person *examples, int count)
{
    for (int i = 0; i < count; i++) {
        char older[YB_DECIMAL_TEXT_MAX], newer[YB_DECIMAL_TEXT_MAX];

        yb_money_format(examples[i].own_fen[YB_SIMULATED_OLD], older);
        yb_money_format(examples[i].own_fen[YB_SIMULATED_NEW], newer);
        yb_buffer_addf(out,
                       WORDS(view, "    人员 %lld  %s → %s 元，变化最大的结算 %lld\n",
                             "    person %lld  %s -> %s yuan, most by settlement %lld\n"),
                       (long long)examples[i].psn_no, older, newer, (long long)examples[i].setl_id);
    }
}

void yb_simulation_write_text(const struct yb_simulation_view *view, struct yb_buffer *out)
{
    const struct yb_simulation *s = view->simulation;

    for (int side = 0; side < YB_SIMULATED; side++)
        yb_buffer_addf(out, "%s " YB_TEXT_FMT "  " YB_TEXT_FMT "\n",
                       side ? WORDS(view, "新", "new") : WORDS(view, "旧", "old"),
                       YB_TEXT_ARG(view->policies[side]->title),
                       YB_TEXT_ARG(view->policies[side]->id));
    yb_buffer_addf(
        out,
        WORDS(view, "%d 年：%lld 人，%lld 笔结算；旧政策与记录不符 %lld 笔，不能判定 %lld 笔\n",
              "%d: %lld people, %lld settlements; old unlike what was recorded: %lld, "
              "cannot be decided: %lld\n"),
        view->year->head->year, (long long)s->persons, (long long)s->all[0].claims,
        (long long)s->differing, (long long)s->undecided);
    add_sums(view, out);
    add_layers(view, out);
    add_months(view, out);
    for (size_t i = 0; i < GROUPS; i++)
        add_group(view, groups[i], out);
    yb_buffer_addf(out, "\n%s", WORDS(view, "受益 ", "Pay less: "));
    add_people(view, out, s->gaining, s->gained_fen);
    add_examples(view, out, s->gain, s->gain_count);
    yb_buffer_add_string(out, WORDS(view, "受损 ", "Pay more: "));
    add_people(view, out, s->losing, s->lost_fen);
    add_examples(view, out, s->lose, s->lose_count);
}

/* ---- JSON ---- */

static void amount(struct yb_json *json, const char *key, int64_t fen)
{
    yb_json_key(json, key);
    yb_json_add_decimal(json, fen, 2);
}

static void integer(struct yb_json *json, const char *key, int64_t value)
{
    yb_json_key(json, key);
    yb_json_add_integer(json, value);
}

static void write_simulated(struct yb_json *json, const struct yb_simulated *sum)
{
    yb_json_open(json, '{');
    integer(json, "claims", sum->claims);
    amount(json, "medfee_sumamt", sum->total_fen);
    amount(json, "inscp_scp_amt", sum->in_scope_fen);
    amount(json, "fund_pay_sumamt", yb_simulated_funds(sum));
    for (int fund = 0; fund < YB_FUNDS; fund++)
        if (sum->fund_fen[fund])
            amount(json, yb_fund_key((enum yb_fund)fund), sum->fund_fen[fund]);
    amount(json, "psn_cash_pay", sum->cash_fen);
    integer(json, "ratio_ppm", yb_simulated_ratio(sum));
    yb_json_close(json, '}');
}

static void write_sides(struct yb_json *json, const struct yb_simulated *older,
                        const struct yb_simulated *newer)
{
    yb_json_key(json, "old");
    write_simulated(json, older);
    yb_json_key(json, "new");
    write_simulated(json, newer);
}

static void write_layers(const struct yb_simulation_view *view, struct yb_json *json)
{
    struct layer_pair pairs[2 * YB_POLICY_LAYERS_MAX];
    int count = pair_layers(view, pairs);

    yb_json_key(json, "layers");
    yb_json_open(json, '[');
    for (int i = 0; i < count; i++) {
        yb_json_open(json, '{');
        yb_json_key(json, "layer");
        yb_json_add_text(json, pairs[i].layer->name);
        yb_json_key(json, "title");
        yb_json_add_text(json, pairs[i].layer->title);
        for (int side = 0; side < YB_SIMULATED; side++) {
            yb_json_key(json, side ? "new" : "old");
            yb_json_open(json, '[');
            for (int month = 0; month < YB_SIMULATION_MONTHS; month++)
                yb_json_add_decimal(
                    json,
                    pairs[i].number[side] < 0
                        ? 0
                        : view->simulation->layer_fen[side][pairs[i].number[side]][month],
                    2);
            yb_json_close(json, ']');
        }
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

static void write_months(const struct yb_simulation *s, struct yb_json *json)
{
    yb_json_key(json, "months");
    yb_json_open(json, '[');
    for (int i = 0; i < YB_SIMULATION_MONTHS; i++) {
        yb_json_open(json, '{');
        integer(json, "month", i + 1);
        write_sides(json, &s->month[0][i], &s->month[1][i]);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

static void write_values(struct yb_json *json, const char *key, enum yb_dimension dimension,
                         const struct yb_simulated *older, const struct yb_simulated *newer)
{
    yb_json_key(json, key);
    yb_json_open(json, '[');
    for (uint64_t bits = yb_dimension_mask(dimension); bits; bits &= bits - 1) {
        int value = __builtin_ctzll(bits);

        if (!older[value].claims)
            continue;
        yb_json_open(json, '{');
        yb_json_key(json, "value");
        yb_json_add_text(json, yb_text_of(yb_value_key((enum yb_value)value)));
        yb_json_key(json, "title");
        yb_json_add_text(json, yb_text_of(yb_value_title((enum yb_value)value)));
        write_sides(json, &older[value], &newer[value]);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

static void write_groups(const struct yb_simulation *s, struct yb_json *json, bool inpatient)
{
    yb_json_key(json, inpatient ? "inpatient_groups" : "groups");
    yb_json_open(json, '{');
    for (size_t i = 0; i < GROUPS; i++)
        write_values(json, yb_dimension_key(groups[i]), groups[i],
                     inpatient ? s->inpatient[0] : s->value[0],
                     inpatient ? s->inpatient[1] : s->value[1]);
    yb_json_close(json, '}');
}

static void write_people(struct yb_json *json, const char *key,
                         const int64_t classes[YB_SIMULATION_CLASSES], int64_t sum_fen)
{
    yb_json_key(json, key);
    yb_json_open(json, '{');
    amount(json, "sum", sum_fen);
    yb_json_key(json, "classes");
    yb_json_open(json, '[');
    for (int i = 1; i < YB_SIMULATION_CLASSES; i++) {
        yb_json_open(json, '{');
        if (i + 1 < YB_SIMULATION_CLASSES)
            amount(json, "up_to", yb_simulation_class_fen[i]);
        integer(json, "people", classes[i]);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

/* Inside the object that write_people has opened. */
static void write_examples(struct yb_json *json, const struct yb_simulated_person *examples,
                           int count)
{
    yb_json_key(json, "examples");
    yb_json_open(json, '[');
    for (int i = 0; i < count; i++) {
        char psn_no[24], setl_id[24];

        snprintf(psn_no, sizeof(psn_no), "%lld", (long long)examples[i].psn_no);
        snprintf(setl_id, sizeof(setl_id), "%lld", (long long)examples[i].setl_id);
        yb_json_open(json, '{');
        yb_json_key(json, "psn_no");
        yb_json_add_text(json, yb_text_of(psn_no));
        yb_json_key(json, "setl_id");
        yb_json_add_text(json, yb_text_of(setl_id));
        amount(json, "own_old", examples[i].own_fen[YB_SIMULATED_OLD]);
        amount(json, "own_new", examples[i].own_fen[YB_SIMULATED_NEW]);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
    yb_json_close(json, '}');
}

void yb_simulation_write_json(const struct yb_simulation_view *view, struct yb_json *json)
{
    const struct yb_simulation *s = view->simulation;

    yb_json_open(json, '{');
    integer(json, "year", view->year->head->year);
    integer(json, "insutype", view->year->head->insutype);
    for (int side = 0; side < YB_SIMULATED; side++) {
        yb_json_key(json, side ? "policy_new" : "policy_old");
        yb_json_add_text(json, view->policies[side]->id);
    }
    integer(json, "persons", s->persons);
    integer(json, "undecided", s->undecided);
    integer(json, "differing", s->differing);
    write_sides(json, &s->all[0], &s->all[1]);
    write_layers(view, json);
    write_months(s, json);
    write_groups(s, json, false);
    write_groups(s, json, true);
    write_people(json, "pay_less", s->gaining, s->gained_fen);
    write_examples(json, s->gain, s->gain_count);
    write_people(json, "pay_more", s->losing, s->lost_fen);
    write_examples(json, s->lose, s->lose_count);
    yb_json_close(json, '}');
}
