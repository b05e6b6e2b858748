#include "app/family/chain.h"

struct yb_family *yb_family_of(struct yb_family_chain *chain)
{
    return yb_store_is_file(chain->app->store) ? NULL : &chain->family;
}

static struct yb_call call_of(struct yb_family_chain *chain, struct yb_tx *tx)
{
    return (struct yb_call){.app = chain->app,
                            .tx = tx,
                            .arena = chain->job.arena,
                            .now_ms = chain->now_ms,
                            .actor = chain->actor};
}

static void submit_step(struct yb_family_chain *chain,
                        int (*run)(struct yb_tx *, void *, struct yb_error *),
                        void (*done)(void *, int, const struct yb_error *), bool idempotent)
{
    struct yb_error error = {0};
    int rc;

    chain->step = (struct yb_job){.run = run,
                                  .done = done,
                                  .context = chain,
                                  .arena = chain->job.arena,
                                  .idempotent = idempotent};
    rc = yb_store_submit(chain->app->store, &chain->step, &error);
    if (rc < 0)
        done(chain, rc, &error);
}

/* ---- after the job: each hold is ended, each holder told ---- */

static void end_next(struct yb_family_chain *chain);

static int run_end(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_family_chain *chain = context;
    const struct yb_family_part *part = &chain->family.plan.parts[chain->at];
    struct yb_call call = call_of(chain, tx);
    const struct yb_family_end end = {part->holder_psn_no, part->hold_id,
                                      chain->rc < 0 ? 0 : part->pay_fen, chain->family.setl_id};

    return yb_family_end(&call, &end, error);
}

static int run_tell(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_family_chain *chain = context;
    const struct yb_family_back *back = &chain->family.back[chain->at - chain->family.plan.count];
    struct yb_call call = call_of(chain, tx);

    return chain->ended ? yb_family_told(&call, back, error) : yb_family_credit(&call, back, error);
}

/* What could not be done now is the sweep's. */
static void ended(void *context, int rc, const struct yb_error *error)
{
    struct yb_family_chain *chain = context;
    bool telling = chain->at >= chain->family.plan.count;

    (void)error;
    if (telling && !chain->ended && rc >= 0) {
        chain->ended = true;
    } else {
        chain->ended = false;
        chain->at++;
    }
    end_next(chain);
}

static void end_next(struct yb_family_chain *chain)
{
    const struct yb_family *family = &chain->family;

    while (chain->at < family->plan.count && !family->plan.parts[chain->at].hold_id)
        chain->at++;
    if (chain->at < family->plan.count)
        submit_step(chain, run_end, ended, true);
    else if (chain->at < family->plan.count + family->back_count && chain->rc >= 0)
        submit_step(chain, run_tell, ended, true);
    else
        chain->job.done(chain->job.context, chain->rc, &chain->error);
}

/* ---- the job ---- */

static void main_done(void *context, int rc, const struct yb_error *error);

static int run_main(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_family_chain *chain = context;
    struct yb_family *family = &chain->family;

    family->wanted = false;
    family->back_count = 0;
    for (size_t i = 0; i < family->plan.count; i++)
        family->plan.parts[i].pay_fen = 0; /* an answer given again takes nothing */
    return chain->job.run(tx, chain->job.context, error);
}

/* ---- before it runs again: each part is held with its holder ---- */

static int run_hold(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_family_chain *chain = context;
    struct yb_call call = call_of(chain, tx);

    return yb_family_hold(&call, chain->family.psn_no, &chain->family.plan.parts[chain->at], error);
}

static void finish(struct yb_family_chain *chain, int rc, const struct yb_error *error)
{
    chain->rc = rc;
    if (rc < 0 && error)
        chain->error = *error;
    chain->at = 0;
    chain->ended = false;
    /* when nobody knows what became of the commit, the sweep will look */
    if (rc == YB_E_STORE_LOST)
        chain->job.done(chain->job.context, rc, &chain->error);
    else
        end_next(chain);
}

static void hold_next(struct yb_family_chain *chain);

static void held(void *context, int rc, const struct yb_error *error)
{
    struct yb_family_chain *chain = context;

    if (rc < 0) {
        finish(chain, rc, error);
        return;
    }
    chain->at++;
    hold_next(chain);
}

static void hold_next(struct yb_family_chain *chain)
{
    struct yb_family_plan *plan = &chain->family.plan;

    while (chain->at < plan->count && !plan->parts[chain->at].pay_fen) {
        plan->parts[chain->at].hold_fen = 0;
        chain->at++;
    }
    if (chain->at < plan->count) {
        plan->parts[chain->at].hold_fen = plan->parts[chain->at].pay_fen;
        submit_step(chain, run_hold, held, true);
        return;
    }
    chain->family.held = true;
    submit_step(chain, run_main, main_done, chain->job.idempotent);
}

static void main_done(void *context, int rc, const struct yb_error *error)
{
    struct yb_family_chain *chain = context;

    if (rc != YB_E_FAMILY_HOLD || !chain->family.wanted || chain->family.held) {
        finish(chain, rc, error);
        return;
    }
    chain->at = 0;
    hold_next(chain);
}

int yb_family_submit(struct yb_family_chain *chain, struct yb_error *error)
{
    if (yb_store_is_file(chain->app->store))
        return yb_store_submit(chain->app->store, &chain->job, error);
    chain->family = (struct yb_family){.held = false};
    chain->step = (struct yb_job){.run = run_main,
                                  .done = main_done,
                                  .context = chain,
                                  .arena = chain->job.arena,
                                  .idempotent = chain->job.idempotent};
    return yb_store_submit(chain->app->store, &chain->step, error);
}
