#include "app/settle/again.h"

#include "app/person/insured.h"

static int fill_identities(const struct yb_again *again, struct yb_fact_source *source,
                           struct yb_error *error)
{
    struct yb_text *types = YB_NEW_ARRAY(again->arena, struct yb_text, again->idet->count + 1);

    if (!types)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    source->idet_types = types;
    for (size_t i = 0; i < again->idet->count; i++)
        if (yb_days_hold(again->idet->rows[i].begndate, again->idet->rows[i].enddate,
                         source->benefit_day))
            types[source->idet_count++] = again->idet->rows[i].psn_idet_type;
    return 0;
}

static int fill_cover(const struct yb_again *again, const struct yb_setl_row *setl,
                      struct yb_fact_source *source, struct yb_error *error)
{
    const struct yb_psn_insu_row *insu;
    int rc = yb_insured_pick(again->insu, setl->insutype, setl->begndate, &insu, error);

    if (rc)
        return rc;
    source->psn_type = insu->psn_type;
    source->clct_tier = insu->clct_tier;
    source->cvlserv_flag = insu->cvlserv_flag;
    source->cont_clct_day = insu->cont_clct_date;
    return 0;
}

/* What the register decides: of cover, or of identity classes; a cohort follows from either. */
static uint64_t mask_of(bool cover)
{
    uint64_t mask = yb_dimension_mask(YB_DIM_COHORT);

    if (cover)
        return mask | yb_dimension_mask(YB_DIM_PERSON) | yb_dimension_mask(YB_DIM_PLAN) |
               yb_dimension_mask(YB_DIM_CVLSERV);
    return mask | yb_dimension_mask(YB_DIM_RELIEF) | yb_dimension_mask(YB_DIM_SUPPLEMENT) |
           yb_dimension_mask(YB_DIM_PRODUCT);
}

int yb_facts_again(const struct yb_again *again, const struct yb_setl_row *setl,
                   const struct yb_record *record, struct yb_facts *facts, struct yb_error *error)
{
    const bool cover = again->kind == YB_CAUSE_cover;
    const uint64_t mask = mask_of(cover);
    struct yb_fact_source source = {.med_type = setl->med_type,
                                    .insutype = setl->insutype,
                                    .psn_type = setl->psn_type,
                                    .arena = again->arena,
                                    .brdy_day = again->psn->brdy,
                                    .cont_clct_day = YB_DAY_NONE,
                                    .benefit_day = record->benefit_day};
    struct yb_facts now;
    int rc = fill_identities(again, &source, error);

    *facts = record->facts;
    if (!rc && cover)
        rc = fill_cover(again, setl, &source, error);
    if (!rc)
        rc = yb_facts_of(again->app->codes, again->app->rules, &source, &now, error);
    if (rc)
        return rc;
    facts->bits = (facts->bits & ~mask) | (now.bits & mask);
    if (cover)
        facts->continuous_years = now.continuous_years;
    return 0;
}
