/*
 * extra.h - the columns of a stored row that have no place of their own: "key=value" pairs with TAB
 * between, in the order in which they were added.
 */
#ifndef YB_APP_CATALOGUE_EXTRA_H
#define YB_APP_CATALOGUE_EXTRA_H

#include "base/text.h"

/* The value of `key`; empty when there is none. */
struct yb_text yb_extra_get(struct yb_text extra, struct yb_text key);

/* Appends a pair; an empty value is left out. Neither may hold a TAB, the key no '='. */
void yb_extra_add(struct yb_buffer *extra, const char *key, struct yb_text value);

#endif
