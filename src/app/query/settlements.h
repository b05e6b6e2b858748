/*
 * settlements.h - settlements as a desk lists them: by day, person, institution, kind, amount and
 * state, a page at a time, newest or dearest first, each with its person's name.
 *
 * With a person all of his settlements are looked at (they are few); otherwise see
 * store/setl_search.h for how a search stays within bounds.
 */
#ifndef YB_APP_QUERY_SETTLEMENTS_H
#define YB_APP_QUERY_SETTLEMENTS_H

#include "app/app.h"
#include "app/permission/permission.h"
#include "base/day.h"
#include "store/row.h"
#include "store/setl_search.h"

enum yb_settlement_state { YB_SETTLEMENT_LIVE, YB_SETTLEMENT_CANCELLED, YB_SETTLEMENT_RED };

struct yb_settlements_in {
    const struct yb_reach *reach;
    int64_t psn_no;                                           /* 0: anybody */
    struct yb_text fixmedins_code, med_type, insutype, state; /* empty: any */
    int32_t from_day, to_day;                                 /* YB_DAY_NONE: open */
    int64_t least_fen, greatest_fen;
    int64_t most;
    enum yb_setl_order order;
    int64_t at_value, at_id; /* next_value and next_id of the page before */
};

struct yb_settlement_line {
    const struct yb_setl_row *setl;
    enum yb_settlement_state state;
    struct yb_text psn_name, certno; /* open: to be masked by whoever shows them */
    struct yb_text fixmedins_name;
};

struct yb_settlements {
    struct yb_settlement_line *lines;
    size_t count;
    int64_t next_value, next_id; /* next_id 0: nothing is left */
    bool complete;               /* the page is full or the end was met; see struct yb_setl_found */
};

/* Errors: NOT_ALLOWED (an institution out of reach), OUT_OF_RANGE (days reversed). */
int yb_app_search_settlements(struct yb_call *call, const struct yb_settlements_in *in,
                              struct yb_settlements *out, struct yb_error *error);

/*
 * What `in` selects, added up: from the stored totals when it asks for days, an institution or a
 * kind of care only, else exactly when it is little; `known` tells. A page's place and order do not
 * matter, nor does psn_no. Errors as above.
 */
struct yb_settlements_sum {
    bool known;
    struct yb_setl_sum sum; /* with state "red", setl_cnt counts these */
};
int yb_app_add_up_settlements(struct yb_call *call, const struct yb_settlements_in *in,
                              struct yb_settlements_sum *out, struct yb_error *error);

/* One settlement as a line. */
int yb_settlement_line_of(struct yb_call *call, const struct yb_setl_row *setl,
                          struct yb_settlement_line *line, struct yb_error *error);

#endif
