/*
 * newcomer.h - somebody new at the counter: registered (app/person), and enrolled (enrol.h), in one
 * act.
 *
 * The checks are those of the import of people and of the acts; there are no others here but these:
 *
 *   the reason that the clerk names must be what the packs make of the days: `newborn` covers from
 *   birth, `window` is in time, `late` is not; `work` is a relation of the employees' scheme.
 *   `moved` and `other` stand for themselves
 *   where the pack frees a newborn if a parent is insured (`newborn.parent_insured`), the parent is
 *   named, or the memo says what stands for it: the parent's insurance elsewhere, or the payment
 *   a parent is older than the child, and has a relation that runs on the day of birth or that of
 *   enrolment
 *
 * The reason, the parent (by psn_no) and the memo stand in the memo of the relation's fact.
 *
 * Asked again, the same request of the same operator is answered as at first and writes nothing:
 * he is registered and enrolled exactly so, in one act, by this operator. Whoever is there in any
 * other way is refused; so is the second of two at the same instant, who finds him by asking again.
 */
#ifndef YB_APP_ENROL_NEWCOMER_H
#define YB_APP_ENROL_NEWCOMER_H

#include "app/enrol/enrol.h"
#include "app/person/person.h"

enum yb_newcomer_reason {
#define YB_NEWCOMER_REASON(id, key, zh) YB_NEWCOMER_##id,
#include "app/enrol/newcomer.def"
#undef YB_NEWCOMER_REASON
    YB_NEWCOMER_REASONS
};

/* The reason of a key ("newborn" ...); -1: none. */
int yb_newcomer_reason_find(struct yb_text key);

struct yb_newcomer_in {
    struct yb_register_person_in person; /* its relations and identities are left out */
    enum yb_newcomer_reason reason;
    struct yb_enrol_in enrol;      /* psn_no and verb are set here; done_date none: today */
    struct yb_text insuplc_admdvs; /* within the region served; empty: that */
    struct yb_text cvlserv_flag;   /* empty: "0" */
    struct yb_text psn_idet_type;  /* a class of identity; empty: none */
    int32_t idet_begndate, idet_enddate;
    int64_t parent_psn_no; /* 0: not named */
};

struct yb_newcomer_out {
    int64_t psn_no;
    bool again;       /* it was done before: nothing was written */
    bool of_identity; /* a refusal is of the class of identity: its begndate is idet_begndate */
};

/*
 * Errors: those of yb_app_register_person and of the acts `enrol` and `identity`; EXISTS (certno:
 * there already, made.psn_no says who); UNKNOWN_CODE (insuplc_admdvs outside the region; kind,
 * which is not `work`); NOT_NEWBORN, PAST_WINDOW, NOT_LATE (the reason); PARENT_NEEDED,
 * PARENT_YOUNGER, PARENT_NOT_INSURED. After a refusal the transaction must not be kept.
 */
int yb_app_register_newcomer(struct yb_call *call, const struct yb_newcomer_in *in,
                             struct yb_newcomer_out *out, struct yb_error *error);

#endif
