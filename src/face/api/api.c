#include "face/api/api.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face/api/api_internal.h"
#include "face/api/simulation_job.h"
#include "store/store.h"

#define JSON_TYPE       "application/json;charset=UTF-8"
#define THREADS_DEFAULT 4
#define QUEUE_DEFAULT   256
#define ARENA_BLOCK     (1 << 14)

int64_t yb_api_now(const struct yb_api *api)
{
    return api->options.clock ? api->options.clock() : yb_clock_now();
}

/* ---- answers ---- */

void yb_api_secure(struct yb_http_request *request)
{
    static const char *const fields[][2] = {
        {"Content-Security-Policy",
         "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
         "img-src 'self' data:; object-src 'none'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        yb_http_add_header(request, fields[i][0], fields[i][1]);
}

/* The HTTP status of a code; what is not here is 400 below YB_E_STORE's, else 500. */
static int status_of(int code)
{
    static const struct {
        int code, status;
    } rows[] = {
        {YB_OK, 200},
        {YB_E_SESSION, 401},
        {YB_E_LOGIN, 401},
        {YB_E_SECOND_FACTOR, 401},
        {YB_E_USER_LOCKED, 401},
        {YB_E_NOT_ALLOWED, 403},
        {YB_E_CSRF, 403},
        {YB_E_RESTRICTED, 403},
        {YB_E_APPROVAL_SELF, 403},
        {YB_E_PAPER_SELF, 403},
        {YB_E_NOT_FOUND, 404},
        {YB_E_PSN_NOT_FOUND, 404},
        {YB_E_SETL_NOT_FOUND, 404},
        {YB_E_FIXMEDINS_NOT_FOUND, 404},
        {YB_E_FILING_NOT_FOUND, 404},
        {YB_E_FILING_STATE, 409},
        {YB_E_PAPER_STATE, 409},
        {YB_E_RUN_STATE, 409},
        {YB_E_INVOICE_CLAIMED, 409},
        {YB_E_INVOICE_SETTLED, 409},
        {YB_E_UNKNOWN_INFNO, 404},
        {YB_E_NOT_OFFERED, 405},
        {YB_E_EXISTS, 409},
        {YB_E_FAMILY_EXISTS, 409},
        {YB_E_FAMILY_NO_ACCOUNT, 409},
        {YB_E_STORE_CONFLICT, 409},
        {YB_E_APPROVAL_STATE, 409},
        {YB_E_PASSWORD_WEAK, 400},
        {YB_E_TOO_WIDE, 400},
        {YB_E_ENROL_OVERLAP, 409},
        {YB_E_IDENTITY_EXCLUDES, 409},
        {YB_E_RETIREMENT_SHORT, 400},
        {YB_E_ENROL_NONE, 400},
        {YB_E_DAY_BEFORE_BIRTH, 400},
        {YB_E_DAY_AFTER_DEATH, 400},
        {YB_E_DAY_REVERSED, 400},
        {YB_E_DAY_FUTURE, 400},
        {YB_E_IDENTITY_NONE, 400},
        {YB_E_NOTHING_RECORDED, 400},
        {YB_E_NOT_NEWBORN, 400},
        {YB_E_PAST_WINDOW, 400},
        {YB_E_NOT_LATE, 400},
        {YB_E_PARENT_NEEDED, 400},
        {YB_E_PARENT_YOUNGER, 400},
        {YB_E_PARENT_NOT_INSURED, 400},
        {YB_E_BUSY, 503},
        {YB_E_STORE_BUSY, 503},
        {YB_E_STORE_LOST, 503},
        {YB_E_JOURNAL, 503},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].code == code)
            return rows[i].status;
    return code == YB_E_NO_MEMORY || code <= YB_E_SIGNATURE ||
                   (code <= YB_E_STORE && code > YB_E_PSN_NOT_FOUND)
               ? 500
               : 400;
}

/* Refusals whose first argument is the name of what was given. */
static bool names_field(int code)
{
    static const int codes[] = {YB_E_MISSING,         YB_E_TOO_LONG,
                                YB_E_WRONG_TYPE,      YB_E_WRONG_FORMAT,
                                YB_E_OUT_OF_RANGE,    YB_E_UNKNOWN_CODE,
                                YB_E_TOO_MANY,        YB_E_EXISTS,
                                YB_E_UNKNOWN_KEY,     YB_E_LOGIN,
                                YB_E_TOO_WIDE,        YB_E_FAMILY_SELF,
                                YB_E_FAMILY_EXISTS,   YB_E_FAMILY_FULL,
                                YB_E_FAMILY_NOBODY,   YB_E_EVIDENCE_MISSING,
                                YB_E_PASSWORD_WEAK,   YB_E_DAY_BEFORE_BIRTH,
                                YB_E_DAY_AFTER_DEATH, YB_E_DAY_REVERSED,
                                YB_E_DAY_FUTURE};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i] == code)
            return true;
    return false;
}

static struct yb_text error_body(const struct yb_api_exchange *x, const struct yb_error *error)
{
    struct yb_buffer out, words;
    struct yb_json json;

    yb_buffer_init(&out, x->arena);
    yb_buffer_init(&words, x->arena);
    yb_error_describe(error, x->english, &words);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_json_key(&json, "code");
    yb_json_add_text(&json, yb_text_of(yb_code_name(error->code)));
    yb_json_key(&json, "field");
    yb_json_add_text(&json, x->wrong_field ? yb_text_of(x->wrong_field)
                            : error->arg_count && names_field(error->code)
                                ? yb_text_of(error->args[0])
                                : YB_TEXT(""));
    yb_json_key(&json, "message");
    yb_json_add_text(&json, yb_buffer_text(&words));
    yb_json_close(&json, '}');
    return yb_buffer_text(&out);
}

static void answer(struct yb_api_exchange *x, int rc, const struct yb_error *error)
{
    struct yb_http_request *request = x->request;
    char name[200];

    yb_api_secure(request);
    yb_http_add_header(request, "Cache-Control", "no-store");
    if (x->tls)
        yb_http_add_header(request, "Strict-Transport-Security", "max-age=31536000");
    if (x->cookie)
        yb_http_add_header(request, "Set-Cookie", x->cookie);
    if (rc != YB_OK) {
        yb_http_reply(request, status_of(rc), JSON_TYPE, error_body(x, error));
    } else if (x->file.bytes) {
        snprintf(name, sizeof(name), "%s; filename=\"%s\"",
                 strcmp(x->file_type, "application/pdf") == 0 ? "inline" : "attachment",
                 x->file_name);
        yb_http_add_header(request, "Content-Disposition", name);
        yb_http_reply(request, 200, x->file_type, x->file);
    } else {
        yb_http_reply(request, 200, JSON_TYPE, yb_buffer_text(&x->out));
    }
}

/* ---- the audit log ---- */

struct noting {
    struct yb_api_exchange *x;
    int result;
    bool entry, touch;
};

static int write_note(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct noting *noting = context;
    struct yb_api_exchange *x = noting->x;
    struct yb_journal_entry entry = {.action = yb_text_of(x->operation->id),
                                     .target = x->target,
                                     .detail = x->detail,
                                     .result = noting->result};
    int rc = YB_OK;

    x->call.tx = tx;
    if (noting->touch)
        rc = yb_session_touch(&x->call, x->token, error);
    return rc == YB_OK && noting->entry ? yb_journal_add(&x->call, &entry, error) : rc;
}

/* Notes a look or a refusal, and that the session is used. What cannot be noted does not happen. */
static int note(struct yb_api_exchange *x, int result, bool entry, struct yb_error *error)
{
    struct noting noting = {x, result, entry,
                            x->session.user_id && x->token.length &&
                                yb_session_is_stale(&x->session, x->call.now_ms)};
    int rc;

    if (!noting.entry && !noting.touch)
        return YB_OK;
    rc = yb_store_run(x->api->options.app->store, write_note, &noting, x->arena, error);
    return rc == YB_OK || !noting.entry ? YB_OK : yb_fail(error, YB_E_JOURNAL, NULL);
}

/* A refusal for the form of what was given is nobody's act. */
static bool is_of_form(int rc)
{
    return rc == YB_E_MISSING || rc == YB_E_TOO_LONG || rc == YB_E_WRONG_TYPE ||
           rc == YB_E_WRONG_FORMAT || rc == YB_E_OUT_OF_RANGE || rc == YB_E_UNKNOWN_CODE ||
           rc == YB_E_UNKNOWN_KEY || rc == YB_E_WRONG_JSON;
}

/* A job notes its act itself; a look, and an act of a handler's own, is noted after it. */
static bool is_noted_here(const struct yb_api_exchange *x)
{
    const struct yb_api_operation *operation = x->operation;

    if (operation->runs == YB_API_RUNS_WRITE || x->noted || !x->session.user_id)
        return false;
    return operation->logged || operation->method != YB_HTTP_GET;
}

/* ---- the way of a call ---- */

static int open_session(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_api_exchange *x = context;

    x->call.tx = tx;
    return yb_session_open(&x->call, x->token, &x->session, error);
}

static int use_in(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_api_exchange *x = context;
    struct yb_journal_entry entry = {.action = yb_text_of(x->operation->id)};
    int rc;

    x->call.tx = tx;
    x->noted = false;
    yb_buffer_init(&x->out, x->arena);
    yb_json_init(&x->json, &x->out);
    yb_json_open(&x->json, '{');
    rc = yb_api_handler_of(x->operation)->use(x, error);
    if (rc == YB_OK)
        yb_json_close(&x->json, '}');
    if (rc != YB_OK || x->operation->runs != YB_API_RUNS_WRITE || x->noted)
        return rc;
    entry.target = x->target;
    entry.detail = x->detail;
    return yb_journal_add(&x->call, &entry, error);
}

static int use(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_store *store = x->api->options.app->store;

    switch (x->operation->runs) {
    case YB_API_RUNS_READ:
        return yb_store_read(store, use_in, x, x->arena, error);
    case YB_API_RUNS_WRITE:
        return yb_store_run(store, use_in, x, x->arena, error);
    default:
        return use_in(NULL, x, error);
    }
}

/* Who it is, and whether he may. */
static int admit(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_api_operation *operation = x->operation;
    int rc = YB_OK;

    x->call = (struct yb_call){.app = x->api->options.app,
                               .arena = x->arena,
                               .now_ms = yb_api_now(x->api),
                               .actor = &x->actor};
    if (operation->permission != YB_MAY_public)
        rc = yb_store_read(x->call.app->store, open_session, x, x->arena, error);
    x->actor = yb_journal_actor(x->session.user_name, x->ip);
    if (rc != YB_OK)
        return rc;
    if (operation->method != YB_HTTP_GET && operation->permission != YB_MAY_public &&
        !yb_session_csrf_is(&x->session, x->csrf))
        return yb_fail(error, YB_E_CSRF, NULL);
    x->reach = yb_may(&x->session.who, operation->permission);
    if (x->reach.allowed)
        return YB_OK;
    return x->session.who.restricted
               ? yb_fail(error, YB_E_RESTRICTED, x->session.restricted, NULL)
               : yb_fail(error, YB_E_NOT_ALLOWED,
                         yb_permission_title(operation->permission, x->english), NULL);
}

static int run(struct yb_api_exchange *x, struct yb_error *error)
{
    bool act = x->operation->method != YB_HTTP_GET;
    struct yb_error refusal;
    int rc = admit(x, error);

    if (rc != YB_OK) {
        if (!x->session.user_id) /* nobody's act */
            return rc;
        refusal = *error;
        x->detail = x->path;
        return note(x, rc, true, error) == YB_OK ? (*error = refusal, rc) : error->code;
    }
    rc = yb_api_read_input(x, error);
    if (rc == YB_OK)
        rc = use(x, error);
    if (rc == YB_OK)
        return note(x, rc, is_noted_here(x), error);
    if (x->noted || is_of_form(rc) || !x->session.user_id || !(act || x->operation->logged))
        return rc;
    refusal = *error;
    return note(x, rc, true, error) == YB_OK ? (*error = refusal, rc) : error->code;
}

int yb_api_run_list(struct yb_api_exchange *x, struct yb_error *error)
{
    return use(x, error);
}

/* ---- the pool ---- */

static struct yb_api_exchange *take(struct yb_api *api)
{
    struct yb_api_exchange *x;

    pthread_mutex_lock(&api->mutex);
    while (!api->first && !api->closing)
        pthread_cond_wait(&api->work, &api->mutex);
    x = api->first;
    if (x) {
        api->first = x->next;
        api->queued--;
        if (!api->first)
            api->last = NULL;
    }
    pthread_mutex_unlock(&api->mutex);
    return x;
}

static void *serve(void *context)
{
    struct yb_api_exchange *x;

    while ((x = take(context)) != NULL) {
        struct yb_error error = {0};
        int rc = run(x, &error);

        answer(x, rc, &error);
    }
    return NULL;
}

static bool queue(struct yb_api *api, struct yb_api_exchange *x)
{
    bool room;

    pthread_mutex_lock(&api->mutex);
    room = !api->closing && api->queued < api->options.queue_max;
    if (room) {
        if (api->last)
            api->last->next = x;
        else
            api->first = x;
        api->last = x;
        api->queued++;
        pthread_cond_signal(&api->work);
    }
    pthread_mutex_unlock(&api->mutex);
    return room;
}

static int open_pool(struct yb_api *api)
{
    int wanted = api->options.threads ? api->options.threads : THREADS_DEFAULT;

    if (!api->options.queue_max)
        api->options.queue_max = QUEUE_DEFAULT;
    api->threads = calloc((size_t)wanted, sizeof(*api->threads));
    if (!api->threads)
        return YB_E_NO_MEMORY;
    while (api->thread_count < wanted &&
           pthread_create(&api->threads[api->thread_count], NULL, serve, api) == 0)
        api->thread_count++;
    return api->thread_count == wanted ? YB_OK : YB_E_NO_MEMORY;
}

int yb_api_open(struct yb_api **out, const struct yb_api_options *options, struct yb_error *error)
{
    struct yb_api *api = calloc(1, sizeof *api);

    *out = NULL;
    if (!api)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    api->options = *options;
    pthread_mutex_init(&api->mutex, NULL);
    pthread_cond_init(&api->work, NULL);
    yb_arena_init(&api->arena, ARENA_BLOCK);
    pthread_cond_init(&api->rest, NULL);
    if (open_pool(api) == YB_OK && !api->options.by_hand)
        api->keeping = pthread_create(&api->keeper, NULL, yb_api_keep, api) == 0;
    if (api->keeping)
        api->simulating = pthread_create(&api->simulator, NULL, yb_api_simulate, api) == 0;
    if (!api->thread_count || (!api->keeping && !api->options.by_hand)) {
        yb_api_close(api);
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    *out = api;
    return YB_OK;
}

void yb_api_close(struct yb_api *api)
{
    if (!api)
        return;
    pthread_mutex_lock(&api->mutex);
    api->closing = true;
    pthread_cond_broadcast(&api->work);
    pthread_cond_broadcast(&api->rest);
    pthread_mutex_unlock(&api->mutex);
    if (api->keeping)
        pthread_join(api->keeper, NULL);
    if (api->simulating)
        pthread_join(api->simulator, NULL);
    for (int i = 0; i < api->thread_count; i++)
        pthread_join(api->threads[i], NULL);
    free(api->threads);
    yb_arena_release(&api->arena);
    pthread_cond_destroy(&api->rest);
    pthread_cond_destroy(&api->work);
    pthread_mutex_destroy(&api->mutex);
    free(api);
}

/* ---- requests ---- */

bool yb_api_serves(const char *path)
{
    return strncmp(path, "/api/", 5) == 0;
}

/* The operation of a path and method. NULL and *other: another method has one. */
static const struct yb_api_operation *route(struct yb_text path, enum yb_http_method method,
                                            bool *other)
{
    *other = false;
    for (int i = 0; i < yb_api_operation_count; i++) {
        const struct yb_api_operation *operation = &yb_api_operations[i];

        if (!yb_api_path_fits(operation, path))
            continue;
        if (operation->method == method ||
            (method == YB_HTTP_HEAD && operation->method == YB_HTTP_GET))
            return operation;
        *other = true;
    }
    return NULL;
}

static void take_query(void *context, const char *name, const char *value)
{
    struct yb_api_exchange *x = context;
    struct yb_api_pair *pair = YB_NEW(x->arena, struct yb_api_pair);

    if (!pair)
        return;
    pair->name = yb_arena_copy(x->arena, name, strlen(name));
    pair->value = yb_arena_copy(x->arena, value, strlen(value));
    pair->next = x->queries;
    if (!pair->name || !pair->value)
        return;
    x->queries = pair;
    if (strcmp(name, "lang") == 0)
        x->english = strncmp(value, "en", 2) == 0;
}

static struct yb_text head(struct yb_api_exchange *x, const char *name)
{
    const char *value = yb_http_header(x->request, name);

    return yb_text_copy(x->arena, yb_text_of(value));
}

/* The value of our cookie. */
static struct yb_text cookie_of(struct yb_text cookies)
{
    while (cookies.bytes) {
        struct yb_text rest = yb_text_trim(yb_text_split(cookies, ';', &cookies)), value;

        if (yb_text_is(yb_text_split(rest, '=', &value), YB_API_COOKIE))
            return value;
    }
    return YB_TEXT("");
}

/* Is the peer the proxy in front of us? */
static bool is_proxy(const struct yb_api *api, const char *peer)
{
    const char *proxy = api->options.proxy;

    if (!proxy)
        return false;
    if (strncmp(peer, "::ffff:", 7) == 0) /* IPv4 over a socket for both */
        peer += 7;
    return proxy[0] ? strcmp(peer, proxy) == 0
                    : strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0;
}

/* The client's address. What the proxy passes on is believed only when it is one. */
static struct yb_text address_of(struct yb_api_exchange *x)
{
    struct yb_text forwarded = head(x, "X-Forwarded-For"), last = YB_TEXT("");
    char peer[YB_HTTP_ADDRESS_MAX], text[YB_HTTP_ADDRESS_MAX];
    struct in6_addr address;

    yb_http_peer(x->request, peer);
    while (is_proxy(x->api, peer) && forwarded.length)
        last = yb_text_trim(yb_text_split(forwarded, ',', &forwarded));
    yb_text_cut(last, text, sizeof(text));
    if (inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1)
        return last;
    return yb_text_copy(x->arena, yb_text_of(peer));
}

/* Takes down whatever only the server's thread may ask the request for. */
static void take_down(struct yb_api_exchange *x)
{
    x->english = yb_text_starts(head(x, "Accept-Language"), "en");
    yb_http_queries(x->request, take_query, x);
    x->token = cookie_of(head(x, "Cookie"));
    x->csrf = head(x, "X-CSRF-Token");
    x->tls = yb_text_is(head(x, "X-Forwarded-Proto"), "https");
    x->ip = address_of(x);
}

void yb_api_handle(struct yb_api *api, struct yb_http_request *request)
{
    struct yb_api_exchange *x = YB_NEW(&request->arena, struct yb_api_exchange);
    struct yb_error error = {0};
    struct yb_text path = yb_text_of(request->path);
    bool other = false;

    if (!x) {
        yb_http_reply(request, 503, "text/plain", YB_TEXT("503\n"));
        return;
    }
    x->api = api;
    x->request = request;
    x->arena = &request->arena;
    x->path = path;
    take_down(x);
    if (yb_text_starts(path, YB_API_BASE "/")) {
        size_t base = sizeof(YB_API_BASE) - 1;

        x->path = (struct yb_text){path.bytes + base, path.length - base};
        x->operation = route(x->path, request->method, &other);
    }
    if (!x->operation)
        answer(x, other ? YB_E_NOT_OFFERED : YB_E_NOT_FOUND,
               (yb_fail(&error, other ? YB_E_NOT_OFFERED : YB_E_NOT_FOUND, "path", request->path,
                        NULL),
                &error));
    else if (!queue(api, x))
        answer(x, YB_E_BUSY, (yb_fail(&error, YB_E_BUSY, NULL), &error));
}

/* ---- handlers ---- */

const struct yb_api_handler *yb_api_handler_of(const struct yb_api_operation *operation)
{
    static const struct yb_api_handler *const tables[] = {
        yb_api_handlers_session,  yb_api_handlers_overview,   yb_api_handlers_settlement,
        yb_api_handlers_person,   yb_api_handlers_policy,     yb_api_handlers_user,
        yb_api_handlers_approval, yb_api_handlers_audit,      yb_api_handlers_export,
        yb_api_handlers_budget,   yb_api_handlers_adjustment, yb_api_handlers_chronic,
        yb_api_handlers_share,    yb_api_handlers_desk,       yb_api_handlers_simulation,
        yb_api_handlers_enrol,    yb_api_handlers_paper,      yb_api_handlers_own,
        yb_api_handlers_filings,  yb_api_handlers_maternity,  yb_api_handlers_run,
        yb_api_handlers_newcomer,
    };

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        for (const struct yb_api_handler *handler = tables[i]; handler->id; handler++)
            if (strcmp(handler->id, operation->id) == 0)
                return handler;
    return NULL;
}
