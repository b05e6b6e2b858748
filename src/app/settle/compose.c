/* From a decision to the rows of a settlement, and into the store. See settle_internal.h. */
#include "app/settle/settle_internal.h"

#include "app/maternity/maternity.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/late.h"
#include "app/settle/postings.h"
#include "store/ledger.h"

#include <stdio.h>

static int check_total(const struct yb_settling *settling, struct yb_error *error)
{
    char sum[YB_DECIMAL_TEXT_MAX];
    int64_t total = 0;

    for (size_t i = 0; i < settling->line_count; i++)
        total += settling->lines[i]->det_item_fee_sumamt_fen;
    if (total == settling->medfee_sumamt_fen)
        return 0;
    yb_money_format(total, sum);
    return yb_fail(error, YB_E_SETL_TOTAL, "medfee_sumamt", sum, NULL);
}

static struct yb_text pay_loc_of(const struct yb_facts *facts)
{
    if (facts->bits & YB_VALUE_BIT(YB_PLACE_IN_PROVINCE))
        return YB_TEXT("3");
    return facts->bits & YB_VALUE_BIT(YB_PLACE_OUT_OF_PROVINCE) ? YB_TEXT("4") : YB_TEXT("2");
}

static void fill_person(const struct yb_settling *settling, struct yb_setl_row *setl)
{
    const struct yb_psn_insu_row *insu = settling->insu;

    setl->psn_no = settling->load.psn_no;
    setl->insutype = settling->insutype;
    setl->psn_type = insu->psn_type;
    setl->cvlserv_flag = insu->cvlserv_flag;
    setl->flxempe_flag = insu->flxempe_flag;
    setl->nwb_flag = insu->nwb_flag;
    setl->insu_optins = insu->insu_optins;
    setl->emp_name = insu->emp_name;
    setl->insuplc_admdvs = insu->insuplc_admdvs;
}

static void fill_visit(const struct yb_settling *settling, struct yb_setl_row *setl)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    const struct yb_service *service = &settling->service;
    int32_t first = yb_instant_day(mdtrt->begntime);
    int32_t last = settling->decision.record.benefit_day;

    setl->mdtrt_id = mdtrt->mdtrt_id;
    setl->fixmedins_code = service->fixmedins_code;
    setl->mdtrtarea_admdvs = mdtrt->mdtrtarea_admdvs;
    setl->pay_loc = settling->paper ? YB_TEXT("1") : pay_loc_of(&settling->decision.record.facts);
    setl->hosp_lv = service->hosp_lv;
    setl->lmtpric_hosp_lv = service->lmtpric_hosp_lv;
    setl->dedc_hosp_lv = service->hosp_lv;
    setl->begndate = first;
    setl->enddate = mdtrt->endtime ? yb_instant_day(mdtrt->endtime) : last;
    if (setl->enddate < first)
        setl->enddate = first;
    setl->mdtrt_cert_type = mdtrt->mdtrt_cert_type;
    setl->med_type = settling->med_type;
    setl->clr_type = yb_code_map_clr_type(settling->call->app->codes, settling->med_type);
    setl->clr_way = service->clr_way;
    setl->clr_optins = service->clr_optins;
    setl->dise_codg = settling->dise_codg;
    setl->dise_name = mdtrt->dise_name;
}

static void fill_request(const struct yb_settling *settling, struct yb_setl_row *setl)
{
    const struct yb_call *call = settling->call;

    setl->feedetl_from = settling->lines[0]->feedetl_id;
    setl->feedetl_to = settling->lines[settling->line_count - 1]->feedetl_id;
    if (settling->kind == YB_KIND_OUTPATIENT)
        setl->chrg_bchno = settling->chrg_bchno;
    setl->setl_time = call->now_ms;
    setl->psn_setlway = settling->psn_setlway;
    setl->mid_setl_flag = settling->mid_setl_flag;
    setl->acct_used_flag = settling->acct_used_flag;
    setl->medins_setl_id = call->actor->msgid;
    setl->refd_setl_flag = YB_TEXT("0");
    setl->invono = settling->invono;
    setl->policy_pack_id = settling->policy_pack_id;
    setl->opter_id = call->actor->opter;
    setl->opter_name = call->actor->opter_name;
    setl->opt_time = call->now_ms;
}

static void fill_balance(const struct yb_settling *settling, struct yb_setl_row *setl)
{
    if (settling->account)
        setl->balc_fen = yb_psn_account_available(settling->account) - setl->acct_pay_fen +
                         setl->acct_mulaid_pay_fen;
}

/*
 * What relatives' accounts pay is known: it is decided once more with just that much, so that the
 * bill does not tell what a relative has. A chain holds it before anything is written.
 */
static int fit_family(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_decision *decision = &settling->decision;
    struct yb_family *chain = settling->write ? settling->call->family : NULL;
    int64_t pay_fen = decision->bill.family_fen;

    if (!settling->family.count)
        return 0;
    yb_family_spread(&settling->family, pay_fen);
    if (chain && pay_fen && !chain->held) {
        chain->wanted = true;
        chain->psn_no = settling->load.psn_no;
        chain->plan = settling->family;
        return yb_fail(error, YB_E_FAMILY_HOLD, "acct_mulaid_pay", NULL);
    }
    if (pay_fen == decision->record.family_fen)
        return 0;
    decision->record.family_fen = pay_fen;
    return yb_decide(decision, settling->call->arena, error);
}

int yb_settling_decide(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_decision *decision = &settling->decision;
    struct yb_setl_row *setl = &settling->setl;
    int64_t year = setl->setl_year;
    int rc = check_total(settling, error);

    if (!rc)
        rc = yb_decide(decision, settling->call->arena, error);
    if (!rc)
        rc = fit_family(settling, error);
    if (rc)
        return rc;
    *setl = yb_setl_row();
    setl->setl_year = year;
    fill_person(settling, setl);
    fill_visit(settling, setl);
    fill_request(settling, setl);
    yb_decision_amounts(decision, setl);
    fill_balance(settling, setl);
    settling->detail_count =
        yb_decision_details(decision, settling->call->app->codes, settling->insutype,
                            settling->call->arena, settling->details);
    settling->accu_count = yb_decision_accus(decision, settling->insutype, year, settling->accus);
    yb_late_move(settling);
    return yb_setl_check(setl, settling->details, settling->detail_count, error);
}

/* The shared accounts of the funds that move, and the one on the other side. */
static int find_accounts(struct yb_call *call, const struct yb_transfers_of *of,
                         struct yb_posting_source *source, struct yb_error *error)
{
    const struct yb_setl_row *setl = of->setl;
    struct yb_text institution = of->adjust ? of->institution : setl->fixmedins_code;
    int64_t *counter = &source->counter_account_id;
    int rc;

    if (!of->adjust && yb_setl_is_paper(setl))
        rc = yb_books_paper(call, setl->insutype, counter, error);
    else if (institution.length)
        rc = yb_books_institution(call, institution, counter, error);
    else
        rc = yb_books_adjustments(call, setl->insutype, counter, error);
    if (!rc && source->family_fen)
        rc = yb_books_family(call, &source->family_account_id, error);
    for (int fund = 0; !rc && fund < YB_FUNDS; fund++) {
        const struct yb_fund_name *name =
            yb_code_map_fund(call->app->codes, setl->insutype, (enum yb_fund)fund);

        if (!source->fund_fen[fund] || fund == YB_FUND_ACCT || fund == YB_FUND_HOSP)
            continue;
        rc = yb_books_fund(call, setl->insutype, name->fund_pay_type, name->fund_pay_type_name,
                           &source->fund_account_id[fund], error);
    }
    return rc;
}

int yb_settle_transfers(struct yb_call *call, const struct yb_transfers_of *of,
                        struct yb_ledger_transfer_list *list, struct yb_error *error)
{
    struct yb_posting_source source = {.psn_account_id = of->psn_account_id};
    struct yb_posting postings[YB_POSTINGS_MAX];
    struct yb_setl_row setl = *of->setl;
    int count, rc;

    for (int fund = 0; fund < YB_FUNDS; fund++)
        source.fund_fen[fund] = *yb_setl_fund(&setl, (enum yb_fund)fund);
    source.family_fen = setl.acct_mulaid_pay_fen;
    rc = find_accounts(call, of, &source, error);
    if (rc)
        return rc;
    count = yb_postings_of(&source, postings);
    list->count = (size_t)count;
    list->rows = YB_NEW_ARRAY(call->arena, struct yb_ledger_transfer_row, count);
    if (!list->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int i = 0; i < count; i++) {
        struct yb_ledger_transfer_row *row = &list->rows[i];

        *row = yb_ledger_transfer_row();
        row->transfer_id = yb_tx_id(call->tx, call->now_ms);
        row->transfer_kind = YB_TRANSFER_POSTED;
        row->debit_account_id = postings[i].debit_account_id;
        row->credit_account_id = postings[i].credit_account_id;
        row->amount_fen = postings[i].amount_fen;
        row->fund_pay_type =
            yb_code_map_fund(call->app->codes, setl.insutype, postings[i].fund)->fund_pay_type;
        row->transfer_year = yb_day_year(yb_instant_day(call->now_ms));
    }
    return 0;
}

/* Lines that the settlement cuts otherwise than their upload did (another policy's day), or all
 * when the terms of one changed. */
static int recut_lines(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_bill_line *placed = settling->decision.placed;
    struct yb_feedetl_list changed = {0};

    for (size_t i = 0; i < settling->line_count; i++) {
        struct yb_feedetl_row *row = settling->lines[i];

        if (!settling->marked && row->fulamt_ownpay_amt_fen == placed[i].self_paid_fen &&
            row->overlmt_amt_fen == placed[i].over_limit_fen &&
            row->preselfpay_amt_fen == placed[i].advance_fen &&
            row->inscp_scp_amt_fen == placed[i].in_scope_fen)
            continue;
        if (!changed.rows)
            changed.rows =
                YB_NEW_ARRAY(settling->call->arena, struct yb_feedetl_row, settling->line_count);
        if (!changed.rows)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        row->fulamt_ownpay_amt_fen = placed[i].self_paid_fen;
        row->overlmt_amt_fen = placed[i].over_limit_fen;
        row->preselfpay_amt_fen = placed[i].advance_fen;
        row->inscp_scp_amt_fen = placed[i].in_scope_fen;
        changed.rows[changed.count++] = *row;
    }
    return changed.count ? yb_feedetl_cut(settling->call->tx, &changed, error) : 0;
}

/* What a birth brings besides. */
static int add_allowance(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_decision *decision = &settling->decision;
    const struct yb_matn_of of = {&settling->setl, &settling->load.mdtrt, settling->insu,
                                  &decision->record.facts, decision->policy};

    return yb_maternity_concerns(of.facts, of.policy)
               ? yb_maternity_settled(settling->call, &of, error)
               : 0;
}

int yb_settling_write(struct yb_settling *settling, enum yb_mdtrt_stas from, enum yb_mdtrt_stas to,
                      struct yb_error *error)
{
    struct yb_call *call = settling->call;
    struct yb_setl_row *setl = &settling->setl;
    struct yb_ledger_transfer_list transfers;
    struct yb_settle_write write = {
        .setl = setl,
        .details = settling->details,
        .detail_count = settling->detail_count,
        .accus = settling->accus,
        .accu_count = settling->accu_count,
        .mdtrt_from = from,
        .mdtrt_to = to,
    };
    int rc;

    setl->setl_id = yb_tx_id(call->tx, call->now_ms);
    rc = yb_record_encode(&settling->decision.record, call->arena, &write.trace, error);
    if (!rc)
        rc = yb_settle_transfers(
            call,
            &(struct yb_transfers_of){.setl = setl,
                                      .psn_account_id =
                                          settling->account ? settling->account->account_id : 0},
            &transfers, error);
    if (!rc)
        rc = recut_lines(settling, error);
    if (rc)
        return rc;
    write.transfers = transfers.rows;
    write.transfer_count = transfers.count;
    rc = yb_settle_write(call->tx, &write, error);
    if (!rc && settling->family.count)
        rc = yb_family_book(call, &settling->family, setl, error);
    if (!rc)
        rc = yb_late_settled(settling, error);
    if (!rc)
        rc = add_allowance(settling, error);
    if (rc)
        return rc;
    call->made = (struct yb_made){setl->psn_no, setl->mdtrt_id, setl->setl_id};
    return 0;
}
