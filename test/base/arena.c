#include "test/test.h"

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

static void a_fixed_arena_ends(void **state)
{
    uint8_t buffer[256];
    struct yb_arena arena;

    (void)state;
    yb_arena_init_fixed(&arena, buffer, sizeof(buffer));
    assert_non_null(yb_arena_alloc(&arena, 100));
    assert_null(yb_arena_alloc(&arena, 200));
    assert_true(yb_arena_failed(&arena));
    assert_non_null(yb_arena_alloc(&arena, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_something),
        cmocka_unit_test(a_fixed_arena_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
