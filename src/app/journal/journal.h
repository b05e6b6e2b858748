/*
 * journal.h - what people do at the console, noted in the access log: who, when, what, about whom,
 * with which outcome, why, from where.
 *
 * An entry is written in the transaction of the act it tells of, or, for a look, before the answer
 * is given: what cannot be noted does not happen (YB_E_JOURNAL). Texts come from people; control
 * characters in them are shown as "·", identity numbers masked.
 */
#ifndef YB_APP_JOURNAL_JOURNAL_H
#define YB_APP_JOURNAL_JOURNAL_H

#include "app/app.h"

struct yb_journal_entry {
    struct yb_text action; /* id of the operation */
    struct yb_text target; /* "psn:42", "user:li", "setl:7" */
    struct yb_text detail; /* reason, filters */
    int result;            /* enum yb_code */
};

/* The actor is call->actor: opter and ip. Error: JOURNAL. */
int yb_journal_add(struct yb_call *call, const struct yb_journal_entry *entry,
                   struct yb_error *error);

/* An actor of the console: a user's name, and the address he comes from. */
struct yb_actor yb_journal_actor(struct yb_text user_name, struct yb_text ip);

/* `text` fit for a log: one line, at most `most` bytes, no identity number. In the arena. */
struct yb_text yb_journal_text(struct yb_arena *arena, struct yb_text text, size_t most);

#endif
