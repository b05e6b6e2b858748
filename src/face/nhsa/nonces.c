#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "face/nhsa/gateway.h"

#define CAPACITY_FIRST 1024

/* Open addressing at most half full; 0 is free. */
struct set {
    uint64_t *slots;
    size_t capacity, count;
};

struct yb_nonces {
    pthread_mutex_t lock;
    int64_t window_ms, began_ms;
    size_t most;
    struct set now, before; /* this window's and the last one's */
};

struct yb_nonces *yb_nonces_new(int64_t window_ms, size_t most)
{
    struct yb_nonces *nonces = calloc(1, sizeof *nonces);

    if (!nonces)
        return NULL;
    pthread_mutex_init(&nonces->lock, NULL);
    nonces->window_ms = window_ms;
    nonces->most = most;
    return nonces;
}

void yb_nonces_free(struct yb_nonces *nonces)
{
    if (!nonces)
        return;
    pthread_mutex_destroy(&nonces->lock);
    free(nonces->now.slots);
    free(nonces->before.slots);
    free(nonces);
}

/* The slot that holds `digest`, or the free one for it. */
static uint64_t *slot_of(const struct set *set, uint64_t digest)
{
    size_t at = digest & (set->capacity - 1);

    while (set->slots[at] && set->slots[at] != digest)
        at = (at + 1) & (set->capacity - 1);
    return &set->slots[at];
}

static bool has(const struct set *set, uint64_t digest)
{
    return set->capacity > 0 && *slot_of(set, digest) == digest;
}

static bool grow(struct set *set)
{
    struct set larger = {.capacity = set->capacity ? set->capacity * 2 : CAPACITY_FIRST,
                         .count = set->count};

    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i])
            *slot_of(&larger, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = larger;
    return true;
}

static bool add(struct set *set, uint64_t digest)
{
    if (set->count * 2 >= set->capacity && !grow(set))
        return false;
    *slot_of(set, digest) = digest;
    set->count++;
    return true;
}

static void turn(struct yb_nonces *nonces, int64_t now_ms)
{
    int64_t age = now_ms - nonces->began_ms;

    if (age >= 0 && age < nonces->window_ms)
        return;
    free(nonces->before.slots);
    nonces->before = nonces->now;
    nonces->now = (struct set){0};
    if (age >= 2 * nonces->window_ms) {
        free(nonces->before.slots);
        nonces->before = (struct set){0};
    }
    nonces->began_ms = now_ms;
}

bool yb_nonces_use(struct yb_nonces *nonces, struct yb_text nonce, int64_t now_ms)
{
    uint8_t hash[YB_SM3_BYTES];
    uint64_t digest;
    bool fresh;

    yb_sm3(nonce, hash);
    memcpy(&digest, hash, sizeof digest);
    digest |= digest == 0;
    pthread_mutex_lock(&nonces->lock);
    turn(nonces, now_ms);
    fresh = !has(&nonces->now, digest) && !has(&nonces->before, digest) &&
            nonces->now.count < nonces->most && add(&nonces->now, digest);
    pthread_mutex_unlock(&nonces->lock);
    return fresh;
}
