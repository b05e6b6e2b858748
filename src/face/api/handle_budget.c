/* The funds' budgets of a year, and how fast they are spent. */
#include "app/approval/approval.h"
#include "app/statistics/budget.h"
#include "app/statistics/overview.h"
#include "base/day.h"
#include "base/money.h"
#include "face/api/exchange.h"
#include "face/nhsa/tables.h"

#define MONTHS 12

static int64_t paid_by(const struct yb_overview *o, struct yb_text fund_pay_type)
{
    int64_t sum = 0;

    for (size_t i = 0; i < o->fund_count; i++) {
        struct yb_text fund;

        yb_text_split(o->funds[i].stat_key, '/', &fund);
        if (yb_text_equal(fund, fund_pay_type))
            sum += o->funds[i].fund_pay_sumamt_fen;
    }
    return sum;
}

static void put_fund(struct yb_api_exchange *x, const struct yb_nhsa_code *code,
                     const struct yb_budget *budget, int64_t paid_fen)
{
    char amount[YB_DECIMAL_TEXT_MAX] = "";

    if (budget->amount_fen >= 0)
        yb_money_format(budget->amount_fen, amount);
    YB_API_EACH(x);
    yb_api_put_text(x, "fund_pay_type", budget->fund_pay_type);
    yb_api_put_string(x, "fund_pay_type_name",
                      x->english && code->label_en ? code->label_en : code->label_zh);
    yb_api_put_string(x, "budget", amount);
    yb_api_put_fen(x, "fund_payamt", paid_fen);
    YB_API_DONE(x);
}

static int put_funds(struct yb_api_exchange *x, const struct yb_overview *o, int64_t year,
                     struct yb_error *error)
{
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(YB_TEXT("fund_pay_type"));

    yb_api_begin(x, "items", '[');
    for (int i = 0; dict && i < dict->code_count; i++) {
        const struct yb_nhsa_code *code = &yb_nhsa_codes[dict->first_code + i];
        struct yb_budget budget = {.year = year, .fund_pay_type = yb_text_of(code->code)};
        int64_t paid_fen = paid_by(o, budget.fund_pay_type);
        int rc = yb_app_budget_get(&x->call, &budget, error);

        if (rc != YB_OK)
            return rc;
        if (paid_fen || budget.amount_fen >= 0)
            put_fund(x, code, &budget, paid_fen);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int budgets(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_civil today = yb_day_civil(yb_instant_day(x->call.now_ms));
    int64_t year = yb_api_number(x, "year", today.year);
    struct yb_overview_in in = {.from_month = year * 100 + 1, .to_month = year * 100 + MONTHS};
    struct yb_overview o;
    int rc;

    if (!yb_reaches(&x->reach, yb_text_of(x->call.app->region), YB_TEXT("")))
        return yb_fail(error, YB_E_NOT_ALLOWED, x->call.app->region, NULL);
    rc = yb_app_overview(&x->call, &in, &o, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_integer(x, "year", year);
    yb_api_put_time(x, "as_of", o.as_of_ms);
    yb_api_put_integer(x, "elapsed", yb_budget_elapsed_ppm(year, yb_instant_day(x->call.now_ms)));
    return put_funds(x, &o, year, error);
}

static int propose_budget(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text fund = yb_api_text(x, "fund_pay_type");
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(YB_TEXT("fund_pay_type"));
    const char *target = yb_arena_format(x->arena, YB_TEXT_FMT "/" YB_TEXT_FMT,
                                         YB_TEXT_ARG(yb_api_text(x, "year")), YB_TEXT_ARG(fund));
    char amount[YB_DECIMAL_TEXT_MAX];

    yb_money_format(yb_api_number(x, "amount", 0), amount);
    if (!dict || !yb_nhsa_code_find(dict, fund))
        return yb_fail(error, YB_E_UNKNOWN_CODE, "fund_pay_type",
                       yb_arena_copy(x->arena, fund.bytes, fund.length), NULL);
    if (!yb_reaches(&x->reach, yb_text_of(x->call.app->region), YB_TEXT("")))
        return yb_fail(error, YB_E_NOT_ALLOWED, x->call.app->region, NULL);
    return yb_api_propose(x,
                          &(struct yb_propose_in){YB_APPROVAL_budget, yb_text_of(target),
                                                  yb_text_of(amount), yb_api_text(x, "reason")},
                          error);
}

const struct yb_api_handler yb_api_handlers_budget[] = {
    {"budgets", budgets},
    {"propose_budget", propose_budget},
    {.id = NULL},
};
