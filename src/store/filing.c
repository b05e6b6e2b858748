#include "store/filing.h"

#include "store/tx.h"

static int missing(struct yb_tx *tx, int64_t trt_dcla_detl_sn, struct yb_error *error)
{
    return yb_fail(error, YB_E_FILING_NOT_FOUND, yb_tx_text(tx, trt_dcla_detl_sn), NULL);
}

int yb_filing_add(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_FILING_ADD, YB_T_filing, filing, NULL, error);
}

int yb_filing_get(struct yb_tx *tx, int64_t psn_no, int64_t trt_dcla_detl_sn,
                  struct yb_filing_row *filing, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(trt_dcla_detl_sn)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_FILING_GET, values, 2, filing, &found, error);

    return rc == YB_OK && !found ? missing(tx, trt_dcla_detl_sn, error) : rc;
}

int yb_filing_put(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_FILING_PUT, YB_T_filing, filing, &changed, error);

    return rc == YB_OK && !changed ? missing(tx, filing->trt_dcla_detl_sn, error) : rc;
}

int yb_filing_list(struct yb_tx *tx, int64_t psn_no, struct yb_text filing_kind,
                   struct yb_filing_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_string(filing_kind)};

    return yb_tx_list(tx, YB_SQL_FILING_LIST, values, 2, YB_LIST(list), error);
}
