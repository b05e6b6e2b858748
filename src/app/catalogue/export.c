#include "app/catalogue/export.h"

#include "app/catalogue/code_file.h"
#include "app/catalogue/item_file.h"
#include "app/catalogue/list.h"
#include "app/refuse.h"
#include "store/catalogue.h"

struct writer {
    const struct yb_export_sink *sink;
    struct yb_text list_name;
    struct yb_arena arena; /* of one line */
    int64_t rows;
};

static void send(struct writer *writer, struct yb_buffer *line)
{
    writer->sink->write(writer->sink->context, yb_buffer_text(line));
    yb_arena_clear(&writer->arena);
}

static int write_item(void *context, const struct yb_med_item_row *item)
{
    struct writer *writer = context;
    struct yb_buffer line;

    if (!yb_text_equal(item->list_type, writer->list_name))
        return YB_OK;
    yb_buffer_init(&line, &writer->arena);
    yb_item_file_add(&line, item);
    writer->rows++;
    if (line.failed)
        return YB_E_NO_MEMORY;
    send(writer, &line);
    return YB_OK;
}

static int write_codes(struct writer *writer, struct yb_tx *tx, struct yb_error *error)
{
    struct yb_item_query query = {
        .list_name = writer->list_name, .day = YB_DAY_NONE, .most = YB_CATALOGUE_ITEMS_MAX};
    struct yb_code_item_list list;
    int rc = yb_code_item_list(tx, &query, &list, NULL, error);

    for (size_t i = 0; i < list.count && rc == YB_OK; i++) {
        struct yb_buffer line;

        yb_buffer_init(&line, &writer->arena);
        yb_code_file_add(&line, &list.rows[i]);
        writer->rows++;
        send(writer, &line);
    }
    return rc;
}

int yb_app_export_catalogue(struct yb_tx *tx, struct yb_text admdvs, struct yb_text list_name,
                            const struct yb_export_sink *sink, int64_t *rows,
                            struct yb_error *error)
{
    const struct yb_list_name *list = yb_list_name_find(list_name);
    struct writer writer = {.sink = sink, .list_name = list_name};
    struct yb_buffer head;
    int rc;

    if (!list)
        return yb_refuse(error, YB_E_NOT_FOUND, "list", list_name);
    if (admdvs.length && list->kind != YB_LIST_ITEMS)
        return yb_refuse_text(error, YB_E_REGION_LIST, list_name);
    yb_arena_init(&writer.arena, 1 << 14);
    yb_buffer_init(&head, &writer.arena);
    if (list->kind == YB_LIST_ITEMS)
        yb_item_file_head(&head);
    else
        yb_code_file_head(&head);
    send(&writer, &head);
    rc = list->kind == YB_LIST_ITEMS ? yb_med_item_each(tx, admdvs, write_item, &writer, error)
                                     : write_codes(&writer, tx, error);
    yb_arena_release(&writer.arena);
    *rows = writer.rows;
    return rc;
}
