#include "engine/policy/set.h"

#include <assert.h>
#include <string.h>

#include "engine/policy/read.h"

int yb_policy_set_init(struct yb_policy_set *set, struct yb_arena *arena)
{
    memset(set, 0, sizeof(*set));
    set->arena = arena;
    set->entries = YB_NEW_ARRAY(arena, struct yb_policy_entry, YB_POLICY_SET_MAX);
    return set->entries ? YB_OK : YB_E_NO_MEMORY;
}

int yb_policy_set_national(struct yb_policy_set *set, const struct yb_node *root, const char *file,
                           struct yb_mistakes *mistakes)
{
    int rc = yb_policy_check_national(root, file, set->arena, mistakes);

    if (rc != YB_OK)
        return rc;
    set->national = root;
    set->national_file = file;
    return YB_OK;
}

int yb_policy_set_add(struct yb_policy_set *set, const struct yb_node *root, const char *file,
                      struct yb_text id, struct yb_mistakes *mistakes)
{
    const struct yb_policy_file input = {file, id, root, set->national, set->national_file};
    struct yb_policy *policy;
    int rc;

    if (set->count == YB_POLICY_SET_MAX) {
        yb_mistakes_add(mistakes, file, root, YB_E_TOO_MANY, "packs", "1024", NULL);
        return YB_E_TOO_MANY;
    }
    rc = yb_policy_read(&input, set->arena, mistakes, &policy);
    if (rc == YB_OK)
        set->entries[set->count++] =
            (struct yb_policy_entry){.policy = policy, .file = file, .root = root};
    return rc;
}

static int compare_key(const struct yb_policy *policy, struct yb_text region, int insutype,
                       int32_t from_day)
{
    int rc = yb_text_compare(policy->region, region);

    if (!rc)
        rc = (policy->insutype > insutype) - (policy->insutype < insutype);
    if (!rc)
        rc = (policy->from_day > from_day) - (policy->from_day < from_day);
    return rc;
}

static bool is_before(const struct yb_policy *a, const struct yb_policy *b)
{
    return compare_key(a, b->region, b->insutype, b->from_day) < 0;
}

static bool same_subject(const struct yb_policy *a, const struct yb_policy *b)
{
    return yb_text_equal(a->region, b->region) && a->insutype == b->insutype;
}

int yb_policy_set_finish(struct yb_policy_set *set, struct yb_mistakes *mistakes)
{
    struct yb_policy_entry *entries = set->entries;
    size_t before = mistakes->total, i, j;

    for (i = 1; i < set->count; i++) { /* by insertion: packs are few and come sorted by name */
        struct yb_policy_entry entry = entries[i];

        for (j = i; j > 0 && is_before(entry.policy, entries[j - 1].policy); j--)
            entries[j] = entries[j - 1];
        entries[j] = entry;
    }
    for (i = 1; i < set->count; i++) {
        const struct yb_node *place = yb_node_get(entries[i].root, "in_force");

        if (same_subject(entries[i - 1].policy, entries[i].policy) &&
            entries[i - 1].policy->to_day >= entries[i].policy->from_day)
            yb_mistakes_add(mistakes, entries[i].file, place, YB_E_POLICY_OVERLAP,
                            entries[i - 1].file, NULL, NULL);
    }
    return mistakes->total == before ? YB_OK : YB_E_POLICY_OVERLAP;
}

int yb_policy_set_copy(struct yb_policy_set *set, const struct yb_policy_set *from,
                       struct yb_arena *arena)
{
    int rc = yb_policy_set_init(set, arena);

    if (rc != YB_OK)
        return rc;
    memcpy(set->entries, from->entries, from->count * sizeof(*set->entries));
    set->count = from->count;
    set->national = from->national;
    set->national_file = from->national_file;
    return YB_OK;
}

/* Ends an entry's pack on a day, in a copy, unless it ends before. */
static int end_on(struct yb_policy_set *set, struct yb_policy_entry *entry, int32_t to_day)
{
    struct yb_policy *copy;

    if (entry->policy->to_day <= to_day)
        return YB_OK;
    copy = YB_NEW(set->arena, struct yb_policy);
    if (!copy)
        return YB_E_NO_MEMORY;
    *copy = *entry->policy;
    copy->to_day = to_day;
    entry->policy = copy;
    return YB_OK;
}

int yb_policy_set_take(struct yb_policy_set *set, const struct yb_policy_entry *entry)
{
    struct yb_policy_entry *entries = set->entries;
    size_t at = 0;
    int rc = YB_OK;

    while (at < set->count && is_before(entries[at].policy, entry->policy))
        at++;
    if (at == set->count || is_before(entry->policy, entries[at].policy)) {
        if (set->count == YB_POLICY_SET_MAX)
            return YB_E_TOO_MANY;
        memmove(&entries[at + 1], &entries[at], (set->count++ - at) * sizeof(*entries));
    }
    entries[at] = *entry;
    if (at && same_subject(entries[at - 1].policy, entry->policy))
        rc = end_on(set, &entries[at - 1], entry->policy->from_day - 1);
    if (rc == YB_OK && at + 1 < set->count && same_subject(entries[at + 1].policy, entry->policy))
        rc = end_on(set, &entries[at], entries[at + 1].policy->from_day - 1);
    return rc;
}

const struct yb_policy_entry *yb_policy_set_entry(const struct yb_policy_set *set,
                                                  struct yb_text id)
{
    for (size_t i = 0; i < set->count; i++)
        if (yb_text_equal(set->entries[i].policy->id, id))
            return &set->entries[i];
    return NULL;
}

/* The last entry that begins on or before the day, when it is of the subject and still in force. */
static const struct yb_policy *find_exact(const struct yb_policy_set *set, struct yb_text region,
                                          int insutype, int32_t day)
{
    size_t low = 0, high = set->count;
    const struct yb_policy *policy;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_key(set->entries[middle].policy, region, insutype, day) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return NULL;
    policy = set->entries[low - 1].policy;
    if (!yb_text_equal(policy->region, region) || policy->insutype != insutype ||
        policy->to_day < day)
        return NULL;
    return policy;
}

const struct yb_policy *yb_policy_set_find(const struct yb_policy_set *set, struct yb_text region,
                                           int insutype, int32_t day)
{
    static const size_t kept[] = {6, 4, 2};
    const struct yb_policy *policy = NULL;
    size_t i;

    if (region.length != 6)
        return NULL;
    for (i = 0; i < sizeof(kept) / sizeof(kept[0]) && !policy; i++) {
        char code[6] = {'0', '0', '0', '0', '0', '0'};

        memcpy(code, region.bytes, kept[i]);
        policy = find_exact(set, (struct yb_text){code, sizeof(code)}, insutype, day);
    }
    return policy;
}
