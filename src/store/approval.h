/*
 * approval.h - two-person matters, and export jobs: rows that a user leaves for later.
 */
#ifndef YB_STORE_APPROVAL_H
#define YB_STORE_APPROVAL_H

#include "store/store.h"

/* Adds a matter. */
int yb_approval_add(struct yb_tx *tx, const struct yb_approval_row *row, struct yb_error *error);

/* YB_E_NOT_FOUND. */
int yb_approval_get(struct yb_tx *tx, int64_t approval_id, struct yb_approval_row *row,
                    struct yb_error *error);

/* Those of a state (empty: any) with ids below `before`, newest first. */
int yb_approval_list(struct yb_tx *tx, struct yb_text approval_stas, int64_t before, int64_t most,
                     struct yb_approval_list *list, struct yb_error *error);

/* Writes the decision of a row that is still proposed; YB_E_STORE_CONFLICT when it is not. */
int yb_approval_decide(struct yb_tx *tx, const struct yb_approval_row *row, struct yb_error *error);

/* Export jobs: putting replaces all but the id; YB_E_NOT_FOUND. Removing takes the file along. */
int yb_export_add(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error);
int yb_export_put(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error);
int yb_export_get(struct yb_tx *tx, int64_t export_id, struct yb_export_job_row *row,
                  struct yb_error *error);
int yb_export_list(struct yb_tx *tx, int64_t user_id, int64_t most, struct yb_export_job_list *list,
                   struct yb_error *error);
/* Those waiting or running, oldest first. */
int yb_export_open(struct yb_tx *tx, int64_t most, struct yb_export_job_list *list,
                   struct yb_error *error);
int yb_export_remove(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error);

#endif
