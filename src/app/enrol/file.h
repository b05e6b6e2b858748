/*
 * file.h - acts of entitlement from a CSV file: all of it, or nothing.
 *
 * Columns: act (a verb of enrol.h), certno, insutype, kind, psn_type, psn_idet_type, begndate,
 * enddate, due_date, done_date, cont_clct_date, repaired_years, credited_months, amount (yuan),
 * emp_no, emp_name, memo. Lines are taken in order, so a later line may rest on an earlier one.
 */
#ifndef YB_APP_ENROL_FILE_H
#define YB_APP_ENROL_FILE_H

#include "app/enrol/enrol.h"
#include "app/transfer/csv.h"

struct yb_enrol_file {
    struct yb_text csv;
    int64_t now_ms;
    struct yb_text opter;
    bool dry; /* everything is tried and nothing is kept */
    /* Every bill that a line would change; may be NULL. */
    void (*touched)(void *context, int64_t row, const struct yb_touched_bill *bill);
    struct yb_csv_report *report;
    int64_t bills; /* out */
};

/*
 * One transaction. Every refused line is reported with its number; one is enough to keep nothing
 * (IMPORT_REFUSED). Errors of the whole: those of yb_csv_read and of the store.
 */
int yb_app_enrol_file(struct yb_app *app, struct yb_enrol_file *file, struct yb_error *error);

#endif
