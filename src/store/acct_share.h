/*
 * acct_share.h - personal accounts that relatives may use (家庭共济): who may use whose, what is
 * held of an account for a bill, what a bill took. How the three play together: app/family/use.h.
 *
 * Every operation is about one person: a sharing's two rows, a hold and what a bill took of it are
 * written one by one, in one transaction or in several.
 */
#ifndef YB_STORE_ACCT_SHARE_H
#define YB_STORE_ACCT_SHARE_H

#include "store/store.h"

/* Adds or replaces one of the two rows of a sharing. */
int yb_acct_share_put(struct yb_tx *tx, const struct yb_acct_share_row *row,
                      struct yb_error *error);

/* A person's rows, in either role, withdrawn ones too, oldest first; none is fine. */
int yb_acct_share_list(struct yb_tx *tx, int64_t psn_no, struct yb_acct_share_list *list,
                       struct yb_error *error);

/* Adds what is held of a person's account; YB_E_EXISTS when hold_id is taken. */
int yb_acct_hold_add(struct yb_tx *tx, const struct yb_acct_hold_row *row, struct yb_error *error);

/* Replaces it; YB_E_NOT_FOUND. */
int yb_acct_hold_put(struct yb_tx *tx, const struct yb_acct_hold_row *row, struct yb_error *error);

/* One of a person's holds; *found tells. */
int yb_acct_hold_get(struct yb_tx *tx, int64_t psn_no, int64_t hold_id,
                     struct yb_acct_hold_row *row, bool *found, struct yb_error *error);

/* What is and was held of a person's accounts, oldest first; hold_stas empty: all. */
int yb_acct_hold_list(struct yb_tx *tx, int64_t psn_no, struct yb_text hold_stas,
                      struct yb_acct_hold_list *list, struct yb_error *error);

/* Of everybody: held since `before_ms` or longer, the oldest first, at most `most`. */
int yb_acct_hold_due(struct yb_tx *tx, int64_t before_ms, size_t most,
                     struct yb_acct_hold_list *list, struct yb_error *error);

/* YB_E_EXISTS: the hold is decided already. */
int yb_acct_use_add(struct yb_tx *tx, const struct yb_acct_use_row *row, struct yb_error *error);

/* Replaces what a bill took or gave back; YB_E_NOT_FOUND. */
int yb_acct_use_put(struct yb_tx *tx, const struct yb_acct_use_row *row, struct yb_error *error);

/* What a person's bills took and gave back, in order; setl_id 0: all. */
int yb_acct_use_list(struct yb_tx *tx, int64_t psn_no, int64_t setl_id,
                     struct yb_acct_use_list *list, struct yb_error *error);

/* One of them; *found tells. */
int yb_acct_use_get(struct yb_tx *tx, int64_t psn_no, int64_t acct_use_id,
                    struct yb_acct_use_row *row, bool *found, struct yb_error *error);

/* Of everybody: given back before or at `before_ms`, and the holder's shard not told yet. */
int yb_acct_use_due(struct yb_tx *tx, int64_t before_ms, size_t most, struct yb_acct_use_list *list,
                    struct yb_error *error);

#endif
