#include "app/catalogue/query.h"

#include <stdio.h>
#include <string.h>

#include "app/catalogue/item_row.h"
#include "app/catalogue/snapshot.h"
#include "store/catalogue.h"
#include "store/fixmedins.h"

/* Pages. */

static int check_page(const struct yb_page_in *page, struct yb_error *error)
{
    if (page->page_num < 1 || page->page_num > INT32_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "page_num", "1..", NULL);
    if (page->page_size < 1 || page->page_size > YB_PAGE_SIZE_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "page_size", "1..1000", NULL);
    return YB_OK;
}

static struct yb_page_out page_of(const struct yb_page_in *page, int64_t total, size_t rows)
{
    int64_t before = (page->page_num - 1) * page->page_size;
    struct yb_page_out out = {
        .record_counts = total,
        .pages = (total + page->page_size - 1) / page->page_size,
        .page_num = page->page_num,
        .page_size = page->page_size,
        .size = (int64_t)rows,
        .start_row = rows ? before + 1 : 0,
        .end_row = rows ? before + (int64_t)rows : 0,
        .first_page = page->page_num == 1,
    };

    out.last_page = page->page_num >= out.pages;
    return out;
}

/* Which of the matches, counted as they come, are on the page. */
struct window {
    int64_t from, to; /* [from, to) */
    int64_t seen;
};

static struct window window_of(const struct yb_page_in *page)
{
    int64_t from = (page->page_num - 1) * page->page_size;

    return (struct window){from, from + page->page_size, 0};
}

static bool window_takes(struct window *window)
{
    int64_t at = window->seen++;

    return at >= window->from && at < window->to;
}

static int hold(struct yb_call *call, struct yb_catalogue_snapshot **snapshot,
                struct yb_error *error)
{
    *snapshot = yb_catalogue_hold(call->app);
    return *snapshot ? YB_OK : yb_fail(error, YB_E_BUSY, NULL);
}

/* Conditions. */

static bool asked(struct yb_text wanted, struct yb_text value)
{
    return !wanted.length || yb_text_equal(wanted, value);
}

static bool asked_flag(struct yb_text wanted, bool value)
{
    return asked(wanted, value ? YB_TEXT("1") : YB_TEXT("0"));
}

static bool asked_number(struct yb_text wanted, int64_t value)
{
    int64_t number;

    return !wanted.length || (yb_text_to_int64(wanted, &number) && number == value);
}

static bool contains(struct yb_text text, struct yb_text part)
{
    return !part.length || memmem(text.bytes, text.length, part.bytes, part.length);
}

static bool asked_days(const struct yb_catalogue_item *item, int32_t query_day, int32_t begn_day)
{
    return (query_day == YB_DAY_NONE ||
            (item->from_day <= query_day && query_day <= item->to_day)) &&
           (begn_day == YB_DAY_NONE || item->from_day >= begn_day);
}

/* Items. */

/* The codes whose pinyin and wubi are those asked for: the snapshot has neither. */
struct by_sound {
    const struct yb_query_items_in *in;
    struct yb_table codes;
};

static int take_sound(void *context, const struct yb_med_item_row *item)
{
    struct by_sound *by = context;
    struct yb_text code;

    if (!asked(by->in->pinyin, item->pinyin) || !asked(by->in->wubi, item->wubi))
        return YB_OK;
    code = yb_text_copy(by->codes.arena, item->med_list_codg);
    return code.bytes && yb_table_put(&by->codes, code, 1) ? YB_OK : YB_E_NO_MEMORY;
}

static bool item_matches(const struct yb_query_items_in *in, const struct by_sound *by,
                         const struct yb_catalogue_item *item)
{
    struct yb_text level = yb_chrgitm_lv_of(in->chrgitm_lv);

    return asked_number(in->list_type, item->list_type) && asked(in->med_list_codg, item->code) &&
           asked(in->hilist_code, item->hilist_code) &&
           asked_number(in->med_chrgitm_type, item->chrgitm_type) &&
           (!in->chrgitm_lv.length ||
            (level.length && level.bytes[1] - '1' == item->terms.item_class)) &&
           asked_flag(in->lmt_used_flag, item->restricted) &&
           asked(in->med_use_flag, yb_item_med_use_flag(item)) &&
           asked(in->matn_used_flag, yb_item_matn_used_flag(item)) &&
           asked(in->lmt_cpnd_type, yb_item_lmt_cpnd_type(item)) &&
           asked_flag(in->vali_flag, true) && (!in->rid || in->rid == item->rid) &&
           item->updt_time >= in->updt_time_ms && asked_days(item, in->query_day, in->begn_day) &&
           contains(item->name, in->hilist_name) &&
           ((!in->pinyin.length && !in->wubi.length) || yb_table_get(&by->codes, item->code, 0));
}

/* The stored row behind an item of the snapshot; *found tells. */
static int fetch(struct yb_call *call, const struct yb_catalogue_item *item,
                 struct yb_med_item_row *row, bool *found, struct yb_error *error)
{
    struct yb_med_item_list list;
    int rc = yb_med_item_find(call->tx, YB_TEXT(""), item->code, &list, error);

    *found = false;
    for (size_t i = 0; i < list.count && rc == YB_OK && !*found; i++)
        if (list.rows[i].begndate == item->from_day) {
            *row = list.rows[i];
            *found = true;
            if (!row->insu_admdvs.length)
                row->insu_admdvs = yb_text_of(call->app->region);
        }
    return rc;
}

static int find_items(struct yb_call *call, const struct yb_query_items_in *in,
                      const struct yb_catalogue_snapshot *snapshot, struct yb_query_items_out *out,
                      struct yb_error *error)
{
    struct yb_med_item_row *rows =
        YB_NEW_ARRAY(call->arena, struct yb_med_item_row, in->page.page_size);
    struct by_sound by = {.in = in};
    struct window window = window_of(&in->page);
    int rc = YB_OK;

    yb_table_init(&by.codes, call->arena, 0);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (in->pinyin.length || in->wubi.length)
        rc = yb_med_item_each(call->tx, YB_TEXT(""), take_sound, &by, error);
    for (int32_t i = 0; i < snapshot->items->count && rc == YB_OK; i++) {
        const struct yb_catalogue_item *item = &snapshot->items->items[i];
        bool found;

        if (!item_matches(in, &by, item) || !window_takes(&window))
            continue;
        rc = fetch(call, item, &rows[out->count], &found, error);
        out->count += rc == YB_OK && found;
    }
    out->rows = rows;
    out->page = page_of(&in->page, window.seen, out->count);
    return rc;
}

int yb_app_query_items(struct yb_call *call, const struct yb_query_items_in *in,
                       struct yb_query_items_out *out, struct yb_error *error)
{
    struct yb_catalogue_snapshot *snapshot = NULL;
    int rc = check_page(&in->page, error);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK)
        rc = hold(call, &snapshot, error);
    if (rc == YB_OK)
        rc = find_items(call, in, snapshot, out, error);
    yb_catalogue_drop(snapshot);
    return rc;
}

/* Mappings. */

static bool mapping_matches(const struct yb_query_mappings_in *in,
                            const struct yb_item_map_row *row)
{
    return contains(row->fixmedins_hilist_name, in->medins_list_name) &&
           (in->begn_day == YB_DAY_NONE || row->begndate >= in->begn_day) &&
           (in->query_day == YB_DAY_NONE ||
            (row->begndate <= in->query_day &&
             (row->enddate == YB_DAY_NONE || row->enddate >= in->query_day)));
}

int yb_app_query_mappings(struct yb_call *call, const struct yb_query_mappings_in *in,
                          struct yb_query_mappings_out *out, struct yb_error *error)
{
    struct yb_item_map_query query = {
        .fixmedins_code =
            in->fixmedins_code.length ? in->fixmedins_code : call->actor->fixmedins_code,
        .fixmedins_hilist_id = in->medins_list_codg,
        .list_type = in->list_type,
        .med_list_codg = in->med_list_codg,
        .vali_flag = in->vali_flag,
        .updt_time = in->updt_time_ms,
        .most = YB_CATALOGUE_ITEMS_MAX,
    };
    struct window window = window_of(&in->page);
    struct yb_item_map_list list;
    int rc = check_page(&in->page, error);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK && call->actor->fixmedins_code.length &&
        !yb_text_equal(query.fixmedins_code, call->actor->fixmedins_code))
        rc = yb_fail(error, YB_E_NOT_ALLOWED, "fixmedins_code", NULL);
    if (rc == YB_OK)
        rc = yb_item_map_list(call->tx, &query, &list, NULL, error);
    if (rc != YB_OK)
        return rc;
    for (size_t i = 0; i < list.count; i++)
        if (mapping_matches(in, &list.rows[i]) && window_takes(&window))
            list.rows[out->count++] = list.rows[i]; /* never behind i */
    out->rows = list.rows;
    out->page = page_of(&in->page, window.seen, out->count);
    return YB_OK;
}

/* Caps and shares. */

static bool terms_match(const struct yb_query_terms_in *in, const struct yb_catalogue_item *item)
{
    return asked(in->hilist_code, item->code) && asked_flag(in->vali_flag, true) &&
           item->updt_time >= in->updt_time_ms && asked_days(item, in->query_day, in->begn_day) &&
           (in->end_day == YB_DAY_NONE || item->to_day <= in->end_day);
}

/* What makes rows out of items. */
struct maker {
    struct yb_arena *arena;
    const struct yb_query_terms_in *in;
    struct yb_catalogue_defaults defaults;
    struct window window;
    void (*make)(struct maker *maker, const struct yb_catalogue_item *item);
    void *rows;
    size_t count;
};

/* Runs the maker over all items that match; `row_bytes` for each row of a page. */
static int make_rows(struct yb_call *call, struct maker *maker, size_t row_bytes,
                     struct yb_page_out *page, struct yb_error *error)
{
    const struct yb_query_terms_in *in = maker->in;
    struct yb_catalogue_snapshot *snapshot = NULL;
    int rc = check_page(&in->page, error);

    if (rc == YB_OK)
        rc = hold(call, &snapshot, error);
    if (rc != YB_OK)
        return rc;
    maker->arena = call->arena;
    maker->window = window_of(&in->page);
    yb_catalogue_defaults_init(&maker->defaults);
    if (in->defaults)
        maker->defaults = *in->defaults;
    maker->rows = yb_arena_array(call->arena, (size_t)in->page.page_size, row_bytes);
    for (int32_t i = 0; maker->rows && i < snapshot->items->count; i++)
        if (terms_match(in, &snapshot->items->items[i]))
            maker->make(maker, &snapshot->items->items[i]);
    yb_catalogue_drop(snapshot);
    *page = page_of(&in->page, maker->window.seen, maker->count);
    return yb_arena_failed(call->arena) ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
}

/* The id of a row made of an item: the item's, and which of its rows. */
static int64_t made_rid(const struct yb_catalogue_item *item, int which)
{
    return item->rid * 10 + which;
}

static bool takes(struct maker *maker, int64_t type, int64_t rid, struct yb_text other)
{
    return asked_number(maker->in->type, type) && (!maker->in->rid || maker->in->rid == rid) &&
           asked(maker->in->other, other) && window_takes(&maker->window);
}

static int32_t open_day(int32_t to_day)
{
    return to_day == YB_DAY_MAX ? YB_DAY_NONE : to_day;
}

static void make_caps(struct maker *maker, const struct yb_catalogue_item *item)
{
    struct yb_cap_row *rows = maker->rows;

    for (int level = 0; level < YB_CAP_LEVELS; level++) {
        int64_t cap = yb_item_terms_for(item, (enum yb_cap_level)level, 310).price_cap_e6;
        int64_t rid = made_rid(item, level + 1);

        if (!cap || !takes(maker, level + 1, rid, maker->defaults.overlmt_dspo_way))
            continue;
        rows[maker->count++] = (struct yb_cap_row){
            .hilist_code = yb_text_copy(maker->arena, item->code),
            .hilist_lmtpric_type = level + 1,
            .overlmt_dspo_way = maker->defaults.overlmt_dspo_way,
            .begn_day = item->from_day,
            .end_day = open_day(item->to_day),
            .pric_uplmt_e6 = cap,
            .rid = rid,
            .updt_time_ms = item->updt_time,
        };
    }
}

int yb_app_query_caps(struct yb_call *call, const struct yb_query_terms_in *in,
                      struct yb_query_caps_out *out, struct yb_error *error)
{
    struct maker maker = {.in = in, .make = make_caps};
    int rc;

    memset(out, 0, sizeof(*out));
    rc = make_rows(call, &maker, sizeof(struct yb_cap_row), &out->page, error);
    out->rows = maker.rows;
    out->count = maker.count;
    return rc;
}

static int64_t share_of(const struct maker *maker, const struct yb_catalogue_item *item,
                        int insutype)
{
    const int64_t by_class[YB_CLASSES] = {
        [YB_CLASS_B] = maker->defaults.class_b_self_pay_ppm, [YB_CLASS_C] = YB_PPM};
    struct yb_item_terms terms = yb_item_terms_for(item, YB_CAP_LEVEL_1, insutype);

    return terms.self_pay_ppm >= 0 ? terms.self_pay_ppm : by_class[terms.item_class];
}

static void make_shares(struct maker *maker, const struct yb_catalogue_item *item)
{
    static const int schemes[] = {310, 390};
    struct yb_selfpay_row *rows = maker->rows;

    for (int i = 0; i < 2; i++) {
        int64_t rid = made_rid(item, 5 + i);

        if (!takes(maker, schemes[i], rid, YB_TEXT("10")))
            continue;
        rows[maker->count++] = (struct yb_selfpay_row){
            .hilist_code = yb_text_copy(maker->arena, item->code),
            .selfpay_prop_psn_type = schemes[i],
            .selfpay_prop_type = YB_TEXT("10"),
            .begn_day = item->from_day,
            .end_day = open_day(item->to_day),
            .selfpay_ppm = share_of(maker, item, schemes[i]),
            .rid = rid,
            .updt_time_ms = item->updt_time,
        };
    }
}

int yb_app_query_selfpay(struct yb_call *call, const struct yb_query_terms_in *in,
                         struct yb_query_selfpay_out *out, struct yb_error *error)
{
    struct maker maker = {.in = in, .make = make_shares};
    int rc;

    memset(out, 0, sizeof(*out));
    rc = make_rows(call, &maker, sizeof(struct yb_selfpay_row), &out->page, error);
    out->rows = maker.rows;
    out->count = maker.count;
    return rc;
}
