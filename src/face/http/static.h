/*
 * static.h - a folder of built pages, read once and served from memory.
 *
 * What is served is what was found when it was opened, by exact path, so no path leads out of the
 * folder. "x.js.gz" beside "x.js" is what a client that takes gzip gets. Files of a name with a
 * hash in it (below assets/) are kept by browsers for a year, all others are asked for again
 * (ETag). A path that names no file and asks for a page gets index.html: the page itself knows its
 * ways.
 */
#ifndef YB_FACE_HTTP_STATIC_H
#define YB_FACE_HTTP_STATIC_H

#include "base/error.h"

#define YB_STATIC_BYTES_MAX ((size_t)64 * 1024 * 1024) /* of all files */

struct yb_static;
struct yb_http_request;

/* Errors: FILE (the folder, a file), TOO_LARGE. */
int yb_static_open(struct yb_static **pages, const char *folder, struct yb_error *error);
void yb_static_close(struct yb_static *pages); /* NULL is fine */

/* Answers a GET or HEAD; 405 for others, 404 for what is not there. */
void yb_static_handle(const struct yb_static *pages, struct yb_http_request *request);

#endif
