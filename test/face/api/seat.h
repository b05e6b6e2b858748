/*
 * seat.h - the console's interface served over a desk's store (test/app/desk), and users who sit at
 * it. The clock is the test's: seat->desk->now_ms.
 *
 *     seat_open(&seat, *state);
 *     seat_user(&seat, "li", "clerk", "371525", "");
 *     seat_login(&seat, "li");
 *     assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 200);
 *     ... seat_get(&seat, "items.0.setl_id") ...
 */
#ifndef YB_TEST_FACE_API_SEAT_H
#define YB_TEST_FACE_API_SEAT_H

#include "face/api/api.h"
#include "face/api/tables.h"
#include "face/http/http.h"
#include "test/app/desk/desk.h"
#include "test/face/http/client.h"

struct json_object;

#define SEAT_PASSWORD "Correct-Horse-9"

struct seat {
    struct desk *desk; /* NULL: opened over another application */
    struct yb_app *app;
    const int64_t *now_ms;
    struct yb_arena arena;
    struct yb_api *api;
    struct yb_http *http;
    struct client client;
    struct json_object *answer; /* of the last call; NULL: it was no JSON */
    char cookie[96], csrf[72];  /* of whoever is signed in; "": nobody */
    char head[512];             /* more head lines of the next calls */
};

/* The folder of settled years of the interfaces that are opened from now on; NULL: none. */
extern const char *seat_years;

/* A test that has nothing to learn from the other engine. */
#define SEAT_SQLITE(f)                                                                             \
    {                                                                                              \
#f, f, desk_setup_sqlite, desk_teardown, NULL                                              \
    }

void seat_open(struct seat *seat, struct desk *desk);
void seat_open_app(struct seat *seat, struct yb_app *app, const int64_t *now_ms);
void seat_close(struct seat *seat);

/* A user with SEAT_PASSWORD, whatever his roles. All share one hash: it is slow to make. */
void seat_user(struct seat *seat, const char *name, const char *roles, const char *admdvs,
               const char *fixmedins_code);

/* An insured person's own login; psn_no 0: the store's first person. Returns the person. */
int64_t seat_insured(struct seat *seat, const char *name, int64_t psn_no);

/* Signs in; the status. From then on calls are his. */
int seat_login(struct seat *seat, const char *name);
int seat_login_as(struct seat *seat, const char *name, const char *password, const char *code);

/* One call below /api/v1 with a JSON body (NULL: none); the status. */
int seat_call(struct seat *seat, const char *method, const char *path, const char *body);

/* A member of the last answer by path, "items.0.setl_id", as text; NULL: not there. */
const char *seat_get(struct seat *seat, const char *path);

/* The number of elements of a list of the last answer. */
size_t seat_count(struct seat *seat, const char *path);

/* Fails unless the last answer has exactly the members that data/api says. */
void seat_complete(struct seat *seat, const char *operation);

/* The entries of the audit log for an action, with a result ("" for any). */
size_t seat_logged(struct seat *seat, const char *action, const char *result);

/* Sets a setting of passwords and sessions. */
void seat_rule(struct seat *seat, const char *name, const char *value);

#endif
