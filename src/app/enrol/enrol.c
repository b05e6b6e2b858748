#include "app/enrol/enrol.h"

#include <stdio.h>

#include "app/family/share.h"
#include "app/maternity/maternity.h"
#include "app/person/insured.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/facts.h"
#include "app/settle/ordered.h"
#include "app/settle/policy_on.h"
#include "base/identity.h"
#include "store/ledger.h"
#include "store/psn.h"

static const char *const verbs[YB_ENROL_VERBS] = {
    "enrol",    "stop",         "move",         "retire", "die",
    "identity", "end-identity", "contribution", "base",   "withdraw"};

const char *yb_enrol_verb_key(enum yb_enrol_verb verb)
{
    return verbs[verb];
}

int yb_enrol_verb_find(struct yb_text key)
{
    for (int i = 0; i < YB_ENROL_VERBS; i++)
        if (yb_text_is(key, verbs[i]))
            return i;
    return -1;
}

/* An act on its way. */
struct act {
    struct yb_call *call;
    const struct yb_enrol_in *in;
    struct yb_facts_known known;
    int32_t today;
    int64_t fact_id; /* the last that was written */
};

/* ---- writing facts ---- */

static struct yb_psn_fact_row new_fact(const struct act *a, struct yb_text kind)
{
    const struct yb_enrol_in *in = a->in;
    struct yb_psn_fact_row fact = yb_psn_fact_row();

    fact.psn_no = in->psn_no;
    fact.fact_kind = kind;
    fact.insutype = in->insutype;
    fact.begndate = in->begndate;
    fact.enddate = in->enddate;
    fact.due_date = in->due_date;
    fact.done_date = in->done_date;
    fact.amount_fen = in->amount_fen;
    fact.memo = in->memo;
    return fact;
}

/* Adds it to what is known, as the newest version of its fact_no (0: a fact of its own). */
static int write_fact(struct act *a, struct yb_psn_fact_row *fact, struct yb_error *error)
{
    int rc;

    fact->fact_id = yb_tx_id(a->call->tx, a->call->now_ms);
    if (!fact->fact_no)
        fact->fact_no = fact->fact_id;
    if (!fact->vali_flag.length)
        fact->vali_flag = YB_TEXT("1");
    fact->known_time = a->call->now_ms;
    fact->opter = a->call->actor->opter;
    a->fact_id = fact->fact_id;
    rc = yb_psn_fact_add(a->call->tx, fact, error);
    for (size_t i = 0; !rc && i < a->known.count; i++)
        if (a->known.rows[i].fact_no == fact->fact_no) {
            a->known.rows[i] = *fact;
            return 0;
        }
    if (!rc)
        a->known.rows[a->known.count++] = *fact; /* the capacity has room for those of an act */
    return rc;
}

/* What was registered without facts is written down as it was: the rows that it was read from are
 * about to follow from facts. */
static int keep_versions(struct act *a, struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < a->known.count; i++) {
        struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (fact->fact_id)
            continue;
        fact->fact_id = yb_tx_id(a->call->tx, a->call->now_ms);
        if (!fact->fact_no)
            fact->fact_no = fact->fact_id;
        rc = yb_psn_fact_add(a->call->tx, fact, error);
    }
    return rc;
}

static int change(struct act *a, struct yb_psn_fact_row *fact, int32_t enddate, const char *end_rea,
                  struct yb_error *error)
{
    struct yb_psn_fact_row next = *fact;

    next.enddate = enddate;
    if (end_rea)
        next.end_rea = yb_text_of(end_rea);
    if (a->in->memo.length)
        next.memo = a->in->memo;
    return write_fact(a, &next, error);
}

/* ---- checks ---- */

static int need_day(int32_t day, const char *name, struct yb_error *error)
{
    return day == YB_DAY_NONE ? yb_fail(error, YB_E_MISSING, name, NULL) : 0;
}

/* Not before birth, not after death. */
static int check_life(const struct act *a, int32_t day, const char *name, struct yb_error *error)
{
    if (day == YB_DAY_NONE)
        return 0;
    if (day < a->known.psn.brdy)
        return yb_refuse_days(error, YB_E_DAY_BEFORE_BIRTH, name, day, a->known.psn.brdy);
    if (a->known.death != YB_DAY_NONE && day > a->known.death + 1)
        return yb_refuse_days(error, YB_E_DAY_AFTER_DEATH, name, day, a->known.death);
    return 0;
}

static int check_past(const struct act *a, int32_t day, const char *name, struct yb_error *error)
{
    if (day != YB_DAY_NONE && day > a->today)
        return yb_refuse_days(error, YB_E_DAY_FUTURE, name, day, a->today);
    return 0;
}

static int check_scheme(const struct act *a, struct yb_error *error)
{
    const struct yb_enrol_in *in = a->in;

    if (!in->insutype.length)
        return yb_fail(error, YB_E_MISSING, "insutype", NULL);
    if (!yb_code_map_fund(a->call->app->codes, in->insutype, YB_FUND_HIFP)->fund_pay_type.length)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "insutype", in->insutype);
    return 0;
}

/* The kind fits its scheme. */
static int check_kind(const struct act *a, struct yb_error *error)
{
    int kind = yb_relation_kind_find(a->in->kind);
    bool resident = !yb_text_is(a->in->insutype, "310");

    if (!a->in->kind.length)
        return yb_fail(error, YB_E_MISSING, "kind", NULL);
    if (kind < 0 || (kind == YB_RELATION_RESIDENT) != resident)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "kind", a->in->kind);
    return 0;
}

static int check_psn_type(const struct act *a, struct yb_error *error)
{
    if (!a->in->psn_type.length)
        return yb_fail(error, YB_E_MISSING, "psn_type", NULL);
    if (yb_code_map_value(a->call->app->codes, "psn_type", a->in->psn_type, YB_DIM_PERSON) ==
        YB_CODE_UNKNOWN)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "psn_type", a->in->psn_type);
    return 0;
}

static int check_span(int32_t from, int32_t to, struct yb_error *error)
{
    if (from != YB_DAY_NONE && to != YB_DAY_NONE && to < from)
        return yb_refuse_days(error, YB_E_DAY_REVERSED, "enddate", to, from);
    return 0;
}

static bool spans_meet(int32_t from, int32_t to, const struct yb_psn_fact_row *fact)
{
    return (fact->enddate == YB_DAY_NONE || fact->enddate >= from) &&
           (to == YB_DAY_NONE || fact->begndate <= to) &&
           (fact->enddate == YB_DAY_NONE || fact->enddate >= fact->begndate);
}

/* A relation of the scheme on these days, other than `self`. */
static int check_overlap(const struct act *a, int32_t from, int32_t to, int64_t self,
                         struct yb_error *error)
{
    for (size_t i = 0; i < a->known.count; i++) {
        const struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (yb_fact_is(fact, YB_FACT_RELATION) && yb_fact_holds(fact) && fact->fact_no != self &&
            yb_text_equal(fact->insutype, a->in->insutype) && spans_meet(from, to, fact))
            return yb_refuse_day(error, YB_E_ENROL_OVERLAP, a->in->insutype, fact->begndate);
    }
    return 0;
}

/* The relation of the scheme that runs on `day`. */
static int running(struct act *a, int32_t day, struct yb_psn_fact_row **found,
                   struct yb_error *error)
{
    for (size_t i = 0; i < a->known.count; i++) {
        struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (yb_fact_is(fact, YB_FACT_RELATION) && yb_text_equal(fact->insutype, a->in->insutype) &&
            fact->begndate <= day && (fact->enddate == YB_DAY_NONE || fact->enddate >= day)) {
            *found = fact;
            return 0;
        }
    }
    return yb_refuse_day(error, YB_E_ENROL_NONE, a->in->insutype, day);
}

/* ---- the acts ---- */

static int open_account(struct act *a, struct yb_error *error)
{
    struct yb_psn_account_list accounts;
    int rc = yb_psn_account_list(a->call->tx, a->in->psn_no, &accounts, error);

    for (size_t i = 0; !rc && i < accounts.count; i++)
        if (yb_text_equal(accounts.rows[i].insutype, a->in->insutype))
            return 0;
    return rc ? rc : yb_books_open_account(a->call, a->in->psn_no, a->in->insutype, 0, error);
}

static int add_relation(struct act *a, struct yb_text kind, struct yb_error *error)
{
    struct yb_psn_fact_row fact = new_fact(a, YB_FACT_RELATION);
    int rc = 0;

    fact.fact_code = kind;
    fact.psn_type = a->in->psn_type;
    fact.cont_clct_date = a->in->cont_clct_date;
    fact.repaired_years = a->in->repaired_years;
    fact.emp_no = a->in->emp_no;
    fact.emp_name = a->in->emp_name;
    fact.psn_insu_rlts_id = yb_tx_id(a->call->tx, a->call->now_ms);
    rc = write_fact(a, &fact, error);
    if (!rc && yb_text_is(a->in->insutype, "310"))
        rc = open_account(a, error);
    return rc;
}

static int enrol(struct act *a, struct yb_error *error)
{
    int rc = check_scheme(a, error);

    if (!rc)
        rc = check_kind(a, error);
    if (!rc)
        rc = check_psn_type(a, error);
    if (!rc)
        rc = need_day(a->in->begndate, "begndate", error);
    if (!rc)
        rc = check_span(a->in->begndate, a->in->enddate, error);
    if (!rc)
        rc = check_life(a, a->in->begndate, "begndate", error);
    if (!rc)
        rc = check_past(a, a->in->done_date, "done_date", error);
    if (!rc)
        rc = check_overlap(a, a->in->begndate, a->in->enddate, 0, error);
    return rc ? rc : add_relation(a, a->in->kind, error);
}

static int finish(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row *fact;
    int rc = check_scheme(a, error);

    if (!rc)
        rc = need_day(a->in->enddate, "enddate", error);
    if (!rc)
        rc = check_life(a, a->in->enddate, "enddate", error);
    if (!rc)
        rc = running(a, a->in->enddate, &fact, error);
    return rc ? rc
              : change(a, fact, a->in->enddate, a->in->verb == YB_ENROL_MOVE ? "moved" : "stopped",
                       error);
}

static int check_years(struct act *a, struct yb_error *error)
{
    const struct yb_cover_rules rules = yb_app_cover_rules(a->call->app);
    struct yb_known_cover known;
    struct yb_retirement years;
    char have[16], need[16];
    int rc = yb_facts_cover(a->call, &a->known, &known, error);

    if (rc)
        return rc;
    yb_retirement_of(&known.history, &known.cover, &rules, a->in->begndate,
                     yb_text_is(a->known.psn.gend, "1"), a->in->credited_months, &years);
    if (years.months >= years.months_needed)
        return 0;
    snprintf(have, sizeof(have), "%d", years.months);
    snprintf(need, sizeof(need), "%d", years.months_needed);
    return yb_fail(error, YB_E_RETIREMENT_SHORT, have, need, NULL);
}

static int retire(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row *fact;
    int rc = need_day(a->in->begndate, "begndate", error);

    if (!rc)
        rc = check_scheme(a, error);
    if (!rc)
        rc = check_psn_type(a, error);
    if (!rc)
        rc = check_life(a, a->in->begndate, "begndate", error);
    if (!rc)
        rc = running(a, a->in->begndate - 1, &fact, error);
    if (!rc && yb_text_is(fact->fact_code, "retired"))
        rc = yb_refuse_day(error, YB_E_EXISTS, YB_TEXT("retired"), fact->begndate);
    if (!rc)
        rc = check_years(a, error);
    if (!rc)
        rc = change(a, fact, a->in->begndate - 1, "retired", error);
    if (!rc)
        rc = check_overlap(a, a->in->begndate, a->in->enddate, 0, error);
    return rc ? rc : add_relation(a, YB_TEXT("retired"), error);
}

static int die(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row fact = new_fact(a, YB_FACT_DEATH);
    int rc = need_day(a->in->begndate, "die_date", error);

    if (rc)
        return rc;
    if (a->in->begndate < a->known.psn.brdy)
        return yb_refuse_days(error, YB_E_DAY_BEFORE_BIRTH, "die_date", a->in->begndate,
                              a->known.psn.brdy);
    rc = check_past(a, a->in->begndate, "die_date", error);
    if (rc)
        return rc;
    if (a->known.death != YB_DAY_NONE && a->known.death != a->in->begndate)
        return yb_refuse_day(error, YB_E_EXISTS, YB_TEXT("die_date"), a->known.death);
    if (a->known.death != YB_DAY_NONE)
        return 0;
    a->known.death = a->in->begndate;
    return write_fact(a, &fact, error);
}

/* The same class, or one that excludes it, on these days; other than `self`. */
static int check_identities(const struct act *a, int32_t from, int32_t to, int64_t self,
                            struct yb_error *error)
{
    for (size_t i = 0; i < a->known.count; i++) {
        const struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (!yb_fact_is(fact, YB_FACT_IDENTITY) || !yb_fact_holds(fact) || fact->fact_no == self ||
            !spans_meet(from, to, fact))
            continue;
        if (yb_text_equal(fact->fact_code, a->in->psn_idet_type))
            return yb_refuse_day(error, YB_E_EXISTS, a->in->psn_idet_type, fact->begndate);
        if (yb_identities_exclude(a->call->app->codes, a->in->psn_idet_type, fact->fact_code))
            return yb_refuse(error, YB_E_IDENTITY_EXCLUDES,
                             yb_arena_copy(a->call->arena, a->in->psn_idet_type.bytes,
                                           a->in->psn_idet_type.length),
                             fact->fact_code);
    }
    return 0;
}

static int identify(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row fact = new_fact(a, YB_FACT_IDENTITY);
    int rc = need_day(a->in->begndate, "begndate", error);

    if (!a->in->psn_idet_type.length)
        return yb_fail(error, YB_E_MISSING, "psn_idet_type", NULL);
    if (!rc)
        rc = check_span(a->in->begndate, a->in->enddate, error);
    if (!rc)
        rc = check_life(a, a->in->begndate, "begndate", error);
    if (!rc)
        rc = check_identities(a, a->in->begndate, a->in->enddate, 0, error);
    fact.fact_code = a->in->psn_idet_type;
    return rc ? rc : write_fact(a, &fact, error);
}

static int end_identity(struct act *a, struct yb_error *error)
{
    int32_t day = a->in->enddate;
    int rc = need_day(day, "enddate", error);

    if (rc)
        return rc;
    for (size_t i = 0; i < a->known.count; i++) {
        struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (yb_fact_is(fact, YB_FACT_IDENTITY) &&
            yb_text_equal(fact->fact_code, a->in->psn_idet_type) && spans_meet(day, day, fact))
            return change(a, fact, day, NULL, error);
    }
    return yb_refuse_day(error, YB_E_IDENTITY_NONE, a->in->psn_idet_type, day);
}

static int contribute(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row fact = new_fact(a, YB_FACT_CONTRIBUTION);
    const struct yb_enrol_in *in = a->in;
    int rc = check_scheme(a, error);

    if (!rc)
        rc = check_kind(a, error);
    if (!rc)
        rc = need_day(in->begndate, "begndate", error);
    if (!rc)
        rc = need_day(in->enddate, "enddate", error);
    if (!rc)
        rc = need_day(in->due_date, "due_date", error);
    if (!rc)
        rc = check_span(in->begndate, in->enddate, error);
    if (!rc)
        rc = check_life(a, in->begndate, "begndate", error);
    if (!rc)
        rc = check_past(a, in->done_date, "done_date", error);
    if (rc)
        return rc;
    fact.fact_code = in->kind;
    for (size_t i = 0; i < a->known.count; i++) {
        const struct yb_psn_fact_row *other = &a->known.rows[i];

        if (yb_fact_is(other, YB_FACT_CONTRIBUTION) &&
            yb_text_equal(other->insutype, in->insutype) &&
            yb_text_equal(other->fact_code, in->kind) && other->begndate == in->begndate &&
            other->enddate == in->enddate)
            fact.fact_no = other->fact_no; /* it is paid now, or was corrected */
    }
    return write_fact(a, &fact, error);
}

/* The base of a span; of the same first day it is a newer version. */
static int set_base(struct act *a, struct yb_error *error)
{
    struct yb_psn_fact_row fact = new_fact(a, YB_FACT_BASE);
    const struct yb_enrol_in *in = a->in;
    int rc = check_scheme(a, error);

    if (!rc && !yb_text_is(in->insutype, "310"))
        rc = yb_refuse(error, YB_E_UNKNOWN_CODE, "insutype", in->insutype);
    if (!rc)
        rc = need_day(in->begndate, "begndate", error);
    if (!rc)
        rc = check_span(in->begndate, in->enddate, error);
    if (!rc)
        rc = check_life(a, in->begndate, "begndate", error);
    if (!rc && !in->amount_fen)
        rc = yb_fail(error, YB_E_MISSING, "amount", NULL);
    if (!rc && (in->amount_fen < 0 || in->amount_fen > YB_AMOUNT_FEN_MAX))
        rc = yb_refuse_fen(error, YB_E_OUT_OF_RANGE, "amount", in->amount_fen);
    if (rc)
        return rc;
    fact.fact_code = YB_TEXT("employed");
    for (size_t i = 0; i < a->known.count; i++)
        if (yb_fact_is(&a->known.rows[i], YB_FACT_BASE) &&
            a->known.rows[i].begndate == in->begndate)
            fact.fact_no = a->known.rows[i].fact_no;
    return write_fact(a, &fact, error);
}

/* ---- what was a mistake ---- */

static bool is_named(const struct act *a, const struct yb_psn_fact_row *fact)
{
    const struct yb_enrol_in *in = a->in;

    if (!yb_fact_holds(fact))
        return false;
    if (in->psn_idet_type.length)
        return yb_fact_is(fact, YB_FACT_IDENTITY) && fact->begndate == in->begndate &&
               yb_text_equal(fact->fact_code, in->psn_idet_type);
    if (!in->insutype.length)
        return yb_fact_is(fact, YB_FACT_DEATH);
    if (!yb_text_equal(fact->insutype, in->insutype) || fact->begndate != in->begndate)
        return false;
    if (!in->kind.length)
        return yb_fact_is(fact, YB_FACT_RELATION);
    if (yb_text_is(in->kind, "base"))
        return yb_fact_is(fact, YB_FACT_BASE);
    return yb_fact_is(fact, YB_FACT_CONTRIBUTION) && fact->enddate == in->enddate &&
           yb_text_equal(fact->fact_code, in->kind);
}

static bool says_the_same(const struct yb_psn_fact_row *x, const struct yb_psn_fact_row *y)
{
    return x->enddate == y->enddate && yb_text_equal(x->end_rea, y->end_rea) &&
           x->due_date == y->due_date && x->done_date == y->done_date &&
           x->amount_fen == y->amount_fen;
}

/* The version before the one that first said what the newest says; NULL: there is none. */
static const struct yb_psn_fact_row *version_before(const struct yb_psn_fact_list *all,
                                                    const struct yb_psn_fact_row *fact)
{
    const struct yb_psn_fact_row *last = NULL;

    for (size_t i = 0; i < all->count; i++) {
        if (all->rows[i].fact_no != fact->fact_no)
            continue;
        if (says_the_same(&all->rows[i], fact))
            return last;
        last = &all->rows[i];
    }
    return last;
}

/* What is as it was before must not lie in another's way now. */
static int check_again(const struct act *a, const struct yb_psn_fact_row *fact,
                       struct yb_error *error)
{
    if (yb_fact_is(fact, YB_FACT_RELATION))
        return check_overlap(a, fact->begndate, fact->enddate, fact->fact_no, error);
    if (yb_fact_is(fact, YB_FACT_IDENTITY))
        return check_identities(a, fact->begndate, fact->enddate, fact->fact_no, error);
    return 0;
}

static int take_back(struct act *a, const struct yb_psn_fact_row *fact, bool *never,
                     struct yb_error *error)
{
    const struct yb_psn_fact_row *last;
    struct yb_psn_fact_row next;
    struct yb_psn_fact_list all;
    int rc = yb_psn_fact_list(a->call->tx, a->in->psn_no, INT64_MAX, &all, error);

    if (rc)
        return rc;
    last = version_before(&all, fact);
    *never = !last;
    next = last ? *last : *fact;
    if (!last)
        next.vali_flag = YB_TEXT("0");
    next.memo = a->in->memo;
    rc = last ? check_again(a, &next, error) : 0;
    return rc ? rc : write_fact(a, &next, error);
}

/* The work that ended with a retirement. */
static const struct yb_psn_fact_row *work_before(const struct act *a,
                                                 const struct yb_psn_fact_row *retired)
{
    for (size_t i = 0; i < a->known.count; i++) {
        const struct yb_psn_fact_row *fact = &a->known.rows[i];

        if (yb_fact_is(fact, YB_FACT_RELATION) && yb_fact_holds(fact) &&
            yb_text_equal(fact->insutype, retired->insutype) &&
            yb_text_is(fact->end_rea, "retired") && fact->enddate == retired->begndate - 1)
            return fact;
    }
    return NULL;
}

static int withdraw(struct act *a, struct yb_error *error)
{
    const struct yb_psn_fact_row *named = NULL, *work;
    struct yb_psn_fact_row was;
    char day[11] = "";
    bool never;
    int rc;

    for (size_t i = 0; i < a->known.count; i++)
        if (is_named(a, &a->known.rows[i]))
            named = &a->known.rows[i];
    if (a->in->begndate != YB_DAY_NONE)
        yb_day_format(a->in->begndate, day);
    if (!named)
        return yb_fail(error, YB_E_NOTHING_RECORDED, day, NULL);
    was = *named;
    rc = take_back(a, named, &never, error);
    if (yb_fact_is(&was, YB_FACT_DEATH))
        a->known.death = YB_DAY_NONE;
    work = yb_text_is(was.fact_code, "retired") && yb_fact_is(&was, YB_FACT_RELATION) && never
               ? work_before(a, &was)
               : NULL;
    return rc || !work ? rc : take_back(a, work, &never, error);
}

static int run(struct act *a, struct yb_error *error)
{
    static int (*const acts[YB_ENROL_VERBS])(struct act *, struct yb_error *) = {
        enrol, finish, finish, retire, die, identify, end_identity, contribute, set_base, withdraw};

    return acts[a->in->verb](a, error);
}

/* ---- the bills it touches ---- */

/* The act in words, as the reason of what is booked for it. */
static struct yb_text words_of(const struct act *a)
{
    static const char *const titles[YB_ENROL_VERBS] = {
        "参保", "停保", "转出", "退休", "死亡", "身份", "身份终止", "缴费", "缴费基数", "撤回"};
    const struct yb_enrol_in *in = a->in;
    struct yb_text what = in->psn_idet_type.length ? in->psn_idet_type : in->insutype;
    char from[11] = "", to[11] = "";

    if (in->begndate != YB_DAY_NONE)
        yb_day_format(in->begndate, from);
    if (in->enddate != YB_DAY_NONE)
        yb_day_format(in->enddate, to);
    return yb_text_of(
        yb_arena_format(a->call->arena, "登记%s " YB_TEXT_FMT "%s%s%s%s%s" YB_TEXT_FMT,
                        titles[in->verb], YB_TEXT_ARG(what), *from ? " 自" : "", from,
                        *to ? " 至" : "", to, in->memo.length ? "；" : "", YB_TEXT_ARG(in->memo)));
}

static int order_cause(struct act *a, enum yb_cause_kind kind, struct yb_enrol_out *out,
                       struct yb_error *error)
{
    struct yb_resettle_order_row *order = &out->orders[out->order_count];

    *order = yb_resettle_order_row();
    order->psn_no = a->in->psn_no;
    order->cause_kind = yb_text_of(yb_cause_word(kind));
    order->cause_id = a->fact_id;
    for (size_t i = 0; i < out->touched.count; i++) {
        const struct yb_touched_bill *bill = &out->touched.bills[i];

        if (!(kind == YB_CAUSE_cover ? bill->cover : bill->identity))
            continue;
        if (!order->bill_cnt || bill->benefit_day < order->from_day)
            order->from_day = bill->benefit_day;
        if (!order->bill_cnt || bill->benefit_day > order->to_day)
            order->to_day = bill->benefit_day;
        order->bill_cnt++;
        order->insuplc_admdvs = bill->setl->insuplc_admdvs;
    }
    if (!order->bill_cnt)
        return 0;
    order->reason = words_of(a);
    out->order_count++;
    return yb_order_resettlement(a->call, order, error);
}

static int compare_bills(struct act *a, struct yb_enrol_out *out, struct yb_error *error)
{
    const struct yb_entitled_rows before = {a->known.insu, a->known.idet};
    struct yb_entitled_rows after;
    int rc = yb_psn_insu_list(a->call->tx, a->in->psn_no, &after.insu, error);

    if (!rc)
        rc = yb_psn_idet_list(a->call->tx, a->in->psn_no, &after.idet, error);
    if (!rc)
        rc = yb_bills_touched(a->call, a->in->psn_no, &before, &after, &out->touched, error);
    if (!rc)
        rc = order_cause(a, YB_CAUSE_cover, out, error);
    return rc ? rc : order_cause(a, YB_CAUSE_identity, out, error);
}

/* Whose death ends all sharings, whose move those of the account that moves. */
static int part_family(struct act *a, struct yb_enrol_out *out, struct yb_error *error)
{
    const struct yb_enrol_in *in = a->in;

    if (in->verb == YB_ENROL_DIE)
        return yb_family_part(a->call, in->psn_no, in->begndate, false, &out->shares_ended, error);
    if (in->verb == YB_ENROL_MOVE && yb_text_is(in->insutype, "310"))
        return yb_family_part(a->call, in->psn_no, in->enddate, true, &out->shares_ended, error);
    return 0;
}

int yb_app_enrol(struct yb_call *call, const struct yb_enrol_in *asked, struct yb_enrol_out *out,
                 struct yb_error *error)
{
    struct yb_enrol_in hidden = *asked;
    const struct yb_enrol_in *in = &hidden;
    struct act act = {.call = call, .in = in, .today = yb_instant_day(call->now_ms)};
    bool parts = in->verb == YB_ENROL_DIE || in->verb == YB_ENROL_MOVE;
    int rc =
        parts ? yb_family_lock(call, in->psn_no, error) : yb_psn_lock(call->tx, in->psn_no, error);

    *out = (struct yb_enrol_out){0};
    hidden.memo = yb_identity_hidden(call->arena, asked->memo);
    if (!rc && !hidden.memo.bytes && asked->memo.length)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (!rc && in->psn_idet_type.length &&
        !yb_code_map_is_identity(call->app->codes, in->psn_idet_type))
        rc = yb_refuse(error, YB_E_UNKNOWN_CODE, "psn_idet_type", in->psn_idet_type);
    if (!rc)
        rc = yb_facts_load(call, in->psn_no, INT64_MAX, &act.known, error);
    if (rc)
        return rc;
    rc = keep_versions(&act, error);
    if (!rc)
        rc = run(&act, error);
    if (!rc)
        rc = yb_facts_cover(call, &act.known, &out->cover, error);
    if (!rc)
        rc = yb_enrol_project(call, &act.known, &out->cover, error);
    if (!rc)
        rc = part_family(&act, out, error);
    if (!rc && (in->verb == YB_ENROL_BASE || yb_text_is(in->kind, "base")))
        rc = yb_maternity_renew_all(call, in->psn_no, error);
    return rc ? rc : compare_bills(&act, out, error);
}

/* How far somebody is who works: the years that count for retirement. */
static void count_years(struct yb_call *call, int32_t today, struct yb_entitlement_view *out)
{
    const struct yb_cover_rules rules = yb_app_cover_rules(call->app);
    const struct yb_history *history = &out->cover.history;

    out->working = false;
    for (size_t i = 0; i < history->relation_count; i++) {
        const struct yb_relation *relation = &history->relations[i];

        out->working |= relation->insutype == 310 && relation->kind != YB_RELATION_RETIRED &&
                        yb_days_hold(relation->from, relation->last, today);
    }
    if (out->working)
        yb_retirement_of(history, &out->cover.cover, &rules, today,
                         yb_text_is(out->known.psn.gend, "1"), 0, &out->retirement);
}

int yb_app_entitlement(struct yb_call *call, int64_t psn_no, int64_t known_ms,
                       struct yb_entitlement_view *out, struct yb_error *error)
{
    const struct yb_cover_rules rules = yb_app_cover_rules(call->app);
    const int32_t today = yb_instant_day(known_ms < call->now_ms ? known_ms : call->now_ms);
    int rc = yb_facts_load(call, psn_no, known_ms, &out->known, error);

    if (!rc)
        rc = yb_psn_fact_list(call->tx, psn_no, INT64_MAX, &out->versions, error);
    if (!rc)
        rc = yb_facts_cover(call, &out->known, &out->cover, error);
    if (!rc)
        count_years(call, today, out);
    return rc ? rc : yb_dues_of(&out->cover.history, &rules, today, call->arena, &out->dues, error);
}
