/*
 * sign.h - a terminal signs in and out (9001, 9002).
 *
 * A sign-in number is a time-ordered id in decimal. It belongs to one institution, one operator and
 * one day in China; signing out is possible on that day only. Whether other transactions need a
 * number is a parameter of the institution: most clients send none.
 */
#ifndef YB_APP_INSTITUTION_SIGN_H
#define YB_APP_INSTITUTION_SIGN_H

#include "app/app.h"

struct yb_sign_in_in {
    struct yb_text opter_no, mac, ip;
};

struct yb_sign_in_out {
    int64_t sign_time_ms;
    struct yb_text sign_no;
};

struct yb_sign_out_in {
    struct yb_text sign_no, opter_no;
};

struct yb_sign_out_out {
    int64_t sign_time_ms;
};

/* 9001. Errors: FIXMEDINS_NOT_FOUND, FIXMEDINS_SUSPENDED, store. */
int yb_app_sign_in(struct yb_call *call, const struct yb_sign_in_in *in, struct yb_sign_in_out *out,
                   struct yb_error *error);

/* 9002. Errors: SIGN_IN when the number is not one of this institution, operator and day, or was
 * signed out already. */
int yb_app_sign_out(struct yb_call *call, const struct yb_sign_out_in *in,
                    struct yb_sign_out_out *out, struct yb_error *error);

/* 0 when `sign_no` (the envelope's) is signed in now at the actor's institution; else SIGN_IN. */
int yb_app_check_sign(struct yb_call *call, struct yb_text sign_no, struct yb_error *error);

#endif
