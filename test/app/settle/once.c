/*
 * Exactly once: the same message many times, other content under one msgid, many clients on one
 * person, and 2601 in every order against its original (reliability B1-B4).
 */
#include "test/app/county.h"

#include "store/setl.h"

#include <string.h>

#define CLIENTS 32

/* A sale as a face does it: message opened, settled, reply kept. */
struct sale {
    int64_t psn_no;
    int64_t fen;
    bool refused; /* the sum is wrong on purpose */
};

struct sale_reply {
    int64_t setl_id, acct_pay_fen;
    bool replay;
    char text[64];
};

static struct yb_claim_in claim_of(const struct sale *sale, struct yb_fee_line_in *line,
                                   int64_t now_ms)
{
    *line = (struct yb_fee_line_in){.feedetl_sn = YB_TEXT("1"),
                                    .fee_ocur_time_ms = now_ms,
                                    .med_list_codg = YB_TEXT(COUNTY_DRUG_A),
                                    .medins_list_codg = YB_TEXT(COUNTY_DRUG_A),
                                    .det_item_fee_sumamt_fen = sale->fen,
                                    .cnt_e4 = YB_E4,
                                    .pric_e6 = sale->fen * 10000};
    return (struct yb_claim_in){.psn_no = sale->psn_no,
                                .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
                                .insutype = YB_TEXT("310"),
                                .med_type = YB_TEXT("41"),
                                .acct_used_flag = YB_TEXT("1"),
                                .begntime_ms = now_ms,
                                .medfee_sumamt_fen = sale->fen + sale->refused,
                                .lines = line,
                                .line_count = 1};
}

static int sell(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct sale *sale = in;
    struct sale_reply *reply = out;
    struct yb_fee_line_in line;
    struct yb_claim_in claim = claim_of(sale, &line, call->now_ms);
    struct yb_message_in message = {.psn_no = sale->psn_no};
    struct yb_message_out seen;
    struct yb_settle_out answer;
    int rc;

    yb_message_hash(&message,
                    yb_text_of(yb_arena_format(call->arena, "2102:%lld", (long long)sale->fen)));
    rc = yb_app_message_open(call, &message, &seen, error);
    memset(reply, 0, sizeof(*reply));
    if (rc)
        return rc;
    reply->replay = seen.replay;
    if (seen.replay) {
        memcpy(reply->text, seen.reply.bytes, seen.reply.length);
        return 0;
    }
    rc = yb_app_settle_claim(call, &claim, &answer, error);
    if (rc)
        return rc;
    reply->setl_id = answer.setlinfo.setl_id;
    reply->acct_pay_fen = answer.setlinfo.acct_pay_fen;
    snprintf(reply->text, sizeof(reply->text), "%lld", (long long)reply->setl_id);
    return yb_app_message_close(call, (struct yb_message_reply){yb_text_of(reply->text), true},
                                error);
}

static int take_back(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    const struct yb_reverse_in *reverse = in;
    struct yb_message_in message = {.psn_no = reverse->psn_no};
    struct yb_message_out seen;
    int rc;

    (void)out;
    yb_message_hash(&message, reverse->omsgid);
    rc = yb_app_message_open(call, &message, &seen, error);
    if (rc || seen.replay)
        return rc;
    rc = yb_app_reverse(call, reverse, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT("{}"), false}, error);
}

static struct yb_text msgid_of(struct county *c, const char *kind, int number)
{
    return yb_text_of(yb_arena_format(&c->job, "%s%d", kind, number));
}

static void make_clients(struct county *c, struct county_client *clients, int count)
{
    for (int i = 0; i < count; i++) {
        county_client_init(&clients[i], c);
        clients[i].actor.infno = YB_TEXT("2102");
    }
}

static void drop_clients(struct county_client *clients, int count)
{
    for (int i = 0; i < count; i++)
        county_client_release(&clients[i]);
}

/* B1: one effect, identical replies, no errors. */
static void one_message_has_one_effect(void **state)
{
    struct county *c = county_open(*state);
    struct county_client clients[CLIENTS];
    struct sale_reply replies[CLIENTS];
    struct sale sale = {.fen = 1000};

    make_clients(c, clients, CLIENTS);
    sale.psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 1000000});
    for (int round = 0; round < 10; round++) {
        struct yb_text msgid = msgid_of(c, "M", round);
        int effects = 0;

        for (int i = 0; i < CLIENTS; i++) {
            clients[i].actor.msgid = msgid;
            county_send(&clients[i], sell, &sale, &replies[i]);
        }
        county_wait(c);
        for (int i = 0; i < CLIENTS; i++) {
            fixture_ok(clients[i].rc, &clients[i].error);
            effects += !replies[i].replay;
            assert_string_equal(replies[i].text, replies[0].text);
        }
        assert_int_equal(effects, 1);
    }
    assert_int_equal(county_balance(c, sale.psn_no), 1000000 - 10 * 1000);
    county_verify(c);
    drop_clients(clients, CLIENTS);
    county_close(c);
}

/* B2: the same msgid with other content is refused, whoever comes first. */
static void other_content_is_refused(void **state)
{
    struct county *c = county_open(*state);
    struct county_client clients[CLIENTS];
    struct sale_reply replies[CLIENTS];
    struct sale sales[CLIENTS];
    int64_t psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 1000000});
    int settled = 0;

    make_clients(c, clients, CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
        sales[i] = (struct sale){.psn_no = psn_no, .fen = 1000 + i};
        clients[i].actor.msgid = YB_TEXT("SAME");
        county_send(&clients[i], sell, &sales[i], &replies[i]);
    }
    county_wait(c);
    for (int i = 0; i < CLIENTS; i++) {
        settled += !clients[i].rc;
        if (clients[i].rc)
            assert_int_equal(clients[i].rc, YB_E_MESSAGE_DIFFERS);
    }
    assert_int_equal(settled, 1);
    county_verify(c);
    drop_clients(clients, CLIENTS);
    county_close(c);
}

/* B3: many clients on one account: nothing lost, no error seen, never below zero. */
static void many_clients_on_one_person(void **state)
{
    struct county *c = county_open(*state);
    struct county_client clients[CLIENTS];
    struct sale_reply replies[CLIENTS];
    struct sale sales[CLIENTS];
    int64_t psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 100000});
    int64_t paid = 0;

    make_clients(c, clients, CLIENTS);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < CLIENTS; i++) {
            sales[i] = (struct sale){.psn_no = psn_no, .fen = 500 + i};
            clients[i].actor.msgid = msgid_of(c, "P", round * CLIENTS + i);
            county_send(&clients[i], sell, &sales[i], &replies[i]);
        }
        county_wait(c);
        for (int i = 0; i < CLIENTS; i++) {
            fixture_ok(clients[i].rc, &clients[i].error);
            paid += replies[i].acct_pay_fen;
        }
    }
    assert_int_equal(county_balance(c, psn_no), 100000 - paid);
    assert_int_equal(county_balance(c, psn_no), 0);
    county_verify(c);
    drop_clients(clients, CLIENTS);
    county_close(c);
}

/* One schedule of B4: an original, its reversals, a retry of each. */
enum order { BEFORE, DURING, AFTER, TWICE, ORDERS };

struct schedule {
    struct sale sale;
    struct sale_reply reply;
    struct yb_reverse_in reverse;
    struct yb_text msgid, reverse_msgid, again_msgid;
    enum order order;
};

#define BATCH 64

static void plan(struct county *c, struct schedule *s, int64_t psn_no, int number)
{
    s->order = (enum order)(number % ORDERS);
    s->sale =
        (struct sale){.psn_no = psn_no, .fen = 1000 + number % 500, .refused = number / ORDERS % 2};
    s->msgid = msgid_of(c, "O", number);
    s->reverse_msgid = msgid_of(c, "R", number);
    s->again_msgid = msgid_of(c, "A", number);
    s->reverse =
        (struct yb_reverse_in){.psn_no = psn_no, .omsgid = s->msgid, .oinfno = YB_TEXT("2102")};
}

static void send_original(struct county_client *client, struct schedule *s)
{
    client->actor.msgid = s->msgid;
    client->actor.infno = YB_TEXT("2102");
    county_send(client, sell, &s->sale, &s->reply);
}

static void send_reversal(struct county_client *client, struct schedule *s, struct yb_text msgid)
{
    client->actor.msgid = msgid;
    client->actor.infno = YB_TEXT("2601");
    county_send(client, take_back, &s->reverse, NULL);
}

/* Step 0 and 1 of each order; in DURING both at once, in an order of chance. */
static void send_step(struct county *c, struct county_client *pair, struct schedule *s, int step)
{
    bool original_first =
        s->order == AFTER || s->order == TWICE || (s->order == DURING && test_random(&c->seed) & 1);

    if (s->order == DURING) {
        if (step == 0 && original_first)
            send_original(&pair[0], s);
        if (step == 0)
            send_reversal(&pair[1], s, s->reverse_msgid);
        if (step == 0 && !original_first)
            send_original(&pair[0], s);
        return;
    }
    if ((step == 0) == original_first)
        send_original(&pair[0], s);
    else
        send_reversal(&pair[1], s, s->reverse_msgid);
}

static void check_step(const struct schedule *s, const struct county_client *original)
{
    int rc = original->rc;

    if (s->order == BEFORE)
        assert_int_equal(rc, YB_E_MESSAGE_REVERSED);
    else if (s->sale.refused)
        assert_true(rc == YB_E_SETL_TOTAL || (s->order == DURING && rc == YB_E_MESSAGE_REVERSED));
    else if (s->order != DURING)
        assert_int_equal(rc, 0);
    else
        assert_true(rc == 0 || rc == YB_E_MESSAGE_REVERSED);
}

static void run_batch(struct county *c, struct county_client (*pairs)[2],
                      struct schedule *schedules)
{
    for (int step = 0; step < 2; step++) {
        for (int i = 0; i < BATCH; i++)
            send_step(c, pairs[i], &schedules[i], step);
        county_wait(c);
    }
    for (int i = 0; i < BATCH; i++) {
        check_step(&schedules[i], &pairs[i][0]);
        fixture_ok(pairs[i][1].rc, &pairs[i][1].error);
        if (schedules[i].order == TWICE)
            send_reversal(&pairs[i][1], &schedules[i], schedules[i].again_msgid);
    }
    county_wait(c);
    for (int i = 0; i < BATCH; i++) {
        fixture_ok(pairs[i][1].rc, &pairs[i][1].error);
        send_original(&pairs[i][0], &schedules[i]); /* a retry never takes effect again */
    }
    county_wait(c);
    for (int i = 0; i < BATCH; i++)
        assert_int_equal(pairs[i][0].rc, YB_E_MESSAGE_REVERSED);
}

/* B4: in every order the original has no effect in the end, and never gets one. */
static void reversal_in_every_order(void **state)
{
    static struct county_client pairs[BATCH][2];
    static struct schedule schedules[BATCH];
    struct county *c = county_open(*state);
    int64_t people[8];
    /* On a server every step is a round trip: a quarter of the schedules. */
    int each = c->f->engine == YB_POSTGRES ? 250 : 1000;
    int batches = test_scale() * ORDERS * each / BATCH + 1;

    for (int i = 0; i < 8; i++)
        people[i] =
            county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 1000000});
    for (int i = 0; i < BATCH; i++)
        make_clients(c, pairs[i], 2);
    for (int batch = 0; batch < batches; batch++) {
        for (int i = 0; i < BATCH; i++)
            plan(c, &schedules[i], people[test_random(&c->seed) % 8], batch * BATCH + i);
        run_batch(c, pairs, schedules);
        county_forget(c);
    }
    for (int i = 0; i < 8; i++)
        assert_int_equal(county_balance(c, people[i]), 1000000);
    county_verify(c);
    for (int i = 0; i < BATCH; i++)
        drop_clients(pairs[i], 2);
    county_close(c);
}

/* What 2601 refuses, and the reversal of an admission. */
static void reversal_is_checked(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 10000});
    int64_t other =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 10000});
    struct sale sale = {.psn_no = psn_no, .fen = 1000};
    struct sale_reply reply;
    struct yb_reverse_in in = {
        .psn_no = psn_no, .omsgid = YB_TEXT("X1"), .oinfno = YB_TEXT("2102")};
    struct yb_error error;

    c->actor.infno = YB_TEXT("2102");
    c->actor.msgid = YB_TEXT("X1");
    fixture_ok(county_run(c, sell, &sale, &reply, &error), &error);
    c->actor.msgid = YB_TEXT("X2");
    in.oinfno = YB_TEXT("2201");
    assert_int_equal(county_run(c, take_back, &in, NULL, &error), YB_E_REVERSE_NOT_ALLOWED);
    in.oinfno = YB_TEXT("2207");
    assert_int_equal(county_run(c, take_back, &in, NULL, &error), YB_E_REVERSE_NOT_ALLOWED);
    in.oinfno = YB_TEXT("2102");
    in.psn_no = other;
    assert_int_equal(county_run(c, take_back, &in, NULL, &error), YB_E_REVERSE_NOT_ALLOWED);
    in.psn_no = psn_no;
    c->now_ms += YB_DAY_MS;
    assert_int_equal(county_run(c, take_back, &in, NULL, &error), YB_E_REVERSE_NOT_ALLOWED);
    c->rules.reversal_days = 1;
    fixture_ok(county_run(c, take_back, &in, NULL, &error), &error);
    assert_int_equal(county_balance(c, psn_no), 10000);
    county_verify(c);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(one_message_has_one_effect), FIXTURE_BOTH(other_content_is_refused),
        FIXTURE_BOTH(many_clients_on_one_person), FIXTURE_BOTH(reversal_in_every_order),
        FIXTURE_BOTH(reversal_is_checked),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
