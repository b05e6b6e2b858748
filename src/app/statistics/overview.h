/*
 * overview.h - what an agency looks at first: how many settlements, what the funds paid by layer
 * and month, which institutions were paid most, and today as it is now.
 *
 * Made of stored totals plus what is newer than their mark (store/statistics.h): some hundred rows
 * whatever the store holds. While the totals are still being made after a start on an old store,
 * as_of_ms says up to when they are.
 */
#ifndef YB_APP_STATISTICS_OVERVIEW_H
#define YB_APP_STATISTICS_OVERVIEW_H

#include "app/app.h"
#include "store/row.h"

#define YB_OVERVIEW_MONTHS_MAX       60
#define YB_OVERVIEW_INSTITUTIONS_MAX 10

struct yb_overview_in {
    int64_t from_month, to_month;  /* yyyymm */
    struct yb_text fixmedins_code; /* only this institution; empty: the region */
};

/* Rows are totals: stat_key and period_no say of what. */
struct yb_overview {
    struct yb_setl_stat_row total, today;
    struct yb_setl_stat_row *days;         /* by day */
    struct yb_setl_stat_row *med_types;    /* key: med_type */
    struct yb_setl_stat_row *funds;        /* key: insutype/fund_pay_type, by month */
    struct yb_setl_stat_row *institutions; /* key: fixmedins_code, most paid first */
    struct yb_text *names;                 /* of the institutions */
    size_t day_count, med_type_count, fund_count, institution_count;
    int64_t as_of_ms;
};

/* Errors: OUT_OF_RANGE (from, to). Inside a read. */
int yb_app_overview(struct yb_call *call, const struct yb_overview_in *in, struct yb_overview *out,
                    struct yb_error *error);

#endif
