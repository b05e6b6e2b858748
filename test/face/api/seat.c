#include "test/face/api/seat.h"

#include "store/psn.h"

#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "app/policy/load.h"
#include "app/setup/setup.h"
#include "app/user/user.h"
#include "store/access_log.h"
#include "store/setting.h"

const char *seat_years;
static const int64_t *clock_of;

static int64_t now(void)
{
    return *clock_of;
}

static void run(struct seat *seat, int (*use_case)(struct yb_call *, void *, struct yb_error *),
                void *context)
{
    struct yb_error error;
    struct yb_use use = {.app = seat->app,
                         .arena = &seat->arena,
                         .now_ms = *seat->now_ms,
                         .run = use_case,
                         .context = context};

    assert_int_equal(yb_app_run(&use, &error), YB_OK);
}

static void handle(struct yb_http_request *request)
{
    yb_api_handle(request->context, request);
}

static int set_rule(struct yb_call *call, void *context, struct yb_error *error)
{
    const char *const *rule = context;

    return yb_setting_put(call->tx, yb_text_of(rule[0]), yb_text_of(rule[1]), error);
}

void seat_rule(struct seat *seat, const char *name, const char *value)
{
    char setting[64];
    const char *rule[2] = {setting, value};

    snprintf(setting, sizeof(setting), "password_%s", name);
    run(seat, set_rule, rule);
}

void seat_open(struct seat *seat, struct desk *desk)
{
    struct yb_policy_set *set = YB_NEW(&desk->app.arena, struct yb_policy_set);
    struct yb_mistakes mistakes;
    const char *path =
        yb_arena_format(&desk->app.arena, "%s/policies/371525-guanxian", getenv("YB_DATA"));

    if (!desk->app.policies) {
        yb_mistakes_init(&mistakes, &desk->app.arena);
        assert_int_equal(yb_policy_load(&path, 1, &desk->app.arena, set, &mistakes), YB_OK);
        desk->app.policies = set;
    }
    seat_open_app(seat, &desk->app, &desk->now_ms);
    seat->desk = desk;
}

void seat_open_app(struct seat *seat, struct yb_app *app, const int64_t *now_ms)
{
    struct yb_api_options options = {
        .app = app, .years = seat_years, .by_hand = true, .clock = now};
    struct yb_http_options http = {.listen = "127.0.0.1:0", .handler = handle};
    struct yb_error error;

    memset(seat, 0, sizeof(*seat));
    seat->app = app;
    clock_of = seat->now_ms = now_ms;
    yb_arena_init(&seat->arena, 1 << 14);
    assert_int_equal(yb_api_open(&seat->api, &options, &error), YB_OK);
    http.context = seat->api;
    assert_int_equal(yb_http_start(&seat->http, &http, &error), YB_OK);
    client_open(&seat->client, yb_http_address(seat->http));
    seat_rule(seat, "second_factor", "0");
}

void seat_close(struct seat *seat)
{
    json_object_put(seat->answer);
    client_close(&seat->client);
    assert_true(yb_http_stop(seat->http, 10));
    yb_api_close(seat->api);
    yb_http_free(seat->http);
    yb_arena_release(&seat->arena);
}

static struct yb_text shared_hash(void)
{
    static char hash[200];
    struct yb_arena arena;
    struct yb_text text;
    struct yb_error error;

    if (!hash[0]) {
        yb_arena_init(&arena, 1 << 10);
        assert_int_equal(yb_password_hash(&arena, YB_TEXT(SEAT_PASSWORD), &text, &error), YB_OK);
        yb_text_cut(text, hash, sizeof(hash));
        yb_arena_release(&arena);
    }
    return yb_text_of(hash);
}

static int add_user(struct yb_call *call, void *context, struct yb_error *error)
{
    int64_t user_id;

    return yb_app_add_user(call, context, &user_id, error);
}

void seat_user(struct seat *seat, const char *name, const char *roles, const char *admdvs,
               const char *fixmedins_code)
{
    struct yb_add_user_in in = {.user_name = yb_text_of(name),
                                .roles = yb_text_of(roles),
                                .admdvs = yb_text_of(admdvs),
                                .fixmedins_code = yb_text_of(fixmedins_code),
                                .password = YB_TEXT(SEAT_PASSWORD),
                                .password_hash = shared_hash()};

    run(seat, add_user, &in);
}

static int add_insured(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_add_user_in *in = context;
    struct yb_psn_list first;
    int64_t user_id;
    int rc = YB_OK;

    if (!in->psn_no) {
        rc = yb_psn_list(call->tx, 0, 1, &first, error);
        if (rc == YB_OK && first.count)
            in->psn_no = first.rows[0].psn_no;
    }
    return rc == YB_OK ? yb_app_add_user(call, in, &user_id, error) : rc;
}

int64_t seat_insured(struct seat *seat, const char *name, int64_t psn_no)
{
    struct yb_add_user_in in = {.user_name = yb_text_of(name),
                                .roles = YB_TEXT("insured"),
                                .psn_no = psn_no,
                                .password = YB_TEXT(SEAT_PASSWORD),
                                .password_hash = shared_hash()};

    run(seat, add_insured, &in);
    return in.psn_no;
}

static void take_cookie(struct seat *seat)
{
    const char *field = strstr(seat->client.head, "Set-Cookie: ");
    size_t length;

    if (!field)
        return;
    field += strlen("Set-Cookie: ");
    length = strcspn(field, ";\r");
    assert_true(length < sizeof(seat->cookie));
    memcpy(seat->cookie, field, length);
    seat->cookie[length] = 0;
}

int seat_call(struct seat *seat, const char *method, const char *path, const char *body)
{
    char head[1024], address[512];

    snprintf(head, sizeof(head), "%s%s%s%s%s%s%s%s", seat->cookie[0] ? "Cookie: " : "",
             seat->cookie, seat->cookie[0] ? "\r\n" : "", seat->csrf[0] ? "X-CSRF-Token: " : "",
             seat->csrf, seat->csrf[0] ? "\r\n" : "",
             body ? "Content-Type: application/json\r\n" : "", seat->head);
    snprintf(address, sizeof(address), "/api/v1%s", path);
    client_request(&seat->client, method, address, head, body ? body : "", body ? strlen(body) : 0);
    take_cookie(seat);
    json_object_put(seat->answer);
    seat->answer = json_tokener_parse(seat->client.body);
    return seat->client.status;
}

int seat_login_as(struct seat *seat, const char *name, const char *password, const char *code)
{
    char body[300];
    int status;

    snprintf(body, sizeof(body), "{\"user_name\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}", name,
             password, code);
    seat->cookie[0] = seat->csrf[0] = 0;
    status = seat_call(seat, "POST", "/session", body);
    if (status == 200)
        snprintf(seat->csrf, sizeof(seat->csrf), "%s", seat_get(seat, "csrf_token"));
    return status;
}

int seat_login(struct seat *seat, const char *name)
{
    return seat_login_as(seat, name, SEAT_PASSWORD, "");
}

static struct json_object *find(struct json_object *at, const char *path)
{
    struct yb_text rest = yb_text_of(path);

    while (rest.bytes && at) {
        struct yb_text part = yb_text_split(rest, '.', &rest);
        struct json_object *next = NULL;
        char name[64];

        snprintf(name, sizeof name, YB_TEXT_FMT, YB_TEXT_ARG(part));
        if (json_object_is_type(at, json_type_array))
            next = json_object_array_get_idx(at, strtoul(name, NULL, 10));
        else
            json_object_object_get_ex(at, name, &next);
        at = next;
    }
    return at;
}

const char *seat_get(struct seat *seat, const char *path)
{
    struct json_object *value = find(seat->answer, path);

    return value ? json_object_get_string(value) : NULL;
}

size_t seat_count(struct seat *seat, const char *path)
{
    struct json_object *value = find(seat->answer, path);

    assert_true(json_object_is_type(value, json_type_array));
    return json_object_array_length(value);
}

static void check_members(const struct yb_api_operation *operation, const char *node,
                          struct json_object *object)
{
    int count = 0;

    for (int i = 0; i < operation->member_count; i++) {
        const struct yb_api_member *member = &yb_api_members[operation->first_member + i];
        struct json_object *value;
        char below[80];

        if (strcmp(member->node, node) != 0)
            continue;
        count++;
        if (!json_object_object_get_ex(object, member->name, &value)) {
            fail_msg("%s: %s %s is not in the answer", operation->id, node, member->name);
            return;
        }
        snprintf(below, sizeof(below), "%s[]", member->name);
        for (size_t k = 0; member->type == YB_API_LIST && k < json_object_array_length(value); k++)
            check_members(operation, below, json_object_array_get_idx(value, k));
        if (member->type == YB_API_OBJECT)
            check_members(operation, member->name, value);
    }
    if (count && json_object_object_length(object) != count)
        fail_msg("%s: %s has %d members, %d are described: %s", operation->id, node,
                 json_object_object_length(object), count, json_object_to_json_string(object));
}

void seat_complete(struct seat *seat, const char *operation)
{
    const struct yb_api_operation *row = yb_api_operation_of(yb_text_of(operation));

    assert_non_null(row);
    if (seat->client.status != 200)
        fail_msg("%s: %d %s", operation, seat->client.status, seat->client.body);
    check_members(row, ".", seat->answer);
}

struct logged {
    const char *action, *result;
    size_t count;
};

static int count_entries(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct logged *logged = context;
    struct yb_access_log_query query = {.to_ms = INT64_MAX, .most = 100000};
    struct yb_access_log_list list;
    int rc = yb_access_log_list(tx, &query, &list, error);

    logged->count = 0;
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        logged->count += yb_text_is(list.rows[i].action, logged->action) &&
                         (!logged->result[0] || yb_text_is(list.rows[i].result, logged->result));
    return rc;
}

size_t seat_logged(struct seat *seat, const char *action, const char *result)
{
    struct logged logged = {action, result, 0};
    struct yb_error error;

    assert_int_equal(yb_store_read(seat->app->store, count_entries, &logged, &seat->arena, &error),
                     YB_OK);
    return logged.count;
}
