#include "app/verify/close.h"

#include "store/ledger.h"
#include "store/store.h"

#include <string.h>

struct closing {
    int32_t before, next; /* next: the day to close, or YB_DAY_NONE */
    int64_t now_ms;
    struct yb_close_out *out;
};

static int close_next(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct closing *c = context;
    struct yb_day_close_row last, closed;
    int rc = yb_day_closed_last(tx, &last, error);

    c->next = YB_DAY_NONE;
    if (rc)
        return rc;
    c->out->last = (int32_t)last.day_no;
    c->next = last.day_no == YB_DAY_NONE ? YB_DAY_NONE : (int32_t)last.day_no + 1;
    if (c->next == YB_DAY_NONE)
        rc = yb_ledger_first_day(tx, &c->next, error);
    if (rc || c->next == YB_DAY_NONE || c->next >= c->before) {
        c->next = YB_DAY_NONE;
        return rc;
    }
    rc = yb_day_close(tx, c->next, c->now_ms, &closed, error);
    if (rc)
        return rc;
    c->out->last = c->next;
    c->out->days++;
    c->out->settlements += closed.setl_count;
    c->out->transfers += closed.transfer_count;
    return 0;
}

int yb_app_close_days(struct yb_app *app, int32_t before, int64_t now_ms, struct yb_close_out *out,
                      struct yb_error *error)
{
    struct closing closing = {.before = before, .now_ms = now_ms, .out = out};
    struct yb_arena arena;
    int rc;

    memset(out, 0, sizeof(*out));
    out->last = YB_DAY_NONE;
    yb_arena_init(&arena, 1 << 16);
    do {
        yb_arena_clear(&arena);
        rc = yb_store_run(app->store, close_next, &closing, &arena, error);
    } while (!rc && closing.next != YB_DAY_NONE);
    yb_arena_release(&arena);
    return rc;
}
