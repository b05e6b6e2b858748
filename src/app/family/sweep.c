/* What a crash left open between two people's transactions. See use.h. */
#include "app/family/chain.h"
#include "app/setup/setup.h"
#include "store/acct_share.h"

#define A_PAGE 100

struct due {
    int64_t before_ms;
    struct yb_acct_hold_list holds;
    struct yb_acct_use_list uses;
};

static int find_due(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct due *due = context;
    int rc = yb_acct_hold_due(tx, due->before_ms, A_PAGE, &due->holds, error);

    return rc ? rc : yb_acct_use_due(tx, due->before_ms, A_PAGE, &due->uses, error);
}

struct ending {
    const struct yb_acct_hold_row *hold;
    const struct yb_acct_use_row *use;
    struct yb_family_end end;
    struct yb_family_back back;
};

static int decided(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ending *e = context;

    return yb_family_decided(call, e->hold, &e->end, error);
}

static int end(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ending *e = context;

    return yb_family_end(call, &e->end, error);
}

static int owed(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ending *e = context;

    return yb_family_owed(call, e->use, &e->back, error);
}

static int credit(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ending *e = context;

    return yb_family_credit(call, &e->back, error);
}

static int told(struct yb_call *call, void *context, struct yb_error *error)
{
    struct ending *e = context;

    return yb_family_told(call, &e->back, error);
}

typedef int (*step)(struct yb_call *call, void *context, struct yb_error *error);

static int run_steps(const struct yb_use *how, const step *steps, struct ending *e,
                     struct yb_error *error)
{
    struct yb_use use = *how;
    int rc = 0;

    use.context = e;
    for (; !rc && *steps; steps++) {
        use.run = *steps;
        rc = yb_app_run(&use, error);
    }
    return rc;
}

int yb_family_sweep(struct yb_app *app, int64_t now_ms, int64_t before_ms, int64_t *ended,
                    struct yb_error *error)
{
    static const step hold_steps[] = {decided, end, NULL};
    static const step back_steps[] = {owed, credit, told, NULL};
    struct due due = {.before_ms = before_ms};
    struct yb_arena arena, work;
    struct yb_use how = {.app = app, .arena = &work, .now_ms = now_ms};
    int rc;

    *ended = 0;
    yb_arena_init(&arena, 1 << 14);
    yb_arena_init(&work, 1 << 14);
    rc = yb_store_read(app->store, find_due, &due, &arena, error);
    for (size_t i = 0; !rc && i < due.holds.count; i++, (*ended)++)
        rc = run_steps(&how, hold_steps, &(struct ending){.hold = &due.holds.rows[i]}, error);
    for (size_t i = 0; !rc && i < due.uses.count; i++, (*ended)++)
        rc = run_steps(&how, back_steps, &(struct ending){.use = &due.uses.rows[i]}, error);
    yb_arena_release(&work);
    yb_arena_release(&arena);
    return rc;
}
