/*
 * policy_text.h - a policy in words: what was read of a pack, for whoever wrote it.
 *
 * Head, limits, how lines are placed, then layer by layer and rule by rule every row with its
 * condition, its figure and its clause; then who is covered from when, and at what price. Titles
 * and clauses are the pack's own words.
 */
#ifndef YB_FACE_POLICY_TEXT_H
#define YB_FACE_POLICY_TEXT_H

#include "engine/policy/policy.h"
#include "face/json.h"

/* The whole policy. */
void yb_policy_write_text(const struct yb_policy *policy, bool english, struct yb_buffer *out);

/*
 * The same as members of a JSON object: rounding, clauses, unstated, readings, limits, lines,
 * layers with their rules, entitlement; every row is {"name","text","when","clause"}, clause an
 * index into clauses.
 */
void yb_policy_write_json(const struct yb_policy *policy, bool english, struct yb_json *json);

/* What a name of `unstated` is called: "rounding" -> 金额舍入; "" for a name that is none. */
const char *yb_parameter_title(struct yb_text name, bool english);

/* "住院, 三级; 年龄 70 以上": the dimensions that a condition restricts; nothing for "always". */
void yb_condition_write(const struct yb_policy *policy, const struct yb_condition *condition,
                        bool english, struct yb_buffer *out);

#endif
