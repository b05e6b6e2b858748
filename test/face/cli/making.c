/*
 * Making a store: what was left behind is emptied, two do not make the same, only what is whole
 * gets the name.
 */
#include "test/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "face/cli/making.h"

struct place {
    char folder[32], store[64];
    struct yb_arena arena;
};

static int set_up(void **state)
{
    struct place *place = test_calloc(1, sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/yb_making_XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->store, sizeof(place->store), "%s/a.db", place->folder);
    yb_arena_init(&place->arena, 1024);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    unlink(place->store);
    assert_int_equal(rmdir(place->folder), 0);
    yb_arena_release(&place->arena);
    test_free(place);
    return 0;
}

static void write_word(const char *path, const char *word)
{
    FILE *file = fopen(path, "ae");

    assert_non_null(file);
    fputs(word, file);
    fclose(file);
}

static void assert_holds(const char *path, const char *word)
{
    FILE *file = fopen(path, "re");
    char text[16] = "";

    assert_non_null(file);
    (void)!fgets(text, sizeof(text), file);
    fclose(file);
    assert_string_equal(text, word);
}

static void what_is_whole_gets_the_name(void **state)
{
    struct place *place = *state;
    struct yb_making making, another;
    struct yb_error error;

    assert_int_equal(yb_making_begin(&making, place->store, &place->arena, &error), 0);
    write_word(making.path, "whole");
    assert_int_equal(yb_making_begin(&another, place->store, &place->arena, &error),
                     YB_E_STORE_BUSY);
    assert_int_equal(yb_making_end(&another, YB_E_STORE_BUSY, &error), YB_E_STORE_BUSY);
    assert_int_equal(yb_making_end(&making, 0, &error), 0);
    assert_holds(place->store, "whole");
    assert_int_equal(access(making.path, F_OK), -1);
    assert_int_equal(yb_making_begin(&making, place->store, &place->arena, &error), YB_E_EXISTS);
    assert_holds(place->store, "whole");
}

static void what_was_killed_is_begun_again(void **state)
{
    struct place *place = *state;
    struct yb_making making;
    struct yb_error error;
    pid_t child = fork();

    if (child == 0) {
        if (yb_making_begin(&making, place->store, &place->arena, &error) == 0)
            write_word(making.path, "half");
        _exit(0);
    }
    waitpid(child, NULL, 0);
    assert_int_equal(access(place->store, F_OK), -1);
    assert_int_equal(yb_making_begin(&making, place->store, &place->arena, &error), 0);
    assert_holds(making.path, "");
    assert_int_equal(yb_making_end(&making, YB_E_STORE_FULL, &error), YB_E_STORE_FULL);
    assert_int_equal(access(making.path, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_whole_gets_the_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_killed_is_begun_again, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
