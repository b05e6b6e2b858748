/*
 * http.h - a small HTTP/1.1 server: a request comes, its answer may be given later, from any
 * thread.
 *
 *     waiting --(head)--> reading body --(whole)--> in hand --(yb_http_reply)--> writing --+
 *        ^                                                                                 |
 *        +---------------------------------------------------------------------------------+
 *
 * The handler is called once a request, with the whole body, on a server thread; it must not wait
 * for long. It answers with yb_http_reply at once or later. Between the two the connection is
 * asleep and costs no thread. TLS, compression and virtual hosts are a proxy's work.
 *
 * Kept bounded: head (YB_HTTP_HEAD_BYTES), body (413 beyond), bodies of all requests together
 * (503), connections, connections of one address, and time: a client that has sent no whole head
 * within idle_seconds, no whole body within body_seconds, or does not take its answer within
 * write_seconds is cut off, however busily it drips bytes.
 *
 * Behind it: libmicrohttpd with epoll, suspend and resume, in loops of our own: its own epoll loop
 * loses wake-ups (see serve() in http.c), its poll loop looks at every connection for each request.
 * test/face/http/http.c holds 256 connections, twice as many as it takes events at a time.
 *
 * Cost: about 14 kB for an idle connection and no time; about 10 microseconds a request.
 */
#ifndef YB_FACE_HTTP_HTTP_H
#define YB_FACE_HTTP_HTTP_H

#include "base/error.h"

#define YB_HTTP_HEAD_BYTES  8192
#define YB_HTTP_ADDRESS_MAX 64
#define YB_HTTP_THREADS_MAX 64

struct yb_http;
struct yb_http_loop;
struct yb_http_request;
struct MHD_Connection;

enum yb_http_method { YB_HTTP_GET, YB_HTTP_HEAD, YB_HTTP_POST, YB_HTTP_PUT, YB_HTTP_DELETE };

struct yb_http_header {
    const char *name, *value;
    struct yb_http_header *next;
};

/* What an answer is made of; `body` as with yb_http_reply. */
struct yb_http_answer {
    int status;
    const char *content_type;
    struct yb_text body;
};
typedef struct yb_http_answer yb_http_composer(struct yb_http_request *request, void *context);

/* A request; valid from the handler's call until its answer is sent. */
struct yb_http_request {
    enum yb_http_method method;
    const char *path;         /* decoded, without the query */
    const char *content_type; /* "" when absent */
    struct yb_text body;      /* a NUL stands behind it */
    struct yb_arena arena;    /* for whoever answers; given back after the answer is sent */
    int64_t received_ms;      /* Unix milliseconds when its head was read */
    void *context;            /* yb_http_options.context */

    struct yb_http *http; /* private from here on */
    struct yb_http_loop *loop;
    struct MHD_Connection *connection;
    struct yb_http_header *headers;
    yb_http_composer *composer;
    void *composer_context;
    const char *reply_type;
    struct yb_text reply_body;
    int reply_status;
    _Atomic int state;
    char *buffer;
    size_t capacity;
    bool refused;
};

typedef void yb_http_handler(struct yb_http_request *request);

/* 0 takes the default in brackets. */
struct yb_http_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address); port 0: any */
    yb_http_handler *handler;
    void *context;
    unsigned int threads;                 /* [half the processors, 1..4] */
    unsigned int connections;             /* [12000] */
    unsigned int connections_per_address; /* [connections: a proxy is one address] */
    unsigned int idle_seconds;            /* [75] */
    unsigned int body_seconds;            /* [60] */
    unsigned int write_seconds;           /* [300] */
    size_t body_bytes;                    /* of one request [YB_REQUEST_BYTES_MAX] */
    size_t bodies_bytes;                  /* of all requests [256 MiB] */
};

/* Starts serving. Raises the process's limit of open files as far as it may. Errors: USAGE
 * (listen), FILE (address in use, no permission), NO_MEMORY. */
int yb_http_start(struct yb_http **http, const struct yb_http_options *options,
                  struct yb_error *error);

/* "http://127.0.0.1:8080", with the port in use. */
const char *yb_http_address(const struct yb_http *http);

/*
 * Stops taking connections, lets every request in hand be answered (at most `seconds`), closes all.
 * False when some were not: then whoever holds them must still reply to each before
 * yb_http_free. NULL is fine.
 */
bool yb_http_stop(struct yb_http *http, unsigned int seconds);
void yb_http_free(struct yb_http *http);

/* A head's field by name (any case), or of the query string, or NULL. Handler's thread only. */
const char *yb_http_header(struct yb_http_request *request, const char *name);
const char *yb_http_query(struct yb_http_request *request, const char *name);

/* Calls `take` for every field of the head. */
void yb_http_headers(struct yb_http_request *request,
                     void (*take)(void *context, const char *name, const char *value),
                     void *context);

/* Calls `take` for every member of the query string. */
void yb_http_queries(struct yb_http_request *request,
                     void (*take)(void *context, const char *name, const char *value),
                     void *context);

/* The client's address as text. */
void yb_http_peer(struct yb_http_request *request, char out[YB_HTTP_ADDRESS_MAX]);

/* Adds a field to the answer's head; before yb_http_reply. Texts are copied. */
void yb_http_add_header(struct yb_http_request *request, const char *name, const char *value);

/* Answers. `body` must live in request->arena or for ever. Once a request; any thread. The request
 * may be gone when this returns. */
void yb_http_reply(struct yb_http_request *request, int status, const char *content_type,
                   struct yb_text body);

/*
 * Answers with what `composer` makes. It runs on the request's own server thread just before
 * sending, so that whoever answers (the store's one writer) is not kept by the making; and exactly
 * once, also when the client has gone: it may give back what the request holds.
 */
void yb_http_reply_by(struct yb_http_request *request, yb_http_composer *composer, void *context);

#endif
