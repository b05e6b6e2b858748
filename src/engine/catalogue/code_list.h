/*
 * code_list.h - dated lists of codes with names: diagnoses, operations, chronic diseases, ...
 *
 * The same builder and find as the catalogue's; a sealed list is immutable.
 * Sources: national interface 1307-1311, 1313-1315; ICD-10 and ICD-9-CM-3 insurance editions.
 */
#ifndef YB_ENGINE_CATALOGUE_CODE_LIST_H
#define YB_ENGINE_CATALOGUE_CODE_LIST_H

#include "engine/catalogue/dated.h"

/* The lists, by the transaction that downloads them, if any. */
enum yb_code_list_kind {
    YB_CODES_DISEASE,      /* 1307 diagnoses, ICD-10 insurance edition */
    YB_CODES_OPERATION,    /* 1308 operations, ICD-9-CM-3 insurance edition */
    YB_CODES_CHRONIC,      /* 1309 chronic and special outpatient diseases 门慢门特 */
    YB_CODES_CASE_PAYMENT, /* 1310 diseases paid by the case */
    YB_CODES_DAY_SURGERY,  /* 1311 */
    YB_CODES_MORPHOLOGY,   /* 1313 tumour morphology */
    YB_CODES_TCM_DISEASE,  /* 1314 */
    YB_CODES_TCM_SYNDROME, /* 1315 */
    YB_CODES_DISEASE_ITEM, /* "disease/item": what belongs to a chronic disease; no download */
    YB_CODE_LISTS
};

struct yb_code_row {
    struct yb_text code, name;
    int32_t from_day, to_day;
    bool grey; /* 灰码: exists, but not to be used for settlement */
};

struct yb_code_list {
    const struct yb_code_row *rows; /* by code, then day */
    int32_t count;
    struct yb_dated index;
};

/*
 * Seals a copy of `rows`, texts included, in the arena. Errors: YB_E_MISSING, YB_E_TOO_LONG,
 * YB_E_OUT_OF_RANGE, YB_E_OVERLAP, YB_E_NO_MEMORY.
 */
int yb_code_list_seal(struct yb_arena *arena, const struct yb_code_row *rows, int32_t count,
                      const struct yb_code_list **list, struct yb_error *error);

/* The row in force for `code` on `day`; NULL when there is none. */
const struct yb_code_row *yb_code_list_find(const struct yb_code_list *list, struct yb_text code,
                                            int32_t day);

#endif
