#include "test/face/nhsa/counter.h"

#include <string.h>

#include <json-c/json.h>

#include "face/nhsa/tables.h"

static void handle(struct yb_http_request *request)
{
    if (yb_nhsa_serves(request->path))
        yb_nhsa_handle(request->context, request);
    else
        yb_http_reply(request, 404, "text/plain", YB_TEXT(""));
}

void counter_open(struct counter *counter, struct desk *desk, struct yb_nhsa_options options)
{
    struct yb_http_options http = {.listen = "127.0.0.1:0", .handler = handle};
    struct yb_error error;

    memset(counter, 0, sizeof *counter);
    counter->desk = desk;
    options.app = &desk->app;
    assert_int_equal(yb_nhsa_open(&counter->nhsa, &options, &error), YB_OK);
    http.context = counter->nhsa;
    assert_int_equal(yb_http_start(&counter->http, &http, &error), YB_OK);
    client_open(&counter->client, yb_http_address(counter->http));
}

void counter_close(struct counter *counter)
{
    json_object_put(counter->answer);
    client_close(&counter->client);
    assert_true(yb_http_stop(counter->http, 10));
    yb_http_free(counter->http);
    yb_nhsa_close(counter->nhsa);
}

const char *counter_message(struct counter *counter, const char *infno, const char *msgid,
                            const char *input)
{
    struct yb_arena *arena = &counter->desk->arena;
    const char *institution = counter->desk->actor.fixmedins_code.bytes;

    if (!msgid)
        msgid = yb_arena_format(arena, "%s20210615100000%04d", institution, ++counter->serial);
    return yb_arena_format(
        arena,
        "{\"infno\":\"%s\",\"msgid\":\"%s\",\"mdtrtarea_admvs\":\"371525\",\"insuplc_admdvs\":\"\","
        "\"recer_sys_code\":\"01\",\"dev_no\":\"\",\"dev_safe_info\":\"\",\"cainfo\":\"null\","
        "\"signtype\":\"\",\"infver\":\"V1.0\",\"opter_type\":\"1\",\"opter\":\"001\","
        "\"opter_name\":\"测试员\",\"inf_time\":\"2021-06-15 10:00:00\",\"fixmedins_code\":\"%s\","
        "\"fixmedins_name\":\"测试\",\"sign_no\":null,\"enc_type\":\"\",\"input\":%s}",
        infno, msgid, institution, input);
}

int counter_post(struct counter *counter, const char *path, const char *head, const char *body)
{
    struct json_object *infcode;

    client_request(&counter->client, "POST", path, head, body, strlen(body));
    json_object_put(counter->answer);
    counter->answer = json_tokener_parse(counter->client.body);
    if (!json_object_object_get_ex(counter->answer, "infcode", &infcode))
        return INT32_MIN;
    return json_object_get_int(infcode);
}

int counter_call(struct counter *counter, const char *infno, const char *input)
{
    int code = counter_post(counter, COUNTER_PATH, "Content-Type: text/plain\r\n",
                            counter_message(counter, infno, NULL, input));

    assert_int_equal(counter->client.status, 200);
    assert_true(client_has_line(&counter->client, "Content-Type: application/json;charset=UTF-8"));
    return code;
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

const char *counter_get(struct counter *counter, const char *path)
{
    struct json_object *value = find(json_object_object_get(counter->answer, "output"), path);

    return value ? json_object_get_string(value) : NULL;
}

static void has_member(const char *infno, struct json_object *object, const char *node,
                       const char *name)
{
    if (!json_object_object_get_ex(object, name, NULL))
        fail_msg("%s: %s.%s is not in the answer", infno, node, name);
}

static void check_object(const char *infno, const struct yb_nhsa_node *node,
                         struct json_object *object)
{
    if (!json_object_is_type(object, json_type_object))
        fail_msg("%s: %s is no object", infno, node->name);
    for (int i = 0; i < node->field_count; i++) {
        const struct yb_nhsa_field *field = yb_nhsa_field_at(node, i);

        has_member(infno, object, node->name, field->name);
        for (const char *const *alias = field->aliases; alias && *alias; alias++)
            has_member(infno, object, node->name, *alias);
    }
}

static void check_node(const char *infno, const struct yb_nhsa_node *node,
                       struct json_object *value)
{
    if (node->cardinality != YB_NHSA_MANY) {
        check_object(infno, node, value);
        return;
    }
    if (!json_object_is_type(value, json_type_array))
        fail_msg("%s: %s is no list", infno, node->name);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        check_object(infno, node, json_object_array_get_idx(value, i));
}

void counter_complete(struct counter *counter, const char *infno)
{
    const struct yb_nhsa_interface *interface = yb_nhsa_interface_find(yb_text_of(infno));
    struct json_object *output = json_object_object_get(counter->answer, "output");

    for (int i = 0; i < interface->node_count; i++) {
        const struct yb_nhsa_node *node = &yb_nhsa_nodes[interface->first_node + i];
        const char *name = node->name;

        if (node->direction != YB_NHSA_OUT || node->parent != YB_NHSA_NODE_TOP)
            continue;
        if (strcmp(name, "-") == 0) {
            check_node(infno, node, output);
            continue;
        }
        for (const char *const *alias = node->aliases; name; name = alias ? *alias++ : NULL) {
            has_member(infno, output, "output", name);
            check_node(infno, node, json_object_object_get(output, name));
        }
    }
}
