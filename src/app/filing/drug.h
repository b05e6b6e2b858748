/*
 * drug.h - special drugs (特药, 双通道) filed for a person: 2591, 2594, 5391.
 *
 * One filing names drugs, each for a disease, and the institutions that give them; it is in force
 * from its first day to its last. Where the rule special_drugs_need_filing says so, a fee line of a
 * special drug (tag special_drug) without a filing of the person, the drug, the institution and the
 * day is priced without that tag: a pack's layer for special drugs then leaves it alone, and the
 * line says why.
 *
 * Rules besides those of filing.h: each drug is in the catalogue on the first day (ITEM_NOT_FOUND)
 * and its disease a published code (UNKNOWN_CODE, appy_dise_code); each institution is in service;
 * no drug is filed twice for one institution in the same days (FILING_OVERLAPS).
 */
#ifndef YB_APP_FILING_DRUG_H
#define YB_APP_FILING_DRUG_H

#include "app/filing/registration.h"

struct yb_filed_drug {
    struct yb_text appy_dise_code, appy_dise_name, med_list_codg, med_list_name;
};

struct yb_filed_place {
    struct yb_text fixmedins_code, fixmedins_name, poolarea_no;
};

struct yb_file_drugs_in {
    struct yb_registration psninfo; /* its lmt_fen is appy_lmt, its filing.appy_time appy_date */
    const struct yb_filed_drug *druginfo;
    size_t drug_count;
    const struct yb_filed_place *medinsinfo;
    size_t place_count;
};

/* Errors: as above; MISSING (druginfo, medinsinfo); TOO_MANY (of either: YB_FILED_MOST);
 * WRONG_FORMAT (a text with a control character). */
#define YB_FILED_MOST 50
int yb_app_file_drugs(struct yb_call *call, const struct yb_file_drugs_in *in,
                      struct yb_file_out *out, struct yb_error *error);
int yb_app_cancel_drugs(struct yb_call *call, const struct yb_cancel_filing_in *in,
                        struct yb_error *error);

/* One drug of a filing at one institution: row i of each belongs together. */
struct yb_query_filed_drugs_out {
    const struct yb_registration *psninfo;
    const struct yb_filed_drug *druginfo;
    const struct yb_filed_place *medinsinfo;
    size_t count;
};

/* 5391: those accepted whose days meet [begndate, enddate] (YB_DAY_NONE: open). The look is logged.
 * Errors: PSN_NOT_FOUND, OUT_OF_RANGE (enddate). */
struct yb_query_filed_drugs_in {
    int64_t psn_no;
    int32_t begndate, enddate;
};
int yb_app_query_filed_drugs(struct yb_call *call, const struct yb_query_filed_drugs_in *in,
                             struct yb_query_filed_drugs_out *out, struct yb_error *error);

/* A person's, for the pricing of lines; none where the rules do not ask for them. */
int yb_filed_drugs_load(struct yb_call *call, int64_t psn_no, struct yb_filing_list *list,
                        struct yb_error *error);

/* True when a filing of the list gives this drug there on that day. */
bool yb_filing_gives_drug(const struct yb_filing_list *list, struct yb_text med_list_codg,
                          struct yb_text fixmedins_code, int32_t day);

#endif
