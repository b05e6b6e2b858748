/*
 * read_internal.h - one strict file of data/city: shared by read.c and tally.c.
 */
#ifndef YB_APP_CITY_READ_INTERNAL_H
#define YB_APP_CITY_READ_INTERNAL_H

#include "base/error.h"

#define YB_CITY_TEXT (-1) /* decimals of a column that is no number */

struct yb_city_column {
    const char *name;
    int decimals;
};

struct yb_city_cell {
    struct yb_text text;
    int64_t number; /* scaled by its column's decimals */
};

/* Where the reading is; for refusals. */
struct yb_city_reading {
    struct yb_error *error;
    const char *path;
    int line;
    int count; /* cells of this row */
};

struct yb_city_file {
    const char *name;
    const struct yb_city_column *columns;
    int column_count;
    bool and_numbers; /* more columns may follow: whole numbers, headed by anything */
    int (*take)(void *context, const struct yb_city_cell *cells, struct yb_city_reading *reading);
};

/* Fails with the reading's place and a part of `value`. */
int yb_city_refuse(struct yb_city_reading *reading, int code, const char *what,
                   struct yb_text value);

/* Reads folder/file->name row by row. */
int yb_city_read_file(const char *folder, const struct yb_city_file *file, void *context,
                      struct yb_arena *arena, struct yb_error *error);

#endif
