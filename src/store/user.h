/*
 * user.h - console users and their sessions. Rules (lock-out, expiry, roles) are the app's.
 */
#ifndef YB_STORE_USER_H
#define YB_STORE_USER_H

#include "store/store.h"

/* user_account.second_stas. */
enum yb_second_stas { YB_SECOND_NONE, YB_SECOND_GIVEN, YB_SECOND_IN_USE };

/* Adds a user; YB_E_EXISTS when the name or the id is taken. */
int yb_user_add(struct yb_tx *tx, const struct yb_user_account_row *user, struct yb_error *error);

/* Replaces everything of a user but user_id; YB_E_NOT_FOUND. */
int yb_user_put(struct yb_tx *tx, const struct yb_user_account_row *user, struct yb_error *error);

/* The user of a name; YB_E_NOT_FOUND. */
int yb_user_find(struct yb_tx *tx, struct yb_text user_name, struct yb_user_account_row *user,
                 struct yb_error *error);
/* The same, locked until the end of the job, with one failure more. */
int yb_user_count_failure(struct yb_tx *tx, struct yb_text user_name,
                          struct yb_user_account_row *user, struct yb_error *error);

/* The same by its number; YB_E_NOT_FOUND. */
int yb_user_get(struct yb_tx *tx, int64_t user_id, struct yb_user_account_row *user,
                struct yb_error *error);
int yb_user_list(struct yb_tx *tx, struct yb_user_account_list *list, struct yb_error *error);

/* Sessions, by the hash of their token. Ending removes; *found tells for get. */
int yb_session_put(struct yb_tx *tx, const struct yb_session_row *session, struct yb_error *error);
int yb_session_get(struct yb_tx *tx, struct yb_text token_hash, struct yb_session_row *session,
                   bool *found, struct yb_error *error);
/* Notes when it was used last: never back. */
int yb_session_seen(struct yb_tx *tx, struct yb_text token_hash, int64_t now_ms,
                    struct yb_error *error);
int yb_session_end(struct yb_tx *tx, struct yb_text token_hash, struct yb_error *error);

/* Ends all sessions of a user (0: of everybody whose end_time is over); *ended is their number. */
int yb_session_end_user(struct yb_tx *tx, int64_t user_id, int64_t now_ms, int64_t *ended,
                        struct yb_error *error);

#endif
