/*
 * bill_pdf.h - the bill on paper: A4, for the person who was treated. Who pays how much first, then
 * why, then what for. Fonts are embedded (whatever fontconfig gives for Noto Sans CJK SC).
 */
#ifndef YB_FACE_BILL_PDF_H
#define YB_FACE_BILL_PDF_H

#include "face/bill.h"

/* What stands above the bill; names and numbers as they are to be shown. */
struct yb_bill_head {
    struct yb_text psn_name, certno, fixmedins_name, insutype, med_type;
    int64_t setl_id, setl_time_ms;
};

/* The bytes of the document, in the arena. Errors: NO_MEMORY, INTERNAL (cairo's words). */
int yb_bill_write_pdf(const struct yb_bill_view *view, const struct yb_bill_head *head,
                      struct yb_arena *arena, struct yb_text *pdf, struct yb_error *error);

#endif
