#include "app/settle/ordered.h"

#include "app/transfer/csv.h"
#include "store/psn.h"
#include "store/store.h"

int yb_order_resettlement(struct yb_call *call, struct yb_resettle_order_row *order,
                          struct yb_error *error)
{
    order->order_id = yb_tx_id(call->tx, call->now_ms);
    order->order_stas = YB_ORDER_WAITING;
    order->order_time = call->now_ms;
    order->opter_id = call->actor->opter;
    order->opter_name = call->actor->opter_name;
    return yb_resettle_order_add(call->tx, order, error);
}

int yb_order_again(struct yb_call *call, int64_t psn_no, int64_t order_id, struct yb_error *error)
{
    struct yb_resettle_order_row order;
    int rc = yb_psn_lock(call->tx, psn_no, error);

    if (!rc)
        rc = yb_resettle_order_get(call->tx, psn_no, order_id, &order, error);
    if (rc)
        return rc;
    if (!yb_text_equal(order.order_stas, YB_ORDER_REFUSED))
        return yb_fail(error, YB_E_STORE_CONFLICT, "order_id", NULL);
    order.order_stas = YB_ORDER_WAITING;
    order.refusal = YB_TEXT("");
    order.end_time = 0;
    return yb_resettle_order_put(call->tx, &order, error);
}

struct yb_resettle yb_order_asks(const struct yb_resettle_order_row *order, bool dry)
{
    return (struct yb_resettle){.psn_no = order->psn_no,
                                .kind = (enum yb_cause_kind)yb_cause_find(order->cause_kind),
                                .cause_id = order->cause_id,
                                .reason = order->reason,
                                .insutype = order->insutype,
                                .from_day = order->from_day,
                                .to_day = order->to_day,
                                .dry = dry};
}

/* ---- done by the way ---- */

static int look_again(struct yb_call *call, struct yb_resettle_order_row *order,
                      struct yb_error *error)
{
    const struct yb_resettle what = yb_order_asks(order, true);
    struct yb_resettled resettled;
    struct yb_error still;
    int rc = yb_settle_resettle(call, &what, &resettled, &still);

    if (rc && yb_csv_is_fault(rc)) {
        *error = still;
        return rc;
    }
    if (rc || resettled.count)
        return YB_OK; /* it is refused still, or has something to do */
    order->order_stas = YB_ORDER_DONE;
    order->refusal = YB_TEXT("");
    order->adjust_cnt = 0; /* the differences are another's */
    order->fund_pay_sumamt_fen = order->psn_cash_pay_fen = 0;
    order->end_time = call->now_ms;
    return yb_resettle_order_put(call->tx, order, error);
}

int yb_orders_settled(struct yb_call *call, int64_t psn_no, struct yb_error *error)
{
    struct yb_resettle_order_list list;
    int rc = yb_resettle_order_psn(call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        if (yb_text_equal(list.rows[i].order_stas, YB_ORDER_REFUSED))
            rc = look_again(call, &list.rows[i], error);
    return rc;
}

int yb_app_resettle(struct yb_call *call, const struct yb_resettle *resettle,
                    struct yb_resettled *out, struct yb_error *error)
{
    int rc = yb_psn_lock(call->tx, resettle->psn_no, error);

    if (!rc)
        rc = yb_settle_resettle(call, resettle, out, error);
    return rc ? rc : yb_orders_settled(call, resettle->psn_no, error);
}

/* ---- working off ---- */

struct work {
    struct yb_app *app;
    int64_t now_ms, most;
    struct yb_arena arena, job; /* of the list, of one order */
    struct yb_resettle_order_list list;
    const struct yb_resettle_order_row *order;
    struct yb_text refusal;
    struct yb_resettle_order_row after; /* as it was left */
};

static int find(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *work = context;

    return yb_resettle_order_waiting(tx, work->most, &work->list, error);
}

/* The order as it stands now, the person locked; *mine: it waits still. */
static int take(struct work *work, struct yb_tx *tx, bool *mine, struct yb_error *error)
{
    struct yb_resettle_order_row *order = &work->after;
    int rc = yb_psn_lock(tx, work->order->psn_no, error);

    if (!rc)
        rc = yb_resettle_order_get(tx, work->order->psn_no, work->order->order_id, order, error);
    *mine = !rc && yb_text_equal(order->order_stas, YB_ORDER_WAITING);
    if (!rc && !*mine)
        order->adjust_cnt = 0; /* another's */
    return rc;
}

static int settle_again(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *work = context;
    struct yb_resettle_order_row *order = &work->after;
    const struct yb_actor actor = {.opter = work->order->opter_id,
                                   .opter_name = work->order->opter_name};
    struct yb_call call = {
        .app = work->app, .tx = tx, .arena = &work->job, .now_ms = work->now_ms, .actor = &actor};
    struct yb_resettled resettled;
    struct yb_resettle what;
    bool mine;
    int rc = take(work, tx, &mine, error);

    if (rc || !mine)
        return rc;
    what = yb_order_asks(order, false);
    rc = yb_settle_resettle(&call, &what, &resettled, error);
    if (rc)
        return rc;
    order->order_stas = YB_ORDER_DONE;
    order->adjust_cnt = (int64_t)resettled.count;
    for (size_t i = 0; i < resettled.count; i++) {
        order->fund_pay_sumamt_fen += resettled.rows[i].by.fund_pay_sumamt_fen;
        order->psn_cash_pay_fen += resettled.rows[i].by.psn_cash_pay_fen;
    }
    order->end_time = work->now_ms;
    rc = yb_resettle_order_put(tx, order, error);
    return rc ? rc : yb_orders_settled(&call, order->psn_no, error);
}

static int refuse(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *work = context;
    bool mine;
    int rc = take(work, tx, &mine, error);

    if (rc || !mine)
        return rc;
    work->after.order_stas = YB_ORDER_REFUSED;
    work->after.refusal = work->refusal;
    work->after.end_time = work->now_ms;
    return yb_resettle_order_put(tx, &work->after, error);
}

static int work_one(struct work *work, struct yb_orders_worked *out, struct yb_error *error)
{
    struct yb_store *store = work->app->store;
    struct yb_buffer words;
    int rc;

    yb_arena_clear(&work->job);
    rc = yb_store_run(store, settle_again, work, &work->job, error);
    if (rc && !yb_csv_is_fault(rc)) {
        yb_buffer_init(&words, &work->job);
        yb_error_pack(error, &words);
        work->refusal = yb_buffer_text(&words);
        rc = yb_store_run(store, refuse, work, &work->job, error);
        out->refused += !rc;
    } else if (!rc) {
        out->done++;
        out->adjusted += work->after.adjust_cnt;
    }
    return rc;
}

int yb_app_work_off(struct yb_app *app, int64_t now_ms, int64_t most, struct yb_orders_worked *out,
                    struct yb_error *error)
{
    struct work work = {.app = app, .now_ms = now_ms, .most = most};
    int rc;

    *out = (struct yb_orders_worked){0};
    yb_arena_init(&work.arena, 1 << 14);
    yb_arena_init(&work.job, 1 << 16);
    rc = yb_store_read(app->store, find, &work, &work.arena, error);
    for (size_t i = 0; !rc && i < work.list.count; i++) {
        work.order = &work.list.rows[i];
        rc = work_one(&work, out, error);
    }
    yb_arena_release(&work.job);
    yb_arena_release(&work.arena);
    return rc;
}
