#include "store/paper.h"

#include <stdio.h>

#include "store/tx.h"

int yb_paper_add(struct yb_tx *tx, const struct yb_paper_claim_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PAPER_ADD, YB_T_paper_claim, row, NULL, error);
}

int yb_paper_put(struct yb_tx *tx, const struct yb_paper_claim_row *row, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_PAPER_PUT, YB_T_paper_claim, row, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "paper_claim", NULL);
    return rc;
}

int yb_paper_get(struct yb_tx *tx, int64_t claim_id, struct yb_paper_claim_row *row,
                 struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(claim_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_PAPER_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "claim_id", yb_tx_text(tx, claim_id), NULL);
    return rc;
}

int yb_paper_of_invoice(struct yb_tx *tx, struct yb_text invo_code, struct yb_text invono,
                        struct yb_paper_claim_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(invono), yb_string(invo_code)};
    bool found;

    return yb_tx_one(tx, YB_SQL_PAPER_INVOICE, values, YB_COUNT(values), row, &found, error);
}

int yb_paper_paid(struct yb_tx *tx, struct yb_text invono, struct yb_text fixmedins_code,
                  struct yb_paper_claim_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(invono), yb_string(fixmedins_code)};
    bool found;

    return yb_tx_one(tx, YB_SQL_PAPER_PAID, values, YB_COUNT(values), row, &found, error);
}

#define ASKED 9

static void ask(const struct yb_paper_search *search, char end[16], struct yb_value values[ASKED])
{
    snprintf(end, 16, YB_TEXT_FMT "~", YB_TEXT_ARG(search->admdvs));
    values[0] = yb_string(search->claim_stas);
    values[1] = yb_int(search->psn_no);
    values[2] = yb_string(search->admdvs);
    values[3] = yb_string(yb_text_of(end));
    values[4] = yb_string(search->claim_kind);
    values[5] = yb_string(search->fixmedins_code);
    values[6] = yb_string(search->invono);
    values[7] = yb_int(search->from_ms);
    values[8] = yb_int(search->till_ms ? search->till_ms : INT64_MAX);
}

int yb_paper_search(struct yb_tx *tx, const struct yb_paper_search *search,
                    struct yb_paper_claim_list *list, struct yb_error *error)
{
    struct yb_value values[ASKED + 2];
    char end[16];

    ask(search, end, values);
    values[ASKED] = yb_int(search->before ? search->before : INT64_MAX);
    values[ASKED + 1] = yb_int(search->most);
    return yb_tx_list(tx, YB_SQL_PAPER_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

static int read_sum(struct yb_tx *tx, enum yb_sql id, const struct yb_value *values, size_t count,
                    struct yb_paper_sum *sum, struct yb_error *error)
{
    int64_t found[3] = {0};
    int rc = yb_tx_numbers(tx, id, values, count, found, 3, error);

    *sum = (struct yb_paper_sum){found[0], found[1], found[2]};
    return rc;
}

int yb_paper_add_up(struct yb_tx *tx, const struct yb_paper_search *search,
                    struct yb_paper_sum *sum, struct yb_error *error)
{
    struct yb_value values[ASKED];
    char end[16];

    ask(search, end, values);
    return read_sum(tx, YB_SQL_PAPER_SUM, values, ASKED, sum, error);
}

int yb_paper_lines_put(struct yb_tx *tx, int64_t claim_id, const struct yb_paper_line_list *lines,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(claim_id)};
    int rc = yb_tx_do(tx, YB_SQL_PAPER_LINE_CLEAR, values, 1, NULL, error);

    return rc == YB_OK && lines->count
               ? yb_tx_put_many(tx, YB_SQL_PAPER_LINE_ADD, lines->rows, lines->count, NULL, error)
               : rc;
}

int yb_paper_lines(struct yb_tx *tx, int64_t claim_id, struct yb_paper_line_list *list,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(claim_id)};

    return yb_tx_list(tx, YB_SQL_PAPER_LINE_LIST, values, 1, YB_LIST(list), error);
}

int yb_paper_waiting(struct yb_tx *tx, struct yb_paper_sum *sum, struct yb_error *error)
{
    return read_sum(tx, YB_SQL_PAPER_WAITING, NULL, 0, sum, error);
}

int yb_paper_take(struct yb_tx *tx, int64_t batch_id, int64_t *taken, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(batch_id)};

    return yb_tx_do(tx, YB_SQL_PAPER_TAKE, values, 1, taken, error);
}

int yb_paper_batch_add(struct yb_tx *tx, const struct yb_paper_batch_row *row,
                       const struct yb_paper_batch_fund_list *funds, struct yb_error *error)
{
    int rc = yb_tx_put(tx, YB_SQL_PAPER_BATCH_ADD, YB_T_paper_batch, row, NULL, error);

    return rc == YB_OK && funds->count
               ? yb_tx_put_many(tx, YB_SQL_PAPER_FUND_ADD, funds->rows, funds->count, NULL, error)
               : rc;
}

int yb_paper_batch_get(struct yb_tx *tx, int64_t batch_id, struct yb_paper_batch_row *row,
                       bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(batch_id)};

    return yb_tx_one(tx, YB_SQL_PAPER_BATCH_GET, values, 1, row, found, error);
}

int yb_paper_batch_funds(struct yb_tx *tx, int64_t batch_id, struct yb_paper_batch_fund_list *list,
                         struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(batch_id)};

    return yb_tx_list(tx, YB_SQL_PAPER_FUND_LIST, values, 1, YB_LIST(list), error);
}

int yb_paper_batch_list(struct yb_tx *tx, int64_t before, int64_t most,
                        struct yb_paper_batch_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(before ? before : INT64_MAX), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_PAPER_BATCH_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_paper_of_batch(struct yb_tx *tx, int64_t batch_id, int64_t after, int64_t most,
                      struct yb_paper_claim_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(batch_id), yb_int(after), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_PAPER_OF_BATCH, values, YB_COUNT(values), YB_LIST(list), error);
}
