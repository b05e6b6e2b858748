/*
 * maternity.h - maternity allowances, and employers' wages that they follow. Rules:
 * app/maternity/maternity.h.
 */
#ifndef YB_STORE_MATERNITY_H
#define YB_STORE_MATERNITY_H

#include "store/store.h"

/* Adds one. */
int yb_matn_add(struct yb_tx *tx, const struct yb_matn_allowance_row *row, struct yb_error *error);

/* Writes all of a row that was read, with rev one more than it was; STORE_CONFLICT when somebody
 * else has written it since. */
int yb_matn_put(struct yb_tx *tx, const struct yb_matn_allowance_row *row, struct yb_error *error);

/* NOT_FOUND. */
int yb_matn_get(struct yb_tx *tx, int64_t setl_id, struct yb_matn_allowance_row *row,
                struct yb_error *error);

/* A person's, all of them, in order. */
int yb_matn_of_psn(struct yb_tx *tx, int64_t psn_no, struct yb_matn_allowance_list *list,
                   struct yb_error *error);

struct yb_matn_search {
    struct yb_text allw_stas; /* empty: any */
    struct yb_text admdvs;    /* beginning of insuplc_admdvs */
    struct yb_text emp_no;    /* empty: any */
    int64_t psn_no, batch_id; /* 0: any */
    int32_t from_day, to_day; /* of the birth; YB_DAY_NONE: open */
    int64_t before;           /* setl_id; 0: from the newest */
    int64_t most;
};
int yb_matn_search(struct yb_tx *tx, const struct yb_matn_search *search,
                   struct yb_matn_allowance_list *list, struct yb_error *error);
int yb_matn_sum(struct yb_tx *tx, const struct yb_matn_search *search, int64_t *count,
                int64_t *amount_fen, struct yb_error *error);

/* Those of an employer (empty: of all) that rest on the wage of a year and are not void. */
int yb_matn_of_wage(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year,
                    struct yb_matn_allowance_list *list, struct yb_error *error);

/* Those in a state after `after`, oldest first. */
int yb_matn_in_state(struct yb_tx *tx, const char *allw_stas, int64_t after, int64_t most,
                     struct yb_matn_allowance_list *list, struct yb_error *error);

/* Those of a payment list after `after`, oldest first. */
int yb_matn_of_batch(struct yb_tx *tx, int64_t batch_id, int64_t after, int64_t most,
                     struct yb_matn_allowance_list *list, struct yb_error *error);

/* What was paid of one. */
int yb_matn_paid_add(struct yb_tx *tx, const struct yb_matn_paid_row *row, struct yb_error *error);
int yb_matn_paid_list(struct yb_tx *tx, int64_t psn_no, int64_t setl_id,
                      struct yb_matn_paid_list *list, struct yb_error *error);

/* ---- wages ---- */

/* Adds a version. */
int yb_emp_wage_add(struct yb_tx *tx, const struct yb_emp_wage_row *row, struct yb_error *error);

/* The newest of an employer, year and kind ("wage", "base"); wage_id 0: there is none. */
int yb_emp_wage_get(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year,
                    struct yb_text wage_kind, struct yb_emp_wage_row *row, struct yb_error *error);

/* All versions, newest first, before `before` (0: all); empty emp_no, year 0: any. */
int yb_emp_wage_list(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year, int64_t before,
                     int64_t most, struct yb_emp_wage_list *list, struct yb_error *error);

#endif
