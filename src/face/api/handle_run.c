/* Settled bills of the region brought to a policy that came after them: counted, ordered, looked
 * at. */
#include "app/policy/published.h"
#include "app/query/person.h"
#include "app/settle/run.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "store/psn.h"

#define PAGE_ROWS 50

static int put_run(struct yb_api_exchange *x, const struct yb_resettle_run_row *run,
                   struct yb_error *error)
{
    int64_t left;
    int rc = yb_resettle_order_left(x->call.tx, run->run_id, &left, error);

    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "run_id", run->run_id);
    yb_api_put_text(x, "state", run->run_stas);
    yb_api_put_text(x, "policy", run->policy);
    yb_api_put_id(x, "version_id", run->version_id);
    yb_api_put_text(x, "insutype", run->insutype);
    yb_api_put_day(x, "from", run->from_day);
    yb_api_put_day(x, "to", run->to_day == YB_DAY_MAX ? YB_DAY_NONE : run->to_day);
    yb_api_put_integer(x, "psn_cnt", run->psn_cnt);
    yb_api_put_integer(x, "change_psn_cnt", run->change_psn_cnt);
    yb_api_put_integer(x, "change_bill_cnt", run->change_bill_cnt);
    yb_api_put_fen(x, "change_fund", run->change_fund_fen);
    yb_api_put_fen(x, "change_cash", run->change_cash_fen);
    yb_api_put_integer(x, "refuse_cnt", run->refuse_cnt);
    yb_api_put_integer(x, "done_psn_cnt", run->done_psn_cnt);
    yb_api_put_integer(x, "done_bill_cnt", run->done_bill_cnt);
    yb_api_put_fen(x, "done_fund", run->done_fund_fen);
    yb_api_put_fen(x, "done_cash", run->done_cash_fen);
    yb_api_put_integer(x, "refused_cnt", left);
    yb_api_put_text(x, "reason", run->reason);
    yb_api_put_text(x, "crte_user", run->crte_user);
    yb_api_put_time(x, "crte_time", run->crte_time);
    yb_api_put_time(x, "count_time", run->count_time);
    yb_api_put_text(x, "order_user", run->order_user);
    yb_api_put_time(x, "order_time", run->order_time);
    yb_api_put_time(x, "end_time", run->end_time);
    return YB_OK;
}

static int resettle_runs(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS);
    struct yb_resettle_run_list list;
    int rc =
        yb_resettle_run_list(x->call.tx, yb_api_number(x, "after", INT64_MAX), most, &list, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        YB_API_EACH(x);
        rc = put_run(x, &list.rows[i], error);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", (int64_t)list.count == most ? list.rows[most - 1].run_id : 0);
    return rc;
}

static int resettle_run(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_resettle_run_row run;
    int rc = yb_resettle_run_get(x->call.tx, yb_api_number(x, "run_id", 0), &run, error);

    return rc == YB_OK ? put_run(x, &run, error) : rc;
}

static int begin_run(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_resettle_run_row run;
    int rc = yb_api_need_pool(x, error);

    yb_api_note(x, "policy:" YB_TEXT_FMT, YB_TEXT_ARG(yb_api_text(x, "policy")));
    if (rc == YB_OK)
        rc = yb_app_run_begin(&x->call, yb_api_text(x, "policy"), &run, error);
    return rc == YB_OK ? put_run(x, &run, error) : rc;
}

static int deed(struct yb_api_exchange *x,
                int (*use)(struct yb_call *, const struct yb_run_deed *,
                           struct yb_resettle_run_row *, struct yb_error *),
                struct yb_error *error)
{
    const struct yb_run_deed what = {.run_id = yb_api_number(x, "run_id", 0),
                                     .user = x->session.user_name,
                                     .reason = yb_api_text(x, "reason")};
    struct yb_resettle_run_row run;
    int rc = yb_api_need_pool(x, error);

    yb_api_note(x, "run:%lld", (long long)what.run_id);
    x->detail = what.reason;
    if (rc == YB_OK)
        rc = use(&x->call, &what, &run, error);
    return rc == YB_OK ? put_run(x, &run, error) : rc;
}

static int order_run(struct yb_api_exchange *x, struct yb_error *error)
{
    return deed(x, yb_app_run_order, error);
}

static int stop_run(struct yb_api_exchange *x, struct yb_error *error)
{
    return deed(x, yb_app_run_stop, error);
}

static int put_row(struct yb_api_exchange *x, const struct yb_resettle_order_row *order,
                   struct yb_error *error)
{
    struct yb_text psn_name;
    int rc = yb_api_name_of(x, order->psn_no, &psn_name, error);

    if (rc != YB_OK)
        return rc;
    YB_API_EACH(x);
    yb_api_put_id(x, "order_id", order->order_id);
    yb_api_put_id(x, "psn_no", order->psn_no);
    yb_api_put_text(x, "psn_name", psn_name);
    yb_api_put_text(x, "state", order->order_stas);
    yb_api_put_integer(x, "bill_cnt", order->bill_cnt);
    yb_api_put_integer(x, "adjust_cnt", order->adjust_cnt);
    yb_api_put_fen(x, "fund_pay_sumamt", order->fund_pay_sumamt_fen);
    yb_api_put_fen(x, "psn_cash_pay", order->psn_cash_pay_fen);
    yb_api_put_packed(x, "refusal", order->refusal);
    yb_api_put_time(x, "end_time", order->end_time);
    YB_API_DONE(x);
    return YB_OK;
}

/* Whose bills a run would change, has changed, or could not decide again. */
static int resettle_run_rows(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_run_orders search = {.run_id = yb_api_number(x, "run_id", 0),
                                         .order_stas = yb_api_text(x, "state"),
                                         .after_id = yb_api_number(x, "after", 0),
                                         .most = yb_api_number(x, "limit", PAGE_ROWS)};
    struct yb_resettle_order_list list;
    int rc = yb_api_need_pool(x, error);

    if (rc == YB_OK)
        rc = yb_resettle_order_run(x->call.tx, &search, &list, error);
    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "run:%lld (%zu)", (long long)search.run_id, list.count);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        rc = put_row(x, &list.rows[i], error);
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next",
                  (int64_t)list.count == search.most ? list.rows[list.count - 1].order_id : 0);
    return rc;
}

const struct yb_api_handler yb_api_handlers_run[] = {
    {"resettle_runs", resettle_runs},
    {"resettle_run", resettle_run},
    {"resettle_run_rows", resettle_run_rows},
    {"begin_run", begin_run},
    {"order_run", order_run},
    {"stop_run", stop_run},
    {.id = NULL},
};
