/*
 * import.h - a catalogue file into the store: one file, one transaction.
 *
 * Every row is checked before anything is written; with refused rows nothing is, unless `partial`
 * asks for the good ones. Rows that are known and the same are not touched: importing a file again
 * makes no version. Each list that changed gets one new version, which downloads hand out.
 *
 * Items belong to a region: the home region, or a place where its people are treated (place.h),
 * each with its own rows and versions. Code lists are the same everywhere.
 *
 * How rows of a code follow each other in time: merge.h. Columns: item_column.def, code_file.h.
 */
#ifndef YB_APP_CATALOGUE_IMPORT_H
#define YB_APP_CATALOGUE_IMPORT_H

#include "app/app.h"
#include "app/catalogue/defaults.h"
#include "app/catalogue/limits.h"
#include "app/catalogue/report.h"
#include "base/day.h"

#define YB_IMPORT_VERSIONS_MAX 8 /* lists that one file can change */
#define YB_CATALOGUE_VER_MAX   9999

struct yb_import_catalogue_in {
    struct yb_text content; /* CSV in UTF-8 */
    struct yb_text kind;    /* "items", or the name of a code list: list.h */
    struct yb_text title;   /* where it comes from; kept with the version */
    struct yb_text region;  /* whose items: a division's code; empty: the home region's */
    struct yb_text sets;    /* values of absent columns: "name=value" pairs, TAB between */
    const struct yb_catalogue_defaults *defaults;
    const struct yb_limit_phrases *phrases;
    bool partial;          /* keep the good rows of a file with refused ones */
    int32_t complete_from; /* the file is all of its lists from this day; YB_DAY_NONE: it is not */
};

struct yb_import_version {
    struct yb_text list_name, ver;
    int64_t ver_seq;
    int64_t data_cnt; /* rows that came or changed with it */
};

struct yb_import_catalogue_out {
    struct yb_import_report report;
    struct yb_import_version versions[YB_IMPORT_VERSIONS_MAX];
    size_t version_count; /* 0: the file brought nothing new */
};

/*
 * Errors: IMPORT_REFUSED (rows were refused and `partial` is not set; out->report says which),
 * NOT_FOUND (kind), WRONG_FORMAT (region: no code of six digits), REGION_AT_HOME (care there
 * follows the home catalogue), REGION_LIST (a code list with a region), those of the file as a
 * whole (UNKNOWN_KEY, MISSING, WRONG_FORMAT), TOO_MANY (versions), those of the store. The caller
 * refreshes the snapshot after the commit.
 */
int yb_app_import_catalogue(struct yb_call *call, const struct yb_import_catalogue_in *in,
                            struct yb_import_catalogue_out *out, struct yb_error *error);

#endif
