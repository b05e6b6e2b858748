#include "engine/policy/policy.h"

#include <assert.h>
#include <string.h>

struct name {
    const char *key, *title;
};

static const struct name dimensions[] = {
#define YB_DIMENSION(id, key, zh) {key, zh},
#define YB_VALUE(dimension, id, key, zh)
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
};

static const struct {
    struct name name;
    enum yb_dimension dimension;
} values[] = {
#define YB_DIMENSION(id, key, zh)
#define YB_VALUE(dimension, id, key, zh) {{key, zh}, YB_DIM_##dimension},
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
};

static_assert(YB_VALUES < 64, "the values of all dimensions fit one word, with YB_CONDITION_MORE");

/* The first value of each dimension: values are numbered through, dimension after dimension. */
enum first_value {
#define YB_DIMENSION(id, key, zh)        FIRST_##id, BEFORE_##id = FIRST_##id - 1,
#define YB_VALUE(dimension, id, key, zh) NUMBER_##dimension##_##id,
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
    FIRST_END
};

static_assert(FIRST_END == (int)YB_VALUES, "both enumerations count alike");

static const uint8_t firsts[] = {
#define YB_DIMENSION(id, key, zh) FIRST_##id,
#define YB_VALUE(dimension, id, key, zh)
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
    FIRST_END};

static const struct name funds[YB_FUNDS] = {
    [YB_FUND_HIFP] = {"hifp", "基本医疗保险统筹基金"},
    [YB_FUND_CVLSERV] = {"cvlserv", "公务员医疗补助"},
    [YB_FUND_HIFES] = {"hifes", "企业补充医疗保险"},
    [YB_FUND_HIFMI] = {"hifmi", "居民大病保险"},
    [YB_FUND_HIFOB] = {"hifob", "职工大额医疗费用补助"},
    [YB_FUND_MAF] = {"maf", "医疗救助"},
    [YB_FUND_OTH] = {"oth", "其他支付"},
    [YB_FUND_HOSP] = {"hosp", "医院负担"},
    [YB_FUND_ACCT] = {"acct", "个人账户"},
};

static const struct name parts[YB_PARTS] = {
    [YB_PART_IN_SCOPE] = {"in_scope", "政策范围内"},
    [YB_PART_SELF_PAID] = {"self_paid", "全自费"},
    [YB_PART_OVER_LIMIT] = {"over_limit", "超限价自费"},
    [YB_PART_ADVANCE] = {"advance", "先行自付"},
    [YB_PART_DEDUCTIBLE] = {"deductible", "起付标准"},
    [YB_PART_COPAY] = {"copay", "按比例自付"},
    [YB_PART_ABOVE_CAP] = {"above_cap", "超封顶线"},
};

static const struct name roundings[YB_ROUNDINGS] = {
    [YB_ROUND_HALF_UP] = {"half_up", "四舍五入"},
    [YB_ROUND_TRUNCATE] = {"truncate", "舍去"},
    [YB_ROUND_UP] = {"up", "进位"},
};

static int find(const struct name *names, int count, struct yb_text key)
{
    int i;

    for (i = 0; i < count; i++)
        if (yb_text_is(key, names[i].key))
            return i;
    return -1;
}

const char *yb_value_key(enum yb_value value)
{
    assert(value >= 0 && value < YB_VALUES);
    return values[value].name.key;
}

const char *yb_value_title(enum yb_value value)
{
    assert(value >= 0 && value < YB_VALUES);
    return values[value].name.title;
}

enum yb_dimension yb_value_dimension(enum yb_value value)
{
    assert(value >= 0 && value < YB_VALUES);
    return values[value].dimension;
}

int yb_value_find(struct yb_text key)
{
    int i;

    for (i = 0; i < YB_VALUES; i++)
        if (yb_text_is(key, values[i].name.key))
            return i;
    return -1;
}

const char *yb_dimension_key(enum yb_dimension dimension)
{
    assert(dimension >= 0 && dimension < YB_DIMENSIONS);
    return dimensions[dimension].key;
}

const char *yb_dimension_title(enum yb_dimension dimension)
{
    assert(dimension >= 0 && dimension < YB_DIMENSIONS);
    return dimensions[dimension].title;
}

int yb_dimension_find(struct yb_text key)
{
    return find(dimensions, YB_DIMENSIONS, key);
}

uint64_t yb_dimension_mask(enum yb_dimension dimension)
{
    assert(dimension >= 0 && dimension < YB_DIMENSIONS);
    return YB_VALUE_BIT(firsts[dimension + 1]) - YB_VALUE_BIT(firsts[dimension]);
}

const char *yb_fund_key(enum yb_fund fund)
{
    assert(fund >= 0 && fund < YB_FUNDS);
    return funds[fund].key;
}

const char *yb_fund_title(enum yb_fund fund)
{
    assert(fund >= 0 && fund < YB_FUNDS);
    return funds[fund].title;
}

int yb_fund_find(struct yb_text key)
{
    return find(funds, YB_FUNDS, key);
}

const char *yb_part_key(enum yb_part part)
{
    assert(part >= 0 && part < YB_PARTS);
    return parts[part].key;
}

const char *yb_part_title(enum yb_part part)
{
    assert(part >= 0 && part < YB_PARTS);
    return parts[part].title;
}

int yb_part_find(struct yb_text key)
{
    return find(parts, YB_PARTS, key);
}

const char *yb_rounding_key(enum yb_rounding rounding)
{
    assert(rounding >= 0 && rounding < YB_ROUNDINGS);
    return roundings[rounding].key;
}

const char *yb_rounding_title(enum yb_rounding rounding)
{
    assert(rounding >= 0 && rounding < YB_ROUNDINGS);
    return roundings[rounding].title;
}

int yb_rounding_find(struct yb_text key)
{
    return find(roundings, YB_ROUNDINGS, key);
}

struct yb_facts yb_facts_default(int insutype)
{
    struct yb_facts facts = {0};
    int i;

    for (i = 0; i < YB_DIMENSIONS; i++)
        facts.bits |= YB_VALUE_BIT(firsts[i]);
    if (insutype == 390)
        yb_facts_set(&facts, YB_PERSON_ADULT);
    return facts;
}

void yb_facts_fill(struct yb_facts *facts)
{
    int i;

    if (__builtin_popcountll(facts->bits) == YB_DIMENSIONS)
        return;
    for (i = 0; i < YB_DIMENSIONS; i++)
        if (!(facts->bits & yb_dimension_mask((enum yb_dimension)i)))
            facts->bits |= YB_VALUE_BIT(firsts[i]);
}

int yb_policy_year(const struct yb_policy *policy, int32_t day)
{
    struct yb_civil civil = yb_day_civil(day);
    bool before = civil.month < policy->year_start_month ||
                  (civil.month == policy->year_start_month && civil.day < policy->year_start_day);

    return civil.year - before;
}

static bool begins(struct yb_text text, struct yb_text prefix)
{
    return text.length >= prefix.length && !memcmp(text.bytes, prefix.bytes, prefix.length);
}

/* Words that begin `disease` stand at or before it in byte order, and share its first byte. */
uint64_t yb_policy_diseases(const struct yb_policy *policy, struct yb_text disease)
{
    int low = 0, high = policy->disease_count, i;
    uint64_t lists = 0;

    if (!disease.length)
        return 0;
    while (low < high) {
        int middle = low + (high - low) / 2;

        if (yb_text_compare(policy->diseases[middle].word, disease) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (i = low - 1; i >= 0; i--) {
        const struct yb_disease *row = &policy->diseases[i];

        if (disease.bytes[0] != row->word.bytes[0])
            break;
        if (row->prefix ? begins(disease, row->word) : yb_text_equal(disease, row->word))
            lists |= row->lists;
    }
    return lists;
}

static const struct {
    const char *key;
    char mark;
} lists_of[YB_LISTS_OF] = {
    [YB_LIST_DISEASES] = {"disease", 0},
    [YB_LIST_DIVISIONS] = {"division", '@'},
    [YB_LIST_INSTITUTIONS] = {"institution", '#'},
};

const char *yb_list_of_key(enum yb_list_of of)
{
    assert(of >= 0 && of < YB_LISTS_OF);
    return lists_of[of].key;
}

char yb_list_of_mark(enum yb_list_of of)
{
    assert(of >= 0 && of < YB_LISTS_OF);
    return lists_of[of].mark;
}

uint64_t yb_policy_lists(const struct yb_policy *policy, enum yb_list_of of, struct yb_text word)
{
    char marked[YB_POLICY_NAME_MAX];

    if (of == YB_LIST_DISEASES)
        return yb_policy_diseases(policy, word);
    if (!word.length || word.length >= sizeof(marked))
        return 0;
    marked[0] = lists_of[of].mark;
    memcpy(marked + 1, word.bytes, word.length);
    return yb_policy_diseases(policy, (struct yb_text){marked, word.length + 1});
}

int yb_policy_accumulator(const struct yb_policy *policy, struct yb_text name)
{
    int i;

    for (i = 0; i < policy->accumulator_count; i++)
        if (yb_text_equal(policy->accumulators[i].name, name))
            return i;
    return -1;
}
