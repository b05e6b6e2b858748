/*
 * settled.h - settlements as they were decided, many at a time: for the passes that read a whole
 * year (app/year). A few statements a window, whatever the number of rows.
 */
#ifndef YB_STORE_SETTLED_H
#define YB_STORE_SETTLED_H

#include "store/store.h"

/* A fee line's numbers. */
struct yb_settled_line {
    int64_t amount_fen, cnt_e4, item_terms, pric_uplmt_amt_e6;
};

/* A settlement, a cancellation (init_setl_id) or an adjustment (adjust_setl_id). */
struct yb_settled {
    int64_t setl_id, psn_no, init_setl_id, adjust_setl_id;
    int64_t setl_time, setl_year;
    int64_t acct_pay_fen, fund_pay_sumamt_fen, psn_cash_pay_fen;
    bool account_used;
    struct yb_text insutype, fixmedins_code, trace;
    struct yb_text diseases; /* words that the pack's lists are asked for, joined by tabs */
    struct yb_text insuplc_admdvs;
    const struct yb_settled_line *lines; /* in order of arrival */
    size_t line_count;
};

struct yb_settled_list {
    struct yb_settled *rows; /* by setl_id */
    size_t count;
};

/*
 * The next window of settlements: from *from on and below `below`, at most some ten thousand. *from
 * becomes where the next one begins; it is `below` at the end. A window may be empty.
 */
int yb_settled_next(struct yb_tx *tx, int64_t *from, int64_t below, struct yb_settled_list *list,
                    struct yb_error *error);

#endif
