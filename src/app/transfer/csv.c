#include "app/transfer/csv.h"

#include <csv.h>
#include <string.h>

#include "base/limits.h"

struct reader {
    const struct yb_csv_column *columns;
    size_t column_count;
    size_t place[YB_CSV_COLUMNS_MAX]; /* file column -> caller's column */
    size_t head_count;
    struct yb_arena arena; /* of the current row */
    struct yb_text values[YB_CSV_COLUMNS_MAX];
    size_t field;
    int64_t row;
    int (*take)(void *context, const struct yb_csv_row *row, struct yb_error *error);
    void *context;
    struct yb_csv_report *report;
    struct yb_error *error;
    struct yb_error row_error; /* first mistake of the current row */
    int rc;                    /* what ends the reading */
};

static void refuse_row(struct reader *reader, int code, const char *name, const char *why)
{
    if (reader->row_error.code == YB_OK)
        yb_fail(&reader->row_error, code, name, why, NULL);
}

/* A column's name in the head line. */
static int place_column(struct reader *reader, struct yb_text name)
{
    size_t i = 0;

    if (reader->head_count == YB_CSV_COLUMNS_MAX)
        return yb_fail(reader->error, YB_E_TOO_MANY, "CSV", "64", NULL);
    while (i < reader->column_count && !yb_text_is(name, reader->columns[i].name))
        i++;
    if (i == reader->column_count)
        return yb_fail(reader->error, YB_E_UNKNOWN_KEY,
                       yb_arena_copy(&reader->arena, name.bytes, name.length), NULL);
    for (size_t k = 0; k < reader->head_count; k++)
        if (reader->place[k] == i)
            return yb_fail(reader->error, YB_E_DUPLICATE_KEY, reader->columns[i].name, NULL);
    reader->place[reader->head_count++] = i;
    return YB_OK;
}

static void take_field(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    struct yb_text value = yb_text_trim((struct yb_text){bytes, length});
    size_t at = reader->field++;

    if (reader->rc != YB_OK)
        return;
    if (reader->row == 0) {
        if (at == 0 && yb_text_starts(value, "\xEF\xBB\xBF"))
            value = (struct yb_text){value.bytes + 3, value.length - 3};
        reader->rc = place_column(reader, value);
    } else if (at >= reader->head_count) {
        refuse_row(reader, YB_E_TOO_MANY, "CSV", "head");
    } else {
        value = yb_text_copy(&reader->arena, value);
        if (!value.bytes)
            reader->rc = yb_fail(reader->error, YB_E_NO_MEMORY, NULL);
        reader->values[reader->place[at]] = value;
    }
}

static void check_value(struct reader *reader, const struct yb_csv_column *column,
                        struct yb_text value)
{
    size_t most = column->length_max ? column->length_max : YB_NAME_BYTES_MAX;
    char number[24];

    if (column->required && value.length == 0)
        refuse_row(reader, YB_E_MISSING, column->name, NULL);
    else if (!yb_text_is_utf8(value, NULL))
        refuse_row(reader, YB_E_WRONG_FORMAT, column->name, "UTF-8");
    else if (yb_text_characters(value) > most) {
        snprintf(number, sizeof(number), "%zu", most);
        refuse_row(reader, YB_E_TOO_LONG, column->name, number);
    }
}

/* Every column that must stand in the head does. */
static int check_head(struct reader *reader)
{
    for (size_t i = 0; i < reader->column_count; i++) {
        size_t k = 0;

        while (k < reader->head_count && reader->place[k] != i)
            k++;
        if (k == reader->head_count && reader->columns[i].required)
            return yb_fail(reader->error, YB_E_MISSING, reader->columns[i].name, NULL);
    }
    return YB_OK;
}

bool yb_csv_is_fault(int code)
{
    return code == YB_E_NO_MEMORY || (code <= -300 && code > -400) || code <= -900;
}

static void give_row(struct reader *reader)
{
    struct yb_csv_row row = {reader->row + 1, reader->values};

    for (size_t i = 0; i < reader->column_count; i++)
        check_value(reader, &reader->columns[i], reader->values[i]);
    if (reader->row_error.code == YB_OK &&
        reader->take(reader->context, &row, &reader->row_error) != YB_OK &&
        yb_csv_is_fault(reader->row_error.code)) {
        *reader->error = reader->row_error;
        reader->rc = reader->row_error.code;
        return;
    }
    reader->report->rows++;
    if (reader->row_error.code == YB_OK)
        return;
    reader->report->refused++;
    if (reader->report->say)
        reader->report->say(reader->report->context, row.number, &reader->row_error);
}

static void take_row(int end, void *context)
{
    struct reader *reader = context;

    (void)end;
    if (reader->rc != YB_OK)
        return;
    if (reader->row == 0)
        reader->rc = check_head(reader);
    else
        give_row(reader);
    reader->row++;
    reader->field = 0;
    memset(&reader->row_error, 0, sizeof(reader->row_error));
    memset(reader->values, 0, sizeof(reader->values));
    yb_arena_clear(&reader->arena);
}

/* The whole text in pieces, so that an error stops the reading early. */
static void parse(struct reader *reader, struct csv_parser *parser, struct yb_text text)
{
    const size_t piece = 64 * 1024;

    for (size_t at = 0; at < text.length && reader->rc == YB_OK; at += piece) {
        size_t size = text.length - at < piece ? text.length - at : piece;

        if (csv_parse(parser, text.bytes + at, size, take_field, take_row, reader) != size)
            reader->rc = yb_fail(reader->error, YB_E_WRONG_FORMAT, "CSV",
                                 csv_strerror(csv_error(parser)), NULL);
    }
    if (reader->rc == YB_OK && csv_fini(parser, take_field, take_row, reader) != 0)
        reader->rc =
            yb_fail(reader->error, YB_E_WRONG_FORMAT, "CSV", csv_strerror(csv_error(parser)), NULL);
}

int yb_csv_read(struct yb_text text, const struct yb_csv_column *columns, size_t column_count,
                const struct yb_csv_sink *sink, struct yb_error *error)
{
    struct csv_parser parser;
    struct reader reader = {.columns = columns,
                            .column_count = column_count,
                            .take = sink->take,
                            .context = sink->context,
                            .report = sink->report,
                            .error = error};

    if (text.length > YB_CSV_BYTES_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "CSV", "512 MB", NULL);
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_arena_init(&reader.arena, 16 * 1024);
    parse(&reader, &parser, text);
    csv_free(&parser);
    yb_arena_release(&reader.arena);
    if (reader.rc == YB_OK && reader.row == 0)
        return yb_fail(error, YB_E_MISSING, "CSV", NULL);
    return reader.rc;
}

void yb_csv_add(struct yb_buffer *out, struct yb_text field, char after)
{
    bool quoted = false;

    for (size_t i = 0; i < field.length; i++)
        quoted |= strchr(",\"\r\n", field.bytes[i]) != NULL;
    if (!quoted) {
        yb_buffer_add(out, field);
    } else {
        yb_buffer_add_char(out, '"');
        for (size_t i = 0; i < field.length; i++) {
            if (field.bytes[i] == '"')
                yb_buffer_add_char(out, '"');
            yb_buffer_add_char(out, field.bytes[i]);
        }
        yb_buffer_add_char(out, '"');
    }
    yb_buffer_add_char(out, after);
}

void yb_csv_add_head(struct yb_buffer *out, const struct yb_csv_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        yb_csv_add(out, yb_text_of(columns[i].name), i + 1 < count ? ',' : '\n');
}
