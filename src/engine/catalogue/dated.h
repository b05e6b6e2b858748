/*
 * dated.h - codes with spans of days: which row of a code holds on a day?
 *
 * Catalogue rows, diagnoses, operations and every other coded list are found the same way. The
 * caller has rows; this index orders them by code and day, refuses overlaps (gaps are allowed), and
 * finds them by hash and a short scan. Built once in an arena, then read by any number of threads.
 *
 * Deterministic: the order depends on nothing but the rows. Cost: building n log n; a find is one
 * hash, one or two probes and a scan over the spans of that code.
 */
#ifndef YB_ENGINE_CATALOGUE_DATED_H
#define YB_ENGINE_CATALOGUE_DATED_H

#include "base/day.h"
#include "base/error.h"
#include "base/table.h"

struct yb_dated_key {
    struct yb_text code;
    int32_t from_day, to_day; /* inclusive */
};

struct yb_dated {
    const struct yb_dated_key *keys; /* by code, then day */
    int32_t count;
    struct yb_table first; /* code -> its first row */
};

/*
 * Orders `count` keys. order[i] receives the number of the given key that became row i, so that the
 * caller can put his own rows into the same order. The codes' bytes are not copied.
 * Errors: YB_E_OVERLAP (code and day), YB_E_NO_MEMORY.
 */
int yb_dated_build(struct yb_dated *dated, struct yb_arena *arena, const struct yb_dated_key *keys,
                   int32_t count, int32_t *order, struct yb_error *error);

/* The row of `code` on `day`; -1 when there is none. */
int32_t yb_dated_find(const struct yb_dated *dated, struct yb_text code, int32_t day);

/* The first row of `code` on any day, or -1; its further rows follow directly. */
int32_t yb_dated_first(const struct yb_dated *dated, struct yb_text code);

#endif
