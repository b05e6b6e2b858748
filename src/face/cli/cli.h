/*
 * cli.h - the command line: yibao <noun> <verb>.
 *
 * A command is a row of data: its words, one line of help in both languages, the table of what it
 * takes, and the function that does it. Parsing, help, languages, JSON, error texts and exit codes
 * are made here from the rows, the same for every command.
 *
 * To add a command write src/face/cli/<name>.c, which ends with
 *
 *     const struct yb_command yb_commands_<name>[] = {
 *         {"policy", "check", "检查待遇政策包", "check benefit policy packs", options, run_check},
 *         {.noun = NULL},
 *     };
 *
 * and add <name> to cli_commands in src/face/cli/meson.build. Every command takes --json,
 * --lang zh|en and --help besides its own options. --name VALUE and --name=VALUE mean the same;
 * options and arguments may come in any order; "--" ends the options.
 *
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Results go to cli->out, errors to
 * cli->err: as a sentence, or with --json as one object a line,
 *
 *     {"error":{"code":"POLICY_GAP","number":102,"message":"...","args":["..."],
 *               "file":"a.yaml","line":3,"column":7}}
 *
 * Language: --lang, else English when LC_ALL, LC_MESSAGES or LANG (the first that is set) starts
 * with "en", else Chinese.
 */
#ifndef YB_FACE_CLI_CLI_H
#define YB_FACE_CLI_CLI_H

#include <stdio.h>

#include "base/day.h"
#include "base/error.h"

struct json_object;
struct yb_cli;

enum yb_option_kind {
    YB_OPTION_FLAG,    /* given or not */
    YB_OPTION_TEXT,    /* any text, or one of `choices` */
    YB_OPTION_PATH,    /* a file or folder; not empty */
    YB_OPTION_INTEGER, /* decimal, least..most */
    YB_OPTION_DAY,     /* 2018-01-31 */
};

#define YB_OPTION_REQUIRED 1u /* must be given */
#define YB_OPTION_MANY     2u /* may be given more than once; of the arguments only the last */

/* One option, or one argument. A table ends with {.name = NULL}. */
struct yb_option {
    const char *name; /* "--store"; without dashes, "PATH", an argument: filled in table order */
    enum yb_option_kind kind;
    unsigned int rules;  /* YB_OPTION_REQUIRED | YB_OPTION_MANY */
    const char *zh, *en; /* one line for the help */
    const char *choices; /* of a text: "zh|en"; NULL: any */
    int64_t least, most; /* of an integer; both 0: any */
};

struct yb_command {
    const char *noun;
    const char *verb; /* NULL: the noun is the whole command */
    const char *zh, *en;
    const struct yb_option *options; /* NULL: takes nothing */

    /*
     * Does it. Returns YB_OK, or a code with cli->error filled, which is then printed; a code with
     * cli->error.code == YB_OK says that all was reported already (yb_cli_report).
     */
    int (*run)(struct yb_cli *cli);
};

/* What a running command sees. */
struct yb_cli {
    struct yb_arena *arena; /* given back when the command ends */
    bool english;
    bool json;
    FILE *out, *err;
    struct yb_error error;
    const struct yb_command *command;
    struct yb_option_value *values; /* given on the command line; see the functions below */
};

/* The process: what yb_cli_run takes from outside. */
struct yb_cli_host {
    const char *language; /* value of LC_ALL, LC_MESSAGES or LANG; may be NULL */
    FILE *out, *err;
};

/*
 * The values given on the command line. Asking for a name that is not in the command's table, or is
 * of another kind, is our bug and asserts. Texts live as long as argv.
 */
bool yb_cli_flag(const struct yb_cli *cli, const char *name);
const char *yb_cli_text(const struct yb_cli *cli, const char *name); /* text, path; NULL: absent */
int64_t yb_cli_integer(const struct yb_cli *cli, const char *name, int64_t absent);
int32_t yb_cli_day(const struct yb_cli *cli, const char *name, int32_t absent);

/* All values of a YB_OPTION_MANY text or path, in order; *texts is in the arena. */
size_t yb_cli_many(const struct yb_cli *cli, const char *name, const char *const **texts);

/* The one of two wordings that the user reads. */
const char *yb_cli_words(const struct yb_cli *cli, const char *zh, const char *en);

/* Writes text to cli->out. */
void yb_cli_write(struct yb_cli *cli, struct yb_text text);

/* Writes one JSON value and a line end to cli->out, and gives the value back (json_object_put). */
void yb_cli_write_json(struct yb_cli *cli, struct json_object *value);

/* Writes an error to cli->err now, for a command that reports several and goes on. */
void yb_cli_report(struct yb_cli *cli, const struct yb_error *error);

/* The same of a row of a file; `context` is the struct yb_cli (say of app/transfer/csv.h). */
void yb_cli_report_row(void *context, int64_t row, const struct yb_error *error);

/*
 * Runs the command line argv[1..argc-1] against `groups` (ends with NULL), each an array of
 * commands that ends with {.noun = NULL}. Returns the exit code.
 */
int yb_cli_run(const struct yb_command *const *groups, const struct yb_cli_host *host, int argc,
               char **argv);

/* The program: yb_cli_run with every command, the environment and the standard streams. */
int yb_cli_main(int argc, char **argv);

#endif
