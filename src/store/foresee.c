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
    int rc;

    yb_batch_register(&b, YB_SQL_PSN_GET, psn, &part);
    rc = yb_tx_run(tx, b.calls, b.count, error);
    if (rc != YB_OK || !part.person->count)
        return rc;
    yb_register_take(&part, seen);
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

    return seen->version && memo && tx->poison == YB_OK && yb_memo_version(memo) == seen->version;
}
