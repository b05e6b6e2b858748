/* Goods in and out: 3501-3507. */
#include "app/goods/goods.h"
#include "face/nhsa/handler.h"

#include <string.h>

#define GOODS(member, name, kind) YB_BIND_AS(yb_goods_in, member, name, kind)
#define TEXT(name)                BIND_TEXT(yb_goods_in, name)

#define GOODS_COMMON                                                                               \
    TEXT(med_list_codg), TEXT(fixmedins_hilist_id), TEXT(fixmedins_hilist_name),                   \
        TEXT(fixmedins_bchno), TEXT(rx_flag), TEXT(memo)

static const struct yb_bind taken_in[] = {
    GOODS_COMMON,
    TEXT(manu_lotnum),
    BIND_DAY(yb_goods_in, invdate),
    BIND_DAY(yb_goods_in, manu_date),
    BIND_DAY(yb_goods_in, expy_end),
    GOODS(cnt_e4, "inv_cnt", YB_BIND_E4),
};

static const struct yb_bind changed_in[] = {
    GOODS_COMMON,
    TEXT(inv_chg_type),
    TEXT(trdn_flag),
    BIND_E6(yb_goods_in, pric),
    BIND_E4(yb_goods_in, cnt),
    GOODS(goods_time_ms, "inv_chg_time", YB_BIND_INSTANT),
    GOODS(opter_name, "inv_chg_opter_name", YB_BIND_TEXT),
};

#define GOODS_PURCHASE                                                                             \
    TEXT(spler_name), TEXT(spler_pmtno), TEXT(purc_invo_codg), TEXT(purc_invo_no),                 \
        BIND_DAY(yb_goods_in, manu_date), BIND_DAY(yb_goods_in, expy_end),                         \
        GOODS(pric_e6, "finl_trns_pric", YB_BIND_E6), GOODS(cnt_e4, "purc_retn_cnt", YB_BIND_E4),  \
        GOODS(goods_time_ms, "purc_retn_stoin_time", YB_BIND_INSTANT),                             \
        GOODS(opter_name, "purc_retn_opter_name", YB_BIND_TEXT)

static const struct yb_bind bought_in[] = {
    GOODS_COMMON, GOODS_PURCHASE,      TEXT(dynt_no),        TEXT(manu_lotnum),
    TEXT(aprvno), TEXT(prodentp_name), TEXT(prod_geay_flag),
};

static const struct yb_bind bought_back_in[] = {
    GOODS_COMMON,
    GOODS_PURCHASE,
    GOODS(medins_prod_no, "medins_prod_purc_no", YB_BIND_TEXT),
};

#define GOODS_SALE                                                                                 \
    TEXT(trdn_flag), TEXT(manu_lotnum), TEXT(mdtrt_sn), TEXT(psn_cert_type), TEXT(certno),         \
        TEXT(psn_name), BIND_ID(yb_goods_in, psn_no), BIND_ID(yb_goods_in, setl_id),               \
        BIND_DAY(yb_goods_in, manu_date), BIND_DAY(yb_goods_in, expy_end),                         \
        GOODS(pric_e6, "finl_trns_pric", YB_BIND_E6), GOODS(cnt_e4, "sel_retn_cnt", YB_BIND_E4),   \
        GOODS(goods_time_ms, "sel_retn_time", YB_BIND_INSTANT),                                    \
        GOODS(opter_name, "sel_retn_opter_name", YB_BIND_TEXT)

static const struct yb_bind sold_in[] = {
    GOODS_COMMON,
    GOODS_SALE,
    TEXT(prsc_dr_cert_type),
    TEXT(prsc_dr_certno),
    TEXT(prsc_dr_name),
    TEXT(phar_name),
    TEXT(phar_cert_type),
    TEXT(phar_certno),
    TEXT(hi_feesetl_type),
    TEXT(rxno),
    TEXT(phar_prac_cert_no),
    TEXT(rx_circ_flag),
    TEXT(rtal_docno),
    TEXT(stoout_no),
    TEXT(bchno),
    TEXT(drug_prod_barc),
    TEXT(shelf_posi),
};

static const struct yb_bind sold_back_in[] = {
    GOODS_COMMON,
    GOODS_SALE,
    GOODS(medins_prod_no, "medins_prod_sel_no", YB_BIND_TEXT),
};

/* What tells the six uploads apart. */
static const struct upload {
    const char *infno, *node;
    enum yb_goods_kind kind;
    struct yb_binds binds;
} uploads[] = {
    {"3501", "invinfo", YB_GOODS_TAKEN, {taken_in, sizeof(taken_in) / sizeof(taken_in[0])}},
    {"3502", "invinfo", YB_GOODS_CHANGED, {changed_in, sizeof(changed_in) / sizeof(changed_in[0])}},
    {"3503", "purcinfo", YB_GOODS_BOUGHT, {bought_in, sizeof(bought_in) / sizeof(bought_in[0])}},
    {"3504",
     "purcinfo",
     YB_GOODS_BOUGHT_BACK,
     {bought_back_in, sizeof(bought_back_in) / sizeof(bought_back_in[0])}},
    {"3505", "selinfo", YB_GOODS_SOLD, {sold_in, sizeof(sold_in) / sizeof(sold_in[0])}},
    {"3506",
     "selinfo",
     YB_GOODS_SOLD_BACK,
     {sold_back_in, sizeof(sold_back_in) / sizeof(sold_back_in[0])}},
};

/* Trace codes of the goods, with commas between. */
static int read_traces(const struct yb_nhsa_exchange *x, const struct yb_nhsa_record *goods,
                       struct yb_goods_in *in, struct yb_error *error)
{
    const struct yb_nhsa_record *trace = yb_nhsa_first(goods, "drugtracinfo");
    struct yb_buffer text;

    if (!trace)
        return YB_OK;
    yb_buffer_init(&text, x->call.arena);
    for (; trace; trace = yb_nhsa_next(trace)) {
        struct yb_text code = yb_nhsa_value(trace, "drug_trac_codg");

        if (text.length)
            yb_buffer_add_char(&text, ',');
        yb_buffer_add(&text, code.bytes ? code : YB_TEXT(""));
    }
    in->drug_trac_codg = yb_buffer_text(&text);
    return text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
}

static int upload(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    const struct upload *how = uploads;
    struct yb_goods_in in = {
        .invdate = YB_DAY_NONE, .manu_date = YB_DAY_NONE, .expy_end = YB_DAY_NONE};
    const struct yb_nhsa_record *record;
    int result;

    while (strcmp(how->infno, x->interface->infno) != 0)
        how++;
    record = yb_nhsa_first(x->input, how->node);
    result = yb_bind_read(how->binds, record, &in, error);
    if (result == YB_OK)
        result = read_traces(x, record, &in, error);
    if (result == YB_OK)
        result = yb_app_upload_goods(
            &x->call, &(struct yb_upload_goods_in){.kind = how->kind, .data = &in, .count = 1},
            error);
    return result;
}

static const struct yb_bind delete_in[] = {
    BIND_TEXT(yb_delete_goods_in, fixmedins_bchno),
    BIND_TEXT(yb_delete_goods_in, inv_data_type),
};

static int drop(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_delete_goods_in in;
    int result = YB_READ(x, "data", delete_in, &in, error);

    return result == YB_OK ? yb_app_delete_goods(&x->call, &in, error) : result;
}

const struct yb_nhsa_handler yb_nhsa_handlers_goods[] = {
    {"3501", YB_NHSA_RECORDED, upload}, {"3502", YB_NHSA_RECORDED, upload},
    {"3503", YB_NHSA_RECORDED, upload}, {"3504", YB_NHSA_RECORDED, upload},
    {"3505", YB_NHSA_RECORDED, upload}, {"3506", YB_NHSA_RECORDED, upload},
    {"3507", YB_NHSA_RECORDED, drop},   {NULL, YB_NHSA_AT_ONCE, NULL},
};
