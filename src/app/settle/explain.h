/*
 * explain.h - a stored settlement as the bill it was: lines, layers, trace, decided again from what
 * was kept. For the paper bill, the console and the command line.
 *
 * A red entry is explained as the settlement that it cancels, an adjustment as the bill that holds
 * since then. The accumulators are those of that moment: the sum of all movements before it that
 * belong to settlements older than the one explained.
 */
#ifndef YB_APP_SETTLE_EXPLAIN_H
#define YB_APP_SETTLE_EXPLAIN_H

#include "app/settle/effective.h"

struct yb_explained {
    struct yb_setl_row setl;     /* as asked for */
    struct yb_setl_row original; /* the settlement that lines and record belong to */
    int64_t cancelled_by;        /* the red entry of the original; 0: none */
    struct yb_decision decision;
    struct yb_text *names;      /* of every line */
    struct yb_text *catalogues; /* of every line: app/catalogue/label.h */
    struct yb_text family;      /* whose accounts paid besides: yb_family_names */
    struct yb_feedetl_row **lines;
};

/*
 * Explains setl_id inside a read or a job. psn_no 0: looked for. Everything is in the transaction's
 * arena. Errors: SETL_NOT_FOUND; TAMPERED (the record); those of yb_decide.
 */
int yb_settlement_explain(struct yb_app *app, struct yb_tx *tx, const int64_t psn_no_and_setl_id[2],
                          struct yb_explained *out, struct yb_error *error);

/* Whose settlement it is. Errors: SETL_NOT_FOUND. */
int yb_settlement_person(struct yb_tx *tx, int64_t setl_id, int64_t *psn_no,
                         struct yb_error *error);

#endif
