#include "engine/city/city.h"

#include "base/identity.h"
#include "base/money.h"
#include "engine/city/plant.h"

#include <string.h>

#define STREAM_PERSON       1
#define STREAM_SPELL        2
#define STREAM_NAME         3
#define STREAM_HOME         4
#define STREAM_AID          6
#define STREAM_FAMILY       9
#define STREAM_WAGE         12
#define STREAM_FAMILY_VISIT 1009

#define DIVISIONS 999 /* 379000 .. 379998; 379999 is the demo county's */
#define SERIALS   500 /* of three digits, odd for men */
#define CLASSES   (DIVISIONS * SERIALS)

const char *const yb_city_psn_types[] = {"11", "12", "1401", "1402", "1403", "1404", "15", "16"};
const char *const yb_city_insutypes[YB_CITY_SCHEMES] = {"310", "390"};

/*
 * The day of the year of a birth. People whose identity numbers share division and serial must not
 * share the birthday: there are less than 100 of them, and each has its own remainder by 100.
 */
static int32_t birthday(uint32_t number, int year, struct yb_city_dice *dice)
{
    struct yb_city_dice of_class = yb_city_dice(0, number % CLASSES, STREAM_HOME + 2);
    int32_t rest = (int32_t)((number / CLASSES + yb_city_below(&of_class, 100)) % 100);
    uint32_t hundreds = rest < 65 ? 4 : 3;

    return yb_day_of(year, 1, 1) + rest + 100 * (int32_t)yb_city_below(dice, hundreds);
}

/* The cell of age, sex and group that the person's point falls into. */
static int cell_of(const struct yb_city *city, uint32_t number)
{
    uint64_t point = yb_city_even(city->seed, number, 0);
    int low = 0, high = YB_CITY_AGES * YB_CITY_SEXES * YB_CITY_GROUPS - 1;

    while (low < high) {
        int middle = (low + high) / 2;

        if (point < city->cells[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void be_born(const struct yb_city *city, struct yb_city_person *person,
                    struct yb_city_dice *dice)
{
    person->sex = (enum yb_city_sex)yb_city_below(dice, 2);
    person->group = YB_CITY_RESIDENT;
    person->age = 0;
    person->brdy = person->arrives = birthday(person->number, city->year, dice);
}

static void have_been_born(const struct yb_city *city, struct yb_city_person *person,
                           struct yb_city_dice *dice)
{
    int cell = cell_of(city, person->number), years;

    person->group = (enum yb_city_group)(cell % YB_CITY_GROUPS);
    person->sex = (enum yb_city_sex)(cell / YB_CITY_GROUPS % YB_CITY_SEXES);
    person->age = cell / YB_CITY_GROUPS / YB_CITY_SEXES;
    years = person->age * 5;
    if (person->age == YB_CITY_AGES - 1)
        years += yb_city_count(15000, yb_city_roll(dice));
    else
        years += (int)yb_city_below(dice, 5);
    if (years > 110)
        years = 110;
    person->brdy = birthday(person->number, city->year - 1 - years, dice);
    person->arrives = city->first_day;
}

static void meet_death(const struct yb_city *city, struct yb_city_person *person,
                       struct yb_city_dice *dice)
{
    const struct yb_city_age *age = &city->tables->ages[person->age];

    person->die_date = person->death_known = YB_DAY_NONE;
    if (!yb_city_chance(dice, age->death_ppm[person->sex]) || yb_city_arrives(city, person))
        return;
    person->die_date = city->first_day +
                       (int32_t)yb_city_below(dice, (uint32_t)(city->last_day - city->first_day));
    person->death_known = person->die_date + 20 + (int32_t)yb_city_below(dice, 30);
    if (person->death_known > city->last_day)
        person->death_known = city->last_day;
}

static enum yb_city_kind kind_of(const struct yb_city_person *person, struct yb_city_dice *dice)
{
    if (person->group != YB_CITY_RESIDENT)
        return person->group == YB_CITY_ACTIVE ? YB_CITY_WORKER : YB_CITY_PENSIONER;
    if (person->age == 0)
        return YB_CITY_INFANT;
    if (person->age <= 2)
        return YB_CITY_PUPIL;
    if (person->age == 3)
        return yb_city_chance(dice, 600000) ? YB_CITY_PUPIL : YB_CITY_COLLEGE;
    return person->age >= 12 ? YB_CITY_ELDERLY : YB_CITY_ADULT;
}

static uint32_t employer_of(const struct yb_city *city, struct yb_city_dice *dice)
{
    uint64_t a = yb_city_below(dice, city->employers), b = yb_city_below(dice, city->employers);

    return (uint32_t)(a * b / city->employers) + 1; /* few large ones, many small ones */
}

static bool pays_late(const struct yb_city *city, uint32_t employer)
{
    struct yb_city_dice dice = yb_city_dice(city->seed, employer, STREAM_SPELL + 100);

    return yb_city_chance(&dice, city->tables->parameters[YB_CITY_P_LATE_EMPLOYER]);
}

int64_t yb_city_wage(const struct yb_city *city, uint32_t employer, int year)
{
    const int64_t *p = city->tables->parameters;
    struct yb_city_dice dice = yb_city_dice(city->seed, employer, STREAM_WAGE);
    int64_t wage = yb_city_spread(city, p[YB_CITY_P_WAGE_SIGMA], p[YB_CITY_P_EMPLOYER_WAGE],
                                  yb_city_below(&dice, YB_CITY_NORMAL));

    for (; year < city->year - 1; year++)
        wage =
            yb_muldiv(wage, 1000000, 1000000 + p[YB_CITY_P_EMPLOYER_WAGE_RISE], YB_ROUND_HALF_UP);
    return wage;
}

static int32_t some_day(const struct yb_city *city, struct yb_city_dice *dice)
{
    return city->first_day + 20 + (int32_t)yb_city_below(dice, 320);
}

/* Ends the first spell on a day and begins a second like it. */
static struct yb_city_spell *interrupt(struct yb_city_person *person, int32_t paused, int32_t from)
{
    person->spells[1] = person->spells[0];
    person->spells[0].paused = paused;
    person->spells[1].from = person->spells[1].paid_since = from;
    person->spell_count = 2;
    return &person->spells[1];
}

/* What happens to the relation: at most one thing a year. */
static void live_through(const struct yb_city *city, struct yb_city_person *person,
                         struct yb_city_dice *dice)
{
    const int64_t *p = city->tables->parameters;
    struct yb_city_spell *spell = &person->spells[0], *next;
    int64_t chance = yb_city_below(dice, 1000000);
    int32_t day = some_day(city, dice);
    int month = 2 + (int)yb_city_below(dice, 6);

    if (yb_city_arrives(city, person))
        return;
    if (spell->employer && pays_late(city, spell->employer)) {
        interrupt(person, city->month_day[month], city->month_day[month + 1 + month % 3]);
    } else if ((chance -= p[YB_CITY_P_MOVE_IN]) < 0) {
        person->arrives = spell->from = spell->paid_since = day;
    } else if ((chance -= p[YB_CITY_P_MOVE_OUT] + p[YB_CITY_P_LAPSE]) < 0) {
        spell->paused = day;
    } else if (person->group == YB_CITY_ACTIVE && !spell->employer) {
        if (chance < p[YB_CITY_P_FLEXIBLE_LAPSE])
            interrupt(person, city->month_day[month], city->month_day[month + 2]);
    } else if (spell->kind == YB_CITY_ADULT && chance < p[YB_CITY_P_SCHEME_CHANGE]) {
        next = interrupt(person, day, day);
        next->scheme = YB_CITY_EMPLOYEE_SCHEME;
        next->kind = YB_CITY_WORKER;
        next->employer = employer_of(city, dice);
    }
}

static void be_insured(const struct yb_city *city, struct yb_city_person *person)
{
    struct yb_city_dice dice = yb_city_dice(city->seed, person->number, STREAM_SPELL);
    const int64_t *p = city->tables->parameters;
    struct yb_city_spell *spell = &person->spells[0];
    bool flexible = yb_city_chance(&dice, p[YB_CITY_P_FLEXIBLE]);
    int32_t since = yb_day_of(city->year - 1 - (int)yb_city_below(&dice, 4), 1, 1);

    *spell = (struct yb_city_spell){.from = since, .paused = YB_DAY_NONE, .paid_since = since};
    person->spell_count = 1;
    spell->scheme =
        person->group == YB_CITY_RESIDENT ? YB_CITY_RESIDENT_SCHEME : YB_CITY_EMPLOYEE_SCHEME;
    spell->kind = kind_of(person, &dice);
    if (person->group == YB_CITY_ACTIVE && !flexible)
        spell->employer = employer_of(city, &dice);
    person->civil_servant = person->group != YB_CITY_RESIDENT && !flexible &&
                            yb_city_chance(&dice, p[YB_CITY_P_CIVIL_SERVANT]);
    if (person->number >= city->people) {
        spell->from = spell->paid_since = person->brdy;
        spell->kind = YB_CITY_NEWBORN;
    } else if (spell->from < person->brdy) {
        spell->from = spell->paid_since = person->brdy;
    }
    live_through(city, person, &dice);
}

/* A family is in need as a whole; who of it is insured as an employee gets no aid. */
static void be_aided(const struct yb_city *city, struct yb_city_person *person)
{
    static const char *const types[] = {"2303", "2303", "2303", "2303", "2303",
                                        "2305", "2304", "2302", "2306", "226102"};
    struct yb_city_dice dice = yb_city_dice(city->seed, person->household, STREAM_AID);
    int64_t share = city->tables->parameters[YB_CITY_P_RELIEF];

    person->psn_idet_type = NULL;
    if (person->group != YB_CITY_RESIDENT)
        return;
    if (yb_city_chance(&dice, share * 1000 / 722)) /* of all insured: residents are 72.2 % */
        person->psn_idet_type = types[yb_city_below(&dice, 10)];
}

static void fall_ill(const struct yb_city *city, struct yb_city_person *person)
{
    const int64_t *p = city->tables->parameters;
    int64_t visits = person->group == YB_CITY_RESIDENT ? p[YB_CITY_P_RESIDENT_CHRONIC_VISITS]
                                                       : p[YB_CITY_P_EMPLOYEE_CHRONIC_VISITS];
    int64_t share = city->tables->use[person->group][person->age].chronic_e4 * 100 / visits;
    uint64_t point = yb_city_even(city->seed, person->number, 3) >> 32;
    struct yb_city_dice dice = yb_city_dice(city->seed, person->number, STREAM_HOME + 1);

    person->chronic = -1;
    if (person->number < city->people && (int64_t)((point * 1000000) >> 32) < share)
        person->chronic = yb_city_pick(city->chronic, city->tables->chronic_count,
                                       (uint32_t)(yb_city_roll(&dice) >> 32));
}

void yb_city_person(const struct yb_city *city, uint32_t number, struct yb_city_person *person)
{
    struct yb_city_dice dice = yb_city_dice(city->seed, number, STREAM_PERSON);
    const int64_t *p = city->tables->parameters;

    person->number = number;
    if (number < city->people)
        have_been_born(city, person, &dice);
    else
        be_born(city, person, &dice);
    be_insured(city, person);
    meet_death(city, person, &dice);
    person->household = number / (uint32_t)p[YB_CITY_P_HOUSEHOLD];
    be_aided(city, person);
    fall_ill(city, person);
    person->balc_fen =
        person->group == YB_CITY_RESIDENT
            ? 0
            : yb_city_spread(city, p[YB_CITY_P_ACCOUNT_SIGMA], p[YB_CITY_P_ACCOUNT_OPENING],
                             (uint32_t)(yb_city_roll(&dice) >> 32));
}

bool yb_city_shares_account(const struct yb_city *city, uint32_t household)
{
    struct yb_city_dice dice = yb_city_dice(city->seed, household, STREAM_FAMILY);

    return yb_city_chance(&dice, city->tables->parameters[YB_CITY_P_FAMILY_ACCOUNT]);
}

bool yb_city_family_holder(const struct yb_city *city, const struct yb_city_person *person,
                           struct yb_city_person *holder)
{
    uint32_t each = (uint32_t)city->tables->parameters[YB_CITY_P_HOUSEHOLD];

    if (yb_city_arrives(city, person) || !yb_city_shares_account(city, person->household))
        return false;
    for (uint32_t i = 0; i < each; i++) {
        uint32_t number = person->household * each + i;

        if (number >= city->people)
            break;
        yb_city_person(city, number, holder);
        if (holder->group != YB_CITY_RESIDENT && !yb_city_arrives(city, holder))
            return number != person->number;
    }
    return false;
}

bool yb_city_uses_family(const struct yb_city *city, const struct yb_city_person *person,
                         const struct yb_city_visit *visit)
{
    const uint64_t subject = (uint64_t)person->number << 16 | (uint16_t)visit->index;
    struct yb_city_dice dice = yb_city_dice(city->seed, subject, STREAM_FAMILY_VISIT);
    struct yb_city_person holder;

    return visit->kind != YB_CITY_V_STAY && visit->plant < 0 && person->group == YB_CITY_RESIDENT &&
           yb_city_chance(&dice, city->tables->parameters[YB_CITY_P_FAMILY_VISIT]) &&
           yb_city_family_holder(city, person, &holder) &&
           (holder.die_date == YB_DAY_NONE || visit->end < holder.die_date);
}

const struct yb_city_spell *yb_city_covers(const struct yb_city_person *person, int32_t day)
{
    for (int i = person->spell_count - 1; i >= 0; i--) {
        const struct yb_city_spell *spell = &person->spells[i];

        if (day >= spell->from && (spell->paused == YB_DAY_NONE || day < spell->paused))
            return spell;
    }
    return NULL;
}

/* ---- what is written of a person ---- */

static void put_digits(char *at, int count, uint32_t value)
{
    while (count-- > 0) {
        at[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void yb_city_certno(const struct yb_city_person *person, char certno[19])
{
    struct yb_civil born = yb_day_civil(person->brdy);
    uint32_t division = person->number % DIVISIONS, serial = person->number / DIVISIONS % SERIALS;

    memcpy(certno, "379", 3);
    put_digits(certno + 3, 3, division);
    put_digits(certno + 6, 4, (uint32_t)born.year);
    put_digits(certno + 10, 2, (uint32_t)born.month);
    put_digits(certno + 12, 2, (uint32_t)born.day);
    put_digits(certno + 14, 3, serial * 2 + (person->sex == YB_CITY_MALE));
    certno[17] = yb_identity_check(certno);
    certno[18] = 0;
}

static char *add(char *at, const char *end, struct yb_text text)
{
    if (text.length >= (size_t)(end - at))
        return at;
    memcpy(at, text.bytes, text.length);
    at[text.length] = 0;
    return at + text.length;
}

static struct yb_text word(const struct yb_city_words *words, uint32_t part)
{
    return words->count ? words->words[part % (uint32_t)words->count] : YB_TEXT("例");
}

/* Every given name contains 例, so that nobody can be meant. */
void yb_city_name(const struct yb_city *city, uint32_t number, char name[YB_CITY_NAME_MAX])
{
    struct yb_city_dice dice = yb_city_dice(city->seed, number, STREAM_NAME);
    const char *end = name + YB_CITY_NAME_MAX;

    name = add(name, end, word(&city->tables->surnames, (uint32_t)(yb_city_roll(&dice) >> 40)));
    name = add(name, end, YB_TEXT("例"));
    add(name, end, word(&city->tables->given, (uint32_t)(yb_city_roll(&dice) >> 40)));
}

void yb_city_address(const struct yb_city *city, const struct yb_city_person *person,
                     char address[YB_CITY_NAME_MAX])
{
    struct yb_city_dice dice = yb_city_dice(city->seed, person->household, STREAM_HOME);
    const char *end = address + YB_CITY_NAME_MAX;
    char digits[9] = "";

    put_digits(digits, 8, person->household);
    address = add(address, end, YB_TEXT("演示市"));
    address = add(address, end, word(&city->tables->towns, (uint32_t)(yb_city_roll(&dice) >> 40)));
    address = add(address, end, yb_text_of(digits));
    add(address, end, YB_TEXT("号"));
}
