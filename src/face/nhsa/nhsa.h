/*
 * nhsa.h - the national designated-provider interface, served.
 *
 * A request's way, each step refusing with its own infcode (HTTP 200):
 *
 *     body -> envelope -> institution -> gateway headers -> body signature -> transaction -> input
 *          -> job in the store: same message before? -> use case -> answer, kept with the message
 *          -> commit -> reply
 *
 * Only a gateway refusal has another form and status 401 (gateway.h). A message that was executed
 * before is answered with the very bytes of its first answer. A published transaction that is not
 * offered is checked like any other, then answered with NOT_OFFERED.
 *
 * Addresses: one entry (".../callService"), any base with the number behind it (".../1101"), and
 * the REST paths of data/interface/interfaces.csv. The number in the body decides.
 */
#ifndef YB_FACE_NHSA_NHSA_H
#define YB_FACE_NHSA_NHSA_H

#include "base/error.h"

struct yb_app;
struct yb_http_request;
struct yb_nhsa;

struct yb_nhsa_options {
    struct yb_app *app;
    bool english;          /* err_msg in English */
    bool sign_in_required; /* every transaction but 9001 needs a sign_no that is signed in */
};

int yb_nhsa_open(struct yb_nhsa **nhsa, const struct yb_nhsa_options *options,
                 struct yb_error *error);
void yb_nhsa_close(struct yb_nhsa *nhsa); /* NULL is fine; no request may be in hand */

/* True when the path is one of the interface's. */
bool yb_nhsa_serves(const char *path);

/* Answers the request, now or later. */
void yb_nhsa_handle(struct yb_nhsa *nhsa, struct yb_http_request *request);

/* Reads the institutions again: for a timer. */
int yb_nhsa_refresh(struct yb_nhsa *nhsa, struct yb_error *error);

#endif
