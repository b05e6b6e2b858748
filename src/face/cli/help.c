#include "face/cli/help.h"
#include "face/cli/columns.h"
#include "face/cli/options.h"

#include <string.h>

#define GAP 2u /* columns between two columns */

/* "--port N", "PATH..." */
static struct yb_text option_words(const struct yb_cli *cli, const struct yb_option *option)
{
    const char *value = yb_option_placeholder(option);
    bool many = option->rules & YB_OPTION_MANY;

    if (yb_option_is_argument(option))
        return yb_text_of(yb_arena_format(cli->arena, "%s%s", option->name, many ? "..." : ""));
    return yb_text_of(yb_arena_format(cli->arena, "%s%s%s%s", option->name, *value ? " " : "",
                                      value, many ? " ..." : ""));
}

static struct yb_text command_words(const struct yb_cli *cli, const struct yb_command *command)
{
    return yb_text_of(yb_arena_format(cli->arena, "%s%s%s", command->noun, command->verb ? " " : "",
                                      command->verb ? command->verb : ""));
}

static void add_row(struct yb_buffer *out, struct yb_text words, size_t width, const char *text,
                    const char *more)
{
    yb_buffer_add_string(out, "  ");
    yb_buffer_add_column(out, words, width + GAP, false);
    yb_buffer_add_string(out, text);
    yb_buffer_add_string(out, more);
    yb_buffer_add_char(out, '\n');
}

static size_t options_width(const struct yb_cli *cli, const struct yb_option *table, size_t width)
{
    for (; table && table->name; table++) {
        size_t columns = yb_text_columns(option_words(cli, table));

        width = columns > width ? columns : width;
    }
    return width;
}

/* The rows of one sort under their title; nothing at all when there are none. */
static void add_options(const struct yb_cli *cli, const struct yb_option *table, bool arguments,
                        size_t width, struct yb_buffer *out)
{
    const char *title = arguments ? yb_cli_words(cli, "参数：", "Arguments:")
                        : table == yb_options_common
                            ? yb_cli_words(cli, "通用选项：", "Common options:")
                            : yb_cli_words(cli, "选项：", "Options:");
    const char *required = yb_cli_words(cli, "（必填）", " (required)");

    for (; table && table->name; table++) {
        if (yb_option_is_argument(table) != arguments)
            continue;
        if (title)
            yb_buffer_addf(out, "\n%s\n", title);
        title = NULL;
        add_row(out, option_words(cli, table), width, yb_cli_words(cli, table->zh, table->en),
                table->rules & YB_OPTION_REQUIRED ? required : "");
    }
}

void yb_help_commands(const struct yb_cli *cli, const struct yb_command *const *groups,
                      const char *noun, struct yb_buffer *out)
{
    const struct yb_command *const *group;
    const struct yb_command *command;
    size_t width = options_width(cli, yb_options_common, 0);
    int pass;

    yb_buffer_addf(out, "%syibao %s\n\n%s\n", yb_cli_words(cli, "用法：", "Usage: "),
                   yb_cli_words(cli, "<对象> <动作> [选项]", "<noun> <verb> [options]"),
                   yb_cli_words(cli, "命令：", "Commands:"));
    for (pass = 0; pass < 2; pass++) /* first the width of the column, then the rows */
        for (group = groups; *group; group++)
            for (command = *group; command->noun; command++) {
                struct yb_text words = command_words(cli, command);

                if (noun && strcmp(noun, command->noun) != 0)
                    continue;
                if (pass)
                    add_row(out, words, width, yb_cli_words(cli, command->zh, command->en), "");
                else if (yb_text_columns(words) > width)
                    width = yb_text_columns(words);
            }
    add_options(cli, yb_options_common, false, width, out);
}

void yb_help_usage(const struct yb_command *command, struct yb_buffer *out)
{
    const struct yb_option *option;
    int pass;

    yb_buffer_addf(out, "yibao %s%s%s", command->noun, command->verb ? " " : "",
                   command->verb ? command->verb : "");
    for (pass = 0; pass < 2; pass++) /* first the options, then the arguments */
        for (option = command->options; option && option->name; option++) {
            bool required = option->rules & YB_OPTION_REQUIRED;
            const char *value = yb_option_placeholder(option);

            if (yb_option_is_argument(option) != (pass == 1))
                continue;
            yb_buffer_addf(out, " %s%s", required ? "" : "[", option->name);
            if (!pass && *value)
                yb_buffer_addf(out, " %s", value);
            yb_buffer_addf(out, "%s%s", required ? "" : "]",
                           option->rules & YB_OPTION_MANY ? "..." : "");
        }
}

void yb_help_command(const struct yb_cli *cli, const struct yb_command *command,
                     struct yb_buffer *out)
{
    size_t width = options_width(cli, yb_options_common, 0);

    width = options_width(cli, command->options, width);
    yb_buffer_addf(out, "%s\n\n%s", yb_cli_words(cli, command->zh, command->en),
                   yb_cli_words(cli, "用法：", "Usage: "));
    yb_help_usage(command, out);
    yb_buffer_add_char(out, '\n');
    add_options(cli, command->options, true, width, out);
    add_options(cli, command->options, false, width, out);
    add_options(cli, yb_options_common, false, width, out);
}
