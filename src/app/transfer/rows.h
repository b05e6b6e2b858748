/*
 * rows.h - one row of an imported file into the store. Private to import.c.
 */
#ifndef YB_APP_TRANSFER_ROWS_H
#define YB_APP_TRANSFER_ROWS_H

#include "app/app.h"

/* `values` in the order of table.def. Errors name the column. */
int yb_take_institution(struct yb_call *call, const struct yb_text *values, struct yb_error *error);
int yb_take_department(struct yb_call *call, const struct yb_text *values, struct yb_error *error);
int yb_take_practitioner(struct yb_call *call, const struct yb_text *values,
                         struct yb_error *error);
int yb_take_person(struct yb_call *call, const struct yb_text *values, struct yb_error *error);
int yb_take_share(struct yb_call *call, const struct yb_text *values, struct yb_error *error);
int yb_take_duty(struct yb_call *call, const struct yb_text *values, struct yb_error *error);
int yb_take_filing(struct yb_call *call, const struct yb_text *values, struct yb_error *error);

#endif
