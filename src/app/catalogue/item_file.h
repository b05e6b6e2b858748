/*
 * item_file.h - a CSV file of catalogue items into rows of the store, strictly.
 *
 * Every row is checked alone and against the other rows of the file; a refused row is reported with
 * its number, column and reason, and left out. Columns: item_column.def, doc/catalogue.md. Codes of
 * an item may stand in several rows when their days do not overlap.
 */
#ifndef YB_APP_CATALOGUE_ITEM_FILE_H
#define YB_APP_CATALOGUE_ITEM_FILE_H

#include "app/catalogue/defaults.h"
#include "app/catalogue/limits.h"
#include "app/catalogue/report.h"
#include "store/row.h"

/* One row; what the store fills in (rid, ver, times) is empty. */
struct yb_item_file_row {
    struct yb_med_item_row item;
    int64_t row; /* in the file */
};

struct yb_item_file {
    struct yb_item_file_row *rows;
    size_t count;
};

struct yb_item_file_options {
    const struct yb_catalogue_defaults *defaults;
    const struct yb_limit_phrases *phrases; /* count 0: restrictions stay words */
    struct yb_text sets; /* values of columns that are absent or empty: "name=value" pairs, TAB
                            between */
};

/*
 * Reads UTF-8 `csv`. Rows live in the arena; with refused rows the call still succeeds, see
 * report->refused. Errors of the whole file: those of yb_csv_read; UNKNOWN_KEY in `sets`.
 */
int yb_item_file_read(struct yb_text csv, const struct yb_item_file_options *options,
                      struct yb_arena *arena, struct yb_item_file *file,
                      struct yb_import_report *report, struct yb_error *error);

/*
 * The other way: the head line, and a row as a line that reads back as the same row.
 */
void yb_item_file_head(struct yb_buffer *csv);
void yb_item_file_add(struct yb_buffer *csv, const struct yb_med_item_row *item);

#endif
