/*
 * import.h - institutions, departments, practitioners, people, filings, shared accounts and days of
 * duty from and to CSV files.
 *
 * The columns of each kind stand in table.def with their meaning; unknown columns are refused,
 * optional ones may be left out. A row is a transaction of its own: it is taken or refused alone,
 * and a refused row is reported with its number, column and reason. Rows are worked on in groups of
 * YB_IMPORT_GROUP, which share a commit where the store can; so rows of one file must not depend on
 * each other (departments come in a file after the institutions').
 *
 * An institution, a department or a practitioner that is there already is replaced. A person who is
 * there already is refused (EXISTS), and so is a filing that overlaps one in force.
 *
 * An export has the columns of the import, so that it can be read in again; what only exists as a
 * hash (card_no, token) is left empty. Identity numbers, names, telephones and addresses are masked
 * unless `plain` is asked for, which is noted in the access log.
 */
#ifndef YB_APP_TRANSFER_IMPORT_H
#define YB_APP_TRANSFER_IMPORT_H

#include "app/app.h"
#include "app/transfer/csv.h"

#define YB_IMPORT_GROUP 128

enum yb_table_kind {
    YB_TABLE_INSTITUTIONS,
    YB_TABLE_DEPARTMENTS,
    YB_TABLE_PRACTITIONERS,
    YB_TABLE_PEOPLE,
    YB_TABLE_FILINGS,
    YB_TABLE_SHARES,
    YB_TABLE_DUTY,
    YB_TABLE_KINDS
};

/* "institutions" ... ; the kind of a name, or YB_TABLE_KINDS. */
const char *yb_table_kind_name(enum yb_table_kind kind);
enum yb_table_kind yb_table_kind_of(struct yb_text name);

/* The columns of a kind, in the order of its export. */
const struct yb_csv_column *yb_table_columns(enum yb_table_kind kind, size_t *count);

struct yb_import {
    enum yb_table_kind kind;
    struct yb_text csv;
    int64_t now_ms;
};

/*
 * Imports a file. Counts and refusals go to *report, row by row but for those of the last group.
 * Errors of the whole: those of yb_csv_read and of the store; what was taken before stays.
 */
int yb_app_import(struct yb_app *app, const struct yb_import *import, struct yb_csv_report *report,
                  struct yb_error *error);

struct yb_export {
    enum yb_table_kind kind; /* filings, shares and duty cannot be exported */
    bool plain;
    struct yb_text opter; /* who asks, for the access log */
    int64_t now_ms;
    void (*write)(void *context, struct yb_text bytes);
    void *context;
};

/* Exports everything of a kind, the head first; *rows is their number. */
int yb_app_export(struct yb_app *app, const struct yb_export *export, int64_t *rows,
                  struct yb_error *error);

#endif
