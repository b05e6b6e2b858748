/*
 * init.h - founding a store from the command line; shared by `init` and `demo`.
 */
#ifndef YB_FACE_CLI_INIT_H
#define YB_FACE_CLI_INIT_H

#include "app/setup/setup.h"
#include "face/cli/cli.h"

#define YB_INIT_REGION                                                                             \
    "371525" /* the county whose policy ships with data/policies and the demo                      \
              */

struct yb_init {
    struct yb_setup setup;
    const char *region;
    bool demo;      /* import data/demo */
    bool empty;     /* but not its people and institutions; and say nothing */
    bool catalogue; /* import data/catalogue */
};

/* Founds, fills and reports; fills cli->error. */
int yb_cli_init(struct yb_cli *cli, const struct yb_init *init);

#endif
