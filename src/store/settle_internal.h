/*
 * settle_internal.h - a settlement completed (every id in every row), ready for either engine.
 */
#ifndef YB_STORE_SETTLE_INTERNAL_H
#define YB_STORE_SETTLE_INTERNAL_H

#include "store/ledger_internal.h"
#include "store/setl.h"
#include "store/tx.h"

struct yb_settle_rows {
    const struct yb_settle_write *write;
    const struct yb_setl_row *setl;
    struct yb_setl_detail_row *details;
    struct yb_setl_accu_row *accus;
    struct yb_ledger_transfer_row *transfers;
    struct yb_account_moves moves;
    struct yb_message_row message; /* if write->message */
};

/* One call of the server's function settle_write (settle_server.c). */
int yb_settle_on_server(struct yb_tx *tx, const struct yb_settle_rows *rows,
                        struct yb_error *error);

#endif
