/*
 * open.h - what every command that works on a store takes, and how it opens it.
 *
 *     static const struct yb_option options[] = {YB_STORE_OPTIONS, ..., {.name = NULL}};
 *
 *     rc = yb_cli_open(cli, &app);
 *     ...
 *     yb_app_close(&app);
 */
#ifndef YB_FACE_CLI_OPEN_H
#define YB_FACE_CLI_OPEN_H

#include "app/setup/setup.h"
#include "face/cli/cli.h"

#define YB_STORE_OPTIONS                                                                           \
    {"--store",                                                                                    \
     YB_OPTION_PATH,                                                                               \
     YB_OPTION_REQUIRED,                                                                           \
     "库：文件，或 postgresql://…",                                                                \
     "the store: a file, or postgresql://...",                                                     \
     NULL,                                                                                         \
     0,                                                                                            \
     0},                                                                                           \
        {"--key",                                                                                  \
         YB_OPTION_PATH,                                                                           \
         0,                                                                                        \
         "主密钥文件（文件库默认 <库>.key）",                                                      \
         "master key file (of a file store: <store>.key)",                                         \
         NULL,                                                                                     \
         0,                                                                                        \
         0},                                                                                       \
    {                                                                                              \
        "--data", YB_OPTION_PATH, 0, "数据目录（默认随程序）", "data folder (the program's own)",  \
            NULL, 0, 0                                                                             \
    }

/* The options above as a setup; the texts live as long as argv. */
struct yb_setup yb_cli_setup(const struct yb_cli *cli);

/* Opens the application of a command; fills cli->error. */
int yb_cli_open(struct yb_cli *cli, struct yb_app *app);

#endif
