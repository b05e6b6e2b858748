#include "app/transfer/import.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/setup/setup.h"
#include "app/transfer/rows.h"
#include "store/store.h"

static const struct yb_csv_column institution_columns[] = {
#define YB_INSTITUTION_COLUMN(type, name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column department_columns[] = {
#define YB_DEPARTMENT_COLUMN(type, name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column practitioner_columns[] = {
#define YB_PRACTITIONER_COLUMN(type, name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column person_columns[] = {
#define YB_PERSON_COLUMN(name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column filing_columns[] = {
#define YB_FILING_COLUMN(name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column share_columns[] = {
#define YB_SHARE_COLUMN(name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

static const struct yb_csv_column duty_columns[] = {
#define YB_DUTY_COLUMN(type, name, required, length) {#name, required, length},
#include "app/transfer/table.def"
};

#define COLUMNS(array) array, sizeof(array) / sizeof(array[0])

static const struct table {
    const char *name;
    const struct yb_csv_column *columns;
    size_t column_count;
    int (*take)(struct yb_call *, const struct yb_text *, struct yb_error *);
} tables[YB_TABLE_KINDS] = {
    [YB_TABLE_INSTITUTIONS] = {"institutions", COLUMNS(institution_columns), yb_take_institution},
    [YB_TABLE_DEPARTMENTS] = {"departments", COLUMNS(department_columns), yb_take_department},
    [YB_TABLE_PRACTITIONERS] = {"practitioners", COLUMNS(practitioner_columns),
                                yb_take_practitioner},
    [YB_TABLE_PEOPLE] = {"people", COLUMNS(person_columns), yb_take_person},
    [YB_TABLE_FILINGS] = {"filings", COLUMNS(filing_columns), yb_take_filing},
    [YB_TABLE_SHARES] = {"shares", COLUMNS(share_columns), yb_take_share},
    [YB_TABLE_DUTY] = {"duty", COLUMNS(duty_columns), yb_take_duty},
};

const char *yb_table_kind_name(enum yb_table_kind kind)
{
    return tables[kind].name;
}

enum yb_table_kind yb_table_kind_of(struct yb_text name)
{
    int kind = 0;

    while (kind < YB_TABLE_KINDS && !yb_text_is(name, tables[kind].name))
        kind++;
    return (enum yb_table_kind)kind;
}

const struct yb_csv_column *yb_table_columns(enum yb_table_kind kind, size_t *count)
{
    *count = tables[kind].column_count;
    return tables[kind].columns;
}

/* One row on its way: a job of its own. */
struct row_job {
    struct yb_job job;
    struct group *group;
    struct yb_arena arena;
    struct yb_text values[YB_CSV_COLUMNS_MAX];
    int64_t number;
    struct yb_error error; /* its outcome */
};

struct group {
    struct yb_app *app;
    const struct table *table;
    int64_t now_ms;
    struct yb_csv_report *report;
    struct row_job *rows; /* YB_IMPORT_GROUP of them */
    size_t count;
    size_t pending; /* submitted and not done; under the lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static int run_row(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const struct yb_actor program = {.opter = {"yibao", 5}, .infno = {"import", 6}};
    struct row_job *row = context;
    struct yb_call call = {.app = row->group->app,
                           .tx = tx,
                           .arena = &row->arena,
                           .now_ms = row->group->now_ms,
                           .actor = &program};

    return row->group->table->take(&call, row->values, error);
}

static void row_done(void *context, int rc, const struct yb_error *error)
{
    struct row_job *row = context;
    struct group *group = row->group;

    pthread_mutex_lock(&group->lock);
    if (rc != YB_OK)
        row->error = *error;
    if (--group->pending == 0)
        pthread_cond_signal(&group->changed);
    pthread_mutex_unlock(&group->lock);
}

static int copy_row(struct row_job *row, const struct yb_csv_row *from, size_t columns,
                    struct yb_error *error)
{
    row->number = from->number;
    row->error = (struct yb_error){0};
    yb_arena_clear(&row->arena);
    for (size_t i = 0; i < columns; i++) {
        row->values[i] = yb_text_copy(&row->arena, from->values[i]);
        if (from->values[i].length && !row->values[i].bytes)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    return YB_OK;
}

/* Reports what became of the rows; a fault of the store ends the import. */
static int settle_group(struct group *group, struct yb_error *error)
{
    int rc = YB_OK;

    for (size_t i = 0; i < group->count; i++) {
        const struct row_job *row = &group->rows[i];

        if (row->error.code == YB_OK)
            continue;
        if (yb_csv_is_fault(row->error.code) && rc == YB_OK) {
            *error = row->error;
            rc = row->error.code;
        }
        group->report->refused++;
        if (group->report->say)
            group->report->say(group->report->context, row->number, &row->error);
    }
    group->count = 0;
    return rc;
}

static int flush(struct group *group, struct yb_error *error)
{
    group->pending = group->count;
    for (size_t i = 0; i < group->count; i++) {
        struct row_job *row = &group->rows[i];
        struct yb_error refused;

        row->job =
            (struct yb_job){.run = run_row, .done = row_done, .context = row, .arena = &row->arena};
        if (yb_store_submit(group->app->store, &row->job, &refused) != YB_OK)
            row_done(row, refused.code, &refused);
    }
    pthread_mutex_lock(&group->lock);
    while (group->pending)
        pthread_cond_wait(&group->changed, &group->lock);
    pthread_mutex_unlock(&group->lock);
    return settle_group(group, error);
}

static int take_row(void *context, const struct yb_csv_row *csv, struct yb_error *error)
{
    struct group *group = context;
    int rc = copy_row(&group->rows[group->count], csv, group->table->column_count, error);

    if (rc != YB_OK)
        return rc;
    return ++group->count == YB_IMPORT_GROUP ? flush(group, error) : YB_OK;
}

int yb_app_import(struct yb_app *app, const struct yb_import *import, struct yb_csv_report *report,
                  struct yb_error *error)
{
    struct group group = {.app = app,
                          .table = &tables[import->kind],
                          .now_ms = import->now_ms,
                          .report = report,
                          .rows = calloc(YB_IMPORT_GROUP, sizeof(struct row_job)),
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
    struct yb_csv_sink sink = {take_row, &group, report};
    int rc;

    if (!group.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < YB_IMPORT_GROUP; i++) {
        group.rows[i].group = &group;
        yb_arena_init(&group.rows[i].arena, 4096);
    }
    rc = yb_csv_read(import->csv, group.table->columns, group.table->column_count, &sink, error);
    if (rc == YB_OK && group.count)
        rc = flush(&group, error);
    for (size_t i = 0; i < YB_IMPORT_GROUP; i++)
        yb_arena_release(&group.rows[i].arena);
    free(group.rows);
    return rc;
}
