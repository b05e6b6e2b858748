/*
 * settle_internal.h - one settlement on its way, and the steps that settlement, pharmacy, bulk and
 * recomputation share. See settle.h for the whole.
 *
 *     ask  ->  load (or make)  ->  facts  ->  prepare  ->  decide  ->  write  ->  answer
 */
#ifndef YB_APP_SETTLE_SETTLE_INTERNAL_H
#define YB_APP_SETTLE_SETTLE_INTERNAL_H

#include "app/family/use.h"
#include "app/institution/service.h"
#include "app/settle/decision.h"
#include "app/settle/settle.h"
#include "store/setl.h"

struct yb_settling {
    struct yb_call *call;
    enum yb_care_kind kind;
    bool write; /* a settlement; else a pre-settlement */
    bool paper; /* a claim on paper: owed to the person */
    bool ahead; /* a settlement that is decided before its job: see claim.h */

    /* What was asked. Empty texts: not stated. */
    struct yb_text insutype, med_type, chrg_bchno, mid_setl_flag, psn_setlway, acct_used_flag,
        invono, dise_codg, exp_content;
    int32_t dscg_day;
    int64_t medfee_sumamt_fen;

    /* What the store knows, or the sale brings along. */
    struct yb_settle_load load;
    struct yb_feedetl_row **lines; /* those to be settled, in order of arrival */
    size_t line_count;
    bool marked; /* the terms of a line changed: it was uploaded before its disease was known */

    /* What follows. */
    struct yb_service service;
    const struct yb_psn_insu_row *insu;
    const struct yb_psn_account_row *account; /* NULL: none, or not to be used */
    struct yb_family_plan family; /* whose accounts besides; empty without acct_used_flag 2 */
    struct yb_decision decision;
    int64_t policy_pack_id;
    struct yb_setl_row setl;
    struct yb_setl_detail_row details[YB_POLICY_LAYERS_MAX];
    size_t detail_count;
    struct yb_setl_accu_row accus[YB_POLICY_ACCUMULATORS_MAX];
    size_t accu_count;
    bool late; /* decided before bills that are settled: see late.h */
};

/* Takes what was asked and checks what needs no store. Errors: UNKNOWN_CODE, NOT_OFFERED. */
int yb_settling_ask(struct yb_settling *settling, struct yb_call *call,
                    const struct yb_settle_in *in, struct yb_error *error);

/* Locks (or peeks), loads, checks the visit, picks the lines. */
int yb_settling_load(struct yb_settling *settling, const struct yb_settle_in *in,
                     struct yb_error *error);

/* Institution, cover, policy, facts. */
int yb_settling_facts(struct yb_settling *settling, struct yb_error *error);

/* Lines, accumulators, account: the rest of what yb_decide needs. */
int yb_settling_prepare(struct yb_settling *settling, struct yb_error *error);

/* Adjudicates and fills setl, details and accus; checks the identities. */
int yb_settling_decide(struct yb_settling *settling, struct yb_error *error);

/* Writes what was decided, moving the visit between the states; from 0: it came with the claim. */
int yb_settling_write(struct yb_settling *settling, enum yb_mdtrt_stas from, enum yb_mdtrt_stas to,
                      struct yb_error *error);

/* The answer. */
int yb_settling_answer(const struct yb_settling *settling, struct yb_settle_out *out,
                       struct yb_error *error);

/* A stored settlement as an answer: for cancellations and queries. `psn` gives name and number. */
void yb_setlinfo_of(const struct yb_setl_row *setl, const struct yb_psn_row *psn,
                    struct yb_setlinfo *info);

/* Fund rows as an answer, in the arena. */
int yb_setldetail_of(struct yb_call *call, const struct yb_setl_detail_row *rows, size_t count,
                     struct yb_settle_out *out, struct yb_error *error);

/*
 * The ledger transfers of a settlement's amounts, in the arena: towards the institution, or
 * (adjust) towards the person, unless `institution` names one. `psn_account_id` is needed when
 * acct_pay is not 0.
 */
struct yb_transfers_of {
    const struct yb_setl_row *setl;
    int64_t psn_account_id;
    bool adjust;
    struct yb_text institution;
};
int yb_settle_transfers(struct yb_call *call, const struct yb_transfers_of *of,
                        struct yb_ledger_transfer_list *list, struct yb_error *error);

#endif
