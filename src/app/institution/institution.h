/*
 * institution.h - institutions by type, name or code (1201), and their departments and staff (5101,
 * 5102).
 */
#ifndef YB_APP_INSTITUTION_INSTITUTION_H
#define YB_APP_INSTITUTION_INSTITUTION_H

#include "app/app.h"
#include "store/row.h"

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

/* 1201: clients also ask by type alone. Error: TOO_MANY. */
int yb_app_query_institutions(struct yb_call *call, const struct yb_query_institutions_in *in,
                              struct yb_query_institutions_out *out, struct yb_error *error);

/* 5101: the departments of the calling institution. */
int yb_app_query_departments(struct yb_call *call, struct yb_dept_list *feedetail,
                             struct yb_error *error);

struct yb_query_practitioners_in {
    struct yb_text prac_psn_type; /* 1 doctor, 2 nurse, 3 pharmacist, 4 technician */
    struct yb_text psn_cert_type, certno, prac_psn_name, prac_psn_code; /* empty: any */
};

struct yb_practitioner_view {
    const struct yb_prac_psn_row *prac_psn;
    struct yb_text certno; /* open */
};

struct yb_query_practitioners_out {
    const struct yb_practitioner_view *feedetail;
    size_t count;
};

/* 5102: the practitioners of the calling institution. */
int yb_app_query_practitioners(struct yb_call *call, const struct yb_query_practitioners_in *in,
                               struct yb_query_practitioners_out *out, struct yb_error *error);

#endif
