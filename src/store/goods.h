/*
 * goods.h - institutions' goods in and out (进销存, 3501-3507), and doctors' days of duty.
 *
 * Both are facts that an audit compares with the settled fee lines: what was sold against what came
 * in, who signed a line against who was there. A row of goods is never changed; 3507 takes rows out
 * of force.
 */
#ifndef YB_STORE_GOODS_H
#define YB_STORE_GOODS_H

#include "store/store.h"

/* Adds records of one institution. */
int yb_goods_add(struct yb_tx *tx, const struct yb_goods_row *rows, size_t count,
                 struct yb_error *error);

/* Takes an institution's records of a batch out of force, of the kinds named (3503 and 3504, say;
 * the same twice is fine); *changed is how many. */
struct yb_goods_drop {
    struct yb_text fixmedins_code, fixmedins_bchno;
    struct yb_text goods_kind, other_kind;
    int64_t now_ms;
};
int yb_goods_drop(struct yb_tx *tx, const struct yb_goods_drop *drop, int64_t *changed,
                  struct yb_error *error);

/* An institution's records in force of [from_ms, to_ms], in order of time, at most `most`. */
struct yb_goods_query {
    struct yb_text fixmedins_code;
    int64_t from_ms, to_ms;
    size_t most; /* 0: YB_STORE_LIST_MAX */
};
int yb_goods_list(struct yb_tx *tx, const struct yb_goods_query *query, struct yb_goods_list *list,
                  struct yb_error *error);

/* Adds or replaces a doctor's days of duty from a day on. */
int yb_prac_duty_put(struct yb_tx *tx, const struct yb_prac_duty_row *row, struct yb_error *error);

/* An institution's days of duty, by practitioner and first day. */
int yb_prac_duty_list(struct yb_tx *tx, struct yb_text fixmedins_code,
                      struct yb_prac_duty_list *list, struct yb_error *error);

#endif
