#include "engine/catalogue/item.h"
#include "face/bill.h"

#include <assert.h>
#include <string.h>

/* Numbers of a row as texts. */
struct numbers {
    char base[YB_DECIMAL_TEXT_MAX], value[YB_DECIMAL_TEXT_MAX], before[YB_DECIMAL_TEXT_MAX],
        amount[YB_DECIMAL_TEXT_MAX];
};

typedef void write_step(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        struct yb_buffer *out);

static const char *words(const struct yb_bill_view *view, const char *zh, const char *en)
{
    return view->english ? en : zh;
}

static void money(int64_t fen, char out[YB_DECIMAL_TEXT_MAX])
{
    yb_money_format(fen, out);
}

static void amounts(const struct yb_trace_row *row, struct numbers *n)
{
    money(row->base, n->base);
    money(row->value, n->value);
    money(row->before, n->before);
    money(row->amount, n->amount);
}

/* The rounding, where it was not the usual one. */
static void add_rounding(const struct yb_bill_view *view, const struct yb_trace_row *row,
                         struct yb_buffer *out)
{
    if (row->rounding == YB_ROUND_HALF_UP)
        return;
    yb_buffer_add_string(out, words(view, "（", " ("));
    yb_buffer_add_string(out, view->english ? yb_rounding_key((enum yb_rounding)row->rounding)
                                            : yb_rounding_title((enum yb_rounding)row->rounding));
    yb_buffer_add_string(out, words(view, "）", ")"));
}

static void add_product(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        struct yb_buffer *out)
{
    struct numbers n;
    char rate[YB_DECIMAL_TEXT_MAX];

    amounts(row, &n);
    yb_rate_format(row->value, rate);
    yb_buffer_addf(out, "%s × %s = %s", n.base, rate, n.amount);
    add_rounding(view, row, out);
}

static void add_line(const struct yb_bill_view *view, const struct yb_trace_row *row,
                     struct yb_buffer *out)
{
    if (view->english)
        yb_buffer_addf(out, "line %d: ", row->index + 1);
    else
        yb_buffer_addf(out, "第%d行：", row->index + 1);
}

static void self_paid(const struct yb_bill_view *view, const struct yb_trace_row *row,
                      struct yb_buffer *out)
{
    const enum yb_tag tag = (enum yb_tag)row->value;
    struct numbers n;

    amounts(row, &n);
    add_line(view, row, out);
    if (row->clause < 0)
        yb_buffer_add_string(out, words(view, "目录外", "outside the catalogue"));
    else if (tag == YB_TAG_OUTSIDE_DISEASE_LIST)
        yb_buffer_add_string(out, words(view, "不在病种目录内", "not on the list of the disease"));
    else
        yb_buffer_add_string(out, view->english ? yb_tag_key(tag) : yb_tag_name(tag));
    yb_buffer_addf(out, "%s %s", words(view, "，全自费", ", self-paid"), n.amount);
}

/* A price has up to six decimals; two are always shown. */
static void price(int64_t e6, char out[YB_DECIMAL_TEXT_MAX])
{
    size_t length;

    yb_decimal_format(e6, 6, out);
    for (length = strlen(out); out[length - 1] == '0' && out[length - 3] != '.'; length--)
        out[length - 1] = '\0';
}

static void over_limit(const struct yb_bill_view *view, const struct yb_trace_row *row,
                       struct yb_buffer *out)
{
    char cap[YB_DECIMAL_TEXT_MAX];
    struct numbers n;

    amounts(row, &n);
    price(row->value, cap);
    add_line(view, row, out);
    yb_buffer_addf(out, "%s %s%s %s",
                   words(view, "超过限价（单价", "over the price cap (unit price"), cap,
                   words(view, "）", ")"), n.amount);
}

static void advance(const struct yb_bill_view *view, const struct yb_trace_row *row,
                    struct yb_buffer *out)
{
    add_line(view, row, out);
    yb_buffer_add_string(out, words(view, "先行自付 ", "first share "));
    add_product(view, row, out);
}

static void in_scope(const struct yb_bill_view *view, const struct yb_trace_row *row,
                     struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    add_line(view, row, out);
    yb_buffer_addf(out, "%s %s", words(view, "进入政策范围", "in scope"), n.amount);
}

static void no_rule(const struct yb_bill_view *view, const struct yb_trace_row *row,
                    struct yb_buffer *out)
{
    (void)row;
    yb_buffer_add_string(out,
                         words(view, "没有适用的规定，不支付", "no rule applies, pays nothing"));
}

static void nothing(const struct yb_bill_view *view, const struct yb_trace_row *row,
                    struct yb_buffer *out)
{
    (void)row;
    yb_buffer_add_string(out, words(view, "按规定不支付", "the rule pays nothing"));
}

static void base(const struct yb_bill_view *view, const struct yb_trace_row *row,
                 struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "进入本层的费用", "enters the layer:"), n.amount);
}

static void first(const struct yb_bill_view *view, const struct yb_trace_row *row,
                  struct yb_buffer *out)
{
    yb_buffer_add_string(out, words(view, "个人先行负担 ", "the person first bears "));
    add_product(view, row, out);
}

/* The stay goes on in another hospital, and the rule takes that into account. */
static bool continues(const struct yb_bill_view *view, const struct yb_rule *rule)
{
    return rule->stay_accumulator >= 0 &&
           (view->claim->facts.bits & YB_VALUE_BIT(YB_STAY_CONTINUED)) != 0;
}

static void deductible(const struct yb_bill_view *view, const struct yb_trace_row *row,
                       struct yb_buffer *out)
{
    const struct yb_rule *rule = &view->policy->rules[row->rule];
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "起付标准", "deductible"), n.value);
    if (rule->deductible_accumulator >= 0)
        yb_buffer_addf(out, "%s %s", words(view, "，年内已扣", ", deducted this year"), n.before);
    else if (continues(view, rule))
        yb_buffer_addf(out, "%s %s",
                       words(view, "，转院续住，前面的医院已扣", ", the hospitals before took"),
                       n.before);
    else if (rule->count_accumulator >= 0 && view->english)
        yb_buffer_addf(out, ", visit %d of the year", (int)row->before + 1);
    else if (rule->count_accumulator >= 0)
        yb_buffer_addf(out, "（年内第%d次）", (int)row->before + 1);
    if (row->base != row->value)
        yb_buffer_addf(out, "%s %s", words(view, "，应扣", ", due"), n.base);
    yb_buffer_addf(out, "%s %s", words(view, "，本次扣", ", taken"), n.amount);
    if (!view->policy->deductibles[row->index].amounts)
        add_rounding(view, row, out);
}

static void year_cap(const struct yb_bill_view *view, const struct yb_trace_row *row,
                     struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s%s %s%s %s",
                   words(view, "全年起付标准累计至多", "all deductibles of the year at most"),
                   n.value, words(view, "，已扣", ", deducted"), n.before,
                   words(view, "，还可扣", ", left"), n.amount);
}

/* What a change does: its sign or its word, and its number. */
static void add_change(const struct yb_bill_view *view, const struct yb_adjust_row *change,
                       struct yb_buffer *out)
{
    static const char *const zh[] = {"增减", "每岁增加", "个人自付×", "比例×",
                                     "至少", "至多",     "×",         ""};
    static const char *const en[] = {
        "by ", "for each year of age plus ", "copay x ", "x ", "at least ", "at most ", "x ", ""};
    char value[YB_DECIMAL_TEXT_MAX];

    if (change->op == YB_ADJUST_DEDUCTIBLE_PLUS) {
        yb_money_format(change->value, value);
    } else if (change->op == YB_ADJUST_POINTS) {
        yb_rate_format(change->value < 0 ? -change->value : change->value, value);
        yb_buffer_add_string(out, change->value < 0 ? words(view, "减少", "minus ")
                                                    : words(view, "增加", "plus "));
        yb_buffer_add_string(out, value);
        return;
    } else {
        yb_rate_format(change->value, value);
    }
    yb_buffer_addf(out, "%s%s", view->english ? en[change->op] : zh[change->op], value);
}

static void adjust(const struct yb_bill_view *view, const struct yb_trace_row *row,
                   struct yb_buffer *out)
{
    const struct yb_adjust_row *change = &view->policy->adjusts[row->index];
    char before[YB_DECIMAL_TEXT_MAX], after[YB_DECIMAL_TEXT_MAX];
    bool ratio = yb_adjust_is_ratio(change->op);

    if (ratio) {
        yb_rate_format(row->base, before);
        yb_rate_format(row->amount, after);
    } else {
        money(row->base, before);
        money(row->amount, after);
    }
    yb_buffer_addf(out, "%s %s → %s%s",
                   ratio ? words(view, "支付比例", "ratio") : words(view, "起付标准", "deductible"),
                   before, after, words(view, "（", " ("));
    add_change(view, change, out);
    yb_buffer_add_string(out, words(view, "）", ")"));
}

static void below(const struct yb_bill_view *view, const struct yb_trace_row *row,
                  struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s %s %s", words(view, "累计未超过", "up to"), n.value,
                   words(view, "的部分不支付，计", "nothing is paid:"), n.amount);
}

static void segment(const struct yb_bill_view *view, const struct yb_trace_row *row,
                    struct yb_buffer *out)
{
    const struct yb_segment *s = &view->policy->segments[row->index];
    char above[YB_DECIMAL_TEXT_MAX], up_to[YB_DECIMAL_TEXT_MAX];

    money(s->above_fen, above);
    money(s->up_to_fen, up_to);
    if (s->above_fen)
        yb_buffer_addf(out, "%s %s", above, words(view, "以上", "and above"));
    if (s->above_fen && s->up_to_fen != INT64_MAX)
        yb_buffer_add_string(out, words(view, "至 ", ", up to "));
    else if (s->up_to_fen != INT64_MAX)
        yb_buffer_add_string(out, words(view, "不超过 ", "up to "));
    if (s->up_to_fen != INT64_MAX)
        yb_buffer_add_string(out, up_to);
    if (s->above_fen || s->up_to_fen != INT64_MAX)
        yb_buffer_add_string(out, words(view, " 的部分：", ": "));
    add_product(view, row, out);
}

static void beyond(const struct yb_bill_view *view, const struct yb_trace_row *row,
                   struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s %s %s", words(view, "超过", "beyond"), n.value,
                   words(view, "的部分不支付，计", "nothing is paid:"), n.amount);
}

static void limit(const struct yb_bill_view *view, const struct yb_trace_row *row,
                  struct yb_buffer *out)
{
    const struct yb_text title = view->policy->accumulators[row->index].title;
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s" YB_TEXT_FMT "%s %s%s %s", words(view, "限额“", "limit \""),
                   YB_TEXT_ARG(title), words(view, "”", "\""), n.value,
                   words(view, "，已用", ", used"), n.before);
    if (row->amount)
        yb_buffer_addf(out, "%s %s", words(view, "，超出限额的费用", ", cost beyond it"), n.amount);
}

static void guarantee(const struct yb_bill_view *view, const struct yb_trace_row *row,
                      struct yb_buffer *out)
{
    char rate[YB_DECIMAL_TEXT_MAX];
    struct numbers n;

    amounts(row, &n);
    yb_rate_format(row->value, rate);
    yb_buffer_addf(out, "%s %s × %s%s %s%s %s", words(view, "保底", "guaranteed"), n.base, rate,
                   words(view, "，各项基金已支付", ", paid so far"), n.before,
                   words(view, "，补足", ", missing"), n.amount);
    add_rounding(view, row, out);
}

static void fixed(const struct yb_bill_view *view, const struct yb_trace_row *row,
                  struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "定额", "fixed amount"), n.value);
}

static void account(const struct yb_bill_view *view, const struct yb_trace_row *row,
                    struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "个人账户可用余额", "balance of the account"),
                   n.value);
}

static void pay(const struct yb_bill_view *view, const struct yb_trace_row *row,
                struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "支付", "pays"), n.amount);
}

static void accumulate(const struct yb_bill_view *view, const struct yb_trace_row *row,
                       struct yb_buffer *out)
{
    const struct yb_accumulator *acc = &view->policy->accumulators[row->index];
    int decimals = acc->measure == YB_MEASURE_COUNT ? 0 : 2;
    char before[YB_DECIMAL_TEXT_MAX], added[YB_DECIMAL_TEXT_MAX], after[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(row->before, decimals, before);
    yb_decimal_format(row->amount < 0 ? -row->amount : row->amount, decimals, added);
    yb_decimal_format(row->before + row->amount, decimals, after);
    yb_buffer_addf(out, "%s" YB_TEXT_FMT "%s %s %s %s = %s", words(view, "累计“", "sum \""),
                   YB_TEXT_ARG(acc->title), words(view, "”", "\""), before,
                   row->amount < 0 ? "-" : "+", added, after);
}

static void cash(const struct yb_bill_view *view, const struct yb_trace_row *row,
                 struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_addf(out, "%s %s", words(view, "个人现金", "cash"), n.amount);
}

static void family(const struct yb_bill_view *view, const struct yb_trace_row *row,
                   struct yb_buffer *out)
{
    struct numbers n;

    amounts(row, &n);
    yb_buffer_add_string(out, words(view, "家庭共济个人账户", "personal account of a relative"));
    if (view->family.length)
        yb_buffer_addf(out, " " YB_TEXT_FMT, YB_TEXT_ARG(view->family));
    yb_buffer_addf(out, "%s %s", words(view, "：可付的个人负担", ": borne by the person, payable"),
                   n.base);
    yb_buffer_addf(out, "%s %s", words(view, "，可用", ", available"), n.value);
    yb_buffer_addf(out, "%s %s", words(view, "，支付", ", pays"), n.amount);
}

static write_step *const steps[YB_TRACE_OPS] = {
    [YB_TRACE_SELF_PAID] = self_paid,
    [YB_TRACE_OVER_LIMIT] = over_limit,
    [YB_TRACE_ADVANCE] = advance,
    [YB_TRACE_IN_SCOPE] = in_scope,
    [YB_TRACE_NO_RULE] = no_rule,
    [YB_TRACE_BASE] = base,
    [YB_TRACE_FIRST] = first,
    [YB_TRACE_DEDUCTIBLE] = deductible,
    [YB_TRACE_YEAR_CAP] = year_cap,
    [YB_TRACE_ADJUST] = adjust,
    [YB_TRACE_BELOW] = below,
    [YB_TRACE_SEGMENT] = segment,
    [YB_TRACE_BEYOND] = beyond,
    [YB_TRACE_LIMIT] = limit,
    [YB_TRACE_GUARANTEE] = guarantee,
    [YB_TRACE_FIXED] = fixed,
    [YB_TRACE_ACCOUNT] = account,
    [YB_TRACE_NOTHING] = nothing,
    [YB_TRACE_PAY] = pay,
    [YB_TRACE_ACCUMULATE] = accumulate,
    [YB_TRACE_CASH] = cash,
    [YB_TRACE_FAMILY] = family,
};

void yb_bill_write_step(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        struct yb_buffer *out)
{
    assert(row->op < YB_TRACE_OPS);
    steps[row->op](view, row, out);
}

static bool cites(const struct yb_trace *trace, int clause)
{
    size_t i;

    for (i = 0; i < trace->count; i++)
        if (trace->rows[i].clause == clause)
            return true;
    return false;
}

/* Documents are numbered in the order in which the pack first cites them. */
static int document_number(const struct yb_policy *policy, int clause)
{
    int number = 1, i, j;

    for (i = 0; i < clause; i++) {
        for (j = 0; j < i; j++)
            if (yb_text_equal(policy->clauses[i].source, policy->clauses[j].source))
                break;
        if (yb_text_equal(policy->clauses[i].source, policy->clauses[clause].source))
            break;
        number += j == i;
    }
    return number;
}

void yb_bill_write_clause(const struct yb_bill_view *view, const struct yb_trace_row *row,
                          struct yb_buffer *out)
{
    const struct yb_clause *clause;

    if (row->clause == YB_CLAUSE_CATALOGUE)
        yb_buffer_add_string(out, words(view, "医保目录", "catalogue"));
    if (row->clause < 0)
        return;
    clause = &view->policy->clauses[row->clause];
    if (clause->national)
        yb_buffer_add_string(out, words(view, "全国默认值 ", "national default "));
    if (clause->parameter)
        yb_buffer_add_string(out, words(view, "参数 ", "parameter "));
    yb_buffer_addf(out, "[%d]%s" YB_TEXT_FMT, document_number(view->policy, row->clause),
                   clause->place.length ? " " : "", YB_TEXT_ARG(clause->place));
}

void yb_bill_write_documents(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_policy *policy = view->policy;
    int i, j, last = 0;

    for (i = 0; i < policy->clause_count; i++) {
        int number = document_number(policy, i);
        bool cited = false;

        if (number <= last)
            continue;
        last = number;
        for (j = i; j < policy->clause_count && !cited; j++)
            cited = yb_text_equal(policy->clauses[i].source, policy->clauses[j].source) &&
                    cites(view->trace, j);
        if (cited)
            yb_buffer_addf(out, "[%d] " YB_TEXT_FMT "\n", number,
                           YB_TEXT_ARG(policy->clauses[i].source));
    }
}

int yb_bill_parameter(const struct yb_bill_view *view, int after)
{
    const struct yb_clause *clauses = view->policy->clauses;

    while (++after < view->policy->clause_count)
        if (clauses[after].parameter && cites(view->trace, after))
            return after;
    return -1;
}

void yb_bill_write_parameters(const struct yb_bill_view *view, struct yb_buffer *out)
{
    static const char zh[] =
        "注意：以下数字来源没有写，或以来源没有写的数为基数，是参数，须经核定才可用于结算：";
    static const char en[] = "Attention: no source states these, or what they are shares of; they "
                             "are parameters, to be confirmed before use: ";
    int i, count = 0;

    for (i = yb_bill_parameter(view, -1); i >= 0; i = yb_bill_parameter(view, i)) {
        yb_buffer_add_string(out, count++ ? words(view, "；", "; ") : words(view, zh, en));
        yb_buffer_add(out, view->policy->clauses[i].place);
    }
    if (count)
        yb_buffer_add_string(out, "\n");
}

bool yb_bill_concerns(const struct yb_bill_view *view, const struct yb_reading *reading)
{
    bool paid = reading->layers == 0;

    for (int i = 0; i < view->policy->layer_count; i++)
        paid |= (reading->layers >> i & 1) && view->bill->layers[i].pay_fen;
    return paid && yb_condition_holds(&reading->when, &view->claim->facts);
}
