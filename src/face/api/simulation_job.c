#include "face/api/simulation_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "face/simulation.h"
#include "store/approval.h"
#include "store/file.h"
#include "store/store.h"

#define JOBS_LOOKED_AT 100
#define KEEP_MS        (INT64_C(30) * 24 * 3600000)
#define REST_SECONDS   1
#define STEP           200000 /* settlements read between two notes of how far it is */

struct running {
    struct yb_api *api;
    struct yb_arena arena;
    struct yb_export_job_row job;
    struct yb_simulation_asked asked;
    struct yb_policy_made made[YB_SIMULATED];
    struct yb_file_row file;
    const char *key;
    int64_t noted; /* settlements read when that was noted last */
    bool found;
};

int yb_simulation_read(struct yb_text query, struct yb_arena *arena,
                       struct yb_simulation_asked *asked, struct yb_error *error)
{
    struct yb_json_value *root;
    int rc = yb_json_read(query, arena, &root, error);

    if (rc != YB_OK)
        return rc;
    asked->before = yb_json_text(yb_json_get(root, "before"));
    asked->after = yb_json_text(yb_json_get(root, "after"));
    return yb_text_to_int64(yb_json_text(yb_json_get(root, "year")), &asked->year)
               ? YB_OK
               : yb_fail(error, YB_E_WRONG_FORMAT, "year", "", NULL);
}

static int need(struct yb_call *call, struct yb_text reference, struct yb_policy_made *made,
                struct yb_error *error)
{
    int rc = yb_app_policy_by(call, reference, made, error);

    return rc == YB_OK && !made->policy ? yb_mistakes_first(&made->mistakes, error) : rc;
}

int yb_simulation_policies(struct yb_call *call, const struct yb_simulation_asked *asked,
                           struct yb_policy_made made[YB_SIMULATED], struct yb_error *error)
{
    int rc = need(call, asked->before, &made[YB_SIMULATED_OLD], error);

    if (rc == YB_OK)
        rc = need(call, asked->after, &made[YB_SIMULATED_NEW], error);
    if (rc == YB_OK &&
        made[YB_SIMULATED_OLD].policy->insutype != made[YB_SIMULATED_NEW].policy->insutype)
        rc = yb_fail(error, YB_E_WRONG_FORMAT, "after", "insutype", NULL);
    return rc;
}

/* ---- the job's row ---- */

static int find_job(struct yb_tx *tx, struct running *r, struct yb_error *error)
{
    struct yb_export_job_list list;
    int rc = yb_export_open(tx, JOBS_LOOKED_AT, &list, error);

    r->found = false;
    for (size_t i = 0; rc == YB_OK && i < list.count && !r->found; i++)
        if (yb_text_is(list.rows[i].operation, YB_SIMULATION_OPERATION)) {
            r->job = list.rows[i];
            r->found = true;
        }
    return rc;
}

static int look_for_job(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return find_job(tx, context, error);
}

static int take_job(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *r = context;
    struct yb_call call = {
        .app = r->api->options.app, .tx = tx, .arena = &r->arena, .now_ms = yb_api_now(r->api)};
    int rc = find_job(tx, r, error);

    if (rc != YB_OK || !r->found)
        return rc;
    r->job.export_stas = YB_TEXT("running");
    r->job.export_rows = 0;
    rc = yb_export_put(tx, &r->job, error);
    if (rc == YB_OK)
        rc = yb_simulation_read(r->job.query, &r->arena, &r->asked, error);
    return rc == YB_OK ? yb_simulation_policies(&call, &r->asked, r->made, error) : rc;
}

static int put_job(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_export_put(tx, &((struct running *)context)->job, error);
}

static int note_job(struct running *r, struct yb_error *error)
{
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 14);
    rc = yb_store_run(r->api->options.app->store, put_job, r, &arena, error);
    yb_arena_release(&arena);
    return rc;
}

static void progress(void *context, int64_t settlements)
{
    struct running *r = context;
    struct yb_error ignored;

    if (settlements - r->noted < STEP)
        return;
    r->noted = r->job.export_rows = settlements;
    note_job(r, &ignored);
}

/* ---- the result ---- */

static int find_file(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *r = context;
    bool found;
    int rc = yb_stored_file_find(tx, yb_text_of(r->key), &r->file, &found, error);

    if (rc == YB_OK && !found)
        r->file.file_id = 0;
    return rc;
}

static int keep_file(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *r = context;
    struct yb_text content = r->file.content;
    int64_t now = yb_api_now(r->api);
    int rc = find_file(tx, r, error); /* another process may have been first */

    if (rc == YB_OK && !r->file.file_id) {
        r->file = yb_file_row();
        r->file.file_id = yb_tx_id(tx, now);
        r->file.file_key = yb_text_of(r->key);
        r->file.filename = YB_TEXT("simulation.json");
        r->file.fixmedins_code = YB_TEXT("console");
        r->file.file_bytes = (int64_t)content.length;
        r->file.crte_time = now;
        r->file.dld_endtime = now + KEEP_MS;
        r->file.content = content;
        rc = yb_stored_file_add(tx, &r->file, error);
    }
    r->job.file_id = r->file.file_id;
    return rc == YB_OK ? yb_export_put(tx, &r->job, error) : rc;
}

static const char *key_of(struct running *r, const struct yb_year *year)
{
    char digests[YB_SIMULATED][2 * YB_SM3_BYTES + 1];

    for (int i = 0; i < YB_SIMULATED; i++)
        yb_hex(r->made[i].hash, YB_SM3_BYTES, digests[i]);
    return yb_arena_format(&r->arena, "simulation:%d-%d:%lld:%s:%s", year->head->insutype,
                           year->head->year, (long long)year->head->mark, digests[0], digests[1]);
}

static void write_result(struct running *r, const struct yb_year *year,
                         const struct yb_simulation *simulation, struct yb_buffer *out)
{
    const struct yb_simulation_view view = {
        .year = year,
        .policies = {r->made[YB_SIMULATED_OLD].policy, r->made[YB_SIMULATED_NEW].policy},
        .simulation = simulation};
    struct yb_json json;

    yb_json_init(&json, out);
    yb_simulation_write_json(&view, &json);
}

static int simulate(struct running *r, const struct yb_year *year, struct yb_error *error)
{
    struct yb_year_simulate in = {
        .year = year,
        .policies = {r->made[YB_SIMULATED_OLD].policy, r->made[YB_SIMULATED_NEW].policy}};
    struct yb_simulation *simulation = YB_NEW(&r->arena, struct yb_simulation);
    struct yb_buffer out;
    int rc =
        simulation ? yb_app_simulate(&in, simulation, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc != YB_OK)
        return rc;
    yb_buffer_init(&out, &r->arena);
    write_result(r, year, simulation, &out);
    r->file.content = yb_buffer_text(&out);
    return out.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
}

/* From the settled year to the kept result. */
static int work(struct running *r, struct yb_error *error)
{
    struct yb_app *app = r->api->options.app;
    const struct yb_year_refresh in = {r->api->options.years, yb_api_now(r->api), progress, r};
    struct yb_year_map map = {.bytes = NULL};
    int rc = r->api->options.years ? YB_OK : yb_fail(error, YB_E_MISSING, "--years", NULL);

    if (rc == YB_OK)
        rc = yb_app_year_open(app, &in, r->made[0].policy->insutype, (int)r->asked.year, &map,
                              error);
    if (rc == YB_OK && !(r->key = key_of(r, &map.year)))
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = yb_store_read(app->store, find_file, r, &r->arena, error);
    if (rc == YB_OK && !r->file.file_id)
        rc = simulate(r, &map.year, error);
    if (rc == YB_OK)
        r->job.export_rows = (int64_t)map.year.head->count[YB_YEAR_CLAIMS];
    yb_year_unmap(&map);
    r->job.export_stas = YB_TEXT("done");
    r->job.end_time = yb_api_now(r->api);
    return rc == YB_OK ? yb_store_run(app->store, keep_file, r, &r->arena, error) : rc;
}

static int fail_job(struct running *r, const struct yb_error *why, struct yb_error *error)
{
    struct yb_buffer text;

    yb_buffer_init(&text, &r->arena);
    yb_error_describe(why, yb_text_is(r->job.lang, "en"), &text);
    r->job.export_stas = YB_TEXT("failed");
    r->job.file_id = 0;
    r->job.error = yb_buffer_text(&text);
    r->job.end_time = yb_api_now(r->api);
    return note_job(r, error);
}

int yb_simulation_run(struct yb_api *api, bool *any, struct yb_error *error)
{
    struct running *r = calloc(1, sizeof(*r));
    struct yb_store *store = api->options.app->store;
    struct yb_error why = {0};
    int rc;

    *any = false;
    if (!r)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    r->api = api;
    yb_arena_init(&r->arena, 1 << 16);
    rc = yb_store_read(store, look_for_job, r, &r->arena, error);
    *any = rc == YB_OK && r->found;
    if (*any) {
        rc = yb_store_run(store, take_job, r, &r->arena, &why);
        if (rc == YB_OK && r->found)
            rc = work(r, &why);
        if (rc != YB_OK)
            rc = fail_job(r, &why, error);
        if (rc == YB_E_NOT_FOUND) /* removed meanwhile */
            rc = YB_OK;
    }
    yb_arena_release(&r->arena);
    free(r);
    return rc;
}

void *yb_api_simulate(void *context)
{
    struct yb_api *api = context;
    struct yb_error error;
    bool closing = false;

    while (!closing) {
        bool any = false;
        int rc = yb_simulation_run(api, &any, &error);
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += REST_SECONDS;
        pthread_mutex_lock(&api->mutex);
        if (!api->closing && (rc != YB_OK || !any))
            pthread_cond_timedwait(&api->rest, &api->mutex, &until);
        closing = api->closing;
        pthread_mutex_unlock(&api->mutex);
    }
    return NULL;
}
