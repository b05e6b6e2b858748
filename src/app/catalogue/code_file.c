#include "app/catalogue/code_file.h"

#include "app/catalogue/extra.h"
#include "app/catalogue/list.h"
#include "app/catalogue/rows.h"
#include "app/transfer/csv.h"
#include "base/money.h"

#include <string.h>

enum column {
    CODE,
    NAME,
    PARENT,
    BEGNDATE,
    ENDDATE,
    SORT,
    PINYIN,
    MEMO,
    GREY,
    KIND,
    CHAPTER,
    RANGE,
    COLUMNS
};

static const struct yb_csv_column columns[COLUMNS] = {
    [CODE] = {"code", true, 50},           [NAME] = {"name", true, 200},
    [PARENT] = {"parent_code", false, 50}, [BEGNDATE] = {"begndate", false, 10},
    [ENDDATE] = {"enddate", false, 10},    [SORT] = {"sort", false, 9},
    [PINYIN] = {"pinyin", false, 100},     [MEMO] = {"memo", false, 500},
    [GREY] = {"grey", false, 1},           [KIND] = {"kind", false, 50},
    [CHAPTER] = {"chapter", false, 10},    [RANGE] = {"code_range", false, 50},
};

struct reader {
    const struct yb_code_file_options *options;
    struct yb_arena *arena;
    struct yb_import_report *report;
    struct yb_cells cells;
    struct yb_code_file_row *rows;
    size_t count, capacity;
};

/* grey, kind, chapter, code_range; 使用标记 is what is not grey. */
static int fill_extra(struct reader *reader, const struct yb_text *values,
                      struct yb_code_item_row *code, struct yb_error *error)
{
    bool grey = yb_text_is(values[GREY], "1");
    struct yb_buffer extra;

    if (values[GREY].length && !grey && !yb_text_is(values[GREY], "0"))
        return yb_fail(error, YB_E_WRONG_FORMAT, "grey", "0, 1", NULL);
    yb_buffer_init(&extra, reader->arena);
    if (values[GREY].length)
        yb_extra_add(&extra, "use_flag", grey ? YB_TEXT("0") : YB_TEXT("1"));
    yb_extra_add(&extra, "kind", values[KIND]);
    yb_extra_add(&extra, "chapter", values[CHAPTER]);
    yb_extra_add(&extra, "code_range", values[RANGE]);
    if (extra.length)
        code->extra = yb_buffer_text(&extra);
    return YB_OK;
}

static int check_days(const struct yb_code_item_row *code, struct yb_error *error)
{
    if (code->begndate == YB_DAY_NONE)
        return yb_fail(error, YB_E_MISSING, "begndate", NULL);
    if (code->enddate != YB_DAY_NONE && code->enddate < code->begndate)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "enddate", "", NULL);
    return YB_OK;
}

static bool is_pair(struct yb_text list_name)
{
    const struct yb_list_name *list = yb_list_name_find(list_name);

    return list && list->kind == YB_LIST_PAIRS;
}

/* The code that a row is kept under; its parts in a file are codes of their own. */
static int join_code(struct reader *reader, const struct yb_text *values,
                     struct yb_code_item_row *code, struct yb_error *error)
{
    code->code = values[CODE];
    if (!is_pair(code->list_name))
        return YB_OK;
    if (!values[PARENT].length)
        return yb_fail(error, YB_E_MISSING, "parent_code", NULL);
    if (memchr(values[PARENT].bytes, '/', values[PARENT].length))
        return yb_fail(error, YB_E_WRONG_FORMAT, "parent_code", "M03900", NULL);
    code->code =
        yb_text_of(yb_arena_format(reader->arena, YB_TEXT_FMT "/" YB_TEXT_FMT,
                                   YB_TEXT_ARG(values[PARENT]), YB_TEXT_ARG(values[CODE])));
    return YB_OK;
}

static int take_row(void *context, const struct yb_csv_row *csv, struct yb_error *error)
{
    struct reader *reader = context;
    struct yb_code_file_row row = {.code = yb_code_item_row(), .row = csv->number};
    struct yb_text values[COLUMNS];
    int failed = yb_cells_take(&reader->cells, csv, values, error);

    if (!failed)
        failed = yb_cell_day(values[BEGNDATE], "begndate", &row.code.begndate, error);
    if (!failed)
        failed = yb_cell_day(values[ENDDATE], "enddate", &row.code.enddate, error);
    if (!failed)
        failed = check_days(&row.code, error);
    if (!failed)
        failed = fill_extra(reader, values, &row.code, error);
    if (!failed && values[SORT].length && !yb_text_to_int64(values[SORT], &row.code.sort))
        failed = yb_fail(error, YB_E_WRONG_FORMAT, "sort", "1", NULL);
    row.code.list_name = reader->options->list_name;
    if (!failed)
        failed = join_code(reader, values, &row.code, error);
    if (failed)
        return failed;
    row.code.name = values[NAME];
    row.code.parent_code = values[PARENT];
    row.code.pinyin = values[PINYIN];
    row.code.memo = values[MEMO];
    row.code.vali_flag = YB_TEXT("1");
    reader->rows = yb_rows_room(reader->arena, reader->rows, reader->count, &reader->capacity,
                                sizeof(*reader->rows));
    if (yb_arena_failed(reader->arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    reader->rows[reader->count++] = row;
    return YB_OK;
}

static int refuse_overlaps(struct reader *reader, struct yb_error *error)
{
    struct yb_file_span *spans = YB_NEW_ARRAY(reader->arena, struct yb_file_span, reader->count);
    size_t i, kept = 0;
    int failed;

    if (!spans)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < reader->count; i++) {
        const struct yb_code_item_row *code = &reader->rows[i].code;

        spans[i] =
            (struct yb_file_span){code->code, code->begndate, code->enddate, reader->rows[i].row};
    }
    failed = yb_refuse_overlaps(spans, reader->count, reader->arena, reader->report, error);
    for (i = 0; i < reader->count && !failed; i++)
        if (spans[i].row)
            reader->rows[kept++] = reader->rows[i];
    reader->count = kept;
    return failed;
}

int yb_code_file_read(struct yb_text csv, const struct yb_code_file_options *options,
                      struct yb_arena *arena, struct yb_code_file *file,
                      struct yb_import_report *report, struct yb_error *error)
{
    struct reader reader = {
        .options = options, .arena = arena, .report = report, .cells = {.arena = arena}};
    const struct yb_csv_sink sink = {take_row, &reader, NULL};
    int failed = yb_cells_init(&reader.cells, columns, COLUMNS, options->sets, error);

    if (!failed)
        failed = yb_cells_read(&reader.cells, csv, &sink, report, error);
    if (!failed)
        failed = refuse_overlaps(&reader, error);
    if (failed)
        return failed;
    file->rows = reader.rows;
    file->count = reader.count;
    return YB_OK;
}

/* Writing. */

void yb_code_file_head(struct yb_buffer *csv)
{
    yb_csv_add_head(csv, columns, COLUMNS);
}

static struct yb_text day_cell(int32_t day, char spare[YB_DECIMAL_TEXT_MAX])
{
    spare[0] = 0;
    if (day != YB_DAY_NONE)
        yb_day_format(day, spare);
    return yb_text_of(spare);
}

void yb_code_file_add(struct yb_buffer *csv, const struct yb_code_item_row *code)
{
    char begins[YB_DECIMAL_TEXT_MAX], ends[YB_DECIMAL_TEXT_MAX], sort[YB_DECIMAL_TEXT_MAX] = "";
    struct yb_text use = yb_extra_get(code->extra, YB_TEXT("use_flag"));
    struct yb_text cells[COLUMNS] = {
        [CODE] = code->code,
        [NAME] = code->name,
        [PARENT] = code->parent_code,
        [BEGNDATE] = day_cell(code->begndate, begins),
        [ENDDATE] = day_cell(code->enddate, ends),
        [PINYIN] = code->pinyin,
        [MEMO] = code->memo,
        [GREY] = !use.length            ? use
                 : yb_text_is(use, "0") ? YB_TEXT("1")
                                        : YB_TEXT("0"),
        [KIND] = yb_extra_get(code->extra, YB_TEXT("kind")),
        [CHAPTER] = yb_extra_get(code->extra, YB_TEXT("chapter")),
        [RANGE] = yb_extra_get(code->extra, YB_TEXT("code_range")),
    };

    if (is_pair(code->list_name))
        yb_text_split(code->code, '/', &cells[CODE]);
    if (code->sort)
        yb_decimal_format(code->sort, 0, sort);
    cells[SORT] = yb_text_of(sort);
    for (int i = 0; i < COLUMNS; i++)
        yb_csv_add(csv, cells[i], i + 1 < COLUMNS ? ',' : '\n');
}
