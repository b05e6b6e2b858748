#include "app/catalogue/snapshot.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/catalogue/extra.h"
#include "app/catalogue/item_row.h"
#include "store/catalogue.h"

#define BLOCK (1024 * 1024)

/* Code lists. */

static const char *const code_lists[YB_CODE_LISTS] = {
    [YB_CODES_DISEASE] = "icd10",          [YB_CODES_OPERATION] = "icd9cm3",
    [YB_CODES_CHRONIC] = "opsp_dise",      [YB_CODES_CASE_PAYMENT] = "bydise",
    [YB_CODES_DAY_SURGERY] = "daysrg",     [YB_CODES_MORPHOLOGY] = "tumor_morphology",
    [YB_CODES_TCM_DISEASE] = "tcm_dise",   [YB_CODES_TCM_SYNDROME] = "tcm_syndrome",
    [YB_CODES_DISEASE_ITEM] = "opsp_item",
};

const char *yb_code_list_name(enum yb_code_list_kind kind)
{
    assert((int)kind >= 0 && kind < YB_CODE_LISTS);
    return code_lists[kind];
}

enum yb_code_list_kind yb_code_list_kind_of(struct yb_text name)
{
    int i = 0;

    while (i < YB_CODE_LISTS && !yb_text_is(name, code_lists[i]))
        i++;
    return (enum yb_code_list_kind)i;
}

static int load_codes(struct yb_tx *tx, enum yb_code_list_kind kind,
                      struct yb_catalogue_snapshot *snapshot, struct yb_error *error)
{
    struct yb_item_query query = {.list_name = yb_text_of(code_lists[kind]),
                                  .day = YB_DAY_NONE,
                                  .most = YB_CATALOGUE_ITEMS_MAX};
    struct yb_code_item_list list;
    struct yb_code_row *rows;
    int rc = yb_code_item_list(tx, &query, &list, NULL, error);

    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(yb_tx_arena(tx), struct yb_code_row, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_code_item_row *code = &list.rows[i];

        rows[i] = (struct yb_code_row){
            .code = code->code,
            .name = code->name,
            .from_day = code->begndate,
            .to_day = code->enddate == YB_DAY_NONE ? YB_DAY_MAX : code->enddate,
            .grey = yb_text_is(yb_extra_get(code->extra, YB_TEXT("use_flag")), "0"),
        };
    }
    return yb_code_list_seal(&snapshot->arena, rows, (int32_t)list.count, &snapshot->codes[kind],
                             error);
}

/* Items. */

struct loader {
    struct yb_catalogue_builder builder;
    struct yb_error *error;
};

static int load_item(void *context, const struct yb_med_item_row *row)
{
    struct loader *loader = context;
    struct yb_catalogue_item item;
    int rc = YB_OK;

    if (yb_text_is(row->vali_flag, "0"))
        return YB_OK;
    rc = yb_item_of_row(row, &item, loader->error);
    return rc == YB_OK ? yb_catalogue_builder_add(&loader->builder, &item, loader->error) : rc;
}

static int load_items(struct yb_tx *tx, struct yb_region_catalogue *region, struct yb_arena *arena,
                      struct yb_error *error)
{
    struct yb_arena scratch;
    struct loader loader = {.error = error};
    int rc;

    yb_arena_init(&scratch, BLOCK);
    yb_catalogue_builder_init(&loader.builder, arena, &scratch);
    rc = yb_med_item_each(tx, region->admdvs, load_item, &loader, error);
    if (rc == YB_OK)
        rc = yb_catalogue_builder_seal(&loader.builder, &region->items, error);
    yb_arena_release(&scratch);
    return rc;
}

/* Regions and their lists. */

/* The list of a row, with that row's days in it. */
static void add_days(struct yb_region_catalogue *region, const struct yb_catalogue_item *item)
{
    struct yb_region_list *list = region->lists;

    while (list < region->lists + region->list_count && list->list_type != item->list_type)
        list++;
    if (list == region->lists + region->list_count) {
        assert(region->list_count < YB_REGION_LISTS); /* the builder knows the list types */
        region->list_count++;
        *list = (struct yb_region_list){
            .from_day = item->from_day, .to_day = item->to_day, .list_type = item->list_type};
    }
    if (item->from_day < list->from_day)
        list->from_day = item->from_day;
    if (item->to_day > list->to_day)
        list->to_day = item->to_day;
}

static void add_versions(struct yb_region_catalogue *region,
                         const struct yb_catalogue_ver_list *versions, struct yb_arena *arena)
{
    for (size_t i = 0; i < versions->count; i++) {
        const struct yb_catalogue_ver_row *row = &versions->rows[i];
        int64_t list_type;

        if (!yb_text_equal(row->admdvs, region->admdvs) ||
            !yb_text_to_int64(row->list_name, &list_type))
            continue;
        for (int k = 0; k < region->list_count; k++)
            if (region->lists[k].list_type == list_type)
                region->lists[k].ver = yb_text_copy(arena, row->ver);
    }
}

static int load_region(struct yb_tx *tx, struct yb_region_catalogue *region,
                       const struct yb_catalogue_ver_list *versions, struct yb_arena *arena,
                       struct yb_error *error)
{
    int rc = load_items(tx, region, arena, error);

    if (rc != YB_OK)
        return rc;
    for (int32_t i = 0; i < region->items->count; i++)
        add_days(region, &region->items->items[i]);
    add_versions(region, versions, arena);
    return yb_arena_failed(arena) ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
}

/* The home region's, whether it has published anything or not, then every other that has. */
static int load_regions(struct yb_tx *tx, const struct yb_catalogue_ver_list *versions,
                        struct yb_catalogue_snapshot *snapshot, struct yb_error *error)
{
    struct yb_arena *arena = &snapshot->arena;
    struct yb_text before = YB_TEXT("");
    int rc;

    snapshot->regions = YB_NEW_ARRAY(arena, struct yb_region_catalogue, versions->count + 1);
    if (!snapshot->regions)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    snapshot->region_count = 1;
    rc = load_region(tx, snapshot->regions, versions, arena, error);
    for (size_t i = 0; i < versions->count && rc == YB_OK; i++) {
        struct yb_region_catalogue *region = &snapshot->regions[snapshot->region_count];

        if (yb_text_equal(versions->rows[i].admdvs, before))
            continue;
        before = versions->rows[i].admdvs;
        region->admdvs = yb_text_copy(arena, before);
        snapshot->region_count++;
        rc = load_region(tx, region, versions, arena, error);
    }
    snapshot->items = snapshot->regions->items;
    return rc;
}

const struct yb_region_catalogue *yb_catalogue_region(const struct yb_catalogue_snapshot *snapshot,
                                                      struct yb_text admdvs)
{
    int low = 0, high = snapshot->region_count;

    while (low < high) {
        int middle = (low + high) / 2, order;

        order = yb_text_compare(snapshot->regions[middle].admdvs, admdvs);
        if (!order)
            return &snapshot->regions[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* All versions, and the sum of their numbers: it grows with every import. */
static int read_versions(struct yb_tx *tx, struct yb_catalogue_ver_list *list, int64_t *stamp,
                         struct yb_error *error)
{
    int rc = yb_catalogue_ver_list(tx, YB_EVERY_REGION, YB_TEXT(""), list, error);

    *stamp = 0;
    for (size_t i = 0; i < list->count && rc == YB_OK; i++)
        *stamp += list->rows[i].ver_seq;
    return rc;
}

static void free_snapshot(struct yb_catalogue_snapshot *snapshot)
{
    yb_arena_release(&snapshot->arena);
    free(snapshot);
}

int yb_catalogue_load(struct yb_tx *tx, struct yb_catalogue_snapshot **snapshot,
                      struct yb_error *error)
{
    struct yb_catalogue_snapshot *loaded = calloc(1, sizeof(*loaded));
    struct yb_catalogue_ver_list versions;
    int rc, kind;

    *snapshot = NULL;
    if (!loaded)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_arena_init(&loaded->arena, BLOCK);
    loaded->holders = 1;
    rc = read_versions(tx, &versions, &loaded->stamp, error);
    if (rc == YB_OK)
        rc = load_regions(tx, &versions, loaded, error);
    for (kind = 0; kind < YB_CODE_LISTS && rc == YB_OK; kind++)
        rc = load_codes(tx, (enum yb_code_list_kind)kind, loaded, error);
    if (rc == YB_OK)
        *snapshot = loaded;
    else
        free_snapshot(loaded);
    return rc;
}

/*
 * Sharing. Taking the pointer and counting the holder must be one step, or the last holder could
 * free the snapshot in between; a lock held for two instructions is the plain way to say so.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct yb_catalogue_snapshot *yb_catalogue_hold(struct yb_app *app)
{
    struct yb_catalogue_snapshot *snapshot;

    pthread_mutex_lock(&lock);
    snapshot = app->catalogue;
    if (snapshot)
        snapshot->holders++;
    pthread_mutex_unlock(&lock);
    return snapshot;
}

void yb_catalogue_drop(struct yb_catalogue_snapshot *snapshot)
{
    bool last;

    if (!snapshot)
        return;
    pthread_mutex_lock(&lock);
    assert(snapshot->holders > 0);
    last = --snapshot->holders == 0;
    pthread_mutex_unlock(&lock);
    if (last)
        free_snapshot(snapshot);
}

void yb_catalogue_swap(struct yb_app *app, struct yb_catalogue_snapshot *next)
{
    struct yb_catalogue_snapshot *before;

    pthread_mutex_lock(&lock);
    before = app->catalogue;
    app->catalogue = next;
    pthread_mutex_unlock(&lock);
    yb_catalogue_drop(before);
}

struct refresh {
    int64_t stamp; /* of the current snapshot; -1: there is none */
    struct yb_catalogue_snapshot *loaded;
};

static int refresh(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct refresh *refresh = context;
    struct yb_catalogue_ver_list versions;
    int64_t stamp;
    int rc = read_versions(tx, &versions, &stamp, error);

    if (rc != YB_OK || stamp == refresh->stamp)
        return rc;
    return yb_catalogue_load(tx, &refresh->loaded, error);
}

int yb_catalogue_refresh(struct yb_app *app, struct yb_error *error)
{
    struct yb_catalogue_snapshot *current = yb_catalogue_hold(app);
    struct refresh context = {.stamp = current ? current->stamp : -1};
    struct yb_arena arena;
    int rc;

    yb_catalogue_drop(current);
    yb_arena_init(&arena, BLOCK);
    rc = yb_store_read(app->store, refresh, &context, &arena, error);
    yb_arena_release(&arena);
    if (rc == YB_OK && context.loaded)
        yb_catalogue_swap(app, context.loaded);
    return rc;
}
