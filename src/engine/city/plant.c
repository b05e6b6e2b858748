#include "engine/city/plant.h"

#include <string.h>

#define STREAM_PLANT 30

#define GROUP_MEMBERS  6
#define FAMILY_MEMBERS 3
#define SEARCH_MAX     20000 /* people looked at for one case */

#define MORNING 540 /* minutes */

/* ---- words ---- */

static const struct {
    const char *key, *why[YB_CITY_ROLES];
} words[YB_CITY_PLANT_KINDS] = {
#define YB_CITY_PLANT(id, key, hit, near, innocent) {key, {hit, near, innocent}},
#include "engine/city/plant.def"
#undef YB_CITY_PLANT
};

const char *yb_city_plant_key(int kind)
{
    return words[kind].key;
}

const char *yb_city_role_key(int role)
{
    static const char *const keys[YB_CITY_ROLES] = {"hit", "near", "innocent"};

    return keys[role];
}

const char *yb_city_plant_why(int kind, int role)
{
    return words[kind].why[role];
}

/* ---- who ---- */

/* What a person must be: ages on the first and the last day of the year. */
struct fit {
    int sex, least, most; /* sex -1: any */
};

static const struct fit fits[YB_CITY_PLANT_KINDS][YB_CITY_ROLES] = {
    [YB_CITY_PLANT_DUPLICATE] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_HOURS] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_OVERLAP] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_SPLIT] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_SEX] = {{YB_CITY_FEMALE, 20, 80},
                           {YB_CITY_MALE, 50, 80},
                           {YB_CITY_MALE, 20, 80}},
    [YB_CITY_PLANT_AGE] = {{-1, 6, 16}, {-1, 18, 19}, {-1, 3, 10}},
    [YB_CITY_PLANT_TOGETHER] = {{-1, 40, 80}, {-1, 40, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_NIGHT] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
    [YB_CITY_PLANT_DEAD] = {{-1, 30, 120}, {-1, 30, 120}, {-1, 30, 120}},
    [YB_CITY_PLANT_HOARD] = {{-1, 40, 80}, {-1, 40, 80}, {-1, 40, 80}},
    [YB_CITY_PLANT_EMPTY_BED] = {{-1, 20, 80}, {-1, 20, 80}, {-1, 20, 80}},
};

static bool lives_quietly(const struct yb_city *city, const struct yb_city_life *life)
{
    const struct yb_city_person *person = &life->person;

    for (int i = 0; i < life->visit_count; i++)
        if (life->visits[i].kind == YB_CITY_V_STAY || life->visits[i].kind == YB_CITY_V_CHRONIC)
            return false;
    return person->die_date == YB_DAY_NONE && !yb_city_arrives(city, person) &&
           person->spell_count == 1 && person->spells[0].paused == YB_DAY_NONE;
}

/* Dies with time enough before and after, insured, without a last stay. */
static bool dies_alone(const struct yb_city *city, const struct yb_city_life *life)
{
    const struct yb_city_person *person = &life->person;

    if (person->die_date == YB_DAY_NONE || person->die_date < city->first_day + 40 ||
        person->die_date > city->last_day - 30)
        return false;
    for (int i = 0; i < life->visit_count; i++)
        if (life->visits[i].kind == YB_CITY_V_STAY)
            return false;
    return person->spell_count == 1 && person->spells[0].paused == YB_DAY_NONE;
}

static bool is_fit(const struct yb_city *city, const struct yb_city_life *life, int kind, int role)
{
    const struct fit *fit = &fits[kind][role];
    const struct yb_city_person *person = &life->person;

    if (fit->sex >= 0 && (int)person->sex != fit->sex)
        return false;
    if (yb_day_age(person->brdy, city->first_day) < fit->least ||
        yb_day_age(person->brdy, city->last_day) > fit->most)
        return false;
    return kind == YB_CITY_PLANT_DEAD ? dies_alone(city, life) : lives_quietly(city, life);
}

static bool is_taken(const struct yb_city_plants *plants, uint32_t person)
{
    for (int i = 0; i < plants->count; i++)
        if (plants->rows[i].person == person)
            return true;
    return false;
}

/* The next person from `from` on who is free and fits; false when nobody is. */
static bool find(const struct yb_city *city, const struct yb_city_plants *plants,
                 struct yb_city_plant *row, uint32_t from)
{
    struct yb_city_life life;

    for (uint32_t i = 0; i < SEARCH_MAX && i < city->people; i++) {
        row->person = (from + i) % city->people;
        if (is_taken(plants, row->person))
            continue;
        yb_city_life(city, row->person, &life);
        if (is_fit(city, &life, row->kind, row->role))
            return true;
    }
    return false;
}

static int members_of(int kind, int role)
{
    if (kind != YB_CITY_PLANT_TOGETHER)
        return 1;
    return role == YB_CITY_INNOCENT ? FAMILY_MEMBERS : GROUP_MEMBERS;
}

static void plant_case(const struct yb_city *city, struct yb_city_plants *plants, int kind,
                       int role)
{
    struct yb_city_dice dice = yb_city_dice(city->seed, (uint64_t)plants->cases, STREAM_PLANT);
    uint32_t from = yb_city_below(&dice, city->people);
    int before = plants->count;

    for (int member = 0; member < members_of(kind, role); member++) {
        struct yb_city_plant row = {.number = plants->cases,
                                    .kind = (int16_t)kind,
                                    .role = (int16_t)role,
                                    .member = (int16_t)member};

        if (!find(city, plants, &row, from)) {
            plants->count = before;
            return;
        }
        from = row.person + 1;
        plants->rows[plants->count++] = row;
    }
    plants->cases++;
}

static void sort(struct yb_city_plants *plants)
{
    for (int i = 1; i < plants->count; i++) {
        struct yb_city_plant row = plants->rows[i];
        int at = i;

        for (; at > 0 && plants->rows[at - 1].person > row.person; at--)
            plants->rows[at] = plants->rows[at - 1];
        plants->rows[at] = row;
    }
}

static int find_items(const struct yb_city *city, struct yb_city_plants *plants,
                      struct yb_error *error)
{
    static const char *const names[YB_CITY_PLANT_ITEMS] = {
        "CT平扫（头颅）",         "CT平扫（胸部）", "心电监护",       "前列腺特异性抗原",
        "彩色多普勒超声（乳腺）", "左氧氟沙星",     "小儿氨酚黄那敏", "氨氯地平"};

    for (int k = 0; k < YB_CITY_PLANT_ITEMS; k++) {
        plants->items[k] = NULL;
        for (int i = 0; !plants->items[k] && i < city->tables->item_count; i++)
            if (yb_text_is(city->tables->items[i].name, names[k]))
                plants->items[k] = &city->tables->items[i];
        if (!plants->items[k])
            return yb_fail(error, YB_E_MISSING, names[k], NULL);
    }
    return 0;
}

int yb_city_plants_init(struct yb_city_plants *plants, const struct yb_city *city,
                        struct yb_arena *arena, struct yb_error *error)
{
    int64_t each = city->tables->parameters[YB_CITY_P_PLANTED] * city->people / 100000;
    int most;

    each = each < 1 ? 1 : each > 100 ? 100 : each;
    most = (int)each * YB_CITY_ROLES * (YB_CITY_PLANT_KINDS + GROUP_MEMBERS);
    *plants = (struct yb_city_plants){.rows = YB_NEW_ARRAY(arena, struct yb_city_plant, most)};
    if (!plants->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int i = 0; i < each; i++)
        for (int kind = 0; kind < YB_CITY_PLANT_KINDS; kind++)
            for (int role = 0; role < YB_CITY_ROLES; role++)
                plant_case(city, plants, kind, role);
    sort(plants);
    return find_items(city, plants, error);
}

const struct yb_city_plant *yb_city_plant_of(const struct yb_city *city, uint32_t person)
{
    const struct yb_city_plants *plants = city->plants;
    int low = 0, high = plants ? plants->count : 0;

    while (low < high) {
        int middle = (low + high) / 2;

        if (plants->rows[middle].person < person)
            low = middle + 1;
        else
            high = middle;
    }
    return plants && low < plants->count && plants->rows[low].person == person ? &plants->rows[low]
                                                                               : NULL;
}

/* ---- visits ---- */

struct planting {
    const struct yb_city *city;
    const struct yb_city_plant *plant;
    struct yb_city_life *life;
    struct yb_city_dice dice; /* of the case: the same for all its members */
    int16_t number;
};

static uint32_t part(struct planting *p)
{
    return (uint32_t)(yb_city_roll(&p->dice) >> 32);
}

/* Nothing of the person's stands in the days from `begin` to `end` afterwards. */
static void clear_days(struct planting *p, int32_t begin, int32_t end)
{
    struct yb_city_life *life = p->life;
    int kept = 0;

    for (int i = 0; i < life->visit_count; i++)
        if (life->visits[i].plant >= 0 || life->visits[i].end < begin ||
            life->visits[i].begin > end)
            life->visits[kept++] = life->visits[i];
    life->visit_count = kept;
}

static struct yb_city_visit *add(struct planting *p, enum yb_city_visit_kind kind, int32_t begin,
                                 int32_t end)
{
    struct yb_city_life *life = p->life;
    struct yb_city_visit *visit;

    if (life->visit_count == YB_CITY_VISITS_MAX)
        life->visit_count--;
    visit = &life->visits[life->visit_count++];
    *visit = (struct yb_city_visit){.kind = kind,
                                    .begin = begin,
                                    .end = end,
                                    .minute = MORNING,
                                    .disease = -1,
                                    .plant = p->number,
                                    .evidence = true,
                                    .dice = part(p),
                                    .cost_fen = 9000};
    return visit;
}

static uint32_t place(struct planting *p, enum yb_city_care care, int level)
{
    return yb_city_choose(&p->city->local[care][level], part(p));
}

static struct yb_city_visit *add_outpatient(struct planting *p, int32_t day, int level, uint32_t at)
{
    struct yb_city_visit *visit = add(p, YB_CITY_V_OUTPATIENT, day, day);

    visit->level = (int8_t)level;
    visit->place = at;
    return visit;
}

static struct yb_city_visit *add_purchase(struct planting *p, int32_t day, uint32_t at)
{
    struct yb_city_visit *visit = add(p, YB_CITY_V_PHARMACY, day, day);

    visit->place = at;
    visit->accounts = p->life->person.group != YB_CITY_RESIDENT;
    return visit;
}

/* A stay of a second-level hospital; `prefix` of the disease's code, taken when it is not NULL. */
static struct yb_city_visit *add_stay(struct planting *p, int32_t begin, int32_t end,
                                      const char *prefix)
{
    const struct yb_city_tables *t = p->city->tables;
    struct yb_city_visit *visit = add(p, YB_CITY_V_STAY, begin, end);
    int disease = 0;

    while (disease < t->disease_count - 1 &&
           !yb_text_starts(t->diseases[disease].icd10, prefix ? prefix : "I10"))
        disease++;
    visit->disease = (int16_t)disease;
    visit->level = 1;
    visit->place = place(p, YB_CITY_INPATIENT, 1);
    visit->cost_fen = 400000 + 1000 * (int64_t)(part(p) % 100);
    return visit;
}

static int32_t some_day(struct planting *p)
{
    return p->city->first_day + 30 + (int32_t)(part(p) % 270);
}

static void plant_lines_day(struct planting *p, int level, bool two_days)
{
    int32_t day = some_day(p);
    uint32_t at = place(p, YB_CITY_OUTPATIENT, level);

    clear_days(p, day - 1, day + 2);
    add_outpatient(p, day, level, at);
    if (two_days)
        add_outpatient(p, day + 1, level, at);
}

static void plant_hours(struct planting *p)
{
    int32_t day = some_day(p);

    clear_days(p, day, day + 20);
    add_stay(p, day, day + 4, NULL);
}

static void plant_overlap(struct planting *p, int role)
{
    int32_t day = some_day(p);
    struct yb_city_visit *first;

    clear_days(p, day - 20, day + 30);
    first = add_stay(p, day, day + 8, NULL);
    if (role == YB_CITY_INNOCENT) {
        add_purchase(p, day + 8, place(p, YB_CITY_PHARMACY, 0))->minute = 1000;
        return;
    }
    /* The other hospital must be another one: there are at least two. */
    for (int tries = 0; tries < 32; tries++) {
        struct yb_city_visit *second =
            tries ? &p->life->visits[p->life->visit_count - 1]
                  : add_stay(p, role == YB_CITY_HIT ? day + 5 : day + 8, day + 15, NULL);

        second->place = place(p, YB_CITY_INPATIENT, tries < 16 ? 1 : 2);
        second->level = tries < 16 ? 1 : 2;
        if (second->place != first->place)
            break;
    }
}

static void plant_split(struct planting *p, int role)
{
    static const int gaps[YB_CITY_ROLES] = {2, 16, 7};
    int32_t day = some_day(p), length = role == YB_CITY_INNOCENT ? 2 : 6;
    const char *disease = role == YB_CITY_INNOCENT ? "Z51" : NULL;
    struct yb_city_visit *first, *again;

    clear_days(p, day - 20, day + 50);
    first = add_stay(p, day, day + length, disease);
    again = add_stay(p, day + length + gaps[role], day + 2 * length + gaps[role], disease);
    again->place = first->place;
    if (role == YB_CITY_INNOCENT)
        add_stay(p, day + 2 * length + 14, day + 3 * length + 14, disease)->place = first->place;
}

static void plant_together(struct planting *p, int role)
{
    int times = role == YB_CITY_HIT ? 6 : role == YB_CITY_NEAR ? 2 : 3;
    enum yb_city_care care = role == YB_CITY_INNOCENT ? YB_CITY_OUTPATIENT : YB_CITY_PHARMACY;
    uint32_t at = place(p, care, role == YB_CITY_INNOCENT ? 2 : 0);

    for (int i = 0; i < times; i++) {
        int32_t day = p->city->first_day + 20 + i * 25 + (int32_t)(part(p) % 20);
        int16_t minute = (int16_t)(540 + part(p) % 400 + (uint32_t)p->plant->member * 2);

        clear_days(p, day, day);
        if (role == YB_CITY_INNOCENT)
            add_outpatient(p, day, 2, at)->minute = minute;
        else
            add_purchase(p, day, at)->minute = minute;
    }
}

static void plant_night(struct planting *p, int role)
{
    static const int minutes[YB_CITY_ROLES] = {150, 475, 160};
    int level = role == YB_CITY_INNOCENT ? 1 : 2;
    int32_t day = some_day(p);
    struct yb_city_visit *visit;

    clear_days(p, day, day);
    visit = add_outpatient(p, day, level, place(p, YB_CITY_OUTPATIENT, level));
    visit->minute = (int16_t)(minutes[role] + (role == YB_CITY_HIT ? (int)(part(p) % 60) : 0));
    visit->emergency = role == YB_CITY_INNOCENT;
}

static void plant_dead(struct planting *p, int role)
{
    int32_t day = p->life->person.die_date;

    clear_days(p, day - 20, day + 60);
    if (role == YB_CITY_HIT) {
        add_outpatient(p, day + 4, 2, place(p, YB_CITY_OUTPATIENT, 2));
        add_purchase(p, day + 9, place(p, YB_CITY_PHARMACY, 0));
    } else if (role == YB_CITY_NEAR) {
        add_outpatient(p, day, 1, place(p, YB_CITY_OUTPATIENT, 1))->emergency = true;
    } else {
        add_stay(p, day - 6, day, NULL);
    }
}

static void plant_hoard(struct planting *p, int role)
{
    int times = role == YB_CITY_NEAR ? 2 : 6;
    int32_t day = some_day(p);

    clear_days(p, day, day + 30);
    for (int i = 0; i < times; i++)
        add_purchase(p, day + 4 * i,
                     p->city->local[YB_CITY_PHARMACY][0]
                         .numbers[(uint32_t)(p->plant->number + i) %
                                  (uint32_t)p->city->local[YB_CITY_PHARMACY][0].count]);
}

static void plant_empty_bed(struct planting *p, int role)
{
    static const int days[YB_CITY_ROLES] = {4, -1, 9};
    int32_t day = some_day(p);

    clear_days(p, day - 20, day + 30);
    add_stay(p, day, day + 8, NULL)->evidence = role == YB_CITY_HIT;
    add_purchase(p, day + days[role], place(p, YB_CITY_PHARMACY, 0));
}

void yb_city_plant_visits(const struct yb_city *city, const struct yb_city_plant *plant,
                          struct yb_city_life *life)
{
    struct planting p = {.city = city,
                         .plant = plant,
                         .life = life,
                         .dice =
                             yb_city_dice(city->seed, (uint64_t)plant->number, STREAM_PLANT + 1),
                         .number = (int16_t)(plant - city->plants->rows)};
    int role = plant->role;

    switch (plant->kind) {
    case YB_CITY_PLANT_DUPLICATE:
        plant_lines_day(&p, 1, role == YB_CITY_NEAR);
        break;
    case YB_CITY_PLANT_SEX:
    case YB_CITY_PLANT_AGE:
        plant_lines_day(&p, 1, false);
        break;
    case YB_CITY_PLANT_HOURS:
        plant_hours(&p);
        break;
    case YB_CITY_PLANT_OVERLAP:
        plant_overlap(&p, role);
        break;
    case YB_CITY_PLANT_SPLIT:
        plant_split(&p, role);
        break;
    case YB_CITY_PLANT_TOGETHER:
        plant_together(&p, role);
        break;
    case YB_CITY_PLANT_NIGHT:
        plant_night(&p, role);
        break;
    case YB_CITY_PLANT_DEAD:
        plant_dead(&p, role);
        break;
    case YB_CITY_PLANT_HOARD:
        plant_hoard(&p, role);
        break;
    default:
        plant_empty_bed(&p, role);
    }
}

/* ---- lines ---- */

struct charging {
    const struct yb_city *city;
    const struct yb_city_visit *visit;
    struct yb_city_line *lines;
    int count;
};

/* Only what was planted stays of an item; others make room. */
static void charge(struct charging *c, const struct yb_city_item *item, int64_t units, int32_t day)
{
    int at = c->count;

    if (at == YB_CITY_LINES_MAX)
        at = YB_CITY_LINES_MAX - 1;
    else
        c->count++;
    c->lines[at] = (struct yb_city_line){.item = item,
                                         .units = units,
                                         .pric_fen = item->pric_fen[c->visit->level],
                                         .day = day,
                                         .minute = c->visit->minute,
                                         .planted = true};
}

/* No line of the item that chance put there. */
static void without(struct charging *c, const struct yb_city_item *item)
{
    int kept = 0;

    for (int i = 0; i < c->count; i++)
        if (c->lines[i].item != item)
            c->lines[kept++] = c->lines[i];
    c->count = kept;
}

static void charge_duplicate(struct charging *c, int role)
{
    const struct yb_city_item *const *items = c->city->plants->items;

    without(c, items[YB_CITY_I_HEAD_CT]);
    without(c, items[YB_CITY_I_CHEST_CT]);
    charge(c, items[YB_CITY_I_HEAD_CT], 1, c->visit->end);
    if (role == YB_CITY_HIT)
        charge(c, items[YB_CITY_I_HEAD_CT], 1, c->visit->end);
    if (role == YB_CITY_INNOCENT)
        charge(c, items[YB_CITY_I_CHEST_CT], 1, c->visit->end);
}

static void charge_hours(struct charging *c, int role)
{
    const struct yb_city_item *item = c->city->plants->items[YB_CITY_I_MONITOR];

    without(c, item);
    charge(c, item, role == YB_CITY_HIT ? 30 : 24, c->visit->begin + 1);
    if (role == YB_CITY_INNOCENT)
        charge(c, item, 24, c->visit->begin + 2);
}

static void charge_one(struct charging *c, enum yb_city_plant_item item, int64_t units)
{
    without(c, c->city->plants->items[item]);
    charge(c, c->city->plants->items[item], units, c->visit->end);
}

/* Tablets for 60 days each, six times; or for 42 days, twice; or of what the shop has. */
static void charge_hoard(struct charging *c, int role)
{
    const struct yb_city_choice *drugs = &c->city->items[YB_CITY_PHARMACY][0][YB_CITY_DRUG];

    c->count = 0;
    if (role == YB_CITY_INNOCENT)
        charge(c, &c->city->tables->items[drugs->numbers[c->visit->place % (uint32_t)drugs->count]],
               30, c->visit->end);
    else
        charge_one(c, YB_CITY_I_AMLODIPINE, role == YB_CITY_HIT ? 60 : 42);
}

int yb_city_plant_lines(const struct yb_city *city, const struct yb_city_visit *visit,
                        struct yb_city_line *lines, int count)
{
    static const enum yb_city_plant_item sexes[] = {YB_CITY_I_PSA, YB_CITY_I_PSA, YB_CITY_I_BREAST};
    static const enum yb_city_plant_item ages[] = {YB_CITY_I_LEVOFLOXACIN, YB_CITY_I_LEVOFLOXACIN,
                                                   YB_CITY_I_CHILDREN};
    const struct yb_city_plant *plant = &city->plants->rows[visit->plant];
    struct charging c = {city, visit, lines, count};

    if (plant->kind == YB_CITY_PLANT_DUPLICATE)
        charge_duplicate(&c, plant->role);
    else if (plant->kind == YB_CITY_PLANT_HOURS)
        charge_hours(&c, plant->role);
    else if (plant->kind == YB_CITY_PLANT_SEX)
        charge_one(&c, sexes[plant->role], 1);
    else if (plant->kind == YB_CITY_PLANT_AGE)
        charge_one(&c, ages[plant->role], 12);
    else if (plant->kind == YB_CITY_PLANT_HOARD)
        charge_hoard(&c, plant->role);
    return c.count;
}
