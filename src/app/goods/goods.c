#include "app/goods/goods.h"

#include "app/institution/service.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "store/catalogue.h"
#include "store/goods.h"

#define IN_FORCE YB_TEXT("1")

/* The fields that a kind calls its amount and its time by, for refusals. */
static const struct {
    const char *kind, *cnt, *time;
    bool may_be_nothing, may_be_less;
} kinds[] = {
    [YB_GOODS_TAKEN] = {"1", "inv_cnt", "invdate", true, false},
    [YB_GOODS_CHANGED] = {"2", "cnt", "inv_chg_time", true, true},
    [YB_GOODS_BOUGHT] = {"3", "purc_retn_cnt", "purc_retn_stoin_time", false, false},
    [YB_GOODS_BOUGHT_BACK] = {"4", "purc_retn_cnt", "purc_retn_stoin_time", false, false},
    [YB_GOODS_SOLD] = {"5", "sel_retn_cnt", "sel_retn_time", false, false},
    [YB_GOODS_SOLD_BACK] = {"6", "sel_retn_cnt", "sel_retn_time", false, false},
};

static int check_row(struct yb_call *call, enum yb_goods_kind kind, const struct yb_goods_in *in,
                     int64_t time_ms, struct yb_error *error)
{
    struct yb_med_item_list items;
    int rc;

    if (time_ms > call->now_ms)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, yb_text_of(kinds[kind].time),
                             yb_instant_day(time_ms));
    if (in->manu_date != YB_DAY_NONE && in->expy_end != YB_DAY_NONE && in->expy_end < in->manu_date)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("expy_end"), in->expy_end);
    if ((in->cnt_e4 < 0 && !kinds[kind].may_be_less) ||
        (!in->cnt_e4 && !kinds[kind].may_be_nothing))
        return yb_refuse_number(error, YB_E_OUT_OF_RANGE, kinds[kind].cnt, in->cnt_e4 / 10000);
    rc = yb_med_item_find(call->tx, YB_EVERY_REGION, in->med_list_codg, &items, error);
    if (rc || items.count)
        return rc;
    return yb_refuse_day(error, YB_E_ITEM_NOT_FOUND, in->med_list_codg, yb_instant_day(time_ms));
}

static int seal_row(struct yb_call *call, const struct yb_goods_in *in, struct yb_goods_row *row,
                    struct yb_error *error)
{
    int rc = yb_seal_text(call, in->prsc_dr_certno, &row->prsc_dr_certno, error);

    if (!rc)
        rc = yb_seal_text(call, in->phar_certno, &row->phar_certno, error);
    if (!rc)
        rc = yb_seal_text(call, in->certno, &row->certno, error);
    if (!rc)
        rc = yb_seal_text(call, in->psn_name, &row->psn_name, error);
    return rc;
}

#define COPY(name) row->name = in->name

static void fill_row(const struct yb_goods_in *in, struct yb_goods_row *row)
{
    COPY(med_list_codg), COPY(fixmedins_hilist_id), COPY(fixmedins_hilist_name);
    COPY(fixmedins_bchno), COPY(rx_flag), COPY(trdn_flag), COPY(inv_chg_type), COPY(manu_lotnum);
    COPY(manu_date), COPY(expy_end), COPY(cnt_e4), COPY(pric_e6), COPY(psn_no), COPY(setl_id);
    COPY(mdtrt_sn), COPY(rtal_docno), COPY(rxno), COPY(rx_circ_flag), COPY(stoout_no), COPY(bchno);
    COPY(drug_prod_barc), COPY(shelf_posi), COPY(hi_feesetl_type), COPY(drug_trac_codg);
    COPY(prsc_dr_name), COPY(prsc_dr_cert_type), COPY(phar_name), COPY(phar_cert_type);
    COPY(phar_prac_cert_no), COPY(psn_cert_type), COPY(dynt_no), COPY(spler_name);
    COPY(spler_pmtno), COPY(prodentp_name), COPY(aprvno), COPY(purc_invo_codg);
    COPY(purc_invo_no), COPY(prod_geay_flag), COPY(opter_name), COPY(medins_prod_no), COPY(memo);
    COPY(trac_codg_pac_hery), COPY(prsc_dr_no), COPY(phar_no), COPY(mdtrt_setl_type);
    COPY(purc_invo_file);
}

static int take_row(struct yb_call *call, enum yb_goods_kind kind, const struct yb_goods_in *in,
                    struct yb_goods_row *row, struct yb_error *error)
{
    int64_t time_ms = in->invdate == YB_DAY_NONE ? in->goods_time_ms
                                                 : (int64_t)in->invdate * YB_DAY_MS - YB_CST_MS;
    int rc = check_row(call, kind, in, time_ms, error);

    if (rc)
        return rc;
    *row = yb_goods_row();
    fill_row(in, row);
    row->goods_id = yb_tx_id(call->tx, call->now_ms);
    row->fixmedins_code = call->actor->fixmedins_code;
    row->goods_kind = yb_text_of(kinds[kind].kind);
    row->goods_time = time_ms;
    row->vali_flag = IN_FORCE;
    row->crte_time = row->updt_time = call->now_ms;
    return seal_row(call, in, row, error);
}

/* What one record may be refused for, so that the others need not be. */
static bool is_refusal(int code)
{
    return code == YB_E_OUT_OF_RANGE || code == YB_E_ITEM_NOT_FOUND || code == YB_E_UNKNOWN_CODE ||
           code == YB_E_NOT_FOUND;
}

/* A record's result, kept with it when there is a place for it; else it is that of all. */
static int keep(struct yb_goods_done *done, int64_t goods_id, int rc, struct yb_error *error)
{
    if (!done || (rc && !is_refusal(rc)))
        return rc;
    *done = (struct yb_goods_done){.goods_id = rc ? 0 : goods_id};
    if (rc)
        done->error = *error;
    return 0;
}

static int check_upload(struct yb_call *call, size_t count, struct yb_error *error)
{
    struct yb_service service;

    if (count > YB_GOODS_PER_UPLOAD_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "data", "2000", NULL);
    return yb_service_of(call, call->actor->fixmedins_code, yb_instant_day(call->now_ms), &service,
                         error);
}

int yb_app_upload_goods(struct yb_call *call, const struct yb_upload_goods_in *in,
                        struct yb_error *error)
{
    int rc = check_upload(call, in->count, error);
    struct yb_goods_row *rows;
    size_t taken = 0;

    if (rc)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_goods_row, in->count + 1);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; !rc && i < in->count; i++) {
        int each = take_row(call, in->kind, &in->data[i], &rows[taken], error);

        rc = keep(in->done ? &in->done[i] : NULL, rows[taken].goods_id, each, error);
        taken += !each;
    }
    return rc ? rc : yb_goods_add(call->tx, rows, taken, error);
}

static int delete_batch(struct yb_call *call, const struct yb_goods_batch *batch,
                        struct yb_error *error)
{
    static const struct {
        const char *type, *one, *other;
    } types[] = {{"1", "1", "1"}, {"2", "2", "2"}, {"3", "3", "4"}, {"4", "5", "6"}};
    struct yb_goods_drop drop = {.fixmedins_code = call->actor->fixmedins_code,
                                 .fixmedins_bchno = batch->fixmedins_bchno,
                                 .now_ms = call->now_ms};
    int64_t changed = 0;
    int rc;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (yb_text_is(batch->inv_data_type, types[i].type)) {
            drop.goods_kind = yb_text_of(types[i].one);
            drop.other_kind = yb_text_of(types[i].other);
        }
    if (!drop.goods_kind.length)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "inv_data_type", batch->inv_data_type);
    rc = yb_goods_drop(call->tx, &drop, &changed, error);
    if (!rc && !changed)
        rc = yb_refuse(error, YB_E_NOT_FOUND, "fixmedins_bchno", batch->fixmedins_bchno);
    return rc;
}

int yb_app_delete_goods(struct yb_call *call, const struct yb_delete_goods_in *in,
                        struct yb_error *error)
{
    int rc = check_upload(call, in->count, error);

    for (size_t i = 0; !rc && i < in->count; i++) {
        int each = delete_batch(call, &in->data[i], error);

        rc = keep(in->done ? &in->done[i] : NULL, 0, each, error);
    }
    return rc;
}
