/*
 * item.h - one row of the catalogue of drugs, services and consumables (医保目录), as the engine
 * sees it, and the two questions asked of it: what terms, and are its limits kept?
 *
 * A row says for one code and a span of days how a fee line is placed: class, first self-pay share,
 * price cap, marks, limits. What only people read (specification, maker, full restriction) stays in
 * the store.
 *
 * Units: rates in ppm, -1 for "not stated" (the policy's rule for the tag or class holds); prices
 * in yuan/10^6 for one unit, 0 for "no cap"; days inclusive.
 *
 * Sources: national interface, 1312 (class, type), 1318 (price cap by hospital level), 1319 (first
 * self-pay share by scheme), dictionaries list_type, med_chrgitm_type, chrgitm_lv.
 */
#ifndef YB_ENGINE_CATALOGUE_ITEM_H
#define YB_ENGINE_CATALOGUE_ITEM_H

#include "base/day.h"
#include "engine/benefit/benefit.h"

enum yb_tag {
#define YB_TAG(id, key, zh) YB_TAG_##id,
#include "engine/catalogue/tag.def"
#undef YB_TAG
    YB_TAGS
};

/* The bit number of a tag's key, "essential_drug"; -1 for a key that is none. */
int yb_tag_bit(struct yb_text key);

/* The key and the Chinese name of a bit. */
const char *yb_tag_key(enum yb_tag tag);
const char *yb_tag_name(enum yb_tag tag);

/* Hospital levels to which a price cap may be tied (dictionary hilist_lmtpric_type: 1, 2, 3). */
enum yb_cap_level { YB_CAP_LEVEL_1, YB_CAP_LEVEL_2, YB_CAP_LEVEL_3, YB_CAP_LEVELS };

/* Kinds of care a row may be limited to, as bits. */
enum yb_use_care {
    YB_USE_OUTPATIENT = 1,
    YB_USE_INPATIENT = 2,
    YB_USE_RESCUE = 4,   /* emergency and rescue 急救抢救 */
    YB_USE_MATERNITY = 8 /* paid by maternity insurance */
};

/* Limits that a machine can decide. All zero: none. */
struct yb_item_limits {
    uint8_t sex;                 /* 1 male, 2 female; 0: both */
    uint8_t least_level;         /* hospital level at least 1..3; 0: any */
    uint8_t care;                /* any of enum yb_use_care; 0: any */
    uint8_t work_injury_only;    /* 1: 限工伤保险, never paid by medical insurance */
    int16_t age_from, age_below; /* whole years; age_below 0: no upper end */
    int16_t most_days;           /* of use in one stay; 0: no limit */
    int16_t reserved;
    int32_t most_count_e4; /* of one visit; 0: no limit */
};

/* Which limits a use breaks. */
enum yb_limit_bit {
    YB_LIMIT_SEX = 1,
    YB_LIMIT_LEVEL = 2,
    YB_LIMIT_CARE = 4,
    YB_LIMIT_WORK_INJURY = 8,
    YB_LIMIT_AGE = 16,
    YB_LIMIT_DAYS = 32,
    YB_LIMIT_COUNT = 64
};

/* The circumstances of one use, for the limits. */
struct yb_item_use {
    uint8_t sex;      /* 1 or 2; 0: not known, then the limit is not checked */
    uint8_t level;    /* of the institution, 1..3; 0: ungraded */
    uint8_t care;     /* bits of enum yb_use_care that hold */
    int16_t age;      /* -1: not known */
    int32_t days;     /* on which the item was used in this stay, this day included */
    int64_t count_e4; /* used in this visit, this line included */
};

/* One row. Texts belong to the catalogue. */
struct yb_catalogue_item {
    struct yb_text code;        /* med_list_codg */
    struct yb_text hilist_code; /* row of the insurance list that it follows; may equal code */
    struct yb_text name;
    struct yb_item_terms terms;    /* for an employee; without a cap tied to a level */
    int32_t resident_self_pay_ppm; /* -1: as for employees */
    int32_t from_day, to_day;      /* to_day YB_DAY_MAX: open */
    uint16_t list_type;            /* 101, 102, 103, 104, 105, 106, 201, 301 */
    uint8_t chrgitm_type;          /* med_chrgitm_type 1..14 */
    bool cap_by_level;             /* level_cap_e6 holds */
    bool restricted;               /* lmt_used_flag: its use is restricted in words */
    int64_t rid, updt_time;        /* the store's, for whoever answers queries; the engine's no */
    struct yb_item_limits limits;
    int64_t level_cap_e6[YB_CAP_LEVELS];
};

/* The dictionary's chrgitm_type when a list states none: by list type; 14 (其他费) else. */
uint8_t yb_chrgitm_type_of_list(int list_type);

/*
 * What adjudication needs of `item` at a hospital of `level` for a person of scheme `insutype`
 * (310 employee, 390 resident). Cost: a few loads.
 */
struct yb_item_terms yb_item_terms_for(const struct yb_catalogue_item *item,
                                       enum yb_cap_level level, int insutype);

/* The limits that `use` breaks, as enum yb_limit_bit; 0: none. */
unsigned yb_item_limits_broken(const struct yb_item_limits *limits, const struct yb_item_use *use);

#endif
