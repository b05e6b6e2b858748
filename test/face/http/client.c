#include "test/face/http/client.h"

#include <errno.h>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "test/test.h"

void client_open(struct client *client, const char *address)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    struct timeval patience = {10, 0};
    int one = 1;

    memset(client, 0, sizeof *client);
    client->bytes = malloc(CLIENT_ANSWER_MAX + 1);
    client->socket = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(client->bytes && client->socket >= 0);
    to.sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(client->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    assert_int_equal(connect(client->socket, (struct sockaddr *)&to, sizeof to), 0);
}

void client_close(struct client *client)
{
    close(client->socket);
    free(client->bytes);
}

void client_send(struct client *client, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(client->socket, bytes, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* cut off: receive will tell */
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* The whole answer is in the first `have` bytes. */
static bool is_whole(struct client *client, size_t have)
{
    char *end, *line;

    client->bytes[have] = '\0';
    end = strstr(client->bytes, "\r\n\r\n");
    if (!end)
        return false;
    line = strcasestr(client->bytes, "\r\nContent-Length:");
    assert_true(line && line < end);
    client->body_length = strtoul(line + strlen("\r\nContent-Length:"), NULL, 10);
    client->body = end + 4;
    return have >= (size_t)(client->body - client->bytes) + client->body_length;
}

void client_receive(struct client *client)
{
    size_t have = 0;

    client->status = 0;
    for (;;) {
        ssize_t got = recv(client->socket, client->bytes + have, CLIENT_ANSWER_MAX - have, 0);

        if (got < 0)
            assert_true(errno == ECONNRESET || errno == EPIPE);
        if (got <= 0)
            return;
        have += (size_t)got;
        if (is_whole(client, have))
            break;
    }
    client->head = client->bytes;
    client->status = (int)strtol(client->bytes + strlen("HTTP/1.1 "), NULL, 10);
}

void client_request(struct client *client, const char *method, const char *path, const char *head,
                    const char *body, size_t length)
{
    char first[4096];
    int size = snprintf(first, sizeof first, "%s %s HTTP/1.1\r\nHost: x\r\n%s", method, path, head);

    if (body)
        size +=
            snprintf(first + size, sizeof first - (size_t)size, "Content-Length: %zu\r\n", length);
    size += snprintf(first + size, sizeof first - (size_t)size, "\r\n");
    client_send(client, first, (size_t)size);
    if (body)
        client_send(client, body, length);
    client_receive(client);
}

bool client_has_line(const struct client *client, const char *line)
{
    const char *found = strcasestr(client->head, line);

    return found && found < client->body;
}
