#include "app/fee/fee.h"

#include "app/fee/price.h"
#include "app/filing/drug.h"
#include "app/refuse.h"
#include "app/visit/visit_internal.h"
#include "base/table.h"
#include "store/psn.h"
#include "store/setl.h"

#include <string.h>

/* One upload on its way. */
struct upload {
    struct yb_call *call;
    struct yb_mdtrt_row mdtrt;
    enum yb_care_kind kind;
    struct yb_feedetl_list lines; /* those of the visit, then those of the request */
    size_t stored;                /* how many stand already */
    struct yb_table by_sn;        /* feedetl_sn -> index into lines */
};

static int check_request(const struct yb_upload_fees_in *in, struct yb_error *error)
{
    const struct yb_fee_line_in *first = in->feedetail;

    if (!in->feedetail_count)
        return yb_fail(error, YB_E_CLAIM_EMPTY, NULL);
    if (in->feedetail_count > YB_LINES_PER_UPLOAD_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "feedetail", "2000", NULL);
    for (size_t i = 0; i < in->feedetail_count; i++) {
        const struct yb_fee_line_in *line = &in->feedetail[i];

        if (line->psn_no != first->psn_no)
            return yb_refuse(error, YB_E_OUT_OF_RANGE, "psn_no", line->feedetl_sn);
        if (line->mdtrt_id != first->mdtrt_id)
            return yb_refuse(error, YB_E_OUT_OF_RANGE, "mdtrt_id", line->feedetl_sn);
        if (!line->feedetl_sn.length)
            return yb_fail(error, YB_E_MISSING, "feedetl_sn", NULL);
    }
    return 0;
}

static int load_visit(struct upload *upload, const struct yb_fee_line_in *line,
                      struct yb_error *error)
{
    unsigned states = YB_STATES(YB_MDTRT_OPEN);
    int rc;

    if (upload->kind == YB_KIND_INPATIENT)
        states |= YB_STATES(YB_MDTRT_DISCHARGED);
    rc = yb_visit_load(upload->call, line->psn_no, line->mdtrt_id, states, &upload->mdtrt, error);
    return rc ? rc : yb_visit_is(upload->call, &upload->mdtrt, upload->kind, error);
}

/* The lines that stand, with room for the request's, and their numbers. */
static int load_lines(struct upload *upload, size_t more, struct yb_error *error)
{
    struct yb_arena *arena = upload->call->arena;
    struct yb_feedetl_list stored;
    bool fits = true;
    int rc = yb_feedetl_list(upload->call->tx, upload->mdtrt.psn_no, upload->mdtrt.mdtrt_id,
                             &stored, error);

    if (rc)
        return rc;
    if (stored.count + more > YB_LINES_PER_CLAIM_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "feedetail", "20000", NULL);
    upload->lines.rows = YB_NEW_ARRAY(arena, struct yb_feedetl_row, stored.count + more);
    if (!upload->lines.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    upload->stored = upload->lines.count = stored.count;
    yb_table_init(&upload->by_sn, arena, stored.count + more);
    for (size_t i = 0; i < stored.count; i++) {
        upload->lines.rows[i] = stored.rows[i];
        fits &= yb_table_put(&upload->by_sn, stored.rows[i].feedetl_sn, (int32_t)i);
    }
    return fits ? 0 : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int check_day(const struct upload *upload, const struct yb_fee_line_in *line,
                     struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &upload->mdtrt;
    int32_t day = yb_instant_day(line->fee_ocur_time_ms);
    char date[11];

    yb_day_format(day, date);
    if (day > yb_instant_day(upload->call->now_ms))
        return yb_fail(error, YB_E_OUT_OF_RANGE, "fee_ocur_time", date, NULL);
    if (day < yb_instant_day(mdtrt->begntime))
        return yb_fail(error, YB_E_LINE_BEFORE_ADMISSION, date, NULL);
    if (mdtrt->endtime && day > yb_instant_day(mdtrt->endtime))
        return yb_fail(error, YB_E_LINE_AFTER_DISCHARGE, date, NULL);
    return 0;
}

/* A negative line takes back part of one that stands, and no more than is left of it. */
static int check_refund(const struct upload *upload, const struct yb_fee_line_in *line,
                        struct yb_error *error)
{
    int32_t at = yb_table_get(&upload->by_sn, line->init_feedetl_sn, -1);
    const struct yb_feedetl_row *origin;
    int64_t cnt, fen;

    if (line->cnt_e4 > 0 && !line->init_feedetl_sn.length)
        return 0;
    if (at < 0 || line->cnt_e4 > 0)
        return yb_refuse_text(error, YB_E_LINE_REFUND, line->feedetl_sn);
    origin = &upload->lines.rows[at];
    cnt = origin->cnt_e4 + line->cnt_e4;
    fen = origin->det_item_fee_sumamt_fen + line->det_item_fee_sumamt_fen;
    for (size_t i = 0; i < upload->lines.count; i++) {
        const struct yb_feedetl_row *other = &upload->lines.rows[i];

        if (yb_text_equal(other->init_feedetl_sn, origin->feedetl_sn)) {
            cnt += other->cnt_e4;
            fen += other->det_item_fee_sumamt_fen;
        }
    }
    if (origin->cnt_e4 < 0 || cnt < 0 || fen < 0 ||
        !yb_text_equal(origin->med_list_codg, line->med_list_codg))
        return yb_refuse_text(error, YB_E_LINE_REFUND, line->feedetl_sn);
    return 0;
}

static int take_line(struct upload *upload, struct yb_pricing *pricing,
                     const struct yb_fee_line_in *line, struct yb_fee_line_out *out,
                     struct yb_error *error)
{
    struct yb_feedetl_row *row = &upload->lines.rows[upload->lines.count];
    int rc;

    if (yb_table_get(&upload->by_sn, line->feedetl_sn, -1) >= 0)
        return yb_refuse_text(error, YB_E_LINE_EXISTS, line->feedetl_sn);
    if (upload->kind == YB_KIND_OUTPATIENT && !line->chrg_bchno.length)
        return yb_fail(error, YB_E_MISSING, "chrg_bchno", NULL);
    rc = yb_price_line(pricing, line, row, out, error);
    if (!rc)
        rc = check_day(upload, line, error);
    if (!rc)
        rc = check_refund(upload, line, error);
    if (rc)
        return rc;
    row->mdtrt_id = upload->mdtrt.mdtrt_id;
    row->feedetl_id = yb_tx_id(upload->call->tx, upload->call->now_ms);
    row->opter_id = upload->call->actor->opter;
    row->opter_name = upload->call->actor->opter_name;
    row->opt_time = upload->call->now_ms;
    if (!row->med_type.length)
        row->med_type = upload->mdtrt.med_type;
    if (!yb_table_put(&upload->by_sn, row->feedetl_sn, (int32_t)upload->lines.count))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    upload->lines.count++;
    return 0;
}

/* The visit as far as it is known now; the settlement looks again. */
static int facts_of(const struct upload *upload, const struct yb_service *service,
                    const struct yb_psn_row *psn, struct yb_facts *facts, struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &upload->mdtrt;
    const struct yb_app *app = upload->call->app;
    const struct yb_fact_source source = {
        .med_type = mdtrt->med_type,
        .hosp_lv = service->hosp_lv,
        .tier = service->tier,
        .mdtrtarea_admdvs = mdtrt->mdtrtarea_admdvs,
        .region = yb_text_of(app->region),
        .fixmedins_code = mdtrt->fixmedins_code,
        .insutype = mdtrt->insutype,
        .psn_type = mdtrt->psn_type,
        .cvlserv_flag = mdtrt->cvlserv_flag,
        .exp_content = mdtrt->exp_content,
        .arena = upload->call->arena,
        .brdy_day = psn->brdy,
        .cont_clct_day = YB_DAY_NONE,
        .benefit_day = yb_instant_day(mdtrt->begntime),
    };

    return yb_facts_of(app->codes, app->rules, &source, facts, error);
}

static int take_lines(struct upload *upload, const struct yb_upload_fees_in *in,
                      struct yb_fee_line_out *result, struct yb_error *error)
{
    struct yb_call *call = upload->call;
    struct yb_pricing pricing = {0};
    struct yb_service service;
    struct yb_facts facts;
    struct yb_filing_list filed;
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, upload->mdtrt.psn_no, &psn, error);

    if (!rc)
        rc = yb_filed_drugs_load(call, upload->mdtrt.psn_no, &filed, error);
    if (!rc)
        rc = yb_service_of(call, upload->mdtrt.fixmedins_code,
                           yb_instant_day(upload->mdtrt.begntime), &service, error);
    if (!rc)
        rc = facts_of(upload, &service, &psn, &facts, error);
    if (rc)
        return rc;
    rc = yb_pricing_begin(&pricing, call,
                          &(struct yb_pricing_of){&service, &facts, NULL, &psn,
                                                  upload->mdtrt.insutype, upload->mdtrt.med_type,
                                                  upload->mdtrt.dise_codg,
                                                  upload->mdtrt.mdtrtarea_admdvs, &filed},
                          error);
    for (size_t i = 0; !rc && i < in->feedetail_count; i++)
        rc = take_line(upload, &pricing, &in->feedetail[i], &result[i], error);
    if (!rc)
        rc = yb_feedetl_add(call->tx,
                            &(struct yb_feedetl_list){upload->lines.rows + upload->stored,
                                                      upload->lines.count - upload->stored},
                            error);
    yb_pricing_end(&pricing);
    return rc;
}

static int upload_fees(struct yb_call *call, enum yb_care_kind kind,
                       const struct yb_upload_fees_in *in, struct yb_upload_fees_out *out,
                       struct yb_error *error)
{
    struct upload upload = {.call = call, .kind = kind};
    struct yb_fee_line_out *result;
    int rc = check_request(in, error);

    if (!rc)
        rc = load_visit(&upload, &in->feedetail[0], error);
    if (!rc)
        rc = load_lines(&upload, in->feedetail_count, error);
    if (rc)
        return rc;
    result = YB_NEW_ARRAY(call->arena, struct yb_fee_line_out, in->feedetail_count);
    if (!result)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = take_lines(&upload, in, result, error);
    if (!rc)
        *out = (struct yb_upload_fees_out){result, in->feedetail_count};
    return rc;
}

int yb_app_upload_outpatient_fees(struct yb_call *call, const struct yb_upload_fees_in *in,
                                  struct yb_upload_fees_out *out, struct yb_error *error)
{
    return upload_fees(call, YB_KIND_OUTPATIENT, in, out, error);
}

int yb_app_upload_inpatient_fees(struct yb_call *call, const struct yb_upload_fees_in *in,
                                 struct yb_upload_fees_out *out, struct yb_error *error)
{
    return upload_fees(call, YB_KIND_INPATIENT, in, out, error);
}
