/* From cover to the rows that settlement reads. See enrol.h. */
#include "app/enrol/enrol.h"

#include "store/psn.h"

/* The k-th stretch of benefits of a relation; NULL: it has no so many. */
static const struct yb_cover_period *stretch(const struct yb_cover *cover, int relation, size_t k)
{
    for (size_t i = 0; i < cover->count; i++)
        if (cover->periods[i].relation == relation && cover->periods[i].state == YB_COVER_COVERED &&
            !k--)
            return &cover->periods[i];
    return NULL;
}

static const struct yb_psn_insu_row *row_of(const struct yb_psn_insu_list *list, int64_t id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].psn_insu_rlts_id == id)
            return &list->rows[i];
    return NULL;
}

static struct yb_psn_insu_row new_row(const struct yb_call *call,
                                      const struct yb_psn_fact_row *fact, int64_t id)
{
    struct yb_psn_insu_row row = yb_psn_insu_row();

    row.psn_no = fact->psn_no;
    row.psn_insu_rlts_id = id;
    row.insutype = fact->insutype;
    row.psn_type = fact->psn_type;
    row.psn_insu_date = fact->begndate;
    row.clct_tier = YB_TEXT("1");
    row.cvlserv_flag = YB_TEXT("0");
    row.flxempe_flag = yb_text_is(fact->fact_code, "flexible") ? YB_TEXT("1") : YB_TEXT("0");
    row.insuplc_admdvs = row.insu_optins = yb_text_of(call->app->region);
    row.emp_no = fact->emp_no;
    row.emp_name = fact->emp_name;
    row.crte_time = call->now_ms;
    return row;
}

/* A stretch, or none: then the row holds on no day. */
static void shape(struct yb_psn_insu_row *row, const struct yb_cover_period *period, bool first)
{
    row->trt_begndate = row->trt_enddate = row->paus_insu_date = YB_DAY_NONE;
    if (!period) {
        row->psn_insu_stas = YB_TEXT("4");
        row->paus_insu_date = row->psn_insu_date;
        row->trt_enddate = row->psn_insu_date - 1;
        return;
    }
    if (!first)
        row->psn_insu_date = period->from;
    if (period->from != row->psn_insu_date)
        row->trt_begndate = period->from;
    if (period->to != YB_DAY_MAX)
        row->paus_insu_date = period->to + 1;
    row->psn_insu_stas = period->to == YB_DAY_MAX                 ? YB_TEXT("1")
                         : period->ends.reason == YB_BECAUSE_DIED ? YB_TEXT("4")
                                                                  : YB_TEXT("2");
    row->cont_clct_date = period->continuous_since;
}

static bool same(const struct yb_psn_insu_row *a, const struct yb_psn_insu_row *b)
{
    return yb_text_equal(a->psn_insu_stas, b->psn_insu_stas) &&
           a->psn_insu_date == b->psn_insu_date && a->paus_insu_date == b->paus_insu_date &&
           a->trt_begndate == b->trt_begndate && a->trt_enddate == b->trt_enddate &&
           a->cont_clct_date == b->cont_clct_date;
}

static int put_row(struct yb_call *call, const struct yb_facts_known *known,
                   const struct yb_psn_fact_row *fact, int64_t id,
                   const struct yb_cover_period *period, struct yb_error *error)
{
    const struct yb_psn_insu_row *was = row_of(&known->insu, id);
    const struct yb_psn_insu_row *own = row_of(&known->insu, fact->psn_insu_rlts_id);
    struct yb_psn_insu_row row;

    if (was) {
        row = *was;
    } else {
        row = own ? *own : new_row(call, fact, id);
        row.psn_insu_rlts_id = id;
        row.crte_time = call->now_ms;
    }
    shape(&row, period, id == fact->psn_insu_rlts_id);
    if (was && same(&row, was))
        return 0;
    row.updt_time = call->now_ms;
    return yb_psn_insu_put(call->tx, &row, error);
}

/* A row beside the relation's own, remembered as a fact so that it is used again. */
static int add_row(struct yb_call *call, const struct yb_facts_known *known,
                   const struct yb_psn_fact_row *fact, const struct yb_cover_period *period,
                   struct yb_error *error)
{
    struct yb_psn_fact_row row = yb_psn_fact_row();
    int rc;

    row.psn_no = fact->psn_no;
    row.fact_id = row.fact_no = yb_tx_id(call->tx, call->now_ms);
    row.fact_kind = YB_FACT_ROW;
    row.fact_code = yb_text_of(yb_arena_format(call->arena, "%lld", (long long)fact->fact_no));
    row.vali_flag = YB_TEXT("1");
    row.psn_insu_rlts_id = yb_tx_id(call->tx, call->now_ms);
    row.known_time = call->now_ms;
    rc = yb_psn_fact_add(call->tx, &row, error);
    return rc ? rc : put_row(call, known, fact, row.psn_insu_rlts_id, period, error);
}

static bool is_of(const struct yb_psn_fact_row *row, const struct yb_psn_fact_row *relation)
{
    int64_t fact_no;

    return yb_fact_is(row, YB_FACT_ROW) && yb_text_to_int64(row->fact_code, &fact_no) &&
           fact_no == relation->fact_no;
}

static int put_relation(struct yb_call *call, const struct yb_facts_known *known,
                        const struct yb_known_cover *cover, int relation, struct yb_error *error)
{
    const struct yb_psn_fact_row *fact = cover->relation_facts[relation];
    const struct yb_cover_period *period = stretch(&cover->cover, relation, 0);
    size_t k = 1;
    int rc = put_row(call, known, fact, fact->psn_insu_rlts_id, period, error);

    for (size_t i = 0; !rc && i < known->count; i++)
        if (is_of(&known->rows[i], fact))
            rc = put_row(call, known, fact, known->rows[i].psn_insu_rlts_id,
                         stretch(&cover->cover, relation, k++), error);
    while (!rc && (period = stretch(&cover->cover, relation, k++)))
        rc = add_row(call, known, fact, period, error);
    return rc;
}

/* Taken back: its rows hold on no day. */
static int clear_relation(struct yb_call *call, const struct yb_facts_known *known,
                          const struct yb_psn_fact_row *fact, struct yb_error *error)
{
    int rc = put_row(call, known, fact, fact->psn_insu_rlts_id, NULL, error);

    for (size_t i = 0; !rc && i < known->count; i++)
        if (is_of(&known->rows[i], fact))
            rc = put_row(call, known, fact, known->rows[i].psn_insu_rlts_id, NULL, error);
    return rc;
}

static int put_identity(struct yb_call *call, const struct yb_facts_known *known,
                        const struct yb_psn_fact_row *fact, struct yb_error *error)
{
    struct yb_psn_idet_row row = yb_psn_idet_row();
    int32_t enddate = yb_fact_holds(fact) ? fact->enddate : fact->begndate - 1;

    for (size_t i = 0; i < known->idet.count; i++)
        if (yb_text_equal(known->idet.rows[i].psn_idet_type, fact->fact_code) &&
            known->idet.rows[i].begndate == fact->begndate) {
            row = known->idet.rows[i];
            if (row.enddate == enddate)
                return 0;
        }
    if (!row.psn_no) {
        row.psn_no = fact->psn_no;
        row.psn_idet_type = fact->fact_code;
        row.begndate = fact->begndate;
        row.memo = fact->memo;
        row.crte_time = call->now_ms;
    }
    row.enddate = enddate;
    return yb_psn_idet_put(call->tx, &row, error);
}

static int put_death(struct yb_call *call, const struct yb_facts_known *known, int32_t death,
                     struct yb_error *error)
{
    struct yb_psn_row psn = known->psn;

    if (psn.die_date == death)
        return 0;
    psn.die_date = death;
    psn.updt_time = call->now_ms;
    return yb_psn_put(call->tx, &psn, error);
}

int yb_enrol_project(struct yb_call *call, const struct yb_facts_known *known,
                     const struct yb_known_cover *cover, struct yb_error *error)
{
    int rc = put_death(call, known, cover->history.death, error);

    for (int i = 0; !rc && i < (int)cover->history.relation_count; i++)
        rc = put_relation(call, known, cover, i, error);
    for (size_t i = 0; !rc && i < known->count; i++) {
        const struct yb_psn_fact_row *fact = &known->rows[i];

        if (yb_fact_is(fact, YB_FACT_IDENTITY))
            rc = put_identity(call, known, fact, error);
        else if (yb_fact_is(fact, YB_FACT_RELATION) && !yb_fact_holds(fact))
            rc = clear_relation(call, known, fact, error);
    }
    return rc;
}
