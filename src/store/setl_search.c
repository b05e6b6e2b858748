#include "store/setl_search.h"

#include <stdio.h>
#include <string.h>

#include "store/tx.h"

#define WINDOW_FIRST 256  /* rows of the first window; */
#define WINDOW_MOST  8000 /* each is four times the one before */

/* Where a search stands: everything at or above (ms, id) has been seen. */
struct walk {
    struct yb_tx *tx;
    const struct yb_setl_search *search;
    struct yb_setl_found *found;
    bool of_institution;
    char admdvs_end[16];
    int64_t ms, id;
    int64_t window; /* rows of the next one */
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

/* One window. */
static int step(struct walk *w, struct yb_error *error)
{
    const struct yb_value range[] = {yb_int(w->search->from_ms), yb_int(w->id ? w->ms : w->ms - 1),
                                     yb_int(w->window), yb_string(w->search->fixmedins_code)};
    int64_t low = w->search->from_ms, numbers[2];
    int rc = yb_tx_numbers(w->tx, w->of_institution ? YB_SQL_SETL_SCAN_FIXMEDINS : YB_SQL_SETL_SCAN,
                           range, w->of_institution ? 4 : 3, numbers, 2, error);

    if (rc != YB_OK)
        return rc;
    if (numbers[0] >= w->window)
        low = numbers[1];
    if (numbers[0])
        rc = read_page(w, low, error);
    w->scanned += numbers[0];
    w->ms = low;
    w->id = 0; /* ids are positive: nothing of this instant is left */
    w->window = 4 * w->window < WINDOW_MOST ? 4 * w->window : WINDOW_MOST;
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
                     .window = WINDOW_FIRST};
    int rc = YB_OK;

    snprintf(w.admdvs_end, sizeof(w.admdvs_end), YB_TEXT_FMT "~", YB_TEXT_ARG(search->admdvs));
    *found =
        (struct yb_setl_found){.rows = YB_NEW_ARRAY(tx->arena, struct yb_setl_row, search->most)};
    if (!found->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    while (rc == YB_OK && !found->full && !at_end(&w) && w.scanned < YB_SETL_SCAN_MAX)
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

/* Two calls a row, as many as fit into one round trip. */
#define BESIDE_ROWS (YB_STORE_BATCH_MAX / 2)

static int read_beside(struct yb_tx *tx, const struct yb_setl_row *rows, size_t count,
                       struct yb_setl_beside *beside, struct yb_error *error)
{
    struct yb_call calls[2 * BESIDE_ROWS];
    struct yb_collect people[BESIDE_ROWS], reds[BESIDE_ROWS];
    struct yb_value values[BESIDE_ROWS][2];
    int rc;

    for (size_t i = 0; i < count; i++) {
        values[i][0] = yb_int(rows[i].psn_no);
        values[i][1] = yb_int(rows[i].setl_id);
        yb_collect_init(&people[i], tx, YB_T_psn);
        yb_collect_init(&reds[i], tx, YB_T_setl);
        calls[2 * i] = yb_collect_call(&people[i], YB_SQL_PSN_GET, values[i], 1);
        calls[2 * i + 1] = yb_collect_call(&reds[i], YB_SQL_SETL_RED, values[i], 2);
    }
    rc = yb_tx_run(tx, calls, 2 * count, error);
    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        struct yb_psn_list psn;
        struct yb_setl_list red;

        YB_COLLECT_TO(&people[i], &psn);
        YB_COLLECT_TO(&reds[i], &red);
        beside[i] = (struct yb_setl_beside){.psn = psn.count ? psn.rows[0] : yb_psn_row(),
                                            .cancelled_by = red.count ? red.rows[0].setl_id : 0};
    }
    return rc;
}

int yb_setl_beside(struct yb_tx *tx, const struct yb_setl_row *rows, size_t count,
                   struct yb_setl_beside *beside, struct yb_error *error)
{
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < count; i += BESIDE_ROWS)
        rc = read_beside(tx, rows + i, count - i < BESIDE_ROWS ? count - i : BESIDE_ROWS,
                         beside + i, error);
    return rc;
}
