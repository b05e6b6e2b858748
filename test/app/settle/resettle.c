/* Bills decided again: whatever the cause, the outcome is as if it had been known from the start.
 */
#include "test/app/town.h"

#include "app/enrol/enrol.h"
#include "app/policy/load.h"
#include "app/settle/again.h"
#include "app/settle/correct.h"
#include "app/settle/explain.h"
#include "app/settle/order.h"
#include "app/settle/ordered.h"
#include "app/settle/packs.h"
#include "app/settle/resettle.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLAIMS 6

/* Claims of one person, each on a day of its own, and what became of them. */
struct life {
    int64_t psn_no;
    bool employee;
    struct town_claim claims[CLAIMS];
    int64_t setl_id[CLAIMS], mdtrt_id[CLAIMS];
    int64_t funds[CLAIMS], bearing[CLAIMS], total[CLAIMS]; /* as they stand */
    struct town_state state;
};

struct lives {
    struct town *town;
    struct life a, b;
    size_t changed;
};

/* Both live through the same: b's claims are a's. */
static void draw(struct lives *lives, int which)
{
    struct town *town = lives->town;

    memset(&lives->a, 0, sizeof(lives->a));
    memset(&lives->b, 0, sizeof(lives->b));
    lives->a.employee = lives->b.employee = which % 3 == 0;
    lives->a.psn_no = county_person(
        town->c, &(struct county_person_of){.insutype = lives->a.employee ? "310" : "390"});
    lives->b.psn_no = county_person(
        town->c, &(struct county_person_of){.insutype = lives->a.employee ? "310" : "390"});
    for (int i = 0; i < CLAIMS; i++) {
        struct town_claim *claim = &lives->b.claims[i];
        uint64_t same = test_random(&town->seed);
        uint64_t again = same;
        int64_t day_ms = town->c->now_ms - (int64_t)(100 - 10 * i) * YB_DAY_MS;

        town_random_claim(&lives->a.claims[i], &same, lives->a.psn_no, lives->a.employee, day_ms);
        town_random_claim(claim, &again, lives->b.psn_no, lives->a.employee, day_ms);
    }
}

static int settle(struct yb_call *call, struct life *life, int i, struct yb_error *error)
{
    struct yb_settle_out out;
    int rc;

    life->claims[i].in.lines = life->claims[i].lines;
    rc = town_settle(call, &life->claims[i], &out, error);
    if (!rc) {
        life->setl_id[i] = out.setlinfo.setl_id;
        life->mdtrt_id[i] = out.setlinfo.mdtrt_id;
    }
    return rc;
}

/* What stands of every bill of a life, and the accumulators. */
static int read_life(struct yb_call *call, struct life *life, struct yb_error *error)
{
    struct yb_setl_list setls;
    int rc = yb_setl_list_psn(call->tx, life->psn_no, 0, &setls, error);

    for (int i = 0; !rc && i < CLAIMS; i++) {
        for (size_t j = 0; !rc && j < setls.count; j++) {
            struct yb_effective effective;

            if (setls.rows[j].setl_id != life->setl_id[i])
                continue;
            rc = yb_effective_load(call->tx, &setls.rows[j], &setls, &effective, error);
            life->funds[i] = effective.sum.fund_pay_sumamt_fen;
            life->bearing[i] = effective.sum.psn_part_amt_fen;
            life->total[i] = effective.sum.medfee_sumamt_fen;
        }
    }
    return rc ? rc : town_state_of(call, life->psn_no, &life->state, error);
}

static void same(const struct life *a, const struct life *b)
{
    assert_memory_equal(a->funds, b->funds, sizeof(a->funds));
    assert_memory_equal(a->bearing, b->bearing, sizeof(a->bearing));
    assert_memory_equal(a->total, b->total, sizeof(a->total));
    assert_int_equal(a->state.count, b->state.count);
    for (size_t i = 0; i < a->state.count; i++) {
        size_t j = 0;

        while (j < b->state.count && (a->state.rows[i].year != b->state.rows[j].year ||
                                      strcmp(a->state.rows[i].name, b->state.rows[j].name) != 0))
            j++;
        assert_int_not_equal(j, b->state.count);
        assert_int_equal(a->state.rows[i].value, b->state.rows[j].value);
    }
}

/* Every bill explains itself: originals as they were settled, their newest adjustment as it stands.
 */
static int explain_all(struct yb_call *call, const struct life *life, struct yb_error *error)
{
    struct yb_setl_list setls;
    int rc = yb_setl_list_psn(call->tx, life->psn_no, 0, &setls, error);

    for (size_t i = 0; !rc && i < setls.count; i++) {
        const struct yb_setl_row *row = &setls.rows[i];
        const int64_t which[2] = {row->psn_no, row->setl_id};
        struct yb_explained explained;

        rc = yb_settlement_explain(call->app, call->tx, which, &explained, error);
        if (rc || row->adjust_setl_id || row->init_setl_id)
            continue;
        assert_int_equal(explained.decision.bill.total_fen, row->medfee_sumamt_fen);
        assert_int_equal(explained.decision.bill.cash_fen, row->psn_cash_pay_fen);
    }
    for (int i = 0; !rc && i < CLAIMS; i++) {
        int64_t which[2] = {life->psn_no, life->setl_id[i]};
        struct yb_explained explained;

        for (size_t j = 0; j < setls.count; j++)
            if (setls.rows[j].adjust_setl_id == life->setl_id[i])
                which[1] = setls.rows[j].setl_id;
        rc = yb_settlement_explain(call->app, call->tx, which, &explained, error);
        if (!rc)
            assert_int_equal(explained.decision.bill.total_fen, life->total[i]);
        if (!rc)
            assert_int_equal(explained.decision.bill.cash_fen +
                                 explained.decision.bill.fund_fen[YB_FUND_ACCT],
                             life->bearing[i]);
    }
    return rc;
}

static int settle_in_order(struct yb_call *call, struct life *life, struct yb_error *error)
{
    int rc = 0;

    for (int i = 0; !rc && i < CLAIMS; i++)
        rc = settle(call, life, i, error);
    return rc;
}

/* ---- late bills ---- */

static int live_late(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct lives *lives = out;
    bool done[CLAIMS] = {false};
    int rc = settle_in_order(call, &lives->a, error);

    (void)in;
    for (int left = CLAIMS; !rc && left; left--) {
        int i = (int)(test_random(&lives->town->seed) % CLAIMS);

        while (done[i])
            i = (i + 1) % CLAIMS;
        done[i] = true;
        rc = settle(call, &lives->b, i, error);
    }
    if (!rc)
        rc = read_life(call, &lives->a, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    return rc ? rc : explain_all(call, &lives->b, error);
}

/* Whatever came late, every bill stands as if all had come in their turn. */
static void late_bills_find_their_place(void **state)
{
    struct lives lives = {.changed = 0};
    struct town town;
    struct yb_error error;
    bool differed = false;

    town_open(&town, state);
    town.c->rules.late_bills_at_their_day = true;
    lives.town = &town;
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 3 : 12); i++) {
        draw(&lives, i);
        fixture_ok(county_run(town.c, live_late, NULL, &lives, &error), &error);
        same(&lives.a, &lives.b);
        for (int j = 1; j < CLAIMS; j++)
            differed |= lives.b.setl_id[j - 1] > lives.b.setl_id[j];
        county_forget(town.c);
    }
    assert_true(differed);
    county_verify(town.c);
    town_close(&town);
}

/* ---- all of it taken back ---- */

static int take_all_back(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct lives *lives = out;
    struct life *b = &lives->b;
    struct yb_setl_list setls;
    struct yb_setl_row sum = {0};
    int rc = live_late(call, in, out, error);

    for (int i = 0; !rc && i < CLAIMS; i++) {
        const struct yb_setlinfo info = {.setl_id = b->setl_id[i],
                                         .mdtrt_id = b->mdtrt_id[i],
                                         .psn_no = b->psn_no,
                                         .med_type = b->claims[i].in.med_type,
                                         .medfee_sumamt_fen = b->claims[i].in.medfee_sumamt_fen};

        rc = town_cancel(call, &info, b->claims[i].at, error);
    }
    if (!rc)
        rc = yb_setl_list_psn(call->tx, b->psn_no, 0, &setls, error);
    if (!rc)
        rc = town_state_of(call, b->psn_no, &b->state, error);
    for (size_t i = 0; !rc && i < setls.count; i++)
        yb_setl_amounts_add(&sum, &setls.rows[i], 1);
    assert_true(rc || yb_setl_amounts_zero(&sum));
    return rc;
}

static void all_taken_back_is_nothing(void **state)
{
    struct lives lives = {.changed = 0};
    struct town town;
    struct yb_error error;

    town_open(&town, state);
    town.c->rules.late_bills_at_their_day = true;
    lives.town = &town;
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 2 : 6); i++) {
        draw(&lives, i);
        fixture_ok(county_run(town.c, take_all_back, NULL, &lives, &error), &error);
        assert_int_equal(lives.b.state.count, 0);
        county_forget(town.c);
    }
    county_verify(town.c);
    town_close(&town);
}

/* ---- a register put right ---- */

/* The employee was retired all the time, or was not. */
static int put_retired(struct yb_call *call, int64_t psn_no, bool retired, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(call->tx, psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++) {
        list.rows[i].psn_type = retired ? YB_TEXT("12") : YB_TEXT("11");
        rc = yb_psn_insu_put(call->tx, &list.rows[i], error);
    }
    return rc;
}

static int resettle(struct yb_call *call, const struct life *life, bool dry,
                    struct yb_resettled *out, struct yb_error *error)
{
    const struct yb_resettle what = {.psn_no = life->psn_no,
                                     .kind = YB_CAUSE_cover,
                                     .reason = YB_TEXT("退休时间补登"),
                                     .from_day = yb_instant_day(call->now_ms) - 365,
                                     .to_day = YB_DAY_NONE,
                                     .dry = dry};

    return yb_settle_resettle(call, &what, out, error);
}

/* a is known to be retired before its bills, b afterwards; `first` is what b was before. */
static int know_later(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct lives *lives = out;
    struct yb_resettled tried, done, again;
    struct life first;
    int rc = put_retired(call, lives->a.psn_no, true, error);

    (void)in;
    if (!rc)
        rc = settle_in_order(call, &lives->a, error);
    if (!rc)
        rc = settle_in_order(call, &lives->b, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    first = lives->b;
    if (!rc)
        rc = put_retired(call, lives->b.psn_no, true, error);
    if (!rc)
        rc = resettle(call, &lives->b, true, &tried, error);
    if (!rc)
        rc = resettle(call, &lives->b, false, &done, error);
    if (!rc)
        rc = read_life(call, &lives->a, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    if (rc)
        return rc;
    same(&lives->a, &lives->b);
    lives->changed += done.count;
    assert_int_equal(tried.count, done.count);
    for (size_t i = 0; i < done.count; i++) {
        assert_int_equal(tried.rows[i].by.psn_cash_pay_fen, done.rows[i].by.psn_cash_pay_fen);
        assert_int_equal(tried.rows[i].before.setl_id, done.rows[i].before.setl_id);
    }
    rc = resettle(call, &lives->b, false, &again, error); /* nothing is left to do */
    assert_true(rc || again.count == 0);
    if (!rc)
        rc = put_retired(call, lives->b.psn_no, false, error);
    if (!rc)
        rc = resettle(call, &lives->b, false, &done, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    if (!rc)
        same(&first, &lives->b);
    return rc;
}

static void cover_known_later(void **state)
{
    struct lives lives = {.changed = 0};
    struct town town;
    struct yb_error error;

    town_open(&town, state);
    lives.town = &town;
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 3 : 8); i++) {
        draw(&lives, 0);
        fixture_ok(county_run(town.c, know_later, NULL, &lives, &error), &error);
        county_forget(town.c);
    }
    assert_true(lives.changed > 0);
    county_verify(town.c);
    town_close(&town);
}

/* Only what the cause concerns is derived again, and only on the days on which it holds. */
static void facts_of_that_day(void **state)
{
    struct county *c = county_open(*state);
    struct yb_psn_idet_row idet = yb_psn_idet_row();
    struct yb_psn_insu_row insu = yb_psn_insu_row();
    struct yb_psn_row psn = yb_psn_row();
    const struct yb_psn_idet_list idets = {&idet, 1};
    const struct yb_psn_insu_list insus = {&insu, 1};
    struct yb_setl_row setl = yb_setl_row();
    struct yb_again again = {.app = &c->app,
                             .arena = &c->job,
                             .kind = YB_CAUSE_identity,
                             .psn = &psn,
                             .insu = &insus,
                             .idet = &idets};
    struct yb_record record = {.facts = yb_facts_default(390), .benefit_day = 17000};
    const struct yb_facts was = record.facts;
    struct yb_facts facts;
    struct yb_error error;

    setl.med_type = YB_TEXT("21");
    setl.insutype = YB_TEXT("390");
    setl.begndate = 17000;
    idet.psn_idet_type = YB_TEXT("2304");
    idet.begndate = 17000;
    fixture_ok(yb_facts_again(&again, &setl, &record, &facts, &error), &error);
    yb_facts_set(&record.facts, YB_RELIEF_DESTITUTE);
    assert_true(facts.bits == record.facts.bits);
    idet.begndate = 17001; /* from the next day */
    fixture_ok(yb_facts_again(&again, &setl, &record, &facts, &error), &error);
    assert_true(facts.bits == was.bits);
    again.kind = YB_CAUSE_cover; /* no cover at all */
    assert_int_equal(yb_facts_again(&again, &setl, &record, &facts, &error), YB_E_PSN_NOT_COVERED);
    county_close(c);
}

/* ---- a register that changes is an order ---- */

#define IDENTITY "2303"

/* A pack by which it matters who is poor, over the turn of a year. */
static void use_relief(struct county *c)
{
    static const char text[] =
        "pack: 救助\nregion: \"371525\"\nscheme: resident\n"
        "in_force: {from: 2017-01-01, to: 2018-12-31}\nsources: {s: 文件}\n"
        "rounding: half_up\nlines: {class_b: {takes_first: 10 %, source: s}}\n"
        "accumulators:\n  admissions: {title: 年内住院次数, counts: visits}\n"
        "limits:\n  year: {title: 年度支付, fund_pays_at_most: 9000.00, source: s}\n"
        "layers:\n  - layer: pooling_fund\n    title: 统筹基金\n    pays_from: hifp\n"
        "    works_on: in_scope\n    rules:\n"
        "      - {rule: outpatient, source: s, when: {care: general_outpatient},"
        " pays: {any: 50 %}, counts_toward: [year]}\n"
        "      - rule: inpatient\n        source: s\n        when: {care: inpatient}\n"
        "        deductible: {per: visit, nth_of: admissions, any: [400.00, 200.00]}\n"
        "        pays: {any: 60 %}\n        adjust:\n"
        "          - {when: {relief: low_income}, deductible_times: 0 %, source: s}\n"
        "          - {when: {place: out_of_province}, minus: 10 %, source: s}\n"
        "        counts_toward: [year]\n";
    char path[] = "/tmp/yibao-relief-XXXXXX.yaml";
    const char *paths[] = {path};
    struct yb_policy_set *set = YB_NEW(&c->kept, struct yb_policy_set);
    struct yb_mistakes mistakes;
    struct yb_error error;
    int file = mkstemps(path, 5);

    assert_true(file >= 0 && write(file, text, sizeof(text) - 1) == sizeof(text) - 1);
    close(file);
    yb_mistakes_init(&mistakes, &c->kept);
    if (yb_policy_load(paths, 1, &c->kept, set, &mistakes))
        fixture_ok(yb_mistakes_first(&mistakes, &error), &error);
    c->app.policies = set;
    fixture_ok(yb_packs_keep(&c->app, &error), &error);
    unlink(path);
    yb_instant_parse(YB_TEXT("2018-03-20 10:00:00"), &c->now_ms);
}

static struct yb_enrol_in act(const struct life *life, enum yb_enrol_verb verb, int32_t from,
                              int32_t to)
{
    return (struct yb_enrol_in){.psn_no = life->psn_no,
                                .verb = verb,
                                .psn_idet_type = YB_TEXT(IDENTITY),
                                .begndate = from,
                                .enddate = to,
                                .due_date = YB_DAY_NONE,
                                .done_date = YB_DAY_NONE,
                                .cont_clct_date = YB_DAY_NONE,
                                .memo = YB_TEXT("民政部门补登")};
}

/* a is known to be poor before its bills. */
static int poor_first(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct lives *lives = out;
    const struct yb_enrol_in poor =
        act(&lives->a, YB_ENROL_IDENTITY, *(const int32_t *)in, YB_DAY_NONE);
    struct yb_enrol_out enrolled;
    int rc = yb_app_enrol(call, &poor, &enrolled, error);

    assert_true(rc || !enrolled.order_count);
    if (!rc)
        rc = settle_in_order(call, &lives->a, error);
    if (!rc)
        rc = settle_in_order(call, &lives->b, error);
    if (!rc)
        rc = read_life(call, &lives->a, error);
    return rc ? rc : read_life(call, &lives->b, error);
}

static int record(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_enrol(call, in, out, error);
}

static int read_b(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)in;
    return read_life(call, &((struct lives *)out)->b, error);
}

static int64_t work_off(struct county *c)
{
    struct yb_orders_worked worked;
    struct yb_error error;

    fixture_ok(yb_app_work_off(&c->app, c->now_ms, 100, &worked, &error), &error);
    assert_int_equal(worked.refused, 0);
    return worked.done;
}

static int orders_of(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_resettle_order_psn(call->tx, *(const int64_t *)in, out, error);
}

static int causes_of(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_setl_cause_list(call->tx, *(const int64_t *)in, out, error);
}

/* b's identity is learnt after its bills: it ends where a is, by an order of the same commit; when
 * the identity turns out to have held on no bill's day, all is as at first. */
static void learn_later(struct county *c, struct lives *lives)
{
    const int32_t from = yb_instant_day(c->now_ms) - 85; /* between two bills of the year before */
    struct yb_enrol_in in = act(&lives->b, YB_ENROL_IDENTITY, from, YB_DAY_NONE);
    struct yb_setl_cause_list causes;
    struct yb_resettle_order_list orders;
    struct yb_enrol_out out;
    struct yb_error error;
    struct life first;

    fixture_ok(county_run(c, poor_first, &from, lives, &error), &error);
    first = lives->b;
    fixture_ok(county_run(c, record, &in, &out, &error), &error);
    assert_int_equal(out.order_count, 1);
    assert_true(out.touched.count && out.touched.count < CLAIMS);
    fixture_ok(county_run(c, read_b, NULL, lives, &error), &error);
    same(&first, &lives->b); /* ordered, not yet done */
    assert_int_equal(work_off(c), 1);
    assert_int_equal(work_off(c), 0);
    fixture_ok(county_run(c, read_b, NULL, lives, &error), &error);
    same(&lives->a, &lives->b);
    fixture_ok(county_run(c, orders_of, &in.psn_no, &orders, &error), &error);
    assert_int_equal(orders.count, 1);
    assert_true(yb_text_is(orders.rows[0].order_stas, "done"));
    fixture_ok(county_run(c, causes_of, &in.psn_no, &causes, &error), &error);
    assert_int_equal(causes.count, orders.rows[0].adjust_cnt);
    lives->changed += causes.count;
    for (size_t i = 0; i < causes.count; i++) {
        assert_int_equal(causes.rows[i].cause_id, orders.rows[0].cause_id);
        assert_true(memmem(causes.rows[i].reason.bytes, causes.rows[i].reason.length, IDENTITY, 4));
    }
    in.verb = YB_ENROL_END_IDENTITY;
    in.begndate = YB_DAY_NONE;
    in.enddate = from; /* its only day, no bill's */
    fixture_ok(county_run(c, record, &in, &out, &error), &error);
    work_off(c);
    fixture_ok(county_run(c, read_b, NULL, lives, &error), &error);
    same(&first, &lives->b);
}

/* What is said of an adjustment, and of an order, is what was booked. */
static void edits_are_seen(struct county *c)
{
    static const char *const edits[][2] = {
        {"setl_cause", "psn_cash_pay_fen = psn_cash_pay_fen + 1"},
        {"setl_cause", "fund_pay_sumamt_fen = fund_pay_sumamt_fen - 1"},
        {"setl_cause", "adjust_setl_id = 17"},
        {"resettle_order", "fund_pay_sumamt_fen = fund_pay_sumamt_fen + 1"},
        {"resettle_order", "adjust_cnt = adjust_cnt + 1"},
    };

    county_sees_edits(c, edits, sizeof(edits) / sizeof(edits[0]));
}

static void an_identity_known_later(void **state)
{
    struct lives lives = {.changed = 0};
    struct town town;

    town_open(&town, state);
    lives.town = &town;
    use_relief(town.c);
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 2 : 8); i++) {
        draw(&lives, 1);
        learn_later(town.c, &lives);
        county_forget(town.c);
    }
    assert_true(lives.changed > 0);
    county_verify(town.c);
    edits_are_seen(town.c);
    county_verify(town.c);
    town_close(&town);
}

/* What cannot be decided again stays with its reason, and waits again when told so. */
static int again_waits(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct yb_resettle_order_row *order = in;

    (void)out;
    return yb_order_again(call, order->psn_no, order->order_id, error);
}

static int settle_b(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)in;
    return settle_in_order(call, &((struct lives *)out)->b, error);
}

static void a_bill_without_cover_is_the_clerks(void **state)
{
    struct lives lives = {.changed = 0};
    struct yb_resettle_order_list orders;
    struct yb_orders_worked worked;
    struct yb_enrol_out out;
    struct yb_enrol_in in;
    struct yb_error error;
    struct town town;

    town_open(&town, state);
    lives.town = &town;
    draw(&lives, 1);
    fixture_ok(county_run(town.c, settle_b, NULL, &lives, &error), &error);
    in = act(&lives.b, YB_ENROL_STOP, YB_DAY_NONE, yb_instant_day(town.c->now_ms) - 75);
    in.psn_idet_type = YB_TEXT("");
    in.insutype = YB_TEXT("390");
    fixture_ok(county_run(town.c, record, &in, &out, &error), &error);
    for (int turn = 0; turn < 2; turn++) {
        fixture_ok(yb_app_work_off(&town.c->app, town.c->now_ms, 9, &worked, &error), &error);
        assert_int_equal(worked.refused, 1);
        fixture_ok(county_run(town.c, orders_of, &in.psn_no, &orders, &error), &error);
        assert_true(yb_text_is(orders.rows[0].order_stas, "refused"));
        assert_true(yb_text_starts(orders.rows[0].refusal, "PSN_NOT_COVERED\t390\t"));
        fixture_ok(county_run(town.c, again_waits, &orders.rows[0], NULL, &error), &error);
    }
    assert_int_equal(county_run(town.c, again_waits, &orders.rows[0], NULL, &error),
                     YB_E_STORE_CONFLICT);
    county_verify(town.c);
    town_close(&town);
}

/* ---- lines put right ---- */

static int correct(struct yb_call *call, struct life *life, int claim, const char *content,
                   struct yb_resettled *out, struct yb_error *error)
{
    const struct yb_correct_in in = {
        .target =
            yb_text_of(yb_arena_format(call->arena, "%lld/1", (long long)life->setl_id[claim])),
        .content = yb_text_of(content),
        .reason = YB_TEXT("稽核核减"),
    };
    struct yb_correct_in dry = in;
    struct yb_resettled tried;
    int rc;

    dry.dry = true;
    rc = yb_app_correct_line(call, &dry, &tried, error);
    if (!rc)
        rc = yb_app_correct_line(call, &in, out, error);
    assert_true(rc || tried.count == out->count);
    for (size_t i = 0; !rc && i < out->count; i++)
        assert_int_equal(tried.rows[i].by.fund_pay_sumamt_fen, out->rows[i].by.fund_pay_sumamt_fen);
    return rc;
}

/* a's first line of claim 1 is half of b's from the start; b's is put right, and back. */
static int put_right(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct lives *lives = out;
    struct yb_fee_line_in *half = &lives->a.claims[1].lines[0];
    int64_t fen = half->det_item_fee_sumamt_fen;
    char right[48], back[48], text[YB_DECIMAL_TEXT_MAX];
    struct yb_resettled done;
    struct life first;
    int rc;

    (void)in;
    half->cnt_e4 *= 2; /* so that half of it has no fractions */
    lives->b.claims[1].lines[0].cnt_e4 *= 2;
    lives->b.claims[1].lines[0].det_item_fee_sumamt_fen = 2 * fen;
    lives->b.claims[1].in.medfee_sumamt_fen += fen;
    half->cnt_e4 /= 2;
    rc = settle_in_order(call, &lives->a, error);
    if (!rc)
        rc = settle_in_order(call, &lives->b, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    first = lives->b;
    yb_money_format(fen, text);
    snprintf(right, sizeof(right), "amount %s", text);
    yb_money_format(2 * fen, text);
    snprintf(back, sizeof(back), "amount %s", text);
    if (!rc)
        rc = correct(call, &lives->b, 1, right, &done, error);
    if (!rc)
        rc = read_life(call, &lives->a, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    if (rc)
        return rc;
    same(&lives->a, &lives->b);
    lives->changed += done.count;
    rc = correct(call, &lives->b, 1, back, &done, error);
    if (!rc)
        rc = read_life(call, &lives->b, error);
    if (!rc)
        same(&first, &lives->b);
    if (!rc)
        rc = explain_all(call, &lives->b, error);
    if (!rc)
        rc = correct(call, &lives->b, 1, "class 03", &done, error);
    if (!rc)
        rc = correct(call, &lives->b, 1, "item " COUNTY_DRUG_A, &done, error);
    if (!rc)
        rc = correct(call, &lives->b, 0, "amount 0.00", &done, error);
    if (!rc) { /* and gone with everything that was put right */
        const struct yb_setlinfo info = {.setl_id = lives->b.setl_id[1],
                                         .mdtrt_id = lives->b.mdtrt_id[1],
                                         .psn_no = lives->b.psn_no,
                                         .med_type = lives->b.claims[1].in.med_type,
                                         .medfee_sumamt_fen =
                                             lives->b.claims[1].in.medfee_sumamt_fen};

        rc = town_cancel(call, &info, lives->b.claims[1].at, error);
    }
    return rc;
}

static void lines_are_put_right(void **state)
{
    struct lives lives = {.changed = 0};
    struct town town;
    struct yb_error error;

    town_open(&town, state);
    lives.town = &town;
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 2 : 6); i++) {
        draw(&lives, i);
        fixture_ok(county_run(town.c, put_right, NULL, &lives, &error), &error);
        county_forget(town.c);
    }
    assert_true(lives.changed > 0);
    county_verify(town.c);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(late_bills_find_their_place),
        FIXTURE_BOTH(all_taken_back_is_nothing),
        FIXTURE_BOTH(cover_known_later),
        FIXTURE_SQLITE(facts_of_that_day),
        FIXTURE_BOTH(lines_are_put_right),
        FIXTURE_BOTH(an_identity_known_later),
        FIXTURE_SQLITE(a_bill_without_cover_is_the_clerks),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
