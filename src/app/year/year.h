/*
 * year.h - settled years kept as files beside the store (engine/year): made, brought up to date,
 * mapped into memory, simulated.
 *
 * A folder holds one file a scheme and policy year ("310-2023.year") and a file "mark": the number
 * of the store, and below which setl_id everything has been taken in. Files are written whole and
 * renamed into place, the mark last; so whenever the program stops, the next refresh goes on from
 * what is there. A file that is damaged or of another store is made anew, like all others then.
 *
 * The mark follows the last settlement, YB_STAT_LAG_MS behind the clock (store/statistics.h):
 * nothing is missed that was decided earlier and committed later.
 */
#ifndef YB_APP_YEAR_YEAR_H
#define YB_APP_YEAR_YEAR_H

#include "app/app.h"
#include "engine/year/simulate.h"

#define YB_YEAR_FILES_MAX 64 /* schemes and years of one folder */

struct yb_year_refresh {
    const char *folder; /* is made when there is none */
    int64_t now_ms;
    void (*progress)(void *context, int64_t settlements); /* may be NULL */
    void *context;
};

struct yb_year_refreshed {
    int64_t settlements; /* read now: settlements, cancellations and adjustments */
    int files;           /* written */
};

/*
 * Takes in what was settled since, or everything. One process at a time (a lock in the folder; the
 * second gets STORE_BUSY). Errors: FILE, NO_MEMORY, TOO_MANY (files), TAMPERED (a record), the
 * store's. Memory: about the size of the files that change.
 */
int yb_app_year_refresh(struct yb_app *app, const struct yb_year_refresh *in,
                        struct yb_year_refreshed *out, struct yb_error *error);

/* A mapped file. */
struct yb_year_map {
    struct yb_year year;
    void *bytes;
    size_t size;
};

/* Maps a year and checks all of it. Errors: NOT_FOUND (naming the file), FILE, TAMPERED. */
int yb_year_map(const char *folder, int insutype, int year, struct yb_year_map *map,
                struct yb_error *error);

/* A zeroed map is fine. */
void yb_year_unmap(struct yb_year_map *map);

/*
 * Brings the folder up to date and maps a year. Errors: those of both; SETTLED_YOUNG in place of
 * NOT_FOUND: nothing of that scheme and year was settled, or all of it within the last minute.
 */
int yb_app_year_open(struct yb_app *app, const struct yb_year_refresh *in, int insutype, int year,
                     struct yb_year_map *map, struct yb_error *error);

struct yb_year_simulate {
    const struct yb_year *year;
    const struct yb_policy *policies[YB_SIMULATED];
    int threads; /* 0: one a core */
};

/* Simulates everybody. The result does not depend on the number of threads. Errors: NO_MEMORY. */
int yb_app_simulate(const struct yb_year_simulate *in, struct yb_simulation *simulation,
                    struct yb_error *error);

#endif
