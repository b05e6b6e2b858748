/* Every fen is somewhere, and every sum can be recomputed (reliability A1, A2). */
#include "test/app/town.h"

#include <string.h>

/* A1, A2: whatever happened, every sum, accumulator, posting and bill can be recomputed. */
static void every_fen_is_somewhere(void **state)
{
    struct town town;

    town_open(&town, state);
    town.cancels = true;
    town_share(&town);
    town_run_lives(&town, town_live,
                   test_scale() * (town.c->f->engine == YB_POSTGRES ? 500 : 1500));
    county_verify(town.c);
    town_close(&town);
}

/* The same without cancellations, many more: 20,000 settlements on both engines together. */
static void many_settlements_add_up(void **state)
{
    struct town town;

    town_open(&town, state);
    town_run_lives(&town, town_live,
                   test_scale() * (town.c->f->engine == YB_POSTGRES ? 4000 : 16000));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(every_fen_is_somewhere),
        FIXTURE_BOTH(many_settlements_add_up),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
