#include "engine/policy/read_internal.h"

void yb_read_waiting(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const keys[] = {"fixed_months",
                                       "months_per_broken_year",
                                       "first_broken_year_counts",
                                       "repair_months_per_year_paid",
                                       "at_least_months",
                                       "long_break",
                                       "since",
                                       "source",
                                       NULL};
    static const char *const long_keys[] = {"from_years", "at_least_months", NULL};
    struct yb_waiting_rule *rule = &r->policy->waiting;
    const struct yb_node *fixed, *member, *from, *least;

    if (!yb_read_mapping(r, node, keys))
        return;
    rule->stated = true;
    rule->clause = yb_read_clause(r, node, -1);
    yb_need_clause(r, node, rule->clause);
    fixed = yb_read_member(r, node, "fixed_months");
    if (fixed)
        rule->fixed_months = yb_read_integer(r, fixed, 0, 120);
    if ((member = yb_node_get(node, "months_per_broken_year")))
        rule->months_per_broken_year = yb_read_integer(r, member, 0, 120);
    if ((member = yb_node_get(node, "first_broken_year_counts")))
        rule->first_broken_year_counts = yb_read_bool(r, member);
    if ((member = yb_node_get(node, "repair_months_per_year_paid")))
        rule->repair_months_per_year_paid = yb_read_integer(r, member, 0, 120);
    if ((member = yb_node_get(node, "at_least_months")))
        rule->at_least_months = yb_read_integer(r, member, 0, 120);
    rule->since_day = YB_DAY_MIN;
    member = yb_node_get(node, "since");
    if (member && (member->kind != YB_NODE_SCALAR || !yb_day_parse(member->text, &rule->since_day)))
        yb_reader_refuse(r, member, YB_E_WRONG_FORMAT, "since", member->text.bytes);
    member = yb_node_get(node, "long_break");
    if (!member || !yb_read_mapping(r, member, long_keys))
        return;
    from = yb_read_member(r, member, "from_years");
    least = yb_read_member(r, member, "at_least_months");
    rule->long_break_years = from ? yb_read_integer(r, from, 1, 100) : 1;
    rule->long_break_at_least_months = least ? yb_read_integer(r, least, 0, 120) : 0;
}

static void read_credit(struct yb_reader *r, const struct yb_node *node, int clause)
{
    static const char *const keys[] = {"when", "monthly", "rate", "of", "rounding", "source", NULL};
    static const char *const of_words[] = {"monthly_wage", "contribution_base", "pension", NULL};
    const struct yb_node *monthly = yb_node_get(node, "monthly"), *of = yb_node_get(node, "of");
    const struct yb_node *rate = yb_node_get(node, "rate");
    const struct yb_node *rounding = yb_node_get(node, "rounding");
    struct yb_credit_row *row = yb_row_add(r, YB_ROW_CREDIT, node);

    row->when = YB_CONDITION_ALWAYS;
    row->line = node->line;
    if (!yb_read_mapping(r, node, keys))
        return;
    yb_read_when(r, yb_node_get(node, "when"), &row->when);
    row->clause = yb_read_clause(r, node, clause);
    yb_need_clause(r, node, row->clause);
    row->rounding = rounding ? yb_read_rounding(r, rounding) : r->policy->rounding;
    if (!monthly == !rate || !rate != !of)
        yb_reader_refuse(r, node, YB_E_MISSING, "monthly, rate of", NULL);
    if (monthly)
        row->value = yb_read_amount(r, monthly);
    else if (rate)
        row->value = yb_read_rate(r, rate);
    if (of)
        row->of = (enum yb_credit_of)(YB_CREDIT_MONTHLY_WAGE + yb_read_choice(r, of, of_words));
    if (rate && row->value > YB_PPM)
        yb_reader_refuse(r, rate, YB_E_POLICY_RATIO, "rate", rate->text.bytes);
}

void yb_read_credits(struct yb_reader *r, const struct yb_node *node)
{
    const struct yb_node *row;

    if (node->kind != YB_NODE_LIST)
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, "account_credit", "list");
    for (row = node->kind == YB_NODE_LIST ? node->first : NULL; row; row = row->next)
        read_credit(r, row, -1);
}

void yb_read_leave(struct yb_reader *r, const struct yb_node *node, int around)
{
    static const char *const keys[] = {"delivery",
                                       "difficult_plus",
                                       "further_child_plus",
                                       "extension",
                                       "early_miscarriage",
                                       "miscarriage",
                                       "early_below_weeks",
                                       "source",
                                       NULL};
    struct yb_leave_rule *leave = &r->policy->allowance.leave;
    int *const values[] = {&leave->delivery,           &leave->difficult_plus,
                           &leave->further_child_plus, &leave->extension,
                           &leave->early_miscarriage,  &leave->miscarriage,
                           &leave->early_below_weeks};

    if (!yb_read_mapping(r, node, keys))
        return;
    leave->stated = true;
    leave->clause = yb_read_clause(r, node, around);
    yb_need_clause(r, node, leave->clause);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        bool may_miss = values[i] == &leave->extension;
        const struct yb_node *value =
            may_miss ? yb_node_get(node, keys[i]) : yb_read_member(r, node, keys[i]);

        if (value)
            *values[i] = yb_read_integer(r, value, 0, 366);
    }
}

/* The father's days, and the fixed amounts for the care of a wife who has no work. */
static void read_father(struct yb_reader *r, const struct yb_node *node,
                        struct yb_allowance_rule *rule)
{
    static const char *const leave_keys[] = {"days", "source", NULL};
    static const char *const spouse_keys[] = {"delivery", "difficult", "miscarriage", "source",
                                              NULL};
    const struct yb_node *member = yb_node_get(node, "paternity"), *value;

    if (member && yb_read_mapping(r, member, leave_keys)) {
        rule->paternity_clause = yb_read_clause(r, member, rule->clause);
        value = yb_read_member(r, member, "days");
        rule->paternity_days = value ? yb_read_integer(r, value, 1, 366) : 0;
    }
    member = yb_node_get(node, "unemployed_spouse");
    if (!member || !yb_read_mapping(r, member, spouse_keys))
        return;
    rule->spouse_stated = true;
    rule->spouse_clause = yb_read_clause(r, member, rule->clause);
    for (int i = 0; i < 3; i++) {
        value = yb_read_member(r, member, spouse_keys[i]);
        rule->spouse_fen[i] = value ? yb_read_amount(r, value) : 0;
    }
}

void yb_read_allowance(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const keys[] = {
        "divide_by_days", "rounding",  "wage_of",           "wage_at_least", "wage_at_most",
        "days",           "paternity", "unemployed_spouse", "source",        NULL};
    static const char *const wages[] = {"employer_wage", "employer_base", "own_base", NULL};
    struct yb_allowance_rule *rule = &r->policy->allowance;
    const struct yb_node *days, *rounding = yb_node_get(node, "rounding"), *share;

    if (!yb_read_mapping(r, node, keys))
        return;
    rule->stated = true;
    rule->clause = yb_read_clause(r, node, -1);
    yb_need_clause(r, node, rule->clause);
    rule->rounding = rounding ? yb_read_rounding(r, rounding) : r->policy->rounding;
    days = yb_read_member(r, node, "divide_by_days");
    rule->divide_by_days_e1 = 300;
    if (days && (days->kind != YB_NODE_SCALAR ||
                 !yb_decimal_parse(days->text, 1, &rule->divide_by_days_e1) ||
                 rule->divide_by_days_e1 < 10 || rule->divide_by_days_e1 > 3660)) {
        yb_reader_refuse(r, days, YB_E_OUT_OF_RANGE, "divide_by_days", days->text.bytes);
        rule->divide_by_days_e1 = 300;
    }
    if ((share = yb_node_get(node, "wage_of")))
        rule->wage_of = (enum yb_wage_of)yb_read_choice(r, share, wages);
    if ((share = yb_node_get(node, "wage_at_least")))
        rule->wage_at_least_ppm = yb_read_rate(r, share);
    if ((share = yb_node_get(node, "wage_at_most")))
        rule->wage_at_most_ppm = yb_read_rate(r, share);
    rule->leave.clause = rule->paternity_clause = rule->spouse_clause = YB_CLAUSE_NONE;
    read_father(r, node, rule);
    if ((days = yb_node_get(node, "days")))
        yb_read_leave(r, days, rule->clause);
}

/* What a relative's personal account may pay: parts of the bill, `all` or `none`. */
void yb_read_family(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const keys[] = {"pays", "source", NULL};
    struct yb_policy *policy = r->policy;
    const struct yb_node *pays, *item;

    policy->family_parts = (1u << YB_PARTS) - 1;
    policy->family_clause = YB_CLAUSE_NONE;
    if (!node || !yb_read_mapping(r, node, keys))
        return;
    policy->family_clause = yb_read_clause(r, node, -1);
    yb_need_clause(r, node, policy->family_clause);
    pays = yb_read_member(r, node, "pays");
    if (!pays || (pays->kind == YB_NODE_SCALAR && yb_text_is(pays->text, "all")))
        return;
    policy->family_parts = 0;
    if (pays->kind == YB_NODE_SCALAR && yb_text_is(pays->text, "none"))
        return;
    if (pays->kind != YB_NODE_LIST)
        yb_reader_refuse(r, pays, YB_E_WRONG_TYPE, "pays", "list");
    for (item = pays->kind == YB_NODE_LIST ? pays->first : NULL; item; item = item->next) {
        int part = item->kind == YB_NODE_SCALAR ? yb_part_find(item->text) : -1;

        if (part < 0)
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE, "pays", item->text.bytes);
        else
            policy->family_parts |= 1u << part;
    }
}
