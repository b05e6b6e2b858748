/*
 * session.h - signing in to the console, and who a request's session belongs to.
 *
 *   (nobody) --login--> [restricted: password | second_factor] --> signed in --logout--> (nobody)
 *                                                     |  idle_minutes, session_hours, lock, new
 *                                                     +--roles, new password--> (nobody)
 *
 * A token is 32 random bytes in hex, made at every login (so nothing fixed before it is worth
 * anything); the store keeps its keyed hash. The CSRF token is another keyed hash of it.
 *
 * Wrong passwords and wrong second factors count together, at the door and inside: `failures` of
 * them in a row lock for `lock_minutes` (app/user/password.h), and a guess inside that locks ends
 * the user's sessions. A wrong name takes as long as a wrong password, and a lock holds whether the
 * password was right or not; whoever faces the outside must not tell it from LOGIN, since only
 * names that exist are locked. A clock that went back by minutes ends a session.
 */
#ifndef YB_APP_SESSION_SESSION_H
#define YB_APP_SESSION_SESSION_H

#include "app/app.h"
#include "app/permission/permission.h"
#include "app/user/password.h"

#define YB_TOKEN_CHARACTERS 64

struct yb_session {
    int64_t user_id;
    struct yb_text user_name, display_name;
    struct yb_who who;
    const char *restricted; /* "password", "second_factor": what must be done first; "": nothing */
    bool second_factor;
    int64_t password_time_ms, seen_ms, end_ms;
    struct yb_password_rules rules;
    char csrf[YB_TOKEN_CHARACTERS + 1];
};

struct yb_login_in {
    struct yb_text user_name, password, code, ip;
    struct yb_text token; /* of the session that the new one takes the place of, or empty */
};

/*
 * Checks password and second factor and opens a session: `token` for the cookie. Opens its own
 * transactions on app->store, with the slow hash between them, so it must not be called inside one.
 * Errors: LOGIN, USER_LOCKED, SECOND_FACTOR (the password is right, a code is needed).
 */
int yb_login(struct yb_app *app, const struct yb_login_in *in, int64_t now_ms,
             struct yb_arena *arena, char token[YB_TOKEN_CHARACTERS + 1],
             struct yb_session *session, struct yb_error *error);

/* Whose session it is. Reads only. Error: SESSION (unknown, ended, idle, the user is locked). */
int yb_session_open(struct yb_call *call, struct yb_text token, struct yb_session *session,
                    struct yb_error *error);

/* True when the session should be noted as seen: at most every eighth of the idle time. */
bool yb_session_is_stale(const struct yb_session *session, int64_t now_ms);

/* Notes that it was used. In a job. */
int yb_session_touch(struct yb_call *call, struct yb_text token, struct yb_error *error);

/* Ends it. */
int yb_logout(struct yb_call *call, struct yb_text token, struct yb_error *error);

/* True when `given` is the session's CSRF token; constant time. */
bool yb_session_csrf_is(const struct yb_session *session, struct yb_text given);

/*
 * Changes one's own password, as yb_login opens its own transactions; all sessions of the user end.
 * Errors: LOGIN (old_password), NOT_ALLOWED (the same again), those of yb_password_check_rules.
 */
struct yb_change_password_in {
    struct yb_text user_name, old_password, new_password, ip;
};
int yb_change_password(struct yb_app *app, const struct yb_change_password_in *in, int64_t now_ms,
                       struct yb_arena *arena, struct yb_error *error);

/*
 * The second factor of a user: begin gives a fresh secret (it counts from the first code on),
 * confirm switches it on, remove off; both want a code. A wrong one leaves *right false, is counted
 * and noted: the caller keeps the transaction. Errors: EXISTS (begin), NOT_FOUND.
 */
int yb_second_factor_begin(struct yb_call *call, struct yb_text user_name, struct yb_text *secret,
                           struct yb_text *uri, struct yb_error *error);
struct yb_second_factor_in {
    struct yb_text user_name, code;
};
int yb_second_factor_confirm(struct yb_call *call, const struct yb_second_factor_in *in,
                             bool *right, struct yb_error *error);
int yb_second_factor_remove(struct yb_call *call, const struct yb_second_factor_in *in, bool *right,
                            struct yb_error *error);

#endif
