#include "engine/catalogue/dated.h"

#include <string.h>

static int compare(const struct yb_dated_key *a, const struct yb_dated_key *b)
{
    int by_code = yb_text_compare(a->code, b->code);

    return by_code ? by_code : (a->from_day > b->from_day) - (a->from_day < b->from_day);
}

/* Merges the sorted runs [0, middle) and [middle, count) of `from` into `to`. */
static void merge(const struct yb_dated_key *keys, const int32_t *from, int32_t middle,
                  int32_t count, int32_t *to)
{
    int32_t a = 0, b = middle, i;

    for (i = 0; i < count; i++)
        if (b >= count || (a < middle && compare(&keys[from[a]], &keys[from[b]]) <= 0))
            to[i] = from[a++];
        else
            to[i] = from[b++];
}

/* Bottom-up and stable, so that equal rows keep the file's order and are refused in it. */
static void sort(const struct yb_dated_key *keys, int32_t *order, int32_t *spare, int32_t count)
{
    int64_t width, i;

    for (width = 1; width < count; width *= 2) {
        for (i = 0; i < count; i += 2 * width) {
            int64_t middle = i + width < count ? width : count - i;
            int64_t length = i + 2 * width < count ? 2 * width : count - i;

            merge(keys, order + i, (int32_t)middle, (int32_t)length, spare + i);
        }
        memcpy(order, spare, (size_t)count * sizeof(*order));
    }
}

static int refuse_overlap(const struct yb_dated_key *key, struct yb_error *error)
{
    char code[YB_ERROR_ARG_BYTES_MAX], day[11];

    yb_text_cut(key->code, code, sizeof(code));
    yb_day_format(key->from_day, day);
    return yb_fail(error, YB_E_OVERLAP, code, day, NULL);
}

/* Eight bytes a step; only the index of one process ever sees the result. */
static uint32_t hash(struct yb_text code)
{
    uint64_t h = code.length * UINT64_C(0x9E3779B97F4A7C15), word;
    size_t at;

    for (at = 0; at + 8 <= code.length; at += 8) {
        memcpy(&word, code.bytes + at, 8);
        h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        h ^= h >> 32;
    }
    word = 0;
    if (at < code.length)
        memcpy(&word, code.bytes + at, code.length - at);
    h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(h ^ (h >> 32));
}

static size_t record_bytes(size_t length)
{
    return (sizeof(struct yb_dated_record) + length + 1 + 7) & ~(size_t)7;
}

static const struct yb_dated_record *record_at(const struct yb_dated *dated, uint32_t at)
{
    return (const struct yb_dated_record *)(const void *)(dated->records + (size_t)(at - 1) * 8);
}

static const struct yb_dated_record *next_of(const struct yb_dated_record *record)
{
    return (const struct yb_dated_record *)(const void *)((const uint8_t *)record +
                                                          record_bytes(record->length));
}

/* The total size of the records, or 0 when it does not fit the slots. */
static size_t all_bytes(const struct yb_dated_keys *keys)
{
    size_t bytes = 8;
    int32_t i;

    for (i = 0; i < keys->count; i++)
        bytes += record_bytes(keys->keys[i].code.length);
    return bytes / 8 < UINT32_MAX ? bytes : 0;
}

static void put_slot(struct yb_dated_slot *slots, uint32_t mask, struct yb_text code, size_t offset)
{
    uint32_t h = hash(code), i = h & mask;

    while (slots[i].at)
        i = (i + 1) & mask;
    slots[i] = (struct yb_dated_slot){h, (uint32_t)(offset / 8) + 1};
}

/* The records in order, and a slot for the first of every code. */
static int fill(const struct yb_dated_keys *keys, const struct yb_dated_order *order,
                struct yb_dated_slot *slots, uint32_t mask, uint8_t *records,
                struct yb_error *error)
{
    struct yb_dated_record *before = NULL;
    const struct yb_dated_key *last = NULL;
    size_t offset = 0;
    int32_t i;

    for (i = 0; i < keys->count; i++) {
        const struct yb_dated_key *key = &keys->keys[order->order[i]];
        struct yb_dated_record *record = (struct yb_dated_record *)(void *)(records + offset);
        bool same = last && yb_text_equal(last->code, key->code);

        if (same && last->to_day >= key->from_day)
            return refuse_overlap(key, error);
        *record = (struct yb_dated_record){.from_day = key->from_day,
                                           .to_day = key->to_day,
                                           .row = i,
                                           .length = (uint16_t)key->code.length,
                                           .last = true};
        memcpy(record->code, key->code.bytes, key->code.length);
        record->code[key->code.length] = 0;
        if (same)
            before->last = false;
        else
            put_slot(slots, mask, key->code, offset);
        if (order->codes)
            order->codes[i] = (struct yb_text){record->code, key->code.length};
        before = record;
        last = key;
        offset += record_bytes(key->code.length);
    }
    return YB_OK;
}

static int check_keys(const struct yb_dated_keys *keys, struct yb_error *error)
{
    int32_t i;

    for (i = 0; i < keys->count; i++)
        if (keys->keys[i].code.length > YB_DATED_CODE_MAX)
            return yb_fail(error, YB_E_TOO_LONG, "code", "", NULL);
    return all_bytes(keys) ? YB_OK : yb_fail(error, YB_E_TOO_MANY, "code", "", NULL);
}

int yb_dated_build(struct yb_dated *dated, struct yb_arena *arena, const struct yb_dated_keys *keys,
                   const struct yb_dated_order *order, struct yb_error *error)
{
    int32_t *spare = YB_NEW_ARRAY(arena, int32_t, keys->count);
    struct yb_dated_slot *slots;
    uint8_t *records;
    uint32_t size = 16;
    int32_t i;
    int failed = check_keys(keys, error);

    memset(dated, 0, sizeof(*dated));
    if (failed)
        return failed;
    while (size / 2 < (uint32_t)keys->count)
        size *= 2;
    slots = YB_NEW_ARRAY(arena, struct yb_dated_slot, size);
    records = yb_arena_alloc(arena, all_bytes(keys));
    if (!spare || !slots || !records)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < keys->count; i++)
        order->order[i] = i;
    sort(keys->keys, order->order, spare, keys->count);
    failed = fill(keys, order, slots, size - 1, records, error);
    if (failed)
        return failed;
    *dated = (struct yb_dated){slots, size - 1, records, keys->count};
    return YB_OK;
}

/* The first record of a code, or NULL. */
static const struct yb_dated_record *find_code(const struct yb_dated *dated, struct yb_text code)
{
    uint32_t h, i;

    if (!dated->slots)
        return NULL;
    h = hash(code);
    for (i = h & dated->mask; dated->slots[i].at; i = (i + 1) & dated->mask) {
        const struct yb_dated_record *record;

        if (dated->slots[i].hash != h)
            continue;
        record = record_at(dated, dated->slots[i].at);
        if (record->length == code.length && memcmp(record->code, code.bytes, code.length) == 0)
            return record;
    }
    return NULL;
}

int32_t yb_dated_first(const struct yb_dated *dated, struct yb_text code)
{
    const struct yb_dated_record *record = find_code(dated, code);

    return record ? record->row : -1;
}

int32_t yb_dated_find(const struct yb_dated *dated, struct yb_text code, int32_t day)
{
    const struct yb_dated_record *record = find_code(dated, code);

    while (record && record->from_day <= day) {
        if (day <= record->to_day)
            return record->row;
        record = record->last ? NULL : next_of(record);
    }
    return -1;
}
