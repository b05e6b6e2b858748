/*
 * memory.h - a year's file in memory: a sink for yb_year_builder_write.
 */
#ifndef YB_TEST_ENGINE_YEAR_MEMORY_H
#define YB_TEST_ENGINE_YEAR_MEMORY_H

#include "test/test.h"

#include <string.h>

#include "engine/year/builder.h"

struct memory {
    uint64_t bytes[1 << 17];
    size_t size;
};

static inline int memory_write(void *context, const void *bytes, size_t size, bool at_start,
                               struct yb_error *error)
{
    struct memory *memory = context;
    char *at = (char *)memory->bytes + (at_start ? 0 : memory->size);

    (void)error;
    assert_true(at_start || memory->size + size <= sizeof(memory->bytes));
    memcpy(at, bytes, size);
    memory->size += at_start ? 0 : size;
    return YB_OK;
}

static inline struct yb_year memory_open(struct memory *memory)
{
    struct yb_year year;
    struct yb_error error;

    assert_int_equal(yb_year_open(memory->bytes, memory->size, &year, &error), YB_OK);
    return year;
}

#endif
