/*
 * dump.c - the whole store as text, the same bytes whatever engine holds it.
 */
#include "store/sql.h"
#include "store/store_internal.h"

struct dump {
    void (*write)(void *context, struct yb_text line);
    void *context;
    enum yb_table_id table;
    struct yb_arena arena;
};

static void add_text(struct yb_buffer *line, const char *name, enum yb_kind kind,
                     struct yb_text text)
{
    char hex[3];
    size_t i;

    yb_buffer_add_char(line, '\t');
    yb_buffer_add_string(line, name);
    yb_buffer_add_char(line, '=');
    for (i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (kind == YB_KIND_BLOB) {
            yb_hex((const uint8_t *)&text.bytes[i], 1, hex);
            yb_buffer_add_string(line, hex);
        } else if (c == '\t' || c == '\n' || c == '\\') {
            yb_buffer_addf(line, "\\%02x", (unsigned)(unsigned char)c);
        } else {
            yb_buffer_add_char(line, c);
        }
    }
}

static void add_cell(struct yb_buffer *line, const struct yb_table_info *table,
                     const struct yb_cursor *cursor, size_t at)
{
    const struct yb_column *column = &table->columns[at];
    struct yb_text texts[YB_COLUMNS_MAX];
    size_t i;

    if (column->kind == YB_KIND_MORE) {
        yb_row_unpack(cursor->text(cursor, (int)at), texts, table->packed_count);
        for (i = 0; i < table->packed_count; i++)
            add_text(line, table->packed[i], YB_KIND_TEXT, texts[i]);
    } else if (column->kind >= YB_KIND_TEXT) {
        add_text(line, column->name, column->kind, cursor->text(cursor, (int)at));
    } else if (cursor->is_null(cursor, (int)at)) {
        yb_buffer_addf(line, "\t%s=", column->name);
    } else {
        yb_buffer_addf(line, "\t%s=%lld", column->name, (long long)cursor->number(cursor, (int)at));
    }
}

static int dump_row(void *context, const struct yb_cursor *cursor)
{
    struct dump *d = context;
    const struct yb_table_info *table = &yb_tables[d->table];
    struct yb_buffer line;
    size_t i;

    yb_arena_clear(&d->arena);
    yb_buffer_init(&line, &d->arena);
    yb_buffer_add_string(&line, table->name);
    for (i = 0; i < table->column_count; i++)
        add_cell(&line, table, cursor, i);
    yb_buffer_add_char(&line, '\n');
    if (line.failed)
        return YB_E_NO_MEMORY;
    d->write(d->context, yb_buffer_text(&line));
    return YB_OK;
}

static int dump_tables(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct dump *d = context;
    const struct yb_driver *driver = tx->conn->driver;
    int table, rc = YB_OK;

    for (table = 0; table < YB_TABLES && rc == YB_OK; table++) {
        struct yb_buffer text;

        if (yb_table_is_derived((enum yb_table_id)table))
            continue;
        d->table = (enum yb_table_id)table;
        yb_buffer_init(&text, tx->arena);
        yb_buffer_addf(&text, "SELECT {%s} FROM %s ORDER BY %s", yb_tables[table].name,
                       yb_tables[table].name, yb_tables[table].key);
        if (!text.failed) {
            struct yb_buffer sql;

            yb_buffer_init(&sql, tx->arena);
            yb_sql_expand(driver->dialect, yb_buffer_text(&text).bytes, &sql);
            text = sql;
        }
        rc = text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL)
                         : driver->query(tx->conn, yb_buffer_text(&text).bytes, dump_row, d, error);
    }
    return rc;
}

int yb_store_dump(struct yb_store *store, void (*write)(void *context, struct yb_text line),
                  void *context, struct yb_error *error)
{
    struct dump d = {.write = write, .context = context};
    struct yb_arena arena;
    int rc;

    yb_arena_init(&arena, 1 << 14);
    yb_arena_init(&d.arena, 1 << 14);
    rc = yb_store_read(store, dump_tables, &d, &arena, error);
    yb_arena_release(&d.arena);
    yb_arena_release(&arena);
    return rc;
}

/* A running digest over lines: SM3 of the digest so far and the line. */
struct digest {
    uint8_t bytes[YB_SM3_BYTES];
    struct yb_arena arena;
    bool failed;
};

static void digest_line(void *context, struct yb_text line)
{
    struct digest *d = context;
    struct yb_buffer both;

    yb_arena_clear(&d->arena);
    yb_buffer_init(&both, &d->arena);
    yb_buffer_add(&both, (struct yb_text){(const char *)d->bytes, sizeof(d->bytes)});
    yb_buffer_add(&both, line);
    d->failed |= both.failed;
    if (!both.failed)
        yb_sm3(yb_buffer_text(&both), d->bytes);
}

int yb_store_digest(struct yb_store *store, uint8_t digest[YB_SM3_BYTES], struct yb_error *error)
{
    struct digest d = {.failed = false};
    int i, rc;

    yb_arena_init(&d.arena, 1 << 14);
    rc = yb_store_dump(store, digest_line, &d, error);
    yb_arena_release(&d.arena);
    if (rc == YB_OK && d.failed)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < YB_SM3_BYTES; i++)
        digest[i] = d.bytes[i];
    return rc;
}
