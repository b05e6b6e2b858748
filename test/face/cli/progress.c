/*
 * Progress: silent into a file and during the first second, one wiped line on a terminal after it.
 */
#include "test/test.h"

#include <fcntl.h>
#include <pty.h>
#include <string.h>
#include <unistd.h>

#include "face/cli/progress.h"

static void files_get_nothing(void **state)
{
    struct yb_cli cli = {.err = tmpfile()};
    struct yb_progress progress;

    (void)state;
    assert_non_null(cli.err);
    yb_progress_init(&progress, &cli, "结算", "settling", 10);
    progress.next_ms = 0;
    yb_progress_to(&progress, 5);
    yb_progress_end(&progress);
    assert_int_equal(ftell(cli.err), 0);
    fclose(cli.err);
}

/* What the terminal's other side has received so far. */
static void received(int master, char *text, size_t size)
{
    ssize_t n = read(master, text, size - 1);

    text[n > 0 ? n : 0] = 0;
}

static void terminals_see_one_line_that_goes_away(void **state)
{
    struct yb_progress progress;
    struct yb_cli cli = {0};
    int master, slave;
    char text[400];

    (void)state;
    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    cli.err = fdopen(slave, "w");
    yb_progress_init(&progress, &cli, "结算", "settling", 10);
    yb_progress_to(&progress, 1); /* within the first second */
    yb_progress_end(&progress);
    received(master, text, sizeof(text));
    assert_string_equal(text, "");

    yb_progress_init(&progress, &cli, "结算", "settling", 10);
    progress.started_ms -= 6000;
    progress.next_ms -= 6000;
    yb_progress_to(&progress, 5);
    yb_progress_to(&progress, 6); /* too soon after */
    received(master, text, sizeof(text));
    assert_non_null(strstr(text, "结算 5/10 (50%)，还需约 6 秒"));
    assert_null(strstr(text, "6/10"));
    yb_progress_end(&progress);
    received(master, text, sizeof(text));
    assert_string_equal(text, "\r\033[K");

    cli.english = true;
    yb_progress_init(&progress, &cli, "结算", "settling", 0);
    progress.next_ms = 0;
    yb_progress_to(&progress, 1234);
    received(master, text, sizeof(text));
    assert_string_equal(text, "\r\033[Ksettling 1234");
    fclose(cli.err);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_get_nothing),
        cmocka_unit_test(terminals_see_one_line_that_goes_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
