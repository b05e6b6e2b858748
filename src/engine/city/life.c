/* A person's year: stays first, then everything else on the days that are free. */
#include "engine/city/city.h"
#include "engine/city/plant.h"

#include <string.h>

#define STREAM_LIFE  10
#define STREAM_PLACE 11

#define WORDS ((YB_CITY_DAYS_BACK + 366 + 63) / 64)

#define COUNT_MAX_OUTPATIENT 80
#define COUNT_MAX_PHARMACY   60
#define COUNT_MAX_STAYS      12

struct living {
    const struct yb_city *city;
    struct yb_city_life *life;
    struct yb_city_dice dice;
    int32_t from, to;     /* the person is here */
    uint64_t busy[WORDS]; /* a bit a day, from YB_CITY_DAYS_BACK before the year */
};

static uint32_t part(struct yb_city_dice *dice)
{
    return (uint32_t)(yb_city_roll(dice) >> 32);
}

/* ---- days ---- */

static int bit_of(const struct living *l, int32_t day)
{
    return day - l->city->first_day + YB_CITY_DAYS_BACK;
}

static bool is_busy(const struct living *l, int32_t day)
{
    int bit = bit_of(l, day);

    return bit < 0 || bit >= WORDS * 64 || l->busy[bit / 64] >> (bit % 64) & 1;
}

static void keep(struct living *l, int32_t day)
{
    int bit = bit_of(l, day);

    if (bit >= 0 && bit < WORDS * 64)
        l->busy[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static int32_t season_day(struct living *l, enum yb_city_care care)
{
    const struct yb_city *city = l->city;
    int month = yb_city_pick(city->months[care], 12, part(&l->dice));
    int32_t first = city->month_day[month];

    return first + (int32_t)yb_city_below(&l->dice, (uint32_t)(city->month_day[month + 1] - first));
}

/* A free day on which the person is here and insured, near the season's; YB_DAY_NONE. */
static int32_t free_day(struct living *l, enum yb_city_care care)
{
    int32_t day = season_day(l, care);

    for (int tries = 0; tries < 40; tries++, day++) {
        if (day > l->to)
            return YB_DAY_NONE;
        if (day >= l->from && !is_busy(l, day) && yb_city_covers(&l->life->person, day))
            return day;
    }
    return YB_DAY_NONE;
}

/* ---- visits ---- */

static struct yb_city_visit *add_visit(struct living *l, enum yb_city_visit_kind kind)
{
    struct yb_city_visit *visit;

    if (l->life->visit_count == YB_CITY_VISITS_MAX)
        return NULL;
    visit = &l->life->visits[l->life->visit_count++];
    *visit =
        (struct yb_city_visit){.kind = kind, .disease = -1, .plant = -1, .dice = part(&l->dice)};
    return visit;
}

static enum yb_city_scheme scheme_on(const struct living *l, int32_t day)
{
    const struct yb_city_spell *spell = yb_city_covers(&l->life->person, day);

    return spell ? spell->scheme : l->life->person.spells[0].scheme;
}

/* The place one always goes to, or any other. */
static uint32_t place_of(struct living *l, enum yb_city_care care, int level)
{
    const struct yb_city *city = l->city;
    struct yb_city_dice own = yb_city_dice(city->seed, l->life->person.household,
                                           STREAM_PLACE + (uint64_t)care * 4 + (uint64_t)level);
    bool regular = yb_city_chance(&l->dice, city->tables->parameters[YB_CITY_P_REGULAR_PLACE]);

    return yb_city_choose(&city->local[care][level], regular ? part(&own) : part(&l->dice));
}

/* A hospital elsewhere, of the third level. */
static uint32_t place_elsewhere(struct living *l, enum yb_city_scheme scheme)
{
    const struct yb_city *city = l->city;
    const int64_t *p = city->tables->parameters;
    bool outside =
        yb_city_chance(&l->dice, p[scheme == YB_CITY_RESIDENT_SCHEME ? YB_CITY_P_RESIDENT_OUTSIDE
                                                                     : YB_CITY_P_EMPLOYEE_OUTSIDE]);

    for (int kind = 0; kind < city->tables->provider_count; kind++) {
        uint32_t count = city->first_place[kind + 1] - city->first_place[kind];

        if (yb_text_is(city->tables->providers[kind].place, outside ? "outside" : "province"))
            return city->first_place[kind] + yb_city_below(&l->dice, count);
    }
    return place_of(l, YB_CITY_OUTPATIENT, 0);
}

static bool uses_account(struct living *l, enum yb_city_scheme scheme, int parameter)
{
    return scheme == YB_CITY_EMPLOYEE_SCHEME &&
           yb_city_chance(&l->dice, l->city->tables->parameters[parameter]);
}

static int16_t office_minute(struct living *l)
{
    return (int16_t)(8 * 60 + yb_city_below(&l->dice, 9 * 60 + 30));
}

/* ---- stays ---- */

static int draw_disease(struct living *l, enum yb_city_scheme scheme)
{
    const struct yb_city_person *person = &l->life->person;

    return yb_city_pick(l->city->diseases[scheme][person->sex][person->age],
                        l->city->tables->disease_count, part(&l->dice));
}

static int draw_level(const int64_t ppm[YB_CITY_LEVELS], uint32_t point)
{
    int64_t rest = (int64_t)(((uint64_t)point * 1000000) >> 32);
    int level = 0;

    while (level < YB_CITY_LEVELS - 1 && rest >= ppm[level])
        rest -= ppm[level++];
    return level;
}

/* Days: what the disease takes at this level, longer when it costs more; at least one. */
static int32_t draw_days(struct living *l, const struct yb_city_level *level,
                         const struct yb_city_disease *disease, uint32_t cost_part)
{
    const int64_t *normal = l->city->tables->normal_e6;
    int64_t y = normal[cost_part % YB_CITY_NORMAL] * 6 / 10 +
                normal[part(&l->dice) % YB_CITY_NORMAL] * 8 / 10;
    int64_t sigma = disease->stay_sigma_e6;
    int64_t factor = yb_city_exp_e6(sigma * y / 1000000 - sigma * sigma / 2000000);
    int64_t days_e3 = level->days_e3 * disease->stay_e3 / 1000 * factor / 1000000;
    int64_t days = (days_e3 + 999) / 1000;

    return (int32_t)(days < 1 ? 1 : days > YB_CITY_DAYS_BACK - 1 ? YB_CITY_DAYS_BACK - 1 : days);
}

/* Nothing else of the person's within the gap before and after. */
static bool stay_fits(const struct living *l, int32_t begin, int32_t end)
{
    int32_t gap = (int32_t)l->city->tables->parameters[YB_CITY_P_READMISSION_GAP];

    if (begin < l->from - YB_CITY_DAYS_BACK || begin < l->life->person.brdy || end > l->to)
        return false;
    if (end < l->from || !yb_city_covers(&l->life->person, end) ||
        yb_city_covers(&l->life->person, begin) != yb_city_covers(&l->life->person, end))
        return false;
    for (int i = 0; i < l->life->visit_count; i++)
        if (begin <= l->life->visits[i].end + gap && end + gap >= l->life->visits[i].begin)
            return false;
    return true;
}

static void place_stay(struct living *l, struct yb_city_visit *visit, enum yb_city_scheme scheme)
{
    const int64_t *p = l->city->tables->parameters;

    if (visit->level == 0 && yb_city_chance(&l->dice, p[YB_CITY_P_OFFSITE_STAY])) {
        visit->place = place_elsewhere(l, scheme);
        visit->filed = yb_city_chance(&l->dice, p[YB_CITY_P_OFFSITE_FILED]);
    } else {
        visit->place = place_of(l, YB_CITY_INPATIENT, visit->level);
    }
    visit->accounts = uses_account(l, scheme, YB_CITY_P_ACCOUNT_STAY);
}

/* One stay; `end` YB_DAY_NONE: when the season says. */
static void add_stay(struct living *l, int32_t end)
{
    const struct yb_city *city = l->city;
    enum yb_city_scheme scheme = scheme_on(l, city->first_day);
    struct yb_city_visit stay = {.kind = YB_CITY_V_STAY, .plant = -1, .dice = part(&l->dice)};
    const struct yb_city_disease *disease;
    const struct yb_city_level *level;
    uint32_t cost_part = part(&l->dice), level_part = part(&l->dice);
    int32_t days;

    stay.disease = (int16_t)draw_disease(l, scheme);
    disease = &city->tables->diseases[stay.disease];
    stay.level = (int8_t)draw_level(disease->level_ppm[scheme], level_part);
    level = &city->tables->levels[scheme][stay.level];
    days = draw_days(l, level, disease, cost_part);
    stay.cost_fen = yb_city_spread(city, disease->cost_sigma_e6,
                                   level->cost_fen * disease->weight_e3 / 1000, cost_part);
    stay.minute = (int16_t)(9 * 60 + yb_city_below(&l->dice, 7 * 60));
    for (int tries = 0; tries < 8; tries++) {
        stay.end = end != YB_DAY_NONE ? end : season_day(l, YB_CITY_INPATIENT);
        stay.begin = stay.end - days;
        if (stay.begin < l->life->person.brdy && stay.end > l->life->person.brdy)
            stay.begin = l->life->person.brdy;
        if (stay_fits(l, stay.begin, stay.end))
            break;
        if (tries == 7 || end != YB_DAY_NONE)
            return;
    }
    if (l->life->visit_count == YB_CITY_VISITS_MAX)
        return;
    place_stay(l, &stay, scheme);
    for (int32_t day = stay.begin; day <= stay.end; day++)
        keep(l, day);
    l->life->visits[l->life->visit_count++] = stay;
}

static void add_stays(struct living *l)
{
    const struct yb_city *city = l->city;
    const struct yb_city_person *person = &l->life->person;
    const struct yb_city_use *use = &city->tables->use[person->group][person->age];
    int count =
        yb_city_count(use->admissions_e4[person->sex], yb_city_even(city->seed, person->number, 1));

    if (person->die_date != YB_DAY_NONE &&
        yb_city_chance(&l->dice, city->tables->parameters[YB_CITY_P_TERMINAL_STAY]))
        add_stay(l, person->die_date);
    for (int i = 0; i < count && i < COUNT_MAX_STAYS; i++)
        add_stay(l, YB_DAY_NONE);
}

/* ---- everything else ---- */

static void fill_outpatient(struct living *l, struct yb_city_visit *visit)
{
    const struct yb_city *city = l->city;
    const int64_t *p = city->tables->parameters;
    enum yb_city_scheme scheme = scheme_on(l, visit->end);
    const struct yb_city_level *levels = city->tables->levels[scheme], *level;
    int64_t ppm[YB_CITY_LEVELS];

    for (int i = 0; i < YB_CITY_LEVELS; i++)
        ppm[i] = levels[i].outpatient_ppm;
    visit->level = (int8_t)draw_level(ppm, part(&l->dice));
    level = &levels[visit->level];
    visit->cost_fen =
        yb_city_spread(city, level->visit_sigma_e6, level->visit_cost_fen, part(&l->dice));
    /* The share is of all visits; only those to the third level go elsewhere. */
    if (visit->level == 0 && (int64_t)yb_city_below(&l->dice, (uint32_t)levels[0].outpatient_ppm) <
                                 p[YB_CITY_P_OFFSITE_VISIT])
        visit->place = place_elsewhere(l, scheme);
    else
        visit->place = place_of(l, YB_CITY_OUTPATIENT, visit->level);
    visit->emergency = visit->level < 2 && yb_city_chance(&l->dice, 30000);
    visit->minute = visit->emergency ? (int16_t)yb_city_below(&l->dice, 1440) : office_minute(l);
    visit->accounts = uses_account(l, scheme, YB_CITY_P_ACCOUNT_VISIT);
}

static void fill_chronic(struct living *l, struct yb_city_visit *visit)
{
    const struct yb_city *city = l->city;
    enum yb_city_scheme scheme = scheme_on(l, visit->end);
    const struct yb_city_chronic *chronic = &city->tables->chronic[l->life->person.chronic];
    bool heavy = chronic->yearly_fen || chronic->cost_e3 > 2000;

    visit->level =
        (int8_t)(heavy ? (int)yb_city_below(&l->dice, 2) : 1 + (int)yb_city_below(&l->dice, 2));
    visit->cost_fen =
        yb_city_spread(city, city->tables->parameters[YB_CITY_P_CHRONIC_SIGMA],
                       city->chronic_fen[scheme][l->life->person.chronic], part(&l->dice));
    /* Cases are kept by a hospital or a health centre, not by a village post. */
    visit->place = place_of(l, YB_CITY_INPATIENT, visit->level);
    visit->minute = office_minute(l);
    visit->accounts = uses_account(l, scheme, YB_CITY_P_ACCOUNT_CHRONIC);
}

static void fill_pharmacy(struct living *l, struct yb_city_visit *visit)
{
    const struct yb_city *city = l->city;
    const int64_t *p = city->tables->parameters;

    visit->cost_fen = yb_city_spread(city, p[YB_CITY_P_PHARMACY_SIGMA], p[YB_CITY_P_PHARMACY_COST],
                                     part(&l->dice));
    visit->place = place_of(l, YB_CITY_PHARMACY, 0);
    visit->minute = (int16_t)(8 * 60 + yb_city_below(&l->dice, 13 * 60));
    visit->accounts = uses_account(l, scheme_on(l, visit->end), YB_CITY_P_ACCOUNT_PHARMACY);
}

static void add_days(struct living *l, enum yb_city_visit_kind kind, int count)
{
    static void (*const fill[YB_CITY_V_KINDS])(struct living *, struct yb_city_visit *) = {
        [YB_CITY_V_OUTPATIENT] = fill_outpatient,
        [YB_CITY_V_CHRONIC] = fill_chronic,
        [YB_CITY_V_PHARMACY] = fill_pharmacy};

    while (count-- > 0) {
        int32_t day = free_day(l, YB_CITY_OUTPATIENT);
        struct yb_city_visit *visit = day == YB_DAY_NONE ? NULL : add_visit(l, kind);

        if (!visit)
            continue;
        visit->begin = visit->end = day;
        keep(l, day);
        fill[kind](l, visit);
    }
}

static int at_most(int count, int most)
{
    return count < most ? count : most;
}

/* Two halves that vary apart: less uneven than stays are. */
static int count_of(struct living *l, int64_t mean_e4, uint64_t point)
{
    return yb_city_count(mean_e4 / 2, point) +
           yb_city_count(mean_e4 - mean_e4 / 2, yb_city_roll(&l->dice));
}

static void add_others(struct living *l)
{
    const struct yb_city *city = l->city;
    const int64_t *p = city->tables->parameters;
    const struct yb_city_person *person = &l->life->person;
    const struct yb_city_use *use = &city->tables->use[person->group][person->age];
    bool resident = person->group == YB_CITY_RESIDENT;
    int64_t visits =
        p[resident ? YB_CITY_P_RESIDENT_CHRONIC_VISITS : YB_CITY_P_EMPLOYEE_CHRONIC_VISITS];
    int64_t pharmacy = p[resident ? YB_CITY_P_RESIDENT_PHARMACY : YB_CITY_P_EMPLOYEE_PHARMACY];
    int chronic = (int)visits - 2 + (int)yb_city_below(&l->dice, 5);
    int outpatient = count_of(l, use->outpatient_e4, yb_city_even(city->seed, person->number, 2));

    if (person->chronic >= 0)
        add_days(l, YB_CITY_V_CHRONIC, chronic);
    add_days(l, YB_CITY_V_OUTPATIENT, at_most(outpatient, COUNT_MAX_OUTPATIENT));
    add_days(l, YB_CITY_V_PHARMACY,
             at_most(count_of(l, pharmacy, yb_city_roll(&l->dice)), COUNT_MAX_PHARMACY));
}

static bool is_before(const struct yb_city_visit *a, const struct yb_city_visit *b)
{
    return a->end < b->end || (a->end == b->end && a->minute < b->minute);
}

static void put_in_order(struct yb_city_life *life)
{
    for (int i = 1; i < life->visit_count; i++) {
        struct yb_city_visit visit = life->visits[i];
        int at = i;

        for (; at > 0 && is_before(&visit, &life->visits[at - 1]); at--)
            life->visits[at] = life->visits[at - 1];
        life->visits[at] = visit;
    }
    for (int i = 0; i < life->visit_count; i++)
        life->visits[i].index = (int16_t)i;
}

void yb_city_life(const struct yb_city *city, uint32_t number, struct yb_city_life *life)
{
    struct living l = {
        .city = city, .life = life, .dice = yb_city_dice(city->seed, number, STREAM_LIFE)};
    const struct yb_city_plant *plant = yb_city_plant_of(city, number);

    yb_city_person(city, number, &life->person);
    life->visit_count = 0;
    l.from = life->person.arrives;
    l.to = life->person.die_date == YB_DAY_NONE ? city->last_day : life->person.die_date;
    add_stays(&l);
    add_others(&l);
    if (plant)
        yb_city_plant_visits(city, plant, life);
    put_in_order(life);
}

struct yb_text yb_city_diagnosis(const struct yb_city *city, const struct yb_city_visit *visit)
{
    const struct yb_city_tables *t = city->tables;
    struct yb_text code;

    if (visit->disease < 0)
        return (struct yb_text){0};
    code = t->diseases[visit->disease].icd10;
    return yb_text_is(code, "*") ? t->others[visit->dice % (uint32_t)t->other_count] : code;
}

const char *yb_city_med_type(const struct yb_city *city, const struct yb_city_visit *visit)
{
    switch (visit->kind) {
    case YB_CITY_V_CHRONIC:
        return "14";
    case YB_CITY_V_STAY:
        return city->tables->diseases[visit->disease].is_delivery ? "52" : "21";
    case YB_CITY_V_PHARMACY:
        return "41";
    case YB_CITY_V_OUTPATIENT:
    case YB_CITY_V_KINDS:
        break;
    }
    return visit->emergency ? "13" : "11";
}

struct yb_text yb_city_matn_type(const struct yb_city *city, const struct yb_city_visit *visit)
{
    if (!yb_text_is(yb_text_of(yb_city_med_type(city, visit)), "52"))
        return (struct yb_text){0};
    return yb_text_starts(yb_city_diagnosis(city, visit), "O82") ? YB_TEXT("3") : YB_TEXT("1");
}
