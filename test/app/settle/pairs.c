/* A settlement and its cancellation change nothing but history (reliability A3). */
#include "test/app/town.h"

#include <string.h>

/* A3: settle and cancel, and nothing but history has changed. */
static int there_and_back(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct town *town = out;
    uint64_t seed = town->seed;
    int rc = 0;

    (void)in;
    for (int i = 0; !rc && i < town->steps; i++) {
        int person = (int)(test_random(&seed) % TOWN_PEOPLE);
        struct yb_settle_out answer;
        struct town_state before, after;
        struct town_claim claim;

        town_random_claim(&claim, &seed, town->people[person], town_is_employee(person),
                          call->now_ms);
        rc = town_state_of(call, town->people[person], &before, error);
        if (!rc)
            rc = town_settle(call, &claim, &answer, error);
        if (!rc)
            rc = town_cancel(call, &answer.setlinfo, claim.at, error);
        if (!rc)
            rc = town_state_of(call, town->people[person], &after, error);
        if (!rc)
            assert_memory_equal(&before, &after, sizeof(before));
    }
    if (!rc)
        town->seed = seed;
    return rc;
}

/* 10,000 pairs on both engines together; new people now and then, so that pasts stay short. */
static void cancelling_is_an_identity(void **state)
{
    struct town town;
    bool server;

    town_open(&town, state);
    server = town.c->f->engine == YB_POSTGRES;
    for (int i = 0; i < test_scale() * (server ? 10 : 40); i++) {
        town_run(&town, town_live, 40);
        town_run(&town, there_and_back, 200);
        town_newcomers(&town);
    }
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(cancelling_is_an_identity),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
