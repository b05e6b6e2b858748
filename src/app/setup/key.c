#include "app/setup/key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_BYTES (2 * YB_MASTER_BYTES + 1)

static int file_error(const char *path, struct yb_error *error)
{
    return yb_fail(error, YB_E_FILE, path, strerror(errno), NULL);
}

/* Syncs the folder that holds `path`, so that the new name survives a power loss. */
static bool sync_folder(const char *path)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    int fd;
    bool synced;

    if (slash && (size_t)(slash - path) < sizeof(folder)) {
        size_t length = slash == path ? 1 : (size_t)(slash - path);

        memcpy(folder, path, length);
        folder[length] = 0;
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    synced = fsync(fd) == 0;
    close(fd);
    return synced;
}

int yb_key_create(const char *path, struct yb_error *error)
{
    uint8_t master[YB_MASTER_BYTES];
    char text[TEXT_BYTES + 1];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written;

    if (fd < 0 && errno == EEXIST)
        return yb_fail(error, YB_E_EXISTS, "key", path, NULL);
    if (fd < 0)
        return file_error(path, error);
    yb_random(master, sizeof(master));
    yb_hex(master, sizeof(master), text);
    text[TEXT_BYTES - 1] = '\n';
    written = write(fd, text, TEXT_BYTES) == TEXT_BYTES && fsync(fd) == 0;
    explicit_bzero(master, sizeof(master));
    explicit_bzero(text, sizeof(text));
    if (close(fd) != 0 || !written || !sync_folder(path)) {
        int rc = file_error(path, error);

        unlink(path);
        return rc;
    }
    return YB_OK;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse(const char text[TEXT_BYTES], uint8_t master[YB_MASTER_BYTES])
{
    for (size_t i = 0; i < YB_MASTER_BYTES; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        master[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

int yb_key_read(const char *path, uint8_t master[YB_MASTER_BYTES], struct yb_error *error)
{
    char text[TEXT_BYTES + 2];
    struct stat info;
    ssize_t got;
    int rc = YB_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return file_error(path, error);
    got = read(fd, text, sizeof(text));
    if (got < 0 || fstat(fd, &info) != 0)
        rc = file_error(path, error);
    else if (info.st_mode & (S_IRWXG | S_IRWXO))
        rc = yb_fail(error, YB_E_FILE, path, "mode 0600", NULL);
    else if (got < TEXT_BYTES - 1 || got > TEXT_BYTES ||
             (got == TEXT_BYTES && text[got - 1] != '\n'))
        rc = yb_fail(error, YB_E_WRONG_FORMAT, path, "64 hex", NULL);
    else if (!parse(text, master))
        rc = yb_fail(error, YB_E_WRONG_FORMAT, path, "64 hex", NULL);
    close(fd);
    explicit_bzero(text, sizeof(text));
    return rc;
}
