/*
 * sheet.h - rows of texts and amounts into a file: CSV (UTF-8 with a mark, for spreadsheets) or
 * XLSX (libxlsxwriter, rows written through, so memory does not grow with them).
 *
 * A text that a spreadsheet would take for a formula is given a ' in front in CSV; in XLSX it is a
 * text cell.
 */
#ifndef YB_FACE_API_SHEET_H
#define YB_FACE_API_SHEET_H

#include "base/error.h"

struct yb_sheet;

/* A sheet with its first row, titles. `xlsx`, else CSV. */
int yb_sheet_open(struct yb_sheet **sheet, bool xlsx, const char *const *titles, int columns,
                  struct yb_error *error);

/* One row; `numbers[i]`: the text is a number. */
void yb_sheet_add(struct yb_sheet *sheet, const struct yb_text *cells, const bool *numbers);

/* The whole file in the arena; gives the sheet back. With a NULL `file` only the latter. */
int yb_sheet_close(struct yb_sheet *sheet, struct yb_arena *arena, struct yb_text *file,
                   struct yb_error *error);

#endif
