#include "app/policy/published.h"

#include <pthread.h>
#include <stdlib.h>

#include "app/settle/packs.h"
#include "base/day.h"
#include "engine/policy/read.h"
#include "store/catalogue.h"
#include "store/policy.h"
#include "store/store.h"

struct yb_published {
    struct yb_arena arena;
    struct yb_policy_set set;
    uint64_t stamp; /* of the versions in it */
    struct yb_published *before;
    const struct yb_policy_set *shipped; /* the data folder's: what every set begins from */
};

/* One refresh at a time in a process: they are rare, and each follows on the one before. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct refreshing {
    struct yb_published *next;
    uint64_t known;
    bool changed;
};

int32_t yb_policies_first_day(int64_t now_ms)
{
    return yb_instant_day(now_ms + YB_POLICY_LEAD_MS) + 1;
}

static uint64_t stamp_of(const struct yb_policy_version_list *list)
{
    uint64_t stamp = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < list->count; i++)
        stamp = (stamp ^ (uint64_t)list->rows[i].version_id) * UINT64_C(0x100000001b3);
    return stamp;
}

static int take_version(struct yb_tx *tx, struct yb_published *next,
                        const struct yb_policy_version_row *version, struct yb_error *error)
{
    struct yb_policy_entry entry = {
        .file = "", .version_id = version->version_id, .pack_id = version->pack_id};
    struct yb_policy_file file = {.name = "policy_version", .national_name = "national"};
    struct yb_policy_pack_row row;
    struct yb_mistakes mistakes;
    struct yb_node *pack, *national;
    struct yb_policy *policy;
    int rc = yb_policy_pack_get(tx, version->pack_id, &row, error);

    if (rc == YB_OK)
        rc = yb_pack_trees(row.content, &next->arena, &pack, &national, error);
    if (rc != YB_OK)
        return rc;
    entry.root = file.root = pack;
    entry.national = file.national = national;
    file.id = yb_text_copy(&next->arena, version->name);
    yb_mistakes_init(&mistakes, &next->arena);
    if (yb_policy_read(&file, &next->arena, &mistakes, &policy) != YB_OK)
        return yb_mistakes_first(&mistakes, error);
    entry.policy = policy;
    rc = yb_policy_set_take(&next->set, &entry);
    return rc == YB_OK ? rc : yb_fail(error, rc, "packs", YB_LIMIT(YB_POLICY_SET_MAX), NULL);
}

/* In the order in which they were published: a later one gives way to none. */
static int by_publication(const void *a, const void *b)
{
    const struct yb_policy_version_row *x = a, *y = b;

    if (x->publish_time != y->publish_time)
        return x->publish_time < y->publish_time ? -1 : 1;
    return x->version_id < y->version_id ? -1 : x->version_id > y->version_id;
}

static int refresh(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct refreshing *r = context;
    struct yb_published *next = r->next;
    struct yb_policy_version_list list;
    int rc = yb_policy_version_list(tx, YB_TEXT("published"), YB_TEXT(""), &list, error);

    if (rc != YB_OK)
        return rc;
    next->stamp = stamp_of(&list);
    r->changed = next->stamp != r->known;
    if (!r->changed)
        return YB_OK;
    yb_arena_clear(&next->arena);
    if (yb_policy_set_copy(&next->set, next->shipped, &next->arena) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (list.count)
        qsort(list.rows, list.count, sizeof(*list.rows), by_publication);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        rc = take_version(tx, next, &list.rows[i], error);
    return rc;
}

static void drop(struct yb_published *published)
{
    yb_arena_release(&published->arena);
    free(published);
}

static int refresh_locked(struct yb_app *app, struct yb_error *error)
{
    const struct yb_policy_version_list none = {.count = 0};
    struct yb_published *next = calloc(1, sizeof(*next)), *current = app->published;
    struct refreshing r = {next, current ? current->stamp : stamp_of(&none), false};
    struct yb_arena arena;
    int rc;

    if (!next)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_arena_init(&next->arena, 1 << 16);
    yb_arena_init(&arena, 1 << 16);
    next->shipped = current ? current->shipped : app->policies;
    rc = yb_store_read(app->store, refresh, &r, &arena, error);
    yb_arena_release(&arena);
    if (rc != YB_OK || !r.changed) {
        drop(next);
        return rc;
    }
    next->before = current;
    next->set.before = app->policies;
    app->published = next;
    app->policies = &next->set;
    return YB_OK;
}

int yb_policies_refresh(struct yb_app *app, struct yb_error *error)
{
    int rc;

    pthread_mutex_lock(&lock);
    rc = refresh_locked(app, error);
    pthread_mutex_unlock(&lock);
    return rc;
}

void yb_policies_release(struct yb_app *app)
{
    while (app->published) {
        struct yb_published *published = app->published;

        app->published = published->before;
        drop(published);
    }
    app->policies = NULL;
}
