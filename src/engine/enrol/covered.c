#include "engine/enrol/covered.h"

#include "engine/enrol/late.h"
#include "engine/enrol/waiting.h"

struct work {
    const struct yb_history *history;
    const struct yb_cover_rules *rules;
    struct yb_cover_period *periods;
    size_t count, capacity;
    bool full;
};

/* Days taken out of a period, and what they are instead. */
struct cut {
    int32_t from, to;
    enum yb_cover_state state;
    struct yb_cover_cause begins, ends;
};

static const struct yb_policy *policy_on(const struct work *w, int insutype, int32_t day)
{
    return w->rules->policy_on(w->rules->context, insutype, day);
}

static struct yb_cover_cause cause(enum yb_cover_reason reason, const struct yb_policy *policy,
                                   int clause)
{
    return (struct yb_cover_cause){reason, policy, policy ? clause : YB_CLAUSE_NONE};
}

static void add(struct work *w, const struct yb_cover_period *period)
{
    if (period->from > period->to)
        return;
    if (w->count == w->capacity)
        w->full = true;
    else
        w->periods[w->count++] = *period;
}

/* ---- when a relation begins ---- */

static int32_t last_covered(const struct work *w, int32_t before)
{
    int32_t last = YB_DAY_NONE;

    for (size_t i = 0; i < w->count; i++) {
        const struct yb_cover_period *p = &w->periods[i];
        int32_t to = p->to < before ? p->to : before - 1;

        if (p->state == YB_COVER_COVERED && p->from < before && to > last)
            last = to;
    }
    return last;
}

/* Whether cover that ended on `last` goes on: at most `months` lie between. */
static bool within(int32_t last, int32_t day, int months)
{
    if (last == YB_DAY_NONE || last + 1 >= day)
        return last != YB_DAY_NONE;
    return yb_day_add_months(last + 1, months) >= day;
}

struct beginning {
    int32_t enrolled, from;              /* waiting between them */
    struct yb_cover_cause waits, covers; /* why the one, why the other */
};

static int skipped_years(const struct yb_policy *policy, int32_t last, int32_t day)
{
    int years;

    if (last == YB_DAY_NONE)
        return 0;
    years = yb_policy_year(policy, day) - yb_policy_year(policy, last) - 1;
    return years < 0 ? 0 : years > 100 ? 100 : years;
}

static void begin_resident(const struct work *w, const struct yb_policy *policy,
                           const struct yb_relation *relation, struct beginning *b)
{
    const struct yb_entitlement *e = &policy->entitlement;
    int32_t last = last_covered(w, b->from), day = relation->enrolled;
    int skipped = skipped_years(policy, last, b->from);
    bool late = day != YB_DAY_NONE && e->window.clause != YB_CLAUSE_NONE &&
                day > yb_window_end(policy, b->from);
    bool broken = skipped > 0 && e->late.broken_waits;
    struct yb_waiting_case in = {.broken_years = skipped,
                                 .repaired_years = relation->repaired_years};
    struct yb_waiting waiting;
    struct yb_error ignored;

    if (e->late.clause == YB_CLAUSE_NONE || (!late && !broken))
        return;
    b->enrolled = in.paid_day = late && day > b->from ? day : b->from;
    if (in.repaired_years > skipped)
        in.repaired_years = skipped;
    b->from = b->enrolled;
    b->waits = cause(late ? YB_BECAUSE_LATE : YB_BECAUSE_BROKEN, policy, e->late.clause);
    if (e->transfer.clause != YB_CLAUSE_NONE && within(last, b->from, e->transfer.months))
        b->covers = cause(YB_BECAUSE_TRANSFER, policy, e->transfer.clause);
    else if (yb_has_identity(w->history, e->late.exempt, b->from))
        b->covers = cause(YB_BECAUSE_EXEMPT, policy, e->late.clause);
    else if (!policy->waiting.stated || in.paid_day < policy->waiting.since_day ||
             yb_waiting_of(policy, &in, &waiting, &ignored) != YB_OK)
        b->covers = b->waits;
    else {
        b->from = waiting.from_day;
        b->covers = cause(YB_BECAUSE_WAITED, policy, waiting.clause);
    }
}

static void begin_flexible(const struct work *w, const struct yb_policy *policy,
                           struct beginning *b)
{
    const struct yb_arrears_rule *rule = &policy->entitlement.flexible_arrears;
    int32_t last = last_covered(w, b->from);
    bool first = last == YB_DAY_NONE;
    int months = first ? rule->first_waits_months : rule->waits_months;

    if (rule->clause == YB_CLAUSE_NONE || !months || within(last, b->from, rule->grace_months))
        return;
    b->waits = cause(first ? YB_BECAUSE_FIRST : YB_BECAUSE_BROKEN, policy, rule->clause);
    b->covers = cause(YB_BECAUSE_WAITED, policy, rule->clause);
    b->from = yb_day_add_months(b->from, months);
}

static void begin(const struct work *w, const struct yb_relation *relation, struct beginning *b)
{
    const struct yb_policy *policy = policy_on(w, relation->insutype, relation->from);

    *b = (struct beginning){relation->from, relation->from, {0}, {0}};
    if (w->history->birth != YB_DAY_NONE && b->from < w->history->birth)
        b->enrolled = b->from = w->history->birth;
    b->covers =
        cause(YB_BECAUSE_ENROLLED, policy,
              policy && relation->kind == YB_RELATION_RESIDENT && relation->enrolled != YB_DAY_NONE
                  ? policy->entitlement.window.clause
                  : YB_CLAUSE_NONE);
    if (relation->kind == YB_RELATION_RETIRED)
        b->covers = cause(YB_BECAUSE_RETIRED, policy,
                          policy ? policy->entitlement.retirement.clause : YB_CLAUSE_NONE);
    if (!policy)
        return;
    if (relation->kind == YB_RELATION_FLEXIBLE)
        begin_flexible(w, policy, b);
    if (relation->kind != YB_RELATION_RESIDENT)
        return;
    if (!yb_is_newborn(policy, w->history->birth, relation)) {
        begin_resident(w, policy, relation, b);
        return;
    }
    b->enrolled = b->from = w->history->birth;
    b->covers = cause(YB_BECAUSE_NEWBORN, policy, policy->entitlement.newborn.clause);
}

/* ---- when it ends ---- */

static int32_t end(const struct work *w, const struct yb_relation *relation,
                   struct yb_cover_cause *ends)
{
    static const enum yb_cover_reason reasons[] = {YB_BECAUSE_STOPPED, YB_BECAUSE_MOVED,
                                                   YB_BECAUSE_RETIRED};
    int32_t last = relation->last == YB_DAY_NONE ? YB_DAY_MAX : relation->last;
    int32_t death = w->history->death;
    const struct yb_policy *policy =
        policy_on(w, relation->insutype, death != YB_DAY_NONE && death < last ? death : last);
    const struct yb_entitlement *e = policy ? &policy->entitlement : NULL;

    if (death != YB_DAY_NONE && death < last) {
        *ends = cause(YB_BECAUSE_DIED, policy, e ? e->death.clause : YB_CLAUSE_NONE);
        return death;
    }
    if (last == YB_DAY_MAX) {
        *ends = cause(YB_BECAUSE_OPEN, NULL, YB_CLAUSE_NONE);
        return last;
    }
    *ends = cause(reasons[relation->ends], policy,
                  !e                                 ? YB_CLAUSE_NONE
                  : relation->ends == YB_END_MOVED   ? e->move.clause
                  : relation->ends == YB_END_RETIRED ? e->retirement.clause
                                                     : e->stop.clause);
    return last;
}

/* ---- what is taken out ---- */

/* Cuts the covered period at `index`; the rest of it, behind the cut, is appended. */
static void cut_period(struct work *w, size_t index, const struct cut *cut)
{
    struct yb_cover_period *p = &w->periods[index], whole = *p, middle = *p, rest = *p;
    bool to_end = cut->to >= whole.to;

    middle.from = cut->from > whole.from ? cut->from : whole.from;
    middle.to = to_end ? whole.to : cut->to;
    middle.state = cut->state;
    middle.begins = cut->begins;
    middle.ends = to_end ? whole.ends : cut->ends;
    rest.from = cut->to + 1;
    rest.begins = cut->ends;
    if (cut->from <= whole.from) {
        *p = middle; /* nothing left in front */
    } else {
        p->to = cut->from - 1;
        p->ends = cut->begins;
        add(w, &middle);
    }
    if (!to_end)
        add(w, &rest);
}

/* Out of the covered periods of a scheme; with `paid`, only of relations that it pays for. */
static void cut_scheme(struct work *w, int insutype, const struct yb_contribution *paid,
                       const struct cut *cut)
{
    size_t count = w->count; /* what is appended lies outside the cut or in it */

    for (size_t i = 0; i < count; i++) {
        const struct yb_cover_period *p = &w->periods[i];
        const struct yb_relation *relation = &w->history->relations[p->relation];

        if (p->insutype != insutype || p->state != YB_COVER_COVERED || p->from > cut->to ||
            p->to < cut->from)
            continue;
        if (!paid || (relation->from <= paid->to &&
                      (relation->last == YB_DAY_NONE || relation->last >= paid->from)))
            cut_period(w, i, cut);
    }
}

/* A resident's late payment of a year is an enrolment after the window: the same wait. */
static int32_t resident_back(const struct yb_policy *policy, int32_t paid)
{
    struct yb_waiting_case in = {.paid_day = paid};
    struct yb_waiting waiting;
    struct yb_error ignored;

    if (!policy->waiting.stated || paid < policy->waiting.since_day ||
        yb_waiting_of(policy, &in, &waiting, &ignored) != YB_OK)
        return paid;
    return waiting.from_day;
}

/* The first day with benefits again; YB_DAY_NONE: the payment was in time, or in grace. */
static int32_t back_on(const struct yb_contribution *c, const struct yb_policy *policy, int *clause)
{
    const struct yb_entitlement *e = &policy->entitlement;
    const struct yb_arrears_rule *rule =
        c->kind == YB_RELATION_FLEXIBLE ? &e->flexible_arrears : &e->employer_arrears;

    *clause = c->kind == YB_RELATION_RESIDENT ? e->late.clause : rule->clause;
    if (c->kind == YB_RELATION_RETIRED || *clause == YB_CLAUSE_NONE)
        return YB_DAY_NONE;
    if (c->paid == YB_DAY_NONE)
        return YB_DAY_MAX;
    if (c->kind == YB_RELATION_RESIDENT)
        return resident_back(policy, c->paid);
    if (c->paid <= yb_day_add_months(c->due, rule->grace_months))
        return YB_DAY_NONE;
    return yb_day_add_months(c->paid, rule->waits_months);
}

static void suspend(struct work *w, const struct yb_contribution *c)
{
    const struct yb_policy *policy = policy_on(w, c->insutype, c->from);
    struct cut cut = {.state = YB_COVER_SUSPENDED};
    int32_t back;
    int clause;

    if (!policy || (c->paid != YB_DAY_NONE && c->paid <= c->due))
        return;
    back = back_on(c, policy, &clause);
    if (back == YB_DAY_NONE)
        return;
    cut.from = c->due + 1 > c->from || c->kind != YB_RELATION_RESIDENT ? c->due + 1 : c->from;
    cut.to = back == YB_DAY_MAX ? back : back - 1;
    /* A year not paid for suspends that year; months not paid for, until they are. */
    if (c->kind == YB_RELATION_RESIDENT && cut.to > c->to)
        cut.to = c->to;
    cut.begins = cause(YB_BECAUSE_ARREARS, policy, clause);
    cut.ends = cause(YB_BECAUSE_PAID, policy, clause);
    if (cut.from <= cut.to)
        cut_scheme(w, c->insutype, c, &cut);
}

/* Days of the other scheme that the kept one covers. */
static void set_aside(struct work *w)
{
    size_t count = w->count;

    for (size_t i = 0; i < count; i++) {
        const struct yb_cover_period kept = w->periods[i];
        const struct yb_policy *policy;
        struct cut cut;

        if (kept.state != YB_COVER_COVERED || !(policy = policy_on(w, kept.insutype, kept.from)) ||
            policy->entitlement.duplicate.clause == YB_CLAUSE_NONE ||
            policy->entitlement.duplicate.keeps != kept.insutype)
            continue;
        cut = (struct cut){
            kept.from, kept.to, YB_COVER_DUPLICATE,
            cause(YB_BECAUSE_DUPLICATE, policy, policy->entitlement.duplicate.clause),
            cause(YB_BECAUSE_DUPLICATE_OVER, policy, policy->entitlement.duplicate.clause)};
        cut_scheme(w, kept.insutype == 310 ? 390 : 310, NULL, &cut);
    }
}

/* ---- order, years ---- */

static bool before(const struct yb_cover_period *x, const struct yb_cover_period *y)
{
    if (x->from != y->from)
        return x->from < y->from;
    if (x->insutype != y->insutype)
        return x->insutype < y->insutype;
    return x->relation < y->relation;
}

/* Few, and nearly in order. */
static void sort(struct work *w)
{
    for (size_t i = 1; i < w->count; i++) {
        struct yb_cover_period moved = w->periods[i];
        size_t at = i;

        for (; at && before(&moved, &w->periods[at - 1]); at--)
            w->periods[at] = w->periods[at - 1];
        w->periods[at] = moved;
    }
}

/* Days that were taken out one after another for the same reason are one period. Sorted before and
 * after. */
static void join(struct work *w)
{
    size_t count = 0;

    for (size_t i = 0; i < w->count; i++) {
        const struct yb_cover_period next = w->periods[i];
        size_t at = count;

        while (at &&
               !(w->periods[at - 1].relation == next.relation &&
                 w->periods[at - 1].state == next.state && w->periods[at - 1].to + 1 == next.from))
            at--;
        if (!at || next.state == YB_COVER_COVERED) {
            w->periods[count++] = next;
            continue;
        }
        w->periods[at - 1].to = next.to;
        w->periods[at - 1].ends = next.ends;
    }
    w->count = count;
}

static bool insured(const struct yb_cover_period *p)
{
    return p->state == YB_COVER_COVERED || p->state == YB_COVER_WAITING;
}

/* Periods in order: paid for without a gap that counts, whatever the scheme. */
static void count_years(struct work *w)
{
    int32_t since = YB_DAY_NONE, last = YB_DAY_NONE;

    for (size_t i = 0; i < w->count; i++) {
        struct yb_cover_period *p = &w->periods[i];
        const struct yb_relation *relation = &w->history->relations[p->relation];
        const struct yb_policy *policy = policy_on(w, p->insutype, p->from);
        int months = policy && policy->entitlement.continuity.clause != YB_CLAUSE_NONE
                         ? policy->entitlement.continuity.months
                         : 0;

        if (insured(p)) {
            if (!within(last, p->from, months))
                since = p->from;
            if (relation->paid_since != YB_DAY_NONE && relation->paid_since < since)
                since = relation->paid_since;
            if (p->to > last)
                last = p->to;
        }
        p->continuous_since = since;
    }
}

/* ---- all of it ---- */

static int check(const struct yb_history *h, struct yb_error *error)
{
    size_t i;

    if (h->relation_count > YB_COVER_FACTS_MAX || h->contribution_count > YB_COVER_FACTS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "relations", "512", NULL);
    if (h->death != YB_DAY_NONE && h->birth != YB_DAY_NONE && h->death < h->birth)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "die_date", "", NULL);
    for (i = 0; i < h->relation_count; i++)
        if (h->relations[i].from < YB_DAY_MIN || (h->relations[i].last != YB_DAY_NONE &&
                                                  h->relations[i].last < h->relations[i].from - 1))
            return yb_fail(error, YB_E_OUT_OF_RANGE, "psn_insu_date", "", NULL);
    for (i = 0; i < h->contribution_count; i++)
        if (h->contributions[i].to < h->contributions[i].from ||
            h->contributions[i].due < YB_DAY_MIN)
            return yb_fail(error, YB_E_OUT_OF_RANGE, "clct", "", NULL);
    return YB_OK;
}

static void place(struct work *w, int index)
{
    const struct yb_relation *relation = &w->history->relations[index];
    struct yb_cover_period period = {.relation = index, .insutype = relation->insutype};
    struct beginning b;
    int32_t last;

    begin(w, relation, &b);
    last = end(w, relation, &period.ends);
    if (b.enrolled < b.from) {
        struct yb_cover_period waiting = period;

        waiting.state = YB_COVER_WAITING;
        waiting.from = b.enrolled;
        waiting.to = b.from - 1 < last ? b.from - 1 : last;
        waiting.begins = b.waits;
        if (b.from <= last)
            waiting.ends = b.covers;
        add(w, &waiting);
    }
    period.from = b.from;
    period.to = last;
    period.begins = b.covers;
    add(w, &period);
}

/* Relations by first day; equal ones as given. */
static void place_all(struct work *w)
{
    const struct yb_history *h = w->history;
    bool done[YB_COVER_FACTS_MAX] = {false};

    for (size_t n = 0; n < h->relation_count; n++) {
        size_t next = h->relation_count;

        for (size_t i = 0; i < h->relation_count; i++)
            if (!done[i] &&
                (next == h->relation_count || h->relations[i].from < h->relations[next].from))
                next = i;
        done[next] = true;
        place(w, (int)next);
    }
}

int yb_cover_of(const struct yb_history *history, const struct yb_cover_rules *rules,
                struct yb_arena *arena, struct yb_cover *cover, struct yb_error *error)
{
    size_t facts = history->relation_count + history->contribution_count;
    struct work w = {.history = history, .rules = rules, .capacity = 16 + 8 * facts};
    int rc = check(history, error);

    *cover = (struct yb_cover){0};
    if (rc)
        return rc;
    w.periods = YB_NEW_ARRAY(arena, struct yb_cover_period, w.capacity);
    if (!w.periods)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    place_all(&w);
    for (size_t i = 0; i < history->contribution_count; i++)
        suspend(&w, &history->contributions[i]);
    set_aside(&w);
    if (w.full)
        return yb_fail(error, YB_E_TOO_MANY, "relations", "512", NULL);
    sort(&w);
    join(&w);
    count_years(&w);
    *cover = (struct yb_cover){w.periods, w.count};
    return YB_OK;
}

const struct yb_cover_period *yb_cover_on(const struct yb_cover *cover, int insutype, int32_t day)
{
    const struct yb_cover_period *found = NULL;

    for (size_t i = 0; i < cover->count; i++) {
        const struct yb_cover_period *p = &cover->periods[i];

        if ((insutype && p->insutype != insutype) || day < p->from || day > p->to)
            continue;
        if (p->state == YB_COVER_COVERED)
            return p;
        if (!found)
            found = p;
    }
    return found;
}

/* Whole months from a day up to, without, another. */
static int months_between(int32_t from, int32_t to)
{
    const struct yb_civil first = yb_day_civil(from), after = yb_day_civil(to);

    return 12 * (after.year - first.year) + after.month - first.month -
           (after.day < first.day ? 1 : 0);
}

/* Paid for at once, for the time after retirement. */
static int bought_months(const struct yb_history *history, int32_t day)
{
    int months = 0;

    for (size_t i = 0; i < history->contribution_count; i++) {
        const struct yb_contribution *c = &history->contributions[i];

        if (c->insutype == 310 && c->kind == YB_RELATION_RETIRED && c->paid != YB_DAY_NONE &&
            c->paid <= day)
            months += months_between(c->from, c->to + 1);
    }
    return months;
}

void yb_retirement_of(const struct yb_history *history, const struct yb_cover *cover,
                      const struct yb_cover_rules *rules, int32_t day, bool man,
                      int credited_months, struct yb_retirement *out)
{
    const struct yb_policy *policy = rules->policy_on(rules->context, 310, day);
    const struct yb_retirement_rule *rule = policy ? &policy->entitlement.retirement : NULL;

    *out = (struct yb_retirement){.months = credited_months,
                                  .one_off_fen = -1,
                                  .policy = policy,
                                  .clause = YB_CLAUSE_NONE,
                                  .one_off_clause = YB_CLAUSE_NONE};
    if (rule && rule->clause != YB_CLAUSE_NONE) {
        out->clause = rule->clause;
        out->months_needed = 12 * (man ? rule->men_years : rule->women_years);
    }
    out->months += bought_months(history, day);
    for (size_t i = 0; i < cover->count; i++) {
        const struct yb_cover_period *p = &cover->periods[i];
        int32_t to = p->to < day ? p->to + 1 : day;

        if (p->state != YB_COVER_COVERED || p->insutype != 310 || p->from >= to ||
            history->relations[p->relation].kind == YB_RELATION_RETIRED)
            continue;
        out->months += months_between(p->from, to);
    }
    if (rule && rule->clause != YB_CLAUSE_NONE && rule->one_off_clause != YB_CLAUSE_NONE) {
        int missing = out->months_needed - out->months;

        out->one_off_clause = rule->one_off_clause;
        out->one_off_fen = missing <= 0 ? 0
                                        : yb_muldiv(rule->monthly_base_fen * missing,
                                                    rule->one_off_ppm, YB_PPM, rule->rounding);
    }
}
