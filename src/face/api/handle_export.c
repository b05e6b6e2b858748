/* Export jobs: asked for, looked at, fetched; each by its owner only. */
#include "app/refuse.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "face/api/simulation_job.h"
#include "store/approval.h"
#include "store/file.h"

#define JOBS_SHOWN 50
#define JOBS_OPEN  5 /* of one user */

static void put_job(struct yb_api_exchange *x, const struct yb_export_job_row *row)
{
    yb_api_put_id(x, "export_id", row->export_id);
    yb_api_put_text(x, "operation", row->operation);
    yb_api_put_text(x, "format", row->format);
    yb_api_put_text(x, "state", row->export_stas);
    yb_api_put_integer(x, "rows", row->export_rows);
    yb_api_put_time(x, "crte_time", row->crte_time);
    yb_api_put_time(x, "end_time", row->end_time);
    yb_api_put_text(x, "error", row->error);
}

static int load(struct yb_api_exchange *x, struct yb_export_job_row *row, struct yb_error *error)
{
    int64_t export_id = yb_api_number(x, "export_id", 0);
    int rc = yb_export_get(x->call.tx, export_id, row, error);

    yb_api_note(x, "export:%lld", (long long)export_id);
    if (rc == YB_OK && row->user_id != x->session.user_id) /* as if it did not exist */
        rc = yb_refuse_id(error, YB_E_NOT_FOUND, export_id, "export");
    return rc;
}

static int exports(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_list list;
    int rc = yb_export_list(x->call.tx, x->session.user_id, JOBS_SHOWN, &list, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < list.count; i++) {
        if (yb_text_is(list.rows[i].operation, YB_SIMULATION_OPERATION))
            continue; /* see handle_simulation.c */
        YB_API_EACH(x);
        put_job(x, &list.rows[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int check_room(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_list list;
    int open = 0, rc = yb_export_list(x->call.tx, x->session.user_id, JOBS_SHOWN, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        open += yb_text_is(list.rows[i].export_stas, "waiting") ||
                yb_text_is(list.rows[i].export_stas, "running");
    return rc == YB_OK && open >= JOBS_OPEN
               ? yb_fail(error, YB_E_TOO_MANY, "exports", YB_LIMIT(JOBS_OPEN), NULL)
               : rc;
}

/* May he, and may he still, see what is exported? */
static int check_list(struct yb_api_exchange *x, const struct yb_api_operation *list,
                      struct yb_error *error)
{
    return yb_may(&x->session.who, list->permission).allowed
               ? YB_OK
               : yb_fail(error, YB_E_NOT_ALLOWED, yb_permission_title(list->permission, x->english),
                         NULL);
}

static int add_export(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_api_operation *list = yb_api_operation_of(yb_api_text(x, "operation"));
    const struct yb_api_value *query = yb_api_value(x, "query");
    struct yb_export_job_row row = yb_export_job_row();
    int rc;

    if (!list || !list->list)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "operation", yb_api_text(x, "operation"));
    rc = check_list(x, list, error);
    if (rc == YB_OK)
        rc = check_room(x, error);
    if (rc != YB_OK)
        return rc;
    row.export_id = yb_id_next(&x->call.app->ids, x->call.now_ms);
    row.user_id = x->session.user_id;
    row.operation = yb_text_of(list->id);
    row.query = query->given ? yb_identity_hidden(x->arena, query->text) : YB_TEXT("{}");
    if (!row.query.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    row.format = yb_api_text(x, "format");
    row.lang = yb_text_of(x->english ? "en" : "zh");
    row.export_stas = YB_TEXT("waiting");
    row.ip = x->ip;
    row.crte_time = x->call.now_ms;
    rc = yb_export_add(x->call.tx, &row, error);
    yb_api_note(x, "export:%lld %s", (long long)row.export_id, list->id);
    x->detail = row.query;
    yb_api_put_id(x, "export_id", row.export_id);
    return rc;
}

static int export(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row;
    int rc = load(x, &row, error);

    if (rc == YB_OK)
        put_job(x, &row);
    return rc;
}

static int export_file(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row;
    struct yb_file_row file;
    const struct yb_api_operation *list;
    int rc = load(x, &row, error);

    list = rc == YB_OK ? yb_api_operation_of(row.operation) : NULL;
    if (list)
        rc = check_list(x, list, error);

    if (rc == YB_OK && !row.file_id)
        rc = yb_refuse_id(error, YB_E_NOT_FOUND, row.export_id, "file");
    if (rc == YB_OK)
        rc = yb_stored_file_get(x->call.tx, row.file_id, &file, error);
    if (rc == YB_OK && file.dld_endtime < x->call.now_ms)
        rc = yb_refuse_id(error, YB_E_NOT_FOUND, row.export_id, "file");
    if (rc == YB_OK)
        rc = yb_unseal(&x->call.app->keys, file.content, x->arena, &x->file, error);
    if (rc != YB_OK)
        return rc;
    x->file_type = yb_text_is(row.format, "csv")
                       ? "text/csv;charset=UTF-8"
                       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    x->file_name = yb_arena_copy(x->arena, file.filename.bytes, file.filename.length);
    return YB_OK;
}

static int remove_export(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row;
    int rc = load(x, &row, error);

    if (rc == YB_OK)
        rc = yb_export_remove(x->call.tx, &row, error);
    if (rc == YB_OK)
        yb_api_put_boolean(x, "done", true);
    return rc;
}

const struct yb_api_handler yb_api_handlers_export[] = {
    {"exports", exports},         {"add_export", add_export},       {"export", export},
    {"export_file", export_file}, {"remove_export", remove_export}, {.id = NULL},
};
