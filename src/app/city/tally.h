/*
 * tally.h - a county's year added up, and held against what was published.
 *
 * The same sums are made from lives (before anything is settled) and from a store (afterwards), so
 * that one table says what the generator does and what the settlement did with it.
 */
#ifndef YB_APP_CITY_TALLY_H
#define YB_APP_CITY_TALLY_H

#include "engine/city/city.h"

struct yb_city_sum {
    int64_t count, medfee_fen, days, inscp_fen, fund_fen, acct_fen;
};

struct yb_city_tally {
    int64_t insured[YB_CITY_GROUPS]; /* at any time of the year */
    struct yb_city_sum sums[YB_CITY_SCHEMES][YB_CITY_V_KINDS][YB_CITY_LEVELS];
    int64_t cost_fen[YB_CITY_GROUPS];     /* of institutions: without pharmacies */
    int64_t local_fen[2], local_count[2]; /* at home, elsewhere: without pharmacies */
};

/* Adds one settlement. */
struct yb_city_claim {
    enum yb_city_scheme scheme;
    enum yb_city_group group;
    enum yb_city_visit_kind kind;
    int level;
    bool elsewhere;
    struct yb_city_sum sum;
};
void yb_city_tally_claim(struct yb_city_tally *tally, const struct yb_city_claim *claim);

/* Adds a person's year as drawn, or that of everybody; nothing of funds. */
void yb_city_tally_life(struct yb_city_tally *tally, const struct yb_city *city,
                        const struct yb_city_life *life);
void yb_city_tally_city(struct yb_city_tally *tally, const struct yb_city *city);

/* ---- against the targets ---- */

#define YB_CITY_TARGETS_MAX 64

struct yb_city_target { /* a row of data/city/calibration.csv */
    struct yb_text quantity, zh, en, unit, basis;
    int64_t value_e4;
    bool of_settlement; /* can only be told after settling */
};

struct yb_city_targets {
    struct yb_city_target rows[YB_CITY_TARGETS_MAX];
    int count;
};

/* Reads calibration.csv of `folder`. Errors as of read.h. */
int yb_city_targets_read(const char *folder, struct yb_arena *arena,
                         struct yb_city_targets *targets, struct yb_error *error);

struct yb_city_result {
    int64_t value_e4;
    int64_t off_e4;    /* (value - target) / target, in 1/10000 */
    int64_t chance_e4; /* three standard errors of the sample; 0 from 300,000 people on */
    bool known;        /* there was something to divide by */
};
struct yb_city_result yb_city_compare(const struct yb_city_tally *tally,
                                      const struct yb_city_target *target);

#endif
