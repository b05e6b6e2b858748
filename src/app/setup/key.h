/*
 * key.h - the master key's file: 64 hex digits and a line end, mode 0600, made from the system's
 * entropy and never written again.
 */
#ifndef YB_APP_SETUP_KEY_H
#define YB_APP_SETUP_KEY_H

#include "base/crypto.h"

/* Makes a new key file and syncs it; EXISTS when there is one, FILE otherwise. */
int yb_key_create(const char *path, struct yb_error *error);

/*
 * Reads a key file. Errors: FILE (not there, not readable, or others may read it), WRONG_FORMAT.
 * The caller wipes `master` after use.
 */
int yb_key_read(const char *path, uint8_t master[YB_MASTER_BYTES], struct yb_error *error);

#endif
