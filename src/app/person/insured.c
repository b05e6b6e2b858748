#include "app/person/insured.h"

#include "app/refuse.h"

bool yb_days_hold(int32_t from, int32_t to, int32_t day)
{
    return (from == YB_DAY_NONE || from <= day) && (to == YB_DAY_NONE || day <= to);
}

bool yb_insured_holds(const struct yb_psn_insu_row *insu, int32_t day)
{
    int32_t from = insu->trt_begndate != YB_DAY_NONE ? insu->trt_begndate : insu->psn_insu_date;

    if (!yb_text_is(insu->psn_insu_stas, "1") && insu->paus_insu_date == YB_DAY_NONE)
        return false;
    if (insu->paus_insu_date != YB_DAY_NONE && day >= insu->paus_insu_date)
        return false;
    return yb_days_hold(from, insu->trt_enddate, day);
}

const struct yb_psn_insu_row *yb_insured_on(const struct yb_psn_insu_list *list,
                                            struct yb_text insutype, int32_t day)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_psn_insu_row *insu = &list->rows[i];

        if (insutype.length && !yb_text_equal(insu->insutype, insutype))
            continue;
        if (yb_insured_holds(insu, day))
            return insu;
    }
    return NULL;
}

int yb_insured_pick(const struct yb_psn_insu_list *list, struct yb_text insutype, int32_t day,
                    const struct yb_psn_insu_row **insu, struct yb_error *error)
{
    *insu = yb_insured_on(list, insutype, day);
    return *insu ? 0 : yb_refuse_day(error, YB_E_PSN_NOT_COVERED, insutype, day);
}
