/* Withdrawal of fee lines: 2205, 2302. See fee.h. */
#include "app/fee/fee.h"

#include "app/refuse.h"
#include "app/visit/visit_internal.h"
#include "store/setl.h"

#define ALL_LINES "0000"

static int load(struct yb_call *call, const struct yb_cancel_fees_in *in, enum yb_care_kind kind,
                struct yb_error *error)
{
    unsigned states = YB_STATES(YB_MDTRT_OPEN);
    struct yb_mdtrt_row mdtrt;
    int rc;

    if (kind == YB_KIND_INPATIENT)
        states |= YB_STATES(YB_MDTRT_DISCHARGED);
    rc = yb_visit_load(call, in->psn_no, in->mdtrt_id, states, &mdtrt, error);
    return rc ? rc : yb_visit_is(call, &mdtrt, kind, error);
}

/* A batch of which nothing could be withdrawn: settled, or never there? */
static int explain_batch(struct yb_call *call, const struct yb_cancel_fees_in *in,
                         struct yb_error *error)
{
    struct yb_feedetl_list lines;
    int rc = yb_feedetl_list(call->tx, in->psn_no, in->mdtrt_id, &lines, error);

    if (rc)
        return rc;
    for (size_t i = 0; i < lines.count; i++)
        if (yb_text_equal(lines.rows[i].chrg_bchno, in->chrg_bchno))
            return yb_refuse_id(error, YB_E_SETL_EXISTS, in->mdtrt_id, NULL);
    return yb_refuse(error, YB_E_NOT_FOUND, "chrg_bchno", in->chrg_bchno);
}

int yb_app_cancel_outpatient_fees(struct yb_call *call, const struct yb_cancel_fees_in *in,
                                  struct yb_error *error)
{
    bool all = yb_text_is(in->chrg_bchno, ALL_LINES);
    struct yb_feedetl_delete which = {.psn_no = in->psn_no, .mdtrt_id = in->mdtrt_id};
    int64_t deleted;
    int rc;

    if (!in->chrg_bchno.length)
        return yb_fail(error, YB_E_MISSING, "chrg_bchno", NULL);
    rc = load(call, in, YB_KIND_OUTPATIENT, error);
    if (!all)
        which.chrg_bchno = in->chrg_bchno;
    if (!rc)
        rc = yb_feedetl_delete(call->tx, &which, &deleted, error);
    if (!rc && !deleted && !all)
        rc = explain_batch(call, in, error);
    return rc;
}

/* A line that others take back may not go before they do. */
static int check_no_refund(struct yb_call *call, const struct yb_cancel_fees_in *in,
                           struct yb_error *error)
{
    struct yb_feedetl_list lines;
    int rc = yb_feedetl_list(call->tx, in->psn_no, in->mdtrt_id, &lines, error);

    for (size_t i = 0; !rc && i < lines.count; i++)
        if (yb_text_equal(lines.rows[i].init_feedetl_sn, in->feedetl_sn))
            rc = yb_refuse_text(error, YB_E_LINE_REFUND, in->feedetl_sn);
    return rc;
}

static int cancel_one(struct yb_call *call, const struct yb_cancel_fees_in *in,
                      struct yb_error *error)
{
    bool all = yb_text_is(in->feedetl_sn, ALL_LINES);
    struct yb_feedetl_delete which = {.psn_no = in->psn_no, .mdtrt_id = in->mdtrt_id};
    int64_t deleted;
    int rc;

    if (!in->feedetl_sn.length)
        return yb_fail(error, YB_E_MISSING, "feedetl_sn", NULL);
    if (!all)
        which.feedetl_sn = in->feedetl_sn;
    rc = all ? 0 : check_no_refund(call, in, error);
    if (!rc)
        rc = yb_feedetl_delete(call->tx, &which, &deleted, error);
    if (!rc && !deleted && !all)
        rc = yb_refuse(error, YB_E_NOT_FOUND, "feedetl_sn", in->feedetl_sn);
    return rc;
}

int yb_app_cancel_inpatient_fees(struct yb_call *call, const struct yb_cancel_fees_in *rows,
                                 size_t row_count, struct yb_error *error)
{
    int rc = row_count ? 0 : yb_fail(error, YB_E_MISSING, "data", NULL);

    if (!rc && row_count > YB_LINES_PER_UPLOAD_MAX)
        rc = yb_fail(error, YB_E_TOO_MANY, "data", "2000", NULL);
    for (size_t i = 0; !rc && i < row_count; i++) {
        rc = load(call, &rows[i], YB_KIND_INPATIENT, error);
        if (!rc)
            rc = cancel_one(call, &rows[i], error);
    }
    return rc;
}
