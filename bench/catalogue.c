/*
 * catalogue.c - the catalogue with 60,000 items: import, load, find, and the same find in SQLite.
 */
#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/catalogue/import.h"
#include "app/catalogue/snapshot.h"
#include "store/store.h"

/* COMMON: the codes on most fee lines, which stay in the processor's cache. */
enum { ITEMS = 60000, COMMON = 500, LOADS = 10, FINDS = 4000000, SQL_FINDS = 100000 };

static struct yb_app app;
static struct yb_arena arena;

static int64_t now_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void must(int rc, const struct yb_error *error)
{
    struct yb_buffer words;

    if (rc == YB_OK)
        return;
    yb_buffer_init(&words, &arena);
    yb_error_describe(error, true, &words);
    fprintf(stderr, "%s\n", yb_buffer_text(&words).bytes);
    exit(1);
}

/* A code of the national shape, of 23 characters; the steps scatter neighbours. */
static struct yb_text code_of(int number)
{
    static char code[32];

    snprintf(code, sizeof(code), "XC08CA%c%03dA00101%03d%05d", 'A' + number % 26,
             number % 1000 * 7 % 1000, number / 1000 % 1000, number * 31 % 100000);
    return yb_text_of(code);
}

static struct yb_text make_csv(void)
{
    struct yb_buffer csv;

    yb_buffer_init(&csv, &arena);
    yb_buffer_add_string(&csv, "med_list_codg,hilist_name,list_type,chrgitm_lv,spec,pric_uplmt_3,"
                               "pric_uplmt_2,tags,category_code,begndate\n");
    for (int i = 0; i < ITEMS; i++) {
        yb_buffer_add(&csv, code_of(i));
        yb_buffer_addf(&csv,
                       ",某药品第%d号,101,%s,5mg×%d,%d.50,%d.00,essential_drug,XC08CA,2025-01-01\n",
                       i, i % 3 ? "甲" : "乙", i % 100, 1 + i % 900, 1 + i % 900);
    }
    return yb_buffer_text(&csv);
}

static int import(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_catalogue_defaults defaults;
    struct yb_limit_phrases none = {NULL, 0};
    struct yb_text *csv = context;
    struct yb_import_catalogue_in in = {.content = *csv,
                                        .kind = YB_TEXT("items"),
                                        .title = YB_TEXT("bench"),
                                        .defaults = &defaults,
                                        .phrases = &none,
                                        .complete_from = YB_DAY_NONE};
    struct yb_import_catalogue_out out;
    struct yb_call call = {.app = &app, .tx = tx, .arena = &arena, .now_ms = 1700000000000};

    yb_catalogue_defaults_init(&defaults);
    return yb_app_import_catalogue(&call, &in, &out, error);
}

/* Loads the catalogue a few times. The least processor time: what others add to it is not ours. */
static int64_t time_load(void)
{
    struct yb_error error = {0};
    int64_t least = INT64_MAX;

    for (int i = 0; i < LOADS; i++) {
        int64_t start;

        yb_catalogue_swap(&app, NULL);
        start = now_ns(CLOCK_THREAD_CPUTIME_ID);
        must(yb_catalogue_refresh(&app, &error), &error);
        start = now_ns(CLOCK_THREAD_CPUTIME_ID) - start;
        if (start < least)
            least = start;
    }
    return least;
}

/* Nanoseconds of one find, over the first `among` codes in a scattered order. */
static int64_t time_finds(const struct yb_catalogue *items, const struct yb_text *codes, int among)
{
    int32_t day = yb_day_of(2025, 6, 1);
    int64_t start = now_ns(CLOCK_THREAD_CPUTIME_ID), sum = 0;

    for (int i = 0, at = 0; i < FINDS; i++) {
        at = (at + 7919) % among;
        sum += yb_catalogue_find(items, codes[at], day);
    }
    start = now_ns(CLOCK_THREAD_CPUTIME_ID) - start;
    assert(sum > 0);
    return start / FINDS;
}

static int64_t time_sqlite(const char *path, const struct yb_text *codes)
{
    sqlite3 *db;
    sqlite3_stmt *find;
    int64_t start;
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);

    assert(rc == SQLITE_OK);
    rc = sqlite3_prepare_v2(
        db,
        "SELECT chrgitm_lv, selfpay_prop_ppm, pric_uplmt_e6 FROM med_item WHERE admdvs = '' AND"
        " med_list_codg = ?1 AND begndate <= ?2",
        -1, &find, NULL);
    assert(rc == SQLITE_OK);
    start = now_ns(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < SQL_FINDS; i++) {
        struct yb_text code = codes[(int64_t)i * 7919 % ITEMS];

        sqlite3_bind_text(find, 1, code.bytes, (int)code.length, SQLITE_STATIC);
        sqlite3_bind_int(find, 2, yb_day_of(2025, 6, 1));
        rc = sqlite3_step(find);
        assert(rc == SQLITE_ROW);
        sqlite3_reset(find);
    }
    start = now_ns(CLOCK_THREAD_CPUTIME_ID) - start;
    sqlite3_finalize(find);
    sqlite3_close(db);
    return start / SQL_FINDS;
}

static void row(const char *zh, const char *en, int64_t value, const char *unit, int64_t demanded)
{
    printf("| %s · %s | %lld %s | ≤ %lld %s |\n", zh, en, (long long)value, unit,
           (long long)demanded, unit);
}

int main(int argc, char **argv)
{
    struct yb_store_options options = {.keys = &app.keys, .ids = &app.ids};
    uint8_t master[YB_MASTER_BYTES] = {1};
    struct yb_text *codes, csv;
    struct yb_error error = {0};
    int64_t import_ns, load_ns, find_ns, any_ns, sqlite_ns;

    assert(argc == 2);
    options.url = argv[1];
    yb_arena_init(&arena, 1 << 24);
    yb_keys_derive(&app.keys, master);
    yb_id_source_init(&app.ids, 1);
    must(yb_store_upgrade(&options, &error), &error);
    must(yb_store_open(&app.store, &options, &error), &error);
    csv = make_csv();
    codes = YB_NEW_ARRAY(&arena, struct yb_text, ITEMS);
    for (int i = 0; i < ITEMS; i++)
        codes[i] = yb_text_copy(&arena, code_of(i));
    import_ns = now_ns(CLOCK_MONOTONIC);
    must(yb_store_run(app.store, import, &csv, &arena, &error), &error);
    import_ns = now_ns(CLOCK_MONOTONIC) - import_ns;
    load_ns = time_load();
    find_ns = time_finds(app.catalogue->items, codes, COMMON);
    any_ns = time_finds(app.catalogue->items, codes, ITEMS);
    sqlite_ns = time_sqlite(argv[1], codes);
    printf("## 目录 · Catalogue of 60,000 items\n\n| | 实测 measured | 要求 demanded "
           "|\n|---|---:|---:|\n");
    row("导入", "import of the file", import_ns / 1000000, "ms", 10000);
    row("装入内存，处理器时间", "load into memory, processor time", load_ns / 1000000, "ms", 300);
    row("内存占用", "memory", (int64_t)app.catalogue->arena.used / 1024 / 1024, "MiB", 32);
    row("按代码和日期查找（常用 500 个）", "find by code and day, 500 common ones", find_ns, "ns",
        60);
    printf("| 全部 60,000 个随机 · any of 60,000 | %lld ns | |\n", (long long)any_ns);
    printf("| 同样查找用 SQLite · the same find in SQLite | %lld ns (%lld ×) | |\n",
           (long long)sqlite_ns, (long long)(sqlite_ns / (any_ns ? any_ns : 1)));
    yb_store_close(app.store);
    yb_catalogue_swap(&app, NULL);
    yb_arena_release(&arena);
    return 0;
}
