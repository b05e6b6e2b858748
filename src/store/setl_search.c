#include "store/setl_search.h"

#include <stdio.h>
#include <string.h>

#include "store/tx.h"

#define WINDOW        4000
#define WINDOWS_MAX   64
#define WINDOW_MS     INT64_C(3600000)
#define WINDOW_MS_MAX (INT64_C(1) << 50) /* more than all time there is */

/* Where a search stands: everything at or above (ms, id) has been seen. */
struct walk {
    struct yb_tx *tx;
    const struct yb_setl_search *search;
    struct yb_setl_found *found;
    bool of_institution;
    char admdvs_end[16];
    int64_t ms, id;
    int64_t width_ms; /* of the next window */
    int64_t scanned;
};

/* The rows of the page that lie in [low, w->ms]. */
static int read_page(struct walk *w, int64_t low, struct yb_error *error)
{
    const struct yb_setl_search *s = w->search;
    int64_t room = s->most - (int64_t)w->found->count;
    const struct yb_value values[] = {
        yb_string(s->med_type),
        yb_string(s->insutype),
        yb_int(s->least_fen),
        yb_int(s->greatest_fen),
        yb_string(s->admdvs),
        yb_string(yb_text_of(w->admdvs_end)),
        yb_string(s->state),
        yb_int(low),
        yb_int(w->ms),
        yb_int(w->id),
        yb_int(room + 1), /* one more tells whether anything is left */
        yb_string(s->fixmedins_code)};
    struct yb_setl_list list;
    int rc = yb_tx_list(w->tx, w->of_institution ? YB_SQL_SETL_PAGE_FIXMEDINS : YB_SQL_SETL_PAGE,
                        values, w->of_institution ? 12 : 11, YB_LIST(&list), error);

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

/* The next window is as wide as this one held too few rows. */
static void widen(struct walk *w, int64_t rows)
{
    if (rows < WINDOW && w->width_ms < WINDOW_MS_MAX)
        w->width_ms *= rows < WINDOW / 8 ? 4 : 2;
}

/* One window. */
static int step(struct walk *w, struct yb_error *error)
{
    int64_t low = w->ms - w->width_ms, numbers[2];
    struct yb_value range[4];
    int rc;

    if (low < w->search->from_ms)
        low = w->search->from_ms;
    range[0] = yb_int(low);
    range[1] = yb_int(w->ms);
    range[2] = yb_int(WINDOW);
    range[3] = yb_string(w->search->fixmedins_code);
    rc = yb_tx_numbers(w->tx, w->of_institution ? YB_SQL_SETL_SCAN_FIXMEDINS : YB_SQL_SETL_SCAN,
                       range, w->of_institution ? 4 : 3, numbers, 2, error);
    if (rc != YB_OK)
        return rc;
    if (numbers[0] >= WINDOW)
        low = numbers[1];
    if (numbers[0])
        rc = read_page(w, low, error);
    w->scanned += numbers[0];
    w->ms = low;
    w->id = 0; /* ids are positive: nothing of this instant is left */
    widen(w, numbers[0]);
    return rc;
}

static bool at_end(const struct walk *w)
{
    return w->ms < w->search->from_ms || (w->ms == w->search->from_ms && !w->id);
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
    struct walk w = {.tx = tx,
                     .search = search,
                     .found = found,
                     .of_institution = search->fixmedins_code.length > 0,
                     .ms = search->at_id ? search->at_ms : search->below_ms - 1,
                     .id = search->at_id ? search->at_id : INT64_MAX,
                     .width_ms = WINDOW_MS};
    int rc = YB_OK;

    snprintf(w.admdvs_end, sizeof(w.admdvs_end), YB_TEXT_FMT "~", YB_TEXT_ARG(search->admdvs));
    *found =
        (struct yb_setl_found){.rows = YB_NEW_ARRAY(tx->arena, struct yb_setl_row, search->most)};
    if (!found->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int i = 0; rc == YB_OK && !found->full && !at_end(&w) && w.scanned < YB_SETL_SCAN_MAX &&
                    i < WINDOWS_MAX;
         i++)
        rc = step(&w, error);
    if (rc != YB_OK)
        return rc;
    if (found->full) {
        end_full(found);
    } else if (at_end(&w)) {
        found->full = true;
    } else {
        found->next_ms = w.ms;
        found->next_id = 1;
    }
    return YB_OK;
}
