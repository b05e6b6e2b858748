/* Running sums of a person's settlements in the national codes (5206). */
#include <stdlib.h>
#include <string.h>

#include "app/query/care.h"
#include "store/psn.h"
#include "store/setl.h"

/* One fund's column of a settlement and its code; insutype NULL: any scheme. */
static const struct fund_code {
    const char *code, *insutype;
    size_t offset;
} fund_codes[] = {
    {"D310101", "310", offsetof(struct yb_setl_row, hifp_pay_fen)},
    {"D390101", "390", offsetof(struct yb_setl_row, hifp_pay_fen)},
    {"D340101", "340", offsetof(struct yb_setl_row, hifp_pay_fen)},
    {"D310201", "310", offsetof(struct yb_setl_row, acct_pay_fen)},
    {"D390501", "390", offsetof(struct yb_setl_row, acct_pay_fen)},
    {"D320101", NULL, offsetof(struct yb_setl_row, cvlserv_pay_fen)},
    {"D330101", NULL, offsetof(struct yb_setl_row, hifob_pay_fen)},
    {"D390201", NULL, offsetof(struct yb_setl_row, hifmi_pay_fen)},
    {"D610101", NULL, offsetof(struct yb_setl_row, maf_pay_fen)},
    {"Q0000", NULL, offsetof(struct yb_setl_row, act_pay_dedc_fen)},
    {"S0000", NULL, offsetof(struct yb_setl_row, medfee_sumamt_fen)},
};

struct sums {
    struct yb_call *call;
    struct yb_cumulative_row *rows;
    size_t count, capacity;
    bool failed;
};

static int64_t column(const struct yb_setl_row *setl, size_t offset)
{
    int64_t value;

    memcpy(&value, (const char *)setl + offset, sizeof(value));
    return value;
}

static void grow(struct sums *sums)
{
    size_t capacity = sums->capacity ? 2 * sums->capacity : 32;
    struct yb_cumulative_row *rows =
        YB_NEW_ARRAY(sums->call->arena, struct yb_cumulative_row, capacity);

    if (!rows) {
        sums->failed = true;
        return;
    }
    if (sums->count)
        memcpy(rows, sums->rows, sums->count * sizeof(*rows));
    sums->rows = rows;
    sums->capacity = capacity;
}

static struct yb_text year_of(struct yb_arena *arena, const struct yb_setl_row *setl)
{
    return yb_text_of(yb_arena_format(arena, "%04lld", (long long)setl->setl_year));
}

/* Adds to the running sum of (scheme, year, code). */
static void add(struct sums *sums, const struct yb_setl_row *setl, struct yb_text code,
                int64_t value_e2)
{
    struct yb_cumulative_row *row = NULL;
    struct yb_text year = year_of(sums->call->arena, setl);

    for (size_t i = 0; i < sums->count && !row; i++)
        if (yb_text_equal(sums->rows[i].insutype, setl->insutype) &&
            yb_text_equal(sums->rows[i].year, year) &&
            yb_text_equal(sums->rows[i].cum_type_code, code))
            row = &sums->rows[i];
    if (!row) {
        if (sums->count == sums->capacity)
            grow(sums);
        if (sums->failed)
            return;
        row = &sums->rows[sums->count++];
        *row = (struct yb_cumulative_row){
            .insutype = setl->insutype, .year = year, .cum_type_code = code};
    }
    row->cum_e2 += value_e2;
}

/* The latest month that the sums of the settlement's scheme and year reach. */
static void add_month(struct sums *sums, const struct yb_setl_row *setl, struct yb_text year)
{
    struct yb_civil day = yb_day_civil(yb_instant_day(setl->setl_time));
    struct yb_text month =
        yb_text_of(yb_arena_format(sums->call->arena, "%04d%02d", day.year, day.month));

    for (size_t i = 0; i < sums->count; i++)
        if (yb_text_equal(sums->rows[i].insutype, setl->insutype) &&
            yb_text_equal(sums->rows[i].year, year) &&
            yb_text_compare(sums->rows[i].cum_ym, month) < 0)
            sums->rows[i].cum_ym = month;
}

static struct yb_text by_care(struct yb_arena *arena, const char *prefix,
                              const struct yb_setl_row *setl)
{
    return yb_text_of(
        yb_arena_format(arena, "%s_BIZ" YB_TEXT_FMT, prefix, YB_TEXT_ARG(setl->med_type)));
}

/* One settlement; a cancellation carries negative amounts. */
static void add_amounts(struct sums *sums, const struct yb_setl_row *setl)
{
    struct yb_text year = year_of(sums->call->arena, setl);

    for (size_t i = 0; i < sizeof(fund_codes) / sizeof(fund_codes[0]); i++) {
        const struct fund_code *fund = &fund_codes[i];
        int64_t amount_fen = column(setl, fund->offset);

        if (amount_fen && (!fund->insutype || yb_text_is(setl->insutype, fund->insutype)))
            add(sums, setl, yb_text_of(fund->code), amount_fen);
    }
    add(sums, setl, by_care(sums->call->arena, "F0000", setl), setl->medfee_sumamt_fen);
    add_month(sums, setl, year);
}

/* A visit's settlements up to `end_ms` in `year` (0: any); it counts once while one of them lives.
 */
static void add_visit(struct sums *sums, const struct yb_setl_list *setls, int64_t end_ms, int year)
{
    const struct yb_setl_row *last = NULL;
    int live = 0;

    for (size_t i = 0; i < setls->count; i++) {
        const struct yb_setl_row *setl = &setls->rows[i];

        if (setl->setl_time > end_ms || (year && setl->setl_year != year))
            continue;
        add_amounts(sums, setl);
        live += setl->init_setl_id ? -1 : 1;
        last = setl;
    }
    if (live <= 0)
        return;
    add(sums, last, YB_TEXT("C0000"), 100);
    add(sums, last, by_care(sums->call->arena, "C0000", last), 100);
    add_month(sums, last, year_of(sums->call->arena, last));
}

/* The last instant of month "202611"; INT64_MAX for an empty text. */
static int month_end(struct yb_text cum_ym, int64_t *end_ms, int *year, struct yb_error *error)
{
    int64_t number;
    int32_t first;

    *end_ms = INT64_MAX;
    *year = 0;
    if (!cum_ym.length)
        return YB_OK;
    first = cum_ym.length == 6 && yb_text_to_int64(cum_ym, &number)
                ? yb_day_of((int)(number / 100), (int)(number % 100), 1)
                : YB_DAY_NONE;
    if (first == YB_DAY_NONE)
        return yb_fail(error, YB_E_WRONG_FORMAT, "cum_ym", "yyyyMM", NULL);
    *year = (int)(number / 100);
    *end_ms = (int64_t)yb_day_add_months(first, 1) * YB_DAY_MS - YB_CST_MS - 1;
    return YB_OK;
}

static int compare_rows(const void *a, const void *b)
{
    const struct yb_cumulative_row *x = a, *y = b;
    int order = yb_text_compare(x->year, y->year);

    if (!order)
        order = yb_text_compare(x->insutype, y->insutype);
    return order ? order : yb_text_compare(x->cum_type_code, y->cum_type_code);
}

static int compare_visits(const void *a, const void *b)
{
    const struct yb_setl_row *x = a, *y = b;

    if (x->mdtrt_id != y->mdtrt_id)
        return x->mdtrt_id < y->mdtrt_id ? -1 : 1;
    return (x->setl_id > y->setl_id) - (x->setl_id < y->setl_id);
}

/* Visit by visit. */
static void add_all(struct sums *sums, struct yb_setl_list *all, int64_t end_ms, int year)
{
    size_t next;

    if (all->count)
        qsort(all->rows, all->count, sizeof(*all->rows), compare_visits);
    for (size_t i = 0; i < all->count; i = next) {
        struct yb_setl_list visit = {.rows = &all->rows[i]};

        for (next = i; next < all->count && all->rows[next].mdtrt_id == all->rows[i].mdtrt_id;)
            next++;
        visit.count = next - i;
        add_visit(sums, &visit, end_ms, year);
    }
}

int yb_app_query_cumulatives(struct yb_call *call, int64_t psn_no, struct yb_text cum_ym,
                             struct yb_cumulative_rows *out, struct yb_error *error)
{
    struct sums sums = {.call = call};
    struct yb_setl_list all = {0};
    struct yb_psn_row psn;
    int64_t end_ms;
    int year;
    int rc = month_end(cum_ym, &end_ms, &year, error);

    *out = (struct yb_cumulative_rows){0};
    if (rc == YB_OK)
        rc = yb_psn_get(call->tx, psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_setl_list_psn(call->tx, psn_no, 0, &all, error);
    if (rc == YB_OK)
        add_all(&sums, &all, end_ms, year);
    if (rc == YB_OK && sums.failed)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc != YB_OK)
        return rc;
    if (sums.count)
        qsort(sums.rows, sums.count, sizeof(*sums.rows), compare_rows);
    out->cuminfo = sums.rows;
    out->count = sums.count;
    return yb_log_look(call, psn_no, error);
}
