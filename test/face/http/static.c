/* A folder of pages: types, compression, what may be kept, and no way out of it. */
#include "test/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "face/http/http.h"
#include "face/http/static.h"
#include "test/face/http/client.h"

static char folder[] = "/tmp/yibao-static-XXXXXX";

static void put_file(const char *name, const char *text)
{
    char path[200];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_file(const char *name)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    remove(path);
}

static void handle(struct yb_http_request *request)
{
    yb_static_handle(request->context, request);
}

static void it_serves_a_folder_and_no_more(void **state)
{
    static const struct {
        const char *path, *head;
        int status;
        const char *body, *line;
    } cases[] = {
        {"/", "", 200, "<html>", "Content-Type: text/html;charset=UTF-8"},
        {"/", "", 200, "<html>", "Cache-Control: no-cache"},
        {"/settlements/17", "", 200, "<html>", "Content-Type: text/html;charset=UTF-8"},
        {"/assets/a-1f.js", "", 200, "let a", "Content-Type: text/javascript;charset=UTF-8"},
        {"/assets/a-1f.js", "", 200, "let a", "Cache-Control: public, max-age=31536000, immutable"},
        {"/assets/a-1f.js", "Accept-Encoding: br, gzip\r\n", 200, "GZIP", "Content-Encoding: gzip"},
        {"/assets/a-1f.js.gz", "", 404, "404", NULL},
        {"/assets/b.js", "", 404, "404", NULL},
        {"/core.wasm", "", 200, "wasm", "Content-Type: application/wasm"},
        {"/.secret", "", 404, "404", NULL},
        {"/../etc/passwd.x", "", 404, "404", NULL},
        {"/assets/../../etc/hosts.x", "", 404, "404", NULL},
        {"/%2e%2e/%2e%2e/etc/hosts.x", "", 404, "404", NULL},
        {"/assets%2fa-1f.js", "", 200, "let a", NULL},
    };
    struct yb_http_options options = {.listen = "127.0.0.1:0", .handler = handle};
    struct yb_static *pages;
    struct yb_http *http;
    struct client client;
    struct yb_error error;
    const char *etag;
    char head[80];

    (void)state;
    assert_int_equal(yb_static_open(&pages, folder, &error), YB_OK);
    options.context = pages;
    assert_int_equal(yb_http_start(&http, &options, &error), YB_OK);
    client_open(&client, yb_http_address(http));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        client_request(&client, "GET", cases[i].path, cases[i].head, "", 0);
        assert_int_equal(client.status, cases[i].status);
        assert_memory_equal(client.body, cases[i].body, strlen(cases[i].body));
        if (cases[i].line)
            assert_true(client_has_line(&client, cases[i].line));
    }
    client_request(&client, "POST", "/", "", "x", 1);
    assert_int_equal(client.status, 405);
    client_request(&client, "GET", "/", "", "", 0);
    etag = strstr(client.head, "ETag: ");
    snprintf(head, sizeof(head), "If-None-Match: %.18s\r\n", etag + strlen("ETag: "));
    client_send(&client, "GET / HTTP/1.1\r\nHost: x\r\n", 25);
    client_send(&client, head, strlen(head));
    client_send(&client, "Connection: close\r\n\r\n", 21);
    client_close(&client);
    assert_true(yb_http_stop(http, 10));
    yb_http_free(http);
    yb_static_close(pages);
    assert_int_equal(yb_static_open(&pages, "/nowhere/at/all", &error), YB_E_FILE);
}

static int make_folder(void **state)
{
    char path[200];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/assets", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put_file("index.html", "<html></html>");
    put_file("core.wasm", "wasm");
    put_file(".secret", "no");
    put_file("assets/a-1f.js", "let a = 1");
    put_file("assets/a-1f.js.gz", "GZIP");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    remove_file("assets/a-1f.js.gz");
    remove_file("assets/a-1f.js");
    remove_file("assets");
    remove_file(".secret");
    remove_file("core.wasm");
    remove_file("index.html");
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_serves_a_folder_and_no_more)};

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
