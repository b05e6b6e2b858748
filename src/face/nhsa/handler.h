/*
 * handler.h - one row a transaction: its number, how it runs, and the function that goes from its
 * input's records through a use case to its output's nodes.
 */
#ifndef YB_FACE_NHSA_HANDLER_H
#define YB_FACE_NHSA_HANDLER_H

#include "app/app.h"
#include "face/nhsa/answer.h"
#include "face/nhsa/bind.h"
#include "face/nhsa/envelope.h"

enum yb_nhsa_run {
    YB_NHSA_RECORDED, /* a job; executed once for (fixmedins_code, msgid), the answer kept */
    YB_NHSA_ASKED,    /* a job, as the access log is written; nothing kept */
    YB_NHSA_LOOKED,   /* asked about a person: the access log holds a refusal as well */
    YB_NHSA_AT_ONCE   /* needs no store */
};

/* A transaction on its way. */
struct yb_nhsa_exchange {
    struct yb_call call;
    const struct yb_nhsa_interface *interface;
    const struct yb_nhsa_envelope *envelope;
    const struct yb_nhsa_record *input;
    struct yb_nhsa_output output;
    struct yb_text file; /* answer with these bytes, not with an envelope; bytes == NULL: no */
    struct yb_text filename;
};

struct yb_nhsa_handler {
    const char *infno;
    enum yb_nhsa_run run;
    /* Runs the use case and fills exchange->output (or file). May be called again after a failed
     * commit, with everything as at first. */
    int (*use)(struct yb_nhsa_exchange *exchange, struct yb_error *error);
};

/* Tables that end with {.infno = NULL}. */
extern const struct yb_nhsa_handler yb_nhsa_handlers_basic[], yb_nhsa_handlers_care[],
    yb_nhsa_handlers_settle[], yb_nhsa_handlers_filing[], yb_nhsa_handlers_query[],
    yb_nhsa_handlers_file[], yb_nhsa_handlers_catalogue[], yb_nhsa_handlers_goods[],
    yb_nhsa_handlers_registration[];

/* The handler of a transaction, or NULL. */
const struct yb_nhsa_handler *yb_nhsa_handler_of(const struct yb_nhsa_interface *interface);

/* The one record of a node (NULL: absent) read into *out by a table. */
#define YB_READ(exchange, node, table, out, error)                                                 \
    yb_bind_read(YB_BINDS(table), yb_nhsa_first((exchange)->input, node), out, error)

#endif
