/*
 * app.h - what every use case is given.
 *
 * A use case is a sentence: load what the engine needs, ask the engine, store what it decided. It
 * holds no rule of its own and runs inside exactly one transaction, which its caller (a face, a
 * command, a test) opens through the store's executor. Its shape:
 *
 *     int yb_app_<verb>_<thing>(struct yb_call *call, const struct yb_<thing>_in *in,
 *                               struct yb_<thing>_out *out, struct yb_error *error);
 *
 * `in` was validated by the face for form (required, length, type, dictionary); the use case checks
 * what needs the store: states, days, sums, rights. After an error nothing has been written: the
 * executor rolls the savepoint back. Text in `out` lives in call->arena.
 *
 * Time is an argument: call->now_ms; a use case never asks a clock.
 */
#ifndef YB_APP_APP_H
#define YB_APP_APP_H

#include "base/arena.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/id.h"

struct yb_store;
struct yb_tx;
struct yb_policy_set;
struct yb_published;
struct yb_catalogue_snapshot;
struct yb_code_map;
struct yb_settle_rules;
struct yb_paper_kinds;
struct yb_family;

/* Shared ledger accounts whose rows this process has seen: see app/settle/books.h. */
#define YB_KNOWN_ACCOUNTS 4096

/* One per process; immutable after start but for the catalogue snapshot, which is swapped whole. */
struct yb_app {
    struct yb_store *store;
    /* Those in force and to come; swapped whole when one is published: app/policy/published.h. */
    const struct yb_policy_set *_Atomic policies;
    struct yb_published *published; /* the sets made since the start, newest first */
    struct yb_catalogue_snapshot *_Atomic catalogue; /* see app/catalogue/snapshot.h */
    const struct yb_code_map *codes;                 /* see app/settle/facts.h */
    const struct yb_settle_rules *rules;             /* see app/settle/rules.h */
    const struct yb_paper_kinds *paper;              /* see app/paper/paper.h */
    struct yb_id_source ids;
    struct yb_keys keys;
    char region[7];        /* admdvs of the pooling region served, six digits */
    bool demo;             /* founded with the made-up county: its policies count too */
    struct yb_arena arena; /* holds what was read at the start: see app/setup/setup.h */
    _Atomic int64_t known_accounts[YB_KNOWN_ACCOUNTS];
};

/* Who calls, by which message; what the access log and the idempotence record need. */
struct yb_actor {
    struct yb_text fixmedins_code; /* empty for console and command line */
    struct yb_text fixmedins_name;
    struct yb_text opter, opter_name, opter_type;
    struct yb_text mdtrtarea_admvs, insuplc_admdvs; /* place of care, place of insurance */
    struct yb_text msgid, infno;
    struct yb_text ip; /* where the console's user is; empty: not over the network */
};

/* What a use case made; recorded with the message, so that a reversal (2601) finds it. 0: none. */
struct yb_made {
    int64_t psn_no, mdtrt_id, setl_id;
};

/* The message being executed; filled by yb_app_message_open. */
struct yb_open_message {
    bool open;
    int64_t psn_no, inf_time_ms;
    uint8_t request_hash[YB_SM3_BYTES];
};

struct yb_call {
    struct yb_app *app;
    struct yb_tx *tx;
    struct yb_arena *arena; /* lives until the reply is written */
    int64_t now_ms;         /* Unix milliseconds of receipt */
    const struct yb_actor *actor;
    struct yb_made made;            /* zero before the use case */
    struct yb_open_message message; /* zero before yb_app_message_open */
    struct yb_family *family; /* NULL: a relative's account is taken within the transaction; else it
                                 is held before and told after, see app/family/chain.h */
};

#endif
