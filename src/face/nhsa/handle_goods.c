/* Goods in and out: 3501-3507, and 3501A-3507A of many at once. */
#include "app/goods/goods.h"
#include "face/nhsa/handler.h"

#include <string.h>

/* A record and what became of it. The record is first, so that its tables fit this as well. */
struct goods_row {
    struct yb_goods_in in;
    int64_t goods_id;
    struct yb_text retRslt, msgRslt;
};

#define RESULT                    BIND_TEXT(goods_row, retRslt), BIND_TEXT(goods_row, msgRslt)
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
    BIND_E6(yb_goods_in, pric),
};

static const struct yb_bind changed_in[] = {
    GOODS_COMMON,
    TEXT(inv_chg_type),
    TEXT(trdn_flag),
    BIND_E6(yb_goods_in, pric),
    BIND_E4(yb_goods_in, cnt),
    GOODS(goods_time_ms, "inv_chg_time", YB_BIND_INSTANT),
    GOODS(opter_name, "inv_chg_opter_name", YB_BIND_TEXT),
    TEXT(trac_codg_pac_hery),
};

static const struct yb_bind changed_out[] = {GOODS_COMMON, TEXT(inv_chg_type), RESULT};

#define GOODS_PURCHASE                                                                             \
    TEXT(spler_name), TEXT(spler_pmtno), TEXT(purc_invo_codg), TEXT(purc_invo_no),                 \
        BIND_DAY(yb_goods_in, manu_date), BIND_DAY(yb_goods_in, expy_end),                         \
        GOODS(pric_e6, "finl_trns_pric", YB_BIND_E6), GOODS(cnt_e4, "purc_retn_cnt", YB_BIND_E4),  \
        GOODS(goods_time_ms, "purc_retn_stoin_time", YB_BIND_INSTANT),                             \
        GOODS(opter_name, "purc_retn_opter_name", YB_BIND_TEXT)

#define GOODS_BOUGHT                                                                               \
    GOODS_COMMON, GOODS_PURCHASE, TEXT(dynt_no), TEXT(manu_lotnum), TEXT(aprvno),                  \
        TEXT(prodentp_name), TEXT(prod_geay_flag)

static const struct yb_bind bought_in[] = {GOODS_BOUGHT};

static const struct yb_bind bought_out[] = {
    GOODS_BOUGHT,
    YB_BIND_AS(goods_row, goods_id, "medins_prod_purc_no", YB_BIND_ID),
    RESULT,
};

static const struct yb_bind bought_back_in[] = {
    GOODS_COMMON,
    GOODS_PURCHASE,
    GOODS(medins_prod_no, "medins_prod_purc_no", YB_BIND_TEXT),
};

static const struct yb_bind bought_back_out[] = {
    GOODS_COMMON,
    GOODS(medins_prod_no, "medins_prod_purc_no", YB_BIND_TEXT),
    RESULT,
};

#define GOODS_SALE                                                                                 \
    TEXT(trdn_flag), TEXT(manu_lotnum), TEXT(mdtrt_sn), TEXT(psn_cert_type), TEXT(certno),         \
        TEXT(psn_name), BIND_ID(yb_goods_in, psn_no), BIND_ID(yb_goods_in, setl_id),               \
        BIND_DAY(yb_goods_in, manu_date), BIND_DAY(yb_goods_in, expy_end),                         \
        GOODS(pric_e6, "finl_trns_pric", YB_BIND_E6), GOODS(cnt_e4, "sel_retn_cnt", YB_BIND_E4),   \
        GOODS(goods_time_ms, "sel_retn_time", YB_BIND_INSTANT),                                    \
        GOODS(opter_name, "sel_retn_opter_name", YB_BIND_TEXT)

#define GOODS_SOLD                                                                                 \
    GOODS_COMMON, GOODS_SALE, TEXT(prsc_dr_cert_type), TEXT(prsc_dr_certno), TEXT(prsc_dr_name),   \
        TEXT(phar_name), TEXT(phar_cert_type), TEXT(phar_certno), TEXT(hi_feesetl_type),           \
        TEXT(rxno), TEXT(phar_prac_cert_no), TEXT(rx_circ_flag), TEXT(rtal_docno),                 \
        TEXT(stoout_no), TEXT(bchno), TEXT(drug_prod_barc), TEXT(shelf_posi), TEXT(prsc_dr_no),    \
        TEXT(phar_no), TEXT(drug_trac_codg),                                                       \
        GOODS(mdtrt_setl_type, "MDTRT_SETL_TYPE", YB_BIND_TEXT)

static const struct yb_bind sold_in[] = {GOODS_SOLD};

static const struct yb_bind sold_out[] = {
    GOODS_SOLD,
    YB_BIND_AS(goods_row, goods_id, "medins_prod_sel_no", YB_BIND_ID),
    RESULT,
};

static const struct yb_bind sold_back_in[] = {
    GOODS_COMMON,
    GOODS_SALE,
    GOODS(medins_prod_no, "medins_prod_sel_no", YB_BIND_TEXT),
};

static const struct yb_bind sold_back_out[] = {
    GOODS_COMMON,
    GOODS(medins_prod_no, "medins_prod_sel_no", YB_BIND_TEXT),
    RESULT,
};

/* ---- uploads ---- */

#define TABLE(binds)                                                                               \
    {                                                                                              \
        binds, sizeof(binds) / sizeof((binds)[0])                                                  \
    }

/* What tells the six kinds apart: 350n and 350nA. */
static const struct upload {
    const char *one, *many; /* the node of the record, and of the records of the transaction A */
    struct yb_binds in;
    const char *answer; /* where A says what became of them; NULL: nowhere, so all or none */
    bool answers_all;   /* not only what was refused */
    struct yb_binds out;
} uploads[] = {
    [YB_GOODS_TAKEN] = {"invinfo", "invinfoDetail", TABLE(taken_in), NULL, false, {NULL, 0}},
    [YB_GOODS_CHANGED] = {"invinfo", "invinfoDetail", TABLE(changed_in), "invinfoErrDetail", false,
                          TABLE(changed_out)},
    [YB_GOODS_BOUGHT] = {"purcinfo", "purcinfoDetail", TABLE(bought_in), "purcinfoDetail", true,
                         TABLE(bought_out)},
    [YB_GOODS_BOUGHT_BACK] = {"purcinfo", "purcinfoDetail", TABLE(bought_back_in),
                              "purcinfoErrDetail", false, TABLE(bought_back_out)},
    [YB_GOODS_SOLD] = {"selinfo", "selinfoDetail", TABLE(sold_in), "selinfoDetail", true,
                       TABLE(sold_out)},
    [YB_GOODS_SOLD_BACK] = {"selinfo", "selinfoDetail", TABLE(sold_back_in), "selinfoErrDetail",
                            false, TABLE(sold_back_out)},
};

/* The fourth character of 350n. */
static enum yb_goods_kind kind_of(const struct yb_nhsa_exchange *x)
{
    return (enum yb_goods_kind)(x->interface->infno[3] - '0');
}

/* Members of nested records joined in one text: trace codes, papers. */
struct joined {
    const char *node, *first, *second; /* second NULL: only one */
    const char *between, *end;
};

static int join(const struct yb_nhsa_exchange *x, const struct yb_nhsa_record *goods,
                const struct joined *how, struct yb_text *text, struct yb_error *error)
{
    const struct yb_nhsa_record *one = yb_nhsa_first(goods, how->node);
    struct yb_buffer all;

    if (!one)
        return YB_OK;
    yb_buffer_init(&all, x->call.arena);
    for (; one; one = yb_nhsa_next(one)) {
        struct yb_text first = yb_nhsa_value(one, how->first);

        yb_buffer_add(&all, first.bytes ? first : YB_TEXT(""));
        if (how->second) {
            yb_buffer_add_string(&all, how->between);
            yb_buffer_add(&all, yb_nhsa_value(one, how->second));
        }
        if (how->second || yb_nhsa_next(one))
            yb_buffer_add_string(&all, how->end);
    }
    *text = yb_buffer_text(&all);
    return all.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
}

static int read_nested(const struct yb_nhsa_exchange *x, const struct yb_nhsa_record *goods,
                       struct yb_goods_in *in, struct yb_error *error)
{
    static const struct joined traces = {"drugtracinfo", "drug_trac_codg", NULL, "", ","};
    static const struct joined papers = {"purc_invo_file_List", "file_name", "file_data", "\t",
                                         "\n"};
    int result = join(x, goods, &traces, &in->drug_trac_codg, error);

    return result == YB_OK ? join(x, goods, &papers, &in->purc_invo_file, error) : result;
}

static int read_rows(const struct yb_nhsa_exchange *x, const struct upload *how, const char *node,
                     struct yb_bound_rows *rows, struct yb_error *error)
{
    const struct yb_nhsa_record *record = yb_nhsa_first(x->input, node);
    struct goods_row *row;
    int result = yb_bind_read_all(how->in, x->input, node, sizeof(struct goods_row), x->call.arena,
                                  rows, error);

    for (row = rows->rows; result == YB_OK && record; record = yb_nhsa_next(record), row++)
        result = read_nested(x, record, &row->in, error);
    return result;
}

/* What a record's answer says: 0 and nothing, or the infcode and the words it would have alone. */
static void tell(const struct yb_nhsa_exchange *x, const struct yb_goods_done *done,
                 struct yb_text *retRslt, struct yb_text *msgRslt)
{
    struct yb_buffer words;

    yb_buffer_init(&words, x->call.arena);
    if (done->error.code)
        yb_error_describe(&done->error, false, &words);
    *retRslt = yb_text_of(yb_arena_format(x->call.arena, "%d", done->error.code));
    *msgRslt = yb_buffer_text(&words);
}

/* The records that the answer names, moved to the front with what became of them. */
static size_t answer_rows(const struct yb_nhsa_exchange *x, const struct upload *how,
                          struct goods_row *rows, const struct yb_goods_done *done, size_t count)
{
    size_t told = 0;

    for (size_t i = 0; i < count; i++) {
        if (!how->answers_all && !done[i].error.code)
            continue;
        rows[told] = rows[i];
        rows[told].goods_id = done[i].goods_id;
        tell(x, &done[i], &rows[told].retRslt, &rows[told].msgRslt);
        told++;
    }
    return told;
}

static int use_goods(struct yb_nhsa_exchange *x, const struct yb_bound_rows *rows,
                     struct yb_goods_done *done, struct yb_error *error)
{
    struct yb_goods_in *in = YB_NEW_ARRAY(x->call.arena, struct yb_goods_in, rows->count + 1);
    const struct goods_row *row = rows->rows;

    if (!in)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < rows->count; i++)
        in[i] = row[i].in;
    return yb_app_upload_goods(
        &x->call, &(struct yb_upload_goods_in){kind_of(x), in, rows->count, done}, error);
}

static int upload(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_bound_rows rows;
    const struct upload *how = &uploads[kind_of(x)];
    int result = read_rows(x, how, how->one, &rows, error);

    return result == YB_OK ? use_goods(x, &rows, NULL, error) : result;
}

static int upload_many(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_bound_rows rows;
    const struct upload *how = &uploads[kind_of(x)];
    struct yb_goods_done *done = NULL;
    int result = read_rows(x, how, how->many, &rows, error);

    if (result == YB_OK && how->answer) {
        done = YB_NEW_ARRAY(x->call.arena, struct yb_goods_done, rows.count);
        if (!done)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    if (result == YB_OK)
        result = use_goods(x, &rows, done, error);
    if (result == YB_OK && done)
        yb_nhsa_output_rows(&x->output, how->answer, how->out,
                            (struct yb_rows){rows.rows,
                                             answer_rows(x, how, rows.rows, done, rows.count),
                                             sizeof(struct goods_row)});
    return result;
}

/* ---- taking back ---- */

struct batch_row {
    struct yb_goods_batch batch;
    struct yb_text retRslt, msgRslt;
};

static const struct yb_bind batch_in[] = {
    BIND_TEXT(yb_goods_batch, fixmedins_bchno),
    BIND_TEXT(yb_goods_batch, inv_data_type),
};

static const struct yb_bind batch_out[] = {
    BIND_TEXT(yb_goods_batch, fixmedins_bchno),
    BIND_TEXT(yb_goods_batch, inv_data_type),
    BIND_TEXT(batch_row, retRslt),
    BIND_TEXT(batch_row, msgRslt),
};

static int drop(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_goods_batch batch;
    int result = YB_READ(x, "data", batch_in, &batch, error);

    return result == YB_OK
               ? yb_app_delete_goods(&x->call, &(struct yb_delete_goods_in){&batch, 1, NULL}, error)
               : result;
}

/* The batches of which nothing was found, with why. */
static int tell_batches(struct yb_nhsa_exchange *x, const struct yb_delete_goods_in *in,
                        struct yb_error *error)
{
    struct batch_row *rows = YB_NEW_ARRAY(x->call.arena, struct batch_row, in->count);
    size_t told = 0;

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < in->count; i++) {
        if (!in->done[i].error.code)
            continue;
        rows[told].batch = in->data[i];
        tell(x, &in->done[i], &rows[told].retRslt, &rows[told].msgRslt);
        told++;
    }
    yb_nhsa_output_rows(&x->output, "goodErrDetail", YB_BINDS(batch_out),
                        (struct yb_rows){rows, told, sizeof(struct batch_row)});
    return YB_OK;
}

static int drop_many(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_bound_rows rows;
    struct yb_delete_goods_in in;
    int result = yb_bind_read_all(YB_BINDS(batch_in), x->input, "goodDetail",
                                  sizeof(struct yb_goods_batch), x->call.arena, &rows, error);

    if (result != YB_OK)
        return result;
    in = (struct yb_delete_goods_in){rows.rows, rows.count,
                                     YB_NEW_ARRAY(x->call.arena, struct yb_goods_done, rows.count)};
    if (!in.done)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    result = yb_app_delete_goods(&x->call, &in, error);
    return result == YB_OK ? tell_batches(x, &in, error) : result;
}

const struct yb_nhsa_handler yb_nhsa_handlers_goods[] = {
    {"3501", YB_NHSA_RECORDED, upload},
    {"3502", YB_NHSA_RECORDED, upload},
    {"3503", YB_NHSA_RECORDED, upload},
    {"3504", YB_NHSA_RECORDED, upload},
    {"3505", YB_NHSA_RECORDED, upload},
    {"3506", YB_NHSA_RECORDED, upload},
    {"3507", YB_NHSA_RECORDED, drop},
    {"3501A", YB_NHSA_RECORDED, upload_many},
    {"3502A", YB_NHSA_RECORDED, upload_many},
    {"3503A", YB_NHSA_RECORDED, upload_many},
    {"3504A", YB_NHSA_RECORDED, upload_many},
    {"3505A", YB_NHSA_RECORDED, upload_many},
    {"3506A", YB_NHSA_RECORDED, upload_many},
    {"3507A", YB_NHSA_RECORDED, drop_many},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
