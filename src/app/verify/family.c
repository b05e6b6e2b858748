/* A relative's account on a bill, seen from both people. See verify.h. */
#include "app/verify/verify_internal.h"

#include "store/acct_share.h"

static int64_t root_of(const struct yb_setl_row *setl)
{
    if (setl->init_setl_id)
        return setl->init_setl_id;
    return setl->adjust_setl_id ? setl->adjust_setl_id : setl->setl_id;
}

/* What a settlement, its cancellation and adjustments say, and what the uses of it add up to. */
static void check_settlements(struct yb_verify_person *person, const struct yb_acct_use_list *uses)
{
    for (size_t i = 0; i < person->setls.count; i++) {
        const struct yb_setl_row *setl = &person->setls.rows[i];
        int64_t said = 0, taken = 0;

        if (root_of(setl) != setl->setl_id)
            continue;
        for (size_t j = i; j < person->setls.count; j++)
            if (root_of(&person->setls.rows[j]) == setl->setl_id)
                said += person->setls.rows[j].acct_mulaid_pay_fen;
        for (size_t j = 0; j < uses->count; j++)
            if (uses->rows[j].setl_id == setl->setl_id)
                taken += uses->rows[j].pay_amt_fen;
        if (said != taken)
            yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "acct_use", setl->setl_id,
                             (const int64_t[]){said, taken});
    }
}

static bool is_taken(const struct yb_acct_use_row *use)
{
    return use->acct_use_id == use->hold_id;
}

/* With the holder stands what was taken and given back; what is still on its way apart. */
static int check_hold(struct yb_verify_person *person, const struct yb_acct_use_list *uses,
                      const struct yb_acct_use_row *use, struct yb_error *error)
{
    struct yb_acct_hold_row hold;
    int64_t back = 0;
    bool found, told = true;
    int rc = yb_acct_hold_get(person->tx, use->holder_psn_no, use->hold_id, &hold, &found, error);

    for (size_t i = 0; i < uses->count; i++)
        if (uses->rows[i].hold_id == use->hold_id && !is_taken(&uses->rows[i])) {
            back -= uses->rows[i].pay_amt_fen;
            told &= yb_text_is(uses->rows[i].use_stas, "2");
        }
    if (rc)
        return rc;
    if (!found || hold.user_psn_no != person->psn_no)
        yb_verify_fault(person->verifying, YB_VERIFY_LEDGER, "acct_use", use->acct_use_id,
                        "acct_hold");
    else if (!yb_text_is(hold.hold_stas, "1") && hold.pay_amt_fen != use->pay_amt_fen)
        yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "acct_hold", use->hold_id,
                         (const int64_t[]){use->pay_amt_fen, hold.pay_amt_fen});
    else if (told && hold.back_amt_fen != back)
        yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "acct_hold.back_amt", use->hold_id,
                         (const int64_t[]){back, hold.back_amt_fen});
    return 0;
}

/* What the person's own account paid for others is what their bills took. */
static int check_paid(struct yb_verify_person *person, struct yb_error *error)
{
    struct yb_acct_hold_list holds;
    int rc = yb_acct_hold_list(person->tx, person->psn_no, YB_TEXT("2"), &holds, error);

    for (size_t i = 0; !rc && i < holds.count; i++) {
        const struct yb_acct_hold_row *hold = &holds.rows[i];
        struct yb_acct_use_row use;
        bool found;

        rc = yb_acct_use_get(person->tx, hold->user_psn_no, hold->hold_id, &use, &found, error);
        if (!rc && (!found || use.pay_amt_fen != hold->pay_amt_fen))
            yb_verify_number(person->verifying, YB_VERIFY_LEDGER, "acct_hold", hold->hold_id,
                             (const int64_t[]){found ? use.pay_amt_fen : 0, hold->pay_amt_fen});
    }
    return rc;
}

int yb_verify_family(struct yb_verify_person *person, struct yb_error *error)
{
    struct yb_acct_use_list uses;
    int rc = yb_acct_use_list(person->tx, person->psn_no, 0, &uses, error);

    if (rc)
        return rc;
    check_settlements(person, &uses);
    for (size_t i = 0; !rc && i < uses.count; i++)
        if (is_taken(&uses.rows[i]))
            rc = check_hold(person, &uses, &uses.rows[i], error);
    return rc || !person->accounts.count ? rc : check_paid(person, error);
}
