/*
 * verify_internal.h - one verification on its way, and the checks of one person. See verify.h.
 */
#ifndef YB_APP_VERIFY_VERIFY_INTERNAL_H
#define YB_APP_VERIFY_VERIFY_INTERNAL_H

#include "app/settle/order.h"
#include "app/verify/verify.h"

struct yb_verifying {
    struct yb_app *app;
    const struct yb_verify_in *in;
    struct yb_verify_out *out;
};

/* A person's settlements with their parts, as they are in one snapshot. */
struct yb_verify_person {
    struct yb_verifying *verifying;
    struct yb_tx *tx;
    struct yb_arena *arena;
    int64_t psn_no;
    struct yb_setl_list setls;   /* in order */
    struct yb_setl_parts *parts; /* of each */
    struct yb_accu_list accu;    /* what stands */
    struct yb_psn_account_list accounts;
    struct yb_setl_cause_list causes;
    struct yb_feedetl_fix_list fixes;
};

/* Reports that `what` of `setl_id` (or of a person) should be one amount or number and is another.
 */
void yb_verify_number(struct yb_verifying *verifying, enum yb_verify_check check, const char *what,
                      int64_t id, const int64_t should_is[2]);

/* The same for something that must be there or be so. */
void yb_verify_fault(struct yb_verifying *verifying, enum yb_verify_check check, const char *what,
                     int64_t id, const char *should);

/* The checks of one person, each adding its differences. Errors: the store's. */
int yb_verify_identities(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_cancellations(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_accumulators(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_bills(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_ledger(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_family(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_allowances(struct yb_verify_person *person, struct yb_error *error);
int yb_verify_messages(struct yb_verify_person *person, struct yb_error *error);

#endif
