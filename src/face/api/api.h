/*
 * api.h - the console's interface, /api/v1, served.
 *
 * A request's way, each step refusing with its own status:
 *
 *     route (404, 405) -> [pool] session (401) -> CSRF token (403) -> permission (403) -> input
 * (400)
 *         -> use case in one read or one job -> audit log -> answer
 *
 * Everything after routing happens on a small pool of threads of its own: the slow hash of a
 * password or a wide search does not keep the server's threads, nor the store's writer, from the
 * national interface. A full queue is answered with 503.
 *
 * The session is a cookie (HttpOnly, SameSite=Strict; Secure behind TLS); every unsafe method but
 * the login needs the header X-CSRF-Token. An error is {"code","field","message"}. What a refused
 * act or look leaves in the audit log is written before the answer is sent.
 *
 * What is offered is data: data/api/README.md, face/api/tables.h. A handler is a row and a function
 * (exchange.h).
 */
#ifndef YB_FACE_API_API_H
#define YB_FACE_API_API_H

#include "base/error.h"

struct yb_app;
struct yb_api;
struct yb_http_request;

struct yb_api_options {
    struct yb_app *app;
    /* Whose X-Forwarded-For is believed, the client being its last address: an address, "" this
     * host's own, NULL nobody's. */
    const char *proxy;
    const char *years;      /* folder of the settled years; NULL: no simulations */
    int threads;            /* of the pool; 0: 4 */
    int queue_max;          /* requests that wait; 0: 256 */
    bool by_hand;           /* nothing is done in the background: yb_api_tick does it; for tests */
    int64_t (*clock)(void); /* NULL: the system's; for tests */
};

int yb_api_open(struct yb_api **api, const struct yb_api_options *options, struct yb_error *error);

/* Answers what is queued, ends the pool. NULL is fine. */
void yb_api_close(struct yb_api *api);

/* True when the path is below /api/. */
bool yb_api_serves(const char *path);

/* Answers the request, now or later. */
void yb_api_handle(struct yb_api *api, struct yb_http_request *request);

/* A piece of the work that nobody waits for: rolls statistics, writes an export. A thread of its
 * own does it over and over. *more: there is more of it. */
int yb_api_tick(struct yb_api *api, bool *more, struct yb_error *error);

/* Adds the head fields that keep a browser strict (CSP and its kin) to an answer. */
void yb_api_secure(struct yb_http_request *request);

/* The OpenAPI 3.1 document. */
void yb_api_write_openapi(struct yb_buffer *out);

#endif
