/* yibao api: what the console's interface offers, from the rows that serve it. */
#include <stdio.h>
#include <string.h>

#include "face/api/api.h"
#include "face/api/tables.h"
#include "face/cli/cli.h"
#include "face/cli/columns.h"

static const struct yb_option options[] = {
    {"--openapi", YB_OPTION_FLAG, 0, "输出 OpenAPI 3.1 文档", "the OpenAPI 3.1 document", NULL, 0,
     0},
    {"OPERATION", YB_OPTION_TEXT, 0, "只列这个操作及其参数",
     "only this operation, with its parameters", NULL, 0, 0},
    {.name = NULL},
};

static const char *const methods[] = {[YB_HTTP_GET] = "GET",
                                      [YB_HTTP_HEAD] = "HEAD",
                                      [YB_HTTP_POST] = "POST",
                                      [YB_HTTP_PUT] = "PUT",
                                      [YB_HTTP_DELETE] = "DELETE"};

static void add_operation(struct yb_cli *cli, const struct yb_api_operation *operation,
                          struct yb_buffer *out)
{
    yb_buffer_add_column(out, yb_text_of(operation->id), 23, false);
    yb_buffer_add_column(out, yb_text_of(methods[operation->method]), 7, false);
    yb_buffer_add_column(out, yb_text_of(operation->path), 37, false);
    yb_buffer_addf(out, " %s\n", yb_cli_words(cli, operation->zh, operation->en));
}

static void add_params(struct yb_cli *cli, const struct yb_api_operation *operation,
                       struct yb_buffer *out)
{
    yb_buffer_addf(out, "  %s %s\n", yb_cli_words(cli, "权限", "permission"),
                   yb_permission_name(operation->permission));
    for (int i = 0; i < operation->param_count; i++) {
        const struct yb_api_param *param = &yb_api_params[operation->first_param + i];

        yb_buffer_add_string(out, "  ");
        yb_buffer_add_column(out, yb_text_of(param->name), 16, false);
        yb_buffer_addf(
            out, " %s%s%s%s%s%s\n", yb_cli_words(cli, param->zh, param->en),
            param->required ? yb_cli_words(cli, "（必填）", " (required)") : "",
            param->values ? " [" : "", param->values ? param->values : "", param->values ? "]" : "",
            param->place == YB_API_IN_BODY ? yb_cli_words(cli, "，请求体", ", body") : "");
    }
}

static int run_api(struct yb_cli *cli)
{
    const char *id = yb_cli_text(cli, "OPERATION");
    struct yb_buffer out;
    int shown = 0;

    yb_buffer_init(&out, cli->arena);
    if (yb_cli_flag(cli, "--openapi") || (cli->json && !id)) {
        yb_api_write_openapi(&out);
        yb_buffer_add_char(&out, '\n');
        yb_cli_write(cli, yb_buffer_text(&out));
        return YB_OK;
    }
    for (int i = 0; i < yb_api_operation_count; i++) {
        const struct yb_api_operation *operation = &yb_api_operations[i];

        if (id && strcmp(operation->id, id) != 0)
            continue;
        add_operation(cli, operation, &out);
        if (id)
            add_params(cli, operation, &out);
        shown++;
    }
    if (!shown)
        return yb_fail(&cli->error, YB_E_NOT_FOUND, "OPERATION", id, NULL);
    yb_cli_write(cli, yb_buffer_text(&out));
    return YB_OK;
}

const struct yb_command yb_commands_api[] = {
    {"api", NULL, "列出控制台接口的操作", "the operations of the console's interface", options,
     run_api},
    {.noun = NULL},
};
