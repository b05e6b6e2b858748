#include "store/maternity.h"

#include <stdio.h>

#include "store/tx.h"

int yb_matn_add(struct yb_tx *tx, const struct yb_matn_allowance_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_MATN_ADD, YB_T_matn_allowance, row, NULL, error);
}

int yb_matn_put(struct yb_tx *tx, const struct yb_matn_allowance_row *row, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_MATN_PUT, YB_T_matn_allowance, row, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "matn_allowance", NULL);
    return rc;
}

int yb_matn_get(struct yb_tx *tx, int64_t setl_id, struct yb_matn_allowance_row *row,
                struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(setl_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_MATN_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "setl_id", yb_tx_text(tx, setl_id), NULL);
    return rc;
}

int yb_matn_of_psn(struct yb_tx *tx, int64_t psn_no, struct yb_matn_allowance_list *list,
                   struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_MATN_OF_PSN, values, 1, YB_LIST(list), error);
}

#define ASKED 8

static void ask(const struct yb_matn_search *search, char end[16], struct yb_value values[ASKED])
{
    snprintf(end, 16, YB_TEXT_FMT "~", YB_TEXT_ARG(search->admdvs));
    values[0] = yb_string(search->allw_stas);
    values[1] = yb_int(search->psn_no);
    values[2] = yb_string(search->admdvs);
    values[3] = yb_string(yb_text_of(end));
    values[4] = yb_string(search->emp_no);
    values[5] = yb_int(search->batch_id);
    values[6] = yb_int(search->from_day == YB_DAY_NONE ? YB_DAY_MIN : search->from_day);
    values[7] = yb_int(search->to_day == YB_DAY_NONE ? YB_DAY_MAX : search->to_day);
}

int yb_matn_search(struct yb_tx *tx, const struct yb_matn_search *search,
                   struct yb_matn_allowance_list *list, struct yb_error *error)
{
    struct yb_value values[ASKED + 2];
    char end[16];

    ask(search, end, values);
    values[ASKED] = yb_int(search->before ? search->before : INT64_MAX);
    values[ASKED + 1] = yb_int(search->most);
    return yb_tx_list(tx, YB_SQL_MATN_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_matn_sum(struct yb_tx *tx, const struct yb_matn_search *search, int64_t *count,
                int64_t *amount_fen, struct yb_error *error)
{
    struct yb_value values[ASKED];
    int64_t numbers[2] = {0, 0};
    char end[16];
    int rc;

    ask(search, end, values);
    rc = yb_tx_numbers(tx, YB_SQL_MATN_SUM, values, ASKED, numbers, 2, error);
    *count = numbers[0];
    *amount_fen = numbers[1];
    return rc;
}

int yb_matn_of_wage(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year,
                    struct yb_matn_allowance_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(emp_no), yb_int(wage_year)};

    return yb_tx_list(tx, YB_SQL_MATN_OF_WAGE, values, 2, YB_LIST(list), error);
}

int yb_matn_in_state(struct yb_tx *tx, const char *allw_stas, int64_t after, int64_t most,
                     struct yb_matn_allowance_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(yb_text_of(allw_stas)), yb_int(after),
                                      yb_int(most)};

    return yb_tx_list(tx, YB_SQL_MATN_OPEN, values, 3, YB_LIST(list), error);
}

int yb_matn_of_batch(struct yb_tx *tx, int64_t batch_id, int64_t after, int64_t most,
                     struct yb_matn_allowance_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(batch_id), yb_int(after), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_MATN_OF_BATCH, values, 3, YB_LIST(list), error);
}

int yb_matn_paid_add(struct yb_tx *tx, const struct yb_matn_paid_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_MATN_PAID_ADD, YB_T_matn_paid, row, NULL, error);
}

int yb_matn_paid_list(struct yb_tx *tx, int64_t psn_no, int64_t setl_id,
                      struct yb_matn_paid_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(setl_id)};

    return yb_tx_list(tx, YB_SQL_MATN_PAID_LIST, values, 2, YB_LIST(list), error);
}

int yb_emp_wage_add(struct yb_tx *tx, const struct yb_emp_wage_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_EMP_WAGE_ADD, YB_T_emp_wage, row, NULL, error);
}

int yb_emp_wage_get(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year,
                    struct yb_text wage_kind, struct yb_emp_wage_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(emp_no), yb_int(wage_year), yb_string(wage_kind)};
    bool found;

    return yb_tx_one(tx, YB_SQL_EMP_WAGE_GET, values, 3, row, &found, error);
}

int yb_emp_wage_list(struct yb_tx *tx, struct yb_text emp_no, int64_t wage_year, int64_t before,
                     int64_t most, struct yb_emp_wage_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(emp_no), yb_int(wage_year),
                                      yb_int(before ? before : INT64_MAX), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_EMP_WAGE_LIST, values, 4, YB_LIST(list), error);
}
