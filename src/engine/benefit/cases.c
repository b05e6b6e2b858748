#include "engine/benefit/cases.h"

#include <assert.h>
#include <string.h>

#include "engine/benefit/maternity.h"
#include "engine/enrol/credit.h"
#include "engine/enrol/waiting.h"

/* What expectations of one visit are compared with. */
struct outcome {
    const struct yb_policy *policy;
    const struct yb_case *one;
    const struct yb_bill *bill; /* NULL for the other kinds */
    const struct yb_case_result *result;
    struct yb_mistakes *mistakes;
};

static int64_t amount_of(const struct outcome *o, struct yb_amount_name name)
{
    const struct yb_bill *bill = o->bill;

    switch (name.kind) {
    case YB_AMOUNT_AMOUNT:
        return o->result->amount_fen;
    case YB_AMOUNT_MONTHS:
        return o->result->months;
    case YB_AMOUNT_FROM:
        return o->result->from_day;
    default:
        break;
    }
    if (!bill)
        return 0;
    switch (name.kind) {
    case YB_AMOUNT_TOTAL:
        return bill->total_fen;
    case YB_AMOUNT_CASH:
        return bill->cash_fen;
    case YB_AMOUNT_FAMILY:
        return bill->family_fen;
    case YB_AMOUNT_PART:
        return bill->placed_fen[name.index] + bill->opened_fen[name.index];
    case YB_AMOUNT_LEFT:
        return bill->left_fen[name.index];
    case YB_AMOUNT_LAYER:
        return bill->layers[name.index].pay_fen;
    case YB_AMOUNT_FUND:
        return bill->fund_fen[name.index];
    default:
        return bill->after[name.index];
    }
}

static int64_t sum_of(const struct outcome *o, const struct yb_amount_name *names, int count)
{
    int64_t sum = 0;
    int i;

    for (i = 0; i < count; i++)
        sum += amount_of(o, names[i]);
    return sum;
}

/* The number that stands beside expect->value. */
static int64_t computed(const struct outcome *o, const struct yb_expect *expect)
{
    int64_t of = sum_of(o, expect->of, expect->of_count), whole, scale = 100;
    int i;

    if (!expect->in_count)
        return of;
    whole = sum_of(o, expect->in, expect->in_count);
    for (i = 0; i < expect->decimals; i++)
        scale *= 10;
    return whole > 0 ? yb_muldiv(of, scale, whole, expect->rounding) : 0;
}

static void write_value(const struct outcome *o, const struct yb_expect *expect, int64_t value,
                        char out[YB_DECIMAL_TEXT_MAX])
{
    const struct yb_amount_name name = expect->of[0];

    if (expect->in_count)
        yb_decimal_format(value, expect->decimals, out);
    else if (name.kind == YB_AMOUNT_FROM)
        yb_day_format((int32_t)value, out);
    else if (name.kind == YB_AMOUNT_MONTHS ||
             (name.kind == YB_AMOUNT_AFTER &&
              o->policy->accumulators[name.index].measure == YB_MEASURE_COUNT))
        yb_decimal_format(value, 0, out);
    else
        yb_money_format(value, out);
}

static void differs(const struct outcome *o, const struct yb_node *node, const char *what,
                    const char *expected, const char *actual)
{
    struct yb_error error;

    yb_node_fail(&error, o->one->file, node, YB_E_POLICY_CASE_DIFFERS,
                 o->one->name.length ? o->one->name.bytes : "-", what, expected, actual, NULL);
    yb_mistakes_take(o->mistakes, &error);
}

static const char *name_of(const struct yb_expect *expect)
{
    return expect->node->key.length ? expect->node->key.bytes : "rates";
}

static bool compare(const struct outcome *o, const struct yb_expect *expects, size_t count)
{
    char expected[YB_DECIMAL_TEXT_MAX], actual[YB_DECIMAL_TEXT_MAX];
    bool same = true;
    size_t i;

    for (i = 0; i < count; i++) {
        int64_t value = computed(o, &expects[i]);

        if (value == expects[i].value)
            continue;
        write_value(o, &expects[i], expects[i].value, expected);
        write_value(o, &expects[i], value, actual);
        differs(o, expects[i].node, name_of(&expects[i]), expected, actual);
        same = false;
    }
    return same;
}

/* A source's figure that does not follow from its own rule must go on not following from it. */
static bool compare_printed(const struct outcome *o, const struct yb_case_visit *visit)
{
    bool same = false;
    size_t i;

    for (i = 0; i < visit->printed_count; i++) {
        if (computed(o, &visit->printed[i]) != visit->printed[i].value)
            continue;
        differs(o, visit->printed[i].node, name_of(&visit->printed[i]), "printed differs", "=");
        same = true;
    }
    return !same;
}

static bool compare_visit(struct outcome *o, const struct yb_case_visit *visit,
                          const struct yb_visit_result *result)
{
    const char *code = yb_code_name(result->code);
    bool right, printed;

    if (visit->error_name || result->code != YB_OK) {
        const char *expected = visit->error_name ? visit->error_name : "OK";

        if (!strcmp(expected, code))
            return true;
        differs(o, o->one->node, "error", expected, code);
        return false;
    }
    o->bill = result->bill;
    right = compare(o, visit->expects, visit->expect_count);
    printed = compare_printed(o, visit);
    return right && printed;
}

/* What a case carries from visit to visit. */
struct standing {
    const int64_t *before;
    int64_t account_fen, family_fen;
};

static int run_visit(const struct outcome *o, const struct yb_case_visit *visit,
                     const struct standing *now, struct yb_visit_result *result,
                     struct yb_arena *arena)
{
    const struct yb_claim claim = {.facts = visit->facts,
                                   .lines = visit->lines,
                                   .line_count = visit->line_count,
                                   .account_fen = now->account_fen,
                                   .family_fen = now->family_fen};
    size_t capacity = YB_TRACE_ROWS(visit->line_count);

    result->bill = YB_NEW(arena, struct yb_bill);
    result->lines = YB_NEW_ARRAY(arena, struct yb_bill_line, visit->line_count + 1);
    result->trace.rows = YB_NEW_ARRAY(arena, struct yb_trace_row, capacity);
    result->trace.capacity = capacity;
    if (!result->bill || !result->lines || !result->trace.rows)
        return YB_E_NO_MEMORY;
    result->code = yb_adjudicate(o->policy, &claim, now->before, &result->trace, result->lines,
                                 result->bill, &result->error);
    return YB_OK;
}

static int run_claims(struct outcome *o, struct yb_arena *arena, struct yb_case_result *result)
{
    const struct yb_case *one = o->one;
    struct standing now = {one->before, one->account_fen, one->family_fen};
    size_t i;

    result->visits = YB_NEW_ARRAY(arena, struct yb_visit_result, one->visit_count);
    if (!result->visits)
        return YB_E_NO_MEMORY;
    result->passed = true;
    for (i = 0; i < one->visit_count; i++) {
        struct yb_visit_result *visit = &result->visits[i];
        int rc = run_visit(o, &one->visits[i], &now, visit, arena);

        if (rc != YB_OK)
            return rc;
        if (!compare_visit(o, &one->visits[i], visit))
            result->passed = false;
        if (visit->code != YB_OK)
            continue; /* a refused claim has changed nothing */
        now.before = visit->bill->after;
        now.account_fen -= visit->bill->fund_fen[YB_FUND_ACCT] - visit->bill->family_fen;
        now.family_fen -= visit->bill->family_fen;
    }
    return YB_OK;
}

static int run_waiting(const struct outcome *o, struct yb_case_result *result,
                       struct yb_error *error)
{
    const struct yb_waiting_case in = {o->one->visits[0].day, o->one->numbers[0],
                                       o->one->numbers[1]};
    struct yb_waiting out;
    int rc = yb_waiting_of(o->policy, &in, &out, error);

    if (rc != YB_OK)
        return rc;
    result->months = out.months;
    result->from_day = out.from_day;
    result->clause = out.clause;
    return YB_OK;
}

static int run_credit(const struct outcome *o, struct yb_case_result *result,
                      struct yb_error *error)
{
    const struct yb_credit_case in = {o->one->visits[0].facts, o->one->amounts[0],
                                      o->one->amounts[1], o->one->amounts[2]};
    struct yb_credit out;
    int rc = yb_credit_of(o->policy, &in, &out, error);

    if (rc != YB_OK)
        return rc;
    result->amount_fen = out.amount_fen;
    result->clause = out.clause;
    return YB_OK;
}

static int spouse_allowance(const struct outcome *o, struct yb_allowance *out,
                            struct yb_error *error)
{
    if (o->one->birth < 0)
        return yb_fail(error, YB_E_MISSING, "birth", NULL);
    return yb_spouse_allowance_of(o->policy, (enum yb_birth_kind)o->one->birth, out, error);
}

static int run_allowance(const struct outcome *o, struct yb_case_result *result,
                         struct yb_error *error)
{
    struct yb_allowance_case in = {o->one->amounts[0], o->one->amounts[1], o->one->numbers[0]};
    const struct yb_birth birth = {(enum yb_birth_kind)o->one->birth, o->one->numbers[1],
                                   o->one->numbers[2], (enum yb_allowance_kind)o->one->allowance};
    struct yb_leave leave = {.clause = YB_CLAUSE_NONE};
    struct yb_allowance out;
    int rc = YB_OK;

    if (o->one->birth >= 0) {
        rc = yb_allowance_days(o->policy, &birth, &leave, error);
        in.days = leave.days;
    }
    if (rc == YB_OK && birth.of == YB_ALLOWANCE_SPOUSE)
        rc = spouse_allowance(o, &out, error);
    else if (rc == YB_OK)
        rc = yb_allowance_of(o->policy, &in, &out, error);
    if (rc != YB_OK)
        return rc;
    result->days = leave.days;
    result->days_clause = birth.of == YB_ALLOWANCE_SPOUSE ? YB_CLAUSE_NONE : leave.clause;
    result->amount_fen = out.amount_fen;
    result->clause = out.clause;
    return YB_OK;
}

int yb_case_run(const struct yb_policy *policy, const struct yb_case *one, struct yb_arena *arena,
                struct yb_mistakes *mistakes, struct yb_case_result *result)
{
    struct outcome outcome = {.policy = policy, .one = one, .result = result, .mistakes = mistakes};
    struct yb_visit_result other = {0};

    memset(result, 0, sizeof(*result));
    result->clause = result->days_clause = YB_CLAUSE_NONE;
    assert(one->visit_count);
    switch (one->kind) {
    case YB_CASE_CLAIMS:
        return run_claims(&outcome, arena, result);
    case YB_CASE_WAITING:
        other.code = run_waiting(&outcome, result, &other.error);
        break;
    case YB_CASE_CREDIT:
        other.code = run_credit(&outcome, result, &other.error);
        break;
    case YB_CASE_ALLOWANCE:
        other.code = run_allowance(&outcome, result, &other.error);
        break;
    case YB_CASE_COVER:
        result->passed = yb_cover_case_run(one->cover, policy, one->file, one->name.bytes, arena,
                                           mistakes, &result->cover, &other.code);
        if (!compare_visit(&outcome, &one->visits[0], &other))
            result->passed = false;
        return other.code == YB_E_NO_MEMORY ? other.code : YB_OK;
    }
    result->passed = compare_visit(&outcome, &one->visits[0], &other);
    return YB_OK;
}
