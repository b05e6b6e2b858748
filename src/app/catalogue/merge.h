/*
 * merge.h - the rows of a file against the rows that are known already: what is new, what changed,
 * what ends.
 *
 * A row is known by code, list and first day. An open row ends by itself on the day before the
 * next row of its code begins, whichever came first; so editions follow each other and may be
 * imported in any order, and importing a file again changes nothing. Any other overlap of days
 * refuses the file's row.
 *
 * Pure: the caller reads and writes.
 */
#ifndef YB_APP_CATALOGUE_MERGE_H
#define YB_APP_CATALOGUE_MERGE_H

#include "app/catalogue/report.h"
#include "base/day.h"

#define YB_SPELL_DIGEST 16

enum yb_spell_fate {
    YB_SPELL_UNCHANGED,
    YB_SPELL_NEW,
    YB_SPELL_CHANGED, /* replaces `known` */
    YB_SPELL_REFUSED
};

/* A row of the store. */
struct yb_known_spell {
    struct yb_text code, list_name;
    int32_t from_day, to_day;        /* to_day YB_DAY_NONE: open */
    uint8_t digest[YB_SPELL_DIGEST]; /* of what is not in this struct */
    int64_t rid, crte_time;

    int32_t end_on; /* out: its new last day; YB_DAY_NONE: as it is */
    bool replaced;  /* out: the file has it */
};

/* A row of the file. */
struct yb_file_spell {
    struct yb_text code, list_name;
    int32_t from_day;
    int32_t to_day; /* in, out: an open one may be closed */
    uint8_t digest[YB_SPELL_DIGEST];
    int64_t row;

    enum yb_spell_fate fate; /* out */
    int32_t known;           /* out: the known spell it is, -1 */
};

struct yb_merge {
    struct yb_known_spell *known; /* by code; no two of one code overlap */
    int32_t known_count;
    struct yb_file_spell *file; /* in any order; no two of one code overlap */
    int32_t file_count;
    int32_t complete_from; /* the file is all of its lists from this day on: what it does not have
                              ends the day before; YB_DAY_NONE: it is not */
};

/* Decides; counts added, changed, unchanged, ended and refused rows. Error: NO_MEMORY. */
int yb_merge_spells(struct yb_merge *merge, struct yb_arena *arena, struct yb_import_report *report,
                    struct yb_error *error);

#endif
