#include "face/bill.h"

static void json_amount(struct yb_json *json, const char *key, int64_t fen)
{
    yb_json_key(json, key);
    yb_json_add_decimal(json, fen, 2);
}

static void json_text(struct yb_json *json, const char *key, struct yb_text text)
{
    yb_json_key(json, key);
    yb_json_add_text(json, text);
}

static void json_policy(const struct yb_bill_view *view, struct yb_json *json)
{
    const struct yb_policy *policy = view->policy;
    int i;

    yb_json_key(json, "policy");
    yb_json_open(json, '{');
    json_text(json, "id", policy->id);
    json_text(json, "title", policy->title);
    json_text(json, "region", policy->region);
    yb_json_key(json, "insutype");
    yb_json_add_integer(json, policy->insutype);
    yb_json_key(json, "unstated");
    yb_json_open(json, '[');
    for (i = 0; i < policy->unstated_count; i++)
        if (yb_bill_rests_on(view, policy->unstated[i]))
            yb_json_add_text(json, policy->unstated[i]);
    yb_json_close(json, ']');
    yb_json_key(json, "readings");
    yb_json_open(json, '[');
    for (i = 0; i < policy->reading_count; i++)
        if (yb_bill_concerns(view, &policy->readings[i]))
            yb_json_add_text(json, policy->readings[i].says);
    yb_json_close(json, ']');
    yb_json_key(json, "parameters");
    yb_json_open(json, '[');
    for (i = view->trace ? yb_bill_parameter(view, -1) : -1; i >= 0; i = yb_bill_parameter(view, i))
        yb_json_add_text(json, policy->clauses[i].place);
    yb_json_close(json, ']');
    yb_json_close(json, '}');
}

static void json_lines(const struct yb_bill_view *view, struct yb_json *json)
{
    size_t i;

    yb_json_key(json, "lines");
    yb_json_open(json, '[');
    for (i = 0; i < view->claim->line_count; i++) {
        const struct yb_bill_line *line = &view->lines[i];

        yb_json_open(json, '{');
        if (view->names)
            json_text(json, "name", view->names[i]);
        if (view->catalogues && view->catalogues[i].length)
            json_text(json, "catalogue", view->catalogues[i]);
        json_amount(json, "amount", view->claim->lines[i].amount_fen);
        json_amount(json, "self_paid", line->self_paid_fen);
        json_amount(json, "over_limit", line->over_limit_fen);
        json_amount(json, "advance", line->advance_fen);
        json_amount(json, "in_scope", line->in_scope_fen);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

/* Only of care elsewhere. */
static void json_catalogues(const struct yb_bill_view *view, struct yb_json *json)
{
    struct yb_buffer text;
    struct yb_text rest;

    yb_buffer_init(&text, json->out->arena);
    yb_bill_write_catalogues(view, &text);
    rest = yb_buffer_text(&text);
    if (!rest.length)
        return;
    yb_json_key(json, "catalogues");
    yb_json_open(json, '[');
    while (rest.length)
        yb_json_add_text(json, yb_text_split(rest, '\n', &rest));
    yb_json_close(json, ']');
}

static void json_layers(const struct yb_bill_view *view, struct yb_json *json)
{
    int i;

    yb_json_key(json, "layers");
    yb_json_open(json, '[');
    for (i = 0; i < view->policy->layer_count; i++) {
        const struct yb_layer *layer = &view->policy->layers[i];
        const struct yb_bill_layer *result = &view->bill->layers[i];

        yb_json_open(json, '{');
        json_text(json, "layer", layer->name);
        json_text(json, "title", layer->title);
        json_text(json, "fund", yb_text_of(yb_fund_key(layer->fund)));
        if (result->rule >= 0) {
            json_text(json, "rule", view->policy->rules[result->rule].name);
            json_text(json, "rule_title", view->policy->rules[result->rule].title);
        }
        json_amount(json, "base", result->base_fen);
        json_amount(json, "deductible", result->deductible_fen);
        json_amount(json, "pay", result->pay_fen);
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

static void json_sums(const struct yb_bill_view *view, struct yb_json *json)
{
    const struct yb_bill *bill = view->bill;
    int i;

    yb_json_key(json, "parts");
    yb_json_open(json, '{');
    for (i = 0; i < YB_PARTS; i++) {
        yb_json_key(json, yb_part_key((enum yb_part)i));
        yb_json_open(json, '{');
        json_amount(json, "placed", bill->placed_fen[i]);
        json_amount(json, "opened", bill->opened_fen[i]);
        json_amount(json, "left", bill->left_fen[i]);
        yb_json_close(json, '}');
    }
    yb_json_close(json, '}');
    yb_json_key(json, "funds");
    yb_json_open(json, '{');
    for (i = 0; i < YB_FUNDS; i++)
        if (bill->fund_fen[i])
            json_amount(json, yb_fund_key((enum yb_fund)i), bill->fund_fen[i]);
    yb_json_close(json, '}');
    if (bill->family_fen)
        json_amount(json, "family_account", bill->family_fen);
    if (view->family.length)
        json_text(json, "family", view->family);
    json_amount(json, "cash", bill->cash_fen);
}

static void json_after(const struct yb_bill_view *view, struct yb_json *json)
{
    int i;

    yb_json_key(json, "after");
    yb_json_open(json, '{');
    for (i = 0; i < view->policy->accumulator_count; i++) {
        const struct yb_accumulator *acc = &view->policy->accumulators[i];

        yb_json_key(json, acc->name.bytes); /* node texts end with a NUL */
        yb_json_add_decimal(json, view->bill->after[i], acc->measure == YB_MEASURE_COUNT ? 0 : 2);
    }
    yb_json_close(json, '}');
}

static const char *const op_keys[YB_TRACE_OPS] = {
    "self_paid", "over_limit", "advance",   "in_scope", "no_rule", "base",
    "first",     "deductible", "year_cap",  "adjust",   "below",   "segment",
    "beyond",    "limit",      "guarantee", "fixed",    "account", "nothing",
    "pay",       "accumulate", "cash",      "family"};

static void json_clause(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        struct yb_json *json)
{
    const struct yb_clause *clause;

    if (row->clause < 0)
        return;
    clause = &view->policy->clauses[row->clause];
    yb_json_key(json, "clause");
    yb_json_open(json, '{');
    json_text(json, "source", clause->source);
    json_text(json, "place", clause->place);
    yb_json_key(json, "national");
    yb_json_add_boolean(json, clause->national);
    yb_json_key(json, "parameter");
    yb_json_add_boolean(json, clause->parameter);
    yb_json_close(json, '}');
}

/* What the numbers of a row are in. */
enum unit { NONE, FEN, RATE, PRICE, COUNT };

struct units {
    uint8_t base, value, before, amount;
};

static const struct units units[YB_TRACE_OPS] = {
    [YB_TRACE_SELF_PAID] = {FEN, NONE, NONE, FEN}, [YB_TRACE_OVER_LIMIT] = {FEN, PRICE, NONE, FEN},
    [YB_TRACE_ADVANCE] = {FEN, RATE, NONE, FEN},   [YB_TRACE_IN_SCOPE] = {FEN, NONE, NONE, FEN},
    [YB_TRACE_BASE] = {NONE, NONE, NONE, FEN},     [YB_TRACE_FIRST] = {FEN, RATE, NONE, FEN},
    [YB_TRACE_DEDUCTIBLE] = {FEN, FEN, FEN, FEN},  [YB_TRACE_YEAR_CAP] = {NONE, FEN, FEN, FEN},
    [YB_TRACE_ADJUST] = {RATE, RATE, NONE, RATE},  [YB_TRACE_BELOW] = {NONE, FEN, FEN, FEN},
    [YB_TRACE_SEGMENT] = {FEN, RATE, FEN, FEN},    [YB_TRACE_BEYOND] = {NONE, FEN, FEN, FEN},
    [YB_TRACE_LIMIT] = {NONE, FEN, FEN, FEN},      [YB_TRACE_GUARANTEE] = {FEN, RATE, FEN, FEN},
    [YB_TRACE_FIXED] = {NONE, FEN, NONE, FEN},     [YB_TRACE_ACCOUNT] = {NONE, FEN, NONE, FEN},
    [YB_TRACE_PAY] = {FEN, NONE, NONE, FEN},       [YB_TRACE_ACCUMULATE] = {NONE, NONE, FEN, FEN},
    [YB_TRACE_CASH] = {FEN, NONE, NONE, FEN},      [YB_TRACE_FAMILY] = {FEN, FEN, NONE, FEN},
};

static struct units units_of(const struct yb_policy *policy, const struct yb_trace_row *row)
{
    struct units u = units[row->op];

    if (row->op == YB_TRACE_ADJUST && !yb_adjust_is_ratio(policy->adjusts[row->index].op)) {
        u.base = u.amount = FEN;
        if (policy->adjusts[row->index].op == YB_ADJUST_DEDUCTIBLE_PLUS)
            u.value = FEN;
    }
    if (row->op == YB_TRACE_DEDUCTIBLE && policy->rules[row->rule].deductible_accumulator < 0)
        u.before = COUNT;
    if (row->op == YB_TRACE_ACCUMULATE &&
        policy->accumulators[row->index].measure == YB_MEASURE_COUNT)
        u.before = u.amount = COUNT;
    return u;
}

static void json_number(struct yb_json *json, const char *key, int64_t number, uint8_t unit)
{
    char text[YB_DECIMAL_TEXT_MAX];

    if (unit == NONE)
        return;
    yb_json_key(json, key);
    if (unit == RATE && number >= 0) {
        yb_rate_format(number, text);
        yb_json_add_text(json, yb_text_of(text));
    } else {
        yb_json_add_decimal(json, number,
                            unit == FEN     ? 2
                            : unit == PRICE ? 6
                            : unit == RATE  ? 4
                                            : 0);
    }
}

static void json_step(const struct yb_bill_view *view, const struct yb_trace_row *row,
                      struct yb_json *json)
{
    const struct units u = units_of(view->policy, row);
    struct yb_buffer text;

    yb_buffer_init(&text, json->out->arena);
    yb_bill_write_step(view, row, &text);
    yb_json_open(json, '{');
    json_text(json, "op", yb_text_of(op_keys[row->op]));
    if (row->layer >= 0)
        json_text(json, "layer", view->policy->layers[row->layer].name);
    if (row->rule >= 0)
        json_text(json, "rule", view->policy->rules[row->rule].name);
    if (row->layer < 0 && row->op < YB_TRACE_CASH) {
        yb_json_key(json, "line");
        yb_json_add_integer(json, row->index + 1);
    }
    json_number(json, "base", row->base, u.base);
    json_number(json, "value", row->value, u.value);
    json_number(json, "before", row->before, u.before);
    json_number(json, "amount", row->amount, u.amount);
    if (u.value == RATE)
        json_text(json, "rounding", yb_text_of(yb_rounding_key((enum yb_rounding)row->rounding)));
    json_clause(view, row, json);
    json_text(json, "words", yb_buffer_text(&text));
    yb_json_close(json, '}');
}

void yb_bill_write_json(const struct yb_bill_view *view, struct yb_json *json)
{
    size_t i;

    yb_json_open(json, '{');
    json_policy(view, json);
    json_amount(json, "total", view->bill->total_fen);
    json_lines(view, json);
    json_catalogues(view, json);
    json_layers(view, json);
    json_sums(view, json);
    json_after(view, json);
    if (view->trace) {
        yb_json_key(json, "trace");
        yb_json_open(json, '[');
        for (i = 0; i < view->trace->count; i++)
            json_step(view, &view->trace->rows[i], json);
        yb_json_close(json, ']');
    }
    yb_json_close(json, '}');
}
