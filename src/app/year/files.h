/*
 * files.h - the folder of years: names, the mark, files written whole. See year.h.
 */
#ifndef YB_APP_YEAR_FILES_H
#define YB_APP_YEAR_FILES_H

#include "app/year/year.h"
#include "engine/year/builder.h"

#define YB_YEAR_PATH_MAX 1024

struct yb_year_mark {
    uint64_t founded; /* number of the store */
    int64_t mark;
};

/* Makes the folder and locks it. *lock is closed to end it. Errors: FILE, STORE_BUSY. */
int yb_year_folder_lock(const char *folder, int *lock, struct yb_error *error);

/* The folder's mark; zeros when there is none, or none that can be read. */
void yb_year_mark_read(const char *folder, struct yb_year_mark *mark);
int yb_year_mark_write(const char *folder, const struct yb_year_mark *mark, struct yb_error *error);

/* Writes a year's file and renames it into place. */
int yb_year_file_write(const char *folder, struct yb_year_builder *builder,
                       const struct yb_year_mark *mark, struct yb_error *error);

/* "<folder>/310-2023.year". False: too long. */
bool yb_year_path(const char *folder, int insutype, int year, char path[YB_YEAR_PATH_MAX]);

/* Removes all years of the folder: they are another store's, or damaged. */
void yb_year_files_remove(const char *folder);

#endif
