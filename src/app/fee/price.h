/*
 * price.h - one fee line against the catalogue and the policy of its day.
 *
 * Of care elsewhere the catalogue is that of the place (app/catalogue/place.h), and all that hangs
 * on its row with it: whether the drug is a special one that asks for a filing (2591), too. The
 * line keeps the terms it was given, so that whatever decides its bill again uses the same.
 */
#ifndef YB_APP_FEE_PRICE_H
#define YB_APP_FEE_PRICE_H

#include "app/catalogue/place.h"
#include "app/fee/fee.h"
#include "app/institution/service.h"
#include "store/row.h"

/* What is the same for all lines of a request. */
struct yb_pricing {
    struct yb_call *call;
    struct yb_catalogue_snapshot *catalogue; /* held */
    struct yb_place place;                   /* of care, when it is elsewhere */
    const struct yb_policy *policy;          /* of `policy_day`, or of all days */
    int32_t policy_day;                      /* YB_DAY_NONE: `policy` holds for all days */
    struct yb_facts facts;
    struct yb_text insutype;
    int insutype_number;         /* 310, 390 */
    enum yb_cap_level cap_level; /* of the institution */
    struct yb_item_use use;      /* person, institution, care; for limits on use */
    int32_t brdy_day;
    struct yb_text opsp_dise_code; /* empty: no disease binds the items */
    const struct yb_filing_list *filings;
    struct yb_text fixmedins_code;
};

struct yb_pricing_of {
    const struct yb_service *service;
    const struct yb_facts *facts;   /* of the visit, as far as they are known */
    const struct yb_policy *policy; /* NULL: the one in force on each line's day */
    const struct yb_psn_row *psn;
    struct yb_text insutype, med_type;
    struct yb_text opsp_dise_code;        /* for which the visit is; see app/catalogue/disease.h */
    struct yb_text mdtrtarea_admdvs;      /* the place of care */
    const struct yb_filing_list *filings; /* where the rules ask for filed drugs; or NULL */
};

/*
 * Prepares; holds the catalogue until yb_pricing_end. Errors: INTERNAL (no catalogue is loaded),
 * UNKNOWN_CODE (med_type).
 */
int yb_pricing_begin(struct yb_pricing *pricing, struct yb_call *call,
                     const struct yb_pricing_of *of, struct yb_error *error);
void yb_pricing_end(struct yb_pricing *pricing);

/*
 * Prices one line into a row (all but its ids and mdtrt_id) and an answer. Checks amounts and the
 * item, not the visit. Errors: LINE_SUM, OUT_OF_RANGE, ITEM_NOT_FOUND, PLACE_CATALOGUE,
 * POLICY_NO_RULE.
 */
int yb_price_line(struct yb_pricing *pricing, const struct yb_fee_line_in *in,
                  struct yb_feedetl_row *row, struct yb_fee_line_out *out, struct yb_error *error);

#endif
