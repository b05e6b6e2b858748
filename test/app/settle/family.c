/* A relative's personal account on a bill: both people's books, and whatever dies in between. */
#include "test/app/county.h"

#include <string.h>

#include "app/enrol/enrol.h"
#include "app/settle/correct.h"
#include "app/settle/explain.h"
#include "store/acct_share.h"

#define HOLDER_HAS 50000

/* A holder with an account, and a relative insured as a resident. */
struct pair {
    struct county *c;
    int64_t holder, user, share_id;
};

static int64_t share(struct county *c, int64_t holder, int64_t user, const char *rlts, int code)
{
    const struct yb_share_in in = {holder, user, yb_text_of(rlts), YB_DAY_NONE, YB_DAY_NONE};
    struct yb_share_out out = {0};
    struct yb_error error;

    assert_int_equal(county_share_account(c, &in, &out, &error), code);
    return out.share_id;
}

static void open_pair(struct pair *p, void **state)
{
    p->c = county_open(*state);
    p->holder =
        county_person(p->c, &(struct county_person_of){.insutype = "310", .balc_fen = HOLDER_HAS});
    p->user = county_person(p->c, &(struct county_person_of){.insutype = "390"});
    p->share_id = share(p->c, p->holder, p->user, "2", 0);
}

static struct yb_settle_in ask_family(struct county *c, int64_t psn_no, int64_t price_fen)
{
    int64_t mdtrt_id = county_visit(c, psn_no, "390");
    struct yb_settle_in in;

    county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_C, price_fen);
    in = county_ask(psn_no, mdtrt_id, price_fen);
    in.acct_used_flag = YB_TEXT("2");
    return in;
}

static int use_settle(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_settle_outpatient(call, in, out, error);
}

/* The same as a message of its own, which may be repeated. */
static int use_message(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_actor actor = *call->actor;
    struct yb_message_in message = {.psn_no = ((const struct yb_settle_in *)in)->psn_no};
    struct yb_message_out seen;
    int rc;

    actor.msgid = YB_TEXT("M1");
    call->actor = &actor;
    rc = yb_app_message_open(call, &message, &seen, error);
    assert_false(!rc && seen.replay);
    if (!rc)
        rc = yb_app_settle_outpatient(call, in, out, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT("a"), false}, error);
}

static int use_cancel(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_cancel_outpatient(call, in, out, error);
}

/* As a server does it: in a chain of transactions where there are shards. */
static int by_chain(struct county *c, county_use use, const void *in, struct yb_settle_out *out,
                    struct yb_error *error)
{
    struct county_client client;
    int rc;

    county_client_init(&client, c);
    if (use == use_message)
        client.actor.msgid = YB_TEXT("M1");
    county_send(&client, use, in, out);
    county_wait(c);
    rc = client.rc;
    *error = client.error;
    county_client_release(&client);
    return rc;
}

static int64_t pending(struct county *c, int64_t psn_no);

static void a_relative_pays_and_gets_it_back(void **state)
{
    struct yb_settle_out pre, out, red;
    struct yb_settle_in in;
    struct yb_error error;
    struct pair p;

    open_pair(&p, state);
    in = ask_family(p.c, p.user, 30000);
    fixture_ok(county_presettle_outpatient(p.c, &in, &pre, &error), &error);
    assert_int_equal(pre.setlinfo.acct_mulaid_pay_fen, 30000);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    county_check(&out);
    assert_int_equal(out.setlinfo.acct_mulaid_pay_fen, 30000);
    assert_int_equal(out.setlinfo.acct_pay_fen, 30000);
    assert_int_equal(out.setlinfo.psn_cash_pay_fen, 0);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS - 30000);
    assert_int_equal(pending(p.c, p.holder), 0);
    county_verify(p.c);
    fixture_ok(
        by_chain(p.c, use_cancel,
                 &(struct yb_cancel_settlement_in){out.setlinfo.setl_id, in.mdtrt_id, p.user}, &red,
                 &error),
        &error);
    assert_int_equal(red.setlinfo.acct_mulaid_pay_fen, -30000);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS);
    county_verify(p.c);
    county_close(p.c);
}

static int use_correct(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_resettled resettled;
    const struct yb_correct_in correct = {
        .target = yb_text_of(
            yb_arena_format(call->arena, "%lld/%s",
                            (long long)((struct yb_settle_out *)out)->setlinfo.setl_id, "1")),
        .content = yb_text_of(in),
        .reason = YB_TEXT("稽核核减")};

    return yb_app_correct_line(call, &correct, &resettled, error);
}

/* Less was charged: the account gets its part back, more does not take it again; in the end all. */
static void a_corrected_bill_gives_back_a_part(void **state)
{
    static const struct {
        const char *content;
        int64_t paid_fen;
    } steps[] = {{"amount 200.00", 20000}, {"amount 250.00", 20000}, {"amount 0.00", 0}};
    struct yb_settle_out out, red;
    struct yb_settle_in in;
    struct yb_error error;
    struct pair p;

    open_pair(&p, state);
    in = ask_family(p.c, p.user, 30000);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        fixture_ok(county_run(p.c, use_correct, steps[i].content, &out, &error), &error);
        assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS - steps[i].paid_fen);
        county_verify(p.c);
    }
    fixture_ok(
        by_chain(p.c, use_cancel,
                 &(struct yb_cancel_settlement_in){out.setlinfo.setl_id, in.mdtrt_id, p.user}, &red,
                 &error),
        &error);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS);
    county_verify(p.c);
    county_close(p.c);
}

/* What is not in the accounts is cash; two relatives pay one after the other. */
static void accounts_are_used_up_in_order(void **state)
{
    struct yb_settle_out out;
    struct yb_settle_in in;
    struct yb_error error;
    int64_t other;
    struct pair p;

    open_pair(&p, state);
    other = county_person(p.c, &(struct county_person_of){.insutype = "310", .balc_fen = 10000});
    share(p.c, other, p.user, "5", 0);
    in = ask_family(p.c, p.user, 70000);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    assert_int_equal(out.setlinfo.acct_mulaid_pay_fen, HOLDER_HAS + 10000);
    assert_int_equal(out.setlinfo.psn_cash_pay_fen, 10000);
    assert_int_equal(county_balance(p.c, p.holder), 0);
    assert_int_equal(county_balance(p.c, other), 0);
    in = ask_family(p.c, p.user, 500);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    assert_int_equal(out.setlinfo.acct_pay_fen, 0);
    assert_int_equal(out.setlinfo.psn_cash_pay_fen, 500);
    county_verify(p.c);
    county_close(p.c);
}

static void sharing_is_strict(void **state)
{
    struct yb_settle_out out;
    struct yb_settle_in in;
    struct yb_error error;
    struct pair p;
    int64_t other;

    open_pair(&p, state);
    share(p.c, p.holder, p.user, "2", YB_E_FAMILY_EXISTS);
    share(p.c, p.holder, p.holder, "2", YB_E_FAMILY_SELF);
    share(p.c, p.holder, p.user, "9", YB_E_UNKNOWN_CODE);
    share(p.c, p.user, p.holder, "5", YB_E_FAMILY_NO_ACCOUNT); /* a resident has no account */
    share(p.c, p.holder, 1, "2", YB_E_PSN_NOT_FOUND);
    other = county_person(p.c, &(struct county_person_of){.insutype = "390"});
    in = ask_family(p.c, other, 500);
    assert_int_equal(county_settle_outpatient(p.c, &in, &out, &error), YB_E_FAMILY_NOT_SHARED);
    fixture_ok(county_unshare_account(
                   p.c, &(struct yb_unshare_in){p.holder, p.share_id, YB_DAY_NONE}, &error),
               &error);
    in = ask_family(p.c, p.user, 500); /* its last day */
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    p.c->now_ms += YB_DAY_MS;
    in = ask_family(p.c, p.user, 500);
    assert_int_equal(county_settle_outpatient(p.c, &in, &out, &error), YB_E_FAMILY_NOT_SHARED);
    county_verify(p.c);
    county_close(p.c);
}

/* A bill names the account masked, and says it in a step of its own. */
static int explain(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_settlement_explain(call->app, call->tx, in, out, error);
}

static int use_enrol(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_enrol(call, in, out, error);
}

static int use_shares(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_shares(call, *(const int64_t *)in, out, error);
}

/* How the only sharing of a person stands, and its last day. */
static enum yb_share_state only_share(struct pair *p, int64_t psn_no, int32_t *last)
{
    struct yb_shares_out shares;
    struct yb_error error;

    fixture_ok(county_run(p->c, use_shares, &psn_no, &shares, &error), &error);
    assert_int_equal(shares.count, 1);
    *last = shares.items[0].row->enddate;
    return shares.items[0].state;
}

/* Nobody uses the account any more; what was paid stands. */
static void holder_leaves(void **state, enum yb_enrol_verb verb)
{
    struct yb_enrol_in act = {.verb = verb,
                              .insutype = YB_TEXT("310"),
                              .due_date = YB_DAY_NONE,
                              .done_date = YB_DAY_NONE,
                              .cont_clct_date = YB_DAY_NONE};
    int32_t last, other;
    struct yb_settle_out out;
    struct yb_enrol_out done;
    struct yb_settle_in in;
    struct yb_error error;
    struct pair p;

    open_pair(&p, state);
    act.psn_no = p.holder;
    act.begndate = act.enddate = yb_instant_day(p.c->now_ms);
    in = ask_family(p.c, p.user, 10000);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    assert_int_equal(out.setlinfo.acct_mulaid_pay_fen, 10000);
    fixture_ok(county_run(p.c, use_enrol, &act, &done, &error), &error);
    assert_int_equal(done.shares_ended, 1);
    assert_int_equal(only_share(&p, p.holder, &last), YB_SHARE_IN_FORCE); /* its last day */
    only_share(&p, p.user, &other);
    assert_true(last == act.enddate && other == act.enddate);
    p.c->now_ms += YB_DAY_MS;
    assert_int_equal(only_share(&p, p.user, &last), YB_SHARE_ENDED);
    in = ask_family(p.c, p.user, 10000);
    assert_int_equal(by_chain(p.c, use_settle, &in, &out, &error), YB_E_FAMILY_NOT_SHARED);
    county_verify(p.c);
    county_close(p.c);
}

static void a_holder_who_moves_shares_no_more(void **state)
{
    holder_leaves(state, YB_ENROL_MOVE);
}

static void a_holder_who_dies_shares_no_more(void **state)
{
    holder_leaves(state, YB_ENROL_DIE);
}

static void the_bill_says_whose_account(void **state)
{
    struct yb_settle_out out;
    struct yb_explained said;
    struct yb_settle_in in;
    struct yb_error error;
    int64_t which[2];
    struct pair p;

    open_pair(&p, state);
    in = ask_family(p.c, p.user, 1234);
    fixture_ok(by_chain(p.c, use_settle, &in, &out, &error), &error);
    which[0] = p.user;
    which[1] = out.setlinfo.setl_id;
    fixture_ok(county_run(p.c, explain, which, &said, &error), &error);
    assert_int_equal(said.decision.bill.family_fen, 1234);
    assert_non_null(
        memmem(said.family.bytes, said.family.length, "（父母） 12.34", strlen("（父母） 12.34")));
    assert_non_null(memchr(said.family.bytes, '*', said.family.length));
    county_close(p.c);
}

/* ---- what dies in between (a file's writer does it all at once) ---- */

struct holds {
    int64_t psn_no;
    struct yb_acct_hold_list list;
};

static int read_holds(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct holds *holds = context;

    return yb_acct_hold_list(tx, holds->psn_no, YB_TEXT("1"), &holds->list, error);
}

static int64_t pending(struct county *c, int64_t psn_no)
{
    struct holds holds = {.psn_no = psn_no};
    struct yb_error error;
    int64_t sum = 0;

    fixture_ok(yb_store_read(c->f->store, read_holds, &holds, &c->job, &error), &error);
    for (size_t i = 0; i < holds.list.count; i++)
        sum += holds.list.rows[i].hold_amt_fen;
    return sum;
}

/* The steps of a chain one by one, so that it can stop after any. */
struct steps {
    struct pair *p;
    struct yb_settle_in in;
    struct yb_family family;
};

static int step_settle(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct steps *steps = in;
    struct yb_call one = *call;

    one.family = (struct yb_family *)&steps->family;
    return yb_app_settle_outpatient(&one, &steps->in, out, error);
}

static int step_cancel(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct steps *steps = in;
    const struct yb_cancel_settlement_in what = {steps->family.setl_id, steps->in.mdtrt_id,
                                                 steps->in.psn_no};
    struct yb_call one = *call;

    one.family = (struct yb_family *)&steps->family;
    return yb_app_cancel_outpatient(&one, &what, out, error);
}

static int step_hold(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct steps *steps = out;
    struct yb_actor actor = *call->actor;
    struct yb_call one = *call;

    (void)in;
    actor.msgid = YB_TEXT("M1");
    one.actor = &actor;
    steps->family.plan.parts[0].hold_fen = steps->family.plan.parts[0].pay_fen;
    return yb_family_hold(&one, steps->in.psn_no, &steps->family.plan.parts[0], error);
}

/* A first run that says what is wanted, and the hold. */
static void begin(struct steps *steps, struct pair *p, int64_t price_fen)
{
    struct yb_settle_out out;
    struct yb_error error;

    memset(steps, 0, sizeof(*steps));
    steps->p = p;
    steps->in = ask_family(p->c, p->user, price_fen);
    assert_int_equal(county_run(p->c, step_settle, steps, &out, &error), YB_E_FAMILY_HOLD);
    assert_true(steps->family.wanted);
    fixture_ok(county_run(p->c, step_hold, NULL, steps, &error), &error);
    steps->family.held = true;
    assert_int_equal(pending(p->c, p->holder), price_fen);
    assert_int_equal(county_balance(p->c, p->holder), HOLDER_HAS - price_fen);
}

static int64_t sweep(struct county *c)
{
    struct yb_error error;
    int64_t ended;

    fixture_ok(yb_family_sweep(&c->app, c->now_ms, c->now_ms, &ended, &error), &error);
    return ended;
}

static void died_before_the_bill(void **state)
{
    struct yb_settle_out out;
    struct yb_error error;
    struct steps steps;
    struct pair p;

    open_pair(&p, state);
    begin(&steps, &p, 3000);
    county_verify(p.c);
    assert_int_equal(sweep(p.c), 1);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS);
    assert_int_equal(pending(p.c, p.holder), 0);
    /* the hold was given up: nobody can settle on it any more */
    assert_int_not_equal(county_run(p.c, step_settle, &steps, &out, &error), 0);
    assert_int_equal(sweep(p.c), 0);
    county_verify(p.c);
    county_close(p.c);
}

static void died_after_the_bill(void **state)
{
    struct yb_settle_out out;
    struct yb_error error;
    struct steps steps;
    struct pair p;

    open_pair(&p, state);
    begin(&steps, &p, 3000);
    fixture_ok(county_run(p.c, step_settle, &steps, &out, &error), &error);
    assert_int_equal(out.setlinfo.acct_mulaid_pay_fen, 3000);
    county_verify(p.c);
    assert_int_equal(sweep(p.c), 1);
    assert_int_equal(pending(p.c, p.holder), 0);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS - 3000);
    county_verify(p.c);
    /* given back, and died before the holder was told */
    fixture_ok(county_run(p.c, step_cancel, &steps, &out, &error), &error);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS - 3000);
    county_verify(p.c);
    assert_int_equal(sweep(p.c), 1);
    assert_int_equal(county_balance(p.c, p.holder), HOLDER_HAS);
    assert_int_equal(sweep(p.c), 0);
    county_verify(p.c);
    county_close(p.c);
}

/* The same request again takes what it held before; so a repetition does not hold twice. */
static void asked_again(void **state)
{
    struct yb_settle_out out;
    struct yb_error error;
    struct steps steps;
    struct pair p;

    open_pair(&p, state);
    begin(&steps, &p, HOLDER_HAS);
    if (yb_store_is_file(p.c->f->store)) { /* never held before: its sweep frees it */
        assert_int_equal(sweep(p.c), 1);
    }
    fixture_ok(by_chain(p.c, use_message, &steps.in, &out, &error), &error);
    assert_int_equal(out.setlinfo.acct_mulaid_pay_fen, HOLDER_HAS);
    assert_int_equal(out.setlinfo.psn_cash_pay_fen, 0);
    assert_int_equal(pending(p.c, p.holder), 0);
    county_verify(p.c);
    county_close(p.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_relative_pays_and_gets_it_back),
        FIXTURE_BOTH(a_corrected_bill_gives_back_a_part),
        FIXTURE_BOTH(accounts_are_used_up_in_order),
        FIXTURE_BOTH(sharing_is_strict),
        FIXTURE_BOTH(a_holder_who_moves_shares_no_more),
        FIXTURE_BOTH(a_holder_who_dies_shares_no_more),
        FIXTURE_BOTH(the_bill_says_whose_account),
        FIXTURE_BOTH(died_before_the_bill),
        FIXTURE_BOTH(died_after_the_bill),
        FIXTURE_BOTH(asked_again),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
