/*
 * document.h - papers handed in with an application or a claim, by name, kind and digest.
 */
#ifndef YB_STORE_DOCUMENT_H
#define YB_STORE_DOCUMENT_H

#include "store/store.h"

/* Adds one; YB_E_EXISTS when its number is taken. */
int yb_document_add(struct yb_tx *tx, const struct yb_document_row *row, struct yb_error *error);

/* Those of one owner, in order. */
int yb_document_list(struct yb_tx *tx, int64_t psn_no, int64_t owner_id,
                     struct yb_document_list *list, struct yb_error *error);

#endif
