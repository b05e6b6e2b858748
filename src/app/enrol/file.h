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
    const struct yb_actor *actor; /* NULL: the program, for `opter` */
    struct yb_arena *arena;       /* where what is told lives; NULL: only while it is told */
    bool dry;                     /* everything is tried and nothing is kept */
    /* All may be NULL; each is given report->context. start: a job may run again. may: whether the
     * act may be recorded at all. kept: nothing was refused and it is not dry, before the commit.
     */
    void (*start)(void *context);
    int (*may)(void *context, struct yb_call *call, const struct yb_enrol_in *in,
               struct yb_error *error);
    int (*kept)(void *context, struct yb_call *call, struct yb_error *error);
    /* Every bill that a line would change. */
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
