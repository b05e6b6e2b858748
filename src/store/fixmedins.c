#include "store/fixmedins.h"

#include "store/tx.h"

int yb_fixmedins_put(struct yb_tx *tx, const struct yb_fixmedins_row *fixmedins,
                     struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_FIXMEDINS_PUT, YB_T_fixmedins, fixmedins, NULL, error);
}

int yb_fixmedins_get(struct yb_tx *tx, struct yb_text fixmedins_code,
                     struct yb_fixmedins_row *fixmedins, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(fixmedins_code)};
    bool found;
    int rc;

    if (yb_tx_recall(tx, YB_SQL_FIXMEDINS_GET, fixmedins_code, fixmedins))
        return YB_OK;
    rc = yb_tx_one(tx, YB_SQL_FIXMEDINS_GET, values, 1, fixmedins, &found, error);
    if (rc == YB_OK && found)
        yb_tx_remember(tx, YB_SQL_FIXMEDINS_GET, fixmedins_code, fixmedins);
    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_FIXMEDINS_NOT_FOUND, yb_tx_string(tx, fixmedins_code), NULL);
    return rc;
}

int yb_fixmedins_list(struct yb_tx *tx, struct yb_text name, struct yb_text fixmedins_type,
                      struct yb_fixmedins_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(name), yb_string(fixmedins_type)};

    return yb_tx_list(tx, YB_SQL_FIXMEDINS_LIST, values, 2, YB_LIST(list), error);
}

int yb_dept_put(struct yb_tx *tx, const struct yb_dept_row *dept, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_DEPT_PUT, YB_T_dept, dept, NULL, error);
}

int yb_dept_list(struct yb_tx *tx, struct yb_text fixmedins_code, struct yb_dept_list *list,
                 struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(fixmedins_code)};

    return yb_tx_list(tx, YB_SQL_DEPT_LIST, values, 1, YB_LIST(list), error);
}

int yb_prac_psn_put(struct yb_tx *tx, const struct yb_prac_psn_row *prac, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PRAC_PSN_PUT, YB_T_prac_psn, prac, NULL, error);
}

int yb_prac_psn_list(struct yb_tx *tx, struct yb_text fixmedins_code, struct yb_prac_psn_list *list,
                     struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(fixmedins_code)};

    return yb_tx_list(tx, YB_SQL_PRAC_PSN_LIST, values, 1, YB_LIST(list), error);
}

int yb_item_map_put(struct yb_tx *tx, const struct yb_item_map_row *map, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_ITEM_MAP_PUT, YB_T_item_map, map, NULL, error);
}

int yb_item_map_withdraw(struct yb_tx *tx, const struct yb_item_map_row *key, int64_t now_ms,
                         int64_t *changed, struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_string(key->fixmedins_code), yb_string(key->fixmedins_hilist_id),
        yb_string(key->list_type), yb_string(key->med_list_codg), yb_int(now_ms)};

    return yb_tx_do(tx, YB_SQL_ITEM_MAP_WITHDRAW, values, YB_COUNT(values), changed, error);
}

int yb_item_map_list(struct yb_tx *tx, const struct yb_item_map_query *query,
                     struct yb_item_map_list *list, int64_t *total, struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_string(query->fixmedins_code), yb_string(query->fixmedins_hilist_id),
        yb_string(query->list_type),      yb_string(query->med_list_codg),
        yb_string(query->vali_flag),      yb_int(query->updt_time),
        yb_int((int64_t)query->most),     yb_int((int64_t)query->offset)};
    int rc = yb_tx_list(tx, YB_SQL_ITEM_MAP_LIST, values, 8, YB_LIST(list), error);

    if (rc == YB_OK && total)
        rc = yb_tx_numbers(tx, YB_SQL_ITEM_MAP_COUNT, values, 6, total, 1, error);
    return rc;
}
