#include "app/catalogue/download.h"

#include <assert.h>
#include <string.h>

#include "app/catalogue/download_table.h"
#include "app/catalogue/extra.h"
#include "app/catalogue/list.h"
#include "app/refuse.h"
#include "app/transfer/exchange.h"
#include "app/transfer/zip.h"
#include "base/day.h"
#include "base/table.h"
#include "store/catalogue.h"
#include "store/file.h"
#include "store/schema.h"

/* A column, with the place of its member in the row. */
struct cell {
    const struct yb_download_column *column;
    size_t offset;
    enum yb_kind kind;
    bool is_time;
};

struct writer {
    struct yb_call *call;
    const struct yb_download_table *table;
    struct yb_text list_name;
    int64_t newer_than; /* ver_seq */
    struct cell *cells;
    size_t extra_offset;
    struct yb_table joined; /* code -> row of `join` */
    struct yb_code_item_list join;
    struct yb_buffer text;
    int64_t rows;
};

/* Cells. */

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);

    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* Where a member lies: every one takes a multiple of eight bytes (store/row.h). */
static size_t offset_of(const struct yb_table_info *info, const char *name, enum yb_kind *kind)
{
    int at = yb_column_find(info, name, strlen(name));
    size_t offset = 0;

    assert(at >= 0);
    for (int i = 0; i < at; i++)
        offset += info->columns[i].kind == YB_KIND_TEXT || info->columns[i].kind == YB_KIND_BLOB
                      ? sizeof(struct yb_text)
                      : 8;
    *kind = info->columns[at].kind;
    return offset;
}

static int prepare_cells(struct writer *writer, enum yb_table_id table, struct yb_error *error)
{
    enum yb_kind kind;

    writer->cells = YB_NEW_ARRAY(writer->call->arena, struct cell, writer->table->count);
    if (!writer->cells)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    writer->extra_offset = offset_of(&yb_tables[table], "extra", &kind);
    for (size_t i = 0; i < writer->table->count; i++) {
        struct cell *cell = &writer->cells[i];

        cell->column = &writer->table->columns[i];
        if (cell->column->from != YB_DOWNLOAD_MEMBER)
            continue;
        cell->offset = offset_of(&yb_tables[table], cell->column->key, &cell->kind);
        cell->is_time = ends_with(cell->column->key, "_time");
    }
    return YB_OK;
}

/* Reads the list that the columns of a table look into; a table has at most one. */
static int prepare_join(struct writer *writer, struct yb_error *error)
{
    struct yb_item_query query = {.day = YB_DAY_NONE, .most = YB_CATALOGUE_ITEMS_MAX};
    int rc;

    yb_table_init(&writer->joined, writer->call->arena, 0);
    for (size_t i = 0; i < writer->table->count; i++)
        if (writer->table->columns[i].from == YB_DOWNLOAD_JOIN)
            query.list_name = yb_text_of(writer->table->columns[i].list);
    if (!query.list_name.length)
        return YB_OK;
    rc = yb_code_item_list(writer->call->tx, &query, &writer->join, NULL, error);
    for (size_t i = 0; i < writer->join.count && rc == YB_OK; i++)
        if (!yb_table_put(&writer->joined, writer->join.rows[i].code, (int32_t)i))
            rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    return rc;
}

static struct yb_text joined_text(const struct writer *writer,
                                  const struct yb_download_column *column, struct yb_text code)
{
    int32_t at = yb_table_get(&writer->joined, code, -1);

    if (at < 0)
        return YB_TEXT("");
    if (strcmp(column->field, "name") == 0)
        return writer->join.rows[at].name;
    return yb_extra_get(writer->join.rows[at].extra, yb_text_of(column->field + strlen("extra.")));
}

static void add_text(struct yb_buffer *text, struct yb_text value)
{
    if (value.length)
        yb_buffer_add(text, value);
    else
        yb_buffer_add_string(text, "null");
}

static void add_number(struct yb_buffer *text, const struct cell *cell, int64_t number)
{
    char instant[20];

    if (!cell->is_time) {
        yb_buffer_addf(text, "%lld", (long long)number);
    } else if (number) {
        yb_instant_format(number, instant);
        yb_buffer_add_string(text, instant);
    } else {
        yb_buffer_add_string(text, "null");
    }
}

static void add_member(struct yb_buffer *text, const struct cell *cell, const char *row)
{
    const char *member = row + cell->offset;
    struct yb_text value;
    int64_t number;
    int32_t day;
    char date[11];

    if (cell->kind == YB_KIND_DAY) {
        memcpy(&day, member, sizeof(day));
        if (day != YB_DAY_NONE)
            yb_day_format(day, date);
        add_text(text, day == YB_DAY_NONE ? YB_TEXT("") : yb_text_of(date));
    } else if (cell->kind == YB_KIND_INT) {
        memcpy(&number, member, sizeof(number));
        add_number(text, cell, number);
    } else {
        memcpy(&value, member, sizeof(value));
        add_text(text, value);
    }
}

static void add_row(struct writer *writer, const void *row)
{
    struct yb_text extra;

    memcpy(&extra, (const char *)row + writer->extra_offset, sizeof(extra));
    for (size_t i = 0; i < writer->table->count; i++) {
        const struct cell *cell = &writer->cells[i];
        struct yb_text key = yb_text_of(cell->column->key);

        if (i)
            yb_buffer_add_char(&writer->text, '\t');
        if (cell->column->from == YB_DOWNLOAD_MEMBER)
            add_member(&writer->text, cell, row);
        else if (cell->column->from == YB_DOWNLOAD_EXTRA)
            add_text(&writer->text, yb_extra_get(extra, key));
        else if (cell->column->from == YB_DOWNLOAD_JOIN)
            add_text(&writer->text, joined_text(writer, cell->column, yb_extra_get(extra, key)));
        else
            yb_buffer_add_string(&writer->text, "null");
    }
    yb_buffer_add_char(&writer->text, '\n');
    writer->rows++;
}

/* Rows. */

static int take_item(void *context, const struct yb_med_item_row *item)
{
    struct writer *writer = context;

    if (item->ver_seq > writer->newer_than && yb_text_equal(item->list_type, writer->list_name))
        add_row(writer, item);
    return writer->text.failed ? YB_E_NO_MEMORY : YB_OK;
}

static int write_codes(struct writer *writer, struct yb_error *error)
{
    struct yb_item_query query = {.list_name = writer->list_name,
                                  .newer_than_ver_seq = writer->newer_than,
                                  .day = YB_DAY_NONE,
                                  .most = YB_CATALOGUE_ITEMS_MAX};
    struct yb_code_item_list list;
    int rc = yb_code_item_list(writer->call->tx, &query, &list, NULL, error);

    for (size_t i = 0; i < list.count && rc == YB_OK; i++)
        add_row(writer, &list.rows[i]);
    return rc;
}

static int write_text(struct writer *writer, struct yb_error *error)
{
    const struct yb_list_name *list = yb_list_name_find(writer->list_name);
    bool items = list && list->kind == YB_LIST_ITEMS;
    int rc = prepare_cells(writer, items ? YB_T_med_item : YB_T_code_item, error);

    yb_buffer_init(&writer->text, writer->call->arena);
    if (rc == YB_OK)
        rc = prepare_join(writer, error);
    if (rc == YB_OK)
        rc = items ? yb_med_item_each(writer->call->tx, YB_TEXT(""), take_item, writer, error)
                   : write_codes(writer, error);
    return rc == YB_OK && writer->text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL) : rc;
}

/* Files. */

/* The plan of a download: from which version to which, and what its file is called. */
struct plan {
    struct writer writer;
    int64_t newest;
    const char *key, *name, *ver;
    struct yb_file_row file; /* the kept one, or what is to be added */
    bool found;
};

static const struct yb_download_table *table_of(struct yb_text infno)
{
    for (size_t i = 0; i < yb_download_table_count; i++)
        if (yb_text_is(infno, yb_download_tables[i].infno))
            return &yb_download_tables[i];
    return NULL;
}

/* "v0012" -> 12. */
static bool read_ver(struct yb_text ver, int64_t *seq)
{
    if (ver.length < 2 || (ver.bytes[0] != 'v' && ver.bytes[0] != 'V') || ver.bytes[1] == '-' ||
        ver.bytes[1] == '+')
        return false;
    return yb_text_to_int64((struct yb_text){ver.bytes + 1, ver.length - 1}, seq);
}

/* Finds the versions and looks for a file that is kept. */
static int make_plan(struct plan *plan, struct yb_text ver, struct yb_error *error)
{
    struct writer *writer = &plan->writer;
    struct yb_arena *arena = writer->call->arena;
    struct yb_catalogue_ver_list versions;
    int rc;

    writer->list_name = yb_text_of(writer->table->list_name);
    rc = yb_catalogue_ver_list(writer->call->tx, YB_TEXT(""), writer->list_name, &versions, error);
    if (rc != YB_OK)
        return rc;
    plan->newest = versions.count ? versions.rows[versions.count - 1].ver_seq : 0;
    if (!read_ver(ver, &writer->newer_than) || writer->newer_than > plan->newest)
        return yb_refuse_text(error, YB_E_VERSION_UNKNOWN, ver);
    plan->key = yb_arena_format(arena, "catalogue/%s/%lld/%lld", writer->table->infno,
                                (long long)writer->newer_than, (long long)plan->newest);
    plan->name =
        yb_arena_format(arena, "%s_v%04lld", writer->table->infno, (long long)plan->newest);
    plan->ver = yb_arena_format(arena, "v%04lld", (long long)plan->newest);
    if (!plan->key || !plan->name || !plan->ver)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_stored_file_find(writer->call->tx, yb_text_of(plan->key), &plan->file, &plan->found,
                             error);
    if (plan->found && plan->file.dld_endtime <= writer->call->now_ms)
        plan->found = false;
    return rc;
}

/* The packed rows and everything else of plan->file; only reads the store. */
static int pack_file(struct plan *plan, struct yb_error *error)
{
    struct yb_call *call = plan->writer.call;
    struct yb_file_row *file = &plan->file;
    const char *name = yb_arena_format(call->arena, "%s.txt", plan->name);
    int rc = write_text(&plan->writer, error);

    *file = yb_file_row();
    file->file_key = yb_text_of(plan->key);
    file->filename = yb_text_of(yb_arena_format(call->arena, "%s.zip", plan->name));
    if (rc == YB_OK && (!name || !file->filename.length))
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (rc == YB_OK)
        rc = yb_zip_write(yb_text_of(name), yb_buffer_text(&plan->writer.text), call->arena,
                          &file->content, error);
    if (rc == YB_OK && file->content.length > YB_FILE_BYTES_MAX)
        rc = yb_fail(error, YB_E_TOO_LONG, "TXT", "64 MB", NULL);
    file->file_id = yb_id_next(&call->app->ids, call->now_ms);
    file->data_cnt = plan->writer.rows;
    file->file_bytes = (int64_t)file->content.length;
    file->crte_time = call->now_ms;
    file->dld_endtime = call->now_ms + YB_FILE_DAYS * YB_DAY_MS;
    return rc;
}

/* One that is past its time still has the key: it is swept away first. */
static int add_file(struct yb_tx *tx, const struct yb_file_row *file, struct yb_error *error)
{
    int64_t deleted;
    int rc = yb_stored_file_sweep(tx, file->crte_time + 1, &deleted, error);

    return rc == YB_OK ? yb_stored_file_add(tx, file, error) : rc;
}

int yb_app_download_catalogue(struct yb_call *call, const struct yb_download_catalogue_in *in,
                              struct yb_download_catalogue_out *out, struct yb_error *error)
{
    struct plan plan = {.writer = {.call = call, .table = table_of(in->infno)}};
    int rc;

    memset(out, 0, sizeof(*out));
    if (!plan.writer.table)
        return yb_refuse_text(error, YB_E_UNKNOWN_INFNO, in->infno);
    rc = make_plan(&plan, in->ver, error);
    if (rc == YB_OK && !plan.found) {
        rc = pack_file(&plan, error);
        if (rc == YB_OK)
            rc = add_file(call->tx, &plan.file, error);
    }
    if (rc != YB_OK)
        return rc;
    out->file_qury_no =
        yb_text_of(yb_arena_format(call->arena, "%lld", (long long)plan.file.file_id));
    out->filename = plan.file.filename;
    out->dld_end_time_ms = plan.file.dld_endtime;
    out->data_cnt = plan.file.data_cnt;
    out->ver = yb_text_of(plan.ver);
    return YB_OK;
}

/* Beforehand. */

struct preparation {
    struct yb_call call;
    struct plan plan;
};

static int read_and_pack(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct preparation *preparation = context;
    int rc;

    preparation->call.tx = tx;
    rc = make_plan(&preparation->plan, YB_TEXT("v0000"), error);
    if (rc != YB_OK || preparation->plan.found || !preparation->plan.newest)
        return rc;
    return pack_file(&preparation->plan, error);
}

static int write_packed(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct preparation *preparation = context;
    struct yb_file_row kept;
    bool found;
    int rc = yb_stored_file_find(tx, preparation->plan.file.file_key, &kept, &found, error);

    if (rc != YB_OK || (found && kept.dld_endtime > preparation->call.now_ms))
        return rc;
    return add_file(tx, &preparation->plan.file, error);
}

static int prepare(struct yb_app *app, const struct yb_download_table *table, int64_t now_ms,
                   struct yb_error *error)
{
    struct yb_arena arena;
    struct preparation preparation = {
        .call = {.app = app, .arena = &arena, .now_ms = now_ms},
        .plan = {.writer = {.table = table}},
    };
    int rc;

    preparation.plan.writer.call = &preparation.call;
    yb_arena_init(&arena, 1 << 20);
    rc = yb_store_read(app->store, read_and_pack, &preparation, &arena, error);
    if (rc == YB_OK && !preparation.plan.found && preparation.plan.newest)
        rc = yb_store_run(app->store, write_packed, &preparation, &arena, error);
    yb_arena_release(&arena);
    return rc;
}

int yb_catalogue_prepare(struct yb_app *app, int64_t now_ms, struct yb_error *error)
{
    int rc = YB_OK;

    for (size_t i = 0; i < yb_download_table_count && rc == YB_OK; i++)
        rc = prepare(app, &yb_download_tables[i], now_ms, error);
    return rc;
}
