#include "app/catalogue/folder.h"

#include <string.h>

#include "app/catalogue/download.h"
#include "app/catalogue/list.h"
#include "app/catalogue/snapshot.h"
#include "app/setup/setup.h"
#include "base/file.h"
#include "base/yaml.h"

int yb_catalogue_file_read(const char *path, enum yb_encoding encoding, struct yb_arena *arena,
                           struct yb_text *text, struct yb_error *error)
{
    struct yb_text bytes;
    int rc = yb_file_read(path, YB_CATALOGUE_FILE_MAX, arena, &bytes, error);

    return rc == YB_OK ? yb_text_decode(bytes, encoding, arena, text, error) : rc;
}

/* The manifest. */

struct reader {
    const char *file;
    struct yb_arena *arena;
    struct yb_error *error;
};

static int fail_at(struct reader *reader, const struct yb_node *node, int code, const char *word)
{
    return yb_node_fail(reader->error, reader->file, node, code, word, "", NULL);
}

static const char *word_of(struct reader *reader, struct yb_text text)
{
    const char *word = yb_arena_copy(reader->arena, text.bytes, text.length);

    return word ? word : "";
}

/* {list_type: "101"} -> "list_type=101". */
static int read_sets(struct reader *reader, const struct yb_node *node, struct yb_text *sets)
{
    struct yb_buffer buffer;
    const struct yb_node *pair;

    if (node->kind != YB_NODE_MAPPING)
        return fail_at(reader, node, YB_E_WRONG_FORMAT, "set");
    yb_buffer_init(&buffer, reader->arena);
    for (pair = node->first; pair; pair = pair->next) {
        if (pair->kind != YB_NODE_SCALAR)
            return fail_at(reader, pair, YB_E_WRONG_FORMAT, word_of(reader, pair->key));
        if (buffer.length)
            yb_buffer_add_char(&buffer, '\t');
        yb_buffer_add(&buffer, pair->key);
        yb_buffer_add_char(&buffer, '=');
        yb_buffer_add(&buffer, pair->text);
    }
    if (buffer.length)
        *sets = yb_buffer_text(&buffer);
    return YB_OK;
}

static int read_key(struct reader *reader, const struct yb_node *node,
                    struct yb_manifest_entry *entry)
{
    static const struct {
        const char *key;
        size_t offset;
    } texts[] = {
        {"file", offsetof(struct yb_manifest_entry, file)},
        {"kind", offsetof(struct yb_manifest_entry, kind)},
        {"title", offsetof(struct yb_manifest_entry, title)},
    };
    size_t i;

    if (yb_text_is(node->key, "set"))
        return read_sets(reader, node, &entry->sets);
    if (node->kind != YB_NODE_SCALAR)
        return fail_at(reader, node, YB_E_WRONG_FORMAT, word_of(reader, node->key));
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (yb_text_is(node->key, texts[i].key)) {
            memcpy((char *)entry + texts[i].offset, &node->text, sizeof(node->text));
            return YB_OK;
        }
    if (!yb_text_is(node->key, "demo"))
        return fail_at(reader, node, YB_E_UNKNOWN_KEY, word_of(reader, node->key));
    entry->demo = yb_text_is(node->text, "yes");
    return YB_OK;
}

static int read_entry(struct reader *reader, const struct yb_node *node,
                      struct yb_manifest_entry *entry)
{
    const struct yb_list_name *list;
    const struct yb_node *key;
    int rc = YB_OK;

    if (node->kind != YB_NODE_MAPPING)
        return fail_at(reader, node, YB_E_WRONG_FORMAT, "lists");
    for (key = node->first; key && rc == YB_OK; key = key->next)
        rc = read_key(reader, key, entry);
    if (rc == YB_OK && !entry->file.length)
        rc = fail_at(reader, node, YB_E_MISSING, "file");
    if (rc == YB_OK && !entry->title.length)
        rc = fail_at(reader, node, YB_E_MISSING, "title");
    list = yb_list_name_find(entry->kind);
    if (rc == YB_OK && !yb_text_is(entry->kind, "items") && (!list || list->kind == YB_LIST_ITEMS))
        rc = fail_at(reader, node, YB_E_NOT_FOUND, "kind");
    return rc;
}

static int read_lists(struct reader *reader, const struct yb_node *root,
                      struct yb_manifest *manifest)
{
    const struct yb_node *lists = yb_node_get(root, "lists"), *node;
    struct yb_manifest_entry *entries;
    int rc = YB_OK;

    if (!lists || lists->kind != YB_NODE_LIST || root->count != 1)
        return fail_at(reader, root, YB_E_MISSING, "lists");
    entries = YB_NEW_ARRAY(reader->arena, struct yb_manifest_entry, lists->count);
    if (!entries)
        return yb_fail(reader->error, YB_E_NO_MEMORY, NULL);
    for (node = lists->first; node && rc == YB_OK; node = node->next)
        rc = read_entry(reader, node, &entries[manifest->count++]);
    manifest->entries = entries;
    return rc;
}

static int read_part(const char *folder, const char *name, struct yb_arena *arena,
                     const char **path, struct yb_text *text, struct yb_error *error)
{
    *path = yb_arena_format(arena, "%s/%s", folder, name);
    if (!*path)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return yb_catalogue_file_read(*path, YB_ENCODING_UTF_8, arena, text, error);
}

int yb_manifest_read(const char *folder, struct yb_arena *arena, struct yb_manifest *manifest,
                     struct yb_error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    struct yb_node *root;
    struct yb_text text;
    const char *path;
    int rc = read_part(folder, "lists.yaml", arena, &reader.file, &text, error);

    memset(manifest, 0, sizeof(*manifest));
    yb_catalogue_defaults_init(&manifest->defaults);
    if (rc == YB_OK)
        rc = yb_yaml_read(text, reader.file, arena, &root, error);
    if (rc == YB_OK)
        rc = read_lists(&reader, root, manifest);
    if (rc == YB_OK)
        rc = read_part(folder, "defaults.yaml", arena, &path, &text, error);
    if (rc == YB_OK)
        rc = yb_catalogue_defaults_read(text, path, arena, &manifest->defaults, error);
    if (rc == YB_OK)
        rc = read_part(folder, "limits.csv", arena, &path, &text, error);
    if (rc == YB_OK)
        rc = yb_limit_phrases_read(text, path, arena, &manifest->phrases, error);
    return rc;
}

/* The import. */

struct import {
    struct yb_import_catalogue_in in;
    struct yb_import_catalogue_out out;
};

static int import_file(struct yb_call *call, void *context, struct yb_error *error)
{
    struct import *import = context;

    return yb_app_import_catalogue(call, &import->in, &import->out, error);
}

int yb_import_file(struct yb_app *app, const struct yb_import_run *run, const char *path,
                   const struct yb_manifest_entry *entry, struct yb_error *error)
{
    struct yb_arena arena;
    struct import import = {.in = {.kind = entry->kind,
                                   .title = entry->title,
                                   .sets = entry->sets,
                                   .region = run->region,
                                   .defaults = &run->manifest->defaults,
                                   .phrases = &run->manifest->phrases,
                                   .partial = run->partial,
                                   .complete_from = run->complete_from}};
    struct yb_use use = {
        .app = app, .arena = &arena, .now_ms = run->now_ms, .run = import_file, .context = &import};
    int rc;

    yb_arena_init(&arena, 1 << 20);
    rc = yb_catalogue_file_read(path, run->encoding, &arena, &import.in.content, error);
    if (rc == YB_OK) {
        rc = yb_app_run(&use, error);
        if (run->done)
            run->done(run->context, path, &import.out);
    }
    yb_arena_release(&arena);
    return rc;
}

int yb_import_folder(struct yb_app *app, const struct yb_import_run *run, const char *folder,
                     bool demo, struct yb_error *error)
{
    struct yb_arena arena;
    int rc = YB_OK;

    yb_arena_init(&arena, 4096);
    for (size_t i = 0; i < run->manifest->count && rc == YB_OK; i++) {
        const struct yb_manifest_entry *entry = &run->manifest->entries[i];
        const char *path =
            yb_arena_format(&arena, "%s/" YB_TEXT_FMT, folder, YB_TEXT_ARG(entry->file));

        if (!path)
            rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
        else if (demo || !entry->demo)
            rc = yb_import_file(app, run, path, entry, error);
    }
    yb_arena_release(&arena);
    return rc;
}

int yb_import_finish(struct yb_app *app, int64_t now_ms, struct yb_error *error)
{
    int rc = yb_catalogue_prepare(app, now_ms, error);

    return rc == YB_OK ? yb_catalogue_refresh(app, error) : rc;
}
