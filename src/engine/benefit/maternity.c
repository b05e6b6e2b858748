#include "engine/benefit/maternity.h"

#define CHILDREN_MAX 9
#define WEEKS_MAX    45

static const char *const birth_keys[YB_BIRTH_KINDS] = {
    [YB_BIRTH_DELIVERY] = "delivery",
    [YB_BIRTH_DIFFICULT] = "difficult",
    [YB_BIRTH_MISCARRIAGE] = "miscarriage",
    [YB_BIRTH_NONE] = "none",
};

const char *yb_birth_key(enum yb_birth_kind kind)
{
    return birth_keys[kind];
}

int yb_birth_find(struct yb_text word)
{
    for (int i = 0; i < YB_BIRTH_KINDS; i++)
        if (yb_text_is(word, birth_keys[i]))
            return i;
    return -1;
}

int yb_allowance_days(const struct yb_policy *policy, const struct yb_birth *birth,
                      struct yb_leave *out, struct yb_error *error)
{
    const struct yb_leave_rule *rule = &policy->allowance.leave;

    *out = (struct yb_leave){.clause = rule->clause};
    if (!rule->stated)
        return yb_fail(error, YB_E_POLICY_NOT_STATED, "maternity_days", NULL);
    if (birth->children < 0 || birth->children > CHILDREN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "children", "1..9", NULL);
    if (birth->kind == YB_BIRTH_NONE)
        return YB_OK;
    if (birth->kind == YB_BIRTH_MISCARRIAGE) {
        if (birth->weeks < 1 || birth->weeks > WEEKS_MAX)
            return yb_fail(error, YB_E_OUT_OF_RANGE, "weeks", "1..45", NULL);
        out->base =
            birth->weeks < rule->early_below_weeks ? rule->early_miscarriage : rule->miscarriage;
    } else {
        out->base = rule->delivery;
        out->difficult = birth->kind == YB_BIRTH_DIFFICULT ? rule->difficult_plus : 0;
        out->further = birth->children > 1 ? (birth->children - 1) * rule->further_child_plus : 0;
        out->extension = rule->extension;
    }
    out->days = out->base + out->difficult + out->further + out->extension;
    return YB_OK;
}

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
