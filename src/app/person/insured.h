/*
 * insured.h - which insured relation, identity classes and filings hold on a day. Pure.
 */
#ifndef YB_APP_PERSON_INSURED_H
#define YB_APP_PERSON_INSURED_H

#include "base/error.h"
#include "store/row.h"

/* True when the relation gives benefits on `day`. */
bool yb_insured_holds(const struct yb_psn_insu_row *insu, int32_t day);

/* The relation of scheme `insutype` (empty: any, the first) that holds on `day`, or NULL. */
const struct yb_psn_insu_row *yb_insured_on(const struct yb_psn_insu_list *list,
                                            struct yb_text insutype, int32_t day);

/* True when `day` lies in [from, to]; YB_DAY_NONE is open on its side. */
bool yb_days_hold(int32_t from, int32_t to, int32_t day);

/*
 * Picks the relation as above, or refuses with PSN_NOT_COVERED (scheme, day).
 */
int yb_insured_pick(const struct yb_psn_insu_list *list, struct yb_text insutype, int32_t day,
                    const struct yb_psn_insu_row **insu, struct yb_error *error);

#endif
