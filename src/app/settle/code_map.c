/* The reader of data/interface/facts.csv and funds.csv, and the look-ups. See facts.h. */
#include "app/settle/facts.h"

#include "base/file.h"
#include "engine/benefit/maternity.h"

#include <stdio.h>
#include <string.h>

#define MAP_BYTES_MAX (1024 * 1024)
#define MAP_KEY_MAX   192
#define MAP_COLUMNS   5

struct map_reader {
    struct yb_code_map *map;
    struct yb_arena *arena;
    struct yb_error *error;
    const char *path;
    int line;
};

static int fail_here(struct map_reader *reader, int code, const char *what, struct yb_text value)
{
    char text[MAP_KEY_MAX];

    snprintf(text, sizeof(text), YB_TEXT_FMT, YB_TEXT_ARG(value));
    yb_fail(reader->error, code, what, text, NULL);
    if (reader->error) {
        reader->error->file = reader->path;
        reader->error->line = reader->line;
    }
    return code;
}

/* The number of a value word in a dimension, YB_CODE_BY_*, or YB_CODE_UNKNOWN. */
static int find_value(int dimension, struct yb_text word)
{
    int value = yb_value_find(word);

    if (dimension == YB_DIM_PERSON && yb_text_is(word, "by_age"))
        return YB_CODE_BY_AGE;
    if (dimension == YB_DIM_PERSON && yb_text_is(word, "by_scheme"))
        return YB_CODE_BY_SCHEME;
    if (value < 0 || (int)yb_value_dimension((enum yb_value)value) != dimension)
        return YB_CODE_UNKNOWN;
    return value;
}

static int put_new(struct map_reader *reader, struct yb_table *table, const char *key, int value)
{
    struct yb_text copy = yb_text_copy(reader->arena, yb_text_of(key));

    if (yb_table_get(table, copy, INT32_MIN) != INT32_MIN)
        return fail_here(reader, YB_E_EXISTS, "code", copy);
    if (!copy.bytes || !yb_table_put(table, copy, value))
        return yb_fail(reader->error, YB_E_NO_MEMORY, NULL);
    return 0;
}

static int take_clr_type(struct map_reader *reader, const struct yb_text *columns)
{
    struct yb_code_map *map = reader->map;
    char key[MAP_KEY_MAX];

    if (!columns[3].length)
        return fail_here(reader, YB_E_MISSING, "value", columns[1]);
    map->texts[map->text_count] = yb_text_copy(reader->arena, columns[3]);
    snprintf(key, sizeof(key), YB_TEXT_FMT, YB_TEXT_ARG(columns[1]));
    return put_new(reader, &map->clr_types, key, map->text_count++);
}

static int take_birth(struct map_reader *reader, const struct yb_text *columns)
{
    const int kind = yb_birth_find(columns[3]);
    char key[MAP_KEY_MAX];

    if (kind < 0)
        return fail_here(reader, YB_E_UNKNOWN_CODE, "value", columns[3]);
    snprintf(key, sizeof(key), YB_TEXT_FMT "," YB_TEXT_FMT ",birth", YB_TEXT_ARG(columns[0]),
             YB_TEXT_ARG(columns[1]));
    return put_new(reader, &reader->map->values, key, kind);
}

/* dict, code, labels; a code that facts.csv knows as well is there already. */
static int take_identity(struct map_reader *reader, const struct yb_text *columns)
{
    if (!yb_text_is(columns[0], "psn_idet_type"))
        return 0;
    if (!yb_table_put(&reader->map->identities, yb_text_copy(reader->arena, columns[1]), 1))
        return yb_fail(reader->error, YB_E_NO_MEMORY, NULL);
    return 0;
}

/* dictionary, code, dimension, value, note */
static int take_fact(struct map_reader *reader, const struct yb_text *columns)
{
    char key[MAP_KEY_MAX];
    int dimension, value, rc;

    if (!columns[0].length || !columns[1].length)
        return fail_here(reader, YB_E_MISSING, "code", columns[0]);
    if (columns[0].length + columns[1].length + columns[2].length > MAP_KEY_MAX - 4)
        return fail_here(reader, YB_E_TOO_LONG, "code", columns[1]);
    if (yb_text_is(columns[2], "clr_type"))
        return take_clr_type(reader, columns);
    if (yb_text_is(columns[2], "birth"))
        return take_birth(reader, columns);
    dimension = yb_dimension_find(columns[2]);
    if (dimension < 0)
        return fail_here(reader, YB_E_UNKNOWN_KEY, "dimension", columns[2]);
    value = find_value(dimension, columns[3]);
    if (value == YB_CODE_UNKNOWN)
        return fail_here(reader, YB_E_UNKNOWN_CODE, "value", columns[3]);
    snprintf(key, sizeof(key), YB_TEXT_FMT "," YB_TEXT_FMT "," YB_TEXT_FMT, YB_TEXT_ARG(columns[0]),
             YB_TEXT_ARG(columns[1]), YB_TEXT_ARG(columns[2]));
    rc = put_new(reader, &reader->map->values, key, value);
    return rc ? rc : take_identity(reader, columns);
}

/* insutype, fund, fund_pay_type, fund_pay_type_name */
static int take_fund(struct map_reader *reader, const struct yb_text *columns)
{
    struct yb_code_map *map = reader->map;
    struct yb_fund_name *row = &map->funds[map->fund_count];
    char key[MAP_KEY_MAX];

    if (yb_fund_find(columns[1]) < 0)
        return fail_here(reader, YB_E_UNKNOWN_KEY, "fund", columns[1]);
    if (!columns[2].length || columns[0].length > 16)
        return fail_here(reader, YB_E_MISSING, "fund_pay_type", columns[1]);
    row->insutype = yb_text_copy(reader->arena, columns[0]);
    row->fund = yb_text_copy(reader->arena, columns[1]);
    row->fund_pay_type = yb_text_copy(reader->arena, columns[2]);
    row->fund_pay_type_name = yb_text_copy(reader->arena, columns[3]);
    snprintf(key, sizeof(key), YB_TEXT_FMT "," YB_TEXT_FMT, YB_TEXT_ARG(columns[0]),
             YB_TEXT_ARG(columns[1]));
    return put_new(reader, &map->fund_rows, key, map->fund_count++);
}

static int take_line(struct map_reader *reader, struct yb_text line, const char *head,
                     int (*take)(struct map_reader *, const struct yb_text *))
{
    struct yb_text columns[MAP_COLUMNS] = {{0}}, rest = line;

    if (reader->line == 1)
        return yb_text_is(line, head) ? 0 : fail_here(reader, YB_E_WRONG_FORMAT, head, line);
    if (!line.length)
        return 0;
    for (int i = 0; i < MAP_COLUMNS - 1 && rest.bytes; i++)
        columns[i] = yb_text_trim(yb_text_split(rest, ',', &rest));
    return take(reader, columns);
}

static int read_csv(struct map_reader *reader, const char *folder, const char *name,
                    const char *head, int (*take)(struct map_reader *, const struct yb_text *))
{
    struct yb_text text, rest;
    int rc;

    reader->path = yb_arena_format(reader->arena, "%s/%s", folder, name);
    if (!reader->path)
        return yb_fail(reader->error, YB_E_NO_MEMORY, NULL);
    rc = yb_file_read(reader->path, MAP_BYTES_MAX, reader->arena, &text, reader->error);
    if (rc)
        return rc;
    for (rest = text, reader->line = 1; rest.bytes; reader->line++) {
        struct yb_text line = yb_text_trim(yb_text_split(rest, '\n', &rest));

        rc = take_line(reader, line, head, take);
        if (rc)
            return rc;
    }
    return 0;
}

int yb_code_map_read(const char *folder, struct yb_arena *arena, const struct yb_code_map **map,
                     struct yb_error *error)
{
    struct yb_code_map *made = YB_NEW(arena, struct yb_code_map);
    struct map_reader reader = {.map = made, .arena = arena, .error = error};
    int rc;

    if (!made)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    made->texts = YB_NEW_ARRAY(arena, struct yb_text, MAP_BYTES_MAX / 1024);
    made->funds = YB_NEW_ARRAY(arena, struct yb_fund_name, 32 * YB_FUNDS);
    if (!made->texts || !made->funds)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_table_init(&made->values, arena, 512);
    yb_table_init(&made->identities, arena, 256);
    yb_table_init(&made->clr_types, arena, 64);
    yb_table_init(&made->fund_rows, arena, 64);
    rc = read_csv(&reader, folder, "facts.csv", "dictionary,code,dimension,value,note", take_fact);
    if (!rc)
        rc = read_csv(&reader, folder, "funds.csv",
                      "insutype,fund,fund_pay_type,fund_pay_type_name", take_fund);
    if (!rc)
        rc = read_csv(&reader, folder, "dictionaries.csv", "dict,code,label_zh,label_en",
                      take_identity);
    if (!rc && yb_arena_failed(arena))
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (!rc)
        *map = made;
    return rc;
}

/* The parts with commas between, in `key`; length 0: longer than any key of the map. */
static struct yb_text key_of(char key[MAP_KEY_MAX], const struct yb_text *parts, size_t count)
{
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        if (length + parts[i].length + 1 > MAP_KEY_MAX)
            return YB_TEXT("");
        memcpy(key + length, parts[i].bytes, parts[i].length);
        length += parts[i].length;
        key[length++] = ',';
    }
    return (struct yb_text){key, length - 1};
}

int yb_code_map_value(const struct yb_code_map *map, const char *dictionary, struct yb_text code,
                      enum yb_dimension dimension)
{
    const struct yb_text parts[] = {yb_text_of(dictionary), code,
                                    yb_text_of(yb_dimension_key(dimension))};
    char key[MAP_KEY_MAX];

    if (!code.length)
        return YB_CODE_UNKNOWN;
    return yb_table_get(&map->values, key_of(key, parts, 3), YB_CODE_UNKNOWN);
}

int yb_code_map_birth(const struct yb_code_map *map, const char *dictionary, struct yb_text code)
{
    const struct yb_text parts[] = {yb_text_of(dictionary), code, YB_TEXT("birth")};
    char key[MAP_KEY_MAX];

    if (!code.length)
        return YB_CODE_UNKNOWN;
    return yb_table_get(&map->values, key_of(key, parts, 3), YB_CODE_UNKNOWN);
}

bool yb_code_map_is_identity(const struct yb_code_map *map, struct yb_text psn_idet_type)
{
    return yb_table_get(&map->identities, psn_idet_type, 0) != 0;
}

/* The civil-affairs classes; YB_CODE_UNKNOWN: none of them. */
static int income_class(const struct yb_code_map *map, struct yb_text psn_idet_type)
{
    int relief = yb_code_map_value(map, "psn_idet_type", psn_idet_type, YB_DIM_RELIEF);

    return relief == YB_RELIEF_DESTITUTE || relief == YB_RELIEF_LOW_INCOME ||
                   relief == YB_RELIEF_LOW_INCOME_MARGIN
               ? relief
               : YB_CODE_UNKNOWN;
}

bool yb_identities_exclude(const struct yb_code_map *map, struct yb_text one, struct yb_text other)
{
    int a = income_class(map, one), b = income_class(map, other);

    return a >= 0 && b >= 0 && a != b;
}

int yb_code_map_word(struct yb_text words, enum yb_dimension dimension)
{
    int value = YB_CODE_UNKNOWN;

    while (words.length && value < 0)
        value = find_value((int)dimension, yb_text_trim(yb_text_split(words, ' ', &words)));
    return value;
}

struct yb_text yb_code_map_clr_type(const struct yb_code_map *map, struct yb_text med_type)
{
    int index = yb_table_get(&map->clr_types, med_type, -1);

    return index < 0 ? med_type : map->texts[index];
}

const struct yb_fund_name *yb_code_map_fund(const struct yb_code_map *map, struct yb_text insutype,
                                            enum yb_fund fund)
{
    static const struct yb_fund_name none;
    const struct yb_text parts[] = {insutype, yb_text_of(yb_fund_key(fund))};
    char key[MAP_KEY_MAX];
    int index;

    if (!insutype.length)
        return &none;
    index = yb_table_get(&map->fund_rows, key_of(key, parts, 2), -1);
    return index < 0 ? &none : &map->funds[index];
}
