#include "base/id.h"

#include <assert.h>
#include <stdatomic.h>
#include <time.h>

#define EPOCH_MS      INT64_C(1577836800000) /* 2020-01-01T00:00:00Z */
#define SEQUENCE_BITS 12
#define NODE_BITS     10

void yb_id_source_init(struct yb_id_source *source, uint32_t node)
{
    assert(node < 1u << NODE_BITS);
    atomic_init(&source->last, 0);
    source->node = node;
}

int64_t yb_id_next(struct yb_id_source *source, int64_t now_ms)
{
    uint64_t time = (uint64_t)(now_ms > EPOCH_MS ? now_ms - EPOCH_MS : 0);
    uint64_t last = atomic_load(&source->last), next;

    do {
        next = time << SEQUENCE_BITS;
        if (next <= last)
            next = last + 1; /* same millisecond, or the clock went back */
    } while (!atomic_compare_exchange_weak(&source->last, &last, next));
    return (int64_t)((next >> SEQUENCE_BITS) << (SEQUENCE_BITS + NODE_BITS) |
                     (uint64_t)source->node << SEQUENCE_BITS |
                     (next & ((1u << SEQUENCE_BITS) - 1)));
}

int64_t yb_id_instant(int64_t id)
{
    return (id >> (SEQUENCE_BITS + NODE_BITS)) + EPOCH_MS;
}

int64_t yb_id_floor(int64_t instant_ms)
{
    return instant_ms > EPOCH_MS ? (instant_ms - EPOCH_MS) << (SEQUENCE_BITS + NODE_BITS) : 0;
}

int64_t yb_clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
