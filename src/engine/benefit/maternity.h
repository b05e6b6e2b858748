/*
 * maternity.h - the maternity allowance (生育津贴): monthly wage x days / 30. Pure.
 *
 * Source: Social Insurance Law art. 56: the employer's average monthly wage of last year. Packs
 * differ in what stands for the wage (the employer's average contribution base, the person's own
 * base), in the divisor (30, 30.4), in bounds by the region's average wage, and in rounding.
 *
 * A birth may bring the father something too, where his pack says so: days of leave, paid by the
 * same formula (`paternity`), and for the care of a wife who has no work a fixed amount
 * (`unemployed_spouse`; Social Insurance Law art. 54).
 */
#ifndef YB_ENGINE_BENEFIT_MATERNITY_H
#define YB_ENGINE_BENEFIT_MATERNITY_H

#include "engine/policy/policy.h"

enum yb_birth_kind {
    YB_BIRTH_DELIVERY,
    YB_BIRTH_DIFFICULT,
    YB_BIRTH_MISCARRIAGE,
    YB_BIRTH_NONE, /* neither: care before a birth, say */
    YB_BIRTH_KINDS
};

/* Whose, and what for. */
enum yb_allowance_kind {
    YB_ALLOWANCE_BIRTH,     /* the mother's */
    YB_ALLOWANCE_PATERNITY, /* the father's days */
    YB_ALLOWANCE_SPOUSE,    /* to the father, for his wife's care */
    YB_ALLOWANCE_KINDS
};

struct yb_birth {
    enum yb_birth_kind kind;
    int weeks;    /* of gestation, of a miscarriage; 0: not known */
    int children; /* born; 0: not told, which is one */
    enum yb_allowance_kind of;
};

/* What the days are made of; they add up to `days`. A father's are all `base`. */
struct yb_leave {
    int days;
    int base, difficult, further, extension;
    int clause;
};

/* "delivery", "difficult", "miscarriage", "none"; find: -1 of another word. */
const char *yb_birth_key(enum yb_birth_kind kind);
int yb_birth_find(struct yb_text word);

/* "birth", "paternity", "spouse"; find: -1 of another word. */
const char *yb_allowance_kind_key(enum yb_allowance_kind kind);
int yb_allowance_kind_find(struct yb_text word);

/* "employer_wage", "employer_base", "own_base". */
const char *yb_wage_of_key(enum yb_wage_of wage_of);

/*
 * Source: Special Provisions on the Labour Protection of Female Employees, art. 7; a pack may state
 * its own. Errors: POLICY_NOT_STATED; OUT_OF_RANGE (children not 0..9, weeks not 1..45 of a
 * miscarriage; a father's leave after a miscarriage). YB_BIRTH_NONE is 0 days, and so is what is
 * paid to a father for his wife's care.
 */
int yb_allowance_days(const struct yb_policy *policy, const struct yb_birth *birth,
                      struct yb_leave *out, struct yb_error *error);

struct yb_allowance_case {
    int64_t monthly_wage_fen; /* or the base that the pack's wage_of names */
    int64_t average_wage_fen; /* of the region; -1: not known */
    int days;
};

struct yb_allowance {
    int64_t wage_fen; /* after the bounds */
    int64_t amount_fen;
    int clause;
};

/*
 * Errors: POLICY_NOT_STATED (the policy has no such rule); OUT_OF_RANGE (wage not
 * 0..YB_AMOUNT_FEN_MAX, days not 0..366); MISSING (average_wage, when the pack has bounds).
 */
int yb_allowance_of(const struct yb_policy *policy, const struct yb_allowance_case *in,
                    struct yb_allowance *out, struct yb_error *error);

/* The fixed amount for the care of a wife who has no work; wage_fen is 0. Errors:
 * POLICY_NOT_STATED; OUT_OF_RANGE (no birth). */
int yb_spouse_allowance_of(const struct yb_policy *policy, enum yb_birth_kind kind,
                           struct yb_allowance *out, struct yb_error *error);

#endif
