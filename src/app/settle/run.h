/*
 * run.h - the settled bills of the whole region brought to a policy that came after them.
 *
 * A version that is published for days past (app/policy/version.h), or a pack of the data folder
 * that was corrected, finds bills that were decided by what stood before. A run says which of them
 * would come out otherwise, and does it when somebody with the right orders it:
 *
 *     counting --all people looked at--> counted --order--> working --all--> done
 *        |                                 |  \--nothing would change--> done
 *        +------------- stop --------------+-------- stop ---- working
 *        stopped --order--> goes on where it was: counting or working
 *
 * A version that is published for days past begins its run in the transaction that publishes it, so
 * that nobody has to remember. Of a version nothing is looked at before YB_RUN_WAIT_MS have passed:
 * until then another process may still settle by what it knew before.
 *
 * Counting decides each person's bills again without writing (resettle.h, cause `policy`, this
 * scheme, these days) and keeps what would change as a planned order (ordered.h), one a person.
 * Working off does the same and writes, each person in a transaction of its own that moves the run
 * on as well: whatever stops the program, nobody is done twice and nobody is left out. What cannot
 * be decided again stays as a refused order for a clerk; who is left is counted from the orders
 * (yb_resettle_order_left), so whatever way he is settled afterwards, he is no more. People whose
 * bills came in between are looked at too. Differences are booked and explained as those of every
 * other cause.
 *
 * Cost: the people of the region page by page; a dry and a real re-settlement for each who has a
 * bill of these days. Memory: one person's bills.
 */
#ifndef YB_APP_SETTLE_RUN_H
#define YB_APP_SETTLE_RUN_H

#include "app/settle/ordered.h"
#include "engine/policy/policy.h"

#define YB_RUN_WAIT_MS INT64_C(60000)
#define YB_RUN_PEOPLE  200 /* looked at in one step */

#define YB_RUN_COUNTING  YB_TEXT("counting")
#define YB_RUN_COUNTED   YB_TEXT("counted")
#define YB_RUN_WORKING   YB_TEXT("working")
#define YB_RUN_STOPPED   YB_TEXT("stopped")
#define YB_RUN_DONE      YB_TEXT("done")
#define YB_ORDER_PLANNED YB_TEXT("planned")

/* Begins to count for a policy from its first day on; `version_id` 0: a pack of the data folder. */
int yb_run_begin(struct yb_call *call, const struct yb_policy *policy, int64_t version_id,
                 struct yb_resettle_run_row *run, struct yb_error *error);

/* The same by a policy's id. Errors: NOT_FOUND (policy), OUT_OF_RANGE (another region's), EXISTS
 * (one for this policy is open), POLICY_FUTURE (it is not in force yet: there is nothing to bring).
 */
int yb_app_run_begin(struct yb_call *call, struct yb_text policy, struct yb_resettle_run_row *run,
                     struct yb_error *error);

/* Somebody orders it, or stops it; why. Errors: MISSING (reason), NOT_FOUND, RUN_STATE. */
struct yb_run_deed {
    int64_t run_id;
    struct yb_text user, reason;
};
int yb_app_run_order(struct yb_call *call, const struct yb_run_deed *deed,
                     struct yb_resettle_run_row *run, struct yb_error *error);
int yb_app_run_stop(struct yb_call *call, const struct yb_run_deed *deed,
                    struct yb_resettle_run_row *run, struct yb_error *error);

/*
 * One step of the oldest run that is counting or working: at most YB_RUN_PEOPLE people. *more:
 * there is something left that can be done now. Another process that has moved it on meanwhile is
 * no error.
 */
int yb_app_run_step(struct yb_app *app, int64_t now_ms, bool *more, struct yb_error *error);

#endif
