/*
 * help.h - help texts made from the command tables. Private to the command line.
 */
#ifndef YB_FACE_CLI_HELP_H
#define YB_FACE_CLI_HELP_H

#include "face/cli/cli.h"

/* All commands, or those of one noun. */
void yb_help_commands(const struct yb_cli *cli, const struct yb_command *const *groups,
                      const char *noun, struct yb_buffer *out);

/* One command: what it does, how it is called, what it takes. */
void yb_help_command(const struct yb_cli *cli, const struct yb_command *command,
                     struct yb_buffer *out);

/* The line "yibao policy check [--store PATH] PATH...". */
void yb_help_usage(const struct yb_command *command, struct yb_buffer *out);

#endif
