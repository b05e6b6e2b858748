/*
 * password.h - a password from standard input, and signing in with one.
 */
#ifndef YB_FACE_CLI_PASSWORD_H
#define YB_FACE_CLI_PASSWORD_H

#include "app/app.h"
#include "app/session/session.h"
#include "face/cli/cli.h"

#define YB_SIGN_OPTIONS                                                                            \
    {"--user",                                                                                     \
     YB_OPTION_TEXT,                                                                               \
     YB_OPTION_REQUIRED,                                                                           \
     "用户名（口令从标准输入读）",                                                                 \
     "user name (the password is read from standard input)",                                       \
     NULL,                                                                                         \
     0,                                                                                            \
     0},                                                                                           \
        {"--code", YB_OPTION_TEXT, 0, "动态口令", "second factor", NULL, 0, 0},                    \
    {                                                                                              \
        "--reason", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "理由", "the reason", NULL, 0, 0           \
    }

/* One line, in the arena; asked for and not echoed when that is a terminal. MISSING: none. */
int yb_cli_read_password(struct yb_cli *cli, struct yb_text *password);

/*
 * Opens the application as the user of --user, with a password from standard input. After an error
 * nothing is open: those of reading, opening, yb_login; RESTRICTED.
 */
int yb_cli_sign_in(struct yb_cli *cli, struct yb_app *app, struct yb_session *session);

#endif
