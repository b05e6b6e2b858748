#include "app/institution/service.h"

#include "app/person/insured.h"
#include "app/refuse.h"
#include "store/fixmedins.h"

static struct yb_text first_of(struct yb_text a, struct yb_text b)
{
    return a.length ? a : b;
}

int yb_service_of(struct yb_call *call, struct yb_text fixmedins_code, int32_t day,
                  struct yb_service *service, struct yb_error *error)
{
    struct yb_fixmedins_row row;
    int rc;

    if (!fixmedins_code.length)
        return yb_fail(error, YB_E_MISSING, "fixmedins_code", NULL);
    rc = yb_fixmedins_get(call->tx, fixmedins_code, &row, error);
    if (rc)
        return rc;
    if (!yb_text_is(row.fixmedins_stas, "1") || !yb_days_hold(row.begndate, row.enddate, day))
        return yb_refuse_text(error, YB_E_FIXMEDINS_SUSPENDED, fixmedins_code);
    *service = (struct yb_service){
        .fixmedins_code = row.fixmedins_code,
        .fixmedins_name = row.fixmedins_name,
        .fixmedins_type = row.fixmedins_type,
        .admdvs = row.admdvs,
        .hosp_lv = first_of(row.dedc_hosp_lv, row.hosp_lv),
        .lmtpric_hosp_lv = first_of(row.lmtpric_hosp_lv, row.hosp_lv),
        .tier = row.tier,
        .clr_way = first_of(row.clr_way, YB_TEXT("1")),
        .clr_optins = first_of(row.clr_optins, yb_text_of(call->app->region)),
    };
    return 0;
}
