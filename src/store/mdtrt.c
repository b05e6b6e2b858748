#include "store/mdtrt.h"

#include "store/tx.h"

static int missing(struct yb_tx *tx, int64_t mdtrt_id, struct yb_error *error)
{
    return yb_fail(error, YB_E_MDTRT_NOT_FOUND, yb_tx_text(tx, mdtrt_id), NULL);
}

int yb_mdtrt_add(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    return yb_tx_put_later(tx, YB_SQL_MDTRT_ADD, YB_T_mdtrt, mdtrt, error);
}

int yb_mdtrt_put(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_MDTRT_PUT, YB_T_mdtrt, mdtrt, &changed, error);

    return rc == YB_OK && !changed ? missing(tx, mdtrt->mdtrt_id, error) : rc;
}

int yb_mdtrt_get(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id, struct yb_mdtrt_row *mdtrt,
                 struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(mdtrt_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_MDTRT_GET, values, 2, mdtrt, &found, error);

    return rc == YB_OK && !found ? missing(tx, mdtrt_id, error) : rc;
}

int yb_mdtrt_list(struct yb_tx *tx, const struct yb_mdtrt_query *query, struct yb_mdtrt_list *list,
                  struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(query->psn_no), yb_int(query->from_ms),
                                      yb_int(query->to_ms), yb_string(query->med_type)};

    return yb_tx_list(tx, YB_SQL_MDTRT_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_mdtrt_list_fixmedins(struct yb_tx *tx, const struct yb_mdtrt_fixmedins_query *query,
                            struct yb_mdtrt_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(query->fixmedins_code), yb_int(query->from_ms),
                                      yb_int(query->to_ms), yb_string(query->inhosp_stas),
                                      yb_int(YB_STORE_LIST_MAX)};

    return yb_tx_list(tx, YB_SQL_MDTRT_LIST_FIXMEDINS, values, YB_COUNT(values), YB_LIST(list),
                      error);
}

int yb_mdtrt_dise_put(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt,
                      struct yb_text inout_diag_type, const struct yb_mdtrt_dise_list *list,
                      struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(mdtrt->psn_no), yb_int(mdtrt->mdtrt_id),
                                      yb_string(inout_diag_type)};
    int rc = yb_tx_do(tx, YB_SQL_MDTRT_DISE_CLEAR, values, YB_COUNT(values), NULL, error);

    if (rc == YB_OK)
        rc = yb_tx_put_many(tx, YB_SQL_MDTRT_DISE_ADD, list->rows, list->count, NULL, error);
    return rc;
}

int yb_mdtrt_dise_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                       struct yb_mdtrt_dise_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(mdtrt_id)};

    return yb_tx_list(tx, YB_SQL_MDTRT_DISE_LIST, values, 2, YB_LIST(list), error);
}
