#include "store/setting.h"

#include "store/tx.h"

int yb_setting_get(struct yb_tx *tx, struct yb_text name, struct yb_text *value,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(name)};
    struct yb_setting_row row;
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_SETTING_GET, values, 1, &row, &found, error);

    *value = row.value;
    return rc;
}

int yb_setting_put(struct yb_tx *tx, struct yb_text name, struct yb_text value,
                   struct yb_error *error)
{
    struct yb_setting_row row = {name, value};

    if (yb_text_starts(name, "schema"))
        return yb_fail(error, YB_E_NOT_ALLOWED, yb_tx_string(tx, name), NULL);
    return yb_tx_put(tx, YB_SQL_SETTING_PUT, YB_T_setting, &row, NULL, error);
}
