#include "test/test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static struct yb_arena arena;
static char folder[] = "/tmp/yibao-file-XXXXXX";

static const char *in_folder(const char *name)
{
    return yb_arena_format(&arena, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void files_are_read_whole_or_refused(void **state)
{
    struct yb_error error;
    struct yb_text text;

    (void)state;
    write_file("five", "12345");
    write_file("none", "");
    assert_int_equal(yb_file_read(in_folder("five"), 5, &arena, &text, &error), YB_OK);
    assert_true(yb_text_is(text, "12345"));
    assert_int_equal(text.bytes[5], 0);
    assert_int_equal(yb_file_read(in_folder("five"), 4, &arena, &text, &error), YB_E_FILE);
    assert_int_equal(yb_file_read(in_folder("none"), 0, &arena, &text, &error), YB_OK);
    assert_int_equal(text.length, 0);
    assert_int_equal(yb_file_read(in_folder("absent"), 5, &arena, &text, &error), YB_E_FILE);
    assert_string_equal(error.args[1], "No such file or directory");
    assert_int_equal(yb_file_read(folder, 5, &arena, &text, &error), YB_E_FILE);
    arena.fail_at = 2; /* the first is the path's */
    assert_int_equal(yb_file_read(in_folder("five"), 5, &arena, &text, &error), YB_E_NO_MEMORY);
}

static void folders_are_listed_in_order(void **state)
{
    const char **names;
    struct yb_error error;
    size_t count, i;

    (void)state;
    yb_arena_clear(&arena); /* forgets the failure before */
    assert_int_equal(mkdir(in_folder("many"), 0700), 0);
    for (i = 0; i < 200; i++)
        write_file(yb_arena_format(&arena, "many/%03zu.yaml", 199 - i), "");
    write_file("many/other.csv", "");
    assert_int_equal(yb_folder_list(in_folder("many"), ".yaml", &arena, &names, &count, &error),
                     YB_OK);
    assert_int_equal(count, 200);
    for (i = 0; i < count; i++)
        assert_string_equal(names[i], yb_arena_format(&arena, "%03zu.yaml", i));
    assert_int_equal(yb_folder_list(in_folder("many"), "", &arena, &names, &count, &error), YB_OK);
    assert_int_equal(count, 201);
    assert_int_equal(yb_folder_list(in_folder("absent"), "", &arena, &names, &count, &error),
                     YB_E_FILE);
    assert_true(yb_is_folder(folder));
    assert_false(yb_is_folder(in_folder("five")));
    assert_false(yb_is_folder(in_folder("absent")));
}

static int make_folder(void **state)
{
    (void)state;
    yb_arena_init(&arena, 65536);
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char line[64];

    (void)state;
    yb_arena_release(&arena);
    snprintf(line, sizeof(line), "rm -r %s", folder);
    return system(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_whole_or_refused),
        cmocka_unit_test(folders_are_listed_in_order),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
