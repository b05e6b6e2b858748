/*
 * counter.h - the interface served over a desk's store (test/app/desk), and calls to it.
 */
#ifndef YB_TEST_FACE_NHSA_COUNTER_H
#define YB_TEST_FACE_NHSA_COUNTER_H

#include "face/http/http.h"
#include "face/nhsa/nhsa.h"
#include "test/app/desk/desk.h"
#include "test/face/http/client.h"

struct json_object;

#define COUNTER_PATH "/fsi/api/rsfComIfsService/callService"

struct counter {
    struct desk *desk;
    struct yb_nhsa *nhsa;
    struct yb_http *http;
    struct client client;
    struct json_object *answer; /* of the last call; ours */
    int serial;                 /* of msgids */
};

/* Opens over the desk in *state, and closes. */
void counter_open(struct counter *counter, struct desk *desk, struct yb_nhsa_options options);
void counter_close(struct counter *counter);

/* An envelope around `input` (JSON text) with a fresh msgid when `msgid` is NULL. In the arena. */
const char *counter_message(struct counter *counter, const char *infno, const char *msgid,
                            const char *input);

/* Posts a body and parses the answer; its infcode. */
int counter_post(struct counter *counter, const char *path, const char *head, const char *body);

/* counter_post of counter_message at the single entry. */
int counter_call(struct counter *counter, const char *infno, const char *input);

/* A member of the last answer's output by path, "baseinfo.psn_no", "insuinfo.0.balc", as text;
 * NULL when it is not there. */
const char *counter_get(struct counter *counter, const char *path);

/*
 * Fails unless the last answer has every node of the transaction's output, a list where the tables
 * say so, and in each object every member under every name.
 */
void counter_complete(struct counter *counter, const char *infno);

#endif
