/*
 * set.h - all packs that a process knows, and which of them is in force.
 *
 *     yb_policy_set_init(&set, &arena);
 *     yb_policy_set_national(&set, root, "national/defaults.yaml", &mistakes);   (may be left out)
 *     yb_policy_set_add(&set, root, "a.yaml", id, &mistakes);                    (for every pack)
 *     yb_policy_set_finish(&set, &mistakes);
 *     policy = yb_policy_set_find(&set, region, insutype, day);
 *
 * After finish the set is immutable and any number of threads may ask it. Pure: reading the files
 * is app/policy/load.h's.
 */
#ifndef YB_ENGINE_POLICY_SET_H
#define YB_ENGINE_POLICY_SET_H

#include "engine/policy/mistakes.h"
#include "engine/policy/policy.h"

struct yb_policy_entry {
    const struct yb_policy *policy;
    const char *file;
    const struct yb_node *root;
    const struct yb_node *national; /* NULL: the set's */
    int64_t pack_id;                /* of its kept text (app/settle/packs.h); 0: none */
    int64_t version_id;             /* of the desk's version; 0: a file of the data folder */
};

struct yb_policy_set {
    struct yb_arena *arena;
    struct yb_policy_entry *entries; /* after finish by region, scheme, first day */
    size_t count;
    const struct yb_node *national;
    const char *national_file;
    const struct yb_policy_set *before; /* the set that it replaced in this process, or NULL */
};

/* An empty set in the arena. Returns YB_OK or YB_E_NO_MEMORY. */
int yb_policy_set_init(struct yb_policy_set *set, struct yb_arena *arena);

/* The national defaults of all packs added later. `file` must outlive the set and the mistakes. */
int yb_policy_set_national(struct yb_policy_set *set, const struct yb_node *root, const char *file,
                           struct yb_mistakes *mistakes);

/* Reads a pack (see read.h) and adds it when it has no mistake. Same lifetimes as there. */
int yb_policy_set_add(struct yb_policy_set *set, const struct yb_node *root, const char *file,
                      struct yb_text id, struct yb_mistakes *mistakes);

/* Sorts the set and refuses packs of one region and scheme that overlap in time. */
int yb_policy_set_finish(struct yb_policy_set *set, struct yb_mistakes *mistakes);

/*
 * Takes a pack into a finished set: from its first day on it is in force. The one before it ends
 * the day before, itself ends the day before the next one begins, and one of the same first day
 * gives way. Those whose end moves are copied, so that whoever holds them keeps what he has.
 * NO_MEMORY, TOO_MANY or YB_OK.
 */
int yb_policy_set_take(struct yb_policy_set *set, const struct yb_policy_entry *entry);

/* A set of the same entries in another arena, to be added to. */
int yb_policy_set_copy(struct yb_policy_set *set, const struct yb_policy_set *from,
                       struct yb_arena *arena);

/* The entry of a policy's id, or NULL. */
const struct yb_policy_entry *yb_policy_set_entry(const struct yb_policy_set *set,
                                                  struct yb_text id);

/*
 * The pack in force on `day` for a scheme (310, 390) of a division of insurance: of the division
 * itself (371525), else of its city (371500), else of its province (370000); NULL: none. A region's
 * packs hide those of the wider ones only on the days on which they are in force.
 */
const struct yb_policy *yb_policy_set_find(const struct yb_policy_set *set, struct yb_text region,
                                           int insutype, int32_t day);

#endif
