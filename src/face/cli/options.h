/*
 * options.h - a command's words into values, by the command's table. Private to the command line.
 */
#ifndef YB_FACE_CLI_OPTIONS_H
#define YB_FACE_CLI_OPTIONS_H

#include "face/cli/cli.h"

struct yb_option_value {
    const struct yb_option *option;
    const char *text;
    int64_t integer; /* of an integer, or a day */
    struct yb_option_value *next;
};

/* --json, --lang, --help: taken by every command, and before and between its words. */
extern const struct yb_option yb_options_common[];

/* True for an argument's row, false for an option's ("--name"). */
bool yb_option_is_argument(const struct yb_option *option);

/* What stands for the value in a help text: "N", "PATH", "zh|en"; "" for a flag. */
const char *yb_option_placeholder(const struct yb_option *option);

/*
 * Reads words from argv[*at] on. With `table` NULL only the common options are known, and reading
 * stops at the first word that is not an option; *at is then its index. With a table everything up
 * to argc is read. Refusals: YB_E_OPTION, YB_E_OPTION_VALUE, YB_E_OPTION_TWICE, YB_E_ARGUMENT,
 * YB_E_MISSING (a value), in cli->error.
 */
int yb_options_read(struct yb_cli *cli, const struct yb_option *table, int argc, char **argv,
                    int *at);

/* Refuses with YB_E_MISSING the first required row that was not given. */
int yb_options_require(struct yb_cli *cli, const struct yb_option *table);

#endif
