#include "app/person/death.h"

#include "app/enrol/enrol.h"

int yb_app_report_death(struct yb_call *call, int64_t psn_no, int32_t die_date,
                        struct yb_error *error)
{
    const struct yb_enrol_in in = {.psn_no = psn_no,
                                   .verb = YB_ENROL_DIE,
                                   .begndate = die_date,
                                   .enddate = YB_DAY_NONE,
                                   .due_date = YB_DAY_NONE,
                                   .done_date = YB_DAY_NONE,
                                   .cont_clct_date = YB_DAY_NONE};
    struct yb_enrol_out out;

    return yb_app_enrol(call, &in, &out, error);
}
