#include "engine/catalogue/item.h"

#include <assert.h>

static_assert((int)YB_TAGS <= YB_TERMS_TAGS, "tags fit struct yb_item_terms");

static const struct {
    const char *key, *zh;
} tags[YB_TAGS] = {
#define YB_TAG(id, key, zh) {key, zh},
#include "engine/catalogue/tag.def"
#undef YB_TAG
};

int yb_tag_bit(struct yb_text key)
{
    int i;

    for (i = 0; i < YB_TAGS; i++)
        if (yb_text_is(key, tags[i].key))
            return i;
    return -1;
}

const char *yb_tag_key(enum yb_tag tag)
{
    assert((int)tag >= 0 && tag < YB_TAGS);
    return tags[tag].key;
}

const char *yb_tag_name(enum yb_tag tag)
{
    assert((int)tag >= 0 && tag < YB_TAGS);
    return tags[tag].zh;
}

uint8_t yb_chrgitm_type_of_list(int list_type)
{
    static const struct {
        int list_type;
        uint8_t chrgitm_type;
    } rows[] = {
        {101, 9},  /* 西药中成药: 西药费, unless the row says 中成药费 */
        {102, 10}, /* 中药饮片费 */
        {104, 11}, /* 民族药: 中成药费 */
        {106, 10}, /* 中药配方颗粒: 中药饮片费 */
        {301, 8},  /* 卫生材料费 */
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].list_type == list_type)
            return rows[i].chrgitm_type;
    return 14;
}

struct yb_item_terms yb_item_terms_for(const struct yb_catalogue_item *item,
                                       enum yb_cap_level level, int insutype)
{
    struct yb_item_terms terms = item->terms;

    assert((int)level >= 0 && level < YB_CAP_LEVELS);
    if (item->cap_by_level)
        terms.price_cap_e6 = item->level_cap_e6[level];
    if (insutype == 390 && item->resident_self_pay_ppm >= 0)
        terms.self_pay_ppm = item->resident_self_pay_ppm;
    return terms;
}

unsigned yb_item_limits_broken(const struct yb_item_limits *limits, const struct yb_item_use *use)
{
    unsigned broken = 0;

    if (limits->sex && use->sex && limits->sex != use->sex)
        broken |= YB_LIMIT_SEX;
    if (use->level < limits->least_level)
        broken |= YB_LIMIT_LEVEL;
    if (limits->care && !(limits->care & use->care))
        broken |= YB_LIMIT_CARE;
    if (limits->work_injury_only)
        broken |= YB_LIMIT_WORK_INJURY;
    if (use->age >= 0 &&
        (use->age < limits->age_from || (limits->age_below && use->age >= limits->age_below)))
        broken |= YB_LIMIT_AGE;
    if (limits->most_days && use->days > limits->most_days)
        broken |= YB_LIMIT_DAYS;
    if (limits->most_count_e4 && use->count_e4 > limits->most_count_e4)
        broken |= YB_LIMIT_COUNT;
    return broken;
}
