/*
 * message.h - exactly once: the record of a message and its reply.
 *
 * A face wraps every writing transaction, inside the one store transaction that also holds the use
 * case's effects:
 *
 *     yb_app_message_open(call, request, &replay, error)    seen before? replay.reply is the answer
 *     ... use case ...                                       sets call->made
 *     yb_app_message_close(call, reply, error)               keeps the reply
 *
 * (call->actor->fixmedins_code, call->actor->msgid) is the key. The same key with the same
 * canonical request (SM3) gives the recorded reply, byte for byte; with another request
 * MESSAGE_DIFFERS; a reversed message MESSAGE_REVERSED. A refused request leaves no record: it may
 * be corrected and sent again under its msgid. An empty
 * fixmedins_code or msgid (console, command line) records nothing and never replays.
 */
#ifndef YB_APP_MESSAGE_MESSAGE_H
#define YB_APP_MESSAGE_MESSAGE_H

#include "app/app.h"

struct yb_message_in {
    uint8_t request_hash[YB_SM3_BYTES]; /* yb_message_hash of the request */
    int64_t psn_no;                     /* the person it names; 0: none */
    bool psn_is_held;                   /* the person is known, and nobody else is writing */
    int64_t inf_time_ms;                /* sender's time */
};

/* SM3 of a request in its canonical form; `request` begins with the transaction's number, as the
 * same input under another number is another request. Needs no transaction. */
void yb_message_hash(struct yb_message_in *in, struct yb_text request);

struct yb_message_out {
    bool replay;
    struct yb_text reply; /* in call->arena */
};

/* Errors: MESSAGE_DIFFERS, MESSAGE_REVERSED. */
int yb_app_message_open(struct yb_call *call, const struct yb_message_in *in,
                        struct yb_message_out *out, struct yb_error *error);

/*
 * Keeps `reply` and call->made with the message opened in this call. A reply that names a person in
 * clear (`personal`) is kept sealed.
 */
struct yb_message_reply {
    struct yb_text text;
    bool personal;
};
int yb_app_message_close(struct yb_call *call, struct yb_message_reply reply,
                         struct yb_error *error);

#endif
