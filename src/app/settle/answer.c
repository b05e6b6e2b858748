/* Rows of a settlement as the national answer. See settle_internal.h. */
#include "app/settle/settle_internal.h"

#include "app/settle/facts.h"

void yb_setlinfo_of(const struct yb_setl_row *setl, const struct yb_psn_row *psn,
                    struct yb_setlinfo *info)
{
    *info = (struct yb_setlinfo){
        .setl_id = setl->setl_id,
        .mdtrt_id = setl->mdtrt_id,
        .psn_no = setl->psn_no,
        .psn_name_sealed = psn->psn_name,
        .certno_sealed = psn->certno,
        .psn_cert_type = psn->psn_cert_type,
        .gend = psn->gend,
        .naty = psn->naty,
        .brdy_day = psn->brdy,
        .age = psn->brdy == YB_DAY_NONE ? 0 : yb_day_age(psn->brdy, setl->enddate),
        .insutype = setl->insutype,
        .psn_type = setl->psn_type,
        .cvlserv_flag = setl->cvlserv_flag,
        .setl_time_ms = setl->setl_time,
        .mdtrt_cert_type = setl->mdtrt_cert_type,
        .med_type = setl->med_type,
        .medfee_sumamt_fen = setl->medfee_sumamt_fen,
        .fulamt_ownpay_amt_fen = setl->fulamt_ownpay_amt_fen,
        .overlmt_selfpay_fen = setl->overlmt_selfpay_fen,
        .preselfpay_amt_fen = setl->preselfpay_amt_fen,
        .inscp_scp_amt_fen = setl->inscp_scp_amt_fen,
        .act_pay_dedc_fen = setl->act_pay_dedc_fen,
        .crt_dedc_fen = setl->crt_dedc_fen,
        .pool_prop_selfpay_ppm = setl->pool_prop_selfpay_ppm,
        .hifp_pay_fen = setl->hifp_pay_fen,
        .cvlserv_pay_fen = setl->cvlserv_pay_fen,
        .hifes_pay_fen = setl->hifes_pay_fen,
        .hifmi_pay_fen = setl->hifmi_pay_fen,
        .hifob_pay_fen = setl->hifob_pay_fen,
        .maf_pay_fen = setl->maf_pay_fen,
        .oth_pay_fen = setl->oth_pay_fen,
        .hifdm_pay_fen = setl->hifdm_pay_fen,
        .fund_pay_sumamt_fen = setl->fund_pay_sumamt_fen,
        .psn_part_amt_fen = setl->psn_part_amt_fen,
        .acct_pay_fen = setl->acct_pay_fen,
        .psn_cash_pay_fen = setl->psn_cash_pay_fen,
        .hosp_part_amt_fen = setl->hosp_part_amt_fen,
        .balc_fen = setl->balc_fen,
        .acct_mulaid_pay_fen = setl->acct_mulaid_pay_fen,
        .medins_setl_id = setl->medins_setl_id,
        .clr_optins = setl->clr_optins,
        .clr_way = setl->clr_way,
        .clr_type = setl->clr_type,
        .insu_admdvs = setl->insuplc_admdvs,
        .setl_type = setl->setl_type,
        .invono = setl->invono,
        .begndate_day = setl->begndate,
        .enddate_day = setl->enddate,
        .init_setl_id = setl->init_setl_id,
    };
}

int yb_setldetail_of(struct yb_call *call, const struct yb_setl_detail_row *rows, size_t count,
                     struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_setldetail *details = YB_NEW_ARRAY(call->arena, struct yb_setldetail, count);

    if (!details)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < count; i++)
        details[i] = (struct yb_setldetail){
            .fund_pay_type = rows[i].fund_pay_type,
            .fund_pay_type_name = rows[i].fund_pay_type_name,
            .inscp_scp_amt_fen = rows[i].inscp_scp_amt_fen,
            .crt_payb_lmt_amt_fen = rows[i].crt_payb_lmt_amt_fen,
            .fund_payamt_fen = rows[i].fund_payamt_fen,
            .setl_proc_info = rows[i].setl_proc_info,
        };
    out->setldetail = details;
    out->setldetail_count = count;
    return 0;
}

int yb_settling_answer(const struct yb_settling *settling, struct yb_settle_out *out,
                       struct yb_error *error)
{
    *out = (struct yb_settle_out){0};
    yb_setlinfo_of(&settling->setl, &settling->load.psn, &out->setlinfo);
    return yb_setldetail_of(settling->call, settling->details, settling->detail_count, out, error);
}
