/*
 * packs.h - the policy texts behind settlements.
 *
 * A settlement names the pack that it was decided by (policy_pack_id); the store keeps each text
 * once, by content. The kept content is the national defaults, a line "%%", and the pack, so that
 * it can be read again by itself: verify needs no file of that day.
 */
#ifndef YB_APP_SETTLE_PACKS_H
#define YB_APP_SETTLE_PACKS_H

#include "app/app.h"
#include "engine/policy/set.h"

/*
 * Keeps the text of every pack of app->policies in the store and remembers their numbers: once at
 * the start, and after policies were reloaded. Opens its own job. Errors: FILE, the store's.
 */
int yb_packs_keep(struct yb_app *app, struct yb_error *error);

/* The number of a policy of app->policies. Errors: INTERNAL (yb_packs_keep was not called). */
int yb_pack_of(const struct yb_call *call, const struct yb_policy *policy, int64_t *pack_id,
               struct yb_error *error);

/* A kept text as a policy again, in the arena. Errors: WRONG_FORMAT and those of yb_policy_read. */
int yb_pack_read(struct yb_text content, struct yb_text name, struct yb_arena *arena,
                 const struct yb_policy **policy, struct yb_error *error);

#endif
