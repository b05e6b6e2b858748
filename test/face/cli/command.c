/*
 * The frame of the command line, driven with a table of its own: what each kind of option accepts
 * and refuses, in both languages and as JSON, with its exit code.
 */
#include "test/test.h"

#include <string.h>

#include "face/cli/cli.h"
#include "face/cli/columns.h"

static const struct yb_option everything[] = {
    {"--force", YB_OPTION_FLAG, 0, "强制", "force", NULL, 0, 0},
    {"--name", YB_OPTION_TEXT, 0, "名称", "name", NULL, 0, 0},
    {"--kind", YB_OPTION_TEXT, 0, "种类", "kind", "a|bc", 0, 0},
    {"--store", YB_OPTION_PATH, YB_OPTION_REQUIRED, "库", "store", NULL, 0, 0},
    {"--port", YB_OPTION_INTEGER, 0, "端口", "port", NULL, 1, 65535},
    {"--any", YB_OPTION_INTEGER, 0, "整数", "integer", NULL, 0, 0},
    {"--on", YB_OPTION_DAY, 0, "日期", "day", NULL, 0, 0},
    {"--with", YB_OPTION_TEXT, YB_OPTION_MANY, "附加", "extras", NULL, 0, 0},
    {"FIRST", YB_OPTION_PATH, 0, "第一个", "the first", NULL, 0, 0},
    {"REST", YB_OPTION_TEXT, YB_OPTION_MANY, "其余", "the rest", NULL, 0, 0},
    {.name = NULL},
};

static int show(struct yb_cli *cli)
{
    const char *const *rest, *const *with;
    size_t n = yb_cli_many(cli, "REST", &rest), m = yb_cli_many(cli, "--with", &with), i;
    const char *name = yb_cli_text(cli, "--name"), *first = yb_cli_text(cli, "FIRST");
    char day[11] = "-";

    if (yb_cli_day(cli, "--on", YB_DAY_NONE) != YB_DAY_NONE)
        yb_day_format(yb_cli_day(cli, "--on", YB_DAY_NONE), day);
    fprintf(cli->out, "%d %s %lld %s %s", yb_cli_flag(cli, "--force"), name ? name : "-",
            (long long)yb_cli_integer(cli, "--port", -1), day, first ? first : "-");
    for (i = 0; i < n; i++)
        fprintf(cli->out, " %s", rest[i]);
    for (i = 0; i < m; i++)
        fprintf(cli->out, " +%s", with[i]);
    fputc('\n', cli->out);
    return YB_OK;
}

static int refuse(struct yb_cli *cli)
{
    int rc = yb_fail(&cli->error, YB_E_TOO_LONG, "psn_name", "50", NULL);

    cli->error.file = "a.yaml";
    cli->error.line = 3;
    cli->error.column = 7;
    return rc;
}

static int refuse_twice(struct yb_cli *cli)
{
    struct yb_error error;

    yb_fail(&error, YB_E_MISSING, "x", NULL);
    yb_cli_report(cli, &error);
    yb_cli_report(cli, &error);
    return YB_E_MISSING;
}

static int misuse(struct yb_cli *cli)
{
    return yb_fail(&cli->error, YB_E_USAGE, "--a/--b", NULL);
}

static const struct yb_command commands[] = {
    {"thing", "show", "显示", "show it", everything, show},
    {"thing", "refuse", "拒绝", "refuse it", NULL, refuse},
    {"thing", "twice", "报告两次", "report twice", NULL, refuse_twice},
    {"thing", "misuse", "误用", "misuse it", NULL, misuse},
    {.noun = NULL},
};

static const struct yb_command *const groups[] = {commands, NULL};

/* Runs a line of words split at blanks; *out and *err are to be freed. */
static int run_line(const char *line, const char *language, char **out, char **err)
{
    char copy[512], *argv[40] = {(char *)(uintptr_t) "yibao"}, *next = copy;
    size_t out_size, err_size;
    struct yb_cli_host host = {language, open_memstream(out, &out_size),
                               open_memstream(err, &err_size)};
    int argc = 1, code;

    snprintf(copy, sizeof(copy), "%s", line);
    while (*next) {
        argv[argc++] = next;
        next += strcspn(next, " ");
        if (*next)
            *next++ = 0;
    }
    code = yb_cli_run(groups, &host, argc, argv);
    fclose(host.out);
    fclose(host.err);
    return code;
}

static void lines_give_their_output_and_code(void **state)
{
    static const struct {
        const char *line;
        int code;
        const char *out, *err;
    } rows[] = {
        {"thing show --store s", 0, "0 - -1 - -\n", ""},
        {"thing show --store=s --force --name=x=y --port 65535", 0, "1 x=y 65535 - -\n", ""},
        {"thing show a --store s b c --on 2018-02-28", 0, "0 - -1 2018-02-28 a b c\n", ""},
        {"thing show --store s -- --force -x", 0, "0 - -1 - --force -x\n", ""},
        {"thing show --store s -", 0, "0 - -1 - -\n", ""},
        {"thing show --store s --with a --with b", 0, "0 - -1 - - +a +b\n", ""},
        {"--lang zh thing --lang", 2, "", "--lang may be given only once"},
        {"thing show", 2, "", "required field is missing: --store\nUsage: yibao thing show"},
        {"thing show --store", 2, "", "required field is missing: --store PATH"},
        {"thing show --store=", 2, "", "wrong value for --store: "},
        {"thing show --store s --store t", 2, "", "--store may be given only once"},
        {"thing show --store s --port 0", 2, "", "wrong value for --port: 0"},
        {"thing show --store s --port 65536", 2, "", "wrong value for --port: 65536"},
        {"thing show --store s --port 1x", 2, "", "wrong value for --port: 1x"},
        {"thing show --store s --any -9223372036854775808", 0, "0 - -1 - -\n", ""},
        {"thing show --store s --any 9223372036854775808", 2, "", "wrong value for --any"},
        {"thing show --store s --on 2018-02-29", 2, "", "wrong value for --on: 2018-02-29"},
        {"thing show --store s --kind bc", 0, "0 - -1 - -\n", ""},
        {"thing show --store s --kind b", 2, "", "wrong value for --kind: b"},
        {"thing show --store s --force=yes", 2, "", "wrong value for --force: yes"},
        {"thing show --store s --nosuch", 2, "", "no such option: --nosuch"},
        {"thing show --store s --name \xff", 2, "", "wrong value for --name: UTF-8"},
        {"thing refuse x", 2, "", "unexpected argument: x"},
        {"thing refuse", 1, "", "a.yaml:3: psn_name is longer than 50 characters\n"},
        {"thing twice", 1, "", "required field is missing: x\nrequired field is missing: x\n"},
        {"thing misuse", 2, "", "wrong usage: --a/--b\nUsage: yibao thing misuse\n"},
        {"thing refuse --json", 1, "",
         "{\"error\":{\"code\":\"TOO_LONG\",\"number\":3,\"message\":\"a.yaml:3: psn_name is "
         "longer "
         "than 50 characters\",\"args\":[\"psn_name\",\"50\"],\"file\":\"a.yaml\",\"line\":3,"
         "\"column\":7}}\n"},
        {"thing", 2, "", "required field is missing: thing <verb>"},
        {"thing shov", 2, "", "no such command: thing shov"},
        {"nothing show", 2, "", "no such command: nothing"},
        {"-x thing show", 2, "", "no such option: -x"},
        {"--json=1", 2, "", "wrong value for --json: 1"},
        {"", 2, "", "required field is missing: <noun> <verb>"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *out, *err;
        int code = run_line(rows[i].line, "en_US.UTF-8", &out, &err);

        if (i == 6) /* the language was asked for: Chinese */
            assert_string_equal(err, "缺少必填项：--lang zh|en\n全部命令见 yibao --help\n");
        else if (strncmp(err, rows[i].err, strlen(rows[i].err)) != 0)
            assert_string_equal(err, rows[i].err);
        assert_string_equal(out, rows[i].out);
        assert_int_equal(code, rows[i].code);
        assert_int_equal(*err != 0, code != 0);
        free(out);
        free(err);
    }
}

static void help_names_everything_of_the_table(void **state)
{
    const struct yb_option *option;
    char *out, *err;

    (void)state;
    assert_int_equal(run_line("thing show --help", NULL, &out, &err), 0);
    for (option = everything; option->name; option++) {
        assert_non_null(strstr(out, option->name));
        assert_non_null(strstr(out, option->zh));
    }
    assert_non_null(strstr(out, "用法：yibao thing show [--force] [--name TEXT] [--kind a|bc] "
                                "--store PATH [--port N] [--any N] [--on YYYY-MM-DD] "
                                "[--with TEXT]... [FIRST] [REST]...\n"));
    assert_non_null(strstr(out, "库（必填）"));
    free(out);
    free(err);
    assert_int_equal(run_line("thing --help", "en", &out, &err), 0);
    assert_non_null(strstr(out, "  thing refuse  refuse it\n"));
    free(out);
    free(err);
    assert_int_equal(run_line("--help", "C", &out, &err), 0);
    assert_non_null(strstr(out, "  thing twice   报告两次\n"));
    free(out);
    free(err);
}

static void columns_count_wide_characters_twice(void **state)
{
    struct yb_arena arena;
    struct yb_buffer buffer;

    (void)state;
    yb_arena_init(&arena, 4096);
    yb_buffer_init(&buffer, &arena);
    assert_int_equal(yb_text_columns(YB_TEXT("abc")), 3);
    assert_int_equal(yb_text_columns(YB_TEXT("医保a")), 5);
    assert_int_equal(yb_text_columns(YB_TEXT("\xF0\xA0\xAE\xB7")), 2); /* U+20BB7 */
    yb_buffer_add_column(&buffer, YB_TEXT("医保"), 6, false);
    yb_buffer_add_column(&buffer, YB_TEXT("12"), 4, true);
    yb_buffer_add_column(&buffer, YB_TEXT("12345"), 4, true);
    assert_string_equal(yb_buffer_text(&buffer).bytes, "医保    1212345");
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_give_their_output_and_code),
        cmocka_unit_test(help_names_everything_of_the_table),
        cmocka_unit_test(columns_count_wide_characters_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
