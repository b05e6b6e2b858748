/*
 * past.h - visits, fee lines and settlements put straight into a desk's store: what the queries and
 * the reconciliation read, without adjudication.
 */
#ifndef YB_TEST_APP_PAST_H
#define YB_TEST_APP_PAST_H

#include "store/setl.h"
#include "test/app/desk/desk.h"

/* A visit of desk->actor's institution; a stay when med_type begins with 2 (then in hospital). */
struct past_visit {
    int64_t psn_no;
    const char *med_type, *insutype, *begntime;
};
int64_t past_visit(struct desk *desk, const struct past_visit *visit);

/* A fee line of a visit. list_type 101 is a drug. */
void past_line(struct desk *desk, int64_t psn_no, int64_t mdtrt_id, const char *feedetl_sn,
               const char *list_type);

/* A settlement of everything that the visit has. Amounts in fen; cash is what is left. */
struct past_settlement {
    int64_t psn_no, mdtrt_id;
    const char *insutype, *med_type, *clr_type, *msgid, *setl_time;
    int64_t medfee_fen, fund_fen, acct_fen;
    int64_t feedetl_from; /* 0: from the first line */
};
int64_t past_settle(struct desk *desk, const struct past_settlement *settlement);

/* Cancels it; the red entry's number. */
int64_t past_cancel(struct desk *desk, int64_t psn_no, int64_t setl_id, const char *msgid);

#endif
