/* Simulations: asked for, looked at, their rows, the two bills of an example. */
#include <stdio.h>

#include "app/refuse.h"
#include "base/money.h"
#include "face/api/simulation_job.h"
#include "face/bill.h"
#include "store/approval.h"
#include "store/file.h"

#define JOBS_SHOWN 50
#define JOBS_OPEN  3 /* of one user */

static bool is_open(const struct yb_export_job_row *row)
{
    return yb_text_is(row->export_stas, "waiting") || yb_text_is(row->export_stas, "running");
}

static int put_job(struct yb_api_exchange *x, const struct yb_export_job_row *row,
                   struct yb_error *error)
{
    struct yb_simulation_asked asked;
    int rc = yb_simulation_read(row->query, x->arena, &asked, error);

    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "simulation_id", row->export_id);
    yb_api_put_integer(x, "year", asked.year);
    yb_api_put_text(x, "before", asked.before);
    yb_api_put_text(x, "after", asked.after);
    yb_api_put_text(x, "state", row->export_stas);
    yb_api_put_integer(x, "rows", row->export_rows);
    yb_api_put_time(x, "crte_time", row->crte_time);
    yb_api_put_time(x, "end_time", row->end_time);
    yb_api_put_text(x, "error", row->error);
    return YB_OK;
}

static int simulations(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_list list;
    int rc = yb_export_list(x->call.tx, x->session.user_id, JOBS_SHOWN, &list, error);

    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        if (!yb_text_is(list.rows[i].operation, YB_SIMULATION_OPERATION))
            continue;
        YB_API_EACH(x);
        rc = put_job(x, &list.rows[i], error);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return rc;
}

static int check_room(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_list list;
    int open = 0, rc = yb_export_list(x->call.tx, x->session.user_id, JOBS_SHOWN, &list, error);

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        open +=
            is_open(&list.rows[i]) && yb_text_is(list.rows[i].operation, YB_SIMULATION_OPERATION);
    return rc == YB_OK && open >= JOBS_OPEN
               ? yb_fail(error, YB_E_TOO_MANY, "simulations", YB_LIMIT(JOBS_OPEN), NULL)
               : rc;
}

static struct yb_text query_of(struct yb_api_exchange *x)
{
    struct yb_buffer out;
    struct yb_json json;

    yb_buffer_init(&out, x->arena);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_json_key(&json, "year");
    yb_json_add_integer(&json, yb_api_number(x, "year", 0));
    yb_json_key(&json, "before");
    yb_json_add_text(&json, yb_api_text(x, "before"));
    yb_json_key(&json, "after");
    yb_json_add_text(&json, yb_api_text(x, "after"));
    yb_json_close(&json, '}');
    return yb_buffer_text(&out);
}

static int add_simulation(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row = yb_export_job_row();
    struct yb_policy_made made[YB_SIMULATED];
    struct yb_simulation_asked asked;
    int rc = yb_api_need_pool(x, error);

    if (rc == YB_OK)
        rc = check_room(x, error);
    row.query = query_of(x);
    if (rc == YB_OK && !row.query.bytes)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = yb_simulation_read(row.query, x->arena, &asked, error);
    if (rc == YB_OK) /* so that nobody waits for what cannot be */
        rc = yb_simulation_policies(&x->call, &asked, made, error);
    if (rc != YB_OK)
        return rc;
    row.export_id = yb_id_next(&x->call.app->ids, x->call.now_ms);
    row.user_id = x->session.user_id;
    row.operation = YB_TEXT(YB_SIMULATION_OPERATION);
    row.format = YB_TEXT("json");
    row.lang = yb_text_of(x->english ? "en" : "zh");
    row.export_stas = YB_TEXT("waiting");
    row.ip = x->ip;
    row.crte_time = x->call.now_ms;
    yb_api_note(x, "simulation:%lld", (long long)row.export_id);
    x->detail = row.query;
    yb_api_put_id(x, "simulation_id", row.export_id);
    return yb_export_add(x->call.tx, &row, error);
}

/* A simulation, whoever asked for it: what it says is about nobody. */
static int load(struct yb_api_exchange *x, struct yb_export_job_row *row, struct yb_text *result,
                struct yb_error *error)
{
    int64_t id = yb_api_number(x, "simulation_id", 0);
    struct yb_file_row file;
    int rc = yb_api_need_pool(x, error);

    if (rc == YB_OK)
        rc = yb_export_get(x->call.tx, id, row, error);
    *result = (struct yb_text){0};
    if (rc == YB_OK && !yb_text_is(row->operation, YB_SIMULATION_OPERATION))
        rc = yb_refuse_id(error, YB_E_NOT_FOUND, id, "simulation");
    if (rc != YB_OK || !row->file_id)
        return rc;
    rc = yb_stored_file_get(x->call.tx, row->file_id, &file, error);
    *result = file.content;
    return rc;
}

static int simulation(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row;
    struct yb_text result;
    int rc = load(x, &row, &result, error);

    if (rc == YB_OK)
        rc = put_job(x, &row, error);
    if (rc == YB_OK && result.length) {
        yb_json_key(&x->json, "result");
        yb_json_add_raw(&x->json, result);
    }
    return rc;
}

/* ---- rows, for a sheet ---- */

static struct yb_text text_of(const struct yb_json_value *object, const char *key)
{
    const struct yb_json_value *value = object ? yb_json_get(object, key) : NULL;

    return value && value->text.bytes ? value->text : YB_TEXT("");
}

static int64_t fen_of(const struct yb_json_value *object, const char *key)
{
    int64_t fen = 0;

    return yb_money_parse(text_of(object, key), &fen) ? fen : 0;
}

static void put_row(struct yb_api_exchange *x, const char *section, struct yb_text name,
                    const int64_t fen[2])
{
    YB_API_EACH(x);
    yb_api_put_string(x, "section", section);
    yb_api_put_text(x, "name", name);
    yb_api_put_fen(x, "before", fen[0]);
    yb_api_put_fen(x, "after", fen[1]);
    yb_api_put_fen(x, "change", fen[1] - fen[0]);
}

/* Fund payments of two sums, with the ratio of each in ppm. */
static void put_pair(struct yb_api_exchange *x, const char *section, struct yb_text name,
                     const struct yb_json_value *pair)
{
    const struct yb_json_value *older = yb_json_get(pair, "old"), *newer = yb_json_get(pair, "new");
    const int64_t fen[2] = {fen_of(older, "fund_pay_sumamt"), fen_of(newer, "fund_pay_sumamt")};

    put_row(x, section, name, fen);
    yb_api_put_text(x, "before_ratio", text_of(older, "ratio_ppm"));
    yb_api_put_text(x, "after_ratio", text_of(newer, "ratio_ppm"));
    YB_API_DONE(x);
}

static void put_layers(struct yb_api_exchange *x, const struct yb_json_value *layers)
{
    const char *section = yb_api_words(x, "层", "layer");

    for (const struct yb_json_value *layer = layers->first; layer; layer = layer->next) {
        int64_t fen[2] = {0, 0};

        for (int side = 0; side < 2; side++)
            for (const struct yb_json_value *month =
                     yb_json_get(layer, side ? "new" : "old")->first;
                 month; month = month->next) {
                int64_t each = 0;

                if (yb_money_parse(month->text, &each))
                    fen[side] += each;
            }
        put_row(x, section, text_of(layer, "title"), fen);
        yb_api_put_string(x, "before_ratio", "");
        yb_api_put_string(x, "after_ratio", "");
        YB_API_DONE(x);
    }
}

static void put_groups(struct yb_api_exchange *x, const struct yb_json_value *groups)
{
    for (const struct yb_json_value *group = groups->first; group; group = group->next) {
        int dimension = yb_dimension_find(group->key);
        const char *section = x->english || dimension < 0
                                  ? yb_text_copy(x->arena, group->key).bytes
                                  : yb_dimension_title((enum yb_dimension)dimension);

        for (const struct yb_json_value *each = group->first; each; each = each->next)
            put_pair(x, section ? section : "", text_of(each, x->english ? "value" : "title"),
                     each);
    }
}

static int simulation_rows(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_export_job_row row;
    struct yb_json_value *root = NULL;
    struct yb_text result;
    int rc = load(x, &row, &result, error);

    if (rc == YB_OK && !result.length)
        rc = yb_refuse_id(error, YB_E_NOT_FOUND, row.export_id, "result");
    if (rc == YB_OK)
        rc = yb_json_read(result, x->arena, &root, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    put_pair(x, yb_api_words(x, "合计", "sum"), YB_TEXT(""), root);
    put_layers(x, yb_json_get(root, "layers"));
    for (const struct yb_json_value *each = yb_json_get(root, "months")->first; each;
         each = each->next)
        put_pair(x, yb_api_words(x, "月", "month"), text_of(each, "month"), each);
    put_groups(x, yb_json_get(root, "groups"));
    YB_API_CLOSE(x);
    yb_api_put_string(x, "next", "");
    return YB_OK;
}

/* ---- an example ---- */

static void put_bill(struct yb_api_exchange *x, const char *name, const struct yb_policy *policy,
                     const struct yb_simulated_bill *bill)
{
    const struct yb_bill_view view = {.policy = policy,
                                      .claim = &bill->claim,
                                      .bill = &bill->bill,
                                      .lines = bill->lines,
                                      .trace = &bill->trace,
                                      .english = x->english};

    if (bill->code != YB_OK)
        return;
    yb_json_key(&x->json, name);
    yb_bill_write_json(&view, &x->json);
}

/* The claim that changed most, under both policies, as simulated: with every step. */
static int simulation_bills(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_simulated_bill bills[YB_SIMULATED] = {{.code = YB_OK}};
    struct yb_simulation_run run = {.arena = x->arena};
    struct yb_policy_made made[YB_SIMULATED];
    struct yb_year_map map = {.bytes = NULL};
    struct yb_simulation_asked asked;
    struct yb_export_job_row row;
    struct yb_text result;
    int rc = load(x, &row, &result, error);

    if (rc == YB_OK)
        rc = yb_simulation_read(row.query, x->arena, &asked, error);
    if (rc == YB_OK)
        rc = yb_simulation_policies(&x->call, &asked, made, error);
    if (rc == YB_OK && !x->api->options.years)
        rc = yb_fail(error, YB_E_MISSING, "--years", NULL);
    if (rc == YB_OK)
        rc = yb_year_map(x->api->options.years, made[0].policy->insutype, (int)asked.year, &map,
                         error);
    if (rc != YB_OK)
        return rc;
    run.year = &map.year;
    run.policies[YB_SIMULATED_OLD] = made[YB_SIMULATED_OLD].policy;
    run.policies[YB_SIMULATED_NEW] = made[YB_SIMULATED_NEW].policy;
    rc = yb_simulate_claim(&run, yb_api_number(x, "psn_no", 0), yb_api_number(x, "setl_id", 0),
                           bills, error);
    if (rc == YB_OK) {
        put_bill(x, "before", run.policies[0], &bills[0]);
        put_bill(x, "after", run.policies[1], &bills[1]);
    }
    yb_year_unmap(&map);
    return rc;
}

const struct yb_api_handler yb_api_handlers_simulation[] = {
    {"simulations", simulations},
    {"add_simulation", add_simulation},
    {"simulation", simulation},
    {"simulation_rows", simulation_rows},
    {"simulation_bills", simulation_bills},
    {.id = NULL},
};
