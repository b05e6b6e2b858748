/*
 * password.h - passwords: their rules, and their hash.
 *
 * Kept as an argon2id hash (64 MiB, 3 passes: the second parameter set of RFC 9106 on one lane,
 * about 0.1 s). The rules and the lockout are one struct of parameters (password_rule.def).
 */
#ifndef YB_APP_USER_PASSWORD_H
#define YB_APP_USER_PASSWORD_H

#include "base/error.h"

struct yb_password_rules {
    int length_min;  /* characters */
    int classes_min; /* of digits, lower case, upper case, others */
    int days_max;    /* age at which it must be changed; 0: never */
    int failures;    /* wrong passwords in a row that lock */
    int lock_minutes;
    int second_factor; /* 0 as one likes, 1 administrators must, 2 all must */
    int idle_minutes;  /* without a request until a session ends */
    int session_hours; /* a session's longest life */
};

/* 10 characters, 3 classes, 90 days, 5 failures, 10 minutes; administrators need a second factor;
 * 15 minutes, 12 hours. */
extern const struct yb_password_rules yb_password_rules_default;

/* 0 when `password` satisfies the rules; else PASSWORD_WEAK (the rule, its least), NOT_ALLOWED (it
 * contains the name), TOO_LONG. */
int yb_password_check_rules(const struct yb_password_rules *rules, struct yb_text user_name,
                            struct yb_text password, struct yb_error *error);

/* The encoded hash, with a fresh salt, in the arena. */
int yb_password_hash(struct yb_arena *arena, struct yb_text password, struct yb_text *hash,
                     struct yb_error *error);

/* True when `hash` is that of `password`. An empty hash takes as long and is never right. */
bool yb_password_is(struct yb_arena *arena, struct yb_text hash, struct yb_text password);

#endif
