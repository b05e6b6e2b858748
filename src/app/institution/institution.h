/*
 * institution.h - institutions by name or code (1201), and their departments and staff (5101,
 * 5102).
 */
#ifndef YB_APP_INSTITUTION_INSTITUTION_H
#define YB_APP_INSTITUTION_INSTITUTION_H

#include "app/app.h"

/* Rows of one answer; a wider question is refused with TOO_MANY. */
#define YB_INSTITUTION_ROWS_MAX 1000

struct yb_query_institutions_in {
    struct yb_text fixmedins_type; /* empty: any */
    struct yb_text fixmedins_name; /* a part of the name; empty: any */
    struct yb_text fixmedins_code; /* empty: any */
};

struct yb_institution_row {
    struct yb_text fixmedins_code, fixmedins_name, uscc, fixmedins_type, hosp_lv, exp_content;
};

struct yb_query_institutions_out {
    const struct yb_institution_row *medinsinfo;
    size_t count;
};

/* 1201. Errors: MISSING when neither a name nor a code is given; TOO_MANY. */
int yb_app_query_institutions(struct yb_call *call, const struct yb_query_institutions_in *in,
                              struct yb_query_institutions_out *out, struct yb_error *error);

struct yb_department_row {
    struct yb_text hosp_dept_codg, hosp_dept_name, itro, dept_resper_name, dept_resper_tel,
        dept_med_serv_scp, caty, poolarea_no, memo;
    int64_t begntime_ms, endtime_ms; /* 0: not stated, here and below */
    int64_t dept_estbdat_ms;
    int64_t aprv_bed_cnt, hi_crtf_bed_cnt, dr_psncnt, phar_psncnt, nurs_psncnt, tecn_psncnt;
};

struct yb_query_departments_out {
    const struct yb_department_row *feedetail;
    size_t count;
};

/* 5101: the departments of the calling institution. */
int yb_app_query_departments(struct yb_call *call, struct yb_query_departments_out *out,
                             struct yb_error *error);

struct yb_query_practitioners_in {
    struct yb_text prac_psn_type; /* 1 doctor, 2 nurse, 3 pharmacist, 4 technician */
    struct yb_text psn_cert_type, certno, prac_psn_name, prac_psn_code; /* empty: any */
};

struct yb_practitioner_row {
    struct yb_text psn_cert_type, certno, prac_psn_no, prac_psn_code, prac_psn_name, prac_psn_type,
        prac_psn_cert, prac_cert_no, hi_dr_flag, chg_rea;
    int64_t begntime_ms, endtime_ms;
};

struct yb_query_practitioners_out {
    const struct yb_practitioner_row *feedetail;
    size_t count;
};

/* 5102: the practitioners of the calling institution. */
int yb_app_query_practitioners(struct yb_call *call, const struct yb_query_practitioners_in *in,
                               struct yb_query_practitioners_out *out, struct yb_error *error);

#endif
