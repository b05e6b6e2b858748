/*
 * resettle.h - why settled bills were decided again, and settled fee lines as they should have
 * been.
 *
 * Both are only ever added to. Rows of one person are few (most people have none).
 */
#ifndef YB_STORE_RESETTLE_H
#define YB_STORE_RESETTLE_H

#include "store/row.h"
#include "store/store.h"

/* YB_E_EXISTS. */
int yb_setl_cause_add(struct yb_tx *tx, const struct yb_setl_cause_row *row,
                      struct yb_error *error);
int yb_feedetl_fix_add(struct yb_tx *tx, const struct yb_feedetl_fix_row *row,
                       struct yb_error *error);

/* All of a person, in order of setl_id and fix_id. */
int yb_setl_cause_list(struct yb_tx *tx, int64_t psn_no, struct yb_setl_cause_list *list,
                       struct yb_error *error);
int yb_feedetl_fix_list(struct yb_tx *tx, int64_t psn_no, struct yb_feedetl_fix_list *list,
                        struct yb_error *error);

/* Adjustments of everybody, newest first. Empty texts and 0 do not restrict. */
struct yb_cause_search {
    int64_t from_ms, below_ms; /* cause_time in [from, below) */
    int64_t psn_no;
    struct yb_text cause_kind, fixmedins_code;
    struct yb_text admdvs;    /* division of insurance, its trailing zeros cut off */
    struct yb_text direction; /* "refund": to be paid out; "claim": to be claimed */
    int64_t at_time, at_id;   /* after this row; INT64_MAX: from the newest */
    int64_t most;
};
int yb_setl_cause_search(struct yb_tx *tx, const struct yb_cause_search *search,
                         struct yb_setl_cause_list *list, struct yb_error *error);

/* All that fit, added up, whatever at_time and most. */
struct yb_cause_sum {
    int64_t count, fund_pay_sumamt_fen, acct_pay_fen;
    int64_t refund_fen, claim_fen; /* cash: to people, from people */
};
int yb_setl_cause_sum(struct yb_tx *tx, const struct yb_cause_search *search,
                      struct yb_cause_sum *sum, struct yb_error *error);

/*
 * Orders to decide a person's bills again. put changes one by its key (NOT_FOUND), get reads it.
 * waiting: the oldest of everybody that nobody has worked off, at most `most`; open: those and the
 * refused ones of a division (its trailing zeros cut off; empty: all), newest first, below_id
 * INT64_MAX: from the newest; psn: all of one person, oldest first.
 */
int yb_resettle_order_add(struct yb_tx *tx, const struct yb_resettle_order_row *row,
                          struct yb_error *error);
int yb_resettle_order_put(struct yb_tx *tx, const struct yb_resettle_order_row *row,
                          struct yb_error *error);
int yb_resettle_order_get(struct yb_tx *tx, int64_t psn_no, int64_t order_id,
                          struct yb_resettle_order_row *row, struct yb_error *error);
int yb_resettle_order_waiting(struct yb_tx *tx, int64_t most, struct yb_resettle_order_list *list,
                              struct yb_error *error);
struct yb_order_search {
    struct yb_text admdvs;
    int64_t below_id, most;
};
int yb_resettle_order_open(struct yb_tx *tx, const struct yb_order_search *search,
                           struct yb_resettle_order_list *list, struct yb_error *error);
int yb_resettle_order_psn(struct yb_tx *tx, int64_t psn_no, struct yb_resettle_order_list *list,
                          struct yb_error *error);

/* What a run of the whole region has found and done, oldest first, after an order_id; of a state
 * (empty: all). */
struct yb_run_orders {
    int64_t run_id;
    struct yb_text order_stas;
    int64_t after_id, most;
};
int yb_resettle_order_run(struct yb_tx *tx, const struct yb_run_orders *search,
                          struct yb_resettle_order_list *list, struct yb_error *error);

/* How many of them are left: refused, or waiting to be tried again. Reads only those. */
int yb_resettle_order_left(struct yb_tx *tx, int64_t run_id, int64_t *count,
                           struct yb_error *error);

/*
 * Runs: see app/settle/run.h. put writes all of a row that was read, with rev one more than it was
 * (STORE_CONFLICT); get NOT_FOUND; list: newest first, below an id; open: the oldest that is
 * counting or working.
 */
int yb_resettle_run_add(struct yb_tx *tx, const struct yb_resettle_run_row *row,
                        struct yb_error *error);
int yb_resettle_run_put(struct yb_tx *tx, const struct yb_resettle_run_row *row,
                        struct yb_error *error);
int yb_resettle_run_get(struct yb_tx *tx, int64_t run_id, struct yb_resettle_run_row *row,
                        struct yb_error *error);
int yb_resettle_run_list(struct yb_tx *tx, int64_t below_id, int64_t most,
                         struct yb_resettle_run_list *list, struct yb_error *error);
int yb_resettle_run_open(struct yb_tx *tx, struct yb_resettle_run_row *row, bool *found,
                         struct yb_error *error);

/* Those of the people in (after_psn, to_psn] who have bills of the run's scheme and days. */
int yb_resettle_run_people(struct yb_tx *tx, const struct yb_resettle_run_row *run, int64_t to_psn,
                           struct yb_psn_list *list, struct yb_error *error);

#endif
