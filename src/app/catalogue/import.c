#include "app/catalogue/import.h"

#include <stdio.h>
#include <string.h>

#include "app/catalogue/code_file.h"
#include "app/catalogue/digest.h"
#include "app/catalogue/item_file.h"
#include "app/catalogue/list.h"
#include "app/catalogue/merge.h"
#include "app/catalogue/rows.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/table.h"
#include "store/catalogue.h"

struct job {
    struct yb_call *call;
    const struct yb_import_catalogue_in *in;
    struct yb_import_catalogue_out *out;
    struct yb_text admdvs; /* of the store: empty for the home region */
    struct yb_merge merge;
    size_t known_capacity;
    struct yb_arena scratch; /* of one digest */
    uint8_t content_hash[YB_SM3_BYTES];
};

/* Nothing is written of a file with refused rows, and the report says so. */
static int check_refused(const struct job *job, struct yb_error *error)
{
    struct yb_import_report *report = &job->out->report;

    if (job->in->partial || !report->refused)
        return YB_OK;
    report->added = report->changed = report->unchanged = report->ended = 0;
    return yb_refuse_id(error, YB_E_IMPORT_REFUSED, report->refused, NULL);
}

/* Known rows. */

static int know(struct job *job, const struct yb_known_spell *spell)
{
    struct yb_arena *arena = job->call->arena;
    struct yb_known_spell *k;

    job->merge.known = yb_rows_room(arena, job->merge.known, (size_t)job->merge.known_count,
                                    &job->known_capacity, sizeof(*job->merge.known));
    if (!job->merge.known)
        return YB_E_NO_MEMORY;
    k = &job->merge.known[job->merge.known_count++];
    *k = *spell;
    k->code = yb_text_copy(arena, spell->code);
    k->list_name = yb_text_copy(arena, spell->list_name);
    return yb_arena_failed(arena) ? YB_E_NO_MEMORY : YB_OK;
}

static int know_item(void *context, const struct yb_med_item_row *item)
{
    struct job *job = context;
    struct yb_known_spell spell = {
        .code = item->med_list_codg,
        .list_name = item->list_type,
        .from_day = item->begndate,
        .to_day = item->enddate,
        .rid = item->rid,
        .crte_time = item->crte_time,
    };

    yb_row_digest(YB_T_med_item, item, &job->scratch, spell.digest);
    return know(job, &spell);
}

static int know_codes(struct job *job, struct yb_error *error)
{
    struct yb_item_query query = {
        .list_name = job->in->kind, .day = YB_DAY_NONE, .most = YB_CATALOGUE_ITEMS_MAX};
    struct yb_code_item_list list;
    int rc = yb_code_item_list(job->call->tx, &query, &list, NULL, error);

    for (size_t i = 0; i < list.count && rc == YB_OK; i++) {
        const struct yb_code_item_row *code = &list.rows[i];
        struct yb_known_spell spell = {
            .code = code->code,
            .list_name = code->list_name,
            .from_day = code->begndate,
            .to_day = code->enddate,
            .rid = code->rid,
            .crte_time = code->crte_time,
        };

        yb_row_digest(YB_T_code_item, code, &job->scratch, spell.digest);
        rc = know(job, &spell);
    }
    return rc == YB_E_NO_MEMORY ? yb_fail(error, rc, NULL) : rc;
}

/* Versions. */

/* The version that this import makes of a list; made when first asked for. */
static int version_of(struct job *job, struct yb_text list_name, struct yb_import_version **version,
                      struct yb_error *error)
{
    struct yb_import_catalogue_out *out = job->out;
    struct yb_catalogue_ver_list list;
    struct yb_import_version *made;
    size_t i;
    int rc;

    for (i = 0; i < out->version_count; i++)
        if (yb_text_equal(out->versions[i].list_name, list_name)) {
            *version = &out->versions[i];
            return YB_OK;
        }
    if (out->version_count == YB_IMPORT_VERSIONS_MAX)
        return yb_refuse_id(error, YB_E_TOO_MANY, YB_IMPORT_VERSIONS_MAX, "list_type");
    rc = yb_catalogue_ver_list(job->call->tx, job->admdvs, list_name, &list, error);
    if (rc != YB_OK)
        return rc;
    made = &out->versions[out->version_count++];
    made->list_name = list_name;
    made->ver_seq = list.count ? list.rows[list.count - 1].ver_seq + 1 : 1;
    if (made->ver_seq > YB_CATALOGUE_VER_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "ver", "9999", NULL);
    made->ver = yb_text_of(yb_arena_format(job->call->arena, "v%04lld", (long long)made->ver_seq));
    *version = made;
    return YB_OK;
}

static int put_versions(struct job *job, struct yb_error *error)
{
    struct yb_import_catalogue_out *out = job->out;
    int rc = YB_OK;

    for (size_t i = 0; i < out->version_count && rc == YB_OK; i++) {
        struct yb_catalogue_ver_row ver = {
            .admdvs = job->admdvs,
            .list_name = out->versions[i].list_name,
            .ver_seq = out->versions[i].ver_seq,
            .ver = out->versions[i].ver,
            .data_cnt = out->versions[i].data_cnt,
            .source = job->in->title,
            .content_hash = {(const char *)job->content_hash, sizeof(job->content_hash)},
            .crte_time = job->call->now_ms,
        };

        rc = yb_catalogue_ver_put(job->call->tx, &ver, error);
    }
    return rc;
}

/* What the store and the version give a row. */
struct stamp {
    int64_t *rid, *crte_time, *updt_time, *ver_seq;
    struct yb_text *ver;
};

static int stamp_row(struct job *job, struct yb_text list_name, const struct yb_known_spell *known,
                     const struct stamp *stamp, struct yb_error *error)
{
    struct yb_import_version *version = NULL;
    int rc = version_of(job, list_name, &version, error);

    if (rc != YB_OK)
        return rc;
    *stamp->rid = known ? known->rid : yb_tx_id(job->call->tx, job->call->now_ms);
    *stamp->crte_time = known ? known->crte_time : job->call->now_ms;
    *stamp->updt_time = job->call->now_ms;
    *stamp->ver_seq = version->ver_seq;
    *stamp->ver = version->ver;
    version->data_cnt++;
    return YB_OK;
}

static const struct yb_known_spell *known_of(const struct job *job,
                                             const struct yb_file_spell *spell)
{
    return spell->known < 0 ? NULL : &job->merge.known[spell->known];
}

static bool is_written(const struct yb_file_spell *spell)
{
    return spell->fate == YB_SPELL_NEW || spell->fate == YB_SPELL_CHANGED;
}

/* Items. */

static int stamp_item(struct job *job, struct yb_med_item_row *item,
                      const struct yb_known_spell *known, struct yb_error *error)
{
    struct stamp stamp = {&item->rid, &item->crte_time, &item->updt_time, &item->ver_seq,
                          &item->ver};

    return stamp_row(job, item->list_type, known, &stamp, error);
}

static int end_items(struct job *job, struct yb_error *error)
{
    int rc = YB_OK;

    for (int32_t i = 0; i < job->merge.known_count && rc == YB_OK; i++) {
        const struct yb_known_spell *known = &job->merge.known[i];
        struct yb_med_item_list list;

        if (known->end_on == YB_DAY_NONE)
            continue;
        rc = yb_med_item_find(job->call->tx, job->admdvs, known->code, &list, error);
        for (size_t k = 0; k < list.count && rc == YB_OK; k++) {
            struct yb_med_item_list one = {&list.rows[k], 1};

            if (list.rows[k].begndate != known->from_day ||
                !yb_text_equal(list.rows[k].list_type, known->list_name))
                continue;
            list.rows[k].enddate = known->end_on;
            rc = stamp_item(job, &list.rows[k], known, error);
            if (rc == YB_OK)
                rc = yb_med_item_put(job->call->tx, &one, error);
        }
    }
    return rc;
}

static int write_items(struct job *job, struct yb_item_file *file, struct yb_error *error)
{
    struct yb_med_item_list list = {
        YB_NEW_ARRAY(job->call->arena, struct yb_med_item_row, file->count), 0};
    int rc = YB_OK;

    if (!list.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < file->count && rc == YB_OK; i++) {
        struct yb_med_item_row *item = &file->rows[i].item;

        if (!is_written(&job->merge.file[i]))
            continue;
        item->enddate = job->merge.file[i].to_day;
        rc = stamp_item(job, item, known_of(job, &job->merge.file[i]), error);
        list.rows[list.count++] = *item;
    }
    if (rc == YB_OK)
        rc = yb_med_item_put(job->call->tx, &list, error);
    return rc == YB_OK ? end_items(job, error) : rc;
}

static int import_items(struct job *job, struct yb_error *error)
{
    struct yb_item_file_options options = {job->in->defaults, job->in->phrases, job->in->sets};
    struct yb_import_report *report = &job->out->report;
    struct yb_arena *arena = job->call->arena;
    struct yb_item_file file;
    int rc = yb_item_file_read(job->in->content, &options, arena, &file, report, error);

    if (rc == YB_OK)
        rc = yb_med_item_each(job->call->tx, job->admdvs, know_item, job, error);
    if (rc != YB_OK)
        return rc;
    job->merge.file = YB_NEW_ARRAY(arena, struct yb_file_spell, file.count);
    if (!job->merge.file)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < file.count; i++) {
        struct yb_med_item_row *item = &file.rows[i].item;
        struct yb_file_spell *spell = &job->merge.file[job->merge.file_count++];

        item->admdvs = job->admdvs;
        spell->code = item->med_list_codg;
        spell->list_name = item->list_type;
        spell->from_day = item->begndate;
        spell->to_day = item->enddate;
        spell->row = file.rows[i].row;
        yb_row_digest(YB_T_med_item, item, &job->scratch, spell->digest);
    }
    rc = yb_merge_spells(&job->merge, arena, report, error);
    if (rc == YB_OK)
        rc = check_refused(job, error);
    return rc == YB_OK ? write_items(job, &file, error) : rc;
}

/* Code lists. */

static int stamp_code(struct job *job, struct yb_code_item_row *code,
                      const struct yb_known_spell *known, struct yb_error *error)
{
    struct stamp stamp = {&code->rid, &code->crte_time, &code->updt_time, &code->ver_seq,
                          &code->ver};

    return stamp_row(job, code->list_name, known, &stamp, error);
}

static int end_codes(struct job *job, struct yb_error *error)
{
    int rc = YB_OK;

    for (int32_t i = 0; i < job->merge.known_count && rc == YB_OK; i++) {
        const struct yb_known_spell *known = &job->merge.known[i];
        struct yb_code_item_list list;

        if (known->end_on == YB_DAY_NONE)
            continue;
        rc = yb_code_item_find(job->call->tx, known->list_name, known->code, &list, error);
        for (size_t k = 0; k < list.count && rc == YB_OK; k++) {
            struct yb_code_item_list one = {&list.rows[k], 1};

            if (list.rows[k].begndate != known->from_day)
                continue;
            list.rows[k].enddate = known->end_on;
            rc = stamp_code(job, &list.rows[k], known, error);
            if (rc == YB_OK)
                rc = yb_code_item_put(job->call->tx, &one, error);
        }
    }
    return rc;
}

static int write_codes(struct job *job, struct yb_code_file *file, struct yb_error *error)
{
    struct yb_code_item_list list = {
        YB_NEW_ARRAY(job->call->arena, struct yb_code_item_row, file->count), 0};
    int rc = YB_OK;

    if (!list.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < file->count && rc == YB_OK; i++) {
        struct yb_code_item_row *code = &file->rows[i].code;

        if (!is_written(&job->merge.file[i]))
            continue;
        code->enddate = job->merge.file[i].to_day;
        rc = stamp_code(job, code, known_of(job, &job->merge.file[i]), error);
        list.rows[list.count++] = *code;
    }
    if (rc == YB_OK)
        rc = yb_code_item_put(job->call->tx, &list, error);
    return rc == YB_OK ? end_codes(job, error) : rc;
}

/* A pair whose parent is in no list would count for nothing: refused. */
static int check_parents(struct job *job, struct yb_code_file *file, struct yb_error *error)
{
    const struct yb_list_name *list = yb_list_name_find(job->in->kind);
    struct yb_item_query query = {
        .list_name = YB_TEXT("opsp_dise"), .day = YB_DAY_NONE, .most = YB_CATALOGUE_ITEMS_MAX};
    struct yb_code_item_list parents;
    struct yb_table known;
    size_t kept = 0;
    int rc;

    if (list->kind != YB_LIST_PAIRS)
        return YB_OK;
    rc = yb_code_item_list(job->call->tx, &query, &parents, NULL, error);
    if (rc != YB_OK)
        return rc;
    yb_table_init(&known, job->call->arena, parents.count);
    for (size_t i = 0; i < parents.count; i++)
        yb_table_put(&known, parents.rows[i].code, 1);
    for (size_t i = 0; i < file->count; i++) {
        struct yb_error why = {0};

        if (yb_table_get(&known, file->rows[i].code.parent_code, 0)) {
            file->rows[kept++] = file->rows[i];
            continue;
        }
        yb_refuse(&why, YB_E_UNKNOWN_CODE, "parent_code", file->rows[i].code.parent_code);
        yb_import_report_refuse(&job->out->report, file->rows[i].row, &why);
    }
    file->count = kept;
    return YB_OK;
}

static int import_codes(struct job *job, struct yb_error *error)
{
    struct yb_code_file_options options = {job->in->kind, job->in->sets};
    struct yb_import_report *report = &job->out->report;
    struct yb_arena *arena = job->call->arena;
    struct yb_code_file file;
    int rc = yb_code_file_read(job->in->content, &options, arena, &file, report, error);

    if (rc == YB_OK)
        rc = check_parents(job, &file, error);
    if (rc == YB_OK)
        rc = know_codes(job, error);
    if (rc != YB_OK)
        return rc;
    job->merge.file = YB_NEW_ARRAY(arena, struct yb_file_spell, file.count);
    if (!job->merge.file)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < file.count; i++) {
        const struct yb_code_item_row *code = &file.rows[i].code;
        struct yb_file_spell *spell = &job->merge.file[job->merge.file_count++];

        spell->code = code->code;
        spell->list_name = code->list_name;
        spell->from_day = code->begndate;
        spell->to_day = code->enddate;
        spell->row = file.rows[i].row;
        yb_row_digest(YB_T_code_item, code, &job->scratch, spell->digest);
    }
    rc = yb_merge_spells(&job->merge, arena, report, error);
    if (rc == YB_OK)
        rc = check_refused(job, error);
    return rc == YB_OK ? write_codes(job, &file, error) : rc;
}

/* Whose catalogue it is. */
static int read_region(struct job *job, bool items, struct yb_error *error)
{
    const struct yb_app *app = job->call->app;
    struct yb_text region = job->in->region, home = yb_text_of(app->region);
    int64_t number;

    if (!region.length)
        return YB_OK;
    if (region.length != 6 || region.bytes[0] < '1' || !yb_text_to_int64(region, &number))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "region", region);
    if (!items)
        return yb_refuse_text(error, YB_E_REGION_LIST, job->in->kind);
    if (yb_text_equal(region, home))
        return YB_OK;
    if (!yb_rules_elsewhere(app->rules, home, region))
        return yb_refuse_text(error, YB_E_REGION_AT_HOME, region);
    job->admdvs = region;
    return YB_OK;
}

int yb_app_import_catalogue(struct yb_call *call, const struct yb_import_catalogue_in *in,
                            struct yb_import_catalogue_out *out, struct yb_error *error)
{
    const struct yb_list_name *list = yb_list_name_find(in->kind);
    struct job job = {
        .call = call, .in = in, .out = out, .merge = {.complete_from = in->complete_from}};
    bool items = yb_text_is(in->kind, "items");
    int rc;

    memset(out, 0, sizeof(*out));
    yb_import_report_init(&out->report, call->arena);
    if (!items && (!list || list->kind == YB_LIST_ITEMS))
        return yb_refuse(error, YB_E_NOT_FOUND, "kind", in->kind);
    rc = read_region(&job, items, error);
    if (rc != YB_OK)
        return rc;
    yb_sm3(in->content, job.content_hash);
    yb_arena_init(&job.scratch, 8192);
    rc = items ? import_items(&job, error) : import_codes(&job, error);
    yb_arena_release(&job.scratch);
    return rc == YB_OK ? put_versions(&job, error) : rc;
}
