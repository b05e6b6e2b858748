/*
 * catalogue.h - the item catalogue, its caps and self-pay shares, code lists, versions, policies.
 *
 * Items belong to a region's catalogue: `admdvs` is empty for the home region's, the division's
 * code for that of a place where its people are treated; YB_EVERY_REGION asks for all of them.
 *
 * Reference data in versions. An import writes rows with the new ver_seq and then the version row,
 * in one job or several; readers ask for "ver_seq newer than mine".
 */
#ifndef YB_STORE_CATALOGUE_H
#define YB_STORE_CATALOGUE_H

#include "store/store.h"

#define YB_EVERY_REGION YB_TEXT("*")

/* Adds or replaces items (any number; cut into statements of a fitting size). */
int yb_med_item_put(struct yb_tx *tx, const struct yb_med_item_list *items, struct yb_error *error);

/* All spells of one item code by region (home first), list and day; none is fine. */
int yb_med_item_find(struct yb_tx *tx, struct yb_text admdvs, struct yb_text med_list_codg,
                     struct yb_med_item_list *list, struct yb_error *error);

/*
 * A page of the home region's items: list_type, med_list_codg, name fragment (empty: all), newer
 * than ver_seq, updated at or after updt_time, in force on `day` (YB_DAY_NONE: any), by (list_type,
 * med_list_codg, begndate). *total counts all pages when it is not NULL.
 */
struct yb_item_query {
    struct yb_text list_name; /* list_type of items, list_name of codes */
    struct yb_text code;
    struct yb_text name;
    int64_t newer_than_ver_seq;
    int64_t updt_time;
    int32_t day;
    size_t offset, most;
};
int yb_med_item_list(struct yb_tx *tx, const struct yb_item_query *query,
                     struct yb_med_item_list *list, int64_t *total, struct yb_error *error);

/*
 * Walks all items of one region in key order without keeping them: for building an index in memory.
 * An item's texts are the store's, without a closing NUL, and hold until `each` returns.
 */
int yb_med_item_each(struct yb_tx *tx, struct yb_text admdvs,
                     int (*each)(void *context, const struct yb_med_item_row *item), void *context,
                     struct yb_error *error);

/* Code lists: put by key, a page, all of one code. */
int yb_code_item_put(struct yb_tx *tx, const struct yb_code_item_list *codes,
                     struct yb_error *error);
int yb_code_item_list(struct yb_tx *tx, const struct yb_item_query *query,
                      struct yb_code_item_list *list, int64_t *total, struct yb_error *error);
int yb_code_item_find(struct yb_tx *tx, struct yb_text list_name, struct yb_text code,
                      struct yb_code_item_list *list, struct yb_error *error);

/* Published versions: put; all of one list (empty: of every list) by region, list and number. */
int yb_catalogue_ver_put(struct yb_tx *tx, const struct yb_catalogue_ver_row *ver,
                         struct yb_error *error);
int yb_catalogue_ver_list(struct yb_tx *tx, struct yb_text admdvs, struct yb_text list_name,
                          struct yb_catalogue_ver_list *list, struct yb_error *error);

/* Keeps a policy pack's text, once per content: *pack_id is the kept one's. */
int yb_policy_pack_keep(struct yb_tx *tx, const struct yb_policy_pack_row *pack, int64_t *pack_id,
                        struct yb_error *error);
int yb_policy_pack_get(struct yb_tx *tx, int64_t pack_id, struct yb_policy_pack_row *pack,
                       struct yb_error *error);

#endif
