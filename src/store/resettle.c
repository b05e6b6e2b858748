#include "store/resettle.h"

#include <stdio.h>

#include "store/tx.h"

int yb_setl_cause_add(struct yb_tx *tx, const struct yb_setl_cause_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_SETL_CAUSE_ADD, YB_T_setl_cause, row, NULL, error);
}

int yb_feedetl_fix_add(struct yb_tx *tx, const struct yb_feedetl_fix_row *row,
                       struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_FEEDETL_FIX_ADD, YB_T_feedetl_fix, row, NULL, error);
}

int yb_setl_cause_list(struct yb_tx *tx, int64_t psn_no, struct yb_setl_cause_list *list,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_SETL_CAUSE_LIST, values, 1, YB_LIST(list), error);
}

int yb_feedetl_fix_list(struct yb_tx *tx, int64_t psn_no, struct yb_feedetl_fix_list *list,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_FEEDETL_FIX_LIST, values, 1, YB_LIST(list), error);
}

#define ASKED 8

/* What both statements are asked; `end` is the text behind all that begin with the division. */
static void ask(const struct yb_cause_search *s, char end[16], struct yb_value values[ASKED])
{
    snprintf(end, 16, YB_TEXT_FMT "~", YB_TEXT_ARG(s->admdvs));
    values[0] = yb_int(s->from_ms);
    values[1] = yb_int(s->below_ms);
    values[2] = yb_int(s->psn_no);
    values[3] = yb_string(s->cause_kind);
    values[4] = yb_string(s->fixmedins_code);
    values[5] = yb_string(s->admdvs);
    values[6] = yb_string(yb_text_of(end));
    values[7] = yb_string(s->direction);
}

int yb_setl_cause_search(struct yb_tx *tx, const struct yb_cause_search *search,
                         struct yb_setl_cause_list *list, struct yb_error *error)
{
    struct yb_value values[ASKED + 3];
    char end[16];

    ask(search, end, values);
    values[ASKED] = yb_int(search->at_time);
    values[ASKED + 1] = yb_int(search->at_id);
    values[ASKED + 2] = yb_int(search->most);
    return yb_tx_list(tx, YB_SQL_SETL_CAUSE_SEARCH, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_setl_cause_sum(struct yb_tx *tx, const struct yb_cause_search *search,
                      struct yb_cause_sum *sum, struct yb_error *error)
{
    struct yb_value values[ASKED];
    char end[16];
    int64_t n[5];
    int rc;

    ask(search, end, values);
    rc = yb_tx_numbers(tx, YB_SQL_SETL_CAUSE_SUM, values, ASKED, n, 5, error);
    *sum = (struct yb_cause_sum){n[0], n[1], n[2], n[3], n[4]};
    return rc;
}

int yb_resettle_order_add(struct yb_tx *tx, const struct yb_resettle_order_row *row,
                          struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_RESETTLE_ORDER_ADD, YB_T_resettle_order, row, NULL, error);
}

static int no_order(struct yb_tx *tx, int64_t order_id, struct yb_error *error)
{
    return yb_tx_refuse(tx, YB_E_NOT_FOUND, error, "order_id", yb_tx_text(tx, order_id));
}

int yb_resettle_order_put(struct yb_tx *tx, const struct yb_resettle_order_row *row,
                          struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_RESETTLE_ORDER_PUT, YB_T_resettle_order, row, &changed, error);

    return rc || changed ? rc : no_order(tx, row->order_id, error);
}

int yb_resettle_order_get(struct yb_tx *tx, int64_t psn_no, int64_t order_id,
                          struct yb_resettle_order_row *row, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_int(order_id)};
    struct yb_resettle_order_list list;
    int rc = yb_tx_list(tx, YB_SQL_RESETTLE_ORDER_GET, values, 2, YB_LIST(&list), error);

    if (rc)
        return rc;
    if (!list.count)
        return no_order(tx, order_id, error);
    *row = list.rows[0];
    return 0;
}

int yb_resettle_order_waiting(struct yb_tx *tx, int64_t most, struct yb_resettle_order_list *list,
                              struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(most)};

    return yb_tx_list(tx, YB_SQL_RESETTLE_ORDER_WAITING, values, 1, YB_LIST(list), error);
}

int yb_resettle_order_open(struct yb_tx *tx, const struct yb_order_search *search,
                           struct yb_resettle_order_list *list, struct yb_error *error)
{
    char end[16];
    struct yb_value values[4];

    snprintf(end, sizeof(end), YB_TEXT_FMT "~", YB_TEXT_ARG(search->admdvs));
    values[0] = yb_string(search->admdvs);
    values[1] = yb_string(yb_text_of(end));
    values[2] = yb_int(search->below_id);
    values[3] = yb_int(search->most);
    return yb_tx_list(tx, YB_SQL_RESETTLE_ORDER_OPEN, values, 4, YB_LIST(list), error);
}

int yb_resettle_order_psn(struct yb_tx *tx, int64_t psn_no, struct yb_resettle_order_list *list,
                          struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no)};

    return yb_tx_list(tx, YB_SQL_RESETTLE_ORDER_PSN, values, 1, YB_LIST(list), error);
}

int yb_resettle_order_run(struct yb_tx *tx, const struct yb_run_orders *search,
                          struct yb_resettle_order_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(search->run_id), yb_string(search->order_stas),
                                      yb_int(search->after_id), yb_int(search->most)};

    return yb_tx_list(tx, YB_SQL_RESETTLE_ORDER_RUN, values, YB_COUNT(values), YB_LIST(list),
                      error);
}

int yb_resettle_order_left(struct yb_tx *tx, int64_t run_id, int64_t *count, struct yb_error *error)
{
    const struct yb_value value = yb_int(run_id);

    return yb_tx_numbers(tx, YB_SQL_RESETTLE_ORDER_LEFT, &value, 1, count, 1, error);
}

int yb_resettle_run_add(struct yb_tx *tx, const struct yb_resettle_run_row *row,
                        struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_RESETTLE_RUN_ADD, YB_T_resettle_run, row, NULL, error);
}

int yb_resettle_run_put(struct yb_tx *tx, const struct yb_resettle_run_row *row,
                        struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_RESETTLE_RUN_PUT, YB_T_resettle_run, row, &changed, error);

    return rc || changed ? rc : yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "resettle_run", NULL);
}

int yb_resettle_run_get(struct yb_tx *tx, int64_t run_id, struct yb_resettle_run_row *row,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(run_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_RESETTLE_RUN_GET, values, 1, row, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_tx_refuse(tx, YB_E_NOT_FOUND, error, "run_id", yb_tx_text(tx, run_id));
    return rc;
}

int yb_resettle_run_list(struct yb_tx *tx, int64_t below_id, int64_t most,
                         struct yb_resettle_run_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(below_id), yb_int(most)};

    return yb_tx_list(tx, YB_SQL_RESETTLE_RUN_LIST, values, 2, YB_LIST(list), error);
}

int yb_resettle_run_open(struct yb_tx *tx, struct yb_resettle_run_row *row, bool *found,
                         struct yb_error *error)
{
    return yb_tx_one(tx, YB_SQL_RESETTLE_RUN_OPEN, NULL, 0, row, found, error);
}

int yb_resettle_run_people(struct yb_tx *tx, const struct yb_resettle_run_row *run, int64_t to_psn,
                           struct yb_psn_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(run->after_psn),
                                      yb_int(to_psn),
                                      yb_string(run->insutype),
                                      yb_int(run->from_day),
                                      yb_int(run->to_day == YB_DAY_NONE ? YB_DAY_MAX : run->to_day),
                                      yb_int(run->from_day * YB_DAY_MS - YB_CST_MS)};

    return yb_tx_list(tx, YB_SQL_RESETTLE_RUN_PEOPLE, values, YB_COUNT(values), YB_LIST(list),
                      error);
}
