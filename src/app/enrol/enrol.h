/*
 * enrol.h - what an agency records of a person's entitlement: enrolling, stopping, moving away,
 * retiring, dying; identities; contributions that were late or are missing.
 *
 * Every act is one fact (fact.h), written with the instant at which it became known; its days may
 * lie in the past. Then cover is derived anew (engine/enrol/covered.h) and put where settlement,
 * 1101 and 2001 read it: one row of psn_insu a stretch of benefits, psn_idet, the day of death. So
 * live traffic reads what it always read. The settled bills that the change touches are given back,
 * and deciding them again is ordered in the same transaction (app/settle/ordered.h). A death, and
 * the move of an account's holder, end the sharings of personal accounts. A contribution base has
 * no part in cover: maternity allowances that rest on it are computed again (app/maternity).
 */
#ifndef YB_APP_ENROL_ENROL_H
#define YB_APP_ENROL_ENROL_H

#include "app/enrol/fact.h"
#include "app/enrol/touched.h"
#include "store/resettle.h"

enum yb_enrol_verb {
    YB_ENROL_BEGIN,    /* a relation: insutype, kind, psn_type, begndate, enddate, done_date ... */
    YB_ENROL_STOP,     /* its last day: insutype, enddate */
    YB_ENROL_MOVE,     /* the same, to another region */
    YB_ENROL_RETIRE,   /* insutype 310, begndate: first day as a retired person; psn_type */
    YB_ENROL_DIE,      /* begndate: the day of death */
    YB_ENROL_IDENTITY, /* psn_idet_type, begndate, enddate */
    YB_ENROL_END_IDENTITY, /* psn_idet_type, enddate: its last day */
    YB_ENROL_CONTRIBUTION, /* insutype, kind, begndate..enddate, due_date, done_date: paid on */
    YB_ENROL_BASE,         /* insutype 310, begndate, enddate, amount: the contribution base */
    YB_ENROL_WITHDRAW,     /* takes back the last thing recorded of what is named: see below */
    YB_ENROL_VERBS
};

/* "enrol", "stop", "move", "retire", "die", "identity", "end-identity", "contribution", "base",
 * "withdraw". */
const char *yb_enrol_verb_key(enum yb_enrol_verb verb);
int yb_enrol_verb_find(struct yb_text key); /* -1: none */

/* Empty and YB_DAY_NONE: not stated. */
struct yb_enrol_in {
    int64_t psn_no;
    enum yb_enrol_verb verb;
    struct yb_text insutype, kind, psn_type, psn_idet_type;
    int32_t begndate, enddate, due_date, done_date, cont_clct_date;
    int repaired_years, credited_months;
    int64_t amount_fen;
    struct yb_text emp_no, emp_name, memo;
};

struct yb_enrol_out {
    struct yb_known_cover cover; /* afterwards */
    struct yb_touched touched;
    struct yb_resettle_order_row orders[2]; /* at most one a cause: identity, cover */
    int order_count;
    int64_t shares_ended; /* of personal accounts, by a death or a move: app/family/share.h */
};

/*
 * Records one act. Errors: PSN_NOT_FOUND; MISSING, UNKNOWN_CODE; DAY_BEFORE_BIRTH, DAY_AFTER_DEATH,
 * DAY_REVERSED, DAY_FUTURE (a payment or death); ENROL_OVERLAP (a relation of the scheme on these
 * days; the same contribution twice is its newer version); ENROL_NONE, IDENTITY_NONE (nothing that
 * runs on that day); IDENTITY_EXCLUDES (yb_identities_exclude); RETIREMENT_SHORT; EXISTS;
 * NOTHING_RECORDED.
 *
 * YB_ENROL_WITHDRAW takes back what was recorded by mistake: with psn_idet_type the identity, with
 * kind the contribution, else with insutype the relation, that begins on begndate (a contribution:
 * and ends on enddate; kind `base`: a contribution base); without all three the death. An end, a
 * payment that came later, goes first: the fact is again as it was before; what has no earlier
 * version never was. With a retirement goes the end of the work before it. What taking it back
 * brings into another's way is refused as if it were recorded. A sharing of accounts that ended
 * with it stays ended.
 */
int yb_app_enrol(struct yb_call *call, const struct yb_enrol_in *in, struct yb_enrol_out *out,
                 struct yb_error *error);

/* What was believed at known_ms (INT64_MAX: today) of a person, for a timeline; PSN_NOT_FOUND. */
struct yb_entitlement_view {
    struct yb_facts_known known;
    struct yb_known_cover cover;
    struct yb_dues dues;              /* of a resident, on the day of known_ms */
    bool working;                     /* an employee or flexible worker then: */
    struct yb_retirement retirement;  /* his years, nothing credited from elsewhere */
    struct yb_psn_fact_list versions; /* everything ever recorded, oldest first */
};
int yb_app_entitlement(struct yb_call *call, int64_t psn_no, int64_t known_ms,
                       struct yb_entitlement_view *out, struct yb_error *error);

/* ---- inside the folder ---- */

/* project.c: psn_insu, psn_idet and psn.die_date as they follow from `known` and its cover. */
int yb_enrol_project(struct yb_call *call, const struct yb_facts_known *known,
                     const struct yb_known_cover *cover, struct yb_error *error);

#endif
