#include "store/outbox.h"

#include "store/tx.h"

int yb_outbox_add(struct yb_tx *tx, const struct yb_outbox_row *row, struct yb_error *error)
{
    struct yb_outbox_row waiting = *row;

    waiting.outbox_stas = YB_OUTBOX_WAITING;
    return yb_tx_put(tx, YB_SQL_OUTBOX_ADD, YB_T_outbox, &waiting, NULL, error);
}

int yb_outbox_list(struct yb_tx *tx, int64_t after, size_t most, struct yb_outbox_list *list,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(after), yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_OUTBOX_LIST, values, 2, YB_LIST(list), error);
}

int yb_outbox_mark(struct yb_tx *tx, const struct yb_outbox_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(row->psn_no), yb_int(row->outbox_id),
                                      yb_int(row->outbox_stas), yb_int(row->attempts),
                                      yb_int(row->done_time)};
    int64_t changed;
    int rc = yb_tx_do(tx, YB_SQL_OUTBOX_MARK, values, YB_COUNT(values), &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_fail(error, YB_E_NOT_FOUND, "outbox", yb_tx_text(tx, row->outbox_id), NULL);
    return rc;
}
