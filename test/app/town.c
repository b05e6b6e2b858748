#include "test/app/town.h"

#include "store/ledger.h"
#include "store/setl.h"

#include <string.h>

static const char *const items[] = {COUNTY_DRUG_A, COUNTY_DRUG_B, COUNTY_DRUG_C, COUNTY_CAPPED};

static void random_lines(struct town_claim *claim, uint64_t *seed, int64_t now_ms, int64_t most_fen)
{
    size_t count = 1 + test_random(seed) % TOWN_LINES_MAX;

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
void town_random_claim(struct town_claim *claim, uint64_t *seed, int64_t psn_no, bool employee,
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

int town_state_of(struct yb_call *call, int64_t psn_no, struct town_state *state,
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
struct yb_call town_step(const struct yb_call *script, struct yb_actor *actor,
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

int town_settle(const struct yb_call *script, const struct town_claim *claim,
                struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_actor actor;
    struct yb_call call = town_step(script, &actor, claim->at);

    return yb_app_settle_claim(&call, &claim->in, out, error);
}

int town_cancel(const struct yb_call *script, const struct yb_setlinfo *info, const char *at,
                struct yb_error *error)
{
    const struct yb_cancel_settlement_in in = {info->setl_id, info->mdtrt_id, info->psn_no};
    struct yb_actor actor;
    struct yb_call call = town_step(script, &actor, at);
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

bool town_is_employee(int person)
{
    return person % 3 == 0;
}

void town_newcomers(struct town *town)
{
    for (int i = 0; i < TOWN_PEOPLE; i++)
        town->people[i] = county_person(
            town->c, &(struct county_person_of){.insutype = town_is_employee(i) ? "310" : "390",
                                                .balc_fen = town_is_employee(i) ? 5000000 : 0});
    if (town->family)
        town_share(town);
}

void town_share(struct town *town)
{
    for (int i = 0; i < TOWN_PEOPLE; i++) {
        struct yb_share_in in = {
            .share_rlts = YB_TEXT("1"), .begndate = YB_DAY_NONE, .enddate = YB_DAY_NONE};
        struct yb_share_out out;
        struct yb_error error;

        in.psn_no = town->people[i - i % 3];
        in.user_psn_no = town->people[i % 3 ? i : (i + 3) % TOWN_PEOPLE];
        fixture_ok(county_share_account(town->c, &in, &out, &error), &error);
    }
    town->family = true;
}

void town_open(struct town *town, void **state)
{
    memset(town, 0, sizeof(*town));
    town->c = county_open(*state);
    town->seed = town->c->seed;
    town_newcomers(town);
}

void town_close(struct town *town)
{
    county_close(town->c);
}

void town_run(struct town *town, county_use script, int steps)
{
    struct yb_error error;

    for (int done = 0; done < steps; done += town->steps) {
        town->steps = steps - done < 100 ? steps - done : 100;
        fixture_ok(county_run(town->c, script, NULL, town, &error), &error);
        county_forget(town->c);
    }
}

void town_run_lives(struct town *town, county_use script, int steps)
{
    for (int done = 0; done < steps; done += 1000) {
        if (done)
            town_newcomers(town);
        town_run(town, script, steps - done < 1000 ? steps - done : 1000);
    }
}

/* Random settlements, some of them cancelled again: A1 and A2 through verify. */
int town_live(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct town *town = out;
    struct yb_setlinfo past[TOWN_HISTORY];
    const char *places[TOWN_HISTORY];
    uint64_t seed = town->seed;
    size_t count = 0;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < town->steps; i++) {
        int person = (int)(test_random(&seed) % TOWN_PEOPLE);
        struct yb_settle_out answer;
        struct town_claim claim;

        if (town->cancels && count && test_random(&seed) % 4 == 0) {
            size_t which = test_random(&seed) % count;

            rc = town_cancel(call, &past[which], places[which], error);
            count--;
            past[which] = past[count];
            places[which] = places[count];
            continue;
        }
        town_random_claim(&claim, &seed, town->people[person], town_is_employee(person),
                          call->now_ms);
        if (town->family && test_random(&seed) % 4 == 0)
            claim.in.acct_used_flag = YB_TEXT("2");
        rc = town_settle(call, &claim, &answer, error);
        if (rc)
            break;
        county_check(&answer);
        assert_true(answer.setlinfo.fund_pay_sumamt_fen >= 0 && answer.setlinfo.acct_pay_fen >= 0 &&
                    answer.setlinfo.psn_cash_pay_fen >= 0);
        if (count < TOWN_HISTORY) {
            places[count] = claim.at;
            past[count++] = answer.setlinfo;
        }
    }
    if (!rc)
        town->seed = seed;
    return rc;
}
