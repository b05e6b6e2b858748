#include "app/catalogue/item_row.h"

#include "app/catalogue/limits.h"
#include "engine/catalogue/catalogue.h"

struct yb_text yb_chrgitm_lv_of(struct yb_text word)
{
    static const char *const words[][5] = {
        [YB_CLASS_A] = {"01", "1", "甲", "甲类", "A"},
        [YB_CLASS_B] = {"02", "2", "乙", "乙类", "B"},
        [YB_CLASS_C] = {"03", "3", "丙", "丙类", "C"},
    };
    size_t i, k;

    for (k = 0; k < 5; k++) /* the words that the store has come first */
        for (i = 0; i < YB_CLASSES; i++)
            if (yb_text_is(word, words[i][k]))
                return yb_text_of(words[i][0]);
    return YB_TEXT("");
}

/* Keys with commas or blanks between. */
static int read_tags(struct yb_text text, struct yb_item_terms *terms, struct yb_error *error)
{
    size_t start = 0, i;

    for (i = 0; i <= text.length; i++) {
        struct yb_text key = {text.bytes + start, i - start};
        int bit;

        if (i < text.length && text.bytes[i] != ',' && text.bytes[i] != ' ')
            continue;
        start = i + 1;
        if (!key.length)
            continue;
        bit = yb_tag_bit(key);
        if (bit < 0 || bit == YB_TAG_OUTSIDE_DISEASE_LIST)
            return yb_fail(error, YB_E_UNKNOWN_CODE, "tags", "", NULL);
        terms->tags = (terms->tags | UINT32_C(1) << bit) & YB_TERMS_TAGS_MASK;
    }
    return YB_OK;
}

static int read_cap(struct yb_catalogue_item *item, int level, struct yb_text value,
                    const char *name, struct yb_error *error)
{
    int64_t cap_e6;
    int i;

    if (!yb_decimal_parse(value, 6, &cap_e6))
        return yb_fail(error, YB_E_WRONG_FORMAT, name, "12.34", NULL);
    if (cap_e6 <= 0)
        return yb_fail(error, YB_E_OUT_OF_RANGE, name, "> 0", NULL);
    for (i = 0; i < YB_CAP_LEVELS && !item->cap_by_level; i++)
        item->level_cap_e6[i] = item->terms.price_cap_e6;
    item->cap_by_level = true;
    item->level_cap_e6[level] = cap_e6;
    return YB_OK;
}

static int read_resident(struct yb_catalogue_item *item, struct yb_text value,
                         struct yb_error *error)
{
    int64_t ppm;

    if (!yb_rate_parse(value, &ppm))
        return yb_fail(error, YB_E_WRONG_FORMAT, "selfpay_prop_390", "10 %", NULL);
    if (ppm > YB_PPM)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "selfpay_prop_390", "100 %", NULL);
    item->resident_self_pay_ppm = (int32_t)ppm;
    return YB_OK;
}

/* One pair of `extra`; the names that only people read are passed over. */
static int read_pair(struct yb_catalogue_item *item, struct yb_text name, struct yb_text value,
                     struct yb_error *error)
{
    static const char *const caps[YB_CAP_LEVELS] = {"pric_uplmt_1", "pric_uplmt_2", "pric_uplmt_3"};
    enum yb_limit_field field = yb_limit_field_of(name);
    int i;

    if (field < YB_LIMIT_FIELDS)
        return yb_limit_set(&item->limits, field, value, error);
    for (i = 0; i < YB_CAP_LEVELS; i++)
        if (yb_text_is(name, caps[i]))
            return read_cap(item, i, value, caps[i], error);
    if (yb_text_is(name, "selfpay_prop_390"))
        return read_resident(item, value, error);
    return YB_OK;
}

static int read_extra(struct yb_text extra, struct yb_catalogue_item *item, struct yb_error *error)
{
    while (extra.length) {
        struct yb_text value, pair = yb_text_split(extra, '\t', &extra);
        struct yb_text name = yb_text_split(pair, '=', &value);
        int failed = read_pair(item, name, value, error);

        if (failed)
            return failed;
    }
    return YB_OK;
}

static int read_number(struct yb_text text, const char *field, int64_t most, int64_t *number,
                       struct yb_error *error)
{
    if (!text.length)
        return yb_fail(error, YB_E_MISSING, field, NULL);
    if (!yb_text_to_int64(text, number) || *number < 0 || *number > most)
        return yb_fail(error, YB_E_OUT_OF_RANGE, field, "", NULL);
    return YB_OK;
}

int yb_item_of_row(const struct yb_med_item_row *row, struct yb_catalogue_item *item,
                   struct yb_error *error)
{
    struct yb_text level = yb_chrgitm_lv_of(row->chrgitm_lv);
    int64_t list_type, chrgitm_type;
    int failed = read_number(row->list_type, "list_type", 999, &list_type, error);

    if (!failed)
        failed = read_number(row->med_chrgitm_type, "med_chrgitm_type", 99, &chrgitm_type, error);
    if (!failed && !level.length)
        failed = yb_fail(error, YB_E_UNKNOWN_CODE, "chrgitm_lv", "01 02 03", NULL);
    if (!failed && (row->selfpay_prop_ppm < -1 || row->selfpay_prop_ppm > YB_PPM))
        failed = yb_fail(error, YB_E_OUT_OF_RANGE, "selfpay_prop", "", NULL);
    if (failed)
        return failed;
    *item = (struct yb_catalogue_item){
        .code = row->med_list_codg,
        .hilist_code = row->hilist_code,
        .name = row->med_list_name,
        .terms = {.price_cap_e6 = row->pric_uplmt_e6,
                  .self_pay_ppm = (int32_t)row->selfpay_prop_ppm,
                  .item_class = (uint8_t)(level.bytes[1] - '1')},
        .resident_self_pay_ppm = -1,
        .from_day = row->begndate,
        .to_day = row->enddate == YB_DAY_NONE ? YB_DAY_MAX : row->enddate,
        .list_type = (uint16_t)list_type,
        .chrgitm_type = (uint8_t)chrgitm_type,
        .restricted = yb_text_is(row->lmt_used_flag, "1"),
        .rid = row->rid,
        .updt_time = row->updt_time,
    };
    failed = read_tags(row->tags, &item->terms, error);
    if (!failed)
        failed = read_extra(row->extra, item, error);
    return failed ? failed : yb_catalogue_item_check(item, error);
}

struct yb_text yb_item_lmt_cpnd_type(const struct yb_catalogue_item *item)
{
    if (item->list_type != 102 && item->list_type != 106)
        return YB_TEXT("9");
    if (item->terms.item_class == YB_CLASS_C)
        return YB_TEXT("3");
    return item->terms.tags & (1u << YB_TAG_NOT_PAID_ALONE) ? YB_TEXT("2") : YB_TEXT("1");
}

struct yb_text yb_item_med_use_flag(const struct yb_catalogue_item *item)
{
    return item->limits.care == YB_USE_MATERNITY ? YB_TEXT("0") : YB_TEXT("1");
}

struct yb_text yb_item_matn_used_flag(const struct yb_catalogue_item *item)
{
    return item->limits.work_injury_only ? YB_TEXT("0") : YB_TEXT("1");
}
