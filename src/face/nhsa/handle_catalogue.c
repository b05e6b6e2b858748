/* Catalogues as files and as pages: 1301-1321. */
#include "app/catalogue/download.h"
#include "app/catalogue/query.h"
#include "face/nhsa/handler.h"

static const struct yb_bind download_in[] = {BIND_TEXT(yb_download_catalogue_in, ver)};
static const struct yb_bind download_out[] = {
    BIND_TEXT(yb_download_catalogue_out, file_qury_no),
    BIND_TEXT(yb_download_catalogue_out, filename),
    YB_BIND_AS(yb_download_catalogue_out, dld_end_time_ms, "dld_end_time", YB_BIND_INSTANT),
    YB_BIND_AS(yb_download_catalogue_out, dld_end_time_ms, "dld_endtime", YB_BIND_INSTANT),
    BIND_INTEGER(yb_download_catalogue_out, data_cnt),
};

static int download(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_download_catalogue_in in = {.infno = yb_text_of(x->interface->infno)};
    struct yb_download_catalogue_out out;
    int result = YB_READ(x, "data", download_in, &in, error);

    if (result == YB_OK)
        result = yb_app_download_catalogue(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "-", YB_BINDS(download_out), &out);
    return result;
}

#define PAGE_IN(type)                                                                              \
    YB_BIND_AS(type, page.page_num, "page_num", YB_BIND_INTEGER),                                  \
        YB_BIND_AS(type, page.page_size, "page_size", YB_BIND_INTEGER),                            \
        YB_BIND_AS(type, begn_day, "begndate", YB_BIND_DAY),                                       \
        YB_BIND_AS(type, query_day, "query_date", YB_BIND_DAY), BIND_MS(type, updt_time),          \
        BIND_TEXT(type, vali_flag)

static const struct yb_bind items_in[] = {
    PAGE_IN(yb_query_items_in),
    BIND_TEXT(yb_query_items_in, med_list_codg),
    BIND_TEXT(yb_query_items_in, hilist_code),
    BIND_TEXT(yb_query_items_in, hilist_name),
    BIND_TEXT(yb_query_items_in, list_type),
    BIND_TEXT(yb_query_items_in, med_chrgitm_type),
    BIND_TEXT(yb_query_items_in, chrgitm_lv),
    BIND_TEXT(yb_query_items_in, lmt_used_flag),
    BIND_TEXT(yb_query_items_in, med_use_flag),
    BIND_TEXT(yb_query_items_in, matn_used_flag),
    BIND_TEXT(yb_query_items_in, hilist_use_type),
    BIND_TEXT(yb_query_items_in, lmt_cpnd_type),
    BIND_TEXT(yb_query_items_in, wubi),
    BIND_TEXT(yb_query_items_in, pinyin),
};

#define ITEM_TEXT(field)      BIND_TEXT(yb_med_item_row, field)
#define ITEM_AS(member, name) YB_BIND_AS(yb_med_item_row, member, name, YB_BIND_TEXT)
#define ITEM_TIME(field)      YB_BIND_AS(yb_med_item_row, field, #field, YB_BIND_INSTANT)

static const struct yb_bind item_row[] = {
    ITEM_TEXT(med_list_codg),
    ITEM_TEXT(hilist_code),
    ITEM_TEXT(hilist_name),
    ITEM_TEXT(insu_admdvs),
    ITEM_AS(insu_admdvs, "poolarea_no"),
    BIND_DAY(yb_med_item_row, begndate),
    BIND_DAY(yb_med_item_row, enddate),
    ITEM_TEXT(med_chrgitm_type),
    ITEM_TEXT(chrgitm_lv),
    ITEM_TEXT(lmt_used_flag),
    ITEM_TEXT(list_type),
    ITEM_TEXT(med_use_flag),
    ITEM_TEXT(matn_used_flag),
    ITEM_TEXT(hilist_use_type),
    ITEM_TEXT(lmt_cpnd_type),
    ITEM_TEXT(wubi),
    ITEM_TEXT(pinyin),
    ITEM_TEXT(memo),
    ITEM_TEXT(vali_flag),
    BIND_ID(yb_med_item_row, rid),
    ITEM_TIME(updt_time),
    ITEM_TIME(crte_time),
    /* 1304 calls them otherwise */
    ITEM_AS(med_list_name, "drug_genname"),
    ITEM_AS(prodname, "drug_prodname"),
    ITEM_AS(hilist_code, "genname_codg"),
    ITEM_AS(dosform_name, "dosform"),
    ITEM_AS(spec, "drug_spec"),
    ITEM_TEXT(otc_flag),
    ITEM_TEXT(ver),
};

static int query_items_of(struct yb_nhsa_exchange *x, const struct yb_query_items_in *in,
                          struct yb_error *error)
{
    struct yb_query_items_out out;
    int result = yb_app_query_items(&x->call, in, &out, error);

    if (result < 0)
        return result;
    yb_nhsa_output_page(&x->output, &out.page);
    yb_nhsa_output_rows(&x->output, "data", YB_BINDS(item_row),
                        (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return YB_OK;
}

static int query_items(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_items_in in = {0};
    int result = YB_READ(x, "data", items_in, &in, error);

    return result < 0 ? result : query_items_of(x, &in, error);
}

static const struct yb_bind ethnic_in[] = {
    PAGE_IN(yb_query_items_in),
    BIND_TEXT(yb_query_items_in, med_list_codg),
    YB_BIND_AS(yb_query_items_in, hilist_code, "genname_codg", YB_BIND_TEXT),
    YB_BIND_AS(yb_query_items_in, hilist_name, "drug_genname", YB_BIND_TEXT),
    BIND_ID(yb_query_items_in, rid),
};

/* 1304: the medicines of ethnic groups are list 104 of the same catalogue. */
static int query_ethnic(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_items_in in = {0};
    int result = YB_READ(x, "data", ethnic_in, &in, error);

    in.list_type = YB_TEXT("104");
    return result < 0 ? result : query_items_of(x, &in, error);
}

static const struct yb_bind mappings_in[] = {
    PAGE_IN(yb_query_mappings_in),
    BIND_TEXT(yb_query_mappings_in, fixmedins_code),
    BIND_TEXT(yb_query_mappings_in, medins_list_codg),
    BIND_TEXT(yb_query_mappings_in, medins_list_name),
    BIND_TEXT(yb_query_mappings_in, list_type),
    BIND_TEXT(yb_query_mappings_in, med_list_codg),
};

#define MAP_TEXT(field) BIND_TEXT(yb_item_map_row, field)

static const struct yb_bind mapping_row[] = {
    MAP_TEXT(fixmedins_code),
    YB_BIND_AS(yb_item_map_row, fixmedins_hilist_id, "medins_list_codg", YB_BIND_TEXT),
    YB_BIND_AS(yb_item_map_row, fixmedins_hilist_name, "medins_list_name", YB_BIND_TEXT),
    MAP_TEXT(insu_admdvs),
    YB_BIND_AS(yb_item_map_row, insu_admdvs, "poolarea_no", YB_BIND_TEXT),
    MAP_TEXT(list_type),
    MAP_TEXT(med_list_codg),
    BIND_DAY(yb_item_map_row, begndate),
    BIND_DAY(yb_item_map_row, enddate),
    MAP_TEXT(aprvno),
    MAP_TEXT(dosform),
    MAP_TEXT(exct_cont),
    MAP_TEXT(item_cont),
    MAP_TEXT(prcunt),
    MAP_TEXT(spec),
    MAP_TEXT(pacspec),
    MAP_TEXT(memo),
    MAP_TEXT(vali_flag),
    BIND_ID(yb_item_map_row, rid),
    YB_BIND_AS(yb_item_map_row, updt_time, "updt_time", YB_BIND_INSTANT),
    YB_BIND_AS(yb_item_map_row, crte_time, "crte_time", YB_BIND_INSTANT),
};

static int query_mappings(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_mappings_in in = {0};
    struct yb_query_mappings_out out;
    int result = YB_READ(x, "data", mappings_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_mappings(&x->call, &in, &out, error);
    if (result < 0)
        return result;
    yb_nhsa_output_page(&x->output, &out.page);
    yb_nhsa_output_rows(&x->output, "data", YB_BINDS(mapping_row),
                        (struct yb_rows){out.rows, out.count, sizeof *out.rows});
    return YB_OK;
}

#define TERMS_IN                                                                                   \
    PAGE_IN(yb_query_terms_in), BIND_TEXT(yb_query_terms_in, hilist_code),                         \
        BIND_ID(yb_query_terms_in, rid),                                                           \
        YB_BIND_AS(yb_query_terms_in, end_day, "enddate", YB_BIND_DAY)

static const struct yb_bind caps_in[] = {
    TERMS_IN,
    YB_BIND_AS(yb_query_terms_in, type, "hilist_lmtpric_type", YB_BIND_TEXT),
    YB_BIND_AS(yb_query_terms_in, other, "overlmt_dspo_way", YB_BIND_TEXT),
};
static const struct yb_bind selfpay_in[] = {
    TERMS_IN,
    YB_BIND_AS(yb_query_terms_in, type, "selfpay_prop_psn_type", YB_BIND_TEXT),
    YB_BIND_AS(yb_query_terms_in, other, "selfpay_prop_type", YB_BIND_TEXT),
};

/* A row of 1318 or 1319 with what is the same in all of them. */
struct terms_row {
    const void *row;
    struct yb_text insu_admdvs, vali_flag;
};

#define TERMS(type, member, name, kind) YB_BIND_VIA(terms_row, row, type, member, name, kind)
#define TERMS_MEMBERS(type)                                                                        \
    TERMS(type, hilist_code, "hilist_code", YB_BIND_TEXT),                                         \
        TERMS(type, begn_day, "begndate", YB_BIND_DAY),                                            \
        TERMS(type, end_day, "enddate", YB_BIND_DAY), TERMS(type, rid, "rid", YB_BIND_ID),         \
        TERMS(type, updt_time_ms, "updt_time", YB_BIND_INSTANT),                                   \
        TERMS(type, updt_time_ms, "crte_time", YB_BIND_INSTANT),                                   \
        BIND_TEXT(terms_row, insu_admdvs), BIND_TEXT(terms_row, vali_flag),                        \
        YB_BIND_AS(terms_row, insu_admdvs, "poolarea_no", YB_BIND_TEXT)

static const struct yb_bind cap_row[] = {
    TERMS_MEMBERS(yb_cap_row),
    TERMS(yb_cap_row, hilist_lmtpric_type, "hilist_lmtpric_type", YB_BIND_INT),
    TERMS(yb_cap_row, overlmt_dspo_way, "overlmt_dspo_way", YB_BIND_TEXT),
    TERMS(yb_cap_row, pric_uplmt_e6, "hilist_pric_uplmt_amt", YB_BIND_E6),
};
static const struct yb_bind selfpay_row[] = {
    TERMS_MEMBERS(yb_selfpay_row),
    TERMS(yb_selfpay_row, selfpay_prop_psn_type, "selfpay_prop_psn_type", YB_BIND_INT),
    TERMS(yb_selfpay_row, selfpay_prop_type, "selfpay_prop_type", YB_BIND_TEXT),
    TERMS(yb_selfpay_row, selfpay_ppm, "selfpay_prop", YB_BIND_PPM),
};

/* Writes a page of rows of either kind. */
static int write_terms(struct yb_nhsa_exchange *x, const struct yb_page_out *page,
                       struct yb_binds binds, struct yb_rows found, struct yb_error *error)
{
    struct terms_row *rows = YB_NEW_ARRAY(x->call.arena, struct terms_row, found.count + 1);

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < found.count; i++)
        rows[i] = (struct terms_row){(const char *)found.rows + i * found.row_size,
                                     yb_text_of(x->call.app->region), YB_TEXT("1")};
    yb_nhsa_output_page(&x->output, page);
    yb_nhsa_output_rows(&x->output, "data", binds,
                        (struct yb_rows){rows, found.count, sizeof *rows});
    return YB_OK;
}

static int query_caps(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_terms_in in = {0};
    struct yb_query_caps_out out;
    int result = YB_READ(x, "data", caps_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_caps(&x->call, &in, &out, error);
    return result < 0 ? result
                      : write_terms(x, &out.page, YB_BINDS(cap_row),
                                    (struct yb_rows){out.rows, out.count, sizeof *out.rows}, error);
}

static int query_selfpay(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_query_terms_in in = {0};
    struct yb_query_selfpay_out out;
    int result = YB_READ(x, "data", selfpay_in, &in, error);

    if (result == YB_OK)
        result = yb_app_query_selfpay(&x->call, &in, &out, error);
    return result < 0 ? result
                      : write_terms(x, &out.page, YB_BINDS(selfpay_row),
                                    (struct yb_rows){out.rows, out.count, sizeof *out.rows}, error);
}

const struct yb_nhsa_handler yb_nhsa_handlers_catalogue[] = {
    {"1301", YB_NHSA_ASKED, download},       {"1302", YB_NHSA_ASKED, download},
    {"1303", YB_NHSA_ASKED, download},       {"1304", YB_NHSA_ASKED, query_ethnic},
    {"1305", YB_NHSA_ASKED, download},       {"1306", YB_NHSA_ASKED, download},
    {"1307", YB_NHSA_ASKED, download},       {"1308", YB_NHSA_ASKED, download},
    {"1309", YB_NHSA_ASKED, download},       {"1310", YB_NHSA_ASKED, download},
    {"1311", YB_NHSA_ASKED, download},       {"1312", YB_NHSA_ASKED, query_items},
    {"1313", YB_NHSA_ASKED, download},       {"1314", YB_NHSA_ASKED, download},
    {"1315", YB_NHSA_ASKED, download},       {"1316", YB_NHSA_ASKED, query_items},
    {"1317", YB_NHSA_ASKED, query_mappings}, {"1318", YB_NHSA_ASKED, query_caps},
    {"1319", YB_NHSA_ASKED, query_selfpay},  {"1320", YB_NHSA_ASKED, download},
    {"1321", YB_NHSA_ASKED, download},       {NULL, YB_NHSA_AT_ONCE, NULL},
};
