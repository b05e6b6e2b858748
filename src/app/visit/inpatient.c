/* Admission, change, discharge and their cancellations: 2401-2405. See visit.h. */
#include "app/visit/visit_internal.h"

#include "app/refuse.h"

/* The members that 2401 and 2403 share. */
static int fill_admission(struct yb_call *call, const struct yb_admission_in *in,
                          struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    const struct yb_keys *keys = &call->app->keys;
    int rc = 0;

    mdtrt->med_type = in->med_type;
    mdtrt->begntime = in->begntime_ms;
    mdtrt->ipt_otp_no = in->ipt_otp_no;
    mdtrt->medrcdno = in->medrcdno;
    mdtrt->atddr_no = in->atddr_no;
    mdtrt->chfpdr_name = in->chfpdr_name;
    mdtrt->adm_diag_dscr = in->adm_diag_dscr;
    mdtrt->adm_dept_codg = in->adm_dept_codg;
    mdtrt->adm_dept_name = in->adm_dept_name;
    mdtrt->adm_bed = in->adm_bed;
    mdtrt->dscg_maindiag_code = in->dscg_maindiag_code;
    mdtrt->dscg_maindiag_name = in->dscg_maindiag_name;
    mdtrt->main_cond_dscr = in->main_cond_dscr;
    mdtrt->dise_type_code = in->dise_type_code;
    mdtrt->dise_codg = in->dise_codg;
    mdtrt->dise_name = in->dise_name;
    mdtrt->oprn_oprt_code = in->oprn_oprt_code;
    mdtrt->oprn_oprt_name = in->oprn_oprt_name;
    mdtrt->fpsc_no = in->fpsc_no;
    mdtrt->matn_type = in->matn_type;
    mdtrt->birctrl_type = in->birctrl_type;
    mdtrt->latechb_flag = in->latechb_flag;
    mdtrt->pret_flag = in->pret_flag;
    mdtrt->geso_val = in->geso_val;
    mdtrt->fetts = in->fetts;
    mdtrt->fetus_cnt = in->fetus_cnt;
    mdtrt->birctrl_matn_date = in->birctrl_matn_date;
    mdtrt->exp_content = in->exp_content;
    mdtrt->coner_name = mdtrt->tel = (struct yb_text){0};
    if (in->coner_name.length)
        rc = yb_seal(keys, in->coner_name, call->arena, &mdtrt->coner_name, error);
    if (!rc && in->tel.length)
        rc = yb_seal(keys, in->tel, call->arena, &mdtrt->tel, error);
    return rc;
}

static int check_is_stay(struct yb_call *call, struct yb_text med_type, struct yb_error *error)
{
    enum yb_care_kind kind;
    int rc = yb_care_kind_of(call->app->codes, med_type, &kind, error);

    if (!rc && kind != YB_KIND_INPATIENT)
        rc = yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", med_type);
    return rc;
}

int yb_app_admit(struct yb_call *call, const struct yb_admission_in *in, struct yb_admit_out *out,
                 struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt = yb_mdtrt_row();
    int rc = check_is_stay(call, in->med_type, error);

    if (!rc)
        rc = fill_admission(call, in, &mdtrt, error);
    if (rc)
        return rc;
    mdtrt.psn_no = in->psn_no;
    mdtrt.insutype = in->insutype;
    mdtrt.inhosp_stas = YB_TEXT("1");
    rc = yb_visit_start(call, &in->certificate, &mdtrt, error);
    if (!rc)
        rc = yb_visit_no_other_stay(call, &mdtrt, error);
    if (!rc)
        rc = yb_mdtrt_add(call->tx, &mdtrt, error);
    if (!rc)
        rc = yb_visit_diagnose(call, &mdtrt, YB_TEXT("1"), in->diseinfo, in->diseinfo_count, error);
    out->mdtrt_id = rc ? 0 : mdtrt.mdtrt_id;
    return rc;
}

/* Lines that stand lie within the days of the stay. */
static int check_lines(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                       struct yb_error *error)
{
    int32_t first = yb_instant_day(mdtrt->begntime);
    int32_t last = mdtrt->endtime ? yb_instant_day(mdtrt->endtime) : YB_DAY_MAX;
    struct yb_feedetl_list lines;
    int rc = yb_feedetl_list(call->tx, mdtrt->psn_no, mdtrt->mdtrt_id, &lines, error);

    for (size_t i = 0; !rc && i < lines.count; i++) {
        int32_t day = yb_instant_day(lines.rows[i].fee_ocur_time);
        char date[11];

        yb_day_format(day, date);
        if (day < first)
            rc = yb_fail(error, YB_E_LINE_BEFORE_ADMISSION, date, NULL);
        else if (day > last)
            rc = yb_fail(error, YB_E_LINE_AFTER_DISCHARGE, date, NULL);
    }
    return rc;
}

static int check_end(struct yb_call *call, const struct yb_mdtrt_row *mdtrt, struct yb_error *error)
{
    if (mdtrt->endtime < mdtrt->begntime)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "endtime", "< begntime", NULL);
    if (yb_instant_day(mdtrt->endtime) > yb_instant_day(call->now_ms))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "endtime", "> now", NULL);
    return check_lines(call, mdtrt, error);
}

int yb_app_change_admission(struct yb_call *call, const struct yb_admission_in *in,
                            struct yb_error *error)
{
    const unsigned states = YB_STATES(YB_MDTRT_OPEN) | YB_STATES(YB_MDTRT_DISCHARGED);
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, states, &mdtrt, error);

    if (!rc)
        rc = yb_visit_is(call, &mdtrt, YB_KIND_INPATIENT, error);
    if (!rc)
        rc = check_is_stay(call, in->med_type, error);
    if (!rc && yb_instant_day(in->begntime_ms) > yb_instant_day(call->now_ms))
        rc = yb_fail(error, YB_E_OUT_OF_RANGE, "begntime", "> now", NULL);
    if (!rc)
        rc = fill_admission(call, in, &mdtrt, error);
    if (rc)
        return rc;
    mdtrt.ttp_pay_prop_ppm = in->ttp_pay_prop_ppm;
    if (in->endtime_ms && mdtrt.mdtrt_stas == YB_MDTRT_DISCHARGED)
        mdtrt.endtime = in->endtime_ms;
    rc = mdtrt.endtime ? check_end(call, &mdtrt, error) : check_lines(call, &mdtrt, error);
    if (!rc)
        rc = yb_visit_diagnose(call, &mdtrt, YB_TEXT("1"), in->diseinfo, in->diseinfo_count, error);
    return rc ? rc : yb_visit_put(call, &mdtrt, error);
}

static void fill_discharge(const struct yb_discharge_in *in, struct yb_mdtrt_row *mdtrt)
{
    mdtrt->mdtrt_stas = YB_MDTRT_DISCHARGED;
    mdtrt->inhosp_stas = YB_TEXT("0");
    mdtrt->endtime = in->endtime_ms;
    if (in->dise_codg.length) {
        mdtrt->dise_codg = in->dise_codg;
        mdtrt->dise_name = in->dise_name;
    }
    if (in->oprn_oprt_code.length) {
        mdtrt->oprn_oprt_code = in->oprn_oprt_code;
        mdtrt->oprn_oprt_name = in->oprn_oprt_name;
    }
    mdtrt->fpsc_no = in->fpsc_no;
    mdtrt->matn_type = in->matn_type;
    mdtrt->birctrl_type = in->birctrl_type;
    mdtrt->latechb_flag = in->latechb_flag;
    mdtrt->pret_flag = in->pret_flag;
    mdtrt->cop_flag = in->cop_flag;
    mdtrt->geso_val = in->geso_val;
    mdtrt->fetts = in->fetts;
    mdtrt->fetus_cnt = in->fetus_cnt;
    mdtrt->birctrl_matn_date = in->birctrl_matn_date;
    mdtrt->dscg_dept_codg = in->dscg_dept_codg;
    mdtrt->dscg_dept_name = in->dscg_dept_name;
    mdtrt->dscg_bed = in->dscg_bed;
    mdtrt->dscg_way = in->dscg_way;
    mdtrt->die_date = in->die_date;
    if (in->exp_content.length)
        mdtrt->exp_content = in->exp_content;
}

/* The main discharge diagnosis is the stay's. */
static void take_main_diagnosis(const struct yb_discharge_in *in, struct yb_mdtrt_row *mdtrt)
{
    for (size_t i = 0; i < in->diseinfo_count; i++) {
        if (!yb_text_is(in->diseinfo[i].maindiag_flag, "1"))
            continue;
        mdtrt->dscg_maindiag_code = in->diseinfo[i].diag_code;
        mdtrt->dscg_maindiag_name = in->diseinfo[i].diag_name;
        return;
    }
}

int yb_app_discharge(struct yb_call *call, const struct yb_discharge_in *in, struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, YB_STATES(YB_MDTRT_OPEN), &mdtrt, error);

    if (!rc)
        rc = yb_visit_is(call, &mdtrt, YB_KIND_INPATIENT, error);
    if (rc)
        return rc;
    fill_discharge(in, &mdtrt);
    take_main_diagnosis(in, &mdtrt);
    rc = check_end(call, &mdtrt, error);
    if (!rc)
        rc = yb_visit_diagnose(call, &mdtrt, YB_TEXT("2"), in->diseinfo, in->diseinfo_count, error);
    return rc ? rc : yb_visit_put(call, &mdtrt, error);
}

int yb_visit_undo_admission(struct yb_call *call, struct yb_mdtrt_row *mdtrt,
                            struct yb_error *error)
{
    int rc = yb_visit_has_no_lines(call, mdtrt, error);

    if (rc)
        return rc;
    mdtrt->mdtrt_stas = YB_MDTRT_CANCELLED;
    mdtrt->inhosp_stas = YB_TEXT("0");
    return yb_visit_put(call, mdtrt, error);
}

int yb_app_cancel_admission(struct yb_call *call, const struct yb_visit_in *in,
                            struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, YB_STATES(YB_MDTRT_OPEN), &mdtrt, error);

    if (!rc)
        rc = yb_visit_is(call, &mdtrt, YB_KIND_INPATIENT, error);
    return rc ? rc : yb_visit_undo_admission(call, &mdtrt, error);
}

int yb_app_cancel_discharge(struct yb_call *call, const struct yb_visit_in *in,
                            struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, YB_STATES(YB_MDTRT_DISCHARGED), &mdtrt,
                           error);

    if (!rc)
        rc = yb_visit_is(call, &mdtrt, YB_KIND_INPATIENT, error);
    if (!rc)
        rc = yb_visit_no_other_stay(call, &mdtrt, error);
    if (rc)
        return rc;
    mdtrt.mdtrt_stas = YB_MDTRT_OPEN;
    mdtrt.inhosp_stas = YB_TEXT("1");
    mdtrt.endtime = 0;
    mdtrt.dscg_way = mdtrt.dscg_dept_codg = mdtrt.dscg_dept_name = mdtrt.dscg_bed =
        (struct yb_text){0};
    mdtrt.die_date = YB_DAY_NONE;
    return yb_visit_put(call, &mdtrt, error);
}
