/*
 * approval.h - two persons for one act: one proposes, another decides.
 *
 *     propose --> proposed --approve (another person)--> approved: done in the same transaction
 *                    |-- refuse (another person) ------> refused
 *                    |-- withdraw (who proposed) ------> withdrawn
 *                    +-- expire_time is over ----------> expired (when it is next touched)
 *
 * A kind is a row of kind.def and two functions: one that checks a proposal, so that nobody has to
 * refuse what could never be done, and one that does it. Whoever proposed never decides, whatever
 * his roles (reliability F3). Both steps go to the audit log with their reasons.
 *
 * A matter has a place: that of the bill or of the entry it is about, else the whole region. Both
 * steps need a permission that reaches it; who is of another place is not shown a matter about a
 * person at all.
 */
#ifndef YB_APP_APPROVAL_APPROVAL_H
#define YB_APP_APPROVAL_APPROVAL_H

#include "app/app.h"
#include "app/permission/permission.h"
#include "store/row.h"

enum yb_approval_kind {
#define YB_APPROVAL(word, propose, decide, days, zh, en) YB_APPROVAL_##word,
#include "app/approval/kind.def"
#undef YB_APPROVAL
    YB_APPROVAL_KINDS
};

/* Who acts. */
struct yb_approver {
    int64_t user_id;
    struct yb_text user_name;
    const struct yb_who *who;
};

struct yb_propose_in {
    enum yb_approval_kind kind;
    struct yb_text target, content, reason;
};

/* Errors: NOT_ALLOWED (also out of reach), MISSING (reason), those of the kind's check. */
int yb_app_propose(struct yb_call *call, const struct yb_approver *by,
                   const struct yb_propose_in *in, int64_t *approval_id, struct yb_error *error);

enum yb_decision_kind { YB_APPROVE, YB_REFUSE, YB_WITHDRAW };

/*
 * Decides. Errors: NOT_FOUND, APPROVAL_STATE (decided or expired), APPROVAL_SELF (approving or
 * refusing what one proposed), NOT_ALLOWED (no right to decide there; withdrawing another's), and
 * whatever doing it refuses: then it stays proposed.
 */
struct yb_decide_in {
    int64_t approval_id;
    enum yb_decision_kind decision;
    struct yb_text reason;
};
int yb_app_decide(struct yb_call *call, const struct yb_approver *by, const struct yb_decide_in *in,
                  struct yb_approval_row *row, struct yb_error *error);

/* The state as of now: "proposed" whose time is over is "expired". */
struct yb_text yb_approval_state(const struct yb_approval_row *row, int64_t now_ms);

/* Where a matter belongs. One that is about nobody is the region's, and seen by whoever may look.
 */
struct yb_approval_place {
    bool of_person;
    struct yb_text admdvs, fixmedins_code;
};
int yb_approval_place_of(struct yb_call *call, const struct yb_approval_row *row,
                         struct yb_approval_place *place, struct yb_error *error);

/* True when `by` may see it: it is about nobody, his own, or of a place that is his. */
bool yb_approval_may_see(const struct yb_approval_row *row, const struct yb_approval_place *place,
                         const struct yb_approver *by);

/* True when `by` may approve or refuse it. */
bool yb_approval_may_decide(const struct yb_approval_row *row,
                            const struct yb_approval_place *place, const struct yb_approver *by,
                            int64_t now_ms);

/* The name of a kind; "" for a word that is none. */
const char *yb_approval_title(struct yb_text kind, bool english);

/* Settings that may be changed: the rules of passwords and sessions. */
struct yb_setting_rule {
    const char *name;
    int standard, least, most;
    const char *zh, *en;
};
extern const struct yb_setting_rule yb_setting_rules[];
extern const int yb_setting_rule_count;

#endif
