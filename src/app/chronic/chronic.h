/*
 * chronic.h - the register of chronic diseases (门诊慢特病): applications, their review, their end.
 *
 *     2503 or the counter --> applied --accept (another person)--> accepted: begins .. ends
 *                                |---- refuse (another person) --> refused
 *                                +---- withdraw, 2504 -----------> withdrawn
 *     accepted --2504, or an earlier end that two persons agree on--> ended
 *
 * An entry is a filing of kind 2503 (app/filing/filing.h), so a settlement finds what counts where
 * it always did: only a filing in force on the day gives the benefit. Where the hospital confirms
 * (rule chronic_confirmed_by, the default) 2503 is in force at once; what is taken at the counter
 * is always reviewed.
 *
 * Rounds (评审): an application waits for the first day of the next of chronic_round_months, its
 * own month counted, unless its disease is one of chronic_at_once. Nobody reviews before it begins.
 *
 * Re-evaluation: from chronic_expiring_days before its end an entry may be applied for again; the
 * new one begins the day after the old one ends.
 *
 * Who took an application never reviews it (APPROVAL_SELF). The review is its own two-person step
 * and no matter of app/approval, which would expire before the round; to end an entry early is one
 * (`chronic_end`). An end lies today or later, so no settled bill is touched.
 */
#ifndef YB_APP_CHRONIC_CHRONIC_H
#define YB_APP_CHRONIC_CHRONIC_H

#include "app/approval/approval.h"
#include "app/document/document.h"
#include "app/filing/filing.h"
#include "app/permission/permission.h"

enum yb_chronic_state {
    YB_CHRONIC_APPLIED,
    YB_CHRONIC_COMING, /* accepted, its first day is to come */
    YB_CHRONIC_IN_FORCE,
    YB_CHRONIC_EXPIRING, /* in force, ends within chronic_expiring_days */
    YB_CHRONIC_ENDED,
    YB_CHRONIC_WITHDRAWN,
    YB_CHRONIC_REFUSED,
    YB_CHRONIC_STATES
};

/* "applied", "coming", "in_force", "expiring", "ended", "withdrawn", "refused". */
extern const char *const yb_chronic_states[YB_CHRONIC_STATES];
enum yb_chronic_state yb_chronic_state_of(const struct yb_settle_rules *rules,
                                          const struct yb_filing_row *filing, int32_t today);

/* ---- the list ---- */

struct yb_chronic_list_in {
    const struct yb_reach *reach;
    struct yb_text
        state; /* one of yb_chronic_states, "due" (applied, its round has begun); empty */
    struct yb_text dise_codg, fixmedins_code;
    int64_t psn_no;
    int32_t round;            /* YB_DAY_NONE: any */
    int32_t end_from, end_to; /* YB_DAY_NONE: open */
    struct yb_text sort;      /* -apply_time (default), apply_time, enddate */
    struct yb_text after;     /* next of the page before */
    int64_t most;
};

struct yb_chronic_list {
    struct yb_filing_row *rows;
    struct yb_text *psn_names;
    size_t count;
    int64_t total; /* counted up to YB_CHRONIC_COUNTED */
    struct yb_text next;
};

int yb_app_chronic_list(struct yb_call *call, const struct yb_chronic_list_in *in,
                        struct yb_chronic_list *out, struct yb_error *error);

/* One entry within reach. Error: FILING_NOT_FOUND. */
int yb_chronic_get(struct yb_call *call, const struct yb_reach *reach, int64_t psn_no,
                   int64_t trt_dcla_detl_sn, struct yb_filing_row *filing, struct yb_error *error);

/* ---- deeds ---- */

struct yb_chronic_apply_in {
    const struct yb_reach *reach;
    struct yb_text user;
    struct yb_file_chronic_in filing; /* begndate YB_DAY_NONE: today, or after what it renews; names
                                         of disease and institution are looked up */
    struct yb_text idet_std, fix_medins; /* institutions, comma between */
    int64_t renews_sn;                   /* 0: none */
    const struct yb_document_in *documents;
    size_t document_count;
};

/*
 * At the counter. Errors: those of 2503; EVIDENCE_MISSING; UNKNOWN_CODE (opsp_dise_code);
 * FIXMEDINS_NOT_FOUND, FIXMEDINS_SUSPENDED and TOO_MANY (fix_medins); FILING_STATE (it renews what
 * is not in force, another's, of another disease); PSN_NOT_FOUND (out of reach); OUT_OF_RANGE
 * (hosp_ide_date is to come).
 */
int yb_app_chronic_apply(struct yb_call *call, const struct yb_chronic_apply_in *in,
                         struct yb_file_out *out, struct yb_error *error);

struct yb_chronic_deed {
    const struct yb_reach *reach;
    struct yb_text user;
    int64_t psn_no, trt_dcla_detl_sn;
    struct yb_text reason;
};

struct yb_chronic_accept_in {
    struct yb_chronic_deed deed;
    int32_t begndate, enddate; /* YB_DAY_NONE: as applied for, not before today; by the rules */
    struct yb_text fix_medins;
    bool chosen; /* fix_medins is given */
};

/*
 * Errors: FILING_NOT_FOUND; FILING_STATE (it is not applied for); APPROVAL_SELF; ROUND_NOT_OPEN;
 * OUT_OF_RANGE (enddate); FILING_OVERLAPS; MISSING (reason, of a refusal and a withdrawal).
 */
int yb_app_chronic_accept(struct yb_call *call, const struct yb_chronic_accept_in *in,
                          struct yb_error *error);
int yb_app_chronic_refuse(struct yb_call *call, const struct yb_chronic_deed *deed,
                          struct yb_error *error);
int yb_app_chronic_withdraw(struct yb_call *call, const struct yb_chronic_deed *deed,
                            struct yb_error *error);

/* The dates that an acceptance of today has when none are given. */
void yb_chronic_dates(const struct yb_settle_rules *rules, const struct yb_filing_row *filing,
                      int32_t today, int32_t *begndate, int32_t *enddate);

/*
 * An earlier end: of the approval `chronic_end` with the target "psn_no/trt_dcla_detl_sn" and the
 * last day as content. Errors: FILING_NOT_FOUND, FILING_STATE, WRONG_FORMAT and OUT_OF_RANGE
 * (enddate: before today, or not earlier than the end there is).
 */
int yb_chronic_end_check(struct yb_call *call, struct yb_text target, struct yb_text content,
                         struct yb_error *error);
int yb_chronic_end(struct yb_call *call, const struct yb_approval_row *row, struct yb_error *error);

#endif
