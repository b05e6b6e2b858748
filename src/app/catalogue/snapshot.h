/*
 * snapshot.h - the catalogue in memory: what settlement and queries look codes up in.
 *
 * A snapshot is read from the store once, sealed and shared: settlement never reads catalogue rows
 * from the store. A new import is loaded beside it and swapped in whole; requests that hold the old
 * one finish with it, the last one frees it.
 *
 *     snapshot = yb_catalogue_hold(app);              // NULL: nothing loaded yet
 *     row = yb_catalogue_find(snapshot->items, med_list_codg, day);
 *     ...
 *     yb_catalogue_drop(snapshot);
 *
 * Rows with price caps by level (1318) or self-pay shares by scheme (1319) of their own days are
 * cut at those days, so that one row holds everything of a day.
 *
 * Beside the home region's catalogue stand those of other places (place.h), each with its lists.
 *
 * Memory: about 250 bytes a row. Cost of a load: under 300 ms for 60,000 rows (bench/catalogue).
 */
#ifndef YB_APP_CATALOGUE_SNAPSHOT_H
#define YB_APP_CATALOGUE_SNAPSHOT_H

#include "app/app.h"
#include "engine/catalogue/catalogue.h"
#include "engine/catalogue/code_list.h"

#define YB_REGION_LISTS 8 /* list types of items: list.def */

/* A list of a region: its newest version, and the days from its first row's to its last row's. */
struct yb_region_list {
    struct yb_text ver; /* empty: none was published */
    int32_t from_day, to_day;
    uint16_t list_type;
};

/* The catalogue of a region. */
struct yb_region_catalogue {
    struct yb_text admdvs; /* empty: the home region's */
    const struct yb_catalogue *items;
    struct yb_region_list lists[YB_REGION_LISTS];
    int list_count;
};

struct yb_catalogue_snapshot {
    const struct yb_catalogue *items;    /* the home region's */
    struct yb_region_catalogue *regions; /* the home region's first, the others by code */
    int region_count;
    const struct yb_code_list *codes[YB_CODE_LISTS];
    int64_t stamp;         /* grows with every import: see yb_catalogue_refresh */
    struct yb_arena arena; /* private from here on */
    int64_t holders;
};

/* The store's name of a code list, "icd10"; the list of a name, or YB_CODE_LISTS. */
const char *yb_code_list_name(enum yb_code_list_kind kind);
enum yb_code_list_kind yb_code_list_kind_of(struct yb_text name);

/* The catalogue of exactly this division, or NULL; the home region's for an empty code. */
const struct yb_region_catalogue *yb_catalogue_region(const struct yb_catalogue_snapshot *snapshot,
                                                      struct yb_text admdvs);

/*
 * Reads a snapshot, held once by the caller. Errors: those of the store; OVERLAP, OUT_OF_RANGE (a
 * row that an import would have refused), NO_MEMORY.
 */
int yb_catalogue_load(struct yb_tx *tx, struct yb_catalogue_snapshot **snapshot,
                      struct yb_error *error);

/* The process's current snapshot, held; NULL when there is none. Any thread. */
struct yb_catalogue_snapshot *yb_catalogue_hold(struct yb_app *app);

/* Gives a held snapshot back; NULL is fine. Any thread. */
void yb_catalogue_drop(struct yb_catalogue_snapshot *snapshot);

/* Makes `next` (held by the caller, now by the app; NULL: none) the current snapshot. */
void yb_catalogue_swap(struct yb_app *app, struct yb_catalogue_snapshot *next);

/*
 * Loads and swaps when the store has newer versions than the current snapshot (another process has
 * imported), else does nothing. Opens its own read. For the start and for a timer.
 */
int yb_catalogue_refresh(struct yb_app *app, struct yb_error *error);

#endif
