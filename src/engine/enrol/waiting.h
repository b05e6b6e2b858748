/*
 * waiting.h - how long a late payer waits for benefits (待遇等待期). Pure.
 *
 *     months = fixed + per broken year x (broken years, the first or not) - repaired
 *     not below fixed, not below at_least; after a long break not below that either
 *
 * Shape: national 2024 rules on long-term participation (fixed and variable waiting, repair by
 * paying a year's premium), of which a plain "three months" is the case without the rest.
 */
#ifndef YB_ENGINE_ENROL_WAITING_H
#define YB_ENGINE_ENROL_WAITING_H

#include "engine/policy/policy.h"

struct yb_waiting_case {
    int32_t paid_day;   /* day of payment */
    int broken_years;   /* years without insurance up to now */
    int repaired_years; /* of them, paid for afterwards */
};

struct yb_waiting {
    int months;
    int32_t from_day; /* first day of entitlement: paid_day and `months` months */
    int clause;
};

/*
 * Errors: POLICY_NOT_STATED (the policy has no waiting rule); OUT_OF_RANGE (broken_years not
 * 0..100, repaired_years not 0..broken_years).
 */
int yb_waiting_of(const struct yb_policy *policy, const struct yb_waiting_case *in,
                  struct yb_waiting *out, struct yb_error *error);

#endif
