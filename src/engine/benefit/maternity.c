#include "engine/benefit/maternity.h"

#define CHILDREN_MAX 9
#define WEEKS_MAX    45

static const char *const birth_keys[YB_BIRTH_KINDS] = {
    [YB_BIRTH_DELIVERY] = "delivery",
    [YB_BIRTH_DIFFICULT] = "difficult",
    [YB_BIRTH_MISCARRIAGE] = "miscarriage",
    [YB_BIRTH_NONE] = "none",
};

static const char *const kind_keys[YB_ALLOWANCE_KINDS] = {
    [YB_ALLOWANCE_BIRTH] = "birth",
    [YB_ALLOWANCE_PATERNITY] = "paternity",
    [YB_ALLOWANCE_SPOUSE] = "spouse",
};

static const char *const wage_keys[YB_WAGES] = {
    [YB_WAGE_EMPLOYER_WAGE] = "employer_wage",
    [YB_WAGE_EMPLOYER_BASE] = "employer_base",
    [YB_WAGE_OWN_BASE] = "own_base",
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

const char *yb_allowance_kind_key(enum yb_allowance_kind kind)
{
    return kind_keys[kind];
}

int yb_allowance_kind_find(struct yb_text word)
{
    for (int i = 0; i < YB_ALLOWANCE_KINDS; i++)
        if (yb_text_is(word, kind_keys[i]))
            return i;
    return -1;
}

const char *yb_wage_of_key(enum yb_wage_of wage_of)
{
    return wage_keys[wage_of];
}

static int father_days(const struct yb_allowance_rule *rule, const struct yb_birth *birth,
                       struct yb_leave *out, struct yb_error *error)
{
    *out = (struct yb_leave){.clause = rule->paternity_clause};
    if (!rule->stated || !rule->paternity_days)
        return yb_fail(error, YB_E_POLICY_NOT_STATED, "paternity", NULL);
    if (birth->kind == YB_BIRTH_MISCARRIAGE)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "birth", "delivery, difficult", NULL);
    if (birth->kind != YB_BIRTH_NONE)
        out->days = out->base = rule->paternity_days;
    return YB_OK;
}

int yb_allowance_days(const struct yb_policy *policy, const struct yb_birth *birth,
                      struct yb_leave *out, struct yb_error *error)
{
    const struct yb_leave_rule *rule = &policy->allowance.leave;

    if (birth->of == YB_ALLOWANCE_PATERNITY)
        return father_days(&policy->allowance, birth, out, error);
    *out = (struct yb_leave){.clause = rule->clause};
    if (birth->of == YB_ALLOWANCE_SPOUSE)
        return YB_OK;
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

int yb_spouse_allowance_of(const struct yb_policy *policy, enum yb_birth_kind kind,
                           struct yb_allowance *out, struct yb_error *error)
{
    const struct yb_allowance_rule *rule = &policy->allowance;

    if (!rule->stated || !rule->spouse_stated)
        return yb_fail(error, YB_E_POLICY_NOT_STATED, "unemployed_spouse", NULL);
    if (kind == YB_BIRTH_NONE)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "birth", "delivery, difficult, miscarriage", NULL);
    *out = (struct yb_allowance){0, rule->spouse_fen[kind], rule->spouse_clause};
    return YB_OK;
}
