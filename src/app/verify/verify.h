/*
 * verify.h - recompute everything that can be recomputed and name every difference.
 *
 * Checks, each over all people (or one):
 *
 *   identities     of every settlement: the four sums of settle.h; setldetail against the header
 *   cancellations  a red entry is the exact negative of its original and that one's adjustments
 *   accumulators   the stored year of a person = the fold of his settlements' movements from zero;
 *                  value_before of each movement = value_after of the one before
 *   bills          every live settlement, adjudicated again from its recorded facts, line terms,
 *                  policy text and accumulators, gives the recorded bill
 *   ledger         postings of every settlement = its fund and account amounts; account totals =
 *                  sum of transfers; total debits = total credits; no pending amount below zero;
 *                  what a relative's account paid for a bill stands with both people
 *   messages       a message names a settlement or visit that exists and names it back; a reversed
 *                  message's settlement has its red entry, and the other way round
 *   chain          day chain of settlements, transfers, messages and accounts' terms up to the
 *                  seal of the last closed day; chain of the access log
 *   allowances     a maternity allowance follows from its visit, the register of wages and the
 * pack, its payments from the books; every birth that brings one has one statistics     the
 * overview's totals = the settlements below their mark, added up anew
 *
 * Reads one person after the other, each inside a read transaction: it may run beside the service.
 */
#ifndef YB_APP_VERIFY_VERIFY_H
#define YB_APP_VERIFY_VERIFY_H

#include "app/app.h"

enum yb_verify_check {
    YB_VERIFY_IDENTITIES,
    YB_VERIFY_CANCELLATIONS,
    YB_VERIFY_ACCUMULATORS,
    YB_VERIFY_BILLS,
    YB_VERIFY_LEDGER,
    YB_VERIFY_MESSAGES,
    YB_VERIFY_CHAIN,
    YB_VERIFY_STATISTICS,
    YB_VERIFY_ALLOWANCES,
    YB_VERIFY_CHECKS
};

struct yb_verify_in {
    int64_t psn_no; /* 0: everybody */
    void *context;  /* given to the two functions below */
    /* One difference; error->code is YB_E_VERIFY: what, should be, is. */
    void (*difference)(void *context, enum yb_verify_check check, const struct yb_error *error);
    /* Now and then; may be NULL. */
    void (*progress)(void *context, int64_t done, int64_t total);
};

struct yb_verify_out {
    int64_t people, settlements, lines, transfers, messages;
    int64_t differences[YB_VERIFY_CHECKS];
};

/* The name of a check in Chinese or English. */
const char *yb_verify_check_name(enum yb_verify_check check, bool english);

/*
 * Runs all checks. Returns 0 when it ran to the end, whatever it found: see out->differences.
 * Errors: those of the store. Opens its own transactions on app->store.
 */
int yb_app_verify(struct yb_app *app, const struct yb_verify_in *in, struct yb_verify_out *out,
                  struct yb_error *error);

#endif
