/*
 * errand.h - many small use cases, one after the other, without waiting for each.
 *
 * The caller takes an errand, fills it and sends it; the store runs errands while the next are
 * filled. On a file store they run in the order of sending; on a server several at once, so errands
 * that need one another are kept apart by yb_errands_wait.
 */
#ifndef YB_APP_CITY_ERRAND_H
#define YB_APP_CITY_ERRAND_H

#include "app/app.h"

struct yb_errands;

struct yb_errand {
    struct yb_arena *arena; /* for what it points to; empty when given out */
    int64_t now_ms;
    uint32_t number; /* the caller's */
    const void *about;
    int (*run)(struct yb_call *call, struct yb_errand *errand, struct yb_error *error);
    void *context;
    _Atomic int64_t *made; /* takes `result` when it is done; may be NULL */
    int64_t result;
};

/* Errors: NO_MEMORY. */
int yb_errands_new(struct yb_errands **errands, struct yb_app *app, struct yb_error *error);

/* The next errand, empty; waits for the oldest when all are out. */
struct yb_errand *yb_errands_next(struct yb_errands *errands);
void yb_errands_send(struct yb_errands *errands, struct yb_errand *errand);

/* Waits for all and gives their memory back; the first failure since the last wait is the answer.
 */
int yb_errands_wait(struct yb_errands *errands, struct yb_error *error);

/* Waits, and gives everything back. NULL is fine. */
void yb_errands_free(struct yb_errands *errands);

#endif
