#include "face/cli/making.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

static int failed(const struct yb_making *making, struct yb_error *error)
{
    return errno == EWOULDBLOCK ? yb_fail(error, YB_E_STORE_BUSY, making->path, NULL)
                                : yb_fail(error, YB_E_FILE, making->path, strerror(errno), NULL);
}

int yb_making_begin(struct yb_making *making, const char *store, struct yb_arena *arena,
                    struct yb_error *error)
{
    *making = (struct yb_making){store, yb_arena_format(arena, "%s.making", store), -1};
    if (!making->path)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (access(store, F_OK) == 0)
        return yb_fail(error, YB_E_EXISTS, "store", store, NULL);
    /* kept open: closing it would end SQLite's own locks on the file */
    making->lock = open(making->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (making->lock >= 0 && flock(making->lock, LOCK_EX | LOCK_NB) == 0 &&
        ftruncate(making->lock, 0) == 0)
        return YB_OK;
    failed(making, error);
    if (making->lock >= 0)
        close(making->lock);
    making->lock = -1;
    return error->code;
}

int yb_making_end(struct yb_making *making, int rc, struct yb_error *error)
{
    if (making->lock < 0)
        return rc;
    if (rc == YB_OK)
        rc = yb_file_rename(making->path, making->store, error);
    if (rc != YB_OK)
        unlink(making->path);
    close(making->lock);
    making->lock = -1;
    return rc;
}
