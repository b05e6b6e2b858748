/*
 * handle_fee.h - fee lines in and out, for uploads and for a pharmacy's sale.
 */
#ifndef YB_FACE_NHSA_HANDLE_FEE_H
#define YB_FACE_NHSA_HANDLE_FEE_H

#include "app/fee/fee.h"
#include "face/nhsa/handler.h"

/* All lines of `node`; a prescription's number is called rxno, in a stay drord_no. */
int yb_nhsa_read_fees(struct yb_nhsa_exchange *x, const char *node, bool inpatient,
                      const struct yb_fee_line_in **lines, size_t *count, struct yb_error *error);

/* How the lines were placed, as a list of node `node`. */
void yb_nhsa_write_fees(struct yb_nhsa_exchange *x, const char *node,
                        const struct yb_fee_line_out *lines, size_t count);

#endif
