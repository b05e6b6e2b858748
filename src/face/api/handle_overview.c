/* The overview. */
#include <stdio.h>

#include "app/statistics/overview.h"
#include "base/day.h"
#include "face/api/exchange.h"
#include "face/nhsa/tables.h"
#include "store/setl.h"

static void put_sums(struct yb_api_exchange *x, const struct yb_setl_stat_row *row)
{
    yb_api_put_integer(x, "setl_cnt", row->setl_cnt);
    yb_api_put_fen(x, "medfee_sumamt", row->medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fund_pay_sumamt_fen);
}

static void put_all(struct yb_api_exchange *x, const char *name, const struct yb_setl_stat_row *row)
{
    yb_api_begin(x, name, '{');
    put_sums(x, row);
    yb_api_put_fen(x, "acct_pay", row->acct_pay_fen);
    yb_api_put_fen(x, "psn_cash_pay", row->psn_cash_pay_fen);
    YB_API_DONE(x);
}

static void put_month(struct yb_api_exchange *x, const char *name, int64_t month)
{
    char text[48];

    snprintf(text, sizeof(text), "%04lld-%02lld", (long long)(month / 100),
             (long long)(month % 100));
    yb_api_put_string(x, name, text);
}

static void put_days(struct yb_api_exchange *x, const struct yb_overview *o)
{
    yb_api_begin(x, "days", '[');
    for (size_t i = 0; i < o->day_count; i++) {
        int64_t day = o->days[i].period_no;

        YB_API_EACH(x);
        yb_api_put_day(x, "day",
                       yb_day_of((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)));
        put_sums(x, &o->days[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static const char *title_of(const struct yb_api_exchange *x, const char *dictionary,
                            struct yb_text code)
{
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(yb_text_of(dictionary));
    const struct yb_nhsa_code *row = dict ? yb_nhsa_code_find(dict, code) : NULL;

    if (!row)
        return yb_arena_copy(x->arena, code.bytes, code.length);
    return x->english && row->label_en ? row->label_en : row->label_zh;
}

static void put_funds(struct yb_api_exchange *x, const struct yb_overview *o)
{
    yb_api_begin(x, "funds", '[');
    for (size_t i = 0; i < o->fund_count; i++) {
        struct yb_text fund, insutype = yb_text_split(o->funds[i].stat_key, '/', &fund);

        YB_API_EACH(x);
        put_month(x, "month", o->funds[i].period_no);
        yb_api_put_text(x, "insutype", insutype);
        yb_api_put_text(x, "fund_pay_type", fund);
        yb_api_put_string(x, "fund_pay_type_name", title_of(x, "fund_pay_type", fund));
        yb_api_put_fen(x, "fund_payamt", o->funds[i].fund_pay_sumamt_fen);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static void put_lists(struct yb_api_exchange *x, const struct yb_overview *o)
{
    put_days(x, o);
    yb_api_begin(x, "med_types", '[');
    for (size_t i = 0; i < o->med_type_count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "med_type", o->med_types[i].stat_key);
        put_sums(x, &o->med_types[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    put_funds(x, o);
    yb_api_begin(x, "institutions", '[');
    for (size_t i = 0; i < o->institution_count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "fixmedins_code", o->institutions[i].stat_key);
        yb_api_put_text(x, "fixmedins_name", o->names[i]);
        put_sums(x, &o->institutions[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

/* This month; where nothing has been settled this year, the last in which something was. */
static int last_month(struct yb_api_exchange *x, int64_t *month, struct yb_error *error)
{
    struct yb_civil day = yb_day_civil(yb_instant_day(x->call.now_ms)), last;
    int64_t last_ms;
    int rc = yb_setl_last_time(x->call.tx, &last_ms, error);

    last = yb_day_civil(yb_instant_day(last_ms));
    if (rc == YB_OK && last_ms && last.year < day.year)
        day = last;
    *month = (int64_t)day.year * 100 + day.month;
    return rc;
}

static int overview(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_overview_in in = {.fixmedins_code = x->reach.fixmedins_code};
    struct yb_overview o;
    int64_t month;
    int rc = last_month(x, &month, error);

    if (rc != YB_OK)
        return rc;
    in.to_month = yb_api_number(x, "to", month);
    in.from_month = yb_api_number(x, "from", in.to_month / 100 * 100 + 1);
    if (!in.fixmedins_code.length &&
        !yb_reaches(&x->reach, yb_text_of(x->call.app->region), YB_TEXT("")))
        return yb_fail(error, YB_E_NOT_ALLOWED, x->call.app->region, NULL);
    rc = yb_app_overview(&x->call, &in, &o, error);
    if (rc != YB_OK)
        return rc;
    put_month(x, "from", in.from_month);
    put_month(x, "to", in.to_month);
    yb_api_put_time(x, "as_of", o.as_of_ms);
    put_all(x, "total", &o.total);
    put_all(x, "today", &o.today);
    put_lists(x, &o);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_overview[] = {
    {"overview", overview},
    {.id = NULL},
};
