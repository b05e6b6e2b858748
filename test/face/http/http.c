/*
 * The server's promises: answers from other threads, limits, patience, a graceful end. The long
 * ones (256 sleeping connections for 10 s; 10,000 idle ones) run when called with "long".
 */
#include "test/test.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "face/http/http.h"
#include "test/face/http/client.h"

/* Answers queued requests some at a time from its own thread, as a store's writer does. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    struct yb_http_request *queue[1024];
    size_t count;
    bool stop;
    useconds_t pause;
} writer = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

static void *write_groups(void *context)
{
    struct yb_http_request *group[1024];

    (void)context;
    pthread_mutex_lock(&writer.lock);
    while (!writer.stop || writer.count > 0) {
        size_t count = writer.count;

        if (count == 0) {
            pthread_cond_wait(&writer.more, &writer.lock);
            continue;
        }
        memcpy(group, writer.queue, count * sizeof group[0]);
        writer.count = 0;
        pthread_mutex_unlock(&writer.lock);
        usleep(writer.pause);
        for (size_t i = 0; i < count; i++)
            yb_http_reply(group[i], 200, "text/plain", group[i]->body);
        pthread_mutex_lock(&writer.lock);
    }
    pthread_mutex_unlock(&writer.lock);
    return NULL;
}

static void writer_start(useconds_t pause)
{
    writer.stop = false;
    writer.pause = pause;
    assert_int_equal(pthread_create(&writer.thread, NULL, write_groups, NULL), 0);
}

static void writer_stop(void)
{
    pthread_mutex_lock(&writer.lock);
    writer.stop = true;
    pthread_cond_signal(&writer.more);
    pthread_mutex_unlock(&writer.lock);
    pthread_join(writer.thread, NULL);
}

static void handle(struct yb_http_request *request)
{
    struct yb_buffer out;

    if (strcmp(request->path, "/later") == 0) {
        pthread_mutex_lock(&writer.lock);
        assert_true(writer.count < 1024);
        writer.queue[writer.count++] = request;
        pthread_cond_signal(&writer.more);
        pthread_mutex_unlock(&writer.lock);
        return;
    }
    yb_buffer_init(&out, &request->arena);
    yb_buffer_addf(&out, "%d %s %s %s ", request->method, request->path, request->content_type,
                   yb_http_header(request, "x-test") ? yb_http_header(request, "X-Test") : "-");
    yb_buffer_add(&out, request->body);
    yb_http_add_header(request, "X-Answer", "yes");
    yb_http_reply(request, 201, "text/plain;charset=UTF-8", yb_buffer_text(&out));
}

static struct yb_http *start(struct yb_http_options options)
{
    struct yb_http *http;
    struct yb_error error;

    options.listen = "127.0.0.1:0";
    options.handler = handle;
    assert_int_equal(yb_http_start(&http, &options, &error), YB_OK);
    return http;
}

static void finish(struct yb_http *http)
{
    assert_true(yb_http_stop(http, 10));
    yb_http_free(http);
}

static void test_request_and_answer(void **state)
{
    struct yb_http *http = start((struct yb_http_options){0});
    struct client client;

    (void)state;
    client_open(&client, yb_http_address(http));
    client_request(&client, "POST", "/a%20b?q=1", "X-TEST: v\r\nContent-Type: text/x\r\n", "body",
                   4);
    assert_int_equal(client.status, 201);
    assert_string_equal(client.body, "2 /a b text/x v body");
    assert_true(client_has_line(&client, "X-Answer: yes"));
    assert_true(client_has_line(&client, "Content-Type: text/plain;charset=UTF-8"));
    client_request(&client, "GET", "/", "", NULL, 0); /* the same connection again */
    assert_string_equal(client.body, "0 /  - ");
    client_request(&client, "BREW", "/", "", NULL, 0);
    assert_int_equal(client.status, 405);
    client_close(&client);
    finish(http);
}

static void test_limits_of_size(void **state)
{
    struct yb_http *http = start((struct yb_http_options){.body_bytes = 1000});
    static char big[2 * YB_HTTP_HEAD_BYTES];
    struct client client;

    (void)state;
    memset(big, 'x', sizeof big - 1);
    client_open(&client, yb_http_address(http));
    client_request(&client, "POST", "/", "", big, 1000);
    assert_int_equal(client.status, 201);
    client_request(&client, "POST", "/", "", big, 1001);
    assert_int_equal(client.status, 413);
    client_close(&client);

    client_open(&client, yb_http_address(http)); /* no length in front */
    client_send(&client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n",
                sizeof "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" -
                    1);
    client_send(&client, big, 1001);
    client_send(&client, "\r\n0\r\n\r\n", 7);
    client_receive(&client);
    assert_int_equal(client.status, 413);
    client_close(&client);

    client_open(&client, yb_http_address(http)); /* a head beyond all measure */
    client_send(&client, "GET / HTTP/1.1\r\nX: ", 19);
    client_send(&client, big, sizeof big - 1);
    client_send(&client, "\r\n\r\n", 4);
    client_receive(&client);
    assert_true(client.status >= 400 || client.status == 0);
    client_close(&client);
    finish(http);
}

static void send_text(struct client *client, const char *text)
{
    client_send(client, text, strlen(text));
}

/* Who frames a body in two ways means two readers to see two requests. */
static void test_framing(void **state)
{
    static const char *const heads[] = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 4,4\r\n\r\nabcd",
    };
    struct yb_http *http = start((struct yb_http_options){0});

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct client client;

        client_open(&client, yb_http_address(http));
        send_text(&client, "POST / HTTP/1.1\r\nHost: x\r\n");
        send_text(&client, heads[i]);
        send_text(&client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        client_receive(&client);
        assert_int_equal(client.status, 400);
        client_receive(&client); /* nothing of what follows is answered */
        assert_int_equal(client.status, 0);
        client_close(&client);
    }
    finish(http);
}

/* Many requests in one piece: each is answered, in order. */
static void test_pipeline(void **state)
{
    struct yb_http *http = start((struct yb_http_options){0});
    struct client client;
    static char answers[500 * 256];
    char head[64], body[64], *at = answers;
    size_t length = 0;
    ssize_t got;

    (void)state;
    client_open(&client, yb_http_address(http));
    for (int i = 0; i < 500; i++) {
        snprintf(head, sizeof head, "GET /%d HTTP/1.1\r\nHost: x\r\n\r\n", i);
        send_text(&client, head);
    }
    shutdown(client.socket, SHUT_WR); /* so that the answers end */
    while (length < sizeof answers - 1 &&
           (got = recv(client.socket, answers + length, sizeof answers - 1 - length, 0)) > 0)
        length += (size_t)got;
    answers[length] = '\0';
    for (int i = 0; i < 500; i++) {
        snprintf(body, sizeof body, "\r\n\r\n0 /%d  - ", i);
        at = strstr(at, body);
        assert_non_null(at);
    }
    client_close(&client);
    finish(http);
}

/* Heads that are too much, in each of the ways: refused or cut off, and soon. */
static void test_heads(void **state)
{
    static const struct {
        const char *piece;
        int count, status;
    } rows[] = {{"/x", 10000, 414}, {"?a=1&b=2", 1, 201}, {"?a&b", 50, 201}, {"&a", 3000, 0}};
    struct yb_http *http = start((struct yb_http_options){0});
    struct client client;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        time_t began = time(NULL);

        client_open(&client, yb_http_address(http));
        send_text(&client, "GET /?");
        for (int k = 0; k < rows[i].count; k++)
            send_text(&client, rows[i].piece);
        send_text(&client, " HTTP/1.1\r\nHost: x\r\n\r\n");
        client_receive(&client);
        assert_int_equal(client.status, rows[i].status);
        assert_in_range(time(NULL) - began, 0, 5);
        client_close(&client);
    }
    client_open(&client, yb_http_address(http));
    send_text(&client, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (int k = 0; k < 1000; k++)
        send_text(&client, "X-Some: y\r\n");
    send_text(&client, "\r\n");
    client_receive(&client);
    assert_int_equal(client.status, 431);
    client_close(&client);
    finish(http);
}

static void test_limit_of_connections(void **state)
{
    struct yb_http *http =
        start((struct yb_http_options){.connections = 20, .connections_per_address = 4});
    struct client clients[6];
    int served = 0;

    (void)state;
    for (int i = 0; i < 6; i++) {
        client_open(&clients[i], yb_http_address(http));
        if (i < 4)
            client_request(&clients[i], "GET", "/", "", NULL, 0);
        else
            client_send(&clients[i], "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
        if (i >= 4)
            client_receive(&clients[i]);
        served += clients[i].status == 201;
    }
    assert_int_equal(served, 4);
    for (int i = 0; i < 6; i++)
        client_close(&clients[i]);
    finish(http);
}

/* Drips one byte after the other; returns after how many tenths of a second we were cut off. */
static int drip(struct client *client, const char *bytes)
{
    int tenths = 0;

    for (; tenths < 100; tenths++) {
        char end;

        client_send(client, &bytes[(size_t)tenths % strlen(bytes)], 1);
        usleep(100000);
        if (recv(client->socket, &end, 1, MSG_DONTWAIT) == 0)
            break;
    }
    return tenths;
}

static void test_patience(void **state)
{
    struct yb_http *http = start((struct yb_http_options){.idle_seconds = 1, .body_seconds = 1});
    struct client slow, idle;
    static const char head[] = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n";

    (void)state;
    client_open(&slow, yb_http_address(http)); /* a head that never ends */
    assert_in_range(drip(&slow, "GET / HTTP/1.1\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"), 8,
                    40);
    client_close(&slow);
    client_open(&slow, yb_http_address(http)); /* a body that never ends */
    client_send(&slow, head, sizeof head - 1);
    assert_in_range(drip(&slow, "x"), 8, 40);
    client_close(&slow);
    client_open(&idle, yb_http_address(http));
    client_receive(&idle);
    assert_int_equal(idle.status, 0);
    client_close(&idle);
    finish(http);
}

static void test_graceful_end(void **state)
{
    struct yb_http *http = start((struct yb_http_options){0});
    struct client client;

    (void)state;
    writer_start(300000);
    client_open(&client, yb_http_address(http));
    client_send(&client, "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 55);
    usleep(100000); /* in hand by now */
    assert_true(yb_http_stop(http, 5));
    client_receive(&client);
    assert_int_equal(client.status, 200);
    assert_string_equal(client.body, "abc");
    writer_stop();
    yb_http_free(http);
    client_close(&client);
}

#define SLEEPERS 256

/* Keeps SLEEPERS connections busy with answers from the other thread; none may stall. */
static void hold(int seconds)
{
    struct yb_http *http = start((struct yb_http_options){0});
    static const char request[] = "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    struct client clients[SLEEPERS];
    struct pollfd polls[SLEEPERS];
    time_t heard[SLEEPERS], now = time(NULL), end = now + seconds;
    long answers = 0;

    writer_start(500);
    for (int i = 0; i < SLEEPERS; i++) {
        client_open(&clients[i], yb_http_address(http));
        polls[i] = (struct pollfd){clients[i].socket, POLLIN, 0};
        heard[i] = now;
        client_send(&clients[i], request, sizeof request - 1);
    }
    for (; now < end; now = time(NULL)) {
        poll(polls, SLEEPERS, 1000);
        for (int i = 0; i < SLEEPERS; i++) {
            if (polls[i].revents) {
                client_receive(&clients[i]);
                assert_int_equal(clients[i].status, 200);
                heard[i] = now;
                answers++;
                client_send(&clients[i], request, sizeof request - 1);
            } else if (now - heard[i] > 3) {
                fail_msg("connection %d has stalled after %ld answers", i, answers);
            }
        }
    }
    for (int i = 0; i < SLEEPERS; i++) {
        client_receive(&clients[i]);
        assert_int_equal(clients[i].status, 200);
        client_close(&clients[i]);
    }
    printf("# %ld answers in %d s\n", answers, seconds);
    finish(http);
    writer_stop();
}

static void test_sleepers_briefly(void **state)
{
    (void)state;
    hold(1);
}

static void test_sleepers_for_long(void **state)
{
    (void)state;
    hold(10);
}

static long resident_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *file = fopen("/proc/self/status", "r");

    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    fclose(file);
    return kb;
}

#define IDLERS  10000
#define AT_ONCE 1000

/* The other process: opens the connections, asks once on each, many at a time, says so, waits to be
 * told to end. */
static void open_idlers(const char *address, const int said[2], const int told[2])
{
    static struct client clients[IDLERS];
    char end = 'y';

    close(said[0]);
    close(told[1]); /* so that the other process's end ends this one */
    for (int i = 0; i < IDLERS && end == 'y'; i++) {
        client_open(&clients[i], address);
        client_send(&clients[i], "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
        for (int k = i - AT_ONCE + 1; (i + 1) % AT_ONCE == 0 && k <= i; k++) {
            client_receive(&clients[k]);
            end = clients[k].status == 201 ? end : 'n';
            free(clients[k].bytes);
        }
    }
    _exit(write(said[1], &end, 1) == 1 && read(told[0], &end, 1) >= 0 ? 0 : 1);
}

/* Microseconds of processor time of this process, client and server, for one request. */
static int64_t cost_us(struct client *client)
{
    enum { REQUESTS = 1000 };
    struct rusage before, after;
    int64_t us = 0;

    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < REQUESTS; i++) {
        client_request(client, "GET", "/", "", NULL, 0);
        assert_int_equal(client->status, 201);
    }
    getrusage(RUSAGE_SELF, &after);
    us += (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * INT64_C(1000000);
    us += (after.ru_stime.tv_sec - before.ru_stime.tv_sec) * INT64_C(1000000);
    us += after.ru_utime.tv_usec - before.ru_utime.tv_usec;
    us += after.ru_stime.tv_usec - before.ru_stime.tv_usec;
    return us / REQUESTS + 1;
}

static void test_idle_connections(void **state)
{
    struct rlimit limit = {IDLERS + 300, IDLERS + 300};
    struct yb_http *http;
    struct client other;
    long before, after;
    int64_t alone, beside;
    int said[2], told[2];
    char answer = 'n';

    (void)state;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        printf("# too few files allowed for this test\n");
        skip();
    }
    http = start((struct yb_http_options){.connections = IDLERS + 100, .idle_seconds = 600});
    client_open(&other, yb_http_address(http));
    alone = cost_us(&other);
    before = resident_kb();
    assert_int_equal(pipe(said) | pipe(told), 0);
    if (fork() == 0)
        open_idlers(yb_http_address(http), said, told);
    close(said[1]); /* so that its failure ends our wait */
    assert_int_equal(read(said[0], &answer, 1), 1);
    assert_int_equal(answer, 'y');
    after = resident_kb();
    printf("# %d idle connections: %ld kB each, %ld MB in all\n", IDLERS, (after - before) / IDLERS,
           after / 1024);
#ifndef __SANITIZE_ADDRESS__ /* which remembers what was freed */
    assert_true(after < 256 * 1024);
#endif
    beside = cost_us(&other);
    printf("# a request: %d us alone, %d us beside them\n", (int)alone, (int)beside);
    assert_true(beside < 10 * alone); /* a look at each of them would be fifty times as much */
    client_close(&other);
    assert_int_equal(write(told[1], "e", 1), 1);
    finish(http);
}

static void test_address(void **state)
{
    struct yb_http_options options = {.handler = handle};
    struct yb_error error;
    struct yb_http *http;
    static const char *const wrong[] = {
        "", "x", "127.0.0.1", "127.0.0.1:", "nowhere:80", "127.0.0.1:http", "256.0.0.1:80"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        options.listen = wrong[i];
        assert_int_equal(yb_http_start(&http, &options, &error), YB_E_USAGE);
        assert_null(http);
    }
    options.listen = "[::1]:0";
    if (yb_http_start(&http, &options, &error) == YB_OK) { /* a machine may have no IPv6 */
        assert_non_null(strstr(yb_http_address(http), "http://[::1]:"));
        finish(http);
    }
    http = start((struct yb_http_options){0});
    options.listen = yb_http_address(http) + strlen("http://");
    {
        struct yb_http *second;

        assert_int_equal(yb_http_start(&second, &options, &error), YB_E_FILE);
    }
    finish(http);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest quick[] = {
        cmocka_unit_test(test_request_and_answer),
        cmocka_unit_test(test_limits_of_size),
        cmocka_unit_test(test_framing),
        cmocka_unit_test(test_pipeline),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_limit_of_connections),
        cmocka_unit_test(test_graceful_end),
        cmocka_unit_test(test_sleepers_briefly),
        cmocka_unit_test(test_address),
    };
    const struct CMUnitTest slow[] = {
        cmocka_unit_test(test_patience),
        cmocka_unit_test(test_sleepers_for_long),
        cmocka_unit_test(test_idle_connections),
    };

    if (argc > 1 && strcmp(argv[1], "long") == 0)
        return cmocka_run_group_tests(slow, NULL, NULL);
    return cmocka_run_group_tests(quick, NULL, NULL);
}
