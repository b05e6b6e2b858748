/* Who else is settled in between changes nothing (reliability A5). */
#include "test/app/town.h"

#include <string.h>

#define A5_PEOPLE 3
#define A5_EACH   2
#define A5_CLAIMS (A5_PEOPLE * A5_EACH)

/* Claims of a few people in one order; the transaction is undone afterwards. */
struct deal {
    struct town_claim claims[A5_CLAIMS]; /* claim i is of person i / A5_EACH */
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

        rc = town_settle(call, &deal->claims[which], &answer, error);
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

/* One deal of claims of chance, in as many orders. */
static void try_orders(struct town *town, int orders)
{
    static struct deal deal, first;
    struct yb_error error;

    for (int i = 0; i < A5_CLAIMS; i++)
        town_random_claim(&deal.claims[i], &town->seed, town->people[i / A5_EACH],
                          town_is_employee(i / A5_EACH), town->c->now_ms);
    for (int i = 0; i < A5_CLAIMS; i++)
        deal.order[i] = i;
    for (int i = 0; i < orders; i++) {
        assert_int_equal(county_run(town->c, settle_in_order, NULL, &deal, &error), YB_E_BUSY);
        if (i == 0)
            memcpy(first.amounts, deal.amounts, sizeof(first.amounts));
        assert_memory_equal(first.amounts, deal.amounts, sizeof(first.amounts));
        shuffle(&deal, &town->seed);
        county_forget(town->c);
    }
}

/* A5: who else is settled in between changes nothing. */
static void others_change_nothing(void **state)
{
    struct town town;

    town_open(&town, state);
    for (int i = 0; i < test_scale() * (town.c->f->engine == YB_POSTGRES ? 25 : 100); i++) {
        town_newcomers(&town);
        town_run(&town, town_live, 40);
        try_orders(&town, 20);
    }
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(others_change_nothing),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
