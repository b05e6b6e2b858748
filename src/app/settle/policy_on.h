/*
 * policy_on.h - the benefit policy in force for a scheme of the region served on a day.
 */
#ifndef YB_APP_SETTLE_POLICY_ON_H
#define YB_APP_SETTLE_POLICY_ON_H

#include "app/app.h"
#include "engine/policy/set.h"

/* 310 of "310"; 0 for a text that is no scheme number. */
int yb_insutype_number(struct yb_text insutype);

/* Errors: POLICY_NO_RULE (region, scheme, day). */
int yb_policy_on(const struct yb_app *app, struct yb_text insutype, int32_t day,
                 const struct yb_policy **policy, struct yb_error *error);

#endif
