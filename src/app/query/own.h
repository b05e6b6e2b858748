/*
 * own.h - what an insured person asks of himself: am I covered, what is left of each limit, what
 * would this care cost me.
 *
 * All three stand on the facts of the person on a day, made as a settlement makes them
 * (settle/facts.h), for care in the region at an institution of the agreement. A limit is found as
 * adjudication finds it: the first rule of a layer whose condition holds draws it down. Since no
 * visit is at hand, every kind of care, level and tier of institution, and an injury, is gone
 * through; where a limit then differs, its least and greatest amount are given.
 *
 * An estimate is a bill: the same engine, on the accumulators as they stand. Nothing is written.
 */
#ifndef YB_APP_QUERY_OWN_H
#define YB_APP_QUERY_OWN_H

#include "app/app.h"
#include "app/settle/decision.h"

/* All that is known of a person for it; in the arena. */
struct yb_own {
    struct yb_psn_row psn;
    struct yb_psn_insu_list insu;
    struct yb_psn_idet_list idet;
    struct yb_psn_account_list accounts;
    struct yb_filing_list chronic; /* 2503 */
    struct yb_accu_list accu;
};

/* Errors: PSN_NOT_FOUND. */
int yb_own_load(struct yb_call *call, int64_t psn_no, struct yb_own *own, struct yb_error *error);

/* A scheme of the person on a day. */
struct yb_own_scheme {
    struct yb_text insutype;
    const struct yb_psn_insu_row *insu;
    const struct yb_policy *policy;
    int64_t year; /* of the policy */
    int32_t day;
    struct yb_facts facts; /* of general outpatient care */
    int64_t used[YB_POLICY_ACCUMULATORS_MAX];
};

/* `insutype` empty: the first that holds. Errors: PSN_NOT_COVERED, POLICY_NO_RULE, UNKNOWN_CODE
 * (psn_type). */
int yb_own_scheme_on(struct yb_call *call, const struct yb_own *own, struct yb_text insutype,
                     int32_t day, struct yb_own_scheme *scheme, struct yb_error *error);

/* The kinds of care of which some fund pays a part: bit per enum yb_value. */
uint64_t yb_own_cares(const struct yb_own_scheme *scheme);

struct yb_own_limit {
    int accumulator; /* of the policy */
    int64_t least_fen, most_fen;
    bool per_visit; /* the limit is of one visit: nothing is left over of it */
};

/* The limits that concern the person; room for YB_POLICY_ACCUMULATORS_MAX. Returns how many. */
int yb_own_limits(const struct yb_own_scheme *scheme, struct yb_own_limit *limits);

struct yb_own_estimate_in {
    enum yb_value care, level, tier;
    struct yb_text dise_codg; /* of the register, for chronic care; empty: the first in force */
    int64_t amount_fen;       /* of it: */
    int64_t self_paid_fen;    /* outside the catalogue */
    bool use_account;
};

/*
 * The bill of one visit, its cost of class A but for what is said to lie outside the catalogue.
 * `in` has one or two lines then. Errors: OUT_OF_RANGE (amount, self_paid), FILING_NOT_FOUND
 * (chronic care without a disease of the register), those of yb_decide.
 */
int yb_own_estimate(struct yb_call *call, const struct yb_own *own,
                    const struct yb_own_scheme *scheme, const struct yb_own_estimate_in *in,
                    struct yb_decision *decision, struct yb_error *error);

#endif
