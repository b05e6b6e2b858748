#include "app/statistics/budget.h"

#include "base/day.h"
#include "base/money.h"
#include "store/setting.h"

#define FUND_DIGITS_MAX 8
#define PPM             1000000

static bool is_fund(struct yb_text code)
{
    for (size_t i = 0; i < code.length; i++)
        if (code.bytes[i] < '0' || code.bytes[i] > '9')
            return false;
    return code.length > 0 && code.length <= FUND_DIGITS_MAX;
}

int yb_budget_read(struct yb_text target, struct yb_text amount, struct yb_budget *budget,
                   struct yb_error *error)
{
    struct yb_text fund, year = yb_text_split(target, '/', &fund);

    if (!yb_text_to_int64(year, &budget->year) || budget->year < YB_BUDGET_YEAR_MIN ||
        budget->year > YB_BUDGET_YEAR_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "year", "2000..2099", NULL);
    if (!is_fund(fund))
        return yb_fail(error, YB_E_WRONG_FORMAT, "fund_pay_type", "310100", NULL);
    if (!yb_money_parse(amount, &budget->amount_fen) || budget->amount_fen < 0)
        return yb_fail(error, YB_E_WRONG_FORMAT, "amount", "1234.50", NULL);
    budget->fund_pay_type = fund;
    return YB_OK;
}

static struct yb_text name_of(struct yb_call *call, const struct yb_budget *budget)
{
    return yb_text_of(yb_arena_format(call->arena, "budget_%lld_" YB_TEXT_FMT,
                                      (long long)budget->year, YB_TEXT_ARG(budget->fund_pay_type)));
}

int yb_app_budget_get(struct yb_call *call, struct yb_budget *budget, struct yb_error *error)
{
    struct yb_text value;
    int rc = yb_setting_get(call->tx, name_of(call, budget), &value, error);

    budget->amount_fen = -1;
    if (rc == YB_OK && value.length && !yb_text_to_int64(value, &budget->amount_fen))
        return yb_fail(error, YB_E_TAMPERED, "budget", NULL);
    return rc;
}

int yb_app_budget_put(struct yb_call *call, const struct yb_budget *budget, struct yb_error *error)
{
    const char *text = yb_arena_format(call->arena, "%lld", (long long)budget->amount_fen);

    return yb_setting_put(call->tx, name_of(call, budget), yb_text_of(text), error);
}

int64_t yb_budget_elapsed_ppm(int64_t year, int32_t day)
{
    int32_t first = yb_day_of((int)year, 1, 1), next = yb_day_of((int)year + 1, 1, 1);

    if (day < first)
        return 0;
    return day >= next ? PPM : (int64_t)(day - first + 1) * PPM / (next - first);
}
