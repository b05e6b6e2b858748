#include "face/cli/cli.h"

#include <json-c/json.h>

#include "app/policy/load.h"
#include "app/policy/load_cases.h"
#include "engine/benefit/coverage.h"
#include "face/policy_text.h"

static const struct yb_option path_options[] = {
    {"PATH", YB_OPTION_PATH, YB_OPTION_REQUIRED | YB_OPTION_MANY, "待遇政策包文件或文件夹",
     "pack files or folders", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option test_options[] = {
    {"--figures", YB_OPTION_FLAG, 0, "每个数字都要有用例，不只每条依据",
     "every figure must be met by a case, not only every clause", NULL, 0, 0},
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
    if (mistakes->total && !mistakes->count)
        yb_cli_report(cli, &mistakes->last_resort);
    if (mistakes->total > mistakes->count && mistakes->count)
        fprintf(cli->err, "%s %zu\n", yb_cli_words(cli, "错误总数", "mistakes in all:"),
                mistakes->total);
    return yb_mistakes_first(mistakes, NULL);
}

static int load(struct yb_cli *cli, struct yb_policy_set *set, struct yb_mistakes *mistakes)
{
    const char *const *paths;
    size_t count = yb_cli_many(cli, "PATH", &paths);

    yb_mistakes_init(mistakes, cli->arena);
    yb_policy_load(paths, count, cli->arena, set, mistakes);
    return report(cli, mistakes);
}

static void answer(struct yb_cli *cli, const char *key, size_t count, const char *zh,
                   const char *en)
{
    struct json_object *object;

    if (!cli->json) {
        fprintf(cli->out, "%zu %s\n", count, yb_cli_words(cli, zh, en));
        return;
    }
    object = json_object_new_object();
    json_object_object_add(object, key, json_object_new_int64((int64_t)count));
    yb_cli_write_json(cli, object);
}

static int run_check(struct yb_cli *cli)
{
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    int rc = load(cli, &set, &mistakes);

    if (rc != YB_OK)
        return rc;
    answer(cli, "packs", set.count, "个政策包，没有错误", "packs, no mistakes");
    return YB_OK;
}

static int run_show(struct yb_cli *cli)
{
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    struct yb_buffer out;
    int rc = load(cli, &set, &mistakes);
    size_t i;

    yb_buffer_init(&out, cli->arena);
    for (i = 0; i < set.count; i++)
        yb_policy_write_text(set.entries[i].policy, cli->english, &out);
    yb_cli_write(cli, yb_buffer_text(&out));
    return rc;
}

/* All cases of all packs, and what of each pack no case has met. */
struct test_run {
    struct yb_cli *cli;
    const struct yb_policy_set *set;
    struct yb_mistakes mistakes;
    struct yb_coverage *coverage; /* by entry of the set */
    size_t cases;
};

static struct yb_coverage *coverage_of(struct test_run *run, const struct yb_policy *policy)
{
    size_t i;

    for (i = 0; i < run->set->count; i++)
        if (run->set->entries[i].policy == policy)
            return &run->coverage[i];
    return NULL;
}

static int test_case(struct test_run *run, const struct yb_case_file *file, size_t i)
{
    struct yb_case_result result;
    int rc =
        yb_case_run(file->policy, &file->cases.rows[i], run->cli->arena, &run->mistakes, &result);

    if (rc != YB_OK)
        return yb_fail(&run->cli->error, rc, NULL);
    run->cases++;
    if (result.passed)
        yb_coverage_add(coverage_of(run, file->policy), &file->cases.rows[i], &result);
    return YB_OK;
}

static int test_file(struct test_run *run, const char *name)
{
    struct yb_case_file file;
    int rc = YB_OK;
    size_t i;

    if (yb_policy_load_cases(name, run->set, run->cli->arena, &run->mistakes, &file) != YB_OK)
        return YB_OK; /* among the mistakes */
    for (i = 0; rc == YB_OK && i < file.cases.count; i++)
        rc = test_case(run, &file, i);
    return rc;
}

static int test_path(struct test_run *run, const char *path)
{
    const char **files;
    size_t count, i;
    int rc =
        yb_policy_files(path, ".cases.yaml", run->cli->arena, &files, &count, &run->cli->error);

    for (i = 0; rc == YB_OK && i < count; i++)
        rc = test_file(run, files[i]);
    return rc;
}

static int start_test(struct test_run *run)
{
    size_t i;
    int rc = YB_OK;

    yb_mistakes_init(&run->mistakes, run->cli->arena);
    run->coverage = YB_NEW_ARRAY(run->cli->arena, struct yb_coverage, run->set->count);
    for (i = 0; run->coverage && rc == YB_OK && i < run->set->count; i++)
        rc = yb_coverage_init(&run->coverage[i], run->set->entries[i].policy, run->cli->arena);
    if (run->coverage && rc == YB_OK)
        return YB_OK;
    return yb_fail(&run->cli->error, YB_E_NO_MEMORY, NULL);
}

static int run_test(struct yb_cli *cli)
{
    struct test_run run = {.cli = cli};
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    const char *const *paths;
    size_t count = yb_cli_many(cli, "PATH", &paths), i;
    int rc = load(cli, &set, &mistakes);

    if (rc != YB_OK)
        return rc;
    run.set = &set;
    rc = start_test(&run);
    for (i = 0; rc == YB_OK && i < count; i++)
        rc = test_path(&run, paths[i]);
    if (rc != YB_OK)
        return rc;
    for (i = 0; i < set.count; i++)
        yb_coverage_report(&run.coverage[i], set.entries[i].file, yb_cli_flag(cli, "--figures"),
                           &run.mistakes);
    rc = report(cli, &run.mistakes);
    if (rc != YB_OK)
        return rc;
    answer(cli, "cases", run.cases, "个用例全部通过，每条依据都有用例",
           "cases pass, every clause has one");
    return YB_OK;
}

const struct yb_command yb_commands_policy[] = {
    {"policy", "check", "检查待遇政策包", "check benefit policy packs", path_options, run_check},
    {"policy", "show", "用文字列出政策包的规定", "show what packs say", path_options, run_show},
    {"policy", "test", "运行政策包旁边的用例", "run the cases beside the packs", test_options,
     run_test},
    {.noun = NULL},
};
