#include "store/tx.h"

#include <assert.h>
#include <string.h>

struct yb_arena *yb_tx_arena(struct yb_tx *tx)
{
    return tx->arena;
}

struct yb_arena *yb_tx_use_arena(struct yb_tx *tx, struct yb_arena *arena)
{
    struct yb_arena *before = tx->arena;

    tx->arena = arena;
    return before;
}

int64_t yb_tx_id(struct yb_tx *tx, int64_t now_ms)
{
    return yb_id_next(tx->ids, now_ms);
}

const char *yb_tx_text(struct yb_tx *tx, int64_t number)
{
    const char *text = yb_arena_format(tx->arena, "%lld", (long long)number);

    return text ? text : "";
}

const char *yb_tx_string(struct yb_tx *tx, struct yb_text text)
{
    const char *copy = yb_arena_copy(tx->arena, text.bytes, text.length);

    return copy ? copy : "";
}

static int poison(struct yb_tx *tx, int rc, const struct yb_error *error)
{
    if (rc != YB_OK && tx->poison == YB_OK) {
        tx->poison = rc;
        if (error && tx->error && error != tx->error)
            *tx->error = *error;
    }
    return rc;
}

int yb_tx_refuse(struct yb_tx *tx, int code, struct yb_error *error, const char *first,
                 const char *second)
{
    struct yb_error words;
    int rc = yb_fail(&words, code, first, second, NULL);

    if (error)
        *error = words;
    return poison(tx, rc, &words);
}

static int collect_row(void *context, const struct yb_cursor *cursor)
{
    struct yb_collect *c = context;
    char *more;

    if (c->count == c->capacity) {
        size_t capacity = c->capacity ? c->capacity * 2 : 8;

        more = yb_arena_alloc(c->arena, capacity * c->table->row_bytes);
        if (!more)
            return YB_E_NO_MEMORY;
        if (c->count)
            memcpy(more, c->rows, c->count * c->table->row_bytes);
        c->rows = more;
        c->capacity = capacity;
    }
    if (!yb_row_read(c->table, cursor, c->arena, c->rows + c->count * c->table->row_bytes))
        return YB_E_NO_MEMORY;
    c->count++;
    return YB_OK;
}

void yb_collect_init(struct yb_collect *collect, struct yb_tx *tx, enum yb_table_id table)
{
    memset(collect, 0, sizeof(*collect));
    collect->table = &yb_tables[table];
    collect->arena = tx->arena;
}

struct yb_call yb_collect_call(struct yb_collect *collect, enum yb_sql sql,
                               const struct yb_value *values, size_t count)
{
    return (struct yb_call){
        .sql = sql, .values = values, .value_count = count, .row = collect_row, .context = collect};
}

int yb_tx_run(struct yb_tx *tx, struct yb_call *calls, size_t count, struct yb_error *error)
{
    struct yb_error words = {0};
    int rc;

    assert(count <= YB_STORE_BATCH_MAX);
    if (tx->poison != YB_OK) { /* nothing after a failure counts */
        if (error)
            *error = *tx->error;
        return tx->poison;
    }
    rc = tx->conn->driver->run(tx->conn, calls, count, &words);
    if (rc != YB_OK && error)
        *error = words;
    return poison(tx, rc, &words);
}

int yb_tx_do(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
             int64_t *changed, struct yb_error *error)
{
    struct yb_call call = {.sql = sql, .values = values, .value_count = count};
    int rc = yb_tx_run(tx, &call, 1, error);

    if (changed)
        *changed = call.changed;
    return rc;
}

int yb_tx_defer(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
                struct yb_error *error)
{
    const struct yb_call call = {.sql = sql, .values = values, .value_count = count};
    struct yb_error words = {0};
    int rc;

    if (tx->poison != YB_OK || !tx->conn->driver->defer)
        return yb_tx_do(tx, sql, values, count, NULL, error);
    rc = tx->conn->driver->defer(tx->conn, &call, &words);
    if (rc != YB_OK && error)
        *error = words;
    return poison(tx, rc, &words);
}

int yb_tx_put(struct yb_tx *tx, enum yb_sql sql, enum yb_table_id table, const void *row,
              int64_t *changed, struct yb_error *error)
{
    struct yb_value values[YB_COLUMNS_MAX];

    if (!yb_row_values(&yb_tables[table], row, tx->arena, values))
        return yb_tx_refuse(tx, YB_E_NO_MEMORY, error, NULL, NULL);
    return yb_tx_do(tx, sql, values, yb_tables[table].column_count, changed, error);
}

int yb_tx_put_many(struct yb_tx *tx, enum yb_sql sql, const void *rows, size_t count,
                   int64_t *changed, struct yb_error *error)
{
    struct yb_error words = {0};
    int64_t ignored;
    int rc;

    if (!changed)
        changed = &ignored;
    *changed = 0;
    if (!count)
        return YB_OK;
    if (count == 1 || tx->poison != YB_OK)
        return yb_tx_put(tx, sql, yb_sql_table(sql), rows, changed, error);
    rc = tx->conn->driver->run_many(tx->conn, sql, rows, count, changed, &words);
    if (rc != YB_OK && error)
        *error = words;
    return poison(tx, rc, &words);
}

int yb_tx_put_later(struct yb_tx *tx, enum yb_sql sql, enum yb_table_id table, const void *row,
                    struct yb_error *error)
{
    struct yb_value values[YB_COLUMNS_MAX];

    if (!yb_row_values(&yb_tables[table], row, tx->arena, values))
        return yb_tx_refuse(tx, YB_E_NO_MEMORY, error, NULL, NULL);
    return yb_tx_defer(tx, sql, values, yb_tables[table].column_count, error);
}

int yb_tx_put_many_later(struct yb_tx *tx, enum yb_sql sql, const void *rows, size_t count,
                         int64_t *changed, struct yb_error *error)
{
    struct yb_error words = {0};
    int rc;

    if (!count || tx->poison != YB_OK || !tx->conn->driver->defer_many)
        return yb_tx_put_many(tx, sql, rows, count, changed, error);
    rc = tx->conn->driver->defer_many(tx->conn, sql, rows, count, &words);
    if (rc != YB_OK && error)
        *error = words;
    return poison(tx, rc, &words);
}

int yb_tx_list(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
               struct yb_list_out out, struct yb_error *error)
{
    struct yb_collect collect;
    struct yb_call call;
    int rc;

    yb_collect_init(&collect, tx, (enum yb_table_id)(yb_sql_selected(sql) - yb_tables));
    call = yb_collect_call(&collect, sql, values, count);
    rc = yb_tx_run(tx, &call, 1, error);
    *out.rows = collect.rows;
    *out.count = rc == YB_OK ? collect.count : 0;
    return rc;
}

struct one {
    const struct yb_table_info *table;
    struct yb_arena *arena;
    void *row;
    bool found;
};

static int one_row(void *context, const struct yb_cursor *cursor)
{
    struct one *one = context;

    one->found = true;
    return yb_row_read(one->table, cursor, one->arena, one->row) ? YB_OK : YB_E_NO_MEMORY;
}

static void clear_row(const struct yb_table_info *table, void *row)
{
    char *p = row;
    size_t i;

    memset(row, 0, table->row_bytes);
    for (i = 0; i < table->column_count; i++) {
        const int32_t none = YB_DAY_NONE;

        if (table->columns[i].kind == YB_KIND_DAY)
            memcpy(p, &none, sizeof(none));
        p += table->columns[i].kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    } /* the packed column is the last */
}

int yb_tx_one(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
              void *row, bool *found, struct yb_error *error)
{
    struct one one = {yb_sql_selected(sql), tx->arena, row, false};
    struct yb_call call = {
        .sql = sql, .values = values, .value_count = count, .row = one_row, .context = &one};
    int rc;

    clear_row(one.table, row);
    rc = yb_tx_run(tx, &call, 1, error);
    *found = one.found;
    return rc;
}

bool yb_tx_recall(struct yb_tx *tx, enum yb_sql sql, struct yb_text key, void *row)
{
    struct yb_memo *memo = tx->conn->memo;

    return memo && tx->poison == YB_OK && yb_memo_get(memo, sql, key, tx->arena, row);
}

void yb_tx_remember(struct yb_tx *tx, enum yb_sql sql, struct yb_text key, const void *row)
{
    if (tx->conn->memo && tx->poison == YB_OK)
        yb_memo_put(tx->conn->memo, sql, key, row);
}

struct numbers {
    int64_t *numbers;
    size_t count;
};

static int number_row(void *context, const struct yb_cursor *cursor)
{
    struct numbers *n = context;
    size_t i;

    for (i = 0; i < n->count; i++)
        n->numbers[i] = cursor->number(cursor, (int)i);
    return YB_OK;
}

int yb_tx_numbers(struct yb_tx *tx, enum yb_sql sql, const struct yb_value *values, size_t count,
                  int64_t *numbers, size_t number_count, struct yb_error *error)
{
    struct numbers n = {numbers, number_count};
    struct yb_call call = {
        .sql = sql, .values = values, .value_count = count, .row = number_row, .context = &n};

    memset(numbers, 0, number_count * sizeof(*numbers));
    return yb_tx_run(tx, &call, 1, error);
}
