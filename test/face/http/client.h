/*
 * client.h - the smallest HTTP client: blocking, one connection, for tests.
 */
#ifndef YB_TEST_FACE_HTTP_CLIENT_H
#define YB_TEST_FACE_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#define CLIENT_ANSWER_MAX (1 << 20)

struct client {
    int socket;
    int status;       /* of the last answer; 0: the connection ended instead */
    char *head;       /* of the last answer, with a closing NUL */
    const char *body; /* with a closing NUL */
    size_t body_length;
    char *bytes; /* head and body */
};

/* Connects to "http://127.0.0.1:PORT"; asserts that it works. */
void client_open(struct client *client, const char *address);
void client_close(struct client *client);

void client_send(struct client *client, const char *bytes, size_t length);

/* Reads one answer; waits at most 10 s (then it fails the test). */
void client_receive(struct client *client);

/* Sends a request and reads its answer. `head` is more head lines with CRLF, or "". */
void client_request(struct client *client, const char *method, const char *path, const char *head,
                    const char *body, size_t length);

/* True when the last answer's head has this line (without CRLF). */
bool client_has_line(const struct client *client, const char *line);

#endif
