/*
 * setl.c - reading settlements, and everything that one needs, in one round trip each.
 */
#include "store/setl.h"

#include <string.h>

#include "store/setl_internal.h"

struct yb_collect *yb_batch_ask(struct yb_batch *batch, enum yb_sql sql, enum yb_table_id table,
                                const struct yb_value *values, size_t count)
{
    struct yb_collect *collect = &batch->collects[batch->count];

    yb_collect_init(collect, batch->tx, table);
    batch->calls[batch->count++] = yb_collect_call(collect, sql, values, count);
    return collect;
}

void yb_batch_register(struct yb_batch *batch, enum yb_sql psn_sql, const struct yb_value psn[2],
                       struct yb_register_part *part)
{
    part->person = yb_batch_ask(batch, psn_sql, YB_T_psn, psn, 1);
    part->insu = yb_batch_ask(batch, YB_SQL_PSN_INSU_LIST, YB_T_psn_insu, psn, 1);
    part->idet = yb_batch_ask(batch, YB_SQL_PSN_IDET_LIST, YB_T_psn_idet, psn, 1);
    part->filings = yb_batch_ask(batch, YB_SQL_FILING_LIST, YB_T_filing, psn, 2);
}

void yb_register_take(const struct yb_register_part *part, struct yb_foreseen *seen)
{
    memcpy(&seen->psn, part->person->rows, sizeof(seen->psn));
    YB_COLLECT_TO(part->insu, &seen->insu);
    YB_COLLECT_TO(part->idet, &seen->idet);
    YB_COLLECT_TO(part->filings, &seen->filings);
}

/* What is asked of the visit. */
struct visit_part {
    struct yb_collect *mdtrt, *dise, *lines, *setls;
};

static void ask_visit(struct yb_batch *b, const struct yb_value visit[2], struct visit_part *part)
{
    part->mdtrt = yb_batch_ask(b, YB_SQL_MDTRT_GET, YB_T_mdtrt, visit, 2);
    part->dise = yb_batch_ask(b, YB_SQL_MDTRT_DISE_LIST, YB_T_mdtrt_dise, visit, 2);
    part->lines = yb_batch_ask(b, YB_SQL_FEEDETL_LIST, YB_T_feedetl, visit, 2);
    part->setls = yb_batch_ask(b, YB_SQL_SETL_LIST_MDTRT, YB_T_setl, visit, 2);
}

static int take_visit(struct yb_tx *tx, const struct visit_part *part, struct yb_settle_load *load,
                      struct yb_error *error)
{
    if (!part->mdtrt->count && !load->message_found)
        return yb_fail(error, YB_E_MDTRT_NOT_FOUND, yb_tx_text(tx, load->mdtrt_id), NULL);
    if (part->mdtrt->count)
        memcpy(&load->mdtrt, part->mdtrt->rows, sizeof(load->mdtrt));
    YB_COLLECT_TO(part->dise, &load->dise);
    YB_COLLECT_TO(part->lines, &load->lines);
    YB_COLLECT_TO(part->setls, &load->setls);
    return YB_OK;
}

static void take_register(struct yb_settle_load *load, const struct yb_foreseen *seen)
{
    load->psn = seen->psn;
    load->insu = seen->insu;
    load->idet = seen->idet;
    load->filings = seen->filings;
}

static int load(struct yb_tx *tx, struct yb_settle_load *load, enum yb_sql psn_sql,
                struct yb_error *error)
{
    const struct yb_value psn[] = {yb_int(load->psn_no), yb_string(YB_TEXT(""))};
    const struct yb_value visit[] = {yb_int(load->psn_no), yb_int(load->mdtrt_id)};
    const struct yb_value msg[] = {yb_int(load->psn_no), yb_string(load->fixmedins_code),
                                   yb_string(load->msgid)};
    bool foreseen = load->foreseen && load->foreseen->psn_no == load->psn_no &&
                    yb_foreseen_holds(tx, load->foreseen);
    struct yb_batch b = {.tx = tx};
    struct yb_collect *message = NULL, *accu, *accounts;
    struct yb_register_part part = {0};
    struct visit_part of_visit = {0};
    struct yb_foreseen read;
    int rc;

    if (!foreseen)
        yb_batch_register(&b, psn_sql, psn, &part); /* first: it takes the lock */
    if (load->msgid.length)
        message = yb_batch_ask(&b, YB_SQL_MESSAGE_GET, YB_T_message, msg, 3);
    accu = yb_batch_ask(&b, YB_SQL_ACCU_LIST, YB_T_accu, psn, 1);
    accounts = yb_batch_ask(&b, YB_SQL_PSN_ACCOUNT_LIST, YB_T_psn_account, psn, 1);
    if (load->mdtrt_id)
        ask_visit(&b, visit, &of_visit);
    rc = yb_tx_run(tx, b.calls, b.count, error);
    if (rc != YB_OK)
        return rc;
    load->message_found = message && message->count;
    load->message = yb_message_row();
    if (load->message_found)
        memcpy(&load->message, message->rows, sizeof(load->message));
    if (!foreseen && !part.person->count)
        return yb_fail(error, YB_E_PSN_NOT_FOUND, yb_tx_text(tx, load->psn_no), NULL);
    if (!foreseen)
        yb_register_take(&part, &read);
    take_register(load, foreseen ? load->foreseen : &read);
    YB_COLLECT_TO(accu, &load->accu);
    YB_COLLECT_TO(accounts, &load->accounts);
    return load->mdtrt_id ? take_visit(tx, &of_visit, load, error) : YB_OK;
}

void yb_settle_take(struct yb_settle_load *load)
{
    load->message_found = false;
    load->message = yb_message_row();
    take_register(load, load->foreseen);
    load->accu = load->foreseen->accu;
    load->accounts = load->foreseen->accounts;
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
    struct yb_batch b = {.tx = tx};
    struct yb_collect *setl = yb_batch_ask(&b, YB_SQL_SETL_GET, YB_T_setl, key, 2);
    struct yb_collect *red = yb_batch_ask(&b, YB_SQL_SETL_RED, YB_T_setl, key, 2);
    struct yb_collect *details =
        yb_batch_ask(&b, YB_SQL_SETL_DETAIL_LIST, YB_T_setl_detail, key, 2);
    struct yb_collect *accus = yb_batch_ask(&b, YB_SQL_SETL_ACCU_LIST, YB_T_setl_accu, key, 2);
    struct yb_collect *transfers =
        yb_batch_ask(&b, YB_SQL_TRANSFER_LIST_SETL, YB_T_ledger_transfer, key, 2);
    struct yb_collect *trace = yb_batch_ask(&b, YB_SQL_SETL_TRACE_GET, YB_T_setl_trace, key, 2);
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

int yb_setl_last_time(struct yb_tx *tx, int64_t *last_ms, struct yb_error *error)
{
    return yb_tx_numbers(tx, YB_SQL_SETL_LAST_TIME, NULL, 0, last_ms, 1, error);
}

bool yb_setl_is_paper(const struct yb_setl_row *setl)
{
    return yb_text_is(setl->pay_loc, "1") && !setl->adjust_setl_id;
}

int yb_setl_of_invoice(struct yb_tx *tx, struct yb_text invo_code, struct yb_text invono,
                       struct yb_text fixmedins_code, struct yb_setl_row *setl,
                       struct yb_error *error)
{
    const struct yb_text both = yb_text_of(yb_arena_format(
        tx->arena, YB_TEXT_FMT YB_TEXT_FMT, YB_TEXT_ARG(invo_code), YB_TEXT_ARG(invono)));
    const struct yb_value values[] = {yb_string(invono), yb_string(both),
                                      yb_string(fixmedins_code)};
    bool found;

    return yb_tx_one(tx, YB_SQL_SETL_OF_INVOICE, values, YB_COUNT(values), setl, &found, error);
}
