/*
 * ledger_day.h - a day's totals and link, computed from its rows: for closing and for verifying.
 */
#ifndef YB_STORE_LEDGER_DAY_H
#define YB_STORE_LEDGER_DAY_H

#include "store/ledger.h"

/* Totals of the shared accounts that moved on `day`, by account. */
int yb_ledger_day_totals(struct yb_tx *tx, int32_t day, struct yb_ledger_total_list *list,
                         struct yb_error *error);

/* The day's counts and link, following the link `before` (empty: the first day). */
int yb_day_link(struct yb_tx *tx, int32_t day, struct yb_text before, struct yb_day_close_row *row,
                struct yb_error *error);

#endif
