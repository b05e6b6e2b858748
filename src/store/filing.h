/*
 * filing.h - filings (备案): referral (2501), chronic disease (2503), chosen institution (2505).
 */
#ifndef YB_STORE_FILING_H
#define YB_STORE_FILING_H

#include "store/store.h"

/* Adds a filing; YB_E_EXISTS when its number is taken. */
int yb_filing_add(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error);

/* The filing; YB_E_FILING_NOT_FOUND. */
int yb_filing_get(struct yb_tx *tx, int64_t psn_no, int64_t trt_dcla_detl_sn,
                  struct yb_filing_row *filing, struct yb_error *error);

/* Replaces everything but the ids; YB_E_FILING_NOT_FOUND. */
int yb_filing_put(struct yb_tx *tx, const struct yb_filing_row *filing, struct yb_error *error);

/* A person's filings of one kind (the infno that made it; empty: all), in order. */
int yb_filing_list(struct yb_tx *tx, int64_t psn_no, struct yb_text filing_kind,
                   struct yb_filing_list *list, struct yb_error *error);

#endif
