/*
 * visit_internal.h - what the use cases of visits share. See visit.h for the state diagram.
 */
#ifndef YB_APP_VISIT_VISIT_INTERNAL_H
#define YB_APP_VISIT_VISIT_INTERNAL_H

#include "app/settle/facts.h"
#include "app/visit/visit.h"
#include "store/mdtrt.h"

/* The common checks of 2201 and 2401: institution, day, proof, cover. Locks the person. A visit
 * that names no place of care gets its institution's. */
int yb_visit_check(struct yb_call *call, const struct yb_certificate *certificate,
                   struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/* Fills person, institution, scheme and operator of a new visit, then checks as above. */
int yb_visit_start(struct yb_call *call, const struct yb_certificate *certificate,
                   struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/*
 * Locks the person and loads the visit of this institution and kind of care. Errors:
 * MDTRT_NOT_FOUND, MDTRT_OTHER, MDTRT_STATE (another kind, or none of `states`, bits by
 * 1 << enum yb_mdtrt_stas).
 */
int yb_visit_load(struct yb_call *call, int64_t psn_no, int64_t mdtrt_id, unsigned states,
                  struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/* MDTRT_STATE unless the visit is of `kind`. */
int yb_visit_is(struct yb_call *call, const struct yb_mdtrt_row *mdtrt, enum yb_care_kind kind,
                struct yb_error *error);

/* The error of a visit in a state that forbids what was asked. */
int yb_visit_state(const struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/* Notes the operator and the time on the visit and stores it. */
int yb_visit_put(struct yb_call *call, struct yb_mdtrt_row *mdtrt, struct yb_error *error);

/*
 * Stores diagnoses of one kind (inout_diag_type "1" or "2"): replaces those of equal diag_type and
 * diag_srt_no, keeps the others. Errors: TOO_MANY (YB_DIAGNOSES_PER_VISIT_MAX).
 */
int yb_visit_diagnose(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                      struct yb_text inout_diag_type, const struct yb_diagnosis *diseinfo,
                      size_t count, struct yb_error *error);

/* MDTRT_STATE when a fee line stands on the visit. */
int yb_visit_has_no_lines(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                          struct yb_error *error);

/* MDTRT_OPEN when the person has another stay in progress. */
int yb_visit_no_other_stay(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                           struct yb_error *error);

/* Takes back an admission: 2404 and the reversal of 2401. The visit is loaded and admitted. */
int yb_visit_undo_admission(struct yb_call *call, struct yb_mdtrt_row *mdtrt,
                            struct yb_error *error);

#define YB_STATES(stas) (1U << (stas))

#endif
