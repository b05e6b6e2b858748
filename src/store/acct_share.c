#include "store/acct_share.h"

#include "store/tx.h"

int yb_acct_share_put(struct yb_tx *tx, const struct yb_acct_share_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_ACCT_SHARE_PUT, YB_T_acct_share, row, NULL, error);
}

int yb_acct_share_list(struct yb_tx *tx, int64_t psn_no, struct yb_acct_share_list *list,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_ACCT_SHARE_LIST, values, 1, YB_LIST(list), error);
}

int yb_acct_hold_add(struct yb_tx *tx, const struct yb_acct_hold_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_ACCT_HOLD_ADD, YB_T_acct_hold, row, NULL, error);
}

static int changed_one(struct yb_tx *tx, int rc, int64_t changed, int64_t id,
                       struct yb_error *error)
{
    return rc == YB_OK && !changed
               ? yb_tx_refuse(tx, YB_E_NOT_FOUND, error, "acct_hold", yb_tx_text(tx, id))
               : rc;
}

int yb_acct_hold_put(struct yb_tx *tx, const struct yb_acct_hold_row *row, struct yb_error *error)
{
    int64_t changed = 0;
    int rc = yb_tx_put(tx, YB_SQL_ACCT_HOLD_PUT, YB_T_acct_hold, row, &changed, error);

    return changed_one(tx, rc, changed, row->hold_id, error);
}

int yb_acct_hold_get(struct yb_tx *tx, int64_t psn_no, int64_t hold_id,
                     struct yb_acct_hold_row *row, bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(hold_id)};

    return yb_tx_one(tx, YB_SQL_ACCT_HOLD_GET, values, 2, row, found, error);
}

int yb_acct_hold_list(struct yb_tx *tx, int64_t psn_no, struct yb_text hold_stas,
                      struct yb_acct_hold_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_string(hold_stas)};

    return yb_tx_list(tx, YB_SQL_ACCT_HOLD_LIST, values, 2, YB_LIST(list), error);
}

int yb_acct_hold_due(struct yb_tx *tx, int64_t before_ms, size_t most,
                     struct yb_acct_hold_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(before_ms), yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_ACCT_HOLD_DUE, values, 2, YB_LIST(list), error);
}

int yb_acct_use_add(struct yb_tx *tx, const struct yb_acct_use_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_ACCT_USE_ADD, YB_T_acct_use, row, NULL, error);
}

int yb_acct_use_put(struct yb_tx *tx, const struct yb_acct_use_row *row, struct yb_error *error)
{
    int64_t changed = 0;
    int rc = yb_tx_put(tx, YB_SQL_ACCT_USE_PUT, YB_T_acct_use, row, &changed, error);

    return changed_one(tx, rc, changed, row->acct_use_id, error);
}

int yb_acct_use_list(struct yb_tx *tx, int64_t psn_no, int64_t setl_id,
                     struct yb_acct_use_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(setl_id)};

    return yb_tx_list(tx, YB_SQL_ACCT_USE_LIST, values, 2, YB_LIST(list), error);
}

int yb_acct_use_get(struct yb_tx *tx, int64_t psn_no, int64_t acct_use_id,
                    struct yb_acct_use_row *row, bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(acct_use_id)};

    return yb_tx_one(tx, YB_SQL_ACCT_USE_GET, values, 2, row, found, error);
}

int yb_acct_use_due(struct yb_tx *tx, int64_t before_ms, size_t most, struct yb_acct_use_list *list,
                    struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(before_ms), yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_ACCT_USE_DUE, values, 2, YB_LIST(list), error);
}
