/*
 * covered.h - who is covered, for what, from when, and why. Pure.
 *
 *     yb_cover_of(&history, &rules, arena, &cover, error)
 *
 * A person's history is what is on record: relations (spells with a scheme), contributions that
 * were or are due, identity classes, birth and death. Out come periods, by scheme and day: covered,
 * waiting, suspended, or set aside because another scheme covers the day. Each end of each period
 * has a reason (reason.def) and the clause of the pack in force that makes it one.
 *
 * In order, every relation by its first day:
 *
 *   1  it begins on its day, never before birth; a child enrolled in the year of birth or within
 *      the months that `newborn` states begins at birth
 *   2  a resident enrolled after the window that precedes the policy year (`window`), or within it
 *      after skipped years where `late` says so, waits as `waiting` says, counted from the day of
 *      enrolment or the first day, whichever is later; not when an exempt identity holds on that
 *      day, nor when earlier cover ended at most `transfer` months before
 *   3  a flexible worker who was covered before, and longer ago than the grace of
 *      `flexible_arrears`, waits as that says; so does one who never was, if it says so
 *   4  it ends on its last day, or with death
 *   5  a contribution suspends the relations whose days it pays for, from the day after it was due
 *      until the day of payment, and then for the wait of its arrears rule; paid within the grace
 *      it never did. A resident's suspends only what it pays for, and waits as `waiting` says
 *   6  days of one scheme that another covers as well fall to the scheme that `duplicate` keeps
 *
 * A rule that neither the pack nor the national defaults state decides nothing. Rules are those of
 * the pack in force on the first day of what they are asked about; without one, days hold as
 * recorded. Cost: quadratic in relations and contributions, of which a person has dozens.
 */
#ifndef YB_ENGINE_ENROL_COVERED_H
#define YB_ENGINE_ENROL_COVERED_H

#include "base/error.h"
#include "engine/policy/policy.h"

#define YB_COVER_FACTS_MAX 512 /* relations, and as many contributions, of one person */

enum yb_relation_kind {
    YB_RELATION_EMPLOYED,
    YB_RELATION_FLEXIBLE,
    YB_RELATION_RETIRED,
    YB_RELATION_RESIDENT,
    YB_RELATION_KINDS
};

enum yb_relation_end { YB_END_STOPPED, YB_END_MOVED, YB_END_RETIRED };

/* All days: YB_DAY_NONE when not stated. */
struct yb_relation {
    int insutype; /* 310, 390 */
    enum yb_relation_kind kind;
    int32_t from;              /* first day */
    int32_t last;              /* last day; none: still running */
    int32_t enrolled;          /* day of enrolment or payment; none: in time */
    int32_t paid_since;        /* continuous years brought along; none: count from here */
    int repaired_years;        /* skipped years paid for afterwards */
    enum yb_relation_end ends; /* why, when `last` is stated */
};

struct yb_contribution {
    int insutype;
    enum yb_relation_kind kind; /* whose arrears rule holds */
    int32_t from, to;           /* what it pays for */
    int32_t due, paid;          /* paid none: not yet */
};

struct yb_identity_span {
    enum yb_value relief; /* a value of RELIEF */
    int32_t from, to;
};

struct yb_history {
    int32_t birth, death;
    const struct yb_relation *relations;
    const struct yb_contribution *contributions;
    const struct yb_identity_span *identities;
    size_t relation_count, contribution_count, identity_count;
};

enum yb_cover_state {
    YB_COVER_COVERED,
    YB_COVER_WAITING,
    YB_COVER_SUSPENDED,
    YB_COVER_DUPLICATE,
    YB_COVER_STATES
};

enum yb_cover_reason {
#define YB_COVER_REASON(id, key, zh, en) YB_BECAUSE_##id,
#include "engine/enrol/reason.def"
#undef YB_COVER_REASON
    YB_COVER_REASONS
};

/* policy NULL or clause YB_CLAUSE_NONE: as recorded, no rule had to be asked. */
struct yb_cover_cause {
    enum yb_cover_reason reason;
    const struct yb_policy *policy;
    int clause;
};

struct yb_cover_period {
    int relation; /* index into history.relations */
    int insutype;
    enum yb_cover_state state;
    int32_t from, to;         /* to YB_DAY_MAX: open */
    int32_t continuous_since; /* of COVERED: insured without a gap that counts since */
    struct yb_cover_cause begins, ends;
};

struct yb_cover {
    struct yb_cover_period *periods; /* by first day, then scheme; periods of one relation are
                                        disjoint */
    size_t count;
};

/* The pack in force for a scheme on a day; NULL: none. */
struct yb_cover_rules {
    const struct yb_policy *(*policy_on)(const void *context, int insutype, int32_t day);
    const void *context;
};

/*
 * Errors: OUT_OF_RANGE (a span reversed, before birth's year, death before birth), TOO_MANY,
 * NO_MEMORY.
 */
int yb_cover_of(const struct yb_history *history, const struct yb_cover_rules *rules,
                struct yb_arena *arena, struct yb_cover *cover, struct yb_error *error);

/* The period of scheme `insutype` (0: any) that `day` lies in: a covered one before others. */
const struct yb_cover_period *yb_cover_on(const struct yb_cover *cover, int insutype, int32_t day);

/* Years of contributions against what `retirement` asks for on `day`. */
struct yb_retirement {
    int months, months_needed; /* needed 0: no rule */
    int64_t one_off_fen;       /* what the missing months cost at once; -1: not stated */
    const struct yb_policy *policy;
    int clause, one_off_clause;
};

/*
 * Counts months covered as employed or flexible up to `day`, `credited_months` from elsewhere, and
 * those of contributions of kind `retired` that are paid: missing months bought at once
 * (一次性补缴). Who neither buys them nor has them pays on, employed or flexible, until he has.
 */
void yb_retirement_of(const struct yb_history *history, const struct yb_cover *cover,
                      const struct yb_cover_rules *rules, int32_t day, bool man,
                      int credited_months, struct yb_retirement *out);

/* Keys of kinds and of ends; and back from a key. */
const char *yb_relation_kind_key(enum yb_relation_kind kind);
int yb_relation_kind_find(struct yb_text key); /* -1: none */
const char *yb_relation_end_key(enum yb_relation_end end);
int yb_relation_end_find(struct yb_text key); /* -1: none */

/* Keys and Chinese names of states and reasons, as in reason.def; and back from a key. */
const char *yb_cover_state_key(enum yb_cover_state state);
const char *yb_cover_state_title(enum yb_cover_state state);
int yb_cover_state_find(struct yb_text key); /* -1: none */
const char *yb_cover_reason_key(enum yb_cover_reason reason);
const char *yb_cover_reason_title(enum yb_cover_reason reason);
int yb_cover_reason_find(struct yb_text key); /* -1: none */

#endif
