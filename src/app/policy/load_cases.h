/*
 * load_cases.h - case files from disk, each with the pack it is for.
 */
#ifndef YB_APP_POLICY_LOAD_CASES_H
#define YB_APP_POLICY_LOAD_CASES_H

#include "engine/benefit/cases.h"
#include "engine/policy/set.h"

struct yb_case_file {
    const char *file;
    const struct yb_policy *policy;
    const char *policy_file;
    struct yb_cases cases;
};

/*
 * Reads a case file. Its pack is the one of the set in the file that it names beside itself; when
 * the set holds no pack of that folder, the only one whose file has that name. Everything lives in
 * the arena. Mistakes go to `mistakes`; returns the first one's code: FILE, WRONG_YAML, NOT_FOUND
 * (the pack), any of cases.h's.
 */
int yb_policy_load_cases(const char *file, const struct yb_policy_set *set, struct yb_arena *arena,
                         struct yb_mistakes *mistakes, struct yb_case_file *cases);

#endif
