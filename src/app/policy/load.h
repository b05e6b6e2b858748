/*
 * load.h - pack files from disk into a policy set.
 *
 * A path is a pack, or a folder that is searched with the folders inside it. Files that end in
 * .cases.yaml are left to load_cases.h. The national defaults are the file with a key `defaults`:
 * among the given paths, else national/defaults.yaml in the nearest folder above the first path.
 */
#ifndef YB_APP_POLICY_LOAD_H
#define YB_APP_POLICY_LOAD_H

#include "engine/policy/set.h"

/*
 * Loads all packs of the paths. Everything lives in the arena. Every mistake of every file is added
 * to `mistakes`; packs without mistakes are in the set all the same. Returns the first mistake's
 * code: FILE, WRONG_YAML, any of read.h's and set.h's; NOT_FOUND when there is no pack at all.
 */
int yb_policy_load(const char *const *paths, size_t count, struct yb_arena *arena,
                   struct yb_policy_set *set, struct yb_mistakes *mistakes);

/* All names of files under a path that end in `suffix`, sorted; the path itself when it is a file.
 */
int yb_policy_files(const char *path, const char *suffix, struct yb_arena *arena,
                    const char ***files, size_t *count, struct yb_error *error);

/* The pack in force, or YB_E_POLICY_NO_RULE. */
int yb_policy_need(const struct yb_policy_set *set, struct yb_text region, int insutype,
                   int32_t day, const struct yb_policy **policy, struct yb_error *error);

#endif
