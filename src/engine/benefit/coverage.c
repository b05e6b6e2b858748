#include "engine/benefit/coverage.h"

#include <string.h>

int yb_coverage_init(struct yb_coverage *coverage, const struct yb_policy *policy,
                     struct yb_arena *arena)
{
    coverage->policy = policy;
    coverage->clauses = YB_NEW_ARRAY(arena, bool, policy->clause_count);
    coverage->amounts = YB_NEW_ARRAY(arena, bool, policy->amount_count);
    coverage->segments = YB_NEW_ARRAY(arena, bool, policy->segment_count);
    coverage->adjusts = YB_NEW_ARRAY(arena, bool, policy->adjust_count);
    coverage->deductibles = YB_NEW_ARRAY(arena, uint8_t, policy->deductible_count);
    coverage->rates = YB_NEW_ARRAY(arena, bool, policy->rate_count);
    coverage->continued = YB_NEW_ARRAY(arena, bool, policy->rule_count);
    return coverage->clauses && coverage->amounts && coverage->segments && coverage->adjusts &&
                   coverage->deductibles && coverage->rates && coverage->continued
               ? YB_OK
               : YB_E_NO_MEMORY;
}

/* The row of a limit that a trace row used: the first of the accumulator with that amount. */
static void meet_amount(struct yb_coverage *c, struct yb_run run, int64_t amount_fen)
{
    int i;

    for (i = run.first; i < run.first + run.count; i++)
        if (c->policy->amounts[i].amount_fen == amount_fen)
            c->amounts[i] = true;
}

static void meet_deductible(struct yb_coverage *c, const struct yb_trace_row *row)
{
    const struct yb_deductible_row *d = &c->policy->deductibles[row->index];
    int i;

    if (!d->amounts)
        c->deductibles[row->index] = 1;
    for (i = 0; i < d->amounts; i++)
        if (d->amount_fen[i] == row->value)
            c->deductibles[row->index] |= (uint8_t)(1 << i);
}

static void meet_row(struct yb_coverage *c, const struct yb_trace_row *row)
{
    const struct yb_policy *policy = c->policy;

    if (row->clause >= 0)
        c->clauses[row->clause] = true;
    switch (row->op) {
    case YB_TRACE_DEDUCTIBLE:
        meet_deductible(c, row);
        break;
    case YB_TRACE_ADJUST:
        c->adjusts[row->index] = true;
        break;
    case YB_TRACE_SEGMENT:
        c->segments[row->index] = true;
        break;
    case YB_TRACE_LIMIT:
        meet_amount(c, policy->accumulators[row->index].limits, row->value);
        break;
    case YB_TRACE_YEAR_CAP:
        meet_amount(c, policy->rules[row->rule].year_caps, row->value);
        break;
    case YB_TRACE_FIXED:
        c->amounts[row->index] = true;
        break;
    case YB_TRACE_FIRST:
    case YB_TRACE_GUARANTEE:
        c->rates[row->index] = true;
        break;
    default:
        break;
    }
}

/* A stay that goes on in another hospital. */
static void meet_continued(struct yb_coverage *c, const struct yb_facts *facts,
                           const struct yb_trace *trace)
{
    if (!(facts->bits & YB_VALUE_BIT(YB_STAY_CONTINUED)))
        return;
    for (size_t i = 0; i < trace->count; i++)
        if (trace->rows[i].op == YB_TRACE_DEDUCTIBLE && trace->rows[i].rule >= 0)
            c->continued[trace->rows[i].rule] = true;
}

/* A limit that has no amount for this claim is met where it would have been drawn down. */
static void meet_unlimited(struct yb_coverage *c, const struct yb_facts *facts,
                           const struct yb_trace_row *row)
{
    const struct yb_run run = row->op == YB_TRACE_ACCUMULATE
                                  ? c->policy->accumulators[row->index].limits
                                  : (struct yb_run){0};
    const struct yb_amount_row *amount = c->policy->amounts + run.first, *end = amount + run.count;

    while (amount < end && !yb_condition_holds(&amount->when, facts))
        amount++;
    if (amount < end && amount->amount_fen == INT64_MAX && amount->clause >= 0)
        c->clauses[amount->clause] = true;
}

static void meet_clause(struct yb_coverage *c, const struct yb_policy *policy, int clause)
{
    if (policy == c->policy && clause >= 0)
        c->clauses[clause] = true;
}

static void meet_cause(struct yb_coverage *c, const struct yb_cover_cause *cause)
{
    meet_clause(c, cause->policy, cause->clause);
}

static void meet_cover(struct yb_coverage *c, const struct yb_cover_result *result)
{
    for (size_t i = 0; i < result->cover.count; i++) {
        meet_cause(c, &result->cover.periods[i].begins);
        meet_cause(c, &result->cover.periods[i].ends);
    }
    for (size_t i = 0; i < result->dues.count; i++) {
        const struct yb_due *due = &result->dues.rows[i];

        meet_clause(c, due->policy, due->clause);
        meet_clause(c, due->policy, due->price_clause);
        meet_clause(c, due->policy, due->aid_clause);
    }
    if (result->retirement.policy && result->retirement.clause >= 0)
        c->clauses[result->retirement.clause] = true;
    meet_clause(c, result->retirement.policy, result->retirement.one_off_clause);
}

void yb_coverage_add(struct yb_coverage *coverage, const struct yb_case *one,
                     const struct yb_case_result *result)
{
    size_t i, j;
    int list;

    if (result->clause >= 0)
        coverage->clauses[result->clause] = true;
    if (result->days_clause >= 0)
        coverage->clauses[result->days_clause] = true;
    meet_cover(coverage, &result->cover);
    for (i = 0; i < one->visit_count; i++) {
        for (list = 0; list < coverage->policy->list_count; list++)
            if (one->visits[i].facts.diseases >> list & 1)
                coverage->clauses[coverage->policy->lists[list].clause] = true;
        if (one->kind != YB_CASE_CLAIMS || result->visits[i].code != YB_OK)
            continue;
        for (j = 0; j < result->visits[i].trace.count; j++) {
            meet_row(coverage, &result->visits[i].trace.rows[j]);
            meet_unlimited(coverage, &one->visits[i].facts, &result->visits[i].trace.rows[j]);
        }
        meet_continued(coverage, &one->visits[i].facts, &result->visits[i].trace);
    }
}

static bool entitlement_uses(const struct yb_entitlement *e, int clause)
{
    const int clauses[] = {e->window.clause,
                           e->late.clause,
                           e->newborn.clause,
                           e->employer_arrears.clause,
                           e->flexible_arrears.clause,
                           e->transfer.clause,
                           e->retirement.clause,
                           e->retirement.one_off_clause,
                           e->duplicate.clause,
                           e->stop.clause,
                           e->death.clause,
                           e->move.clause};

    for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
        if (clauses[i] == clause)
            return true;
    for (int i = 0; i < e->premium_count; i++) {
        const struct yb_premium *premium = &e->premiums[i];

        if (premium->clause == clause)
            return true;
        for (int j = 0; j < premium->aid_count; j++)
            if (premium->aids[j].clause == clause)
                return true;
    }
    return false;
}

/* Which clauses some row of the policy rests on; a `source:` that only its parts refine is none. */
static bool is_used(const struct yb_policy *p, int clause)
{
    bool used = p->waiting.stated && p->waiting.clause == clause;
    int i;

    used |= p->allowance.stated &&
            (p->allowance.clause == clause || p->allowance.paternity_clause == clause ||
             p->allowance.spouse_clause == clause ||
             (p->allowance.leave.stated && p->allowance.leave.clause == clause));
    used |= entitlement_uses(&p->entitlement, clause);
    used |= p->family_clause == clause;
    for (i = 0; i < p->tag_rule_count && !used; i++)
        used = p->tag_rules[i].self_paid == clause;
    for (i = 0; i < p->amount_count && !used; i++)
        used = p->amounts[i].clause == clause;
    for (i = 0; i < p->rate_count && !used; i++)
        used = p->rates[i].clause == clause;
    for (i = 0; i < p->deductible_count && !used; i++)
        used = p->deductibles[i].clause == clause;
    for (i = 0; i < p->segment_count && !used; i++)
        used = p->segments[i].clause == clause;
    for (i = 0; i < p->adjust_count && !used; i++)
        used = p->adjusts[i].clause == clause;
    for (i = 0; i < p->rule_count && !used; i++)
        used = p->rules[i].clause == clause;
    for (i = 0; i < p->list_count && !used; i++)
        used = p->lists[i].clause == clause;
    for (i = 0; i < p->credit_count && !used; i++)
        used = p->credits[i].clause == clause;
    return used;
}

static bool is_own(const struct yb_policy *policy, int clause)
{
    return clause >= 0 && !policy->clauses[clause].national;
}

static void untested(const char *file, int line, const char *what, struct yb_mistakes *mistakes)
{
    const struct yb_node place = {.line = line};

    yb_mistakes_add(mistakes, file, &place, YB_E_POLICY_UNTESTED, what, NULL, NULL);
}

static void report_clauses(const struct yb_coverage *c, const char *file,
                           struct yb_mistakes *mistakes)
{
    int i;

    for (i = 0; i < c->policy->clause_count; i++) {
        const struct yb_clause *clause = &c->policy->clauses[i];

        const struct yb_text what = clause->place.length ? clause->place : clause->source;
        const char *copy;

        if (c->clauses[i] || clause->national || !is_used(c->policy, i))
            continue;
        copy = yb_arena_copy(mistakes->arena, what.bytes, what.length);
        untested(file, clause->line, copy ? copy : "", mistakes);
    }
}

static void report_deductibles(const struct yb_coverage *c, const char *file,
                               struct yb_mistakes *mistakes)
{
    char text[YB_DECIMAL_TEXT_MAX];
    int i, j;

    for (i = 0; i < c->policy->deductible_count; i++) {
        const struct yb_deductible_row *row = &c->policy->deductibles[i];

        if (!is_own(c->policy, row->clause))
            continue;
        if (!row->amounts && !c->deductibles[i])
            untested(file, row->line, "share_of_total", mistakes);
        for (j = 0; j < row->amounts; j++)
            if (!(c->deductibles[i] >> j & 1)) {
                yb_money_format(row->amount_fen[j], text);
                untested(file, row->line, text, mistakes);
            }
    }
}

/* The first shares and guarantees of the rules; those of lines are met by their clause. */
static void report_rates(const struct yb_coverage *c, const char *file, struct yb_run run,
                         struct yb_mistakes *mistakes)
{
    char text[YB_DECIMAL_TEXT_MAX];

    for (int i = run.first; i < run.first + run.count; i++)
        if (!c->rates[i] && is_own(c->policy, c->policy->rates[i].clause)) {
            yb_rate_format(c->policy->rates[i].rate_ppm, text);
            untested(file, c->policy->rates[i].line, text, mistakes);
        }
}

static void report_rules(const struct yb_coverage *c, const char *file,
                         struct yb_mistakes *mistakes)
{
    for (int i = 0; i < c->policy->rule_count; i++) {
        const struct yb_rule *rule = &c->policy->rules[i];

        report_rates(c, file, rule->firsts, mistakes);
        report_rates(c, file, rule->shares, mistakes);
        if (rule->stay_accumulator >= 0 && !c->continued[i] && is_own(c->policy, rule->clause))
            untested(file, c->policy->clauses[rule->clause].line, "stay_sums_in", mistakes);
    }
}

void yb_coverage_report(const struct yb_coverage *c, const char *file, bool figures,
                        struct yb_mistakes *mistakes)
{
    const struct yb_policy *p = c->policy;
    char text[YB_DECIMAL_TEXT_MAX];
    int i;

    report_clauses(c, file, mistakes);
    if (!figures)
        return;
    report_deductibles(c, file, mistakes);
    report_rules(c, file, mistakes);
    for (i = 0; i < p->amount_count; i++)
        if (!c->amounts[i] && is_own(p, p->amounts[i].clause) &&
            p->amounts[i].amount_fen != INT64_MAX) {
            yb_money_format(p->amounts[i].amount_fen, text);
            untested(file, p->amounts[i].line, text, mistakes);
        }
    for (i = 0; i < p->segment_count; i++)
        if (!c->segments[i] && is_own(p, p->segments[i].clause)) {
            yb_rate_format(p->segments[i].pays_ppm, text);
            untested(file, p->segments[i].line, text, mistakes);
        }
    for (i = 0; i < p->adjust_count; i++)
        if (!c->adjusts[i] && is_own(p, p->adjusts[i].clause))
            untested(file, p->adjusts[i].line, "adjust", mistakes);
}
