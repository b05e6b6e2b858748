/*
 * read.h - the tables of data/city, read strictly.
 *
 * Every file has the columns written in read.c, in that order; a cell that is no number, an unknown
 * word, a missing or a double row is refused with file and line.
 */
#ifndef YB_APP_CITY_READ_H
#define YB_APP_CITY_READ_H

#include "base/error.h"
#include "engine/city/tables.h"

/*
 * Reads `folder` (data/city). Everything lives in the arena. Errors: FILE, WRONG_FORMAT, MISSING,
 * EXISTS, UNKNOWN_KEY, UNKNOWN_CODE, TOO_MANY, with file:line.
 */
int yb_city_tables_read(const char *folder, struct yb_arena *arena,
                        const struct yb_city_tables **tables, struct yb_error *error);

#endif
