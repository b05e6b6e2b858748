#include "face/api/export.h"

#include <stdio.h>
#include <string.h>

#include "face/api/sheet.h"
#include "face/api/simulation_job.h"
#include "store/approval.h"
#include "store/file.h"
#include "store/store.h"
#include "store/user.h"

#define COLUMNS_MAX    40
#define JOBS_LOOKED_AT 100
#define PAGE_LIMIT     "200"

struct running {
    struct yb_api *api;
    struct yb_arena keep; /* of the job: its row, the file */
    struct yb_arena page; /* of one page */
    struct yb_export_job_row job;
    struct yb_user_account_row user;
    const struct yb_api_operation *operation;
    const struct yb_api_member *columns[COLUMNS_MAX];
    int column_count;
    struct yb_sheet *sheet;
    struct yb_json_value *query;
    char after[96];
    bool found, last;
};

/* The oldest open job that is no simulation: those have a thread of their own. */
static int find_job(struct yb_tx *tx, struct running *r, struct yb_error *error)
{
    struct yb_export_job_list list;
    int rc = yb_export_open(tx, JOBS_LOOKED_AT, &list, error);

    r->found = false;
    for (size_t i = 0; rc == YB_OK && i < list.count && !r->found; i++)
        if (!yb_text_is(list.rows[i].operation, YB_SIMULATION_OPERATION)) {
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
    int rc = find_job(tx, r, error);

    if (!r->found)
        return rc;
    r->job.export_stas = YB_TEXT("running");
    r->job.export_rows = 0;
    rc = yb_export_put(tx, &r->job, error);
    return rc == YB_OK ? yb_user_get(tx, r->job.user_id, &r->user, error) : rc;
}

static int put_job(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *r = context;

    return yb_export_put(tx, &r->job, error);
}

/* The members of items[], in the order of data/api/answers.csv. */
static void choose_columns(struct running *r)
{
    for (int i = 0; i < r->operation->member_count && r->column_count < COLUMNS_MAX; i++) {
        const struct yb_api_member *member = &yb_api_members[r->operation->first_member + i];

        if (strcmp(member->node, "items[]") == 0)
            r->columns[r->column_count++] = member;
    }
}

static struct yb_api_pair *add_pair(struct running *r, struct yb_api_pair *next,
                                    struct yb_text name, struct yb_text value)
{
    struct yb_api_pair *pair = YB_NEW(&r->page, struct yb_api_pair);

    if (!pair)
        return next;
    *pair = (struct yb_api_pair){yb_text_copy(&r->page, name).bytes,
                                 yb_text_copy(&r->page, value).bytes, next};
    return pair->name && pair->value ? pair : next;
}

/* The question as the page would put it, with our page size and place. */
static void ask(struct running *r, struct yb_api_exchange *x)
{
    for (const struct yb_json_value *each = r->query->first; each; each = each->next)
        if (!yb_text_is(each->key, "limit") && !yb_text_is(each->key, "after") &&
            yb_json_text(each).bytes)
            x->queries = add_pair(r, x->queries, each->key, yb_json_text(each));
    x->queries = add_pair(r, x->queries, YB_TEXT("limit"), YB_TEXT(PAGE_LIMIT));
    if (r->after[0])
        x->queries = add_pair(r, x->queries, YB_TEXT("after"), yb_text_of(r->after));
}

static void add_row(struct running *r, const struct yb_json_value *item)
{
    struct yb_text cells[COLUMNS_MAX];
    bool numbers[COLUMNS_MAX];

    for (int i = 0; i < r->column_count; i++) {
        const struct yb_json_value *value = yb_json_get(item, r->columns[i]->name);

        cells[i] = value ? value->text : YB_TEXT("");
        numbers[i] = value && value->type == YB_JSON_NUMBER;
        if (value && value->type == YB_JSON_LIST) {
            struct yb_buffer joined;

            yb_buffer_init(&joined, &r->page);
            for (const struct yb_json_value *each = value->first; each; each = each->next)
                yb_buffer_addf(&joined, "%s" YB_TEXT_FMT, joined.length ? ", " : "",
                               YB_TEXT_ARG(each->text));
            cells[i] = yb_buffer_text(&joined);
        }
    }
    yb_sheet_add(r->sheet, cells, numbers);
    r->job.export_rows++;
}

static int write_page(struct running *r, struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_json_value *complete;
    struct yb_json_value *root;
    int rc = yb_json_read(yb_buffer_text(&x->out), &r->page, &root, error);

    if (rc != YB_OK)
        return rc;
    complete = yb_json_get(root, "complete");
    for (const struct yb_json_value *item = yb_json_get(root, "items")->first; item;
         item = item->next)
        add_row(r, item);
    yb_text_cut(yb_json_text(yb_json_get(root, "next")), r->after, sizeof(r->after));
    r->last = !r->after[0];
    if (r->last && complete && yb_text_is(complete->text, "false")) /* sorted, the rest left out */
        return yb_fail(error, YB_E_TOO_WIDE, "sort", NULL);
    if (r->job.export_rows >= YB_EXPORT_ROWS_MAX && !r->last)
        return yb_fail(error, YB_E_TOO_MANY, "rows", YB_LIMIT(YB_EXPORT_ROWS_MAX), NULL);
    return YB_OK;
}

static int run_page(struct running *r, struct yb_error *error)
{
    struct yb_api_exchange *x;
    struct yb_store *store = r->api->options.app->store;
    int rc;

    yb_arena_clear(&r->page);
    x = YB_NEW(&r->page, struct yb_api_exchange);
    if (!x)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    x->api = r->api;
    x->arena = &r->page;
    x->operation = r->operation;
    x->english = yb_text_is(r->job.lang, "en");
    x->session.user_id = r->user.user_id;
    x->session.user_name = r->user.user_name;
    x->session.who = (struct yb_who){.roles = r->user.roles,
                                     .admdvs = r->user.admdvs,
                                     .fixmedins_code = r->user.fixmedins_code,
                                     .signed_in = yb_text_is(r->user.user_stas, "1")};
    x->actor = yb_journal_actor(r->user.user_name, r->job.ip);
    x->call = (struct yb_call){.app = r->api->options.app,
                               .arena = &r->page,
                               .now_ms = yb_api_now(r->api),
                               .actor = &x->actor};
    x->reach = yb_may(&x->session.who, r->operation->permission);
    if (!x->reach.allowed)
        return yb_fail(error, YB_E_NOT_ALLOWED, r->operation->id, NULL);
    ask(r, x);
    rc = yb_api_read_input(x, error);
    if (rc == YB_OK)
        rc = yb_api_run_list(x, error);
    if (rc == YB_OK)
        rc = write_page(r, x, error);
    return rc == YB_OK ? yb_store_run(store, put_job, r, &r->page, error) : rc;
}

/* "状态：1 正常、2 暂停" heads its column as "状态". */
static const char *short_title(struct running *r, const char *title)
{
    const char *end = strstr(title, "：");

    if (!end)
        end = strstr(title, ": ");
    return end ? yb_arena_copy(&r->keep, title, (size_t)(end - title)) : title;
}

static int run_pages(struct running *r, struct yb_error *error)
{
    const char *titles[COLUMNS_MAX];
    int rc = YB_OK;

    r->operation = yb_api_operation_of(r->job.operation);
    if (!r->operation || !r->operation->list)
        return yb_fail(error, YB_E_UNKNOWN_CODE, "operation", "", NULL);
    choose_columns(r);
    for (int i = 0; i < r->column_count; i++)
        titles[i] =
            short_title(r, yb_text_is(r->job.lang, "en") ? r->columns[i]->en : r->columns[i]->zh);
    rc = yb_json_read(r->job.query, &r->keep, &r->query, error);
    if (rc == YB_OK)
        rc = yb_sheet_open(&r->sheet, yb_text_is(r->job.format, "xlsx"), titles, r->column_count,
                           error);
    while (rc == YB_OK && !r->last)
        rc = run_page(r, error);
    return rc;
}

/* Keeps the file, and says in the audit log what was taken out. */
static int finish(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *r = context;
    int64_t now = r->job.end_time;
    struct yb_actor actor = yb_journal_actor(r->user.user_name, r->job.ip);
    struct yb_call call = {
        .app = r->api->options.app, .tx = tx, .arena = &r->keep, .now_ms = now, .actor = &actor};
    struct yb_journal_entry entry = {
        .action = YB_TEXT("export"),
        .target = yb_text_of(yb_arena_format(&r->keep, "%s (%lld)", r->operation->id,
                                             (long long)r->job.export_rows)),
        .detail = r->job.query};
    struct yb_file_row file = yb_file_row();
    struct yb_text sheet = {0};
    int rc;

    yb_sheet_close(r->sheet, &r->keep, &sheet, error);
    r->sheet = NULL;
    if (!sheet.bytes)
        return error->code;
    /* Sealed, as what it was made of is in its tables: a day is long, and a free page longer. */
    rc = yb_seal(&call.app->keys, sheet, &r->keep, &file.content, error);
    if (rc != YB_OK)
        return rc;
    file.file_id = r->job.file_id;
    file.filename = yb_text_of(
        yb_arena_format(&r->keep, "%s." YB_TEXT_FMT, r->operation->id, YB_TEXT_ARG(r->job.format)));
    file.fixmedins_code = YB_TEXT("console"); /* no institution's: 9102 never finds it */
    file.data_cnt = r->job.export_rows;
    file.file_bytes = (int64_t)sheet.length;
    file.crte_time = now;
    file.dld_endtime = now + YB_EXPORT_KEEP_MS;
    rc = yb_stored_file_add(tx, &file, error);
    if (rc == YB_OK)
        rc = yb_export_put(tx, &r->job, error);
    return rc == YB_OK ? yb_journal_add(&call, &entry, error) : rc;
}

static int fail_job(struct running *r, const struct yb_error *why, struct yb_error *error)
{
    struct yb_buffer text;

    yb_buffer_init(&text, &r->keep);
    yb_error_describe(why, yb_text_is(r->job.lang, "en"), &text);
    r->job.export_stas = YB_TEXT("failed");
    r->job.file_id = 0;
    r->job.error = yb_buffer_text(&text);
    r->job.end_time = yb_api_now(r->api);
    return yb_store_run(r->api->options.app->store, put_job, r, &r->keep, error);
}

int yb_export_run(struct yb_api *api, bool *any, struct yb_error *error)
{
    struct running r = {.api = api};
    struct yb_store *store = api->options.app->store;
    struct yb_error why = {0}, ignored;
    int rc;

    yb_arena_init(&r.keep, 1 << 14);
    yb_arena_init(&r.page, 1 << 16);
    rc = yb_store_read(store, look_for_job, &r, &r.keep, error);
    if (rc == YB_OK && r.found)
        rc = yb_store_run(store, take_job, &r, &r.keep, error);
    *any = r.found;
    if (rc == YB_OK && r.found) {
        rc = run_pages(&r, &why);
        if (rc == YB_OK) {
            r.job.export_stas = YB_TEXT("done");
            r.job.end_time = yb_api_now(api);
            r.job.file_id = yb_id_next(&api->options.app->ids, r.job.end_time);
            rc = yb_store_run(store, finish, &r, &r.keep, &why);
        }
        if (r.sheet)
            yb_sheet_close(r.sheet, NULL, NULL, &ignored);
        if (rc != YB_OK)
            rc =
                rc == YB_E_NOT_FOUND ? YB_OK : fail_job(&r, &why, error); /* or removed meanwhile */
    }
    yb_arena_release(&r.page);
    yb_arena_release(&r.keep);
    return rc;
}
