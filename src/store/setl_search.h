/*
 * setl_search.h - settlements by whatever a desk asks for, newest or dearest first, a page at a
 * time, in bounded time whatever is asked.
 *
 * The ways through the settlements are indexes that hold all a list may ask for
 * (schema_setl.def): by setl_time, by institution and setl_time, by setl_time of what is rare
 * (YB_SETL_RARE), and by the cost or what the funds paid from 1,000 yuan up. One is chosen by what
 * is asked, and by how much there is of it:
 *
 *     newest first     an institution's, else the rare ones, else all, from the newest back;
 *                      but few dear ones (least_fen), all of which are sorted
 *     dearest first    what lies within the days (of the institution), when it is no more than
 *                      YB_SETL_SORT_MAX rows, all of it sorted; else from the dearest down to
 *                      1,000 yuan
 *
 * A search goes down its way in windows of rows and ends when the page is full or about
 * YB_SETL_SCAN_MAX rows have been looked at. Then the page may be short, or empty, and `next` says
 * from where to go on.
 *
 *     | window 1 |      window 2      |            window 3  ...          |
 *     newest                                                           oldest asked for
 *
 * Cost with 10 M rows: bench/console.
 */
#ifndef YB_STORE_SETL_SEARCH_H
#define YB_STORE_SETL_SEARCH_H

#include "store/setl.h"

#define YB_SETL_SCAN_MAX 25000 /* rows of an index looked at by one search, about */
#define YB_SETL_SORT_MAX 15000 /* rows sorted for one page */
#define YB_SETL_SUM_MAX  2000  /* rows added up */

enum yb_setl_order { YB_SETL_NEWEST, YB_SETL_DEAREST, YB_SETL_MOST_PAID };

struct yb_setl_search {
    struct yb_text fixmedins_code;     /* empty: all institutions */
    struct yb_text med_type, insutype; /* empty: any */
    struct yb_text admdvs;             /* division of insurance, its trailing zeros cut off */
    struct yb_text state;              /* "live", "cancelled", "red"; empty: any */
    int64_t from_ms, below_ms;         /* setl_time in [from, below) */
    int64_t least_fen, greatest_fen;   /* medfee_sumamt, both ends included */
    int64_t most;                      /* rows of the page */
    enum yb_setl_order order;          /* by setl_time, medfee_sumamt or fund_pay_sumamt */
    int64_t at_value, at_id;           /* go on from here (at_id 0: at the first) */
};

struct yb_setl_found {
    struct yb_setl_row *rows; /* at most `most` */
    size_t count;
    int64_t next_value, next_id; /* where to go on; next_id 0: nothing is left */
    bool full; /* the page is, or nothing is left; else the bound was met, or with next_id 0 what
                * costs less than 1,000 yuan was left out */
};

/* What a list shows beside its rows: the person of each, and whether it was cancelled. */
struct yb_setl_beside {
    struct yb_psn_row psn; /* psn_no 0: there is no such person */
    int64_t cancelled_by;  /* 0: it was not */
};

/* For `count` settlements, in few round trips; `beside` has room for as many. */
int yb_setl_beside(struct yb_tx *tx, const struct yb_setl_row *rows, size_t count,
                   struct yb_setl_beside *beside, struct yb_error *error);

/*
 * All that a search selects, wherever it stands and however it is ordered, added up as setl_stat
 * does: setl_cnt is settlements less cancelling entries, without adjustments. *known is false, and
 * nothing is added up, when its way holds more than YB_SETL_SUM_MAX rows of these days.
 */
int yb_setl_add_up(struct yb_tx *tx, const struct yb_setl_search *search, struct yb_setl_sum *sum,
                   bool *known, struct yb_error *error);

/* One page. */
int yb_setl_search(struct yb_tx *tx, const struct yb_setl_search *search,
                   struct yb_setl_found *found, struct yb_error *error);

#endif
