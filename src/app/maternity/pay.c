/* What is done with an allowance: its payee, the payment list, differences. */
#include "app/app.h"
#include "app/maternity/maternity.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/ledger.h"
#include "store/maternity.h"

#define PAGE     500
#define INSUTYPE YB_TEXT("310")

int yb_matn_one(struct yb_call *call, const struct yb_matn_deed *deed,
                struct yb_matn_allowance_row *row, struct yb_error *error)
{
    int rc = yb_matn_get(call->tx, deed->setl_id, row, error);

    if (rc == YB_OK && !yb_reaches(deed->reach, row->insuplc_admdvs, (struct yb_text){0}))
        rc = yb_refuse_number(error, YB_E_NOT_FOUND, "setl_id", deed->setl_id);
    return rc;
}

static int refuse_state(struct yb_call *call, const struct yb_matn_allowance_row *row,
                        struct yb_error *error)
{
    return yb_refuse_id(error, YB_E_ALLOWANCE_STATE, row->setl_id,
                        yb_arena_copy(call->arena, row->allw_stas.bytes, row->allw_stas.length));
}

/* One that nothing was paid of yet. */
static int open_one(struct yb_call *call, const struct yb_matn_deed *deed,
                    struct yb_matn_allowance_row *row, struct yb_error *error)
{
    int rc = yb_matn_one(call, deed, row, error);

    if (rc == YB_OK && !yb_text_is(row->allw_stas, "waiting") && !yb_text_is(row->allw_stas, "due"))
        rc = refuse_state(call, row, error);
    return rc;
}

static int keep(struct yb_call *call, struct yb_matn_allowance_row *row, struct yb_error *error)
{
    row->rev++;
    row->updt_time = call->now_ms;
    return yb_matn_put(call->tx, row, error);
}

static bool is_account(struct yb_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
    return text.length >= 8 && text.length <= 32;
}

int yb_app_matn_payee(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_payee *payee, struct yb_matn_allowance_row *row,
                      struct yb_error *error)
{
    int rc = open_one(call, deed, row, error);

    if (rc == YB_OK && !is_account(payee->bank_acct))
        rc = yb_fail(error, YB_E_WRONG_FORMAT, "bank_acct", "8..32", NULL);
    if (rc == YB_OK && (!payee->bank_name.length || !payee->payee_name.length))
        rc = yb_fail(error, YB_E_MISSING, payee->bank_name.length ? "payee_name" : "bank_name",
                     NULL);
    if (rc == YB_OK)
        rc = yb_seal_text(call, payee->payee_name, &row->payee_name, error);
    if (rc == YB_OK)
        rc = yb_seal_text(call, payee->bank_acct, &row->bank_acct, error);
    if (rc != YB_OK)
        return rc;
    row->bank_name = payee->bank_name;
    row->bank_tail = (struct yb_text){payee->bank_acct.bytes + payee->bank_acct.length - 4, 4};
    row->payee_user = deed->user;
    return keep(call, row, error);
}

/* Of an application: nothing else than what it was; from a payment list it is only taken back. */
static int applied_birth(struct yb_call *call, const struct yb_matn_deed *deed, int kind,
                         struct yb_matn_allowance_row *row, struct yb_error *error)
{
    const bool paid = yb_text_is(row->allw_stas, "listed") || yb_text_is(row->allw_stas, "recover");

    if (kind == YB_BIRTH_MISCARRIAGE && yb_text_is(row->allw_kind, "paternity"))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "birth_kind", "delivery, difficult", NULL);
    if (paid && kind == YB_BIRTH_NONE && !yb_text_is(row->birth_kind, "none"))
        return YB_OK;
    return open_one(call, deed, row, error);
}

int yb_app_matn_birth(struct yb_call *call, const struct yb_matn_deed *deed,
                      const struct yb_matn_birth *birth, struct yb_matn_allowance_row *row,
                      struct yb_error *error)
{
    const int kind = yb_birth_find(birth->birth_kind);
    int rc = yb_matn_one(call, deed, row, error);

    if (rc == YB_OK)
        rc = yb_matn_is_applied(row) ? applied_birth(call, deed, kind, row, error)
                                     : open_one(call, deed, row, error);
    if (rc == YB_OK && !yb_text_trim(deed->reason).length)
        rc = yb_fail(error, YB_E_MISSING, "reason", NULL);
    if (rc == YB_OK && kind < 0)
        rc = yb_refuse(error, YB_E_UNKNOWN_CODE, "birth_kind", birth->birth_kind);
    if (rc == YB_OK && kind == YB_BIRTH_MISCARRIAGE && !yb_matn_is_applied(row) &&
        (birth->geso_val < 1 || birth->geso_val > 45))
        rc = yb_fail(error, YB_E_OUT_OF_RANGE, "geso_val", "1..45", NULL);
    if (rc == YB_OK && (birth->fetus_cnt < 0 || birth->fetus_cnt > 9))
        rc = yb_fail(error, YB_E_OUT_OF_RANGE, "fetus_cnt", "1..9", NULL);
    if (rc != YB_OK)
        return rc;
    row->birth_kind = yb_text_of(yb_birth_key((enum yb_birth_kind)kind));
    row->geso_val = birth->geso_val;
    row->fetus_cnt = birth->fetus_cnt;
    row->birth_user = deed->user;
    row->birth_rea = yb_identity_hidden(call->arena, deed->reason);
    return yb_maternity_keep(call, row, error);
}

/* ---- payment ---- */

/* Out of the fund to whom it is owed; below 0: back. */
static int pay(struct yb_call *call, const struct yb_matn_allowance_row *row,
               struct yb_matn_paid_row *paid, struct yb_error *error)
{
    const struct yb_text fund = yb_text_of(call->app->rules->allowance_fund_pay_type);
    struct yb_ledger_transfer_row transfer = yb_ledger_transfer_row();
    struct yb_ledger_transfer_list list = {&transfer, 1};
    int64_t fund_id, owed_id;
    int rc = yb_books_fund(call, INSUTYPE, fund, YB_TEXT("生育津贴"), &fund_id, error);

    if (rc == YB_OK)
        rc = yb_books_allowance(call, INSUTYPE, &owed_id, error);
    if (rc != YB_OK)
        return rc;
    transfer.transfer_id = yb_tx_id(call->tx, call->now_ms);
    transfer.psn_no = row->psn_no;
    transfer.transfer_kind = YB_TRANSFER_POSTED;
    transfer.debit_account_id = paid->paid_fen > 0 ? fund_id : owed_id;
    transfer.credit_account_id = paid->paid_fen > 0 ? owed_id : fund_id;
    transfer.amount_fen = paid->paid_fen > 0 ? paid->paid_fen : -paid->paid_fen;
    transfer.fund_pay_type = fund;
    transfer.transfer_year = yb_day_year(yb_instant_day(call->now_ms));
    transfer.memo = YB_TEXT("生育津贴");
    paid->transfer_id = transfer.transfer_id;
    paid->psn_no = row->psn_no;
    paid->setl_id = row->setl_id;
    paid->crte_time = call->now_ms;
    rc = yb_ledger_post(call->tx, &list, call->now_ms, error);
    return rc == YB_OK ? yb_matn_paid_add(call->tx, paid, error) : rc;
}

int yb_app_matn_close(struct yb_call *call, const struct yb_matn_deed *deed,
                      struct yb_matn_allowance_row *row, struct yb_error *error)
{
    struct yb_matn_paid_row paid = yb_matn_paid_row();
    int rc = yb_matn_one(call, deed, row, error);

    if (rc == YB_OK && !yb_text_is(row->allw_stas, "recover"))
        rc = refuse_state(call, row, error);
    if (rc == YB_OK && row->waits_for.length)
        rc = refuse_state(call, row, error);
    if (rc == YB_OK && !yb_text_trim(deed->reason).length)
        rc = yb_fail(error, YB_E_MISSING, "reason", NULL);
    if (rc != YB_OK)
        return rc;
    paid.paid_fen = row->amount_fen - row->paid_fen;
    paid.opter = deed->user;
    paid.reason = yb_identity_hidden(call->arena, deed->reason);
    rc = pay(call, row, &paid, error);
    row->paid_fen = row->amount_fen;
    return rc == YB_OK ? yb_maternity_keep(call, row, error) : rc;
}

/* A wage that came while the settlement was on its way is not overlooked for good. */
static int retry_waiting(struct yb_call *call, struct yb_error *error)
{
    int64_t after = 0, changed = 0;
    int rc = YB_OK;

    for (size_t count = PAGE; rc == YB_OK && count == PAGE;) {
        struct yb_matn_allowance_list list;

        rc = yb_matn_in_state(call->tx, "waiting", after, PAGE, &list, error);
        count = rc == YB_OK ? list.count : 0;
        for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
            after = list.rows[i].setl_id;
            rc = yb_maternity_renew(call, &list.rows[i], &changed, error);
        }
    }
    return rc;
}

/* Once more by what it rests on now: a wage may have been corrected while the settlement was on its
 * way, and neither has seen the other. */
static int refresh(struct yb_call *call, struct yb_matn_allowance_row *row, struct yb_error *error)
{
    int64_t changed = 0;
    int rc = yb_maternity_renew(call, row, &changed, error);

    return rc == YB_OK && changed ? yb_matn_get(call->tx, row->setl_id, row, error) : rc;
}

static int list_one(struct yb_call *call, struct yb_matn_listing *listing,
                    struct yb_matn_allowance_row *row, struct yb_error *error)
{
    struct yb_matn_paid_row paid = yb_matn_paid_row();
    int rc;

    paid.paid_fen = row->amount_fen;
    paid.batch_id = row->batch_id = listing->batch_id;
    paid.opter = listing->user;
    row->paid_fen = row->amount_fen;
    row->allw_stas = YB_TEXT("listed");
    rc = pay(call, row, &paid, error);
    if (rc == YB_OK)
        rc = keep(call, row, error);
    listing->taken++;
    return rc == YB_OK && listing->add ? listing->add(listing->context, row, error) : rc;
}

int yb_matn_list_due(struct yb_call *call, struct yb_matn_listing *listing, struct yb_error *error)
{
    int64_t after = 0;
    int rc = retry_waiting(call, error);

    listing->taken = 0;
    for (size_t count = PAGE; rc == YB_OK && count == PAGE;) {
        struct yb_matn_allowance_list list;

        rc = yb_matn_in_state(call->tx, "due", after, PAGE, &list, error);
        count = rc == YB_OK ? list.count : 0;
        for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
            struct yb_matn_allowance_row *row = &list.rows[i];

            after = row->setl_id;
            if (!row->bank_tail.length)
                continue;
            rc = refresh(call, row, error);
            if (rc == YB_OK && yb_text_is(row->allw_stas, "due") && row->amount_fen)
                rc = list_one(call, listing, row, error);
        }
    }
    return rc;
}
