/*
 * ledger_internal.h - how transfers move the totals of people's accounts.
 */
#ifndef YB_STORE_LEDGER_INTERNAL_H
#define YB_STORE_LEDGER_INTERNAL_H

#include "store/ledger.h"

/* What a set of transfers does to one account. */
struct yb_account_move {
    int64_t account_id;
    int64_t debits_pending_fen, debits_posted_fen, credits_pending_fen, credits_posted_fen;
};

struct yb_account_moves {
    struct yb_account_move *moves; /* room for two per transfer; the caller's */
    size_t count;
};

/* Adds a transfer. */
void yb_account_moves_add(struct yb_account_moves *moves,
                          const struct yb_ledger_transfer_row *transfer);

/*
 * Applies the moves, the person being locked, to those accounts that are the person's own;
 * YB_E_TRANSFER_EXCEEDS names one that would owe more than it may.
 */
int yb_account_moves_apply(struct yb_tx *tx, int64_t psn_no, const struct yb_account_moves *moves,
                           struct yb_error *error);

/* The day of a transfer or settlement: the China day of its id's instant. */
int32_t yb_ledger_day(int64_t id);

/* The lowest id of a day. */
int64_t yb_ledger_day_floor(int32_t day);

#endif
