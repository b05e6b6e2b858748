/* The OpenAPI 3.1 document, from the same rows that route and check. */
#include <stdio.h>
#include <string.h>

#include "face/api/exchange.h"

static void add(struct yb_json *json, const char *key, const char *text)
{
    yb_json_key(json, key);
    yb_json_add_text(json, yb_text_of(text));
}

static void open(struct yb_json *json, const char *key)
{
    yb_json_key(json, key);
    yb_json_open(json, '{');
}

static void add_titles(struct yb_json *json, const char *zh, const char *en)
{
    add(json, "description", zh ? zh : "");
    add(json, "x-description-en", en ? en : "");
}

/* The members of a schema, inside its braces. */
static void add_type(struct yb_json *json, enum yb_api_type type)
{
    static const struct {
        const char *type, *format;
    } rows[] = {[YB_API_TEXT] = {"string", NULL},     [YB_API_CODE] = {"string", NULL},
                [YB_API_ID] = {"string", "int64"},    [YB_API_INTEGER] = {"integer", "int64"},
                [YB_API_AMOUNT] = {"number", "yuan"}, [YB_API_DAY] = {"string", "date"},
                [YB_API_MONTH] = {"string", "month"}, [YB_API_TIME] = {"string", "china-time"},
                [YB_API_BOOLEAN] = {"boolean", NULL}, [YB_API_TEXTS] = {"array", NULL},
                [YB_API_OBJECT] = {"object", NULL},   [YB_API_LIST] = {"array", NULL}};

    add(json, "type", rows[type].type);
    if (rows[type].format)
        add(json, "format", rows[type].format);
    if (type == YB_API_TEXTS) {
        open(json, "items");
        add(json, "type", "string");
        yb_json_close(json, '}');
    }
}

static void add_param_schema(struct yb_json *json, const struct yb_api_param *param)
{
    add_type(json, param->type);
    if (param->most) {
        yb_json_key(json, "maxLength");
        yb_json_add_integer(json, param->most);
    }
    if (param->least != param->greatest) {
        yb_json_key(json, "minimum");
        yb_json_add_integer(json, param->least);
        yb_json_key(json, "maximum");
        yb_json_add_integer(json, param->greatest);
    }
    if (!param->values)
        return;
    yb_json_key(json, "enum");
    yb_json_open(json, '[');
    for (struct yb_text rest = yb_text_of(param->values); rest.bytes;)
        yb_json_add_text(json, yb_text_split(rest, '|', &rest));
    yb_json_close(json, ']');
}

static const struct yb_api_param *param_at(const struct yb_api_operation *operation, int i)
{
    return &yb_api_params[operation->first_param + i];
}

static void add_parameters(struct yb_json *json, const struct yb_api_operation *operation)
{
    yb_json_key(json, "parameters");
    yb_json_open(json, '[');
    for (int i = 0; i < operation->param_count; i++) {
        const struct yb_api_param *param = param_at(operation, i);

        if (param->place == YB_API_IN_BODY)
            continue;
        yb_json_open(json, '{');
        add(json, "name", param->name);
        add(json, "in", param->place == YB_API_IN_PATH ? "path" : "query");
        yb_json_key(json, "required");
        yb_json_add_boolean(json, param->required);
        add_titles(json, param->zh, param->en);
        open(json, "schema");
        add_param_schema(json, param);
        yb_json_close(json, '}');
        yb_json_close(json, '}');
    }
    yb_json_close(json, ']');
}

static void add_content(struct yb_json *json)
{
    open(json, "content");
    open(json, "application/json");
    open(json, "schema");
    add(json, "type", "object");
}

static void close_content(struct yb_json *json)
{
    for (int i = 0; i < 3; i++)
        yb_json_close(json, '}');
}

static void add_required(struct yb_json *json, const struct yb_api_operation *operation)
{
    bool any = false;

    for (int i = 0; i < operation->param_count; i++) {
        const struct yb_api_param *param = param_at(operation, i);

        if (param->place != YB_API_IN_BODY || !param->required)
            continue;
        if (!any) {
            yb_json_key(json, "required");
            yb_json_open(json, '[');
        }
        any = true;
        yb_json_add_text(json, yb_text_of(param->name));
    }
    if (any)
        yb_json_close(json, ']');
}

static void add_body(struct yb_json *json, const struct yb_api_operation *operation)
{
    bool any = false;

    for (int i = 0; i < operation->param_count; i++)
        any |= param_at(operation, i)->place == YB_API_IN_BODY;
    if (!any)
        return;
    open(json, "requestBody");
    add_content(json);
    yb_json_key(json, "additionalProperties");
    yb_json_add_boolean(json, false);
    add_required(json, operation);
    open(json, "properties");
    for (int i = 0; i < operation->param_count; i++) {
        const struct yb_api_param *param = param_at(operation, i);

        if (param->place != YB_API_IN_BODY)
            continue;
        open(json, param->name);
        add_titles(json, param->zh, param->en);
        add_param_schema(json, param);
        yb_json_close(json, '}');
    }
    yb_json_close(json, '}');
    close_content(json);
    yb_json_close(json, '}');
}

static void add_members(struct yb_json *json, const struct yb_api_operation *operation,
                        const char *node)
{
    open(json, "properties");
    for (int i = 0; i < operation->member_count; i++) {
        const struct yb_api_member *member = &yb_api_members[operation->first_member + i];
        char below[80];

        if (strcmp(member->node, node) != 0)
            continue;
        open(json, member->name);
        add_titles(json, member->zh, member->en);
        add_type(json, member->type);
        if (member->type == YB_API_LIST) {
            snprintf(below, sizeof(below), "%s[]", member->name);
            open(json, "items");
            add(json, "type", "object");
            add_members(json, operation, below);
            yb_json_close(json, '}');
        } else if (member->type == YB_API_OBJECT) {
            add_members(json, operation, member->name);
        }
        yb_json_close(json, '}');
    }
    yb_json_close(json, '}');
}

static void add_answers(struct yb_json *json, const struct yb_api_operation *operation)
{
    open(json, "responses");
    open(json, "200");
    add(json, "description", "OK");
    if (operation->member_count) {
        add_content(json);
        add_members(json, operation, ".");
        close_content(json);
    }
    yb_json_close(json, '}');
    open(json, "default");
    add(json, "$ref", "#/components/responses/error");
    yb_json_close(json, '}');
    yb_json_close(json, '}');
}

static void add_operation(struct yb_json *json, const struct yb_api_operation *operation)
{
    static const char *const methods[] = {[YB_HTTP_GET] = "get",
                                          [YB_HTTP_HEAD] = "head",
                                          [YB_HTTP_POST] = "post",
                                          [YB_HTTP_PUT] = "put",
                                          [YB_HTTP_DELETE] = "delete"};

    open(json, methods[operation->method]);
    add(json, "operationId", operation->id);
    add(json, "summary", operation->zh);
    add(json, "description", operation->en);
    add(json, "x-permission", yb_permission_name(operation->permission));
    if (operation->permission == YB_MAY_public) {
        yb_json_key(json, "security");
        yb_json_open(json, '[');
        yb_json_close(json, ']');
    }
    add_parameters(json, operation);
    add_body(json, operation);
    add_answers(json, operation);
    yb_json_close(json, '}');
}

/* Operations of one path stand together in data/api or not: the first of a path writes them all. */
static void add_path(struct yb_json *json, int first)
{
    for (int i = 0; i < first; i++)
        if (strcmp(yb_api_operations[i].path, yb_api_operations[first].path) == 0)
            return;
    open(json, yb_api_operations[first].path);
    for (int i = first; i < yb_api_operation_count; i++)
        if (strcmp(yb_api_operations[i].path, yb_api_operations[first].path) == 0)
            add_operation(json, &yb_api_operations[i]);
    yb_json_close(json, '}');
}

static const char components[] =
    "{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":"
    "\"yibao_session\"}},\"responses\":{\"error\":{\"description\":\"refused\",\"content\":{"
    "\"application/json\":{\"schema\":{\"type\":\"object\",\"required\":[\"code\",\"field\","
    "\"message\"],\"properties\":{\"code\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},"
    "\"message\":{\"type\":\"string\"}}}}}}}}";

void yb_api_write_openapi(struct yb_buffer *out)
{
    struct yb_json writer, *json = &writer;

    yb_json_init(json, out);
    yb_json_open(json, '{');
    add(json, "openapi", "3.1.0");
    open(json, "info");
    add(json, "title", "yibao 医保 console");
    add(json, "version", YB_VERSION);
    yb_json_close(json, '}');
    yb_json_key(json, "servers");
    yb_json_add_raw(json, YB_TEXT("[{\"url\":\"" YB_API_BASE "\"}]"));
    yb_json_key(json, "security");
    yb_json_add_raw(json, YB_TEXT("[{\"session\":[]}]"));
    open(json, "paths");
    for (int i = 0; i < yb_api_operation_count; i++)
        add_path(json, i);
    yb_json_close(json, '}');
    yb_json_key(json, "components");
    yb_json_add_raw(json, yb_text_of(components));
    yb_json_close(json, '}');
}
