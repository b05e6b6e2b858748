#include "store/catalogue.h"

#include "store/tx.h"

#define CHUNK 1000 /* rows in one statement of a server */

/* Reference rows in chunks: an import has hundreds of thousands. */
static int put_chunks(struct yb_tx *tx, enum yb_sql sql, const void *rows, size_t count,
                      struct yb_error *error)
{
    size_t size = yb_tables[yb_sql_table(sql)].row_bytes, done, n;
    int rc = YB_OK;

    for (done = 0; done < count && rc == YB_OK; done += n) {
        n = count - done < CHUNK ? count - done : CHUNK;
        rc = yb_tx_put_many(tx, sql, (const char *)rows + done * size, n, NULL, error);
    }
    return rc;
}

/* A page of items or codes, and the number of rows on all pages. */
static int list_page(struct yb_tx *tx, const enum yb_sql sqls[2], const struct yb_item_query *query,
                     struct yb_list_out out, int64_t *total, struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_string(query->list_name),       yb_string(query->code),        yb_string(query->name),
        yb_int(query->newer_than_ver_seq), yb_int(query->updt_time),      yb_int(query->day),
        yb_int((int64_t)query->most),      yb_int((int64_t)query->offset)};
    int rc = yb_tx_list(tx, sqls[0], values, 8, out, error);

    if (rc == YB_OK && total)
        rc = yb_tx_numbers(tx, sqls[1], values, 6, total, 1, error);
    return rc;
}

int yb_med_item_put(struct yb_tx *tx, const struct yb_med_item_list *items, struct yb_error *error)
{
    return put_chunks(tx, YB_SQL_MED_ITEM_PUT, items->rows, items->count, error);
}

int yb_med_item_find(struct yb_tx *tx, struct yb_text admdvs, struct yb_text med_list_codg,
                     struct yb_med_item_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(med_list_codg), yb_string(admdvs)};

    return yb_tx_list(tx, YB_SQL_MED_ITEM_FIND, values, 2, YB_LIST(list), error);
}

int yb_med_item_list(struct yb_tx *tx, const struct yb_item_query *query,
                     struct yb_med_item_list *list, int64_t *total, struct yb_error *error)
{
    static const enum yb_sql sqls[2] = {YB_SQL_MED_ITEM_LIST, YB_SQL_MED_ITEM_COUNT};

    return list_page(tx, sqls, query, YB_LIST(list), total, error);
}

struct each {
    int (*each)(void *context, const struct yb_med_item_row *item);
    void *context;
};

static int each_row(void *context, const struct yb_cursor *cursor)
{
    struct each *e = context;
    struct yb_med_item_row item;

    if (!yb_row_read(&yb_tables[YB_T_med_item], cursor, NULL, &item))
        return YB_E_NO_MEMORY;
    return e->each(e->context, &item);
}

int yb_med_item_each(struct yb_tx *tx, struct yb_text admdvs,
                     int (*each)(void *context, const struct yb_med_item_row *item), void *context,
                     struct yb_error *error)
{
    struct each e = {.each = each, .context = context};
    const struct yb_value value = yb_string(admdvs);
    struct yb_call call = {.sql = YB_SQL_MED_ITEM_EACH,
                           .values = &value,
                           .value_count = 1,
                           .row = each_row,
                           .context = &e};

    return yb_tx_run(tx, &call, 1, error);
}

int yb_code_item_put(struct yb_tx *tx, const struct yb_code_item_list *codes,
                     struct yb_error *error)
{
    return put_chunks(tx, YB_SQL_CODE_ITEM_PUT, codes->rows, codes->count, error);
}

int yb_code_item_list(struct yb_tx *tx, const struct yb_item_query *query,
                      struct yb_code_item_list *list, int64_t *total, struct yb_error *error)
{
    static const enum yb_sql sqls[2] = {YB_SQL_CODE_ITEM_LIST, YB_SQL_CODE_ITEM_COUNT};

    return list_page(tx, sqls, query, YB_LIST(list), total, error);
}

int yb_code_item_find(struct yb_tx *tx, struct yb_text list_name, struct yb_text code,
                      struct yb_code_item_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(list_name), yb_string(code)};

    return yb_tx_list(tx, YB_SQL_CODE_ITEM_FIND, values, 2, YB_LIST(list), error);
}

int yb_catalogue_ver_put(struct yb_tx *tx, const struct yb_catalogue_ver_row *ver,
                         struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_CATALOGUE_VER_PUT, YB_T_catalogue_ver, ver, NULL, error);
}

int yb_catalogue_ver_list(struct yb_tx *tx, struct yb_text admdvs, struct yb_text list_name,
                          struct yb_catalogue_ver_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(list_name), yb_string(admdvs)};

    return yb_tx_list(tx, YB_SQL_CATALOGUE_VER_LIST, values, 2, YB_LIST(list), error);
}

int yb_policy_pack_keep(struct yb_tx *tx, const struct yb_policy_pack_row *pack, int64_t *pack_id,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_bytes(pack->content_hash)};
    struct yb_policy_pack_row kept;
    bool found;
    int rc = yb_tx_put(tx, YB_SQL_POLICY_PACK_ADD, YB_T_policy_pack, pack, NULL, error);

    if (rc == YB_OK)
        rc = yb_tx_one(tx, YB_SQL_POLICY_PACK_FIND, values, 1, &kept, &found, error);
    if (rc == YB_OK && !found) /* the id is another pack's */
        rc = yb_tx_refuse(tx, YB_E_EXISTS, error, "policy_pack", yb_tx_text(tx, pack->pack_id));
    *pack_id = rc == YB_OK ? kept.pack_id : 0;
    return rc;
}

int yb_policy_pack_get(struct yb_tx *tx, int64_t pack_id, struct yb_policy_pack_row *pack,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(pack_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_POLICY_PACK_GET, values, 1, pack, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "policy_pack", yb_tx_text(tx, pack_id), NULL);
    return rc;
}
