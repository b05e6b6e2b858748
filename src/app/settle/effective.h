/*
 * effective.h - what a settlement amounts to today: itself and its adjustments, added up.
 *
 * Used by re-settlement (resettle.h), by explanations and by verify.
 */
#ifndef YB_APP_SETTLE_EFFECTIVE_H
#define YB_APP_SETTLE_EFFECTIVE_H

#include "app/app.h"
#include "app/settle/decision.h"
#include "store/resettle.h"
#include "store/setl.h"

/* Movements of accumulators by name. */
struct yb_moves {
    struct yb_text name[2 * YB_POLICY_ACCUMULATORS_MAX];
    int64_t value[2 * YB_POLICY_ACCUMULATORS_MAX];
    int count;
};

/* Adds `delta` to a name; false when there are too many names. */
bool yb_moves_add(struct yb_moves *moves, struct yb_text name, int64_t delta);
int64_t yb_moves_get(const struct yb_moves *moves, struct yb_text name);

struct yb_effective {
    struct yb_setl_row sum; /* the original, its amounts those of all together, its policy_pack_id
                               that of the record */
    struct yb_moves moves;
    struct yb_text record; /* of the newest adjustment, else of the original */
};

/* The amounts of a row: everything that a red entry turns round. */
#define YB_SETL_AMOUNTS 21
struct yb_setl_amount {
    size_t offset; /* in struct yb_setl_row */
    const char *name;
};
extern const struct yb_setl_amount yb_setl_amounts[YB_SETL_AMOUNTS];

/* sum += sign x add, over all amounts. */
void yb_setl_amounts_add(struct yb_setl_row *sum, const struct yb_setl_row *add, int sign);

/* True when every amount is 0, or equal. */
bool yb_setl_amounts_zero(const struct yb_setl_row *row);

/*
 * Loads `setl` (an original) with its adjustments; `siblings` are all settlements of its visit.
 * Errors: TOO_MANY (accumulators), the store's.
 */
int yb_effective_load(struct yb_tx *tx, const struct yb_setl_row *setl,
                      const struct yb_setl_list *siblings, struct yb_effective *effective,
                      struct yb_error *error);

/* True for a settlement that is neither a red entry nor an adjustment and is not cancelled. */
bool yb_setl_is_live(const struct yb_setl_list *list, const struct yb_setl_row *setl);

/* True when the line was settled by `setl`. */
bool yb_setl_holds(const struct yb_setl_row *setl, const struct yb_feedetl_row *line);

/* Puts the newest correction of each line, of those with fix_id < below, in the place of its
 * numbers, terms and name. */
void yb_lines_fix(struct yb_feedetl_list *lines, const struct yb_feedetl_fix_list *fixes,
                  int64_t below);

/*
 * Decides `effective` again from its record, lines and policy, on the accumulators `before` (by
 * name). The personal account, and that of relatives, may be used up to what it paid. Errors: the
 * store's, TAMPERED (the record), those of yb_decide.
 */
struct yb_redecide {
    struct yb_tx *tx;
    struct yb_arena *arena;
    const struct yb_policy *policy;
    const struct yb_feedetl_list *lines; /* of the visit, corrected */
    const struct yb_moves *before;
    const struct yb_facts *facts; /* NULL: those of the record */
    bool as_recorded;             /* with the account of the record, as verify does */
};
int yb_redecide(const struct yb_redecide *with, const struct yb_effective *effective,
                struct yb_decision *decision, struct yb_error *error);

/* The loaded policy of a pack id, or one read from the kept text. */
int yb_policy_of_pack(struct yb_app *app, struct yb_tx *tx, struct yb_arena *arena, int64_t pack_id,
                      const struct yb_policy **policy, struct yb_error *error);

#endif
