/*
 * limits.h - limits of catalogue rows as text: column names, values, and the phrases in which the
 * national list words them.
 *
 * A stored row keeps its limits in `extra` under the names below, so that whoever reads the store
 * sees what is computed. data/catalogue/limits.csv says what can be read out of a restriction.
 */
#ifndef YB_APP_CATALOGUE_LIMITS_H
#define YB_APP_CATALOGUE_LIMITS_H

#include "base/error.h"
#include "engine/catalogue/item.h"

enum yb_limit_field {
    YB_LIMIT_FIELD_SEX,         /* sex: 1, 2 */
    YB_LIMIT_FIELD_AGE_FROM,    /* age_from: whole years */
    YB_LIMIT_FIELD_AGE_BELOW,   /* age_below */
    YB_LIMIT_FIELD_LEAST_LEVEL, /* least_level: 1, 2, 3 */
    YB_LIMIT_FIELD_CARE,        /* care: words of outpatient, inpatient, rescue, maternity */
    YB_LIMIT_FIELD_WORK_INJURY, /* work_injury_only: 1 */
    YB_LIMIT_FIELD_MOST_DAYS,   /* most_days */
    YB_LIMIT_FIELD_MOST_COUNT,  /* most_count: up to four decimals */
    YB_LIMIT_FIELDS
};

/* The name of a field; the field of a name, or YB_LIMIT_FIELDS. */
const char *yb_limit_field_name(enum yb_limit_field field);
enum yb_limit_field yb_limit_field_of(struct yb_text name);

/*
 * Sets one limit from its text; an empty text sets nothing. Errors: WRONG_FORMAT, OUT_OF_RANGE
 * naming the field.
 */
int yb_limit_set(struct yb_item_limits *limits, enum yb_limit_field field, struct yb_text value,
                 struct yb_error *error);

enum yb_phrase_match { YB_PHRASE_WHOLE, YB_PHRASE_BEGINS, YB_PHRASE_CONTAINS };

/* One row of limits.csv; '#' in the phrase stands for a number of one to four digits. */
struct yb_limit_phrase {
    enum yb_phrase_match match;
    enum yb_limit_field field;
    struct yb_text phrase;
    struct yb_text value; /* literal; empty: the phrase says that the limit cannot be computed */
    int number;           /* 1, 2: instead, the first or second number of the phrase ("#1") ... */
    int plus;             /* ... and so much more ("#2+1") */
};

struct yb_limit_phrases {
    const struct yb_limit_phrase *rows;
    size_t count;
};

/* Reads limits.csv. `file` is named in errors. */
int yb_limit_phrases_read(struct yb_text csv, const char *file, struct yb_arena *arena,
                          struct yb_limit_phrases *phrases, struct yb_error *error);

/*
 * Fills the empty ones of `values` from the restriction's words: for each field the first phrase
 * that matches decides.
 */
void yb_limit_phrases_apply(const struct yb_limit_phrases *phrases, struct yb_text restriction,
                            struct yb_arena *arena, struct yb_text values[YB_LIMIT_FIELDS]);

#endif
