#include "engine/catalogue/catalogue.h"

#include <string.h>

void yb_catalogue_builder_init(struct yb_catalogue_builder *builder, struct yb_arena *arena,
                               struct yb_arena *scratch)
{
    memset(builder, 0, sizeof(*builder));
    builder->arena = arena;
    builder->scratch = scratch;
}

static int check_text(struct yb_text text, size_t most, const char *field, struct yb_error *error)
{
    char limit[YB_DECIMAL_TEXT_MAX];

    if (!text.length)
        return yb_fail(error, YB_E_MISSING, field, NULL);
    if (text.length <= most)
        return YB_OK;
    yb_decimal_format((int64_t)most, 0, limit);
    return yb_fail(error, YB_E_TOO_LONG, field, limit, NULL);
}

static bool rate_is_valid(int32_t ppm)
{
    return ppm >= -1 && ppm <= YB_PPM;
}

static bool list_type_is_valid(int list_type)
{
    return (list_type >= 101 && list_type <= 106) || list_type == 201 || list_type == 301;
}

static bool caps_are_valid(const struct yb_catalogue_item *item)
{
    int i;

    for (i = 0; i < YB_CAP_LEVELS; i++)
        if (item->level_cap_e6[i] < 0)
            return false;
    return item->terms.price_cap_e6 >= 0;
}

static bool limits_are_valid(const struct yb_item_limits *limits)
{
    return limits->sex <= 2 && limits->least_level <= 3 && limits->care < 16 &&
           limits->work_injury_only <= 1 && limits->age_from >= 0 && limits->age_below >= 0 &&
           (!limits->age_below || limits->age_from < limits->age_below) && limits->most_days >= 0 &&
           limits->most_count_e4 >= 0;
}

int yb_catalogue_item_check(const struct yb_catalogue_item *item, struct yb_error *error)
{
    const struct {
        bool ok;
        const char *field;
    } rows[] = {
        {item->from_day >= YB_DAY_MIN && item->from_day <= YB_DAY_MAX, "begndate"},
        {item->to_day >= item->from_day && item->to_day <= YB_DAY_MAX, "enddate"},
        {item->terms.item_class < YB_CLASSES, "chrgitm_lv"},
        {list_type_is_valid(item->list_type), "list_type"},
        {item->chrgitm_type >= 1 && item->chrgitm_type <= 14, "med_chrgitm_type"},
        {rate_is_valid(item->terms.self_pay_ppm), "selfpay_prop"},
        {rate_is_valid(item->resident_self_pay_ppm), "selfpay_prop_390"},
        {caps_are_valid(item), "hilist_pric_uplmt_amt"},
        {limits_are_valid(&item->limits), "limits"},
    };
    size_t i;
    int failed = check_text(item->code, YB_ITEM_CODE_BYTES_MAX, "med_list_codg", error);

    if (!failed)
        failed = check_text(item->name, YB_ITEM_NAME_BYTES_MAX, "hilist_name", error);
    if (failed)
        return failed;
    if (item->hilist_code.length > YB_ITEM_CODE_BYTES_MAX)
        return check_text(item->hilist_code, YB_ITEM_CODE_BYTES_MAX, "hilist_code", error);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!rows[i].ok)
            return yb_fail(error, YB_E_OUT_OF_RANGE, rows[i].field, "", NULL);
    return YB_OK;
}

static bool grow(struct yb_catalogue_builder *builder)
{
    int32_t capacity = builder->capacity ? builder->capacity * 2 : 1024;
    struct yb_catalogue_item *items =
        YB_NEW_ARRAY(builder->scratch, struct yb_catalogue_item, capacity);

    if (!items)
        return false;
    if (builder->count)
        memcpy(items, builder->items, (size_t)builder->count * sizeof(*items));
    builder->items = items;
    builder->capacity = capacity;
    return true;
}

int yb_catalogue_builder_add(struct yb_catalogue_builder *builder,
                             const struct yb_catalogue_item *item, struct yb_error *error)
{
    struct yb_catalogue_item copy = *item;
    int failed = yb_catalogue_item_check(item, error);

    if (failed)
        return failed;
    if (builder->count >= YB_CATALOGUE_ITEMS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "med_list_codg", "", NULL);
    copy.code = yb_text_copy(builder->scratch, item->code); /* the index will keep it */
    copy.name = yb_text_copy(builder->arena, item->name);
    copy.hilist_code = YB_TEXT("");
    if (!yb_text_equal(item->hilist_code, item->code))
        copy.hilist_code = yb_text_copy(builder->arena, item->hilist_code);
    if (!copy.code.bytes || !copy.name.bytes || !copy.hilist_code.bytes ||
        (builder->count == builder->capacity && !grow(builder)))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    builder->items[builder->count++] = copy;
    return YB_OK;
}

int yb_catalogue_builder_seal(struct yb_catalogue_builder *builder,
                              const struct yb_catalogue **catalogue, struct yb_error *error)
{
    struct yb_catalogue *sealed = YB_NEW(builder->arena, struct yb_catalogue);
    int32_t count = builder->count, i;
    struct yb_catalogue_item *items = YB_NEW_ARRAY(builder->arena, struct yb_catalogue_item, count);
    struct yb_dated_key *keys = YB_NEW_ARRAY(builder->scratch, struct yb_dated_key, count);
    struct yb_dated_order order = {YB_NEW_ARRAY(builder->scratch, int32_t, count),
                                   YB_NEW_ARRAY(builder->scratch, struct yb_text, count)};
    int failed;

    if (!sealed || !items || !keys || !order.order || !order.codes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count; i++)
        keys[i] = (struct yb_dated_key){builder->items[i].code, builder->items[i].from_day,
                                        builder->items[i].to_day};
    failed = yb_dated_build(&sealed->index, builder->arena, &(struct yb_dated_keys){keys, count},
                            &order, error);
    if (failed)
        return failed;
    for (i = 0; i < count; i++) {
        items[i] = builder->items[order.order[i]];
        items[i].code = order.codes[i];
        if (!items[i].hilist_code.length)
            items[i].hilist_code = items[i].code;
    }
    sealed->items = items;
    sealed->count = count;
    yb_catalogue_builder_init(builder, builder->arena, builder->scratch);
    *catalogue = sealed;
    return YB_OK;
}
