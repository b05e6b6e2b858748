#include "app/statistics/overview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/id.h"
#include "store/fixmedins.h"
#include "store/statistics.h"
#include "store/store.h"

/* What is collected: one array that grows, rows of the same key or period added up. */
struct list {
    struct yb_arena *arena;
    struct yb_setl_stat_row *rows;
    size_t count, capacity;
    bool by_key, by_period; /* what makes a row of its own */
    const struct yb_overview_in *in;
    struct yb_text cut; /* begins every key: taken off */
    bool failed;
};

static void add_up(struct yb_setl_stat_row *sum, const struct yb_setl_stat_row *add)
{
    sum->setl_cnt += add->setl_cnt;
    sum->medfee_sumamt_fen += add->medfee_sumamt_fen;
    sum->fund_pay_sumamt_fen += add->fund_pay_sumamt_fen;
    sum->acct_pay_fen += add->acct_pay_fen;
    sum->psn_cash_pay_fen += add->psn_cash_pay_fen;
}

static struct yb_setl_stat_row *new_row(struct list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        struct yb_setl_stat_row *rows =
            YB_NEW_ARRAY(list->arena, struct yb_setl_stat_row, capacity);

        if (!rows) {
            list->failed = true;
            return NULL;
        }
        if (list->count)
            memcpy(rows, list->rows, list->count * sizeof(*rows));
        list->rows = rows;
        list->capacity = capacity;
    }
    return &list->rows[list->count++];
}

/* Totals come in order of key and period, so equal keys stand together; equal days do not. */
static struct yb_setl_stat_row *find_row(struct list *list, struct yb_text key, int64_t period)
{
    size_t from = list->by_period ? 0 : list->count ? list->count - 1 : 0;

    for (size_t i = from; i < list->count; i++)
        if ((!list->by_key || yb_text_equal(list->rows[i].stat_key, key)) &&
            (!list->by_period || list->rows[i].period_no == period))
            return &list->rows[i];
    return NULL;
}

static void take(void *context, const struct yb_setl_stat_row *row)
{
    struct list *list = context;
    int64_t month = row->period_no > 999999 ? row->period_no / 100 : row->period_no;
    struct yb_text key = row->stat_key;
    struct yb_setl_stat_row *sum;

    if (month < list->in->from_month || month > list->in->to_month)
        return;
    if (list->cut.length) {
        if (key.length < list->cut.length || memcmp(key.bytes, list->cut.bytes, list->cut.length))
            return;
        key = (struct yb_text){key.bytes + list->cut.length, key.length - list->cut.length};
    }
    sum = find_row(list, key, row->period_no);
    if (!sum && (sum = new_row(list)) != NULL) {
        sum->stat_key = key;
        sum->period_no = row->period_no;
    }
    if (sum)
        add_up(sum, row);
}

static int by_period(const void *a, const void *b)
{
    const struct yb_setl_stat_row *x = a, *y = b;
    int order = (x->period_no > y->period_no) - (x->period_no < y->period_no);

    return order ? order : yb_text_compare(x->stat_key, y->stat_key);
}

static int by_paid(const void *a, const void *b)
{
    const struct yb_setl_stat_row *x = a, *y = b;
    int order = (x->fund_pay_sumamt_fen < y->fund_pay_sumamt_fen) -
                (x->fund_pay_sumamt_fen > y->fund_pay_sumamt_fen);

    return order ? order : yb_text_compare(x->stat_key, y->stat_key);
}

static void sort(struct list *list, int (*order)(const void *, const void *))
{
    if (list->count)
        qsort(list->rows, list->count, sizeof(*list->rows), order);
}

/* Loads what is stored of a kind. */
struct loading {
    struct yb_call *call;
    struct yb_stats *stats;
    const struct yb_overview_in *in;
    struct yb_text prefix;
};

static int load(const struct loading *l, enum yb_stat_kind kind, bool days, struct yb_error *error)
{
    const int64_t periods[2] = {days ? l->in->from_month * 100 : l->in->from_month,
                                days ? l->in->to_month * 100 + 99 : l->in->to_month};

    return yb_stats_load(l->call->tx, l->stats, kind, l->prefix, periods, error);
}

/* The newest part, unless it is too long because the totals are only being made. */
static int add_live(struct yb_call *call, struct yb_stats *stats, int64_t *as_of_ms,
                    struct yb_error *error)
{
    int64_t mark;
    int rc = yb_stats_mark(call->tx, &mark, error);

    *as_of_ms = yb_id_instant(mark);
    if (rc != YB_OK || mark < yb_id_floor(call->now_ms - YB_STAT_LIVE_MS))
        return rc;
    *as_of_ms = call->now_ms;
    return yb_stats_add(call->tx, stats, mark, INT64_MAX, error);
}

static int name_institutions(struct yb_call *call, struct yb_overview *out, struct yb_error *error)
{
    out->names = YB_NEW_ARRAY(call->arena, struct yb_text, out->institution_count + 1);
    if (!out->names)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < out->institution_count; i++) {
        struct yb_fixmedins_row row;
        int rc = yb_fixmedins_get(call->tx, out->institutions[i].stat_key, &row, error);

        if (rc != YB_OK && rc != YB_E_FIXMEDINS_NOT_FOUND)
            return rc;
        out->names[i] = rc == YB_OK ? row.fixmedins_name : out->institutions[i].stat_key;
    }
    return YB_OK;
}

/* Sums and today out of the days. */
static void add_days(struct yb_call *call, struct yb_overview *out)
{
    struct yb_civil civil = yb_day_civil(yb_instant_day(call->now_ms));
    int64_t today = (int64_t)civil.year * 10000 + civil.month * 100 + civil.day;

    for (size_t i = 0; i < out->day_count; i++) {
        add_up(&out->total, &out->days[i]);
        if (out->days[i].period_no == today)
            out->today = out->days[i];
    }
}

static bool is_month(int64_t month)
{
    return month >= 190001 && month <= 209912 && month % 100 >= 1 && month % 100 <= 12;
}

static int check(const struct yb_overview_in *in, struct yb_error *error)
{
    int64_t from = in->from_month / 100 * 12 + in->from_month % 100 - 1;
    int64_t months = in->to_month / 100 * 12 + in->to_month % 100 - 1 - from;
    int64_t last = from + YB_OVERVIEW_MONTHS_MAX - 1;
    char range[48];

    if (!is_month(in->from_month))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "from", "1900-01..2099-12", NULL);
    if (is_month(in->to_month) && months >= 0 && months < YB_OVERVIEW_MONTHS_MAX)
        return YB_OK;
    snprintf(range, sizeof(range), "%04d-%02d..%04d-%02d", (int)(from / 12), (int)(from % 12 + 1),
             (int)(last / 12), (int)(last % 12 + 1));
    return yb_fail(error, YB_E_OUT_OF_RANGE, "to", range, NULL);
}

int yb_app_overview(struct yb_call *call, const struct yb_overview_in *in, struct yb_overview *out,
                    struct yb_error *error)
{
    bool one = in->fixmedins_code.length > 0;
    struct yb_text slash =
        yb_text_of(yb_arena_format(call->arena, YB_TEXT_FMT "/", YB_TEXT_ARG(in->fixmedins_code)));
    struct loading l = {call, yb_stats_new(call->arena), in, one ? slash : YB_TEXT("")};
    struct list days = {.arena = call->arena, .in = in, .by_period = true, .cut = l.prefix};
    struct list kinds = {.arena = call->arena, .in = in, .by_key = true, .cut = l.prefix};
    struct list funds = {
        .arena = call->arena, .in = in, .by_key = true, .by_period = true, .cut = l.prefix};
    struct list places = {.arena = call->arena, .in = in, .by_key = true};
    enum yb_stat_kind day_kind = one ? YB_STAT_FIXMEDINS_DAY : YB_STAT_DAY;
    enum yb_stat_kind fund_kind = one ? YB_STAT_FIXMEDINS_FUND : YB_STAT_FUND;
    int rc = l.stats && slash.bytes ? check(in, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK)
        rc = load(&l, day_kind, true, error);
    if (rc == YB_OK)
        rc = load(&l, fund_kind, false, error);
    l.prefix = in->fixmedins_code;
    if (rc == YB_OK)
        rc = load(&l, YB_STAT_FIXMEDINS, false, error);
    if (rc == YB_OK)
        rc = add_live(call, l.stats, &out->as_of_ms, error);
    if (rc != YB_OK)
        return rc;
    if (yb_stats_each(l.stats, day_kind, take, &days) ||
        yb_stats_each(l.stats, day_kind, take, &kinds) ||
        yb_stats_each(l.stats, fund_kind, take, &funds) ||
        yb_stats_each(l.stats, YB_STAT_FIXMEDINS, take, &places) || days.failed || kinds.failed ||
        funds.failed || places.failed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    sort(&days, by_period);
    sort(&kinds, by_paid);
    sort(&funds, by_period);
    sort(&places, by_paid);
    for (size_t i = 0; one && i < places.count; i++) /* the live part is everybody's */
        if (yb_text_equal(places.rows[i].stat_key, in->fixmedins_code)) {
            places.rows[0] = places.rows[i];
            places.count = 1;
        }
    *out = (struct yb_overview){.days = days.rows,
                                .day_count = days.count,
                                .med_types = kinds.rows,
                                .med_type_count = kinds.count,
                                .funds = funds.rows,
                                .fund_count = funds.count,
                                .institutions = places.rows,
                                .institution_count = places.count < YB_OVERVIEW_INSTITUTIONS_MAX
                                                         ? places.count
                                                         : YB_OVERVIEW_INSTITUTIONS_MAX,
                                .as_of_ms = out->as_of_ms};
    add_days(call, out);
    return name_institutions(call, out, error);
}
