#include "app/year/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_error(const char *path, struct yb_error *error)
{
    return yb_fail(error, YB_E_FILE, path, strerror(errno), NULL);
}

static bool join(const char *folder, const char *name, char path[YB_YEAR_PATH_MAX])
{
    int length = snprintf(path, YB_YEAR_PATH_MAX, "%s/%s", folder, name);

    return length > 0 && length < YB_YEAR_PATH_MAX;
}

bool yb_year_path(const char *folder, int insutype, int year, char path[YB_YEAR_PATH_MAX])
{
    char name[48];

    snprintf(name, sizeof(name), "%d-%d.year", insutype, year);
    return join(folder, name, path);
}

int yb_year_folder_lock(const char *folder, int *lock, struct yb_error *error)
{
    char path[YB_YEAR_PATH_MAX];

    *lock = -1;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return file_error(folder, error);
    if (!join(folder, "lock", path))
        return yb_fail(error, YB_E_FILE, folder, strerror(ENAMETOOLONG), NULL);
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*lock < 0)
        return file_error(path, error);
    if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return YB_OK;
    close(*lock);
    *lock = -1;
    return yb_fail(error, YB_E_STORE_BUSY, folder, NULL);
}

/* ---- whole files ---- */

struct writing {
    int file;
    const char *path;
};

static int write_bytes(void *context, const void *bytes, size_t size, bool at_start,
                       struct yb_error *error)
{
    const struct writing *writing = context;
    const char *at = bytes;
    off_t offset = 0;

    while (size) {
        ssize_t done =
            at_start ? pwrite(writing->file, at, size, offset) : write(writing->file, at, size);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return file_error(writing->path, error);
        at += done;
        offset += done;
        size -= (size_t)done;
    }
    return YB_OK;
}

/* Puts a finished file where it belongs, on disk; removes it when that cannot be done. */
static int finish(struct writing *writing, const char *path, int rc, struct yb_error *error)
{
    if (!rc && fsync(writing->file) != 0)
        rc = file_error(writing->path, error);
    close(writing->file);
    if (!rc && rename(writing->path, path) != 0)
        rc = file_error(path, error);
    if (rc)
        unlink(writing->path);
    return rc;
}

static int begin(struct writing *writing, const char *path, char part[YB_YEAR_PATH_MAX],
                 struct yb_error *error)
{
    if (snprintf(part, YB_YEAR_PATH_MAX, "%s.part", path) >= YB_YEAR_PATH_MAX)
        return yb_fail(error, YB_E_FILE, path, strerror(ENAMETOOLONG), NULL);
    writing->path = part;
    writing->file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return writing->file < 0 ? file_error(part, error) : YB_OK;
}

int yb_year_file_write(const char *folder, struct yb_year_builder *builder,
                       const struct yb_year_mark *mark, struct yb_error *error)
{
    char path[YB_YEAR_PATH_MAX], part[YB_YEAR_PATH_MAX];
    struct writing writing;
    const struct yb_year_sink sink = {write_bytes, &writing};
    int rc;

    if (!yb_year_path(folder, builder->insutype, builder->year, path))
        return yb_fail(error, YB_E_FILE, folder, strerror(ENAMETOOLONG), NULL);
    rc = begin(&writing, path, part, error);
    if (rc)
        return rc;
    rc = yb_year_builder_write(builder, mark->mark, mark->founded, &sink, error);
    return finish(&writing, path, rc, error);
}

void yb_year_mark_read(const char *folder, struct yb_year_mark *mark)
{
    char path[YB_YEAR_PATH_MAX];
    unsigned long long founded = 0;
    long long at = 0;
    FILE *file = join(folder, "mark", path) ? fopen(path, "re") : NULL;

    if (file && fscanf(file, "%llx %lld", &founded, &at) != 2)
        founded = 0, at = 0;
    if (file)
        fclose(file);
    *mark = (struct yb_year_mark){founded, at};
}

int yb_year_mark_write(const char *folder, const struct yb_year_mark *mark, struct yb_error *error)
{
    char path[YB_YEAR_PATH_MAX], part[YB_YEAR_PATH_MAX], text[64];
    struct writing writing;
    int length, rc;

    if (!join(folder, "mark", path))
        return yb_fail(error, YB_E_FILE, folder, strerror(ENAMETOOLONG), NULL);
    rc = begin(&writing, path, part, error);
    if (rc)
        return rc;
    length = snprintf(text, sizeof(text), "%llx %lld\n", (unsigned long long)mark->founded,
                      (long long)mark->mark);
    rc = write_bytes(&writing, text, (size_t)length, false, error);
    return finish(&writing, path, rc, error);
}

void yb_year_files_remove(const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    while (entries && (entry = readdir(entries))) {
        const char *end = strstr(entry->d_name, ".year");
        char path[YB_YEAR_PATH_MAX];

        if (end && !end[5] && join(folder, entry->d_name, path))
            unlink(path);
    }
    if (entries)
        closedir(entries);
}

/* ---- mapping ---- */

int yb_year_map(const char *folder, int insutype, int year, struct yb_year_map *map,
                struct yb_error *error)
{
    char path[YB_YEAR_PATH_MAX];
    struct stat about;
    int file, rc = YB_OK;

    *map = (struct yb_year_map){0};
    if (!yb_year_path(folder, insutype, year, path))
        return yb_fail(error, YB_E_FILE, folder, strerror(ENAMETOOLONG), NULL);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? yb_fail(error, YB_E_NOT_FOUND, path, NULL)
                               : file_error(path, error);
    if (fstat(file, &about) != 0)
        rc = file_error(path, error);
    else if (about.st_size < (off_t)sizeof(struct yb_year_head))
        rc = yb_fail(error, YB_E_TAMPERED, path, NULL);
    if (!rc) {
        map->bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, file, 0);
        map->size = (size_t)about.st_size;
        if (map->bytes == MAP_FAILED) {
            map->bytes = NULL;
            rc = file_error(path, error);
        }
    }
    close(file);
    if (!rc)
        rc = yb_year_open(map->bytes, map->size, &map->year, error);
    if (!rc && (map->year.head->year != year || map->year.head->insutype != insutype))
        rc = yb_fail(error, YB_E_TAMPERED, path, NULL);
    if (rc)
        yb_year_unmap(map);
    return rc;
}

void yb_year_unmap(struct yb_year_map *map)
{
    if (map->bytes)
        munmap(map->bytes, map->size);
    *map = (struct yb_year_map){0};
}
