/*
 * touched.h - the settled bills that a change of a person's entitlement would change. Only the
 * list: whoever settles them again asks here what there is to do.
 */
#ifndef YB_APP_ENROL_TOUCHED_H
#define YB_APP_ENROL_TOUCHED_H

#include "app/app.h"
#include "store/row.h"

/* What a settlement reads of a person besides the visit. */
struct yb_entitled_rows {
    struct yb_psn_insu_list insu;
    struct yb_psn_idet_list idet;
};

enum yb_touch_reason {
    YB_TOUCH_COVER,    /* covered before and not after, or the other way round */
    YB_TOUCH_KIND,     /* another kind of person, contribution tier or civil servant's mark */
    YB_TOUCH_YEARS,    /* other continuous years */
    YB_TOUCH_IDENTITY, /* other identities on the day */
};

/* "cover", "kind", "years", "identity". */
const char *yb_touch_key(enum yb_touch_reason reason);

struct yb_touched_bill {
    const struct yb_setl_row *setl;
    enum yb_touch_reason reason; /* the first that holds */
    bool cover, identity;        /* which causes of re-settlement it has */
    int32_t benefit_day;
};

struct yb_touched {
    struct yb_touched_bill *bills; /* live settlements, oldest first */
    size_t count;
};

/*
 * Compares what every live settlement of the person was entitled to, before and after: cover on its
 * first day, identities and years on its benefit day (settle.h). The rows are read from the store
 * before, and after, the change was written.
 */
int yb_bills_touched(struct yb_call *call, int64_t psn_no, const struct yb_entitled_rows *before,
                     const struct yb_entitled_rows *after, struct yb_touched *out,
                     struct yb_error *error);

#endif
