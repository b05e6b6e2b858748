#include "app/query/settlements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/query/person.h"
#include "app/refuse.h"
#include "store/fixmedins.h"
#include "store/setl.h"
#include "store/setl_search.h"
#include "store/statistics.h"

static int64_t day_start(int32_t day)
{
    return day * YB_DAY_MS - YB_CST_MS;
}

/* "371500" covers what begins with "3715". */
static struct yb_text prefix_of(struct yb_text area)
{
    while (area.length >= 2 && area.bytes[area.length - 1] == '0' &&
           area.bytes[area.length - 2] == '0')
        area.length -= 2;
    return area;
}

static int make_search(const struct yb_call *call, const struct yb_settlements_in *in,
                       struct yb_setl_search *search, struct yb_error *error)
{
    const struct yb_reach *reach = in->reach;
    int32_t tomorrow = yb_instant_day(call->now_ms) + 1; /* nothing is newer */
    int32_t to = in->to_day == YB_DAY_NONE || in->to_day > tomorrow ? tomorrow : in->to_day;
    int32_t from = in->from_day == YB_DAY_NONE ? YB_DAY_MIN : in->from_day;

    if (in->to_day != YB_DAY_NONE && from > in->to_day) {
        char day[11], least[sizeof(day) + 2];

        yb_day_format(from, day);
        snprintf(least, sizeof(least), "%s..", day);
        return yb_fail(error, YB_E_OUT_OF_RANGE, "to", least, NULL);
    }
    if (reach->fixmedins_code.length && in->fixmedins_code.length &&
        !yb_text_equal(reach->fixmedins_code, in->fixmedins_code))
        return yb_refuse_text(error, YB_E_NOT_ALLOWED, in->fixmedins_code);
    if (reach->psn_no && !yb_reaches_person(reach, in->psn_no))
        return yb_refuse_id(error, YB_E_NOT_ALLOWED, in->psn_no, NULL);
    *search = (struct yb_setl_search){
        .fixmedins_code = reach->fixmedins_code.length ? reach->fixmedins_code : in->fixmedins_code,
        .med_type = in->med_type,
        .insutype = in->insutype,
        .admdvs = prefix_of(reach->admdvs),
        .state = in->state,
        .from_ms = day_start(from),
        .below_ms = day_start(to + 1),
        .least_fen = in->least_fen,
        .greatest_fen = in->greatest_fen,
        .most = in->most,
        .order = in->order,
        .at_value = in->at_value,
        .at_id = in->at_id};
    return YB_OK;
}

/* The cancelling entry of a settlement among all of the person's. */
static bool is_cancelled(const struct yb_setl_list *list, int64_t setl_id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].init_setl_id == setl_id)
            return true;
    return false;
}

static const char *state_word(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    if (yb_text_is(row->refd_setl_flag, "1"))
        return "red";
    return is_cancelled(all, row->setl_id) ? "cancelled" : "live";
}

/* What the order goes by. */
static int64_t value_of(const struct yb_setl_row *row, enum yb_setl_order order)
{
    return order == YB_SETL_DEAREST     ? row->medfee_sumamt_fen
           : order == YB_SETL_MOST_PAID ? row->fund_pay_sumamt_fen
                                        : row->setl_time;
}

static bool is_after(const struct yb_setl_search *s, const struct yb_setl_row *row)
{
    int64_t value = value_of(row, s->order);

    return value < s->at_value || (value == s->at_value && row->setl_id < s->at_id);
}

static bool fits(const struct yb_setl_search *s, const struct yb_setl_list *all,
                 const struct yb_setl_row *row)
{
    return (!s->fixmedins_code.length || yb_text_equal(s->fixmedins_code, row->fixmedins_code)) &&
           (!s->med_type.length || yb_text_equal(s->med_type, row->med_type)) &&
           (!s->insutype.length || yb_text_equal(s->insutype, row->insutype)) &&
           (!s->admdvs.length || yb_area_covers(s->admdvs, row->insuplc_admdvs)) &&
           row->setl_time >= s->from_ms && row->setl_time < s->below_ms &&
           row->medfee_sumamt_fen >= s->least_fen && row->medfee_sumamt_fen <= s->greatest_fen &&
           (!s->state.length || yb_text_is(s->state, state_word(all, row))) &&
           (!s->at_id || is_after(s, row));
}

static int compare(const struct yb_setl_row *x, const struct yb_setl_row *y,
                   enum yb_setl_order order)
{
    int64_t a = value_of(x, order), b = value_of(y, order);

    if (a != b)
        return a < b ? 1 : -1;
    return (x->setl_id < y->setl_id) - (x->setl_id > y->setl_id);
}

static int newest_first(const void *a, const void *b)
{
    return compare(a, b, YB_SETL_NEWEST);
}

static int dearest_first(const void *a, const void *b)
{
    return compare(a, b, YB_SETL_DEAREST);
}

static int most_paid_first(const void *a, const void *b)
{
    return compare(a, b, YB_SETL_MOST_PAID);
}

static int search_person(struct yb_call *call, int64_t psn_no, const struct yb_setl_search *search,
                         struct yb_setl_found *found, struct yb_error *error)
{
    static int (*const orders[])(const void *, const void *) = {newest_first, dearest_first,
                                                                most_paid_first};
    struct yb_setl_list all;
    size_t count = 0;
    int rc = yb_setl_list_psn(call->tx, psn_no, 0, &all, error);

    *found = (struct yb_setl_found){.full = true};
    if (rc != YB_OK)
        return rc;
    found->rows = YB_NEW_ARRAY(call->arena, struct yb_setl_row, all.count + 1);
    if (!found->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < all.count; i++)
        if (fits(search, &all, &all.rows[i]))
            found->rows[count++] = all.rows[i];
    qsort(found->rows, count, sizeof(*found->rows), orders[search->order]);
    found->count = count < (size_t)search->most ? count : (size_t)search->most;
    if (found->count < count) {
        found->next_value = value_of(&found->rows[found->count - 1], search->order);
        found->next_id = found->rows[found->count - 1].setl_id;
    }
    return YB_OK;
}

static int name_institution(struct yb_call *call, struct yb_settlement_line *line,
                            struct yb_error *error)
{
    struct yb_fixmedins_row place;
    int rc = yb_fixmedins_get(call->tx, line->setl->fixmedins_code, &place, error);

    line->fixmedins_name = rc == YB_OK ? place.fixmedins_name : line->setl->fixmedins_code;
    return rc == YB_E_FIXMEDINS_NOT_FOUND ? YB_OK : rc;
}

/* The name of the same institution on an earlier line, or the store's. */
static int find_name(struct yb_call *call, struct yb_settlement_line *lines, size_t i,
                     struct yb_error *error)
{
    for (size_t k = 0; k < i; k++)
        if (yb_text_equal(lines[k].setl->fixmedins_code, lines[i].setl->fixmedins_code)) {
            lines[i].fixmedins_name = lines[k].fixmedins_name;
            return YB_OK;
        }
    return name_institution(call, &lines[i], error);
}

static int make_line(struct yb_call *call, const struct yb_setl_row *setl,
                     const struct yb_setl_beside *beside, struct yb_settlement_line *line,
                     struct yb_error *error)
{
    struct yb_person_base base;
    int rc = yb_person_open(call, &beside->psn, yb_instant_day(call->now_ms), &base, error);

    *line = (struct yb_settlement_line){.setl = setl,
                                        .psn_name = base.psn_name,
                                        .certno = base.certno,
                                        .state = yb_text_is(setl->refd_setl_flag, "1")
                                                     ? YB_SETTLEMENT_RED
                                                 : beside->cancelled_by ? YB_SETTLEMENT_CANCELLED
                                                                        : YB_SETTLEMENT_LIVE};
    return rc;
}

int yb_settlement_line_of(struct yb_call *call, const struct yb_setl_row *setl,
                          struct yb_settlement_line *line, struct yb_error *error)
{
    struct yb_setl_beside beside;
    int rc = yb_setl_beside(call->tx, setl, 1, &beside, error);

    if (rc == YB_OK)
        rc = make_line(call, setl, &beside, line, error);
    return rc == YB_OK ? name_institution(call, line, error) : rc;
}

int yb_app_search_settlements(struct yb_call *call, const struct yb_settlements_in *in,
                              struct yb_settlements *out, struct yb_error *error)
{
    struct yb_setl_search search;
    struct yb_setl_found found;
    struct yb_setl_beside *beside;
    int rc = make_search(call, in, &search, error);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK)
        rc = in->psn_no ? search_person(call, in->psn_no, &search, &found, error)
                        : yb_setl_search(call->tx, &search, &found, error);
    if (rc != YB_OK)
        return rc;
    out->lines = YB_NEW_ARRAY(call->arena, struct yb_settlement_line, found.count + 1);
    beside = YB_NEW_ARRAY(call->arena, struct yb_setl_beside, found.count + 1);
    if (!out->lines || !beside)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_setl_beside(call->tx, found.rows, found.count, beside, error);
    for (size_t i = 0; rc == YB_OK && i < found.count; i++) {
        rc = make_line(call, &found.rows[i], &beside[i], &out->lines[i], error);
        if (rc == YB_OK)
            rc = find_name(call, out->lines, i, error);
    }
    out->count = found.count;
    out->next_value = found.next_value;
    out->next_id = found.next_id;
    out->complete = found.full;
    return rc;
}

/* 20180131 */
static int64_t period_of(int64_t instant_ms)
{
    struct yb_civil day = yb_day_civil(yb_instant_day(instant_ms));

    return (int64_t)day.year * 10000 + day.month * 100 + day.day;
}

/* Do the stored totals tell apart all that is asked? */
static bool is_in_totals(const struct yb_call *call, const struct yb_settlements_in *in,
                         const struct yb_setl_search *s)
{
    return !s->insutype.length && !s->state.length && in->least_fen <= -YB_AMOUNT_FEN_MAX &&
           in->greatest_fen >= YB_AMOUNT_FEN_MAX &&
           yb_area_covers(s->admdvs, prefix_of(yb_text_of(call->app->region)));
}

/* "H371525.../14", or the range of all kinds. */
static int add_totals(struct yb_call *call, const struct yb_setl_search *s,
                      struct yb_settlements_sum *out, struct yb_error *error)
{
    bool one = s->fixmedins_code.length > 0;
    const char *key =
        yb_arena_format(call->arena, YB_TEXT_FMT "%s" YB_TEXT_FMT, YB_TEXT_ARG(s->fixmedins_code),
                        one ? "/" : "", YB_TEXT_ARG(s->med_type));
    const char *end = yb_arena_format(call->arena, "%s%s", key, s->med_type.length ? "" : "~");
    struct yb_stat_range range = {one ? YB_STAT_FIXMEDINS_DAY : YB_STAT_DAY,
                                  {yb_text_of(key), yb_text_of(end)},
                                  {period_of(s->from_ms), period_of(s->below_ms - 1)}};
    struct yb_setl_stat_row row;
    int rc;

    if (!key || !end)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_stats_sum(call->tx, call->now_ms, &range, &row, &out->known, error);
    out->sum = (struct yb_setl_sum){row.setl_cnt, row.medfee_sumamt_fen, row.fund_pay_sumamt_fen,
                                    row.acct_pay_fen, row.psn_cash_pay_fen};
    return rc;
}

int yb_app_add_up_settlements(struct yb_call *call, const struct yb_settlements_in *in,
                              struct yb_settlements_sum *out, struct yb_error *error)
{
    struct yb_setl_search search;
    int rc = make_search(call, in, &search, error);

    *out = (struct yb_settlements_sum){.known = false};
    if (rc != YB_OK)
        return rc;
    if (is_in_totals(call, in, &search))
        rc = add_totals(call, &search, out, error);
    if (rc == YB_OK && !out->known)
        rc = yb_setl_add_up(call->tx, &search, &out->sum, &out->known, error);
    if (yb_text_is(search.state, "red"))
        out->sum.setl_cnt = -out->sum.setl_cnt;
    return rc;
}
