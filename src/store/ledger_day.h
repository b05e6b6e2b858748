/*
 * ledger_day.h - a day's totals and link, computed from its rows: for closing and for verifying.
 */
#ifndef YB_STORE_LEDGER_DAY_H
#define YB_STORE_LEDGER_DAY_H

#include "store/ledger.h"

/* Totals of the shared accounts that moved on `day`, by account. */
int yb_ledger_day_totals(struct yb_tx *tx, int32_t day, struct yb_ledger_total_list *list,
                         struct yb_error *error);

/*
 * Fills in the counts and the link of row->day_no, closed at row->close_time and following the link
 * `before`; when that is empty, everything before the day belongs to it too. Linked are the rows
 * of the day's settlements, splits, movements, transfers and messages, the terms of the personal
 * accounts opened on it and of the shared accounts that moved.
 */
int yb_day_link(struct yb_tx *tx, struct yb_text before, struct yb_day_close_row *row,
                struct yb_error *error);

/* The setting that holds the seal of the last closed day. */
#define YB_DAY_SEAL "schema_day_seal"

/*
 * The seal in hex. Kept apart from the days, it shows a chain that was cut short; it is made with
 * the key, so an older end of the chain does not tell its own.
 */
void yb_day_seal(const struct yb_keys *keys, const struct yb_day_close_row *last,
                 char seal[2 * YB_SM3_BYTES + 1]);

#endif
