/*
 * tables.h - the facts that a county is drawn from, as rows: what data/city holds.
 *
 * All numbers are integers in the unit of their name: _ppm parts per million, _fen, _e3, _e4, _e6.
 * Rows are read by app/city/read.h; whoever makes tables otherwise keeps to the same bounds.
 */
#ifndef YB_ENGINE_CITY_TABLES_H
#define YB_ENGINE_CITY_TABLES_H

#include "base/text.h"

#define YB_CITY_AGES          20 /* bands of five years; the last is open */
#define YB_CITY_DISEASES_MAX  256
#define YB_CITY_CHRONIC_MAX   32
#define YB_CITY_ITEMS_MAX     2048
#define YB_CITY_PROVIDERS_MAX 16
#define YB_CITY_NORMAL        1024
#define YB_CITY_WORDS_MAX     512
#define YB_CITY_OTHERS_MAX    512

enum yb_city_group { YB_CITY_ACTIVE, YB_CITY_RETIRED, YB_CITY_RESIDENT, YB_CITY_GROUPS };
enum yb_city_scheme { YB_CITY_EMPLOYEE_SCHEME, YB_CITY_RESIDENT_SCHEME, YB_CITY_SCHEMES };
enum yb_city_sex { YB_CITY_MALE, YB_CITY_FEMALE, YB_CITY_SEXES };

/* Hospital levels as an index: third, second, first and below. */
#define YB_CITY_LEVELS 3

struct yb_city_age {
    int64_t people[YB_CITY_SEXES];
    int64_t share_ppm[YB_CITY_GROUPS][YB_CITY_SEXES];
    int64_t death_ppm[YB_CITY_SEXES]; /* a year */
};

struct yb_city_use { /* a year, of one person */
    int64_t admissions_e4[YB_CITY_SEXES], outpatient_e4, chronic_e4;
};

struct yb_city_level {
    int64_t outpatient_ppm, visit_cost_fen, visit_sigma_e6;
    int64_t cost_fen, days_e3; /* of relative weight 1 and relative stay 1 */
};

struct yb_city_disease {
    struct yb_text icd10; /* "*": any of `others` */
    struct yb_text name;
    struct yb_text class; /* of mix */
    int64_t weight_e3, stay_e3, cost_sigma_e6, stay_sigma_e6;
    int64_t level_ppm[YB_CITY_SCHEMES][YB_CITY_LEVELS];
    int64_t is_delivery; /* maternity care */
};

struct yb_city_chronic {
    struct yb_text code, name, group;
    int64_t share_ppm, cost_e3; /* relative cost of a visit */
    int64_t yearly_fen;         /* or what a year costs; 0: by cost_e3 */
};

/* What an institution of a kind is. */
struct yb_city_provider {
    struct yb_text name, type, hosp_lv, tier;
    struct yb_text place; /* local, province, outside */
    int64_t per_million_e2, least, level /* 3, 2, 1 */, outpatient, inpatient, departments, doctors;
};

enum yb_city_item_kind {
    YB_CITY_DRUG,
    YB_CITY_INJECTION,
    YB_CITY_CONSUMABLE,
    YB_CITY_LAB,
    YB_CITY_EXAM,
    YB_CITY_TREATMENT,
    YB_CITY_SURGERY,
    YB_CITY_MIXED, /* those before are parts of an admission's cost */
    YB_CITY_PATENT = YB_CITY_MIXED,
    YB_CITY_IMPLANT,
    YB_CITY_ANAESTHESIA,
    YB_CITY_VISIT,
    YB_CITY_EMERGENCY,
    YB_CITY_WARD,
    YB_CITY_BED,
    YB_CITY_NURSING,
    YB_CITY_MONITOR,
    YB_CITY_DIALYSIS,
    YB_CITY_DELIVERY,
    YB_CITY_ITEM_KINDS
};

enum yb_city_care { YB_CITY_OUTPATIENT, YB_CITY_INPATIENT, YB_CITY_PHARMACY, YB_CITY_CARES };

struct yb_city_item {
    struct yb_text med_list_codg, name, group;
    int64_t kind;                     /* enum yb_city_item_kind */
    int64_t sex;                      /* 0 any, 1 male, 2 female */
    int64_t least_age, most_age;      /* in years; 0: any */
    int64_t pack;                     /* units handed out together */
    int64_t pric_fen[YB_CITY_LEVELS]; /* of a unit; 0: not there */
    int64_t weight_e3[YB_CITY_CARES];
};

/* Parts of what is left of an admission's cost after bed, nursing and rounds. */
struct yb_city_mix {
    struct yb_text class;
    int64_t share[YB_CITY_MIXED];
};

enum yb_city_parameter {
#define YB_CITY_PARAMETER(id, key, decimals) YB_CITY_P_##id,
#include "engine/city/parameter.def"
#undef YB_CITY_PARAMETER
    YB_CITY_PARAMETERS
};

struct yb_city_words {
    struct yb_text words[YB_CITY_WORDS_MAX];
    int count;
};

struct yb_city_tables {
    struct yb_city_age ages[YB_CITY_AGES];
    struct yb_city_use use[YB_CITY_GROUPS][YB_CITY_AGES];
    struct yb_city_level levels[YB_CITY_SCHEMES][YB_CITY_LEVELS];
    struct yb_city_disease diseases[YB_CITY_DISEASES_MAX];
    int disease_count;
    /* P(disease | scheme, sex, age) */
    int64_t disease_ppm[YB_CITY_SCHEMES][YB_CITY_SEXES][YB_CITY_AGES][YB_CITY_DISEASES_MAX];
    struct yb_text others[YB_CITY_OTHERS_MAX];
    int other_count;
    struct yb_city_chronic chronic[YB_CITY_CHRONIC_MAX];
    int chronic_count;
    struct yb_city_provider providers[YB_CITY_PROVIDERS_MAX];
    int provider_count;
    struct yb_city_item items[YB_CITY_ITEMS_MAX];
    int item_count;
    struct yb_city_mix mixes[16];
    int mix_count;
    int64_t month_ppm[YB_CITY_CARES][12]; /* shares of a year; pharmacy as outpatient */
    int64_t normal_e6[YB_CITY_NORMAL];
    int64_t parameters[YB_CITY_PARAMETERS];
    struct yb_city_words surnames, given, towns;
};

#endif
