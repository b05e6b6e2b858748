#include "app/policy/load_cases.h"

#include <string.h>

#include "base/file.h"
#include "base/yaml.h"

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool same_folder(const char *a, const char *b)
{
    size_t n = (size_t)(last_part(a) - a), m = (size_t)(last_part(b) - b);

    return n == m && !memcmp(a, b, n);
}

static const struct yb_policy_entry *find_pack(const struct yb_policy_set *set, const char *file,
                                               struct yb_text name)
{
    const struct yb_policy_entry *found = NULL;
    size_t i, count = 0;

    for (i = 0; i < set->count; i++) {
        const struct yb_policy_entry *entry = &set->entries[i];

        if (!yb_text_is(name, last_part(entry->file)))
            continue;
        if (same_folder(entry->file, file))
            return entry;
        found = entry;
        count++;
    }
    return count == 1 ? found : NULL;
}

int yb_policy_load_cases(const char *file, const struct yb_policy_set *set, struct yb_arena *arena,
                         struct yb_mistakes *mistakes, struct yb_case_file *cases)
{
    const struct yb_policy_entry *entry;
    struct yb_error error;
    struct yb_node *root;
    struct yb_text text;
    int rc = yb_file_read(file, YB_YAML_BYTES_MAX, arena, &text, &error);

    memset(cases, 0, sizeof(*cases));
    cases->file = file;
    if (rc == YB_OK)
        rc = yb_yaml_read(text, file, arena, &root, &error);
    if (rc != YB_OK) {
        yb_mistakes_take(mistakes, &error);
        return rc;
    }
    entry = find_pack(set, file, yb_cases_pack(root));
    if (!entry) {
        yb_mistakes_add(mistakes, file, root, YB_E_NOT_FOUND, "pack",
                        yb_cases_pack(root).length ? yb_cases_pack(root).bytes : "", NULL);
        return YB_E_NOT_FOUND;
    }
    cases->policy = entry->policy;
    cases->policy_file = entry->file;
    return yb_cases_read(root, file, entry->policy, arena, mistakes, &cases->cases);
}
