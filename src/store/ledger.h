/*
 * ledger.h - double-entry books.
 *
 * A transfer moves amount_fen > 0 from the debit side of one account to the credit side of another
 * and never changes. Its id makes it idempotent: the same id with the same content is fine, with
 * other content YB_E_TRANSFER_DIFFERS names the field.
 *
 *     POSTED    final at once
 *     PENDING --+-- POST   (amount <= the pending amount; the rest is released)
 *               +-- VOID   (released)
 *               +-- EXPIRE (released by the sweeper after expire_time)
 *
 * A resolution is a transfer of its own that names pending_id; a unique index allows one.
 *
 * Accounts are of two sorts. Shared ones (funds, institutions, clearing) are hot: nothing is
 * updated per transfer, their totals are rolled up by day (yb_ledger_roll). A person's own account
 * holds four totals, never a bare balance, locked with the person:
 *     available = credits_posted - debits_posted - debits_pending
 * and may be flagged debits_must_not_exceed_credits.
 *
 * A transfer's day is the China day of its id's instant.
 */
#ifndef YB_STORE_LEDGER_H
#define YB_STORE_LEDGER_H

#include "store/store.h"

enum yb_account_kind {
    YB_ACCOUNT_FUND = 1,         /* a fund of a scheme: key "admdvs:insutype:fund_pay_type" */
    YB_ACCOUNT_FIXMEDINS = 2,    /* owed to an institution: key fixmedins_code */
    YB_ACCOUNT_PSN_POOL = 3,     /* counterpart of the personal accounts: key "admdvs:insutype" */
    YB_ACCOUNT_CONTRIBUTION = 4, /* contributions received */
    YB_ACCOUNT_CLEARING = 5      /* payments on their way */
};

enum yb_transfer_kind {
    YB_TRANSFER_POSTED = 1,
    YB_TRANSFER_PENDING = 2,
    YB_TRANSFER_POST = 3,
    YB_TRANSFER_VOID = 4,
    YB_TRANSFER_EXPIRE = 5
};

/* The shared account of (kind, key), if a file's writer has opened it before: see memo.h. */
bool yb_ledger_account_recall(struct yb_tx *tx, struct yb_ledger_account_row *account);

/* The shared account of (kind, key): made with account_id if there is none. *account is the one
 * that counts. Safe in parallel. */
int yb_ledger_account_open(struct yb_tx *tx, struct yb_ledger_account_row *account,
                           struct yb_error *error);

/* All shared accounts. */
int yb_ledger_account_list(struct yb_tx *tx, struct yb_ledger_account_list *list,
                           struct yb_error *error);

/* Opens a person's account; the same again is fine. The totals of `account` are ignored (0). */
int yb_psn_account_open(struct yb_tx *tx, const struct yb_psn_account_row *account,
                        struct yb_error *error);

/* A person's accounts. */
int yb_psn_account_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_account_list *list,
                        struct yb_error *error);

/* credits_posted - debits_posted - debits_pending. */
int64_t yb_psn_account_available(const struct yb_psn_account_row *account);

/*
 * Books transfers of one person (psn_no equal in all; 0: nobody's), all or none. Refusals in this
 * order: YB_E_PSN_NOT_FOUND (the person is locked first), YB_E_OUT_OF_RANGE (amount_fen, ids,
 * kind), YB_E_TRANSFER_DIFFERS, YB_E_NOT_FOUND (the pending transfer), YB_E_TRANSFER_STATE
 * (resolved already, or expired, or posts more than was pending), YB_E_TRANSFER_EXCEEDS. `now_ms`
 * decides about expiry.
 */
int yb_ledger_post(struct yb_tx *tx, const struct yb_ledger_transfer_list *transfers,
                   int64_t now_ms, struct yb_error *error);

/* One transfer of a person; *found tells. */
int yb_ledger_transfer_get(struct yb_tx *tx, int64_t psn_no, int64_t transfer_id,
                           struct yb_ledger_transfer_row *transfer, bool *found,
                           struct yb_error *error);

/* Expires pending transfers whose time is over, at most `most`; *expired is their number. */
int yb_ledger_sweep(struct yb_tx *tx, int64_t now_ms, size_t most, int64_t *expired,
                    struct yb_error *error);

/* Recomputes the roll-up of one day (replaces it). Also done by yb_day_close. */
int yb_ledger_roll(struct yb_tx *tx, int32_t day, struct yb_error *error);

/* Sum of an account's rolled-up days up to and including `day`. */
int yb_ledger_account_total(struct yb_tx *tx, int64_t account_id, int32_t day,
                            struct yb_ledger_total_row *total, struct yb_error *error);

/*
 * Closes a day: rolls it up and links it to the chain. Days are closed in order, each after its
 * end plus the longest transaction (the caller's clock decides). A day without rows counts too.
 * YB_E_EXISTS when it is closed already, YB_E_OUT_OF_RANGE when a day before it is open.
 */
int yb_day_close(struct yb_tx *tx, int32_t day, int64_t now_ms, struct yb_day_close_row *row,
                 struct yb_error *error);

/*
 * The same in two steps, so that a file's writer is not held up while a day is read: the draft is
 * made in a job or a read, the close writes it. YB_E_STORE_CONFLICT when the day is no longer what
 * was read: a row has come late, another day was closed.
 */
struct yb_day_draft {
    struct yb_day_close_row last; /* the day before; day_no YB_DAY_NONE: there is none */
    struct yb_day_close_row row;
    struct yb_ledger_total_list totals;
    int64_t rows; /* of the day: settlements, transfers, messages, personal accounts */
};
int yb_day_draft(struct yb_tx *tx, int32_t day, int64_t now_ms, struct yb_day_draft *draft,
                 struct yb_error *error);
int yb_day_close_draft(struct yb_tx *tx, const struct yb_day_draft *draft, struct yb_error *error);

/* The day of the first settlement or transfer, YB_DAY_NONE without any: where closing begins. */
int yb_ledger_first_day(struct yb_tx *tx, int32_t *day, struct yb_error *error);

/* The last closed day; day_no is YB_DAY_NONE when none is. */
int yb_day_closed_last(struct yb_tx *tx, struct yb_day_close_row *row, struct yb_error *error);

/*
 * Checks the store against itself and reports every difference: closed days against the chain,
 * personal accounts against their transfers, roll-ups against transfers, accumulators against the
 * fold of setl_accu, settlements against their splits (every fen in one pocket), cancellations
 * against their originals, references between tables. *differences is their number; the function
 * itself fails only when it cannot read.
 */
struct yb_store_verify {
    /* `what` names table and key, `field` the column; may be NULL */
    void (*report)(void *context, struct yb_text what, struct yb_text field,
                   struct yb_text expected, struct yb_text found);
    void *context;
    int64_t differences; /* out */
    int64_t rows;        /* out: rows looked at */
};
int yb_store_verify(struct yb_store *store, struct yb_store_verify *verify, struct yb_error *error);

#endif
