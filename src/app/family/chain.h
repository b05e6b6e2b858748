/*
 * chain.h - a server's job that may need a relative's account: the transactions before and after
 * it.
 *
 *     the job --FAMILY_HOLD--> hold with each holder --> the job again --> post, or void; tell
 *
 * Its done() is called once, when all that is over. What a crash leaves open the sweep ends. A job
 * that asks for no relative's account is submitted and done as ever; so is any job on a file, whose
 * one writer needs no chain (see use.h).
 */
#ifndef YB_APP_FAMILY_CHAIN_H
#define YB_APP_FAMILY_CHAIN_H

#include "app/family/use.h"
#include "store/store.h"

struct yb_family_chain {
    struct yb_job job; /* as for yb_store_submit; run() sets call->family = yb_family_of(chain) */
    struct yb_app *app;
    const struct yb_actor *actor;
    int64_t now_ms;

    struct yb_family family; /* private from here on; zero */
    struct yb_job step;
    int rc;
    struct yb_error error;
    size_t at;
    bool ended; /* of two steps for what is given back, the first is done */
};

/* What run() gives its call: NULL on a file. */
struct yb_family *yb_family_of(struct yb_family_chain *chain);

/* As yb_store_submit. The chain stays until done() was called. */
int yb_family_submit(struct yb_family_chain *chain, struct yb_error *error);

/*
 * Ends what was held or given back before `before_ms` and is still open: for a timer, and after a
 * crash. Waits for the store. *ended is how many.
 */
int yb_family_sweep(struct yb_app *app, int64_t now_ms, int64_t before_ms, int64_t *ended,
                    struct yb_error *error);

#endif
