#include "app/setup/setup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/catalogue/snapshot.h"
#include "app/paper/paper.h"
#include "app/policy/load.h"
#include "app/policy/published.h"
#include "app/settle/facts.h"
#include "app/settle/packs.h"
#include "app/settle/rules.h"
#include "app/setup/key.h"
#include "base/file.h"
#include "store/setting.h"
#include "store/statistics.h"
#include "store/store.h"

/* The names under which a store keeps what it is. */
#define SETTING_REGION "region"
#define SETTING_DEMO   "demo"
#define SETTING_KEY    "key_check"

/* Nodes of the id source: the service is one, every command beside it takes another by its pid. */
#define NODE_SERVICE   0
#define NODE_COMMANDS  512
#define CHAIN_COMMANDS 1000 /* log chains of commands; the service has those below */

#define KEY_CHECK_BYTES 64 /* hex */

/* Filling a file: what is hot stays in memory, and a page is written once for many jobs. */
#define BULK_LINGER_MS 5
#define BULK_QUEUE     10000 /* besides the jobs of two groups */

static bool is_server(const char *store)
{
    return strncmp(store, "postgresql://", 13) == 0 || strncmp(store, "postgres://", 11) == 0 ||
           strchr(store, '=') != NULL;
}

static int key_path(const struct yb_setup *setup, struct yb_arena *arena, const char **path,
                    struct yb_error *error)
{
    *path = setup->key;
    if (!*path && is_server(setup->store))
        return yb_fail(error, YB_E_MISSING, "--key", NULL);
    if (!*path)
        *path = yb_arena_format(arena, "%s.key", setup->store);
    return *path ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int read_keys(const struct yb_setup *setup, struct yb_app *app, struct yb_error *error)
{
    uint8_t master[YB_MASTER_BYTES];
    const char *path;
    int rc = key_path(setup, &app->arena, &path, error);

    if (rc == YB_OK)
        rc = yb_key_read(path, master, error);
    if (rc != YB_OK)
        return rc;
    yb_keys_derive(&app->keys, master);
    explicit_bzero(master, sizeof(master));
    return YB_OK;
}

/* What a store remembers of its key: an HMAC that tells nothing of it. */
static void key_check(const struct yb_keys *keys, char out[KEY_CHECK_BYTES + 1])
{
    uint8_t mac[YB_SM3_BYTES];

    yb_hmac_sm3(keys->lookup, sizeof(keys->lookup), YB_TEXT("yibao store"), mac);
    yb_hex(mac, sizeof(mac), out);
}

static struct yb_store_options options_of(const struct yb_setup *setup, struct yb_app *app)
{
    struct yb_store_options options = {.url = setup->store,
                                       .keys = &app->keys,
                                       .ids = &app->ids,
                                       .workers = setup->workers,
                                       .partitions = setup->partitions,
                                       .citus = setup->citus,
                                       .chain_no = setup->service ? 0 : CHAIN_COMMANDS};

    if (setup->bulk) {
        options.group_max = setup->bulk;
        options.linger_ms = BULK_LINGER_MS;
        options.making = true;
        options.queue_max = 2 * setup->bulk + BULK_QUEUE;
    }
    return options;
}

static void begin(struct yb_app *app, const struct yb_setup *setup)
{
    uint32_t node = setup->service ? NODE_SERVICE : NODE_COMMANDS + (uint32_t)getpid() % 512;

    memset(app, 0, sizeof(*app));
    yb_arena_init(&app->arena, 1 << 20);
    yb_id_source_init(&app->ids, node);
}

/* ---- founding ---- */

struct founding {
    const struct yb_found_in *in;
    const struct yb_keys *keys;
};

static int note_settings(struct yb_tx *tx, void *context, struct yb_error *error)
{
    const struct founding *founding = context;
    char check[KEY_CHECK_BYTES + 1], number[17];
    uint8_t random[8];
    struct yb_text value;
    int rc = yb_setting_get(tx, YB_TEXT(SETTING_REGION), &value, error);

    if (rc == YB_OK && value.length)
        rc = yb_fail(error, YB_E_EXISTS, "store", SETTING_REGION, NULL);
    if (rc == YB_OK)
        rc = yb_setting_put(tx, YB_TEXT(SETTING_REGION), yb_text_of(founding->in->region), error);
    if (rc == YB_OK && founding->in->demo)
        rc = yb_setting_put(tx, YB_TEXT(SETTING_DEMO), YB_TEXT("1"), error);
    yb_random(random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        snprintf(number + 2 * i, 3, "%02x", random[i]);
    if (rc == YB_OK)
        rc = yb_setting_put(tx, YB_TEXT(YB_SETTING_STORE_NUMBER), yb_text_of(number), error);
    key_check(founding->keys, check);
    return rc == YB_OK ? yb_setting_put(tx, YB_TEXT(SETTING_KEY), yb_text_of(check), error) : rc;
}

static int check_region(const char *region, struct yb_error *error)
{
    int64_t number;

    if (strlen(region) == 6 && yb_text_to_int64(yb_text_of(region), &number) && number >= 100000)
        return YB_OK;
    return yb_fail(error, YB_E_WRONG_FORMAT, "region", region, NULL);
}

/* A key that is there already is used. */
static int need_key(const struct yb_setup *setup, struct yb_app *app, struct yb_error *error)
{
    const char *path;
    int rc = key_path(setup, &app->arena, &path, error);

    if (rc == YB_OK)
        rc = yb_key_create(path, error);
    return rc == YB_OK || rc == YB_E_EXISTS ? read_keys(setup, app, error) : rc;
}

int yb_app_found(const struct yb_setup *setup, const struct yb_found_in *in, struct yb_error *error)
{
    struct yb_app app;
    struct yb_store_options options;
    struct founding founding = {in, &app.keys};
    int rc;

    begin(&app, setup);
    options = options_of(setup, &app);
    rc = check_region(in->region, error);
    if (rc == YB_OK)
        rc = need_key(setup, &app, error);
    if (rc == YB_OK)
        rc = yb_store_upgrade(&options, error);
    if (rc == YB_OK)
        rc = yb_store_open(&app.store, &options, error);
    if (rc == YB_OK)
        rc = yb_store_run(app.store, note_settings, &founding, &app.arena, error);
    yb_app_close(&app);
    return rc;
}

int yb_app_made(const struct yb_setup *setup, struct yb_error *error)
{
    const struct yb_store_options options = {.url = setup->store, .making = true};

    return yb_store_made(&options, error);
}

bool yb_setup_is_file(const struct yb_setup *setup)
{
    return !is_server(setup->store);
}

/* ---- opening ---- */

static int read_settings(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_app *app = context;
    struct yb_text region, known, demo;
    char check[KEY_CHECK_BYTES + 1];
    int64_t mark = 0;
    int rc = yb_setting_get(tx, YB_TEXT(SETTING_REGION), &region, error);

    if (rc == YB_OK)
        rc = yb_setting_get(tx, YB_TEXT(SETTING_KEY), &known, error);
    if (rc == YB_OK)
        rc = yb_setting_get(tx, YB_TEXT(SETTING_DEMO), &demo, error);
    if (rc == YB_OK)
        rc = yb_stats_mark(tx, &mark, error);
    if (rc != YB_OK)
        return rc;
    if (mark) /* made while the clock ran ahead, perhaps: what is settled now comes after it */
        yb_id_next(&app->ids, yb_id_instant(mark) + 1);
    if (region.length != sizeof(app->region) - 1)
        return yb_fail(error, YB_E_NOT_FOUND, "region", "yibao init", NULL);
    memcpy(app->region, region.bytes, region.length);
    app->region[region.length] = 0;
    app->demo = demo.length > 0;
    key_check(&app->keys, check);
    if (known.length != KEY_CHECK_BYTES || !yb_bytes_equal(known.bytes, check, KEY_CHECK_BYTES))
        return yb_fail(error, YB_E_TAMPERED, "key", NULL);
    return YB_OK;
}

int yb_data_folder(const char *given, struct yb_arena *arena, const char **folder,
                   struct yb_error *error)
{
    static const char *const beside[] = {"../share/yibao", "../../../data", "../../data"};
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    char *slash;

    if (given) {
        *folder = given;
        return yb_is_folder(given) ? YB_OK : yb_fail(error, YB_E_FILE, given, "not a folder", NULL);
    }
    program[length > 0 ? length : 0] = 0;
    slash = strrchr(program, '/');
    if (slash)
        *slash = 0;
    for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
        *folder = yb_arena_format(arena, "%s/%s", program, beside[i]);
        if (*folder && yb_is_folder(*folder))
            return YB_OK;
    }
    return yb_fail(error, YB_E_FILE, "data", "--data", NULL);
}

static int read_policies(struct yb_app *app, const char *data, struct yb_error *error)
{
    struct yb_policy_set *set = YB_NEW(&app->arena, struct yb_policy_set);
    const char *paths[] = {yb_arena_format(&app->arena, "%s/policies", data),
                           yb_arena_format(&app->arena, "%s/demo/policies", data)};
    struct yb_mistakes mistakes;

    if (!set || !paths[0] || !paths[1])
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_mistakes_init(&mistakes, &app->arena);
    if (yb_policy_load(paths, app->demo ? 2 : 1, &app->arena, set, &mistakes) != YB_OK)
        return yb_mistakes_first(&mistakes, error);
    app->policies = set;
    return YB_OK;
}

static int read_tables(struct yb_app *app, const char *data, struct yb_error *error)
{
    const char *folder = yb_arena_format(&app->arena, "%s/interface", data);
    const char *file = yb_arena_format(&app->arena, "%s/interface/rules.yaml", data);
    const char *paper = yb_arena_format(&app->arena, "%s/paper/claims.csv", data);
    struct yb_settle_rules *rules = YB_NEW(&app->arena, struct yb_settle_rules);
    int rc;

    if (!folder || !file || !paper || !rules)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_code_map_read(folder, &app->arena, &app->codes, error);
    if (rc == YB_OK)
        rc = yb_settle_rules_read(file, rules, error);
    if (rc == YB_OK)
        rc = yb_paper_kinds_read(paper, &app->arena, &app->paper, error);
    app->rules = rules;
    return rc;
}

/* The name of a data file outlives the application that could not be opened because of it. */
static void keep_file_name(struct yb_error *error)
{
    static _Thread_local char name[512];

    if (!error || !error->file)
        return;
    snprintf(name, sizeof(name), "%s", error->file);
    error->file = name;
}

int yb_app_open(struct yb_app *app, const struct yb_setup *setup, struct yb_error *error)
{
    struct yb_store_options options;
    const char *data;
    int rc;

    begin(app, setup);
    options = options_of(setup, app);
    rc = yb_data_folder(setup->data, &app->arena, &data, error);
    if (rc == YB_OK)
        rc = read_keys(setup, app, error);
    if (rc == YB_OK)
        rc = yb_store_open(&app->store, &options, error);
    if (rc == YB_OK)
        rc = yb_store_read(app->store, read_settings, app, &app->arena, error);
    if (rc == YB_OK)
        rc = read_policies(app, data, error);
    if (rc == YB_OK)
        rc = read_tables(app, data, error);
    if (rc == YB_OK)
        rc = yb_packs_keep(app, error);
    if (rc == YB_OK)
        rc = yb_policies_refresh(app, error);
    if (rc == YB_OK)
        rc = yb_catalogue_refresh(app, error);
    if (rc != YB_OK) {
        keep_file_name(error);
        yb_app_close(app);
    }
    return rc;
}

void yb_app_close(struct yb_app *app)
{
    if (app->store)
        yb_store_close(app->store);
    yb_catalogue_swap(app, NULL);
    yb_policies_release(app);
    yb_keys_wipe(&app->keys);
    yb_arena_release(&app->arena);
    memset(app, 0, sizeof(*app));
}

/* ---- one use case ---- */

static int run_use(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const struct yb_actor program = {.opter = {"yibao", 5}};
    const struct yb_use *use = context;
    struct yb_call call = {.app = use->app,
                           .tx = tx,
                           .arena = use->arena,
                           .now_ms = use->now_ms,
                           .actor = use->actor ? use->actor : &program};

    return use->run(&call, use->context, error);
}

int yb_app_run(const struct yb_use *use, struct yb_error *error)
{
    struct yb_use copy = *use;

    return yb_store_run(use->app->store, run_use, &copy, use->arena, error);
}
