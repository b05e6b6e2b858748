#include "store/file.h"

#include "store/tx.h"

int yb_stored_file_add(struct yb_tx *tx, const struct yb_file_row *file, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_FILE_ADD, YB_T_file, file, NULL, error);
}

int yb_stored_file_get(struct yb_tx *tx, int64_t file_id, struct yb_file_row *file,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(file_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_FILE_GET, values, 1, file, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "file_qury_no", yb_tx_text(tx, file_id), NULL);
    return rc;
}

int yb_stored_file_find(struct yb_tx *tx, struct yb_text file_key, struct yb_file_row *file,
                        bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(file_key)};

    return yb_tx_one(tx, YB_SQL_FILE_FIND, values, 1, file, found, error);
}

int yb_stored_file_sweep(struct yb_tx *tx, int64_t now_ms, int64_t *deleted, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(now_ms)};

    return yb_tx_do(tx, YB_SQL_FILE_SWEEP, values, 1, deleted, error);
}

int yb_sign_in_add(struct yb_tx *tx, const struct yb_sign_in_row *sign_in, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_SIGN_IN_ADD, YB_T_sign_in, sign_in, NULL, error);
}

static int bad_sign(struct yb_tx *tx, int64_t sign_id, struct yb_error *error)
{
    return yb_fail(error, YB_E_SIGN_IN, yb_tx_text(tx, sign_id), NULL);
}

int yb_sign_in_get(struct yb_tx *tx, int64_t sign_id, struct yb_sign_in_row *sign_in,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(sign_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_SIGN_IN_GET, values, 1, sign_in, &found, error);

    return rc == YB_OK && !found ? bad_sign(tx, sign_id, error) : rc;
}

int yb_sign_out(struct yb_tx *tx, int64_t sign_id, int64_t out_time, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(sign_id), yb_int(out_time)};
    int64_t changed;
    int rc = yb_tx_do(tx, YB_SQL_SIGN_OUT, values, 2, &changed, error);

    return rc == YB_OK && !changed ? bad_sign(tx, sign_id, error) : rc;
}

int yb_stmt_add(struct yb_tx *tx, const struct yb_stmt_row *stmt,
                const struct yb_stmt_detail_list *details, struct yb_error *error)
{
    int rc = yb_tx_put(tx, YB_SQL_STMT_ADD, YB_T_stmt, stmt, NULL, error);

    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_STMT_DETAIL_ADD, details->rows, details->count, NULL, error);
    return rc;
}

int yb_stmt_detail_list(struct yb_tx *tx, int64_t stmt_id, struct yb_stmt_detail_list *list,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(stmt_id)};

    return yb_tx_list(tx, YB_SQL_STMT_DETAIL_LIST, values, 1, YB_LIST(list), error);
}
