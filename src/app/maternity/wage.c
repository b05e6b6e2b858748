/* The register of wages. */
#include <stdio.h>

#include "app/app.h"
#include "app/maternity/maternity.h"
#include "app/refuse.h"
#include "base/day.h"
#include "base/identity.h"
#include "base/money.h"
#include "store/maternity.h"
#include "store/store.h"

#define FIRST_YEAR 1990

static int check(const struct yb_call *call, const struct yb_wage_in *in, struct yb_error *error)
{
    const int this_year = yb_day_year(yb_instant_day(call->now_ms));
    char range[24];

    if (in->wage_kind.length && !yb_text_is(in->wage_kind, "wage") &&
        !yb_text_is(in->wage_kind, "base"))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "wage_kind", in->wage_kind);
    snprintf(range, sizeof(range), "%d..%d", FIRST_YEAR, this_year);
    if (!in->emp_no.length)
        return yb_fail(error, YB_E_MISSING, "emp_no", NULL);
    if (in->wage_year < FIRST_YEAR || in->wage_year > this_year)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "wage_year", range, NULL);
    if (in->wage_fen <= 0 || in->wage_fen > YB_AMOUNT_FEN_MAX)
        return yb_refuse_fen(error, YB_E_OUT_OF_RANGE, "wage", in->wage_fen);
    return YB_OK;
}

/* All that rest on the wage, each with the others of its person. */
static int renew_all(struct yb_call *call, const struct yb_wage_in *in, int64_t *changed,
                     struct yb_error *error)
{
    const bool region = yb_text_is(in->emp_no, call->app->region);
    struct yb_matn_allowance_list rows;
    int rc = yb_matn_of_wage(call->tx, region ? (struct yb_text){0} : in->emp_no, in->wage_year,
                             &rows, error);

    for (size_t i = 0; rc == YB_OK && i < rows.count; i++)
        rc = yb_maternity_renew(call, &rows.rows[i], changed, error);
    return rc;
}

/* *added: it was not known already. */
static int add(struct yb_call *call, const struct yb_wage_in *in, bool *added, int64_t *changed,
               struct yb_error *error)
{
    const struct yb_text kind = in->wage_kind.length ? in->wage_kind : YB_TEXT("wage");
    struct yb_emp_wage_row row = yb_emp_wage_row(), known;
    int rc = check(call, in, error);

    *added = false;
    if (rc == YB_OK)
        rc = yb_emp_wage_get(call->tx, in->emp_no, in->wage_year, kind, &known, error);
    if (rc != YB_OK || (known.wage_id && known.wage_fen == in->wage_fen))
        return rc;
    row.wage_id = yb_tx_id(call->tx, call->now_ms);
    row.emp_no = in->emp_no;
    row.emp_name = in->emp_name.length ? in->emp_name : known.emp_name;
    row.wage_year = in->wage_year;
    row.wage_kind = kind;
    row.wage_fen = in->wage_fen;
    row.memo = yb_identity_hidden(call->arena, in->memo);
    row.opter = call->actor->opter;
    row.known_time = call->now_ms;
    *added = true;
    rc = yb_emp_wage_add(call->tx, &row, error);
    return rc == YB_OK ? renew_all(call, in, changed, error) : rc;
}

int yb_app_wage_add(struct yb_call *call, const struct yb_wage_in *in, int64_t *rows,
                    struct yb_error *error)
{
    bool added;

    *rows = 0;
    return add(call, in, &added, rows, error);
}

/* ---- files ---- */

enum column { EMP_NO, EMP_NAME, WAGE_YEAR, WAGE, WAGE_KIND, MEMO, COLUMNS };

static const struct yb_csv_column columns[COLUMNS] = {
    [EMP_NO] = {"emp_no", true, 40},       [EMP_NAME] = {"emp_name", false, 200},
    [WAGE_YEAR] = {"wage_year", true, 4},  [WAGE] = {"wage", true, 18},
    [WAGE_KIND] = {"wage_kind", false, 8}, [MEMO] = {"memo", false, 500},
};

struct reading {
    struct yb_call *call;
    struct yb_wage_file *file;
    bool write; /* the second time, when all are good */
};

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct reading *reading = context;
    struct yb_wage_in in = {.emp_no = row->values[EMP_NO],
                            .emp_name = row->values[EMP_NAME],
                            .wage_kind = row->values[WAGE_KIND],
                            .memo = row->values[MEMO]};
    bool added = false;
    int rc;

    if (!yb_text_to_int64(row->values[WAGE_YEAR], &in.wage_year))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "wage_year", row->values[WAGE_YEAR]);
    if (!yb_money_parse(row->values[WAGE], &in.wage_fen))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "wage", row->values[WAGE]);
    if (!reading->write)
        return check(reading->call, &in, error);
    rc = add(reading->call, &in, &added, &reading->file->changed, error);
    reading->file->added += added;
    return rc;
}

int yb_app_wage_file(struct yb_call *call, struct yb_wage_file *file, struct yb_error *error)
{
    struct reading reading = {call, file, false};
    struct yb_csv_report again = {0};
    struct yb_csv_sink sink = {take, &reading, file->report};
    int rc;

    file->added = file->changed = file->report->rows = file->report->refused = 0;
    rc = yb_csv_read(file->csv, columns, COLUMNS, &sink, error);
    file->kept = rc == YB_OK && !file->report->refused && !file->dry;
    if (!file->kept)
        return rc;
    reading.write = true;
    sink.report = &again;
    return yb_csv_read(file->csv, columns, COLUMNS, &sink, error);
}

struct importing {
    struct yb_app *app;
    struct yb_wage_file *file;
    const struct yb_actor *actor;
    struct yb_arena *arena;
    int64_t now_ms;
};

static int import(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct importing *importing = context;
    struct yb_call call = {.app = importing->app,
                           .tx = tx,
                           .arena = importing->arena,
                           .now_ms = importing->now_ms,
                           .actor = importing->actor};

    return yb_app_wage_file(&call, importing->file, error);
}

int yb_app_wage_import(struct yb_app *app, struct yb_wage_file *file, struct yb_text opter,
                       int64_t now_ms, struct yb_error *error)
{
    const struct yb_actor actor = {.opter = opter, .infno = YB_TEXT("wage")};
    struct yb_arena arena;
    struct importing importing = {app, file, &actor, &arena, now_ms};
    int rc;

    yb_arena_init(&arena, 1 << 16);
    rc = yb_store_run(app->store, import, &importing, &arena, error);
    yb_arena_release(&arena);
    return rc;
}
