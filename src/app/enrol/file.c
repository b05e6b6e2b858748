#include "app/enrol/file.h"

#include <stdio.h>

#include "app/person/person.h"
#include "app/refuse.h"
#include "base/money.h"
#include "store/store.h"

enum column {
    ACT,
    CERTNO,
    INSUTYPE,
    KIND,
    PSN_TYPE,
    PSN_IDET_TYPE,
    BEGNDATE,
    ENDDATE,
    DUE_DATE,
    DONE_DATE,
    CONT_CLCT_DATE,
    REPAIRED_YEARS,
    CREDITED_MONTHS,
    AMOUNT,
    EMP_NO,
    EMP_NAME,
    MEMO,
    COLUMNS
};

static const struct yb_csv_column columns[COLUMNS] = {
    [ACT] = {"act", true, 20},
    [CERTNO] = {"certno", true, 50},
    [INSUTYPE] = {"insutype", false, 6},
    [KIND] = {"kind", false, 20},
    [PSN_TYPE] = {"psn_type", false, 6},
    [PSN_IDET_TYPE] = {"psn_idet_type", false, 6},
    [BEGNDATE] = {"begndate", false, 10},
    [ENDDATE] = {"enddate", false, 10},
    [DUE_DATE] = {"due_date", false, 10},
    [DONE_DATE] = {"done_date", false, 10},
    [CONT_CLCT_DATE] = {"cont_clct_date", false, 10},
    [REPAIRED_YEARS] = {"repaired_years", false, 3},
    [CREDITED_MONTHS] = {"credited_months", false, 4},
    [AMOUNT] = {"amount", false, 18},
    [EMP_NO] = {"emp_no", false, 40},
    [EMP_NAME] = {"emp_name", false, 200},
    [MEMO] = {"memo", false, 500},
};

struct run {
    struct yb_call call;
    struct yb_enrol_file *file;
};

static int day_of(const struct yb_csv_row *row, enum column column, int32_t *day,
                  struct yb_error *error)
{
    struct yb_text text = row->values[column];

    *day = YB_DAY_NONE;
    if (text.length && !yb_day_parse(text, day))
        return yb_refuse(error, YB_E_WRONG_FORMAT, columns[column].name, text);
    return 0;
}

static int number_of(const struct yb_csv_row *row, enum column column, int *number,
                     struct yb_error *error)
{
    struct yb_text text = row->values[column];
    int64_t value = 0;

    if (text.length && (!yb_text_to_int64(text, &value) || value < 0 || value > 1200))
        return yb_refuse(error, YB_E_WRONG_FORMAT, columns[column].name, text);
    *number = (int)value;
    return 0;
}

static int days_of(const struct yb_csv_row *row, struct yb_enrol_in *in, struct yb_error *error)
{
    const struct {
        enum column column;
        int32_t *day;
    } days[] = {{BEGNDATE, &in->begndate},
                {ENDDATE, &in->enddate},
                {DUE_DATE, &in->due_date},
                {DONE_DATE, &in->done_date},
                {CONT_CLCT_DATE, &in->cont_clct_date}};
    int rc = 0;

    for (size_t i = 0; !rc && i < sizeof(days) / sizeof(days[0]); i++)
        rc = day_of(row, days[i].column, days[i].day, error);
    return rc;
}

static int read_row(const struct yb_csv_row *row, struct yb_enrol_in *in, struct yb_error *error)
{
    int verb = yb_enrol_verb_find(row->values[ACT]);
    int rc;

    if (verb < 0)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "act", row->values[ACT]);
    *in = (struct yb_enrol_in){.verb = (enum yb_enrol_verb)verb,
                               .insutype = row->values[INSUTYPE],
                               .kind = row->values[KIND],
                               .psn_type = row->values[PSN_TYPE],
                               .psn_idet_type = row->values[PSN_IDET_TYPE],
                               .emp_no = row->values[EMP_NO],
                               .emp_name = row->values[EMP_NAME],
                               .memo = row->values[MEMO]};
    rc = days_of(row, in, error);
    if (!rc)
        rc = number_of(row, REPAIRED_YEARS, &in->repaired_years, error);
    if (!rc)
        rc = number_of(row, CREDITED_MONTHS, &in->credited_months, error);
    if (!rc && row->values[AMOUNT].length &&
        (!yb_money_parse(row->values[AMOUNT], &in->amount_fen) || in->amount_fen < 0))
        rc = yb_refuse(error, YB_E_WRONG_FORMAT, "amount", row->values[AMOUNT]);
    return rc;
}

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct run *run = context;
    struct yb_enrol_out out;
    struct yb_enrol_in in;
    int rc = read_row(row, &in, error);

    if (!rc)
        rc = yb_app_find_person(&run->call, &(struct yb_certificate){.certno = row->values[CERTNO]},
                                &in.psn_no, error);
    if (!rc && run->file->may)
        rc = run->file->may(run->file->report->context, &run->call, &in, error);
    if (!rc)
        rc = yb_app_enrol(&run->call, &in, &out, error);
    for (size_t i = 0; !rc && i < out.touched.count; i++) {
        run->file->bills++;
        if (run->file->touched)
            run->file->touched(run->file->report->context, row->number, &out.touched.bills[i]);
    }
    return rc;
}

static int run_file(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct run *run = context;
    struct yb_csv_report *report = run->file->report;
    const struct yb_csv_sink sink = {take, run, report};
    char refused[24];
    int rc;

    run->call.tx = tx;
    if (run->file->start)
        run->file->start(report->context);
    run->file->bills = report->rows = report->refused = 0; /* a job may be run again */
    rc = yb_csv_read(run->file->csv, columns, COLUMNS, &sink, error);
    if (rc)
        return rc;
    snprintf(refused, sizeof(refused), "%lld", (long long)report->refused);
    if (report->refused || run->file->dry) /* whatever was written goes with the transaction */
        return yb_fail(error, YB_E_IMPORT_REFUSED, refused, NULL);
    return run->file->kept ? run->file->kept(report->context, &run->call, error) : 0;
}

int yb_app_enrol_file(struct yb_app *app, struct yb_enrol_file *file, struct yb_error *error)
{
    const struct yb_actor actor = {.opter = file->opter, .infno = YB_TEXT("enrol")};
    struct yb_arena own;
    struct run run = {
        .call = {.app = app,
                 .arena = file->arena ? file->arena : &own,
                 .now_ms = file->now_ms,
                 .actor = file->actor ? file->actor : &actor},
        .file = file,
    };
    int rc;

    yb_arena_init(&own, 1 << 16);
    rc = yb_store_run(app->store, run_file, &run, run.call.arena, error);
    yb_arena_release(&own);
    return rc == YB_E_IMPORT_REFUSED && file->dry && !file->report->refused ? YB_OK : rc;
}
