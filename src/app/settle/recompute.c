#include "app/settle/recompute.h"

#include "app/settle/books.h"
#include "app/settle/settle_internal.h"

#include <string.h>

struct recomputing {
    struct yb_call *call;
    const struct yb_setl_row *cancelled;
    struct yb_setl_list setls; /* the person's from the cancelled one on, in order */
    struct yb_moves now;       /* accumulators as they stand, of the scheme and year */
    struct yb_moves running;   /* as they were before the settlement that is looked at */
    int64_t psn_account_id;
    int64_t adjustments;
};

static bool same_year(const struct recomputing *r, const struct yb_setl_row *setl)
{
    return setl->setl_year == r->cancelled->setl_year &&
           yb_text_equal(setl->insutype, r->cancelled->insutype);
}

static int too_many(struct yb_error *error)
{
    return yb_fail(error, YB_E_TOO_MANY, "accumulators", "64", NULL);
}

static int load(struct recomputing *r, struct yb_error *error)
{
    const int64_t psn_no = r->cancelled->psn_no;
    const struct yb_psn_account_row *account;
    struct yb_psn_account_list accounts;
    struct yb_accu_list accu;
    int rc = yb_setl_list_psn(r->call->tx, psn_no, r->cancelled->setl_id - 1, &r->setls, error);

    if (!rc)
        rc = yb_accu_list(r->call->tx, psn_no, &accu, error);
    if (!rc)
        rc = yb_psn_account_list(r->call->tx, psn_no, &accounts, error);
    if (rc)
        return rc;
    for (size_t i = 0; i < accu.count; i++)
        if (accu.rows[i].accu_year == r->cancelled->setl_year &&
            yb_text_equal(accu.rows[i].insutype, r->cancelled->insutype) &&
            !yb_moves_add(&r->now, accu.rows[i].accu_name, accu.rows[i].value))
            return too_many(error);
    account = yb_books_account(&accounts, r->cancelled->insutype);
    r->psn_account_id = account ? account->account_id : 0;
    return 0;
}

/* The funds that change, one row each. */
static size_t fill_details(struct recomputing *r, const struct yb_setl_row *setl,
                           struct yb_setl_detail_row *details)
{
    struct yb_setl_row row = *setl;
    size_t count = 0;

    for (int fund = 0; fund < YB_FUNDS; fund++) {
        int64_t fen = *yb_setl_fund(&row, (enum yb_fund)fund);
        const struct yb_fund_name *name =
            yb_code_map_fund(r->call->app->codes, setl->insutype, (enum yb_fund)fund);

        if (!fen || fund == YB_FUND_ACCT || fund == YB_FUND_HOSP)
            continue;
        details[count] = yb_setl_detail_row();
        details[count].srt_no = (int64_t)count + 1;
        details[count].fund_pay_type = name->fund_pay_type;
        details[count].fund_pay_type_name = name->fund_pay_type_name;
        details[count].fund_payamt_fen = fen;
        details[count].setl_proc_info = yb_text_of(yb_arena_format(
            r->call->arena, "结算%lld撤销后重算差额", (long long)r->cancelled->setl_id));
        count++;
    }
    return count;
}

static int fill_accus(struct recomputing *r, const struct yb_moves *by,
                      struct yb_setl_accu_row *accus, size_t *count, struct yb_error *error)
{
    *count = 0;
    for (int i = 0; i < by->count; i++) {
        struct yb_setl_accu_row *accu = &accus[*count];

        if (!by->value[i])
            continue;
        *accu = yb_setl_accu_row();
        accu->srt_no = (int64_t)*count + 1;
        accu->insutype = r->cancelled->insutype;
        accu->accu_year = r->cancelled->setl_year;
        accu->accu_name = by->name[i];
        accu->value_before = yb_moves_get(&r->now, by->name[i]);
        accu->value_after = accu->value_before + by->value[i];
        if (!yb_moves_add(&r->now, by->name[i], by->value[i]))
            return too_many(error);
        (*count)++;
    }
    return 0;
}

/* A row of its own that corrects `setl` by the amounts of `by`. */
static void fill_row(struct recomputing *r, const struct yb_setl_row *setl,
                     const struct yb_setl_row *by, struct yb_setl_row *row)
{
    const struct yb_call *call = r->call;

    *row = *setl;
    yb_setl_amounts_add(row, setl, -1);
    yb_setl_amounts_add(row, by, 1);
    row->setl_id = yb_tx_id(call->tx, call->now_ms);
    row->adjust_setl_id = setl->setl_id;
    row->init_setl_id = row->feedetl_from = row->feedetl_to = 0;
    row->chrg_bchno = row->fixmedins_code = row->medins_setl_id = (struct yb_text){0};
    row->pay_loc = YB_TEXT("1");
    row->setl_time = row->opt_time = call->now_ms;
    row->pool_prop_selfpay_ppm = 0;
    row->refd_setl_flag = YB_TEXT("0");
    row->opter_id = call->actor->opter;
    row->opter_name = call->actor->opter_name;
    row->balc_fen = 0;
}

/* Writes the adjustment of `setl` by amounts and movements. */
static int adjust(struct recomputing *r, const struct yb_setl_row *setl,
                  const struct yb_effective *by, struct yb_error *error)
{
    struct yb_setl_accu_row accus[2 * YB_POLICY_ACCUMULATORS_MAX];
    struct yb_setl_detail_row details[YB_FUNDS];
    struct yb_ledger_transfer_list transfers;
    struct yb_settle_write write = {.details = details, .accus = accus, .trace = by->record};
    struct yb_mdtrt_row mdtrt;
    struct yb_setl_row row;
    int rc = yb_mdtrt_get(r->call->tx, setl->psn_no, setl->mdtrt_id, &mdtrt, error);

    if (rc)
        return rc;
    fill_row(r, setl, &by->sum, &row);
    write.setl = &row;
    write.detail_count = fill_details(r, &row, details);
    rc = yb_setl_check(&row, details, write.detail_count, error);
    if (!rc)
        rc = fill_accus(r, &by->moves, accus, &write.accu_count, error);
    if (!rc)
        rc = yb_settle_transfers(r->call, &(struct yb_transfers_of){&row, r->psn_account_id, true},
                                 &transfers, error);
    if (rc)
        return rc;
    write.transfers = transfers.rows;
    write.transfer_count = transfers.count;
    write.mdtrt_from = write.mdtrt_to = (enum yb_mdtrt_stas)mdtrt.mdtrt_stas;
    r->adjustments++;
    return yb_settle_write(r->call->tx, &write, error);
}

static bool moves_nothing(const struct yb_moves *moves)
{
    for (int i = 0; i < moves->count; i++)
        if (moves->value[i])
            return false;
    return true;
}

/* What was adjusted of the cancelled settlement has lost its ground. */
static int close_adjustments(struct recomputing *r, struct yb_error *error)
{
    struct yb_effective all, back;
    struct yb_setl_parts own;
    int rc = yb_effective_load(r->call->tx, r->cancelled, &r->setls, &all, error);

    if (!rc)
        rc = yb_setl_get(r->call->tx, r->cancelled->psn_no, r->cancelled->setl_id, &own, error);
    if (rc)
        return rc;
    memset(&back, 0, sizeof(back));
    yb_setl_amounts_add(&back.sum, &own.setl, 1);
    yb_setl_amounts_add(&back.sum, &all.sum, -1);
    for (size_t i = 0; i < own.accus.count; i++)
        yb_moves_add(&back.moves, own.accus.rows[i].accu_name,
                     own.accus.rows[i].value_after - own.accus.rows[i].value_before);
    for (int i = 0; i < all.moves.count; i++)
        if (!yb_moves_add(&back.moves, all.moves.name[i], -all.moves.value[i]))
            return too_many(error);
    if (yb_setl_amounts_zero(&back.sum) && moves_nothing(&back.moves))
        return 0;
    return adjust(r, r->cancelled, &back, error);
}

static bool is_later(const struct recomputing *r, const struct yb_setl_row *setl)
{
    return setl->setl_id > r->cancelled->setl_id && same_year(r, setl) &&
           yb_setl_is_live(&r->setls, setl);
}

/* Takes the movements of all later settlements off: what stood before the first of them. */
static int rewind_later(struct recomputing *r, struct yb_effective *effectives,
                        struct yb_error *error)
{
    int rc = 0;

    r->running = r->now;
    for (size_t i = 0; !rc && i < r->setls.count; i++) {
        if (!is_later(r, &r->setls.rows[i]))
            continue;
        rc = yb_effective_load(r->call->tx, &r->setls.rows[i], &r->setls, effectives, error);
        for (int j = 0; !rc && j < effectives->moves.count; j++)
            if (!yb_moves_add(&r->running, effectives->moves.name[j], -effectives->moves.value[j]))
                rc = too_many(error);
        effectives++;
    }
    return rc;
}

/* Decides one settlement again; *by is what it differs by. */
static int decide_again(struct recomputing *r, const struct yb_effective *effective,
                        struct yb_effective *by, struct yb_error *error)
{
    struct yb_call *call = r->call;
    struct yb_redecide with = {.tx = call->tx, .arena = call->arena, .before = &r->running};
    struct yb_feedetl_list lines;
    struct yb_decision decision;
    int rc = yb_policy_of_pack(call->app, call->tx, call->arena, effective->sum.policy_pack_id,
                               &with.policy, error);

    if (!rc)
        rc = yb_feedetl_list(call->tx, effective->sum.psn_no, effective->sum.mdtrt_id, &lines,
                             error);
    with.lines = &lines;
    if (!rc)
        rc = yb_redecide(&with, effective, &decision, error);
    if (rc)
        return rc;
    memset(by, 0, sizeof(*by));
    yb_decision_amounts(&decision, &by->sum);
    yb_setl_amounts_add(&by->sum, &effective->sum, -1);
    for (int i = 0; i < with.policy->accumulator_count; i++) {
        struct yb_text name = with.policy->accumulators[i].name;

        if (!yb_moves_add(&by->moves, name, decision.bill.after[i] - decision.before[i]) ||
            !yb_moves_add(&r->running, name, decision.bill.after[i] - decision.before[i]))
            return too_many(error);
    }
    for (int i = 0; i < effective->moves.count; i++)
        if (!yb_moves_add(&by->moves, effective->moves.name[i], -effective->moves.value[i]))
            return too_many(error);
    return yb_record_encode(&decision.record, call->arena, &by->record, error);
}

static int decide_later(struct recomputing *r, const struct yb_effective *effectives,
                        struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < r->setls.count; i++) {
        struct yb_effective by;

        if (!is_later(r, &r->setls.rows[i]))
            continue;
        rc = decide_again(r, effectives++, &by, error);
        if (!rc && (!yb_setl_amounts_zero(&by.sum) || !moves_nothing(&by.moves)))
            rc = adjust(r, &r->setls.rows[i], &by, error);
    }
    return rc;
}

int yb_settle_recompute(struct yb_call *call, const struct yb_setl_row *cancelled,
                        int64_t *adjustments, struct yb_error *error)
{
    struct recomputing r = {.call = call, .cancelled = cancelled};
    struct yb_effective *effectives;
    int rc = load(&r, error);

    if (!rc)
        rc = close_adjustments(&r, error);
    if (rc)
        return rc;
    effectives = YB_NEW_ARRAY(call->arena, struct yb_effective, r.setls.count);
    if (!effectives)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = rewind_later(&r, effectives, error);
    if (!rc)
        rc = decide_later(&r, effectives, error);
    *adjustments = r.adjustments;
    return rc;
}
