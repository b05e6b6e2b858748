#include "app/catalogue/folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/catalogue/export.h"
#include "store/catalogue.h"
#include "store/file.h"
#include "test/app/catalogue/stock.h"

static struct stock stock;

/* A folder in the fixture's temporary place, and files in it. */

static char folder[128];

static void make_folder(struct fixture *f)
{
    snprintf(folder, sizeof(folder), "/tmp/yb_folder_%d_%p", (int)getpid(), (void *)f);
    assert_int_equal(mkdir(folder, 0700), 0);
}

static void put_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void remove_folder(void)
{
    static const char *const names[] = {"lists.yaml", "defaults.yaml", "limits.csv", "a.csv",
                                        "b.csv"};
    char path[256];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void manifests_are_read_strictly(void **state)
{
    static const struct {
        const char *lists;
        int code, line;
    } rows[] = {
        {"lists:\n  - {file: a.csv, kind: items, title: x}\n", YB_OK, 0},
        {"lists:\n  - {file: a.csv, kind: items, title: x, demo: yes, set: {list_type: \"101\"}}\n",
         YB_OK, 0},
        {"lists:\n  - {kind: items, title: x}\n", YB_E_MISSING, 2},
        {"lists:\n  - {file: a.csv, kind: items}\n", YB_E_MISSING, 2},
        {"lists:\n  - {file: a.csv, kind: icd11, title: x}\n", YB_E_NOT_FOUND, 2},
        {"lists:\n  - {file: a.csv, kind: items, title: x, colour: red}\n", YB_E_UNKNOWN_KEY, 2},
        {"lists:\n  - {file: a.csv, kind: items, title: x, set: [1]}\n", YB_E_WRONG_FORMAT, 2},
        {"lists:\n  - a.csv\n", YB_E_WRONG_FORMAT, 2},
        {"files: []\n", YB_E_MISSING, 1},
        {"lists: [\n", YB_E_WRONG_YAML, 2},
    };
    struct fixture *f = *state;

    make_folder(f);
    put_file("defaults.yaml", "class_b_self_pay: 15 %\n");
    put_file("limits.csv", "match,phrase,limit,value\nwhole,x,sex,1\n");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_manifest manifest;
        struct yb_error error = {0};

        put_file("lists.yaml", rows[i].lists);
        assert_int_equal(yb_manifest_read(folder, &f->arena, &manifest, &error), rows[i].code);
        assert_int_equal(error.line, rows[i].line);
        if (rows[i].code)
            continue;
        assert_int_equal(manifest.count, 1);
        assert_int_equal(manifest.defaults.class_b_self_pay_ppm, 150000);
        assert_int_equal(manifest.phrases.count, 1);
        assert_int_equal(manifest.entries[0].demo, manifest.entries[0].sets.length > 0);
    }
    remove_folder();
}

struct told {
    int files;
    int64_t added, changed, unchanged, refused;
};

static void tell(void *context, const char *path, const struct yb_import_catalogue_out *out)
{
    struct told *told = context;

    assert_non_null(path);
    told->files++;
    told->added += out->report.added;
    told->changed += out->report.changed;
    told->unchanged += out->report.unchanged;
    told->refused += out->report.refused;
}

static int import_folder(const char *path, bool demo, struct told *told, struct yb_error *error)
{
    struct yb_manifest manifest;
    struct yb_import_run run = {.manifest = &manifest,
                                .complete_from = YB_DAY_NONE,
                                .now_ms = stock.now_ms,
                                .done = tell,
                                .context = told};
    int rc = yb_manifest_read(path, stock.arena, &manifest, error);

    memset(told, 0, sizeof(*told));
    if (rc == YB_OK)
        rc = yb_import_folder(&stock.app, &run, path, demo, error);
    return rc == YB_OK ? yb_import_finish(&stock.app, stock.now_ms, error) : rc;
}

static int find_file(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_file_row file;

    return yb_stored_file_find(tx, YB_TEXT("catalogue/1301/0/1"), &file, context, error);
}

static void a_folder_is_imported(void **state)
{
    struct yb_error error = {0};
    struct told told;
    bool found;

    stock_open(&stock, *state);
    make_folder(*state);
    put_file("defaults.yaml", "class_b_self_pay: 10 %\n");
    put_file("limits.csv", "match,phrase,limit,value\nwhole,限男性。,sex,1\n");
    put_file("lists.yaml", "lists:\n"
                           "  - {file: a.csv, kind: items, title: x, set: {list_type: \"101\"}}\n"
                           "  - {file: b.csv, kind: items, title: y, demo: yes}\n");
    put_file("a.csv", "med_list_codg,hilist_name,chrgitm_lv,lmt_scope,begndate\n"
                      "A,\xB0\xA1,\xBC\xD7,\xCF\xDE\xC4\xD0\xD0\xD4\xA1\xA3,2025-01-01\n");
    put_file("b.csv", "med_list_codg,hilist_name,list_type,chrgitm_lv,begndate\n"
                      "B,b,101,丁,2025-01-01\n");
    fixture_ok(import_folder(folder, false, &told, &error), &error);
    assert_int_equal(told.files, 1);
    assert_int_equal(told.added, 1);
    assert_int_equal(stock.app.catalogue->items->count, 1);
    assert_true(yb_text_is(stock.app.catalogue->items->items[0].name, "啊")); /* was GB18030 */
    assert_int_equal(stock.app.catalogue->items->items[0].limits.sex, 1);
    fixture_ok(fixture_read(*state, find_file, &found, &error), &error);
    assert_true(found); /* made beforehand */
    assert_int_equal(import_folder(folder, true, &told, &error), YB_E_IMPORT_REFUSED);
    assert_int_equal(told.files, 2);
    assert_int_equal(told.unchanged, 1);
    assert_int_equal(told.refused, 1);
    remove_folder();
    stock_close(&stock);
}

struct export
{
    const char *list;
    struct yb_buffer csv;
    int64_t rows;
};

static void collect(void *context, struct yb_text csv)
{
    yb_buffer_add(context, csv);
}

static int export_list(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct export *export = context;
    struct yb_export_sink sink = {collect, &export->csv};

    return yb_app_export_catalogue(tx, YB_TEXT(""), yb_text_of(export->list), &sink, &export->rows,
                                   error);
}

static void import_again(const char *list, const char *kind, int64_t rows)
{
    struct export export = {.list = list};
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};

    yb_buffer_init(&export.csv, stock.arena);
    fixture_ok(yb_store_read(stock.app.store, export_list, &export, stock.arena, &error), &error);
    assert_int_equal(export.rows, rows);
    fixture_ok(stock_import(&stock, kind, yb_buffer_text(&export.csv).bytes, &out, &error), &error);
    assert_int_equal(out.report.unchanged, rows);
    assert_int_equal(out.version_count, 0);
}

/* What is exported imports as what it is. */
static void an_export_comes_back(void **state)
{
    static const char items[] =
        "med_list_codg,hilist_name,list_type,chrgitm_lv,selfpay_prop,selfpay_prop_390,pric_uplmt,"
        "pric_uplmt_1,tags,lmt_scope,sex,category_code,memo,begndate,enddate\n"
        "A,\"甲,\"\"药\"\"\",101,乙,12.5 %,0 %,0.000001,3.5,essential_drug,限男性。,1,XA,◇,"
        "2025-01-01,2025-12-31\n"
        "A,b,101,丙,,,,,,,,,,2026-01-01,\n";
    static const char codes[] =
        "code,name,parent_code,grey,kind,sort,begndate,enddate\n"
        "00.01,a,00,1,手术,7,2000-01-01,\n00.02,b,,,,,2000-01-01,2001-01-01\n";
    struct yb_import_catalogue_out out;
    struct yb_error error = {0};
    struct export none = {.list = "102"};

    stock_open(&stock, *state);
    fixture_ok(stock_import(&stock, "items", items, &out, &error), &error);
    fixture_ok(stock_import(&stock, "icd9cm3", codes, &out, &error), &error);
    import_again("101", "items", 2);
    import_again("icd9cm3", "icd9cm3", 2);
    yb_buffer_init(&none.csv, stock.arena);
    fixture_ok(yb_store_read(stock.app.store, export_list, &none, stock.arena, &error), &error);
    assert_int_equal(none.rows, 0);
    none.list = "999";
    assert_int_equal(yb_store_read(stock.app.store, export_list, &none, stock.arena, &error),
                     YB_E_NOT_FOUND);
    stock_close(&stock);
}

#ifndef STOCK_QUICK
static void the_shipped_lists_are_imported(void **state)
{
    char path[512];
    struct yb_error error = {0};
    struct told told;

    snprintf(path, sizeof(path), "%s/catalogue", getenv("YB_DATA"));
    stock_open(&stock, *state);
    fixture_ok(import_folder(path, true, &told, &error), &error);
    assert_int_equal(told.added, 3826 + 923 + 602 + 22 + 33307 + 13686 + 45 + 436 + 201 + 96);
    assert_int_equal(stock.app.catalogue->items->count, 3826 + 923 + 436 + 201 + 96);
    assert_int_equal(stock.app.catalogue->codes[YB_CODES_DISEASE]->count, 33307);
    fixture_ok(import_folder(path, true, &told, &error), &error);
    assert_int_equal(told.added + told.changed, 0);
    stock_close(&stock);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_SQLITE(manifests_are_read_strictly),
        FIXTURE_BOTH(a_folder_is_imported),
        FIXTURE_BOTH(an_export_comes_back),
#ifndef STOCK_QUICK
        FIXTURE_BOTH(the_shipped_lists_are_imported),
#endif
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
