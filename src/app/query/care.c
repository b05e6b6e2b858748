#include "app/query/care.h"

#include "app/catalogue/label.h"
#include "app/refuse.h"
#include "store/catalogue.h"
#include "store/fixmedins.h"
#include "store/psn.h"
#include "store/setl.h"

int yb_app_may_see(const struct yb_call *call, struct yb_text fixmedins_code, int64_t mdtrt_id,
                   struct yb_error *error)
{
    struct yb_text mine = call->actor->fixmedins_code;

    if (!mine.length || yb_text_equal(mine, fixmedins_code))
        return YB_OK;
    return yb_refuse_id(error, YB_E_MDTRT_NOT_FOUND, mdtrt_id, NULL);
}

static int no_memory(struct yb_error *error)
{
    return yb_fail(error, YB_E_NO_MEMORY, NULL);
}

/* A visit that the caller may see. */
static int load_visit(struct yb_call *call, int64_t psn_no, int64_t mdtrt_id,
                      struct yb_mdtrt_row *visit, struct yb_error *error)
{
    int rc = yb_mdtrt_get(call->tx, psn_no, mdtrt_id, visit, error);

    return rc == YB_OK ? yb_app_may_see(call, visit->fixmedins_code, mdtrt_id, error) : rc;
}

static int load_person(struct yb_call *call, int64_t psn_no, struct yb_person_base **person,
                       struct yb_error *error)
{
    struct yb_psn_row row;
    int rc;

    *person = YB_NEW(call->arena, struct yb_person_base);
    if (!*person)
        return no_memory(error);
    rc = yb_psn_get(call->tx, psn_no, &row, error);
    return rc == YB_OK ? yb_person_open(call, &row, yb_instant_day(call->now_ms), *person, error)
                       : rc;
}

/* Days of a stay: the day of admission and that of discharge count as one. */
static int64_t stay_days(const struct yb_mdtrt_row *visit)
{
    int64_t days;

    if (!visit->inhosp_stas.length || !visit->endtime)
        return 0;
    days = yb_instant_day(visit->endtime) - yb_instant_day(visit->begntime);
    return days > 0 ? days : 1;
}

static int show_visit(struct yb_call *call, const struct yb_mdtrt_row *visit,
                      const struct yb_person_base *person, struct yb_visit_view *view,
                      struct yb_error *error)
{
    bool here =
        !visit->insuplc_admdvs.length || yb_text_is(visit->insuplc_admdvs, call->app->region);
    int rc;

    view->mdtrt = visit;
    view->person = person;
    view->ipt_days = stay_days(visit);
    view->out_flag = here ? YB_TEXT("0") : YB_TEXT("1");
    rc = yb_open_text(call, visit->coner_name, &view->coner_name, error);
    return rc == YB_OK ? yb_open_text(call, visit->tel, &view->tel, error) : rc;
}

static bool is_asked(const struct yb_call *call, const struct yb_mdtrt_row *visit, int64_t mdtrt_id)
{
    return (!mdtrt_id || visit->mdtrt_id == mdtrt_id) && visit->mdtrt_stas != YB_MDTRT_CANCELLED &&
           yb_app_may_see(call, visit->fixmedins_code, 0, NULL) == YB_OK;
}

int yb_app_query_visits(struct yb_call *call, const struct yb_query_visits_in *in,
                        struct yb_visit_views *mdtrtinfo, struct yb_error *error)
{
    struct yb_mdtrt_query query = {in->psn_no, in->begntime_ms, in->endtime_ms, in->med_type};
    struct yb_person_base *person;
    struct yb_mdtrt_list list;
    int rc = load_person(call, in->psn_no, &person, error);

    *mdtrtinfo = (struct yb_visit_views){0};
    if (rc == YB_OK)
        rc = yb_mdtrt_list(call->tx, &query, &list, error);
    if (rc != YB_OK)
        return rc;
    if (list.count > YB_QUERY_ROWS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "mdtrtinfo", "5000", NULL);
    mdtrtinfo->rows = YB_NEW_ARRAY(call->arena, struct yb_visit_view, list.count);
    if (!mdtrtinfo->rows)
        return no_memory(error);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (is_asked(call, &list.rows[i], in->mdtrt_id))
            rc = show_visit(call, &list.rows[i], person, &mdtrtinfo->rows[mdtrtinfo->count++],
                            error);
    return rc == YB_OK ? yb_log_look(call, in->psn_no, error) : rc;
}

/* The visits that 5303 speaks of: those of one person, or of the calling institution. */
static int list_inpatients(struct yb_call *call, const struct yb_query_inpatients_in *in,
                           struct yb_mdtrt_list *list, struct yb_error *error)
{
    struct yb_mdtrt_query of_person = {
        .psn_no = in->psn_no, .from_ms = in->begntime_ms, .to_ms = in->endtime_ms};
    struct yb_mdtrt_fixmedins_query of_house = {.fixmedins_code = call->actor->fixmedins_code,
                                                .from_ms = in->begntime_ms,
                                                .to_ms = in->endtime_ms,
                                                .inhosp_stas = YB_TEXT("1")};

    if (in->psn_no)
        return yb_mdtrt_list(call->tx, &of_person, list, error);
    if (!call->actor->fixmedins_code.length)
        return yb_fail(error, YB_E_MISSING, "psn_no", NULL);
    return yb_mdtrt_list_fixmedins(call->tx, &of_house, list, error);
}

int yb_app_query_inpatients(struct yb_call *call, const struct yb_query_inpatients_in *in,
                            struct yb_visit_views *data, struct yb_error *error)
{
    struct yb_mdtrt_list list;
    int rc = list_inpatients(call, in, &list, error);

    *data = (struct yb_visit_views){0};
    if (rc != YB_OK)
        return rc;
    if (list.count > YB_QUERY_ROWS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "data", "5000", NULL);
    data->rows = YB_NEW_ARRAY(call->arena, struct yb_visit_view, list.count);
    if (!data->rows)
        return no_memory(error);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        struct yb_mdtrt_row *visit = &list.rows[i];
        struct yb_person_base *person;

        if (!is_asked(call, visit, 0) || !yb_text_is(visit->inhosp_stas, "1"))
            continue;
        rc = load_person(call, visit->psn_no, &person, error);
        if (rc == YB_OK)
            rc = show_visit(call, visit, person, &data->rows[data->count++], error);
        if (rc == YB_OK)
            rc = yb_log_look(call, visit->psn_no, error);
    }
    return rc;
}

int yb_app_query_diagnoses(struct yb_call *call, int64_t psn_no, int64_t mdtrt_id,
                           struct yb_mdtrt_dise_list *diseinfo, struct yb_error *error)
{
    struct yb_mdtrt_row visit;
    int rc = load_visit(call, psn_no, mdtrt_id, &visit, error);

    *diseinfo = (struct yb_mdtrt_dise_list){0};
    if (rc == YB_OK)
        rc = yb_mdtrt_dise_list(call->tx, psn_no, mdtrt_id, diseinfo, error);
    return rc == YB_OK ? yb_log_look(call, psn_no, error) : rc;
}

int yb_app_query_settlement(struct yb_call *call, const struct yb_query_settlement_in *in,
                            struct yb_settlement_view *out, struct yb_error *error)
{
    struct yb_mdtrt_row visit;
    struct yb_person_base *person;
    struct yb_setl_parts *parts = YB_NEW(call->arena, struct yb_setl_parts);
    struct yb_fixmedins_row institution;
    int rc = parts ? load_visit(call, in->psn_no, in->mdtrt_id, &visit, error) : no_memory(error);

    if (rc == YB_OK)
        rc = yb_setl_get(call->tx, in->psn_no, in->setl_id, parts, error);
    if (rc == YB_OK && parts->setl.mdtrt_id != in->mdtrt_id)
        rc = yb_refuse_id(error, YB_E_SETL_NOT_FOUND, in->setl_id, NULL);
    if (rc == YB_OK)
        rc = load_person(call, in->psn_no, &person, error);
    if (rc == YB_OK)
        rc = yb_fixmedins_get(call->tx, parts->setl.fixmedins_code, &institution, error);
    if (rc != YB_OK)
        return rc;
    out->setl = &parts->setl;
    out->person = person;
    out->fixmedins_name = institution.fixmedins_name;
    out->fixmedins_poolarea = institution.admdvs;
    out->refd_setl_flag =
        parts->setl.init_setl_id || parts->cancelled_by ? YB_TEXT("1") : YB_TEXT("0");
    out->setldetail = parts->details;
    return yb_log_look(call, in->psn_no, error);
}

struct described {
    struct yb_text med_list_codg;
    const struct yb_med_item_row *item; /* NULL: no longer in the catalogue */
};

/* The region whose catalogue a line was priced by; empty: the home region. */
static struct yb_text region_of(const struct yb_call *call, const struct yb_feedetl_row *line)
{
    struct yb_catalogue_label label;

    if (!yb_catalogue_label_read(line->catalogue, &label) ||
        yb_text_is(label.admdvs, call->app->region))
        return (struct yb_text){0};
    return label.admdvs;
}

/* Its catalogue's row of the day of a line, or the last one before it; else another's. */
static int find_item(struct yb_call *call, const struct yb_feedetl_row *line,
                     struct described *described, struct yb_error *error)
{
    struct yb_med_item_list items;
    struct yb_text region = region_of(call, line);
    int32_t day = yb_instant_day(line->fee_ocur_time);
    int rc = yb_med_item_find(call->tx, YB_EVERY_REGION, line->med_list_codg, &items, error);

    *described = (struct described){line->med_list_codg, NULL};
    for (int own = 1; rc == YB_OK && own >= 0 && !described->item; own--)
        for (size_t i = 0; i < items.count; i++)
            if (yb_text_equal(items.rows[i].admdvs, region) == own &&
                (!described->item || items.rows[i].begndate <= day))
                described->item = &items.rows[i];
    return rc;
}

/* A line holds what was settled; what an item is like is the catalogue's to say. */
static int describe_items(struct yb_call *call, struct yb_feedetl_list *lines,
                          struct yb_error *error)
{
    struct described *seen = YB_NEW_ARRAY(call->arena, struct described, lines->count);
    size_t count = 0;
    int rc = seen || !lines->count ? YB_OK : no_memory(error);

    for (size_t i = 0; rc == YB_OK && i < lines->count; i++) {
        struct yb_feedetl_row *line = &lines->rows[i];
        size_t at = 0;

        while (at < count && !yb_text_equal(seen[at].med_list_codg, line->med_list_codg))
            at++;
        if (at == count)
            rc = find_item(call, line, &seen[count++], error);
        if (!line->medins_list_name.length)
            line->medins_list_name = line->hilist_name;
        if (rc != YB_OK || !seen[at].item)
            continue;
        line->prodname = seen[at].item->prodname;
        line->spec = seen[at].item->spec;
        line->dosform_name = seen[at].item->dosform_name;
        line->prodplac_type = seen[at].item->prodplac_type;
        line->hosp_prep_flag = seen[at].item->hosp_prep_flag;
    }
    return rc;
}

static bool is_named(const struct yb_setl_row *setl, int64_t setl_id)
{
    return setl_id == 0 || (setl && setl->setl_id == setl_id);
}

/*
 * The settlement that holds a line for 5204: the live one, or, when a cancelled one is asked for by
 * its number, that one.
 */
static const struct yb_setl_row *settlement_of(const struct yb_setl_list *setls,
                                               const struct yb_feedetl_row *line, int64_t setl_id)
{
    for (size_t i = 0; setl_id && i < setls->count; i++) {
        const struct yb_setl_row *setl = &setls->rows[i];

        if (setl->setl_id == setl_id && line->feedetl_id >= setl->feedetl_from &&
            line->feedetl_id <= setl->feedetl_to &&
            (!setl->chrg_bchno.length || yb_text_equal(setl->chrg_bchno, line->chrg_bchno)))
            return setl;
    }
    return setl_id ? NULL : yb_feedetl_setl(setls, line);
}

int yb_app_query_fees(struct yb_call *call, const struct yb_query_settlement_in *in,
                      struct yb_fee_views *out, struct yb_error *error)
{
    struct yb_mdtrt_row visit;
    struct yb_feedetl_list lines;
    struct yb_setl_list setls;
    int rc = load_visit(call, in->psn_no, in->mdtrt_id, &visit, error);

    *out = (struct yb_fee_views){0};
    if (rc == YB_OK)
        rc = yb_feedetl_list(call->tx, in->psn_no, in->mdtrt_id, &lines, error);
    if (rc == YB_OK)
        rc = yb_setl_list_mdtrt(call->tx, in->psn_no, in->mdtrt_id, &setls, error);
    if (rc == YB_OK)
        rc = describe_items(call, &lines, error);
    if (rc != YB_OK)
        return rc;
    out->rows = YB_NEW_ARRAY(call->arena, struct yb_fee_view, lines.count);
    if (!out->rows)
        return no_memory(error);
    for (size_t i = 0; i < lines.count; i++) {
        const struct yb_setl_row *setl = settlement_of(&setls, &lines.rows[i], in->setl_id);

        if (is_named(setl, in->setl_id))
            out->rows[out->count++] = (struct yb_fee_view){.feedetl = &lines.rows[i],
                                                           .setl_id = setl ? setl->setl_id : 0,
                                                           .fixmedins_code = visit.fixmedins_code};
    }
    return yb_log_look(call, in->psn_no, error);
}

/* Adds the drugs of one chronic visit to the answer. */
static int add_drugs(struct yb_call *call, const struct yb_mdtrt_row *visit,
                     const struct yb_feedetl_list *lines, struct yb_fee_views *out,
                     struct yb_error *error)
{
    struct yb_fixmedins_row institution;
    int rc = yb_fixmedins_get(call->tx, visit->fixmedins_code, &institution, error);

    for (size_t i = 0; rc == YB_OK && i < lines->count; i++) {
        const struct yb_feedetl_row *line = &lines->rows[i];

        if (line->mdtrt_id == visit->mdtrt_id && yb_text_starts(line->list_type, "1"))
            out->rows[out->count++] =
                (struct yb_fee_view){.feedetl = line,
                                     .fixmedins_code = visit->fixmedins_code,
                                     .fixmedins_name = institution.fixmedins_name};
    }
    return rc;
}

int yb_app_query_chronic_drugs(struct yb_call *call, const struct yb_query_drugs_in *in,
                               struct yb_fee_views *feedetail, struct yb_error *error)
{
    int64_t until = in->endtime_ms ? in->endtime_ms : call->now_ms;
    struct yb_mdtrt_query query = {in->psn_no, 0, until, YB_TEXT("14")};
    struct yb_mdtrt_list visits;
    struct yb_feedetl_list lines;
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, in->psn_no, &psn, error);

    *feedetail = (struct yb_fee_views){0};
    if (rc == YB_OK)
        rc = yb_mdtrt_list(call->tx, &query, &visits, error);
    if (rc == YB_OK)
        rc = yb_feedetl_list_psn(call->tx, in->psn_no, in->begntime_ms, until, &lines, error);
    if (rc == YB_OK)
        rc = describe_items(call, &lines, error);
    if (rc != YB_OK)
        return rc;
    feedetail->rows = YB_NEW_ARRAY(call->arena, struct yb_fee_view, lines.count);
    if (!feedetail->rows)
        return no_memory(error);
    for (size_t i = 0; rc == YB_OK && i < visits.count; i++)
        if (visits.rows[i].mdtrt_stas != YB_MDTRT_CANCELLED)
            rc = add_drugs(call, &visits.rows[i], &lines, feedetail, error);
    if (rc == YB_OK && feedetail->count > YB_QUERY_ROWS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "feedetail", "5000", NULL);
    return rc == YB_OK ? yb_log_look(call, in->psn_no, error) : rc;
}
