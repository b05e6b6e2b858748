#include "app/settle/facts.h"

#include "app/refuse.h"

#include "base/json.h"

#include <string.h>

/* What the free-form exp_content of a visit says about it. */
struct said {
    bool trauma, third_party;
    struct yb_text ipt_type;
};

static bool says_one(const struct yb_json_value *root, const char *key)
{
    return yb_text_is(yb_json_text(yb_json_get(root, key)), "1");
}

/* Text that is no JSON object says nothing: the member is free-form in most provinces. */
static void read_exp_content(struct yb_text text, struct yb_arena *arena, struct said *said)
{
    struct yb_json_value *root;

    memset(said, 0, sizeof(*said));
    if (!text.length || text.bytes[0] != '{' || yb_json_read(text, arena, &root, NULL) < 0)
        return;
    said->trauma = says_one(root, "TRUM_FLAG");
    said->third_party = says_one(root, "REL_TTP_FLAG");
    said->ipt_type = yb_json_text(yb_json_get(root, "IPT_TYPE"));
}

static int value_or(int value, int fallback)
{
    return value < 0 ? fallback : value;
}

static int place_of(const struct yb_fact_source *source, const struct yb_settle_rules *rules)
{
    struct yb_text here = source->mdtrtarea_admdvs, home = source->region;

    if (!yb_rules_elsewhere(rules, home, here) ||
        yb_rules_recognise(rules, here, source->fixmedins_code))
        return YB_PLACE_LOCAL;
    return memcmp(here.bytes, home.bytes, 2) == 0 ? YB_PLACE_IN_PROVINCE : YB_PLACE_OUT_OF_PROVINCE;
}

static int filing_of(const struct yb_code_map *map, const struct yb_fact_source *source,
                     const struct said *said)
{
    int value = yb_code_map_value(map, "med_type", source->med_type, YB_DIM_FILING);

    if (value < 0)
        value = yb_code_map_value(map, "IPT_TYPE", said->ipt_type, YB_DIM_FILING);
    if (value < 0)
        value = yb_code_map_value(map, "biz_appy_type", source->biz_appy_type, YB_DIM_FILING);
    return value_or(value, YB_FILING_UNFILED);
}

static int by_age(const struct yb_settle_rules *rules, int age)
{
    if (age < rules->minor_below_age)
        return YB_PERSON_MINOR;
    return age >= rules->elderly_from_age ? YB_PERSON_ELDERLY : YB_PERSON_ADULT;
}

static int person_of(const struct yb_code_map *map, const struct yb_settle_rules *rules,
                     const struct yb_fact_source *source, int age)
{
    bool employee = yb_text_is(source->insutype, "310");
    int value = YB_CODE_BY_SCHEME;

    if (source->psn_type.length)
        value = yb_code_map_value(map, "psn_type", source->psn_type, YB_DIM_PERSON);
    if (value == YB_CODE_BY_SCHEME)
        return employee ? YB_PERSON_ACTIVE : by_age(rules, age);
    return value == YB_CODE_BY_AGE ? by_age(rules, age) : value;
}

/*
 * What the identity classes of the day say: the first in the order of dimension.def but for
 * `none`, the dimension's first; what is worth most stands first there.
 */
static int identity_of(const struct yb_code_map *map, const struct yb_fact_source *source,
                       enum yb_dimension dimension, int none)
{
    int best = YB_VALUES;

    for (size_t i = 0; i < source->idet_count; i++) {
        int value = yb_code_map_value(map, "psn_idet_type", source->idet_types[i], dimension);

        if (value > none && value < best)
            best = value;
    }
    return best == YB_VALUES ? none : best;
}

/* The kind of person first, then an identity. */
static int cohort_of(const struct yb_code_map *map, const struct yb_fact_source *source)
{
    int value = yb_code_map_value(map, "psn_type", source->psn_type, YB_DIM_COHORT);

    return value < 0 ? identity_of(map, source, YB_DIM_COHORT, YB_COHORT_NEW_RULES) : value;
}

static int injury_of(const struct yb_code_map *map, const struct yb_fact_source *source,
                     const struct said *said)
{
    int reviewed = yb_code_map_value(map, "chk_pay_flag", source->chk_pay_flag, YB_DIM_INJURY);
    int value = yb_code_map_value(map, "med_type", source->med_type, YB_DIM_INJURY);
    bool injured = said->trauma || value > YB_INJURY_NO_INJURY;

    if (reviewed >= 0)
        return reviewed;
    if (!injured)
        return YB_INJURY_NO_INJURY;
    return said->third_party ? YB_INJURY_THIRD_PARTY : YB_INJURY_NO_THIRD_PARTY;
}

static int referral_of(const struct yb_code_map *map, const struct yb_fact_source *source,
                       const struct said *said)
{
    int value = yb_code_map_value(map, "med_type", source->med_type, YB_DIM_REFERRAL);

    if (value < 0)
        value = yb_code_map_value(map, "IPT_TYPE", said->ipt_type, YB_DIM_REFERRAL);
    if (value < 0 && source->refl_to_here)
        value = YB_REFERRAL_UPWARD;
    return value_or(value, YB_REFERRAL_DIRECT);
}

static int level_of(const struct yb_code_map *map, const struct yb_fact_source *source)
{
    if (!source->hosp_lv.length)
        return YB_LEVEL_UNRATED;
    return yb_code_map_value(map, "hosp_lv", source->hosp_lv, YB_DIM_LEVEL);
}

/* The institution's own word when one is the dimension's, else by its type; `none`: neither. */
static int institution_of(const struct yb_code_map *map, const struct yb_fact_source *source,
                          enum yb_dimension dimension, int none)
{
    int value = yb_code_map_word(source->tier, dimension);

    if (value < 0)
        value = yb_code_map_value(map, "medins_type", source->medins_type, dimension);
    return value_or(value, none);
}

static int16_t years_of(int32_t from, int32_t day)
{
    if (from == YB_DAY_NONE || from > day)
        return 0;
    return (int16_t)yb_day_age(from, day);
}

static bool is_inpatient(int care)
{
    static const uint64_t inpatient = YB_VALUE_BIT(YB_CARE_INPATIENT) |
                                      YB_VALUE_BIT(YB_CARE_DAY_SURGERY) |
                                      YB_VALUE_BIT(YB_CARE_MATERNITY_INPATIENT);

    return (YB_VALUE_BIT(care) & inpatient) != 0;
}

int yb_facts_of(const struct yb_code_map *map, const struct yb_settle_rules *rules,
                const struct yb_fact_source *source, struct yb_facts *facts, struct yb_error *error)
{
    int age =
        source->brdy_day == YB_DAY_NONE ? 0 : yb_day_age(source->brdy_day, source->benefit_day);
    int value[YB_DIMENSIONS];
    struct said said;

    read_exp_content(source->exp_content, source->arena, &said);
    value[YB_DIM_CARE] = yb_code_map_value(map, "med_type", source->med_type, YB_DIM_CARE);
    if (value[YB_DIM_CARE] < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", source->med_type);
    value[YB_DIM_LEVEL] = level_of(map, source);
    if (value[YB_DIM_LEVEL] < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "hosp_lv", source->hosp_lv);
    value[YB_DIM_PERSON] = person_of(map, rules, source, age);
    if (value[YB_DIM_PERSON] < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "psn_type", source->psn_type);
    value[YB_DIM_TIER] = institution_of(map, source, YB_DIM_TIER, YB_TIER_VILLAGE);
    value[YB_DIM_KIND] = institution_of(map, source, YB_DIM_KIND, YB_KIND_OTHER_KIND);
    value[YB_DIM_NETWORK] = institution_of(map, source, YB_DIM_NETWORK, YB_NETWORK_DESIGNATED);
    value[YB_DIM_PLACE] = place_of(source, rules);
    value[YB_DIM_FILING] = filing_of(map, source, &said);
    value[YB_DIM_PLAN] = value_or(
        yb_code_map_value(map, "clct_tier", source->clct_tier, YB_DIM_PLAN), YB_PLAN_PLAN_1);
    value[YB_DIM_RELIEF] = identity_of(map, source, YB_DIM_RELIEF, YB_RELIEF_NO_RELIEF);
    value[YB_DIM_COHORT] = cohort_of(map, source);
    value[YB_DIM_SUPPLEMENT] =
        identity_of(map, source, YB_DIM_SUPPLEMENT, YB_SUPPLEMENT_NO_SUPPLEMENT);
    value[YB_DIM_PRODUCT] = identity_of(map, source, YB_DIM_PRODUCT, YB_PRODUCT_NO_PRODUCT);
    value[YB_DIM_INJURY] = injury_of(map, source, &said);
    value[YB_DIM_CVLSERV] =
        value_or(yb_code_map_value(map, "cvlserv_flag", source->cvlserv_flag, YB_DIM_CVLSERV),
                 YB_CVLSERV_NOT_CIVIL_SERVANT);
    value[YB_DIM_REFERRAL] = referral_of(map, source, &said);
    value[YB_DIM_STAY] = source->continues_stay && is_inpatient(value[YB_DIM_CARE])
                             ? YB_STAY_CONTINUED
                             : YB_STAY_NEW_STAY;

    *facts = (struct yb_facts){
        .diseases = source->diseases,
        .age = (int16_t)age,
        .continuous_years = years_of(source->cont_clct_day, source->benefit_day),
        .day = source->benefit_day,
    };
    for (int i = 0; i < YB_DIMENSIONS; i++)
        facts->bits |= YB_VALUE_BIT(value[i]);
    return 0;
}

int yb_care_kind_of(const struct yb_code_map *map, struct yb_text med_type, enum yb_care_kind *kind,
                    struct yb_error *error)
{
    int care = yb_code_map_value(map, "med_type", med_type, YB_DIM_CARE);

    if (care < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", med_type);
    if (care == YB_CARE_PHARMACY)
        *kind = YB_KIND_PHARMACY;
    else
        *kind = is_inpatient(care) ? YB_KIND_INPATIENT : YB_KIND_OUTPATIENT;
    return 0;
}
