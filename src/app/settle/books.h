/*
 * books.h - the rows of ledger accounts that settlements and people need. Runs inside a call.
 */
#ifndef YB_APP_SETTLE_BOOKS_H
#define YB_APP_SETTLE_BOOKS_H

#include "app/app.h"
#include "store/row.h"

/*
 * The id of a shared account (enum yb_account_kind, key), its row made on the first use. An account
 * that has been seen in the store once is remembered by the process, so this costs nothing later.
 * The texts of `account` besides kind and key are its description.
 */
int yb_books_shared(struct yb_call *call, const struct yb_ledger_account_row *account,
                    int64_t *account_id, struct yb_error *error);

/* A fund of the region served: FUND "<region>:<insutype>:<fund_pay_type>". */
int yb_books_fund(struct yb_call *call, struct yb_text insutype, struct yb_text fund_pay_type,
                  struct yb_text name, int64_t *account_id, struct yb_error *error);

/* What the funds owe an institution: FIXMEDINS "<fixmedins_code>". */
int yb_books_institution(struct yb_call *call, struct yb_text fixmedins_code, int64_t *account_id,
                         struct yb_error *error);

/* Differences settled with people: CLEARING "adjust:<region>:<insutype>". */
int yb_books_adjustments(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                         struct yb_error *error);

/* Owed to people by their claims on paper: CLEARING "paper:<region>:<insutype>". */
int yb_books_paper(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                   struct yb_error *error);

/* Maternity allowances on their way: CLEARING "allowance:<region>:<insutype>". */
int yb_books_allowance(struct yb_call *call, struct yb_text insutype, int64_t *account_id,
                       struct yb_error *error);

/* Between a relative's account and the bill that it pays for: CLEARING "family:<region>". */
int yb_books_family(struct yb_call *call, int64_t *account_id, struct yb_error *error);

/*
 * Opens the personal account of a person in a scheme, with an opening balance (0: none) that is
 * booked against PSN_POOL "<region>:<insutype>".
 */
int yb_books_open_account(struct yb_call *call, int64_t psn_no, struct yb_text insutype,
                          int64_t balc_fen, struct yb_error *error);

/* The personal account of a scheme among a person's accounts, or NULL. Pure. */
const struct yb_psn_account_row *yb_books_account(const struct yb_psn_account_list *accounts,
                                                  struct yb_text insutype);

#endif
