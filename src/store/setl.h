/*
 * setl.h - settlements: load what is needed, write what was decided, cancel.
 *
 * yb_settle_write is the only way a settlement gets into the store, and it is one call: on
 * PostgreSQL one server-side function. A settlement is never updated or deleted; a cancellation is
 * a settlement with negative amounts whose init_setl_id names the one it cancels, and a unique
 * index lets only one do so.
 *
 * Round trips on PostgreSQL: yb_settle_load one, yb_settle_write none of its own (it travels with
 * the commit, so a refusal may appear as the job's outcome instead of the call's; with the person
 * locked by yb_settle_load a refusal means a fault).
 */
#ifndef YB_STORE_SETL_H
#define YB_STORE_SETL_H

#include "store/ledger.h"
#include "store/mdtrt.h"
#include "store/message.h"
#include "store/psn.h"

/* What adjudication needs of one person, locked and read in one go. */
struct yb_settle_load {
    int64_t psn_no;                /* in */
    int64_t mdtrt_id;              /* in; 0: no visit yet (pharmacy) */
    struct yb_text fixmedins_code; /* in, with msgid: look for an earlier answer; may be empty */
    struct yb_text msgid;
    const struct yb_foreseen *foreseen; /* in; NULL, or what was read ahead: see foresee.h */

    bool
        message_found; /* out: the message has been seen: nothing else is to be trusted to matter */
    struct yb_message_row message;
    struct yb_psn_row psn;
    struct yb_psn_insu_list insu;
    struct yb_psn_idet_list idet;
    struct yb_filing_list filings;       /* all in force or withdrawn */
    struct yb_accu_list accu;            /* all years */
    struct yb_psn_account_list accounts; /* the person's own accounts */
    struct yb_mdtrt_row mdtrt;           /* if mdtrt_id */
    struct yb_mdtrt_dise_list dise;
    struct yb_feedetl_list lines; /* all of the visit, also settled ones: see yb_feedetl_setl */
    struct yb_setl_list setls;    /* all of the visit, cancellations too */
};

/*
 * Locks the person (see yb_psn_lock) and fills the lower part. YB_E_PSN_NOT_FOUND,
 * YB_E_MDTRT_NOT_FOUND. With YB_OK and message_found the caller answers from the message.
 */
int yb_settle_load(struct yb_tx *tx, struct yb_settle_load *load, struct yb_error *error);

/* The same without reading, of a visit that is yet to be made: load->foreseen was read in this very
 * yb_store_foresee. Its rows are shared, not copied. */
void yb_settle_take(struct yb_settle_load *load);

/* The same without the lock, for a pre-settlement inside yb_store_read. */
int yb_settle_peek(struct yb_tx *tx, struct yb_settle_load *load, struct yb_error *error);

/* The live settlement of `setls` that holds the line, or NULL: the line is free to be settled. */
const struct yb_setl_row *yb_feedetl_setl(const struct yb_setl_list *setls,
                                          const struct yb_feedetl_row *line);

/* True for the bill of a claim on paper and its cancellation: owed to the person. */
bool yb_setl_is_paper(const struct yb_setl_row *setl);

/* A bill settled online and not cancelled that has this invoice (see app/paper/paper.h): its number
 * or code and number; setl_id 0: none. */
int yb_setl_of_invoice(struct yb_tx *tx, struct yb_text invo_code, struct yb_text invono,
                       struct yb_text fixmedins_code, struct yb_setl_row *setl,
                       struct yb_error *error);

/* The cancellation of `setl` in the list, or NULL: it is live (or itself a cancellation). */
const struct yb_setl_row *yb_setl_cancelled_by(const struct yb_setl_list *setls,
                                               const struct yb_setl_row *setl);

/* Everything one settlement writes. Counts may be 0 and pointers NULL where said so. */
struct yb_settle_write {
    const struct yb_setl_row *setl;
    const struct yb_setl_detail_row *details; /* ids, psn_no and srt_no are filled in */
    size_t detail_count;
    const struct yb_setl_accu_row *accus; /* value_before must still hold; ids are filled in */
    size_t accu_count;
    const struct yb_ledger_transfer_row *transfers; /* setl_id and psn_no are filled in */
    size_t transfer_count;
    struct yb_text trace;                    /* may be empty */
    enum yb_mdtrt_stas mdtrt_from, mdtrt_to; /* from 0: added in this transaction, as it stays */
    const struct yb_message_row *message; /* may be NULL; setl_id, mdtrt_id, psn_no are filled in */
};

/*
 * Writes a settlement. Checks, in this order, and changes nothing when one fails:
 *   YB_E_MESSAGE_DIFFERS   msgid used before by this institution
 *   YB_E_SETL_CANCELLED    init_setl_id is cancelled already
 *   YB_E_MDTRT_STATE       the visit is not in mdtrt_from
 *   YB_E_STORE_CONFLICT    an accumulator is not at value_before (names it)
 *   YB_E_TRANSFER_EXCEEDS  the person's account has not enough
 * The visit's row must exist (a pharmacy sale adds its visit first, in the same job).
 */
int yb_settle_write(struct yb_tx *tx, const struct yb_settle_write *write, struct yb_error *error);

/* A cancellation. */
struct yb_settle_cancel {
    int64_t psn_no;
    int64_t setl_id;     /* the settlement to cancel */
    int64_t new_setl_id; /* of the negative entry */
    int64_t setl_time;
    struct yb_text medins_setl_id; /* msgid of the cancelling request */
    struct yb_text opter_id, opter_name;
    enum yb_mdtrt_stas mdtrt_to;          /* the visit goes back to */
    const struct yb_message_row *message; /* may be NULL */
};

/*
 * Writes the exact negative of a settlement: amounts, fund splits, accumulators (the difference it
 * made is taken back from today's value), ledger transfers (debit and credit exchanged). *red is
 * the new entry; YB_E_SETL_NOT_FOUND, YB_E_SETL_CANCELLED. The person must be locked.
 */
int yb_settle_cancel(struct yb_tx *tx, const struct yb_settle_cancel *cancel,
                     struct yb_setl_row *red, struct yb_error *error);

/* One settlement with its parts; *cancelled_by is the cancelling setl_id or 0. The pointers may be
 * NULL. YB_E_SETL_NOT_FOUND. One round trip. */
struct yb_setl_parts {
    struct yb_setl_row setl;
    struct yb_setl_detail_list details;
    struct yb_setl_accu_list accus;
    struct yb_ledger_transfer_list transfers;
    struct yb_text trace;
    int64_t cancelled_by;
};
int yb_setl_get(struct yb_tx *tx, int64_t psn_no, int64_t setl_id, struct yb_setl_parts *parts,
                struct yb_error *error);

/* All settlements of a visit, cancellations too, in order. */
int yb_setl_list_mdtrt(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                       struct yb_setl_list *list, struct yb_error *error);

/* All settlements of a person with ids after `after_setl_id`, in order: found by the visits. */
int yb_setl_list_psn(struct yb_tx *tx, int64_t psn_no, int64_t after_setl_id,
                     struct yb_setl_list *list, struct yb_error *error);

/*
 * An institution's settlements with setl_time in [from_ms, to_ms], in order of setl_id, after
 * `after_setl_id`, at most `most` (0: YB_STORE_LIST_MAX). Empty texts do not restrict.
 */
struct yb_setl_query {
    struct yb_text fixmedins_code;
    int64_t from_ms, to_ms;
    struct yb_text insutype, clr_type, refd_setl_flag;
    int64_t after_setl_id;
    size_t most;
};
int yb_setl_list_fixmedins(struct yb_tx *tx, const struct yb_setl_query *query,
                           struct yb_setl_list *list, struct yb_error *error);

/* The same settlements added up (3201): cancellations count as negative amounts and as one each. */
struct yb_setl_sum {
    int64_t setl_cnt;
    int64_t medfee_sumamt_fen, fund_pay_sumamt_fen, acct_pay_fen, psn_cash_pay_fen;
};
int yb_setl_sum(struct yb_tx *tx, const struct yb_setl_query *query, struct yb_setl_sum *sum,
                struct yb_error *error);

/* A person's accumulators, all years and schemes (5206). */
int yb_accu_list(struct yb_tx *tx, int64_t psn_no, struct yb_accu_list *list,
                 struct yb_error *error);

/* When the newest settlement was made; 0: there is none. By the index of time. */
int yb_setl_last_time(struct yb_tx *tx, int64_t *last_ms, struct yb_error *error);

/* Settlements of everybody in setl_id order after `after`, at most `most`: for verify, exports. */
int yb_setl_list_all(struct yb_tx *tx, int64_t after, size_t most, struct yb_setl_list *list,
                     struct yb_error *error);

#endif
