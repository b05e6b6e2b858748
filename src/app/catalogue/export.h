/*
 * export.h - a list out of the store as a file that imports back without a change.
 */
#ifndef YB_APP_CATALOGUE_EXPORT_H
#define YB_APP_CATALOGUE_EXPORT_H

#include "app/app.h"

/* Gets the text piece by piece, in whole lines. */
struct yb_export_sink {
    void (*write)(void *context, struct yb_text csv);
    void *context;
};

/*
 * Writes the list of a name ("101", "icd10") of a region (admdvs empty: home), all days of it, in
 * the order of its codes; *rows is their number. Only reads. Errors: NOT_FOUND (list), REGION_LIST.
 */
int yb_app_export_catalogue(struct yb_tx *tx, struct yb_text admdvs, struct yb_text list_name,
                            const struct yb_export_sink *sink, int64_t *rows,
                            struct yb_error *error);

#endif
