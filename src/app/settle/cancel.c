#include "app/settle/cancel.h"

#include "app/maternity/maternity.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/resettle.h"
#include "app/settle/settle_internal.h"
#include "app/settle/undo.h"

static int not_found(int64_t setl_id, struct yb_error *error)
{
    return yb_refuse_id(error, YB_E_SETL_NOT_FOUND, setl_id, NULL);
}

/* The settlement is of this visit, kind and institution, and can be taken back. */
static int check(struct yb_call *call, const struct yb_undo *undo,
                 const struct yb_setl_parts *parts, struct yb_error *error)
{
    const struct yb_setl_row *setl = &parts->setl;
    struct yb_text here = call->actor->fixmedins_code;
    enum yb_care_kind kind;
    int rc = yb_care_kind_of(call->app->codes, setl->med_type, &kind, error);

    if (rc)
        return rc;
    if ((undo->mdtrt_id && undo->mdtrt_id != setl->mdtrt_id) || !(undo->kinds & (1U << kind)))
        return not_found(undo->setl_id, error);
    if (parts->cancelled_by || setl->init_setl_id || setl->adjust_setl_id)
        return yb_refuse_id(error, YB_E_SETL_CANCELLED, undo->setl_id, NULL);
    if (here.length && (yb_setl_is_paper(setl) || !yb_text_equal(here, setl->fixmedins_code)))
        return yb_refuse_id(error, YB_E_MDTRT_OTHER, setl->mdtrt_id,
                            yb_arena_copy(call->arena, here.bytes, here.length));
    return 0;
}

/* Parts of a stay and settlements of a batch come off in the reverse order. */
static int check_is_last(const struct yb_setl_list *siblings, const struct yb_setl_row *setl,
                         struct yb_error *error)
{
    for (size_t i = 0; i < siblings->count; i++) {
        const struct yb_setl_row *other = &siblings->rows[i];

        if (other->setl_id > setl->setl_id && yb_setl_is_live(siblings, other) &&
            yb_text_equal(other->chrg_bchno, setl->chrg_bchno))
            return yb_refuse_id(error, YB_E_SETL_EXISTS, setl->mdtrt_id, NULL);
    }
    return 0;
}

/*
 * Where the visit goes. A sale or a whole claim that is not a stay was made with its settlement and
 * ends with it; a stay goes back one step; everything else stays as it is.
 */
static enum yb_mdtrt_stas state_after(const struct yb_mdtrt_row *mdtrt, enum yb_care_kind kind)
{
    if (mdtrt->mdtrt_stas != YB_MDTRT_SETTLED)
        return (enum yb_mdtrt_stas)mdtrt->mdtrt_stas;
    return kind == YB_KIND_INPATIENT ? YB_MDTRT_DISCHARGED : YB_MDTRT_CANCELLED;
}

static int load(struct yb_call *call, const struct yb_undo *undo, struct yb_undone *undone,
                struct yb_setl_list *siblings, struct yb_error *error)
{
    struct yb_setl_parts parts = {0};
    int rc = yb_psn_lock(call->tx, undo->psn_no, error);

    if (!rc)
        rc = yb_setl_get(call->tx, undo->psn_no, undo->setl_id, &parts, error);
    if (!rc)
        rc = check(call, undo, &parts, error);
    if (!rc)
        rc = yb_setl_list_mdtrt(call->tx, undo->psn_no, parts.setl.mdtrt_id, siblings, error);
    if (!rc)
        rc = check_is_last(siblings, &parts.setl, error);
    undone->setl = parts.setl;
    undone->details = parts.details;
    return rc;
}

static int resettle_later(struct yb_call *call, struct yb_undone *undone, struct yb_error *error)
{
    const struct yb_resettle resettle = {.psn_no = undone->setl.psn_no,
                                         .kind = YB_CAUSE_cancellation,
                                         .cause_id = undone->setl.setl_id,
                                         .setl = &undone->setl};
    struct yb_resettled resettled;
    int rc = yb_settle_resettle(call, &resettle, &resettled, error);

    undone->adjustments = (int64_t)resettled.count;
    return rc;
}

int yb_settlement_undo(struct yb_call *call, const struct yb_undo *undo, struct yb_undone *undone,
                       struct yb_error *error)
{
    struct yb_settle_cancel cancel = {
        .psn_no = undo->psn_no,
        .setl_id = undo->setl_id,
        .setl_time = call->now_ms,
        .medins_setl_id = call->actor->msgid,
        .opter_id = call->actor->opter,
        .opter_name = call->actor->opter_name,
    };
    struct yb_setl_list siblings;
    struct yb_mdtrt_row mdtrt;
    enum yb_care_kind kind;
    int rc = load(call, undo, undone, &siblings, error);

    if (!rc)
        rc = yb_mdtrt_get(call->tx, undo->psn_no, undone->setl.mdtrt_id, &mdtrt, error);
    if (!rc)
        rc = yb_care_kind_of(call->app->codes, mdtrt.med_type, &kind, error);
    if (rc)
        return rc;
    cancel.mdtrt_to = state_after(&mdtrt, kind);
    cancel.new_setl_id = yb_tx_id(call->tx, call->now_ms);
    rc = yb_settle_cancel(call->tx, &cancel, &undone->red, error);
    if (!rc)
        rc = resettle_later(call, undone, error);
    if (!rc) /* all that relatives' accounts paid for it and have not been given back yet */
        rc = yb_family_give_back(call, undo->psn_no, undo->setl_id, INT64_MAX, error);
    if (!rc)
        rc = yb_maternity_cancelled(call, &undone->setl, error);
    if (!rc)
        call->made = (struct yb_made){undo->psn_no, undone->setl.mdtrt_id, cancel.new_setl_id};
    return rc;
}

/* The red entry's fund rows: the original's, turned round. */
static void turn_details(struct yb_setl_detail_list *details)
{
    for (size_t i = 0; i < details->count; i++) {
        details->rows[i].inscp_scp_amt_fen = -details->rows[i].inscp_scp_amt_fen;
        details->rows[i].fund_payamt_fen = -details->rows[i].fund_payamt_fen;
    }
}

static int cancel_settlement(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                             enum yb_care_kind kind, struct yb_settle_out *out,
                             struct yb_error *error)
{
    const struct yb_undo undo = {in->psn_no, in->setl_id, in->mdtrt_id, 1U << kind};
    const struct yb_psn_account_row *account;
    struct yb_psn_account_list accounts;
    struct yb_undone undone;
    struct yb_psn_row psn;
    int rc = yb_settlement_undo(call, &undo, &undone, error);

    if (!rc)
        rc = yb_psn_get(call->tx, in->psn_no, &psn, error);
    if (!rc)
        rc = yb_psn_account_list(call->tx, in->psn_no, &accounts, error);
    if (rc)
        return rc;
    *out = (struct yb_settle_out){0};
    turn_details(&undone.details);
    account = yb_books_account(&accounts, undone.red.insutype);
    undone.red.balc_fen = account ? yb_psn_account_available(account) : 0;
    yb_setlinfo_of(&undone.red, &psn, &out->setlinfo);
    return yb_setldetail_of(call, undone.details.rows, undone.details.count, out, error);
}

int yb_app_cancel_outpatient(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                             struct yb_settle_out *out, struct yb_error *error)
{
    return cancel_settlement(call, in, YB_KIND_OUTPATIENT, out, error);
}

int yb_app_cancel_inpatient(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                            struct yb_settle_out *out, struct yb_error *error)
{
    return cancel_settlement(call, in, YB_KIND_INPATIENT, out, error);
}

int yb_app_cancel_pharmacy(struct yb_call *call, const struct yb_cancel_settlement_in *in,
                           struct yb_settle_out *out, struct yb_error *error)
{
    return cancel_settlement(call, in, YB_KIND_PHARMACY, out, error);
}
