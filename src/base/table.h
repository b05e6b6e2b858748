/*
 * table.h - a map from text to a small integer, for code look-ups (catalogues, names).
 *
 * Open addressing over an arena; built once, read by many threads. Keys are slices whose bytes the
 * caller keeps alive. Cost: one hash (FNV-1a) and on average under 1.5 probes at half load.
 */
#ifndef YB_BASE_TABLE_H
#define YB_BASE_TABLE_H

#include "base/text.h"

struct yb_table_slot {
    struct yb_text key; /* bytes == NULL: free */
    int32_t value;
};

struct yb_table {
    struct yb_arena *arena;
    struct yb_table_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

/* An empty map. `expected` keys will fit without a rebuild. */
void yb_table_init(struct yb_table *table, struct yb_arena *arena, size_t expected);

/* Sets the value of `key`. False when the arena is exhausted; the map is then unchanged. */
bool yb_table_put(struct yb_table *table, struct yb_text key, int32_t value);

/* The value of `key`, or `absent`. */
int32_t yb_table_get(const struct yb_table *table, struct yb_text key, int32_t absent);

#endif
