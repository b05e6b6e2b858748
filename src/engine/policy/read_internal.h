/*
 * read_internal.h - shared by the parts of the pack reader. Private to engine/policy.
 *
 *   read_word.c   names, clauses, conditions, scalars, rows
 *   read_table.c  a figure, or a table of figures, into rows
 *   read_layer.c  layers and rules
 *   read_disease.c, read_person.c   disease lists; waiting, account credit, allowance
 *   read_entitlement.c   who is covered from when
 *   read.c        the rest of a pack, and the order of it all
 *   check.c       what only the finished tables show
 *
 * Reading goes on after a mistake: what could not be read keeps a harmless value, and the pack is
 * refused at the end. After an exhausted arena rows go to a spare row; that too is found at the
 * end.
 */
#ifndef YB_ENGINE_POLICY_READ_INTERNAL_H
#define YB_ENGINE_POLICY_READ_INTERNAL_H

#include "engine/policy/cover.h"
#include "engine/policy/read.h"

enum yb_row_kind {
    YB_ROW_CLAUSE,
    YB_ROW_ACCUMULATOR,
    YB_ROW_LAYER,
    YB_ROW_RULE,
    YB_ROW_AMOUNT,
    YB_ROW_RATE,
    YB_ROW_DEDUCTIBLE,
    YB_ROW_PAYS,
    YB_ROW_SEGMENT,
    YB_ROW_ADJUST,
    YB_ROW_COUNT,
    YB_ROW_LIST,
    YB_ROW_CREDIT,
    YB_ROW_SOURCE,
    YB_ROW_FIGURE,
    YB_ROW_KINDS
};

/* A growing array of rows, and for each the node that it was read from. */
struct yb_rows {
    uint8_t *items;
    const struct yb_node **nodes;
    int count, capacity;
};

struct yb_named_source {
    struct yb_text name, title;
    bool national;
};

/* A regional figure (an average wage, say) from a day on; those of one name ascend. */
struct yb_figure {
    struct yb_text name;
    int32_t from_day;
    int64_t amount_fen;
    bool parameter; /* no source says it */
};

struct yb_reader {
    struct yb_arena *arena;
    struct yb_mistakes *mistakes;
    const struct yb_policy_file *input;
    const char *file; /* that the nodes at hand are from */
    bool national;    /* ... which is the national defaults */
    struct yb_policy *policy;
    struct yb_rows rows[YB_ROW_KINDS];
    uint64_t spare[YB_ROW_KINDS][64]; /* rows that are thrown away */
    bool too_many;                    /* said already */
    const struct yb_node *off_site;   /* of the national defaults, when the pack lists it */
    bool states_off_site;             /* a condition of the pack tells care elsewhere apart */
    bool needs_falls_on;
    int32_t figure_day; /* on which shares of regional figures are worked out; YB_DAY_NONE: may not
                           stand here */
};

/* Where in a table we are: what must hold, and whose clause stands above. */
struct yb_place {
    struct yb_condition when;
    int tag; /* enum yb_tag; -1: none */
    int clause;
};

/* read_word.c */

void yb_reader_refuse(struct yb_reader *r, const struct yb_node *node, int code, const char *first,
                      const char *second);

/* A new zeroed row of the kind, read from `node`. Never NULL. */
void *yb_row_add(struct yb_reader *r, enum yb_row_kind kind, const struct yb_node *node);
int yb_row_count(const struct yb_reader *r, enum yb_row_kind kind);
void *yb_row_at(const struct yb_reader *r, enum yb_row_kind kind, int index);
const struct yb_node *yb_row_node(const struct yb_reader *r, enum yb_row_kind kind, int index);

/* The run of rows of the kind from `first` to the newest. */
struct yb_run yb_row_run(const struct yb_reader *r, enum yb_row_kind kind, int first);

/* Refuses every member of `mapping` whose key is not in `keys` (ends with NULL). */
bool yb_read_mapping(struct yb_reader *r, const struct yb_node *mapping, const char *const *keys);
bool yb_key_in(struct yb_text key, const char *const *keys);

/* The first member of the mapping `key` of `root`; NULL: there is none, or it is no mapping. */
const struct yb_node *yb_read_members(struct yb_reader *r, const struct yb_node *root,
                                      const char *key);

/* The member, or NULL and a refusal when it is missing. */
const struct yb_node *yb_read_member(struct yb_reader *r, const struct yb_node *mapping,
                                     const char *key);

/* The clause of a mapping: its own `source`, else `around`. */
int yb_read_clause(struct yb_reader *r, const struct yb_node *mapping, int around);

/* A clause that says the same, of a figure that rests on a parameter. */
int yb_read_as_parameter(struct yb_reader *r, int clause);

/* Refuses a figure that no source stands above. */
void yb_need_clause(struct yb_reader *r, const struct yb_node *figure, int clause);

/* A scalar as text, name, amount (two decimals, >= 0), rate, ...; a harmless value after a refusal.
 */
struct yb_text yb_read_text(struct yb_reader *r, const struct yb_node *node);
struct yb_text yb_read_name(struct yb_reader *r, const struct yb_node *node);
int64_t yb_read_amount(struct yb_reader *r, const struct yb_node *node);
int32_t yb_read_day(struct yb_reader *r, const struct yb_node *node);
int64_t yb_read_rate(struct yb_reader *r, const struct yb_node *node);
int yb_read_integer(struct yb_reader *r, const struct yb_node *node, int least, int most);
bool yb_read_bool(struct yb_reader *r, const struct yb_node *node);
enum yb_rounding yb_read_rounding(struct yb_reader *r, const struct yb_node *node);

/* "12 % of average_wage": the name of the figure, and of what is before it; no bytes: none. */
struct yb_text yb_figure_of(const struct yb_node *node, struct yb_text *share);

/* One of `words` (ends with NULL), as its index; 0 after a refusal. */
int yb_read_choice(struct yb_reader *r, const struct yb_node *node, const char *const *words);

/* The accumulator that a node names; -1 after a refusal. */
int yb_read_accumulator(struct yb_reader *r, const struct yb_node *node);

/* The same, which must be of the measure. */
int yb_read_measured(struct yb_reader *r, const struct yb_node *node, enum yb_measure measure);

/* The tag that a text names and the pack declares; -1: none. */
int yb_find_tag(const struct yb_reader *r, struct yb_text name);

/* The tag as a cost tag, which it becomes if it is none yet; -1 for tag -1 or after a refusal. */
int yb_cost_tag(struct yb_reader *r, const struct yb_node *node, int tag);

/* Narrows *condition by a `when:` mapping (NULL: not at all). */
void yb_read_when(struct yb_reader *r, const struct yb_node *when, struct yb_condition *condition);

/* read_table.c: each appends rows; `node` is a figure or a table of figures. */
void yb_read_amounts(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                     bool none_allowed, struct yb_run *run);
void yb_read_rates(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                   const char *row_key, struct yb_run *run);
void yb_read_deductibles(struct yb_reader *r, const struct yb_node *node,
                         const struct yb_place *place, struct yb_run *run);
void yb_read_pays(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                  struct yb_run *run);

/* The changes of an `adjust:` list, appended. */
void yb_read_adjusts(struct yb_reader *r, const struct yb_node *list, int clause);

/* Keys of a `deductible:` and of a `pays:` mapping that are not table keys (end with NULL). */
extern const char *const yb_deductible_keys[];
extern const char *const yb_pays_keys[];

/* Allocated texts of a list of scalars; NULL node: none. */
struct yb_text *yb_read_texts(struct yb_reader *r, const struct yb_node *node, int *count);

/* read_layer.c */
void yb_read_layers(struct yb_reader *r, const struct yb_node *list);

/* read_disease.c: `lists:`, and the index of all their words. */
void yb_read_lists(struct yb_reader *r, const struct yb_node *root);

/* read_person.c */
void yb_read_waiting(struct yb_reader *r, const struct yb_node *node);
void yb_read_credits(struct yb_reader *r, const struct yb_node *node);
void yb_read_allowance(struct yb_reader *r, const struct yb_node *node);
/* The days of a birth, of the pack or the national defaults. */
void yb_read_leave(struct yb_reader *r, const struct yb_node *node, int around);
void yb_read_family(struct yb_reader *r, const struct yb_node *node);

/* read_entitlement.c: the parts that `stated` holds; the others of `national` (either may be NULL).
 * Last of all: the numbers of the pack's own clauses do not depend on the defaults. */
void yb_read_entitlement(struct yb_reader *r, const struct yb_node *stated,
                         const struct yb_node *national);

/* While the national defaults are read, places in messages are of that file. */
void yb_reader_national(struct yb_reader *r, bool national);

/* check.c */
void yb_check_policy(struct yb_reader *r);

#endif
