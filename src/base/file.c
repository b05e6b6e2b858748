#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_error(const char *path, struct yb_error *error)
{
    return yb_fail(error, YB_E_FILE, path, strerror(errno), NULL);
}

int yb_file_read(const char *path, size_t most, struct yb_arena *arena, struct yb_text *text,
                 struct yb_error *error)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    char *bytes;
    int rc = YB_OK;

    if (!file)
        return file_error(path, error);
    if (fstat(fileno(file), &info) != 0) {
        rc = file_error(path, error);
        goto out;
    }
    if (!S_ISREG(info.st_mode)) {
        rc = yb_fail(error, YB_E_FILE, path, "not a file", NULL);
        goto out;
    }
    if ((uint64_t)info.st_size > most) {
        rc = yb_fail(error, YB_E_FILE, path, "too large", NULL);
        goto out;
    }
    bytes = yb_arena_alloc(arena, (size_t)info.st_size + 1);
    if (!bytes) {
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
        goto out;
    }
    text->length = fread(bytes, 1, (size_t)info.st_size, file);
    bytes[text->length] = 0;
    text->bytes = bytes;
    if (ferror(file))
        rc = file_error(path, error);
out:
    fclose(file);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return n >= m && strcmp(name + n - m, suffix) == 0;
}

int yb_folder_list(const char *path, const char *suffix, struct yb_arena *arena,
                   const char ***names, size_t *count, struct yb_error *error)
{
    size_t capacity = 64;
    const char **list = YB_NEW_ARRAY(arena, const char *, capacity), **more;
    DIR *folder = opendir(path);
    struct dirent *entry;
    size_t n = 0;

    if (!folder)
        return file_error(path, error);
    while (list && (entry = readdir(folder)) != NULL) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            !ends_with(entry->d_name, suffix))
            continue;
        if (n == capacity) {
            more = YB_NEW_ARRAY(arena, const char *, capacity * 2);
            if (more)
                memcpy(more, list, n * sizeof(*list));
            list = more;
            capacity *= 2;
        }
        if (list)
            list[n++] = yb_arena_copy(arena, entry->d_name, strlen(entry->d_name));
    }
    closedir(folder);
    if (yb_arena_failed(arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    qsort(list, n, sizeof(*list), by_name);
    *names = list;
    *count = n;
    return YB_OK;
}

bool yb_is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int yb_file_sync(const char *path, struct yb_error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int rc = file >= 0 && fsync(file) == 0 ? YB_OK : file_error(path, error);

    if (file >= 0)
        close(file);
    return rc;
}

int yb_file_rename(const char *from, const char *to, struct yb_error *error)
{
    const char *slash = strrchr(to, '/');
    char folder[4096] = ".";

    if (slash && (size_t)(slash - to) + 1 >= sizeof(folder))
        return yb_fail(error, YB_E_FILE, to, strerror(ENAMETOOLONG), NULL);
    if (slash)
        snprintf(folder, sizeof(folder), "%.*s", (int)(slash - to) + 1, to);
    return rename(from, to) == 0 ? yb_file_sync(folder, error) : file_error(to, error);
}
