/* Policy packs as tables, their cases, and trial calculation. */
#include <string.h>

#include "app/policy/load_cases.h"
#include "app/refuse.h"
#include "base/file.h"
#include "base/yaml.h"
#include "engine/benefit/cases.h"
#include "face/api/api_internal.h"
#include "face/bill.h"
#include "face/policy_text.h"

#define TRIAL_FILE "case"

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

/* A tree as JSON; every scalar is a text, as it was written. */
static void put_node(struct yb_json *json, const struct yb_node *node)
{
    if (node->kind == YB_NODE_SCALAR) {
        yb_json_add_text(json, node->text.bytes ? node->text : YB_TEXT(""));
        return;
    }
    yb_json_open(json, node->kind == YB_NODE_LIST ? '[' : '{');
    for (const struct yb_node *each = node->first; each; each = each->next) {
        if (node->kind == YB_NODE_MAPPING)
            yb_json_key(json, each->key.bytes);
        put_node(json, each);
    }
    yb_json_close(json, node->kind == YB_NODE_LIST ? ']' : '}');
}

static struct yb_text text_at(const struct yb_node *mapping, const char *key)
{
    const struct yb_node *member = yb_node_get(mapping, key);

    return member && member->text.bytes ? member->text : YB_TEXT("");
}

/* The cases that stand beside a pack, as they were written. None is fine. */
static void put_cases(struct yb_api_exchange *x, const char *pack)
{
    size_t length = strlen(pack) - strlen(".yaml");
    const char *file = yb_arena_format(x->arena, "%.*s.cases.yaml", (int)length, pack);
    const struct yb_node *list = NULL;
    struct yb_node *root;
    struct yb_text text;
    struct yb_error absent;

    if (file && yb_file_read(file, YB_YAML_BYTES_MAX, x->arena, &text, &absent) == YB_OK &&
        yb_yaml_read(text, file, x->arena, &root, &absent) == YB_OK)
        list = yb_node_get(root, "cases");
    yb_api_begin(x, "cases", '[');
    for (const struct yb_node *each = list ? list->first : NULL; each; each = each->next) {
        YB_API_EACH(x);
        yb_api_put_text(x, "name", text_at(each, "case"));
        yb_api_put_text(x, "clause", text_at(each, "clause"));
        yb_json_key(&x->json, "case");
        put_node(&x->json, each);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static int policy(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *entry = entry_of(x, yb_api_text(x, "id"));

    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", yb_api_text(x, "id"));
    put_head(x, entry->policy);
    yb_policy_write_json(entry->policy, x->english, &x->json);
    put_cases(x, entry->file);
    return YB_OK;
}

/* ---- trial calculation ---- */

/* What a trial does not expect: it is not a test. */
static bool is_expectation(struct yb_text key)
{
    return yb_text_is(key, "expect") || yb_text_is(key, "printed");
}

static struct yb_node *node_of(struct yb_arena *arena, const struct yb_json_value *value);

static struct yb_node *add_member(struct yb_arena *arena, struct yb_node *mapping, const char *key)
{
    struct yb_node *node = YB_NEW(arena, struct yb_node), **last = &mapping->first;

    if (!node)
        return NULL;
    node->key = yb_text_of(key);
    node->line = node->column = 1;
    while (*last)
        last = &(*last)->next;
    *last = node;
    mapping->count++;
    return node;
}

/* JSON as the tree that a YAML file gives. NULL: no memory. */
static struct yb_node *node_of(struct yb_arena *arena, const struct yb_json_value *value)
{
    struct yb_node *node = YB_NEW(arena, struct yb_node), **last;

    if (!node)
        return NULL;
    node->line = node->column = 1;
    node->kind = value->type == YB_JSON_OBJECT ? YB_NODE_MAPPING
                 : value->type == YB_JSON_LIST ? YB_NODE_LIST
                                               : YB_NODE_SCALAR;
    node->text = value->type == YB_JSON_NULL ? YB_TEXT("") : yb_text_copy(arena, value->text);
    last = &node->first;
    for (const struct yb_json_value *each = value->first; each; each = each->next) {
        if (is_expectation(each->key))
            continue;
        *last = node_of(arena, each);
        if (!*last)
            return NULL;
        (*last)->key = yb_text_copy(arena, each->key);
        last = &(*last)->next;
        node->count++;
    }
    return node;
}

/* {pack, cases: [case]} with an empty expectation for each visit. */
static struct yb_node *case_file(struct yb_arena *arena, const struct yb_json_value *value)
{
    struct yb_node *root = YB_NEW(arena, struct yb_node), *pack, *list, *one;
    const struct yb_node *visits;

    if (!root || !(pack = add_member(arena, root, "pack")) ||
        !(list = add_member(arena, root, "cases")) || !(one = node_of(arena, value)))
        return NULL;
    root->kind = YB_NODE_MAPPING;
    pack->text = YB_TEXT(TRIAL_FILE);
    list->kind = YB_NODE_LIST;
    list->first = one;
    list->count = 1;
    if (!yb_node_get(one, "case")) {
        struct yb_node *name = add_member(arena, one, "case");

        if (!name)
            return NULL;
        name->text = YB_TEXT("trial");
    }
    visits = yb_node_get(one, "visits");
    for (struct yb_node *visit = visits ? visits->first : one; visit;
         visit = visits ? visit->next : NULL) {
        struct yb_node *expect = add_member(arena, visit, "expect");

        if (!expect)
            return NULL;
        expect->kind = YB_NODE_MAPPING;
    }
    return root;
}

static void put_visit(struct yb_api_exchange *x, const struct yb_policy *policy,
                      const struct yb_case_visit *visit, const struct yb_visit_result *result)
{
    const struct yb_claim claim = {
        .facts = visit->facts, .lines = visit->lines, .line_count = visit->line_count};
    const struct yb_bill_view view = {.policy = policy,
                                      .claim = &claim,
                                      .bill = result->bill,
                                      .lines = result->lines,
                                      .names = visit->notes,
                                      .trace = &result->trace,
                                      .english = x->english};

    YB_API_EACH(x);
    yb_api_put_day(x, "day", visit->day);
    if (result->code == YB_OK) {
        yb_json_key(&x->json, "bill");
        yb_bill_write_json(&view, &x->json);
    } else {
        struct yb_buffer words;

        yb_buffer_init(&words, x->arena);
        yb_error_describe(&result->error, x->english, &words);
        yb_api_put_text(x, "error", yb_buffer_text(&words));
    }
    YB_API_DONE(x);
}

static int trial(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *entry = entry_of(x, yb_api_text(x, "policy"));
    struct yb_node *root;
    struct yb_mistakes mistakes;
    struct yb_cases cases;
    struct yb_case_result result;
    int rc;

    x->noted = true; /* a calculation about nobody */
    if (!entry)
        return yb_refuse(error, YB_E_NOT_FOUND, "policy", yb_api_text(x, "policy"));
    root = case_file(x->arena, yb_api_value(x, "case")->json);
    if (!root)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_mistakes_init(&mistakes, x->arena);
    if (yb_cases_read(root, TRIAL_FILE, entry->policy, x->arena, &mistakes, &cases) != YB_OK ||
        mistakes.total) {
        rc = yb_mistakes_first(&mistakes, error);
        error->file = NULL; /* there is no file: the argument names the member */
        error->line = 0;
        return rc;
    }
    rc = yb_case_run(entry->policy, &cases.rows[0], x->arena, &mistakes, &result);
    if (rc != YB_OK)
        return yb_fail(error, rc, NULL);
    yb_api_put_text(x, "policy", entry->policy->id);
    yb_api_begin(x, "visits", '[');
    for (size_t i = 0; cases.rows[0].kind == YB_CASE_CLAIMS && i < cases.rows[0].visit_count; i++)
        put_visit(x, entry->policy, &cases.rows[0].visits[i], &result.visits[i]);
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_policy[] = {
    {"policies", policies},
    {"policy", policy},
    {"trial", trial},
    {.id = NULL},
};
