/*
 * item_row.h - a stored catalogue row as the engine sees it.
 *
 * The one place where the store's texts (codes of the national dictionaries, tags, limits) become
 * the engine's numbers; an import checks its rows with it, a snapshot is made with it.
 */
#ifndef YB_APP_CATALOGUE_ITEM_ROW_H
#define YB_APP_CATALOGUE_ITEM_ROW_H

#include "engine/catalogue/item.h"
#include "store/row.h"

/*
 * Fills *item, texts borrowed from the row; an absent enddate is open. Errors name the column:
 * WRONG_FORMAT, UNKNOWN_CODE, OUT_OF_RANGE, and those of yb_catalogue_item_check.
 */
int yb_item_of_row(const struct yb_med_item_row *row, struct yb_catalogue_item *item,
                   struct yb_error *error);

/* "甲", "01", "1" or "A" -> "01"; empty for a word that is none. */
struct yb_text yb_chrgitm_lv_of(struct yb_text word);

#endif
