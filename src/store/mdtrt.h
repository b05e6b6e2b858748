/*
 * mdtrt.h - visits (就诊), diagnoses, fee lines.
 *
 *     OPEN ----> DISCHARGED ----> SETTLED          outpatient visits go OPEN -> SETTLED
 *       ^  ^         |  ^            |
 *       |  +---------+  +------------+ (settlement cancelled)
 *       |  (discharge cancelled)
 *       +--> CANCELLED (registration withdrawn; final)
 *
 * The store keeps the state and refuses nothing but what a key forbids: the app decides which
 * steps are allowed. Fee lines are rows of their own; which settlement they belong to follows from
 * the settlement's id range (schema_mdtrt.def), see yb_feedetl_setl.
 */
#ifndef YB_STORE_MDTRT_H
#define YB_STORE_MDTRT_H

#include "store/store.h"

enum yb_mdtrt_stas {
    YB_MDTRT_OPEN = 1,
    YB_MDTRT_DISCHARGED = 2,
    YB_MDTRT_SETTLED = 3,
    YB_MDTRT_CANCELLED = 4
};

/* Adds a visit; YB_E_EXISTS when mdtrt_id is taken. */
int yb_mdtrt_add(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/* Replaces everything of a visit but its ids; YB_E_MDTRT_NOT_FOUND. */
int yb_mdtrt_put(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/* The visit; YB_E_MDTRT_NOT_FOUND (also when it is another person's). */
int yb_mdtrt_get(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id, struct yb_mdtrt_row *mdtrt,
                 struct yb_error *error);

/* A person's visits that began in [from_ms, to_ms], newest first. med_type empty: all. */
struct yb_mdtrt_query {
    int64_t psn_no;
    int64_t from_ms, to_ms;
    struct yb_text med_type;
};
int yb_mdtrt_list(struct yb_tx *tx, const struct yb_mdtrt_query *query, struct yb_mdtrt_list *list,
                  struct yb_error *error);

/*
 * An institution's visits that began in [from_ms, to_ms], oldest first, at most YB_STORE_LIST_MAX.
 * inhosp_stas empty: all; "1": those still in hospital (5303).
 */
struct yb_mdtrt_fixmedins_query {
    struct yb_text fixmedins_code;
    int64_t from_ms, to_ms;
    struct yb_text inhosp_stas;
};
int yb_mdtrt_list_fixmedins(struct yb_tx *tx, const struct yb_mdtrt_fixmedins_query *query,
                            struct yb_mdtrt_list *list, struct yb_error *error);

/*
 * Replaces the visit's diagnoses of one kind (inout_diag_type "1" or "2") by `list`, whose rows
 * carry mdtrt_id, psn_no, inout_diag_type and a diag_info_id of the caller.
 */
int yb_mdtrt_dise_put(struct yb_tx *tx, const struct yb_mdtrt_row *mdtrt,
                      struct yb_text inout_diag_type, const struct yb_mdtrt_dise_list *list,
                      struct yb_error *error);

/* All diagnoses of a visit, in order of kind and number. */
int yb_mdtrt_dise_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                       struct yb_mdtrt_dise_list *list, struct yb_error *error);

/*
 * Adds fee lines of one visit and one person (at most YB_LINES_PER_UPLOAD_MAX), all or none.
 * YB_E_LINE_EXISTS names a feedetl_sn that the visit has already. One round trip.
 */
int yb_feedetl_add(struct yb_tx *tx, const struct yb_feedetl_list *lines, struct yb_error *error);

/* All fee lines of a visit in the order of their arrival (feedetl_id). */
int yb_feedetl_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                    struct yb_feedetl_list *list, struct yb_error *error);

/* A person's fee lines that occurred in [from_ms, to_ms] (5205), by visit and arrival. */
int yb_feedetl_list_psn(struct yb_tx *tx, int64_t psn_no, int64_t from_ms, int64_t to_ms,
                        struct yb_feedetl_list *list, struct yb_error *error);

/*
 * Deletes lines that no settlement holds: one by feedetl_sn, all of a chrg_bchno (feedetl_sn
 * empty), or all unsettled of the visit (both empty). *deleted is their number; a line that a live
 * settlement holds stays, unless it was named: YB_E_SETL_EXISTS.
 */
struct yb_feedetl_delete {
    int64_t psn_no;
    int64_t mdtrt_id;
    struct yb_text feedetl_sn;
    struct yb_text chrg_bchno;
};
int yb_feedetl_delete(struct yb_tx *tx, const struct yb_feedetl_delete *which, int64_t *deleted,
                      struct yb_error *error);

/*
 * Replaces the split amounts (pric_uplmt_amt_e6 .. inscp_scp_amt_fen, chrgitm_lv, item_terms) of
 * lines that exist: for a settlement that cuts them otherwise than their upload did.
 */
int yb_feedetl_cut(struct yb_tx *tx, const struct yb_feedetl_list *lines, struct yb_error *error);

/* Trace codes of one visit's fee lines; adding one twice is fine. */
int yb_feedetl_trac_add(struct yb_tx *tx, const struct yb_feedetl_trac_list *list,
                        struct yb_error *error);
int yb_feedetl_trac_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                         struct yb_feedetl_trac_list *list, struct yb_error *error);

#endif
