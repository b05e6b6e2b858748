#include "store/setl_search.h"

#include <stdio.h>
#include <string.h>

#include "store/tx.h"

#define WINDOW_FIRST 1000
#define WINDOW_MOST  16000  /* each is eight times the one before */
#define DEAR_FEN     100000 /* of the partial indexes setl_by_medfee and setl_by_fund */

/* An index to go through, and what it is ordered by. */
enum way { BY_TIME, BY_RARE, BY_FIXMEDINS, BY_MEDFEE, BY_FUND };

static const struct {
    enum yb_sql walk, end;
    enum yb_sql top[3]; /* all of it in another order (enum yb_setl_order) */
    enum yb_sql sum;    /* all of it added up */
} ways[] = {
    {YB_SQL_SETL_WALK_TIME,
     YB_SQL_SETL_END_TIME,
     {[YB_SETL_DEAREST] = YB_SQL_SETL_TOP_TIME_MEDFEE,
      [YB_SETL_MOST_PAID] = YB_SQL_SETL_TOP_TIME_FUND},
     YB_SQL_SETL_SUM_TIME},
    {YB_SQL_SETL_WALK_RARE,
     YB_SQL_SETL_END_RARE,
     {[YB_SETL_DEAREST] = YB_SQL_SETL_TOP_RARE_MEDFEE,
      [YB_SETL_MOST_PAID] = YB_SQL_SETL_TOP_RARE_FUND},
     YB_SQL_SETL_SUM_RARE},
    {YB_SQL_SETL_WALK_FIXMEDINS,
     YB_SQL_SETL_END_FIXMEDINS,
     {[YB_SETL_DEAREST] = YB_SQL_SETL_TOP_FIXMEDINS_MEDFEE,
      [YB_SETL_MOST_PAID] = YB_SQL_SETL_TOP_FIXMEDINS_FUND},
     YB_SQL_SETL_SUM_FIXMEDINS},
    {YB_SQL_SETL_WALK_MEDFEE,
     YB_SQL_SETL_END_MEDFEE,
     {[YB_SETL_NEWEST] = YB_SQL_SETL_TOP_MEDFEE_TIME},
     YB_SQL_SETL_SUM_MEDFEE},
    {YB_SQL_SETL_WALK_FUND, YB_SQL_SETL_END_FUND, {0}, 0},
};

/* A row found: where it is, and its place in the order. */
struct key {
    int64_t psn_no, setl_id, value;
};

/* Where a search stands: all of its way above (value, id) has been seen. */
struct walk {
    struct yb_tx *tx;
    const struct yb_setl_search *search;
    enum way way;
    char admdvs_end[16];
    int64_t value, id;
    int64_t scanned;
    struct key *keys;
    size_t count;            /* of keys; room for one more than the page */
    struct yb_setl_sum *sum; /* instead of keys */
};

static int take_key(void *context, const struct yb_cursor *c)
{
    struct walk *w = context;

    w->keys[w->count++] = (struct key){c->number(c, 0), c->number(c, 1), c->number(c, 2)};
    return YB_OK;
}

static int take_sum(void *context, const struct yb_cursor *c)
{
    struct walk *w = context;

    *w->sum = (struct yb_setl_sum){c->number(c, 0), c->number(c, 1), c->number(c, 2),
                                   c->number(c, 3), c->number(c, 4)};
    return YB_OK;
}

/* Adds the rows that fit, of `window` rows of the way from where we stand. */
static int look(struct walk *w, enum yb_sql sql, int64_t window, struct yb_error *error)
{
    const struct yb_setl_search *s = w->search;
    const struct yb_value values[] = {
        yb_string(s->med_type),
        yb_string(s->insutype),
        yb_int(s->least_fen),
        yb_int(s->greatest_fen),
        yb_string(s->admdvs),
        yb_string(yb_text_of(w->admdvs_end)),
        yb_string(s->state),
        yb_int(s->from_ms),
        yb_int(s->below_ms),
        yb_int(w->value),
        yb_int(w->id),
        yb_int(window),
        yb_int(s->most + 1 - (int64_t)w->count), /* one more tells whether anything is left */
        yb_string(s->fixmedins_code)};
    struct yb_call call = {.sql = sql,
                           .values = values,
                           .value_count = YB_COUNT(values),
                           .row = w->sum ? take_sum : take_key,
                           .context = w};

    return yb_tx_run(w->tx, &call, 1, error);
}

/* The range of a way that can hold what is asked for: [least, greatest]. */
static void range_of(const struct walk *w, enum way way, int64_t range[2])
{
    const struct yb_setl_search *s = w->search;

    if (way == BY_MEDFEE || way == BY_FUND) {
        range[0] = way == BY_MEDFEE && s->least_fen > DEAR_FEN ? s->least_fen : DEAR_FEN;
        range[1] = way == BY_MEDFEE ? s->greatest_fen : INT64_MAX;
    } else {
        range[0] = s->from_ms;
        range[1] = s->below_ms - 1;
    }
}

/* Starts at the way's first row that can fit, unless we stand below it already. */
static void enter(struct walk *w, enum way way)
{
    int64_t range[2];

    range_of(w, way, range);
    if (range[1] < w->value) {
        w->value = range[1];
        w->id = INT64_MAX;
    }
}

/* The row `offset` rows down a way from (value, id); *found: it is that long. */
static int probe(struct walk *w, enum way way, int64_t offset, bool *found, struct yb_error *error)
{
    int64_t range[2];
    struct yb_value values[] = {yb_int(0), yb_int(w->value), yb_int(w->id), yb_int(offset),
                                yb_string(w->search->fixmedins_code)};
    struct walk end = {.keys = &(struct key){0, 0, 0}};
    struct yb_call call = {.sql = ways[way].end,
                           .values = values,
                           .value_count = way == BY_FIXMEDINS ? 5 : 4,
                           .row = take_key,
                           .context = &end};
    int rc;

    range_of(w, way, range);
    values[0] = yb_int(range[0]);
    rc = yb_tx_run(w->tx, &call, 1, error);
    *found = end.count > 0;
    if (*found) {
        w->value = end.keys->value;
        w->id = end.keys->setl_id;
    }
    return rc;
}

/* Is what lies in the way's range no more than `most` rows? */
static int is_short(struct walk *w, enum way way, int64_t most, bool *is, struct yb_error *error)
{
    struct walk from_start = *w;
    bool longer;
    int rc;

    from_start.value = from_start.id = INT64_MAX;
    enter(&from_start, way);
    rc = probe(&from_start, way, most, &longer, error);
    *is = !longer;
    return rc;
}

/* Window after window, until the page is full, the way ends, or the bound is met. */
static int walk(struct walk *w, struct yb_setl_found *found, struct yb_error *error)
{
    int64_t window = WINDOW_FIRST;
    bool more = true;
    int rc = YB_OK;

    enter(w, w->way);
    while (rc == YB_OK && more && w->scanned < YB_SETL_SCAN_MAX) {
        rc = look(w, ways[w->way].walk, window, error);
        if (rc != YB_OK || w->count > (size_t)w->search->most)
            break;
        rc = probe(w, w->way, window - 1, &more, error);
        w->scanned += window;
        window = 8 * window < WINDOW_MOST ? 8 * window : WINDOW_MOST;
    }
    found->full = !more;
    if (rc == YB_OK && more && w->count <= (size_t)w->search->most) {
        found->next_value = w->value;
        found->next_id = w->id;
    }
    return rc;
}

static bool is_one_of(struct yb_text text, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (yb_text_is(text, words[i]))
            return true;
    return false;
}

/* Does YB_SETL_RARE hold for all that is asked for? */
static bool is_rare(const struct yb_setl_search *s)
{
    static const char *const kinds[] = {"11", "14", "21", "41"}, *const schemes[] = {"310", "390"};

    return (s->med_type.length && !is_one_of(s->med_type, kinds, YB_COUNT(kinds))) ||
           (s->insutype.length && !is_one_of(s->insutype, schemes, YB_COUNT(schemes))) ||
           yb_text_is(s->state, "red");
}

static enum way way_of(const struct yb_setl_search *s)
{
    return s->fixmedins_code.length ? BY_FIXMEDINS : is_rare(s) ? BY_RARE : BY_TIME;
}

/* Chooses the way by what is asked, and by how much of it there is, and goes it. */
static int search_keys(struct walk *w, struct yb_setl_found *found, struct yb_error *error)
{
    const struct yb_setl_search *s = w->search;
    bool brief = false;
    int rc = YB_OK;

    w->way = way_of(s);
    if (s->order != YB_SETL_NEWEST) {
        rc = is_short(w, w->way, YB_SETL_SORT_MAX, &brief, error);
        if (!brief) {
            w->way = s->order == YB_SETL_DEAREST ? BY_MEDFEE : BY_FUND;
            rc = rc == YB_OK ? walk(w, found, error) : rc;
            found->full &= found->next_id != 0; /* what is cheaper is not looked at */
            return rc;
        }
    } else if (s->least_fen >= DEAR_FEN) {
        rc = is_short(w, BY_MEDFEE, YB_SETL_SORT_MAX / 4, &brief, error);
        w->way = brief ? BY_MEDFEE : w->way;
    }
    if (rc != YB_OK)
        return rc;
    if (!brief)
        return walk(w, found, error);
    found->full = true;
    return look(w, ways[w->way].top[s->order], YB_SETL_SORT_MAX, error);
}

/* The rows of the keys, as many as fit into one round trip at a time. */
static int read_rows(struct walk *w, struct yb_setl_found *found, struct yb_error *error)
{
    struct yb_call calls[YB_STORE_BATCH_MAX];
    struct yb_collect rows[YB_STORE_BATCH_MAX];
    struct yb_value values[YB_STORE_BATCH_MAX][2];
    int rc = YB_OK;

    for (size_t at = 0; rc == YB_OK && at < w->count; at += YB_STORE_BATCH_MAX) {
        size_t count = w->count - at < YB_STORE_BATCH_MAX ? w->count - at : YB_STORE_BATCH_MAX;

        for (size_t i = 0; i < count; i++) {
            values[i][0] = yb_int(w->keys[at + i].psn_no);
            values[i][1] = yb_int(w->keys[at + i].setl_id);
            yb_collect_init(&rows[i], w->tx, YB_T_setl);
            calls[i] = yb_collect_call(&rows[i], YB_SQL_SETL_GET, values[i], 2);
        }
        rc = yb_tx_run(w->tx, calls, count, error);
        for (size_t i = 0; rc == YB_OK && i < count; i++) {
            struct yb_setl_list one;

            YB_COLLECT_TO(&rows[i], &one);
            if (one.count)
                found->rows[found->count++] = one.rows[0];
        }
    }
    return rc;
}

static void admdvs_end(struct walk *w)
{
    snprintf(w->admdvs_end, sizeof(w->admdvs_end), YB_TEXT_FMT "~", YB_TEXT_ARG(w->search->admdvs));
}

int yb_setl_add_up(struct yb_tx *tx, const struct yb_setl_search *search, struct yb_setl_sum *sum,
                   bool *known, struct yb_error *error)
{
    struct walk w = {.tx = tx,
                     .search = search,
                     .way = way_of(search),
                     .value = INT64_MAX,
                     .id = INT64_MAX,
                     .sum = sum};
    int rc = is_short(&w, w.way, YB_SETL_SUM_MAX, known, error);

    *sum = (struct yb_setl_sum){0};
    if (rc == YB_OK && !*known && search->least_fen >= DEAR_FEN) {
        w.way = BY_MEDFEE;
        rc = is_short(&w, w.way, YB_SETL_SUM_MAX, known, error);
    }
    admdvs_end(&w);
    return rc == YB_OK && *known ? look(&w, ways[w.way].sum, YB_SETL_SUM_MAX, error) : rc;
}

int yb_setl_search(struct yb_tx *tx, const struct yb_setl_search *search,
                   struct yb_setl_found *found, struct yb_error *error)
{
    struct walk w = {.tx = tx,
                     .search = search,
                     .value = search->at_id ? search->at_value : INT64_MAX,
                     .id = search->at_id ? search->at_id : INT64_MAX,
                     .keys = YB_NEW_ARRAY(tx->arena, struct key, search->most + 1)};
    int rc;

    admdvs_end(&w);
    *found =
        (struct yb_setl_found){.rows = YB_NEW_ARRAY(tx->arena, struct yb_setl_row, search->most)};
    if (!found->rows || !w.keys)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = search_keys(&w, found, error);
    if (rc == YB_OK && w.count > (size_t)search->most) { /* it goes on after its last row */
        w.count--;
        found->full = true;
        found->next_value = w.keys[w.count - 1].value;
        found->next_id = w.keys[w.count - 1].setl_id;
    }
    return rc == YB_OK ? read_rows(&w, found, error) : rc;
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
