#include "store/approval.h"

#include "store/tx.h"

int yb_approval_add(struct yb_tx *tx, const struct yb_approval_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_APPROVAL_ADD, YB_T_approval, row, NULL, error);
}

int yb_approval_get(struct yb_tx *tx, int64_t approval_id, struct yb_approval_row *row,
                    struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(approval_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_APPROVAL_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "approval", yb_tx_text(tx, approval_id), NULL);
    return rc;
}

int yb_approval_list(struct yb_tx *tx, struct yb_text approval_stas, int64_t before, int64_t most,
                     struct yb_approval_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(approval_stas), yb_int(before), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_APPROVAL_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_approval_decide(struct yb_tx *tx, const struct yb_approval_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(row->approval_id),    yb_string(row->approval_stas),
                                      yb_int(row->decide_user_id), yb_string(row->decide_user),
                                      yb_int(row->decide_time),    yb_string(row->decide_reason)};
    int64_t changed;
    int rc = yb_tx_do(tx, YB_SQL_APPROVAL_DECIDE, values, YB_COUNT(values), &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "approval", NULL);
    return rc;
}

int yb_export_add(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_EXPORT_ADD, YB_T_export_job, row, NULL, error);
}

int yb_export_put(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_EXPORT_PUT, YB_T_export_job, row, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_fail(error, YB_E_NOT_FOUND, "export", yb_tx_text(tx, row->export_id), NULL);
    return rc;
}

int yb_export_get(struct yb_tx *tx, int64_t export_id, struct yb_export_job_row *row,
                  struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(export_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_EXPORT_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "export", yb_tx_text(tx, export_id), NULL);
    return rc;
}

int yb_export_list(struct yb_tx *tx, int64_t user_id, int64_t most, struct yb_export_job_list *list,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(user_id), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_EXPORT_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_export_open(struct yb_tx *tx, int64_t most, struct yb_export_job_list *list,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(most)};

    return yb_tx_list(tx, YB_SQL_EXPORT_OPEN, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_export_remove(struct yb_tx *tx, const struct yb_export_job_row *row, struct yb_error *error)
{
    const struct yb_value file[] = {yb_int(row->file_id)};
    const struct yb_value job[] = {yb_int(row->export_id)};
    int rc = YB_OK;

    if (row->file_id)
        rc = yb_tx_do(tx, YB_SQL_FILE_REMOVE, file, 1, NULL, error);
    return rc == YB_OK ? yb_tx_do(tx, YB_SQL_EXPORT_REMOVE, job, 1, NULL, error) : rc;
}
