#include "store/settled.h"

#include <string.h>

#include "store/statistics.h"
#include "store/tx.h"

/* A list under construction; rows arrive in order of setl_id, and so do their parts. */
struct filling {
    struct yb_tx *tx;
    struct yb_settled_list *list;
    size_t capacity;
    size_t at; /* the settlement that the last part belonged to */
    struct yb_settled_line *lines;
    size_t line_count, line_capacity;
    bool failed;
};

static int no_memory(struct filling *f)
{
    f->failed = true;
    return YB_E_NO_MEMORY;
}

/* Twice as much room, or NULL. */
static void *wider(struct filling *f, const void *rows, size_t *capacity, size_t size)
{
    size_t more = *capacity ? 2 * *capacity : 1024;
    void *grown = yb_arena_array(f->tx->arena, more, size);

    if (grown && *capacity)
        memcpy(grown, rows, *capacity * size);
    if (grown)
        *capacity = more;
    return grown;
}

/* Columns of SETTLED. */
static int add_setl(void *context, const struct yb_cursor *c)
{
    struct filling *f = context;
    struct yb_settled *row;

    if (f->list->count == f->capacity) {
        f->list->rows = wider(f, f->list->rows, &f->capacity, sizeof(*row));
        if (!f->list->rows)
            return no_memory(f);
    }
    row = &f->list->rows[f->list->count++];
    *row = (struct yb_settled){
        .setl_id = c->number(c, 0),
        .psn_no = c->number(c, 1),
        .init_setl_id = c->number(c, 2),
        .adjust_setl_id = c->number(c, 3),
        .setl_time = c->number(c, 4),
        .setl_year = c->number(c, 5),
        .acct_pay_fen = c->number(c, 6),
        .fund_pay_sumamt_fen = c->number(c, 7),
        .psn_cash_pay_fen = c->number(c, 8),
        .account_used = yb_text_is(c->text(c, 9), "1"),
        .insutype = yb_text_copy(f->tx->arena, c->text(c, 10)),
        .fixmedins_code = yb_text_copy(f->tx->arena, c->text(c, 11)),
        .diseases = yb_text_copy(f->tx->arena, c->text(c, 12)),
        .insuplc_admdvs = yb_text_copy(f->tx->arena, c->text(c, 14)),
        .trace = yb_text_copy(f->tx->arena, c->text(c, 13)),
    };
    return row->trace.bytes ? YB_OK : no_memory(f);
}

/* The settlement of a part; parts come in order of setl_id. NULL: none of the window. */
static struct yb_settled *settled_of(struct filling *f, int64_t setl_id)
{
    while (f->at < f->list->count && f->list->rows[f->at].setl_id < setl_id)
        f->at++;
    if (f->at == f->list->count || f->list->rows[f->at].setl_id != setl_id)
        return NULL;
    return &f->list->rows[f->at];
}

/* Columns of SETTLED_LINES. Where the lines are is set when they no longer move. */
static int add_line(void *context, const struct yb_cursor *c)
{
    struct filling *f = context;
    struct yb_settled *row = settled_of(f, c->number(c, 0));

    if (!row)
        return YB_OK;
    if (f->line_count == f->line_capacity) {
        f->lines = wider(f, f->lines, &f->line_capacity, sizeof(*f->lines));
        if (!f->lines)
            return no_memory(f);
    }
    f->lines[f->line_count++] = (struct yb_settled_line){c->number(c, 1), c->number(c, 2),
                                                         c->number(c, 3), c->number(c, 4)};
    row->line_count++;
    return YB_OK;
}

/* Columns of SETTLED_DISEASES. */
static int add_disease(void *context, const struct yb_cursor *c)
{
    struct filling *f = context;
    struct yb_settled *row = settled_of(f, c->number(c, 0));
    struct yb_text word = c->text(c, 1);
    const char *joined;

    if (!row || !word.length)
        return YB_OK;
    joined = yb_arena_format(f->tx->arena, YB_TEXT_FMT "\t" YB_TEXT_FMT, YB_TEXT_ARG(row->diseases),
                             YB_TEXT_ARG(word));
    row->diseases = yb_text_of(joined);
    return joined ? YB_OK : no_memory(f);
}

static void place_lines(struct filling *f)
{
    const struct yb_settled_line *next = f->lines;

    for (size_t i = 0; i < f->list->count; i++) {
        f->list->rows[i].lines = next;
        next += f->list->rows[i].line_count;
    }
}

static int read_part(struct filling *f, enum yb_sql sql, const struct yb_value *range,
                     int (*row)(void *, const struct yb_cursor *), struct yb_error *error)
{
    struct yb_call call = {.sql = sql, .values = range, .value_count = 2, .row = row, .context = f};
    int rc;

    f->at = 0;
    rc = yb_tx_run(f->tx, &call, 1, error);
    return rc == YB_E_NO_MEMORY && f->failed ? yb_fail(error, rc, NULL) : rc;
}

int yb_settled_next(struct yb_tx *tx, int64_t *from, int64_t below, struct yb_settled_list *list,
                    struct yb_error *error)
{
    struct filling f = {.tx = tx, .list = list};
    struct yb_value range[2];
    int64_t window = *from, end;
    int rc;

    *list = (struct yb_settled_list){0};
    rc = yb_stats_window(tx, below, &window, &end, error);
    if (rc != YB_OK)
        return rc;
    range[0] = yb_int(window);
    range[1] = yb_int(end);
    *from = end;
    rc = read_part(&f, YB_SQL_SETTLED, range, add_setl, error);
    if (rc == YB_OK)
        rc = read_part(&f, YB_SQL_SETTLED_LINES, range, add_line, error);
    if (rc == YB_OK)
        rc = read_part(&f, YB_SQL_SETTLED_DISEASES, range, add_disease, error);
    place_lines(&f);
    return rc;
}
