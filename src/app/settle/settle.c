#include "app/settle/settle_internal.h"

#include "app/refuse.h"
#include "app/visit/visit_internal.h"

/* What a pre-settlement said and the sender sends back is what comes out now. */
static int check_presettled(const struct yb_settling *settling, const struct yb_settle_in *in,
                            struct yb_error *error)
{
    const struct yb_setl_row *setl = &settling->setl;
    const struct {
        const char *field;
        int64_t said, is;
    } rows[] = {
        {"fulamt_ownpay_amt", in->fulamt_ownpay_amt_fen, setl->fulamt_ownpay_amt_fen},
        {"overlmt_selfpay", in->overlmt_selfpay_fen, setl->overlmt_selfpay_fen},
        {"preselfpay_amt", in->preselfpay_amt_fen, setl->preselfpay_amt_fen},
        {"inscp_scp_amt", in->inscp_scp_amt_fen, setl->inscp_scp_amt_fen},
    };

    if (!settling->call->app->rules->presettled_amounts_must_agree)
        return 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].said != YB_FEN_NOT_STATED && rows[i].said != rows[i].is)
            return yb_refuse_fen(error, YB_E_SETL_TOTAL, rows[i].field, rows[i].is);
    return 0;
}

static int decide(struct yb_settling *settling, struct yb_call *call, const struct yb_settle_in *in,
                  struct yb_error *error)
{
    int rc = yb_settling_ask(settling, call, in, error);

    if (!rc)
        rc = yb_settling_load(settling, in, error);
    if (!rc)
        rc = yb_settling_facts(settling, error);
    if (!rc)
        rc = yb_settling_prepare(settling, error);
    if (!rc)
        rc = yb_settling_decide(settling, error);
    if (!rc)
        rc = check_presettled(settling, in, error);
    return rc;
}

static int check_batch(const struct yb_settle_in *in, struct yb_error *error)
{
    return in->chrg_bchno.length ? 0 : yb_fail(error, YB_E_MISSING, "chrg_bchno", NULL);
}

int yb_app_presettle_outpatient(struct yb_call *call, const struct yb_settle_in *in,
                                struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.kind = YB_KIND_OUTPATIENT};
    int rc = check_batch(in, error);

    if (!rc)
        rc = decide(&settling, call, in, error);
    return rc ? rc : yb_settling_answer(&settling, out, error);
}

int yb_app_settle_outpatient(struct yb_call *call, const struct yb_settle_in *in,
                             struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.kind = YB_KIND_OUTPATIENT, .write = true};
    int rc = check_batch(in, error);

    if (!rc)
        rc = decide(&settling, call, in, error);
    if (!rc)
        rc = yb_settling_write(&settling, YB_MDTRT_OPEN, YB_MDTRT_OPEN, error);
    return rc ? rc : yb_settling_answer(&settling, out, error);
}

int yb_app_presettle_inpatient(struct yb_call *call, const struct yb_settle_in *in,
                               struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.kind = YB_KIND_INPATIENT};
    int rc = decide(&settling, call, in, error);

    return rc ? rc : yb_settling_answer(&settling, out, error);
}

/* A final settlement of somebody not discharged, where the region allows it, discharges him. */
static int discharge(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;

    mdtrt->endtime = settling->call->now_ms;
    if (settling->dscg_day != YB_DAY_NONE)
        mdtrt->endtime = settling->dscg_day * YB_DAY_MS - YB_CST_MS;
    mdtrt->inhosp_stas = YB_TEXT("0");
    return yb_visit_put(settling->call, mdtrt, error);
}

int yb_app_settle_inpatient(struct yb_call *call, const struct yb_settle_in *in,
                            struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.kind = YB_KIND_INPATIENT, .write = true};
    enum yb_mdtrt_stas from;
    bool midway;
    int rc = decide(&settling, call, in, error);

    if (rc)
        return rc;
    from = (enum yb_mdtrt_stas)settling.load.mdtrt.mdtrt_stas;
    midway = yb_text_is(settling.mid_setl_flag, "1");
    if (!midway && from == YB_MDTRT_OPEN)
        rc = discharge(&settling, error);
    if (!rc)
        rc = yb_settling_write(&settling, from, midway ? YB_MDTRT_OPEN : YB_MDTRT_SETTLED, error);
    return rc ? rc : yb_settling_answer(&settling, out, error);
}
