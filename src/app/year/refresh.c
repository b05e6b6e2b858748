/* Settlements of the store into years. */
#include "app/year/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/fee/terms.h"
#include "app/settle/record.h"
#include "base/day.h"
#include "base/id.h"
#include "store/setting.h"
#include "store/settled.h"
#include "store/statistics.h"
#include "store/store.h"

/* A year that something is added to. */
struct growing {
    struct yb_year_builder builder;
    struct yb_year_map older; /* no bytes: there is none */
    int64_t mark;             /* what the older one holds already */
};

struct refreshing {
    struct yb_app *app;
    const struct yb_year_refresh *in;
    struct yb_year_refreshed *out;
    struct yb_year_mark mark;
    int64_t from, below;
    int64_t last;          /* setl_id read */
    struct yb_arena arena; /* of the builders */
    struct growing years[YB_YEAR_FILES_MAX];
    int count;
};

/* The year of a scheme, begun from its file when it is met first. */
static int year_of(struct refreshing *r, int insutype, int year, struct growing **growing,
                   struct yb_error *error)
{
    int rc;

    for (int i = 0; i < r->count; i++) {
        *growing = &r->years[i];
        if ((*growing)->builder.insutype == insutype && (*growing)->builder.year == year)
            return YB_OK;
    }
    if (r->count == YB_YEAR_FILES_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "year", YB_LIMIT(YB_YEAR_FILES_MAX), NULL);
    *growing = &r->years[r->count];
    rc = yb_year_map(r->in->folder, insutype, year, &(*growing)->older, error);
    if (rc && rc != YB_E_NOT_FOUND)
        return rc;
    r->count++;
    yb_year_builder_init(&(*growing)->builder, &r->arena, year, insutype);
    (*growing)->mark = 0;
    if (!rc) {
        yb_year_builder_take(&(*growing)->builder, &(*growing)->older.year);
        (*growing)->mark = (*growing)->older.year.head->mark;
        yb_year_unmap(&(*growing)->older);
    }
    return YB_OK;
}

static struct yb_line *lines_of(const struct yb_settled *settled, struct yb_arena *arena)
{
    struct yb_line *lines = YB_NEW_ARRAY(arena, struct yb_line, settled->line_count + 1);

    for (size_t i = 0; lines && i < settled->line_count; i++)
        lines[i] = (struct yb_line){
            .amount_fen = settled->lines[i].amount_fen,
            .count_e4 = settled->lines[i].cnt_e4,
            .terms =
                yb_terms_unpack(settled->lines[i].item_terms, settled->lines[i].pric_uplmt_amt_e6),
        };
    return lines;
}

/* The words of lists: diseases as they are, divisions and institutions with their marks. */
static struct yb_text words_of(const struct yb_settled *settled, struct yb_arena *arena)
{
    return yb_text_of(
        yb_arena_format(arena, YB_TEXT_FMT "\t%c" YB_TEXT_FMT, YB_TEXT_ARG(settled->diseases),
                        yb_list_of_mark(YB_LIST_DIVISIONS), YB_TEXT_ARG(settled->insuplc_admdvs)));
}

static int add_settled(struct growing *growing, const struct yb_settled *settled,
                       struct yb_arena *arena, struct yb_error *error)
{
    struct yb_record record;
    struct yb_year_entry entry = {.psn_no = settled->psn_no,
                                  .diseases = words_of(settled, arena),
                                  .institution = settled->fixmedins_code};
    int rc = yb_record_decode(settled->trace, arena, &record, error);

    if (rc)
        return rc;
    entry.facts = record.facts;
    entry.lines = lines_of(settled, arena);
    if (!entry.lines)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    entry.claim = (struct yb_year_claim){
        .setl_id = settled->setl_id,
        .account_fen = record.account_fen,
        .family_fen = record.family_fen,
        .acct_pay_fen = settled->acct_pay_fen,
        .fund_pay_sumamt_fen = settled->fund_pay_sumamt_fen,
        .psn_cash_pay_fen = settled->psn_cash_pay_fen,
        .line_count = (uint32_t)settled->line_count,
        .setl_day = yb_instant_day(settled->setl_time),
        .benefit_day = record.benefit_day,
        .flags = settled->account_used ? YB_YEAR_ACCOUNT_USED : 0,
    };
    yb_year_builder_add(&growing->builder, &entry);
    return YB_OK;
}

static int take(struct refreshing *r, const struct yb_settled *settled, struct yb_arena *arena,
                struct yb_error *error)
{
    const struct yb_year_adjustment by = {settled->acct_pay_fen, settled->fund_pay_sumamt_fen,
                                          settled->psn_cash_pay_fen};
    struct growing *growing;
    int64_t insutype;
    int rc;

    r->out->settlements++;
    r->last = settled->setl_id;
    if (!yb_text_to_int64(settled->insutype, &insutype))
        return yb_fail(error, YB_E_TAMPERED, "insutype", NULL);
    rc = year_of(r, (int)insutype, (int)settled->setl_year, &growing, error);
    if (rc || settled->setl_id < growing->mark)
        return rc; /* taken in by a run that stopped before it could note so */
    if (settled->init_setl_id)
        yb_year_builder_cancel(&growing->builder, settled->init_setl_id);
    else if (settled->adjust_setl_id)
        yb_year_builder_adjust(&growing->builder, settled->adjust_setl_id, &by);
    else
        rc = add_settled(growing, settled, arena, error);
    return rc;
}

static int read_window(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct refreshing *r = context;
    struct yb_settled_list list;
    struct yb_arena step;
    int rc = yb_settled_next(tx, &r->from, r->below, &list, error);

    yb_arena_init(&step, 1 << 16);
    for (size_t i = 0; !rc && i < list.count; i++) {
        rc = take(r, &list.rows[i], &step, error);
        yb_arena_clear(&step);
    }
    yb_arena_release(&step);
    return rc;
}

static int read_all(struct refreshing *r, struct yb_error *error)
{
    struct yb_arena arena;
    int rc = YB_OK;

    yb_arena_init(&arena, 1 << 20);
    while (!rc && r->from < r->below) {
        yb_arena_clear(&arena);
        rc = yb_store_read(r->app->store, read_window, r, &arena, error);
        if (!rc && r->in->progress)
            r->in->progress(r->in->context, r->out->settlements);
    }
    yb_arena_release(&arena);
    return rc;
}

static int read_number(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_text value;
    int rc = yb_setting_get(tx, YB_TEXT(YB_SETTING_STORE_NUMBER), &value, error);

    if (!rc)
        *(uint64_t *)context =
            strtoull(yb_arena_copy(yb_tx_arena(tx), value.bytes, value.length), NULL, 16);
    return rc;
}

/* Where to begin: at the mark, or at the beginning when the folder is not this store's. */
static int find_beginning(struct refreshing *r, struct yb_error *error)
{
    struct yb_arena arena;
    uint64_t number = 0;
    int rc;

    yb_arena_init(&arena, 1 << 12);
    rc = yb_store_read(r->app->store, read_number, &number, &arena, error);
    yb_arena_release(&arena);
    yb_year_mark_read(r->in->folder, &r->mark);
    if (!rc && r->mark.founded != number) {
        yb_year_files_remove(r->in->folder);
        r->mark = (struct yb_year_mark){number, 0};
    }
    r->from = r->mark.mark;
    r->below = yb_id_floor(r->in->now_ms - YB_STAT_LAG_MS);
    return rc;
}

static int write_all(struct refreshing *r, struct yb_error *error)
{
    int rc = YB_OK;

    if (!r->out->settlements)
        return rc;
    r->mark.mark = r->last + 1; /* not the clock's: it may be wrong, and right again later */
    for (int i = 0; !rc && i < r->count; i++) {
        rc = yb_year_file_write(r->in->folder, &r->years[i].builder, &r->mark, error);
        r->out->files += !rc;
    }
    return rc ? rc : yb_year_mark_write(r->in->folder, &r->mark, error);
}

static int refresh(struct refreshing *r, struct yb_error *error)
{
    int rc = find_beginning(r, error);

    if (!rc)
        rc = read_all(r, error);
    return rc ? rc : write_all(r, error);
}

/* A damaged file is a reason to make all anew, once. */
static int refresh_or_remake(struct refreshing *r, struct yb_error *error)
{
    int rc = refresh(r, error);

    if (rc != YB_E_TAMPERED || !r->mark.mark)
        return rc;
    yb_year_files_remove(r->in->folder);
    rc = yb_year_mark_write(r->in->folder, &(struct yb_year_mark){r->mark.founded, 0}, error);
    r->count = 0;
    *r->out = (struct yb_year_refreshed){0};
    yb_arena_clear(&r->arena);
    return rc ? rc : refresh(r, error);
}

int yb_app_year_open(struct yb_app *app, const struct yb_year_refresh *in, int insutype, int year,
                     struct yb_year_map *map, struct yb_error *error)
{
    char scheme[16], number[16];
    struct yb_year_refreshed out;
    int rc = yb_app_year_refresh(app, in, &out, error);

    *map = (struct yb_year_map){.bytes = NULL};
    if (rc == YB_OK)
        rc = yb_year_map(in->folder, insutype, year, map, error);
    if (rc != YB_E_NOT_FOUND)
        return rc;
    snprintf(scheme, sizeof(scheme), "%d", insutype);
    snprintf(number, sizeof(number), "%d", year);
    return yb_fail(error, YB_E_SETTLED_YOUNG, number, scheme, NULL);
}

int yb_app_year_refresh(struct yb_app *app, const struct yb_year_refresh *in,
                        struct yb_year_refreshed *out, struct yb_error *error)
{
    struct refreshing *r = calloc(1, sizeof(*r));
    int lock, rc;

    *out = (struct yb_year_refreshed){0};
    if (!r)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    r->app = app;
    r->in = in;
    r->out = out;
    yb_arena_init(&r->arena, 1 << 20);
    rc = yb_year_folder_lock(in->folder, &lock, error);
    if (!rc) {
        rc = refresh_or_remake(r, error);
        close(lock);
    }
    yb_arena_release(&r->arena);
    free(r);
    return rc;
}
