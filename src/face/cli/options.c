#include "face/cli/options.h"

#include <assert.h>
#include <string.h>

const struct yb_option yb_options_common[] = {
    {"--json", YB_OPTION_FLAG, 0, "以JSON格式输出结果和错误", "print results and errors as JSON",
     NULL, 0, 0},
    {"--lang", YB_OPTION_TEXT, 0, "语言：中文或英文", "language: Chinese or English", "zh|en", 0,
     0},
    {"--help", YB_OPTION_FLAG, 0, "显示帮助", "show this help", NULL, 0, 0},
    {.name = NULL},
};

bool yb_option_is_argument(const struct yb_option *option)
{
    return option->name[0] != '-';
}

const char *yb_option_placeholder(const struct yb_option *option)
{
    static const char *const words[] = {
        [YB_OPTION_FLAG] = "",     [YB_OPTION_TEXT] = "TEXT",      [YB_OPTION_PATH] = "PATH",
        [YB_OPTION_INTEGER] = "N", [YB_OPTION_DAY] = "YYYY-MM-DD",
    };

    return option->choices ? option->choices : words[option->kind];
}

static const struct yb_option_value *given(const struct yb_cli *cli, const struct yb_option *option)
{
    const struct yb_option_value *value;

    for (value = cli->values; value; value = value->next)
        if (value->option == option)
            return value;
    return NULL;
}

/* Is `text` one of "a|b|c"? */
static bool is_choice(const char *choices, const char *text)
{
    struct yb_text rest = yb_text_of(choices);

    while (rest.bytes)
        if (yb_text_is(yb_text_split(rest, '|', &rest), text))
            return true;
    return false;
}

static bool read_value(const struct yb_option *option, struct yb_option_value *value)
{
    int32_t day = YB_DAY_NONE;

    switch (option->kind) {
    case YB_OPTION_FLAG:
        return true;
    case YB_OPTION_TEXT:
        return !option->choices || is_choice(option->choices, value->text);
    case YB_OPTION_PATH:
        return value->text[0] != 0;
    case YB_OPTION_INTEGER:
        return yb_text_to_int64(yb_text_of(value->text), &value->integer) &&
               ((!option->least && !option->most) ||
                (value->integer >= option->least && value->integer <= option->most));
    case YB_OPTION_DAY:
        if (!yb_day_parse(yb_text_of(value->text), &day))
            return false;
        value->integer = day;
        return true;
    }
    assert(!"kind of option");
    return false;
}

static int add_value(struct yb_cli *cli, const struct yb_option *option, const char *text)
{
    struct yb_option_value *value, **tail = &cli->values;

    if (!yb_text_is_utf8(yb_text_of(text), NULL))
        return yb_fail(&cli->error, YB_E_OPTION_VALUE, option->name, "UTF-8", NULL);
    if (given(cli, option) && !(option->rules & YB_OPTION_MANY))
        return yb_fail(&cli->error, YB_E_OPTION_TWICE, option->name, NULL);
    value = YB_NEW(cli->arena, struct yb_option_value);
    if (!value)
        return yb_fail(&cli->error, YB_E_NO_MEMORY, NULL);
    value->option = option;
    value->text = text;
    if (!read_value(option, value))
        return yb_fail(&cli->error, YB_E_OPTION_VALUE, option->name, text, NULL);
    while (*tail)
        tail = &(*tail)->next;
    *tail = value;
    return YB_OK;
}

/* The row called `name`, in the table or among the common ones. */
static const struct yb_option *find(const struct yb_option *table, struct yb_text name)
{
    const struct yb_option *const tables[] = {table, yb_options_common};
    size_t i;

    for (i = 0; i < 2; i++) {
        const struct yb_option *option = tables[i];

        for (; option && option->name; option++)
            if (yb_text_is(name, option->name))
                return option;
    }
    return NULL;
}

/* argv[*at] is an option; takes the next word too when it is its value. */
static int read_option(struct yb_cli *cli, const struct yb_option *table, int argc, char **argv,
                       int *at)
{
    struct yb_text value;
    struct yb_text name = yb_text_split(yb_text_of(argv[*at]), '=', &value);
    const struct yb_option *option = find(table, name);

    if (!option || yb_option_is_argument(option))
        return yb_fail(&cli->error, YB_E_OPTION, yb_arena_copy(cli->arena, name.bytes, name.length),
                       NULL);
    ++*at;
    if (option->kind == YB_OPTION_FLAG) {
        if (value.bytes)
            return yb_fail(&cli->error, YB_E_OPTION_VALUE, option->name, value.bytes, NULL);
        return add_value(cli, option, "");
    }
    if (value.bytes)
        return add_value(cli, option, value.bytes);
    if (*at == argc)
        return yb_fail(
            &cli->error, YB_E_MISSING,
            yb_arena_format(cli->arena, "%s %s", option->name, yb_option_placeholder(option)),
            NULL);
    return add_value(cli, option, argv[(*at)++]);
}

/* A word goes to the first argument that is still free, or takes many. */
static int read_argument(struct yb_cli *cli, const struct yb_option *table, const char *word)
{
    for (; table->name; table++)
        if (yb_option_is_argument(table) && (!given(cli, table) || (table->rules & YB_OPTION_MANY)))
            return add_value(cli, table, word);
    return yb_fail(&cli->error, YB_E_ARGUMENT, word, NULL);
}

int yb_options_read(struct yb_cli *cli, const struct yb_option *table, int argc, char **argv,
                    int *at)
{
    bool options_end = false;
    int rc = YB_OK;

    while (rc == YB_OK && *at < argc) {
        const char *word = argv[*at];

        if (table && !options_end && strcmp(word, "--") == 0) {
            options_end = true;
            ++*at;
        } else if (!options_end && word[0] == '-' && word[1] != 0) {
            rc = read_option(cli, table, argc, argv, at);
        } else if (!table) {
            break;
        } else {
            rc = read_argument(cli, table, word);
            ++*at;
        }
    }
    return rc;
}

int yb_options_require(struct yb_cli *cli, const struct yb_option *table)
{
    for (; table->name; table++)
        if ((table->rules & YB_OPTION_REQUIRED) && !given(cli, table))
            return yb_fail(&cli->error, YB_E_MISSING, table->name, NULL);
    return YB_OK;
}

/* The row of a name asked for by the command's own code. */
static const struct yb_option *own(const struct yb_cli *cli, const char *name)
{
    const struct yb_option *option = find(cli->command->options, yb_text_of(name));

    assert(option);
    return option;
}

bool yb_cli_flag(const struct yb_cli *cli, const char *name)
{
    const struct yb_option *option = own(cli, name);

    assert(option->kind == YB_OPTION_FLAG);
    return given(cli, option) != NULL;
}

const char *yb_cli_text(const struct yb_cli *cli, const char *name)
{
    const struct yb_option *option = own(cli, name);
    const struct yb_option_value *value = given(cli, option);

    assert(option->kind == YB_OPTION_TEXT || option->kind == YB_OPTION_PATH);
    return value ? value->text : NULL;
}

int64_t yb_cli_integer(const struct yb_cli *cli, const char *name, int64_t absent)
{
    const struct yb_option *option = own(cli, name);
    const struct yb_option_value *value = given(cli, option);

    assert(option->kind == YB_OPTION_INTEGER);
    return value ? value->integer : absent;
}

int32_t yb_cli_day(const struct yb_cli *cli, const char *name, int32_t absent)
{
    const struct yb_option *option = own(cli, name);
    const struct yb_option_value *value = given(cli, option);

    assert(option->kind == YB_OPTION_DAY);
    return value ? (int32_t)value->integer : absent;
}

size_t yb_cli_many(const struct yb_cli *cli, const char *name, const char *const **texts)
{
    const struct yb_option *option = own(cli, name);
    const struct yb_option_value *value;
    size_t count = 0;
    const char **list;

    assert(option->rules & YB_OPTION_MANY);
    for (value = cli->values; value; value = value->next)
        count += value->option == option;
    list = YB_NEW_ARRAY(cli->arena, const char *, count);
    *texts = list;
    if (!list)
        return 0;
    for (value = cli->values; value; value = value->next)
        if (value->option == option)
            *list++ = value->text;
    return count;
}
