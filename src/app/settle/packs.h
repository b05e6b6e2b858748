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
 * Keeps the text of every pack of app->policies in the store and notes their numbers in the set's
 * entries: once at the start. Opens its own job. Errors: FILE, the store's.
 */
int yb_packs_keep(struct yb_app *app, struct yb_error *error);

/* The text that is kept of a pack: national defaults (may be empty), separator, pack. */
struct yb_text yb_pack_content(struct yb_text national, struct yb_text pack,
                               struct yb_arena *arena);

/* Keeps one pack's content. */
int yb_pack_keep(struct yb_call *call, const struct yb_policy *policy, struct yb_text content,
                 int64_t *pack_id, struct yb_error *error);

/* The number of a policy of app->policies, or of a set before it. Errors: INTERNAL (yb_packs_keep
 * was not called). */
int yb_pack_of(const struct yb_call *call, const struct yb_policy *policy, int64_t *pack_id,
               struct yb_error *error);

/* The trees of a kept text; *national is NULL: it has none. Errors: WRONG_FORMAT, WRONG_YAML. */
int yb_pack_trees(struct yb_text content, struct yb_arena *arena, struct yb_node **pack,
                  struct yb_node **national, struct yb_error *error);

/* A kept text as a policy again, in the arena. Errors: WRONG_FORMAT and those of yb_policy_read. */
int yb_pack_read(struct yb_text content, struct yb_text name, struct yb_arena *arena,
                 const struct yb_policy **policy, struct yb_error *error);

#endif
