#include "app/settle/record.h"

#include <assert.h>
#include <string.h>

#define RECORD_VERSION 2 /* 1: without family_fen */
#define VARINT_MAX     10
#define HEAD_MAX       (1 + 8 * VARINT_MAX)
#define ROW_MAX        (2 + 8 * VARINT_MAX)

/* Which members of a row follow. The first four: differs from the row before; the rest: not 0. */
enum row_flag {
    ROW_LAYER = 1,
    ROW_RULE = 2,
    ROW_CLAUSE = 4,
    ROW_INDEX = 8,
    ROW_BASE = 16,
    ROW_VALUE = 32,
    ROW_BEFORE = 64,
    ROW_AMOUNT = 128
};

static uint8_t *put_unsigned(uint8_t *p, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *p++ = (uint8_t)(value | 0x80);
    *p++ = (uint8_t)value;
    return p;
}

static uint8_t *put(uint8_t *p, int64_t value)
{
    return put_unsigned(p, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}

static uint8_t *put_row(uint8_t *p, const struct yb_trace_row *row,
                        const struct yb_trace_row *before)
{
    unsigned flags = (row->layer != before->layer ? ROW_LAYER : 0U) |
                     (row->rule != before->rule ? ROW_RULE : 0U) |
                     (row->clause != before->clause ? ROW_CLAUSE : 0U) |
                     (row->index != before->index ? ROW_INDEX : 0U) | (row->base ? ROW_BASE : 0U) |
                     (row->value ? ROW_VALUE : 0U) | (row->before ? ROW_BEFORE : 0U) |
                     (row->amount ? ROW_AMOUNT : 0U);

    *p++ = (uint8_t)(row->op << 2 | row->rounding);
    *p++ = (uint8_t)flags;
    if (flags & ROW_LAYER)
        p = put(p, row->layer);
    if (flags & ROW_RULE)
        p = put(p, row->rule);
    if (flags & ROW_CLAUSE)
        p = put(p, row->clause);
    if (flags & ROW_INDEX)
        p = put(p, row->index);
    if (flags & ROW_BASE)
        p = put(p, row->base);
    if (flags & ROW_VALUE)
        p = put(p, row->value);
    if (flags & ROW_BEFORE)
        p = put(p, row->before);
    if (flags & ROW_AMOUNT)
        p = put(p, row->amount);
    return p;
}

int yb_record_encode(const struct yb_record *record, struct yb_arena *arena, struct yb_text *bytes,
                     struct yb_error *error)
{
    struct yb_trace_row before = {0};
    size_t most = HEAD_MAX + record->trace.count * ROW_MAX;
    uint8_t *first = yb_arena_alloc(arena, most), *p = first;

    static_assert(YB_TRACE_OPS <= 64 && YB_ROUNDINGS <= 4, "op and rounding share a byte");
    if (!first)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    *p++ = record->family_fen ? RECORD_VERSION : 1;
    p = put_unsigned(p, record->facts.bits);
    p = put_unsigned(p, record->facts.diseases);
    p = put(p, record->facts.age);
    p = put(p, record->facts.continuous_years);
    p = put(p, record->benefit_day);
    p = put(p, record->account_fen);
    if (record->family_fen)
        p = put(p, record->family_fen);
    p = put_unsigned(p, record->trace.count);
    for (size_t i = 0; i < record->trace.count; i++) {
        p = put_row(p, &record->trace.rows[i], &before);
        before = record->trace.rows[i];
    }
    assert((size_t)(p - first) <= most);
    *bytes = (struct yb_text){(const char *)first, (size_t)(p - first)};
    return 0;
}

struct bytes_reader {
    const uint8_t *next, *end;
    bool bad;
};

static uint64_t get_unsigned(struct bytes_reader *reader)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64 && reader->next < reader->end; shift += 7) {
        uint8_t byte = *reader->next++;

        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            return value;
    }
    reader->bad = true;
    return 0;
}

static int64_t get(struct bytes_reader *reader)
{
    uint64_t value = get_unsigned(reader);

    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static int64_t get_within(struct bytes_reader *reader, int64_t least, int64_t most)
{
    int64_t value = get(reader);

    if (value < least || value > most)
        reader->bad = true;
    return reader->bad ? 0 : value;
}

static void get_row(struct bytes_reader *reader, struct yb_trace_row *row)
{
    unsigned head, flags;

    if (reader->end - reader->next < 2) {
        reader->bad = true;
        return;
    }
    head = *reader->next++;
    flags = *reader->next++;
    row->op = (uint8_t)(head >> 2);
    row->rounding = head & 3;
    reader->bad |= row->op >= YB_TRACE_OPS || row->rounding >= YB_ROUNDINGS;
    if (flags & ROW_LAYER)
        row->layer = (int16_t)get_within(reader, -1, INT16_MAX);
    if (flags & ROW_RULE)
        row->rule = (int16_t)get_within(reader, -1, INT16_MAX);
    if (flags & ROW_CLAUSE)
        row->clause = (int16_t)get_within(reader, INT16_MIN, INT16_MAX);
    if (flags & ROW_INDEX)
        row->index = (int32_t)get_within(reader, INT32_MIN, INT32_MAX);
    row->base = flags & ROW_BASE ? get(reader) : 0;
    row->value = flags & ROW_VALUE ? get(reader) : 0;
    row->before = flags & ROW_BEFORE ? get(reader) : 0;
    row->amount = flags & ROW_AMOUNT ? get(reader) : 0;
}

int yb_record_decode(struct yb_text bytes, struct yb_arena *arena, struct yb_record *record,
                     struct yb_error *error)
{
    struct bytes_reader reader = {(const uint8_t *)bytes.bytes,
                                  (const uint8_t *)bytes.bytes + bytes.length, false};
    struct yb_trace_row before = {0};
    uint64_t count;
    uint8_t version;

    memset(record, 0, sizeof(*record));
    version = bytes.length ? *reader.next++ : 0;
    if (version < 1 || version > RECORD_VERSION)
        return yb_fail(error, YB_E_TAMPERED, "setl_trace", NULL);
    record->facts.bits = get_unsigned(&reader);
    record->facts.diseases = get_unsigned(&reader);
    record->facts.age = (int16_t)get_within(&reader, INT16_MIN, INT16_MAX);
    record->facts.continuous_years = (int16_t)get_within(&reader, INT16_MIN, INT16_MAX);
    record->benefit_day = (int32_t)get_within(&reader, INT32_MIN, INT32_MAX);
    record->facts.day = record->benefit_day;
    yb_facts_fill(&record->facts);
    record->account_fen = get(&reader);
    if (version > 1)
        record->family_fen = get(&reader);
    count = get_unsigned(&reader);
    if (reader.bad || count > (uint64_t)(reader.end - reader.next) / 2)
        return yb_fail(error, YB_E_TAMPERED, "setl_trace", NULL);
    record->trace.rows = YB_NEW_ARRAY(arena, struct yb_trace_row, count);
    if (!record->trace.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    record->trace.count = record->trace.capacity = count;
    for (size_t i = 0; i < count && !reader.bad; i++) {
        record->trace.rows[i] = before;
        get_row(&reader, &record->trace.rows[i]);
        before = record->trace.rows[i];
    }
    if (reader.bad || reader.next != reader.end)
        return yb_fail(error, YB_E_TAMPERED, "setl_trace", NULL);
    return 0;
}
