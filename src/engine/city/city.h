/*
 * city.h - a made-up county: its people, its institutions, and a year of everybody's life.
 *
 * Everything follows from the tables, a seed, a year and the number of people. A person is a
 * number; what yb_city_life says of it depends on nothing else, so that lives may be made in any
 * order, on any number of threads, again and again: nobody keeps them.
 *
 * Numbers 0 .. people - 1 live in the county on the first of January or move in, people .. all - 1
 * are born in the year. Places (institutions) are numbers too. Pure, integer, no allocation but in
 * yb_city_init's arena. Cost: about 2 us a life, 1 us a visit's lines.
 */
#ifndef YB_ENGINE_CITY_CITY_H
#define YB_ENGINE_CITY_CITY_H

#include "base/day.h"
#include "base/error.h"
#include "engine/city/dice.h"
#include "engine/city/tables.h"

#define YB_CITY_PEOPLE_MIN 100
#define YB_CITY_PEOPLE_MAX 20000000
#define YB_CITY_VISITS_MAX 256 /* of a person's year */
#define YB_CITY_LINES_MAX  64  /* of a visit */
#define YB_CITY_SPELLS_MAX 2
#define YB_CITY_DAYS_BACK  128 /* how long before the year a stay may have begun, at most */

/* The divisions of the made-up county: none of them exists. */
#define YB_CITY_REGION   "379900"
#define YB_CITY_PROVINCE "379800" /* another prefecture of the same province */
#define YB_CITY_OUTSIDE  "990100" /* another province */

/* Weighted choice among a few thousand: numbers, and their cumulative weights over 32 bits. */
struct yb_city_choice {
    const uint32_t *numbers;
    const uint32_t *cumulative;
    int count; /* 0: nothing to choose */
};

#define YB_CITY_SIGMAS_MAX      16
#define YB_CITY_DRUG_GROUPS_MAX 24

struct yb_city_spread { /* a logarithmic normal of mean 1, in 1,024 equal parts */
    int64_t sigma_e6;
    uint32_t factor_e4[YB_CITY_NORMAL];
};

struct yb_city_plants;

struct yb_city {
    const struct yb_city_tables *tables;
    uint64_t seed;
    int year;
    uint32_t people, all; /* see above */
    uint32_t employers;
    int32_t first_day, last_day;                                   /* of the year */
    uint64_t cells[YB_CITY_AGES * YB_CITY_SEXES * YB_CITY_GROUPS]; /* cumulative, over 2^64 */
    uint32_t months[YB_CITY_CARES][12];
    int32_t month_day[13]; /* first days of the months and of the next year */
    uint32_t diseases[YB_CITY_SCHEMES][YB_CITY_SEXES][YB_CITY_AGES][YB_CITY_DISEASES_MAX];
    uint32_t chronic[YB_CITY_CHRONIC_MAX];
    int64_t chronic_fen[YB_CITY_SCHEMES][YB_CITY_CHRONIC_MAX]; /* mean of a visit */
    struct yb_city_spread spreads[YB_CITY_SIGMAS_MAX];
    int spread_count;
    uint32_t first_place[YB_CITY_PROVIDERS_MAX + 1]; /* of each kind of provider */
    uint32_t places;
    struct yb_city_choice local[YB_CITY_CARES][YB_CITY_LEVELS]; /* pharmacies: level 0 */
    struct yb_city_choice items[YB_CITY_CARES][YB_CITY_LEVELS][YB_CITY_ITEM_KINDS];
    struct yb_text drug_groups[YB_CITY_DRUG_GROUPS_MAX];
    struct yb_city_choice drugs[YB_CITY_DRUG_GROUPS_MAX][YB_CITY_LEVELS];
    int drug_group_count;
    const struct yb_city_plants *plants; /* see plant.h; NULL: none */
};

/*
 * Prepares a county. Errors: OUT_OF_RANGE (people, year 2018..2098), MISSING (a table that
 * leaves something without a choice), NO_MEMORY.
 */
struct yb_city_of {
    const struct yb_city_tables *tables; /* kept */
    uint64_t seed;
    int64_t people;
    int year;
};
int yb_city_init(struct yb_city *city, const struct yb_city_of *of, struct yb_arena *arena,
                 struct yb_error *error);

/* ---- places ---- */

struct yb_city_place {
    const struct yb_city_provider *provider;
    int kind;        /* index of it */
    uint32_t serial; /* among its kind, from 0 */
    char fixmedins_code[13];
    const char *admdvs;
};
void yb_city_place(const struct yb_city *city, uint32_t number, struct yb_city_place *place);

/* The doctor of a department who has duty on a day, 0 .. doctors - 1: each works five days of
 * seven, and one at least is always there. */
int yb_city_doctor(const struct yb_city_provider *provider, uint32_t dice, int32_t day);

/* Has a doctor, 0 .. doctors - 1, duty on a day? Who is alone always has. */
bool yb_city_has_duty(const struct yb_city_provider *provider, int doctor, int32_t day);

/* ---- people ---- */

enum yb_city_kind {                    /* psn_type */
                    YB_CITY_WORKER,    /* 11 */
                    YB_CITY_PENSIONER, /* 12 */
                    YB_CITY_NEWBORN,   /* 1401 */
                    YB_CITY_INFANT,    /* 1402 */
                    YB_CITY_PUPIL,     /* 1403 */
                    YB_CITY_COLLEGE,   /* 1404 */
                    YB_CITY_ADULT,     /* 15 */
                    YB_CITY_ELDERLY    /* 16 */
};
extern const char *const yb_city_psn_types[];
extern const char *const yb_city_insutypes[YB_CITY_SCHEMES];

struct yb_city_spell {
    enum yb_city_scheme scheme;
    enum yb_city_kind kind;
    int32_t from, paused; /* paused: YB_DAY_NONE while it goes on */
    int32_t paid_since;
    uint32_t employer; /* 0: none */
};

struct yb_city_person {
    uint32_t number;
    enum yb_city_sex sex;
    enum yb_city_group group;
    int age;               /* band */
    int32_t brdy, arrives; /* arrives: first known here; the first of January but for who is born or
                              moves in */
    int32_t die_date, death_known; /* YB_DAY_NONE: lives */
    struct yb_city_spell spells[YB_CITY_SPELLS_MAX];
    int spell_count;
    bool civil_servant;
    uint32_t household;
    const char *psn_idet_type; /* NULL: no aid */
    int chronic;               /* index into tables; -1 */
    int64_t balc_fen;
};
void yb_city_person(const struct yb_city *city, uint32_t number, struct yb_city_person *person);

/* What an employer (1 .. employers) paid on average a month in the year before the county's, in
 * fen, or in an earlier one. */
int64_t yb_city_wage(const struct yb_city *city, uint32_t employer, int year);

/* Do the people of a household share the personal account of the one who has one? */
bool yb_city_shares_account(const struct yb_city *city, uint32_t household);

/*
 * Whose personal account somebody may use: the household shares it, and both are known from the
 * first day. False: nobody's, or it is his own.
 */
bool yb_city_family_holder(const struct yb_city *city, const struct yb_city_person *person,
                           struct yb_city_person *holder);

/* Somebody who is born or moves in, so is not known on the first day. */
static inline bool yb_city_arrives(const struct yb_city *city, const struct yb_city_person *person)
{
    return person->number >= city->people || person->arrives > city->first_day;
}

/* The relation that holds on a day, or NULL. */
const struct yb_city_spell *yb_city_covers(const struct yb_city_person *person, int32_t day);

#define YB_CITY_NAME_MAX 64

/* Identity number (18 characters and a NUL), name, address. */
void yb_city_certno(const struct yb_city_person *person, char certno[19]);
void yb_city_name(const struct yb_city *city, uint32_t number, char name[YB_CITY_NAME_MAX]);
void yb_city_address(const struct yb_city *city, const struct yb_city_person *person,
                     char address[YB_CITY_NAME_MAX]);

/* ---- a year ---- */

enum yb_city_visit_kind {
    YB_CITY_V_OUTPATIENT,
    YB_CITY_V_CHRONIC,
    YB_CITY_V_STAY,
    YB_CITY_V_PHARMACY,
    YB_CITY_V_KINDS
};

struct yb_city_visit {
    enum yb_city_visit_kind kind;
    int32_t begin, end;       /* days; end: of the settlement, the discharge of a stay */
    int16_t minute;           /* of the end's day */
    int16_t index;            /* names the visit within the person's year */
    int8_t level;             /* 0 third, 1 second, 2 first */
    bool emergency, accounts; /* accounts: the personal account is used */
    bool filed;               /* a referral stands before a visit elsewhere */
    bool evidence;            /* belongs to what was planted; else it only makes it look usual */
    int16_t disease;          /* of a stay: index; else -1 */
    int16_t plant;            /* -1, or the number of what is planted: see plant.h */
    uint32_t place;
    uint32_t dice;    /* 32 bits of its own */
    int64_t cost_fen; /* what it should cost: the lines come close */
};

struct yb_city_life {
    struct yb_city_person person;
    struct yb_city_visit visits[YB_CITY_VISITS_MAX]; /* in order of end, minute */
    int visit_count;
};
void yb_city_life(const struct yb_city *city, uint32_t number, struct yb_city_life *life);

/*
 * Does somebody's visit use a relative's account? Residents' do, of a household that shares one,
 * while its holder lives; what is planted stays as it is.
 */
bool yb_city_uses_family(const struct yb_city *city, const struct yb_city_person *person,
                         const struct yb_city_visit *visit);

/* The main diagnosis of a stay, else empty. */
struct yb_text yb_city_diagnosis(const struct yb_city *city, const struct yb_city_visit *visit);
/* med_type */
const char *yb_city_med_type(const struct yb_city *city, const struct yb_city_visit *visit);
/* matn_type of a delivery: 1 normal, 3 by caesarean section; else empty */
struct yb_text yb_city_matn_type(const struct yb_city *city, const struct yb_city_visit *visit);

struct yb_city_line {
    const struct yb_city_item *item;
    int64_t units, pric_fen; /* of a unit */
    int32_t day;
    int16_t minute;
    bool planted; /* it is what an irregularity is about */
};
/* The fee lines of a visit; returns how many, at least one. */
int yb_city_lines(const struct yb_city *city, const struct yb_city_life *life,
                  const struct yb_city_visit *visit, struct yb_city_line *lines);

/* ---- inside the folder ---- */

/* A number of a choice by 32 even bits. */
static inline uint32_t yb_city_choose(const struct yb_city_choice *choice, uint32_t part)
{
    return choice->numbers[yb_city_pick(choice->cumulative, choice->count, part)];
}

/* `mean` times a factor of the spread of `sigma_e6`, by 10 even bits. */
int64_t yb_city_spread(const struct yb_city *city, int64_t sigma_e6, int64_t mean, uint32_t part);

#endif
