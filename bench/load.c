/*
 * load - many pharmacies at one till: settles over HTTP (transaction 2102) on keep-alive
 * connections and says how many replies came a second and how long each took.
 *
 *   load --url HOST:PORT --people FILE --items FILE [--clients N] [--seconds N | --count N]
 *        [--lines N] [--fixmedins CODE] [--admvs CODE] [--journal FILE] [--check FILE] [--seed N]
 *
 * FILEs are TAB-separated with a header line: people psn_no certno psn_name psn_type insutype;
 * items med_list_codg pric. Employees (insutype 310) pay from their accounts. With --journal every
 * acknowledged settlement is written down (msgid, setl_id, request number) before its connection
 * goes on; a broken connection is opened again and the same message sent again. --check FILE sends
 * every message of a journal once more and demands the same setl_id. The answer is one line of
 * JSON. Exit code 1: a wrong answer, 2: usage.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS_MAX 20000
#define REPLY_MAX   65536
#define FIELDS_MAX  5

struct table {
    char *text;
    char **cells; /* rows * columns */
    size_t rows, columns;
};

struct client {
    int fd; /* -1: to be opened */
    char *request;
    size_t request_length, sent;
    char *reply;
    size_t received;
    uint64_t number; /* of the request under way */
    uint64_t row;    /* of the journal, when checking */
    int64_t started_us;
    bool busy;
};

struct load {
    struct sockaddr_in address;
    const char *host, *fixmedins, *admvs;
    struct table people, items;
    size_t client_count, line_count;
    double seconds;
    uint64_t count, seed, next, done, wrong, reconnects;
    FILE *journal;
    struct table check;
    uint32_t *latency_us;
    size_t latency_count, latency_capacity;
    int epoll;
};

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static _Noreturn void stop(const char *what, const char *detail)
{
    fprintf(stderr, "load: %s: %s\n", what, detail);
    exit(2);
}

static void *must(void *memory)
{
    if (!memory)
        stop("memory", "exhausted");
    return memory;
}

/* Splits a TAB-separated file with a header line, in place. */
static void table_read(struct table *table, const char *path, size_t columns)
{
    FILE *file = fopen(path, "rb");
    size_t capacity = 1024, length = 0, n;
    char *p, *line;

    if (!file)
        stop(path, strerror(errno));
    table->text = must(malloc(1 << 20));
    for (n = 1 << 20; !feof(file);) {
        if (length + 65536 > n)
            table->text = must(realloc(table->text, n *= 2));
        length += fread(table->text + length, 1, 65535, file);
    }
    fclose(file);
    table->text[length] = 0;
    table->columns = columns;
    table->cells = must(malloc(capacity * columns * sizeof(char *)));
    p = strchr(table->text, '\n');
    for (p = p ? p + 1 : table->text + length; *p; p = line) {
        size_t column;

        line = p + strcspn(p, "\n");
        line += *line == '\n' ? (*line = 0, 1) : 0;
        if (table->rows == capacity)
            table->cells = must(realloc(table->cells, (capacity *= 2) * columns * sizeof(char *)));
        for (column = 0; column < columns; column++) {
            char *end = p + strcspn(p, "\t");

            table->cells[table->rows * columns + column] = p;
            p = *end ? (*end = 0, end + 1) : end;
        }
        table->rows++;
    }
    if (!table->rows)
        stop(path, "no rows");
}

static const char *cell(const struct table *table, uint64_t row, size_t column)
{
    return table->cells[(row % table->rows) * table->columns + column];
}

/* The number of a request decides everything in it, so that it can be made again. */
static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int64_t cents_of(const char *price)
{
    int64_t yuan = strtoll(price, NULL, 10), cents = 0;
    const char *point = strchr(price, '.');

    if (point && point[1])
        cents = (point[1] - '0') * 10 + (point[2] ? point[2] - '0' : 0);
    return yuan * 100 + cents;
}

static void request_make(const struct load *load, struct client *client)
{
    uint64_t h = mix(load->seed * 1000003 + client->number), who = h % load->people.rows;
    const struct table *people = &load->people, *items = &load->items;
    char *body = client->request + 512, *p = body, *lines;
    char head[256];
    int64_t total = 0;
    size_t i, head_length;

    lines = must(malloc(load->line_count * 512 + 16));
    lines[0] = 0;
    p = lines;
    for (i = 0; i < load->line_count; i++) {
        uint64_t item = mix(h + i) % items->rows;
        int64_t count = 1 + (int64_t)(mix(h + i * 7) % 3);
        int64_t amount = cents_of(cell(items, item, 1)) * count;

        total += amount;
        p += snprintf(p, 512,
                      "%s{\"feedetl_sn\":\"%zu\",\"rxno\":\"\",\"rx_circ_flag\":\"0\","
                      "\"fee_ocur_time\":\"2018-06-01 10:00:00\",\"med_list_codg\":\"%s\","
                      "\"medins_list_codg\":\"%s\",\"det_item_fee_sumamt\":\"%lld.%02d\","
                      "\"cnt\":\"%lld\",\"pric\":\"%s\"}",
                      i ? "," : "", i + 1, cell(items, item, 0), cell(items, item, 0),
                      (long long)(amount / 100), (int)(amount % 100), (long long)count,
                      cell(items, item, 1));
    }
    p = body;
    p += snprintf(
        p, 2048 + load->line_count * 512,
        "{\"infno\":\"2102\",\"msgid\":\"%s%06x%012llx\","
        "\"mdtrtarea_admvs\":\"%s\",\"insuplc_admdvs\":\"%s\",\"recer_sys_code\":\"01\","
        "\"dev_no\":\"\",\"dev_safe_info\":\"\",\"cainfo\":\"\",\"signtype\":\"\","
        "\"infver\":\"V1.0\",\"opter_type\":\"1\",\"opter\":\"0001\","
        "\"opter_name\":\"压测\",\"inf_time\":\"2018-06-01 10:00:00\","
        "\"fixmedins_code\":\"%s\",\"fixmedins_name\":\"压测药店\",\"sign_no\":\"\","
        "\"input\":{\"druginfo\":{\"psn_no\":\"%s\",\"mdtrt_cert_type\":\"02\","
        "\"mdtrt_cert_no\":\"%s\",\"psn_cert_type\":\"01\",\"certno\":\"%s\","
        "\"psn_type\":\"%s\",\"psn_name\":\"%s\",\"begntime\":\"2018-06-01 10:00:00\","
        "\"medfee_sumamt\":\"%lld.%02d\",\"insutype\":\"%s\",\"acct_used_flag\":\"%d\","
        "\"med_type\":\"41\"},\"drugdetail\":[%s]}}",
        load->fixmedins, (unsigned)(load->seed & 0xFFFFFF), (unsigned long long)client->number,
        load->admvs, load->admvs, load->fixmedins, cell(people, who, 0), cell(people, who, 1),
        cell(people, who, 1), cell(people, who, 3), cell(people, who, 2), (long long)(total / 100),
        (int)(total % 100), cell(people, who, 4), !strcmp(cell(people, who, 4), "310"), lines);
    free(lines);
    head_length = (size_t)snprintf(head, sizeof(head),
                                   "POST /fsi/api/rsfComIfsService/callService HTTP/1.1\r\n"
                                   "Host: %s\r\nContent-Type: application/json\r\n"
                                   "Content-Length: %zu\r\n\r\n",
                                   load->host, (size_t)(p - body));
    client->request_length = head_length + (size_t)(p - body);
    memmove(client->request + head_length, body, (size_t)(p - body));
    memcpy(client->request, head, head_length);
    client->sent = 0;
    client->received = 0;
}

static bool client_open(struct load *load, struct client *client)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    int one = 1;

    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (client->fd < 0)
        stop("socket", strerror(errno));
    if (connect(client->fd, (struct sockaddr *)&load->address, sizeof(load->address)) != 0) {
        close(client->fd);
        client->fd = -1;
        return false;
    }
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    fcntl(client->fd, F_SETFL, fcntl(client->fd, F_GETFL) | O_NONBLOCK);
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
        stop("epoll", strerror(errno));
    return true;
}

static void client_send(struct client *client)
{
    while (client->sent < client->request_length) {
        ssize_t n = send(client->fd, client->request + client->sent,
                         client->request_length - client->sent, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* a request is far below the socket's buffer; a break is seen when reading */
        client->sent += (size_t)n;
    }
}

/* Starts the next request, or the one that was cut off. False when there is none left. */
static bool client_start(struct load *load, struct client *client)
{
    if (!client->busy) {
        uint64_t most = load->check.rows ? load->check.rows : load->count;

        if (most && load->next >= most)
            return false;
        client->row = load->next++;
        client->number =
            load->check.rows ? strtoull(cell(&load->check, client->row, 2), NULL, 10) : client->row;
        client->busy = true;
        client->started_us = now_us();
    }
    request_make(load, client);
    client_send(client);
    return true;
}

static void client_lost(struct load *load, struct client *client)
{
    close(client->fd);
    client->fd = -1;
    load->reconnects++;
}

/* The value of "key":"..." in a reply, or "". */
static void member(const char *text, const char *key, char out[64])
{
    const char *p = strstr(text, key);
    size_t n = 0;

    out[0] = 0;
    if (!p)
        return;
    p += strlen(key);
    p += strspn(p, "\":  ");
    while (*p && *p != '"' && *p != ',' && *p != '}' && n < 63)
        out[n++] = *p++;
    out[n] = 0;
}

/* Length of the whole reply once its head is there, else 0. */
static size_t reply_length(const struct client *client)
{
    const char *end, *length;

    client->reply[client->received] = 0;
    end = strstr(client->reply, "\r\n\r\n");
    length = end ? strcasestr(client->reply, "content-length:") : NULL;
    if (!length || length > end)
        return 0;
    return (size_t)(end + 4 - client->reply) + strtoull(length + 15, NULL, 10);
}

static void latency_add(struct load *load, int64_t us)
{
    if (load->latency_count == load->latency_capacity) {
        load->latency_capacity = load->latency_capacity ? load->latency_capacity * 2 : 65536;
        load->latency_us =
            must(realloc(load->latency_us, load->latency_capacity * sizeof(uint32_t)));
    }
    load->latency_us[load->latency_count++] = (uint32_t)us;
}

static void reply_take(struct load *load, struct client *client)
{
    char infcode[64], setl_id[64];

    member(client->reply, "\"infcode\"", infcode);
    member(client->reply, "\"setl_id\"", setl_id);
    if (strcmp(infcode, "0") != 0 || !setl_id[0]) {
        if (load->wrong++ < 3)
            fprintf(stderr, "load: request %llu: %s\n", (unsigned long long)client->number,
                    client->reply);
    } else if (load->check.rows) {
        load->wrong += strcmp(cell(&load->check, client->row, 1), setl_id) != 0;
    } else if (load->journal) {
        fprintf(load->journal, "2102\t%s\t%llu\n", setl_id, (unsigned long long)client->number);
        fflush(load->journal);
    }
    latency_add(load, now_us() - client->started_us);
    load->done++;
    client->busy = false;
}

static void client_read(struct load *load, struct client *client)
{
    ssize_t n =
        recv(client->fd, client->reply + client->received, REPLY_MAX - 1 - client->received, 0);
    size_t length;

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        client_lost(load, client);
        return;
    }
    client->received += (size_t)n;
    length = reply_length(client);
    if (!length || client->received < length)
        return;
    reply_take(load, client);
}

/* Opens what is closed and starts what is idle. True while anything is under way. */
static bool keep_busy(struct load *load, struct client *clients, bool more)
{
    bool any = false;
    size_t i;

    for (i = 0; i < load->client_count; i++) {
        struct client *client = &clients[i];

        if (client->fd < 0) {
            if ((!client->busy && !more) || !client_open(load, client)) {
                any |= client->busy;
                continue;
            }
            if (client->busy)
                client_start(load, client);
        }
        if (!client->busy && more)
            client_start(load, client);
        any |= client->busy;
    }
    return any;
}

static void run(struct load *load, struct client *clients)
{
    int64_t start = now_us(), last_reply = start;
    int64_t end =
        load->count || load->check.rows ? INT64_MAX : start + (int64_t)(load->seconds * 1e6);
    struct epoll_event events[256];

    while (keep_busy(load, clients, now_us() < end)) {
        int i, n = epoll_wait(load->epoll, events, 256, 50);

        for (i = 0; i < n; i++) {
            struct client *client = events[i].data.ptr;

            if (client->fd >= 0)
                client_read(load, client);
            if (client->fd >= 0 && !client->busy && now_us() < end)
                client_start(load, client);
            last_reply = now_us();
        }
        if (now_us() - last_reply > 60 * INT64_C(1000000))
            stop("server", "no reply for 60 s");
    }
    load->seconds = (double)(now_us() - start) / 1e6;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static double quantile_ms(const struct load *load, double q)
{
    if (!load->latency_count)
        return 0;
    return load->latency_us[(size_t)((double)(load->latency_count - 1) * q)] / 1000.0;
}

static void arguments(struct load *load, int argc, char **argv)
{
    static char host[64];
    char *port;
    int i;

    for (i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];

        if (!strcmp(name, "--url"))
            snprintf(host, sizeof(host), "%s", strncmp(value, "http://", 7) ? value : value + 7);
        else if (!strcmp(name, "--people"))
            table_read(&load->people, value, FIELDS_MAX);
        else if (!strcmp(name, "--items"))
            table_read(&load->items, value, 2);
        else if (!strcmp(name, "--check"))
            table_read(&load->check, value, 3);
        else if (!strcmp(name, "--clients"))
            load->client_count = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--lines"))
            load->line_count = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--count"))
            load->count = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--seconds"))
            load->seconds = strtod(value, NULL);
        else if (!strcmp(name, "--seed"))
            load->seed = strtoull(value, NULL, 10);
        else if (!strcmp(name, "--fixmedins"))
            load->fixmedins = value;
        else if (!strcmp(name, "--admvs"))
            load->admvs = value;
        else if (!strcmp(name, "--journal"))
            load->journal = must(fopen(value, "a"));
        else
            stop("unknown option", name);
    }
    port = strchr(host, ':');
    if (i != argc || !port || !load->people.rows || !load->items.rows || !load->client_count ||
        load->client_count > CLIENTS_MAX || !load->line_count)
        stop("usage", "load --url HOST:PORT --people FILE --items FILE ...; see the source");
    load->host = host;
    load->address.sin_family = AF_INET;
    load->address.sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10));
    *port = 0;
    inet_pton(AF_INET, host, &load->address.sin_addr);
    if (load->journal && ftell(load->journal) == 0)
        fprintf(load->journal, "infno\tsetl_id\tnumber\n");
}

static void table_free(struct table *table)
{
    free(table->text);
    free(table->cells);
}

static void release(struct load *load, struct client *clients)
{
    size_t i;

    for (i = 0; i < load->client_count; i++) {
        free(clients[i].request);
        free(clients[i].reply);
    }
    free(clients);
    free(load->latency_us);
    table_free(&load->people);
    table_free(&load->items);
    table_free(&load->check);
    if (load->journal)
        fclose(load->journal);
}

int main(int argc, char **argv)
{
    struct load load = {.client_count = 64,
                        .line_count = 3,
                        .seconds = 10,
                        .seed = 1,
                        .fixmedins = "P37152500001",
                        .admvs = "371525"};
    struct client *clients;
    size_t i;

    arguments(&load, argc, argv);
    load.epoll = epoll_create1(0);
    clients = must(calloc(load.client_count, sizeof(*clients)));
    for (i = 0; i < load.client_count; i++) {
        clients[i].fd = -1;
        clients[i].request = must(malloc(4096 + load.line_count * 512));
        clients[i].reply = must(malloc(REPLY_MAX));
    }
    run(&load, clients);
    qsort(load.latency_us, load.latency_count, sizeof(uint32_t), by_value);
    printf("{\"settlements\":%llu,\"wrong\":%llu,\"reconnects\":%llu,\"seconds\":%.3f,"
           "\"per_second\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
           (unsigned long long)load.done, (unsigned long long)load.wrong,
           (unsigned long long)load.reconnects, load.seconds, (double)load.done / load.seconds,
           quantile_ms(&load, 0.5), quantile_ms(&load, 0.99), quantile_ms(&load, 1.0));
    release(&load, clients);
    return load.wrong ? 1 : 0;
}
