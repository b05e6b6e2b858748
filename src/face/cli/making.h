/*
 * making.h - a store's file that is made at once: under another name until it is whole.
 *
 *     yb_making_begin(&making, store, cli->arena, error)    "<store>.making", empty and ours
 *     ... found and fill making.path ...
 *     yb_making_end(&making, rc, error)                     rc 0: it is <store>; else it is gone
 *
 * Whoever is killed leaves <store>.making, which the next begin empties; two at once are kept apart
 * by a lock. So a store of the name that was asked for is whole.
 */
#ifndef YB_FACE_CLI_MAKING_H
#define YB_FACE_CLI_MAKING_H

#include "base/error.h"

struct yb_making {
    const char *store, *path;
    int lock;
};

/* Errors: EXISTS (the store), STORE_BUSY (another program is making it), FILE. */
int yb_making_begin(struct yb_making *making, const char *store, struct yb_arena *arena,
                    struct yb_error *error);

/* Answers rc, or why it could not be renamed. The file must be closed. */
int yb_making_end(struct yb_making *making, int rc, struct yb_error *error);

#endif
