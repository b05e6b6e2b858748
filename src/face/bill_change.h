/*
 * bill_change.h - why a bill came out otherwise, in words: made from the two traces
 * (engine/benefit/difference.h) and the facts. Pure.
 *
 *     账单 7：基金支付变动 175.00，个人负担变动 -175.00，因为此前的结算被撤销：统筹基金：
 *     起付标准 250.00（年内第2次）… → 起付标准 500.00（年内第1次）…
 */
#ifndef YB_FACE_BILL_CHANGE_H
#define YB_FACE_BILL_CHANGE_H

#include "face/bill.h"

#define YB_CHANGE_SENTENCES_MAX 40

/* One decision: its trace may be empty, then there is nothing to hold against it. */
struct yb_change_side {
    const struct yb_policy *policy;
    const struct yb_trace *trace;
    const struct yb_facts *facts;
};

struct yb_change_view {
    int64_t setl_id;              /* the bill */
    int64_t fund_fen, person_fen; /* what the funds and the person (account and cash) pay more */
    const char *cause;            /* in the language asked for */
    struct yb_change_side before, after;
    bool english;
};

struct yb_change_words {
    struct yb_text headline; /* "bill 7 changed by ... because ...", with the first reason */
    struct yb_text sentences[YB_CHANGE_SENTENCES_MAX]; /* facts, grounds, then what was paid */
    size_t count;
};

/* In the arena. Errors: NO_MEMORY. */
int yb_change_write(const struct yb_change_view *view, struct yb_arena *arena,
                    struct yb_change_words *words, struct yb_error *error);

#endif
