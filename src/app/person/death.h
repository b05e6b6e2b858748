/*
 * death.h - a death becomes known.
 */
#ifndef YB_APP_PERSON_DEATH_H
#define YB_APP_PERSON_DEATH_H

#include "app/app.h"

/*
 * Notes the day of a person's death and ends every relation that goes on past it: no benefits from
 * the next day on, whenever the death becomes known. What was settled meanwhile stands, and is for
 * the audit to find. Errors: PSN_NOT_FOUND; OUT_OF_RANGE (before the birth, in the future); EXISTS
 * (another day is known already; the same again is fine).
 */
int yb_app_report_death(struct yb_call *call, int64_t psn_no, int32_t die_date,
                        struct yb_error *error);

#endif
