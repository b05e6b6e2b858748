/*
 * A catalogue file, in whatever encoding, is refused as a whole, or every row of it is taken or
 * refused with its number, a code and a column; what is taken is a row of the engine, and written
 * out it reads back as the same rows.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "app/catalogue/code_file.h"
#include "app/catalogue/item_file.h"
#include "app/catalogue/item_row.h"
#include "base/encoding.h"

static struct yb_arena arena;
static struct yb_catalogue_defaults defaults;

static void check_report(const struct yb_import_report *report, size_t taken)
{
    const struct yb_refused_row *row;
    int64_t refused = 0;

    for (row = report->first; row; row = row->next, refused++)
        assert(row->row >= 2 && row->error.code < 0 && row->error.arg_count >= 1);
    assert(report->refused == refused || refused == YB_REFUSED_ROWS_KEPT);
    assert(report->rows == report->refused + (int64_t)taken);
}

static int read_items(struct yb_text csv, struct yb_item_file *file, struct yb_error *error)
{
    static const struct yb_limit_phrase rows[] = {
        {YB_PHRASE_BEGINS, YB_LIMIT_FIELD_AGE_FROM, {"#-#", 3}, {NULL, 0}, 1, 0},
        {YB_PHRASE_CONTAINS, YB_LIMIT_FIELD_MOST_DAYS, {"#d", 2}, {NULL, 0}, 1, 1},
    };
    struct yb_limit_phrases phrases = {rows, 2};
    struct yb_item_file_options options = {&defaults, &phrases, YB_TEXT("list_type=101")};
    struct yb_import_report report;
    int rc;

    yb_import_report_init(&report, &arena);
    rc = yb_item_file_read(csv, &options, &arena, file, &report, error);
    if (rc == YB_OK)
        check_report(&report, file->count);
    return rc;
}

static void check_items(struct yb_text csv)
{
    struct yb_item_file file, again;
    struct yb_catalogue_item item;
    struct yb_error error = {0};
    struct yb_buffer written;

    if (read_items(csv, &file, &error) != YB_OK) {
        assert(error.code < 0);
        return;
    }
    yb_buffer_init(&written, &arena);
    yb_item_file_head(&written);
    for (size_t i = 0; i < file.count; i++) {
        assert(yb_item_of_row(&file.rows[i].item, &item, NULL) == YB_OK);
        yb_item_file_add(&written, &file.rows[i].item);
    }
    assert(read_items(yb_buffer_text(&written), &again, &error) == YB_OK);
    assert(again.count == file.count);
    for (size_t i = 0; i < file.count; i++) {
        assert(yb_text_equal(again.rows[i].item.med_list_codg, file.rows[i].item.med_list_codg));
        assert(yb_text_equal(again.rows[i].item.extra, file.rows[i].item.extra));
        assert(again.rows[i].item.pric_uplmt_e6 == file.rows[i].item.pric_uplmt_e6);
        assert(again.rows[i].item.selfpay_prop_ppm == file.rows[i].item.selfpay_prop_ppm);
        assert(again.rows[i].item.enddate == file.rows[i].item.enddate);
    }
}

static void check_codes(struct yb_text csv)
{
    struct yb_code_file_options options = {YB_TEXT("icd10"), YB_TEXT("begndate=2000-01-01")};
    struct yb_import_report report;
    struct yb_code_file file;

    yb_import_report_init(&report, &arena);
    if (yb_code_file_read(csv, &options, &arena, &file, &report, NULL) == YB_OK)
        check_report(&report, file.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text bytes = {(const char *)data, size}, csv;

    if (size > 16384)
        return 0;
    yb_arena_init(&arena, 65536);
    yb_catalogue_defaults_init(&defaults);
    if (yb_text_decode(bytes, YB_ENCODING_DETECT, &arena, &csv, NULL) == YB_OK) {
        assert(yb_text_is_utf8(csv, NULL));
        check_items(csv);
        check_codes(csv);
    }
    yb_arena_release(&arena);
    return 0;
}
