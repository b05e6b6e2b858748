#include "app/catalogue/item_file.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "app/catalogue/extra.h"
#include "app/catalogue/item_row.h"
#include "app/catalogue/rows.h"
#include "app/transfer/csv.h"
#include "engine/catalogue/catalogue.h"

enum column {
#define YB_ITEM_COLUMN(id, name, must, longest, place) COLUMN_##id,
#include "app/catalogue/item_column.def"
#undef YB_ITEM_COLUMN
    COLUMNS
};

static const struct yb_csv_column columns[COLUMNS] = {
#define YB_ITEM_COLUMN(id, name, must, longest, place) {name, must, longest},
#include "app/catalogue/item_column.def"
#undef YB_ITEM_COLUMN
};

/* Where a column's text goes. */
enum place { PLACE_READ, PLACE_EXTRA, PLACE_TEXT };

static const struct {
    enum place place;
    size_t offset;
} places[COLUMNS] = {
#define READ  PLACE_READ, 0
#define EXTRA PLACE_EXTRA, 0

#define TEXT(member) PLACE_TEXT, offsetof(struct yb_med_item_row, member)

#define YB_ITEM_COLUMN(id, name, must, longest, place) {place},
#include "app/catalogue/item_column.def"
#undef YB_ITEM_COLUMN
#undef READ
#undef EXTRA
#undef TEXT
};

static_assert(COLUMN_MOST_COUNT - COLUMN_SEX + 1 == (int)YB_LIMIT_FIELDS, "the same order");

struct reader {
    const struct yb_item_file_options *options;
    struct yb_arena *arena;
    struct yb_import_report *report;
    struct yb_cells cells;
    struct yb_item_file_row *rows;
    size_t count, capacity;
};

/* Cells. */

static int read_rate(struct yb_text text, const char *name, int64_t *ppm, struct yb_error *error)
{
    if (!text.length)
        return YB_OK;
    if (!yb_rate_parse(text, ppm))
        return yb_fail(error, YB_E_WRONG_FORMAT, name, "10 %", NULL);
    if (*ppm > YB_PPM)
        return yb_fail(error, YB_E_OUT_OF_RANGE, name, "100 %", NULL);
    return YB_OK;
}

static int read_price(struct yb_text text, const char *name, int64_t *price_e6,
                      struct yb_error *error)
{
    if (!text.length)
        return YB_OK;
    if (!yb_decimal_parse(text, 6, price_e6))
        return yb_fail(error, YB_E_WRONG_FORMAT, name, "12.34", NULL);
    if (*price_e6 <= 0)
        return yb_fail(error, YB_E_OUT_OF_RANGE, name, "> 0", NULL);
    return YB_OK;
}

static int read_values(const struct yb_text *values, struct yb_med_item_row *item,
                       struct yb_error *error)
{
    int failed = yb_cell_day(values[COLUMN_BEGNDATE], "begndate", &item->begndate, error);

    if (!failed)
        failed = yb_cell_day(values[COLUMN_ENDDATE], "enddate", &item->enddate, error);
    item->selfpay_prop_ppm = -1;
    if (!failed)
        failed =
            read_rate(values[COLUMN_SELFPAY_PROP], "selfpay_prop", &item->selfpay_prop_ppm, error);
    if (!failed)
        failed = read_price(values[COLUMN_PRIC_UPLMT], "pric_uplmt", &item->pric_uplmt_e6, error);
    return failed;
}

/* Tags are kept with commas between, each once, in the order of tag.def. */
static struct yb_text join_tags(struct yb_arena *arena, uint32_t tags)
{
    struct yb_buffer buffer;
    int i;

    yb_buffer_init(&buffer, arena);
    for (i = 0; i < YB_TAGS; i++)
        if (tags & (1u << i)) {
            if (buffer.length)
                yb_buffer_add_char(&buffer, ',');
            yb_buffer_add_string(&buffer, yb_tag_key((enum yb_tag)i));
        }
    return buffer.length ? yb_buffer_text(&buffer) : YB_TEXT("");
}

static struct yb_text flag(bool on)
{
    return on ? YB_TEXT("1") : YB_TEXT("0");
}

/* The columns of the national queries that follow from others. */
static void derive(struct reader *reader, struct yb_med_item_row *item,
                   const struct yb_catalogue_item *checked)
{
    uint32_t tags = checked->terms.tags;

    item->tags = join_tags(reader->arena, tags);
    item->hilist_name = item->med_list_name;
    item->lmt_used_flag = flag(item->lmt_dscr.length > 0);
    item->lmt_cpnd_type = yb_item_lmt_cpnd_type(checked);
    item->hilist_use_type = reader->options->defaults->hilist_use_type;
    item->med_use_flag = yb_item_med_use_flag(checked);
    item->matn_used_flag = yb_item_matn_used_flag(checked);
    item->bas_medn_flag = flag(tags & (1u << YB_TAG_ESSENTIAL_DRUG));
    item->hi_nego_drug_flag = flag(tags & (1u << YB_TAG_NEGOTIATED_DRUG));
    item->chld_medc_flag = flag(tags & (1u << YB_TAG_CHILD_DRUG));
    item->list_sp_item_flag = flag(tags & (1u << YB_TAG_SPECIAL_MATERIAL));
    item->hosp_prep_flag = flag(checked->list_type == 103);
    item->vali_flag = YB_TEXT("1");
    if (reader->options->defaults->class_b_self_pay_written && item->selfpay_prop_ppm < 0 &&
        checked->terms.item_class == YB_CLASS_B)
        item->selfpay_prop_ppm = reader->options->defaults->class_b_self_pay_ppm;
}

/* Rows. */

static void fill_extra(struct reader *reader, const struct yb_text *values,
                       struct yb_med_item_row *item)
{
    struct yb_text limits[YB_LIMIT_FIELDS];
    struct yb_buffer extra;
    int i;

    yb_buffer_init(&extra, reader->arena);
    for (i = 0; i < COLUMNS; i++)
        if (places[i].place == PLACE_EXTRA)
            yb_extra_add(&extra, columns[i].name, values[i]);
    for (i = 0; i < YB_LIMIT_FIELDS; i++)
        limits[i] = values[COLUMN_SEX + i];
    yb_limit_phrases_apply(reader->options->phrases, item->lmt_dscr, reader->arena, limits);
    for (i = 0; i < YB_LIMIT_FIELDS; i++)
        yb_extra_add(&extra, yb_limit_field_name((enum yb_limit_field)i), limits[i]);
    if (extra.length)
        item->extra = yb_buffer_text(&extra);
}

static int check_present(const struct yb_text *values, struct yb_error *error)
{
    static const enum column needed[] = {COLUMN_LIST_TYPE, COLUMN_CHRGITM_LV, COLUMN_BEGNDATE};
    size_t i;

    for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!values[needed[i]].length)
            return yb_fail(error, YB_E_MISSING, columns[needed[i]].name, NULL);
    return YB_OK;
}

static int keep(struct reader *reader, const struct yb_item_file_row *row, struct yb_error *error)
{
    reader->rows = yb_rows_room(reader->arena, reader->rows, reader->count, &reader->capacity,
                                sizeof(*reader->rows));
    if (yb_arena_failed(reader->arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    reader->rows[reader->count++] = *row;
    return YB_OK;
}

static int take_row(void *context, const struct yb_csv_row *csv, struct yb_error *error)
{
    struct reader *reader = context;
    struct yb_item_file_row row = {.item = yb_med_item_row(), .row = csv->number};
    struct yb_med_item_row *item = &row.item;
    struct yb_catalogue_item checked;
    struct yb_text values[COLUMNS];
    int i, failed = yb_cells_take(&reader->cells, csv, values, error);

    if (!failed)
        failed = check_present(values, error);
    if (failed)
        return failed;
    for (i = 0; i < COLUMNS; i++)
        if (places[i].place == PLACE_TEXT)
            *(struct yb_text *)(void *)((char *)item + places[i].offset) = values[i];
    failed = read_values(values, item, error);
    if (failed)
        return failed;
    item->chrgitm_lv = yb_chrgitm_lv_of(values[COLUMN_CHRGITM_LV]);
    item->tags = values[COLUMN_TAGS];
    if (!item->hilist_code.length)
        item->hilist_code = item->med_list_codg;
    if (!item->med_chrgitm_type.length) {
        int64_t list_type = 0;

        yb_text_to_int64(item->list_type, &list_type);
        item->med_chrgitm_type = yb_text_of(
            yb_arena_format(reader->arena, "%02d", yb_chrgitm_type_of_list((int)list_type)));
    }
    fill_extra(reader, values, item);
    failed = yb_item_of_row(item, &checked, error);
    if (failed)
        return failed;
    derive(reader, item, &checked);
    return keep(reader, &row, error);
}

/* Rows of one code must not overlap; refused ones are taken out. */
static int refuse_overlaps(struct reader *reader, struct yb_error *error)
{
    struct yb_file_span *spans = YB_NEW_ARRAY(reader->arena, struct yb_file_span, reader->count);
    size_t i, kept = 0;
    int failed;

    if (!spans)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < reader->count; i++) {
        const struct yb_med_item_row *item = &reader->rows[i].item;

        spans[i] = (struct yb_file_span){item->med_list_codg, item->begndate, item->enddate,
                                         reader->rows[i].row};
    }
    failed = yb_refuse_overlaps(spans, reader->count, reader->arena, reader->report, error);
    for (i = 0; i < reader->count && !failed; i++)
        if (spans[i].row)
            reader->rows[kept++] = reader->rows[i];
    reader->count = kept;
    return failed;
}

int yb_item_file_read(struct yb_text csv, const struct yb_item_file_options *options,
                      struct yb_arena *arena, struct yb_item_file *file,
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

void yb_item_file_head(struct yb_buffer *csv)
{
    yb_csv_add_head(csv, columns, COLUMNS);
}

/* A column that is read: what is not among `extra`'s keys. */
static struct yb_text read_cell(enum column column, const struct yb_med_item_row *item,
                                char spare[YB_DECIMAL_TEXT_MAX])
{
    spare[0] = 0;
    switch (column) {
    case COLUMN_CHRGITM_LV:
        return item->chrgitm_lv;
    case COLUMN_TAGS:
        return item->tags;
    case COLUMN_SELFPAY_PROP:
        if (item->selfpay_prop_ppm >= 0)
            yb_rate_format(item->selfpay_prop_ppm, spare);
        break;
    case COLUMN_PRIC_UPLMT:
        if (item->pric_uplmt_e6)
            yb_decimal_format(item->pric_uplmt_e6, 6, spare);
        break;
    case COLUMN_BEGNDATE:
        yb_day_format(item->begndate, spare);
        break;
    case COLUMN_ENDDATE:
        if (item->enddate != YB_DAY_NONE)
            yb_day_format(item->enddate, spare);
        break;
    default:
        return yb_extra_get(item->extra, yb_text_of(columns[column].name));
    }
    return yb_text_of(spare);
}

void yb_item_file_add(struct yb_buffer *csv, const struct yb_med_item_row *item)
{
    char spare[YB_DECIMAL_TEXT_MAX];
    struct yb_text cell;

    for (int i = 0; i < COLUMNS; i++) {
        if (places[i].place == PLACE_TEXT)
            memcpy(&cell, (const char *)item + places[i].offset, sizeof(cell));
        else
            cell = read_cell((enum column)i, item, spare);
        yb_csv_add(csv, cell, i + 1 < COLUMNS ? ',' : '\n');
    }
}
