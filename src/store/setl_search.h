/*
 * setl_search.h - settlements by whatever a desk asks for, newest first, a page at a time, in
 * bounded time whatever is asked.
 *
 * Two ways through the rows have an index: by setl_time, and by institution and setl_time.
 * Everything else is compared row by row. So a search goes back in windows of rows, each counted
 * before it is read, and ends when the page is full or YB_SETL_SCAN_MAX rows have been looked at.
 * Then the page may be short, or empty, and `next` says from where to go on.
 *
 *     | window 1 |      window 2      |            window 3  ...          |
 *     newest                                                           oldest asked for
 *
 * Cost with 10 M rows: a few ms when most rows fit, at most about 60 ms.
 */
#ifndef YB_STORE_SETL_SEARCH_H
#define YB_STORE_SETL_SEARCH_H

#include "store/store.h"

#define YB_SETL_SCAN_MAX 10000 /* rows looked at by one search */

struct yb_setl_search {
    struct yb_text fixmedins_code;     /* empty: all institutions */
    struct yb_text med_type, insutype; /* empty: any */
    struct yb_text admdvs;             /* division of insurance, its trailing zeros cut off */
    struct yb_text state;              /* "live", "cancelled", "red"; empty: any */
    int64_t from_ms, below_ms;         /* setl_time in [from, below) */
    int64_t least_fen, greatest_fen;   /* medfee_sumamt, both ends included */
    int64_t most;                      /* rows of the page */
    int64_t at_ms, at_id;              /* go on from here (both 0: at the newest) */
};

struct yb_setl_found {
    struct yb_setl_row *rows; /* at most `most` */
    size_t count;
    int64_t next_ms, next_id; /* where to go on; next_id 0: nothing is left */
    bool full;                /* the page is, or nothing is left; else the bound was met */
};

/* What a list shows beside its rows: the person of each, and whether it was cancelled. */
struct yb_setl_beside {
    struct yb_psn_row psn; /* psn_no 0: there is no such person */
    int64_t cancelled_by;  /* 0: it was not */
};

/* For `count` settlements, in few round trips; `beside` has room for as many. */
int yb_setl_beside(struct yb_tx *tx, const struct yb_setl_row *rows, size_t count,
                   struct yb_setl_beside *beside, struct yb_error *error);

/* One page. */
int yb_setl_search(struct yb_tx *tx, const struct yb_setl_search *search,
                   struct yb_setl_found *found, struct yb_error *error);

#endif
