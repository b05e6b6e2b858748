/*
 * reverse.h - 2601: undo a transaction whose outcome the sender could not learn.
 *
 * The original is named by (fixmedins_code, omsgid). In every order the effect is the same: after
 * 2601 has been answered the original has no effect and never will.
 *
 *   before the original   a tombstone is kept; the original, when it arrives, is refused with
 *                         MESSAGE_REVERSED
 *   after it              what it made is undone (below)
 *   twice                 the second answers success and does nothing
 *   while it is running   one of the two comes first; the outcome is one of the rows above
 *   of a refused message  a tombstone as well: a retry must not succeed later
 *
 * Undone: 2102, 2207, 2304 (and A) by a red entry as in cancel.h; 2401 as 2404; 2103, 2208, 2305
 * and 2402 are refused (REVERSE_NOT_ALLOWED: settle, or cancel the discharge by 2405, instead), as
 * is any other oinfno; so is an oinfno or psn_no that is not the original's. What has been undone
 * by its own transaction meanwhile (2208 after 2207) counts as reversed.
 */
#ifndef YB_APP_SETTLE_REVERSE_H
#define YB_APP_SETTLE_REVERSE_H

#include "app/app.h"

struct yb_reverse_in {
    int64_t psn_no;
    struct yb_text omsgid, oinfno;
};

/* 2601. Errors: REVERSE_NOT_ALLOWED; MDTRT_STATE (an admission whose stay has lines already). */
int yb_app_reverse(struct yb_call *call, const struct yb_reverse_in *in, struct yb_error *error);

#endif
