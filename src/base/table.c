#include "base/table.h"

#include <string.h>

static uint64_t hash(struct yb_text key)
{
    uint64_t h = UINT64_C(14695981039346656037);
    size_t i;

    for (i = 0; i < key.length; i++)
        h = (h ^ (unsigned char)key.bytes[i]) * UINT64_C(1099511628211);
    return h ^ (h >> 29);
}

static struct yb_table_slot *probe(struct yb_table_slot *slots, size_t capacity, struct yb_text key)
{
    size_t i = hash(key) & (capacity - 1);

    while (slots[i].key.bytes && !yb_text_equal(slots[i].key, key))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static bool rebuild(struct yb_table *table, size_t capacity)
{
    struct yb_table_slot *slots = YB_NEW_ARRAY(table->arena, struct yb_table_slot, capacity);
    size_t i;

    if (!slots)
        return false;
    for (i = 0; i < table->capacity; i++)
        if (table->slots[i].key.bytes)
            *probe(slots, capacity, table->slots[i].key) = table->slots[i];
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

void yb_table_init(struct yb_table *table, struct yb_arena *arena, size_t expected)
{
    size_t capacity = 16;

    memset(table, 0, sizeof(*table));
    table->arena = arena;
    while (capacity < expected * 2)
        capacity *= 2;
    if (expected)
        rebuild(table, capacity);
}

bool yb_table_put(struct yb_table *table, struct yb_text key, int32_t value)
{
    struct yb_table_slot *slot;

    if (!key.bytes)
        key.bytes = "";
    if ((table->count + 1) * 2 > table->capacity &&
        !rebuild(table, table->capacity ? table->capacity * 2 : 16))
        return false;
    slot = probe(table->slots, table->capacity, key);
    table->count += !slot->key.bytes;
    slot->key = key;
    slot->value = value;
    return true;
}

int32_t yb_table_get(const struct yb_table *table, struct yb_text key, int32_t absent)
{
    const struct yb_table_slot *slot;

    if (!table->capacity)
        return absent;
    slot = probe(table->slots, table->capacity, key);
    return slot->key.bytes ? slot->value : absent;
}
