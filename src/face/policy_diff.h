/*
 * policy_diff.h - two policies held against each other, table by table: which figure of which rule
 * was what and is what, by which clause.
 *
 * It compares what was read (policy_text.h), not what was written: layout, order of keys and
 * comments are no change. Limits, layers and rules are matched by name, the rows of a table by
 * their name and circumstance, and segments of one circumstance in their order.
 */
#ifndef YB_FACE_POLICY_DIFF_H
#define YB_FACE_POLICY_DIFF_H

#include "engine/policy/policy.h"
#include "face/json.h"

struct yb_policy_change {
    struct yb_text layer, rule;   /* titles; of a limit its title is in `rule`; may be empty */
    struct yb_text name, when;    /* of the row: 支付, 起付标准 ...; in which circumstance */
    struct yb_text before, after; /* figures; empty: not there */
    struct yb_text before_source, after_source;
};

struct yb_policy_changes {
    struct yb_policy_change *rows;
    size_t count;
};

/* Everything lives in the arena. Errors: NO_MEMORY. */
int yb_policy_diff(const struct yb_policy *before, const struct yb_policy *after, bool english,
                   struct yb_arena *arena, struct yb_policy_changes *changes);

/* The changes as text, one a line; as the items of a JSON list that is open. */
void yb_policy_changes_write_text(const struct yb_policy_changes *changes, bool english,
                                  struct yb_buffer *out);
void yb_policy_changes_write_json(const struct yb_policy_changes *changes, struct yb_json *json);

#endif
