#include "store/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/table.h"
#include "store/setting.h"
#include "store/tx.h"

#define MARK         "statistics_to"
#define STEP_ROWS    5000 /* so that a step is kept in some tens of ms */
#define STEP_MS      INT64_C(3600000)
#define STEP_MS_MAX  (INT64_C(3600000) * 24 * 64)
#define STEPS_EMPTY  32               /* windows of one job that hold nothing */
#define KEPT_AT_ONCE 1000             /* totals of one statement of a server */
#define STILL_MS     INT64_C(3600000) /* so often the mark of an idle store moves */

struct yb_stats {
    struct yb_arena *arena;
    struct yb_table index; /* "kind/period/key" -> place in rows */
    struct yb_setl_stat_row *rows;
    size_t count, capacity;
    bool failed;
};

struct yb_stats *yb_stats_new(struct yb_arena *arena)
{
    struct yb_stats *stats = YB_NEW(arena, struct yb_stats);

    if (stats) {
        stats->arena = arena;
        yb_table_init(&stats->index, arena, 256);
    }
    return stats;
}

static bool grow(struct yb_stats *stats)
{
    size_t capacity = stats->capacity ? stats->capacity * 2 : 256;
    struct yb_setl_stat_row *rows = YB_NEW_ARRAY(stats->arena, struct yb_setl_stat_row, capacity);

    if (!rows)
        return false;
    if (stats->count)
        memcpy(rows, stats->rows, stats->count * sizeof(*rows));
    stats->rows = rows;
    stats->capacity = capacity;
    return true;
}

/* The total of a kind, period and key, made when it is new; NULL: no memory. */
static struct yb_setl_stat_row *total_of(struct yb_stats *stats, enum yb_stat_kind kind,
                                         int64_t period, const char *key)
{
    char name[96];
    int length = snprintf(name, sizeof(name), "%d/%lld/%s", (int)kind, (long long)period, key);
    struct yb_text text = {name, (size_t)length < sizeof(name) ? (size_t)length : sizeof(name) - 1};
    int32_t place = yb_table_get(&stats->index, text, -1);
    struct yb_setl_stat_row *row;

    if (place >= 0)
        return &stats->rows[place];
    text = yb_text_copy(stats->arena, text);
    if (!text.bytes || (stats->count == stats->capacity && !grow(stats)) ||
        !yb_table_put(&stats->index, text, (int32_t)stats->count)) {
        stats->failed = true;
        return NULL;
    }
    row = &stats->rows[stats->count++];
    row->stat_kind = kind;
    row->period_no = period;
    row->stat_key = yb_text_copy(stats->arena, yb_text_of(key));
    return row;
}

static void add_up(struct yb_setl_stat_row *sum, const struct yb_setl_stat_row *add)
{
    if (!sum)
        return;
    sum->setl_cnt += add->setl_cnt;
    sum->medfee_sumamt_fen += add->medfee_sumamt_fen;
    sum->fund_pay_sumamt_fen += add->fund_pay_sumamt_fen;
    sum->acct_pay_fen += add->acct_pay_fen;
    sum->psn_cash_pay_fen += add->psn_cash_pay_fen;
}

struct adding {
    struct yb_stats *stats;
    int32_t day; /* of the last row: most rows have the day of the one before */
    int64_t day_no, month_no;
};

static void set_period(struct adding *adding, int64_t setl_time)
{
    int32_t day = yb_instant_day(setl_time);
    struct yb_civil civil;

    if (day == adding->day)
        return;
    civil = yb_day_civil(day);
    adding->day = day;
    adding->day_no = (int64_t)civil.year * 10000 + civil.month * 100 + civil.day;
    adding->month_no = adding->day_no / 100;
}

/* Columns of STAT_SETL. */
static int add_setl(void *context, const struct yb_cursor *c)
{
    struct adding *adding = context;
    struct yb_text fixmedins = c->text(c, 1), med_type = c->text(c, 3);
    bool red = yb_text_is(c->text(c, 8), "1"), adjusts = c->number(c, 9) != 0;
    struct yb_setl_stat_row row = {.setl_cnt = red       ? -1
                                               : adjusts ? 0
                                                         : 1,
                                   .medfee_sumamt_fen = c->number(c, 4),
                                   .fund_pay_sumamt_fen = c->number(c, 5),
                                   .acct_pay_fen = c->number(c, 6),
                                   .psn_cash_pay_fen = c->number(c, 7)};
    char kind[16], place[32], both[48];

    set_period(adding, c->number(c, 0));
    yb_text_cut(med_type, kind, sizeof(kind));
    yb_text_cut(fixmedins, place, sizeof(place));
    snprintf(both, sizeof(both), "%s/%s", place, kind);
    add_up(total_of(adding->stats, YB_STAT_DAY, adding->day_no, kind), &row);
    add_up(total_of(adding->stats, YB_STAT_MONTH, adding->month_no, kind), &row);
    add_up(total_of(adding->stats, YB_STAT_FIXMEDINS, adding->month_no, place), &row);
    add_up(total_of(adding->stats, YB_STAT_FIXMEDINS_DAY, adding->day_no, both), &row);
    return adding->stats->failed ? YB_E_NO_MEMORY : YB_OK;
}

/* Columns of STAT_DETAIL. */
static int add_detail(void *context, const struct yb_cursor *c)
{
    struct adding *adding = context;
    struct yb_setl_stat_row row = {.setl_cnt = 1, .fund_pay_sumamt_fen = c->number(c, 4)};
    char fund[32], both[64];

    set_period(adding, c->number(c, 0));
    snprintf(fund, sizeof(fund), YB_TEXT_FMT "/" YB_TEXT_FMT, YB_TEXT_ARG(c->text(c, 2)),
             YB_TEXT_ARG(c->text(c, 3)));
    snprintf(both, sizeof(both), YB_TEXT_FMT "/%s", YB_TEXT_ARG(c->text(c, 1)), fund);
    add_up(total_of(adding->stats, YB_STAT_FUND, adding->month_no, fund), &row);
    add_up(total_of(adding->stats, YB_STAT_FIXMEDINS_FUND, adding->month_no, both), &row);
    return adding->stats->failed ? YB_E_NO_MEMORY : YB_OK;
}

int yb_stats_add(struct yb_tx *tx, struct yb_stats *stats, int64_t from, int64_t below,
                 struct yb_error *error)
{
    const struct yb_value range[] = {yb_int(from), yb_int(below)};
    struct adding adding = {.stats = stats, .day = YB_DAY_NONE};
    struct yb_call calls[] = {{.sql = YB_SQL_STAT_SETL,
                               .values = range,
                               .value_count = 2,
                               .row = add_setl,
                               .context = &adding},
                              {.sql = YB_SQL_STAT_DETAIL,
                               .values = range,
                               .value_count = 2,
                               .row = add_detail,
                               .context = &adding}};

    return yb_tx_run(tx, calls, 2, error);
}

int yb_stats_load(struct yb_tx *tx, struct yb_stats *stats, enum yb_stat_kind kind,
                  struct yb_text prefix, const int64_t periods[2], struct yb_error *error)
{
    const char *end = yb_arena_format(stats->arena, YB_TEXT_FMT "~", YB_TEXT_ARG(prefix));
    const struct yb_value values[] = {yb_int(kind), yb_string(prefix), yb_string(yb_text_of(end)),
                                      yb_int(periods[0]), yb_int(periods[1])};
    struct yb_setl_stat_list list;
    enum yb_sql sql = kind == YB_STAT_FIXMEDINS ? YB_SQL_STAT_LIST_SUMS : YB_SQL_STAT_LIST;
    int rc = yb_tx_list(tx, sql, values, YB_COUNT(values), YB_LIST(&list), error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        const struct yb_setl_stat_row *row = &list.rows[i];

        add_up(total_of(stats, kind, row->period_no, yb_tx_string(tx, row->stat_key)), row);
    }
    if (rc == YB_OK && stats->failed)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    return rc;
}

static int by_key(const void *a, const void *b)
{
    const struct yb_setl_stat_row *x = *(struct yb_setl_stat_row *const *)a;
    const struct yb_setl_stat_row *y = *(struct yb_setl_stat_row *const *)b;
    int order = yb_text_compare(x->stat_key, y->stat_key);

    return order ? order : (x->period_no > y->period_no) - (x->period_no < y->period_no);
}

int yb_stats_each(struct yb_stats *stats, enum yb_stat_kind kind,
                  void (*take)(void *context, const struct yb_setl_stat_row *row), void *context)
{
    struct yb_setl_stat_row **rows =
        YB_NEW_ARRAY(stats->arena, struct yb_setl_stat_row *, stats->count + 1);
    size_t count = 0;

    if (!rows)
        return YB_E_NO_MEMORY;
    for (size_t i = 0; i < stats->count; i++)
        if (stats->rows[i].stat_kind == (int64_t)kind)
            rows[count++] = &stats->rows[i];
    qsort(rows, count, sizeof(*rows), by_key);
    for (size_t i = 0; i < count; i++)
        take(context, rows[i]);
    return YB_OK;
}

int yb_stats_mark(struct yb_tx *tx, int64_t *mark, struct yb_error *error)
{
    struct yb_text value;
    int rc = yb_setting_get(tx, YB_TEXT(MARK), &value, error);

    *mark = 0;
    if (rc == YB_OK && value.length && !yb_text_to_int64(value, mark))
        rc = yb_fail(error, YB_E_TAMPERED, MARK, NULL);
    return rc;
}

/* The range, and what is added up of it. */
struct summing {
    const struct yb_stat_range *range;
    struct yb_setl_stat_row *sum;
};

static void add_total(void *context, const struct yb_setl_stat_row *row)
{
    const struct summing *s = context;
    const struct yb_stat_range *range = s->range;

    if (row->period_no >= range->periods[0] && row->period_no <= range->periods[1] &&
        yb_text_compare(row->stat_key, range->keys[0]) >= 0 &&
        yb_text_compare(row->stat_key, range->keys[1]) <= 0)
        add_up(s->sum, row);
}

int yb_stats_sum(struct yb_tx *tx, int64_t now_ms, const struct yb_stat_range *range,
                 struct yb_setl_stat_row *sum, bool *known, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(range->kind), yb_string(range->keys[0]),
                                      yb_string(range->keys[1]), yb_int(range->periods[0]),
                                      yb_int(range->periods[1])};
    struct summing summing = {range, sum};
    struct yb_stats *live = yb_stats_new(tx->arena);
    int64_t mark, sums[5];
    int rc = live ? yb_stats_mark(tx, &mark, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);

    *sum = (struct yb_setl_stat_row){0};
    *known = rc == YB_OK && mark >= yb_id_floor(now_ms - YB_STAT_LIVE_MS);
    if (!*known)
        return rc;
    rc = yb_tx_numbers(tx, YB_SQL_STAT_SUM, values, YB_COUNT(values), sums, 5, error);
    if (rc == YB_OK)
        rc = yb_stats_add(tx, live, mark, INT64_MAX, error);
    if (rc != YB_OK)
        return rc;
    *sum = (struct yb_setl_stat_row){.setl_cnt = sums[0],
                                     .medfee_sumamt_fen = sums[1],
                                     .fund_pay_sumamt_fen = sums[2],
                                     .acct_pay_fen = sums[3],
                                     .psn_cash_pay_fen = sums[4]};
    rc = yb_stats_each(live, range->kind, add_total, &summing);
    return rc == YB_OK ? YB_OK : yb_fail(error, rc, NULL);
}

/* Moves the mark from where it was read: of two processes that roll, one is undone. */
static int move_mark(struct yb_tx *tx, int64_t from, int64_t to, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(YB_TEXT(MARK)),
                                      yb_string(yb_text_of(yb_tx_text(tx, from))),
                                      yb_string(yb_text_of(yb_tx_text(tx, to)))};
    int64_t changed;
    int rc = yb_tx_do(tx, YB_SQL_SETTING_MOVE, values, 3, &changed, error);

    if (rc != YB_OK || changed)
        return rc;
    if (from)
        return yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, MARK, NULL);
    return yb_setting_put(tx, YB_TEXT(MARK), values[2].text, error);
}

static int keep(struct yb_tx *tx, const struct yb_stats *stats, const int64_t marks[2],
                struct yb_error *error)
{
    int rc = move_mark(tx, marks[0], marks[1], error);

    for (size_t i = 0; rc == YB_OK && i < stats->count; i += KEPT_AT_ONCE)
        rc = yb_tx_put_many(tx, YB_SQL_STAT_ADD, &stats->rows[i],
                            stats->count - i < KEPT_AT_ONCE ? stats->count - i : KEPT_AT_ONCE, NULL,
                            error);
    return rc;
}

/* A window [ends[0], ends[1]) of at most `most` settlements, and a good part of as many. */
static int find_window(struct yb_tx *tx, int64_t most, int64_t end, int64_t ends[2],
                       struct yb_error *error)
{
    int64_t width = STEP_MS, numbers[2] = {0, 0};
    int rc = YB_OK;

    ends[1] = ends[0];
    for (int i = 0; rc == YB_OK && numbers[0] < most / 4 && ends[1] < end && i < STEPS_EMPTY; i++) {
        struct yb_value range[3];

        if (!numbers[0])
            ends[0] = ends[1];
        ends[1] = yb_id_floor(yb_id_instant(ends[0]) + width);
        if (ends[1] > end)
            ends[1] = end;
        range[0] = yb_int(ends[0]);
        range[1] = yb_int(ends[1]);
        range[2] = yb_int(most);
        rc = yb_tx_numbers(tx, YB_SQL_SETL_SCAN_UP, range, 3, numbers, 2, error);
        width = width < STEP_MS_MAX ? width * 4 : width;
    }
    if (numbers[0] >= most)
        ends[1] = numbers[1] + 1;
    return rc;
}

int yb_stats_window(struct yb_tx *tx, int64_t end, int64_t *from, int64_t *below,
                    struct yb_error *error)
{
    int64_t ends[2] = {*from, *from};
    int rc = find_window(tx, STEP_ROWS, end, ends, error);

    *from = ends[0];
    *below = ends[1];
    return rc;
}

int yb_stats_gather(struct yb_tx *tx, int64_t now_ms, struct yb_stats_step *step,
                    struct yb_error *error)
{
    int64_t end = yb_id_floor(now_ms - YB_STAT_LAG_MS), ends[2];
    int rc;

    *step = (struct yb_stats_step){.most = step->most, .stats = yb_stats_new(tx->arena)};
    if (!step->stats)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_stats_mark(tx, &step->from, error);
    ends[0] = ends[1] = step->from;
    if (rc == YB_OK)
        rc = find_window(tx, step->most ? step->most : STEP_ROWS, end, ends, error);
    step->below = ends[1];
    if (rc == YB_OK && step->below != step->from)
        rc = yb_stats_add(tx, step->stats, ends[0], step->below, error);
    if (rc == YB_OK && !step->stats->count && step->below == end &&
        yb_id_instant(end) - yb_id_instant(step->from) < STILL_MS)
        step->below = step->from; /* an idle server writes nothing */
    step->more = step->below != step->from && step->below < end;
    return rc;
}

int yb_stats_keep(struct yb_tx *tx, const struct yb_stats_step *step, struct yb_error *error)
{
    return keep(tx, step->stats, (const int64_t[]){step->from, step->below}, error);
}

/* ---- verification ---- */

struct verifying {
    struct yb_stats *stats; /* what should be stored; what was met is taken out */
    struct yb_arena scratch;
    yb_stats_report *report;
    void *context;
};

static const struct {
    const char *name;
    size_t offset;
} sums[] = {
    {"setl_cnt", offsetof(struct yb_setl_stat_row, setl_cnt)},
    {"medfee_sumamt_fen", offsetof(struct yb_setl_stat_row, medfee_sumamt_fen)},
    {"fund_pay_sumamt_fen", offsetof(struct yb_setl_stat_row, fund_pay_sumamt_fen)},
    {"acct_pay_fen", offsetof(struct yb_setl_stat_row, acct_pay_fen)},
    {"psn_cash_pay_fen", offsetof(struct yb_setl_stat_row, psn_cash_pay_fen)},
};

static int64_t sum_of(const struct yb_setl_stat_row *row, size_t i)
{
    int64_t sum;

    memcpy(&sum, (const char *)row + sums[i].offset, sizeof(sum));
    return sum;
}

static void compare(struct verifying *v, const struct yb_setl_stat_row *should,
                    const struct yb_setl_stat_row *is)
{
    char what[128], expected[24], found[24];

    snprintf(what, sizeof(what), "setl_stat %lld %lld " YB_TEXT_FMT, (long long)is->stat_kind,
             (long long)is->period_no, YB_TEXT_ARG(is->stat_key));
    for (size_t i = 0; i < YB_COUNT(sums); i++) {
        if (sum_of(should, i) == sum_of(is, i))
            continue;
        snprintf(expected, sizeof(expected), "%lld", (long long)sum_of(should, i));
        snprintf(found, sizeof(found), "%lld", (long long)sum_of(is, i));
        v->report(v->context, yb_text_of(what), yb_text_of(sums[i].name), yb_text_of(expected),
                  yb_text_of(found));
    }
}

static int compare_stored(void *context, const struct yb_cursor *cursor)
{
    struct verifying *v = context;
    struct yb_setl_stat_row is, *should;
    char key[80];

    yb_arena_clear(&v->scratch);
    if (!yb_row_read(&yb_tables[YB_T_setl_stat], cursor, &v->scratch, &is))
        return YB_E_NO_MEMORY;
    should = total_of(v->stats, (enum yb_stat_kind)is.stat_kind, is.period_no,
                      yb_text_cut(is.stat_key, key, sizeof(key)));
    if (!should)
        return YB_E_NO_MEMORY;
    compare(v, should, &is);
    should->setl_cnt = should->medfee_sumamt_fen = should->fund_pay_sumamt_fen = 0;
    should->acct_pay_fen = should->psn_cash_pay_fen = 0;
    return YB_OK;
}

/* Everything below the mark, window by window. */
static int add_all(struct yb_tx *tx, struct yb_stats *stats, int64_t mark, struct yb_error *error)
{
    int64_t from = 0, below = 0;
    int rc = YB_OK;

    while (rc == YB_OK && below < mark) {
        from = below;
        rc = yb_stats_window(tx, mark, &from, &below, error);
        if (rc == YB_OK)
            rc = yb_stats_add(tx, stats, from, below, error);
    }
    return rc;
}

int yb_stats_verify(struct yb_tx *tx, yb_stats_report *report, void *context,
                    struct yb_error *error)
{
    struct verifying v = {.stats = yb_stats_new(tx->arena), .report = report, .context = context};
    struct yb_call call = {.sql = YB_SQL_STAT_ALL, .row = compare_stored, .context = &v};
    int64_t mark;
    int rc = v.stats ? yb_stats_mark(tx, &mark, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK)
        rc = add_all(tx, v.stats, mark, error);
    yb_arena_init(&v.scratch, 1 << 12);
    if (rc == YB_OK)
        rc = yb_tx_run(tx, &call, 1, error);
    yb_arena_release(&v.scratch);
    for (size_t i = 0; rc == YB_OK && i < v.stats->count; i++) {
        struct yb_setl_stat_row nothing = {.stat_kind = v.stats->rows[i].stat_kind,
                                           .period_no = v.stats->rows[i].period_no,
                                           .stat_key = v.stats->rows[i].stat_key};

        compare(&v, &v.stats->rows[i], &nothing);
    }
    return rc;
}

int yb_stats_clear(struct yb_tx *tx, struct yb_error *error)
{
    const struct yb_value from[] = {yb_int(0)};
    int rc = yb_tx_do(tx, YB_SQL_STAT_CLEAR, from, 1, NULL, error);

    return rc == YB_OK ? yb_setting_put(tx, YB_TEXT(MARK), YB_TEXT("0"), error) : rc;
}
