#include "store/document.h"

#include "store/tx.h"

int yb_document_add(struct yb_tx *tx, const struct yb_document_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_DOCUMENT_ADD, YB_T_document, row, NULL, error);
}

int yb_document_list(struct yb_tx *tx, int64_t psn_no, int64_t owner_id,
                     struct yb_document_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(owner_id)};

    return yb_tx_list(tx, YB_SQL_DOCUMENT_LIST, values, 2, YB_LIST(list), error);
}
