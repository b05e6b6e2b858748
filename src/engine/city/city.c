/* Preparing a county: sums of the tables over which choices are made. See city.h. */
#include "engine/city/city.h"

#include "base/money.h"

#include <string.h>

#define WHOLE UINT64_C(0xffffffff)

/* Cumulative shares over 32 bits of `count` weights; false when there is no weight at all. */
static bool accumulate(const int64_t *weights, int count, uint32_t *cumulative)
{
    int64_t whole = 0, sum = 0;

    for (int i = 0; i < count; i++)
        whole += weights[i];
    for (int i = 0; i < count; i++) {
        sum += weights[i];
        cumulative[i] = whole ? (uint32_t)yb_muldiv(sum, WHOLE, whole, YB_ROUND_TRUNCATE) : 0;
    }
    return whole > 0;
}

static int missing(struct yb_error *error, const char *what)
{
    return yb_fail(error, YB_E_MISSING, what, NULL);
}

/* ---- people ---- */

static int prepare_cells(struct yb_city *city, struct yb_error *error)
{
    const struct yb_city_tables *t = city->tables;
    const int count = YB_CITY_AGES * YB_CITY_SEXES * YB_CITY_GROUPS;
    int64_t weights[YB_CITY_AGES * YB_CITY_SEXES * YB_CITY_GROUPS], whole = 0, sum = 0;
    int64_t active = 0;

    for (int i = 0; i < count; i++) {
        int group = i % YB_CITY_GROUPS, sex = i / YB_CITY_GROUPS % YB_CITY_SEXES;
        const struct yb_city_age *age = &t->ages[i / YB_CITY_GROUPS / YB_CITY_SEXES];

        weights[i] = age->people[sex] / 1000 * age->share_ppm[group][sex];
        whole += weights[i];
        active += group == YB_CITY_ACTIVE ? weights[i] : 0;
    }
    if (!whole)
        return missing(error, "people");
    for (int i = 0; i < count; i++) {
        sum += weights[i];
        city->cells[i] = (uint64_t)yb_muldiv(sum, INT64_MAX, whole, YB_ROUND_TRUNCATE) << 1;
    }
    city->employers = (uint32_t)(yb_muldiv(active, city->people, whole, YB_ROUND_UP) /
                                     (t->parameters[YB_CITY_P_EMPLOYER_PEOPLE] + 1) +
                                 1);
    return 0;
}

static int prepare_year(struct yb_city *city, struct yb_error *error)
{
    for (int month = 0; month < 12; month++)
        city->month_day[month] = yb_day_of(city->year, month + 1, 1);
    city->first_day = city->month_day[0];
    city->month_day[12] = yb_day_of(city->year + 1, 1, 1);
    city->last_day = city->month_day[12] - 1;
    for (int care = 0; care < YB_CITY_CARES; care++)
        if (!accumulate(city->tables->month_ppm[care], 12, city->months[care]))
            return missing(error, "month");
    return 0;
}

/* ---- care ---- */

static int prepare_diseases(struct yb_city *city, struct yb_error *error)
{
    const struct yb_city_tables *t = city->tables;

    if (!t->disease_count || !t->other_count)
        return missing(error, "disease");
    for (int scheme = 0; scheme < YB_CITY_SCHEMES; scheme++)
        for (int sex = 0; sex < YB_CITY_SEXES; sex++)
            for (int age = 0; age < YB_CITY_AGES; age++)
                accumulate(t->disease_ppm[scheme][sex][age], t->disease_count,
                           city->diseases[scheme][sex][age]);
    return 0;
}

/* Those with a cost of their own by the year, the others so that the scheme's mean comes out. */
static int prepare_chronic(struct yb_city *city, struct yb_error *error)
{
    static const struct {
        int cost, visits;
    } of[YB_CITY_SCHEMES] = {{YB_CITY_P_EMPLOYEE_CHRONIC_COST, YB_CITY_P_EMPLOYEE_CHRONIC_VISITS},
                             {YB_CITY_P_RESIDENT_CHRONIC_COST, YB_CITY_P_RESIDENT_CHRONIC_VISITS}};
    const struct yb_city_tables *t = city->tables;
    int64_t shares[YB_CITY_CHRONIC_MAX], whole = 0;

    for (int i = 0; i < t->chronic_count; i++)
        whole += shares[i] = t->chronic[i].share_ppm;
    if (!accumulate(shares, t->chronic_count, city->chronic))
        return missing(error, "chronic");
    for (int scheme = 0; scheme < YB_CITY_SCHEMES; scheme++) {
        int64_t visits = t->parameters[of[scheme].visits], relative = 0;
        int64_t left = t->parameters[of[scheme].cost] * whole;

        for (int i = 0; i < t->chronic_count; i++) {
            left -= t->chronic[i].yearly_fen / visits * shares[i];
            relative += t->chronic[i].yearly_fen ? 0 : t->chronic[i].cost_e3 * shares[i];
        }
        if (!relative || left <= 0)
            return missing(error, "chronic cost");
        for (int i = 0; i < t->chronic_count; i++)
            city->chronic_fen[scheme][i] =
                t->chronic[i].yearly_fen
                    ? t->chronic[i].yearly_fen / visits
                    : yb_muldiv(left, t->chronic[i].cost_e3, relative, YB_ROUND_HALF_UP);
    }
    return 0;
}

/* ---- spreads ---- */

/* e^(sigma z) over the parts of the normal, scaled to mean 1. */
static int add_spread(struct yb_city *city, int64_t sigma_e6, struct yb_error *error)
{
    struct yb_city_spread *spread = &city->spreads[city->spread_count];
    int64_t values[YB_CITY_NORMAL], whole = 0;

    for (int i = 0; i < city->spread_count; i++)
        if (city->spreads[i].sigma_e6 == sigma_e6)
            return 0;
    if (city->spread_count == YB_CITY_SIGMAS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "sigma", "16", NULL);
    for (int i = 0; i < YB_CITY_NORMAL; i++) {
        values[i] = yb_city_exp_e6(sigma_e6 * city->tables->normal_e6[i] / 1000000);
        whole += values[i];
    }
    spread->sigma_e6 = sigma_e6;
    for (int i = 0; i < YB_CITY_NORMAL; i++)
        spread->factor_e4[i] = (uint32_t)yb_muldiv(values[i], (int64_t)YB_CITY_NORMAL * 10000,
                                                   whole, YB_ROUND_HALF_UP);
    city->spread_count++;
    return 0;
}

static int prepare_spreads(struct yb_city *city, struct yb_error *error)
{
    static const int parameters[] = {YB_CITY_P_CHRONIC_SIGMA, YB_CITY_P_PHARMACY_SIGMA,
                                     YB_CITY_P_ACCOUNT_SIGMA, YB_CITY_P_WAGE_SIGMA};
    const struct yb_city_tables *t = city->tables;
    int rc = 0;

    for (int i = 0; !rc && i < t->disease_count; i++)
        rc = add_spread(city, t->diseases[i].cost_sigma_e6, error);
    for (int i = 0; !rc && i < YB_CITY_SCHEMES * YB_CITY_LEVELS; i++)
        rc = add_spread(city, t->levels[i / YB_CITY_LEVELS][i % YB_CITY_LEVELS].visit_sigma_e6,
                        error);
    for (size_t i = 0; !rc && i < sizeof(parameters) / sizeof(parameters[0]); i++)
        rc = add_spread(city, t->parameters[parameters[i]], error);
    return rc;
}

int64_t yb_city_spread(const struct yb_city *city, int64_t sigma_e6, int64_t mean, uint32_t part)
{
    int i = 0;

    while (i < city->spread_count - 1 && city->spreads[i].sigma_e6 != sigma_e6)
        i++;
    return mean * city->spreads[i].factor_e4[part % YB_CITY_NORMAL] / 10000;
}

/* ---- choices ---- */

struct candidate {
    void *context;
    int64_t (*weight)(const struct yb_city *city, const void *context, uint32_t number);
    uint32_t count;
};

/* Keeps those with a weight. */
static int make_choice(const struct yb_city *city, const struct candidate *of,
                       struct yb_city_choice *choice, struct yb_arena *arena,
                       struct yb_error *error)
{
    uint32_t *numbers = YB_NEW_ARRAY(arena, uint32_t, of->count);
    uint32_t *cumulative = YB_NEW_ARRAY(arena, uint32_t, of->count);
    int64_t *weights = YB_NEW_ARRAY(arena, int64_t, of->count);
    int count = 0;

    if (!numbers || !cumulative || !weights)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (uint32_t i = 0; i < of->count; i++) {
        weights[count] = of->weight(city, of->context, i);
        if (weights[count] > 0)
            numbers[count++] = i;
    }
    if (count)
        accumulate(weights, count, cumulative);
    *choice = (struct yb_city_choice){numbers, cumulative, count};
    return 0;
}

struct item_context {
    int care, level, kind;
    struct yb_text group; /* kind < 0: drugs of a group */
};

static bool is_medicine(int64_t kind)
{
    return kind == YB_CITY_DRUG || kind == YB_CITY_INJECTION || kind == YB_CITY_PATENT;
}

static int64_t item_weight(const struct yb_city *city, const void *context, uint32_t number)
{
    const struct item_context *c = context;
    const struct yb_city_item *item = &city->tables->items[number];
    bool fits = c->kind < 0 ? is_medicine(item->kind) && yb_text_equal(item->group, c->group)
                            : item->kind == c->kind;

    return fits && item->pric_fen[c->level] ? item->weight_e3[c->care] : 0;
}

static int prepare_items(struct yb_city *city, struct yb_arena *arena, struct yb_error *error)
{
    int rc = 0;

    for (int i = 0; !rc && i < YB_CITY_CARES * YB_CITY_LEVELS * YB_CITY_ITEM_KINDS; i++) {
        struct item_context context = {.care = i / YB_CITY_ITEM_KINDS / YB_CITY_LEVELS,
                                       .level = i / YB_CITY_ITEM_KINDS % YB_CITY_LEVELS,
                                       .kind = i % YB_CITY_ITEM_KINDS};
        struct candidate of = {&context, item_weight, (uint32_t)city->tables->item_count};

        rc = make_choice(city, &of, &city->items[context.care][context.level][context.kind], arena,
                         error);
    }
    return rc;
}

static int prepare_drugs(struct yb_city *city, struct yb_arena *arena, struct yb_error *error)
{
    const struct yb_city_tables *t = city->tables;
    int rc = 0;

    for (int i = 0; !rc && i < t->chronic_count; i++) {
        int group = 0;

        while (group < city->drug_group_count &&
               !yb_text_equal(city->drug_groups[group], t->chronic[i].group))
            group++;
        if (group < city->drug_group_count)
            continue;
        if (group == YB_CITY_DRUG_GROUPS_MAX)
            return yb_fail(error, YB_E_TOO_MANY, "group", "24", NULL);
        city->drug_groups[city->drug_group_count++] = t->chronic[i].group;
        for (int level = 0; !rc && level < YB_CITY_LEVELS; level++) {
            struct item_context context = {YB_CITY_OUTPATIENT, level, -1, t->chronic[i].group};
            struct candidate of = {&context, item_weight, (uint32_t)t->item_count};

            rc = make_choice(city, &of, &city->drugs[group][level], arena, error);
        }
    }
    return rc;
}

/* ---- places ---- */

static void count_places(struct yb_city *city)
{
    const struct yb_city_tables *t = city->tables;

    city->places = 0;
    for (int kind = 0; kind < t->provider_count; kind++) {
        int64_t count =
            yb_muldiv(t->providers[kind].per_million_e2, city->people, 100000000, YB_ROUND_HALF_UP);

        city->first_place[kind] = city->places;
        city->places +=
            (uint32_t)(count < t->providers[kind].least ? t->providers[kind].least : count);
    }
    city->first_place[t->provider_count] = city->places;
}

struct place_context {
    int care, level;
};

static int64_t place_weight(const struct yb_city *city, const void *context, uint32_t number)
{
    const struct place_context *c = context;
    struct yb_city_place place;
    const struct yb_city_provider *provider;
    bool pharmacy;

    yb_city_place(city, number, &place);
    provider = place.provider;
    pharmacy = yb_text_is(provider->type, "2");
    if (!yb_text_is(provider->place, "local") || pharmacy != (c->care == YB_CITY_PHARMACY))
        return 0;
    if (pharmacy)
        return c->level == 0 ? provider->outpatient : 0;
    if (3 - provider->level != c->level)
        return 0;
    return c->care == YB_CITY_INPATIENT ? provider->inpatient : provider->outpatient;
}

static int prepare_places(struct yb_city *city, struct yb_arena *arena, struct yb_error *error)
{
    int rc = 0;

    count_places(city);
    for (int i = 0; !rc && i < YB_CITY_CARES * YB_CITY_LEVELS; i++) {
        struct place_context context = {i / YB_CITY_LEVELS, i % YB_CITY_LEVELS};
        struct candidate of = {&context, place_weight, city->places};
        struct yb_city_choice *choice = &city->local[context.care][context.level];

        rc = make_choice(city, &of, choice, arena, error);
        if (!rc && !choice->count && (context.care != YB_CITY_PHARMACY || !context.level))
            rc = missing(error, "provider");
    }
    return rc;
}

int yb_city_init(struct yb_city *city, const struct yb_city_of *of, struct yb_arena *arena,
                 struct yb_error *error)
{
    int64_t births;
    int rc;

    *city = (struct yb_city){.tables = of->tables, .seed = of->seed, .year = of->year};
    if (of->people < YB_CITY_PEOPLE_MIN || of->people > YB_CITY_PEOPLE_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "people", "100..20000000", NULL);
    if (of->year < 2018 || of->year > 2098)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "year", "2018..2098", NULL);
    births = of->people * of->tables->parameters[YB_CITY_P_BIRTH] / 1000000;
    city->people = (uint32_t)of->people;
    city->all = (uint32_t)(of->people + births);
    rc = prepare_cells(city, error);
    if (!rc)
        rc = prepare_year(city, error);
    if (!rc)
        rc = prepare_diseases(city, error);
    if (!rc)
        rc = prepare_chronic(city, error);
    if (!rc)
        rc = prepare_spreads(city, error);
    if (!rc)
        rc = prepare_items(city, arena, error);
    if (!rc)
        rc = prepare_drugs(city, arena, error);
    if (!rc)
        rc = prepare_places(city, arena, error);
    return rc;
}
