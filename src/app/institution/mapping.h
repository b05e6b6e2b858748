/*
 * mapping.h - an institution's own codes against the catalogue's (3301, 3302).
 *
 * A mapping is known by (fixmedins_code, fixmedins_hilist_id, list_type, med_list_codg). Uploading
 * a known one replaces it; an upload is taken whole or not at all.
 */
#ifndef YB_APP_INSTITUTION_MAPPING_H
#define YB_APP_INSTITUTION_MAPPING_H

#include "app/app.h"
#include "base/day.h"

#define YB_MAPPINGS_PER_UPLOAD_MAX 2000

struct yb_mapping_row {
    struct yb_text fixmedins_hilist_id, fixmedins_hilist_name, list_type, med_list_codg;
    int32_t begndate, enddate;
    struct yb_text aprvno, dosform, exct_cont, item_cont, prcunt, spec, pacspec, memo;
};

struct yb_upload_mappings_in {
    const struct yb_mapping_row *data;
    size_t count;
};

/* 3301. Errors: TOO_MANY; OUT_OF_RANGE (enddate before begndate); ITEM_NOT_FOUND. */
int yb_app_upload_mappings(struct yb_call *call, const struct yb_upload_mappings_in *in,
                           struct yb_error *error);

struct yb_cancel_mapping_in {
    struct yb_text fixmedins_code, fixmedins_hilist_id, list_type, med_list_codg;
};

/* 3302. Errors: NOT_ALLOWED (another institution's); NOT_FOUND. */
int yb_app_cancel_mapping(struct yb_call *call, const struct yb_cancel_mapping_in *in,
                          struct yb_error *error);

#endif
