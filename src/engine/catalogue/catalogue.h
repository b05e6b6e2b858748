/*
 * catalogue.h - the catalogue of a region as one sealed, read-only table.
 *
 * A builder takes rows in any order and seals them; the sealed catalogue is immutable, so threads
 * share it without locks. Everything lives in the builder's arenas: `arena` for what stays,
 * `scratch` for the builder's own growth (may be cleared after sealing).
 *
 *     yb_catalogue_builder_init(&builder, arena, scratch);
 *     yb_catalogue_builder_add(&builder, &item, error) ...
 *     yb_catalogue_builder_seal(&builder, &catalogue, error);
 *     i = yb_catalogue_find(catalogue, med_list_codg, day);
 *     if (i >= 0) terms = yb_item_terms_for(&catalogue->items[i], level, insutype);
 *
 * Cost: see dated.h; under 60 ns a find at 60,000 rows (bench/catalogue).
 */
#ifndef YB_ENGINE_CATALOGUE_CATALOGUE_H
#define YB_ENGINE_CATALOGUE_CATALOGUE_H

#include "engine/catalogue/dated.h"
#include "engine/catalogue/item.h"

struct yb_catalogue {
    const struct yb_catalogue_item *items; /* by code, then day */
    int32_t count;
    struct yb_dated index;
};

struct yb_catalogue_builder {
    struct yb_arena *arena, *scratch;
    struct yb_catalogue_item *items;
    int32_t count, capacity;
};

void yb_catalogue_builder_init(struct yb_catalogue_builder *builder, struct yb_arena *arena,
                               struct yb_arena *scratch);

/*
 * Adds a copy of `item`, its texts included. An empty hilist_code becomes the code. Refuses
 * (YB_E_MISSING, YB_E_TOO_LONG, YB_E_OUT_OF_RANGE, naming the field by its national name) what no
 * row may hold: no code, name or day, a span that ends before it begins, a rate above 100 %, a
 * negative cap, a class, list or charge type that is none.
 */
int yb_catalogue_builder_add(struct yb_catalogue_builder *builder,
                             const struct yb_catalogue_item *item, struct yb_error *error);

/* Checks an item as yb_catalogue_builder_add does, without adding it. */
int yb_catalogue_item_check(const struct yb_catalogue_item *item, struct yb_error *error);

/* Orders and indexes. The builder is empty afterwards. Errors: YB_E_OVERLAP, YB_E_NO_MEMORY. */
int yb_catalogue_builder_seal(struct yb_catalogue_builder *builder,
                              const struct yb_catalogue **catalogue, struct yb_error *error);

/* The row in force for `code` on `day`, an index into items; -1 when there is none. */
static inline int32_t yb_catalogue_find(const struct yb_catalogue *catalogue, struct yb_text code,
                                        int32_t day)
{
    return yb_dated_find(&catalogue->index, code, day);
}

#endif
