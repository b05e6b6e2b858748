#include "store/psn.h"

#include "store/tx.h"

static int psn_missing(struct yb_tx *tx, int64_t psn_no, struct yb_error *error)
{
    return yb_fail(error, YB_E_PSN_NOT_FOUND, yb_tx_text(tx, psn_no), NULL);
}

int yb_psn_add(struct yb_tx *tx, const struct yb_psn_row *psn, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PSN_ADD, YB_T_psn, psn, NULL, error);
}

int yb_psn_put(struct yb_tx *tx, const struct yb_psn_row *psn, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_PSN_PUT, YB_T_psn, psn, &changed, error);

    return rc == YB_OK && !changed ? psn_missing(tx, psn->psn_no, error) : rc;
}

int yb_psn_get(struct yb_tx *tx, int64_t psn_no, struct yb_psn_row *psn, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_PSN_GET, values, 1, psn, &found, error);

    return rc == YB_OK && !found ? psn_missing(tx, psn_no, error) : rc;
}

int yb_psn_lock(struct yb_tx *tx, int64_t psn_no, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};
    int64_t found;
    int rc = yb_tx_numbers(tx, YB_SQL_PSN_HOLD, values, 1, &found, 1, error);

    return rc == YB_OK && !found ? psn_missing(tx, psn_no, error) : rc;
}

int yb_psn_list(struct yb_tx *tx, int64_t after, size_t most, struct yb_psn_list *list,
                struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(after), yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_PSN_LIST, values, 2, YB_LIST(list), error);
}

int yb_psn_lookup_add(struct yb_tx *tx, const struct yb_psn_lookup_row *lookup,
                      struct yb_error *error)
{
    int64_t changed, psn_no;
    int rc = yb_tx_put(tx, YB_SQL_PSN_LOOKUP_ADD, YB_T_psn_lookup, lookup, &changed, error);

    if (rc != YB_OK || changed)
        return rc;
    rc = yb_psn_lookup(tx, lookup->lookup_type, lookup->certno_hash, &psn_no, error);
    if (rc == YB_OK && psn_no != lookup->psn_no)
        rc = yb_fail(error, YB_E_EXISTS, "psn_lookup", yb_tx_text(tx, psn_no), NULL);
    return rc;
}

int yb_psn_lookup(struct yb_tx *tx, struct yb_text lookup_type, struct yb_text certno_hash,
                  int64_t *psn_no, struct yb_error *error)
{
    const struct yb_value values[] = {yb_bytes(certno_hash), yb_string(lookup_type)};
    struct yb_psn_lookup_row lookup;
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_PSN_LOOKUP_GET, values, 2, &lookup, &found, error);

    *psn_no = found ? lookup.psn_no : 0;
    return rc;
}

int yb_psn_insu_put(struct yb_tx *tx, const struct yb_psn_insu_row *insu, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PSN_INSU_PUT, YB_T_psn_insu, insu, NULL, error);
}

int yb_psn_insu_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_insu_list *list,
                     struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_PSN_INSU_LIST, values, 1, YB_LIST(list), error);
}

int yb_psn_idet_put(struct yb_tx *tx, const struct yb_psn_idet_row *idet, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PSN_IDET_PUT, YB_T_psn_idet, idet, NULL, error);
}

int yb_psn_idet_list(struct yb_tx *tx, int64_t psn_no, struct yb_psn_idet_list *list,
                     struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_PSN_IDET_LIST, values, 1, YB_LIST(list), error);
}

int yb_psn_fact_add(struct yb_tx *tx, const struct yb_psn_fact_row *fact, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PSN_FACT_ADD, YB_T_psn_fact, fact, NULL, error);
}

int yb_psn_fact_list(struct yb_tx *tx, int64_t psn_no, int64_t known_ms,
                     struct yb_psn_fact_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(known_ms)};

    return yb_tx_list(tx, YB_SQL_PSN_FACT_LIST, values, 2, YB_LIST(list), error);
}
