/*
 * rows.h - what the files of items and of codes share: growing arrays, cells, overlapping days.
 */
#ifndef YB_APP_CATALOGUE_ROWS_H
#define YB_APP_CATALOGUE_ROWS_H

#include "app/catalogue/report.h"
#include "app/transfer/csv.h"
#include "base/day.h"

/*
 * `array` of `count` elements of `size` bytes with room for one more: itself, or a larger copy in
 * the arena (*capacity is then the new one). NULL when the arena is exhausted.
 */
void *yb_rows_room(struct yb_arena *arena, void *array, size_t count, size_t *capacity,
                   size_t size);

/* A day of a cell; an empty cell leaves *day as it is. Error: WRONG_FORMAT naming the column. */
int yb_cell_day(struct yb_text cell, const char *column, int32_t *day, struct yb_error *error);

/* The cells of a file's rows, with values for absent ones. */
struct yb_cells {
    const struct yb_csv_column *columns;
    size_t count;
    struct yb_text sets[YB_CSV_COLUMNS_MAX];
    struct yb_arena *arena;
};

/*
 * `sets`: "name=value" pairs with TAB between; the values of columns that are absent or empty.
 * Error: UNKNOWN_KEY.
 */
int yb_cells_init(struct yb_cells *cells, const struct yb_csv_column *columns, size_t count,
                  struct yb_text sets, struct yb_error *error);

/*
 * Copies one row's cells into the arena; never NULL bytes. Error: WRONG_FORMAT when a cell holds a
 * TAB, a line end or another control character.
 */
int yb_cells_take(struct yb_cells *cells, const struct yb_csv_row *row, struct yb_text *values,
                  struct yb_error *error);

/*
 * Reads a file into the cells' columns: sink->take gets every row, and what it refuses is reported;
 * report->rows counts all. sink->report is not used. Errors: those of yb_csv_read.
 */
int yb_cells_read(const struct yb_cells *cells, struct yb_text csv, const struct yb_csv_sink *sink,
                  struct yb_import_report *report, struct yb_error *error);

struct yb_file_span {
    struct yb_text code;
    int32_t from_day, to_day; /* to_day YB_DAY_NONE: open */
    int64_t row;
};

/*
 * Refuses every span that overlaps an earlier one of its code (by first day, then by row): reports
 * it and sets its row to 0. The order of the array stays.
 */
int yb_refuse_overlaps(struct yb_file_span *spans, size_t count, struct yb_arena *arena,
                       struct yb_import_report *report, struct yb_error *error);

#endif
