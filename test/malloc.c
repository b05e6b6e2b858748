/*
 * malloc.c - the C library's allocator with an n-th failure, for test_every_malloc (fail.h).
 *
 * The program's own malloc, calloc and realloc come before the C library's also for the shared
 * libraries, which is what makes their failures testable. The address sanitizer does the same
 * trick; ours then stand before its, so that a leak after a failure shows. The thread sanitizer
 * cannot be preceded: under it nothing is replaced and nothing fails.
 */
#include "test/fail.h"

#include <errno.h>

#if defined(__SANITIZE_ADDRESS__)
#define REAL(name) __interceptor_##name
#elif defined(__SANITIZE_THREAD__)
#define REAL_NONE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REAL(name) __interceptor_##name
#elif __has_feature(thread_sanitizer)
#define REAL_NONE
#endif
#endif
#if !defined(REAL) && !defined(REAL_NONE)
#define REAL(name) __libc_##name
#endif

#ifdef REAL

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);

static _Atomic int64_t fail_at; /* the n-th from now; 0: off; below: it has been */
static _Atomic bool has_failed;

static bool fails(void)
{
    if (fail_at <= 0 || fail_at-- != 1)
        return false;
    has_failed = true;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : REAL(malloc)(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : REAL(calloc)(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : REAL(realloc)(old, size);
}

void test_malloc_arm(int n)
{
    has_failed = false;
    fail_at = n;
}

bool test_malloc_disarm(void)
{
    fail_at = 0;
    return has_failed;
}

int test_every_malloc(test_work *work, void *context)
{
    struct yb_arena arena;
    int n;

    for (n = 1; n < TEST_FAILURES_MAX; n++) {
        bool failed;
        int rc;

        yb_arena_init(&arena, 4096);
        test_malloc_arm(n);
        rc = work(&arena, context);
        failed = test_malloc_disarm();
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

#else

void test_malloc_arm(int n)
{
    (void)n;
}

bool test_malloc_disarm(void)
{
    return false;
}

int test_every_malloc(test_work *work, void *context)
{
    struct yb_arena arena;

    yb_arena_init(&arena, 4096);
    assert_int_equal(work(&arena, context), YB_OK);
    yb_arena_release(&arena);
    return 0;
}

#endif
