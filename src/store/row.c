/*
 * row.c - rows to values and back, by walking the columns.
 *
 * A row's members stand in the order of its table's columns, each a multiple of eight bytes: a
 * number or day takes 8, a text 16. The packed column has no member of its own; the texts inside it
 * follow at its place, which is the row's end:
 *
 *     packed column = { tag (1 byte: which text) length (1 byte, or 255 and 4 bytes) bytes } ...
 *
 * Empty texts take no room.
 */
#include <string.h>

#include "store/driver.h"

#define LONG_LENGTH 255

static size_t packed_bytes(const char *texts, size_t count)
{
    size_t total = 0, i;

    for (i = 0; i < count; i++) {
        struct yb_text text;

        memcpy(&text, texts + i * sizeof(text), sizeof(text));
        if (text.length)
            total += text.length + (text.length < LONG_LENGTH ? 2 : 6);
    }
    return total;
}

static bool pack(const char *texts, size_t count, struct yb_arena *arena, struct yb_text *out)
{
    size_t bytes = packed_bytes(texts, count), i;
    char *p = yb_arena_alloc(arena, bytes);

    if (!p)
        return false;
    *out = (struct yb_text){p, bytes};
    for (i = 0; i < count; i++) {
        struct yb_text text;

        memcpy(&text, texts + i * sizeof(text), sizeof(text));
        if (!text.length)
            continue;
        *p++ = (char)i;
        if (text.length < LONG_LENGTH) {
            *p++ = (char)text.length;
        } else {
            uint32_t length = (uint32_t)text.length;

            *p++ = (char)LONG_LENGTH;
            memcpy(p, &length, 4);
            p += 4;
        }
        memcpy(p, text.bytes, text.length);
        p += text.length;
    }
    return true;
}

void yb_row_unpack(struct yb_text packed, struct yb_text *texts, size_t count)
{
    const char *p = packed.bytes, *end = p + packed.length;
    size_t i;

    for (i = 0; i < count; i++)
        texts[i] = YB_TEXT("");
    while (end - p >= 2) {
        size_t tag = (unsigned char)*p++, length = (unsigned char)*p++;

        if (length == LONG_LENGTH) {
            uint32_t long_length = 0;

            if (end - p < 4)
                return;
            memcpy(&long_length, p, 4);
            length = long_length;
            p += 4;
        }
        if (length > (size_t)(end - p))
            return;
        if (tag < count)
            texts[tag] = (struct yb_text){p, length};
        p += length;
    }
}

bool yb_row_values(const struct yb_table_info *table, const void *row, struct yb_arena *arena,
                   struct yb_value *values)
{
    const char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        values[i].kind = table->columns[i].kind;
        if (values[i].kind == YB_KIND_MORE) {
            values[i].kind = YB_KIND_BLOB;
            if (!pack(p, table->packed_count, arena, &values[i].text))
                return false;
        } else if (values[i].kind >= YB_KIND_TEXT) {
            memcpy(&values[i].text, p, sizeof(values[i].text));
            p += sizeof(struct yb_text);
        } else if (values[i].kind == YB_KIND_DAY) {
            int32_t day;

            memcpy(&day, p, sizeof(day));
            values[i].number = day;
            p += 8;
        } else {
            memcpy(&values[i].number, p, 8);
            p += 8;
        }
    }
    return true;
}

static bool keep_text(const struct yb_cursor *cursor, int column, struct yb_arena *arena,
                      struct yb_text *text)
{
    *text = cursor->text(cursor, column);
    if (!text->length) {
        text->bytes = "";
        return true;
    }
    if (!arena)
        return true;
    *text = yb_text_copy(arena, *text);
    return text->bytes != NULL;
}

bool yb_row_read(const struct yb_table_info *table, const struct yb_cursor *cursor,
                 struct yb_arena *arena, void *row)
{
    char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        int column = (int)i;
        struct yb_text text;

        if (table->columns[i].kind >= YB_KIND_TEXT) {
            if (!keep_text(cursor, column, arena, &text))
                return false;
            if (table->columns[i].kind == YB_KIND_MORE)
                yb_row_unpack(text, (struct yb_text *)(void *)p, table->packed_count);
            else
                memcpy(p, &text, sizeof(text));
            p += sizeof(text);
        } else if (table->columns[i].kind == YB_KIND_DAY) {
            int32_t day = cursor->is_null(cursor, column) ? YB_DAY_NONE
                                                          : (int32_t)cursor->number(cursor, column);

            memcpy(p, &day, sizeof(day));
            p += 8;
        } else {
            int64_t number = cursor->number(cursor, column);

            memcpy(p, &number, 8);
            p += 8;
        }
    }
    return true;
}

static bool same_texts(const char *a, const char *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct yb_text x, y;

        memcpy(&x, a + i * sizeof(x), sizeof(x));
        memcpy(&y, b + i * sizeof(y), sizeof(y));
        if (!yb_text_equal(x, y))
            return false;
    }
    return true;
}

bool yb_row_equal(const struct yb_table_info *table, const void *a, const void *b)
{
    const char *p = a, *q = b;

    for (size_t i = 0; i < table->column_count; i++) {
        enum yb_kind kind = table->columns[i].kind;
        size_t texts = kind == YB_KIND_MORE ? table->packed_count : kind >= YB_KIND_TEXT;
        size_t bytes = texts ? texts * sizeof(struct yb_text) : 8;
        size_t number =
            kind == YB_KIND_DAY ? sizeof(int32_t) : 8; /* the rest of a day is padding */

        if (texts ? !same_texts(p, q, texts) : memcmp(p, q, number) != 0)
            return false;
        p += bytes;
        q += bytes;
    }
    return true;
}

static bool copy_texts(struct yb_text *texts, size_t count, struct yb_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        if (!texts[i].length)
            continue;
        texts[i] = yb_text_copy(arena, texts[i]);
        if (!texts[i].bytes)
            return false;
    }
    return true;
}

bool yb_row_copy(const struct yb_table_info *table, const void *row, struct yb_arena *arena,
                 void *copy)
{
    char *p = copy;

    memcpy(copy, row, table->row_bytes);
    for (size_t i = 0; i < table->column_count; i++) {
        bool packed = table->columns[i].kind == YB_KIND_MORE;
        size_t texts = packed ? table->packed_count : table->columns[i].kind >= YB_KIND_TEXT;

        if (!copy_texts((struct yb_text *)(void *)p, texts, arena))
            return false;
        p += texts ? texts * sizeof(struct yb_text) : 8;
    }
    return true;
}
