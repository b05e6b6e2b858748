#include "face/cli/cli.h"
#include "face/cli/help.h"
#include "face/cli/options.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 65536

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const struct yb_option no_options[] = {{.name = NULL}};

#define YB_COMMANDS(name) extern const struct yb_command yb_commands_##name[];
#include "face/cli/commands.def"
#undef YB_COMMANDS

static const struct yb_command *const all_groups[] = {
#define YB_COMMANDS(name) yb_commands_##name,
#include "face/cli/commands.def"
#undef YB_COMMANDS
    NULL,
};

const char *yb_cli_words(const struct yb_cli *cli, const char *zh, const char *en)
{
    return cli->english ? en : zh;
}

void yb_cli_write(struct yb_cli *cli, struct yb_text text)
{
    fwrite(text.bytes, 1, text.length, cli->out);
}

static void write_json(FILE *file, struct json_object *value)
{
    fputs(json_object_to_json_string_ext(value,
                                         JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
          file);
    fputc('\n', file);
    json_object_put(value);
}

void yb_cli_write_json(struct yb_cli *cli, struct json_object *value)
{
    write_json(cli->out, value);
}

static struct json_object *error_json(const struct yb_error *error, const char *message)
{
    struct json_object *inner = json_object_new_object(), *outer = json_object_new_object();
    struct json_object *args = json_object_new_array();
    int i;

    for (i = 0; i < error->arg_count; i++)
        json_object_array_add(args, json_object_new_string(error->args[i]));
    json_object_object_add(inner, "code", json_object_new_string(yb_code_name(error->code)));
    json_object_object_add(inner, "number", json_object_new_int(-error->code));
    json_object_object_add(inner, "message", json_object_new_string(message));
    json_object_object_add(inner, "args", args);
    if (error->file) {
        json_object_object_add(inner, "file", json_object_new_string(error->file));
        json_object_object_add(inner, "line", json_object_new_int(error->line));
        json_object_object_add(inner, "column", json_object_new_int(error->column));
    }
    json_object_object_add(outer, "error", inner);
    return outer;
}

void yb_cli_report(struct yb_cli *cli, const struct yb_error *error)
{
    struct yb_arena arena;
    struct yb_buffer text;
    const char *message;

    /* An arena of its own: the command's may be what ran out. */
    yb_arena_init(&arena, 4096);
    yb_buffer_init(&text, &arena);
    yb_error_describe(error, cli->english, &text);
    message = yb_buffer_text(&text).bytes;
    if (!message)
        message = yb_code_name(error->code);
    if (cli->json)
        write_json(cli->err, error_json(error, message));
    else
        fprintf(cli->err, "%s\n", message);
    yb_arena_release(&arena);
}

void yb_cli_report_row(void *context, int64_t row, const struct yb_error *error)
{
    struct yb_cli *cli = context;
    struct yb_error shown;
    struct yb_buffer words;
    char number[24];

    yb_buffer_init(&words, cli->arena);
    yb_error_describe(error, cli->english, &words);
    snprintf(number, sizeof(number), "%lld", (long long)row);
    yb_fail(&shown, YB_E_IMPORT_ROW, number, yb_buffer_text(&words).bytes, NULL);
    yb_cli_report(cli, &shown);
}

/* A wrong command line: the error, and where to read more. */
static int refuse_usage(struct yb_cli *cli)
{
    struct yb_buffer usage;

    yb_cli_report(cli, &cli->error);
    if (cli->json)
        return EXIT_USAGE;
    yb_buffer_init(&usage, cli->arena);
    if (cli->command) {
        yb_buffer_add_string(&usage, yb_cli_words(cli, "用法：", "Usage: "));
        yb_help_usage(cli->command, &usage);
        yb_buffer_add_char(&usage, '\n');
    } else {
        yb_buffer_add_string(&usage, yb_cli_words(cli, "全部命令见 yibao --help\n",
                                                  "See yibao --help for all commands\n"));
    }
    fprintf(cli->err, "%s", yb_buffer_text(&usage).bytes ? yb_buffer_text(&usage).bytes : "");
    return EXIT_USAGE;
}

/* --json and --lang hold for every message, also for those about words before them. */
static void look_ahead(struct yb_cli *cli, const char *language, int argc, char **argv)
{
    int i;

    cli->english = language && strncmp(language, "en", 2) == 0;
    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = NULL;

        if (strcmp(argv[i], "--json") == 0)
            cli->json = true;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[i + 1];
        else if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        if (value)
            cli->english = strcmp(value, "en") == 0;
    }
}

static const struct yb_command *find(const struct yb_command *const *groups, const char *noun,
                                     const char *verb)
{
    const struct yb_command *command;

    for (; *groups; groups++)
        for (command = *groups; command->noun; command++)
            if (strcmp(command->noun, noun) == 0 &&
                (!command->verb || !verb || strcmp(command->verb, verb) == 0))
                return command;
    return NULL;
}

static bool wants_help(const struct yb_cli *cli)
{
    const struct yb_option_value *value;

    for (value = cli->values; value; value = value->next)
        if (strcmp(value->option->name, "--help") == 0)
            return true;
    return false;
}

/*
 * Reads noun, verb and the rest. cli->command is the command found, or NULL with *noun set as far
 * as the words went, which is only right when help is wanted.
 */
static int read_words(struct yb_cli *cli, const struct yb_command *const *groups, int argc,
                      char **argv, const char **noun)
{
    const struct yb_command *command;
    int at = 1, rc;

    rc = yb_options_read(cli, NULL, argc, argv, &at);
    if (rc != YB_OK)
        return rc;
    if (at == argc)
        return wants_help(cli) ? YB_OK : yb_fail(&cli->error, YB_E_MISSING, "<noun> <verb>", NULL);
    command = find(groups, argv[at], NULL);
    if (!command)
        return yb_fail(&cli->error, YB_E_COMMAND, argv[at], NULL);
    *noun = argv[at++];
    if (command->verb) {
        rc = yb_options_read(cli, NULL, argc, argv, &at);
        if (rc != YB_OK)
            return rc;
        if (at == argc)
            return wants_help(cli) ? YB_OK
                                   : yb_fail(&cli->error, YB_E_MISSING,
                                             yb_arena_format(cli->arena, "%s <verb>", *noun), NULL);
        command = find(groups, *noun, argv[at]);
        if (!command)
            return yb_fail(&cli->error, YB_E_COMMAND,
                           yb_arena_format(cli->arena, "%s %s", *noun, argv[at]), NULL);
        at++;
    }
    cli->command = command;
    return yb_options_read(cli, command->options ? command->options : no_options, argc, argv, &at);
}

static int show_help(struct yb_cli *cli, const struct yb_command *const *groups, const char *noun)
{
    struct yb_buffer help;

    yb_buffer_init(&help, cli->arena);
    if (cli->command)
        yb_help_command(cli, cli->command, &help);
    else
        yb_help_commands(cli, groups, noun, &help);
    yb_cli_write(cli, yb_buffer_text(&help));
    return EXIT_DONE;
}

static int run_command(struct yb_cli *cli)
{
    const struct yb_option *options = cli->command->options;
    int rc;

    if (options && yb_options_require(cli, options) != YB_OK)
        return refuse_usage(cli);
    rc = cli->command->run(cli);
    if (rc == YB_E_USAGE && cli->error.code)
        return refuse_usage(cli);
    if (rc != YB_OK && cli->error.code)
        yb_cli_report(cli, &cli->error);
    return rc == YB_OK ? EXIT_DONE : rc == YB_E_USAGE ? EXIT_USAGE : EXIT_FAILED;
}

/* A full disk or a closed pipe shows here at the latest. */
static int check_output(struct yb_cli *cli, int code)
{
    struct yb_error error;

    if (fflush(cli->out) == 0 && !ferror(cli->out))
        return code;
    yb_fail(&error, YB_E_FILE, "stdout", "write error", NULL);
    yb_cli_report(cli, &error);
    return EXIT_FAILED;
}

int yb_cli_run(const struct yb_command *const *groups, const struct yb_cli_host *host, int argc,
               char **argv)
{
    struct yb_arena arena;
    struct yb_cli cli = {.arena = &arena, .out = host->out, .err = host->err};
    const char *noun = NULL;
    int code;

    yb_arena_init(&arena, ARENA_BLOCK);
    look_ahead(&cli, host->language, argc, argv);
    if (read_words(&cli, groups, argc, argv, &noun) != YB_OK)
        code = refuse_usage(&cli);
    else if (wants_help(&cli))
        code = show_help(&cli, groups, noun);
    else
        code = run_command(&cli);
    code = check_output(&cli, code);
    yb_arena_release(&arena);
    return code;
}

int yb_cli_main(int argc, char **argv)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    struct yb_cli_host host = {.out = stdout, .err = stderr};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]) && !host.language; i++) {
        const char *value = getenv(names[i]);

        host.language = value && *value ? value : NULL;
    }
    return yb_cli_run(all_groups, &host, argc, argv);
}
