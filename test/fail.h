/*
 * fail.h - every allocation of a piece of work fails once.
 *
 * test_every_allocation runs `work` again and again with a fresh arena, of which first the 1st,
 * then the 2nd, ... allocation fails, until a run in which none was left to fail. `work` returns
 * what the function under test returned. A run with a failed allocation must return
 * YB_E_NO_MEMORY, the last one YB_OK; under the sanitizers a leak or a wild pointer shows too.
 * Returns how many allocations were failed.
 *
 * test_every_malloc (test/malloc.c) does the same with the C library's malloc, calloc and realloc,
 * so that also the libraries underneath are met by the failure. test_malloc_arm and
 * test_malloc_disarm are its two halves, for work that other threads do: the n-th allocation of the
 * process fails; disarming tells whether it came to that. Nothing fails under the thread sanitizer.
 */
#ifndef YB_TEST_FAIL_H
#define YB_TEST_FAIL_H

#include "base/error.h"
#include "test/test.h"

typedef int test_work(struct yb_arena *arena, void *context);

#define TEST_FAILURES_MAX 100000

static inline int test_every_allocation(test_work *work, void *context)
{
    struct yb_arena arena;
    int n;

    for (n = 1; n < TEST_FAILURES_MAX; n++) {
        bool failed;
        int rc;

        yb_arena_init(&arena, 4096);
        arena.fail_at = n;
        rc = work(&arena, context);
        failed = yb_arena_failed(&arena);
        yb_arena_release(&arena);
        if (!failed) {
            assert_int_equal(rc, YB_OK);
            return n - 1;
        }
        assert_int_equal(rc, YB_E_NO_MEMORY);
    }
    fail_msg("the work does not end");
    return 0;
}

int test_every_malloc(test_work *work, void *context);
void test_malloc_arm(int n);
bool test_malloc_disarm(void);

#endif
