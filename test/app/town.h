/*
 * town.h - people of a county with random claims, for properties that must hold over any history.
 *
 * Steps run many to a job, so that a run is bound by the arithmetic and not by the disk.
 */
#ifndef YB_TEST_APP_TOWN_H
#define YB_TEST_APP_TOWN_H

#include "test/app/county.h"

#define TOWN_LINES_MAX 8
#define TOWN_PEOPLE    12
#define TOWN_HISTORY   64 /* settlements of one job that may still be cancelled in it */

/* A random claim, and where it is settled. */
struct town_claim {
    struct yb_claim_in in;
    struct yb_fee_line_in lines[TOWN_LINES_MAX];
    char numbers[TOWN_LINES_MAX][24];
    const char *at;
};

struct town {
    struct county *c;
    uint64_t seed;
    int64_t people[TOWN_PEOPLE];
    int steps;    /* of the job that runs */
    bool cancels; /* town_live cancels now and then */
    bool family;  /* ... and pays with a relative's account: town_share was called */
};

void town_open(struct town *town, void **state);
void town_close(struct town *town);

/* Every third is an employee with an account, the others are residents. */
bool town_is_employee(int person);

/* The account of an employee may be used by the residents behind, and by the next employee. */
void town_share(struct town *town);

/* People who have no past yet; they share their accounts when those before them did. */
void town_newcomers(struct town *town);

/* A claim of chance. Residents go to the township and to hospital, employees to the pharmacy too.
 */
void town_random_claim(struct town_claim *claim, uint64_t *seed, int64_t psn_no, bool employee,
                       int64_t now_ms);

/* Runs `script` (its `out` is the town) for `steps` steps in jobs of at most 100. */
void town_run(struct town *town, county_use script, int steps);

/* The same, with newcomers every 1,000 steps: a past stays one that a person could have. */
void town_run_lives(struct town *town, county_use script, int steps);

/* Steps of scripts: a call of its own in the script's transaction. */
struct yb_call town_step(const struct yb_call *script, struct yb_actor *actor,
                         const char *fixmedins_code);
int town_settle(const struct yb_call *script, const struct town_claim *claim,
                struct yb_settle_out *out, struct yb_error *error);
int town_cancel(const struct yb_call *script, const struct yb_setlinfo *info, const char *at,
                struct yb_error *error);

/* A script: random settlements, with town->cancels some of them cancelled again. */
int town_live(struct yb_call *call, const void *in, void *out, struct yb_error *error);

/* What must be as before a settlement that was cancelled: accumulators, and what can be spent. */
struct town_state {
    int64_t available;
    size_t count;
    struct {
        char name[64];
        int64_t year, value;
    } rows[64];
};
int town_state_of(struct yb_call *call, int64_t psn_no, struct town_state *state,
                  struct yb_error *error);

#endif
