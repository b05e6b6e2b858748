/*
 * bulk.h - many whole claims, one after the other, as fast as the store takes them.
 *
 * The caller fills a slot (a claim with an arena of its own) and hands it in; while the store
 * settles it, the next is filled. Answers come back in the order of handing in. On a file store
 * the writer keeps that order too; on a server several claims are settled at once, and a claim
 * waits for an earlier one of the same person.
 *
 * On a file store a claim is decided before its turn comes, in the caller's thread, unless the same
 * person's last one is still out; the writer makes sure that nothing it rests on has changed.
 *
 * A claim is settled once: by its msgid, or, when it has none, by what it says, so that the same
 * file may be handed in again after a crash or with its refused claims mended. Claims must be told
 * apart by something (msgid, ipt_otp_no, a time): two that say exactly the same are one.
 *
 *     yb_bulk_new(&bulk, app, &how, error);
 *     while (...) {
 *         slot = yb_bulk_slot(bulk);          may call how.answer for an older one
 *         ... fill slot->claim in slot->arena ...
 *         yb_bulk_submit(bulk, slot);
 *     }
 *     yb_bulk_free(bulk);                     answers for all that are still out
 */
#ifndef YB_APP_SETTLE_BULK_H
#define YB_APP_SETTLE_BULK_H

#include "app/settle/claim.h"

struct yb_bulk;

/* What came of a claim. */
struct yb_bulk_out {
    int64_t psn_no, mdtrt_id, setl_id;
    int64_t medfee_sumamt_fen, fund_pay_sumamt_fen, acct_pay_fen, psn_cash_pay_fen;
};

struct yb_bulk_slot {
    struct yb_arena *arena; /* for everything the claim points to; empty when given out */
    struct yb_actor actor;  /* fixmedins_code, opter; msgid, or it is made of what the claim says */
    struct yb_text certno;  /* finds the person when claim.psn_no is 0 */
    struct yb_claim_in claim;
    int64_t number; /* the caller's, of the row or line */

    /* In an answer: */
    int code; /* YB_OK or why it was refused */
    struct yb_error error;
    struct yb_bulk_out out;
    bool replay; /* the msgid had been settled before; out is empty */
};

struct yb_bulk_how {
    void (*answer)(void *context, const struct yb_bulk_slot *slot); /* in order; any may be NULL */
    void *context;
    int64_t (*now_ms)(void); /* the clock */
    size_t slots;            /* claims out at once; 0: 1024 */
};

/* Errors: NO_MEMORY. */
int yb_bulk_new(struct yb_bulk **bulk, struct yb_app *app, const struct yb_bulk_how *how,
                struct yb_error *error);

/* The next slot, empty. Waits for the oldest when all are out. */
struct yb_bulk_slot *yb_bulk_slot(struct yb_bulk *bulk);

/* Hands the slot in. */
void yb_bulk_submit(struct yb_bulk *bulk, struct yb_bulk_slot *slot);

/* Gives the slot back unused: what it should have held was refused by the caller. */
void yb_bulk_refuse(struct yb_bulk *bulk, struct yb_bulk_slot *slot, const struct yb_error *error);

/* Waits for all that are out, answers for them, and gives everything back. NULL is fine. */
void yb_bulk_free(struct yb_bulk *bulk);

#endif
