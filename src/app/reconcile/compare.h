/*
 * compare.h - two lists of settlements side by side. Pure.
 *
 * Both sides are keyed by (setl_id, refd_setl_flag): a settlement that was refunded stands in both
 * lists with its positive and its negative row. Five outcomes, each with one prescribed
 * resolution; nobody edits money by hand:
 *
 *   EQUAL          nothing to do
 *   OURS_ONLY      the centre settled, the institution does not know it: reverse it (2601, msgid)
 *   THEIRS_ONLY    the institution booked what the centre never settled: settle again, or write off
 *   AMOUNT_DIFFERS the same settlement with other amounts: the centre's amounts hold
 *   STATE_DIFFERS  refunded here and not there, or the other way round
 */
#ifndef YB_APP_RECONCILE_COMPARE_H
#define YB_APP_RECONCILE_COMPARE_H

#include "base/text.h"

enum yb_reconcile_outcome {
    YB_RECONCILE_EQUAL,
    YB_RECONCILE_OURS_ONLY,
    YB_RECONCILE_THEIRS_ONLY,
    YB_RECONCILE_AMOUNT_DIFFERS,
    YB_RECONCILE_STATE_DIFFERS,
    YB_RECONCILE_OUTCOMES
};

struct yb_reconcile_row {
    struct yb_text setl_id, mdtrt_id, psn_no;
    struct yb_text msgid; /* ours only */
    bool refd_setl_flag;
    int64_t medfee_sumamt_fen, fund_pay_sumamt_fen, acct_pay_fen;
};

struct yb_reconcile_result {
    enum yb_reconcile_outcome outcome;
    const struct yb_reconcile_row *ours;   /* NULL: theirs only */
    const struct yb_reconcile_row *theirs; /* NULL: ours only */
};

/*
 * Compares; `results` has room for our_count + their_count rows; returns how many were written.
 * Both lists are sorted in place by key; a key that stands twice in one list is matched once, and
 * its repetition is THEIRS_ONLY (or OURS_ONLY). Results come in key order. Cost: two sorts.
 */
size_t yb_reconcile_compare(struct yb_reconcile_row *ours, size_t our_count,
                            struct yb_reconcile_row *theirs, size_t their_count,
                            struct yb_reconcile_result *results);

/* What an institution reads in the memo column. */
const char *yb_reconcile_memo(enum yb_reconcile_outcome outcome);

#endif
