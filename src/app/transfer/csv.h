/*
 * csv.h - tables as CSV (RFC 4180, UTF-8, first line the column names), read strictly.
 *
 * A row that is refused does not stop the reading: every refusal is reported with its row number,
 * column and reason, and the caller decides whether anything is kept.
 */
#ifndef YB_APP_TRANSFER_CSV_H
#define YB_APP_TRANSFER_CSV_H

#include "base/error.h"

#define YB_CSV_COLUMNS_MAX 64
#define YB_CSV_BYTES_MAX   (512 * 1024 * 1024)

struct yb_csv_column {
    const char *name;
    bool required;     /* the column must stand in the head, and be filled in every row */
    size_t length_max; /* characters; 0: YB_NAME_BYTES_MAX */
};

/* The values of one row in the order of the caller's columns; empty when absent. */
struct yb_csv_row {
    int64_t number; /* 1 is the head */
    const struct yb_text *values;
};

struct yb_csv_report {
    int64_t rows, refused;
    void (*say)(void *context, int64_t row, const struct yb_error *error); /* NULL: count only */
    void *context;
};

/* Who takes the rows. */
struct yb_csv_sink {
    int (*take)(void *context, const struct yb_csv_row *row, struct yb_error *error);
    void *context;
    struct yb_csv_report *report;
};

/*
 * Calls sink->take for every row of `text`. When it returns an error the row counts as refused, is
 * reported and reading goes on; a fault (yb_csv_is_fault) stops at once. Values live until the next
 * row. An unknown, double or missing column is an error of the whole file, and so is a quote that
 * is never closed.
 */
int yb_csv_read(struct yb_text text, const struct yb_csv_column *columns, size_t column_count,
                const struct yb_csv_sink *sink, struct yb_error *error);

/* True for an error that is not the row's: memory, the store, the program. */
bool yb_csv_is_fault(int code);

/* Appends one field, quoted where needed, and the separator `after` (',' or '\n'). */
void yb_csv_add(struct yb_buffer *out, struct yb_text field, char after);

/* The head line. */
void yb_csv_add_head(struct yb_buffer *out, const struct yb_csv_column *columns, size_t count);

#endif
