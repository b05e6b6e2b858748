/* A sale at once: visit, lines and settlement. 2101, 2102; also a whole claim of a bulk file. */
#include "app/settle/claim.h"
#include "app/settle/settle_internal.h"

#include "app/fee/price.h"
#include "app/refuse.h"
#include "store/foresee.h"
#include "store/mdtrt.h"

#include <string.h>

/* The visit that the claim brings along. */
static int make_visit(struct yb_settling *settling, const struct yb_claim_in *in,
                      struct yb_error *error)
{
    struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    struct yb_call *call = settling->call;

    *mdtrt = yb_mdtrt_row();
    mdtrt->psn_no = in->psn_no;
    mdtrt->mdtrt_stas = YB_MDTRT_SETTLED;
    mdtrt->fixmedins_code = settling->service.fixmedins_code;
    mdtrt->mdtrtarea_admdvs = call->actor->mdtrtarea_admvs.length ? call->actor->mdtrtarea_admvs
                                                                  : settling->service.admdvs;
    mdtrt->insutype = in->insutype;
    mdtrt->med_type = in->med_type;
    mdtrt->begntime = in->begntime_ms;
    mdtrt->endtime = in->endtime_ms;
    mdtrt->mdtrt_cert_type = yb_proof_type(in->certificate.mdtrt_cert_type);
    mdtrt->card_sn = in->certificate.card_sn;
    mdtrt->ipt_otp_no = in->ipt_otp_no;
    mdtrt->dise_codg = in->dise_codg;
    mdtrt->dise_name = in->dise_name;
    mdtrt->dscg_maindiag_code = in->diag_code;
    if (in->matn_type.length) {
        mdtrt->matn_type = in->matn_type;
        mdtrt->birctrl_matn_date = in->birctrl_matn_date;
    }
    mdtrt->inhosp_stas = YB_TEXT("0");
    mdtrt->exp_content = in->exp_content;
    mdtrt->opter_id = call->actor->opter;
    mdtrt->opter_name = call->actor->opter_name;
    mdtrt->opt_time = call->now_ms;
    if (!in->certificate.mdtrt_cert_no.length || !settling->write)
        return 0;
    if (yb_text_is(mdtrt->mdtrt_cert_type, "02")) { /* the identity card: sealed already */
        mdtrt->mdtrt_cert_no = settling->load.psn.certno;
        return 0;
    }
    return yb_seal(&call->app->keys, in->certificate.mdtrt_cert_no, call->arena,
                   &mdtrt->mdtrt_cert_no, error);
}

static int check_line(const struct yb_settling *settling, const struct yb_claim_in *in, size_t i,
                      struct yb_error *error)
{
    const struct yb_fee_line_in *line = &in->lines[i];
    int32_t day = yb_instant_day(line->fee_ocur_time_ms);
    char date[11];

    yb_day_format(day, date);
    if (!line->feedetl_sn.length)
        return yb_fail(error, YB_E_MISSING, "feedetl_sn", NULL);
    if (line->cnt_e4 < 0)
        return yb_refuse_text(error, YB_E_LINE_REFUND, line->feedetl_sn);
    if (day > yb_instant_day(settling->call->now_ms))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "fee_ocur_time", date, NULL);
    if (settling->kind == YB_KIND_PHARMACY)
        return 0;
    if (day < yb_instant_day(in->begntime_ms))
        return yb_fail(error, YB_E_LINE_BEFORE_ADMISSION, date, NULL);
    if (in->endtime_ms && day > yb_instant_day(in->endtime_ms))
        return yb_fail(error, YB_E_LINE_AFTER_DISCHARGE, date, NULL);
    return 0;
}

static int price_lines(struct yb_settling *settling, const struct yb_claim_in *in,
                       struct yb_pricing *pricing, struct yb_fee_line_out *cuts,
                       struct yb_error *error)
{
    struct yb_feedetl_list *all = &settling->load.lines;
    struct yb_call *call = settling->call;
    int rc = 0;

    for (size_t i = 0; !rc && i < in->line_count; i++) {
        struct yb_feedetl_row *row = &all->rows[i];

        rc = check_line(settling, in, i, error);
        if (!rc)
            rc = yb_price_line(pricing, &in->lines[i], row, &cuts[i], error);
        if (rc)
            break;
        row->psn_no = in->psn_no;
        row->feedetl_id = (int64_t)i + 1; /* until it is written */
        row->med_type = in->med_type;
        row->opter_id = call->actor->opter;
        row->opter_name = call->actor->opter_name;
        row->opt_time = call->now_ms;
        settling->lines[settling->line_count++] = row;
        all->count++;
    }
    return rc;
}

/* A number twice in one sale; the store would see it too, but a pre-settlement must as well. */
static int check_numbers(const struct yb_claim_in *in, struct yb_arena *arena,
                         struct yb_error *error)
{
    struct yb_table seen;

    yb_table_init(&seen, arena, in->line_count);
    for (size_t i = 0; i < in->line_count; i++) {
        if (yb_table_get(&seen, in->lines[i].feedetl_sn, -1) >= 0)
            return yb_refuse_text(error, YB_E_LINE_EXISTS, in->lines[i].feedetl_sn);
        if (!yb_table_put(&seen, in->lines[i].feedetl_sn, (int32_t)i))
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    return 0;
}

static int make_lines(struct yb_settling *settling, const struct yb_claim_in *in,
                      struct yb_fee_line_out **cuts, struct yb_error *error)
{
    struct yb_arena *arena = settling->call->arena;
    struct yb_pricing pricing = {0};
    int rc = check_numbers(in, arena, error);

    if (rc)
        return rc;
    settling->load.lines.rows = YB_NEW_ARRAY(arena, struct yb_feedetl_row, in->line_count);
    settling->lines = YB_NEW_ARRAY(arena, struct yb_feedetl_row *, in->line_count);
    *cuts = YB_NEW_ARRAY(arena, struct yb_fee_line_out, in->line_count);
    if (!settling->load.lines.rows || !settling->lines || !*cuts)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_pricing_begin(
        &pricing, settling->call,
        &(struct yb_pricing_of){&settling->service, &settling->decision.record.facts,
                                settling->decision.policy, &settling->load.psn, in->insutype,
                                in->med_type, settling->dise_codg,
                                settling->load.mdtrt.mdtrtarea_admdvs, &settling->load.filings},
        error);
    if (!rc)
        rc = price_lines(settling, in, &pricing, *cuts, error);
    yb_pricing_end(&pricing);
    return rc;
}

static int check_claim(struct yb_settling *settling, const struct yb_claim_in *in,
                       struct yb_error *error)
{
    int rc = yb_care_kind_of(settling->call->app->codes, in->med_type, &settling->kind, error);

    if (rc)
        return rc;
    if (!in->line_count)
        return yb_fail(error, YB_E_CLAIM_EMPTY, NULL);
    if (in->line_count > YB_LINES_PER_CLAIM_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "drugdetail", "20000", NULL);
    if (yb_instant_day(in->begntime_ms) > yb_instant_day(settling->call->now_ms))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "begntime", "> now", NULL);
    if (in->endtime_ms && in->endtime_ms < in->begntime_ms)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "endtime", "< begntime", NULL);
    if (settling->kind == YB_KIND_INPATIENT && !in->endtime_ms)
        return yb_fail(error, YB_E_MISSING, "endtime", NULL);
    return 0;
}

static int load_person(struct yb_settling *settling, const struct yb_claim_in *in,
                       struct yb_error *error)
{
    struct yb_call *call = settling->call;
    int rc;

    settling->load.psn_no = in->psn_no;
    settling->load.foreseen = in->foreseen;
    if (settling->ahead) {
        yb_settle_take(&settling->load);
        rc = 0;
    } else if (settling->write) {
        rc = yb_settle_load(call->tx, &settling->load, error);
    } else {
        rc = yb_settle_peek(call->tx, &settling->load, error);
    }
    if (!rc)
        rc = yb_app_check_proof(call, &in->certificate, in->psn_no, error);
    if (!rc)
        rc = yb_service_of(call, call->actor->fixmedins_code, yb_instant_day(in->begntime_ms),
                           &settling->service, error);
    return rc;
}

int yb_claim_decide(struct yb_settling *settling, struct yb_call *call,
                    const struct yb_claim_in *in, struct yb_fee_line_out **cuts,
                    struct yb_error *error)
{
    const struct yb_settle_in ask = {
        .insutype = in->insutype,
        .med_type = in->med_type,
        .acct_used_flag = in->acct_used_flag,
        .invono = in->invono,
        .dise_codg = in->dise_codg,
        .exp_content = in->exp_content,
        .dscgTime_day = YB_DAY_NONE,
        .medfee_sumamt_fen = in->medfee_sumamt_fen,
    };
    int rc = yb_settling_ask(settling, call, &ask, error);

    settling->paper = in->paper;
    if (!rc)
        rc = check_claim(settling, in, error);
    if (!rc)
        rc = load_person(settling, in, error);
    if (!rc)
        rc = make_visit(settling, in, error);
    if (!rc)
        rc = yb_settling_facts(settling, error);
    if (!rc)
        rc = make_lines(settling, in, cuts, error);
    if (!rc)
        rc = yb_settling_prepare(settling, error);
    if (!rc)
        rc = yb_settling_decide(settling, error);
    return rc;
}

static int add_traces(struct yb_settling *settling, const struct yb_claim_in *in,
                      struct yb_error *error)
{
    struct yb_feedetl_trac_list list = {.count = in->trace_count};

    if (!in->trace_count)
        return 0;
    list.rows = YB_NEW_ARRAY(settling->call->arena, struct yb_feedetl_trac_row, in->trace_count);
    if (!list.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < in->trace_count; i++) {
        list.rows[i] = yb_feedetl_trac_row();
        list.rows[i].mdtrt_id = settling->load.mdtrt.mdtrt_id;
        list.rows[i].psn_no = in->psn_no;
        list.rows[i].feedetl_sn = in->traces[i].feedetl_sn;
        list.rows[i].drug_trac_codg = in->traces[i].drug_trac_codg;
        list.rows[i].trdn_flag = in->traces[i].trdn_flag;
    }
    return yb_feedetl_trac_add(settling->call->tx, &list, error);
}

/* The ids of what is about to be written. */
static void number_rows(struct yb_settling *settling)
{
    const struct yb_call *call = settling->call;
    struct yb_setl_row *setl = &settling->setl;

    setl->mdtrt_id = settling->load.mdtrt.mdtrt_id = yb_tx_id(call->tx, call->now_ms);
    for (size_t i = 0; i < settling->line_count; i++) {
        settling->lines[i]->mdtrt_id = setl->mdtrt_id;
        settling->lines[i]->feedetl_id = yb_tx_id(call->tx, call->now_ms);
    }
    setl->feedetl_from = settling->lines[0]->feedetl_id;
    setl->feedetl_to = settling->lines[settling->line_count - 1]->feedetl_id;
}

int yb_claim_write(struct yb_settling *settling, const struct yb_claim_in *in,
                   struct yb_error *error)
{
    struct yb_tx *tx = settling->call->tx;
    struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    int rc;

    number_rows(settling);
    mdtrt->psn_type = settling->insu->psn_type;
    mdtrt->cvlserv_flag = settling->insu->cvlserv_flag;
    mdtrt->insu_optins = settling->insu->insu_optins;
    mdtrt->insuplc_admdvs = settling->insu->insuplc_admdvs;
    mdtrt->emp_name = settling->insu->emp_name;
    rc = yb_mdtrt_add(tx, mdtrt, error);
    if (!rc)
        rc = yb_feedetl_add(tx, &settling->load.lines, error);
    if (!rc)
        rc = add_traces(settling, in, error);
    if (!rc)
        rc = yb_settling_write(settling, 0, YB_MDTRT_SETTLED, error);
    return rc;
}

static struct yb_claim_in claim_of(const struct yb_pharmacy_in *in)
{
    return (struct yb_claim_in){
        .psn_no = in->psn_no,
        .certificate = in->certificate,
        .insutype = in->insutype,
        .med_type = in->med_type,
        .dise_codg = in->dise_codg,
        .dise_name = in->dise_name,
        .acct_used_flag = in->acct_used_flag,
        .invono = in->invono,
        .exp_content = in->exp_content,
        .begntime_ms = in->begntime_ms,
        .medfee_sumamt_fen = in->medfee_sumamt_fen,
        .lines = in->drugdetail,
        .line_count = in->drugdetail_count,
        .traces = in->drug_trac_info,
        .trace_count = in->drug_trac_info_count,
    };
}

static int sell(struct yb_call *call, const struct yb_pharmacy_in *in, bool write,
                struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.write = write};
    struct yb_claim_in claim = claim_of(in);
    struct yb_fee_line_out *cuts;
    int rc = yb_claim_decide(&settling, call, &claim, &cuts, error);

    if (!rc && settling.kind == YB_KIND_INPATIENT)
        rc = yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", in->med_type);
    if (!rc && write)
        rc = yb_claim_write(&settling, &claim, error);
    if (!rc)
        rc = yb_settling_answer(&settling, out, error);
    if (rc)
        return rc;
    out->detlcutinfo = cuts;
    out->detlcutinfo_count = in->drugdetail_count;
    return 0;
}

int yb_app_presettle_pharmacy(struct yb_call *call, const struct yb_pharmacy_in *in,
                              struct yb_settle_out *out, struct yb_error *error)
{
    return sell(call, in, false, out, error);
}

int yb_app_settle_pharmacy(struct yb_call *call, const struct yb_pharmacy_in *in,
                           struct yb_settle_out *out, struct yb_error *error)
{
    return sell(call, in, true, out, error);
}

int yb_app_settle_claim(struct yb_call *call, const struct yb_claim_in *in,
                        struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {.write = true};
    struct yb_fee_line_out *cuts;
    int rc = yb_claim_decide(&settling, call, in, &cuts, error);

    if (!rc)
        rc = yb_claim_write(&settling, in, error);
    if (!rc && out)
        rc = yb_settling_answer(&settling, out, error);
    return rc;
}

int yb_claim_foresee(struct yb_settling *settling, struct yb_call *call,
                     const struct yb_claim_in *in, struct yb_error *error)
{
    struct yb_fee_line_out *cuts;

    if (in->certificate.mdtrt_cert_no.length) /* it is sealed when it is written */
        return yb_fail(error, YB_E_NOT_OFFERED, "mdtrt_cert_no", NULL);
    if (yb_text_is(in->acct_used_flag, "2")) /* rests on other people's accounts too */
        return yb_fail(error, YB_E_NOT_OFFERED, "acct_used_flag", NULL);
    memset(settling, 0, sizeof(*settling));
    settling->ahead = true;
    return yb_claim_decide(settling, call, in, &cuts, error);
}

int yb_claim_write_foreseen(struct yb_settling *settling, struct yb_call *call,
                            const struct yb_claim_in *in, bool *stands, struct yb_error *error)
{
    int rc = yb_foreseen_stands(call->tx, in->foreseen, stands, error);

    if (rc || !*stands)
        return rc;
    settling->call = call;
    settling->write = true;
    return yb_claim_write(settling, in, error);
}

int yb_app_presettle_claim(struct yb_call *call, const struct yb_claim_in *in,
                           struct yb_settle_out *out, struct yb_error *error)
{
    struct yb_settling settling = {0};
    struct yb_fee_line_out *cuts;
    int rc = yb_claim_decide(&settling, call, in, &cuts, error);

    return rc ? rc : yb_settling_answer(&settling, out, error);
}

int yb_app_try_claim(struct yb_call *call, const struct yb_claim_in *in, struct yb_claim_tried *out,
                     struct yb_error *error)
{
    struct yb_settling *settling = YB_NEW(call->arena, struct yb_settling);
    struct yb_fee_line_out *cuts;
    int rc = settling ? yb_claim_decide(settling, call, in, &cuts, error)
                      : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc)
        return rc;
    out->decision = settling->decision;
    out->setl = settling->setl;
    out->names = YB_NEW_ARRAY(call->arena, struct yb_text, settling->line_count);
    out->catalogues = YB_NEW_ARRAY(call->arena, struct yb_text, settling->line_count);
    if (!out->names || !out->catalogues)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < settling->line_count; i++) {
        out->names[i] = settling->lines[i]->hilist_name;
        out->catalogues[i] = settling->lines[i]->catalogue;
    }
    return YB_OK;
}
