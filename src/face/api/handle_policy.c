/* Policy packs as tables, their cases, and trial calculation. */
#include "app/policy/version.h"
#include "app/refuse.h"
#include "base/yaml.h"
#include "engine/policy/set.h"
#include "face/api/exchange.h"
#include "face/policy_text.h"
#include "face/trial/node_json.h"
#include "face/trial/trial.h"

/* ---- the list ---- */

static const struct yb_policy *at(const void *rows, size_t i)
{
    return ((const struct yb_policy *const *)rows)[i];
}

static struct yb_text key_of(const void *rows, size_t i)
{
    return at(rows, i)->id;
}

/* Days as texts of one length, in their order. */
static struct yb_text day_order(int32_t day)
{
    static const char digits[] = "0123456789abcdef";
    static _Thread_local char ring[64][8];
    static _Thread_local unsigned int turn;
    char *out = ring[turn++ % 64];
    uint32_t number = (uint32_t)(day - YB_DAY_MIN);

    for (int i = 7; i >= 0; i--, number >>= 4)
        out[i] = digits[number & 15];
    return (struct yb_text){out, 8};
}

static struct yb_text order_of(const void *rows, size_t i, struct yb_text by)
{
    const struct yb_policy *policy = at(rows, i);

    if (yb_text_is(by, "from_day"))
        return day_order(policy->from_day);
    return yb_text_is(by, "title") ? policy->title : policy->id;
}

static void put_head(struct yb_api_exchange *x, const struct yb_policy *policy)
{
    yb_api_put_text(x, "id", policy->id);
    yb_api_put_text(x, "title", policy->title);
    yb_api_put_text(x, "region", policy->region);
    yb_api_put_id(x, "insutype", policy->insutype);
    yb_api_put_day(x, "from_day", policy->from_day);
    yb_api_put_day(x, "to_day", policy->to_day == YB_DAY_MAX ? YB_DAY_NONE : policy->to_day);
}

static void put_row(struct yb_api_exchange *x, const void *rows, size_t i)
{
    put_head(x, at(rows, i));
    yb_api_put_integer(x, "layers", at(rows, i)->layer_count);
    yb_api_put_integer(x, "rules", at(rows, i)->rule_count);
}

static int policies(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_set *set = x->call.app->policies;
    struct yb_text insutype = yb_api_text(x, "insutype"), region = yb_api_text(x, "region");
    int32_t day = (int32_t)yb_api_number(x, "day", YB_DAY_NONE);
    const struct yb_policy **kept =
        YB_NEW_ARRAY(x->arena, const struct yb_policy *, set->count + 1);
    struct yb_api_rows rows = {.rows = kept, .key = key_of, .order = order_of, .write = put_row};
    int64_t scheme = 0;

    if (!kept)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (insutype.length && !yb_text_to_int64(insutype, &scheme))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "insutype", insutype);
    for (size_t i = 0; i < set->count; i++) {
        const struct yb_policy *policy = set->entries[i].policy;

        if ((!scheme || policy->insutype == scheme) &&
            (!region.length || yb_text_equal(policy->region, region)) &&
            (day == YB_DAY_NONE || (policy->from_day <= day && day <= policy->to_day)))
            kept[rows.count++] = policy;
    }
    return yb_api_write_page(x, &rows, error);
}

/* ---- one pack ---- */

static const struct yb_policy_entry *entry_of(struct yb_api_exchange *x, struct yb_text id)
{
    const struct yb_policy_set *set = x->call.app->policies;

    for (size_t i = 0; i < set->count; i++)
        if (yb_text_equal(set->entries[i].policy->id, id))
            return &set->entries[i];
    return NULL;
}

static struct yb_text text_at(const struct yb_node *mapping, const char *key)
{
    const struct yb_node *member = yb_node_get(mapping, key);

    return member && member->text.bytes ? member->text : YB_TEXT("");
}

/* The cases of a policy, as they were written. None is fine. */
static int put_cases(struct yb_api_exchange *x, const struct yb_policy_entry *entry,
                     struct yb_error *error)
{
    const struct yb_node *list = NULL;
    struct yb_node *root;
    struct yb_text text;
    struct yb_error wrong;
    int rc = yb_app_policy_cases(&x->call, entry, &text, error);

    if (rc != YB_OK)
        return rc;
    if (text.length && yb_yaml_read(text, "cases", x->arena, &root, &wrong) == YB_OK)
        list = yb_node_get(root, "cases");
    yb_api_begin(x, "cases", '[');
    for (const struct yb_node *each = list ? list->first : NULL; each; each = each->next) {
        YB_API_EACH(x);
        yb_api_put_text(x, "name", text_at(each, "case"));
        yb_api_put_text(x, "clause", text_at(each, "clause"));
        yb_json_key(&x->json, "case");
        yb_node_write_json(each, &x->json);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int policy(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *entry = entry_of(x, yb_api_text(x, "id"));

    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", yb_api_text(x, "id"));
    put_head(x, entry->policy);
    yb_policy_write_json(entry->policy, x->english, &x->json);
    return put_cases(x, entry, error);
}

/* The pack as a page takes it for its own calculation. */
static int policy_source(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *entry = entry_of(x, yb_api_text(x, "id"));

    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", yb_api_text(x, "id"));
    yb_api_put_text(x, "id", entry->policy->id);
    yb_json_key(&x->json, "source");
    yb_trial_write_pack(x->call.app->policies, entry, &x->json);
    return YB_OK;
}

/* ---- trial calculation ---- */

static int trial(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *entry = entry_of(x, yb_api_text(x, "policy"));
    struct yb_buffer out;
    int rc;

    x->noted = true; /* a calculation about nobody */
    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", yb_api_text(x, "policy"));
    yb_buffer_init(&out, x->arena);
    rc = yb_trial_run(entry->policy, yb_api_text(x, "input"), x->english, x->arena, &out);
    if (rc != YB_OK)
        return yb_fail(error, rc, NULL);
    yb_api_put_text(x, "policy", entry->policy->id);
    yb_json_key(&x->json, "result");
    yb_json_add_raw(&x->json, yb_buffer_text(&out));
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_policy[] = {
    {"policies", policies}, {"policy", policy}, {"policy_source", policy_source},
    {"trial", trial},       {.id = NULL},
};
