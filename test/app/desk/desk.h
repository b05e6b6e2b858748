/*
 * desk.h - an application on a fresh store of either engine, with a small world in it, and a way to
 * run one use case.
 *
 *     static void it_signs_in(void **state)
 *     {
 *         struct desk *desk = desk_of(state);
 *         desk_ok(desk, sign_in(desk, &in, &out));   with DESK_USE(sign_in, ...) above
 *
 * The world: region 371525; institutions DESK_HOSPITAL (its own), DESK_OTHER, DESK_PHARMACY,
 * DESK_SUSPENDED, DESK_ENDED; people desk->resident and desk->employee with a fee-paying past.
 */
#ifndef YB_TEST_APP_DESK_H
#define YB_TEST_APP_DESK_H

#include "app/app.h"
#include "app/query/person.h"
#include "test/store/fixture.h"

#define DESK_REGION    "371525"
#define DESK_HOSPITAL  "H37152500001"
#define DESK_OTHER     "H37152500002"
#define DESK_PHARMACY  "P37152500001"
#define DESK_SUSPENDED "H37152500008"
#define DESK_ENDED     "H37152500009"

#define DESK_RESIDENT_CERTNO "379999198001010016"
#define DESK_EMPLOYEE_CERTNO "379999197505050025"

struct desk {
    struct fixture *fixture;
    struct yb_app app;
    struct yb_actor actor; /* DESK_HOSPITAL's operator; a test may change it */
    struct yb_arena arena; /* of results; cleared by nobody until the end */
    int64_t now_ms;        /* FIXTURE_NOW; a test may change it */
    int64_t resident, employee;
    struct yb_error error; /* of the last use case */
};

/* A group's test: its set-up and tear-down around those of the fixture. */
int desk_setup_sqlite(void **state);
int desk_setup_postgres(void **state);
int desk_teardown(void **state);

#define DESK_BOTH(f)                                                                               \
    {#f " on SQLite", f, desk_setup_sqlite, desk_teardown, NULL},                                  \
    {                                                                                              \
#f " on PostgreSQL", f, desk_setup_postgres, desk_teardown, NULL                           \
    }

/* Runs `run` as one job with a call made from the desk; the answer is its outcome. */
int desk_run(struct desk *desk, int (*run)(struct yb_call *, void *, struct yb_error *),
             void *context);

/* run_##use: a use case of the usual shape as desk_run wants it; the context is {in, out}, or in.
 */
#define DESK_RUN(use)                                                                              \
    static int run_##use(struct yb_call *call, void *context, struct yb_error *error)              \
    {                                                                                              \
        void **both = context;                                                                     \
                                                                                                   \
        return yb_app_##use(call, both[0], both[1], error);                                        \
    }
#define DESK_RUN_IN(use)                                                                           \
    static int run_##use(struct yb_call *call, void *context, struct yb_error *error)              \
    {                                                                                              \
        return yb_app_##use(call, context, error);                                                 \
    }

/*
 * Makes a test's function of a use case: DESK_USE(sign_in, struct yb_sign_in_in, struct
 * yb_sign_in_out) gives  int sign_in(desk, in, out), which runs yb_app_sign_in as one job.
 */
#define DESK_USE(use, in_type, out_type)                                                           \
    DESK_RUN(use)                                                                                  \
    static int use(struct desk *desk, const in_type *in, out_type *out)                            \
    {                                                                                              \
        void *both[] = {(void *)(uintptr_t)in, out};                                               \
                                                                                                   \
        return desk_run(desk, run_##use, both);                                                    \
    }

/* The same for a use case that gives nothing back. */
#define DESK_USE_IN(use, in_type)                                                                  \
    DESK_RUN_IN(use)                                                                               \
    static int use(struct desk *desk, const in_type *in)                                           \
    {                                                                                              \
        return desk_run(desk, run_##use, (void *)(uintptr_t)in);                                   \
    }

/* Fails the test with the error's words. */
void desk_ok(struct desk *desk, int rc);

/* This pack (a policy's text) is the only policy from now on. */
void desk_use_pack(struct desk *desk, const char *text);

/* Makes the caller another institution's. */
void desk_act_as(struct desk *desk, const char *fixmedins_code);

/* An instant of a China date and time, and a day. */
int64_t desk_instant(const char *text);
int32_t desk_day(const char *text);

/* Entries of the access log for an action about a target. */
size_t desk_logged(struct desk *desk, const char *action, const char *target);

/* True when `text` holds an identity number: 18 digits, the last may be X. */
bool desk_shows_identity(struct yb_text text);

#endif
