/* yibao simulate, yibao years: a settled year under another policy. */
#include <string.h>
#include <unistd.h>

#include "app/policy/load.h"
#include "app/policy/version.h"
#include "app/year/year.h"
#include "face/cli/open.h"
#include "face/cli/progress.h"
#include "face/simulation.h"
#include "store/store.h"

#define YEARS_OPTION                                                                               \
    {                                                                                              \
        "--years", YB_OPTION_PATH, 0, "年度数据文件夹（文件库默认 <库>.years）",                   \
            "folder of the settled years (of a file store: <store>.years)", NULL, 0, 0             \
    }

static const struct yb_option simulate_options[] = {
    YB_STORE_OPTIONS,
    {"--policy", YB_OPTION_PATH, 0, "旧政策包或政策编号（不写：年度最后一日施行的）",
     "the old pack or id (without it: in force on the year's last day)", NULL, 0, 0},
    {"--against", YB_OPTION_PATH, YB_OPTION_REQUIRED, "新政策包文件，或政策、草案的编号",
     "the new pack, or id of a policy or draft", NULL, 0, 0},
    {"--year", YB_OPTION_INTEGER, YB_OPTION_REQUIRED, "年度", "policy year", NULL, 2000, 2100},
    {"--threads", YB_OPTION_INTEGER, 0, "线程数（默认每核一个）", "threads (one a core)", NULL, 1,
     256},
    YEARS_OPTION,
    {.name = NULL},
};

static const struct yb_option refresh_options[] = {YB_STORE_OPTIONS, YEARS_OPTION, {.name = NULL}};

static int years_folder(struct yb_cli *cli, const char **folder)
{
    const char *store = yb_cli_text(cli, "--store");

    *folder = yb_cli_text(cli, "--years");
    if (*folder)
        return YB_OK;
    if (strstr(store, "://") || strchr(store, '='))
        return yb_fail(&cli->error, YB_E_MISSING, "--years", NULL);
    *folder = yb_arena_format(cli->arena, "%s.years", store);
    return *folder ? YB_OK : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
}

static void step(void *context, int64_t settlements)
{
    yb_progress_to(context, settlements);
}

static int refresh(struct yb_cli *cli, struct yb_app *app, const char *folder,
                   struct yb_year_refreshed *out)
{
    struct yb_progress progress;
    const struct yb_year_refresh in = {folder, yb_clock_now(), step, &progress};
    int rc;

    yb_progress_init(&progress, cli, "读取结算", "reading settlements", 0);
    rc = yb_app_year_refresh(app, &in, out, &cli->error);
    yb_progress_end(&progress);
    return rc;
}

static int open_year(struct yb_cli *cli, struct yb_app *app, const char *folder,
                     const int scheme_and_year[2], struct yb_year_map *map)
{
    struct yb_progress progress;
    const struct yb_year_refresh in = {folder, yb_clock_now(), step, &progress};
    int rc;

    yb_progress_init(&progress, cli, "读取结算", "reading settlements", 0);
    rc = yb_app_year_open(app, &in, scheme_and_year[0], scheme_and_year[1], map, &cli->error);
    yb_progress_end(&progress);
    return rc;
}

/* Runs `work` on the opened store and its folder of years. */
static int with_years(struct yb_cli *cli,
                      int (*work)(struct yb_cli *, struct yb_app *, const char *folder))
{
    const char *folder;
    struct yb_app app;
    int rc = years_folder(cli, &folder);

    if (rc != YB_OK)
        return rc;
    rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = work(cli, &app, folder);
    yb_app_close(&app);
    return rc;
}

static int refresh_and_say(struct yb_cli *cli, struct yb_app *app, const char *folder)
{
    struct yb_year_refreshed out;
    int rc = refresh(cli, app, folder, &out);

    if (rc == YB_OK)
        fprintf(cli->out,
                cli->json      ? "{\"settlements\":%lld,\"files\":%d}\n"
                : cli->english ? "read %lld, wrote %d files\n"
                               : "读入 %lld 笔，写了 %d 个文件\n",
                (long long)out.settlements, out.files);
    return rc;
}

static int run_refresh(struct yb_cli *cli)
{
    return with_years(cli, refresh_and_say);
}

struct naming {
    struct yb_app *app;
    struct yb_cli *cli;
    const char *name;
    struct yb_policy_made made;
};

static int find_named(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct naming *n = context;
    struct yb_call call = {
        .app = n->app, .tx = tx, .arena = n->cli->arena, .now_ms = yb_clock_now()};

    return yb_app_policy_by(&call, yb_text_of(n->name), &n->made, error);
}

/* A policy or draft of the store. */
static int load_named(struct yb_cli *cli, struct yb_app *app, const char *name,
                      const struct yb_policy **policy)
{
    struct naming n = {app, cli, name, {.policy = NULL}};
    int rc = yb_store_read(app->store, find_named, &n, cli->arena, &cli->error);

    if (rc != YB_OK)
        return rc;
    for (size_t i = 0; i < n.made.mistakes.count; i++)
        yb_cli_report(cli, &n.made.mistakes.errors[i]);
    *policy = n.made.policy;
    return *policy ? YB_OK : yb_mistakes_first(&n.made.mistakes, NULL);
}

/* The one pack of a path, wherever it lies; its mistakes are reported. */
static int load_file(struct yb_cli *cli, const char *path, const struct yb_policy **policy)
{
    const char *folder, *paths[2] = {path};
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    int rc = yb_data_folder(yb_cli_text(cli, "--data"), cli->arena, &folder, &cli->error);

    if (rc != YB_OK)
        return rc;
    paths[1] = yb_arena_format(cli->arena, "%s/policies/national/defaults.yaml", folder);
    if (!paths[1])
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    yb_mistakes_init(&mistakes, cli->arena);
    rc = yb_policy_load(paths, 2, cli->arena, &set, &mistakes);
    for (size_t i = 0; i < mistakes.count; i++)
        yb_cli_report(cli, &mistakes.errors[i]);
    if (rc != YB_OK)
        return rc;
    if (set.count != 1)
        return yb_fail(&cli->error, YB_E_WRONG_FORMAT, "--policy, --against", path, NULL);
    *policy = set.entries[0].policy;
    return YB_OK;
}

static int load_pack(struct yb_cli *cli, struct yb_app *app, const char *path,
                     const struct yb_policy **policy)
{
    return access(path, F_OK) == 0 ? load_file(cli, path, policy)
                                   : load_named(cli, app, path, policy);
}

/* The old policy: as said, or what was in force for the new one's scheme. */
static int find_policies(struct yb_cli *cli, struct yb_app *app, int year,
                         const struct yb_policy *policies[YB_SIMULATED])
{
    const char *old = yb_cli_text(cli, "--policy");
    int rc = load_pack(cli, app, yb_cli_text(cli, "--against"), &policies[YB_SIMULATED_NEW]);

    if (rc != YB_OK)
        return rc;
    if (old)
        rc = load_pack(cli, app, old, &policies[YB_SIMULATED_OLD]);
    else
        rc = yb_policy_need(app->policies, yb_text_of(app->region),
                            policies[YB_SIMULATED_NEW]->insutype, yb_day_of(year, 12, 31),
                            &policies[YB_SIMULATED_OLD], &cli->error);
    if (rc == YB_OK && policies[YB_SIMULATED_OLD]->insutype != policies[YB_SIMULATED_NEW]->insutype)
        rc = yb_fail(&cli->error, YB_E_WRONG_FORMAT, "scheme", yb_cli_text(cli, "--against"), NULL);
    return rc;
}

static int print(struct yb_cli *cli, const struct yb_simulation_view *view)
{
    struct yb_buffer out;
    struct yb_json json;

    yb_buffer_init(&out, cli->arena);
    if (cli->json) {
        yb_json_init(&json, &out);
        yb_simulation_write_json(view, &json);
        yb_buffer_add_char(&out, '\n');
    } else {
        yb_simulation_write_text(view, &out);
    }
    if (out.failed)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    yb_cli_write(cli, yb_buffer_text(&out));
    return YB_OK;
}

static int simulate(struct yb_cli *cli, struct yb_app *app, const char *folder)
{
    struct yb_simulation *simulation = YB_NEW(cli->arena, struct yb_simulation);
    struct yb_year_simulate in = {.threads = (int)yb_cli_integer(cli, "--threads", 0)};
    struct yb_year_map map = {.bytes = NULL};
    int year = (int)yb_cli_integer(cli, "--year", 0);
    int rc = find_policies(cli, app, year, in.policies);

    if (rc == YB_OK)
        rc = open_year(cli, app, folder, (int[]){in.policies[YB_SIMULATED_NEW]->insutype, year},
                       &map);
    in.year = &map.year;
    if (rc == YB_OK)
        rc = simulation ? yb_app_simulate(&in, simulation, &cli->error)
                        : yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = print(cli, &(struct yb_simulation_view){.year = &map.year,
                                                     .policies = {in.policies[0], in.policies[1]},
                                                     .simulation = simulation,
                                                     .english = cli->english});
    yb_year_unmap(&map);
    return rc;
}

static int run_simulate(struct yb_cli *cli)
{
    return with_years(cli, simulate);
}

const struct yb_command yb_commands_simulate[] = {
    {"simulate", NULL, "一年的结算按另一政策重算，比较支出、报销比和受益受损的人",
     "settle a year again under another policy: cost, ratios, who gains and loses",
     simulate_options, run_simulate},
    {"years", "refresh", "把新的结算读入年度数据（simulate 会自己做）",
     "take new settlements into the settled years (simulate does so itself)", refresh_options,
     run_refresh},
    {.noun = NULL},
};
