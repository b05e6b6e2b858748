/*
 * published.h - the policies that a process settles by: the files of the data folder, and over them
 * what the desk has published.
 *
 * app->policies points at a set that never changes. When versions were published or withdrawn, by
 * this process or another, yb_policies_refresh puts a new set in its place; the old ones stay until
 * the end (a few kilobytes each), so whoever holds a policy keeps it.
 *
 * A settlement is decided by one consistent set without asking for it: a version is published at
 * the latest YB_POLICY_LEAD_MS before its first day begins, and withdrawn at the latest then, while
 * every server looks each few seconds. So all sets that any process holds agree on every day up to
 * today, and a settlement never asks about another. The exception is a retroactive version, which
 * two persons publish as such: for a few seconds some process may settle by what stood before;
 * those bills are among the ones that its run brings to it (app/settle/run.h), which begins a
 * minute later.
 */
#ifndef YB_APP_POLICY_PUBLISHED_H
#define YB_APP_POLICY_PUBLISHED_H

#include "app/app.h"
#include "engine/policy/set.h"

#define YB_POLICY_LEAD_MS INT64_C(600000) /* ten minutes */

/* Takes in what was published or withdrawn since. Any thread. Errors: the store's, WRONG_YAML,
 * mistakes of a kept pack, NO_MEMORY. */
int yb_policies_refresh(struct yb_app *app, struct yb_error *error);

/* Gives the made sets back; app->policies is no more then. */
void yb_policies_release(struct yb_app *app);

/* The first day for which something may be published or withdrawn at an instant. */
int32_t yb_policies_first_day(int64_t now_ms);

#endif
