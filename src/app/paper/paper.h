/*
 * paper.h - claims on paper (零星报销): accepted at the counter, settled like any other bill, paid
 * to the person.
 *
 *     accept --> open --submit--> settled            the funds pay no more than paper_review_above
 *                  |        \--> review --approve (another person)--> settled
 *                  |                |                                    |
 *                  +----------------+------------ return, with a reason -+--> returned
 *     settled --batch of the day--> listed (never changes again)
 *
 * Papers: what each kind of claim needs is a row of data/paper/claims.csv; they are kept by digest
 * (app/document/document.h), owner_id is the claim's. Without all of them nothing is handed on.
 *
 * Invoices: one claim, one invoice. Its code and number are claimed once, unless the claim is
 * returned; the second is refused with the number of the first. An invoice that a bill settled
 * online names is refused as well: the bill's invono is its code and number, or its number alone at
 * the same institution, or its number where it has no code (all-electronic invoices). Asked when
 * the claim is accepted and again when it is settled. An invoice without a code equals one of the
 * same number with any code: rather asked about than paid twice.
 *
 * Lines: typed or of a CSV; each is checked by itself, every refusal names line and field, and none
 * is kept unless all are good. The rest of the claim stays as it was.
 *
 * Settlement is app/settle/claim.h at the institution of the care: its catalogue and level, the
 * home policy of the day, filings for care elsewhere, accumulators; the institution must be known
 * to the store. Personal accounts pay nothing. The funds owe the person, not the institution:
 * settle/postings.h. Such a bill is in no reconciliation with the institution, which cannot cancel
 * it; to return a settled claim cancels its bill.
 *
 * A payment list is the region's, one for each day: what is settled and not listed when it is made.
 * Made again on its day it is the same. Claims of which funds pay nothing stay settled. Maternity
 * allowances that are due (app/maternity/maternity.h) stand on it as well, under a fund of their
 * own.
 *
 * Who accepted a claim, entered its lines or submitted it never approves it (APPROVAL_SELF), and
 * who settled it - by the review, or by handing on what needed none - never returns it
 * (PAPER_SELF): a bill that stands is taken back by a second person.
 */
#ifndef YB_APP_PAPER_PAPER_H
#define YB_APP_PAPER_PAPER_H

#include "app/document/document.h"
#include "app/permission/permission.h"
#include "app/settle/claim.h"
#include "store/row.h"

/* ---- kinds ---- */

struct yb_paper_kind {
    struct yb_text kind, title, title_en;
    struct yb_text med_types; /* a bar between */
    struct yb_text documents; /* words of app/document/kind.def, a comma between */
    struct yb_text source;
};

struct yb_paper_kinds {
    const struct yb_paper_kind *rows;
    size_t count;
};

/* Reads data/paper/claims.csv. Errors: those of a CSV; UNKNOWN_CODE (documents); EXISTS (kind). */
int yb_paper_kinds_read(const char *path, struct yb_arena *arena,
                        const struct yb_paper_kinds **kinds, struct yb_error *error);

/* NULL: none. */
const struct yb_paper_kind *yb_paper_kind_of(const struct yb_paper_kinds *kinds,
                                             struct yb_text kind);

/* ---- acceptance ---- */

struct yb_paper_accept_in {
    const struct yb_reach *reach;
    struct yb_text user;
    int64_t psn_no;
    struct yb_text claim_kind, insutype, med_type; /* insutype empty: the person's */
    struct yb_text fixmedins_code, diag_code, dise_codg;
    int32_t begndate, enddate; /* enddate YB_DAY_NONE: begndate */
    struct yb_text invo_code, invono;
    int64_t medfee_sumamt_fen;
    struct yb_text payee_name, bank_name, bank_acct;
    struct yb_text memo;
};

/*
 * Errors: PSN_NOT_FOUND (also out of reach), PSN_NOT_COVERED, UNKNOWN_CODE (claim_kind, med_type),
 * FIXMEDINS_*, OUT_OF_RANGE (begndate, enddate, medfee_sumamt), WRONG_FORMAT (invo_code, invono,
 * bank_acct), INVOICE_CLAIMED, INVOICE_SETTLED.
 */
int yb_app_paper_accept(struct yb_call *call, const struct yb_paper_accept_in *in,
                        int64_t *claim_id, struct yb_error *error);

/* ---- deeds ---- */

struct yb_paper_deed {
    const struct yb_reach *reach;
    struct yb_text user;
    int64_t claim_id;
    struct yb_text reason;
};

/* One within reach. NOT_FOUND. */
int yb_paper_one(struct yb_call *call, const struct yb_paper_deed *deed,
                 struct yb_paper_claim_row *claim, struct yb_error *error);

/* Errors: those of a document; PAPER_STATE (it is not open). */
int yb_app_paper_document(struct yb_call *call, const struct yb_paper_deed *deed,
                          const struct yb_document_in *document, struct yb_error *error);

/* As typed. */
struct yb_paper_line_in {
    struct yb_text fee_ocur_time; /* a day or an instant; empty: the claim's first day */
    struct yb_text med_list_codg, medins_list_codg, cnt, pric, det_item_fee_sumamt;
    struct yb_text hosp_appr_flag; /* 0, 1, 2; empty: 1 */
};

struct yb_paper_refusal {
    int64_t line;      /* of a CSV: 1 is the head; of a list: 1 is the first */
    const char *field; /* the error's first argument where it names one; else "" */
    struct yb_error error;
};

#define YB_PAPER_REFUSALS_MAX 200
#define YB_PAPER_CSV_MAX      (1024 * 1024)

struct yb_paper_lines_out {
    bool kept;
    int64_t lines, refused;
    int64_t det_item_fee_sumamt_fen; /* of the good ones */
    struct yb_paper_refusal *rows;   /* the first YB_PAPER_REFUSALS_MAX */
    size_t count;
};

/*
 * Replaces the lines, if none is refused; it is YB_OK either way. Columns of a CSV are the members'
 * names. Errors: PAPER_STATE; TOO_MANY; those of a CSV's head.
 */
int yb_app_paper_lines(struct yb_call *call, const struct yb_paper_deed *deed,
                       const struct yb_paper_line_in *lines, size_t count,
                       struct yb_paper_lines_out *out, struct yb_error *error);
int yb_app_paper_lines_csv(struct yb_call *call, const struct yb_paper_deed *deed,
                           struct yb_text csv, struct yb_paper_lines_out *out,
                           struct yb_error *error);

/*
 * Hands it on: calculated, and settled or laid before another person. Errors: PAPER_STATE;
 * EVIDENCE_MISSING; INVOICE_SETTLED; CLAIM_EMPTY; SETL_TOTAL; those of a settlement.
 */
int yb_app_paper_submit(struct yb_call *call, const struct yb_paper_deed *deed,
                        struct yb_paper_claim_row *claim, struct yb_error *error);

/* What it would come to now, nothing written. Errors: PAPER_STATE (neither open nor under review);
 * CLAIM_EMPTY; SETL_TOTAL; those of a settlement. */
struct yb_paper_tried {
    struct yb_claim_tried claim;
    bool review; /* another person would have to settle it */
};
int yb_app_paper_try(struct yb_call *call, const struct yb_paper_deed *deed,
                     struct yb_paper_tried *out, struct yb_error *error);

/* True of who accepted it, entered its lines last or handed it on: none of them reviews it. */
bool yb_paper_made_by(const struct yb_paper_claim_row *claim, struct yb_text user);

/* Another person's review: settled. Errors: APPROVAL_SELF and those of submit. */
int yb_app_paper_approve(struct yb_call *call, const struct yb_paper_deed *deed,
                         struct yb_paper_claim_row *claim, struct yb_error *error);

/* Who settled it; empty: it is not settled. */
struct yb_text yb_paper_settler(const struct yb_paper_claim_row *claim);

/* Errors: MISSING (reason); PAPER_STATE (listed or returned); PAPER_SELF; those of a cancellation.
 */
int yb_app_paper_return(struct yb_call *call, const struct yb_paper_deed *deed,
                        struct yb_paper_claim_row *claim, struct yb_error *error);

/* The papers its kind needs and that are not there, comma between. */
int yb_paper_missing(struct yb_call *call, const struct yb_paper_claim_row *claim,
                     struct yb_text *missing, struct yb_error *error);

/* ---- payment lists ---- */

/*
 * The list of today: made if it is not there (*made), else given again. NOT_FOUND: there is nothing
 * to pay.
 */
int yb_app_paper_batch(struct yb_call *call, struct yb_text user, struct yb_paper_batch_row *batch,
                       bool *made, struct yb_error *error);

#endif
