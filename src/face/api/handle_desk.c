/* The policy desk: drafts, versions, comparison, cases, publishing. */
#include <stdio.h>
#include <string.h>

#include "app/approval/approval.h"
#include "app/policy/published.h"
#include "app/policy/version.h"
#include "app/refuse.h"
#include "engine/benefit/cases.h"
#include "face/api/exchange.h"
#include "face/policy_diff.h"

/* ---- versions ---- */

static const struct yb_policy_version_row *version_at(const void *rows, size_t i)
{
    return &((const struct yb_policy_version_row *)rows)[i];
}

/* Ids as texts of one length, in their order. */
static struct yb_text id_key(const void *rows, size_t i)
{
    static _Thread_local char ring[256][24];
    static _Thread_local unsigned int turn;
    char *out = ring[turn++ % 256];
    int length = snprintf(out, 24, "%020lld", (long long)version_at(rows, i)->version_id);

    return (struct yb_text){out, (size_t)length};
}

static struct yb_text id_order(const void *rows, size_t i, struct yb_text by)
{
    (void)by;
    return id_key(rows, i);
}

static void put_version(struct yb_api_exchange *x, const struct yb_policy_version_row *row)
{
    yb_api_put_id(x, "version_id", row->version_id);
    yb_api_put_text(x, "name", row->name);
    yb_api_put_text(x, "state", row->version_stas);
    yb_api_put_text(x, "base", row->base);
    yb_api_put_text(x, "reason", row->reason);
    yb_api_put_day(x, "from_day", row->begndate);
    yb_api_put_text(x, "crte_user", row->crte_user);
    yb_api_put_time(x, "crte_time", row->crte_time);
    yb_api_put_text(x, "updt_user", row->updt_user);
    yb_api_put_time(x, "updt_time", row->updt_time);
    yb_api_put_text(x, "publish_user", row->publish_user);
    yb_api_put_text(x, "approve_user", row->approve_user);
    yb_api_put_time(x, "publish_time", row->publish_time);
    yb_api_put_text(x, "withdraw_user", row->withdraw_user);
    yb_api_put_time(x, "withdraw_time", row->withdraw_time);
    yb_api_put_text(x, "withdraw_reason", row->withdraw_reason);
}

static void put_version_row(struct yb_api_exchange *x, const void *rows, size_t i)
{
    put_version(x, version_at(rows, i));
}

static int policy_versions(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_policy_version_list list;
    struct yb_api_rows rows = {.key = id_key, .order = id_order, .write = put_version_row};
    int rc = yb_policy_version_list(x->call.tx, yb_api_text(x, "state"), YB_TEXT(""), &list, error);

    rows.rows = list.rows;
    rows.count = list.count;
    return rc == YB_OK ? yb_api_write_page(x, &rows, error) : rc;
}

static void put_mistakes(struct yb_api_exchange *x, const struct yb_mistakes *mistakes)
{
    yb_api_begin(x, "mistakes", '[');
    for (size_t i = 0; i < mistakes->count; i++) {
        struct yb_error each = mistakes->errors[i];
        struct yb_buffer words;

        YB_API_EACH(x);
        yb_api_put_string(x, "file", each.file ? each.file : "");
        yb_api_put_integer(x, "line", each.line);
        each.file = NULL;
        each.line = 0;
        yb_buffer_init(&words, x->arena);
        yb_error_describe(&each, x->english, &words);
        yb_api_put_text(x, "text", yb_buffer_text(&words));
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static int put_changes(struct yb_api_exchange *x, const struct yb_policy *before,
                       const struct yb_policy *after, struct yb_error *error)
{
    struct yb_policy_changes changes = {0};

    if (before && after && yb_policy_diff(before, after, x->english, x->arena, &changes) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_api_begin(x, "items", '[');
    yb_policy_changes_write_json(&changes, &x->json);
    YB_API_CLOSE(x);
    return YB_OK;
}

static int put_figures(struct yb_api_exchange *x, const struct yb_node *root,
                       struct yb_error *error)
{
    struct yb_figures figures;

    if (yb_overlay_figures(root, x->arena, &figures) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_api_begin(x, "figures", '[');
    for (size_t i = 0; i < figures.count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "at", figures.rows[i].at);
        yb_api_put_text(x, "value", figures.rows[i].value);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int load(struct yb_api_exchange *x, struct yb_policy_version_row *row,
                struct yb_error *error)
{
    return yb_policy_version_get(x->call.tx, yb_api_number(x, "version_id", 0), row, error);
}

/* A version, what it says, what is wrong with it, and how it differs from its base. */
static int policy_version(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_policy_entry *base;
    struct yb_policy_version_row row;
    struct yb_policy_made made;
    bool changed;
    int rc = load(x, &row, error);

    if (rc == YB_OK)
        rc = yb_app_version_made(&x->call, &row, &made, &changed, error);
    if (rc != YB_OK)
        return rc;
    base = yb_policy_set_entry(x->call.app->policies, row.base);
    put_version(x, &row);
    yb_api_put_integer(x, "rev", row.rev);
    yb_api_put_text(x, "overlay", row.overlay);
    yb_api_put_text(x, "cases", row.cases);
    yb_api_put_text(x, "text", made.text);
    yb_api_put_boolean(x, "base_changed", changed);
    yb_api_put_day(x, "first_day", yb_policies_first_day(x->call.now_ms));
    yb_api_put_id(x, "insutype", base ? base->policy->insutype : 0);
    put_mistakes(x, &made.mistakes);
    rc = put_changes(x, base ? base->policy : NULL, made.policy, error);
    return rc == YB_OK ? put_figures(x, base ? base->root : made.root, error) : rc;
}

/* ---- drafts ---- */

static int add_draft(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_draft_in in = {.name = yb_api_text(x, "name"),
                             .base = yb_api_text(x, "base"),
                             .overlay = yb_api_text(x, "overlay"),
                             .reason = yb_api_text(x, "reason")};
    int64_t version_id = 0;
    int rc = yb_app_draft_add(&x->call, &in, &version_id, error);

    yb_api_note(x, "policy:" YB_TEXT_FMT, YB_TEXT_ARG(in.name));
    x->detail = in.reason;
    yb_api_put_id(x, "version_id", version_id);
    return rc;
}

static int save_draft(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_api_value *cases = yb_api_value(x, "cases");
    struct yb_draft_in in = {.version_id = yb_api_number(x, "version_id", 0),
                             .rev = yb_api_number(x, "rev", 0),
                             .overlay = yb_api_text(x, "overlay"),
                             .cases = cases->text,
                             .has_cases = cases->given,
                             .reason = yb_api_text(x, "reason")};
    int64_t rev = 0;
    int rc = yb_app_draft_save(&x->call, &in, &rev, error);

    yb_api_note(x, "policy_version:%lld", (long long)in.version_id);
    x->detail = in.reason;
    yb_api_put_integer(x, "rev", rev);
    return rc;
}

static int discard_draft(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t version_id = yb_api_number(x, "version_id", 0);
    int rc = yb_app_draft_discard(&x->call, version_id, error);

    yb_api_note(x, "policy_version:%lld", (long long)version_id);
    yb_api_put_boolean(x, "done", rc == YB_OK);
    return rc;
}

/* ---- cases and comparison ---- */

static int policy_cases(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_policy_version_row row;
    struct yb_policy_made made;
    struct yb_mistakes mistakes;
    struct yb_cases_run run = {.count = 0};
    bool changed;
    int rc = load(x, &row, error);

    if (rc == YB_OK)
        rc = yb_app_version_made(&x->call, &row, &made, &changed, error);
    yb_mistakes_init(&mistakes, x->arena);
    if (rc == YB_OK && made.policy)
        rc = yb_policy_run_cases(made.policy, row.cases, &mistakes, &run, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_integer(x, "count", (int64_t)run.count);
    yb_api_put_integer(x, "failed", (int64_t)run.failed);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < run.count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "name", run.cases->rows[i].name);
        yb_api_put_text(x, "clause", run.cases->rows[i].clause);
        yb_api_put_boolean(x, "passed", run.passed[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    put_mistakes(x, made.policy ? &mistakes : &made.mistakes);
    return YB_OK;
}

static int policy_changes(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_policy_made before, after;
    int rc = yb_app_policy_by(&x->call, yb_api_text(x, "older"), &before, error);

    if (rc == YB_OK)
        rc = yb_app_policy_by(&x->call, yb_api_text(x, "newer"), &after, error);
    if (rc == YB_OK && !before.policy)
        rc = yb_mistakes_first(&before.mistakes, error);
    if (rc == YB_OK && !after.policy)
        rc = yb_mistakes_first(&after.mistakes, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_text(x, "older", before.policy->id);
    yb_api_put_text(x, "newer", after.policy->id);
    rc = put_changes(x, before.policy, after.policy, error);
    yb_api_put_string(x, "next", "");
    return rc;
}

/* ---- publishing ---- */

static struct yb_text target_of(struct yb_api_exchange *x)
{
    return yb_text_of(
        yb_arena_format(x->arena, "%lld", (long long)yb_api_number(x, "version_id", 0)));
}

static int publish_policy(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_propose_in in = {.kind = YB_APPROVAL_policy_publish,
                               .target = target_of(x),
                               .reason = yb_api_text(x, "reason")};
    const struct yb_publish publish = {.version_id = yb_api_number(x, "version_id", 0),
                                       .from_day = (int32_t)yb_api_number(x, "from_day", 0),
                                       .retroactive = yb_api_number(x, "retroactive", 0) != 0};
    int rc = yb_app_publish_content(&x->call, &publish, &in.content, error);

    return rc == YB_OK ? yb_api_propose(x, &in, error) : rc;
}

static int withdraw_policy(struct yb_api_exchange *x, struct yb_error *error)
{
    return yb_api_propose(x,
                          &(struct yb_propose_in){YB_APPROVAL_policy_withdraw, target_of(x),
                                                  YB_TEXT("withdrawn"), yb_api_text(x, "reason")},
                          error);
}

const struct yb_api_handler yb_api_handlers_desk[] = {
    {"policy_versions", policy_versions},
    {"policy_version", policy_version},
    {"add_draft", add_draft},
    {"save_draft", save_draft},
    {"discard_draft", discard_draft},
    {"policy_cases", policy_cases},
    {"policy_changes", policy_changes},
    {"publish_policy", publish_policy},
    {"withdraw_policy", withdraw_policy},
    {.id = NULL},
};
