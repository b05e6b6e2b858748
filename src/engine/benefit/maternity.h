/*
 * maternity.h - the maternity allowance (生育津贴): monthly wage x days / 30. Pure.
 *
 * Source: Social Insurance Law art. 56: the employer's average monthly wage of last year; packs
 * differ in the divisor (30, 30.4), in bounds by the region's average wage, and in rounding.
 */
#ifndef YB_ENGINE_BENEFIT_MATERNITY_H
#define YB_ENGINE_BENEFIT_MATERNITY_H

#include "engine/policy/policy.h"

struct yb_allowance_case {
    int64_t monthly_wage_fen;
    int64_t average_wage_fen; /* of the region; -1: not known */
    int days;
};

struct yb_allowance {
    int64_t wage_fen; /* after the bounds */
    int64_t amount_fen;
    int clause;
};

/*
 * Errors: POLICY_NOT_STATED (the policy has no such rule); OUT_OF_RANGE (wage not
 * 0..YB_AMOUNT_FEN_MAX, days not 0..366); MISSING (average_wage, when the pack has bounds).
 */
int yb_allowance_of(const struct yb_policy *policy, const struct yb_allowance_case *in,
                    struct yb_allowance *out, struct yb_error *error);

#endif
