#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 16u

struct yb_arena_block {
    _Alignas(ALIGNMENT) struct yb_arena_block *older;
    size_t size; /* of the whole block, header included */
};

static_assert(sizeof(struct yb_arena_block) % ALIGNMENT == 0, "blocks keep the alignment");

void yb_arena_init_fixed(struct yb_arena *arena, void *buffer, size_t size)
{
    uintptr_t start = ((uintptr_t)buffer + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    size_t lost = (size_t)(start - (uintptr_t)buffer);

    memset(arena, 0, sizeof(*arena));
    arena->fixed = buffer;
    arena->fixed_size = size;
    arena->next = (uint8_t *)start;
    arena->end = lost < size ? (uint8_t *)buffer + size : (uint8_t *)start;
}

void yb_arena_init(struct yb_arena *arena, size_t block_size)
{
    memset(arena, 0, sizeof(*arena));
    arena->block_size = block_size < 1024 ? 1024 : block_size;
}

static bool grow(struct yb_arena *arena, size_t need)
{
    size_t size = need + sizeof(struct yb_arena_block);
    struct yb_arena_block *block;

    if (!arena->block_size)
        return false;
    if (size < arena->block_size)
        size = arena->block_size;
    if (arena->limit && (size > arena->limit || arena->used > arena->limit - size))
        return false;
    block = malloc(size);
    if (!block)
        return false;
    block->older = arena->block;
    block->size = size;
    arena->block = block;
    arena->used += size;
    arena->next = (uint8_t *)(block + 1);
    arena->end = (uint8_t *)block + size;
    return true;
}

void *yb_arena_alloc(struct yb_arena *arena, size_t size)
{
    size_t need;
    void *result;

    if (arena->fail_at && --arena->fail_at == 0)
        goto fail;
    if (size > SIZE_MAX / 2)
        goto fail;
    need = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if ((!arena->next || need > (size_t)(arena->end - arena->next)) && !grow(arena, need))
        goto fail;
    result = arena->next;
    arena->next += need;
    return result;
fail:
    arena->failed = true;
    return NULL;
}

void yb_arena_trim(struct yb_arena *arena, void *newest, size_t size)
{
    uint8_t *end = (uint8_t *)newest + ((size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1));

    assert(end <= arena->next);
    arena->next = end;
}

void *yb_arena_array(struct yb_arena *arena, size_t count, size_t size)
{
    void *result;

    if (size && count > SIZE_MAX / 2 / size) {
        arena->failed = true;
        return NULL;
    }
    result = yb_arena_alloc(arena, count * size);
    if (result)
        memset(result, 0, count * size);
    return result;
}

char *yb_arena_copy(struct yb_arena *arena, const char *bytes, size_t length)
{
    char *copy = yb_arena_alloc(arena, length + 1);

    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = 0;
    return copy;
}

char *yb_arena_format(struct yb_arena *arena, const char *format, ...)
{
    va_list args;
    int length;
    char *text;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0);
    text = yb_arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

bool yb_arena_failed(const struct yb_arena *arena)
{
    return arena->failed;
}

void yb_arena_clear(struct yb_arena *arena)
{
    struct yb_arena_block *keep = arena->block;

    arena->failed = false;
    if (arena->fixed) {
        size_t limit = arena->limit;

        yb_arena_init_fixed(arena, arena->fixed, arena->fixed_size);
        arena->limit = limit;
        return;
    }
    if (!keep)
        return;
    while (keep->older) {
        struct yb_arena_block *older = keep->older;

        keep->older = older->older;
        arena->used -= older->size;
        free(older);
    }
    arena->next = (uint8_t *)(keep + 1);
    arena->end = (uint8_t *)keep + keep->size;
}

void yb_arena_release(struct yb_arena *arena)
{
    struct yb_arena_block *block = arena->block;

    while (block) {
        struct yb_arena_block *older = block->older;

        free(block);
        block = older;
    }
    memset(arena, 0, sizeof(*arena));
}
