#include "face/cli/open.h"

struct yb_setup yb_cli_setup(const struct yb_cli *cli)
{
    return (struct yb_setup){.store = yb_cli_text(cli, "--store"),
                             .key = yb_cli_text(cli, "--key"),
                             .data = yb_cli_text(cli, "--data")};
}

int yb_cli_open(struct yb_cli *cli, struct yb_app *app)
{
    struct yb_setup setup = yb_cli_setup(cli);

    return yb_app_open(app, &setup, &cli->error);
}
