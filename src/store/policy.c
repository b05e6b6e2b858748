#include "store/policy.h"

#include "store/tx.h"

int yb_policy_version_add(struct yb_tx *tx, const struct yb_policy_version_row *row,
                          struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_POLICY_VERSION_ADD, YB_T_policy_version, row, NULL, error);
}

int yb_policy_version_get(struct yb_tx *tx, int64_t version_id, struct yb_policy_version_row *row,
                          struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(version_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_POLICY_VERSION_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "version_id", yb_tx_text(tx, version_id), NULL);
    return rc;
}

int yb_policy_version_put(struct yb_tx *tx, const struct yb_policy_version_row *row,
                          struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_POLICY_VERSION_PUT, YB_T_policy_version, row, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "policy_version", NULL);
    return rc;
}

int yb_policy_version_list(struct yb_tx *tx, struct yb_text version_stas, struct yb_text name,
                           struct yb_policy_version_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(version_stas), yb_string(name)};

    return yb_tx_list(tx, YB_SQL_POLICY_VERSION_LIST, values, YB_COUNT(values), YB_LIST(list),
                      error);
}
