/*
 * query.h - the paged questions about the catalogue: 1304, 1312, 1316, 1317, 1318, 1319.
 *
 * The snapshot finds and counts; the rows of the page come from the store. So a page costs a scan
 * of the snapshot (about a millisecond for 60,000 rows) and one look-up a row, whatever its number.
 *
 * Empty texts, YB_DAY_NONE and 0 do not restrict. query_date: rows in force on that day. begndate:
 * rows that begin on it or later. updt_time: rows that came or changed at it or later. A name
 * matches any part. insu_admdvs is not compared: the catalogue is that of the region served.
 */
#ifndef YB_APP_CATALOGUE_QUERY_H
#define YB_APP_CATALOGUE_QUERY_H

#include "app/app.h"
#include "app/catalogue/defaults.h"
#include "base/day.h"
#include "store/row.h"

#define YB_PAGE_SIZE_MAX 1000

struct yb_page_in {
    int64_t page_num;  /* from 1 */
    int64_t page_size; /* 1..YB_PAGE_SIZE_MAX */
};

/* The frame of a paged answer, as real answers have it. */
struct yb_page_out {
    int64_t record_counts, pages, page_num, page_size;
    int64_t size;               /* rows on this page */
    int64_t start_row, end_row; /* from 1; 0 on an empty page */
    bool first_page, last_page;
};

/* 1304 (with list_type 104), 1312, 1316. */
struct yb_query_items_in {
    struct yb_text med_list_codg, hilist_code, hilist_name, list_type;
    struct yb_text med_chrgitm_type, chrgitm_lv;
    struct yb_text lmt_used_flag, med_use_flag, matn_used_flag, hilist_use_type, lmt_cpnd_type;
    struct yb_text vali_flag, wubi, pinyin;
    int64_t rid;
    int32_t query_day, begn_day;
    int64_t updt_time_ms;
    struct yb_page_in page;
};

struct yb_query_items_out {
    const struct yb_med_item_row *rows; /* insu_admdvs filled in */
    size_t count;
    struct yb_page_out page;
};

/* Errors: OUT_OF_RANGE (page_num, page_size); BUSY (no catalogue is loaded yet). */
int yb_app_query_items(struct yb_call *call, const struct yb_query_items_in *in,
                       struct yb_query_items_out *out, struct yb_error *error);

/* 1317: an institution's mappings. */
struct yb_query_mappings_in {
    struct yb_text fixmedins_code, medins_list_codg, medins_list_name, list_type, med_list_codg;
    struct yb_text vali_flag;
    int32_t query_day, begn_day;
    int64_t updt_time_ms;
    struct yb_page_in page;
};

struct yb_query_mappings_out {
    const struct yb_item_map_row *rows;
    size_t count;
    struct yb_page_out page;
};

/* Errors: OUT_OF_RANGE; NOT_ALLOWED (an institution asks for another's). */
int yb_app_query_mappings(struct yb_call *call, const struct yb_query_mappings_in *in,
                          struct yb_query_mappings_out *out, struct yb_error *error);

/* 1318 and 1319. */
struct yb_query_terms_in {
    struct yb_text hilist_code; /* the item's code */
    struct yb_text type;        /* 1318 hilist_lmtpric_type; 1319 selfpay_prop_psn_type */
    struct yb_text other;       /* 1318 overlmt_dspo_way; 1319 selfpay_prop_type */
    struct yb_text vali_flag;
    int64_t rid;
    int32_t query_day, begn_day, end_day;
    int64_t updt_time_ms;
    struct yb_page_in page;
    const struct yb_catalogue_defaults *defaults; /* NULL: those without a file */
};

/* A price cap (1318): one row for each hospital level. */
struct yb_cap_row {
    struct yb_text hilist_code;
    int hilist_lmtpric_type; /* 1, 2, 3 */
    struct yb_text overlmt_dspo_way;
    int32_t begn_day, end_day; /* end_day YB_DAY_NONE: open */
    int64_t pric_uplmt_e6;
    int64_t rid, updt_time_ms;
};

struct yb_query_caps_out {
    const struct yb_cap_row *rows;
    size_t count;
    struct yb_page_out page;
};

int yb_app_query_caps(struct yb_call *call, const struct yb_query_terms_in *in,
                      struct yb_query_caps_out *out, struct yb_error *error);

/*
 * A first self-pay share (1319): one row for each scheme. Where the item states none, class B has
 * the share of the defaults, class A none, class C all.
 */
struct yb_selfpay_row {
    struct yb_text hilist_code;
    int selfpay_prop_psn_type;        /* 310 employees, 390 residents */
    struct yb_text selfpay_prop_type; /* 10: first share */
    int32_t begn_day, end_day;
    int64_t selfpay_ppm;
    int64_t rid, updt_time_ms;
};

struct yb_query_selfpay_out {
    const struct yb_selfpay_row *rows;
    size_t count;
    struct yb_page_out page;
};

int yb_app_query_selfpay(struct yb_call *call, const struct yb_query_terms_in *in,
                         struct yb_query_selfpay_out *out, struct yb_error *error);

#endif
