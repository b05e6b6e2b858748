/*
 * access_log.h - who did what: append-only, hash-chained.
 *
 * Each connection that writes has its own chain (chain_no), so that writers do not wait for each
 * other. link = HMAC-SM3(chain key, link before || the row): a changed, removed or inserted row is
 * found by yb_access_log_verify; removing the end is found by access_head.
 */
#ifndef YB_STORE_ACCESS_LOG_H
#define YB_STORE_ACCESS_LOG_H

#include "store/store.h"

/* Appends; chain_no, seq_no and link of `entry` are made here. In the job's own commit. */
int yb_access_log_add(struct yb_tx *tx, const struct yb_access_log_row *entry,
                      struct yb_error *error);

/* Entries in [from_ms, to_ms] of an actor (empty: all), newest first, `most` from `offset`. */
struct yb_access_log_query {
    struct yb_text actor;
    int64_t from_ms, to_ms;
    size_t offset, most;
};
int yb_access_log_list(struct yb_tx *tx, const struct yb_access_log_query *query,
                       struct yb_access_log_list *list, struct yb_error *error);

/*
 * A page of them by key: entries from from_ms on and before the place (at_ms, at_chain, at_seq), an
 * empty actor or action is any; newest first. The next page's place is the last entry's.
 */
struct yb_access_log_page {
    struct yb_text actor, action;
    int64_t from_ms, at_ms, at_chain, at_seq, most;
};
int yb_access_log_page(struct yb_tx *tx, const struct yb_access_log_page *page,
                       struct yb_access_log_list *list, struct yb_error *error);

/* Recomputes every chain; *broken counts entries whose link or number is wrong. */
int yb_access_log_verify(struct yb_store *store, int64_t *entries, int64_t *broken,
                         struct yb_error *error);

#endif
