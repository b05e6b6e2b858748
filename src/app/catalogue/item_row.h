/*
 * item_row.h - a stored catalogue row as the engine sees it.
 *
 * The one place where the store's texts (codes of the national dictionaries, tags, limits) become
 * the engine's numbers; an import checks its rows with it, a snapshot is made with it.
 *
 * Caps by hospital level (pric_uplmt_1 .. _3, yuan), the share of residents (selfpay_prop_390, a
 * percentage) and limits stand in `extra`: a row holds everything of its days.
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

/*
 * What 1312 says of an item and no column holds: lmt_cpnd_type (1 alone or with others, 2 with
 * others only, 3 neither, 9 not a herb), med_use_flag, matn_used_flag.
 */
struct yb_text yb_item_lmt_cpnd_type(const struct yb_catalogue_item *item);
struct yb_text yb_item_med_use_flag(const struct yb_catalogue_item *item);
struct yb_text yb_item_matn_used_flag(const struct yb_catalogue_item *item);

/* "甲", "01", "1" or "A" -> "01"; empty for a word that is none. */
struct yb_text yb_chrgitm_lv_of(struct yb_text word);

#endif
