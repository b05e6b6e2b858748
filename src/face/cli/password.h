/*
 * password.h - a password from standard input.
 */
#ifndef YB_FACE_CLI_PASSWORD_H
#define YB_FACE_CLI_PASSWORD_H

#include "face/cli/cli.h"

/* One line, in the arena; asked for and not echoed when that is a terminal. MISSING: none. */
int yb_cli_read_password(struct yb_cli *cli, struct yb_text *password);

#endif
