#include "test/test.h"

#include <string.h>

#include "base/table.h"

static void tables_keep_what_they_are_told(void **state)
{
    struct yb_arena arena;
    struct yb_table table;
    int i;

    (void)state;
    yb_arena_init(&arena, 65536);
    yb_table_init(&table, &arena, 0);
    assert_int_equal(yb_table_get(&table, YB_TEXT("x"), -1), -1);
    for (i = 0; i < 5000; i++)
        assert_true(yb_table_put(&table, yb_text_of(yb_arena_format(&arena, "key%d", i)), i));
    for (i = 0; i < 5000; i++)
        assert_int_equal(yb_table_get(&table, yb_text_of(yb_arena_format(&arena, "key%d", i)), -1),
                         i);
    assert_int_equal(yb_table_get(&table, YB_TEXT("key5000"), -1), -1);
    assert_int_equal(table.count, 5000);
    yb_arena_release(&arena);
}

static void keys_are_whole_texts(void **state)
{
    struct yb_arena arena;
    struct yb_table table;

    (void)state;
    yb_arena_init(&arena, 4096);
    yb_table_init(&table, &arena, 3);
    assert_true(yb_table_put(&table, (struct yb_text){NULL, 0}, 1)); /* the empty text */
    assert_true(yb_table_put(&table, YB_TEXT("a"), 2));
    assert_true(yb_table_put(&table, (struct yb_text){"a\0b", 3}, 3));
    assert_true(yb_table_put(&table, YB_TEXT("a"), 4)); /* a new value, not a new key */
    assert_int_equal(table.count, 3);
    assert_int_equal(yb_table_get(&table, YB_TEXT(""), -1), 1);
    assert_int_equal(yb_table_get(&table, YB_TEXT("a"), -1), 4);
    assert_int_equal(yb_table_get(&table, (struct yb_text){"a\0b", 3}, -1), 3);
    assert_int_equal(yb_table_get(&table, (struct yb_text){"a\0c", 3}, -1), -1);
    yb_arena_release(&arena);
}

/* A rebuild without memory: the new key is refused, every older one stays. */
static void exhaustion_leaves_the_map_whole(void **state)
{
    static char names[64][8];
    struct yb_arena arena;
    struct yb_table table;
    int i, held;

    (void)state;
    yb_arena_init(&arena, 4096);
    yb_table_init(&table, &arena, 0);
    for (i = 0; i < 64; i++)
        snprintf(names[i], sizeof(names[i]), "k%d", i);
    for (held = 0; held < 64; held++) {
        arena.fail_at = table.count ? 1 : 0;
        if (!yb_table_put(&table, yb_text_of(names[held]), held))
            break;
    }
    assert_int_equal(held, 8); /* half of the first 16 slots */
    assert_int_equal(table.count, 8);
    for (i = 0; i < 8; i++)
        assert_int_equal(yb_table_get(&table, yb_text_of(names[i]), -1), i);
    assert_int_equal(yb_table_get(&table, yb_text_of(names[8]), -1), -1);
    arena.fail_at = 0;
    assert_true(yb_table_put(&table, yb_text_of(names[8]), 8));
    assert_int_equal(table.count, 9);
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_keep_what_they_are_told),
        cmocka_unit_test(keys_are_whole_texts),
        cmocka_unit_test(exhaustion_leaves_the_map_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
