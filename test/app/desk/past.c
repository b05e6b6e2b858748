#include "test/app/desk/past.h"

#include <string.h>

#include "base/money.h"

struct visiting {
    const struct past_visit *visit;
    int64_t mdtrt_id;
};

static int put_visit(struct yb_call *call, void *context, struct yb_error *error)
{
    struct visiting *visiting = context;
    const struct past_visit *visit = visiting->visit;
    struct yb_mdtrt_row row = yb_mdtrt_row();
    int rc;

    row.mdtrt_id = visiting->mdtrt_id = yb_id_next(&call->app->ids, call->now_ms);
    row.psn_no = visit->psn_no;
    row.mdtrt_stas = YB_MDTRT_OPEN;
    row.fixmedins_code = call->actor->fixmedins_code;
    row.mdtrtarea_admdvs = row.insuplc_admdvs = YB_TEXT(DESK_REGION);
    row.insutype = yb_text_of(visit->insutype);
    row.psn_type = YB_TEXT("15");
    row.med_type = yb_text_of(visit->med_type);
    row.begntime = desk_instant(visit->begntime);
    if (visit->med_type[0] == '2')
        row.inhosp_stas = YB_TEXT("1");
    rc = yb_seal_text(call, YB_TEXT("联系人"), &row.coner_name, error);
    if (rc == YB_OK)
        rc = yb_seal_text(call, YB_TEXT("19900000099"), &row.tel, error);
    return rc == YB_OK ? yb_mdtrt_add(call->tx, &row, error) : rc;
}

int64_t past_visit(struct desk *desk, const struct past_visit *visit)
{
    struct visiting visiting = {visit, 0};

    desk_ok(desk, desk_run(desk, put_visit, &visiting));
    return visiting.mdtrt_id;
}

struct line {
    int64_t psn_no, mdtrt_id;
    const char *feedetl_sn, *list_type;
};

static int put_line(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct line *line = context;
    struct yb_feedetl_row row = yb_feedetl_row();
    struct yb_feedetl_list list = {&row, 1};
    struct yb_mdtrt_row visit;
    int rc = yb_mdtrt_get(call->tx, line->psn_no, line->mdtrt_id, &visit, error);

    row.mdtrt_id = line->mdtrt_id;
    row.psn_no = line->psn_no;
    row.feedetl_sn = yb_text_of(line->feedetl_sn);
    row.feedetl_id = yb_id_next(&call->app->ids, call->now_ms);
    row.med_type = visit.med_type;
    row.list_type = yb_text_of(line->list_type);
    row.fee_ocur_time = visit.begntime;
    row.cnt_e4 = YB_E4;
    row.pric_e6 = 1000000;
    row.det_item_fee_sumamt_fen = 100;
    return rc == YB_OK ? yb_feedetl_add(call->tx, &list, error) : rc;
}

void past_line(struct desk *desk, int64_t psn_no, int64_t mdtrt_id, const char *feedetl_sn,
               const char *list_type)
{
    struct line line = {psn_no, mdtrt_id, feedetl_sn, list_type};

    desk_ok(desk, desk_run(desk, put_line, &line));
}

struct settling {
    const struct past_settlement *in;
    int64_t setl_id;
};

static int write_settlement(struct yb_call *call, void *context, struct yb_error *error)
{
    struct settling *settling = context;
    const struct past_settlement *in = settling->in;
    struct yb_setl_row setl = yb_setl_row();
    struct yb_setl_detail_row detail = yb_setl_detail_row();
    struct yb_settle_load load = {.psn_no = in->psn_no, .mdtrt_id = in->mdtrt_id};
    struct yb_settle_write write = {.setl = &setl, .details = &detail, .detail_count = 1};
    int rc = yb_settle_load(call->tx, &load, error);

    if (rc != YB_OK)
        return rc;
    setl.setl_id = settling->setl_id = yb_id_next(&call->app->ids, call->now_ms);
    setl.psn_no = in->psn_no;
    setl.mdtrt_id = in->mdtrt_id;
    setl.feedetl_from = in->feedetl_from ? in->feedetl_from : 1;
    setl.feedetl_to = setl.setl_id;
    setl.fixmedins_code = load.mdtrt.fixmedins_code;
    setl.insutype = yb_text_of(in->insutype);
    setl.med_type = yb_text_of(in->med_type);
    setl.clr_type = yb_text_of(in->clr_type);
    setl.setl_time = desk_instant(in->setl_time);
    setl.setl_year = yb_day_year(yb_instant_day(setl.setl_time));
    setl.medfee_sumamt_fen = setl.inscp_scp_amt_fen = in->medfee_fen;
    setl.hifp_pay_fen = setl.fund_pay_sumamt_fen = in->fund_fen;
    setl.acct_pay_fen = in->acct_fen;
    setl.psn_part_amt_fen = in->medfee_fen - in->fund_fen;
    setl.psn_cash_pay_fen = setl.psn_part_amt_fen - in->acct_fen;
    setl.medins_setl_id = yb_text_of(in->msgid);
    setl.refd_setl_flag = YB_TEXT("0");
    detail.fund_pay_type = YB_TEXT("390100");
    detail.fund_payamt_fen = in->fund_fen;
    write.mdtrt_from = (enum yb_mdtrt_stas)load.mdtrt.mdtrt_stas;
    write.mdtrt_to = YB_MDTRT_SETTLED;
    return yb_settle_write(call->tx, &write, error);
}

int64_t past_settle(struct desk *desk, const struct past_settlement *settlement)
{
    struct settling settling = {settlement, 0};

    desk_ok(desk, desk_run(desk, write_settlement, &settling));
    return settling.setl_id;
}

struct cancelling {
    int64_t psn_no, setl_id, red;
    const char *msgid;
};

static int write_cancellation(struct yb_call *call, void *context, struct yb_error *error)
{
    struct cancelling *cancelling = context;
    struct yb_settle_cancel cancel = {.psn_no = cancelling->psn_no,
                                      .setl_id = cancelling->setl_id,
                                      .setl_time = call->now_ms,
                                      .medins_setl_id = yb_text_of(cancelling->msgid),
                                      .mdtrt_to = YB_MDTRT_OPEN};
    struct yb_setl_row red;
    int rc = yb_psn_lock(call->tx, cancelling->psn_no, error);

    cancel.new_setl_id = cancelling->red = yb_id_next(&call->app->ids, call->now_ms);
    return rc == YB_OK ? yb_settle_cancel(call->tx, &cancel, &red, error) : rc;
}

int64_t past_cancel(struct desk *desk, int64_t psn_no, int64_t setl_id, const char *msgid)
{
    struct cancelling cancelling = {psn_no, setl_id, 0, msgid};

    desk_ok(desk, desk_run(desk, write_cancellation, &cancelling));
    return cancelling.red;
}
