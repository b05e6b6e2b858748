#include "app/settle/packs.h"

#include "base/file.h"
#include "base/yaml.h"
#include "engine/policy/read.h"
#include "store/catalogue.h"

#include <string.h>

#define SEPARATOR "\n%%\n"
#define PACK      "policy_pack"
#define NATIONAL  "national"

struct keeping {
    struct yb_app *app;
    struct yb_arena *arena;
    struct yb_text national;
    int64_t pack_ids[YB_POLICY_SET_MAX];
};

struct yb_text yb_pack_content(struct yb_text national, struct yb_text pack, struct yb_arena *arena)
{
    struct yb_buffer buffer;

    yb_buffer_init(&buffer, arena);
    yb_buffer_add(&buffer, national);
    yb_buffer_add_string(&buffer, SEPARATOR);
    yb_buffer_add(&buffer, pack);
    return yb_buffer_text(&buffer);
}

static int content_of(struct keeping *keeping, const struct yb_policy_entry *entry,
                      struct yb_text *content, struct yb_error *error)
{
    struct yb_text pack;
    int rc = yb_file_read(entry->file, YB_YAML_BYTES_MAX, keeping->arena, &pack, error);

    if (rc)
        return rc;
    *content = yb_pack_content(keeping->national, pack, keeping->arena);
    return content->bytes ? 0 : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int keep_content(struct yb_tx *tx, const struct yb_policy *policy, struct yb_text content,
                        int64_t *pack_id, struct yb_error *error)
{
    struct yb_policy_pack_row row = yb_policy_pack_row();
    uint8_t hash[YB_SM3_BYTES];

    row.content = content;
    yb_sm3(row.content, hash);
    row.pack_id = yb_tx_id(tx, yb_clock_now());
    row.name = policy->id;
    row.admdvs = policy->region;
    row.scheme = policy->insutype == 310 ? YB_TEXT("310") : YB_TEXT("390");
    row.begndate = policy->from_day;
    row.enddate = policy->to_day;
    row.path = policy->id;
    row.content_hash = (struct yb_text){(const char *)hash, sizeof(hash)};
    return yb_policy_pack_keep(tx, &row, pack_id, error);
}

int yb_pack_keep(struct yb_call *call, const struct yb_policy *policy, struct yb_text content,
                 int64_t *pack_id, struct yb_error *error)
{
    return keep_content(call->tx, policy, content, pack_id, error);
}

static int keep_one(struct yb_tx *tx, struct keeping *keeping, size_t i, struct yb_error *error)
{
    const struct yb_policy_set *set = keeping->app->policies;
    struct yb_text content;
    int rc = content_of(keeping, &set->entries[i], &content, error);

    return rc ? rc
              : keep_content(tx, set->entries[i].policy, content, &keeping->pack_ids[i], error);
}

static int keep_all(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct keeping *keeping = context;
    const struct yb_policy_set *set = keeping->app->policies;
    int rc = 0;

    yb_arena_clear(keeping->arena);
    keeping->national = (struct yb_text){0};
    if (set->national_file)
        rc = yb_file_read(set->national_file, YB_YAML_BYTES_MAX, keeping->arena, &keeping->national,
                          error);
    for (size_t i = 0; !rc && i < set->count; i++)
        rc = keep_one(tx, keeping, i, error);
    return rc;
}

int yb_packs_keep(struct yb_app *app, struct yb_error *error)
{
    struct keeping keeping = {.app = app};
    struct yb_arena texts, job;
    int rc;

    yb_arena_init(&texts, 64 * 1024);
    yb_arena_init(&job, 64 * 1024);
    keeping.arena = &texts;
    rc = yb_store_run(app->store, keep_all, &keeping, &job, error);
    for (size_t i = 0; !rc && i < app->policies->count; i++)
        app->policies->entries[i].pack_id = keeping.pack_ids[i];
    yb_arena_release(&job);
    yb_arena_release(&texts);
    return rc;
}

int yb_pack_of(const struct yb_call *call, const struct yb_policy *policy, int64_t *pack_id,
               struct yb_error *error)
{
    const struct yb_policy_set *set = call->app->policies;

    for (; set; set = set->before)
        for (size_t i = 0; i < set->count; i++) {
            if (set->entries[i].policy != policy)
                continue;
            *pack_id = set->entries[i].pack_id;
            if (*pack_id)
                return 0;
        }
    return yb_fail(error, YB_E_INTERNAL, "policy_pack_id", NULL);
}

static int read_tree(struct yb_text text, const char *name, struct yb_arena *arena,
                     struct yb_node **root, struct yb_error *error)
{
    if (!text.length)
        return 0;
    return yb_yaml_read(text, name, arena, root, error);
}

int yb_pack_trees(struct yb_text content, struct yb_arena *arena, struct yb_node **pack,
                  struct yb_node **national, struct yb_error *error)
{
    const size_t gap = strlen(SEPARATOR);
    const char *at = content.length ? memmem(content.bytes, content.length, SEPARATOR, gap) : NULL;
    size_t head;
    int rc;

    *pack = *national = NULL;
    if (!at)
        return yb_fail(error, YB_E_WRONG_FORMAT, "policy_pack", "", NULL);
    head = (size_t)(at - content.bytes);
    rc = read_tree((struct yb_text){content.bytes, head}, NATIONAL, arena, national, error);
    if (!rc)
        rc = read_tree((struct yb_text){at + gap, content.length - head - gap}, PACK, arena, pack,
                       error);
    return rc;
}

int yb_pack_read(struct yb_text content, struct yb_text name, struct yb_arena *arena,
                 const struct yb_policy **policy, struct yb_error *error)
{
    struct yb_policy_file file = {.name = PACK, .id = name, .national_name = NATIONAL};
    struct yb_node *pack, *national;
    struct yb_mistakes mistakes;
    struct yb_policy *made;
    int rc = yb_pack_trees(content, arena, &pack, &national, error);

    if (rc)
        return rc;
    file.root = pack;
    file.national = national;
    yb_mistakes_init(&mistakes, arena);
    rc = yb_policy_read(&file, arena, &mistakes, &made);
    if (rc)
        return yb_mistakes_first(&mistakes, error);
    *policy = made;
    return 0;
}
