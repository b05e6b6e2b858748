/*
 * registration.h - registrations that an institution makes for a person and asks for again, page by
 * page: a pregnancy (2572, 2573, 5372), a disease paid by the case (2585, 2586, 5385), one of the
 * two diseases of residents, hypertension and diabetes (2595, 2596, 5395; 2691-2693).
 *
 * Each is a filing (filing.h) with the same states and rules; what the message says besides is kept
 * as filed and given back. What it is good for:
 *
 *   pregnancy     maternity outpatients (med_type 51) count only with it where the rule
 *                 maternity_needs_filing says so; one at a time
 *   by the case   a stay in the institution it names has the disease's code besides its diagnoses,
 *                 so a pack's list of diseases may name it; one of a disease at a time
 *   two diseases  an entry of the chronic register (app/chronic): care of the two diseases
 *                 (med_type 9901) counts only with it unless two_diseases_need_filing is false.
 *                 Where the agency reviews (chronic_confirmed_by) it is applied for first. The rule
 *                 two_diseases lists the codes that are taken
 *
 * Who the sender says the person is must be who the person is (PSN_NOT_FOUND). An institution sees
 * of others' registrations only those of a person whom it names, and withdraws by number alone only
 * what it registered itself.
 */
#ifndef YB_APP_FILING_REGISTRATION_H
#define YB_APP_FILING_REGISTRATION_H

#include "app/catalogue/query.h"
#include "app/filing/filing.h"
#include "store/row.h"

/*
 * What is registered, as sent and as shown. The sealed members of `filing` and its lmt, geso_val
 * and fetts stay with the store: here they are those beside it.
 */
struct yb_registration {
    struct yb_filing_row filing;
    int64_t lmt_fen, geso_val, fetts;
    struct yb_text psn_cert_type, certno, psn_name, tel, addr, agnter_name, agnter_certno,
        agnter_tel, agnter_addr, spus_name, spus_certno;
    /* Only shown: */
    struct yb_text gend, naty, psn_type, emp_no, emp_name, insu_admdvs, hosp_lv;
    struct yb_text chk_stas;  /* 0 applied for, 1 accepted by a person, 2 at once, 3 refused */
    struct yb_text rchk_flag; /* 1: accepted */
    struct yb_text vali_flag; /* 1: accepted or applied for */
    int64_t psn_insu_rlts_id;
    int32_t brdy, dcla_date;
};

/* An empty one to read into. */
struct yb_registration yb_registration_new(void);

/*
 * Registers and fills in what is shown. Errors: those of filing.h; UNKNOWN_CODE
 * (bydise_setl_list_code, oprn_oprt_code, dise_code); OUT_OF_RANGE (last_mena_date, appy_time,
 * appy_date: tomorrow or later; plan_matn_date: before last_mena_date; lmt, geso_val, fetts:
 * negative).
 */
int yb_app_register_maternity(struct yb_call *call, struct yb_registration *registration,
                              struct yb_error *error);
int yb_app_register_by_disease(struct yb_call *call, struct yb_registration *registration,
                               struct yb_error *error);
int yb_app_register_two_diseases(struct yb_call *call, struct yb_registration *registration,
                                 struct yb_error *error);

/* 2573, 2586; 2596 by its number alone. Errors: FILING_NOT_FOUND, FILING_STATE. */
int yb_app_cancel_maternity(struct yb_call *call, const struct yb_cancel_filing_in *in,
                            struct yb_error *error);
int yb_app_cancel_by_disease(struct yb_call *call, const struct yb_cancel_filing_in *in,
                             struct yb_error *error);
int yb_app_cancel_two_diseases(struct yb_call *call, int64_t trt_dcla_detl_sn,
                               struct yb_error *error);

enum yb_registered {
    YB_REGISTERED_MATERNITY,
    YB_REGISTERED_BY_DISEASE,
    YB_REGISTERED_TWO_DISEASES
};

struct yb_registered_in {
    enum yb_registered what;
    const char *state_field;       /* what the message calls chk_stas */
    struct yb_text fixmedins_code; /* of 5372, 5385: the asking institution */
    struct yb_text certno;         /* or psn_no; neither: all of the asking institution */
    int64_t psn_no;
    struct yb_text chk_stas; /* 0; 1 and 2; 3; empty: any */
    struct yb_text insu_admdvs;
    int32_t begndate, enddate;               /* days of force meet them; YB_DAY_NONE: open */
    int32_t apply_begn_date, apply_end_date; /* received on a day of these */
    int64_t page_num, page_size;             /* 0: the first, of YB_PAGE_SIZE_MAX */
};

struct yb_registered_out {
    const struct yb_registration *rows;
    size_t count;
    struct yb_page_out page; /* record_counts up to YB_FILED_COUNTED */
};

/* 5372, 5385, 5395: not those withdrawn, the newest first; each person's look is logged. Errors:
 * NOT_ALLOWED (fixmedins_code: another institution's), UNKNOWN_CODE (chk_stas), OUT_OF_RANGE
 * (page_num, page_size, enddate, apply_end_date), PSN_NOT_FOUND. */
int yb_app_query_registered(struct yb_call *call, const struct yb_registered_in *in,
                            struct yb_registered_out *out, struct yb_error *error);

#endif
