/*
 * foresee.h - reading a person's register for the writer of a file, ahead of its job.
 *
 * The one writer of a file is what bulk settlement waits for, and a good part of a settlement is
 * reading what settlements never change: who the person is, insured relations, identity classes,
 * filings. Another thread reads these and notes the time on the register's clock (memo.h); a job
 * uses what it was given while nothing of the person is stamped later, and otherwise reads for
 * itself. So a change of the register before a claim, in the same process or another, always
 * counts.
 *
 *     yb_store_foresee(store, read_some, ...)      calls yb_foresee for any number of people
 *     ... a job ...
 *         if (yb_foreseen_holds(tx, &seen))        seen.psn_no is who shows the proof
 *         load.foreseen = &seen;                   yb_settle_load takes it over while it holds
 *
 * What settlements do change, accumulators and accounts, is read too, so that a claim can be
 * decided ahead of its job (app/settle/claim.h). The job then asks whether that is still what
 * stands.
 */
#ifndef YB_STORE_FORESEE_H
#define YB_STORE_FORESEE_H

#include "store/store.h"

struct yb_foreseen {
    int64_t version; /* the time on the clock before it was read; 0: nothing is known */
    int64_t psn_no;  /* in, or found by the proof when 0 */
    struct yb_psn_row psn;
    struct yb_psn_insu_list insu;
    struct yb_psn_idet_list idet;
    struct yb_filing_list filings;
    struct yb_accu_list accu;            /* as they stood: any settlement moves them */
    struct yb_psn_account_list accounts; /* the same */
};

/*
 * Runs `run` like yb_store_read, but does not wait for what it reads to be on disk: for rows that
 * only go into a later job of this store. On a server `run` is not called: nothing is foreseen.
 */
int yb_store_foresee(struct yb_store *store, int (*run)(struct yb_tx *, void *, struct yb_error *),
                     void *context, struct yb_arena *arena, struct yb_error *error);

/* Reads a person, by psn_no or by the hash of a proof of type `lookup_type`, into `arena`. Whoever
 * is not there stays unknown (version 0), which is no error: the job will say what is wrong. */
struct yb_foresee_whom {
    struct yb_arena *arena;
    struct yb_text lookup_type, proof_hash;
};
int yb_foresee(struct yb_tx *tx, const struct yb_foresee_whom *whom, struct yb_foreseen *seen,
               struct yb_error *error);

/* In a job: is it known, and still so? */
bool yb_foreseen_holds(const struct yb_tx *tx, const struct yb_foreseen *seen);

/* In a job: the same, and accumulators and accounts are what they were. Reads those two
 * when they may have moved. */
int yb_foreseen_stands(struct yb_tx *tx, const struct yb_foreseen *seen, bool *stands,
                       struct yb_error *error);

#endif
