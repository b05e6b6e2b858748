/*
 * share.h - who may use whose personal account (个人账户家庭共济).
 *
 * The holder of an account lets a relative use it, from a day on. The national interface has the
 * use (acct_used_flag 2), but no transaction that says whose account is meant; so a sharing is made
 * at the counter (console, `yibao import shares`). It is two rows, one with each person: the one
 * transaction about two people that is administration, not settlement (see store/acct_share.h).
 *
 * Rules: the holder has a personal account; the two are different people; the relation is one of
 * the region's (`family_relations` in data/interface/rules.yaml: spouse, child, parent by default);
 * at most YB_FAMILY_SHARES_MAX sharings of one user are in force on a day. A sharing that is
 * withdrawn holds to its last day; bills paid under it stand. So does one that ends because one of
 * the two died or the holder moved away (yb_family_part, called by app/enrol).
 */
#ifndef YB_APP_FAMILY_SHARE_H
#define YB_APP_FAMILY_SHARE_H

#include "app/app.h"
#include "base/day.h"
#include "store/row.h"

#define YB_FAMILY_SHARES_MAX 4

struct yb_share_in {
    int64_t psn_no;            /* whose account */
    int64_t user_psn_no;       /* who may use it */
    struct yb_text share_rlts; /* what the user is to the holder: a code of agnter_rlts */
    int32_t begndate;          /* YB_DAY_NONE: today */
    int32_t enddate;           /* YB_DAY_NONE: open */
};

struct yb_share_out {
    int64_t share_id;
};

/*
 * Errors: PSN_NOT_FOUND (either), FAMILY_NO_ACCOUNT (the holder has none), OUT_OF_RANGE (begndate,
 * enddate), UNKNOWN_CODE (share_rlts: not shared with such a relative here); and named user_certno,
 * as faces ask for the user by it: FAMILY_SELF (the same person), FAMILY_EXISTS (the same two in
 * the same days), FAMILY_FULL.
 */
int yb_app_share_account(struct yb_call *call, const struct yb_share_in *in,
                         struct yb_share_out *out, struct yb_error *error);

struct yb_unshare_in {
    int64_t psn_no; /* either of the two */
    int64_t share_id;
    int32_t enddate; /* its last day; YB_DAY_NONE: today. Before its first day: it never held */
};

/* Errors: NOT_FOUND (share_id), OUT_OF_RANGE (enddate: past its end, or before today). */
int yb_app_unshare_account(struct yb_call *call, const struct yb_unshare_in *in,
                           struct yb_error *error);

/*
 * The register ends sharings: who dies shares nothing any more in either role, and who moves away
 * lets nobody use an account that moves too. After `day` none of them holds; what bills have taken
 * stands. `holder_only`: only those of the person's own account. *ended: how many.
 *
 * yb_family_lock comes first, in place of yb_psn_lock: all whom it concerns, by their numbers.
 */
int yb_family_lock(struct yb_call *call, int64_t psn_no, struct yb_error *error);
int yb_family_part(struct yb_call *call, int64_t psn_no, int32_t day, bool holder_only,
                   int64_t *ended, struct yb_error *error);

/* A person's sharings in either role, withdrawn ones too, oldest first. */
enum yb_share_state {
    YB_SHARE_IN_FORCE,
    YB_SHARE_TO_COME,
    YB_SHARE_ENDED,
    YB_SHARE_WITHDRAWN /* it never held */
};

struct yb_share_view {
    const struct yb_acct_share_row *row;
    bool holds; /* the account is this person's; else he may use the other's */
    enum yb_share_state state;
    int64_t pay_amt_fen; /* what bills took under it, less what they gave back */
};

struct yb_shares_out {
    struct yb_share_view *items;
    size_t count;
    bool has_account; /* to share */
};

int yb_app_shares(struct yb_call *call, int64_t psn_no, struct yb_shares_out *out,
                  struct yb_error *error);

/* True when the row counts on a day. Pure. */
bool yb_share_holds(const struct yb_acct_share_row *row, int32_t day);

/* "张*（配偶）", in the arena: how a bill and a statement name the other one. */
struct yb_text yb_share_name(struct yb_arena *arena, const struct yb_acct_share_row *row);

#endif
