#include "engine/enrol/waiting.h"

static int most(int a, int b)
{
    return a > b ? a : b;
}

int yb_waiting_of(const struct yb_policy *policy, const struct yb_waiting_case *in,
                  struct yb_waiting *out, struct yb_error *error)
{
    const struct yb_waiting_rule *rule = &policy->waiting;
    int counted;

    if (!rule->stated)
        return yb_fail(error, YB_E_POLICY_NOT_STATED, "waiting", NULL);
    if (in->broken_years < 0 || in->broken_years > 100)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "broken_years", "", NULL);
    if (in->repaired_years < 0 || in->repaired_years > in->broken_years)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "repaired_years", "", NULL);
    counted = most(in->broken_years - !rule->first_broken_year_counts, 0);
    out->months = rule->fixed_months + rule->months_per_broken_year * counted -
                  rule->repair_months_per_year_paid * in->repaired_years;
    out->months = most(out->months, rule->fixed_months);
    out->months = most(out->months, rule->at_least_months);
    if (rule->long_break_years && in->broken_years >= rule->long_break_years)
        out->months = most(out->months, rule->long_break_at_least_months);
    out->from_day = yb_day_add_months(in->paid_day, out->months);
    out->clause = rule->clause;
    return YB_OK;
}
