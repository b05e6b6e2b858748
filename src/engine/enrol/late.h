/*
 * late.h - whether a resident enrolled in time: what cover (covered.h) and price (dues.h) both ask.
 */
#ifndef YB_ENGINE_ENROL_LATE_H
#define YB_ENGINE_ENROL_LATE_H

#include "engine/enrol/covered.h"

/* The last day on which one enrols in time for the policy year of `day`; the pack has a window. */
int32_t yb_window_end(const struct yb_policy *policy, int32_t day);

/* A child's first relation, enrolled as `newborn` says: never late, and it begins at birth. */
bool yb_is_newborn(const struct yb_policy *policy, int32_t birth,
                   const struct yb_relation *relation);

/* Whether one of these identities (value bits of RELIEF) holds on that day. */
bool yb_has_identity(const struct yb_history *history, uint64_t relief, int32_t day);

#endif
