/*
 * client.h - one HTTP POST to a server on this machine or network: what the demo calls with.
 */
#ifndef YB_FACE_DEMO_CLIENT_H
#define YB_FACE_DEMO_CLIENT_H

#include "base/error.h"

#define YB_CLIENT_REPLY_MAX (16 * 1024 * 1024)

/*
 * Posts `body` (application/json) to `url` "http://host:port/base" with `path` behind it, on a
 * connection of its own; waits at most 60 s for each piece of the answer. *reply is the body of a
 * 200, in the arena. Errors: USAGE (url), FILE (no connection, a broken one, another status).
 */
int yb_client_post(const char *url, const char *path, struct yb_text body, struct yb_arena *arena,
                   struct yb_text *reply, struct yb_error *error);

#endif
