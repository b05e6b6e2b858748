#include "app/catalogue/rows.h"

#include <stdlib.h>
#include <string.h>

void *yb_rows_room(struct yb_arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity * 2 : 256;
    void *copy;

    if (count < *capacity)
        return array;
    copy = yb_arena_array(arena, larger, size);
    if (!copy)
        return NULL;
    if (count)
        memcpy(copy, array, count * size);
    *capacity = larger;
    return copy;
}

int yb_cell_day(struct yb_text cell, const char *column, int32_t *day, struct yb_error *error)
{
    if (cell.length && !yb_day_parse(cell, day))
        return yb_fail(error, YB_E_WRONG_FORMAT, column, "2025-01-31", NULL);
    return YB_OK;
}

int yb_cells_init(struct yb_cells *cells, const struct yb_csv_column *columns, size_t count,
                  struct yb_text sets, struct yb_error *error)
{
    cells->columns = columns;
    cells->count = count;
    memset(cells->sets, 0, sizeof(cells->sets));
    while (sets.length) {
        struct yb_text value, name = yb_text_split(yb_text_split(sets, '\t', &sets), '=', &value);
        size_t i = 0;

        while (i < count && !yb_text_is(name, columns[i].name))
            i++;
        if (i == count) {
            const char *word = yb_arena_copy(cells->arena, name.bytes, name.length);

            return yb_fail(error, YB_E_UNKNOWN_KEY, word ? word : "", NULL);
        }
        cells->sets[i] = value;
    }
    return YB_OK;
}

static bool is_plain(struct yb_text cell)
{
    size_t i;

    for (i = 0; i < cell.length; i++)
        if ((unsigned char)cell.bytes[i] < 0x20 || cell.bytes[i] == 0x7F)
            return false;
    return true;
}

int yb_cells_take(struct yb_cells *cells, const struct yb_csv_row *row, struct yb_text *values,
                  struct yb_error *error)
{
    size_t i;

    for (i = 0; i < cells->count; i++) {
        struct yb_text value = row->values[i].length ? row->values[i] : cells->sets[i];

        if (!is_plain(value))
            return yb_fail(error, YB_E_WRONG_FORMAT, cells->columns[i].name, "TAB", NULL);
        values[i] = value.length ? yb_text_copy(cells->arena, value) : YB_TEXT("");
        if (!values[i].bytes)
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    return YB_OK;
}

static int compare(const void *a, const void *b)
{
    const struct yb_file_span *x = *(const struct yb_file_span *const *)a;
    const struct yb_file_span *y = *(const struct yb_file_span *const *)b;
    int by_code = yb_text_compare(x->code, y->code);

    if (by_code)
        return by_code;
    if (x->from_day != y->from_day)
        return x->from_day < y->from_day ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool overlap(const struct yb_file_span *before, const struct yb_file_span *after)
{
    return yb_text_equal(before->code, after->code) &&
           (before->to_day == YB_DAY_NONE || before->to_day >= after->from_day);
}

int yb_refuse_overlaps(struct yb_file_span *spans, size_t count, struct yb_arena *arena,
                       struct yb_import_report *report, struct yb_error *error)
{
    struct yb_file_span **order = YB_NEW_ARRAY(arena, struct yb_file_span *, count);
    const struct yb_file_span *last = NULL;
    size_t i;

    if (!order)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count; i++)
        order[i] = &spans[i];
    if (count)
        qsort(order, count, sizeof(struct yb_file_span *), compare);
    for (i = 0; i < count; i++) {
        struct yb_error why = {0};

        if (!last || !overlap(last, order[i])) {
            last = order[i];
            continue;
        }
        yb_fail(&why, YB_E_OVERLAP, "begndate",
                yb_arena_copy(arena, order[i]->code.bytes, order[i]->code.length), NULL);
        yb_import_report_refuse(report, order[i]->row, &why);
        order[i]->row = 0;
    }
    return YB_OK;
}

static void say(void *context, int64_t row, const struct yb_error *error)
{
    yb_import_report_refuse(context, row, error);
}

int yb_cells_read(const struct yb_cells *cells, struct yb_text csv, const struct yb_csv_sink *sink,
                  struct yb_import_report *report, struct yb_error *error)
{
    struct yb_csv_report counts = {.say = say, .context = report};
    const struct yb_csv_sink counted = {sink->take, sink->context, &counts};
    int failed = yb_csv_read(csv, cells->columns, cells->count, &counted, error);

    if (!failed)
        report->rows += counts.rows;
    return failed;
}
