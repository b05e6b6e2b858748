/*
 * fixmedins.h - institutions, their departments, practitioners and item codes.
 *
 * Reference data: small, read often, changed rarely. Whoever needs it per request keeps a copy.
 */
#ifndef YB_STORE_FIXMEDINS_H
#define YB_STORE_FIXMEDINS_H

#include "store/store.h"

/* Adds or replaces an institution. */
int yb_fixmedins_put(struct yb_tx *tx, const struct yb_fixmedins_row *fixmedins,
                     struct yb_error *error);

/* The institution; YB_E_FIXMEDINS_NOT_FOUND. */
int yb_fixmedins_get(struct yb_tx *tx, struct yb_text fixmedins_code,
                     struct yb_fixmedins_row *fixmedins, struct yb_error *error);

/* Institutions whose name contains `name` (empty: all) of a type (empty: all), by code. */
int yb_fixmedins_list(struct yb_tx *tx, struct yb_text name, struct yb_text fixmedins_type,
                      struct yb_fixmedins_list *list, struct yb_error *error);

/* Adds or replaces a department; all departments of an institution. */
int yb_dept_put(struct yb_tx *tx, const struct yb_dept_row *dept, struct yb_error *error);
int yb_dept_list(struct yb_tx *tx, struct yb_text fixmedins_code, struct yb_dept_list *list,
                 struct yb_error *error);

/* Adds or replaces a practitioner; all practitioners of an institution. */
int yb_prac_psn_put(struct yb_tx *tx, const struct yb_prac_psn_row *prac, struct yb_error *error);
int yb_prac_psn_list(struct yb_tx *tx, struct yb_text fixmedins_code, struct yb_prac_psn_list *list,
                     struct yb_error *error);

/* Adds or replaces a mapping (3301) by its key. */
int yb_item_map_put(struct yb_tx *tx, const struct yb_item_map_row *map, struct yb_error *error);

/* Withdraws mappings (3302): vali_flag "0" on every day; *changed is their number. */
int yb_item_map_withdraw(struct yb_tx *tx, const struct yb_item_map_row *key, int64_t now_ms,
                         int64_t *changed, struct yb_error *error);

/*
 * Mappings by any of (fixmedins_code, fixmedins_hilist_id, list_type, med_list_codg), empty: all,
 * updated at or after updt_time; in key order, `most` rows from `offset`. *total counts all (1317).
 */
struct yb_item_map_query {
    struct yb_text fixmedins_code, fixmedins_hilist_id, list_type, med_list_codg, vali_flag;
    int64_t updt_time;
    size_t offset, most;
};
int yb_item_map_list(struct yb_tx *tx, const struct yb_item_map_query *query,
                     struct yb_item_map_list *list, int64_t *total, struct yb_error *error);

#endif
