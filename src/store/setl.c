/*
 * setl.c - reading settlements, and everything that one needs, in one round trip each.
 */
#include "store/setl.h"

#include <string.h>

#include "store/tx.h"

/* Collecting several lists from one batch of calls. */
struct batch {
    struct yb_tx *tx;
    struct yb_call calls[16];
    struct yb_collect collects[16];
    size_t count;
};

static struct yb_collect *ask(struct batch *batch, enum yb_sql sql, enum yb_table_id table,
                              const struct yb_value *values, size_t count)
{
    struct yb_collect *collect = &batch->collects[batch->count];

    yb_collect_init(collect, batch->tx, table);
    batch->calls[batch->count++] = yb_collect_call(collect, sql, values, count);
    return collect;
}

static int load(struct yb_tx *tx, struct yb_settle_load *load, enum yb_sql psn_sql,
                struct yb_error *error)
{
    const struct yb_value psn[] = {yb_int(load->psn_no), yb_string(YB_TEXT(""))};
    const struct yb_value visit[] = {yb_int(load->psn_no), yb_int(load->mdtrt_id)};
    const struct yb_value msg[] = {yb_int(load->psn_no), yb_string(load->fixmedins_code),
                                   yb_string(load->msgid)};
    struct batch b = {.tx = tx};
    struct yb_collect *person, *message = NULL, *insu, *idet, *filings, *accu, *accounts;
    struct yb_collect *mdtrt = NULL, *dise = NULL, *lines = NULL, *setls = NULL;
    int rc;

    person = ask(&b, psn_sql, YB_T_psn, psn, 1); /* first: it takes the lock */
    if (load->msgid.length)
        message = ask(&b, YB_SQL_MESSAGE_GET, YB_T_message, msg, 3);
    insu = ask(&b, YB_SQL_PSN_INSU_LIST, YB_T_psn_insu, psn, 1);
    idet = ask(&b, YB_SQL_PSN_IDET_LIST, YB_T_psn_idet, psn, 1);
    filings = ask(&b, YB_SQL_FILING_LIST, YB_T_filing, psn, 2);
    accu = ask(&b, YB_SQL_ACCU_LIST, YB_T_accu, psn, 1);
    accounts = ask(&b, YB_SQL_PSN_ACCOUNT_LIST, YB_T_psn_account, psn, 1);
    if (load->mdtrt_id) {
        mdtrt = ask(&b, YB_SQL_MDTRT_GET, YB_T_mdtrt, visit, 2);
        dise = ask(&b, YB_SQL_MDTRT_DISE_LIST, YB_T_mdtrt_dise, visit, 2);
        lines = ask(&b, YB_SQL_FEEDETL_LIST, YB_T_feedetl, visit, 2);
        setls = ask(&b, YB_SQL_SETL_LIST_MDTRT, YB_T_setl, visit, 2);
    }
    rc = yb_tx_run(tx, b.calls, b.count, error);
    if (rc != YB_OK)
        return rc;
    load->message_found = message && message->count;
    load->message = yb_message_row();
    if (load->message_found)
        memcpy(&load->message, message->rows, sizeof(load->message));
    if (!person->count)
        return yb_fail(error, YB_E_PSN_NOT_FOUND, yb_tx_text(tx, load->psn_no), NULL);
    memcpy(&load->psn, person->rows, sizeof(load->psn));
    YB_COLLECT_TO(insu, &load->insu);
    YB_COLLECT_TO(idet, &load->idet);
    YB_COLLECT_TO(filings, &load->filings);
    YB_COLLECT_TO(accu, &load->accu);
    YB_COLLECT_TO(accounts, &load->accounts);
    if (!load->mdtrt_id)
        return YB_OK;
    if (!mdtrt->count && !load->message_found)
        return yb_fail(error, YB_E_MDTRT_NOT_FOUND, yb_tx_text(tx, load->mdtrt_id), NULL);
    if (mdtrt->count)
        memcpy(&load->mdtrt, mdtrt->rows, sizeof(load->mdtrt));
    YB_COLLECT_TO(dise, &load->dise);
    YB_COLLECT_TO(lines, &load->lines);
    YB_COLLECT_TO(setls, &load->setls);
    return YB_OK;
}

int yb_settle_load(struct yb_tx *tx, struct yb_settle_load *what, struct yb_error *error)
{
    return load(tx, what, YB_SQL_PSN_LOCK, error);
}

int yb_settle_peek(struct yb_tx *tx, struct yb_settle_load *what, struct yb_error *error)
{
    return load(tx, what, YB_SQL_PSN_GET, error);
}

int yb_setl_get(struct yb_tx *tx, int64_t psn_no, int64_t setl_id, struct yb_setl_parts *parts,
                struct yb_error *error)
{
    const struct yb_value key[] = {yb_int(psn_no), yb_int(setl_id)};
    struct batch b = {.tx = tx};
    struct yb_collect *setl = ask(&b, YB_SQL_SETL_GET, YB_T_setl, key, 2);
    struct yb_collect *red = ask(&b, YB_SQL_SETL_RED, YB_T_setl, key, 2);
    struct yb_collect *details = ask(&b, YB_SQL_SETL_DETAIL_LIST, YB_T_setl_detail, key, 2);
    struct yb_collect *accus = ask(&b, YB_SQL_SETL_ACCU_LIST, YB_T_setl_accu, key, 2);
    struct yb_collect *transfers = ask(&b, YB_SQL_TRANSFER_LIST_SETL, YB_T_ledger_transfer, key, 2);
    struct yb_collect *trace = ask(&b, YB_SQL_SETL_TRACE_GET, YB_T_setl_trace, key, 2);
    int rc = yb_tx_run(tx, b.calls, b.count, error);

    if (rc == YB_OK && !setl->count)
        rc = yb_fail(error, YB_E_SETL_NOT_FOUND, yb_tx_text(tx, setl_id), NULL);
    if (rc != YB_OK)
        return rc;
    memcpy(&parts->setl, setl->rows, sizeof(parts->setl));
    parts->cancelled_by = red->count ? ((struct yb_setl_row *)(void *)red->rows)->setl_id : 0;
    YB_COLLECT_TO(details, &parts->details);
    YB_COLLECT_TO(accus, &parts->accus);
    YB_COLLECT_TO(transfers, &parts->transfers);
    parts->trace = trace->count ? ((struct yb_setl_trace_row *)(void *)trace->rows)->trace
                                : (struct yb_text){0};
    return YB_OK;
}

int yb_setl_list_mdtrt(struct yb_tx *tx, int64_t psn_no, int64_t mdtrt_id,
                       struct yb_setl_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(mdtrt_id)};

    return yb_tx_list(tx, YB_SQL_SETL_LIST_MDTRT, values, 2, YB_LIST(list), error);
}

int yb_setl_list_psn(struct yb_tx *tx, int64_t psn_no, int64_t after_setl_id,
                     struct yb_setl_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(after_setl_id)};

    return yb_tx_list(tx, YB_SQL_SETL_LIST_PSN, values, 2, YB_LIST(list), error);
}

int yb_setl_list_fixmedins(struct yb_tx *tx, const struct yb_setl_query *query,
                           struct yb_setl_list *list, struct yb_error *error)
{
    size_t most = query->most ? query->most : YB_STORE_LIST_MAX;
    const struct yb_value values[] = {yb_string(query->fixmedins_code),
                                      yb_int(query->from_ms),
                                      yb_int(query->to_ms),
                                      yb_string(query->insutype),
                                      yb_string(query->clr_type),
                                      yb_string(query->refd_setl_flag),
                                      yb_int(query->after_setl_id),
                                      yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_SETL_LIST_FIXMEDINS, values, YB_COUNT(values), YB_LIST(list),
                      error);
}

int yb_setl_sum(struct yb_tx *tx, const struct yb_setl_query *query, struct yb_setl_sum *sum,
                struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(query->fixmedins_code),
                                      yb_int(query->from_ms),
                                      yb_int(query->to_ms),
                                      yb_string(query->insutype),
                                      yb_string(query->clr_type),
                                      yb_string(query->refd_setl_flag)};
    int64_t n[5];
    int rc = yb_tx_numbers(tx, YB_SQL_SETL_SUM, values, YB_COUNT(values), n, 5, error);

    *sum = (struct yb_setl_sum){n[0], n[1], n[2], n[3], n[4]};
    return rc;
}

int yb_accu_list(struct yb_tx *tx, int64_t psn_no, struct yb_accu_list *list,
                 struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_ACCU_LIST, values, 1, YB_LIST(list), error);
}

int yb_setl_list_all(struct yb_tx *tx, int64_t after, size_t most, struct yb_setl_list *list,
                     struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(after), yb_int((int64_t)most)};

    return yb_tx_list(tx, YB_SQL_SETL_LIST_ALL, values, 2, YB_LIST(list), error);
}
