/* yibao init: a new store, with catalogues, and a made-up county when asked for. */
#include <json-c/json.h>

#include "app/catalogue/folder.h"
#include "app/transfer/import.h"
#include "base/file.h"
#include "face/cli/open.h"

static const struct yb_option init_options[] = {
    YB_STORE_OPTIONS,
    {"--region", YB_OPTION_TEXT, 0, "统筹区医保区划（六位，默认 371525）",
     "division of the pooling region, six digits (371525)", NULL, 0, 0},
    {"--demo", YB_OPTION_FLAG, 0, "导入演示县：机构、人员、备案与演示目录",
     "import the made-up county and the demo catalogue", NULL, 0, 0},
    {"--no-catalogue", YB_OPTION_FLAG, 0, "不导入目录", "import no catalogues", NULL, 0, 0},
    {"--partitions", YB_OPTION_INTEGER, 0, "PostgreSQL 哈希分区数（默认不分区）",
     "hash partitions per table (PostgreSQL; none)", NULL, 1, 1024},
    {"--citus", YB_OPTION_FLAG, 0, "PostgreSQL：按人分布到各节点（Citus）",
     "distribute the tables by person (Citus)", NULL, 0, 0},
    {.name = NULL},
};

static void say_list(void *context, const char *path, const struct yb_import_catalogue_out *out)
{
    struct yb_cli *cli = context;

    if (!cli->json)
        fprintf(cli->out, "  %s  %lld\n", path, (long long)out->report.added);
}

static int import_catalogue(struct yb_cli *cli, struct yb_app *app, const char *data, bool demo)
{
    const char *folder = yb_arena_format(cli->arena, "%s/catalogue", data);
    struct yb_manifest manifest;
    struct yb_import_run run = {.manifest = &manifest,
                                .complete_from = YB_DAY_NONE,
                                .now_ms = yb_clock_now(),
                                .done = say_list,
                                .context = cli};
    int rc = yb_manifest_read(folder, cli->arena, &manifest, &cli->error);

    if (rc == YB_OK)
        rc = yb_import_folder(app, &run, folder, demo, &cli->error);
    return rc == YB_OK ? yb_import_finish(app, run.now_ms, &cli->error) : rc;
}

static void say_refused(void *context, int64_t row, const struct yb_error *error)
{
    struct yb_error shown = *error;

    shown.line = (int)row;
    yb_cli_report(context, &shown);
}

/* The made-up county, in the order in which its tables refer to each other. */
static int import_county(struct yb_cli *cli, struct yb_app *app, const char *data)
{
    for (int kind = 0; kind < YB_TABLE_KINDS; kind++) {
        const char *name = yb_table_kind_name((enum yb_table_kind)kind);
        const char *path = yb_arena_format(cli->arena, "%s/demo/%s.csv", data, name);
        struct yb_csv_report report = {.say = say_refused, .context = cli};
        struct yb_import import = {.kind = (enum yb_table_kind)kind, .now_ms = yb_clock_now()};
        int rc = yb_file_read(path, YB_CSV_BYTES_MAX, cli->arena, &import.csv, &cli->error);

        if (rc == YB_OK)
            rc = yb_app_import(app, &import, &report, &cli->error);
        if (rc != YB_OK)
            return rc;
        if (report.refused)
            return yb_fail(&cli->error, YB_E_FILE, path, "refused rows", NULL);
        if (!cli->json)
            fprintf(cli->out, "  %s  %lld\n", path, (long long)report.rows);
    }
    return YB_OK;
}

/* The data folder is looked up before anything is made. */
static int run_init(struct yb_cli *cli)
{
    struct yb_setup setup = yb_cli_setup(cli);
    const char *region = yb_cli_text(cli, "--region"), *data;
    bool demo = yb_cli_flag(cli, "--demo");
    struct yb_found_in in = {.region = region ? region : "371525", .demo = demo};
    struct yb_app app;
    int rc = yb_data_folder(setup.data, cli->arena, &data, &cli->error);

    setup.partitions = (int)yb_cli_integer(cli, "--partitions", 0);
    setup.citus = yb_cli_flag(cli, "--citus");
    if (rc == YB_OK)
        rc = yb_app_found(&setup, &in, &cli->error);
    if (rc == YB_OK)
        rc = yb_app_open(&app, &setup, &cli->error);
    if (rc != YB_OK)
        return rc;
    if (!yb_cli_flag(cli, "--no-catalogue"))
        rc = import_catalogue(cli, &app, data, demo);
    if (rc == YB_OK && demo)
        rc = import_county(cli, &app, data);
    yb_app_close(&app);
    if (rc == YB_OK && !cli->json)
        fprintf(cli->out, "%s%s\n", yb_cli_words(cli, "已建库：", "founded: "), setup.store);
    return rc;
}

const struct yb_command yb_commands_init[] = {
    {"init", NULL, "建库：表、密钥、政策与目录", "found a store: tables, key, catalogues",
     init_options, run_init},
    {.noun = NULL},
};
