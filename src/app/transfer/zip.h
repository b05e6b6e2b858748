/*
 * zip.h - a ZIP archive of exactly one file, in memory: what the national interface exchanges.
 */
#ifndef YB_APP_TRANSFER_ZIP_H
#define YB_APP_TRANSFER_ZIP_H

#include "base/error.h"

#define YB_ZIP_TEXT_MAX (128 * 1024 * 1024) /* unpacked; more is refused before it is unpacked */

/*
 * An archive with `text` as its single member `name`, in the arena. The same text gives the same
 * bytes: no clock and no time zone enters.
 */
int yb_zip_write(struct yb_text name, struct yb_text text, struct yb_arena *arena,
                 struct yb_text *bytes, struct yb_error *error);

/*
 * The single member of an archive, in the arena; bytes that do not begin like an archive are given
 * back as they are. Errors: WRONG_FORMAT (damaged, encrypted, no or several members), TOO_LONG.
 */
int yb_zip_read(struct yb_text bytes, struct yb_arena *arena, struct yb_text *text,
                struct yb_error *error);

#endif
