/* yibao serve: the national interface over HTTP, until SIGTERM or SIGINT. */
#include <json-c/json.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "app/catalogue/snapshot.h"
#include "app/family/chain.h"
#include "app/policy/published.h"
#include "base/file.h"
#include "face/api/api.h"
#include "face/cli/open.h"
#include "face/http/http.h"
#include "face/http/static.h"
#include "face/json.h"
#include "face/nhsa/nhsa.h"
#include "store/store.h"

#define REFRESH_SECONDS 5
#define GRACE_SECONDS   30
#define HOLD_MS         60000 /* how old what is held must be before its settlement is given up */
#define LISTEN_DEFAULT  "127.0.0.1:8080"

static const struct yb_option options[] = {
    YB_STORE_OPTIONS,
    {"--listen", YB_OPTION_TEXT, 0, "监听地址（默认 " LISTEN_DEFAULT "；端口 0 任选）",
     "address (" LISTEN_DEFAULT "; port 0: any free one)", NULL, 0, 0},
    {"--answers", YB_OPTION_TEXT, 0, "接口错误信息的语言（默认 zh）",
     "language of the interface's err_msg (zh)", "zh|en", 0, 0},
    {"--sign-in", YB_OPTION_FLAG, 0, "除签到外的交易须带有效的签到编号",
     "every transaction but 9001 needs a sign-in number", NULL, 0, 0},
    {"--console", YB_OPTION_PATH, 0, "控制台网页的目录（默认数据目录下的 console）",
     "folder of the console's pages (console in the data folder)", NULL, 0, 0},
    {"--behind-proxy", YB_OPTION_FLAG, 0, "本机代理的请求，来源地址取 X-Forwarded-For 的最后一个",
     "this host's proxy: a client's address is the last of X-Forwarded-For", NULL, 0, 0},
    {"--proxy", YB_OPTION_TEXT, 0, "代理在另一台机器上：它的地址",
     "the proxy is another machine: its address", NULL, 0, 0},
    {"--years", YB_OPTION_PATH, 0, "政策测算的年度数据文件夹（文件库默认 <库>.years）",
     "folder of the settled years for simulations (of a file store: <store>.years)", NULL, 0, 0},
    {"--connections", YB_OPTION_INTEGER, 0, "最多连接数", "most connections", NULL, 1, 100000},
    {"--per-address", YB_OPTION_INTEGER, 0, "每个来源地址最多连接数",
     "most connections of one address", NULL, 1, 100000},
    {"--threads", YB_OPTION_INTEGER, 0, "HTTP线程数", "threads of the HTTP server", NULL, 1, 64},
    {.name = NULL},
};

struct server {
    struct yb_app app;
    struct yb_nhsa *nhsa;
    struct yb_api *api;
    struct yb_static *pages; /* NULL: no console was built */
    struct yb_http *http;
};

static void answer_health(struct server *server, struct yb_http_request *request)
{
    struct yb_store_stats stats;
    struct yb_buffer out;
    struct yb_json json;

    yb_store_stats(server->app.store, &stats);
    yb_buffer_init(&out, &request->arena);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_json_key(&json, "status");
    yb_json_add_text(&json, YB_TEXT("ok"));
    yb_json_key(&json, "version");
    yb_json_add_text(&json, YB_TEXT(YB_VERSION));
    yb_json_key(&json, "queued");
    yb_json_add_integer(&json, stats.queued);
    yb_json_key(&json, "jobs");
    yb_json_add_integer(&json, stats.jobs);
    yb_json_key(&json, "commits");
    yb_json_add_integer(&json, stats.commits);
    yb_json_close(&json, '}');
    yb_http_reply(request, 200, "application/json;charset=UTF-8", yb_buffer_text(&out));
}

static void answer_page(struct server *server, struct yb_http_request *request)
{
    struct yb_buffer out;

    yb_buffer_init(&out, &request->arena);
    yb_buffer_addf(
        &out,
        "<!DOCTYPE html><html lang=\"zh\"><meta charset=\"UTF-8\"><title>yibao 医保</title>"
        "<h1>yibao 医保 %s</h1><p>统筹区 region %s</p>"
        "<p>国家医保信息平台定点医药机构接口 the national designated-provider interface: "
        "<code>POST /fsi/api/rsfComIfsService/callService</code></p>"
        "<p><a href=\"/healthz\">/healthz</a></p></html>",
        YB_VERSION, server->app.region);
    yb_http_reply(request, 200, "text/html;charset=UTF-8", yb_buffer_text(&out));
}

static void answer_unknown(struct server *server, struct yb_http_request *request)
{
    (void)server;
    yb_http_reply(request, 404, "text/plain;charset=UTF-8", YB_TEXT("404 没有此地址 not found\n"));
}

static void answer_api(struct server *server, struct yb_http_request *request)
{
    yb_api_handle(server->api, request);
}

/* The console's pages; without them, what this is. */
static void answer_console(struct server *server, struct yb_http_request *request)
{
    yb_api_secure(request);
    if (server->pages)
        yb_static_handle(server->pages, request);
    else if (strcmp(request->path, "/") == 0)
        answer_page(server, request);
    else
        answer_unknown(server, request);
}

/* The interface's paths are sent to. A page of the console may end like one of them: a browser that
 * asks for it gets the page. */
static void answer_nhsa(struct server *server, struct yb_http_request *request)
{
    const char *takes = yb_http_header(request, "Accept");

    if (request->method == YB_HTTP_POST)
        yb_nhsa_handle(server->nhsa, request);
    else if (server->pages && takes && strstr(takes, "text/html"))
        answer_console(server, request);
    else
        yb_http_reply(request, 405, "text/plain;charset=UTF-8", YB_TEXT("405 POST\n"));
}

static bool is_health(const char *path)
{
    return strcmp(path, "/healthz") == 0;
}

static bool is_any(const char *path)
{
    (void)path;
    return true;
}

/* The first row that takes the path answers. */
static const struct {
    bool (*takes)(const char *path);
    void (*answer)(struct server *server, struct yb_http_request *request);
} routes[] = {
    {is_health, answer_health},
    {yb_api_serves, answer_api},
    {yb_nhsa_serves, answer_nhsa},
    {is_any, answer_console},
};

static void handle(struct yb_http_request *request)
{
    size_t i = 0;

    while (!routes[i].takes(request->path))
        i++;
    routes[i].answer(request->context, request);
}

/* The console's pages, when they were built; a folder that was named must be there. */
static int open_pages(struct yb_cli *cli, struct server *server, const char *data)
{
    const char *given = yb_cli_text(cli, "--console");
    const char *folder = given ? given : yb_arena_format(cli->arena, "%s/console", data);

    if (!folder)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    return given || yb_is_folder(folder) ? yb_static_open(&server->pages, folder, &cli->error)
                                         : YB_OK;
}

static int open_console(struct yb_cli *cli, struct server *server)
{
    struct yb_api_options api = {.app = &server->app, .proxy = yb_cli_text(cli, "--proxy")};
    const char *data;
    int result = yb_data_folder(yb_cli_text(cli, "--data"), cli->arena, &data, &cli->error);

    api.years = yb_cli_text(cli, "--years");
    if (!api.years && yb_store_is_file(server->app.store))
        api.years = yb_arena_format(cli->arena, "%s.years", yb_cli_text(cli, "--store"));
    if (!api.proxy && yb_cli_flag(cli, "--behind-proxy"))
        api.proxy = "";
    if (result == YB_OK)
        result = open_pages(cli, server, data);
    return result == YB_OK ? yb_api_open(&server->api, &api, &cli->error) : result;
}

static int start(struct yb_cli *cli, struct server *server)
{
    const char *listen = yb_cli_text(cli, "--listen"), *answers = yb_cli_text(cli, "--answers");
    struct yb_nhsa_options nhsa = {.app = &server->app,
                                   .english = answers && strcmp(answers, "en") == 0,
                                   .sign_in_required = yb_cli_flag(cli, "--sign-in")};
    struct yb_http_options http = {
        .listen = listen ? listen : LISTEN_DEFAULT,
        .handler = handle,
        .context = server,
        .threads = (unsigned int)yb_cli_integer(cli, "--threads", 0),
        .connections = (unsigned int)yb_cli_integer(cli, "--connections", 0),
        .connections_per_address = (unsigned int)yb_cli_integer(cli, "--per-address", 0)};
    struct yb_setup setup = yb_cli_setup(cli);
    int result;

    setup.service = true;
    result = yb_app_open(&server->app, &setup, &cli->error);
    if (result == YB_OK)
        result = yb_nhsa_open(&server->nhsa, &nhsa, &cli->error);
    if (result == YB_OK)
        result = open_console(cli, server);
    if (result == YB_OK)
        result = yb_http_start(&server->http, &http, &cli->error);
    return result;
}

static void announce(struct yb_cli *cli, const struct server *server)
{
    const char *address = yb_http_address(server->http);
    struct json_object *line;

    if (cli->json) {
        line = json_object_new_object();
        json_object_object_add(line, "address", json_object_new_string(address));
        json_object_object_add(line, "region", json_object_new_string(server->app.region));
        yb_cli_write_json(cli, line);
    } else {
        fprintf(cli->out, "%s %s (%s)\n", yb_cli_words(cli, "服务地址", "serving"), address,
                server->app.region);
    }
    fflush(cli->out);
    malloc_trim(0); /* a fifth of an idle server: what reading packs and catalogues took */
}

/* What a crash left open between two people's shards; in a file nothing is. */
static void sweep_family(struct yb_cli *cli, struct server *server)
{
    int64_t now_ms = yb_clock_now(), ended;
    struct yb_error error;

    if (!yb_store_is_file(server->app.store) &&
        yb_family_sweep(&server->app, now_ms, now_ms - HOLD_MS, &ended, &error) < 0)
        yb_cli_report(cli, &error);
}

/* Waits for the end; meanwhile takes in what other programs have changed in the store. */
static void wait_for_end(struct yb_cli *cli, struct server *server, const sigset_t *ends)
{
    const struct timespec pause = {REFRESH_SECONDS, 0};

    while (sigtimedwait(ends, NULL, &pause) < 0) {
        struct yb_error error;

        if (yb_nhsa_refresh(server->nhsa, &error) < 0 ||
            yb_policies_refresh(&server->app, &error) < 0 ||
            yb_catalogue_refresh(&server->app, &error) < 0)
            yb_cli_report(cli, &error);
        sweep_family(cli, server);
    }
}

static int run_serve(struct yb_cli *cli)
{
    struct server *server = YB_NEW(cli->arena, struct server);
    sigset_t ends, before;
    int result;

    if (!server)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    /* Before any thread is made, so that all of them leave the signals to this one. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, not the end */
    result = start(cli, server);
    if (result == YB_OK) {
        announce(cli, server);
        wait_for_end(cli, server, &ends);
        yb_http_stop(server->http, GRACE_SECONDS);
    }
    yb_api_close(server->api);
    yb_app_close(&server->app); /* answers whatever is still queued */
    yb_http_free(server->http);
    yb_nhsa_close(server->nhsa);
    yb_static_close(server->pages);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

const struct yb_command yb_commands_serve[] = {
    {"serve", NULL, "提供国家医保接口与控制台，直到 SIGTERM",
     "serve the national interface and the console until SIGTERM", options, run_serve},
    {.noun = NULL},
};
