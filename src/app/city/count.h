/*
 * count.h - the year of a store added up, for the table of calibration.
 */
#ifndef YB_APP_CITY_COUNT_H
#define YB_APP_CITY_COUNT_H

#include "app/app.h"
#include "app/city/tally.h"

/*
 * Adds up every person insured and every settlement of `year` (by the day it ended; cancellations
 * count as negative amounts). `progress` may be NULL. Cost: one pass over people and settlements,
 * about 5 us each. Errors: the store's.
 */
struct yb_city_count {
    int year;
    void (*progress)(void *context, int64_t done);
    void *context;
};
int yb_city_count_store(struct yb_app *app, const struct yb_city_count *how,
                        struct yb_city_tally *tally, struct yb_error *error);

#endif
