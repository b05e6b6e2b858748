/*
 * policy.h - policy versions: drafts of the desk and what became of them.
 *
 * See schema_system.def for the rows and app/policy/version.h for what may happen to them.
 */
#ifndef YB_STORE_POLICY_H
#define YB_STORE_POLICY_H

#include "store/store.h"

/* Keeps a new version. */
int yb_policy_version_add(struct yb_tx *tx, const struct yb_policy_version_row *row,
                          struct yb_error *error);

/* One version. NOT_FOUND. */
int yb_policy_version_get(struct yb_tx *tx, int64_t version_id, struct yb_policy_version_row *row,
                          struct yb_error *error);

/* Writes all of a row that was read, with rev one more than it was; STORE_CONFLICT when somebody
 * else has written it since. */
int yb_policy_version_put(struct yb_tx *tx, const struct yb_policy_version_row *row,
                          struct yb_error *error);

/* Those of a state and of a name (empty: all), oldest first. */
int yb_policy_version_list(struct yb_tx *tx, struct yb_text version_stas, struct yb_text name,
                           struct yb_policy_version_list *list, struct yb_error *error);

#endif
