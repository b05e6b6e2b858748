#include "app/person/death.h"

#include "app/refuse.h"
#include "base/day.h"
#include "store/psn.h"

static int check(const struct yb_call *call, const struct yb_psn_row *psn, int32_t die_date,
                 struct yb_error *error)
{
    if (die_date < psn->brdy || die_date > yb_instant_day(call->now_ms))
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("die_date"), die_date);
    if (psn->die_date != YB_DAY_NONE && psn->die_date != die_date)
        return yb_refuse_day(error, YB_E_EXISTS, YB_TEXT("die_date"), psn->die_date);
    return 0;
}

static int end_relations(struct yb_call *call, int64_t psn_no, int32_t die_date,
                         struct yb_error *error)
{
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++) {
        struct yb_psn_insu_row *insu = &list.rows[i];

        if (insu->paus_insu_date != YB_DAY_NONE && insu->paus_insu_date <= die_date + 1)
            continue;
        insu->psn_insu_stas = YB_TEXT("4");
        insu->paus_insu_date = die_date + 1;
        insu->updt_time = call->now_ms;
        rc = yb_psn_insu_put(call->tx, insu, error);
    }
    return rc;
}

int yb_app_report_death(struct yb_call *call, int64_t psn_no, int32_t die_date,
                        struct yb_error *error)
{
    struct yb_psn_row psn;
    int rc = yb_psn_lock(call->tx, psn_no, error);

    if (!rc)
        rc = yb_psn_get(call->tx, psn_no, &psn, error);
    if (!rc)
        rc = check(call, &psn, die_date, error);
    if (rc)
        return rc;
    psn.die_date = die_date;
    psn.updt_time = call->now_ms;
    rc = yb_psn_put(call->tx, &psn, error);
    return rc ? rc : end_relations(call, psn_no, die_date, error);
}
