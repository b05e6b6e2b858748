#include "app/policy/version.h"

#include <stdio.h>
#include <string.h>

#include "app/permission/permission.h"
#include "app/policy/published.h"
#include "app/refuse.h"
#include "app/settle/packs.h"
#include "app/settle/run.h"
#include "base/file.h"
#include "base/identity.h"
#include "base/yaml.h"
#include "base/yaml_write.h"
#include "engine/benefit/cases.h"
#include "engine/policy/read.h"
#include "store/approval.h"
#include "store/catalogue.h"

#define NAME_MAX_BYTES   80
#define REASON_MAX_BYTES 1000
#define REFERENCE        "version:"
#define CASES_SUFFIX     ".cases.yaml"
#define DIGEST_DIGITS    (2 * YB_SM3_BYTES)
#define RETROACTIVE      "retroactive"

/* ---- drafts ---- */

/* "371525-guanxian/2027-resident": letters, digits, "-", "_", "." and one "/" between. */
static int check_name(struct yb_text name, struct yb_error *error)
{
    int slashes = 0;
    bool fine = name.length && name.length <= NAME_MAX_BYTES;

    for (size_t i = 0; fine && i < name.length; i++) {
        char c = name.bytes[i];
        bool edge = !i || i + 1 == name.length || name.bytes[i - 1] == '/';

        if (c == '/')
            fine = !edge && ++slashes == 1;
        else if (c == '.' || c == '-' || c == '_')
            fine = !edge;
        else
            fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    if (!name.length)
        return yb_fail(error, YB_E_MISSING, "name", NULL);
    return fine && slashes == 1 ? YB_OK
                                : yb_refuse(error, YB_E_WRONG_FORMAT, "name",
                                            YB_TEXT("371525-guanxian/2027-resident"));
}

/* No policy and no open draft may have the name; `but` is the version that asks. */
static int check_free(struct yb_call *call, struct yb_text name, int64_t but,
                      struct yb_error *error)
{
    struct yb_policy_version_list list;
    int rc = yb_policy_version_list(call->tx, YB_TEXT(""), name, &list, error);

    if (rc == YB_OK && yb_policy_set_entry(call->app->policies, name))
        return yb_refuse(error, YB_E_EXISTS, "name", name);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        if (list.rows[i].version_id != but && !yb_text_is(list.rows[i].version_stas, "discarded") &&
            !yb_text_is(list.rows[i].version_stas, "withdrawn"))
            rc = yb_refuse(error, YB_E_EXISTS, "name", name);
    return rc;
}

static int check_sizes(const struct yb_draft_in *in, struct yb_error *error)
{
    if (in->overlay.length > YB_DRAFT_TEXT_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "overlay", YB_LIMIT(YB_DRAFT_TEXT_MAX), NULL);
    if (in->cases.length > YB_DRAFT_TEXT_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "cases", YB_LIMIT(YB_DRAFT_TEXT_MAX), NULL);
    if (in->reason.length > REASON_MAX_BYTES)
        return yb_fail(error, YB_E_TOO_LONG, "reason", YB_LIMIT(REASON_MAX_BYTES), NULL);
    return YB_OK;
}

static int need_base(struct yb_call *call, struct yb_text base,
                     const struct yb_policy_entry **entry, struct yb_error *error)
{
    *entry = yb_policy_set_entry(call->app->policies, base);
    return *entry ? YB_OK : yb_refuse(error, YB_E_NOT_FOUND, "base", base);
}

int yb_app_policy_cases(struct yb_call *call, const struct yb_policy_entry *entry,
                        struct yb_text *cases, struct yb_error *error)
{
    size_t length = strlen(entry->file), suffix = strlen(".yaml");
    struct yb_policy_version_row row;
    struct yb_error none;
    const char *file;
    int rc;

    *cases = YB_TEXT("");
    if (entry->version_id) {
        rc = yb_policy_version_get(call->tx, entry->version_id, &row, error);
        *cases = row.cases;
        return rc;
    }
    if (length <= suffix)
        return YB_OK;
    file = yb_arena_format(call->arena, "%.*s" CASES_SUFFIX, (int)(length - suffix), entry->file);
    if (!file)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (yb_file_read(file, YB_YAML_BYTES_MAX, call->arena, cases, &none) != YB_OK)
        *cases = YB_TEXT(""); /* a pack may have none */
    return YB_OK;
}

int yb_app_draft_add(struct yb_call *call, const struct yb_draft_in *in, int64_t *version_id,
                     struct yb_error *error)
{
    struct yb_policy_version_row row = yb_policy_version_row();
    const struct yb_policy_entry *base;
    uint8_t hash[YB_SM3_BYTES];
    int rc = check_name(in->name, error);

    if (rc == YB_OK)
        rc = check_sizes(in, error);
    if (rc == YB_OK)
        rc = need_base(call, in->base, &base, error);
    if (rc == YB_OK)
        rc = check_free(call, in->name, 0, error);
    row.cases = in->cases;
    if (rc == YB_OK && !in->has_cases)
        rc = yb_app_policy_cases(call, base, &row.cases, error);
    if (rc != YB_OK)
        return rc;
    if (yb_policy_digest(base->root,
                         base->national ? base->national : call->app->policies->national,
                         call->arena, hash) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    row.version_id = *version_id = yb_id_next(&call->app->ids, call->now_ms);
    row.name = in->name;
    row.version_stas = YB_TEXT("draft");
    row.base = in->base;
    row.base_hash = (struct yb_text){(const char *)hash, sizeof(hash)};
    row.overlay = in->overlay;
    row.reason = yb_identity_hidden(call->arena, in->reason);
    row.rev = 1;
    row.crte_user = row.updt_user = call->actor->opter;
    row.crte_time = row.updt_time = call->now_ms;
    return yb_policy_version_add(call->tx, &row, error);
}

static int wrong_state(const struct yb_policy_version_row *row, struct yb_error *error)
{
    char name[NAME_MAX_BYTES + 1], word[16];

    return yb_fail(error, YB_E_POLICY_STATE, yb_text_cut(row->name, name, sizeof(name)),
                   yb_text_cut(row->version_stas, word, sizeof(word)), NULL);
}

static int need_draft(struct yb_call *call, int64_t version_id, struct yb_policy_version_row *row,
                      struct yb_error *error)
{
    int rc = yb_policy_version_get(call->tx, version_id, row, error);

    return rc == YB_OK && !yb_text_is(row->version_stas, "draft") ? wrong_state(row, error) : rc;
}

static int put(struct yb_call *call, struct yb_policy_version_row *row, struct yb_error *error)
{
    row->rev++;
    row->updt_user = call->actor->opter;
    row->updt_time = call->now_ms;
    return yb_policy_version_put(call->tx, row, error);
}

int yb_app_draft_save(struct yb_call *call, const struct yb_draft_in *in, int64_t *rev,
                      struct yb_error *error)
{
    struct yb_policy_version_row row;
    int rc = check_sizes(in, error);

    if (rc == YB_OK)
        rc = need_draft(call, in->version_id, &row, error);
    if (rc == YB_OK && row.rev != in->rev)
        rc = yb_refuse(error, YB_E_STORE_CONFLICT, "rev", row.updt_user);
    if (rc != YB_OK)
        return rc;
    row.overlay = in->overlay;
    if (in->has_cases)
        row.cases = in->cases;
    if (in->reason.length)
        row.reason = yb_identity_hidden(call->arena, in->reason);
    *rev = row.rev + 1;
    return put(call, &row, error);
}

int yb_app_draft_discard(struct yb_call *call, int64_t version_id, struct yb_error *error)
{
    struct yb_policy_version_row row;
    int rc = need_draft(call, version_id, &row, error);

    if (rc != YB_OK)
        return rc;
    row.version_stas = YB_TEXT("discarded");
    return put(call, &row, error);
}

/* ---- what a version says ---- */

static int made_of_entry(struct yb_call *call, const struct yb_policy_entry *entry,
                         struct yb_policy_made *made, struct yb_error *error)
{
    const struct yb_policy_set *set = call->app->policies;
    struct yb_buffer out;

    *made = (struct yb_policy_made){.policy = entry->policy,
                                    .root = entry->root,
                                    .national = entry->national ? entry->national : set->national};
    yb_mistakes_init(&made->mistakes, call->arena);
    yb_buffer_init(&out, call->arena);
    yb_yaml_write(made->root, &out);
    made->text = yb_buffer_text(&out);
    if (out.failed ||
        yb_policy_digest(made->root, made->national, call->arena, made->hash) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return YB_OK;
}

static int made_of_pack(struct yb_call *call, const struct yb_policy_version_row *row,
                        struct yb_policy_made *made, struct yb_error *error)
{
    struct yb_policy_entry entry = {.file = ""};
    struct yb_policy_pack_row pack;
    struct yb_node *root, *national;
    int rc = yb_policy_pack_get(call->tx, row->pack_id, &pack, error);

    if (rc == YB_OK)
        rc = yb_pack_trees(pack.content, call->arena, &root, &national, error);
    if (rc == YB_OK)
        rc = yb_pack_read(pack.content, row->name, call->arena, &entry.policy, error);
    if (rc != YB_OK)
        return rc;
    entry.root = root;
    entry.national = national;
    return made_of_entry(call, &entry, made, error);
}

static int made_of_draft(struct yb_call *call, const struct yb_policy_version_row *row,
                         int32_t from_day, struct yb_policy_made *made, bool *base_changed,
                         struct yb_error *error)
{
    struct yb_policy_make_in in = {.set = call->app->policies,
                                   .name = row->name,
                                   .overlay = row->overlay,
                                   .from_day = from_day};
    uint8_t hash[YB_SM3_BYTES];
    int rc = need_base(call, row->base, &in.base, error);

    if (rc != YB_OK)
        return rc;
    if (yb_policy_digest(in.base->root, in.base->national ? in.base->national : in.set->national,
                         call->arena, hash) != YB_OK)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    *base_changed =
        !yb_text_equal(row->base_hash, (struct yb_text){(const char *)hash, sizeof(hash)});
    return yb_policy_make(&in, call->arena, made, error);
}

int yb_app_version_made(struct yb_call *call, const struct yb_policy_version_row *row,
                        struct yb_policy_made *made, bool *base_changed, struct yb_error *error)
{
    *base_changed = false;
    return row->pack_id ? made_of_pack(call, row, made, error)
                        : made_of_draft(call, row, YB_DAY_NONE, made, base_changed, error);
}

int yb_app_policy_by(struct yb_call *call, struct yb_text reference, struct yb_policy_made *made,
                     struct yb_error *error)
{
    const size_t head = strlen(REFERENCE);
    const struct yb_policy_entry *entry;
    struct yb_policy_version_row row;
    int64_t version_id;
    bool changed;
    int rc;

    if (yb_text_starts(reference, REFERENCE)) {
        if (!yb_text_to_int64((struct yb_text){reference.bytes + head, reference.length - head},
                              &version_id))
            return yb_refuse(error, YB_E_WRONG_FORMAT, "policy", YB_TEXT(REFERENCE "123"));
        rc = yb_policy_version_get(call->tx, version_id, &row, error);
        return rc == YB_OK ? yb_app_version_made(call, &row, made, &changed, error) : rc;
    }
    entry = yb_policy_set_entry(call->app->policies, reference);
    if (entry)
        return made_of_entry(call, entry, made, error);
    rc = yb_app_version_find(call, reference, &row, error);
    return rc == YB_OK ? yb_app_version_made(call, &row, made, &changed, error) : rc;
}

int yb_app_version_find(struct yb_call *call, struct yb_text name,
                        struct yb_policy_version_row *row, struct yb_error *error)
{
    struct yb_policy_version_list list;
    int rc = yb_policy_version_list(call->tx, YB_TEXT(""), name, &list, error);

    for (size_t i = list.count; rc == YB_OK && name.length && i > 0; i--) {
        *row = list.rows[i - 1];
        if (yb_text_is(row->version_stas, "draft") || yb_text_is(row->version_stas, "published"))
            return YB_OK;
    }
    return rc == YB_OK ? yb_refuse(error, YB_E_NOT_FOUND, "policy", name) : rc;
}

/* ---- cases ---- */

int yb_policy_run_cases(const struct yb_policy *policy, struct yb_text text,
                        struct yb_mistakes *mistakes, struct yb_cases_run *run,
                        struct yb_error *error)
{
    struct yb_arena *arena = mistakes->arena;
    struct yb_cases *cases = YB_NEW(arena, struct yb_cases);
    struct yb_error wrong;
    struct yb_node *root;
    int rc;

    *run = (struct yb_cases_run){.cases = cases};
    if (!cases)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (!yb_text_trim(text).length)
        return YB_OK;
    rc = yb_yaml_read(text, "cases", arena, &root, &wrong);
    if (rc != YB_OK) {
        yb_mistakes_take(mistakes, &wrong);
        return YB_OK;
    }
    if (yb_cases_read(root, "cases", policy, arena, mistakes, cases) != YB_OK)
        return YB_OK;
    run->passed = YB_NEW_ARRAY(arena, bool, cases->count + 1);
    for (rc = run->passed ? YB_OK : YB_E_NO_MEMORY; rc == YB_OK && run->count < cases->count;
         run->count++) {
        struct yb_case_result result;

        rc = yb_case_run(policy, &cases->rows[run->count], arena, mistakes, &result);
        run->passed[run->count] = rc == YB_OK && result.passed;
        run->failed += !run->passed[run->count];
    }
    return rc == YB_OK ? YB_OK : yb_fail(error, rc, NULL);
}

/* ---- publishing ---- */

static int check_day(struct yb_call *call, const struct yb_publish *what, struct yb_error *error)
{
    int32_t first = yb_policies_first_day(call->now_ms);
    char wanted[11], earliest[11];

    if (what->from_day >= first || what->retroactive)
        return YB_OK;
    yb_day_format(what->from_day, wanted);
    yb_day_format(first, earliest);
    return yb_fail(error, YB_E_POLICY_PAST, wanted, earliest, NULL);
}

/* For days past it stands in for its base, and for nothing before it. */
static int check_base_day(struct yb_call *call, const struct yb_policy_version_row *row,
                          const struct yb_publish *what, struct yb_error *error)
{
    const struct yb_policy_entry *base = yb_policy_set_entry(call->app->policies, row->base);
    char wanted[11], earliest[11];

    if (!what->retroactive || !base || what->from_day >= base->policy->from_day)
        return YB_OK;
    yb_day_format(what->from_day, wanted);
    yb_day_format(base->policy->from_day, earliest);
    return yb_fail(error, YB_E_POLICY_BEFORE, wanted, earliest, NULL);
}

/* Another for the same people from the same day gives way to a retroactive one only. */
static int check_same_day(struct yb_call *call, const struct yb_policy *policy,
                          const struct yb_publish *what, struct yb_error *error)
{
    const struct yb_policy *other =
        yb_policy_set_find(call->app->policies, policy->region, policy->insutype, policy->from_day);

    return !what->retroactive && other && other->from_day == policy->from_day &&
                   yb_text_equal(other->region, policy->region)
               ? yb_refuse(error, YB_E_EXISTS, "from_day", other->id)
               : YB_OK;
}

static int first_mistake(const struct yb_policy_version_row *row, const struct yb_policy_made *made,
                         struct yb_error *error)
{
    char name[NAME_MAX_BYTES + 1], count[YB_DECIMAL_TEXT_MAX], text[YB_ERROR_ARG_BYTES_MAX];
    struct yb_buffer words;
    struct yb_error first;

    yb_buffer_init(&words, made->mistakes.arena);
    yb_mistakes_first(&made->mistakes, &first);
    yb_error_describe(&first, false, &words);
    yb_decimal_format((int64_t)made->mistakes.total, 0, count);
    return yb_fail(error, YB_E_POLICY_MISTAKES, yb_text_cut(row->name, name, sizeof(name)), count,
                   yb_text_cut(yb_buffer_text(&words), text, sizeof(text)), NULL);
}

/* The draft as it would be published. */
static int make_publishable(struct yb_call *call, const struct yb_policy_version_row *row,
                            const struct yb_publish *what, struct yb_policy_made *made,
                            struct yb_error *error)
{
    bool changed;
    int rc = check_day(call, what, error);

    if (rc == YB_OK)
        rc = check_base_day(call, row, what, error);
    if (rc == YB_OK)
        rc = check_free(call, row->name, row->version_id, error);
    if (rc == YB_OK)
        rc = made_of_draft(call, row, what->from_day, made, &changed, error);
    if (rc == YB_OK && !made->policy)
        rc = first_mistake(row, made, error);
    if (rc == YB_OK && !yb_area_covers(made->policy->region, yb_text_of(call->app->region)))
        rc = yb_refuse(error, YB_E_OUT_OF_RANGE, "region", yb_text_of(call->app->region));
    return rc == YB_OK ? check_same_day(call, made->policy, what, error) : rc;
}

/* A day to come is never retroactive, whatever was said. */
static int content_of(struct yb_call *call, const struct yb_publish *what,
                      const uint8_t hash[YB_SM3_BYTES], struct yb_text *content,
                      struct yb_error *error)
{
    char day[11], digest[DIGEST_DIGITS + 1];

    yb_day_format(what->from_day, day);
    yb_hex(hash, YB_SM3_BYTES, digest);
    *content = yb_text_of(yb_arena_format(call->arena, "%s %s%s", day, digest,
                                          what->retroactive ? " " RETROACTIVE : ""));
    return content->bytes ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

int yb_app_publish_content(struct yb_call *call, const struct yb_publish *publish,
                           struct yb_text *content, struct yb_error *error)
{
    struct yb_publish what = *publish;
    struct yb_policy_version_row row;
    struct yb_policy_made made;
    int rc = need_draft(call, what.version_id, &row, error);

    what.retroactive = what.retroactive && what.from_day < yb_policies_first_day(call->now_ms);
    if (rc == YB_OK)
        rc = make_publishable(call, &row, &what, &made, error);
    return rc == YB_OK ? content_of(call, &what, made.hash, content, error) : rc;
}

/* "2027-01-01 <digest>", and perhaps " retroactive". */
static int read_content(struct yb_text target, struct yb_text content, struct yb_publish *what,
                        struct yb_error *error)
{
    struct yb_text rest, word, day = yb_text_split(content, ' ', &rest);

    yb_text_split(rest, ' ', &word);
    what->retroactive = yb_text_is(word, RETROACTIVE);
    return yb_text_to_int64(target, &what->version_id) && yb_day_parse(day, &what->from_day)
               ? YB_OK
               : yb_refuse(error, YB_E_WRONG_FORMAT, "content", content);
}

/* The draft that is proposed, as it is now; POLICY_CHANGED when it is not what was proposed. */
static int read_proposal(struct yb_call *call, struct yb_text target, struct yb_text content,
                         struct yb_policy_version_row *row, struct yb_policy_made *made,
                         struct yb_error *error)
{
    struct yb_publish what;
    struct yb_text now;
    char name[NAME_MAX_BYTES + 1];
    int rc = read_content(target, content, &what, error);

    if (rc == YB_OK)
        rc = need_draft(call, what.version_id, row, error);
    if (rc == YB_OK)
        rc = make_publishable(call, row, &what, made, error);
    if (rc == YB_OK)
        rc = content_of(call, &what, made->hash, &now, error);
    if (rc == YB_OK && !yb_text_equal(now, content))
        rc = yb_fail(error, YB_E_POLICY_CHANGED, yb_text_cut(row->name, name, sizeof(name)), NULL);
    return rc;
}

int yb_app_publish_check(struct yb_call *call, struct yb_text target, struct yb_text content,
                         struct yb_error *error)
{
    struct yb_policy_version_row row;
    struct yb_policy_made made;

    return read_proposal(call, target, content, &row, &made, error);
}

int yb_app_publish(struct yb_call *call, const struct yb_approval_row *approval,
                   struct yb_error *error)
{
    struct yb_policy_version_row row;
    struct yb_policy_made made;
    struct yb_resettle_run_row run;
    struct yb_buffer national;
    struct yb_text content;
    int rc = read_proposal(call, approval->target, approval->content, &row, &made, error);

    if (rc != YB_OK)
        return rc;
    yb_buffer_init(&national, call->arena);
    if (made.national)
        yb_yaml_write(made.national, &national);
    content = yb_pack_content(yb_buffer_text(&national), made.text, call->arena);
    if (national.failed || !content.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_pack_keep(call, made.policy, content, &row.pack_id, error);
    if (rc != YB_OK)
        return rc;
    row.version_stas = YB_TEXT("published");
    row.begndate = made.policy->from_day;
    row.approval_id = approval->approval_id;
    row.publish_user = approval->propose_user;
    row.approve_user = approval->decide_user;
    row.publish_time = call->now_ms;
    row.reason = approval->reason;
    rc = put(call, &row, error);
    if (rc == YB_OK && row.begndate < yb_policies_first_day(call->now_ms)) /* bills it finds */
        rc = yb_run_begin(call, made.policy, row.version_id, &run, error);
    return rc;
}

static int need_withdrawable(struct yb_call *call, struct yb_text target,
                             struct yb_policy_version_row *row, struct yb_error *error)
{
    char name[NAME_MAX_BYTES + 1], day[11];
    int64_t version_id;
    int rc;

    if (!yb_text_to_int64(target, &version_id))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "version_id", target);
    rc = yb_policy_version_get(call->tx, version_id, row, error);
    if (rc != YB_OK)
        return rc;
    if (!yb_text_is(row->version_stas, "published"))
        return wrong_state(row, error);
    if (row->begndate >= yb_policies_first_day(call->now_ms))
        return YB_OK;
    yb_day_format(row->begndate, day);
    return yb_fail(error, YB_E_POLICY_IN_FORCE, yb_text_cut(row->name, name, sizeof(name)), day,
                   NULL);
}

int yb_app_withdraw_check(struct yb_call *call, struct yb_text target, struct yb_error *error)
{
    struct yb_policy_version_row row;

    return need_withdrawable(call, target, &row, error);
}

int yb_app_withdraw(struct yb_call *call, const struct yb_approval_row *approval,
                    struct yb_error *error)
{
    struct yb_policy_version_row row;
    int rc = need_withdrawable(call, approval->target, &row, error);

    if (rc != YB_OK)
        return rc;
    row.version_stas = YB_TEXT("withdrawn");
    row.withdraw_approval_id = approval->approval_id;
    row.withdraw_user = approval->propose_user;
    row.withdraw_time = call->now_ms;
    row.withdraw_reason = approval->reason;
    return put(call, &row, error);
}
