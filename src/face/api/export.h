/*
 * export.h - the jobs that write lists to files.
 *
 *     waiting --(taken)--> running --(all pages)--> done (file) | failed
 *
 * A job runs its list operation page by page as the user who asked for it, with the rights that he
 * has when it runs; what it shows is masked as on the page. A job found running at the start was
 * interrupted and begins again. The file is the user's alone and ends after a day.
 */
#ifndef YB_FACE_API_EXPORT_H
#define YB_FACE_API_EXPORT_H

#include "face/api/api_internal.h"

#define YB_EXPORT_ROWS_MAX 200000
#define YB_EXPORT_KEEP_MS  (INT64_C(24) * 3600000)

/* Runs the oldest open job; *any tells whether there was one. */
int yb_export_run(struct yb_api *api, bool *any, struct yb_error *error);

#endif
