/* yibao init: a new store, with catalogues, and a made-up county when asked
 * for. */
#include "face/cli/init.h"

#include <json-c/json.h>

#include "app/catalogue/folder.h"
#include "app/maternity/maternity.h"
#include "app/transfer/import.h"
#include "base/file.h"
#include "face/cli/open.h"
#include "store/store.h"

static const struct yb_option init_options[] = {
    YB_STORE_OPTIONS,
    {"--region", YB_OPTION_TEXT, 0, "统筹区医保区划（六位，默认 371525）",
     "division of the pooling region, six digits (371525)", NULL, 0, 0},
    {"--demo", YB_OPTION_FLAG, 0, "导入演示县：机构、人员、备案与演示目录",
     "import the made-up county and the demo catalogue", NULL, 0, 0},
    {"--no-catalogue", YB_OPTION_FLAG, 0, "不导入目录", "import no catalogues", NULL, 0, 0},
    {"--partitions", YB_OPTION_INTEGER, 0, "PostgreSQL 哈希分区数（默认不分区）",
     "hash partitions of a table (PostgreSQL; none)", NULL, 1, 1024},
    {"--citus", YB_OPTION_FLAG, 0, "PostgreSQL：按人分布到各节点（Citus）",
     "distribute the tables by person (Citus)", NULL, 0, 0},
    {.name = NULL},
};

/* What was imported, for the last line. */
struct counts {
    struct yb_cli *cli;
    int64_t catalogue_rows;
    struct yb_csv_report tables[YB_TABLE_KINDS], wages;
};

static void count_file(void *context, const char *path, const struct yb_import_catalogue_out *out)
{
    struct counts *counts = context;

    (void)path;
    counts->catalogue_rows += out->report.rows - out->report.refused;
}

static int import_catalogues(struct yb_app *app, const char *data, bool demo, struct counts *counts)
{
    struct yb_cli *cli = counts->cli;
    const char *folder = yb_arena_format(cli->arena, "%s/catalogue", data);
    struct yb_manifest manifest;
    struct yb_import_run run = {.manifest = &manifest,
                                .encoding = YB_ENCODING_UTF_8,
                                .complete_from = YB_DAY_NONE,
                                .now_ms = yb_clock_now(),
                                .done = count_file,
                                .context = counts};
    int rc = folder ? yb_manifest_read(folder, cli->arena, &manifest, &cli->error)
                    : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK)
        rc = yb_import_folder(app, &run, folder, demo, &cli->error);
    return rc == YB_OK ? yb_import_finish(app, yb_clock_now(), &cli->error) : rc;
}

static void say_refused(void *context, int64_t row, const struct yb_error *error)
{
    (void)row;
    yb_cli_report(context, error);
}

static int import_table(struct yb_app *app, const char *data, enum yb_table_kind kind,
                        struct counts *counts)
{
    struct yb_cli *cli = counts->cli;
    struct yb_csv_report *report = &counts->tables[kind];
    struct yb_import import = {.kind = kind, .now_ms = yb_clock_now()};
    const char *path =
        yb_arena_format(cli->arena, "%s/demo/%s.csv", data, yb_table_kind_name(kind));
    int rc;

    report->say = say_refused;
    report->context = cli;
    rc = path ? yb_file_read(path, YB_CSV_BYTES_MAX, cli->arena, &import.csv, &cli->error)
              : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = yb_app_import(app, &import, report, &cli->error);
    if (rc == YB_OK && report->refused)
        rc = yb_fail(&cli->error, YB_E_IMPORT_REFUSED, path, NULL);
    return rc;
}

/* What the county's employers paid on average. */
static int import_wages(struct yb_app *app, const char *data, struct counts *counts)
{
    struct yb_cli *cli = counts->cli;
    struct yb_wage_file file = {.report = &counts->wages};
    const char *path = yb_arena_format(cli->arena, "%s/demo/wages.csv", data);
    int rc;

    counts->wages.say = say_refused;
    counts->wages.context = cli;
    rc = path ? yb_file_read(path, YB_CSV_BYTES_MAX, cli->arena, &file.csv, &cli->error)
              : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = yb_app_wage_import(app, &file, YB_TEXT("init"), yb_clock_now(), &cli->error);
    if (rc == YB_OK && counts->wages.refused)
        rc = yb_fail(&cli->error, YB_E_IMPORT_REFUSED, path, NULL);
    return rc;
}

static int fill(struct yb_app *app, const struct yb_init *init, const char *data,
                struct counts *counts)
{
    int rc = init->catalogue ? import_catalogues(app, data, init->demo, counts) : YB_OK;

    for (int kind = 0; rc == YB_OK && init->demo && !init->empty && kind < YB_TABLE_KINDS; kind++)
        rc = import_table(app, data, (enum yb_table_kind)kind, counts);
    if (rc == YB_OK && init->demo && !init->empty)
        rc = import_wages(app, data, counts);
    return rc;
}

static void say_count(struct yb_cli *cli, const char *zh, const char *en, int64_t rows)
{
    fprintf(cli->out, "  %s %lld\n", yb_cli_words(cli, zh, en), (long long)rows);
}

static void say_counts(struct yb_cli *cli, const struct yb_init *init, const struct counts *counts)
{
    static const struct {
        const char *zh, *en;
    } names[YB_TABLE_KINDS] = {[YB_TABLE_INSTITUTIONS] = {"机构", "institutions"},
                               [YB_TABLE_DEPARTMENTS] = {"科室", "departments"},
                               [YB_TABLE_PRACTITIONERS] = {"医务人员", "practitioners"},
                               [YB_TABLE_PEOPLE] = {"参保人", "people"},
                               [YB_TABLE_FILINGS] = {"备案", "filings"},
                               [YB_TABLE_SHARES] = {"账户共济", "shared accounts"},
                               [YB_TABLE_DUTY] = {"出诊", "days of duty"}};

    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "store", json_object_new_string(init->setup.store));
        json_object_object_add(object, "region", json_object_new_string(init->region));
        json_object_object_add(object, "catalogue_rows",
                               json_object_new_int64(counts->catalogue_rows));
        for (int kind = 0; kind < YB_TABLE_KINDS; kind++)
            json_object_object_add(object, yb_table_kind_name((enum yb_table_kind)kind),
                                   json_object_new_int64(counts->tables[kind].rows));
        json_object_object_add(object, "wages", json_object_new_int64(counts->wages.rows));
        yb_cli_write_json(cli, object);
        return;
    }
    fprintf(cli->out, "%s %s (%s)\n", yb_cli_words(cli, "已建库", "founded"), init->setup.store,
            init->region);
    if (init->catalogue)
        say_count(cli, "目录行", "catalogue rows", counts->catalogue_rows);
    for (int kind = 0; init->demo && kind < YB_TABLE_KINDS; kind++)
        say_count(cli, names[kind].zh, names[kind].en, counts->tables[kind].rows);
    if (init->demo)
        say_count(cli, "单位工资", "employers' wages", counts->wages.rows);
}

int yb_cli_init(struct yb_cli *cli, const struct yb_init *init)
{
    struct yb_found_in found = {init->region, init->demo};
    struct counts counts = {.cli = cli};
    struct yb_app *app = yb_arena_alloc(cli->arena, sizeof(*app));
    const char *data;
    int rc = app ? yb_data_folder(init->setup.data, cli->arena, &data, &cli->error)
                 : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK) /* only when there is something to fill it with */
        rc = yb_app_found(&init->setup, &found, &cli->error);
    if (rc == YB_OK)
        rc = yb_app_open(app, &init->setup, &cli->error);
    if (rc != YB_OK)
        return rc;
    rc = fill(app, init, data, &counts);
    yb_app_close(app);
    if (rc == YB_OK && !init->empty)
        say_counts(cli, init, &counts);
    return rc;
}

static int run_init(struct yb_cli *cli)
{
    const char *region = yb_cli_text(cli, "--region");
    struct yb_init init = {.setup = yb_cli_setup(cli),
                           .region = region ? region : YB_INIT_REGION,
                           .demo = yb_cli_flag(cli, "--demo"),
                           .catalogue = !yb_cli_flag(cli, "--no-catalogue")};

    init.setup.partitions = (int)yb_cli_integer(cli, "--partitions", 0);
    init.setup.citus = yb_cli_flag(cli, "--citus");
    return yb_cli_init(cli, &init);
}

static const struct yb_option upgrade_options[] = {YB_STORE_OPTIONS, {.name = NULL}};

static int run_upgrade(struct yb_cli *cli)
{
    struct yb_store_options options = {.url = yb_cli_text(cli, "--store")};
    int rc = yb_store_upgrade(&options, &cli->error);

    if (rc == YB_OK && !cli->json)
        fprintf(cli->out, "%s %s\n", yb_cli_words(cli, "库已是当前版本", "of this version"),
                options.url);
    else if (rc == YB_OK)
        fprintf(cli->out, "{\"store\":\"ok\"}\n");
    return rc;
}

const struct yb_command yb_commands_init[] = {
    {"init", NULL, "建新库", "make a new store", init_options, run_init},
    {"upgrade", NULL, "把旧版本的库升级到本程序的版本（先停服务、先备份）",
     "bring an older store up to this program (stop the server, back up first)", upgrade_options,
     run_upgrade},
    {.noun = NULL},
};
