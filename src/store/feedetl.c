#include "store/setl.h"
#include "store/tx.h"

int yb_feedetl_add(struct yb_tx *tx, const struct yb_feedetl_list *lines, struct yb_error *error)
{
    struct yb_error words = {0};
    int64_t changed;
    size_t i;
    int rc;

    for (i = 1; i < lines->count; i++)
        if (lines->rows[i].psn_no != lines->rows[0].psn_no ||
            lines->rows[i].mdtrt_id != lines->rows[0].mdtrt_id)
            return yb_fail(error, YB_E_INTERNAL, "yb_feedetl_add: more than one visit", NULL);
    rc = yb_tx_put_many_later(tx, YB_SQL_FEEDETL_ADD, lines->rows, lines->count, &changed, &words);
    if (rc == YB_E_EXISTS)
        return yb_fail(error, YB_E_LINE_EXISTS, yb_tx_string(tx, lines->rows[changed].feedetl_sn),
                       NULL);
    if (rc != YB_OK && error)
        *error = words;
    return rc;
}

int yb_feedetl_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                    struct yb_feedetl_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(mdtrt_id)};

    return yb_tx_list(tx, YB_SQL_FEEDETL_LIST, values, 2, YB_LIST(list), error);
}

int yb_feedetl_list_psn(struct yb_tx *tx, int64_t psn_no, int64_t from_ms, int64_t to_ms,
                        struct yb_feedetl_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(from_ms), yb_int(to_ms)};

    return yb_tx_list(tx, YB_SQL_FEEDETL_LIST_PSN, values, YB_COUNT(values), YB_LIST(list), error);
}

const struct yb_setl_row *yb_setl_cancelled_by(const struct yb_setl_list *setls,
                                               const struct yb_setl_row *setl)
{
    size_t i;

    for (i = 0; i < setls->count; i++)
        if (setls->rows[i].init_setl_id == setl->setl_id)
            return &setls->rows[i];
    return NULL;
}

const struct yb_setl_row *yb_feedetl_setl(const struct yb_setl_list *setls,
                                          const struct yb_feedetl_row *line)
{
    size_t i;

    for (i = 0; i < setls->count; i++) {
        const struct yb_setl_row *setl = &setls->rows[i];

        if (setl->init_setl_id == 0 && setl->mdtrt_id == line->mdtrt_id &&
            setl->feedetl_from <= line->feedetl_id && line->feedetl_id <= setl->feedetl_to &&
            (!setl->chrg_bchno.length || yb_text_equal(setl->chrg_bchno, line->chrg_bchno)) &&
            !yb_setl_cancelled_by(setls, setl))
            return setl;
    }
    return NULL;
}

/* Does the filter name this line? */
static bool is_meant(const struct yb_feedetl_delete *which, const struct yb_feedetl_row *line)
{
    if (which->feedetl_sn.length)
        return yb_text_equal(line->feedetl_sn, which->feedetl_sn);
    return !which->chrg_bchno.length || yb_text_equal(line->chrg_bchno, which->chrg_bchno);
}

static int delete_line(struct yb_tx *tx, const struct yb_feedetl_row *line, int64_t *deleted,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(line->psn_no), yb_int(line->mdtrt_id),
                                      yb_string(line->feedetl_sn)};
    struct yb_call calls[] = {
        {.sql = YB_SQL_FEEDETL_TRAC_DELETE, .values = values, .value_count = 3},
        {.sql = YB_SQL_FEEDETL_DELETE, .values = values, .value_count = 3},
    };
    int rc = yb_tx_run(tx, calls, YB_COUNT(calls), error);

    *deleted += rc == YB_OK ? calls[1].changed : 0;
    return rc;
}

int yb_feedetl_delete(struct yb_tx *tx, const struct yb_feedetl_delete *which, int64_t *deleted,
                      struct yb_error *error)
{
    struct yb_feedetl_list lines;
    struct yb_setl_list setls;
    size_t i;
    int rc = yb_feedetl_list(tx, which->psn_no, which->mdtrt_id, &lines, error);

    *deleted = 0;
    if (rc == YB_OK)
        rc = yb_setl_list_mdtrt(tx, which->psn_no, which->mdtrt_id, &setls, error);
    for (i = 0; rc == YB_OK && i < lines.count; i++) {
        if (!is_meant(which, &lines.rows[i]))
            continue;
        if (!yb_feedetl_setl(&setls, &lines.rows[i]))
            rc = delete_line(tx, &lines.rows[i], deleted, error);
        else if (which->feedetl_sn.length)
            rc = yb_fail(error, YB_E_SETL_EXISTS, yb_tx_text(tx, which->mdtrt_id), NULL);
    }
    return rc;
}

int yb_feedetl_cut(struct yb_tx *tx, const struct yb_feedetl_list *lines, struct yb_error *error)
{
    struct yb_value values[YB_STORE_BATCH_MAX][11];
    struct yb_call calls[YB_STORE_BATCH_MAX];
    size_t i, n = 0;
    int rc = YB_OK;

    for (i = 0; i < lines->count && rc == YB_OK; i++) {
        const struct yb_feedetl_row *line = &lines->rows[i];
        struct yb_value *v = values[n];

        v[0] = yb_int(line->psn_no);
        v[1] = yb_int(line->mdtrt_id);
        v[2] = yb_string(line->feedetl_sn);
        v[3] = yb_int(line->pric_uplmt_amt_e6);
        v[4] = yb_int(line->selfpay_prop_ppm);
        v[5] = yb_int(line->fulamt_ownpay_amt_fen);
        v[6] = yb_int(line->overlmt_amt_fen);
        v[7] = yb_int(line->preselfpay_amt_fen);
        v[8] = yb_int(line->inscp_scp_amt_fen);
        v[9] = yb_string(line->chrgitm_lv);
        v[10] = yb_int(line->item_terms);
        calls[n] = (struct yb_call){.sql = YB_SQL_FEEDETL_CUT, .values = v, .value_count = 11};
        if (++n == YB_STORE_BATCH_MAX || i + 1 == lines->count) {
            rc = yb_tx_run(tx, calls, n, error);
            n = 0;
        }
    }
    return rc;
}

int yb_feedetl_trac_add(struct yb_tx *tx, const struct yb_feedetl_trac_list *list,
                        struct yb_error *error)
{
    return yb_tx_put_many(tx, YB_SQL_FEEDETL_TRAC_ADD, list->rows, list->count, NULL, error);
}

int yb_feedetl_trac_list(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                         struct yb_feedetl_trac_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(mdtrt_id)};

    return yb_tx_list(tx, YB_SQL_FEEDETL_TRAC_LIST, values, 2, YB_LIST(list), error);
}
