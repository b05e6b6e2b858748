#include "face/demo/client.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define WAIT_SECONDS 60

struct address {
    char host[256], port[8];
    const char *base; /* "" or "/base" */
};

static int parse_url(const char *url, struct address *address, struct yb_error *error)
{
    struct yb_text rest = yb_text_of(url), host, port;
    size_t slash = 0;

    if (!yb_text_starts(rest, "http://"))
        return yb_fail(error, YB_E_USAGE, url, NULL);
    rest = (struct yb_text){rest.bytes + 7, rest.length - 7};
    while (slash < rest.length && rest.bytes[slash] != '/')
        slash++;
    address->base = rest.bytes + slash;
    host = yb_text_split((struct yb_text){rest.bytes, slash}, ':', &port);
    if (!host.length || host.length >= sizeof(address->host) || port.length >= 8)
        return yb_fail(error, YB_E_USAGE, url, NULL);
    memcpy(address->host, host.bytes, host.length);
    address->host[host.length] = 0;
    memcpy(address->port, port.length ? port.bytes : "80", port.length ? port.length : 2);
    address->port[port.length ? port.length : 2] = 0;
    return YB_OK;
}

static int connect_to(const struct address *address, int *fd, struct yb_error *error)
{
    const struct timeval wait = {WAIT_SECONDS, 0};
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found, *at;
    int rc = getaddrinfo(address->host, address->port, &hints, &found);

    *fd = -1;
    if (rc != 0)
        return yb_fail(error, YB_E_FILE, address->host, gai_strerror(rc), NULL);
    for (at = found; at && *fd < 0; at = at->ai_next) {
        *fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (*fd >= 0 && connect(*fd, at->ai_addr, at->ai_addrlen) != 0) {
            close(*fd);
            *fd = -1;
        }
    }
    freeaddrinfo(found);
    if (*fd < 0)
        return yb_fail(error, YB_E_FILE, address->host, strerror(errno), NULL);
    setsockopt(*fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
    return YB_OK;
}

static bool send_all(int fd, struct yb_text text)
{
    while (text.length) {
        ssize_t sent = send(fd, text.bytes, text.length, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        text = (struct yb_text){text.bytes + sent, text.length - (size_t)sent};
    }
    return true;
}

/* Everything up to the end of the connection. */
static bool receive_all(int fd, struct yb_buffer *out)
{
    char piece[16 * 1024];

    for (;;) {
        ssize_t got = recv(fd, piece, sizeof(piece), 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        yb_buffer_add(out, (struct yb_text){piece, (size_t)got});
        if (out->failed || out->length > YB_CLIENT_REPLY_MAX)
            return false;
    }
}

/* The body behind "HTTP/1.1 200 OK ... blank line". */
static int take_body(struct yb_text answer, struct yb_text *body, struct yb_error *error)
{
    const char *end = memmem(answer.bytes, answer.length, "\r\n\r\n", 4);
    struct yb_text status = yb_text_split(answer, '\r', &(struct yb_text){0});
    char words[64];

    if (!end || status.length < 12 || memcmp(status.bytes + 8, " 200", 4) != 0) {
        yb_text_cut(status, words, sizeof(words));
        return yb_fail(error, YB_E_FILE, "HTTP", words, NULL);
    }
    end += 4;
    *body = (struct yb_text){end, answer.length - (size_t)(end - answer.bytes)};
    return YB_OK;
}

int yb_client_post(const char *url, const char *path, struct yb_text body, struct yb_arena *arena,
                   struct yb_text *reply, struct yb_error *error)
{
    struct address address;
    struct yb_buffer request, answer;
    int fd, rc = parse_url(url, &address, error);

    if (rc == YB_OK)
        rc = connect_to(&address, &fd, error);
    if (rc != YB_OK)
        return rc;
    yb_buffer_init(&request, arena);
    yb_buffer_init(&answer, arena);
    yb_buffer_addf(&request,
                   "POST %s%s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json;"
                   "charset=UTF-8\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                   address.base, path, address.host, address.port, body.length);
    yb_buffer_add(&request, body);
    if (!send_all(fd, yb_buffer_text(&request)) || !receive_all(fd, &answer))
        rc = yb_fail(error, YB_E_FILE, url, strerror(errno), NULL);
    close(fd);
    return rc == YB_OK ? take_body(yb_buffer_text(&answer), reply, error) : rc;
}
