/*
 * The policy desk and its simulations through the console's interface: a draft keeps any text and
 * tells its mistakes by line; two persons publish; a simulated year's examples open, each look
 * noted; nobody who may not see all of the pool simulates it.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/settle/run.h"
#include "app/year/files.h"
#include "store/statistics.h"
#include "store/store.h"
#include "test/app/town.h"
#include "test/face/api/seat.h"

#define STEPS 40
#define BASE  "371525-guanxian/2018-resident"

static void open_desk(struct town *town, struct seat *seat, void **state)
{
    town_open(town, state);
    town_run(town, town_live, STEPS);
    memcpy(town->c->app.region, "371525", 7);
    seat_open_app(seat, &town->c->app, &town->c->now_ms);
    seat_user(seat, "zhengce", "policy_maker", "371525", "");
    seat_user(seat, "xiangzhen", "policy_maker", "371526", "");
    seat_user(seat, "fuhe", "reviewer", "371525", "");
    seat_login(seat, "zhengce");
}

static void close_desk(struct town *town, struct seat *seat)
{
    seat_close(seat);
    town_close(town);
}

static const char *begin(struct seat *seat, const char *overlay)
{
    const char *body =
        yb_arena_format(&seat->arena,
                        "{\"name\":\"371525-guanxian/2099-resident\","
                        "\"base\":\"" BASE "\",\"reason\":\"试点\",\"overlay\":\"%s\"}",
                        overlay);

    assert_int_equal(seat_call(seat, "POST", "/policy-versions", body), 200);
    seat_complete(seat, "add_draft");
    return yb_arena_format(&seat->arena, "%s", seat_get(seat, "version_id"));
}

static const char *at(struct seat *seat, const char *version_id, const char *tail)
{
    return yb_arena_format(&seat->arena, "/policy-versions/%s%s", version_id, tail);
}

#define WRONG "changes:\\n  - at: layers > nothing\\n    to: 1\\n"
#define RIGHT                                                                                      \
    "changes:\\n  - at: layers > pooling_fund > rules > inpatient > pays > level_2\\n"             \
    "    to: 75 %\\n"

static void a_draft_keeps_what_is_wrong(void **state)
{
    struct town town;
    struct seat seat;
    const char *id;

    open_desk(&town, &seat, state);
    id = begin(&seat, WRONG);
    assert_int_equal(seat_call(&seat, "GET", at(&seat, id, ""), NULL), 200);
    seat_complete(&seat, "policy_version");
    assert_string_equal(seat_get(&seat, "mistakes.0.line"), "2");
    assert_string_equal(seat_get(&seat, "mistakes.0.file"), "overlay");
    assert_non_null(strstr(seat_get(&seat, "overlay"), "layers > nothing"));
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/publish"),
                               "{\"from_day\":\"2099-01-01\",\"reason\":\"x\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "code"), "POLICY_MISTAKES");
    assert_int_equal(
        seat_call(&seat, "PUT", at(&seat, id, ""), "{\"rev\":1,\"overlay\":\"" RIGHT "\"}"), 200);
    assert_int_equal(/* another's page that was read before */
                     seat_call(&seat, "PUT", at(&seat, id, ""), "{\"rev\":1,\"overlay\":\"\"}"),
                     409);
    assert_int_equal(seat_call(&seat, "GET", at(&seat, id, ""), NULL), 200);
    assert_int_equal(seat_count(&seat, "mistakes"), 0);
    assert_string_equal(seat_get(&seat, "items.0.after"), "75%");
    assert_int_equal(seat_call(&seat, "GET", at(&seat, id, "/cases"), NULL), 200);
    assert_string_not_equal(seat_get(&seat, "failed"), "0");
    assert_int_equal(seat_call(&seat, "DELETE", at(&seat, id, ""), "{}"), 200);
    assert_int_equal(seat_call(&seat, "GET", "/policy-versions?state=discarded", NULL), 200);
    assert_string_equal(seat_get(&seat, "items.0.crte_user"), "zhengce");
    close_desk(&town, &seat);
}

static void two_persons_publish(void **state)
{
    struct town town;
    struct seat seat;
    const char *id, *approve;

    open_desk(&town, &seat, state);
    id = begin(&seat, RIGHT);
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/publish"),
                               "{\"from_day\":\"2018-02-01\",\"reason\":\"文号\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "code"), "POLICY_PAST");
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/publish"),
                               "{\"from_day\":\"2099-01-01\",\"reason\":\"文号\"}"),
                     200);
    approve = yb_arena_format(&seat.arena, "/approvals/%s/approve", seat_get(&seat, "approval_id"));
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 403);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    assert_int_equal(seat_call(&seat, "GET", at(&seat, id, ""), NULL), 200);
    assert_string_equal(seat_get(&seat, "state"), "published");
    assert_string_equal(seat_get(&seat, "from_day"), "2099-01-01");
    assert_string_equal(seat_get(&seat, "publish_user"), "zhengce");
    assert_string_equal(seat_get(&seat, "approve_user"), "fuhe");
    assert_int_equal(
        seat_call(&seat, "GET", "/policy-changes?older=" BASE "&newer=version:0", NULL), 404);
    close_desk(&town, &seat);
}

/* ---- a version for days past ---- */

/* Until nothing is left to do; the number of steps. */
static int tick(struct seat *seat)
{
    struct yb_error error;
    bool more = true;
    int steps = 0;

    for (; more && steps < 1000; steps++)
        assert_int_equal(yb_api_tick(seat->api, &more, &error), YB_OK);
    return steps;
}

static int64_t fen_of(struct seat *seat, const char *member)
{
    int64_t fen = 0;

    assert_true(yb_decimal_parse(yb_text_of(seat_get(seat, member)), 2, &fen));
    return fen;
}

static const char *run_at(struct seat *seat, const char *tail)
{
    assert_int_equal(seat_call(seat, "GET", "/policy-resettlements", NULL), 200);
    seat_complete(seat, "resettle_runs");
    return yb_arena_format(&seat->arena, "/policy-resettlements/%s%s",
                           seat_get(seat, "items.0.run_id"), tail);
}

/* The town's past by the base; then 75 % for days past is published by two. */
static const char *publish_past(struct seat *seat, const char *from)
{
    const char *id, *body;

    id = begin(seat, RIGHT);
    body = yb_arena_format(&seat->arena,
                           "{\"from_day\":\"%s\",\"reason\":\"文号\",\"retroactive\":true}", from);
    assert_int_equal(seat_call(seat, "POST", at(seat, id, "/publish"), body), 200);
    body = yb_arena_format(&seat->arena, "/approvals/%s/approve", seat_get(seat, "approval_id"));
    seat_login(seat, "fuhe");
    assert_int_equal(seat_call(seat, "POST", body, "{}"), 200);
    return id;
}

/* Counted a minute later, and only then may it be ordered. Gives the fund's difference. */
static int64_t count_run(struct town *town, struct seat *seat)
{
    tick(seat);
    assert_int_equal(seat_call(seat, "GET", run_at(seat, ""), NULL), 200);
    assert_string_equal(seat_get(seat, "state"), "counting"); /* others may not know it yet */
    assert_string_equal(seat_get(seat, "psn_cnt"), "0");
    assert_int_equal(seat_call(seat, "POST", run_at(seat, "/order"), "{\"reason\":\"x\"}"), 409);
    assert_string_equal(seat_get(seat, "code"), "RUN_STATE");
    town->c->now_ms += YB_RUN_WAIT_MS;
    tick(seat);
    assert_int_equal(seat_call(seat, "GET", run_at(seat, ""), NULL), 200);
    seat_complete(seat, "resettle_run");
    assert_string_equal(seat_get(seat, "state"), "counted");
    assert_string_not_equal(seat_get(seat, "change_bill_cnt"), "0");
    assert_string_equal(seat_get(seat, "done_bill_cnt"), "0");
    return fen_of(seat, "change_fund");
}

/* Nothing is done unasked. Gives a person whom it plans to settle again. */
static const char *look_at_plan(struct seat *seat)
{
    const char *psn, *rows = yb_arena_format(&seat->arena, "/policy-resettlement-rows?run_id=%s",
                                             seat_get(seat, "run_id"));

    assert_int_equal(seat_call(seat, "GET", rows, NULL), 200);
    seat_complete(seat, "resettle_run_rows");
    assert_string_equal(seat_get(seat, "items.0.state"), "planned");
    psn = yb_arena_format(&seat->arena, "%s", seat_get(seat, "items.0.psn_no"));
    assert_int_equal(seat_call(seat, "GET", "/adjustments?cause=policy", NULL), 200);
    assert_int_equal(seat_count(seat, "items"), 0);
    assert_int_equal(seat_call(seat, "GET", "/resettlement-orders", NULL), 200);
    assert_int_equal(seat_count(seat, "items"), 0);
    return psn;
}

/* Ordered, stopped before anything is done, ordered again and worked off. */
static void order_run(struct seat *seat)
{
    static const char order[] = "{\"reason\":\"县医保〔2099〕1号\"}";

    assert_int_equal(seat_call(seat, "POST", run_at(seat, "/order"), "{}"), 400);
    assert_int_equal(seat_call(seat, "POST", run_at(seat, "/order"), order), 200);
    seat_complete(seat, "order_run");
    assert_string_equal(seat_get(seat, "state"), "working");
    assert_int_equal(seat_call(seat, "POST", run_at(seat, "/stop"), "{\"reason\":\"先核对\"}"),
                     200);
    tick(seat);
    assert_int_equal(seat_call(seat, "GET", "/adjustments?cause=policy", NULL), 200);
    assert_int_equal(seat_count(seat, "items"), 0);
    assert_int_equal(seat_call(seat, "POST", run_at(seat, "/order"), order), 200);
    tick(seat);
    assert_int_equal(seat_call(seat, "GET", run_at(seat, ""), NULL), 200);
    assert_string_equal(seat_get(seat, "state"), "done");
}

/* What was done is listed and explained. */
static void look_at_result(struct seat *seat, int64_t bills, int64_t fund, const char *psn)
{
    const char *why, *rows;

    assert_int_equal(strtoll(seat_get(seat, "done_bill_cnt"), NULL, 10), bills);
    assert_int_equal(fen_of(seat, "done_fund"), fund);
    assert_int_equal(seat_call(seat, "GET", "/adjustments?cause=policy&limit=200", NULL), 200);
    assert_int_equal(strtoll(seat_get(seat, "count"), NULL, 10), bills);
    assert_int_equal(fen_of(seat, "fund_sum"), fund);
    why = seat_get(seat, "items.0.reason");
    assert_non_null(strstr(why, "2099-resident 自 2018-01-01 起适用"));
    assert_non_null(strstr(why, "县医保〔2099〕1号"));
    why = yb_arena_format(&seat->arena, "/settlements/%s/history",
                          seat_get(seat, "items.0.adjust_setl_id"));
    assert_int_equal(seat_call(seat, "GET", why, NULL), 200);
    assert_non_null(strstr(seat_get(seat, "items.1.headline"), "因为政策追溯适用"));
    rows = yb_arena_format(&seat->arena, "/resettlement-orders?psn_no=%s", psn);
    assert_int_equal(seat_call(seat, "GET", rows, NULL), 200);
    assert_string_equal(seat_get(seat, "items.0.state"), "done");
}

/* What a policy for days past finds is counted, ordered, worked off, listed and explained; a second
 * count finds nothing; verify agrees. */
static void a_policy_for_days_past_settles_again(void **state)
{
    static const char begin_run[] = "{\"policy\":\"371525-guanxian/2099-resident\"}";
    struct town town;
    struct seat seat;
    const char *psn;
    int64_t fund, bills;

    open_desk(&town, &seat, state);
    publish_past(&seat, "2018-01-01");
    fund = count_run(&town, &seat);
    assert_true(fund > 0); /* 75 % in place of 70 % */
    bills = strtoll(seat_get(&seat, "change_bill_cnt"), NULL, 10);
    psn = look_at_plan(&seat);
    order_run(&seat);
    look_at_result(&seat, bills, fund, psn);

    /* counted again: all is as the policy says */
    assert_int_equal(seat_call(&seat, "POST", "/policy-resettlements", begin_run), 200);
    seat_complete(&seat, "begin_run");
    assert_int_equal(seat_call(&seat, "POST", "/policy-resettlements", begin_run), 409);
    town.c->now_ms += YB_RUN_WAIT_MS;
    tick(&seat);
    assert_int_equal(seat_call(&seat, "GET", run_at(&seat, ""), NULL), 200);
    assert_string_equal(seat_get(&seat, "state"), "done");
    assert_string_equal(seat_get(&seat, "change_bill_cnt"), "0");
    county_verify(town.c);
    close_desk(&town, &seat);
}

/* The orders of the run, as if none of them could have been done. */
static int refuse_planned(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct yb_run_orders search = {.run_id = *(const int64_t *)context, .most = 1000};
    struct yb_resettle_order_list list;
    int rc = yb_resettle_order_run(tx, &search, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++) {
        list.rows[i].order_stas = YB_ORDER_REFUSED;
        list.rows[i].refusal = YB_TEXT("那天不在参保期");
        rc = yb_resettle_order_put(tx, &list.rows[i], error);
    }
    return rc;
}

static int64_t left_of(struct seat *seat)
{
    assert_int_equal(seat_call(seat, "GET", run_at(seat, ""), NULL), 200);
    return strtoll(seat_get(seat, "refused_cnt"), NULL, 10);
}

/* Who was refused and is settled by hand is no more on the list, and no more counted. */
static void whom_a_clerk_has_settled_is_left_no_more(void **state)
{
    struct town town;
    struct seat seat;
    struct yb_error error;
    const char *rows, *psn;
    int64_t run, left;

    open_desk(&town, &seat, state);
    publish_past(&seat, "2018-01-01");
    count_run(&town, &seat);
    run = strtoll(seat_get(&seat, "run_id"), NULL, 10);
    assert_int_equal(left_of(&seat), 0);
    assert_int_equal(yb_store_run(town.c->app.store, refuse_planned, &run, &seat.arena, &error),
                     YB_OK);
    left = left_of(&seat);
    assert_true(left > 1);
    rows = yb_arena_format(&seat.arena, "/policy-resettlement-rows?run_id=%lld&state=refused",
                           (long long)run);
    assert_int_equal(seat_call(&seat, "GET", rows, NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), left);
    psn =
        yb_arena_format(&seat.arena, "/persons/%s/resettlement", seat_get(&seat, "items.0.psn_no"));
    assert_int_equal(/* of other days: what he is refused for stays as it was */
                     seat_call(&seat, "POST", psn,
                               "{\"cause\":\"policy\",\"reason\":\"先试一天\","
                               "\"from\":\"2030-01-01\"}"),
                     200);
    assert_int_equal(left_of(&seat), left);
    assert_int_equal(seat_call(&seat, "POST", psn,
                               "{\"cause\":\"policy\",\"reason\":\"人工重算\","
                               "\"from\":\"2018-01-01\"}"),
                     200);
    assert_true(seat_count(&seat, "items") > 0);
    assert_int_equal(left_of(&seat), left - 1);
    assert_int_equal(seat_call(&seat, "GET", rows, NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), left - 1);
    assert_int_equal(seat_call(&seat, "POST", run_at(&seat, "/order"), "{\"reason\":\"文号\"}"),
                     200);
    tick(&seat); /* the run settles the others, whatever they were refused for before */
    assert_int_equal(left_of(&seat), 0);
    assert_string_equal(seat_get(&seat, "state"), "done");
    county_verify(town.c);
    close_desk(&town, &seat);
}

static void days_past_are_said_so(void **state)
{
    struct town town;
    struct seat seat;
    const char *id;

    open_desk(&town, &seat, state);
    id = begin(&seat, RIGHT);
    assert_int_equal(
        seat_call(&seat, "POST", at(&seat, id, "/publish"),
                  "{\"from_day\":\"2017-12-31\",\"reason\":\"x\",\"retroactive\":true}"),
        400);
    assert_string_equal(seat_get(&seat, "code"), "POLICY_BEFORE"); /* than its base */
    assert_int_equal(
        seat_call(&seat, "POST", at(&seat, id, "/publish"),
                  "{\"from_day\":\"2099-01-01\",\"reason\":\"x\",\"retroactive\":true}"),
        200);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "GET", "/approvals?state=proposed", NULL), 200);
    assert_null(strstr(seat_get(&seat, "items.0.content"), "retroactive"));
    assert_int_equal(seat_call(&seat, "POST", "/policy-resettlements", "{\"policy\":\"none\"}"),
                     404);
    close_desk(&town, &seat);
}

static void ask(struct seat *seat, int year, const char *after)
{
    const char *body = yb_arena_format(
        &seat->arena, "{\"year\":%d,\"before\":\"" BASE "\",\"after\":\"%s\"}", year, after);

    assert_int_equal(seat_call(seat, "POST", "/simulations", body), 200);
    seat_complete(seat, "add_simulation");
}

static void a_year_is_simulated(void **state)
{
    static char folder[64];
    struct town town;
    struct seat seat;
    struct yb_error error;
    const char *job, *bills;
    bool more = true;
    int year;

    snprintf(folder, sizeof(folder), "/tmp/yibao-desk-%d", (int)getpid());
    seat_years = folder;
    open_desk(&town, &seat, state);
    year = yb_day_civil(yb_instant_day(town.c->now_ms)).year;
    town.c->now_ms = yb_clock_now() + 2 * YB_STAT_LAG_MS;     /* the settlements have real ids */
    seat_user(&seat, "xinren", "policy_maker", "371525", ""); /* whose password is not old yet */
    seat_login(&seat, "xinren");
    ask(&seat, year, yb_arena_format(&seat.arena, "version:%s", begin(&seat, RIGHT)));
    job = yb_arena_format(&seat.arena, "/simulations/%s", seat_get(&seat, "simulation_id"));
    while (more)
        assert_int_equal(yb_api_tick(seat.api, &more, &error), YB_OK);
    assert_int_equal(seat_call(&seat, "GET", job, NULL), 200);
    assert_string_equal(seat_get(&seat, "state"), "done");
    assert_string_equal(seat_get(&seat, "result.differing"), "0");
    assert_int_equal(seat_logged(&seat, "simulation", "OK"), 1);
    assert_non_null(seat_get(&seat, "result.pay_less.examples.0.psn_no"));
    bills = yb_arena_format(&seat.arena, "%s/bills?psn_no=%s&setl_id=%s", job,
                            seat_get(&seat, "result.pay_less.examples.0.psn_no"),
                            seat_get(&seat, "result.pay_less.examples.0.setl_id"));
    assert_int_equal(seat_call(&seat, "GET", bills, NULL), 200);
    assert_non_null(seat_get(&seat, "before.cash"));
    assert_string_not_equal(seat_get(&seat, "before.cash"), seat_get(&seat, "after.cash"));
    assert_int_equal(seat_logged(&seat, "simulation_bills", "OK"), 1);
    seat_years = NULL;
    yb_year_files_remove(folder);
    rmdir(folder);
    close_desk(&town, &seat);
}

static void one_county_is_not_the_pool(void **state)
{
    struct town town;
    struct seat seat;

    open_desk(&town, &seat, state);
    seat_login(&seat, "xiangzhen");
    assert_int_equal(seat_call(&seat, "POST", "/simulations",
                               "{\"year\":2018,\"before\":\"" BASE "\",\"after\":\"" BASE "\"}"),
                     403);
    assert_int_equal(seat_call(&seat, "GET", "/simulations/1", NULL), 403);
    assert_int_equal(seat_call(&seat, "GET", "/simulations/1/bills?psn_no=1&setl_id=1", NULL), 403);
    close_desk(&town, &seat);
}

/* He may draft; what holds for the whole pool is proposed and approved by who sees all of it. */
static void one_county_publishes_nothing(void **state)
{
    static const char body[] = "{\"from_day\":\"2099-01-01\",\"reason\":\"文号\"}";
    struct town town;
    struct seat seat;
    const char *id, *approve;

    open_desk(&town, &seat, state);
    seat_user(&seat, "xianfuhe", "reviewer", "371526", "");
    seat_login(&seat, "xiangzhen");
    id = begin(&seat, RIGHT);
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/publish"), body), 403);
    seat_login(&seat, "zhengce");
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/publish"), body), 200);
    approve = yb_arena_format(&seat.arena, "/approvals/%s/approve", seat_get(&seat, "approval_id"));
    seat_login(&seat, "xianfuhe");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 403);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    seat_login(&seat, "xiangzhen");
    assert_int_equal(seat_call(&seat, "POST", at(&seat, id, "/withdraw"), "{\"reason\":\"不对\"}"),
                     403);
    close_desk(&town, &seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEAT_SQLITE(a_draft_keeps_what_is_wrong),
        SEAT_SQLITE(two_persons_publish),
        SEAT_SQLITE(a_policy_for_days_past_settles_again),
        SEAT_SQLITE(whom_a_clerk_has_settled_is_left_no_more),
        SEAT_SQLITE(days_past_are_said_so),
        SEAT_SQLITE(a_year_is_simulated),
        SEAT_SQLITE(one_county_is_not_the_pool),
        SEAT_SQLITE(one_county_publishes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
