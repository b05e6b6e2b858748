#include "engine/policy/read_internal.h"

/* One part: its mapping, whose file it is from, its clause. */
struct part {
    struct yb_reader *r;
    const struct yb_node *node;
    int clause;
};

/* The part of the pack, else of the defaults; false when neither has it. */
static bool find(struct part *part, const struct yb_node *stated, const struct yb_node *national,
                 const char *key)
{
    const struct yb_node *own = yb_node_get(stated, key);

    yb_reader_national(part->r, !own);
    part->node = own ? own : yb_node_get(national, key);
    part->clause = YB_CLAUSE_NONE;
    return part->node != NULL;
}

static bool take(struct part *part, const char *const *keys)
{
    if (!yb_read_mapping(part->r, part->node, keys))
        return false;
    part->clause = yb_read_clause(part->r, part->node, -1);
    yb_need_clause(part->r, part->node, part->clause);
    return true;
}

static int months(const struct part *part, const char *key)
{
    const struct yb_node *node = yb_node_get(part->node, key);

    return node ? yb_read_integer(part->r, node, 0, 120) : 0;
}

static int needed(const struct part *part, const char *key, int most)
{
    const struct yb_node *node = yb_read_member(part->r, part->node, key);

    return node ? yb_read_integer(part->r, node, 0, most) : 0;
}

static bool flag(const struct part *part, const char *key)
{
    const struct yb_node *node = yb_node_get(part->node, key);

    return node && yb_read_bool(part->r, node);
}

/* "09-01"; a day that every year has. */
static struct yb_month_day month_day(const struct part *part, const char *key)
{
    const struct yb_node *node = yb_read_member(part->r, part->node, key);
    struct yb_text day = YB_TEXT(""), month;
    int64_t m = 0, d = 0;

    if (!node)
        return (struct yb_month_day){1, 1};
    month = yb_text_split(node->text, '-', &day);
    if (node->kind == YB_NODE_SCALAR && node->text.length == 5 && month.length == 2 &&
        yb_text_to_int64(month, &m) && yb_text_to_int64(day, &d) &&
        yb_day_of(2001, (int)m, (int)d) != YB_DAY_NONE)
        return (struct yb_month_day){(int)m, (int)d};
    yb_reader_refuse(part->r, node, YB_E_WRONG_FORMAT, key, node->text.bytes);
    return (struct yb_month_day){1, 1};
}

static uint64_t relief_values(struct yb_reader *r, const struct yb_node *list, const char *key)
{
    const struct yb_node *item;
    uint64_t bits = 0;

    if (list && list->kind != YB_NODE_LIST)
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, key, "list");
    for (item = list && list->kind == YB_NODE_LIST ? list->first : NULL; item; item = item->next) {
        int value = item->kind == YB_NODE_SCALAR ? yb_value_find(item->text) : -1;

        if (value < 0 || yb_value_dimension((enum yb_value)value) != YB_DIM_RELIEF)
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE, key, item->text.bytes);
        else
            bits |= YB_VALUE_BIT(value);
    }
    return bits;
}

static void read_window(struct part *part, struct yb_window_rule *rule)
{
    static const char *const keys[] = {"from", "to", "source", NULL};

    if (!take(part, keys))
        return;
    *rule = (struct yb_window_rule){part->clause, month_day(part, "from"), month_day(part, "to")};
}

static void read_late(struct part *part, struct yb_late_rule *rule)
{
    static const char *const keys[] = {"full_price", "broken_years_wait", "exempt", "source", NULL};

    if (!take(part, keys))
        return;
    *rule = (struct yb_late_rule){
        part->clause, flag(part, "full_price"), flag(part, "broken_years_wait"),
        relief_values(part->r, yb_node_get(part->node, "exempt"), "exempt")};
}

static void read_newborn(struct part *part, struct yb_newborn_rule *rule)
{
    static const char *const keys[] = {"birth_year",     "within_months", "birth_year_free",
                                       "parent_insured", "source",        NULL};

    if (!take(part, keys))
        return;
    *rule = (struct yb_newborn_rule){part->clause, flag(part, "birth_year"),
                                     months(part, "within_months"), flag(part, "birth_year_free"),
                                     flag(part, "parent_insured")};
}

static void read_arrears(struct part *part, struct yb_arrears_rule *rule)
{
    static const char *const keys[] = {"grace_months", "waits_months", "source",
                                       "first_waits_months", NULL};
    static const char *const employer_keys[] = {"grace_months", "waits_months", "source", NULL};
    bool flexible = rule == &part->r->policy->entitlement.flexible_arrears;

    if (!take(part, flexible ? keys : employer_keys))
        return;
    *rule =
        (struct yb_arrears_rule){part->clause, needed(part, "grace_months", 120),
                                 months(part, "waits_months"), months(part, "first_waits_months")};
}

static void read_gap(struct part *part, struct yb_gap_rule *rule)
{
    static const char *const keys[] = {"gap_months", "source", NULL};

    if (take(part, keys))
        *rule = (struct yb_gap_rule){part->clause, needed(part, "gap_months", 120)};
}

/* What a missing month costs who pays them all at once. */
static void read_one_off(struct yb_reader *r, const struct yb_node *node,
                         struct yb_retirement_rule *rule)
{
    static const char *const keys[] = {"monthly_base", "rate", "rounding", "source", NULL};
    const struct yb_node *base, *rate, *rounding = yb_node_get(node, "rounding");

    if (!yb_read_mapping(r, node, keys))
        return;
    base = yb_read_member(r, node, "monthly_base");
    rate = yb_read_member(r, node, "rate");
    rule->one_off_clause = yb_read_clause(r, node, rule->clause);
    rule->monthly_base_fen = base ? yb_read_amount(r, base) : 0;
    rule->one_off_ppm = rate ? yb_read_rate(r, rate) : 0;
    rule->rounding = rounding ? yb_read_rounding(r, rounding) : YB_ROUND_HALF_UP;
}

static void read_retirement(struct part *part, struct yb_retirement_rule *rule)
{
    static const char *const keys[] = {"men_years", "women_years", "one_off", "source", NULL};
    const struct yb_node *one_off = yb_node_get(part->node, "one_off");

    if (!take(part, keys))
        return;
    *rule = (struct yb_retirement_rule){.clause = part->clause,
                                        .men_years = needed(part, "men_years", 60),
                                        .women_years = needed(part, "women_years", 60),
                                        .one_off_clause = YB_CLAUSE_NONE};
    if (one_off)
        read_one_off(part->r, one_off, rule);
}

static void read_duplicate(struct part *part, struct yb_duplicate_rule *rule)
{
    static const char *const keys[] = {"keeps", "source", NULL};
    static const char *const schemes[] = {"employee", "resident", NULL};
    const struct yb_node *keeps;

    if (!take(part, keys))
        return;
    keeps = yb_read_member(part->r, part->node, "keeps");
    *rule = (struct yb_duplicate_rule){
        part->clause, keeps && yb_read_choice(part->r, keeps, schemes) == 1 ? 390 : 310};
}

static void read_plain(struct part *part, struct yb_plain_rule *rule)
{
    static const char *const keys[] = {"source", NULL};

    if (take(part, keys))
        rule->clause = part->clause;
}

/* `gives: 280.00`, or `all` of the individual part. */
static void read_aid(struct yb_reader *r, const struct yb_node *node, struct yb_premium *premium)
{
    static const char *const keys[] = {"relief", "gives", "source", NULL};
    const struct yb_node *relief, *gives;
    struct yb_premium_aid *aid = &premium->aids[premium->aid_count];

    if (premium->aid_count == YB_PREMIUM_AIDS_MAX) {
        yb_reader_refuse(r, node, YB_E_TOO_MANY, "aid", "8");
        return;
    }
    if (!yb_read_mapping(r, node, keys))
        return;
    relief = yb_read_member(r, node, "relief");
    gives = yb_read_member(r, node, "gives");
    aid->clause = yb_read_clause(r, node, premium->clause);
    aid->relief = relief ? relief_values(r, relief, "relief") : 0;
    aid->aid_fen = premium->individual_fen;
    if (gives && !(gives->kind == YB_NODE_SCALAR && yb_text_is(gives->text, "all")))
        aid->aid_fen = yb_read_amount(r, gives);
    if (aid->aid_fen > premium->individual_fen)
        yb_reader_refuse(r, gives, YB_E_OUT_OF_RANGE, "gives", gives->text.bytes);
    for (int i = 0; i < premium->aid_count; i++)
        if (premium->aids[i].relief & aid->relief)
            yb_reader_refuse(r, relief, YB_E_EXISTS, "relief", relief->first->text.bytes);
    premium->aid_count++;
}

static void read_premium(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const keys[] = {"year", "individual", "subsidy", "aid", "source", NULL};
    struct yb_entitlement *e = &r->policy->entitlement;
    struct yb_premium *premium = &e->premiums[e->premium_count];
    const struct yb_node *year, *individual, *subsidy, *aid;

    if (e->premium_count == YB_PREMIUM_YEARS_MAX) {
        yb_reader_refuse(r, node, YB_E_TOO_MANY, "contribution", "16");
        return;
    }
    if (!yb_read_mapping(r, node, keys))
        return;
    premium->clause = yb_read_clause(r, node, -1);
    yb_need_clause(r, node, premium->clause);
    year = yb_read_member(r, node, "year");
    /* A draft made of this pack is in force later; last year's price then waits for its own. */
    premium->year = year ? yb_read_integer(r, year, 1950, 2099) : 0;
    for (int i = 0; year && i < e->premium_count; i++)
        if (e->premiums[i].year == premium->year)
            yb_reader_refuse(r, year, YB_E_EXISTS, "year", year->text.bytes);
    individual = yb_read_member(r, node, "individual");
    premium->individual_fen = individual ? yb_read_amount(r, individual) : 0;
    subsidy = yb_node_get(node, "subsidy");
    premium->subsidy_fen = subsidy ? yb_read_amount(r, subsidy) : -1;
    aid = yb_node_get(node, "aid");
    if (aid && aid->kind != YB_NODE_LIST)
        yb_reader_refuse(r, aid, YB_E_WRONG_TYPE, "aid", "list");
    for (aid = aid && aid->kind == YB_NODE_LIST ? aid->first : NULL; aid; aid = aid->next)
        read_aid(r, aid, premium);
    e->premium_count++;
}

/* The pack's own: a region's figures are nobody else's. An employee's depend on his wage. */
static void read_premiums(struct yb_reader *r, const struct yb_node *list)
{
    yb_reader_national(r, false);
    if (list && r->policy->insutype != 390)
        yb_reader_refuse(r, list, YB_E_UNKNOWN_KEY, "contribution", NULL);
    else if (list && list->kind != YB_NODE_LIST)
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "contribution", "list");
    else
        for (list = list ? list->first : NULL; list; list = list->next)
            read_premium(r, list);
}

static void nothing_stated(struct yb_entitlement *e)
{
    e->window.clause = e->late.clause = e->newborn.clause = YB_CLAUSE_NONE;
    e->employer_arrears.clause = e->flexible_arrears.clause = YB_CLAUSE_NONE;
    e->transfer.clause = e->continuity.clause = e->retirement.clause = YB_CLAUSE_NONE;
    e->retirement.one_off_clause = YB_CLAUSE_NONE;
    e->duplicate.clause = e->stop.clause = e->death.clause = e->move.clause = YB_CLAUSE_NONE;
}

static void check_keys(struct yb_reader *r, const struct yb_node *stated,
                       const struct yb_node *national)
{
    static const char *const keys[] = {"contribution",
                                       "window",
                                       "late",
                                       "newborn",
                                       "employer_arrears",
                                       "flexible_arrears",
                                       "transfer",
                                       "continuity",
                                       "retirement",
                                       "duplicate",
                                       "stop",
                                       "death",
                                       "move",
                                       NULL};

    if (stated)
        yb_read_mapping(r, stated, keys);
    yb_reader_national(r, true);
    if (national)
        yb_read_mapping(r, national, &keys[1]); /* what is paid, each region says itself */
}

void yb_read_entitlement(struct yb_reader *r, const struct yb_node *stated,
                         const struct yb_node *national)
{
    struct yb_entitlement *e = &r->policy->entitlement;
    struct part part = {.r = r};

    nothing_stated(e);
    check_keys(r, stated, national);
    read_premiums(r, yb_node_get(stated, "contribution"));
    if (find(&part, stated, national, "window"))
        read_window(&part, &e->window);
    if (find(&part, stated, national, "late"))
        read_late(&part, &e->late);
    if (find(&part, stated, national, "newborn"))
        read_newborn(&part, &e->newborn);
    if (find(&part, stated, national, "employer_arrears"))
        read_arrears(&part, &e->employer_arrears);
    if (find(&part, stated, national, "flexible_arrears"))
        read_arrears(&part, &e->flexible_arrears);
    if (find(&part, stated, national, "transfer"))
        read_gap(&part, &e->transfer);
    if (find(&part, stated, national, "continuity"))
        read_gap(&part, &e->continuity);
    if (find(&part, stated, national, "retirement"))
        read_retirement(&part, &e->retirement);
    if (find(&part, stated, national, "duplicate"))
        read_duplicate(&part, &e->duplicate);
    if (find(&part, stated, national, "stop"))
        read_plain(&part, &e->stop);
    if (find(&part, stated, national, "death"))
        read_plain(&part, &e->death);
    if (find(&part, stated, national, "move"))
        read_plain(&part, &e->move);
    yb_reader_national(r, false);
}
