#include "face/cli/cli.h"

#include <json-c/json.h>

#include "app/policy/load.h"

static const struct yb_option check_options[] = {
    {"PATH", YB_OPTION_PATH, YB_OPTION_REQUIRED | YB_OPTION_MANY, "待遇政策包文件或文件夹",
     "pack files or folders", NULL, 0, 0},
    {.name = NULL},
};

/* Every mistake of every file, not only the first. */
static int report(struct yb_cli *cli, const struct yb_mistakes *mistakes)
{
    size_t i;

    for (i = 0; i < mistakes->count; i++)
        yb_cli_report(cli, &mistakes->errors[i]);
    return yb_mistakes_first(mistakes, NULL);
}

static int run_check(struct yb_cli *cli)
{
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    const char *const *paths;
    size_t count = yb_cli_many(cli, "PATH", &paths);
    int rc;

    yb_mistakes_init(&mistakes, cli->arena);
    yb_policy_load(paths, count, cli->arena, &set, &mistakes);
    rc = report(cli, &mistakes);
    if (rc != YB_OK)
        return rc;
    fprintf(cli->out, "%zu %s\n", set.count,
            yb_cli_words(cli, "个政策包，没有错误", "packs, no mistakes"));
    return YB_OK;
}

const struct yb_command yb_commands_policy[] = {
    {"policy", "check", "检查待遇政策包", "check benefit policy packs", check_options, run_check},
    {.noun = NULL},
};
