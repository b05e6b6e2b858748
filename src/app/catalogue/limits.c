#include "app/catalogue/limits.h"

#include <stddef.h>
#include <string.h>

#include "app/transfer/csv.h"

static const char *const names[YB_LIMIT_FIELDS] = {
    [YB_LIMIT_FIELD_SEX] = "sex",
    [YB_LIMIT_FIELD_AGE_FROM] = "age_from",
    [YB_LIMIT_FIELD_AGE_BELOW] = "age_below",
    [YB_LIMIT_FIELD_LEAST_LEVEL] = "least_level",
    [YB_LIMIT_FIELD_CARE] = "care",
    [YB_LIMIT_FIELD_WORK_INJURY] = "work_injury_only",
    [YB_LIMIT_FIELD_MOST_DAYS] = "most_days",
    [YB_LIMIT_FIELD_MOST_COUNT] = "most_count",
};

const char *yb_limit_field_name(enum yb_limit_field field)
{
    return names[field];
}

enum yb_limit_field yb_limit_field_of(struct yb_text name)
{
    int i = 0;

    while (i < YB_LIMIT_FIELDS && !yb_text_is(name, names[i]))
        i++;
    return (enum yb_limit_field)i;
}

static int set_care(struct yb_item_limits *limits, struct yb_text words, struct yb_error *error)
{
    static const struct {
        const char *word;
        uint8_t bit;
    } rows[] = {
        {"outpatient", YB_USE_OUTPATIENT},
        {"inpatient", YB_USE_INPATIENT},
        {"rescue", YB_USE_RESCUE},
        {"maternity", YB_USE_MATERNITY},
    };

    while (words.length) {
        struct yb_text word = yb_text_split(words, ' ', &words);
        size_t i = 0;

        while (i < sizeof(rows) / sizeof(rows[0]) && !yb_text_is(word, rows[i].word))
            i++;
        if (i == sizeof(rows) / sizeof(rows[0]))
            return yb_fail(error, YB_E_WRONG_FORMAT, "care", rows[0].word, NULL);
        limits->care |= rows[i].bit;
    }
    return YB_OK;
}

#define PLACE(member)                                                                              \
    offsetof(struct yb_item_limits, member), sizeof(((struct yb_item_limits *)NULL)->member)

static const struct {
    int decimals;
    int32_t least, most;
    size_t offset, size;
} numbers[YB_LIMIT_FIELDS] = {
    [YB_LIMIT_FIELD_SEX] = {0, 1, 2, PLACE(sex)},
    [YB_LIMIT_FIELD_AGE_FROM] = {0, 0, 150, PLACE(age_from)},
    [YB_LIMIT_FIELD_AGE_BELOW] = {0, 1, 150, PLACE(age_below)},
    [YB_LIMIT_FIELD_LEAST_LEVEL] = {0, 1, 3, PLACE(least_level)},
    [YB_LIMIT_FIELD_WORK_INJURY] = {0, 0, 1, PLACE(work_injury_only)},
    [YB_LIMIT_FIELD_MOST_DAYS] = {0, 1, 366, PLACE(most_days)},
    [YB_LIMIT_FIELD_MOST_COUNT] = {4, 1, INT32_MAX, PLACE(most_count_e4)},
};

static void put_number(struct yb_item_limits *limits, enum yb_limit_field field, int64_t number)
{
    char *place = (char *)limits + numbers[field].offset;
    uint8_t one = (uint8_t)number;
    int16_t two = (int16_t)number;
    int32_t four = (int32_t)number;

    if (numbers[field].size == sizeof(one))
        memcpy(place, &one, sizeof(one));
    else if (numbers[field].size == sizeof(two))
        memcpy(place, &two, sizeof(two));
    else
        memcpy(place, &four, sizeof(four));
}

int yb_limit_set(struct yb_item_limits *limits, enum yb_limit_field field, struct yb_text value,
                 struct yb_error *error)
{
    int64_t number;

    if (!value.length)
        return YB_OK;
    if (field == YB_LIMIT_FIELD_CARE)
        return set_care(limits, value, error);
    if (!yb_decimal_parse(value, numbers[field].decimals, &number))
        return yb_fail(error, YB_E_WRONG_FORMAT, names[field], "1", NULL);
    if (number < numbers[field].least || number > numbers[field].most)
        return yb_fail(error, YB_E_OUT_OF_RANGE, names[field], "", NULL);
    put_number(limits, field, number);
    return YB_OK;
}

/* Phrases. */

struct phrase_reader {
    struct yb_arena *arena;
    struct yb_limit_phrase *rows;
    size_t count, capacity;
    const char *file;
    struct yb_error *error; /* first refusal */
};

/* "#2+1", a literal that the field takes, or nothing. */
static int read_value(struct yb_limit_phrase *phrase, struct yb_text value, struct yb_error *error)
{
    struct yb_item_limits spare = {0};
    struct yb_text plus;
    int64_t number = 0, more = 0;

    if (!value.length || value.bytes[0] != '#') {
        phrase->value = value;
        return yb_limit_set(&spare, phrase->field, value, error);
    }
    value = yb_text_split((struct yb_text){value.bytes + 1, value.length - 1}, '+', &plus);
    if (!yb_text_to_int64(value, &number) || number < 1 || number > 2 ||
        (plus.bytes && !yb_text_to_int64(plus, &more)) || more < 0 || more > 1000)
        return yb_fail(error, YB_E_WRONG_FORMAT, "value", "#1, #2, #1+1", NULL);
    phrase->number = (int)number;
    phrase->plus = (int)more;
    return YB_OK;
}

static int keep_phrase(struct phrase_reader *reader, const struct yb_limit_phrase *phrase,
                       struct yb_error *error)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? reader->capacity * 2 : 64;
        struct yb_limit_phrase *rows =
            YB_NEW_ARRAY(reader->arena, struct yb_limit_phrase, capacity);

        if (rows && reader->count)
            memcpy(rows, reader->rows, reader->count * sizeof(*rows));
        reader->rows = rows;
        reader->capacity = capacity;
    }
    if (yb_arena_failed(reader->arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    reader->rows[reader->count++] = *phrase;
    return YB_OK;
}

static int take_phrase(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    static const char *const matches[] = {"whole", "begins", "contains"};
    struct phrase_reader *reader = context;
    struct yb_limit_phrase phrase = {.field = yb_limit_field_of(row->values[2]),
                                     .phrase = yb_text_copy(reader->arena, row->values[1])};
    size_t i = 0;
    int failed;

    while (i < 3 && !yb_text_is(row->values[0], matches[i]))
        i++;
    if (i == 3)
        return yb_fail(error, YB_E_UNKNOWN_KEY, "match", NULL);
    if (phrase.field == YB_LIMIT_FIELDS)
        return yb_fail(error, YB_E_UNKNOWN_KEY, "limit", NULL);
    phrase.match = (enum yb_phrase_match)i;
    failed = read_value(&phrase, yb_text_copy(reader->arena, row->values[3]), error);
    return failed ? failed : keep_phrase(reader, &phrase, error);
}

/* Keeps the first refusal, with its place. */
static void keep_first(void *context, int64_t row, const struct yb_error *error)
{
    struct phrase_reader *reader = context;

    if (!reader->error || reader->error->code != YB_OK)
        return;
    *reader->error = *error;
    reader->error->file = reader->file;
    reader->error->line = (int)row;
}

int yb_limit_phrases_read(struct yb_text csv, const char *file, struct yb_arena *arena,
                          struct yb_limit_phrases *phrases, struct yb_error *error)
{
    static const struct yb_csv_column columns[] = {
        {"match", true, 0},  {"phrase", true, 0}, {"limit", true, 0},
        {"value", false, 0}, {"note", false, 0},
    };
    struct yb_error own = {0};
    struct phrase_reader reader = {.arena = arena, .file = file, .error = error ? error : &own};
    struct yb_csv_report report = {.say = keep_first, .context = &reader};
    struct yb_csv_sink sink = {take_phrase, &reader, &report};
    int failed;

    reader.error->code = YB_OK;
    failed = yb_csv_read(csv, columns, sizeof(columns) / sizeof(columns[0]), &sink, reader.error);
    if (failed)
        return failed;
    phrases->rows = reader.rows;
    phrases->count = reader.count;
    return reader.error->code;
}

/* The length of the phrase's match at the beginning of `text`, or -1; its numbers. */
static ptrdiff_t match_here(struct yb_text phrase, struct yb_text text, int found[2])
{
    size_t at = 0, i;
    int count = 0;

    for (i = 0; i < phrase.length; i++) {
        size_t digits = 0;
        int number = 0;

        if (phrase.bytes[i] != '#') {
            if (at == text.length || text.bytes[at++] != phrase.bytes[i])
                return -1;
            continue;
        }
        for (; at < text.length && digits < 4 && text.bytes[at] >= '0' && text.bytes[at] <= '9';
             digits++)
            number = number * 10 + (text.bytes[at++] - '0');
        if (!digits)
            return -1;
        if (count < 2)
            found[count++] = number;
    }
    return (ptrdiff_t)at;
}

static bool matches(const struct yb_limit_phrase *phrase, struct yb_text text, int found[2])
{
    ptrdiff_t length;

    if (phrase->match != YB_PHRASE_CONTAINS) {
        length = match_here(phrase->phrase, text, found);
        return length >= 0 && (phrase->match == YB_PHRASE_BEGINS || (size_t)length == text.length);
    }
    for (; text.length; text.bytes++, text.length--)
        if (match_here(phrase->phrase, text, found) >= 0)
            return true;
    return false;
}

void yb_limit_phrases_apply(const struct yb_limit_phrases *phrases, struct yb_text restriction,
                            struct yb_arena *arena, struct yb_text values[YB_LIMIT_FIELDS])
{
    bool decided[YB_LIMIT_FIELDS];
    size_t i;

    for (i = 0; i < YB_LIMIT_FIELDS; i++)
        decided[i] = values[i].length > 0;
    for (i = 0; i < phrases->count && restriction.length; i++) {
        const struct yb_limit_phrase *phrase = &phrases->rows[i];
        int found[2] = {0, 0};

        if (decided[phrase->field] || !matches(phrase, restriction, found))
            continue;
        decided[phrase->field] = true;
        values[phrase->field] = phrase->value;
        if (phrase->number)
            values[phrase->field] =
                yb_text_of(yb_arena_format(arena, "%d", found[phrase->number - 1] + phrase->plus));
    }
}
