/* Outpatient registration and diagnoses: 2201, 2202, 2203. See visit.h. */
#include "app/visit/visit_internal.h"

#include "app/refuse.h"
#include "store/setl.h"

int yb_app_register_visit(struct yb_call *call, const struct yb_register_visit_in *in,
                          struct yb_register_visit_out *out, struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt = yb_mdtrt_row();
    int rc;

    mdtrt.psn_no = in->psn_no;
    mdtrt.insutype = in->insutype;
    mdtrt.begntime = in->begntime_ms;
    mdtrt.med_type = YB_TEXT("11");
    mdtrt.inhosp_stas = YB_TEXT("0");
    mdtrt.ipt_otp_no = in->ipt_otp_no;
    mdtrt.atddr_no = in->atddr_no;
    mdtrt.chfpdr_name = in->dr_name;
    mdtrt.adm_dept_codg = in->dept_code;
    mdtrt.adm_dept_name = in->dept_name;
    mdtrt.caty = in->caty;
    mdtrt.exp_content = in->exp_content;
    rc = yb_visit_start(call, &in->certificate, &mdtrt, error);
    if (!rc)
        rc = yb_mdtrt_add(call->tx, &mdtrt, error);
    if (rc)
        return rc;
    *out = (struct yb_register_visit_out){mdtrt.mdtrt_id, mdtrt.psn_no, mdtrt.ipt_otp_no};
    return 0;
}

int yb_app_cancel_registration(struct yb_call *call, const struct yb_visit_in *in,
                               struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, YB_STATES(YB_MDTRT_OPEN), &mdtrt, error);

    if (!rc)
        rc = yb_visit_is(call, &mdtrt, YB_KIND_OUTPATIENT, error);
    if (!rc && in->ipt_otp_no.length && !yb_text_equal(in->ipt_otp_no, mdtrt.ipt_otp_no))
        rc = yb_refuse_id(error, YB_E_MDTRT_NOT_FOUND, in->mdtrt_id, NULL);
    if (!rc)
        rc = yb_visit_has_no_lines(call, &mdtrt, error);
    if (rc)
        return rc;
    mdtrt.mdtrt_stas = YB_MDTRT_CANCELLED;
    return yb_visit_put(call, &mdtrt, error);
}

/* A visit keeps the med_type that a standing settlement was decided on. */
static int check_med_type(struct yb_call *call, const struct yb_mdtrt_row *mdtrt,
                          struct yb_text med_type, struct yb_error *error)
{
    struct yb_setl_list setls;
    enum yb_care_kind kind;
    int rc = yb_care_kind_of(call->app->codes, med_type, &kind, error);

    if (rc)
        return rc;
    if (kind == YB_KIND_INPATIENT)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", med_type);
    if (yb_text_equal(med_type, mdtrt->med_type))
        return 0;
    rc = yb_setl_list_mdtrt(call->tx, mdtrt->psn_no, mdtrt->mdtrt_id, &setls, error);
    for (size_t i = 0; !rc && i < setls.count; i++)
        if (yb_text_is(setls.rows[i].refd_setl_flag, "0") &&
            !yb_text_is(setls.rows[i].med_type, "12") &&
            !yb_setl_cancelled_by(&setls, &setls.rows[i]))
            rc = yb_refuse_id(error, YB_E_SETL_EXISTS, mdtrt->mdtrt_id, NULL);
    return rc;
}

int yb_app_describe_visit(struct yb_call *call, const struct yb_describe_visit_in *in,
                          struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, YB_STATES(YB_MDTRT_OPEN), &mdtrt, error);

    if (!rc && yb_text_is(mdtrt.inhosp_stas, "1"))
        rc = yb_visit_state(&mdtrt, error);
    if (!rc)
        rc = check_med_type(call, &mdtrt, in->med_type, error);
    if (!rc)
        rc = yb_visit_diagnose(call, &mdtrt, YB_TEXT("1"), in->diseinfo, in->diseinfo_count, error);
    if (rc)
        return rc;
    mdtrt.med_type = in->med_type;
    mdtrt.main_cond_dscr = in->main_cond_dscr;
    mdtrt.dise_type_code = in->dise_type_code;
    mdtrt.dise_codg = in->dise_codg;
    mdtrt.dise_name = in->dise_name;
    mdtrt.birctrl_type = in->birctrl_type;
    mdtrt.matn_type = in->matn_type;
    mdtrt.geso_val = in->geso_val;
    mdtrt.birctrl_matn_date = in->birctrl_matn_date;
    if (in->exp_content.length)
        mdtrt.exp_content = in->exp_content;
    return yb_visit_put(call, &mdtrt, error);
}
