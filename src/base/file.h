/*
 * file.h - whole files in and out.
 */
#ifndef YB_BASE_FILE_H
#define YB_BASE_FILE_H

#include "base/error.h"

/* Reads a whole file of at most `most` bytes into the arena (closing NUL after it). */
int yb_file_read(const char *path, size_t most, struct yb_arena *arena, struct yb_text *text,
                 struct yb_error *error);

/*
 * Names of the entries of a folder that end in `suffix` ("" for all), sorted by byte order, without
 * "." and "..". In the arena.
 */
int yb_folder_list(const char *path, const char *suffix, struct yb_arena *arena,
                   const char ***names, size_t *count, struct yb_error *error);

/* Puts on disk what has been written to the file, or (a folder) what has been renamed in it. */
int yb_file_sync(const char *path, struct yb_error *error);

/* Gives a file another name in its folder, over what may be there; on disk when it returns. */
int yb_file_rename(const char *from, const char *to, struct yb_error *error);

/* True when the path names a folder. */
bool yb_is_folder(const char *path);

#endif
