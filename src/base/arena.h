/*
 * arena.h - memory with one lifetime.
 *
 * An arena hands out memory by moving a pointer and gives everything back at once. A request, a
 * loaded policy, a test case own one each. Nothing allocated from an arena is freed alone.
 *
 * Source of memory: a fixed buffer of the caller (never grows), or blocks of the C library.
 * The engine only ever sees the struct, so the same code runs in a server, a database and a page.
 *
 * Errors: an exhausted arena answers NULL and remembers it (yb_arena_failed), so that a caller may
 * check once at the end of a long build. Cost: a few instructions; a new block now and then.
 *
 * Threads: an arena belongs to one thread at a time.
 */
#ifndef YB_BASE_ARENA_H
#define YB_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yb_arena_block;

struct yb_arena {
    uint8_t *next;                /* first free byte */
    uint8_t *end;                 /* one past the last byte of the current block */
    struct yb_arena_block *block; /* newest block; NULL for a fixed buffer */
    uint8_t *fixed;               /* the caller's buffer, or NULL */
    size_t fixed_size;
    size_t block_size; /* least size of a new block; 0: never grow */
    size_t limit;      /* most bytes of all blocks together; 0: no limit */
    size_t used;       /* bytes of all blocks together */
    int64_t fail_at;   /* tests: the n-th allocation from now fails (1 = next); 0: off */
    bool failed;
};

/* Makes an arena over `buffer` of `size` bytes, which stays the caller's. Never grows. */
void yb_arena_init_fixed(struct yb_arena *arena, void *buffer, size_t size);

/* Makes an arena that takes blocks of at least `block_size` bytes from the C library. */
void yb_arena_init(struct yb_arena *arena, size_t block_size);

/* Returns `size` bytes aligned for any type, not zeroed; NULL when exhausted. size 0 is allowed. */
void *yb_arena_alloc(struct yb_arena *arena, size_t size);

/* Returns `count` zeroed elements of `size` bytes; NULL when exhausted or when it overflows. */
void *yb_arena_array(struct yb_arena *arena, size_t count, size_t size);

/* Gives back what is behind the first `size` bytes of the newest allocation. */
void yb_arena_trim(struct yb_arena *arena, void *newest, size_t size);

/* Copies `length` bytes and a closing NUL. */
char *yb_arena_copy(struct yb_arena *arena, const char *bytes, size_t length);

/* A formatted text with a closing NUL. */
char *yb_arena_format(struct yb_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* True when an allocation has failed since init or clear. */
bool yb_arena_failed(const struct yb_arena *arena);

/* Forgets everything allocated; keeps one block for the next use. */
void yb_arena_clear(struct yb_arena *arena);

/* Gives all blocks back. The arena may be initialised again. A zeroed arena is fine. */
void yb_arena_release(struct yb_arena *arena);

#define YB_NEW(arena, type)          ((type *)yb_arena_array((arena), 1, sizeof(type)))
#define YB_NEW_ARRAY(arena, type, n) ((type *)yb_arena_array((arena), (size_t)(n), sizeof(type)))

#endif
