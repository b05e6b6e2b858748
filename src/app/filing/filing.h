/*
 * filing.h - what must be filed before it counts: referrals, chronic diseases, designated
 * institutions, injuries (2501-2507), stays out of an emergency room (2580), and their queries
 * (5301, 5302, 5304, 5380). Registrations of pregnancies, of diseases paid by the case and of the
 * two diseases (2572, 2585, 2595), and special drugs (2591), are filings too: see registration.h
 * and drug.h.
 *
 * A filing belongs to one person, has a kind (the infno that made it), days of force, and a state:
 *
 *     applied for (0) --> in force (1) --(2502, 2504, 2506, 2581)--> withdrawn (2)
 *                    \--> refused (3)
 *
 * A filing counts from the moment it is made, but that of a chronic disease where the agency
 * reviews (rule chronic_confirmed_by) and any made at the counter: they are applied for first, see
 * app/chronic/chronic.h. Settlements made under a filing stand when it is withdrawn; rows are never
 * deleted.
 *
 * Rules, checked here for all kinds:
 *   - the person exists and is insured on the first day;
 *   - begndate <= enddate (an empty end is open);
 *   - chronic: one filing in force per person, scheme, disease and period; an overlap is refused;
 *   - designated institution: one per person, biz_appy_type, fix_srt_no and period, and the same
 *     institution not twice;
 *   - injury: one per institution and day of injury; nobody is hurt after the filing's last day or
 *     tomorrow (trum_time);
 *   - the disease is a code of its published list (icd10; opsp_dise for chronic diseases);
 *   - an institution of this region must be in service; one outside is taken by its name.
 */
#ifndef YB_APP_FILING_FILING_H
#define YB_APP_FILING_FILING_H

#include "app/app.h"
#include "base/day.h"
#include "store/row.h"

/*
 * 2501, 2501A; 2580 (emergency: somebody taken from an emergency room into a ward), which is kept,
 * shown and withdrawn by itself: no settlement asks for it. Days: YB_DAY_NONE when not stated.
 */
struct yb_file_referral_in {
    bool emergency;
    int64_t psn_no;
    struct yb_text insutype, tel, addr, insu_optins, diag_code, diag_name, dise_cond_dscr,
        reflin_medins_no, reflin_medins_name, mdtrtarea_admdvs, hosp_agre_refl_flag, refl_type,
        refl_rea, refl_opnn, refl_old_mdtrt_id, refl_used_flag, exp_content;
    int32_t refl_date, begndate, enddate;
};

/* 2503. */
struct yb_file_chronic_in {
    int64_t psn_no;
    struct yb_text insutype, opsp_dise_code, opsp_dise_name, tel, addr, insu_optins,
        ide_fixmedins_no, ide_fixmedins_name, diag_dr_codg, diag_dr_name, exp_content,
        selfdef_splm_flag, memo;
    int32_t hosp_ide_date, begndate, enddate;
};

/* What 2503 does not say, of an application at the counter. Zeroed: it is 2503's. */
struct yb_chronic_terms {
    bool counter; /* taken at the counter: always reviewed */
    bool decided; /* taken over from a register where it counts already: never reviewed */
    struct yb_text apply_user, idet_std, fix_medins;
    int64_t renews_sn;
};

/* 2505. */
struct yb_file_institution_in {
    int64_t psn_no;
    struct yb_text tel, addr, biz_appy_type, agnter_name, agnter_cert_type, agnter_certno,
        agnter_tel, agnter_addr, agnter_rlts, fix_srt_no, fixmedins_code, fixmedins_name, memo,
        exp_content;
    int32_t begndate, enddate;
};

/*
 * 2507. Who the sender says the person is must be who the person is (CERT_MISMATCH), as the filing
 * decides whether the fund pays for an injury at all: chk_pay_flag 1, or 0 when somebody else has
 * to.
 */
struct yb_file_injury_in {
    int64_t psn_no;
    struct yb_text insutype, psn_cert_type, certno, psn_name, tel, addr, mdtrtarea_admdvs,
        fixmedins_code, fixmedins_name, trum_site, trum_rea, chk_pay_flag, agnter_name,
        agnter_cert_type, agnter_certno, agnter_tel, agnter_addr, agnter_rlts, memo;
    int32_t adm_time, trum_time, begndate, enddate;
};

struct yb_file_out {
    int64_t trt_dcla_detl_sn; /* written in decimal */
};

/* 2502, 2504, 2506, 2581. */
struct yb_cancel_filing_in {
    int64_t trt_dcla_detl_sn, psn_no;
    struct yb_text memo;
};

/* Errors of all four: PSN_NOT_FOUND, PSN_NOT_COVERED, FIXMEDINS_NOT_FOUND, OUT_OF_RANGE, EXISTS.
 */
int yb_app_file_referral(struct yb_call *call, const struct yb_file_referral_in *in,
                         struct yb_file_out *out, struct yb_error *error);
int yb_app_file_chronic(struct yb_call *call, const struct yb_file_chronic_in *in,
                        struct yb_file_out *out, struct yb_error *error);
int yb_file_chronic(struct yb_call *call, const struct yb_file_chronic_in *in,
                    const struct yb_chronic_terms *terms, struct yb_file_out *out,
                    struct yb_error *error);
int yb_app_file_institution(struct yb_call *call, const struct yb_file_institution_in *in,
                            struct yb_file_out *out, struct yb_error *error);
int yb_app_file_injury(struct yb_call *call, const struct yb_file_injury_in *in,
                       struct yb_file_out *out, struct yb_error *error);

/* Errors: FILING_NOT_FOUND (also: another person's, another kind); FILING_STATE. */
int yb_app_cancel_referral(struct yb_call *call, const struct yb_cancel_filing_in *in,
                           struct yb_error *error);
int yb_app_cancel_emergency(struct yb_call *call, const struct yb_cancel_filing_in *in,
                            struct yb_error *error);
int yb_app_cancel_chronic(struct yb_call *call, const struct yb_cancel_filing_in *in,
                          struct yb_error *error);
int yb_app_cancel_institution(struct yb_call *call, const struct yb_cancel_filing_in *in,
                              struct yb_error *error);

/* True when the filing's benefit may be had at this institution: rule chronic_only_where_chosen. */
bool yb_filing_serves(const struct yb_settle_rules *rules, const struct yb_filing_row *filing,
                      struct yb_text fixmedins_code);

/* In force on the day. */
bool yb_filing_holds(const struct yb_filing_row *filing, int32_t day);

/* An entry of the chronic register that 2595 or 2691 made: it gives care of the two diseases
 * (hypertension, diabetes), and no other chronic care. */
bool yb_filing_is_two_diseases(const struct yb_filing_row *filing);

/*
 * Care that is had under a filing: chronic care and that of the two diseases (2503), maternity
 * outpatients (2572). `care` is an enum yb_value.
 */
struct yb_filing_asked {
    int care;
    int32_t day;
    struct yb_text fixmedins_code, dise_codg; /* empty: any */
};

/* The filing_kind that gives it; empty: none is asked for. */
struct yb_text yb_filing_kind_of_care(int care);

/* True when the rules refuse such care without one. */
bool yb_filing_needed(const struct yb_settle_rules *rules, int care);

/* The first filing of the list that gives it, or NULL. */
const struct yb_filing_row *yb_filing_of_care(const struct yb_settle_rules *rules,
                                              const struct yb_filing_list *list,
                                              const struct yb_filing_asked *asked);

/* Refuses a filing of a chronic disease whose days meet those of another of the same disease that
 * is in force or applied for: FILING_OVERLAPS. */
int yb_chronic_check_alone(struct yb_call *call, const struct yb_filing_row *filing,
                           struct yb_error *error);

/* 5301: live chronic filings of a person. */
struct yb_chronic_row {
    struct yb_text opsp_dise_code, opsp_dise_name;
    int32_t begndate, enddate;
};

struct yb_query_chronic_out {
    const struct yb_chronic_row *feedetail;
    size_t count;
};

int yb_app_query_chronic(struct yb_call *call, int64_t psn_no, struct yb_query_chronic_out *out,
                         struct yb_error *error);

/* 5302: live designated institutions of a person and kind. */
struct yb_designated_row {
    int64_t psn_no;
    struct yb_text insutype, fix_srt_no, fixmedins_code, fixmedins_name, memo;
    int32_t begndate, enddate;
};

struct yb_query_designated_out {
    const struct yb_designated_row *psnfixmedin;
    size_t count;
};

int yb_app_query_designated(struct yb_call *call, int64_t psn_no, struct yb_text biz_appy_type,
                            struct yb_query_designated_out *out, struct yb_error *error);

/* 5304, and 5380 of emergencies: referrals of a person in force on a day of [begntime, endtime];
 * endtime 0: open. */
struct yb_referral_row {
    int64_t psn_no;
    struct yb_text insutype, dcla_souc, psn_cert_type, certno, psn_name, gend, tel, addr,
        insu_optins, emp_name, diag_code, diag_name, dise_cond_dscr, reflin_medins_no,
        reflin_medins_name, out_flag, refl_rea, hosp_agre_refl_flag, opter_id, exp_content;
    int32_t brdy, refl_date, begndate, enddate;
    int64_t opt_time_ms;
};

struct yb_query_referrals_in {
    bool emergency;
    int64_t psn_no, begntime_ms, endtime_ms;
};

struct yb_query_referrals_out {
    const struct yb_referral_row *refmedin;
    size_t count;
};

int yb_app_query_referrals(struct yb_call *call, const struct yb_query_referrals_in *in,
                           struct yb_query_referrals_out *out, struct yb_error *error);

#endif
