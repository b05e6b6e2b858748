/*
 * again.h - what a register says today about the day of a bill that was settled before. Pure.
 *
 * Only the dimensions that the cause concerns are derived again, by the same code as at settlement
 * (facts.h); all else stays as recorded.
 */
#ifndef YB_APP_SETTLE_AGAIN_H
#define YB_APP_SETTLE_AGAIN_H

#include "app/settle/resettle.h"

struct yb_again {
    const struct yb_app *app;
    struct yb_arena *arena;
    enum yb_cause_kind kind; /* identity, cover; others leave the facts alone */
    const struct yb_psn_row *psn;
    const struct yb_psn_insu_list *insu;
    const struct yb_psn_idet_list *idet;
};

/* Errors: PSN_NOT_COVERED, UNKNOWN_CODE, NO_MEMORY. */
int yb_facts_again(const struct yb_again *again, const struct yb_setl_row *setl,
                   const struct yb_record *record, struct yb_facts *facts, struct yb_error *error);

#endif
