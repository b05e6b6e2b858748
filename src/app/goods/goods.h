/*
 * goods.h - what institutions buy, keep and sell (进销存): 3501-3507.
 *
 *     3501 stock-take  3502 change  3503 purchase  3504 its return  3505 sale  3506 its return
 *     3507 takes uploaded records of a batch out of force
 *     3501A-3507A are the same for many records at once
 *
 * A record is kept as it was sent; whether opening stock, purchases and sales agree with each other
 * and with the settled lines is audit's question. Refused is what cannot be so: a day or a time to
 * come, an end of life before the making, nothing or less than nothing bought or sold, an item that
 * no catalogue has. A stock-take of 0 is fine, and so is a change below 0.
 *
 * Identity numbers of doctors, pharmacists and buyers are stored sealed.
 *
 * inv_data_type of 3507: 1 stock-takes, 2 changes, 3 purchases and their returns, 4 sales and
 * theirs.
 */
#ifndef YB_APP_GOODS_GOODS_H
#define YB_APP_GOODS_GOODS_H

#include "app/app.h"
#include "base/day.h"

#define YB_GOODS_PER_UPLOAD_MAX 2000

/* enum of goods.goods_kind: the last digit of the transaction. */
enum yb_goods_kind {
    YB_GOODS_TAKEN = 1,
    YB_GOODS_CHANGED = 2,
    YB_GOODS_BOUGHT = 3,
    YB_GOODS_BOUGHT_BACK = 4,
    YB_GOODS_SOLD = 5,
    YB_GOODS_SOLD_BACK = 6
};

/* The union of the members of 3501-3506; names that differ there for the same thing are one here.
 */
struct yb_goods_in {
    struct yb_text med_list_codg, fixmedins_hilist_id, fixmedins_hilist_name, fixmedins_bchno;
    struct yb_text rx_flag, trdn_flag, inv_chg_type, manu_lotnum;
    int32_t invdate, manu_date, expy_end; /* invdate: of a stock-take; YB_DAY_NONE */
    int64_t goods_time_ms;                /* inv_chg_time, purc_retn_stoin_time, sel_retn_time */
    int64_t cnt_e4;                       /* inv_cnt, cnt, purc_retn_cnt, sel_retn_cnt */
    int64_t pric_e6;                      /* pric, finl_trns_pric; 0: not stated */
    int64_t psn_no, setl_id;              /* of a sale; 0: not stated */
    struct yb_text mdtrt_sn, rtal_docno, rxno, rx_circ_flag, stoout_no, bchno, drug_prod_barc,
        shelf_posi, hi_feesetl_type, drug_trac_codg, trac_codg_pac_hery, mdtrt_setl_type;
    struct yb_text prsc_dr_name, prsc_dr_cert_type, prsc_dr_certno, phar_name, phar_cert_type,
        phar_certno, phar_prac_cert_no, psn_cert_type, certno, psn_name, prsc_dr_no, phar_no;
    struct yb_text dynt_no, spler_name, spler_pmtno, prodentp_name, aprvno, purc_invo_codg,
        purc_invo_no, prod_geay_flag, purc_invo_file;
    struct yb_text opter_name; /* inv_chg_opter_name, purc_retn_opter_name, sel_retn_opter_name */
    struct yb_text medins_prod_no; /* medins_prod_purc_no, medins_prod_sel_no: what comes back */
    struct yb_text memo;
};

/* What became of a record among others. */
struct yb_goods_done {
    int64_t goods_id;      /* its number; 0: refused, or 3507A */
    struct yb_error error; /* why it was refused; code 0: it was not */
};

struct yb_upload_goods_in {
    enum yb_goods_kind kind;
    const struct yb_goods_in *data;
    size_t count;
    struct yb_goods_done *done; /* one a record; NULL: all or none */
};

/*
 * Errors name the field: OUT_OF_RANGE, ITEM_NOT_FOUND - of one record, where `done` takes them, and
 * the others are kept -; TOO_MANY; FIXMEDINS_*.
 */
int yb_app_upload_goods(struct yb_call *call, const struct yb_upload_goods_in *in,
                        struct yb_error *error);

struct yb_goods_batch {
    struct yb_text fixmedins_bchno, inv_data_type;
};

struct yb_delete_goods_in {
    const struct yb_goods_batch *data;
    size_t count;
    struct yb_goods_done *done; /* one a batch; NULL: all or none */
};

/* 3507. Errors: UNKNOWN_CODE (inv_data_type), NOT_FOUND (fixmedins_bchno), as above; TOO_MANY. */
int yb_app_delete_goods(struct yb_call *call, const struct yb_delete_goods_in *in,
                        struct yb_error *error);

#endif
