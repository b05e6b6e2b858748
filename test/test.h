/*
 * test.h - what every test program includes: cmocka, and random numbers from a printed seed.
 */
#ifndef YB_TEST_H
#define YB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

/* The seed of this run: $YB_SEED, or the time; printed, so that a failure can be replayed. */
static inline uint64_t test_seed(void)
{
    const char *given = getenv("YB_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);

    printf("# seed: YB_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* How much more than usual a long test does: $YB_SCALE, or 1. */
static inline int test_scale(void)
{
    const char *given = getenv("YB_SCALE");
    long scale = given ? strtol(given, NULL, 10) : 1;

    return scale > 0 ? (int)scale : 1;
}

/* The next number of the sequence (splitmix64). */
static inline uint64_t test_random(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

#endif
