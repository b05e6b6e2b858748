#include <string.h>

#include "app/query/person.h"
#include "app/setup/setup.h"
#include "app/transfer/import.h"
#include "base/day.h"
#include "base/identity.h"
#include "base/money.h"
#include "store/access_log.h"
#include "store/fixmedins.h"
#include "store/ledger.h"
#include "store/psn.h"

#define PAGE 200 /* people read at a time */

struct writer {
    struct yb_app *app;
    const struct yb_export *export;
    struct yb_call call; /* of the current read */
    struct yb_buffer line;
    int64_t rows;
    int64_t after; /* the last person written */
    bool done;
};

/* ---- cells ---- */

static int write_TEXT(struct writer *w, struct yb_text value, struct yb_error *error)
{
    (void)error;
    yb_csv_add(&w->line, value, ',');
    return YB_OK;
}

static int write_INT(struct writer *w, int64_t value, struct yb_error *error)
{
    (void)error;
    if (value)
        yb_buffer_addf(&w->line, "%lld", (long long)value);
    yb_buffer_add_char(&w->line, ',');
    return YB_OK;
}

static int write_DAY(struct writer *w, int32_t value, struct yb_error *error)
{
    char text[11] = "";

    if (value != YB_DAY_NONE)
        yb_day_format(value, text);
    return write_TEXT(w, yb_text_of(text), error);
}

static int write_TIME(struct writer *w, int64_t value, struct yb_error *error)
{
    char text[20] = "";

    if (value)
        yb_instant_format(value, text);
    return write_TEXT(w, yb_text_of(text), error);
}

static int write_opened(struct writer *w, struct yb_text sealed,
                        struct yb_text (*mask)(struct yb_arena *, struct yb_text),
                        struct yb_error *error)
{
    struct yb_text plain;
    int rc = yb_open_text(&w->call, sealed, &plain, error);

    if (rc != YB_OK)
        return rc;
    return write_TEXT(w, w->export->plain ? plain : mask(w->call.arena, plain), error);
}

static int write_SEALED(struct writer *w, struct yb_text sealed, struct yb_error *error)
{
    return write_opened(w, sealed, yb_mask_certno, error);
}

static int write_KEPT(struct writer *w, struct yb_text value, struct yb_error *error)
{
    return write_TEXT(w, value, error);
}

static int write_SECRET(struct writer *w, struct yb_text sealed, struct yb_error *error)
{
    (void)sealed;
    return write_TEXT(w, (struct yb_text){0}, error);
}

/* Ends the line: its last separator becomes the line end. */
static int end_line(struct writer *w, struct yb_error *error)
{
    struct yb_text text = yb_buffer_text(&w->line);

    if (!text.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    w->line.bytes[w->line.length - 1] = '\n';
    w->export->write(w->export->context, text);
    w->line.length = 0;
    w->rows++;
    return YB_OK;
}

#define WRITE_COLUMN(type, name)                                                                   \
    if (rc == YB_OK)                                                                               \
        rc = write_##type(w, row->name, error);

static int write_institution(struct writer *w, const struct yb_fixmedins_row *row,
                             struct yb_error *error)
{
    int rc = YB_OK;

#define YB_INSTITUTION_COLUMN(type, name, required, length) WRITE_COLUMN(type, name)
#include "app/transfer/table.def"
    return rc == YB_OK ? end_line(w, error) : rc;
}

static int write_department(struct writer *w, const struct yb_dept_row *row, struct yb_error *error)
{
    int rc = YB_OK;

#define YB_DEPARTMENT_COLUMN(type, name, required, length) WRITE_COLUMN(type, name)
#include "app/transfer/table.def"
    return rc == YB_OK ? end_line(w, error) : rc;
}

static int write_practitioner(struct writer *w, const struct yb_prac_psn_row *row,
                              struct yb_error *error)
{
    int rc = YB_OK;

#define YB_PRACTITIONER_COLUMN(type, name, required, length) WRITE_COLUMN(type, name)
#include "app/transfer/table.def"
    return rc == YB_OK ? end_line(w, error) : rc;
}

/* ---- tables ---- */

static int export_departments(struct writer *w, struct yb_text fixmedins_code,
                              struct yb_error *error)
{
    struct yb_dept_list list;
    int rc = yb_dept_list(w->call.tx, fixmedins_code, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        rc = write_department(w, &list.rows[i], error);
    return rc;
}

static int export_practitioners(struct writer *w, struct yb_text fixmedins_code,
                                struct yb_error *error)
{
    struct yb_prac_psn_list list;
    int rc = yb_prac_psn_list(w->call.tx, fixmedins_code, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        rc = write_practitioner(w, &list.rows[i], error);
    return rc;
}

/* Institutions, or what hangs on each of them. */
static int export_institutions(struct writer *w, struct yb_error *error)
{
    struct yb_fixmedins_list list;
    int rc = yb_fixmedins_list(w->call.tx, YB_TEXT(""), YB_TEXT(""), &list, error);

    w->done = true;
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (w->export->kind == YB_TABLE_INSTITUTIONS)
            rc = write_institution(w, &list.rows[i], error);
        else if (w->export->kind == YB_TABLE_DEPARTMENTS)
            rc = export_departments(w, list.rows[i].fixmedins_code, error);
        else
            rc = export_practitioners(w, list.rows[i].fixmedins_code, error);
    return rc;
}

/* A text as it is, or its first and last characters. */
static struct yb_text mask_text(struct yb_arena *arena, struct yb_text text)
{
    return text.length ? yb_mask_certno(arena, text) : text;
}

static int write_person_part(struct writer *w, const struct yb_psn_row *psn, struct yb_error *error)
{
    int rc = write_TEXT(w, psn->psn_cert_type, error);

    if (rc == YB_OK)
        rc = write_opened(w, psn->certno, yb_mask_certno, error);
    if (rc == YB_OK)
        rc = write_opened(w, psn->psn_name, yb_mask_name, error);
    write_TEXT(w, psn->gend, error);
    write_TEXT(w, psn->naty, error);
    write_DAY(w, psn->brdy, error);
    write_TEXT(w, YB_TEXT(""), error); /* card_no and token are kept as hashes only */
    write_TEXT(w, YB_TEXT(""), error);
    if (rc == YB_OK)
        rc = write_opened(w, psn->tel, mask_text, error);
    if (rc == YB_OK)
        rc = write_opened(w, psn->addr, mask_text, error);
    return rc;
}

static int write_balance(struct writer *w, const struct yb_psn_account_list *accounts,
                         struct yb_text insutype, struct yb_error *error)
{
    char text[YB_DECIMAL_TEXT_MAX] = "";

    for (size_t i = 0; i < accounts->count; i++)
        if (yb_text_equal(accounts->rows[i].insutype, insutype))
            yb_money_format(yb_psn_account_available(&accounts->rows[i]), text);
    return write_TEXT(w, yb_text_of(text), error);
}

static void write_insured_part(struct writer *w, const struct yb_psn_insu_row *insu,
                               struct yb_error *error)
{
    write_TEXT(w, insu->insutype, error);
    write_TEXT(w, insu->psn_type, error);
    write_DAY(w, insu->psn_insu_date, error);
    write_DAY(w, insu->paus_insu_date, error);
    write_DAY(w, insu->cont_clct_date, error);
    write_TEXT(w, insu->clct_tier, error);
    write_TEXT(w, insu->cvlserv_flag, error);
    write_TEXT(w, insu->insuplc_admdvs, error);
    write_TEXT(w, insu->emp_no, error);
    write_TEXT(w, insu->emp_name, error);
}

static int write_identities(struct writer *w, const struct yb_psn_idet_list *identities,
                            struct yb_error *error)
{
    struct yb_buffer cell;
    char day[11];

    yb_buffer_init(&cell, w->call.arena);
    for (size_t i = 0; i < identities->count; i++) {
        const struct yb_psn_idet_row *row = &identities->rows[i];

        if (row->enddate != YB_DAY_NONE && row->enddate < row->begndate)
            continue; /* taken back */
        if (cell.length)
            yb_buffer_add_char(&cell, ';');
        yb_day_format(row->begndate, day);
        yb_buffer_addf(&cell, YB_TEXT_FMT " %s", YB_TEXT_ARG(row->psn_idet_type), day);
        if (row->enddate != YB_DAY_NONE) {
            yb_day_format(row->enddate, day);
            yb_buffer_addf(&cell, " %s", day);
        }
    }
    return write_TEXT(w, yb_buffer_text(&cell), error);
}

/* A line for each insured relation of a person; one for somebody who has none. */
static int write_person(struct writer *w, const struct yb_psn_row *psn, struct yb_error *error)
{
    struct yb_psn_insu_list insured;
    struct yb_psn_idet_list identities;
    struct yb_psn_account_list accounts;
    int rc = yb_psn_insu_list(w->call.tx, psn->psn_no, &insured, error);

    if (rc == YB_OK)
        rc = yb_psn_idet_list(w->call.tx, psn->psn_no, &identities, error);
    if (rc == YB_OK)
        rc = yb_psn_account_list(w->call.tx, psn->psn_no, &accounts, error);
    for (size_t i = 0; rc == YB_OK && i < insured.count + !insured.count; i++) {
        const struct yb_psn_insu_row none = yb_psn_insu_row();
        const struct yb_psn_insu_row *insu = insured.count ? &insured.rows[i] : &none;

        rc = write_person_part(w, psn, error);
        if (rc != YB_OK)
            break;
        write_insured_part(w, insu, error);
        write_balance(w, &accounts, insu->insutype, error);
        write_identities(w, &identities, error);
        rc = end_line(w, error);
    }
    return rc;
}

static int export_people(struct writer *w, struct yb_error *error)
{
    struct yb_psn_list page;
    int rc = yb_psn_list(w->call.tx, w->after, PAGE, &page, error);

    if (rc != YB_OK)
        return rc;
    for (size_t i = 0; rc == YB_OK && i < page.count; i++) {
        rc = write_person(w, &page.rows[i], error);
        w->after = page.rows[i].psn_no;
    }
    w->done = page.count < PAGE;
    return rc;
}

static int read_page(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct writer *w = context;

    w->call.tx = tx;
    w->call.arena = yb_tx_arena(tx);
    yb_buffer_init(&w->line, w->call.arena);
    return w->export->kind == YB_TABLE_PEOPLE ? export_people(w, error)
                                              : export_institutions(w, error);
}

/* Whoever takes the numbers in clear leaves a trace. */
static int log_plain(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct yb_export *export = context;
    struct yb_access_log_row entry = yb_access_log_row();

    entry.log_time = call->now_ms;
    entry.actor = export->opter;
    entry.actor_kind = YB_TEXT("user");
    entry.action = YB_TEXT("export plain");
    entry.target = yb_text_of(yb_table_kind_name(export->kind));
    entry.result = YB_TEXT("OK");
    return yb_access_log_add(call->tx, &entry, error);
}

static void write_head(const struct yb_export *export, struct yb_arena *arena)
{
    size_t count;
    const struct yb_csv_column *columns = yb_table_columns(export->kind, &count);
    struct yb_buffer head;

    yb_buffer_init(&head, arena);
    yb_csv_add_head(&head, columns, count);
    export->write(export->context, yb_buffer_text(&head));
}

int yb_app_export(struct yb_app *app, const struct yb_export *export, int64_t *rows,
                  struct yb_error *error)
{
    struct writer w = {.app = app, .export = export, .call = {.app = app}};
    struct yb_arena arena;
    struct yb_use use = {app, NULL, &arena, export->now_ms, log_plain, (void *)export};
    int rc = YB_OK;

    if (export->kind == YB_TABLE_FILINGS || export->kind == YB_TABLE_SHARES ||
        export->kind == YB_TABLE_DUTY)
        return yb_fail(error, YB_E_USAGE, yb_table_kind_name(export->kind), NULL);
    yb_arena_init(&arena, 1 << 16);
    if (export->plain)
        rc = yb_app_run(&use, error);
    if (rc == YB_OK)
        write_head(export, &arena);
    while (rc == YB_OK && !w.done) {
        yb_arena_clear(&arena);
        rc = yb_store_read(app->store, read_page, &w, &arena, error);
    }
    yb_arena_release(&arena);
    *rows = w.rows;
    return rc;
}
