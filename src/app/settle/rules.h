/*
 * rules.h - what a region may decide about visits and settlements besides its benefit policy.
 *
 * Read strictly from data/interface/rules.yaml; a key left out keeps its default, written here. No
 * published source fixes these: they differ by province, so each is a named parameter.
 */
#ifndef YB_APP_SETTLE_RULES_H
#define YB_APP_SETTLE_RULES_H

#include "base/day.h"
#include "base/error.h"

#define YB_RULE_WORDS 200 /* bytes of a list of words, its NUL counted */

struct yb_settle_rules {
    bool benefit_day_is_admission; /* inpatient_benefit_day: discharge (default)|admission */
    bool benefit_day_is_transfer;  /* transfer_benefit_day: own (default)|transfer: a stay that goes
                                      on after a transfer is of the day of the transfer */
    bool final_settlement_needs_discharge;  /* default true */
    bool chronic_needs_filing;              /* default true: chronic care without 2503 is refused */
    bool two_diseases_need_filing;          /* default true: likewise, of the two diseases (2595) */
    bool maternity_needs_filing;            /* default false: maternity outpatients and 2572 */
    bool special_drugs_need_filing;         /* default false: without 2591 it is none */
    bool unknown_item_is_self_paid;         /* default false: ITEM_NOT_FOUND */
    bool presettled_amounts_must_agree;     /* default false: sent amounts are not compared */
    bool card_sn_needed;                    /* default false: card_sn may be missing with type 03 */
    bool late_bills_at_their_day;           /* late_bills: at_the_end (default)|at_their_day */
    int local_division_digits;              /* default 4: same prefecture is local */
    char mutual_recognition[YB_RULE_WORDS]; /* divisions, or institutions, or beginnings of their
                                   codes: care there counts as local; default none */
    bool recognised_by_their_catalogue;     /* recognised_catalogue: home (default)|place */
    bool place_catalogue_needed;            /* place_catalogue_missing: home (default)|refused */
    int minor_below_age;                    /* default 18 */
    int elderly_from_age;                   /* default 60 */
    int transfer_within_days;       /* default 1: from the transfer to the admission there */
    int reversal_days;              /* default 0: 2601 only on the original's day; -1: any */
    bool own_account_before_family; /* default true: acct_used_flag 2 takes the own account first */
    unsigned family_relations;  /* bits of agnter_rlts codes 1..9 whose account use may be shared;
                                   default spouse 1, child 2, parent 5 */
    int64_t line_tolerance_fen; /* default 1: |pric x cnt - amount| */
    int64_t paper_review_above_fen; /* default 5000.00: a fund's share above it needs a review */
    /* Maternity allowances: app/maternity/maternity.h. */
    bool allowance_to_employer;                  /* allowance_paid_to: person (default)|employer */
    char allowance_fund_pay_type[YB_RULE_WORDS]; /* default 510100 */
    /* The register of chronic diseases: app/chronic/chronic.h. */
    bool chronic_reviewed;          /* chronic_confirmed_by: hospital (default)|agency */
    bool chronic_only_where_chosen; /* default false: chosen institutions do not bind */
    unsigned chronic_round_months;  /* bits of months 1..12; default 5, 11 */
    int chronic_valid_months;       /* default 24: until re-evaluation; 0: open */
    int chronic_expiring_days;      /* default 60 */
    int chronic_institutions_most;  /* default 3 */
    bool chronic_list_needed;       /* default false: a disease without a list counts every item */
    char chronic_at_once[YB_RULE_WORDS];  /* diseases that wait for no round; default none */
    char chronic_evidence[YB_RULE_WORDS]; /* words of app/document/kind.def */
    char two_diseases[YB_RULE_WORDS];     /* codes, or their beginnings, of the two diseases */
};

/* The defaults. */
void yb_settle_rules_init(struct yb_settle_rules *rules);

/*
 * The first day of the review round for an application of `day`: of the month that has one, this
 * month's own counted. YB_DAY_NONE: the disease waits for none.
 */
int32_t yb_chronic_round(const struct yb_settle_rules *rules, struct yb_text opsp_dise_code,
                         int32_t day);

/* True when the code is one of the comma-separated codes, or begins as one of them does. */
bool yb_rule_has_code(const char *codes, struct yb_text code);

/* Whether a division is another place than the home region; one that is not known is none. */
bool yb_rules_elsewhere(const struct yb_settle_rules *rules, struct yb_text home,
                        struct yb_text admdvs);

/* Whether the home region recognises an institution of another place as its own (两定互认). */
bool yb_rules_recognise(const struct yb_settle_rules *rules, struct yb_text admdvs,
                        struct yb_text fixmedins_code);

/* Reads the file over the defaults. Errors name file and line: UNKNOWN_KEY, WRONG_FORMAT, FILE. */
int yb_settle_rules_read(const char *path, struct yb_settle_rules *rules, struct yb_error *error);

#endif
