/*
 * setting.h - named values of the store itself: the region it serves, the check value of its key.
 */
#ifndef YB_STORE_SETTING_H
#define YB_STORE_SETTING_H

#include "store/store.h"

/* 16 hex digits drawn at the founding: tells what was made of this store from what was not. */
#define YB_SETTING_STORE_NUMBER "store_number"

/* The value of a name; empty when there is none. */
int yb_setting_get(struct yb_tx *tx, struct yb_text name, struct yb_text *value,
                   struct yb_error *error);

/* Sets or replaces a value. Names that begin with "schema" are the store's own. */
int yb_setting_put(struct yb_tx *tx, struct yb_text name, struct yb_text value,
                   struct yb_error *error);

#endif
