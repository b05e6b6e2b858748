/* Writing an adjustment: a settlement by which another comes out otherwise. See resettle.h. */
#include "app/settle/resettle_internal.h"

#include "app/settle/books.h"
#include "app/settle/settle_internal.h"

int yb_too_many_accumulators(struct yb_error *error)
{
    return yb_fail(error, YB_E_TOO_MANY, "accumulators", "64", NULL);
}

/* The funds that change, one row each. */
static size_t fill_details(struct yb_resettling *r, struct yb_setl_row *row,
                           struct yb_setl_detail_row *details)
{
    size_t count = 0;

    for (int fund = 0; fund < YB_FUNDS; fund++) {
        int64_t fen = *yb_setl_fund(row, (enum yb_fund)fund);
        const struct yb_fund_name *name =
            yb_code_map_fund(r->call->app->codes, row->insutype, (enum yb_fund)fund);

        if (!fen || fund == YB_FUND_ACCT || fund == YB_FUND_HOSP)
            continue;
        details[count] = yb_setl_detail_row();
        details[count].srt_no = (int64_t)count + 1;
        details[count].fund_pay_type = name->fund_pay_type;
        details[count].fund_pay_type_name = name->fund_pay_type_name;
        details[count].fund_payamt_fen = fen;
        details[count].setl_proc_info = yb_text_of(
            yb_arena_format(r->call->arena, "%s：重算差额", yb_cause_title(r->in->kind, false)));
        count++;
    }
    return count;
}

static int fill_accus(struct yb_resettling *r, const struct yb_moves *by,
                      struct yb_setl_accu_row *accus, size_t *count, struct yb_error *error)
{
    *count = 0;
    for (int i = 0; i < by->count; i++) {
        struct yb_setl_accu_row *accu = &accus[*count];

        if (!by->value[i])
            continue;
        *accu = yb_setl_accu_row();
        accu->srt_no = (int64_t)*count + 1;
        accu->insutype = r->insutype;
        accu->accu_year = r->setl_year;
        accu->accu_name = by->name[i];
        accu->value_before = yb_moves_get(&r->now, by->name[i]);
        accu->value_after = accu->value_before + by->value[i];
        if (!yb_moves_add(&r->now, by->name[i], by->value[i]))
            return yb_too_many_accumulators(error);
        (*count)++;
    }
    return 0;
}

/* A row of its own that corrects the bill by the amounts of `by`. */
static void fill_row(struct yb_resettling *r, const struct yb_adjusting *adjusting,
                     struct yb_setl_row *row)
{
    const struct yb_setl_row *standing = &adjusting->standing->sum;
    const struct yb_call *call = r->call;

    *row = *standing;
    yb_setl_amounts_add(row, standing, -1);
    yb_setl_amounts_add(row, &adjusting->by.sum, 1);
    row->setl_id = r->in->dry ? 0 : yb_tx_id(call->tx, call->now_ms);
    row->adjust_setl_id = standing->setl_id;
    row->policy_pack_id = adjusting->by.sum.policy_pack_id;
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

/* Why, beside the adjustment. */
static int write_cause(struct yb_resettling *r, const struct yb_adjusting *adjusting,
                       const struct yb_setl_row *row, struct yb_error *error)
{
    struct yb_setl_cause_row cause = yb_setl_cause_row();

    cause.psn_no = row->psn_no;
    cause.setl_id = row->setl_id;
    cause.adjust_setl_id = row->adjust_setl_id;
    cause.cause_kind = yb_text_of(yb_cause_word(r->in->kind));
    cause.cause_id = r->in->cause_id;
    cause.owed_by = adjusting->institution ? YB_TEXT(YB_OWED_INSTITUTION) : YB_TEXT(YB_OWED_PERSON);
    cause.insutype = row->insutype;
    cause.setl_year = row->setl_year;
    cause.med_type = row->med_type;
    cause.fixmedins_code = adjusting->standing->sum.fixmedins_code;
    cause.insuplc_admdvs = row->insuplc_admdvs;
    cause.fund_pay_sumamt_fen = row->fund_pay_sumamt_fen;
    cause.acct_pay_fen = row->acct_pay_fen;
    cause.psn_cash_pay_fen = row->psn_cash_pay_fen;
    cause.reason = r->in->reason;
    cause.opter_id = row->opter_id;
    cause.opter_name = row->opter_name;
    cause.cause_time = row->setl_time;
    return yb_setl_cause_add(r->call->tx, &cause, error);
}

static int write_row(struct yb_resettling *r, const struct yb_adjusting *adjusting,
                     struct yb_settle_write *write, struct yb_error *error)
{
    const struct yb_setl_row *row = write->setl;
    const struct yb_psn_account_row *account = yb_books_account(&r->accounts, row->insutype);
    const struct yb_transfers_of of = {.setl = row,
                                       .psn_account_id = account ? account->account_id : 0,
                                       .adjust = true,
                                       .institution = adjusting->institution
                                                          ? adjusting->standing->sum.fixmedins_code
                                                          : (struct yb_text){0}};
    struct yb_ledger_transfer_list transfers;
    struct yb_mdtrt_row mdtrt;
    int rc = yb_mdtrt_get(r->call->tx, row->psn_no, row->mdtrt_id, &mdtrt, error);

    if (!rc)
        rc = yb_settle_transfers(r->call, &of, &transfers, error);
    if (rc)
        return rc;
    write->transfers = transfers.rows;
    write->transfer_count = transfers.count;
    write->mdtrt_from = write->mdtrt_to = (enum yb_mdtrt_stas)mdtrt.mdtrt_stas;
    rc = yb_settle_write(r->call->tx, write, error);
    if (!rc && row->acct_mulaid_pay_fen < 0)
        rc = yb_family_give_back(r->call, row->psn_no, row->adjust_setl_id,
                                 -row->acct_mulaid_pay_fen, error);
    return rc ? rc : write_cause(r, adjusting, row, error);
}

int yb_adjust(struct yb_resettling *r, struct yb_adjusting *adjusting, struct yb_error *error)
{
    struct yb_setl_accu_row accus[2 * YB_POLICY_ACCUMULATORS_MAX];
    struct yb_setl_detail_row details[YB_FUNDS];
    struct yb_adjusted *adjusted = &r->out->rows[r->out->count];
    struct yb_settle_write write = {
        .setl = &adjusted->by, .details = details, .accus = accus, .trace = adjusting->by.record};
    int rc;

    *adjusted = adjusting->adjusted;
    adjusted->before = adjusting->standing->sum;
    fill_row(r, adjusting, &adjusted->by);
    write.detail_count = fill_details(r, &adjusted->by, details);
    rc = yb_setl_check(&adjusted->by, details, write.detail_count, error);
    if (!rc)
        rc = fill_accus(r, &adjusting->by.moves, accus, &write.accu_count, error);
    if (!rc && !r->in->dry)
        rc = write_row(r, adjusting, &write, error);
    if (!rc)
        r->out->count++;
    return rc;
}
