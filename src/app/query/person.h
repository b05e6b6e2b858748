/*
 * person.h - who is this, and how insured (1101); may this care be had today (2001).
 *
 * Every look at a person goes to the access log: who asked, by which transaction, when, of whom.
 * So these queries, and those of care.h and filing.h, write: they run in a job, not in a read.
 * A certificate number is looked up by its keyed hash; it is given back to the institution that
 * presented it and never to a log or an error text (there it is masked).
 */
#ifndef YB_APP_QUERY_PERSON_H
#define YB_APP_QUERY_PERSON_H

#include "app/app.h"
#include "app/person/person.h"
#include "base/day.h"
#include "store/row.h"

struct yb_query_person_in {
    struct yb_certificate certificate;
    int64_t begntime_ms; /* with it also the insured relations that ended since then; 0: none */
};

struct yb_person_base {
    int64_t psn_no;
    struct yb_text psn_cert_type, certno, psn_name, gend, naty;
    int32_t brdy;
    int age; /* whole years on the day of the call */
    struct yb_text exp_content;
};

struct yb_person_insured {
    int64_t balc_fen; /* of the personal account; 0 for a scheme without accounts */
    struct yb_text insutype, psn_type, psn_insu_stas, cvlserv_flag, insuplc_admdvs, emp_name;
    int32_t psn_insu_date, paus_insu_date; /* YB_DAY_NONE */
};

struct yb_person_identity {
    struct yb_text psn_idet_type, psn_type_lv, memo;
    int32_t begndate, enddate; /* YB_DAY_NONE: open */
};

struct yb_query_person_out {
    struct yb_person_base baseinfo;
    const struct yb_person_insured *insuinfo;
    size_t insuinfo_count;
    const struct yb_person_identity *idetinfo;
    size_t idetinfo_count;
};

/* psn_insu_stas of a relation on a day, by its days: 0 not yet, 1 in force, 2 paused, 4 ended. */
struct yb_text yb_insured_state(const struct yb_psn_insu_row *insu, int32_t day);

/* Opens a stored person: unseals, and computes the age on `day`. Error: TAMPERED. */
int yb_person_open(struct yb_call *call, const struct yb_psn_row *row, int32_t day,
                   struct yb_person_base *base, struct yb_error *error);

/* A sealed column opened, a text sealed for a column; empty stays empty. */
int yb_open_text(struct yb_call *call, struct yb_text sealed, struct yb_text *plain,
                 struct yb_error *error);
int yb_seal_text(struct yb_call *call, struct yb_text plain, struct yb_text *sealed,
                 struct yb_error *error);

/* Notes in the access log that the caller looked at a person. */
int yb_log_look(struct yb_call *call, int64_t psn_no, struct yb_error *error);

/* The same of a look that was refused with `refusal`, in a job of its own: the refused one left
 * nothing. psn_no 0: nobody was found. */
int yb_log_refused_look(struct yb_call *call, int64_t psn_no, int refusal, struct yb_error *error);

/* 1101. Errors: those of yb_app_find_person. */
int yb_app_query_person(struct yb_call *call, const struct yb_query_person_in *in,
                        struct yb_query_person_out *out, struct yb_error *error);

struct yb_check_entitlement_in {
    int64_t psn_no;
    struct yb_text insutype, fixmedins_code, med_type, dise_codg;
    int64_t begntime_ms, endtime_ms; /* endtime 0: the first day only */
};

struct yb_entitlement_row {
    int64_t psn_no;
    struct yb_text trt_chk_type;     /* "01" fund item */
    struct yb_text fund_pay_type;    /* the fund asked about */
    struct yb_text trt_enjymnt_flag; /* "1" yes, "0" no */
    int32_t begndate, enddate;       /* the days in which this answer holds */
    struct yb_text trt_chk_rslt;     /* why not; empty when yes */
};

struct yb_check_entitlement_out {
    const struct yb_entitlement_row *trtinfo; /* one row a fund of the policy in force */
    size_t count;
};

/*
 * 2001: the checks that a settlement of this care would make on the first day (the policy in force,
 * the institution's standing, the insured relation with its waiting time, the chronic filing),
 * asked beforehand. A "no" is an answer and gives the refusal's words; a "yes" holds up to the day
 * before something that it rests on ends. Errors: PSN_NOT_FOUND, FIXMEDINS_NOT_FOUND, UNKNOWN_CODE
 * (med_type), OUT_OF_RANGE.
 */
int yb_app_check_entitlement(struct yb_call *call, const struct yb_check_entitlement_in *in,
                             struct yb_check_entitlement_out *out, struct yb_error *error);

#endif
