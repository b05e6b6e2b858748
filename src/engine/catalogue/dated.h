/*
 * dated.h - codes with spans of days: which row of a code holds on a day?
 *
 * Catalogue rows, diagnoses, operations and every other coded list are found the same way. The
 * caller has rows; this index orders them by code and day, refuses overlaps (gaps are allowed), and
 * finds them by hash and a short scan. Built once in an arena, then read by any number of threads.
 *
 * Deterministic: the order depends on nothing but the rows. Cost: building n log n; a find is one
 * hash, one or two probes of eight bytes and one record (a cache line or two) for each span of that
 * code that has begun.
 */
#ifndef YB_ENGINE_CATALOGUE_DATED_H
#define YB_ENGINE_CATALOGUE_DATED_H

#include "base/day.h"
#include "base/error.h"

#define YB_DATED_CODE_MAX 1000 /* bytes of a code */

struct yb_dated_key {
    struct yb_text code;
    int32_t from_day, to_day; /* inclusive */
};

/* What is to be indexed, and where the order goes: arrays of `count` elements of the caller. */
struct yb_dated_keys {
    const struct yb_dated_key *keys;
    int32_t count;
};

struct yb_dated_order {
    int32_t *order;
    struct yb_text *codes; /* may be NULL */
};

/* One span, packed: what a find touches lies together. The next one of the code follows. */
struct yb_dated_record {
    int32_t from_day, to_day;
    int32_t row;
    uint16_t length;
    bool last;   /* of its code */
    char code[]; /* with a closing NUL */
};

struct yb_dated_slot {
    uint32_t hash;
    uint32_t at; /* of the first record, in eight bytes, plus one; 0: free */
};

struct yb_dated {
    const struct yb_dated_slot *slots;
    uint32_t mask; /* slots - 1 */
    const uint8_t *records;
    int32_t count; /* rows */
};

/*
 * Orders `count` keys. order[i] receives the number of the given key that became row i, so that the
 * caller can put his own rows into the same order; codes[i], if codes is not NULL, the code of row
 * i as the index keeps it, with a closing NUL. Nothing refers to `keys` afterwards. Errors:
 * YB_E_OVERLAP (code and day), YB_E_TOO_LONG (code), YB_E_TOO_MANY, YB_E_NO_MEMORY.
 */
int yb_dated_build(struct yb_dated *dated, struct yb_arena *arena, const struct yb_dated_keys *keys,
                   const struct yb_dated_order *order, struct yb_error *error);

/* The row of `code` on `day`; -1 when there is none. */
int32_t yb_dated_find(const struct yb_dated *dated, struct yb_text code, int32_t day);

/* The first row of `code` on any day, or -1; its further rows follow directly. */
int32_t yb_dated_first(const struct yb_dated *dated, struct yb_text code);

#endif
