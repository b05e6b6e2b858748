/*
 * code_file.h - a CSV file of a code list (diagnoses, operations, ...) into rows of the store.
 *
 * Columns: code and name must stand in it; parent_code, begndate, enddate, sort, pinyin, memo,
 * grey (1: 灰码, not for settlement), kind, chapter, code_range may. Of a list of pairs (list.h)
 * parent_code must. See doc/catalogue.md.
 */
#ifndef YB_APP_CATALOGUE_CODE_FILE_H
#define YB_APP_CATALOGUE_CODE_FILE_H

#include "app/catalogue/report.h"
#include "store/row.h"

struct yb_code_file_row {
    struct yb_code_item_row code;
    int64_t row;
};

struct yb_code_file {
    struct yb_code_file_row *rows;
    size_t count;
};

struct yb_code_file_options {
    struct yb_text list_name;
    struct yb_text sets; /* as in item_file.h */
};

/* As yb_item_file_read. */
int yb_code_file_read(struct yb_text csv, const struct yb_code_file_options *options,
                      struct yb_arena *arena, struct yb_code_file *file,
                      struct yb_import_report *report, struct yb_error *error);

/* The other way, as in item_file.h. */
void yb_code_file_head(struct yb_buffer *csv);
void yb_code_file_add(struct yb_buffer *csv, const struct yb_code_item_row *code);

#endif
