/*
 * use.h - a relative's personal account on a bill (acct_used_flag 2).
 *
 * Two people, so never one transaction over two shards, but a pending -> post pair (R8 of the shard
 * rules), its outcome decided where the bill is:
 *
 *     1  holder   PENDING   account -> CLEARING "family:<region>"   acct_hold "held"
 *     2  bill     settle    CLEARING "family:<region>" -> institution, and acct_use says what of
 *                           which hold was taken: the commit of this row is the decision
 *     3  holder   POST what was taken (the rest is released), or VOID; acct_hold "posted",
 * "released"
 *
 * Died between 1 and 2: yb_family_sweep writes an acct_use of 0 with the bill's person, after which
 * step 2 can no longer commit, and voids. Died between 2 and 3: it finds the acct_use and posts.
 * The same request asked again finds its hold and uses it.
 *
 * Given back (cancellation, a later bill recomputed): an acct_use below 0 with the bill's person;
 * the holder is told how much of the hold was given back in all, and credits what he has not yet
 * (acct_hold.back_amt): told twice or out of order comes to the same.
 *
 * A caller without a chain (call->family NULL: any file, whose writer is alone; a batch on a
 * server) does all of it in its one transaction, with the same rows.
 */
#ifndef YB_APP_FAMILY_USE_H
#define YB_APP_FAMILY_USE_H

#include "app/app.h"
#include "app/family/share.h"

#define YB_FAMILY_BACK_MAX 256 /* given back by one cancellation and its recomputed bills */

/* One account that a bill asks. */
struct yb_family_part {
    int64_t holder_psn_no, account_id, share_id;
    int64_t hold_id;  /* 0: nothing is held */
    int64_t hold_fen; /* what the bill may take */
    int64_t pay_fen;  /* what it takes */
};

struct yb_family_plan {
    struct yb_family_part parts[YB_FAMILY_SHARES_MAX];
    size_t count;
};

/* Given back, the holder to be told. */
struct yb_family_back {
    int64_t psn_no, acct_use_id; /* the row that notes it */
    int64_t holder_psn_no, hold_id;
    int64_t total_fen; /* of the hold, so far */
};

/* A server's settlement between its transactions: see chain.h. */
struct yb_family {
    bool held;      /* the plan's parts are held */
    bool wanted;    /* a run ended with FAMILY_HOLD: the plan is to be held first */
    int64_t psn_no; /* whose bill */
    int64_t setl_id;
    struct yb_family_plan plan;
    struct yb_family_back *back; /* in the run's arena */
    size_t back_count;
};

/* The accounts that `psn_no` may use on a day, each with what is in it; in the order of sharing.
 * FAMILY_NOT_SHARED when there is none. */
int yb_family_find(struct yb_call *call, int64_t psn_no, int32_t day, struct yb_family_plan *plan,
                   struct yb_error *error);

/* What all parts may give. */
int64_t yb_family_most(const struct yb_family_plan *plan);

/* Takes `pay_fen` (at most yb_family_most) from the parts, one after the other. */
void yb_family_spread(struct yb_family_plan *plan, int64_t pay_fen);

/* Step 2: books what `setl` takes of the plan's parts; without a chain steps 1 and 3 too. */
int yb_family_book(struct yb_call *call, struct yb_family_plan *plan,
                   const struct yb_setl_row *setl, struct yb_error *error);

/* Gives back at most `most_fen` of what the settlement still has, the last taken first. */
int yb_family_give_back(struct yb_call *call, int64_t psn_no, int64_t setl_id, int64_t most_fen,
                        struct yb_error *error);

/* Step 1, with the holder: part->hold_fen becomes what was there, hold_id 0 when nothing was. The
 * request's own earlier hold is found again. */
int yb_family_hold(struct yb_call *call, int64_t user_psn_no, struct yb_family_part *part,
                   struct yb_error *error);

/* Step 3, with the holder: posts `pay_fen` (0: voids); nothing when that has been done. */
struct yb_family_end {
    int64_t holder_psn_no, hold_id, pay_fen, setl_id;
};
int yb_family_end(struct yb_call *call, const struct yb_family_end *end, struct yb_error *error);

/* What the bill's person decided about a hold; given up when he has not: then nobody can. */
int yb_family_decided(struct yb_call *call, const struct yb_acct_hold_row *hold,
                      struct yb_family_end *end, struct yb_error *error);

/* With the holder: credits what of back->total_fen has not been. */
int yb_family_credit(struct yb_call *call, const struct yb_family_back *back,
                     struct yb_error *error);

/* With the bill's person: what is to be told of a row now; notes that it has been. */
int yb_family_owed(struct yb_call *call, const struct yb_acct_use_row *row,
                   struct yb_family_back *back, struct yb_error *error);
int yb_family_told(struct yb_call *call, const struct yb_family_back *back, struct yb_error *error);

/* Whose accounts paid for a settlement, masked: "张*（配偶）12.00，..."; empty: none. In the arena.
 */
int yb_family_names(struct yb_tx *tx, int64_t psn_no, int64_t setl_id, struct yb_text *names,
                    struct yb_error *error);

#endif
