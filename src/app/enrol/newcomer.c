#include "app/enrol/newcomer.h"

#include "app/permission/permission.h"
#include "app/refuse.h"
#include "base/identity.h"
#include "store/psn.h"

static const char *const keys[YB_NEWCOMER_REASONS] = {
#define YB_NEWCOMER_REASON(id, key, zh) key,
#include "app/enrol/newcomer.def"
#undef YB_NEWCOMER_REASON
};

static const char *const titles[YB_NEWCOMER_REASONS] = {
#define YB_NEWCOMER_REASON(id, key, zh) zh,
#include "app/enrol/newcomer.def"
#undef YB_NEWCOMER_REASON
};

int yb_newcomer_reason_find(struct yb_text key)
{
    for (int i = 0; i < YB_NEWCOMER_REASONS; i++)
        if (yb_text_is(key, keys[i]))
            return i;
    return -1;
}

/* Somebody new on his way. */
struct coming {
    struct yb_call *call;
    const struct yb_newcomer_in *in;
    struct yb_register_person_in person;
    struct yb_enrol_in enrol;
    struct yb_enrol_in identity;
    struct yb_text insuplc_admdvs, cvlserv_flag;
};

/* What the register says of how he came. */
static struct yb_text memo_of(const struct coming *c)
{
    const struct yb_newcomer_in *in = c->in;
    struct yb_arena *arena = c->call->arena;
    const char *parent = in->parent_psn_no ? yb_arena_format(arena, "；父母一方参保，人员编号 %lld",
                                                             (long long)in->parent_psn_no)
                                           : "";

    return yb_text_of(yb_arena_format(arena, "%s%s%s" YB_TEXT_FMT, titles[in->reason], parent,
                                      in->enrol.memo.length ? "；" : "",
                                      YB_TEXT_ARG(in->enrol.memo)));
}

static void prepare(struct coming *c)
{
    const struct yb_newcomer_in *in = c->in;

    c->person = in->person;
    c->person.insuinfo_count = c->person.idetinfo_count = 0;
    c->enrol = in->enrol;
    c->enrol.verb = YB_ENROL_BEGIN;
    if (c->enrol.done_date == YB_DAY_NONE)
        c->enrol.done_date = yb_instant_day(c->call->now_ms);
    c->enrol.memo = memo_of(c);
    c->identity = (struct yb_enrol_in){.verb = YB_ENROL_IDENTITY,
                                       .psn_idet_type = in->psn_idet_type,
                                       .begndate = in->idet_begndate,
                                       .enddate = in->idet_enddate,
                                       .due_date = YB_DAY_NONE,
                                       .done_date = YB_DAY_NONE,
                                       .cont_clct_date = YB_DAY_NONE};
    c->insuplc_admdvs =
        in->insuplc_admdvs.length ? in->insuplc_admdvs : yb_text_of(c->call->app->region);
    c->cvlserv_flag = in->cvlserv_flag.length ? in->cvlserv_flag : YB_TEXT("0");
}

/* ---- the same request again ---- */

static bool is_relation(const struct coming *c, const struct yb_psn_fact_row *fact)
{
    const struct yb_enrol_in *in = &c->enrol;

    return yb_fact_is(fact, YB_FACT_RELATION) && yb_text_equal(fact->insutype, in->insutype) &&
           yb_text_equal(fact->fact_code, in->kind) &&
           yb_text_equal(fact->psn_type, in->psn_type) && fact->begndate == in->begndate &&
           fact->enddate == in->enddate && fact->done_date == in->done_date &&
           fact->cont_clct_date == in->cont_clct_date &&
           fact->repaired_years == in->repaired_years && yb_text_equal(fact->emp_no, in->emp_no) &&
           yb_text_equal(fact->emp_name, in->emp_name) && yb_text_equal(fact->memo, in->memo);
}

static bool is_identity(const struct coming *c, const struct yb_psn_fact_row *fact)
{
    const struct yb_enrol_in *in = &c->identity;

    return yb_fact_is(fact, YB_FACT_IDENTITY) &&
           yb_text_equal(fact->fact_code, in->psn_idet_type) && fact->begndate == in->begndate &&
           fact->enddate == in->enddate;
}

/* Where the relation is, and the civil servant's mark, are the row's alone. */
static bool is_placed(const struct coming *c, const struct yb_psn_insu_list *list, int64_t id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].psn_insu_rlts_id == id)
            return yb_text_equal(list->rows[i].insuplc_admdvs, c->insuplc_admdvs) &&
                   yb_text_equal(list->rows[i].cvlserv_flag, c->cvlserv_flag);
    return false;
}

/* Whether the facts that came with his registration are those of this request. */
static int came_so(const struct coming *c, int64_t psn_no, bool *same, struct yb_error *error)
{
    bool relation = false, identity = !c->identity.psn_idet_type.length;
    struct yb_psn_insu_list insu;
    struct yb_psn_fact_list all;
    struct yb_psn_row psn;
    int rc = yb_psn_get(c->call->tx, psn_no, &psn, error);

    if (!rc)
        rc = yb_psn_insu_list(c->call->tx, psn_no, &insu, error);
    if (!rc)
        rc = yb_psn_fact_list(c->call->tx, psn_no, INT64_MAX, &all, error);
    for (size_t i = 0; !rc && i < all.count; i++) {
        const struct yb_psn_fact_row *fact = &all.rows[i];

        if (fact->known_time != psn.crte_time || !yb_text_equal(fact->opter, c->call->actor->opter))
            continue;
        relation |= is_relation(c, fact) && is_placed(c, &insu, fact->psn_insu_rlts_id);
        identity = yb_fact_is(fact, YB_FACT_IDENTITY) ? is_identity(c, fact) : identity;
    }
    *same = !rc && relation && identity;
    return rc;
}

/* *psn_no: he came by this request; 0: he is new. */
static int find_before(const struct coming *c, int64_t *psn_no, struct yb_error *error)
{
    bool same;
    int rc = c->person.certno.length
                 ? yb_app_find_registered(c->call, &c->person, psn_no, &same, error)
                 : 0;

    if (rc || !*psn_no)
        return rc;
    c->call->made.psn_no = *psn_no;
    if (same)
        rc = came_so(c, *psn_no, &same, error);
    return rc || same ? rc
                      : yb_refuse(error, YB_E_EXISTS, "certno",
                                  yb_mask_certno(c->call->arena, c->person.certno));
}

/* ---- what is checked besides ---- */

static int check_place(const struct coming *c, struct yb_error *error)
{
    int64_t number;

    if (c->insuplc_admdvs.length == 6 && yb_text_to_int64(c->insuplc_admdvs, &number) &&
        yb_area_covers(yb_text_of(c->call->app->region), c->insuplc_admdvs))
        return 0;
    return yb_refuse(error, YB_E_UNKNOWN_CODE, "insuplc_admdvs", c->insuplc_admdvs);
}

/* The relation, as the import checks one. */
static int check_relation(const struct coming *c, struct yb_error *error)
{
    return yb_check_insured(c->call,
                            &(struct yb_insured_in){.insutype = c->enrol.insutype,
                                                    .psn_type = c->enrol.psn_type,
                                                    .psn_insu_date = c->enrol.begndate,
                                                    .paus_insu_date = YB_DAY_NONE},
                            error);
}

static int refuse_reason(int code, const struct coming *c, int32_t birth, struct yb_error *error)
{
    char born[11], done[11];

    yb_day_format(birth, born);
    yb_day_format(c->enrol.done_date, done);
    return yb_fail(error, code, done, born, NULL);
}

/* The reason against what the packs make of the days. */
static int check_reason(const struct coming *c, const struct yb_known_cover *cover,
                        struct yb_error *error)
{
    const enum yb_cover_reason begins =
        cover->cover.count ? cover->cover.periods[0].begins.reason : YB_BECAUSE_OPEN;
    const bool late =
        begins == YB_BECAUSE_LATE || begins == YB_BECAUSE_BROKEN || begins == YB_BECAUSE_EXEMPT;
    const bool newborn = begins == YB_BECAUSE_NEWBORN;
    const int32_t birth = cover->history.birth;

    switch (c->in->reason) {
    case YB_NEWCOMER_NEWBORN:
        return newborn ? 0 : refuse_reason(YB_E_NOT_NEWBORN, c, birth, error);
    case YB_NEWCOMER_WINDOW:
        return late ? refuse_reason(YB_E_PAST_WINDOW, c, birth, error) : 0;
    case YB_NEWCOMER_LATE:
        return late ? 0 : refuse_reason(YB_E_NOT_LATE, c, birth, error);
    case YB_NEWCOMER_WORK:
        return yb_text_is(c->enrol.insutype, "310")
                   ? 0
                   : yb_refuse(error, YB_E_UNKNOWN_CODE, "kind", c->enrol.kind);
    default:
        return 0;
    }
}

static bool runs_on(const struct yb_facts_known *known, int32_t day)
{
    for (size_t i = 0; i < known->count; i++) {
        const struct yb_psn_fact_row *fact = &known->rows[i];

        if (yb_fact_is(fact, YB_FACT_RELATION) && yb_fact_holds(fact) && fact->begndate <= day &&
            (fact->enddate == YB_DAY_NONE || day <= fact->enddate))
            return true;
    }
    return false;
}

static int check_parent(const struct coming *c, const struct yb_known_cover *cover,
                        struct yb_error *error)
{
    const struct yb_cover_period *first = cover->cover.count ? cover->cover.periods : NULL;
    const int32_t birth = cover->history.birth;
    struct yb_facts_known parent;
    int rc;

    if (!c->in->parent_psn_no)
        return first && first->begins.reason == YB_BECAUSE_NEWBORN && first->begins.policy &&
                       first->begins.policy->entitlement.newborn.parent_insured &&
                       !c->in->enrol.memo.length
                   ? yb_fail(error, YB_E_PARENT_NEEDED, NULL)
                   : 0;
    rc = yb_facts_load(c->call, c->in->parent_psn_no, INT64_MAX, &parent, error);
    if (rc)
        return rc;
    if (parent.psn.brdy >= birth)
        return yb_fail(error, YB_E_PARENT_YOUNGER, NULL);
    if (runs_on(&parent, birth) || runs_on(&parent, c->enrol.done_date))
        return 0;
    return refuse_reason(YB_E_PARENT_NOT_INSURED, c, birth, error);
}

/* ---- registering ---- */

static int put_place(const struct coming *c, int64_t psn_no, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(c->call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++) {
        list.rows[i].insuplc_admdvs = list.rows[i].insu_optins = c->insuplc_admdvs;
        list.rows[i].cvlserv_flag = c->cvlserv_flag;
        rc = yb_psn_insu_put(c->call->tx, &list.rows[i], error);
    }
    return rc;
}

/* Identity first: it may spare him the waiting. */
static int identify(struct coming *c, struct yb_newcomer_out *out, struct yb_error *error)
{
    struct yb_enrol_out done;
    int rc;

    if (!c->identity.psn_idet_type.length)
        return 0;
    out->of_identity = true;
    c->identity.psn_no = out->psn_no;
    rc = yb_app_enrol(c->call, &c->identity, &done, error);
    out->of_identity = rc != 0;
    return rc;
}

int yb_app_register_newcomer(struct yb_call *call, const struct yb_newcomer_in *in,
                             struct yb_newcomer_out *out, struct yb_error *error)
{
    struct coming c = {.call = call, .in = in};
    struct yb_register_person_out person;
    struct yb_enrol_out enrolled;
    int rc;

    *out = (struct yb_newcomer_out){0};
    prepare(&c);
    rc = find_before(&c, &out->psn_no, error);
    if (rc || out->psn_no) {
        out->again = !rc;
        return rc;
    }
    rc = yb_app_register_person(call, &c.person, &person, error);
    if (rc)
        return rc;
    c.enrol.psn_no = out->psn_no = person.psn_no;
    rc = check_relation(&c, error);
    if (!rc)
        rc = check_place(&c, error);
    if (!rc)
        rc = identify(&c, out, error);
    if (!rc)
        rc = yb_app_enrol(call, &c.enrol, &enrolled, error);
    if (!rc)
        rc = check_reason(&c, &enrolled.cover, error);
    if (!rc)
        rc = check_parent(&c, &enrolled.cover, error);
    return rc ? rc : put_place(&c, person.psn_no, error);
}
