#include "store/foresee.h"

#include "store/filing.h"
#include "store/psn.h"
#include "store/setl_internal.h"
#include "store/store_internal.h"

static int read_person(struct yb_tx *tx, struct yb_foreseen *seen, struct yb_error *error)
{
    const struct yb_value psn[] = {yb_int(seen->psn_no), yb_string(YB_TEXT(""))};
    struct yb_batch b = {.tx = tx};
    struct yb_register_part part;
    struct yb_collect *accu, *accounts;
    int rc;

    yb_batch_register(&b, YB_SQL_PSN_GET, psn, &part);
    accu = yb_batch_ask(&b, YB_SQL_ACCU_LIST, YB_T_accu, psn, 1);
    accounts = yb_batch_ask(&b, YB_SQL_PSN_ACCOUNT_LIST, YB_T_psn_account, psn, 1);
    rc = yb_tx_run(tx, b.calls, b.count, error);
    if (rc != YB_OK || !part.person->count)
        return rc;
    yb_register_take(&part, seen);
    YB_COLLECT_TO(accu, &seen->accu);
    YB_COLLECT_TO(accounts, &seen->accounts);
    seen->version = tx->version;
    return YB_OK;
}

int yb_foresee(struct yb_tx *tx, const struct yb_foresee_whom *whom, struct yb_foreseen *seen,
               struct yb_error *error)
{
    struct yb_arena *arena = tx->arena;
    int rc = YB_OK;

    seen->version = 0;
    tx->arena = whom->arena;
    if (!seen->psn_no)
        rc = yb_psn_lookup(tx, whom->lookup_type, whom->proof_hash, &seen->psn_no, error);
    if (rc == YB_OK && seen->psn_no)
        rc = read_person(tx, seen, error);
    tx->arena = arena;
    return rc;
}

bool yb_foreseen_holds(const struct yb_tx *tx, const struct yb_foreseen *seen)
{
    const struct yb_memo *memo = tx->conn->memo;

    return memo && tx->poison == YB_OK && yb_memo_holds(memo, seen->psn_no, seen->version);
}

/* One list of rows and another. */
static bool same_rows(enum yb_table_id table, const struct yb_collect *now, const void *rows,
                      size_t count)
{
    size_t bytes = yb_tables[table].row_bytes;

    if (now->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!yb_row_equal(&yb_tables[table], now->rows + i * bytes, (const char *)rows + i * bytes))
            return false;
    return true;
}

int yb_foreseen_stands(struct yb_tx *tx, const struct yb_foreseen *seen, bool *stands,
                       struct yb_error *error)
{
    const struct yb_value psn[] = {yb_int(seen->psn_no)};
    struct yb_collect *accu, *accounts;
    struct yb_batch b = {.tx = tx};
    int rc;

    *stands = yb_foreseen_holds(tx, seen);
    if (!*stands || yb_memo_balances_hold(tx->conn->memo, seen->psn_no, seen->version))
        return YB_OK;
    accu = yb_batch_ask(&b, YB_SQL_ACCU_LIST, YB_T_accu, psn, 1);
    accounts = yb_batch_ask(&b, YB_SQL_PSN_ACCOUNT_LIST, YB_T_psn_account, psn, 1);
    rc = yb_tx_run(tx, b.calls, b.count, error);
    *stands = rc == YB_OK && same_rows(YB_T_accu, accu, seen->accu.rows, seen->accu.count) &&
              same_rows(YB_T_psn_account, accounts, seen->accounts.rows, seen->accounts.count);
    return rc;
}
