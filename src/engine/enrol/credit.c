#include "engine/enrol/credit.h"

int yb_credit_of(const struct yb_policy *policy, const struct yb_credit_case *in,
                 struct yb_credit *out, struct yb_error *error)
{
    static const char *const names[] = {"", "monthly_wage", "contribution_base", "pension"};
    const int64_t bases[] = {0, in->monthly_wage_fen, in->contribution_base_fen, in->pension_fen};
    const struct yb_credit_row *row = policy->credits;
    int i;

    *out = (struct yb_credit){.row = -1, .clause = YB_CLAUSE_NONE};
    for (i = 0; i < policy->credit_count; i++, row++)
        if (yb_condition_holds(&row->when, &in->facts))
            break;
    if (i == policy->credit_count)
        return YB_OK;
    if (bases[row->of] < 0)
        return yb_fail(error, YB_E_MISSING, names[row->of], NULL);
    if (bases[row->of] > YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, names[row->of], "", NULL);
    out->row = i;
    out->clause = row->clause;
    out->base_fen = bases[row->of];
    out->amount_fen = row->of == YB_CREDIT_FIXED
                          ? row->value
                          : yb_money_times(out->base_fen, row->value, row->rounding);
    return YB_OK;
}
