#include "test/test.h"

#include <string.h>

#include "base/arena.h"

static void nothing_is_something(void **state)
{
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1024);
    assert_non_null(yb_arena_alloc(&arena, 0));
    assert_non_null(yb_arena_array(&arena, 0, 8));
    assert_false(yb_arena_failed(&arena));
    yb_arena_release(&arena);
}

static void arenas_fail_cleanly(void **state)
{
    uint8_t space[256];
    struct yb_arena arena;

    (void)state;
    yb_arena_init_fixed(&arena, space, sizeof(space));
    assert_non_null(yb_arena_alloc(&arena, 100));
    assert_null(yb_arena_alloc(&arena, 300));
    assert_true(yb_arena_failed(&arena));
    yb_arena_clear(&arena);
    assert_false(yb_arena_failed(&arena));
    assert_null(YB_NEW_ARRAY(&arena, int64_t, SIZE_MAX / 4));
    yb_arena_init(&arena, 4096);
    arena.fail_at = 2;
    assert_non_null(yb_arena_alloc(&arena, 8));
    assert_null(yb_arena_alloc(&arena, 8));
    assert_non_null(yb_arena_alloc(&arena, 100000));
    yb_arena_release(&arena);
    yb_arena_release(&arena);
}

static void the_end_of_the_newest_is_given_back(void **state)
{
    struct yb_arena arena;
    char *first, *second;

    (void)state;
    yb_arena_init(&arena, 4096);
    first = yb_arena_alloc(&arena, 3000);
    memset(first, 'a', 3000);
    yb_arena_trim(&arena, first, 100);
    second = yb_arena_alloc(&arena, 2000);
    assert_ptr_equal(second, first + 112); /* aligned */
    memset(second, 'b', 2000);
    assert_int_equal(first[99], 'a');
    yb_arena_trim(&arena, second, 2000);
    assert_ptr_equal(yb_arena_alloc(&arena, 8), second + 2000);
    yb_arena_release(&arena);
}

static void fixed_buffers_of_every_size_and_place_hold(void **state)
{
    uint8_t space[128];
    size_t start, size;

    (void)state;
    for (start = 0; start < 32; start++)
        for (size = 0; size + start < sizeof(space); size++) {
            struct yb_arena arena;
            uint8_t *p;

            memset(space, 0xEE, sizeof(space));
            yb_arena_init_fixed(&arena, space + start, size);
            while ((p = yb_arena_alloc(&arena, 5)) != NULL) {
                assert_int_equal((uintptr_t)p % 16, 0);
                assert_in_range((uintptr_t)p, (uintptr_t)(space + start),
                                (uintptr_t)(space + start + size) - 5);
                memset(p, 1, 5);
            }
            assert_true(yb_arena_failed(&arena));
            assert_int_equal(space[start + size], 0xEE); /* nothing behind the end */
        }
}

/* Random allocations keep their bytes, whatever comes after them. */
static void allocations_never_overlap(void **state)
{
    uint64_t seed = test_seed();
    struct yb_arena arena;
    int round, i;

    (void)state;
    yb_arena_init(&arena, 0);
    for (round = 0; round < 20; round++) {
        uint8_t *parts[300];
        size_t sizes[300], k;

        for (i = 0; i < 300; i++) {
            sizes[i] = test_random(&seed) % (i % 50 == 0 ? 9000 : 90);
            parts[i] = yb_arena_alloc(&arena, sizes[i]);
            assert_non_null(parts[i]);
            assert_int_equal((uintptr_t)parts[i] % 16, 0);
            memset(parts[i], i, sizes[i]);
        }
        for (i = 0; i < 300; i++)
            for (k = 0; k < sizes[i]; k++)
                assert_int_equal(parts[i][k], (uint8_t)i);
        yb_arena_clear(&arena);
    }
    yb_arena_release(&arena);
}

static void the_limit_holds_and_clearing_gives_it_back(void **state)
{
    struct yb_arena arena;
    int round, blocks;

    (void)state;
    yb_arena_init(&arena, 1024);
    arena.limit = 4 * 1024;
    for (round = 0; round < 3; round++) {
        for (blocks = 0; yb_arena_alloc(&arena, 900); blocks++)
            assert_in_range(arena.used, 1024, 4096);
        assert_int_equal(blocks, 4);
        assert_true(yb_arena_failed(&arena));
        yb_arena_clear(&arena);
        assert_int_equal(arena.used, 1024);
        assert_false(yb_arena_failed(&arena));
    }
    assert_null(yb_arena_alloc(&arena, SIZE_MAX - 8));
    assert_null(yb_arena_alloc(&arena, 4096));
    yb_arena_release(&arena);
}

static void texts_are_copied_and_formatted(void **state)
{
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1024);
    assert_string_equal(yb_arena_copy(&arena, "abcdef", 3), "abc");
    assert_string_equal(yb_arena_copy(&arena, NULL, 0), "");
    assert_string_equal(yb_arena_format(&arena, "%s-%d", "x", 7), "x-7");
    assert_int_equal(strlen(yb_arena_format(&arena, "%5000d", 1)), 5000);
    arena.fail_at = 1;
    assert_null(yb_arena_format(&arena, "%d", 1));
    arena.fail_at = 1;
    assert_null(yb_arena_copy(&arena, "a", 1));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_something),
        cmocka_unit_test(arenas_fail_cleanly),
        cmocka_unit_test(the_end_of_the_newest_is_given_back),
        cmocka_unit_test(fixed_buffers_of_every_size_and_place_hold),
        cmocka_unit_test(allocations_never_overlap),
        cmocka_unit_test(the_limit_holds_and_clearing_gives_it_back),
        cmocka_unit_test(texts_are_copied_and_formatted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
