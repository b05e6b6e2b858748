/*
 * credit.h - what a personal account is credited with each month (个人账户划入). Pure.
 */
#ifndef YB_ENGINE_ENROL_CREDIT_H
#define YB_ENGINE_ENROL_CREDIT_H

#include "engine/policy/policy.h"

struct yb_credit_case {
    struct yb_facts facts;
    int64_t monthly_wage_fen, contribution_base_fen, pension_fen; /* -1: not known */
};

struct yb_credit {
    int row; /* index into policy->credits; -1: no row applies, nothing is credited */
    int64_t base_fen;
    int64_t amount_fen;
    int clause;
};

/*
 * The first row that applies decides. Errors: MISSING (the amount that the row is a share of);
 * OUT_OF_RANGE (it is past YB_AMOUNT_FEN_MAX).
 */
int yb_credit_of(const struct yb_policy *policy, const struct yb_credit_case *in,
                 struct yb_credit *out, struct yb_error *error);

#endif
