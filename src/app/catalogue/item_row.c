#include "app/catalogue/item_row.h"

#include "app/catalogue/extra.h"
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

    for (i = 0; i < YB_CLASSES; i++)
        for (k = 0; k < 5; k++)
            if (yb_text_is(word, words[i][k]))
                return yb_text_of(words[i][0]);
    return YB_TEXT("");
}

/* Keys with commas or blanks between. */
static int read_tags(struct yb_text text, uint16_t *tags, struct yb_error *error)
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
        if (bit < 0)
            return yb_fail(error, YB_E_UNKNOWN_CODE, "tags", "", NULL);
        *tags |= (uint16_t)(1u << bit);
    }
    return YB_OK;
}

static int read_limits(struct yb_text extra, struct yb_item_limits *limits, struct yb_error *error)
{
    while (extra.length) {
        struct yb_text value, pair = yb_text_split(extra, '\t', &extra);
        enum yb_limit_field field = yb_limit_field_of(yb_text_split(pair, '=', &value));
        int failed = field < YB_LIMIT_FIELDS ? yb_limit_set(limits, field, value, error) : YB_OK;

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
        .rid = row->rid,
        .updt_time = row->updt_time,
    };
    failed = read_tags(row->tags, &item->terms.tags, error);
    if (!failed)
        failed = read_limits(row->extra, &item->limits, error);
    return failed ? failed : yb_catalogue_item_check(item, error);
}
