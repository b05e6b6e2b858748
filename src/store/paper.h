/*
 * paper.h - claims on paper, their lines, and the lists they are paid by. Rules: app/paper/paper.h.
 */
#ifndef YB_STORE_PAPER_H
#define YB_STORE_PAPER_H

#include "store/store.h"

/* Adds one. EXISTS: its invoice is claimed already. */
int yb_paper_add(struct yb_tx *tx, const struct yb_paper_claim_row *row, struct yb_error *error);

/* Writes all of a row that was read, with rev one more than it was; STORE_CONFLICT when somebody
 * else has written it since. */
int yb_paper_put(struct yb_tx *tx, const struct yb_paper_claim_row *row, struct yb_error *error);

/* NOT_FOUND. */
int yb_paper_get(struct yb_tx *tx, int64_t claim_id, struct yb_paper_claim_row *row,
                 struct yb_error *error);

/* The claim that has the invoice, not returned; claim_id 0: none. One without a code is that of any
 * code. */
int yb_paper_of_invoice(struct yb_tx *tx, struct yb_text invo_code, struct yb_text invono,
                        struct yb_paper_claim_row *row, struct yb_error *error);

/* The claim that was paid (settled or listed) by an invoice as a bill settled online names it: its
 * code and number, or its number at the same institution or where it has no code; claim_id 0: none.
 */
int yb_paper_paid(struct yb_tx *tx, struct yb_text invono, struct yb_text fixmedins_code,
                  struct yb_paper_claim_row *row, struct yb_error *error);

struct yb_paper_search {
    struct yb_text claim_stas; /* empty: any */
    struct yb_text claim_kind; /* empty: any */
    struct yb_text fixmedins_code, invono;
    struct yb_text admdvs;    /* beginning of insuplc_admdvs */
    int64_t psn_no;           /* 0: any */
    int64_t from_ms, till_ms; /* accepted from, and before; 0: any */
    int64_t before;           /* claim_id; 0: from the newest */
    int64_t most;
};
int yb_paper_search(struct yb_tx *tx, const struct yb_paper_search *search,
                    struct yb_paper_claim_list *list, struct yb_error *error);

/* All that fit, whatever the page. Of what was returned the funds pay nothing. */
struct yb_paper_sum {
    int64_t claim_cnt, medfee_sumamt_fen, fund_pay_sumamt_fen;
};
int yb_paper_add_up(struct yb_tx *tx, const struct yb_paper_search *search,
                    struct yb_paper_sum *sum, struct yb_error *error);

/* Replaces all lines. */
int yb_paper_lines_put(struct yb_tx *tx, int64_t claim_id, const struct yb_paper_line_list *lines,
                       struct yb_error *error);
int yb_paper_lines(struct yb_tx *tx, int64_t claim_id, struct yb_paper_line_list *list,
                   struct yb_error *error);

/* ---- payment lists ---- */

/* What the next list will hold. */
int yb_paper_waiting(struct yb_tx *tx, struct yb_paper_sum *sum, struct yb_error *error);

/* Puts all settled claims that funds pay for on the list; its row and sums are added afterwards. */
int yb_paper_take(struct yb_tx *tx, int64_t batch_id, int64_t *taken, struct yb_error *error);
int yb_paper_batch_add(struct yb_tx *tx, const struct yb_paper_batch_row *row,
                       const struct yb_paper_batch_fund_list *funds, struct yb_error *error);

/* *found tells. */
int yb_paper_batch_get(struct yb_tx *tx, int64_t batch_id, struct yb_paper_batch_row *row,
                       bool *found, struct yb_error *error);
int yb_paper_batch_funds(struct yb_tx *tx, int64_t batch_id, struct yb_paper_batch_fund_list *list,
                         struct yb_error *error);

/* Before `before` (0: all), newest first. */
int yb_paper_batch_list(struct yb_tx *tx, int64_t before, int64_t most,
                        struct yb_paper_batch_list *list, struct yb_error *error);

/* The claims of a list after `after`, oldest first. */
int yb_paper_of_batch(struct yb_tx *tx, int64_t batch_id, int64_t after, int64_t most,
                      struct yb_paper_claim_list *list, struct yb_error *error);

#endif
