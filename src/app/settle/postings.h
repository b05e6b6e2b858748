/*
 * postings.h - the ledger entries of a settlement. Pure.
 *
 *   a fund pays p      debit  FUND      "<region>:<insutype>:<fund_pay_type>"
 *                      credit FIXMEDINS "<fixmedins_code>"
 *   the account pays p debit  the person's own account
 *                      credit FIXMEDINS "<fixmedins_code>"
 *   a relative's pays  debit  CLEARING "family:<region>" (app/family/use.h: the relative's side)
 *                      credit FIXMEDINS "<fixmedins_code>"
 *
 * So the credits of an institution's account are what the funds and the accounts owe it, and the
 * postings of a settlement add up to fund_pay_sumamt + acct_pay. Cash and the hospital's own part
 * never pass through the funds: they stand in the settlement alone. A negative amount posts the
 * same pair the other way round; a transfer's amount is always positive.
 *
 * An adjustment (cancel.h) is settled between the funds and the person, not with the institution:
 * its counter account is CLEARING "adjust:<region>:<insutype>".
 *
 * A claim on paper (app/paper/paper.h) is owed to the person: its counter account is CLEARING
 * "paper:<region>:<insutype>".
 *
 * A maternity allowance (app/maternity/maternity.h) goes from the fund it is paid by to CLEARING
 * "allowance:<region>:<insutype>" when it is put on a payment list.
 *
 * The id of a shared account is derived from its kind and key (SM3), so that a settlement needs no
 * look-up; see app/settle/books.h for the rows of the accounts.
 */
#ifndef YB_APP_SETTLE_POSTINGS_H
#define YB_APP_SETTLE_POSTINGS_H

#include "engine/policy/policy.h"

#define YB_POSTINGS_MAX (YB_FUNDS + 1)

/* amount_fen > 0. */
struct yb_posting {
    int64_t debit_account_id, credit_account_id;
    int64_t amount_fen;
    enum yb_fund fund;
};

struct yb_posting_source {
    int64_t fund_fen[YB_FUNDS]; /* YB_FUND_ACCT: own and relatives'; YB_FUND_HOSP is not posted */
    int64_t family_fen;         /* of YB_FUND_ACCT: relatives' */
    int64_t family_account_id;  /* where family_fen is not 0 */
    int64_t fund_account_id[YB_FUNDS]; /* where fund_fen is not 0 */
    int64_t psn_account_id;
    int64_t counter_account_id; /* the institution, or clearing */
};

/* The id of the shared account of (kind, key); always positive. |key| < 200 bytes. */
int64_t yb_account_id(int kind, struct yb_text key);

/* "<region>:<insutype>:<fund_pay_type>", in the arena. */
struct yb_text yb_account_key_fund(struct yb_arena *arena, struct yb_text region,
                                   struct yb_text insutype, struct yb_text fund_pay_type);

/* "adjust:<region>:<insutype>", in the arena. */
struct yb_text yb_account_key_adjust(struct yb_arena *arena, struct yb_text region,
                                     struct yb_text insutype);

/* "paper:<region>:<insutype>", in the arena. */
struct yb_text yb_account_key_paper(struct yb_arena *arena, struct yb_text region,
                                    struct yb_text insutype);

/* "allowance:<region>:<insutype>", in the arena. */
struct yb_text yb_account_key_allowance(struct yb_arena *arena, struct yb_text region,
                                        struct yb_text insutype);

/* "family:<region>", in the arena. */
struct yb_text yb_account_key_family(struct yb_arena *arena, struct yb_text region);

/* Writes the postings of `source`; returns how many. */
int yb_postings_of(const struct yb_posting_source *source, struct yb_posting out[YB_POSTINGS_MAX]);

#endif
