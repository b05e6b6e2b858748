/*
 * user.h - the agency's own users: names, roles, passwords.
 *
 * After `failures` wrong passwords in a row the user is locked for `lock_minutes`; a right one, a
 * new password and an administrator's unlock start the count again. A wrong name costs the same
 * time as a wrong password, and a locked user is told so whether the password was right or not.
 *
 * The rules of passwords are settings of the store, each with a default (user/password_rule.def).
 *
 * Roles are words of user/role.def. The three administrators (system, security, audit) have no
 * other role. There is no built-in user.
 */
#ifndef YB_APP_USER_USER_H
#define YB_APP_USER_USER_H

#include "app/app.h"
#include "app/user/password.h"

struct yb_user {
    int64_t user_id;
    struct yb_text user_name, display_name;
    struct yb_text roles; /* words of role.def, comma between */
    struct yb_text admdvs, fixmedins_code;
    bool locked;             /* by an administrator */
    int64_t locked_until_ms; /* by failures; 0: not */
    int64_t password_time_ms;
    int64_t last_time_ms; /* last successful sign-in; 0: never */
};

struct yb_add_user_in {
    struct yb_text user_name, display_name, roles, admdvs, fixmedins_code, password;
};

/* Errors: WRONG_FORMAT (user_name), EXISTS, UNKNOWN_CODE (role), NOT_ALLOWED (roles that exclude
 * each other), PASSWORD_WEAK. */
int yb_app_add_user(struct yb_call *call, const struct yb_add_user_in *in, int64_t *user_id,
                    struct yb_error *error);

/* Every user, by name. */
int yb_app_list_users(struct yb_call *call, const struct yb_user **users, size_t *count,
                      struct yb_error *error);

/* Locks or unlocks; NOT_FOUND. */
int yb_app_lock_user(struct yb_call *call, struct yb_text user_name, bool locked,
                     struct yb_error *error);

/* Sets a new password and clears a lock by failures. */
int yb_app_set_password(struct yb_call *call, struct yb_text user_name, struct yb_text password,
                        struct yb_error *error);

/* The rules in force. Error: OUT_OF_RANGE (a setting that cannot be). */
int yb_app_password_rules(struct yb_call *call, struct yb_password_rules *rules,
                          struct yb_error *error);

/* Keeps rules; they hold from the next password and sign-in on. Error: OUT_OF_RANGE (the rule). */
int yb_app_set_password_rules(struct yb_call *call, const struct yb_password_rules *rules,
                              struct yb_error *error);

/*
 * Checks a password. The count of failures is written even when the answer is no, so the outcome
 * is in *answer and the function itself succeeds.
 */
enum yb_sign_in_answer { YB_USER_OK, YB_USER_WRONG, YB_USER_LOCKED, YB_USER_PASSWORD_OLD };
int yb_app_check_password(struct yb_call *call, struct yb_text user_name, struct yb_text password,
                          enum yb_sign_in_answer *answer, struct yb_error *error);

#endif
