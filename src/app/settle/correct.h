/*
 * correct.h - a fee line of a settled bill put right by the agency.
 *
 * What was uploaded stays; the correction is a row of its own (feedetl_fix), and the bill and the
 * later ones of that year are decided again (resettle.h, cause `line`). Two persons do it: the
 * approval kind `correction` (app/approval), whose target is "<setl_id>/<feedetl_sn>" and whose
 * content says what the line should have been:
 *
 *     amount 120.00     quantity, price, or what audit disallows: 0 up to what was charged; the
 *                       quantity goes down in proportion. The institution owes the difference.
 *     item XA01         another code, with its terms on the day of the line
 *     class 02          another class (chrgitm_lv 01, 02, 03), with the pack's share for it
 *
 * After the last two the total stands; funds and person settle the difference.
 */
#ifndef YB_APP_SETTLE_CORRECT_H
#define YB_APP_SETTLE_CORRECT_H

#include "app/settle/resettle.h"

struct yb_correct_in {
    struct yb_text target, content; /* as above */
    struct yb_text reason;
    int64_t approval_id;
    bool dry; /* tells what would change, writes nothing; may run inside a read */
};

/*
 * Errors: WRONG_FORMAT (target, content, value), SETL_NOT_FOUND, SETL_CANCELLED (also: a red entry
 * or an adjustment), NOT_FOUND (the line), OUT_OF_RANGE (value), ITEM_NOT_FOUND, those of
 * resettle.h.
 */
int yb_app_correct_line(struct yb_call *call, const struct yb_correct_in *in,
                        struct yb_resettled *out, struct yb_error *error);

#endif
