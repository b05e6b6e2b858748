/*
 * service.h - may this institution serve today, and what a settlement needs to know of it.
 */
#ifndef YB_APP_INSTITUTION_SERVICE_H
#define YB_APP_INSTITUTION_SERVICE_H

#include "app/app.h"
#include "base/day.h"

struct yb_service {
    struct yb_text fixmedins_code, fixmedins_name, fixmedins_type, admdvs;
    struct yb_text hosp_lv;         /* of the benefit policy: dedc_hosp_lv, else hosp_lv */
    struct yb_text lmtpric_hosp_lv; /* of price caps: its own, else hosp_lv */
    struct yb_text tier;            /* words of dimension.def, or empty */
    struct yb_text clr_way, clr_optins;
};

/*
 * The institution, in service on `day`. Errors: MISSING (no code), FIXMEDINS_NOT_FOUND,
 * FIXMEDINS_SUSPENDED (suspended, ended, or `day` outside its agreement).
 */
int yb_service_of(struct yb_call *call, struct yb_text fixmedins_code, int32_t day,
                  struct yb_service *service, struct yb_error *error);

#endif
