/* yibao city: a made-up county, and how near its year is to what was published. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/city/count.h"
#include "app/city/generate.h"
#include "app/city/read.h"
#include "base/file.h"
#include "base/money.h"
#include "engine/city/plant.h"
#include "face/cli/init.h"
#include "face/cli/making.h"
#include "face/cli/open.h"
#include "face/cli/progress.h"
#include "face/json.h"
#include "store/store.h"

#define PEOPLE_DEFAULT 20000
#define YEAR_DEFAULT   2023
#define OFF_MAX_E4     500 /* 5 % */
#define GROUP_MIN      512
#define GROUP_MAX      16384

static const struct yb_option generate_options[] = {
    {"--store", YB_OPTION_PATH, 0, "新建的库（不给：只生成、比对，不结算）",
     "the store to found (none: draw and compare, settle nothing)", NULL, 0, 0},
    {"--key", YB_OPTION_PATH, 0, "主密钥文件（文件库默认 <库>.key）",
     "master key file (of a file store: <store>.key)", NULL, 0, 0},
    {"--data", YB_OPTION_PATH, 0, "数据目录（默认随程序）", "data folder (the program's own)", NULL,
     0, 0},
    {"--people", YB_OPTION_INTEGER, 0, "参保人数（默认 20000）", "insured people (20000)", NULL,
     YB_CITY_PEOPLE_MIN, YB_CITY_PEOPLE_MAX},
    {"--seed", YB_OPTION_INTEGER, 0, "种子（默认 1）：同一种子，同一个市",
     "seed (1): the same "
     "seed makes the same county",
     NULL, 0, INT64_MAX},
    {"--year", YB_OPTION_INTEGER, 0, "年度（默认 2023）", "year (2023)", NULL, 2018, 2098},
    {"--answers", YB_OPTION_PATH, 0, "植入异常的答案（默认 <库>.answers.csv）",
     "answer key of what is planted (<store>.answers.csv)", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option check_options[] = {
    YB_STORE_OPTIONS,
    {"--year", YB_OPTION_INTEGER, 0, "年度（默认 2023）", "year (2023)", NULL, 2018, 2098},
    {.name = NULL},
};

struct generating {
    struct yb_cli *cli;
    const char *data; /* data/city */
    const struct yb_city_tables *tables;
    struct yb_city_targets targets;
    struct yb_city city;
    struct yb_city_plants plants;
    struct yb_city_tally tally;
    struct yb_city_out out;
    struct yb_progress progress;
    int phase; /* the one that is being shown; -1: none */
    FILE *papers[YB_CITY_PAPERS];
    int64_t started_ms;
};

/* ---- the table ---- */

/* Is it further off than 5 % and, in a small city, than chance alone explains? */
static bool is_off(const struct yb_city_result *result)
{
    int64_t most = OFF_MAX_E4 + result->chance_e4;

    return result->known && (result->off_e4 > most || result->off_e4 < -most);
}

static void print_row(struct yb_cli *cli, const struct yb_city_target *target,
                      const struct yb_city_result *result)
{
    char want[YB_DECIMAL_TEXT_MAX], got[YB_DECIMAL_TEXT_MAX], off[YB_DECIMAL_TEXT_MAX];
    struct yb_text words = cli->english ? target->en : target->zh;

    yb_decimal_format(target->value_e4, 4, want);
    yb_decimal_format(result->value_e4, 4, got);
    yb_decimal_format(result->off_e4, 2, off);
    if (cli->json)
        fprintf(cli->out,
                "{\"quantity\":\"" YB_TEXT_FMT "\",\"target\":%s,\"county\":%s,\"off\":%s}\n",
                YB_TEXT_ARG(target->quantity), want, got, off);
    else
        fprintf(cli->out, "  %14s %14s %8s %%  " YB_TEXT_FMT "（" YB_TEXT_FMT "）%s\n", want, got,
                off, YB_TEXT_ARG(words), YB_TEXT_ARG(target->unit), is_off(result) ? " *" : "");
}

/* All rows that can be told; returns how many are more than 5 % off. */
static int print_table(struct generating *g, bool settled)
{
    int off = 0;

    if (!g->cli->json)
        fprintf(g->cli->out, "%s\n",
                yb_cli_words(g->cli, "          目标           本市     偏差",
                             "        target         county      off"));
    for (int i = 0; i < g->targets.count; i++) {
        const struct yb_city_target *target = &g->targets.rows[i];
        struct yb_city_result result = yb_city_compare(&g->tally, target);

        if (!result.known || (target->of_settlement && !settled))
            continue;
        off += is_off(&result);
        print_row(g->cli, target, &result);
    }
    return off;
}

/* ---- reading ---- */

static int read_data(struct generating *g, const char *given)
{
    struct yb_cli *cli = g->cli;
    const char *folder;
    int rc = yb_data_folder(given, cli->arena, &folder, &cli->error);

    if (rc != YB_OK)
        return rc;
    g->data = yb_arena_format(cli->arena, "%s/city", folder);
    if (!g->data)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    rc = yb_city_tables_read(g->data, cli->arena, &g->tables, &cli->error);
    return rc == YB_OK ? yb_city_targets_read(g->data, cli->arena, &g->targets, &cli->error) : rc;
}

static int draw_city(struct generating *g)
{
    struct yb_cli *cli = g->cli;
    struct yb_city_of of = {.tables = g->tables,
                            .seed = (uint64_t)yb_cli_integer(cli, "--seed", 1),
                            .people = yb_cli_integer(cli, "--people", PEOPLE_DEFAULT),
                            .year = (int)yb_cli_integer(cli, "--year", YEAR_DEFAULT)};
    int rc = yb_city_init(&g->city, &of, cli->arena, &cli->error);

    if (rc == YB_OK)
        rc = yb_city_plants_init(&g->plants, &g->city, cli->arena, &cli->error);
    if (rc == YB_OK)
        g->city.plants = &g->plants;
    return rc;
}

/* ---- generating ---- */

static void show_progress(void *context, enum yb_city_phase phase, int64_t done, int64_t total)
{
    static const struct {
        const char *zh, *en;
    } words[YB_CITY_PHASES] = {[YB_CITY_PHASE_PLACES] = {"建机构", "institutions"},
                               [YB_CITY_PHASE_PEOPLE] = {"登记参保人", "people"},
                               [YB_CITY_PHASE_YEAR] = {"结算到第几日", "settling, day"}};
    struct generating *g = context;

    if (g->phase != (int)phase) {
        if (g->phase >= 0)
            yb_progress_end(&g->progress);
        yb_progress_init(&g->progress, g->cli, words[phase].zh, words[phase].en, total);
        g->phase = (int)phase;
    }
    yb_progress_to(&g->progress, done);
}

static void write_paper(void *context, enum yb_city_paper paper, struct yb_text text)
{
    struct generating *g = context;

    if (g->papers[paper])
        fwrite(text.bytes, 1, text.length, g->papers[paper]);
}

/* The file of a paper: as said, else beside the store's file, else none. */
static int open_paper(struct generating *g, enum yb_city_paper paper, const char *option,
                      const char *ending)
{
    struct yb_cli *cli = g->cli;
    const char *path = yb_cli_text(cli, option), *store = yb_cli_text(cli, "--store");

    if (!path && !strstr(store, "://"))
        path = yb_arena_format(cli->arena, "%s%s", store, ending);
    if (!path)
        return YB_OK;
    g->papers[paper] = fopen(path, "we");
    return g->papers[paper] ? YB_OK : yb_fail(&cli->error, YB_E_FILE, path, strerror(errno), NULL);
}

static int close_papers(struct generating *g, int rc)
{
    for (int i = 0; i < YB_CITY_PAPERS; i++)
        if (g->papers[i] && fclose(g->papers[i]) != 0 && rc == YB_OK)
            rc = yb_fail(&g->cli->error, YB_E_FILE, "answers", strerror(errno), NULL);
    return rc;
}

static void print_counts(struct generating *g)
{
    const struct {
        const char *key, *zh, *en;
        int64_t value;
    } rows[] = {
        {"institutions", "机构", "institutions", g->out.institutions},
        {"people", "参保人", "people", g->out.people},
        {"births", "出生", "births", g->out.births},
        {"deaths", "死亡", "deaths", g->out.deaths},
        {"filings", "备案", "filings", g->out.filings},
        {"settled", "结算", "settled", g->out.settled},
        {"lines", "明细", "fee lines", g->out.lines},
        {"refused", "未结算", "refused", g->out.refused},
        {"answers", "答案行", "rows of the answer key", g->out.answers},
        {"ms", "毫秒", "ms", yb_clock_now() - g->started_ms},
    };
    struct yb_cli *cli = g->cli;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cli->json)
            fprintf(cli->out, "%c\"%s\":%lld", i ? ',' : '{', rows[i].key,
                    (long long)rows[i].value);
        else
            fprintf(cli->out, "  %s %lld\n", yb_cli_words(cli, rows[i].zh, rows[i].en),
                    (long long)rows[i].value);
    if (cli->json)
        fputs("}\n", cli->out);
}

static int count_store(struct generating *g, struct yb_app *app, int year)
{
    const struct yb_city_count how = {.year = year};

    return yb_city_count_store(app, &how, &g->tally, &g->cli->error);
}

/* Claims in one commit: about as many as come in two weeks, so that few of one person's fall into
 * one; and what they take in memory has an end. */
static int group_of(int64_t people)
{
    int64_t group = people / 20;

    return (int)(group < GROUP_MIN ? GROUP_MIN : group > GROUP_MAX ? GROUP_MAX : group);
}

static int open_papers(struct generating *g)
{
    static const struct {
        enum yb_city_paper paper;
        const char *option, *ending;
    } rows[] = {{YB_CITY_ANSWERS, "--answers", ".answers.csv"}};
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < sizeof(rows) / sizeof(rows[0]); i++)
        rc = open_paper(g, rows[i].paper, rows[i].option, rows[i].ending);
    return rc;
}

static int fill(struct generating *g, const struct yb_setup *setup)
{
    struct yb_cli *cli = g->cli;
    struct yb_city_how how = {.progress = show_progress, .write = write_paper, .context = g};
    struct yb_app app;
    int rc = yb_app_open(&app, setup, &cli->error);

    if (rc != YB_OK)
        return rc;
    g->phase = -1;
    if (yb_store_is_file(app.store))
        how.slots = 2 * (size_t)setup->bulk;
    rc = yb_city_generate(&app, &g->city, &how, &g->out, &cli->error);
    if (g->phase >= 0)
        yb_progress_end(&g->progress);
    if (rc == YB_OK)
        rc = count_store(g, &app, g->city.year);
    yb_app_close(&app);
    return rc;
}

/* Founds, then opens anew: ids follow the county's time from here on. */
static int found_and_fill(struct generating *g, const struct yb_setup *setup)
{
    struct yb_init init = {
        .setup = *setup, .region = YB_CITY_REGION, .demo = true, .empty = true, .catalogue = true};
    int rc = yb_cli_init(g->cli, &init);

    if (rc == YB_OK) /* only now: the store is new, and these are its own */
        rc = open_papers(g);
    if (rc == YB_OK)
        rc = fill(g, setup);
    return rc == YB_OK ? yb_app_made(setup, &g->cli->error) : rc;
}

static int settle(struct generating *g, const struct yb_setup *setup)
{
    struct yb_cli *cli = g->cli;
    struct yb_setup bulk = *setup;
    struct yb_making making = {.lock = -1};
    int rc = YB_OK;

    bulk.bulk = group_of(g->city.people);
    if (yb_setup_is_file(setup)) {
        rc = yb_making_begin(&making, setup->store, cli->arena, &cli->error);
        bulk.store = making.path;
        if (!bulk.key)
            bulk.key = yb_arena_format(cli->arena, "%s.key", setup->store);
    }
    if (rc == YB_OK)
        rc = found_and_fill(g, &bulk);
    if (rc == YB_E_EXISTS)
        rc = yb_fail(&cli->error, YB_E_EXISTS,
                     yb_cli_words(cli, "库（请删去它，或换个名字）",
                                  "the store (remove it, or take another name)"),
                     setup->store, NULL);
    return yb_making_end(&making, close_papers(g, rc), &cli->error);
}

static int settle_and_say(struct generating *g, const struct yb_setup *setup)
{
    int rc = settle(g, setup);

    if (rc != YB_OK)
        return rc;
    print_counts(g);
    print_table(g, true);
    if (!g->out.refused)
        return YB_OK;
    g->cli->error = g->out.refusal;
    return g->out.refusal.code;
}

static int run_generate(struct yb_cli *cli)
{
    struct generating *g = YB_NEW(cli->arena, struct generating);
    const struct yb_setup setup = {.store = yb_cli_text(cli, "--store"),
                                   .key = yb_cli_text(cli, "--key"),
                                   .data = yb_cli_text(cli, "--data")};
    int rc;

    if (!g)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    g->cli = cli;
    g->started_ms = yb_clock_now();
    rc = read_data(g, setup.data);
    if (rc == YB_OK)
        rc = draw_city(g);
    if (rc != YB_OK)
        return rc;
    if (setup.store)
        return settle_and_say(g, &setup);
    yb_city_tally_city(&g->tally, &g->city);
    print_table(g, false);
    return YB_OK;
}

/* ---- checking ---- */

static int run_check(struct yb_cli *cli)
{
    struct generating *g = YB_NEW(cli->arena, struct generating);
    struct yb_app app;
    int rc;

    if (!g)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    g->cli = cli;
    rc = read_data(g, yb_cli_text(cli, "--data"));
    if (rc == YB_OK)
        rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = count_store(g, &app, (int)yb_cli_integer(cli, "--year", YEAR_DEFAULT));
    yb_app_close(&app);
    if (rc != YB_OK)
        return rc;
    return print_table(g, true) ? YB_E_VERIFY : YB_OK; /* the stars said which */
}

const struct yb_command yb_commands_city[] = {
    {"city", "generate", "生成虚构的市和它的一年，并结算",
     "draw a made-up county and settle its year", generate_options, run_generate},
    {"city", "check", "把库中一年的合计与公布数比对（偏差超过5%即失败）",
     "hold a store's year against the published figures (fails past 5 %)", check_options,
     run_check},
    {.noun = NULL},
};
