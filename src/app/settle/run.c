#include "app/settle/run.h"

#include "app/permission/permission.h"
#include "app/policy/published.h"
#include "app/refuse.h"
#include "app/transfer/csv.h"
#include "base/identity.h"
#include "store/psn.h"
#include "store/store.h"

#define RUNS_LOOKED_AT 200

/* ---- its life ---- */

int yb_run_begin(struct yb_call *call, const struct yb_policy *policy, int64_t version_id,
                 struct yb_resettle_run_row *run, struct yb_error *error)
{
    *run = yb_resettle_run_row();
    run->run_id = yb_tx_id(call->tx, call->now_ms);
    run->rev = 1;
    run->run_stas = YB_RUN_COUNTING;
    run->policy = policy->id;
    run->version_id = version_id;
    run->insutype = yb_text_of(yb_arena_format(call->arena, "%d", policy->insutype));
    run->from_day = policy->from_day;
    run->to_day = policy->to_day;
    run->crte_user = call->actor->opter;
    run->crte_time = call->now_ms;
    return yb_resettle_run_add(call->tx, run, error);
}

/* None for the policy may be open: it would count the same bills. */
static int need_alone(struct yb_call *call, struct yb_text policy, struct yb_error *error)
{
    struct yb_resettle_run_list list;
    int rc = yb_resettle_run_list(call->tx, INT64_MAX, RUNS_LOOKED_AT, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (yb_text_equal(list.rows[i].policy, policy) &&
            !yb_text_equal(list.rows[i].run_stas, YB_RUN_DONE) &&
            !yb_text_equal(list.rows[i].run_stas, YB_RUN_STOPPED))
            rc = yb_refuse(error, YB_E_EXISTS, "policy", policy);
    return rc;
}

int yb_app_run_begin(struct yb_call *call, struct yb_text policy, struct yb_resettle_run_row *run,
                     struct yb_error *error)
{
    const struct yb_policy_entry *entry = yb_policy_set_entry(call->app->policies, policy);
    int rc;

    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", policy);
    if (!yb_area_covers(entry->policy->region, yb_text_of(call->app->region)))
        return yb_refuse(error, YB_E_OUT_OF_RANGE, "region", yb_text_of(call->app->region));
    if (entry->policy->from_day > yb_instant_day(call->now_ms))
        return yb_refuse_day(error, YB_E_POLICY_FUTURE, policy, entry->policy->from_day);
    rc = need_alone(call, policy, error);
    return rc ? rc : yb_run_begin(call, entry->policy, entry->version_id, run, error);
}

static int put(struct yb_tx *tx, struct yb_resettle_run_row *run, struct yb_error *error)
{
    run->rev++;
    return yb_resettle_run_put(tx, run, error);
}

static int load(struct yb_call *call, const struct yb_run_deed *deed,
                struct yb_resettle_run_row *run, struct yb_error *error)
{
    if (!yb_text_trim(deed->reason).length)
        return yb_fail(error, YB_E_MISSING, "reason", NULL);
    return yb_resettle_run_get(call->tx, deed->run_id, run, error);
}

static int move(struct yb_call *call, const struct yb_run_deed *deed, struct yb_text stas,
                struct yb_resettle_run_row *run, struct yb_error *error)
{
    run->run_stas = stas;
    run->reason = yb_identity_hidden(call->arena, deed->reason);
    run->order_user = deed->user;
    run->order_time = call->now_ms;
    return put(call->tx, run, error);
}

int yb_app_run_order(struct yb_call *call, const struct yb_run_deed *deed,
                     struct yb_resettle_run_row *run, struct yb_error *error)
{
    int rc = load(call, deed, run, error);

    if (rc)
        return rc;
    if (!yb_text_equal(run->run_stas, YB_RUN_COUNTED) &&
        !yb_text_equal(run->run_stas, YB_RUN_STOPPED))
        return yb_refuse_text(error, YB_E_RUN_STATE, run->run_stas);
    return move(call, deed, run->count_time ? YB_RUN_WORKING : YB_RUN_COUNTING, run, error);
}

int yb_app_run_stop(struct yb_call *call, const struct yb_run_deed *deed,
                    struct yb_resettle_run_row *run, struct yb_error *error)
{
    int rc = load(call, deed, run, error);

    if (rc)
        return rc;
    if (yb_text_equal(run->run_stas, YB_RUN_DONE) || yb_text_equal(run->run_stas, YB_RUN_STOPPED))
        return yb_refuse_text(error, YB_E_RUN_STATE, run->run_stas);
    return move(call, deed, YB_RUN_STOPPED, run, error);
}

/* ---- one step ---- */

struct step {
    struct yb_app *app;
    int64_t now_ms, to_psn; /* people up to this one are of this step */
    struct yb_arena arena;  /* of the step */
    struct yb_arena one;    /* of one person */
    struct yb_resettle_run_row run;
    struct yb_psn_list people;
    bool found, last; /* a run; its last people */
    struct yb_actor actor;
    /* One person. */
    int64_t psn_no;
    struct yb_resettled resettled;
    struct yb_text refusal;
    /* What counting has found, not kept yet. */
    struct yb_resettle_order_row *planned;
    size_t planned_count;
};

/* Others may not know the version yet; a pack file they have all begun with. */
static bool is_young(const struct step *step)
{
    return step->run.version_id && step->now_ms < step->run.crte_time + YB_RUN_WAIT_MS;
}

static int look(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *step = context;
    struct yb_psn_list all;
    int rc = yb_resettle_run_open(tx, &step->run, &step->found, error);

    if (rc || !step->found || is_young(step))
        return rc;
    rc = yb_psn_list(tx, step->run.after_psn, YB_RUN_PEOPLE, &all, error);
    if (rc)
        return rc;
    step->last = all.count < YB_RUN_PEOPLE;
    step->to_psn = all.count ? all.rows[all.count - 1].psn_no : step->run.after_psn;
    return yb_resettle_run_people(tx, &step->run, step->to_psn, &step->people, error);
}

static struct yb_text words_of(const struct step *step, struct yb_arena *arena)
{
    const struct yb_resettle_run_row *run = &step->run;
    char day[11];

    yb_day_format(run->from_day, day);
    return yb_text_of(yb_arena_format(arena, "政策 " YB_TEXT_FMT " 自 %s 起适用%s" YB_TEXT_FMT,
                                      YB_TEXT_ARG(run->policy), day, run->reason.length ? "：" : "",
                                      YB_TEXT_ARG(run->reason)));
}

/* The actor lives as long as the step. */
static struct yb_call call_of(struct step *step, struct yb_tx *tx)
{
    step->actor =
        (struct yb_actor){.opter = step->run.order_user, .opter_name = step->run.order_user};
    return (struct yb_call){.app = step->app,
                            .tx = tx,
                            .arena = &step->one,
                            .now_ms = step->now_ms,
                            .actor = &step->actor};
}

static int settle_again(struct step *step, struct yb_tx *tx, bool dry, struct yb_error *error)
{
    struct yb_call call = call_of(step, tx);
    const struct yb_resettle what = {.psn_no = step->psn_no,
                                     .kind = YB_CAUSE_policy,
                                     .cause_id = step->run.run_id,
                                     .reason = words_of(step, &step->one),
                                     .from_day = step->run.from_day,
                                     .to_day = step->run.to_day,
                                     .insutype = step->run.insutype,
                                     .dry = dry};

    return yb_settle_resettle(&call, &what, &step->resettled, error);
}

/* What was found of the person, as an order; texts in `arena`. */
static void describe(const struct step *step, struct yb_arena *arena,
                     struct yb_resettle_order_row *order)
{
    const struct yb_resettled *resettled = &step->resettled;

    order->psn_no = step->psn_no;
    order->cause_kind = yb_text_of(yb_cause_word(YB_CAUSE_policy));
    order->cause_id = step->run.run_id;
    order->insutype = step->run.insutype;
    order->from_day = step->run.from_day;
    order->to_day = step->run.to_day;
    order->bill_cnt = resettled->bills;
    order->adjust_cnt = (int64_t)resettled->count;
    order->fund_pay_sumamt_fen = order->psn_cash_pay_fen = 0;
    for (size_t i = 0; i < resettled->count; i++) {
        order->fund_pay_sumamt_fen += resettled->rows[i].by.fund_pay_sumamt_fen;
        order->psn_cash_pay_fen += resettled->rows[i].by.psn_cash_pay_fen;
    }
    if (resettled->count)
        order->insuplc_admdvs = yb_text_copy(arena, resettled->rows[0].before.insuplc_admdvs);
    order->refusal = step->refusal;
    order->reason = words_of(step, arena);
    order->opter_id = order->opter_name =
        step->run.order_user.length ? step->run.order_user : step->run.crte_user;
}

/* Where the person is insured, for an order without bills: so that his clerks see it. */
static int find_place(struct yb_tx *tx, struct yb_resettle_order_row *order, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    int rc;

    if (order->insuplc_admdvs.length)
        return YB_OK;
    rc = yb_psn_insu_list(tx, order->psn_no, &list, error);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (!order->insutype.length || yb_text_equal(list.rows[i].insutype, order->insutype))
            order->insuplc_admdvs = list.rows[i].insuplc_admdvs;
    return rc;
}

static struct yb_text kept_error(const struct yb_error *error, struct yb_arena *arena)
{
    struct yb_buffer words;

    yb_buffer_init(&words, arena);
    yb_error_pack(error, &words);
    return yb_buffer_text(&words);
}

/* ---- counting ---- */

static int try_one(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return settle_again(context, tx, true, error);
}

static int count_one(struct step *step, struct yb_error *error)
{
    struct yb_resettle_run_row *run = &step->run;
    struct yb_resettle_order_row *order = &step->planned[step->planned_count];
    int rc;

    yb_arena_clear(&step->one);
    step->resettled = (struct yb_resettled){0};
    step->refusal = YB_TEXT("");
    rc = yb_store_read(step->app->store, try_one, step, &step->one, error);
    if (rc && yb_csv_is_fault(rc))
        return rc;
    run->psn_cnt++;
    if (rc) {
        run->refuse_cnt++;
        step->resettled = (struct yb_resettled){0};
        step->refusal = kept_error(error, &step->arena);
    } else if (!step->resettled.count) {
        return YB_OK;
    }
    *order = yb_resettle_order_row();
    describe(step, &step->arena, order);
    run->change_psn_cnt += !rc;
    run->change_bill_cnt += order->adjust_cnt;
    run->change_fund_fen += order->fund_pay_sumamt_fen;
    run->change_cash_fen += order->psn_cash_pay_fen;
    step->planned_count++;
    return YB_OK;
}

/* What the step has found, and that it has looked. */
static int keep_counted(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *step = context;
    struct yb_resettle_run_row run = step->run;
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < step->planned_count; i++) {
        step->planned[i].order_id = yb_tx_id(tx, step->now_ms);
        step->planned[i].order_stas = YB_ORDER_PLANNED;
        step->planned[i].order_time = step->now_ms;
        rc = find_place(tx, &step->planned[i], error);
        if (rc == YB_OK)
            rc = yb_resettle_order_add(tx, &step->planned[i], error);
    }
    run.after_psn = step->to_psn;
    if (step->last) {
        bool none = !run.change_psn_cnt && !run.refuse_cnt;

        run.run_stas = none ? YB_RUN_DONE : YB_RUN_COUNTED;
        run.count_time = step->now_ms;
        run.end_time = none ? step->now_ms : 0;
        run.after_psn = 0; /* it is worked off from the beginning */
    }
    return rc == YB_OK ? put(tx, &run, error) : rc;
}

static int count_people(struct step *step, struct yb_error *error)
{
    int rc = YB_OK;

    step->planned =
        YB_NEW_ARRAY(&step->arena, struct yb_resettle_order_row, step->people.count + 1);
    if (!step->planned)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; rc == YB_OK && i < step->people.count; i++) {
        step->psn_no = step->people.rows[i].psn_no;
        rc = count_one(step, error);
    }
    yb_arena_clear(&step->one);
    return rc ? rc : yb_store_run(step->app->store, keep_counted, step, &step->one, error);
}

/* ---- working off ---- */

/* The run as it stands now, moved on to the person; STORE_CONFLICT: it is not ours any more. */
static int take_run(const struct step *step, struct yb_tx *tx, struct yb_resettle_run_row *run,
                    struct yb_error *error)
{
    int rc = yb_resettle_run_get(tx, step->run.run_id, run, error);

    if (rc == YB_OK &&
        (!yb_text_equal(run->run_stas, YB_RUN_WORKING) || run->after_psn >= step->psn_no))
        rc = yb_fail(error, YB_E_STORE_CONFLICT, "resettle_run", NULL);
    if (rc)
        return rc;
    run->after_psn = step->psn_no;
    run->done_psn_cnt++;
    return YB_OK;
}

/* What the run has open of the person, or a new order: one a run, for verify adds it up. */
static int find_order(const struct step *step, struct yb_tx *tx, bool *found,
                      struct yb_resettle_order_row *order, struct yb_error *error)
{
    struct yb_resettle_order_list list;
    int rc = yb_resettle_order_psn(tx, step->psn_no, &list, error);

    *order = yb_resettle_order_row();
    *found = false;
    for (size_t i = 0; rc == YB_OK && i < list.count && !*found; i++)
        if (list.rows[i].cause_id == step->run.run_id &&
            !yb_text_equal(list.rows[i].order_stas, YB_ORDER_DONE)) {
            *order = list.rows[i];
            *found = true;
        }
    return rc;
}

static int keep_order(struct step *step, struct yb_tx *tx, struct yb_text stas,
                      struct yb_error *error)
{
    struct yb_resettle_order_row order;
    bool found;
    int rc = find_order(step, tx, &found, &order, error);

    if (rc || (!found && !step->resettled.count && !step->refusal.length))
        return rc; /* nothing to tell of this person */
    describe(step, &step->one, &order);
    order.order_stas = stas;
    order.end_time = step->now_ms;
    rc = find_place(tx, &order, error);
    if (rc || found)
        return rc ? rc : yb_resettle_order_put(tx, &order, error);
    order.order_id = yb_tx_id(tx, step->now_ms);
    order.order_time = step->now_ms;
    return yb_resettle_order_add(tx, &order, error);
}

static int work_one(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *step = context;
    struct yb_call call = call_of(step, tx);
    struct yb_resettle_run_row run;
    int rc = yb_psn_lock(tx, step->psn_no, error);

    step->resettled = (struct yb_resettled){0};
    step->refusal = YB_TEXT("");
    if (!rc)
        rc = take_run(step, tx, &run, error);
    if (!rc)
        rc = settle_again(step, tx, false, error);
    if (!rc)
        rc = keep_order(step, tx, YB_ORDER_DONE, error);
    if (!rc) /* of an earlier run */
        rc = yb_orders_settled(&call, step->psn_no, error);
    if (rc)
        return rc;
    run.done_bill_cnt += (int64_t)step->resettled.count;
    for (size_t i = 0; i < step->resettled.count; i++) {
        run.done_fund_fen += step->resettled.rows[i].by.fund_pay_sumamt_fen;
        run.done_cash_fen += step->resettled.rows[i].by.psn_cash_pay_fen;
    }
    return put(tx, &run, error);
}

static int refuse_one(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *step = context;
    struct yb_resettle_run_row run;
    int rc = yb_psn_lock(tx, step->psn_no, error);

    step->resettled = (struct yb_resettled){0};
    if (!rc)
        rc = take_run(step, tx, &run, error);
    if (!rc)
        rc = keep_order(step, tx, YB_ORDER_REFUSED, error);
    return rc ? rc : put(tx, &run, error);
}

/* All of the step's people have been looked at. */
static int end_step(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *step = context;
    struct yb_resettle_run_row run;
    int rc = yb_resettle_run_get(tx, step->run.run_id, &run, error);

    if (rc || !yb_text_equal(run.run_stas, YB_RUN_WORKING))
        return rc;
    if (run.after_psn < step->to_psn)
        run.after_psn = step->to_psn;
    if (step->last) {
        run.run_stas = YB_RUN_DONE;
        run.end_time = step->now_ms;
    }
    return put(tx, &run, error);
}

static int work_people(struct step *step, struct yb_error *error)
{
    struct yb_store *store = step->app->store;
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < step->people.count; i++) {
        step->psn_no = step->people.rows[i].psn_no;
        yb_arena_clear(&step->one);
        rc = yb_store_run(store, work_one, step, &step->one, error);
        if (rc && !yb_csv_is_fault(rc)) {
            step->refusal = kept_error(error, &step->arena);
            rc = yb_store_run(store, refuse_one, step, &step->one, error);
        }
    }
    yb_arena_clear(&step->one);
    return rc ? rc : yb_store_run(store, end_step, step, &step->one, error);
}

static int take_step(struct step *step, bool *more, struct yb_error *error)
{
    int rc = yb_store_read(step->app->store, look, step, &step->arena, error);

    if (rc || !step->found || is_young(step))
        return rc;
    rc = yb_policies_refresh(step->app, error);
    if (!rc)
        rc = yb_text_equal(step->run.run_stas, YB_RUN_COUNTING) ? count_people(step, error)
                                                                : work_people(step, error);
    if (rc == YB_E_STORE_CONFLICT) /* stopped, or another process is at it */
        rc = YB_OK;
    *more = rc == YB_OK;
    return rc;
}

int yb_app_run_step(struct yb_app *app, int64_t now_ms, bool *more, struct yb_error *error)
{
    struct step step = {.app = app, .now_ms = now_ms};
    int rc;

    *more = false;
    yb_arena_init(&step.arena, 1 << 16);
    yb_arena_init(&step.one, 1 << 16);
    rc = take_step(&step, more, error);
    yb_arena_release(&step.one);
    yb_arena_release(&step.arena);
    return rc;
}
