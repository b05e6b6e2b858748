#include "engine/enrol/late.h"

static int32_t on_or_after(struct yb_month_day at, int32_t day)
{
    int32_t found = yb_day_of(yb_day_year(day), at.month, at.day);

    return found >= day ? found : yb_day_of(yb_day_year(day) + 1, at.month, at.day);
}

static int32_t on_or_before(struct yb_month_day at, int32_t day)
{
    int32_t found = yb_day_of(yb_day_year(day), at.month, at.day);

    return found <= day ? found : yb_day_of(yb_day_year(day) - 1, at.month, at.day);
}

int32_t yb_window_end(const struct yb_policy *policy, int32_t day)
{
    const struct yb_month_day start = {policy->year_start_month, policy->year_start_day};
    const struct yb_window_rule *window = &policy->entitlement.window;

    return on_or_after(window->to, on_or_before(window->from, on_or_before(start, day) - 1));
}

bool yb_is_newborn(const struct yb_policy *policy, int32_t birth,
                   const struct yb_relation *relation)
{
    const struct yb_newborn_rule *rule = &policy->entitlement.newborn;
    int32_t day = relation->enrolled;

    if (rule->clause == YB_CLAUSE_NONE || birth == YB_DAY_NONE || day == YB_DAY_NONE)
        return false;
    if (yb_day_year(relation->from) != yb_day_year(birth) &&
        relation->from >= yb_day_add_months(birth, rule->within_months))
        return false; /* not a child's first relation */
    return (rule->birth_year && yb_day_year(day) == yb_day_year(birth)) ||
           day < yb_day_add_months(birth, rule->within_months);
}

bool yb_has_identity(const struct yb_history *history, uint64_t relief, int32_t day)
{
    for (size_t i = 0; i < history->identity_count; i++) {
        const struct yb_identity_span *span = &history->identities[i];

        if ((YB_VALUE_BIT(span->relief) & relief) && span->from <= day &&
            (span->to == YB_DAY_NONE || day <= span->to))
            return true;
    }
    return false;
}
