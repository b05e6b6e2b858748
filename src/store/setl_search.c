#include "store/setl_search.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "store/tx.h"

#define WINDOW        4000
#define WINDOWS_MAX   64
#define WINDOW_MS     INT64_C(3600000)
#define WINDOW_MS_MAX (INT64_C(3600000) * 24 * 512)

/* Ids are made from the instant of settling, or a little before or after it. */
#define ID_SLACK_MS (INT64_C(3600000) * 24)

/* Where a search stands: everything at or above (ms, id) has been seen. */
struct walk {
    struct yb_tx *tx;
    const struct yb_setl_search *search;
    struct yb_setl_found *found;
    char admdvs_end[16];
    int64_t ms, id;   /* by institution: time and id; else id alone */
    int64_t end;      /* the lowest time or id asked for */
    int64_t width_ms; /* of the next window */
    int64_t scanned;
};

static void begin_filter(const struct walk *w, struct yb_value values[7])
{
    const struct yb_setl_search *s = w->search;

    values[0] = yb_string(s->med_type);
    values[1] = yb_string(s->insutype);
    values[2] = yb_int(s->least_fen);
    values[3] = yb_int(s->greatest_fen);
    values[4] = yb_string(s->admdvs);
    values[5] = yb_string(yb_text_of(w->admdvs_end));
    values[6] = yb_string(s->state);
}

/* The rows of one page that lie in a window. `values` are $8 and on but the last. */
static int read_page(struct walk *w, enum yb_sql sql, const struct yb_value more[4],
                     struct yb_error *error)
{
    struct yb_value values[12];
    struct yb_setl_list list;
    int64_t room = w->search->most - (int64_t)w->found->count;
    int rc;

    begin_filter(w, values);
    memcpy(values + 7, more, 4 * sizeof(*more));
    values[11] = yb_int(room + 1); /* one more tells whether anything is left */
    rc = yb_tx_list(w->tx, sql, values, 12, YB_LIST(&list), error);
    if (rc != YB_OK)
        return rc;
    w->found->full = (int64_t)list.count > room;
    if (w->found->full)
        list.count = (size_t)room;
    if (list.count)
        memcpy(w->found->rows + w->found->count, list.rows, list.count * sizeof(*list.rows));
    w->found->count += list.count;
    return YB_OK;
}

static int64_t floor_of_window(const struct walk *w, int64_t from_ms)
{
    int64_t low = w->search->fixmedins_code.length ? from_ms : yb_id_floor(from_ms);

    return low > w->end ? low : w->end;
}

/* The next window is as wide as this one held too few rows. */
static void widen(struct walk *w, int64_t rows)
{
    if (rows < WINDOW && w->width_ms < WINDOW_MS_MAX)
        w->width_ms *= rows < WINDOW / 8 ? 4 : 2;
}

/* One window by id. */
static int step_by_id(struct walk *w, struct yb_error *error)
{
    int64_t low = floor_of_window(w, yb_id_instant(w->id) - w->width_ms), numbers[2];
    const struct yb_value range[] = {yb_int(low), yb_int(w->id), yb_int(WINDOW)};
    int rc = yb_tx_numbers(w->tx, YB_SQL_SETL_SCAN, range, 3, numbers, 2, error);

    if (rc != YB_OK)
        return rc;
    if (numbers[0] >= WINDOW)
        low = numbers[1];
    if (numbers[0]) {
        const struct yb_value more[] = {yb_int(low), yb_int(w->id), yb_int(w->search->from_ms),
                                        yb_int(w->search->below_ms)};

        rc = read_page(w, YB_SQL_SETL_PAGE, more, error);
    }
    w->scanned += numbers[0];
    w->id = low;
    widen(w, numbers[0]);
    return rc;
}

/* One window of an institution, by time. */
static int step_by_time(struct walk *w, struct yb_error *error)
{
    int64_t low = floor_of_window(w, w->ms - w->width_ms), numbers[2];
    const struct yb_value range[] = {yb_string(w->search->fixmedins_code), yb_int(low),
                                     yb_int(w->ms), yb_int(WINDOW)};
    int rc = yb_tx_numbers(w->tx, YB_SQL_SETL_SCAN_FIXMEDINS, range, 4, numbers, 2, error);

    if (rc != YB_OK)
        return rc;
    if (numbers[0] >= WINDOW)
        low = numbers[1];
    if (numbers[0]) {
        const struct yb_value more[] = {yb_string(w->search->fixmedins_code), yb_int(low),
                                        yb_int(w->ms), yb_int(w->id)};

        rc = read_page(w, YB_SQL_SETL_PAGE_FIXMEDINS, more, error);
    }
    w->scanned += numbers[0];
    w->ms = low;
    w->id = 0;
    widen(w, numbers[0]);
    return rc;
}

static bool at_end(const struct walk *w)
{
    /* at the lowest instant itself nothing is left: id 0 is below every row of it */
    return (w->search->fixmedins_code.length ? w->ms : w->id) <= w->end;
}

static void begin(struct walk *w)
{
    const struct yb_setl_search *s = w->search;
    bool by_time = s->fixmedins_code.length > 0;
    int64_t low = s->from_ms - ID_SLACK_MS;
    int64_t first = yb_id_instant(0); /* whatever was before has the ids of this instant */
    int64_t last = yb_id_instant(INT64_MAX) - ID_SLACK_MS;
    int64_t highest = s->below_ms < first ? first : s->below_ms > last ? last : s->below_ms;

    snprintf(w->admdvs_end, sizeof(w->admdvs_end), YB_TEXT_FMT "~", YB_TEXT_ARG(s->admdvs));
    w->width_ms = WINDOW_MS;
    if (by_time) {
        w->end = s->from_ms;
        w->ms = s->at_id ? s->at_ms : s->below_ms - 1;
        w->id = s->at_id ? s->at_id : INT64_MAX;
    } else {
        w->end = yb_id_floor(low);
        w->id = s->at_id ? s->at_id : yb_id_floor(highest + ID_SLACK_MS);
    }
}

/* The page is full: it goes on after its last row. */
static void end_full(struct yb_setl_found *found)
{
    const struct yb_setl_row *last = &found->rows[found->count - 1];

    found->next_ms = last->setl_time;
    found->next_id = last->setl_id;
}

int yb_setl_search(struct yb_tx *tx, const struct yb_setl_search *search,
                   struct yb_setl_found *found, struct yb_error *error)
{
    struct walk w = {.tx = tx, .search = search, .found = found};
    int rc = YB_OK;

    *found =
        (struct yb_setl_found){.rows = YB_NEW_ARRAY(tx->arena, struct yb_setl_row, search->most)};
    if (!found->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    begin(&w);
    for (int i = 0; rc == YB_OK && !found->full && !at_end(&w) && w.scanned < YB_SETL_SCAN_MAX &&
                    i < WINDOWS_MAX;
         i++)
        rc = search->fixmedins_code.length ? step_by_time(&w, error) : step_by_id(&w, error);
    if (rc != YB_OK)
        return rc;
    if (found->full) {
        end_full(found);
    } else if (at_end(&w)) {
        found->full = true;
    } else {
        found->next_ms = w.ms;
        found->next_id = w.id ? w.id : 1; /* ids are positive: nothing of that instant is left */
    }
    return YB_OK;
}
