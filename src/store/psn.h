/*
 * psn.h - people, the proofs that name them, insured relations, identity classes.
 *
 * Sealed columns are sealed by the caller (base/crypto.h); the store never sees a plain identity
 * number. All functions run inside a job (store.h).
 */
#ifndef YB_STORE_PSN_H
#define YB_STORE_PSN_H

#include "store/store.h"

/* Adds a person; YB_E_EXISTS when psn_no is taken. */
int yb_psn_add(struct yb_tx *tx, const struct yb_psn_row *psn, struct yb_error *error);

/* Replaces everything of a person but psn_no; YB_E_PSN_NOT_FOUND. */
int yb_psn_put(struct yb_tx *tx, const struct yb_psn_row *psn, struct yb_error *error);

/* The person; YB_E_PSN_NOT_FOUND. */
int yb_psn_get(struct yb_tx *tx, int64_t psn_no, struct yb_psn_row *psn, struct yb_error *error);

/*
 * Locks the person until the end of the job: two jobs about one person never interleave. The first
 * call of every job that reads a person's state in order to change it (yb_settle_load and
 * yb_mdtrt_load do it themselves). Free on SQLite, FOR UPDATE on PostgreSQL. YB_E_PSN_NOT_FOUND.
 */
int yb_psn_lock(struct yb_tx *tx, int64_t psn_no, struct yb_error *error);

/* People in psn_no order after `after`, at most `most`: for passes over everybody. */
int yb_psn_list(struct yb_tx *tx, int64_t after, size_t most, struct yb_psn_list *list,
                struct yb_error *error);

/*
 * A proof (look-up hash and its kind, an mdtrt_cert_type code) for a person. Adding the same again
 * is fine; the same proof for another person is YB_E_EXISTS.
 */
int yb_psn_lookup_add(struct yb_tx *tx, const struct yb_psn_lookup_row *lookup,
                      struct yb_error *error);

/* *psn_no of a proof, or 0 when nobody has shown it. */
int yb_psn_lookup(struct yb_tx *tx, struct yb_text lookup_type, struct yb_text certno_hash,
                  int64_t *psn_no, struct yb_error *error);

/* Adds or replaces an insured relation by (psn_no, psn_insu_rlts_id). */
int yb_psn_insu_put(struct yb_tx *tx, const struct yb_psn_insu_row *insu, struct yb_error *error);

/* All insured relations of a person, oldest first; none is fine. */
int yb_psn_insu_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_insu_list *list,
                     struct yb_error *error);

/* Adds or replaces an identity by (psn_no, psn_idet_type, begndate). */
int yb_psn_idet_put(struct yb_tx *tx, const struct yb_psn_idet_row *idet, struct yb_error *error);

/* All identities of a person; none is fine. */
int yb_psn_idet_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_idet_list *list,
                     struct yb_error *error);

/* Adds a version of a fact. */
int yb_psn_fact_add(struct yb_tx *tx, const struct yb_psn_fact_row *fact, struct yb_error *error);

/* All versions of a person's facts that were known at `known_ms`, oldest first; none is fine. */
int yb_psn_fact_list(struct yb_tx *tx, int64_t psn_no, int64_t known_ms,
                     struct yb_psn_fact_list *list, struct yb_error *error);

#endif
