#include "engine/benefit/maternity.h"

static int check(const struct yb_allowance_rule *rule, const struct yb_allowance_case *in,
                 struct yb_error *error)
{
    bool bounded = rule->wage_at_least_ppm || rule->wage_at_most_ppm;

    if (!rule->stated)
        return yb_fail(error, YB_E_POLICY_NOT_STATED, "maternity_allowance", NULL);
    if (in->monthly_wage_fen < 0 || in->monthly_wage_fen > YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "monthly_wage", "", NULL);
    if (in->days < 0 || in->days > 366)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "days", "", NULL);
    if (bounded && in->average_wage_fen < 0)
        return yb_fail(error, YB_E_MISSING, "average_wage", NULL);
    if (in->average_wage_fen > YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "average_wage", "", NULL);
    return YB_OK;
}

int yb_allowance_of(const struct yb_policy *policy, const struct yb_allowance_case *in,
                    struct yb_allowance *out, struct yb_error *error)
{
    const struct yb_allowance_rule *rule = &policy->allowance;
    int rc = check(rule, in, error);
    int64_t bound;

    if (rc != YB_OK)
        return rc;
    out->wage_fen = in->monthly_wage_fen;
    if (rule->wage_at_least_ppm) {
        bound = yb_muldiv(in->average_wage_fen, rule->wage_at_least_ppm, YB_PPM, rule->rounding);
        out->wage_fen = out->wage_fen < bound ? bound : out->wage_fen;
    }
    if (rule->wage_at_most_ppm) {
        bound = yb_muldiv(in->average_wage_fen, rule->wage_at_most_ppm, YB_PPM, rule->rounding);
        out->wage_fen = out->wage_fen > bound ? bound : out->wage_fen;
    }
    out->amount_fen =
        yb_muldiv(out->wage_fen, (int64_t)in->days * 10, rule->divide_by_days_e1, rule->rounding);
    out->clause = rule->clause;
    return YB_OK;
}
