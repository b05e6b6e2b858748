/*
 * visit.h - visits: outpatient registration and diagnoses (2201-2203), admission, change,
 * discharge and their cancellations (2401-2405).
 *
 * A visit belongs to one person and one institution. Its state (mdtrt_stas):
 *
 *                 2201                        2202
 *     (nothing) --------> REGISTERED --------------------> VOID     no unsettled or settled line
 *         |
 *         |       2102 (pharmacy: the visit is made with its settlement)
 *         |----------------> REGISTERED
 *         |
 *         |       2401                        2404
 *         '--------------> ADMITTED ----------------------> VOID     no unsettled or settled line
 *                           |    ^
 *                      2402 |    | 2405       no live final settlement
 *                           v    |
 *                         DISCHARGED
 *                           |    ^
 *                      2304 |    | 2305, or 2601 of the 2304
 *                           v    |
 *                          SETTLED
 *
 * REGISTERED and ADMITTED are stored as OPEN: the kind of care tells them apart. An outpatient
 * visit may be settled in several batches (chrg_bchno); it stays REGISTERED. A stay may be settled
 * in parts while ADMITTED (mid_setl_flag 1). Fee lines are taken while REGISTERED, ADMITTED or
 * DISCHARGED (late lines of days in hospital). Whatever the diagram does not draw is refused with
 * MDTRT_STATE. Changing a visit is refused to any institution but its own (MDTRT_OTHER); a visit of
 * another person is MDTRT_NOT_FOUND.
 *
 * Checks common to 2201 and 2401: the person is insured in insutype on the day (PSN_NOT_COVERED),
 * presents a proof that is his (PSN_NOT_FOUND), the institution is in service (FIXMEDINS_NOT_FOUND,
 * FIXMEDINS_SUSPENDED), the day does not lie in the future (OUT_OF_RANGE). At most one open stay
 * (ADMITTED) a person (MDTRT_OPEN).
 */
#ifndef YB_APP_VISIT_VISIT_H
#define YB_APP_VISIT_VISIT_H

#include "app/app.h"
#include "app/person/person.h"
#include "base/day.h"

struct yb_diagnosis {
    struct yb_text diag_type;
    struct yb_text maindiag_flag; /* empty in 2203: number 1 is the main diagnosis */
    int64_t diag_srt_no;
    struct yb_text diag_code, diag_name, adm_cond, diag_dept, dise_dor_no, dise_dor_name;
    int64_t diag_time_ms;
    struct yb_text vali_flag; /* 2203: "0" withdraws; empty: "1" */
};

/* 2201. */
struct yb_register_visit_in {
    int64_t psn_no;
    struct yb_text insutype;
    int64_t begntime_ms;
    struct yb_certificate certificate;
    struct yb_text psn_type, ipt_otp_no, atddr_no, dr_name, dept_code, dept_name, caty, exp_content;
};

struct yb_register_visit_out {
    int64_t mdtrt_id, psn_no;
    struct yb_text ipt_otp_no;
};

/* A registration is general outpatient care (med_type 11) until 2203 says otherwise. */
int yb_app_register_visit(struct yb_call *call, const struct yb_register_visit_in *in,
                          struct yb_register_visit_out *out, struct yb_error *error);

/* 2202, 2404, 2405. ipt_otp_no: 2202 only; compared when given. */
struct yb_visit_in {
    int64_t psn_no, mdtrt_id;
    struct yb_text ipt_otp_no;
};

/* 2202. */
int yb_app_cancel_registration(struct yb_call *call, const struct yb_visit_in *in,
                               struct yb_error *error);

/* 2203, 2203A. A diagnosis with the same diag_type and diag_srt_no replaces the earlier one. */
struct yb_describe_visit_in {
    int64_t mdtrt_id, psn_no;
    struct yb_text med_type;
    int64_t begntime_ms;
    struct yb_text main_cond_dscr, dise_type_code, dise_codg, dise_name, birctrl_type, matn_type;
    int64_t geso_val;
    int32_t birctrl_matn_date; /* YB_DAY_NONE */
    struct yb_text exp_content;
    const struct yb_diagnosis *diseinfo;
    size_t diseinfo_count;
};

/* Errors besides the common ones: UNKNOWN_CODE (a med_type that is no outpatient care); TOO_MANY
 * (diseinfo); SETL_EXISTS (another med_type after a settlement). */
int yb_app_describe_visit(struct yb_call *call, const struct yb_describe_visit_in *in,
                          struct yb_error *error);

/* 2401 mdtrtinfo and 2403 adminfo. */
struct yb_admission_in {
    int64_t mdtrt_id; /* 2403 only */
    int64_t psn_no;
    struct yb_text insutype; /* 2401 only */
    struct yb_text coner_name, tel;
    int64_t begntime_ms;
    int64_t endtime_ms; /* 2403 only; 0: not stated */
    struct yb_certificate certificate;
    struct yb_text psn_type, med_type;
    struct yb_text ipt_otp_no; /* ipt_no in 2401 */
    struct yb_text medrcdno, atddr_no, chfpdr_name, adm_diag_dscr, adm_dept_codg, adm_dept_name,
        adm_bed, dscg_maindiag_code, dscg_maindiag_name, main_cond_dscr, dise_type_code, dise_codg,
        dise_name, oprn_oprt_code, oprn_oprt_name, fpsc_no, matn_type, birctrl_type, latechb_flag,
        pret_flag;
    int64_t geso_val, fetts, fetus_cnt;
    int32_t birctrl_matn_date; /* YB_DAY_NONE */
    int64_t ttp_pay_prop_ppm;  /* 2403 only; share that a third party pays */
    struct yb_text exp_content;
    const struct yb_diagnosis *diseinfo;
    size_t diseinfo_count;
};

struct yb_admit_out {
    int64_t mdtrt_id;
};

/* 2401. Errors besides the common ones: MDTRT_OPEN; UNKNOWN_CODE (a med_type that is no stay). */
int yb_app_admit(struct yb_call *call, const struct yb_admission_in *in, struct yb_admit_out *out,
                 struct yb_error *error);

/* 2403. Text fields replace, also when empty. Errors besides the common ones: LINE_BEFORE_ADMISSION
 * (a line would fall before the new begntime). */
int yb_app_change_admission(struct yb_call *call, const struct yb_admission_in *in,
                            struct yb_error *error);

/* 2402. */
struct yb_discharge_in {
    int64_t mdtrt_id, psn_no;
    struct yb_text insutype;
    int64_t endtime_ms;
    struct yb_text dise_codg, dise_name, oprn_oprt_code, oprn_oprt_name, fpsc_no, matn_type,
        birctrl_type, latechb_flag, pret_flag, cop_flag, dscg_dept_codg, dscg_dept_name, dscg_bed,
        dscg_way;
    int64_t geso_val, fetts, fetus_cnt;
    int32_t birctrl_matn_date, die_date; /* YB_DAY_NONE */
    struct yb_text exp_content;
    const struct yb_diagnosis *diseinfo;
    size_t diseinfo_count;
};

/* Errors besides the common ones: OUT_OF_RANGE (endtime before the admission or in the future);
 * LINE_AFTER_DISCHARGE (a line already uploaded lies after it). */
int yb_app_discharge(struct yb_call *call, const struct yb_discharge_in *in,
                     struct yb_error *error);

/* 2404: only while no line stands. */
int yb_app_cancel_admission(struct yb_call *call, const struct yb_visit_in *in,
                            struct yb_error *error);

/* 2405: only while no final settlement stands. Errors besides: MDTRT_OPEN (admitted elsewhere). */
int yb_app_cancel_discharge(struct yb_call *call, const struct yb_visit_in *in,
                            struct yb_error *error);

#endif
