/*
 * disease.h - the catalogue of one chronic disease (病种目录): which drugs and items belong to it.
 *
 * Rows of the list `opsp_item`: a disease (opsp_dise_code) and a code of its items, or of their
 * insurance list (hilist_code); a code that ends with '*' stands for all that begin so. Dated like
 * every catalogue. A disease without a row in force has no list: then every item counts, unless the
 * rule chronic_list_needed says that none does.
 *
 * What a line outside its disease's list is worth is the pack's to say: the line gets the tag
 * `outside_disease_list` (engine/catalogue/tag.def), and is kept with it.
 *
 * Cost: one find a beginning of the code, about 30 for a drug; only for diseases with a list.
 */
#ifndef YB_APP_CATALOGUE_DISEASE_H
#define YB_APP_CATALOGUE_DISEASE_H

#include "app/catalogue/snapshot.h"

/* All rows of a disease, of every day, by code and day. */
struct yb_disease_rows {
    const struct yb_code_row *rows;
    int32_t count;
};
struct yb_disease_rows yb_disease_rows(const struct yb_catalogue_snapshot *catalogue,
                                       struct yb_text opsp_dise_code);

/* The code of an item in a row of the list. */
struct yb_text yb_disease_row_item(const struct yb_code_row *row);

/* True when the disease has a list on that day. */
bool yb_disease_has_list(const struct yb_catalogue_snapshot *catalogue,
                         struct yb_text opsp_dise_code, int32_t day);

struct yb_disease_use {
    struct yb_text opsp_dise_code; /* registered, for which the visit is; empty: none */
    struct yb_text med_list_codg, hilist_code;
    int32_t day;
    bool list_needed; /* rule chronic_list_needed */
};

/* True when the item does not belong to the disease. */
bool yb_disease_excludes(const struct yb_catalogue_snapshot *catalogue,
                         const struct yb_disease_use *use);

/* Whether care of these facts is bound to a disease's list: chronic care, and the two diseases. */
bool yb_disease_binds(const struct yb_facts *facts);

/* Sets or clears the tag; what no catalogue pays keeps its own reason. NULL use: not bound. */
void yb_disease_mark(const struct yb_catalogue_snapshot *catalogue,
                     const struct yb_disease_use *use, struct yb_item_terms *terms);

#endif
