/*
 * difference.h - in which steps two decisions of one bill differ. Pure, no memory of its own.
 *
 * A step of the one is held against the step of the other that says the same thing: the same fee
 * line, or the same operation on the same row of the same layer. Between two packs, layers and
 * accumulators are the same when their names are. What is given back are the steps that differ, in
 * the order of the bill, each with what it is:
 *
 *     ground        a number, limit, rule or line that the decision was made on is another: a
 *                   deductible, a ratio, what is used of a limit. This is why.
 *     consequence   only what came out is another: a layer's base and payment, the cash.
 *
 * Sums that a bill adds to (ACCUMULATE) and the balance of an account are neither: they are left
 * out.
 */
#ifndef YB_ENGINE_BENEFIT_DIFFERENCE_H
#define YB_ENGINE_BENEFIT_DIFFERENCE_H

#include "engine/benefit/benefit.h"

struct yb_trace_of {
    const struct yb_policy *policy;
    const struct yb_trace *trace;
};

struct yb_trace_change {
    const struct yb_trace_row *before, *after; /* NULL: there was or is no such step */
    bool ground;
};

/*
 * Writes at most `room` changes and returns how many there are; with more than `room` the last ones
 * are missing. Cost: one pass over the lines' steps; layer by layer the product of their steps.
 */
size_t yb_trace_compare(const struct yb_trace_of *before, const struct yb_trace_of *after,
                        struct yb_trace_change *changes, size_t room);

#endif
