/*
 * folder.h - a folder of catalogue files with their manifest (data/catalogue).
 *
 * lists.yaml names the files in the order of import:
 *
 *     lists:
 *       - file: nrdl-2024/drugs.csv
 *         kind: items                  # or a code list of list.def
 *         title: 国家医保药品目录（2024年）
 *         demo: yes                    # only for demonstration; may be left out
 *         set: {list_type: "101"}      # values of absent columns
 *
 * Beside it stand defaults.yaml and limits.csv.
 */
#ifndef YB_APP_CATALOGUE_FOLDER_H
#define YB_APP_CATALOGUE_FOLDER_H

#include "app/catalogue/import.h"
#include "base/encoding.h"

#define YB_CATALOGUE_FILE_MAX (256 * 1024 * 1024)

struct yb_manifest_entry {
    struct yb_text file; /* relative to the folder */
    struct yb_text kind, title, sets;
    bool demo;
};

struct yb_manifest {
    const struct yb_manifest_entry *entries;
    size_t count;
    struct yb_catalogue_defaults defaults;
    struct yb_limit_phrases phrases;
};

/*
 * Reads lists.yaml, defaults.yaml and limits.csv of a folder into the arena. Errors name file and
 * line: FILE, WRONG_YAML, UNKNOWN_KEY, MISSING, WRONG_FORMAT, NOT_FOUND (kind).
 */
int yb_manifest_read(const char *folder, struct yb_arena *arena, struct yb_manifest *manifest,
                     struct yb_error *error);

/* One file of a folder as UTF-8, in the arena. */
int yb_catalogue_file_read(const char *path, enum yb_encoding encoding, struct yb_arena *arena,
                           struct yb_text *text, struct yb_error *error);

/* How files are imported, and who is told. */
struct yb_import_run {
    const struct yb_manifest *manifest; /* defaults and phrases */
    enum yb_encoding encoding;
    struct yb_text region; /* as in import.h, as the next two */
    bool partial;
    int32_t complete_from;
    int64_t now_ms;
    /* After each file, refused or not; may be NULL. `path` and `out` live for the call. */
    void (*done)(void *context, const char *path, const struct yb_import_catalogue_out *out);
    void *context;
};

/* Imports one file, `path`, as the entry says, in a transaction of its own. */
int yb_import_file(struct yb_app *app, const struct yb_import_run *run, const char *path,
                   const struct yb_manifest_entry *entry, struct yb_error *error);

/*
 * Imports every file of run->manifest, `folder`'s, in order; those for demonstration only with
 * `demo`. Stops at the first file that is refused; the files before it stay.
 */
int yb_import_folder(struct yb_app *app, const struct yb_import_run *run, const char *folder,
                     bool demo, struct yb_error *error);

/* What follows an import: makes the download files, refreshes the snapshot. */
int yb_import_finish(struct yb_app *app, int64_t now_ms, struct yb_error *error);

#endif
