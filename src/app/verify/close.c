#include "app/verify/close.h"

#include "store/ledger.h"
#include "store/store.h"

#include <string.h>

#define TRIES 3 /* before a day is read by the writer itself */

struct closing {
    int32_t before, next; /* next: the day to close, or YB_DAY_NONE */
    int64_t now_ms;
    struct yb_day_draft draft;
};

static int find_next(struct yb_tx *tx, struct closing *c, struct yb_error *error)
{
    struct yb_day_close_row last;
    int rc = yb_day_closed_last(tx, &last, error);

    c->next = YB_DAY_NONE;
    if (rc)
        return rc;
    c->draft.last = last;
    if (last.day_no != YB_DAY_NONE)
        c->next = (int32_t)last.day_no + 1;
    else
        rc = yb_ledger_first_day(tx, &c->next, error);
    if (c->next != YB_DAY_NONE && c->next >= c->before)
        c->next = YB_DAY_NONE;
    return rc;
}

static int draft_next(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct closing *c = context;
    int rc = find_next(tx, c, error);

    return rc || c->next == YB_DAY_NONE ? rc
                                        : yb_day_draft(tx, c->next, c->now_ms, &c->draft, error);
}

static int close_draft(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_day_close_draft(tx, &((struct closing *)context)->draft, error);
}

static int draft_and_close(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct closing *c = context;
    int rc = draft_next(tx, c, error);

    return rc || c->next == YB_DAY_NONE ? rc : yb_day_close_draft(tx, &c->draft, error);
}

/* A day that changes again and again while it is read is read where nothing can change. */
static int close_next(struct yb_app *app, struct closing *c, struct yb_arena *arena,
                      struct yb_error *error)
{
    int rc = YB_E_STORE_CONFLICT;

    for (int i = 0; rc == YB_E_STORE_CONFLICT && i < TRIES; i++) {
        yb_arena_clear(arena);
        rc = yb_store_read(app->store, draft_next, c, arena, error);
        if (!rc && c->next != YB_DAY_NONE)
            rc = yb_store_run(app->store, close_draft, c, arena, error);
    }
    if (rc != YB_E_STORE_CONFLICT)
        return rc;
    yb_arena_clear(arena);
    return yb_store_run(app->store, draft_and_close, c, arena, error);
}

int yb_app_close_days(struct yb_app *app, int32_t before, int64_t now_ms, struct yb_close_out *out,
                      struct yb_error *error)
{
    struct closing closing = {.before = before, .now_ms = now_ms};
    struct yb_arena arena;
    int rc;

    memset(out, 0, sizeof(*out));
    out->last = YB_DAY_NONE;
    yb_arena_init(&arena, 1 << 16);
    for (;;) {
        rc = close_next(app, &closing, &arena, error);
        if (rc)
            break;
        out->last = (int32_t)closing.draft.last.day_no;
        if (closing.next == YB_DAY_NONE)
            break;
        out->last = closing.next;
        out->days++;
        out->settlements += closing.draft.row.setl_count;
        out->transfers += closing.draft.row.transfer_count;
    }
    yb_arena_release(&arena);
    return rc;
}
