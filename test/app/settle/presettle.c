/* What the pre-settlement says is what the settlement does (reliability A4). */
#include "test/app/town.h"

#include <string.h>

/* Every amount byte for byte, and every text but the ids. */
static void check_same(const struct yb_settle_out *pre, const struct yb_settle_out *out)
{
    const size_t from = offsetof(struct yb_setlinfo, medfee_sumamt_fen);
    const size_t to = offsetof(struct yb_setlinfo, medins_setl_id);

    assert_int_equal(pre->setlinfo.setl_id, 0);
    assert_memory_equal((const char *)&pre->setlinfo + from, (const char *)&out->setlinfo + from,
                        to - from);
    assert_true(yb_text_equal(pre->setlinfo.psn_name_sealed, out->setlinfo.psn_name_sealed));
    assert_true(yb_text_equal(pre->setlinfo.certno_sealed, out->setlinfo.certno_sealed));
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
        int person = (int)(test_random(&seed) % TOWN_PEOPLE);
        struct yb_settle_out pre, answer;
        struct yb_actor actor;
        struct yb_call one;
        struct town_claim claim;

        town_random_claim(&claim, &seed, town->people[person], town_is_employee(person),
                          call->now_ms);
        if (test_random(&seed) % 4 == 0)
            claim.in.acct_used_flag = YB_TEXT("2");
        one = town_step(call, &actor, claim.at);
        rc = yb_app_presettle_claim(&one, &claim.in, &pre, error);
        if (!rc)
            rc = town_settle(call, &claim, &answer, error);
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

    town_open(&town, state);
    town_share(&town);
    town_run_lives(&town, twice_the_same,
                   test_scale() * (town.c->f->engine == YB_POSTGRES ? 2000 : 8000));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(presettlement_is_settlement),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
