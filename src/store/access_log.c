#include "store/access_log.h"

#include <string.h>

#include "store/chain.h"
#include "store/store_internal.h"

static int read_head(struct yb_tx *tx, struct yb_access_head_row *head, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(tx->chain_no)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_ACCESS_HEAD_GET, values, 1, head, &found, error);

    head->chain_no = tx->chain_no;
    return rc;
}

int yb_access_log_add(struct yb_tx *tx, const struct yb_access_log_row *entry,
                      struct yb_error *error)
{
    struct yb_access_log_row row = *entry;
    struct yb_access_head_row head;
    struct yb_link link = {{0}};
    struct yb_arena scratch;
    int rc = read_head(tx, &head, error);

    if (rc != YB_OK)
        return rc;
    if (head.link.length == sizeof(link.bytes))
        memcpy(link.bytes, head.link.bytes, sizeof(link.bytes));
    row.chain_no = tx->chain_no;
    row.seq_no = ++head.seq_no;
    row.link = (struct yb_text){0};
    yb_arena_init(&scratch, 1 << 12);
    yb_link_row(&link, tx->keys, YB_T_access_log, &row, &scratch);
    yb_arena_release(&scratch);
    row.link = head.link = (struct yb_text){(const char *)link.bytes, sizeof(link.bytes)};
    rc = yb_tx_put(tx, YB_SQL_ACCESS_LOG_ADD, YB_T_access_log, &row, NULL, error);
    if (rc == YB_OK)
        rc = yb_tx_put(tx, YB_SQL_ACCESS_HEAD_PUT, YB_T_access_head, &head, NULL, error);
    return rc;
}

int yb_access_log_list(struct yb_tx *tx, const struct yb_access_log_query *query,
                       struct yb_access_log_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(query->actor), yb_int(query->from_ms),
                                      yb_int(query->to_ms), yb_int((int64_t)query->most),
                                      yb_int((int64_t)query->offset)};

    return yb_tx_list(tx, YB_SQL_ACCESS_LOG_LIST, values, YB_COUNT(values), YB_LIST(list), error);
}

/* Of an actor and an action: by the actor, unless he did so much that the action is less. */
#define FEW_ENTRIES 5000

static int choose_way(struct yb_tx *tx, const struct yb_access_log_page *page, enum yb_sql *way,
                      struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(page->actor), yb_int(page->from_ms),
                                      yb_int(page->at_ms), yb_int(FEW_ENTRIES)};
    int64_t end = 0;
    int rc = YB_OK;

    if (page->actor.length && page->action.length)
        rc = yb_tx_numbers(tx, YB_SQL_ACCESS_LOG_END_ACTOR, values, YB_COUNT(values), &end, 1,
                           error);
    *way = page->actor.length && !end ? YB_SQL_ACCESS_LOG_PAGE_ACTOR
           : page->action.length      ? YB_SQL_ACCESS_LOG_PAGE_ACTION
                                      : YB_SQL_ACCESS_LOG_PAGE;
    return rc;
}

int yb_access_log_page(struct yb_tx *tx, const struct yb_access_log_page *page,
                       struct yb_access_log_list *list, struct yb_error *error)
{
    const struct yb_value values[] = {
        yb_string(page->actor), yb_int(page->from_ms), yb_int(page->at_ms), yb_string(page->action),
        yb_int(page->at_chain), yb_int(page->at_seq),  yb_int(page->most)};
    enum yb_sql way;
    int rc = choose_way(tx, page, &way, error);

    return rc == YB_OK ? yb_tx_list(tx, way, values, YB_COUNT(values), YB_LIST(list), error) : rc;
}

struct verify {
    const struct yb_keys *keys;
    struct yb_arena row, scratch; /* the row's texts; the link's bytes */
    struct yb_link link;
    int64_t chain_no, seq_no;
    int64_t entries, broken;
    struct yb_access_head_list heads;
    size_t heads_met;
};

/* The end of a chain: the head must know the same last entry. */
static void check_head(struct verify *v)
{
    size_t i;

    for (i = 0; i < v->heads.count; i++)
        if (v->heads.rows[i].chain_no == v->chain_no) {
            const struct yb_access_head_row *head = &v->heads.rows[i];

            v->heads_met++;
            if (head->seq_no != v->seq_no || head->link.length != sizeof(v->link.bytes) ||
                memcmp(head->link.bytes, v->link.bytes, sizeof(v->link.bytes)) != 0)
                v->broken++;
            return;
        }
    if (v->seq_no)
        v->broken++;
}

static int verify_row(void *context, const struct yb_cursor *cursor)
{
    struct verify *v = context;
    struct yb_access_log_row row;
    struct yb_text link;

    yb_arena_clear(&v->row);
    if (!yb_row_read(&yb_tables[YB_T_access_log], cursor, &v->row, &row))
        return YB_E_NO_MEMORY;
    if (row.chain_no != v->chain_no) {
        check_head(v);
        memset(&v->link, 0, sizeof(v->link));
        v->chain_no = row.chain_no;
        v->seq_no = 0;
    }
    link = row.link;
    row.link = (struct yb_text){0};
    yb_link_row(&v->link, v->keys, YB_T_access_log, &row, &v->scratch);
    v->entries++;
    if (row.seq_no != v->seq_no + 1 || link.length != sizeof(v->link.bytes) ||
        memcmp(link.bytes, v->link.bytes, sizeof(v->link.bytes)) != 0) {
        v->broken++;
        if (link.length == sizeof(v->link.bytes)) /* go on from what stands there */
            memcpy(v->link.bytes, link.bytes, sizeof(v->link.bytes));
    }
    v->seq_no = row.seq_no;
    return YB_OK;
}

static int verify_all(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct verify *v = context;
    struct yb_call call = {.sql = YB_SQL_ACCESS_LOG_ALL, .row = verify_row, .context = v};
    int rc = yb_tx_list(tx, YB_SQL_ACCESS_HEAD_LIST, NULL, 0, YB_LIST(&v->heads), error);

    v->chain_no = -1;
    if (rc == YB_OK)
        rc = yb_tx_run(tx, &call, 1, error);
    if (rc == YB_OK) {
        check_head(v);
        v->broken += (int64_t)(v->heads.count - v->heads_met); /* chains that are gone */
    }
    return rc;
}

int yb_access_log_verify(struct yb_store *store, int64_t *entries, int64_t *broken,
                         struct yb_error *error)
{
    struct verify v = {.keys = store->options.keys};
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 12);
    yb_arena_init(&v.row, 1 << 12);
    yb_arena_init(&v.scratch, 1 << 12);
    rc = yb_store_read(store, verify_all, &v, &arena, error);
    yb_arena_release(&v.scratch);
    yb_arena_release(&v.row);
    yb_arena_release(&arena);
    *entries = v.entries;
    *broken = v.broken;
    return rc;
}
