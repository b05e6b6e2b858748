/*
 * resettle.h - settled bills decided again, for whatever cause: one mechanism.
 *
 * A bill is decided on what the bills before it left of every limit, on facts of its day, on lines
 * and on a policy. When one of these turns out to have been otherwise (cause.def), the bill and all
 * that follow it in the same scheme and policy year are decided again, in order (order.h), each
 * from its record, with only that changed which the cause changes:
 *
 *     cancellation   nothing; the cancelled bill's movements are gone
 *     late           nothing; the late bill's movements have come in between
 *     line           the lines of one bill, by a correction (feedetl_fix)
 *     identity       relief, supplement, product and cohort of bills whose benefit day lies in the
 *                    days concerned
 *     cover          person, plan, civil service, years of contribution and cohort of the same
 *     policy         the pack of the same: the one in force now for that day
 *
 * Where the result differs from what stands, the difference is written as a settlement of its own,
 * an adjustment (adjust_setl_id), with the cause beside it (setl_cause). Its medfee_sumamt is 0 but
 * after a correction of amounts, and the identities of settle.h hold in it. No adjustment debits a
 * personal account further: the account's part of a bill can only shrink, what a person owes more
 * is cash. The difference is settled between the funds and the person (clearing account "adjust:"),
 * but that of a corrected amount, which the institution charged wrongly, with the institution.
 *
 * A dry run is the same call that writes nothing; it may run inside a read.
 *
 * Cost: a few statements a bill that is decided again, besides the person's settlements.
 */
#ifndef YB_APP_SETTLE_RESETTLE_H
#define YB_APP_SETTLE_RESETTLE_H

#include "app/app.h"
#include "app/settle/effective.h"
#include "base/day.h"

enum yb_cause_kind {
#define YB_CAUSE(word, zh, en) YB_CAUSE_##word,
#include "app/settle/cause.def"
#undef YB_CAUSE
    YB_CAUSES
};

/* The word of cause.def and its titles; -1: no such word. */
const char *yb_cause_word(enum yb_cause_kind kind);
const char *yb_cause_title(enum yb_cause_kind kind, bool english);
int yb_cause_find(struct yb_text word);

struct yb_resettle {
    int64_t psn_no;
    enum yb_cause_kind kind;
    int64_t cause_id;
    struct yb_text reason;          /* whose words; may be empty */
    const struct yb_setl_row *setl; /* cancellation, late, line: that settlement, a stored row */
    const struct yb_feedetl_fix_row
        *fix;                 /* line, in a dry run: the correction that is not written */
    int32_t from_day, to_day; /* the others: benefit days concerned; to_day YB_DAY_NONE: open */
    struct yb_text insutype;  /* the others: only this scheme; empty: all */
    bool dry;
};

/* A bill that came out otherwise. */
struct yb_adjusted {
    struct yb_setl_row before; /* as it stood: the original with its adjustments so far */
    struct yb_setl_row by;     /* the difference; setl_id is the adjustment's, 0 in a dry run */
    const struct yb_policy *policy_before, *policy_after;
    struct yb_record record_before,
        record_after; /* record_after.trace is empty: the bill is gone */
};

struct yb_resettled {
    struct yb_adjusted *rows; /* in the transaction's arena */
    size_t count;
    int64_t bills; /* decided again, whether they changed or not */
};

/*
 * Decides again. With cancellation and late the settlement has been cancelled or written in this
 * transaction (in a dry run of a cancellation it has not); with line the correction has. The person
 * is locked unless dry. Errors: PSN_NOT_COVERED (cover: a bill's day is not covered any more: that
 * bill has to be cancelled), TOO_MANY (accumulators), those of yb_decide and the store's.
 */
int yb_settle_resettle(struct yb_call *call, const struct yb_resettle *resettle,
                       struct yb_resettled *out, struct yb_error *error);

#endif
