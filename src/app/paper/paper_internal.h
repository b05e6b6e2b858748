/*
 * paper_internal.h - what the files of this room share.
 */
#ifndef YB_APP_PAPER_PAPER_INTERNAL_H
#define YB_APP_PAPER_PAPER_INTERNAL_H

#include "app/paper/paper.h"

/* The first instant of a day in China. */
int64_t yb_paper_instant(int32_t day);

/* One within reach that is open. Errors: NOT_FOUND, PAPER_STATE. */
int yb_paper_open(struct yb_call *call, const struct yb_paper_deed *deed,
                  struct yb_paper_claim_row *claim, struct yb_error *error);

#endif
