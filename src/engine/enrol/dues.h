/*
 * dues.h - what a resident owes for a year of insurance (个人缴费). Pure.
 *
 *     yb_dues_of(&history, &rules, today, arena, &dues, error)
 *
 * One row for a policy year in which a resident relation runs and for which the pack in force
 * states the price (`entitlement.contribution`); a year without stated figures has no row. Years
 * up to that of `today`, and the next one from the day on which its window opens. A year is owed
 * once, by the first relation in it.
 *
 *   newborn_free   the year of birth of a child enrolled as `newborn` says, where that year is free
 *   full_price     enrolled after the window, or the year's contribution was not paid when it was
 *                  due, and `late` asks for the full price: the government's part too
 *   individual     else
 *
 * The year's contribution is the first on record that begins in it; a year without one was paid in
 * time. Of the individual part `aid` takes off what the first row whose identity holds gives: on
 * the first day of the relation in the year, or, where the price is full, on the day of enrolment
 * or payment (not paid: today) if that is later. Cost: relations times years times contributions.
 */
#ifndef YB_ENGINE_ENROL_DUES_H
#define YB_ENGINE_ENROL_DUES_H

#include "engine/enrol/covered.h"

enum yb_due_price { YB_DUE_INDIVIDUAL, YB_DUE_NEWBORN_FREE, YB_DUE_FULL_PRICE, YB_DUE_PRICES };

struct yb_due {
    int year;         /* policy year */
    int relation;     /* index into history.relations */
    int contribution; /* index into history.contributions: the year's; -1: none on record */
    enum yb_due_price price;
    bool if_parent_insured; /* NEWBORN_FREE: of a child with an insured parent, which is not known
                               here */
    int64_t individual_fen;
    int64_t subsidy_fen; /* the government's part; -1: the pack's sources do not give it */
    int64_t aid_fen;     /* of the individual part, paid for the person */
    int64_t amount_fen;  /* what the person owes; -1: full price of a subsidy that is not stated */
    const struct yb_policy *policy;
    int clause;       /* of the figures */
    int price_clause; /* of the rule that makes it free or full; YB_CLAUSE_NONE */
    int aid_clause;   /* YB_CLAUSE_NONE: no aid */
};

struct yb_dues {
    struct yb_due *rows; /* by year */
    size_t count;
};

/* Errors: NO_MEMORY. The history is one that yb_cover_of has taken. */
int yb_dues_of(const struct yb_history *history, const struct yb_cover_rules *rules, int32_t today,
               struct yb_arena *arena, struct yb_dues *dues, struct yb_error *error);

/* Keys and names; and back from a key. */
const char *yb_due_price_key(enum yb_due_price price);
const char *yb_due_price_title(enum yb_due_price price);
int yb_due_price_find(struct yb_text key); /* -1: none */

#endif
