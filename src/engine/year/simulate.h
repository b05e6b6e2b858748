/*
 * simulate.h - a settled year under two policies, claim by claim: what would have been paid. Pure.
 *
 * Both policies begin every person's year with empty accumulators and adjudicate his claims in the
 * order in which they were settled (benefit.h), each with accumulators of its own. Behaviour does
 * not change: the same visits, the same lines. A personal account has what was there that day, plus
 * or minus what the simulated bills before would have left in it.
 *
 * People do not depend on one another, so a range of them may be simulated on any thread and the
 * results be added in any order: the sums are the same to the fen, the examples too.
 *
 *     yb_simulation_init(&simulation, arena)
 *     yb_simulate(&run, first, count, &simulation, &error)        per thread
 *     yb_simulation_add(&all, &simulation)
 */
#ifndef YB_ENGINE_YEAR_SIMULATE_H
#define YB_ENGINE_YEAR_SIMULATE_H

#include "engine/year/year.h"

enum { YB_SIMULATED_OLD, YB_SIMULATED_NEW, YB_SIMULATED };

#define YB_SIMULATION_MONTHS   12
#define YB_SIMULATION_EXAMPLES 10 /* of those who gain, and of those who lose */
#define YB_SIMULATION_CLASSES  5  /* of how much a person gains or loses */

/* Upper bounds of the classes, of the difference in what the person pays: 0 is "nothing". */
extern const int64_t yb_simulation_class_fen[YB_SIMULATION_CLASSES];

/* Claims added up. */
struct yb_simulated {
    int64_t claims;
    int64_t total_fen;
    int64_t in_scope_fen; /* policy-range cost 政策范围内费用: what the lines placed IN_SCOPE */
    int64_t fund_fen[YB_FUNDS];
    int64_t cash_fen;
};

/* A person whose own share changes, the personal account counted as his own money. */
struct yb_simulated_person {
    int64_t psn_no;
    int64_t setl_id; /* the bill that changes most, the first of them */
    int64_t own_fen[YB_SIMULATED];
};

struct yb_simulation {
    struct yb_simulated all[YB_SIMULATED];
    struct yb_simulated month[YB_SIMULATED][YB_SIMULATION_MONTHS]; /* of settlement, January: 0 */
    struct yb_simulated value[YB_SIMULATED][64]; /* by enum yb_value: care, level, person, ... */
    struct yb_simulated inpatient[YB_SIMULATED][64]; /* the same of inpatient care alone */
    int64_t layer_fen[YB_SIMULATED][YB_POLICY_LAYERS_MAX][YB_SIMULATION_MONTHS];
    int64_t persons;
    int64_t gaining[YB_SIMULATION_CLASSES]; /* people by class of what they pay less ... */
    int64_t losing[YB_SIMULATION_CLASSES];  /* ... and more; class 0 stands in neither */
    int64_t gained_fen, lost_fen;
    struct yb_simulated_person gain[YB_SIMULATION_EXAMPLES], lose[YB_SIMULATION_EXAMPLES];
    int gain_count, lose_count; /* most first; of equal ones the lower psn_no */
    int64_t undecided;          /* claims that a policy cannot decide: left out of both sides */
    int64_t differing;          /* claims whose old side is not what was recorded */
};

struct yb_simulation_run {
    const struct yb_year *year;
    const struct yb_policy *policies[YB_SIMULATED];
    struct yb_arena *arena; /* of the thread: plans, a claim's lines */
};

/*
 * Simulates persons [first, first + count) of the year into *simulation, which is emptied first.
 * Errors: NO_MEMORY. Cost: an adjudication a claim and policy (bench/simulate).
 */
int yb_simulate(const struct yb_simulation_run *run, uint64_t first, uint64_t count,
                struct yb_simulation *simulation, struct yb_error *error);

/* One claim of a person under both policies, after all his claims before it, with every step. */
struct yb_simulated_bill {
    struct yb_claim claim;
    struct yb_bill bill;
    struct yb_bill_line *lines;
    struct yb_trace trace;
    int code; /* YB_OK, or why that policy cannot decide it: then there is no bill */
};

/*
 * Fills `bills` with the claim setl_id of person psn_no. Everything lives in run->arena. Errors:
 * NOT_FOUND, NO_MEMORY. Cost: the person's claims up to it.
 */
int yb_simulate_claim(const struct yb_simulation_run *run, int64_t psn_no, int64_t setl_id,
                      struct yb_simulated_bill bills[YB_SIMULATED], struct yb_error *error);

/* Adds another range's result. */
void yb_simulation_add(struct yb_simulation *sum, const struct yb_simulation *add);

/* Fund payments without hospital and personal account: what 基金 means in a report. */
int64_t yb_simulated_funds(const struct yb_simulated *simulated);

/*
 * 政策范围内报销比: fund payments by in-scope cost, ppm, half up, at most 100 %; 0 without cost.
 */
int64_t yb_simulated_ratio(const struct yb_simulated *simulated);

#endif
