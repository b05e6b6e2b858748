/*
 * file.h - files that go over the interface (9101, 9102), sign-ins (9001, 9002), and statements of
 * reconciliation (3201, 3202).
 */
#ifndef YB_STORE_FILE_H
#define YB_STORE_FILE_H

#include "store/store.h"

/* Adds a file; YB_E_EXISTS when its id or its file_key is taken. */
int yb_stored_file_add(struct yb_tx *tx, const struct yb_file_row *file, struct yb_error *error);

/* The file with its content; YB_E_NOT_FOUND. */
int yb_stored_file_get(struct yb_tx *tx, int64_t file_id, struct yb_file_row *file,
                       struct yb_error *error);

/* The file of a key; *found tells. */
int yb_stored_file_find(struct yb_tx *tx, struct yb_text file_key, struct yb_file_row *file,
                        bool *found, struct yb_error *error);

/* Deletes files whose dld_endtime is before `now_ms` (0 never ends); *deleted is their number. */
int yb_stored_file_sweep(struct yb_tx *tx, int64_t now_ms, int64_t *deleted,
                         struct yb_error *error);

/* Sign-ins. Signing out sets out_time; YB_E_SIGN_IN when the number is unknown or out already. */
int yb_sign_in_add(struct yb_tx *tx, const struct yb_sign_in_row *sign_in, struct yb_error *error);
int yb_sign_in_get(struct yb_tx *tx, int64_t sign_id, struct yb_sign_in_row *sign_in,
                   struct yb_error *error);
int yb_sign_out(struct yb_tx *tx, int64_t sign_id, int64_t out_time, struct yb_error *error);

/* Statements with their differences, in one call. */
int yb_stmt_add(struct yb_tx *tx, const struct yb_stmt_row *stmt,
                const struct yb_stmt_detail_list *details, struct yb_error *error);
int yb_stmt_detail_list(struct yb_tx *tx, int64_t stmt_id, struct yb_stmt_detail_list *list,
                        struct yb_error *error);

#endif
