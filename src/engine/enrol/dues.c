#include "engine/enrol/dues.h"

#include "engine/enrol/late.h"

struct work {
    const struct yb_history *history;
    const struct yb_cover_rules *rules;
    int32_t today;
    struct yb_due *rows;
    size_t count, capacity;
};

/* A relation and the days of it that lie in a policy year. */
struct stretch {
    const struct yb_relation *relation;
    const struct yb_policy *policy; /* in force on `from` */
    const struct yb_premium *premium;
    int32_t from;
    bool newborn, first; /* of the relation's stretches */
};

static const struct yb_premium *premium_of(const struct yb_policy *policy, int year)
{
    const struct yb_entitlement *e = &policy->entitlement;

    for (int i = 0; i < e->premium_count; i++)
        if (e->premiums[i].year == year)
            return &e->premiums[i];
    return NULL;
}

static const struct yb_contribution *contribution_of(const struct work *w,
                                                     const struct yb_policy *policy, int year)
{
    for (size_t i = 0; i < w->history->contribution_count; i++) {
        const struct yb_contribution *c = &w->history->contributions[i];

        if (c->insutype == 390 && yb_policy_year(policy, c->from) == year)
            return c;
    }
    return NULL;
}

/* The day on which the year was paid for, when that was late; YB_DAY_NONE: it was in time. */
static int32_t late_on(const struct work *w, const struct stretch *s)
{
    const struct yb_contribution *c = contribution_of(w, s->policy, s->premium->year);
    int32_t enrolled = s->relation->enrolled;

    if (c && c->paid == YB_DAY_NONE && w->today > c->due)
        return w->today;
    if (c && c->paid != YB_DAY_NONE && c->paid > c->due)
        return c->paid;
    if (s->first && !s->newborn && enrolled != YB_DAY_NONE &&
        s->policy->entitlement.window.clause != YB_CLAUSE_NONE &&
        enrolled > yb_window_end(s->policy, s->from))
        return enrolled;
    return YB_DAY_NONE;
}

static void take_aid(const struct work *w, const struct yb_premium *premium, int32_t day,
                     struct yb_due *due)
{
    for (int i = 0; i < premium->aid_count; i++) {
        const struct yb_premium_aid *aid = &premium->aids[i];

        if (!yb_has_identity(w->history, aid->relief, day))
            continue;
        due->aid_fen = aid->aid_fen;
        due->aid_clause = aid->clause;
        return;
    }
}

static bool is_free(const struct work *w, const struct stretch *s)
{
    return s->newborn && s->policy->entitlement.newborn.birth_year_free &&
           yb_policy_year(s->policy, w->history->birth) == s->premium->year;
}

static void owe(struct work *w, const struct stretch *s)
{
    const struct yb_premium *premium = s->premium;
    const struct yb_entitlement *e = &s->policy->entitlement;
    struct yb_due *due = &w->rows[w->count++];
    const struct yb_contribution *contribution = contribution_of(w, s->policy, premium->year);
    int32_t late = late_on(w, s);

    *due = (struct yb_due){.year = premium->year,
                           .relation = (int)(s->relation - w->history->relations),
                           .contribution =
                               contribution ? (int)(contribution - w->history->contributions) : -1,
                           .individual_fen = premium->individual_fen,
                           .subsidy_fen = premium->subsidy_fen,
                           .policy = s->policy,
                           .clause = premium->clause,
                           .price_clause = YB_CLAUSE_NONE,
                           .aid_clause = YB_CLAUSE_NONE};
    if (is_free(w, s)) {
        due->price = YB_DUE_NEWBORN_FREE;
        due->price_clause = e->newborn.clause;
        due->if_parent_insured = e->newborn.parent_insured;
        return;
    }
    if (late != YB_DAY_NONE && e->late.clause != YB_CLAUSE_NONE && e->late.full_price) {
        due->price = YB_DUE_FULL_PRICE;
        due->price_clause = e->late.clause;
    }
    take_aid(w, premium, due->price == YB_DUE_FULL_PRICE && late > s->from ? late : s->from, due);
    due->amount_fen = due->individual_fen - due->aid_fen;
    if (due->price == YB_DUE_FULL_PRICE)
        due->amount_fen = due->subsidy_fen < 0 ? -1 : due->amount_fen + due->subsidy_fen;
}

static bool is_owed(const struct work *w, int year)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].year == year)
            return true;
    return false;
}

static int32_t year_start(const struct yb_policy *policy, int year)
{
    return yb_day_of(year, policy->year_start_month, policy->year_start_day);
}

/* Whether `today` is already one on which the year is paid for. */
static bool is_asked(const struct work *w, const struct yb_policy *policy, int year)
{
    const struct yb_window_rule *window = &policy->entitlement.window;
    int32_t start = year_start(policy, year), opens;

    if (w->today >= start || window->clause == YB_CLAUSE_NONE)
        return w->today >= start;
    opens = yb_day_of(yb_day_year(start - 1), window->from.month, window->from.day);
    if (opens >= start)
        opens = yb_day_of(yb_day_year(opens) - 1, window->from.month, window->from.day);
    return w->today >= opens;
}

/* The years of a relation, each by the pack in force on its first day. */
static void owe_years(struct work *w, const struct yb_relation *relation)
{
    const struct yb_history *h = w->history;
    int32_t last = relation->last == YB_DAY_NONE ? YB_DAY_MAX : relation->last;
    struct stretch s = {.relation = relation, .from = relation->from, .first = true};
    const struct yb_policy *policy = w->rules->policy_on(w->rules->context, 390, relation->from);

    if (h->death != YB_DAY_NONE && h->death < last)
        last = h->death;
    s.newborn = policy && yb_is_newborn(policy, h->birth, relation);
    if (h->birth != YB_DAY_NONE && (s.newborn || s.from < h->birth))
        s.from = h->birth;
    while (s.from != YB_DAY_NONE && s.from <= last && w->count < w->capacity) {
        s.policy = w->rules->policy_on(w->rules->context, 390, s.from);
        if (s.policy) {
            int year = yb_policy_year(s.policy, s.from);

            if (!is_asked(w, s.policy, year))
                return;
            s.premium = premium_of(s.policy, year);
            if (s.premium && !is_owed(w, year))
                owe(w, &s);
            s.from = year_start(s.policy, year + 1);
        } else if (s.from > w->today) {
            return;
        } else {
            s.from = yb_day_of(yb_day_year(s.from) + 1, 1, 1);
        }
        s.first = false;
    }
}

static void sort(struct work *w)
{
    for (size_t i = 1; i < w->count; i++) {
        struct yb_due moved = w->rows[i];
        size_t at = i;

        for (; at && moved.year < w->rows[at - 1].year; at--)
            w->rows[at] = w->rows[at - 1];
        w->rows[at] = moved;
    }
}

int yb_dues_of(const struct yb_history *history, const struct yb_cover_rules *rules, int32_t today,
               struct yb_arena *arena, struct yb_dues *dues, struct yb_error *error)
{
    struct work w = {.history = history, .rules = rules, .today = today, .capacity = 128};
    bool done[YB_COVER_FACTS_MAX] = {false};

    *dues = (struct yb_dues){0};
    w.rows = YB_NEW_ARRAY(arena, struct yb_due, w.capacity);
    if (!w.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t n = 0; n < history->relation_count; n++) {
        size_t next = history->relation_count;

        for (size_t i = 0; i < history->relation_count; i++)
            if (!done[i] && (next == history->relation_count ||
                             history->relations[i].from < history->relations[next].from))
                next = i;
        done[next] = true;
        if (history->relations[next].insutype == 390)
            owe_years(&w, &history->relations[next]);
    }
    sort(&w);
    *dues = (struct yb_dues){w.rows, w.count};
    return YB_OK;
}

/* ---- words ---- */

static const struct {
    const char *key, *title;
} prices[YB_DUE_PRICES] = {{"individual", "个人缴费"},
                           {"newborn_free", "出生当年免缴"},
                           {"full_price", "全额（含政府补助）"}};

const char *yb_due_price_key(enum yb_due_price price)
{
    return prices[price].key;
}

const char *yb_due_price_title(enum yb_due_price price)
{
    return prices[price].title;
}

int yb_due_price_find(struct yb_text key)
{
    for (int i = 0; i < YB_DUE_PRICES; i++)
        if (yb_text_is(key, prices[i].key))
            return i;
    return -1;
}
