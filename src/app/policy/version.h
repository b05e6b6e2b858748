/*
 * version.h - the life of a policy version at the desk.
 *
 *     draft --propose, another person approves--> published --(before its first day)--> withdrawn
 *       |        (kind policy_publish)                  (kind policy_withdraw, two persons)
 *       +-- discard --> discarded
 *
 * A draft is a base (the id of a policy that is in force or to come), an overlay and cases. It may
 * hold any text: mistakes are told, nothing is lost; only a draft without mistakes is published.
 * Publishing keeps the whole text (store: policy_pack), puts the first day into it, and closes the
 * version before on the day before (engine/policy/set.h). Nothing that was published changes again,
 * so a bill's policy_pack_id and policy id name what it was decided by for ever. A first day that
 * has begun, or begins within YB_POLICY_LEAD_MS, is refused unless the proposal says that it is
 * retroactive. Then it may lie as early as the base's own: of the same first day it takes the
 * base's place. What was settled stands until it is brought to it, and a run that counts it and
 * waits for an order begins with the publication (app/settle/run.h).
 *
 * What is proposed names the digest of the text: a draft that was changed since cannot be approved.
 */
#ifndef YB_APP_POLICY_VERSION_H
#define YB_APP_POLICY_VERSION_H

#include "app/app.h"
#include "app/policy/make.h"
#include "store/policy.h"

#define YB_DRAFT_TEXT_MAX 1048576 /* bytes of an overlay, and of its cases */

struct yb_draft_in {
    int64_t version_id;        /* of a draft that is changed */
    int64_t rev;               /* ... as it was read: another's save in between is refused */
    struct yb_text name, base; /* of a new one */
    struct yb_text overlay, cases;
    bool has_cases; /* of a new one: else the base's */
    struct yb_text reason;
};

/* Errors: MISSING, WRONG_FORMAT (name), EXISTS (name), NOT_FOUND (base), TOO_LONG. */
int yb_app_draft_add(struct yb_call *call, const struct yb_draft_in *in, int64_t *version_id,
                     struct yb_error *error);

/* Errors: NOT_FOUND, POLICY_STATE, STORE_CONFLICT (rev), TOO_LONG. *rev: what it is now. */
int yb_app_draft_save(struct yb_call *call, const struct yb_draft_in *in, int64_t *rev,
                      struct yb_error *error);

/* Errors: NOT_FOUND, POLICY_STATE. */
int yb_app_draft_discard(struct yb_call *call, int64_t version_id, struct yb_error *error);

/*
 * What a version says: of a draft the base with the overlay, else the kept text. Errors: NOT_FOUND
 * (the base is no more), the store's. `base_changed`: the base is not what it was when the draft
 * began.
 */
int yb_app_version_made(struct yb_call *call, const struct yb_policy_version_row *row,
                        struct yb_policy_made *made, bool *base_changed, struct yb_error *error);

/* A policy by its id, or a version by "version:<version_id>". Errors: NOT_FOUND. */
int yb_app_policy_by(struct yb_call *call, struct yb_text reference, struct yb_policy_made *made,
                     struct yb_error *error);

/* The version of an id that is a draft or published, newest first in doubt. NOT_FOUND. */
int yb_app_version_find(struct yb_call *call, struct yb_text name,
                        struct yb_policy_version_row *row, struct yb_error *error);

/* The cases of a policy: the file beside it, or what its version was published with. */
int yb_app_policy_cases(struct yb_call *call, const struct yb_policy_entry *entry,
                        struct yb_text *cases, struct yb_error *error);

/* Runs cases (the text of a case file) against a policy; differences go to `mistakes`, their
 * `file` being "cases". Errors: NO_MEMORY. */
struct yb_cases;
struct yb_cases_run {
    const struct yb_cases *cases;
    bool *passed; /* by case */
    size_t count, failed;
};
int yb_policy_run_cases(const struct yb_policy *policy, struct yb_text cases,
                        struct yb_mistakes *mistakes, struct yb_cases_run *run,
                        struct yb_error *error);

/*
 * What is proposed to publish a draft from a day on: the day, the digest of the text and whether it
 * is retroactive, as app/approval's content. Errors: POLICY_STATE, POLICY_PAST, POLICY_BEFORE,
 * POLICY_MISTAKES, EXISTS (the name is in use, or another is published from this day on),
 * OUT_OF_RANGE (region: it is another's, and the base too).
 */
struct yb_publish {
    int64_t version_id;
    int32_t from_day;
    bool retroactive;
};
int yb_app_publish_content(struct yb_call *call, const struct yb_publish *publish,
                           struct yb_text *content, struct yb_error *error);

/* The two kinds of app/approval: what is checked, and done. `target` is the version_id. */
struct yb_approval_row;
int yb_app_publish_check(struct yb_call *call, struct yb_text target, struct yb_text content,
                         struct yb_error *error);
int yb_app_publish(struct yb_call *call, const struct yb_approval_row *approval,
                   struct yb_error *error);
int yb_app_withdraw_check(struct yb_call *call, struct yb_text target, struct yb_error *error);
int yb_app_withdraw(struct yb_call *call, const struct yb_approval_row *approval,
                    struct yb_error *error);

#endif
