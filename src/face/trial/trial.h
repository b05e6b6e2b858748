/*
 * trial.h - trial calculation (待遇试算): cases of a pack in, explained bills out, both JSON. Pure.
 *
 * The server and the page run these same functions, the page in WebAssembly (wasm.c): their bills
 * are equal byte by byte.
 *
 * A pack travels as {"id": "371525-guanxian/2018-resident", "pack": {...}, "national": {...}}, both
 * trees as node_json.h writes them. Cases are what a case file holds (doc/policy-language.md,
 * section "Cases"); `pack` is not looked at:
 *
 *     {"cases": [{"case": "x", "day": "2018-03-01", "visit": {"care": "inpatient"},
 *                 "lines": [{"amount": "100.00"}]}]}
 *
 * The answer is {"bills": [{"case", "day", "bill" or "error"}, ...]}, one a visit; of a case that
 * is no claim {"case", "amount" or "months" and "from"}. Or {"mistakes": [{"code", "text"}, ...]}
 * when the cases cannot be read; an expectation that is not met is no mistake here.
 */
#ifndef YB_FACE_TRIAL_TRIAL_H
#define YB_FACE_TRIAL_TRIAL_H

#include "engine/policy/set.h"
#include "face/json.h"

/* The pack of `entry` as it travels; `national` may be NULL. */
void yb_trial_write_pack(const struct yb_policy_set *set, const struct yb_policy_entry *entry,
                         struct yb_json *json);

/*
 * Reads such a pack. Everything lives in the arena; `json` need not. Errors: those of yb_json_read
 * and yb_policy_read; MISSING (pack).
 */
int yb_trial_read_pack(struct yb_text json, struct yb_arena *arena, const struct yb_policy **policy,
                       struct yb_error *error);

/* Runs cases; writes the answer. Errors: NO_MEMORY; then `out` is to be thrown away. */
int yb_trial_run(const struct yb_policy *policy, struct yb_text cases, bool english,
                 struct yb_arena *arena, struct yb_buffer *out);

/*
 * Runs cases and says of each, in their order, whether it comes to what it expects; `differences`
 * is empty then:
 *
 *     {"cases": [{"case": "x", "passed": false, "differences":
 *                [{"what": "cash", "expected": "50.00", "actual": "60.00"}]}]}
 *
 * or {"mistakes": ...}, as yb_trial_run. Errors: NO_MEMORY.
 */
int yb_trial_check(const struct yb_policy *policy, struct yb_text cases, bool english,
                   struct yb_arena *arena, struct yb_buffer *out);

#endif
