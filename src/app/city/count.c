#include "app/city/count.h"

#include <string.h>

#include "app/person/insured.h"
#include "app/settle/facts.h"
#include "app/setup/setup.h"
#include "base/day.h"
#include "store/psn.h"
#include "store/setl.h"

#define PAGE 2000

struct counting {
    struct yb_app *app;
    const struct yb_city_count *how;
    struct yb_city_tally *tally;
    int32_t first, last; /* days of the year */
    int64_t after, done;
    size_t got;
};

static enum yb_city_scheme scheme_of(struct yb_text insutype)
{
    return yb_text_is(insutype, yb_city_insutypes[YB_CITY_RESIDENT_SCHEME])
               ? YB_CITY_RESIDENT_SCHEME
               : YB_CITY_EMPLOYEE_SCHEME;
}

static enum yb_city_group group_of(const struct counting *c, struct yb_text insutype,
                                   struct yb_text psn_type)
{
    if (scheme_of(insutype) == YB_CITY_RESIDENT_SCHEME)
        return YB_CITY_RESIDENT;
    return yb_code_map_value(c->app->codes, "psn_type", psn_type, YB_DIM_PERSON) ==
                   YB_PERSON_RETIRED
               ? YB_CITY_RETIRED
               : YB_CITY_ACTIVE;
}

/* ---- people ---- */

/* The last relation that gave benefits in the year. */
static int count_person(struct counting *c, struct yb_call *call, int64_t psn_no,
                        struct yb_error *error)
{
    struct yb_psn_insu_list list;
    const struct yb_psn_insu_row *last = NULL;
    int rc = yb_psn_insu_list(call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++) {
        const struct yb_psn_insu_row *insu = &list.rows[i];

        if (insu->psn_insu_date <= c->last &&
            (insu->paus_insu_date == YB_DAY_NONE || insu->paus_insu_date > c->first) &&
            (!last || insu->psn_insu_date >= last->psn_insu_date))
            last = insu;
    }
    if (last)
        c->tally->insured[group_of(c, last->insutype, last->psn_type)]++;
    return rc;
}

static int count_people(struct yb_call *call, void *context, struct yb_error *error)
{
    struct counting *c = context;
    struct yb_psn_list list;
    struct yb_city_tally before = *c->tally;
    int rc = yb_psn_list(call->tx, c->after, PAGE, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        rc = count_person(c, call, list.rows[i].psn_no, error);
    if (rc) { /* it may run again */
        *c->tally = before;
        return rc;
    }
    c->got = list.count;
    if (list.count)
        c->after = list.rows[list.count - 1].psn_no;
    return 0;
}

/* ---- settlements ---- */

static enum yb_city_visit_kind kind_of(const struct counting *c, struct yb_text med_type)
{
    switch (yb_code_map_value(c->app->codes, "med_type", med_type, YB_DIM_CARE)) {
    case YB_CARE_INPATIENT:
    case YB_CARE_DAY_SURGERY:
    case YB_CARE_MATERNITY_INPATIENT:
        return YB_CITY_V_STAY;
    case YB_CARE_CHRONIC_OUTPATIENT:
    case YB_CARE_TWO_DISEASES:
        return YB_CITY_V_CHRONIC;
    case YB_CARE_PHARMACY:
        return YB_CITY_V_PHARMACY;
    default:
        return YB_CITY_V_OUTPATIENT;
    }
}

static int level_of(const struct counting *c, const struct yb_setl_row *setl,
                    enum yb_city_visit_kind kind)
{
    if (kind == YB_CITY_V_PHARMACY)
        return 0;
    switch (yb_code_map_value(c->app->codes, "hosp_lv", setl->hosp_lv, YB_DIM_LEVEL)) {
    case YB_LEVEL_LEVEL_3:
        return 0;
    case YB_LEVEL_LEVEL_2:
        return 1;
    default:
        return 2;
    }
}

static void count_setl(struct counting *c, const struct yb_setl_row *setl)
{
    struct yb_city_claim claim = {.scheme = scheme_of(setl->insutype),
                                  .group = group_of(c, setl->insutype, setl->psn_type),
                                  .kind = kind_of(c, setl->med_type),
                                  .elsewhere =
                                      setl->mdtrtarea_admdvs.length >= 4 &&
                                      memcmp(setl->mdtrtarea_admdvs.bytes, c->app->region, 4) != 0};

    if (setl->enddate < c->first || setl->enddate > c->last)
        return;
    claim.level = level_of(c, setl, claim.kind);
    claim.sum.count = setl->init_setl_id ? -1 : setl->adjust_setl_id ? 0 : 1;
    claim.sum.days = claim.sum.count * (setl->enddate - setl->begndate);
    claim.sum.medfee_fen = setl->medfee_sumamt_fen;
    claim.sum.inscp_fen = setl->inscp_scp_amt_fen;
    claim.sum.fund_fen = setl->hifp_pay_fen + setl->hifmi_pay_fen;
    claim.sum.acct_fen = setl->acct_pay_fen;
    yb_city_tally_claim(c->tally, &claim);
}

static int count_setls(struct yb_call *call, void *context, struct yb_error *error)
{
    struct counting *c = context;
    struct yb_setl_list list;
    int rc = yb_setl_list_all(call->tx, c->after, PAGE, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        count_setl(c, &list.rows[i]);
    if (rc)
        return rc;
    c->got = list.count;
    if (list.count)
        c->after = list.rows[list.count - 1].setl_id;
    return 0;
}

static int pass(struct counting *c, int (*page)(struct yb_call *, void *, struct yb_error *),
                struct yb_error *error)
{
    struct yb_arena arena;
    int rc = 0;

    yb_arena_init(&arena, 1 << 20);
    c->after = 0;
    do {
        struct yb_use use = {.app = c->app, .arena = &arena, .run = page, .context = c};

        yb_arena_clear(&arena);
        rc = yb_app_run(&use, error);
        c->done += (int64_t)c->got;
        if (c->how->progress)
            c->how->progress(c->how->context, c->done);
    } while (!rc && c->got == PAGE);
    yb_arena_release(&arena);
    return rc;
}

int yb_city_count_store(struct yb_app *app, const struct yb_city_count *how,
                        struct yb_city_tally *tally, struct yb_error *error)
{
    struct counting c = {.app = app,
                         .how = how,
                         .tally = tally,
                         .first = yb_day_of(how->year, 1, 1),
                         .last = yb_day_of(how->year, 12, 31)};
    int rc;

    *tally = (struct yb_city_tally){0};
    rc = pass(&c, count_people, error);
    return rc ? rc : pass(&c, count_setls, error);
}
