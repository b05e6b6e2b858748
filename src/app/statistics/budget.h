/*
 * budget.h - what a fund may spend in a year, as the agency has set it, and what it has spent.
 *
 * A budget is a named value of the store (setting budget_<year>_<fund_pay_type>, in fen): nothing
 * is assumed where none was set. It is set by two persons (app/approval, kind "budget"). Pace is
 * what was spent of it, to be held against the part of the year that is over.
 */
#ifndef YB_APP_STATISTICS_BUDGET_H
#define YB_APP_STATISTICS_BUDGET_H

#include "app/app.h"

#define YB_BUDGET_YEAR_MIN 2000
#define YB_BUDGET_YEAR_MAX 2099

struct yb_budget {
    int64_t year;
    struct yb_text fund_pay_type;
    int64_t amount_fen; /* -1: none was set */
};

/* Reads "2026/310100" and "1234.50". Errors: WRONG_FORMAT (fund_pay_type, amount), OUT_OF_RANGE
 * (year). */
int yb_budget_read(struct yb_text target, struct yb_text amount, struct yb_budget *budget,
                   struct yb_error *error);

/* The amount that is set for budget->year and budget->fund_pay_type. */
int yb_app_budget_get(struct yb_call *call, struct yb_budget *budget, struct yb_error *error);
int yb_app_budget_put(struct yb_call *call, const struct yb_budget *budget, struct yb_error *error);

/* How much of a year is over on a day, in ppm: the day itself counts. */
int64_t yb_budget_elapsed_ppm(int64_t year, int32_t day);

#endif
