/* Bills decided again: whatever the cause, the outcome is as if it had been known from the start.
 */
#include "test/app/town.h"

#include "app/settle/again.h"
#include "app/settle/correct.h"
#include "app/settle/explain.h"
#include "app/settle/order.h"
#include "app/settle/resettle.h"

#include <string.h>

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

        while (j < b->state.count && strcmp(a->state.rows[i].name, b->state.rows[j].name) != 0)
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
    for (int i = 0; i < county_scale() * (town.c->f->engine == YB_POSTGRES ? 3 : 12); i++) {
        draw(&lives, i);
        fixture_ok(county_run(town.c, live_late, NULL, &lives, &error), &error);
        same(&lives.a, &lives.b);
        differed |= lives.b.setl_id[0] > lives.b.setl_id[CLAIMS - 1];
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
    for (int i = 0; i < county_scale() * (town.c->f->engine == YB_POSTGRES ? 2 : 6); i++) {
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
    for (int i = 0; i < county_scale() * (town.c->f->engine == YB_POSTGRES ? 3 : 8); i++) {
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
    for (int i = 0; i < county_scale() * (town.c->f->engine == YB_POSTGRES ? 2 : 6); i++) {
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
        FIXTURE_BOTH(late_bills_find_their_place), FIXTURE_BOTH(all_taken_back_is_nothing),
        FIXTURE_BOTH(cover_known_later),           FIXTURE_SQLITE(facts_of_that_day),
        FIXTURE_BOTH(lines_are_put_right),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
