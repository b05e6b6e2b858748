/*
 * validate.h - a message's input against the tables, and its values in one shape.
 *
 * Checked: nodes there and of the right cardinality, required members, type, length in
 * characters, digits of numbers, sign, dates that exist, codes of enforced dictionaries. Unknown
 * members are ignored; node and member aliases of data/interface/aliases.csv are taken as the
 * printed name. null, "" and the literal text "null" mean absent. A number may be a JSON number or
 * its text. A code is given on as the national one (data/interface/variants.csv).
 *
 * A refusal names the member by its path and Chinese name: `feedetail[3].pric(单价)`, counted from
 * 0. Values are never echoed, but for codes: a message may hold identity numbers. Errors: MISSING,
 * TOO_LONG, WRONG_TYPE, WRONG_FORMAT, OUT_OF_RANGE, UNKNOWN_CODE, TOO_MANY, NO_MEMORY.
 *
 * Rules that need more than the message itself (states, sums, days, rights) are the use cases'.
 */
#ifndef YB_FACE_NHSA_VALIDATE_H
#define YB_FACE_NHSA_VALIDATE_H

#include "base/json.h"
#include "face/nhsa/tables.h"

/*
 * One object of a node: its values by the place of the field in the node, and the objects of the
 * nodes under it. The root stands for input itself. Texts live in the arena, the JSON tree or its
 * source.
 */
struct yb_nhsa_record {
    const struct yb_nhsa_node *node; /* of the root: node "-", or NULL */
    struct yb_text *values;          /* bytes == NULL: absent */
    struct yb_nhsa_record *child;    /* first object under this one */
    struct yb_nhsa_record *next;     /* next object under the same parent, of any node */
};

int yb_nhsa_validate(const struct yb_nhsa_interface *interface, const struct yb_json_value *input,
                     struct yb_arena *arena, struct yb_nhsa_record **root, struct yb_error *error);

/* Checks one value as the field asks, and puts the national code in place of a variant. `path`
 * names it in the error. An absent value (bytes == NULL) is fine. */
int yb_nhsa_check_value(const struct yb_nhsa_field *field, const char *path, struct yb_text *value,
                        struct yb_error *error);

/* The first object of a node under `parent`, and the one after `record`; or NULL. */
const struct yb_nhsa_record *yb_nhsa_first(const struct yb_nhsa_record *parent, const char *node);
const struct yb_nhsa_record *yb_nhsa_next(const struct yb_nhsa_record *record);
size_t yb_nhsa_count(const struct yb_nhsa_record *parent, const char *node);

/* A value by the member's printed name; bytes == NULL when absent or no such member. */
struct yb_text yb_nhsa_value(const struct yb_nhsa_record *record, const char *field);

/*
 * The transaction number and every value that is there, in table order: equal for two messages that
 * say the same, whatever the order of their members, their aliases and blanks. In the arena;
 * bytes == NULL when that is exhausted.
 */
struct yb_text yb_nhsa_canonical(const struct yb_nhsa_interface *interface,
                                 const struct yb_nhsa_record *root, struct yb_arena *arena);

#endif
