#include "face/http/http.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/id.h"

#define CONNECTIONS_DEFAULT 12000
#define THREADS_MOST        4
#define IDLE_DEFAULT        75
#define BODY_DEFAULT        60
#define WRITE_DEFAULT       300
#define BODIES_DEFAULT      ((size_t)256 * 1024 * 1024)
#define ARENA_BLOCK         4096
#define BODY_FIRST          4096
#define BACKLOG             4096
#define QUERY_MAX           100 /* members; more than about 128 do not fit YB_HTTP_HEAD_BYTES */
#define FILES_SPARE         64  /* besides connections: store, listen, logs */

/* Where a request's answer stands; the handler's thread and the answering one meet here. */
enum { IN_HAND, ASLEEP, ANSWERED };

/* What we wait for on a connection, and since when; limits[] gives the patience. */
enum phase { WAITING, READING, WORKING, WRITING, HOPELESS, PHASES };

struct connection {
    struct connection *next, **link; /* of all open ones, under http->lock */
    int socket;
    struct sockaddr_storage address;
    _Atomic int phase;
    _Atomic int64_t since_ms;
};

/* A server thread. Each has a daemon of the library's, and with it a part of the connections. */
struct yb_http_loop {
    struct yb_http *http;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    int wake;           /* an eventfd: there is something to do besides sockets */
    _Atomic bool woken; /* it was written and not yet read */
    bool running, quiet;
};

struct yb_http {
    struct yb_http_options options;
    struct yb_http_loop loops[YB_HTTP_THREADS_MAX];
    _Atomic bool taking, ending; /* connections; the end of the loops */
    int64_t limits_ms[PHASES];   /* 0: none */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct connection *connections;
    pthread_t watch;
    bool watching, stopping; /* stopping: under lock */
    _Atomic int active;      /* requests between head and end of answer */
    _Atomic size_t bodies;   /* bytes held for them */
    char address[YB_HTTP_ADDRESS_MAX + 16];
};

static const struct {
    const char *name;
    enum yb_http_method method;
} methods[] = {{"POST", YB_HTTP_POST},
               {"GET", YB_HTTP_GET},
               {"HEAD", YB_HTTP_HEAD},
               {"PUT", YB_HTTP_PUT},
               {"DELETE", YB_HTTP_DELETE}};

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void enter(struct MHD_Connection *mhd, enum phase phase)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *connection = info ? info->socket_context : NULL;

    if (!connection)
        return;
    atomic_store(&connection->since_ms, monotonic_ms());
    atomic_store(&connection->phase, (int)phase);
}

static void connection_changed(void *context, struct MHD_Connection *mhd, void **socket_context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct yb_http *http = context;
    struct connection *connection = *socket_context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        connection = calloc(1, sizeof *connection);
        if (!connection)
            return; /* served, only not watched */
        connection->socket =
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        getpeername(connection->socket, (struct sockaddr *)&connection->address,
                    &(socklen_t){sizeof connection->address});
        atomic_store(&connection->since_ms, monotonic_ms());
        pthread_mutex_lock(&http->lock);
        connection->next = http->connections;
        connection->link = &http->connections;
        if (connection->next)
            connection->next->link = &connection->next;
        http->connections = connection;
        pthread_mutex_unlock(&http->lock);
        *socket_context = connection;
    } else if (connection) {
        pthread_mutex_lock(&http->lock);
        *connection->link = connection->next;
        if (connection->next)
            connection->next->link = connection->link;
        pthread_mutex_unlock(&http->lock);
        free(connection);
        *socket_context = NULL;
    }
}

/* Cuts off whoever makes us wait too long. The socket is still open: closing takes the lock. */
static void cut_off_slow(struct yb_http *http)
{
    int64_t now = monotonic_ms();

    for (struct connection *c = http->connections; c; c = c->next) {
        int64_t limit = http->limits_ms[atomic_load(&c->phase)];

        if (limit > 0 && now - atomic_load(&c->since_ms) > limit)
            shutdown(c->socket, SHUT_RDWR);
    }
}

static void *watch(void *context)
{
    struct yb_http *http = context;

    pthread_mutex_lock(&http->lock);
    while (!http->stopping) {
        struct timespec until;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&http->wake, &http->lock, &until);
        cut_off_slow(http);
    }
    pthread_mutex_unlock(&http->lock);
    return NULL;
}

/* For several at a time one call of the system is enough. */
static void wake_loop(struct yb_http_loop *loop)
{
    uint64_t one = 1;

    if (!atomic_exchange(&loop->woken, true))
        (void)!write(loop->wake, &one, sizeof one);
}

static struct yb_http_request *request_new(struct yb_http_loop *loop, struct MHD_Connection *mhd,
                                           const char *path)
{
    struct yb_http *http = loop->http;
    struct yb_http_request *request = calloc(1, sizeof *request);
    const char *type = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Type");

    if (!request)
        return NULL;
    request->http = http;
    request->loop = loop;
    request->connection = mhd;
    request->path = path;
    request->content_type = type ? type : "";
    request->context = http->options.context;
    request->received_ms = yb_clock_now();
    yb_arena_init(&request->arena, ARENA_BLOCK);
    atomic_fetch_add(&http->active, 1);
    return request;
}

static void set_answer(struct yb_http_request *request, struct yb_http_answer answer)
{
    bool made = answer.body.bytes != NULL; /* else the arena was exhausted */

    request->reply_status = made ? answer.status : MHD_HTTP_INTERNAL_SERVER_ERROR;
    request->reply_type = answer.content_type;
    request->reply_body = made ? answer.body : YB_TEXT("");
}

static void compose(struct yb_http_request *request)
{
    yb_http_composer *composer = request->composer;

    request->composer = NULL;
    if (composer)
        set_answer(request, composer(request, request->composer_context));
}

static void request_completed(void *context, struct MHD_Connection *mhd, void **request_context,
                              enum MHD_RequestTerminationCode code)
{
    struct yb_http *http = context;
    struct yb_http_request *request = *request_context;

    (void)code;
    if (!request)
        return;
    compose(request); /* nobody takes it, but it gives back what the request holds */
    atomic_fetch_sub(&http->bodies, request->capacity);
    free(request->buffer);
    yb_arena_release(&request->arena);
    free(request);
    *request_context = NULL;
    enter(mhd, WAITING);
    atomic_fetch_sub(&http->active, 1);
}

/* Hands the answer to the library. */
static enum MHD_Result send_reply(struct yb_http_request *request)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    compose(request);
    response = MHD_create_response_from_buffer(request->reply_body.length,
                                               (void *)(uintptr_t)request->reply_body.bytes,
                                               MHD_RESPMEM_PERSISTENT);

    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", request->reply_type);
    for (struct yb_http_header *h = request->headers; h; h = h->next)
        MHD_add_response_header(response, h->name, h->value);
    enter(request->connection, WRITING);
    result = MHD_queue_response(request->connection, (unsigned int)request->reply_status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct yb_http_request *request, int status, const char *words)
{
    request->refused = true;
    request->reply_status = status;
    request->reply_type = "text/plain;charset=UTF-8";
    request->reply_body = yb_text_of(words);
    yb_http_add_header(request, "Connection", "close");
    return send_reply(request);
}

static bool find_method(const char *name, enum yb_http_method *method)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, name) != 0)
            continue;
        *method = methods[i].method;
        return true;
    }
    return false;
}

/*
 * The first line is there. With more members in it than there is room for, the library gives the
 * connection up, and then, with epoll, forgets it until its socket says something.
 */
static void *look_at_line(void *context, const char *line, struct MHD_Connection *mhd)
{
    size_t members = 0;

    (void)context;
    for (; *line; line++)
        members += *line == '&';
    if (members > QUERY_MAX)
        enter(mhd, HOPELESS);
    return NULL;
}

struct framing {
    int lengths, codings;
};

static enum MHD_Result look_at_framing(void *context, enum MHD_ValueKind kind, const char *name,
                                       const char *value)
{
    struct framing *framing = context;

    (void)kind;
    (void)value;
    framing->lengths += strcasecmp(name, "Content-Length") == 0;
    framing->codings += strcasecmp(name, "Transfer-Encoding") == 0;
    return MHD_YES;
}

/* Does everybody on the way agree where the body ends? (RFC 9112, 6.3) */
static bool is_framed_once(struct MHD_Connection *mhd)
{
    struct framing framing = {0};

    MHD_get_connection_values(mhd, MHD_HEADER_KIND, look_at_framing, &framing);
    return framing.lengths + framing.codings <= 1;
}

/* The head is there: refuses what needs no body to be refused. */
static enum MHD_Result begin(struct yb_http_request *request, const char *method)
{
    const char *length =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Content-Length");
    int64_t bytes = 0;

    enter(request->connection, READING);
    if (!find_method(method, &request->method))
        return refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED,
                      "405 不支持的方法 method not allowed\n");
    if (!is_framed_once(request->connection))
        return refuse(request, MHD_HTTP_BAD_REQUEST, "400 Content-Length, Transfer-Encoding\n");
    if (length && (!yb_text_to_int64(yb_text_of(length), &bytes) || bytes < 0))
        return refuse(request, MHD_HTTP_BAD_REQUEST, "400 Content-Length\n");
    if ((size_t)bytes > request->http->options.body_bytes)
        return refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "413 报文过长 request is too large\n");
    if (atomic_load(&request->http->bodies) + (size_t)bytes > request->http->options.bodies_bytes)
        return refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "503 系统繁忙 server is busy\n");
    return MHD_YES;
}

/* Appends a piece of the body. Past the limit it is dropped; the end of the body then says so. */
static enum MHD_Result take_body(struct yb_http_request *request, const char *bytes, size_t size)
{
    struct yb_http *http = request->http;
    size_t needed = request->body.length + size + 1;
    size_t capacity = request->capacity ? request->capacity : BODY_FIRST;
    char *buffer;

    if (request->body.length + size > http->options.body_bytes) {
        request->body.length = http->options.body_bytes + 1;
        return MHD_YES;
    }
    if (needed > request->capacity) {
        while (capacity < needed)
            capacity *= 2;
        if (atomic_fetch_add(&http->bodies, capacity - request->capacity) >
            http->options.bodies_bytes) {
            atomic_fetch_sub(&http->bodies, capacity - request->capacity);
            return MHD_NO;
        }
        buffer = realloc(request->buffer, capacity);
        if (!buffer) {
            atomic_fetch_sub(&http->bodies, capacity - request->capacity);
            return MHD_NO;
        }
        request->buffer = buffer;
        request->capacity = capacity;
    }
    memcpy(request->buffer + request->body.length, bytes, size);
    request->body.length += size;
    request->buffer[request->body.length] = '\0';
    request->body.bytes = request->buffer;
    return MHD_YES;
}

/* The whole request is there: the handler answers now, or the connection goes to sleep. */
static enum MHD_Result finish(struct yb_http_request *request)
{
    int in_hand = IN_HAND;

    if (request->body.length > request->http->options.body_bytes)
        return refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, "413 报文过长 request is too large\n");
    if (!request->body.bytes)
        request->body = YB_TEXT("");
    enter(request->connection, WORKING);
    request->http->options.handler(request);
    if (atomic_load(&request->state) == ANSWERED)
        return send_reply(request);
    MHD_suspend_connection(request->connection);
    /* Answered between the look and the sleep: wake it ourselves. */
    if (!atomic_compare_exchange_strong(&request->state, &in_hand, ASLEEP)) {
        MHD_resume_connection(request->connection);
        wake_loop(request->loop);
    }
    return MHD_YES;
}

/* The library's call for every step of a request: head, pieces of body, end, and after a sleep. */
static enum MHD_Result step(void *context, struct MHD_Connection *mhd, const char *path,
                            const char *method, const char *version, const char *bytes,
                            size_t *size, void **request_context)
{
    struct yb_http_request *request = *request_context;

    (void)version;
    if (!request) {
        request = *request_context = request_new(context, mhd, path);
        return request ? begin(request, method) : MHD_NO;
    }
    if (*size > 0) {
        enum MHD_Result result = request->refused ? MHD_YES : take_body(request, bytes, *size);

        *size = 0;
        return result;
    }
    if (request->refused)
        return MHD_YES;
    return atomic_load(&request->state) == ANSWERED ? send_reply(request) : finish(request);
}

/* The answer is there: the connection goes on, on its own thread. */
static void wake(struct yb_http_request *request)
{
    struct MHD_Connection *mhd = request->connection;
    struct yb_http_loop *loop = request->loop;
    int before = atomic_exchange(&request->state, ANSWERED);

    assert(before != ANSWERED);
    if (before == ASLEEP) {
        MHD_resume_connection(mhd);
        wake_loop(loop);
    }
}

void yb_http_reply(struct yb_http_request *request, int status, const char *content_type,
                   struct yb_text body)
{
    set_answer(request, (struct yb_http_answer){status, content_type, body});
    wake(request);
}

void yb_http_reply_by(struct yb_http_request *request, yb_http_composer *composer, void *context)
{
    request->composer = composer;
    request->composer_context = context;
    wake(request);
}

void yb_http_add_header(struct yb_http_request *request, const char *name, const char *value)
{
    struct yb_http_header *header = YB_NEW(&request->arena, struct yb_http_header);

    if (!header)
        return;
    header->name = yb_arena_copy(&request->arena, name, strlen(name));
    header->value = yb_arena_copy(&request->arena, value, strlen(value));
    header->next = request->headers;
    if (header->name && header->value)
        request->headers = header;
}

const char *yb_http_header(struct yb_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *yb_http_query(struct yb_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

struct taker {
    void (*take)(void *context, const char *name, const char *value);
    void *context;
};

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct taker *taker = context;

    (void)kind;
    taker->take(taker->context, name, value ? value : "");
    return MHD_YES;
}

void yb_http_headers(struct yb_http_request *request,
                     void (*take)(void *context, const char *name, const char *value),
                     void *context)
{
    struct taker taker = {take, context};

    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, take_header, &taker);
}

void yb_http_queries(struct yb_http_request *request,
                     void (*take)(void *context, const char *name, const char *value),
                     void *context)
{
    struct taker taker = {take, context};

    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, take_header, &taker);
}

void yb_http_peer(struct yb_http_request *request, char out[YB_HTTP_ADDRESS_MAX])
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    socklen_t size = info && info->client_addr && info->client_addr->sa_family == AF_INET6
                         ? sizeof(struct sockaddr_in6)
                         : sizeof(struct sockaddr_in);

    if (!info || !info->client_addr ||
        getnameinfo(info->client_addr, size, out, YB_HTTP_ADDRESS_MAX, NULL, 0, NI_NUMERICHOST))
        snprintf(out, YB_HTTP_ADDRESS_MAX, "?");
}

static void raise_file_limit(unsigned int connections)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + FILES_SPARE)
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > connections + FILES_SPARE
                         ? connections + FILES_SPARE
                         : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int listen_at(const struct addrinfo *at)
{
    int one = 1, zero = 0;
    int file = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (file < 0)
        return -1;
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (at->ai_family == AF_INET6)
        setsockopt(file, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    if (bind(file, at->ai_addr, at->ai_addrlen) == 0 && listen(file, BACKLOG) == 0)
        return file;
    close(file);
    return -1;
}

/* "host:port", "[host]:port" or ":port" into its halves. */
static bool split_address(const char *text, char host[YB_HTTP_ADDRESS_MAX], const char **port)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;

    if (!colon || length >= YB_HTTP_ADDRESS_MAX)
        return false;
    if (length > 1 && text[0] == '[' && colon[-1] == ']') {
        text++;
        length -= 2;
    }
    memcpy(host, text, length);
    host[length] = '\0';
    *port = colon + 1;
    return **port != '\0';
}

static int open_socket(struct yb_http *http, struct yb_error *error)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    char host[YB_HTTP_ADDRESS_MAX], number[16];
    const char *port;
    int file;

    if (!split_address(http->options.listen, host, &port) ||
        getaddrinfo(host[0] ? host : NULL, port, &hints, &found) != 0)
        return yb_fail(error, YB_E_USAGE, http->options.listen, NULL);
    file = listen_at(found);
    freeaddrinfo(found);
    if (file < 0)
        return yb_fail(error, YB_E_FILE, http->options.listen, strerror(errno), NULL);
    getsockname(file, (struct sockaddr *)&bound, &size);
    getnameinfo((struct sockaddr *)&bound, size, host, sizeof host, number, sizeof number,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(http->address, sizeof http->address,
             strchr(host, ':') ? "http://[%s]:%s" : "http://%s:%s", host, number);
    return file;
}

static unsigned int or_default(unsigned int value, unsigned int otherwise)
{
    return value ? value : otherwise;
}

static unsigned int threads_default(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (processors < 4)
        return 1;
    return processors / 2 > THREADS_MOST ? THREADS_MOST : (unsigned int)(processors / 2);
}

static void set_defaults(struct yb_http *http)
{
    struct yb_http_options *o = &http->options;

    o->threads = or_default(o->threads, threads_default());
    if (o->threads > YB_HTTP_THREADS_MAX)
        o->threads = YB_HTTP_THREADS_MAX;
    o->connections = or_default(o->connections, CONNECTIONS_DEFAULT);
    if (o->connections < o->threads)
        o->connections = o->threads;
    o->connections_per_address = or_default(o->connections_per_address, o->connections);
    o->body_bytes = o->body_bytes ? o->body_bytes : YB_REQUEST_BYTES_MAX;
    o->bodies_bytes = o->bodies_bytes ? o->bodies_bytes : BODIES_DEFAULT;
    http->limits_ms[WAITING] = (int64_t)or_default(o->idle_seconds, IDLE_DEFAULT) * 1000;
    http->limits_ms[READING] = (int64_t)or_default(o->body_seconds, BODY_DEFAULT) * 1000;
    http->limits_ms[HOPELESS] = 1;
    http->limits_ms[WRITING] = (int64_t)or_default(o->write_seconds, WRITE_DEFAULT) * 1000;
}

/* Is it the same machine? Its ports may differ. */
static bool same_address(const struct sockaddr_storage *a, const struct sockaddr *b)
{
    if (a->ss_family != b->sa_family)
        return false;
    if (b->sa_family == AF_INET6)
        return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
                      &((const struct sockaddr_in6 *)(const void *)b)->sin6_addr,
                      sizeof(struct in6_addr)) == 0;
    return b->sa_family == AF_INET &&
           ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
               ((const struct sockaddr_in *)(const void *)b)->sin_addr.s_addr;
}

/* May this address have one more? Asked only where an address may have fewer than all. */
static enum MHD_Result accept_from(void *context, const struct sockaddr *from, socklen_t size)
{
    struct yb_http *http = context;
    unsigned int count = 0;

    (void)size;
    if (http->options.connections_per_address >= http->options.connections)
        return MHD_YES;
    pthread_mutex_lock(&http->lock);
    for (const struct connection *c = http->connections; c; c = c->next)
        count += same_address(&c->address, from);
    pthread_mutex_unlock(&http->lock);
    return count < http->options.connections_per_address ? MHD_YES : MHD_NO;
}

static struct MHD_Daemon *start_daemon(struct yb_http_loop *loop, int file)
{
    struct yb_http *http = loop->http;
    const struct yb_http_options *o = &http->options;
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, file, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)(o->connections / o->threads), NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, YB_HTTP_HEAD_BYTES, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_INCREMENT, 1024, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_END, 0, NULL}};

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, accept_from, http, step,
                            loop, MHD_OPTION_NOTIFY_COMPLETED, request_completed, http,
                            MHD_OPTION_URI_LOG_CALLBACK, look_at_line, http,
                            MHD_OPTION_NOTIFY_CONNECTION, connection_changed, http,
                            MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

/* In the daemon's own thread, because the library touches the socket without a lock. */
static void stop_taking(struct yb_http_loop *loop)
{
    int file = MHD_quiesce_daemon(loop->daemon);

    if (file != MHD_INVALID_SOCKET)
        close(file);
    loop->quiet = true;
}

/*
 * Waits outside the library, which is then asked for what is ready now: left to wait by itself it
 * reads 128 events at a time and, having got exactly as many, waits for the next before it looks
 * at those, with resumed connections for ever.
 */
static void *serve(void *context)
{
    struct yb_http_loop *loop = context;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd files[] = {{info->epoll_fd, POLLIN, 0}, {loop->wake, POLLIN, 0}};

    while (!atomic_load(&loop->http->ending)) {
        unsigned long long left = 1;
        bool pending = MHD_get_timeout(loop->daemon, &left) == MHD_YES && left == 0;
        uint64_t calls;

        if (!pending && poll(files, 2, -1) > 0 && files[1].revents) {
            (void)!read(loop->wake, &calls, sizeof calls);
            atomic_store(&loop->woken, false);
        }
        if (!loop->quiet && !atomic_load(&loop->http->taking))
            stop_taking(loop);
        MHD_run(loop->daemon);
    }
    return NULL;
}

/* Each loop listens through a file of its own, which its daemon closes. */
static bool start_loop(struct yb_http *http, struct yb_http_loop *loop, int file)
{
    int own = fcntl(file, F_DUPFD_CLOEXEC, 0);

    loop->http = http;
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->daemon = own >= 0 && loop->wake >= 0 ? start_daemon(loop, own) : NULL;
    if (!loop->daemon && own >= 0)
        close(own);
    loop->running = loop->daemon && pthread_create(&loop->thread, NULL, serve, loop) == 0;
    return loop->running;
}

static bool start_loops(struct yb_http *http, int file)
{
    for (unsigned int i = 0; i < http->options.threads; i++)
        if (!start_loop(http, &http->loops[i], file))
            return false;
    return true;
}

static void wake_loops(struct yb_http *http)
{
    for (unsigned int i = 0; i < http->options.threads; i++)
        if (http->loops[i].running)
            wake_loop(&http->loops[i]);
}

static void end_loops(struct yb_http *http)
{
    atomic_store(&http->ending, true);
    wake_loops(http);
    for (unsigned int i = 0; i < http->options.threads; i++) {
        struct yb_http_loop *loop = &http->loops[i];

        if (loop->running)
            pthread_join(loop->thread, NULL);
        if (loop->daemon)
            MHD_stop_daemon(loop->daemon);
        if (loop->http && loop->wake >= 0)
            close(loop->wake);
    }
}

/* Waits by the clock that nobody sets. */
static void wake_init(pthread_cond_t *wake)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

int yb_http_start(struct yb_http **out, const struct yb_http_options *options,
                  struct yb_error *error)
{
    struct yb_http *http = calloc(1, sizeof *http);
    bool started;
    int file;

    *out = NULL;
    if (!http)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    http->options = *options;
    set_defaults(http);
    raise_file_limit(http->options.connections);
    file = open_socket(http, error);
    if (file < 0) {
        free(http);
        return file;
    }
    pthread_mutex_init(&http->lock, NULL);
    wake_init(&http->wake);
    atomic_store(&http->taking, true);
    http->watching = pthread_create(&http->watch, NULL, watch, http) == 0;
    started = http->watching && start_loops(http, file);
    close(file);
    if (!started) {
        yb_http_free(http);
        return yb_fail(error, YB_E_INTERNAL, "MHD_start_daemon", NULL);
    }
    *out = http;
    return YB_OK;
}

const char *yb_http_address(const struct yb_http *http)
{
    return http->address;
}

bool yb_http_stop(struct yb_http *http, unsigned int seconds)
{
    struct timespec pause = {0, 10000000};
    int64_t until = monotonic_ms() + (int64_t)seconds * 1000;

    if (!http)
        return true;
    atomic_store(&http->taking, false);
    wake_loops(http);
    while (atomic_load(&http->active) > 0 && monotonic_ms() < until)
        nanosleep(&pause, NULL);
    return atomic_load(&http->active) == 0;
}

void yb_http_free(struct yb_http *http)
{
    if (!http)
        return;
    end_loops(http);
    pthread_mutex_lock(&http->lock);
    http->stopping = true;
    pthread_cond_signal(&http->wake);
    pthread_mutex_unlock(&http->lock);
    if (http->watching)
        pthread_join(http->watch, NULL);
    pthread_cond_destroy(&http->wake);
    pthread_mutex_destroy(&http->lock);
    free(http);
}
