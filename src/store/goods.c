#include "store/goods.h"

#include "base/limits.h"
#include "store/tx.h"

int yb_goods_add(struct yb_tx *tx, const struct yb_goods_row *rows, size_t count,
                 struct yb_error *error)
{
    return yb_tx_put_many(tx, YB_SQL_GOODS_ADD, rows, count, NULL, error);
}

int yb_goods_drop(struct yb_tx *tx, const struct yb_goods_drop *drop, int64_t *changed,
                  struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(drop->fixmedins_code),
                                      yb_string(drop->fixmedins_bchno), yb_string(drop->goods_kind),
                                      yb_string(drop->other_kind), yb_int(drop->now_ms)};

    return yb_tx_do(tx, YB_SQL_GOODS_DROP, values, YB_COUNT(values), changed, error);
}

int yb_goods_list(struct yb_tx *tx, const struct yb_goods_query *query, struct yb_goods_list *list,
                  struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_string(query->fixmedins_code), yb_int(query->from_ms), yb_int(query->to_ms),
        yb_int((int64_t)(query->most ? query->most : YB_STORE_LIST_MAX))};

    return yb_tx_list(tx, YB_SQL_GOODS_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

int yb_prac_duty_put(struct yb_tx *tx, const struct yb_prac_duty_row *row, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_PRAC_DUTY_PUT, YB_T_prac_duty, row, NULL, error);
}

int yb_prac_duty_list(struct yb_tx *tx, struct yb_text fixmedins_code,
                      struct yb_prac_duty_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(fixmedins_code)};

    return yb_tx_list(tx, YB_SQL_PRAC_DUTY_LIST, values, 1, YB_LIST(list), error);
}
