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
 * other role; nor have the auditor and a provider's user. There is no built-in user. Signing in
 * is app/session.
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
    int64_t psn_no; /* the person whose login it is; 0: an official's */
    bool second_factor;
    bool locked;             /* by an administrator */
    int64_t locked_until_ms; /* by failures; 0: not */
    int64_t password_time_ms;
    int64_t last_time_ms; /* last successful sign-in; 0: never */
};

struct yb_add_user_in {
    struct yb_text user_name, display_name, roles, admdvs, fixmedins_code, password;
    int64_t psn_no;               /* an insured person's own login; 0: an official's */
    struct yb_text password_hash; /* of password, when the caller made it; empty: made here */
    bool without_roles;           /* roles may be empty: they are granted later */
    bool change_password;         /* the password must be changed before anything else */
};

/* Errors: WRONG_FORMAT (user_name), EXISTS, UNKNOWN_CODE (role), NOT_ALLOWED and
 * ROLES_APART (roles that exclude each other), MISSING (psn_no), PSN_NOT_FOUND, PASSWORD_WEAK.
 * Making the hash takes 0.1 s: a server makes it before the job. */
int yb_app_add_user(struct yb_call *call, const struct yb_add_user_in *in, int64_t *user_id,
                    struct yb_error *error);

/* Every user, by name. */
int yb_app_list_users(struct yb_call *call, const struct yb_user **users, size_t *count,
                      struct yb_error *error);

/* Locks or unlocks; NOT_FOUND. */
int yb_app_lock_user(struct yb_call *call, struct yb_text user_name, bool locked,
                     struct yb_error *error);

/* Sets a new password and clears a lock by failures; ends the user's sessions. */
int yb_app_set_password(struct yb_call *call, struct yb_text user_name, struct yb_text password,
                        struct yb_error *error);

/* The same with a hash made before the job, of a password that keeps the rules. */
struct yb_new_password {
    struct yb_text user_name, password_hash;
    bool change_password; /* it must be changed at the next sign-in */
};
int yb_app_put_password(struct yb_call *call, const struct yb_new_password *in,
                        struct yb_error *error);

/* Replaces a user's roles and ends his sessions. Errors: those of yb_roles_check, NOT_FOUND. */
int yb_app_set_roles(struct yb_call *call, struct yb_text user_name, struct yb_text roles,
                     struct yb_error *error);

/* Takes a user's second factor away; NOT_FOUND. */
int yb_app_reset_second_factor(struct yb_call *call, struct yb_text user_name,
                               struct yb_error *error);

/* A set of roles, words with commas between: every word is a role, and one that stands alone does
 * (F2: no one can both act and look after the trace), and none of apart.def meet. Errors: MISSING,
 * UNKNOWN_CODE, NOT_ALLOWED, ROLES_APART. */
int yb_roles_check(struct yb_text words, struct yb_error *error);

/* The role `insured` goes with the number of a person, and no other role does. Errors: MISSING
 * (psn_no), NOT_ALLOWED (the role). */
int yb_roles_check_person(struct yb_text words, int64_t psn_no, struct yb_error *error);

/* True for the three administrators and the auditor: who looks after the others. */
bool yb_roles_administer(struct yb_text words);
/* The rules in force. Error: OUT_OF_RANGE (a setting that cannot be). */
int yb_app_password_rules(struct yb_call *call, struct yb_password_rules *rules,
                          struct yb_error *error);

/* Keeps rules; they hold from the next password and sign-in on. Error: OUT_OF_RANGE (the rule). */
int yb_app_set_password_rules(struct yb_call *call, const struct yb_password_rules *rules,
                              struct yb_error *error);

#endif
