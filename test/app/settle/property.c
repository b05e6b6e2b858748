/*
 * Properties of money over random histories (reliability A1-A5): every fen is somewhere, a
 * cancellation is an identity, pre-settlement equals settlement, other people change nothing.
 *
 * Steps run many to a job, so that a run is bound by the arithmetic and not by the disk.
 */
#include "test/app/county.h"

#include "store/ledger.h"
#include "store/setl.h"

#include <string.h>

#define LINES_MAX 8
#define PEOPLE    12
#define HISTORY   64 /* settlements of a person that may still be cancelled */

/* A random claim. */
struct claim {
    struct yb_claim_in in;
    struct yb_fee_line_in lines[LINES_MAX];
    char numbers[LINES_MAX][24];
    const char *at;
};

static const char *const items[] = {COUNTY_DRUG_A, COUNTY_DRUG_B, COUNTY_DRUG_C, COUNTY_CAPPED};

static void random_lines(struct claim *claim, uint64_t *seed, int64_t now_ms, int64_t most_fen)
{
    size_t count = 1 + test_random(seed) % LINES_MAX;

    claim->in.lines = claim->lines;
    claim->in.line_count = count;
    for (size_t i = 0; i < count; i++) {
        struct yb_fee_line_in *line = &claim->lines[i];
        int64_t price = 1 + (int64_t)(test_random(seed) % (uint64_t)most_fen);
        int64_t cnt = 1 + (int64_t)(test_random(seed) % 5);
        const char *item = items[test_random(seed) % 4];

        snprintf(claim->numbers[i], sizeof(claim->numbers[i]), "%zu", i + 1);
        *line = (struct yb_fee_line_in){.feedetl_sn = yb_text_of(claim->numbers[i]),
                                        .fee_ocur_time_ms = now_ms,
                                        .med_list_codg = yb_text_of(item),
                                        .medins_list_codg = yb_text_of(item),
                                        .det_item_fee_sumamt_fen = price * cnt,
                                        .cnt_e4 = cnt * YB_E4,
                                        .pric_e6 = price * 10000};
        claim->in.medfee_sumamt_fen += price * cnt;
    }
}

/* Residents go to the township and to hospital, employees to hospital and to the pharmacy. */
static void random_claim(struct claim *claim, uint64_t *seed, int64_t psn_no, bool employee,
                         int64_t now_ms)
{
    static const char *const kinds[2][3] = {{"11", "21", "21"}, {"41", "21", "11"}};
    static const char *const places[2][3] = {{COUNTY_TOWNSHIP, COUNTY_HOSPITAL, COUNTY_TOWNSHIP},
                                             {COUNTY_PHARMACY, COUNTY_HOSPITAL, COUNTY_TOWNSHIP}};
    size_t kind = test_random(seed) % 3;
    bool stay = kinds[employee][kind][0] == '2';

    memset(claim, 0, sizeof(*claim));
    claim->at = places[employee][kind];
    claim->in.psn_no = psn_no;
    claim->in.certificate.mdtrt_cert_type = YB_TEXT("02");
    claim->in.insutype = employee ? YB_TEXT("310") : YB_TEXT("390");
    claim->in.med_type = yb_text_of(kinds[employee][kind]);
    claim->in.acct_used_flag = test_random(seed) & 1 ? YB_TEXT("1") : YB_TEXT("0");
    claim->in.begntime_ms = now_ms;
    claim->in.endtime_ms = stay ? now_ms : 0;
    random_lines(claim, seed, now_ms, stay ? 400000 : 5000);
}

static void check_identities(const struct yb_settle_out *out)
{
    const struct yb_setlinfo *s = &out->setlinfo;
    int64_t split = 0;

    for (size_t i = 0; i < out->setldetail_count; i++)
        split += out->setldetail[i].fund_payamt_fen;
    assert_int_equal(s->medfee_sumamt_fen,
                     s->fund_pay_sumamt_fen + s->psn_part_amt_fen + s->hosp_part_amt_fen);
    assert_int_equal(s->psn_part_amt_fen, s->acct_pay_fen + s->psn_cash_pay_fen);
    assert_int_equal(s->medfee_sumamt_fen, s->fulamt_ownpay_amt_fen + s->overlmt_selfpay_fen +
                                               s->preselfpay_amt_fen + s->inscp_scp_amt_fen);
    assert_int_equal(s->fund_pay_sumamt_fen, split);
    assert_true(s->fund_pay_sumamt_fen >= 0 && s->psn_cash_pay_fen >= 0 && s->acct_pay_fen >= 0);
}

/* What must be as before: accumulators and what is on the account. */
struct state {
    int64_t available;
    size_t count;
    struct {
        char name[64];
        int64_t year, value;
    } rows[64];
};

static int read_state(struct yb_call *call, int64_t psn_no, struct state *state,
                      struct yb_error *error)
{
    struct yb_psn_account_list accounts;
    struct yb_accu_list accu;
    int rc = yb_accu_list(call->tx, psn_no, &accu, error);

    memset(state, 0, sizeof(*state));
    for (size_t i = 0; !rc && i < accu.count; i++) {
        if (!accu.rows[i].value)
            continue;
        snprintf(state->rows[state->count].name, sizeof(state->rows[0].name), YB_TEXT_FMT,
                 YB_TEXT_ARG(accu.rows[i].accu_name));
        state->rows[state->count].year = accu.rows[i].accu_year;
        state->rows[state->count++].value = accu.rows[i].value;
    }
    if (!rc)
        rc = yb_psn_account_list(call->tx, psn_no, &accounts, error);
    for (size_t i = 0; !rc && i < accounts.count; i++)
        state->available += yb_psn_account_available(&accounts.rows[i]);
    return rc;
}

/* One step of a script: a call of its own in the script's transaction. */
static struct yb_call step_of(const struct yb_call *script, struct yb_actor *actor,
                              const char *fixmedins_code)
{
    struct yb_call call = {.app = script->app,
                           .tx = script->tx,
                           .arena = script->arena,
                           .now_ms = script->now_ms,
                           .actor = actor};

    *actor = *script->actor;
    actor->fixmedins_code = yb_text_of(fixmedins_code);
    return call;
}

static int settle(const struct yb_call *script, const struct claim *claim,
                  struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_actor actor;
    struct yb_call call = step_of(script, &actor, claim->at);

    return yb_app_settle_claim(&call, &claim->in, out, error);
}

static int cancel(const struct yb_call *script, const struct yb_setlinfo *info, const char *at,
                  struct yb_error *error)
{
    const struct yb_cancel_settlement_in in = {info->setl_id, info->mdtrt_id, info->psn_no};
    struct yb_actor actor;
    struct yb_call call = step_of(script, &actor, at);
    struct yb_settle_out out;
    int rc;

    if (info->med_type.bytes[0] == '2')
        rc = yb_app_cancel_inpatient(&call, &in, &out, error);
    else if (info->med_type.bytes[0] == '4')
        rc = yb_app_cancel_pharmacy(&call, &in, &out, error);
    else
        rc = yb_app_cancel_outpatient(&call, &in, &out, error);
    if (!rc)
        assert_int_equal(out.setlinfo.medfee_sumamt_fen, -info->medfee_sumamt_fen);
    return rc;
}

/* ---- people with a past ---- */

struct town {
    struct county *c;
    uint64_t seed;
    int64_t people[PEOPLE];
    int steps; /* of the script that runs */
    bool cancels;
    int64_t settled;
};

static bool is_employee(int person)
{
    return person % 3 == 0;
}

static void open_town(struct town *town, void **state)
{
    memset(town, 0, sizeof(*town));
    town->c = county_open(*state);
    town->seed = town->c->seed;
    for (int i = 0; i < PEOPLE; i++)
        town->people[i] = county_person(
            town->c, &(struct county_person_of){.insutype = is_employee(i) ? "310" : "390",
                                                .balc_fen = is_employee(i) ? 5000000 : 0});
}

/* Runs a script of `steps` steps in jobs of 100. */
static void run_script(struct town *town, county_use script, int steps)
{
    struct yb_error error;

    for (int done = 0; done < steps; done += town->steps) {
        town->steps = steps - done < 100 ? steps - done : 100;
        fixture_ok(county_run(town->c, script, NULL, town, &error), &error);
        county_forget(town->c);
    }
}

/* Random settlements, some of them cancelled again: A1 and A2 through verify. */
static int live(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct town *town = out;
    struct yb_setlinfo past[HISTORY];
    const char *places[HISTORY];
    uint64_t seed = town->seed;
    size_t count = 0;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < town->steps; i++) {
        int person = (int)(test_random(&seed) % PEOPLE);
        struct yb_settle_out answer;
        struct claim claim;

        if (town->cancels && count && test_random(&seed) % 4 == 0) {
            size_t which = test_random(&seed) % count;

            rc = cancel(call, &past[which], places[which], error);
            count--;
            past[which] = past[count];
            places[which] = places[count];
            continue;
        }
        random_claim(&claim, &seed, town->people[person], is_employee(person), call->now_ms);
        rc = settle(call, &claim, &answer, error);
        if (rc)
            break;
        check_identities(&answer);
        town->settled++;
        if (count < HISTORY) {
            places[count] = claim.at;
            past[count++] = answer.setlinfo;
        }
    }
    if (!rc)
        town->seed = seed;
    return rc;
}

/* A1, A2: whatever happened, every sum, accumulator, posting and bill can be recomputed. */
static void every_fen_is_somewhere(void **state)
{
    struct town town;

    open_town(&town, state);
    town.cancels = true;
    run_script(&town, live, county_scale() * (town.c->f->engine == YB_POSTGRES ? 500 : 1500));
    county_verify(town.c);
    county_close(town.c);
}

/* The same without cancellations, many more: 20,000 settlements on both engines together. */
static void many_settlements_add_up(void **state)
{
    struct town town;

    open_town(&town, state);
    run_script(&town, live, county_scale() * (town.c->f->engine == YB_POSTGRES ? 4000 : 16000));
    county_close(town.c);
}

/* A3: settle and cancel, and nothing but history has changed. */
static int there_and_back(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct town *town = out;
    uint64_t seed = town->seed;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < town->steps; i++) {
        int person = (int)(test_random(&seed) % PEOPLE);
        struct yb_settle_out answer;
        struct state before, after;
        struct claim claim;

        random_claim(&claim, &seed, town->people[person], is_employee(person), call->now_ms);
        rc = read_state(call, town->people[person], &before, error);
        if (!rc)
            rc = settle(call, &claim, &answer, error);
        if (!rc)
            rc = cancel(call, &answer.setlinfo, claim.at, error);
        if (!rc)
            rc = read_state(call, town->people[person], &after, error);
        if (!rc)
            assert_memory_equal(&before, &after, sizeof(before));
    }
    if (!rc)
        town->seed = seed;
    return rc;
}

static void cancelling_is_an_identity(void **state)
{
    struct town town;
    bool server;

    open_town(&town, state);
    server = town.c->f->engine == YB_POSTGRES;
    run_script(&town, live, 40); /* a past to keep */
    for (int i = 0; i < county_scale() * (server ? 10 : 40); i++) {
        run_script(&town, there_and_back, 50);
    }
    county_close(town.c);
}

/* Every amount byte for byte, and every text but the ids. */
static void check_same(const struct yb_settle_out *pre, const struct yb_settle_out *out)
{
    const size_t from = offsetof(struct yb_setlinfo, medfee_sumamt_fen);
    const size_t to = offsetof(struct yb_setlinfo, medins_setl_id);

    assert_int_equal(pre->setlinfo.setl_id, 0);
    assert_memory_equal((const char *)&pre->setlinfo + from, (const char *)&out->setlinfo + from,
                        to - from);
    assert_true(yb_text_equal(pre->setlinfo.psn_name, out->setlinfo.psn_name));
    assert_true(yb_text_equal(pre->setlinfo.certno, out->setlinfo.certno));
    assert_true(yb_text_equal(pre->setlinfo.clr_type, out->setlinfo.clr_type));
    assert_int_equal(pre->setlinfo.age, out->setlinfo.age);
    assert_int_equal(pre->setldetail_count, out->setldetail_count);
    for (size_t i = 0; i < pre->setldetail_count; i++) {
        const struct yb_setldetail *a = &pre->setldetail[i], *b = &out->setldetail[i];

        assert_true(yb_text_equal(a->fund_pay_type, b->fund_pay_type));
        assert_true(yb_text_equal(a->setl_proc_info, b->setl_proc_info));
        assert_int_equal(a->inscp_scp_amt_fen, b->inscp_scp_amt_fen);
        assert_int_equal(a->crt_payb_lmt_amt_fen, b->crt_payb_lmt_amt_fen);
        assert_int_equal(a->fund_payamt_fen, b->fund_payamt_fen);
    }
}

/* A4: all amounts of the pre-settlement are those of the settlement. */
static int twice_the_same(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct town *town = out;
    uint64_t seed = town->seed;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < town->steps; i++) {
        int person = (int)(test_random(&seed) % PEOPLE);
        struct yb_settle_out pre, answer;
        struct yb_actor actor;
        struct yb_call one;
        struct claim claim;

        random_claim(&claim, &seed, town->people[person], is_employee(person), call->now_ms);
        one = step_of(call, &actor, claim.at);
        rc = yb_app_presettle_claim(&one, &claim.in, &pre, error);
        if (!rc)
            rc = settle(call, &claim, &answer, error);
        if (rc)
            break;
        check_same(&pre, &answer);
    }
    if (!rc)
        town->seed = seed;
    return rc;
}

static void presettlement_is_settlement(void **state)
{
    struct town town;

    open_town(&town, state);
    run_script(&town, twice_the_same,
               county_scale() * (town.c->f->engine == YB_POSTGRES ? 2000 : 8000));
    county_close(town.c);
}

/* ---- order ---- */

#define A5_PEOPLE 3
#define A5_EACH   2
#define A5_CLAIMS (A5_PEOPLE * A5_EACH)

/* Claims of a few people in one order; the transaction is undone afterwards. */
struct deal {
    struct claim claims[A5_CLAIMS]; /* claim i is of person i / A5_EACH */
    int order[A5_CLAIMS];
    int64_t amounts[A5_CLAIMS][4];
};

static int settle_in_order(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct deal *deal = out;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < A5_CLAIMS; i++) {
        int which = deal->order[i];
        struct yb_settle_out answer;

        rc = settle(call, &deal->claims[which], &answer, error);
        if (rc)
            break;
        deal->amounts[which][0] = answer.setlinfo.hifp_pay_fen;
        deal->amounts[which][1] = answer.setlinfo.fund_pay_sumamt_fen;
        deal->amounts[which][2] = answer.setlinfo.acct_pay_fen;
        deal->amounts[which][3] = answer.setlinfo.psn_cash_pay_fen;
    }
    return rc ? rc : yb_fail(error, YB_E_BUSY, NULL);
}

/* An order of chance in which every person's own claims keep theirs. */
static void shuffle(struct deal *deal, uint64_t *seed)
{
    int next[A5_PEOPLE] = {0};

    for (int i = 0; i < A5_CLAIMS; i++) {
        int person = (int)(test_random(seed) % A5_PEOPLE);

        while (next[person] == A5_EACH)
            person = (person + 1) % A5_PEOPLE;
        deal->order[i] = person * A5_EACH + next[person]++;
    }
}

/* A5: who else is settled in between changes nothing. */
static void others_change_nothing(void **state)
{
    static struct deal deal, first;
    struct town town;
    struct yb_error error;

    open_town(&town, state);
    run_script(&town, live, 40);
    for (int i = 0; i < A5_CLAIMS; i++)
        random_claim(&deal.claims[i], &town.seed, town.people[i / A5_EACH],
                     is_employee(i / A5_EACH), town.c->now_ms);
    for (int i = 0; i < A5_CLAIMS; i++)
        deal.order[i] = i;
    for (int i = 0; i < county_scale() * (town.c->f->engine == YB_POSTGRES ? 500 : 2000); i++) {
        assert_int_equal(county_run(town.c, settle_in_order, NULL, &deal, &error), YB_E_BUSY);
        if (i == 0)
            memcpy(first.amounts, deal.amounts, sizeof(first.amounts));
        assert_memory_equal(first.amounts, deal.amounts, sizeof(first.amounts));
        shuffle(&deal, &town.seed);
        county_forget(town.c);
    }
    county_close(town.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(every_fen_is_somewhere),    FIXTURE_BOTH(many_settlements_add_up),
        FIXTURE_BOTH(cancelling_is_an_identity), FIXTURE_BOTH(presettlement_is_settlement),
        FIXTURE_BOTH(others_change_nothing),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
