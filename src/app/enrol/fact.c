#include "app/enrol/fact.h"

#include <string.h>

#include "app/settle/facts.h"
#include "app/settle/policy_on.h"
#include "store/psn.h"

bool yb_fact_is(const struct yb_psn_fact_row *fact, struct yb_text kind)
{
    return yb_text_equal(fact->fact_kind, kind);
}

bool yb_fact_holds(const struct yb_psn_fact_row *fact)
{
    return !yb_text_is(fact->vali_flag, "0");
}

/* The newest version of every fact_no; facts come oldest first. */
static void keep_newest(struct yb_facts_known *known, const struct yb_psn_fact_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t at = 0;

        while (at < known->count && known->rows[at].fact_no != list->rows[i].fact_no)
            at++;
        known->rows[at] = list->rows[i];
        if (at == known->count)
            known->count++;
    }
}

static bool has_row(const struct yb_psn_fact_list *all, int64_t psn_insu_rlts_id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].psn_insu_rlts_id == psn_insu_rlts_id)
            return true;
    return false;
}

static bool has_identity(const struct yb_psn_fact_list *all, const struct yb_psn_idet_row *idet)
{
    for (size_t i = 0; i < all->count; i++)
        if (yb_fact_is(&all->rows[i], YB_FACT_IDENTITY) &&
            yb_text_equal(all->rows[i].fact_code, idet->psn_idet_type) &&
            all->rows[i].begndate == idet->begndate)
            return true;
    return false;
}

static enum yb_relation_kind kind_of(const struct yb_app *app, const struct yb_psn_insu_row *insu)
{
    if (!yb_text_is(insu->insutype, "310"))
        return YB_RELATION_RESIDENT;
    if (yb_code_map_value(app->codes, "psn_type", insu->psn_type, YB_DIM_PERSON) ==
        YB_PERSON_RETIRED)
        return YB_RELATION_RETIRED;
    return yb_text_is(insu->flxempe_flag, "1") ? YB_RELATION_FLEXIBLE : YB_RELATION_EMPLOYED;
}

/* A relation that was registered before there were facts. */
static struct yb_psn_fact_row relation_of(const struct yb_app *app,
                                          const struct yb_psn_insu_row *insu)
{
    struct yb_psn_fact_row fact = yb_psn_fact_row();

    fact.psn_no = insu->psn_no;
    fact.fact_no = fact.psn_insu_rlts_id = insu->psn_insu_rlts_id;
    fact.fact_kind = YB_FACT_RELATION;
    fact.vali_flag = YB_TEXT("1");
    fact.insutype = insu->insutype;
    fact.fact_code = yb_text_of(yb_relation_kind_key(kind_of(app, insu)));
    fact.begndate = insu->trt_begndate != YB_DAY_NONE ? insu->trt_begndate : insu->psn_insu_date;
    if (insu->paus_insu_date != YB_DAY_NONE)
        fact.enddate = insu->paus_insu_date - 1;
    if (insu->trt_enddate != YB_DAY_NONE &&
        (fact.enddate == YB_DAY_NONE || insu->trt_enddate < fact.enddate))
        fact.enddate = insu->trt_enddate;
    if (fact.enddate != YB_DAY_NONE && fact.enddate < fact.begndate - 1)
        fact.enddate = fact.begndate - 1;
    if (insu->cont_clct_date != insu->psn_insu_date)
        fact.cont_clct_date = insu->cont_clct_date;
    fact.psn_type = insu->psn_type;
    fact.emp_no = insu->emp_no;
    fact.emp_name = insu->emp_name;
    fact.known_time = insu->crte_time;
    return fact;
}

static struct yb_psn_fact_row identity_of(const struct yb_psn_idet_row *idet)
{
    struct yb_psn_fact_row fact = yb_psn_fact_row();

    fact.psn_no = idet->psn_no;
    fact.fact_kind = YB_FACT_IDENTITY;
    fact.vali_flag = YB_TEXT("1");
    fact.fact_code = idet->psn_idet_type;
    fact.begndate = idet->begndate;
    fact.enddate = idet->enddate;
    fact.memo = idet->memo;
    fact.known_time = idet->crte_time;
    return fact;
}

/* Those that no fact stands for, as far as they were known. */
static void adopt(const struct yb_app *app, struct yb_facts_known *known,
                  const struct yb_psn_fact_list *all, int64_t known_ms)
{
    for (size_t i = 0; i < known->insu.count; i++)
        if (!has_row(all, known->insu.rows[i].psn_insu_rlts_id) &&
            known->insu.rows[i].crte_time <= known_ms)
            known->rows[known->count++] = relation_of(app, &known->insu.rows[i]);
    for (size_t i = 0; i < known->idet.count; i++)
        if (!has_identity(all, &known->idet.rows[i]) && known->idet.rows[i].crte_time <= known_ms)
            known->rows[known->count++] = identity_of(&known->idet.rows[i]);
}

static void drop_withdrawn(struct yb_facts_known *known)
{
    size_t kept = 0;

    for (size_t i = 0; i < known->count; i++)
        if (yb_fact_holds(&known->rows[i]))
            known->rows[kept++] = known->rows[i];
    known->count = kept;
}

/* As a fact says; of a store that kept none, as the person's row does. */
static int32_t death_of(const struct yb_facts_known *known, const struct yb_psn_fact_list *all)
{
    for (size_t i = 0; i < known->count; i++)
        if (yb_fact_is(&known->rows[i], YB_FACT_DEATH))
            return known->rows[i].begndate;
    for (size_t i = 0; i < all->count; i++)
        if (yb_fact_is(&all->rows[i], YB_FACT_DEATH))
            return YB_DAY_NONE;
    return known->psn.die_date;
}

int yb_facts_load(struct yb_call *call, int64_t psn_no, int64_t known_ms,
                  struct yb_facts_known *known, struct yb_error *error)
{
    struct yb_psn_fact_list all, then = {0};
    int rc = yb_psn_get(call->tx, psn_no, &known->psn, error);

    if (!rc)
        rc = yb_psn_insu_list(call->tx, psn_no, &known->insu, error);
    if (!rc)
        rc = yb_psn_idet_list(call->tx, psn_no, &known->idet, error);
    if (!rc)
        rc = yb_psn_fact_list(call->tx, psn_no, INT64_MAX, &all, error);
    if (rc)
        return rc;
    known->count = 0;
    known->capacity = all.count + known->insu.count + known->idet.count + 8;
    known->rows = YB_NEW_ARRAY(call->arena, struct yb_psn_fact_row, known->capacity);
    then.rows = YB_NEW_ARRAY(call->arena, struct yb_psn_fact_row, all.count + 1);
    if (!known->rows || !then.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < all.count; i++)
        if (all.rows[i].known_time <= known_ms)
            then.rows[then.count++] = all.rows[i];
    keep_newest(known, &then);
    adopt(call->app, known, &all, known_ms);
    drop_withdrawn(known);
    known->death = death_of(known, &all);
    return 0;
}

int yb_fact_base_on(struct yb_call *call, int64_t psn_no, int32_t day, int64_t *fact_id,
                    int64_t *base_fen, struct yb_error *error)
{
    const struct yb_psn_fact_row *best = NULL;
    struct yb_facts_known known = {0};
    struct yb_psn_fact_list all;
    int rc = yb_psn_fact_list(call->tx, psn_no, INT64_MAX, &all, error);

    if (rc)
        return rc;
    known.rows = YB_NEW_ARRAY(call->arena, struct yb_psn_fact_row, all.count + 1);
    if (!known.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    keep_newest(&known, &all);
    for (size_t i = 0; i < known.count; i++) {
        const struct yb_psn_fact_row *fact = &known.rows[i];

        if (yb_fact_is(fact, YB_FACT_BASE) && yb_fact_holds(fact) && fact->begndate <= day &&
            (fact->enddate == YB_DAY_NONE || fact->enddate >= day) &&
            (!best || fact->begndate > best->begndate))
            best = fact;
    }
    *fact_id = best ? best->fact_id : 0;
    *base_fen = best ? best->amount_fen : 0;
    return 0;
}

/* ---- the engine's view ---- */

static const struct yb_policy *policy_on(const void *context, int insutype, int32_t day)
{
    const struct yb_app *app = context;

    if (!app->policies)
        return NULL;
    return yb_policy_set_find(app->policies, yb_text_of(app->region), insutype, day);
}

struct yb_cover_rules yb_app_cover_rules(const struct yb_app *app)
{
    return (struct yb_cover_rules){policy_on, app};
}

static struct yb_relation relation(const struct yb_psn_fact_row *fact)
{
    int kind = yb_relation_kind_find(fact->fact_code), ends = yb_relation_end_find(fact->end_rea);

    return (struct yb_relation){
        .insutype = yb_insutype_number(fact->insutype),
        .kind = kind < 0 ? YB_RELATION_RESIDENT : (enum yb_relation_kind)kind,
        .from = fact->begndate,
        .last = fact->enddate,
        .enrolled = fact->done_date,
        .paid_since = fact->cont_clct_date,
        .repaired_years = (int)fact->repaired_years,
        .ends = ends < 0 ? YB_END_STOPPED : (enum yb_relation_end)ends,
    };
}

static struct yb_contribution contribution(const struct yb_psn_fact_row *fact)
{
    int kind = yb_relation_kind_find(fact->fact_code);

    return (struct yb_contribution){yb_insutype_number(fact->insutype),
                                    kind < 0 ? YB_RELATION_RESIDENT : (enum yb_relation_kind)kind,
                                    fact->begndate,
                                    fact->enddate,
                                    fact->due_date,
                                    fact->done_date};
}

struct views {
    struct yb_relation *relations;
    struct yb_contribution *contributions;
    struct yb_identity_span *identities;
};

static void view(struct yb_call *call, const struct yb_psn_fact_row *fact, struct views *views,
                 struct yb_known_cover *out)
{
    struct yb_history *h = &out->history;
    int value;

    if (!yb_fact_holds(fact))
        return;
    if (yb_fact_is(fact, YB_FACT_RELATION)) {
        out->relation_facts[h->relation_count] = fact;
        views->relations[h->relation_count++] = relation(fact);
    } else if (yb_fact_is(fact, YB_FACT_CONTRIBUTION)) {
        views->contributions[h->contribution_count++] = contribution(fact);
    } else if (yb_fact_is(fact, YB_FACT_IDENTITY)) {
        value =
            yb_code_map_value(call->app->codes, "psn_idet_type", fact->fact_code, YB_DIM_RELIEF);
        if (value > YB_RELIEF_NO_RELIEF)
            views->identities[h->identity_count++] =
                (struct yb_identity_span){(enum yb_value)value, fact->begndate, fact->enddate};
    }
}

int yb_facts_cover(struct yb_call *call, const struct yb_facts_known *known,
                   struct yb_known_cover *out, struct yb_error *error)
{
    const struct yb_cover_rules rules = yb_app_cover_rules(call->app);
    size_t n = known->count + 1;
    struct views views = {
        YB_NEW_ARRAY(call->arena, struct yb_relation, n),
        YB_NEW_ARRAY(call->arena, struct yb_contribution, n),
        YB_NEW_ARRAY(call->arena, struct yb_identity_span, n),
    };

    memset(out, 0, sizeof(*out));
    out->relation_facts = YB_NEW_ARRAY(call->arena, const struct yb_psn_fact_row *, n);
    if (!views.relations || !views.contributions || !views.identities || !out->relation_facts)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    out->history = (struct yb_history){.birth = known->psn.brdy,
                                       .death = known->death,
                                       .relations = views.relations,
                                       .contributions = views.contributions,
                                       .identities = views.identities};
    for (size_t i = 0; i < known->count; i++)
        view(call, &known->rows[i], &views, out);
    return yb_cover_of(&out->history, &rules, call->arena, &out->cover, error);
}
