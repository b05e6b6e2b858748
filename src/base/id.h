/*
 * id.h - time-ordered 63-bit identifiers, unique across nodes.
 *
 * 41 bits of milliseconds since 2020-01-01T00:00Z, 10 bits of node, 12 bits of sequence. New rows
 * therefore land at the right edge of a B-tree. An id never goes back: when the clock does, or when
 * a millisecond is used up, the last time is kept and counted on.
 *
 * Threads: yb_id_next may be called from any number of threads (one atomic compare and swap).
 */
#ifndef YB_BASE_ID_H
#define YB_BASE_ID_H

#include <stdint.h>

struct yb_id_source {
    _Atomic uint64_t last; /* time << 12 | sequence */
    uint32_t node;         /* 0..1023 */
};

/* `node` is 0..1023; two processes of one store never have the same. */
void yb_id_source_init(struct yb_id_source *source, uint32_t node);

/* The next id at instant `now_ms` (Unix milliseconds). Always positive. */
int64_t yb_id_next(struct yb_id_source *source, int64_t now_ms);

/* The instant inside an id. */
int64_t yb_id_instant(int64_t id);

/* The lowest id of an instant: ids made in [a, b) lie in [yb_id_floor(a), yb_id_floor(b)). */
int64_t yb_id_floor(int64_t instant_ms);

/* The system's clock, Unix milliseconds. Only faces ask for it; below them time is an argument. */
int64_t yb_clock_now(void);

#endif
