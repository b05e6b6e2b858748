#include "app/policy/load.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/yaml.h"

#define FILES_MAX  4096
#define FOLDER_MAX 8 /* folders inside folders */

/* The files of one walk. */
struct names {
    struct yb_arena *arena;
    const char *suffix;
    const char **files;
    size_t count;
};

/* One file read, and what to call it. */
struct source {
    const char *file;
    struct yb_node *root;
};

struct loader {
    struct yb_arena *arena;
    struct yb_policy_set *set;
    struct yb_mistakes *mistakes;
    struct source *sources;
    size_t count;
};

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return n >= m && !strcmp(name + n - m, suffix);
}

static int add_name(struct names *names, const char *file, struct yb_error *error)
{
    if (names->count == FILES_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "files", "4096", NULL);
    names->files[names->count++] = file;
    return YB_OK;
}

static int walk(struct names *names, const char *path, int depth, struct yb_error *error)
{
    const char **entries;
    size_t count, i;
    int rc;

    if (!yb_is_folder(path))
        return add_name(names, path, error);
    if (depth == FOLDER_MAX)
        return yb_fail(error, YB_E_TOO_DEEP, "8", NULL);
    rc = yb_folder_list(path, "", names->arena, &entries, &count, error);
    for (i = 0; rc == YB_OK && i < count; i++) {
        const char *name = yb_arena_format(names->arena, "%s/%s", path, entries[i]);

        if (!name)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
        if (yb_is_folder(name) || ends_in(name, names->suffix))
            rc = walk(names, name, depth + 1, error);
    }
    return rc;
}

int yb_policy_files(const char *path, const char *suffix, struct yb_arena *arena,
                    const char ***files, size_t *count, struct yb_error *error)
{
    struct names names = {.arena = arena, .suffix = suffix};
    size_t length = strlen(path);
    int rc;

    while (length > 1 && path[length - 1] == '/')
        length--;
    path = yb_arena_copy(arena, path, length);
    names.files = YB_NEW_ARRAY(arena, const char *, FILES_MAX);
    if (!path || !names.files)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = walk(&names, path, 0, error);
    *files = names.files;
    *count = names.count;
    return rc;
}

/* folder/file without suffix, of the last folder only: "371525-guanxian/2018-resident". */
static struct yb_text policy_id(const char *file)
{
    const char *start = file + strlen(file), *end = start;
    int slashes = 0;

    while (start > file && !(start[-1] == '/' && ++slashes == 2))
        start--;
    if (ends_in(file, ".yaml"))
        end -= strlen(".yaml");
    return (struct yb_text){start, (size_t)(end - start)};
}

static int read_tree(struct loader *loader, const char *file, struct yb_node **root)
{
    struct yb_error error;
    struct yb_text text;
    int rc = yb_file_read(file, YB_YAML_BYTES_MAX, loader->arena, &text, &error);

    if (rc == YB_OK)
        rc = yb_yaml_read(text, file, loader->arena, root, &error);
    if (rc != YB_OK)
        yb_mistakes_take(loader->mistakes, &error);
    return rc;
}

static bool is_national(const struct yb_node *root)
{
    return yb_node_get(root, "defaults") != NULL;
}

static void set_national(struct loader *loader, const char *file, const struct yb_node *root)
{
    yb_policy_set_national(loader->set, root, file, loader->mistakes);
}

/* national/defaults.yaml in the folder of the path, or in one above it. */
static void find_national(struct loader *loader, const char *path)
{
    const char *folder = path, *slash = strrchr(path, '/');
    int level;

    if (!yb_is_folder(path))
        folder = slash ? yb_arena_copy(loader->arena, path, (size_t)(slash - path)) : ".";
    for (level = 0; folder && level < FOLDER_MAX; level++) {
        const char *file = yb_arena_format(loader->arena, "%s/national/defaults.yaml", folder);
        struct yb_node *root;

        if (file && access(file, R_OK) == 0) {
            if (read_tree(loader, file, &root) == YB_OK)
                set_national(loader, file, root);
            return;
        }
        folder = yb_arena_format(loader->arena, "%s/..", folder);
    }
}

static void read_path(struct loader *loader, const char *path)
{
    struct yb_error error;
    const char **files;
    size_t count = 0, i;
    int rc = yb_policy_files(path, ".yaml", loader->arena, &files, &count, &error);

    if (rc != YB_OK)
        yb_mistakes_take(loader->mistakes, &error);
    for (i = 0; rc == YB_OK && i < count; i++) {
        struct source source = {files[i], NULL};

        if (ends_in(files[i], ".cases.yaml") || loader->count == FILES_MAX)
            continue;
        if (read_tree(loader, files[i], &source.root) == YB_OK)
            loader->sources[loader->count++] = source;
    }
}

int yb_policy_load(const char *const *paths, size_t count, struct yb_arena *arena,
                   struct yb_policy_set *set, struct yb_mistakes *mistakes)
{
    struct loader loader = {.arena = arena, .set = set, .mistakes = mistakes};
    size_t before = mistakes->total, i;

    loader.sources = YB_NEW_ARRAY(arena, struct source, FILES_MAX);
    if (!loader.sources || yb_policy_set_init(set, arena) != YB_OK) {
        yb_mistakes_add(mistakes, NULL, NULL, YB_E_NO_MEMORY, NULL, NULL, NULL);
        return YB_E_NO_MEMORY;
    }
    for (i = 0; i < count; i++)
        read_path(&loader, paths[i]);
    for (i = 0; i < loader.count; i++)
        if (is_national(loader.sources[i].root))
            set_national(&loader, loader.sources[i].file, loader.sources[i].root);
    if (!set->national && count)
        find_national(&loader, paths[0]);
    for (i = 0; i < loader.count; i++)
        if (!is_national(loader.sources[i].root))
            yb_policy_set_add(set, loader.sources[i].root, loader.sources[i].file,
                              policy_id(loader.sources[i].file), mistakes);
    yb_policy_set_finish(set, mistakes);
    if (mistakes->total == before && !set->count)
        yb_mistakes_add(mistakes, NULL, NULL, YB_E_NOT_FOUND, "policy", count ? paths[0] : "",
                        NULL);
    return mistakes->total == before ? YB_OK : yb_mistakes_first(mistakes, NULL);
}

int yb_policy_need(const struct yb_policy_set *set, struct yb_text region, int insutype,
                   int32_t day, const struct yb_policy **policy, struct yb_error *error)
{
    char number[YB_DECIMAL_TEXT_MAX], date[11], code[16];

    *policy = yb_policy_set_find(set, region, insutype, day);
    if (*policy)
        return YB_OK;
    yb_decimal_format(insutype, 0, number);
    yb_day_format(day, date);
    snprintf(code, sizeof(code), "%.*s", (int)(region.length < 12 ? region.length : 12),
             region.bytes);
    return yb_fail(error, YB_E_POLICY_NO_RULE, code, number, date, NULL);
}
