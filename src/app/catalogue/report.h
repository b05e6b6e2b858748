/*
 * report.h - what an import did, and which rows it refused and why.
 */
#ifndef YB_APP_CATALOGUE_REPORT_H
#define YB_APP_CATALOGUE_REPORT_H

#include "base/error.h"

#define YB_REFUSED_ROWS_KEPT 1000 /* further ones are only counted */

struct yb_refused_row {
    int64_t row;           /* of the file; 1 is the head */
    struct yb_error error; /* args[0] names the column */
    struct yb_refused_row *next;
};

struct yb_import_report {
    int64_t rows; /* read, refused ones included */
    int64_t refused;
    int64_t added;                        /* new rows */
    int64_t changed;                      /* rows that existed with other content */
    int64_t unchanged;                    /* rows that existed as they are */
    int64_t ended;                        /* earlier rows that now end the day before */
    struct yb_refused_row *first, **last; /* in the order of refusal */
    struct yb_arena *arena;
};

void yb_import_report_init(struct yb_import_report *report, struct yb_arena *arena);

/* Counts a refused row and keeps why; NO_MEMORY loses the reason, never the count. */
void yb_import_report_refuse(struct yb_import_report *report, int64_t row,
                             const struct yb_error *error);

#endif
